//! Figures that another system reports, and verifies as somebody of the other unit.

use super::{Program, said};
use crate::desk::reports::january;
use banjie_web::api::tokens::Scope;
use serde_json::{Value, json};

const MONTH: &str = "/api/v1/reports/2026-01";
const DAYS: &str = "/api/v1/reports/2026-01/days";

fn of<'a>(answer: &'a Value, unit: &str) -> &'a Value {
    let figures = answer["figures"].as_array().unwrap();
    figures.iter().find(|f| f["unit"] == unit).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reports_and_another_verifies() {
    let district = january().await;
    let mut lead = Program::of(&district, "政务服务中心", "clerk", Scope::Act).await;
    let mut second = Program::of(&district, "区政府办", "clerk", Scope::Act).await;
    let list = lead.get(MONTH).await.json();
    assert_eq!(list["figures"].as_array().unwrap().len(), 8);
    assert_eq!(
        (&list["until"], &list["settled"]),
        (&json!("2026-02-04"), &json!(false))
    );
    assert_eq!(of(&list, "税务局")["state"], "owed");
    assert_eq!(of(&list, "税务局")["value"], Value::Null);

    for (asked, field, words) in [
        (
            json!({ "act": "report", "figures": [] }),
            "figures",
            "一个数也没有",
        ),
        (json!({ "act": "report" }), "figures", "没有填"),
        (
            json!({ "act": "count", "figures": [] }),
            "act",
            "不在可用的值里",
        ),
        (
            json!({ "act": "report", "figures": [{ "unit": "税务局" }], "note": "台账" }),
            "figures[0]",
            "写一个",
        ),
        (
            json!({ "act": "report", "figures": [{ "unit": "工信局", "value": 1 }], "note": "台账" }),
            "figures[0].unit",
            "不考核“工信局”",
        ),
        (
            json!({ "act": "report", "figures": [{ "unit": "税务局", "value": 1 }] }),
            "税务局",
            "没有写依据",
        ),
    ] {
        let refused = lead.post(DAYS, &asked).await;
        assert_eq!(refused.status, 422, "{asked}: {}", refused.text);
        let detail = said(&refused, field);
        assert!(detail.contains(words), "{asked}: {detail}");
    }

    let file = json!({ "name": "台账.txt", "content": "5oiq6IezMeaciDMx5pel" });
    let asked = json!({
        "act": "report",
        "figures": [{ "unit": "税务局", "value": 0 }, { "unit": "城管局", "not_applicable": "没有这类办件" }],
        "files": [file],
    });
    let done = lead.post(DAYS, &asked).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let answer = done.json();
    assert_eq!(of(&answer, "税务局")["value"], "0");
    assert_eq!(of(&answer, "城管局")["not_applicable"], "没有这类办件");
    assert_eq!(of(&answer, "住建局")["state"], "owed");
    let at = of(&answer, "税务局")["reported_at"].clone();
    let verify = json!({ "act": "verify", "figures": [{ "unit": "税务局", "reported_at": at }] });
    let own = lead.post(DAYS, &verify).await;
    assert!(
        own.status == 422 && own.text.contains("由区政府办核验"),
        "{}",
        own.text
    );
    let done = second.post(DAYS, &verify).await;
    assert_eq!(
        of(&done.json(), "税务局")["state"],
        "verified",
        "{}",
        done.text
    );
    let send_back = json!({
        "act": "return",
        "figures": [{ "unit": "城管局", "reported_at": of(&answer, "城管局")["reported_at"] }],
        "reason": "办过两件，请写数",
    });
    let done = second.post(DAYS, &send_back).await;
    assert_eq!(
        of(&done.json(), "城管局")["returned"],
        "办过两件，请写数",
        "{}",
        done.text
    );
    let mut reader = Program::of(&district, "税务局", "clerk", Scope::Read).await;
    assert_eq!(
        reader.get(MONTH).await.json()["figures"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let mut stranger = Program::of(&district, "工信局", "clerk", Scope::Act).await;
    assert_eq!(stranger.post(DAYS, &verify).await.status, 404);
    district.check().await;
}
