//! P2: what a package needs, narrowed by answers; found from the first screen and the search.

use axum::http::StatusCode;
use banjie_web::testing::TestDistrict;
use serde_json::Value;

/// The part of a page from one text to the next.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}")) + from.len();
    let end = text[start..].find(to).unwrap_or_else(|| panic!("no {to}"));
    &text[start..start + end]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_and_the_search_lead_to_the_packages() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let first = client.get("/").await;
    for package in district.app.pack().services.packages() {
        let href = format!("href=\"/packages/{}\"", package.id);
        assert!(first.text.contains(&href), "{}", package.name);
    }
    for (words, id) in [
        ("开饭店", "open-restaurant"),
        ("我想注册公司", "open-enterprise"),
        ("燃气", "connect-utilities"),
        ("移出经营异常名录", "repair-credit"),
    ] {
        let page = client.get(&format!("/search?q={words}")).await;
        assert!(page.text.contains(&format!("/packages/{id}")), "{words}");
    }
    let list = client.get("/packages?elder=1").await;
    assert!(list.text.contains("/packages/close-enterprise?elder=1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_change_what_is_needed_and_stay_chosen() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let whole = client.get("/packages/open-enterprise").await;
    assert_eq!(whole.status, StatusCode::OK);
    let needs = between(&whole.text, "id=\"needs\"", "</main>");
    assert!(
        needs.contains("要办 7 件事，4 个工作日"),
        "critical path 1+1+2"
    );
    assert!(needs.contains("看“有没有员工要参保”怎么答"));
    assert!(needs.contains("法定 3 个工作日") && needs.contains("租赁合同"));

    let answered = "/packages/open-enterprise?has_employees=否&wants_bank_account=否&premises_right=自有&needs_invoice=否&enterprise_type=有限责任公司";
    let page = client.get(answered).await;
    let needs = between(&page.text, "id=\"needs\"", "</main>");
    assert!(needs.contains("要办 3 件事，2 个工作日"), "{needs}");
    let dropped = between(needs, "按您的回答，不用办：", "。");
    assert!(dropped.contains("企业社会保险登记") && dropped.contains("银行开户预约"));
    assert!(!needs.contains("租赁合同") && !needs.contains("看情况"));
    assert!(page.text.contains("value=\"否\" checked") && page.text.contains("重新答"));
    // What is fetched is told as such and stands in no list of things to bring.
    let bring = between(needs, "样材料</h2>", "不用您交的");
    assert!(!bring.contains("身份证") && needs.contains("从国家人口库和电子证照库调取"));
}

#[tokio::test(flavor = "multi_thread")]
async fn deferrable_materials_say_how_long_and_on_what_terms() {
    let district = TestDistrict::new().await;
    let page = district.client().get("/packages/open-restaurant").await;
    let later = between(&page.text, "可以晚点交（容缺受理）", "不用您交的");
    assert!(later.contains("从业人员健康证明") && later.contains("受理后 5 个工作日内补上也行"));
    assert!(later.contains("信用承诺书") && later.contains("没有未修复的失信记录"));
    assert!(
        !later.contains("设备布局和操作流程图"),
        "a principal material"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_get_a_government_service_that_is_json() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    for package in district.app.pack().services.packages() {
        let page = client.get(&format!("/packages/{}", package.id)).await;
        let block = between(
            &page.text,
            "<script type=\"application/ld+json\">",
            "</script>",
        );
        let data: Value = serde_json::from_str(block).unwrap();
        assert_eq!(data["@type"], "GovernmentService");
        assert_eq!(data["name"], package.name);
        let offers = data["hasOfferCatalog"]["itemListElement"]
            .as_array()
            .unwrap();
        assert_eq!(offers.len(), package.items.len());
        assert_eq!(page.text.matches("<h1").count(), 1);
    }
    let unknown = client.get("/packages/飞碟").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.text.contains("0000-000100"));
    // Nonsense in the address is no error: the question simply stays open.
    let odd = client
        .get("/packages/repair-credit?duties_done=%3Cb%3E&x=1")
        .await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(!odd.text.contains("<b>\""));
}
