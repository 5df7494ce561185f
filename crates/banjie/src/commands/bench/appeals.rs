//! Durable appeals through HTTP beside the disk's own rate of durable commits.

use super::Bench;
use super::district::{credit_code, empty};
use super::raw::Raw;
use super::report::{Report, Row, Target};
use super::server::Server;
use super::wrk::{Ask, Load};
use serde_json::json;

/// Measures.
pub(super) async fn run(bench: &Bench) -> Result<Report, String> {
    let (data, store) = empty(bench.folder(), "appeals").await?;
    let topic = store
        .pack()
        .district
        .topics
        .first()
        .map(|t| t.id.to_string());
    store.db().close().await;
    let server = Server::start("serve", &data)?;
    let body = json!({
        "enterprise": { "code": credit_code(0), "name": "宏远达建筑装饰有限公司" },
        "title": "施工许可办不下来，请帮助协调",
        "text": "我公司材料已交齐两个月，多次联系没有明确答复，影响开工。希望告诉我们由谁办、什么时候能办好。",
        "topic": topic,
        "contact": { "name": "王某", "phone": "139 0000 1234" },
    });
    let ask = Ask::Post {
        path: "/api/v1/appeals",
        body: body.to_string(),
    };
    let load = Load::new(bench.folder(), "appeals", &server.url(), &ask)?;
    let raw = Raw::new(bench.folder())?;
    let (mut limit, mut one, mut sixteen, mut p99) = (vec![], vec![], vec![], vec![]);
    for _ in 0..bench.rounds {
        limit.push(raw.round(bench.seconds)?);
        one.push(load.round(1, bench.seconds)?.rate());
        let answer = load.round(16, bench.seconds)?;
        sixteen.push(answer.rate());
        p99.push(answer.p99_ms());
    }
    Ok(Report {
        bench: "appeals",
        rows: vec![
            Row::new(
                "提交诉求，1 个客户端",
                "件/秒",
                one,
                &limit,
                Target::Ratio(0.4),
            ),
            Row::new(
                "提交诉求，16 个客户端",
                "件/秒",
                sixteen,
                &limit,
                Target::Ratio(1.5),
            ),
            Row::new("提交诉求，16 个客户端，p99", "毫秒", p99, &[], Target::None),
        ],
    })
}
