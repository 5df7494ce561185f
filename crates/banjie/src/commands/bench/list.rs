//! The busiest list: 50 matters of a unit in a state of a month, out of a large district, beside
//! the smallest answer the same server can give.

use super::Bench;
use super::report::{Report, Row, Target};
use super::server::Server;
use super::wrk::{Ask, Load};

/// Measures.
pub(super) async fn run(bench: &Bench) -> Result<Report, String> {
    let district = bench.large().await?;
    let server = Server::start("serve", &district.data)?;
    let filters: Vec<String> = district
        .units
        .iter()
        .flat_map(|unit| district.months.iter().map(move |month| (unit, month)))
        .map(|(unit, (from, to))| {
            query(&[
                ("unit", unit),
                ("state", "solved"),
                ("from", &from.to_string()),
                ("to", &to.to_string()),
            ])
        })
        .collect();
    let at = |path: &str, more: &str| -> Vec<String> {
        filters
            .iter()
            .map(|f| format!("{path}?{f}{more}"))
            .collect()
    };
    let load = |name: &str, paths, headers| {
        let ask = Ask::Get { paths, headers };
        Load::new(bench.folder(), name, &server.url(), &ask)
    };
    let token = ("Authorization", format!("Bearer {}", district.token));
    let session = ("Cookie", format!("banjie={}", district.session));
    let least = load("healthz", vec!["/healthz".to_owned()], vec![])?;
    let api = load("list-api", at("/api/v1/matters", "&limit=50"), vec![token])?;
    let page = load("list-page", at("/desk/matters", ""), vec![session])?;
    let (mut limit, mut rows) = (Vec::new(), [(); 4].map(|()| Vec::new()));
    for _ in 0..bench.rounds {
        limit.push(least.round(16, bench.seconds)?.rate());
        for (load, at) in [(&api, 0), (&page, 2)] {
            let answer = load.round(16, bench.seconds)?;
            rows[at].push(answer.rate());
            rows[at + 1].push(answer.p99_ms());
        }
    }
    let [api_rate, api_p99, page_rate, page_p99] = rows;
    let many = bench.matters;
    Ok(Report {
        bench: "list",
        rows: vec![
            Row::new(
                format!("接口：{many} 件里筛出一页 50 件"),
                "次/秒",
                api_rate,
                &limit,
                Target::AtLeast(5_000.0),
            ),
            Row::new("接口，p99", "毫秒", api_p99, &[], Target::AtMost(20.0)),
            Row::new("网页：同一清单", "次/秒", page_rate, &limit, Target::None),
            Row::new("网页，p99", "毫秒", page_p99, &[], Target::AtMost(20.0)),
        ],
    })
}

fn query(pairs: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(pairs).finish()
}
