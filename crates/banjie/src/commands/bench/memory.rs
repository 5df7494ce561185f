//! What the demo server holds in memory: after its first page, and after a busy round over its
//! pages.

use super::Bench;
use super::report::{Report, Row, Target};
use super::server::Server;
use super::wrk::{Ask, Load};
use serde::Deserialize;

/// Pages of every kind, read again and again.
const PAGES: [&str; 12] = [
    "/",
    "/pledges",
    "/bulletins",
    "/rankings",
    "/seals",
    "/api/v1/matters?limit=200",
    "/api/v1/matters?light=overdue",
    "/api/v1/matters?q=%E5%B7%A5%E8%B5%84",
    "/api/v1/matters?sort=-age",
    "/api/v1/matters?unit=%E4%BD%8F%E5%BB%BA%E5%B1%80",
    "/api/v1/journal/heads",
    "/healthz",
];

#[derive(Deserialize)]
struct Access {
    api_tokens: Vec<Token>,
}

#[derive(Deserialize)]
struct Token {
    role: String,
    token: String,
}

/// Measures.
pub(super) async fn run(bench: &Bench) -> Result<Report, String> {
    let demo = bench.demo()?;
    let path = demo.join("demo.json");
    let access: Access = std::fs::read_to_string(&path)
        .map_err(|e| e.to_string())
        .and_then(|text| serde_json::from_str(&text).map_err(|e| e.to_string()))
        .map_err(|e| format!("{}：读不了（{e}）", path.display()))?;
    let token = access.api_tokens.iter().find(|t| t.role == "coordinator");
    let token = token.map(|t| t.token.clone()).unwrap_or_default();
    let (mut fresh, mut warm) = (vec![], vec![]);
    for _ in 0..bench.rounds {
        let server = Server::start("demo", demo)?;
        fresh.push(server.memory()?);
        let ask = Ask::Get {
            paths: PAGES.map(str::to_owned).to_vec(),
            headers: vec![("Authorization", format!("Bearer {token}"))],
        };
        let load = Load::new(bench.folder(), "memory", &server.url(), &ask)?;
        load.round(16, bench.seconds)?;
        warm.push(server.memory()?);
    }
    let target = Target::AtMost(100.0);
    Ok(Report {
        bench: "memory",
        rows: vec![
            Row::new("演示区：第一页之后", "MB", fresh, &[], target),
            Row::new("演示区：16 个客户端读过各页之后", "MB", warm, &[], target),
        ],
    })
}
