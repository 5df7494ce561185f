//! Fifty applicants saving pages of their drafts at the same time, beside the disk's own rate of
//! durable commits.

use super::Bench;
use super::district::empty;
use super::raw::Raw;
use super::report::{Report, Row, Target};
use super::server::Server;
use super::wrk::{Ask, Load};

/// Applicants at once.
const APPLICANTS: u32 = 50;

/// Measures.
pub(super) async fn run(bench: &Bench) -> Result<Report, String> {
    let (data, store) = empty(bench.folder(), "drafts").await?;
    store.db().close().await;
    let server = Server::start("serve", &data)?;
    let mut drafts = Vec::new();
    for _ in 0..APPLICANTS {
        drafts.push(begun(&server)?);
    }
    let ask = Ask::Forms {
        // A page of three answers; the number in one makes every save a change.
        body: "agent_name=%E5%BC%A0%E4%B8%89&agent_id=11010519491231002X&agent_phone=139",
        forms: drafts,
    };
    let load = Load::new(bench.folder(), "drafts", &server.url(), &ask)?;
    let raw = Raw::new(bench.folder())?;
    let (mut limit, mut rate, mut p99) = (vec![], vec![], vec![]);
    for _ in 0..bench.rounds {
        limit.push(raw.round(bench.seconds)?);
        let answer = load.round(APPLICANTS, bench.seconds)?;
        rate.push(answer.rate());
        p99.push(answer.p99_ms());
    }
    Ok(Report {
        bench: "drafts",
        rows: vec![
            Row::new(
                "存草稿，50 个申请人同时",
                "页/秒",
                rate,
                &limit,
                Target::None,
            ),
            Row::new(
                "存草稿，50 个申请人同时，p99",
                "毫秒",
                p99,
                &[],
                Target::AtMost(50.0),
            ),
        ],
    })
}

/// A new draft: the address of its first page, and the cookie that opens it.
fn begun(server: &Server) -> Result<(String, String), String> {
    let body = "package=repair-credit&repair_kinds=%E4%BF%A1%E7%94%A8%E4%B8%AD%E5%9B%BD%E5%85%AC%E7%A4%BA%E7%9A%84%E8%A1%8C%E6%94%BF%E5%A4%84%E7%BD%9A&duties_done=%E6%98%AF&abnormal_reason=%E5%85%B6%E4%BB%96";
    let answer = server.post("/apply", body)?;
    let header = |name: &str| {
        let lines = answer.lines().take_while(|l| !l.is_empty());
        let pairs = lines.filter_map(|l| l.split_once(": "));
        let mut found = pairs.filter(|(n, _)| n.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.to_owned())
    };
    let place = header("location");
    let cookie = header("set-cookie").and_then(|c| c.split(';').next().map(str::to_owned));
    match place.zip(cookie) {
        Some((place, cookie)) => Ok((format!("{place}/applicant/1"), cookie)),
        None => Err(format!(
            "草稿没有建成：{}",
            answer.lines().next().unwrap_or_default()
        )),
    }
}
