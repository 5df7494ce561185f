//! P1, pledges, seals and the small pages: what anybody finds without knowing anything.

use super::{COORDINATOR, answered, submit};
use axum::http::StatusCode;
use banjie_core::matter::{Act, Command, Evidence};
use banjie_journal::HeadFile;
use banjie_web::testing::TestDistrict;

/// The addresses a page links to on this site.
fn links(text: &str) -> Vec<String> {
    text.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with('/'))
        .map(|href| href.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_has_all_telephones_and_keeps_the_elder_version() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let page = client.get("/?elder=1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.bytes.len() < 60_000, "{} bytes", page.bytes.len());
    let pledges = &district.app.pack().district.pledges;
    assert_eq!(pledges.len(), 17);
    for pledge in pledges {
        assert!(
            page.text.contains(&format!("tel:{}", pledge.telephone)),
            "{}",
            pledge.unit
        );
    }
    assert!(page.text.contains("十步看完这个演示区"));
    assert!(
        !page.text.contains("src=\"http"),
        "nothing from another host"
    );
    let own = links(&page.text);
    assert!(
        own.iter()
            .any(|l| l.starts_with("/appeals/new?topic=") && l.ends_with("&elder=1"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_the_public_pages_leads_somewhere() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let mut seen = std::collections::BTreeSet::new();
    let mut next = vec!["/".to_owned()];
    while let Some(path) = next.pop() {
        // Bulletins and rankings have their own tests; assets are not pages.
        let other = [
            "/bulletins",
            "/rankings",
            "/assets",
            "/desk",
            "/reviews",
            "/report",
        ];
        if other.iter().any(|o| path.starts_with(o)) || !seen.insert(path.clone()) {
            continue;
        }
        let page = client.get(&path).await;
        let fine = page.status == StatusCode::OK || path == "/seals/latest.json";
        assert!(fine, "{path}: {}", page.status);
        if page.text.starts_with("<!doctype") {
            assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
            next.extend(links(&page.text));
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_finds_topics_pledges_and_numbers_and_never_leaves_anybody_alone() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    for (words, found) in [
        ("我被拖欠工程款很久了", "拖欠账款"),
        ("仲裁", "劳动争议"),
        ("发票", "税务局"),
        ("通报", "周通报"),
    ] {
        let page = client.get(&format!("/search?q={words}")).await;
        assert!(page.text.contains(found), "{words}");
    }
    let number = client.get("/search?q=bj%202026%20004512%20h").await;
    assert_eq!(number.location(), "/track/BJ-2026-004512-H");
    let none = client.get("/search?q=%3Cb%3E飞碟").await;
    assert!(none.text.contains("帮我找人办") && none.text.contains("0000-000100"));
    assert!(!none.text.contains("<b>飞碟"), "escaped");
}

#[tokio::test(flavor = "multi_thread")]
async fn pledges_can_be_narrowed_to_who_missed_their_time() {
    let district = TestDistrict::new().await;
    let (kept, missed) = ("财政局", "住建局");
    let answered_one = district.dispatched(kept, "政府采购合同没有付款").await;
    district.dispatched(missed, "外墙维修尾款没有付").await;
    for command in [
        Command::Sign,
        Command::Comment {
            words: "付款凭证已核对".to_owned(),
            public: false,
        },
        Command::Answer {
            reply: "已经付清。".to_owned(),
            evidence: vec![Evidence::Record(4)],
        },
    ] {
        let clerk = district.actor(kept, "clerk");
        district.give(answered_one, clerk, command).await;
    }
    district.set("2026-02-27 09:00");
    let mut client = district.client();
    let row = |unit: &str| format!("<th scope=\"row\"><a href=\"/pledges/{}\">", encoded(unit));
    let all = client.get("/pledges").await;
    assert!(all.text.contains(&row(kept)) && all.text.contains(&row(missed)));
    let late = client.get("/pledges?late=1").await;
    assert!(!late.text.contains(&row(kept)), "{}", late.text);
    assert!(late.text.contains(&row(missed)));
    let by_rate = client.get("/pledges?sort=rate").await.text;
    let place = |unit: &str| by_rate.find(&row(unit)).unwrap();
    assert!(place(missed) < place(kept), "the lowest share first");
}

fn encoded(unit: &str) -> String {
    unit.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pledge_has_its_person_telephone_and_complaint() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let pledge = &district.app.pack().district.pledges[4];
    let unit = pledge.unit.as_str();
    let page = client.get(&format!("/pledges/{unit}")).await;
    for words in [&pledge.responsible, &pledge.telephone, &pledge.promises[0]] {
        assert!(page.text.contains(words.as_str()), "{words}");
    }
    assert!(page.text.contains("5 个工作日内答复") && page.text.contains("<svg xmlns"));
    let complain = links(&page.text)
        .into_iter()
        .find(|l| l.starts_with("/appeals/new?unit="));
    let form = client.get(&complain.unwrap()).await;
    assert!(form.text.contains(&format!("value=\"{unit}\" selected")));
    let unknown = client.get("/pledges/飞碟局").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.text.contains("0000-000100") && unknown.text.contains("回首页"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_latest_seal_is_signed_by_the_key_shown() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let empty = client.get("/seals").await;
    assert!(empty.text.contains("还没有封存。"));
    let sealed = district.store().seal(district.app.now()).await.unwrap();
    let page = client.get("/seals").await;
    let key = district.store().public_key();
    assert!(page.text.contains(&key.id()) && page.text.contains(&key.to_string()));
    assert!(page.text.contains(&sealed.head.root.to_string()));
    let file = client.get("/seals/latest.json").await;
    let head = HeadFile::parse(&file.text).unwrap().head;
    assert_eq!(head, sealed);
    head.verify(&key).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_repeats_the_newest_bulletin_and_counts_in_time_as_rankings_do() {
    let district = TestDistrict::new().await;
    let no = submit(&mut district.client()).await;
    let empty = district.client().get("/").await;
    assert!(empty.text.contains("还没有印发过通报。"));
    answered(&district, no).await;
    // The answer came on the 11th and was due on the 25th of February.
    district.set("2026-03-02 09:00");
    let (store, week) = (district.store(), "2026-W09".parse().unwrap());
    let as_of = jiff::civil::date(2026, 3, 1);
    let bulletin = store.bulletin(week, as_of).await.unwrap();
    let act = Act {
        at: district.app.now(),
        by: district.actor(COORDINATOR.0, COORDINATOR.1),
    };
    store.issue_bulletin(week, as_of, 0, act).await.unwrap();
    let page = district.client().get("/").await;
    assert!(
        page.text.contains(&bulletin.findings.rates),
        "{}",
        page.text
    );
    assert!(links(&page.text).contains(&"/bulletins/2026-W09".to_owned()));
    district.set("2026-02-27 09:00");
    let page = district.client().get("/pledges").await;
    assert!(page.text.contains("本月按时 100.00%"), "{}", page.text);
    district.set("2026-03-01 09:00");
    let page = district.client().get("/pledges/工信局").await;
    assert!(page.text.contains("上月按时 100.00%"));
    let opens = links(&page.text);
    let opens = opens.iter().find(|l| l.starts_with("/figures?")).unwrap();
    assert_eq!(district.client().get(opens).await.status, StatusCode::OK);
}
