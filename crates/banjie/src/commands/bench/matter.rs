//! Opening one matter of a large district, beside the smallest answer the same server can give.

use super::Bench;
use super::report::{Report, Row, Target};
use super::server::Server;
use super::wrk::{Ask, Load};

/// Measures.
pub(super) async fn run(bench: &Bench) -> Result<Report, String> {
    let district = bench.large().await?;
    let server = Server::start("serve", &district.data)?;
    let at = |path: &str| -> Vec<String> {
        district
            .numbers
            .iter()
            .map(|no| format!("{path}/{no}"))
            .collect()
    };
    let load = |name: &str, paths, headers| {
        let ask = Ask::Get { paths, headers };
        Load::new(bench.folder(), name, &server.url(), &ask)
    };
    let token = ("Authorization", format!("Bearer {}", district.token));
    let session = ("Cookie", format!("banjie={}", district.session));
    let least = load("healthz", vec!["/healthz".to_owned()], vec![])?;
    let api = load("matter-api", at("/api/v1/matters"), vec![token])?;
    let page = load("matter-page", at("/desk/matters"), vec![session])?;
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
    Ok(Report {
        bench: "matter",
        rows: vec![
            Row::new(
                "接口：打开一件",
                "次/秒",
                api_rate,
                &limit,
                Target::AtLeast(8_000.0),
            ),
            Row::new("接口，p99", "毫秒", api_p99, &[], Target::None),
            Row::new("网页：打开一件", "次/秒", page_rate, &limit, Target::None),
            Row::new("网页，p99", "毫秒", page_p99, &[], Target::None),
        ],
    })
}
