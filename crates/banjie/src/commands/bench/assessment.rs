//! The month's figures of a large district: how long they take to compute, to put on paper, and to
//! be computed once more from the journal for every sealed month of a year.

use super::Bench;
use super::report::{Report, Row, Target};
use crate::{clock, demo, wiring};
use banjie_core::assessment::Month;
use banjie_web::assess::{self, Format};
use std::time::Instant;

/// A year of so many matters is checked; a larger one is not, for the check keeps every matter in
/// memory.
const CHECKED: u32 = 100_000;

/// Measures.
pub(super) async fn run(bench: &Bench) -> Result<Report, String> {
    let large = bench.large().await?;
    let pack = wiring::pack(&wiring::shipped())?;
    let home = wiring::open(&large.data, None, pack).await?;
    let store = &home.store;
    let today = clock::now().date();
    eprintln!("正在印发一年的通报和排名……");
    demo::issue(store, today).await?;
    let said = |e: banjie_store::StoreError| e.to_string();
    let month = Month::of(today).previous().previous();
    let sealed = store.sealed_ranking(month).await.map_err(said)?;
    sealed.ok_or_else(|| format!("{}的排名没有封存", month.words()))?;
    let (mut rank, mut paper, mut check) = (vec![], vec![], vec![]);
    for _ in 0..bench.rounds {
        let began = Instant::now();
        store.ranking(month, month.last()).await.map_err(said)?;
        rank.push(began.elapsed().as_secs_f64() * 1_000.0);
        let began = Instant::now();
        let edition = assess::ranking(store, month, today, "http://127.0.0.1:8080").await;
        let edition = edition.map_err(said)?.ok_or("没有这个月的排名")?;
        assess::ranking_file(&edition, Format::Pdf).map_err(|e| e.to_string())?;
        paper.push(began.elapsed().as_secs_f64());
    }
    let checks = match bench.matters > CHECKED {
        true => {
            eprintln!("检查日志只测到 {CHECKED} 件。");
            0
        }
        false => bench.rounds,
    };
    for _ in 0..checks {
        let began = Instant::now();
        let checked = store.check(Vec::new()).await.map_err(said)?;
        check.push(began.elapsed().as_secs_f64());
        if let Some(fault) = checked.faults.first() {
            return Err(format!("journal check 发现：{fault}"));
        }
    }
    store.db().close().await;
    let many = bench.matters;
    let mut rows = vec![
        Row::new(
            format!("{many} 件的区：算一个月的排名"),
            "毫秒",
            rank,
            &[],
            Target::AtMost(50.0),
        ),
        Row::new("排名的公文 pdf", "秒", paper, &[], Target::AtMost(1.0)),
    ];
    if !check.is_empty() {
        let name = format!("{many} 件的区：检查日志，重算各月");
        rows.push(Row::new(name, "秒", check, &[], Target::AtMost(20.0)));
    }
    Ok(Report {
        bench: "assessment",
        rows,
    })
}
