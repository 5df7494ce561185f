//! P7: nothing typed is lost, nothing is submitted twice, nobody learns of another's appeal.

use super::{filled, number, refs, submit, with};
use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn a_resent_form_gives_one_matter() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let pairs = filled(&mut client).await;
    let first = client.post("/appeals", &refs(&pairs)).await;
    let second = client.post("/appeals", &refs(&pairs)).await;
    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.text);
    assert_eq!(first.location(), second.location());
    let course = district
        .store()
        .matter(&Sight::District, number(first.location()))
        .await;
    let matter = course.unwrap().unwrap().matter;
    assert_eq!(
        matter.topic.unwrap().as_str(),
        "拖欠账款",
        "proposed from the words"
    );
    assert_eq!(
        matter.title,
        "城东街道办欠我公司外墙维修尾款 42 万元，去要了三次都说等预算"
    );
    // Changed after Back: a new request, told that it looks like the first, and not lost.
    let other = with(
        &pairs,
        &[("text", "城东街道办欠我公司外墙维修尾款 43 万元")],
    );
    let answer = client.post("/appeals", &refs(&other)).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains(&matter.no.to_string()) && answer.text.contains("43 万元"));
    let other = with(&other, &[("different", "1")]);
    let answer = client.post("/appeals", &refs(&other)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_ne!(number(answer.location()), matter.no);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clicks_at_once_give_one_matter() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let pairs = filled(&mut client).await;
    let mut other = client.clone();
    let pairs = refs(&pairs);
    let (a, b) = tokio::join!(
        client.post("/appeals", &pairs),
        other.post("/appeals", &pairs)
    );
    assert_eq!(a.location(), b.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_telephone_learns_nothing_of_an_earlier_appeal() {
    let district = TestDistrict::new().await;
    let no = submit(&mut district.client()).await;
    let mut stranger = district.client();
    let pairs = with(&filled(&mut stranger).await, &[("phone", "13900000211")]);
    let answer = stranger.post("/appeals", &refs(&pairs)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(!answer.text.contains(&no.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn phone_keyboards_are_forgiven() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let pairs = with(
        &filled(&mut client).await,
        &[
            ("phone", "＋８６ １３９ ００００－0210"),
            ("code", "９１620102 ma71a2b3cr"),
            ("since", "２０２４．１１．５"),
        ],
    );
    let answer = client.post("/appeals", &refs(&pairs)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let no = number(answer.location());
    assert!(district.store().tail_fits(no, "0210").await.unwrap());
    let course = district.store().matter(&Sight::District, no).await;
    let enterprise = course.unwrap().unwrap().matter.enterprise.unwrap();
    assert_eq!(enterprise.code.as_deref(), Some("91620102MA71A2B3CR"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_is_told_at_its_field_and_the_rest_is_kept() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let good = filled(&mut client).await;
    let long = "长".repeat(2_003);
    let cases = [
        (
            "text",
            "",
            "遇到了什么事：没有填。请写一两句：谁、什么事、希望怎样",
        ),
        ("text", long.as_str(), "现在 2003 字，请删去 3 字"),
        (
            "since",
            "2026年12月",
            "“从什么时候开始”里的“2026年12月”晚于今天，请改成已经发生的日期",
        ),
        ("since", "去年春天", "“从什么时候开始”里的“去年春天”看不懂"),
        ("enterprise", " ", "企业名称：没有填。请填营业执照上的名称"),
        (
            "code",
            "91620102MA71A2B3CX",
            "第18位校验码按前17位应为“R”，现为“X”：请逐位对照营业执照",
        ),
        ("code", "620102000012345", "是15位的旧注册号：请填"),
        ("topic", "飞碟", "没有这个类别，请从列表里选"),
        ("township", "住建局", "本区没有这个镇街，请从列表里选"),
        ("name", "", "联系人：没有填"),
        ("phone", "1390000021", "手机号少 1 位，请填 11 位号码"),
        ("phone", "13900000210999", "手机号多 3 位，请填 11 位号码"),
        ("phone", "8234567", "座机缺区号：请在前面加上区号"),
        ("phone", "", "手机号：没有填"),
    ];
    for (field, value, sentence) in cases {
        let answer = client
            .post("/appeals", &refs(&with(&good, &[(field, value)])))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field} {value}"
        );
        let said = answer.text.matches(sentence).count();
        assert!(
            said >= 2,
            "at the field and in the summary: {field}: {sentence}\n{}",
            answer.text
        );
        assert!(
            answer.text.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
        assert!(answer.text.contains("<title>错误："));
        for (name, kept) in good.iter().filter(|(n, _)| n != field) {
            assert!(
                answer.text.contains(kept.as_str()),
                "{field}: {name} was lost"
            );
        }
    }
    assert_eq!(
        client.post("/appeals", &refs(&good)).await.status,
        StatusCode::SEE_OTHER,
        "mended, the same form goes through"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_stay_over_a_refused_form_and_are_known_by_their_bytes() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let good = filled(&mut client).await;
    let bad = with(&good, &[("phone", "1390000021")]);
    let pdf: &[u8] = b"%PDF-1.7\n%%EOF";
    let answer = client
        .post_files(
            "/appeals",
            &refs(&bad),
            &[
                ("files", "合同.pdf", pdf),
                ("files", "验收.pdf", b"MZ\x90\0\x03"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("“验收.pdf”的类型不收或已损坏"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("合同.pdf") && answer.text.contains("已传好，不用重传"));
    let kept = answer.hidden("files-kept");
    let forged = kept.replace("合同", "别的");
    let good = with(&good, &[("files-kept", &kept)]);
    let mut both = good.clone();
    both.push(("files-kept".to_owned(), forged));
    let answer = client.post_files("/appeals", &refs(&both), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let no = number(answer.location());
    let matter = district
        .store()
        .matter(&Sight::District, no)
        .await
        .unwrap()
        .unwrap()
        .matter;
    let names: Vec<_> = matter.attachments.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["合同.pdf"]);
    let hash = &matter.attachments[0].hash;
    let file = client.get(&format!("/track/{no}/file/{hash}")).await;
    assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, pdf));
    let stranger = district
        .client()
        .get(&format!("/track/{no}/file/{hash}"))
        .await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_may_choose_topic_and_unit_beforehand() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let page = client.get("/appeals/new?topic=劳动争议&unit=住建局").await;
    assert!(
        page.text.contains("value=\"劳动争议\" selected"),
        "{}",
        page.text
    );
    assert!(page.text.contains("value=\"住建局\" selected"));
    let pairs = with(&filled(&mut client).await, &[("unit", "住建局")]);
    let no = number(client.post("/appeals", &refs(&pairs)).await.location());
    let matter = district
        .store()
        .matter(&Sight::District, no)
        .await
        .unwrap()
        .unwrap()
        .matter;
    assert!(matter.text.starts_with("反映的单位：住建局\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn office_files_are_looked_through_in_the_child_process() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let book = banjie_papers::xlsx::Book {
        title: String::new(),
        created: jiff::civil::date(2026, 1, 1),
        demo: false,
        sheets: vec![banjie_papers::xlsx::Grid::default()],
    };
    let xlsx = banjie_papers::xlsx::write(&book).unwrap();
    let pairs = with(&filled(&mut client).await, &[("name", "")]);
    let files: [(&str, &str, &[u8]); 2] = [
        ("files", "对账单.xlsx", &xlsx),
        ("files", "压缩包.docx", b"PK\x03\x04 no container"),
    ];
    let answer = client.post_files("/appeals", &refs(&pairs), &files).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("对账单.xlsx") && answer.text.contains("已传好，不用重传"));
    assert!(
        answer.text.contains("“压缩包.docx”的类型不收或已损坏"),
        "{}",
        answer.text
    );
}
