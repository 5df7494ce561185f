//! C5: the form for an enterprise that came in person: read back, registered once, with a slip.

use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::matter::Channel;
use banjie_web::testing::TestDistrict;

const HOME: &str = "/desk/intake";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_at_the_window_is_read_back_before_it_is_registered() {
    let district = TestDistrict::new().await;
    let clerk = district.user("区营商办", "coordinator");
    let mut client = district.signed_in(&clerk).await;
    let key = client.get(HOME).await.hidden("_key");
    let mut pairs = vec![
        ("_key", key.as_str()),
        ("way", "visit"),
        ("text", "园区路灯不亮，晚上装卸不安全，希望尽快修好"),
        ("enterprise", "汇川电子"),
        ("name", "王女士"),
        ("phone", "1390000"),
    ];
    let refused = client.post(HOME, &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("手机号少 4 位") && refused.text.contains("园区路灯不亮"));
    pairs[5].1 = "139 0000 0210";
    let read_back = client.post(HOME, &pairs).await;
    assert_eq!(read_back.status, StatusCode::OK);
    assert!(read_back.text.contains("念给企业听") && read_back.text.contains("上门走访"));
    pairs.push(("step", "register"));
    let done = client.post(HOME, &pairs).await;
    let again = client.post(HOME, &pairs).await;
    assert_eq!(
        done.location(),
        again.location(),
        "sent twice, registered once"
    );
    let slip = client.get(done.location()).await;
    assert!(slip.text.contains("手机号后四位") && slip.text.contains("/receipts/BJ-"));
    let no = done.location().rsplit('/').next().unwrap().parse().unwrap();
    let course = district.store().matter(&Sight::District, no).await.unwrap();
    assert_eq!(course.unwrap().matter.channel, Channel::Visit);
    assert!(district.store().tail_fits(no, "0210").await.unwrap());
    district.check().await;
}
