//! C1 and C2: lists whose address is the view, acts on many rows, export of what is shown.

use super::matter::{appeal, ask, clerk};
use axum::http::StatusCode;
use banjie_core::matter::{Actor, Command};
use banjie_web::testing::TestDistrict;

/// Numbers on a page, in their order, each once.
fn numbers(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in html.split("name=\"no\" value=\"").skip(1) {
        found.push(part.split('"').next().unwrap().to_owned());
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_open_matter_in_every_list_shows_owner_due_date_and_next_step() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await.to_string();
    let mut client = clerk(&district).await;
    let mut office = district.signed_in("yingshang.desk").await;
    let lists = [
        client.get("/desk").await,
        client.get("/desk?tab=all").await,
        client.get("/desk/matters").await,
        office.get("/desk?tab=open").await,
        office.get("/desk/matters?kind=appeal").await,
    ];
    for list in lists {
        let (_, row) = list.text.split_once(&format!("value=\"{no}\"")).unwrap();
        let row = row.split("</tr>").next().unwrap();
        for said in ["住建局", "2月25日 周三", "个工作日", "签收"] {
            assert!(row.contains(said), "{said} in {row}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_says_why_and_what_next() {
    let district = TestDistrict::new().await;
    let mut client = clerk(&district).await;
    let todo = client.get("/desk").await;
    assert!(todo.text.contains("都办完了。") && todo.text.contains("class=\"btn primary\""));
    appeal(&district, "拖欠尾款").await;
    let today = client.get("/desk?tab=todo&only=today").await;
    assert!(today.text.contains("没有符合这个筛选的办件。"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ended_stands_below_what_is_due() {
    let district = TestDistrict::new().await;
    let (ended, open) = (
        appeal(&district, "已经撤回的").await,
        appeal(&district, "还要办的").await,
    );
    let withdraw = Command::Withdraw {
        reason: "已经解决了".to_owned(),
    };
    district.give(ended, Actor::Enterprise, withdraw).await;
    let mut office = district.signed_in("yingshang.desk").await;
    let list = office.get("/desk/matters").await;
    assert_eq!(
        numbers(&list.text),
        [open.to_string(), ended.to_string()],
        "the older one is ended"
    );
    let by_due_last = office.get("/desk/matters?sort=-due").await;
    assert_eq!(numbers(&by_due_last.text).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_the_view_for_a_colleague_too() {
    let district = TestDistrict::new().await;
    for title in ["漏水没人修", "拖欠尾款一", "拖欠尾款二"] {
        appeal(&district, title).await;
    }
    let mut client = clerk(&district).await;
    let address = "/desk/matters?kind=appeal&state=dispatched&q=%E5%B0%BE%E6%AC%BE&sort=-age";
    let mine = client.get(address).await;
    assert_eq!(numbers(&mine.text).len(), 2);
    assert!(mine.text.contains("关键词：尾款") && mine.text.contains("2 件"));
    let head = district.user("住建局", "unit_head");
    let theirs = district.signed_in(&head).await.get(address).await;
    assert_eq!(numbers(&theirs.text), numbers(&mine.text));
    let wrong = client.get("/desk/matters?from=%E6%98%A8%E5%A4%A9").await;
    assert!(wrong.text.contains("写成了“昨天”，没有用上"));
    assert_eq!(numbers(&wrong.text).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_view_is_offered_again_and_can_be_removed() {
    let district = TestDistrict::new().await;
    let mut client = clerk(&district).await;
    let ask = client.get("/desk/matters/views?light=overdue").await;
    let query = ask.hidden("query");
    let path = "/desk/matters/views";
    let refused = client.post(path, &[("query", &query), ("name", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = client
        .post(path, &[("query", &query), ("name", "逾期的")])
        .await;
    assert_eq!(saved.location(), "/desk/matters?light=overdue");
    assert!(
        client
            .get("/desk/matters")
            .await
            .text
            .contains(">逾期的</a>")
    );
    client.post(path, &[("remove", "逾期的")]).await;
    assert!(
        !client
            .get("/desk/matters")
            .await
            .text
            .contains(">逾期的</a>")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_the_rows_of_the_list_and_a_formula_stays_text() {
    let district = TestDistrict::new().await;
    for title in ["=1+1", "拖欠尾款", "漏水没人修"] {
        appeal(&district, title).await;
    }
    let mut client = clerk(&district).await;
    let query = "kind=appeal&sort=-age";
    let list = client.get(&format!("/desk/matters?{query}")).await;
    let csv = client
        .get(&format!("/desk/matters/export?{query}&as=csv"))
        .await;
    assert!(csv.text.starts_with('\u{feff}') && csv.text.contains("演示数据"));
    let rows: Vec<String> = csv
        .text
        .lines()
        .filter(|l| l.starts_with("BJ-"))
        .map(|l| l.split(',').next().unwrap().to_owned())
        .collect();
    assert_eq!(rows, numbers(&list.text));
    assert!(csv.text.contains(",'=1+1,"));
    let xlsx = client
        .get(&format!("/desk/matters/export?{query}&as=xlsx"))
        .await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    let disposition = xlsx.headers.get("content-disposition").unwrap();
    assert!(disposition.to_str().unwrap().ends_with(".xlsx"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_done_together_are_judged_each_for_itself() {
    let district = TestDistrict::new().await;
    let fresh = appeal(&district, "第一件").await;
    let signed = appeal(&district, "第二件").await;
    let stale = appeal(&district, "第三件").await;
    let by = || ask(&district, district.actor("住建局", "clerk"));
    let sign = district.store().command(signed, 2, Command::Sign, by());
    sign.await.unwrap();
    let mut client = clerk(&district).await;
    let page = client
        .get(&format!(
            "/desk/bulk?act=sign&no={fresh}&no={signed}&no={stale}&view=&back=/desk"
        ))
        .await;
    assert!(page.text.contains("签收 3 件"));
    let key = page.hidden("_key");
    let items: Vec<String> = page
        .text
        .split("name=\"item\" value=\"")
        .skip(1)
        .map(|p| p.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(items.len(), 3);
    let words = Command::Comment {
        words: "别人先记了一条".to_owned(),
        public: false,
    };
    district
        .store()
        .command(stale, 2, words, by())
        .await
        .unwrap();
    let hidden = "BJ-2026-000099-X@1".to_owned();
    let mut pairs = vec![("_key", key.as_str()), ("act", "sign"), ("back", "/desk")];
    pairs.extend(items.iter().chain([&hidden]).map(|i| ("item", i.as_str())));
    let done = client.post("/desk/bulk", &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let result = client.get(done.location()).await;
    assert!(
        result.text.contains("1 件办了，3 件没办"),
        "{}",
        result.text
    );
    assert!(result.text.contains("别人已经办过这件"));
    assert!(result.text.contains("没有找到这一件"));
    let again = client.post("/desk/bulk", &pairs).await;
    assert_eq!(again.location(), done.location());
    let other = district.user("教育局", "clerk");
    let mut other = district.signed_in(&other).await;
    let theirs = other.get(done.location()).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn this_page_and_all_are_two_choices_and_all_has_a_limit() {
    let district = TestDistrict::new().await;
    for n in 0..201 {
        appeal(&district, &format!("第 {n} 件")).await;
    }
    let mut client = clerk(&district).await;
    let all = client
        .get("/desk/bulk?act=follow&all=1&view=kind%3Dappeal&back=/desk/matters")
        .await;
    assert_eq!(all.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(all.text.contains("全部有 201 件，一次最多 200 件"));
    let page = client.get("/desk/matters?page=5").await;
    assert_eq!(numbers(&page.text).len(), 1, "the 201st");
    let chosen = numbers(&page.text).remove(0);
    let one = client
        .get(&format!("/desk/bulk?act=follow&no={chosen}"))
        .await;
    assert!(one.text.contains("关注 1 件"));
    let narrowed = client
        .get("/desk/bulk?act=urge&all=1&view=q%3D%25E7%25AC%25AC%2B20%2B%25E4%25BB%25B6")
        .await;
    assert!(narrowed.status != StatusCode::INTERNAL_SERVER_ERROR);
}
