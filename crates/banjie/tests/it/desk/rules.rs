//! Rules on the desk: values with dates, sources and confidence; open matters that keep the version
//! of their start when a rule changes.

use axum::http::StatusCode;
use banjie_core::pack::PackFile;
use banjie_web::testing::TestDistrict;

/// `appeal.handle` is 5 working days; from `from` on 3.
fn shorter_from(from: &'static str, before: &'static str) -> impl Fn(&mut PackFile) {
    move |file| {
        if file.path != "rules/appeal.toml" {
            return;
        }
        let (head, rest) = file.text.split_once("id = \"appeal.handle\"").unwrap();
        let (own, after) = rest.split_once("[[rule]]").unwrap();
        let first = own.replace(
            "from = 2024-01-01",
            &format!("from = 2024-01-01\nuntil = {before}"),
        );
        let second = own
            .split_once("[[rule.version]]")
            .unwrap()
            .1
            .replace("from = 2024-01-01", &format!("from = {from}"))
            .replace("length = 5", "length = 3")
            .replace("区企业诉求办理办法（约定）", "区企业诉求办理办法（修订）");
        file.text =
            format!("{head}id = \"appeal.handle\"{first}[[rule.version]]{second}[[rule]]{after}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_at_the_desk_sees_values_dates_sources_and_what_is_unsure() {
    let district = TestDistrict::new().await;
    for (unit, role) in [("住建局", "clerk"), ("区营商办", "coordinator")] {
        let mut client = district.signed_in(&district.user(unit, role)).await;
        let page = client.get("/desk/rules").await;
        for word in [
            "20个工作日，延长后共30个工作日",
            "国务院令第802号",
            "口径待确认",
            "2026-02-24",
            "国办发明电〔2025〕7号",
        ] {
            assert!(page.text.contains(word), "{role}: no {word}");
        }
        let unsure = client.get("/desk/rules?unsure=1&q=信用修复").await;
        assert!(
            unsure.text.contains("信用修复决定") || unsure.text.contains("行业主管部门修复决定")
        );
        assert!(!unsure.text.contains(">行政许可决定<"));
    }
    let admin = banjie_web::testing::pack();
    let admin = admin
        .people
        .iter()
        .find(|p| p.roles.iter().any(|r| r.code() == "system_admin"));
    let mut client = district.signed_in(&admin.unwrap().user.to_string()).await;
    assert_eq!(client.get("/desk/rules").await.status, StatusCode::OK);
    assert_eq!(
        client.get("/desk/rules/changes").await.status,
        StatusCode::FORBIDDEN
    );
    let sheet = client.get("/desk/rules/export?unsure=1").await;
    assert!(sheet.bytes.starts_with(b"PK"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_months_of_a_year_ask_for_the_next_calendar() {
    let district = TestDistrict::new().await;
    let user = district.user("区营商办", "coordinator");
    let early = district.signed_in(&user).await.get("/desk/rules").await;
    assert!(!early.text.contains("还没有录入"));
    district.set("2026-11-02 09:00");
    let late = district.signed_in(&user).await.get("/desk/rules").await;
    assert!(
        late.text.contains("2027 年的放假安排还没有录入"),
        "{}",
        late.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_keeps_its_version_and_the_list_shows_what_the_new_one_gives() {
    let district = TestDistrict::new().await;
    // Dispatched on Wednesday 2026-02-11; working days after it: 12, 13, make-up Saturday 14, 24, 25.
    let no = district.dispatched("住建局", "外墙维修尾款没有付").await;
    let user = district.user("区营商办", "coordinator");
    let before = district
        .signed_in(&user)
        .await
        .get("/desk/rules/changes")
        .await;
    assert!(before.text.contains("没有在办的件跨着两个版本"));
    // The new version is to come.
    let coming = district.repacked(shorter_from("2026-02-25", "2026-02-24"));
    let page = coming
        .signed_in(&user)
        .await
        .get("/desk/rules/changes")
        .await;
    for word in [
        no.to_string().as_str(),
        "将于2026年2月25日起",
        "2026年2月25日（周三）",
        "2026年2月14日（周六）",
        "（修订）",
    ] {
        assert!(page.text.contains(word), "no {word} in {}", page.text);
    }
    let list = coming.signed_in(&user).await.get("/desk/rules").await;
    assert!(
        list.text.contains("2026年2月25日起：企业诉求办理"),
        "{}",
        list.text
    );
    // It is in force: the matter keeps its date, a sheet can be taken.
    district.set("2026-02-25 09:00");
    let mut client = coming.signed_in(&user).await;
    let page = client.get("/desk/rules/changes").await;
    assert!(!page.text.contains("将于") && page.text.contains("2026年2月25日（周三）"));
    assert!(
        client
            .get("/desk/rules/changes/export")
            .await
            .bytes
            .starts_with(b"PK")
    );
    let matter = client.get(&format!("/desk/matters/{no}")).await;
    assert!(matter.text.contains("限 5 个工作日"), "{}", matter.text);
    // Units that neither lead nor support it do not see it.
    let other = coming.user("市场监管局", "clerk");
    let hidden = coming
        .signed_in(&other)
        .await
        .get("/desk/rules/changes")
        .await;
    assert!(!hidden.text.contains(&no.to_string()), "{}", hidden.text);
}
