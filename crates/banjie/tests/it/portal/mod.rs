//! The public face, as an enterprise meets it.

mod appeals;
mod apply;
mod packages;
mod public;
mod receipts;
mod reviews;
mod rules;
mod track;

use axum::http::StatusCode;
use banjie_core::matter::{Act, Command, Evidence, MatterNo};
use banjie_store::Ask;
use banjie_web::testing::{Client, TestDistrict};

/// A form without mistakes, with a fresh key of the page.
async fn filled(client: &mut Client) -> Vec<(String, String)> {
    let page = client.get("/appeals/new").await;
    assert_eq!(page.status, StatusCode::OK);
    let pairs = [
        ("_key", page.hidden("_key").as_str()),
        (
            "text",
            "城东街道办欠我公司外墙维修尾款 42 万元，去要了三次都说等预算。希望给个还款日期。",
        ),
        ("since", "2024年11月"),
        ("enterprise", "宏远建筑装饰有限公司"),
        ("code", "91620102MA71A2B3CR"),
        ("name", "王女士"),
        ("phone", "13900000210"),
    ]
    .map(|(n, v)| (n.to_owned(), v.to_owned()));
    pairs.to_vec()
}

/// The same with other values for some fields.
fn with(pairs: &[(String, String)], other: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = pairs.to_vec();
    for (name, value) in other {
        pairs.retain(|(n, _)| n != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs
}

fn refs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect()
}

/// Submits an appeal in this client and returns its number.
async fn submit(client: &mut Client) -> MatterNo {
    let pairs = with(&filled(client).await, &[("different", "1")]);
    let answer = client.post("/appeals", &refs(&pairs)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    number(answer.location())
}

fn number(location: &str) -> MatterNo {
    let rest = location.strip_prefix("/receipts/").unwrap();
    rest.split('?').next().unwrap().parse().unwrap()
}

/// A command of somebody at work, straight to the store.
async fn staff(district: &TestDistrict, no: MatterNo, who: (&str, &str), command: Command) {
    let by = district.actor(who.0, who.1);
    let line = district.store().line(no).await.unwrap().unwrap();
    let at = district.app.now();
    let act = Act { at, by };
    let ask = Ask { act, key: None };
    district
        .store()
        .command(no, line.version, command, ask)
        .await
        .unwrap();
}

const COORDINATOR: (&str, &str) = ("区营商办", "coordinator");
const CLERK: (&str, &str) = ("工信局", "clerk");

/// Dispatched to 工信局, signed, answered.
async fn answered(district: &TestDistrict, no: MatterNo) {
    let dispatch = Command::Dispatch {
        unit: "工信局".into(),
        support: Vec::new(),
        topic: None,
        reason: String::new(),
    };
    staff(district, no, COORDINATOR, dispatch).await;
    staff(district, no, CLERK, Command::Sign).await;
    let note = Command::Comment {
        words: "城东街道办出示还款计划".to_owned(),
        public: false,
    };
    staff(district, no, CLERK, note).await;
    let answer = Command::Answer {
        reply: "城东街道办 3月底前付清 42 万元，已签还款计划。".to_owned(),
        evidence: vec![Evidence::Record(4)],
    };
    staff(district, no, CLERK, answer).await;
}
