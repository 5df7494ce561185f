//! `banjie import`: a file of another system, with the rules of screen C6.

use crate::cli::Place;
use crate::output::{Outcome, say};
use crate::{clock, output, wiring};
use banjie_core::matter::Act;
use banjie_papers::sheet::{self, Row};
use banjie_store::StoreError;
use banjie_web::desk::imports::rows::{self, ImportKind, Judged};
use banjie_web::desk::imports::run::{self, Done, Order};
use serde::Serialize;
use std::path::Path;

/// What is printed with `--json`.
#[derive(Serialize)]
struct Report<'a> {
    /// Nothing was written.
    dry_run: bool,
    /// Rows that add a matter.
    accepted: usize,
    /// Rows imported before.
    repeated: usize,
    /// Rows refused, each with its reasons.
    rejected: Vec<Refused<'a>>,
}

#[derive(Serialize)]
struct Refused<'a> {
    row: u32,
    reasons: &'a [String],
}

/// Checks a file and, unless it is a dry run, imports the rows that can be imported.
pub(crate) async fn run(
    json: bool,
    place: &Place,
    kind: &str,
    file: &Path,
    dry_run: bool,
    out: Option<&Path>,
) -> Outcome {
    let kind = ImportKind::from_code(kind).ok_or_else(|| {
        let known: Vec<_> = ImportKind::ALL
            .iter()
            .map(|k| format!("{}（{}）", k.code(), k.word()))
            .collect();
        format!("种类：写成了“{kind}”。可以导入的有：{}", known.join("、"))
    })?;
    let said = |e: &dyn std::fmt::Display| format!("{}：{e}", file.display());
    let bytes = std::fs::read(file).map_err(|e| said(&format!("读不了（{e}）")))?;
    let home = wiring::existing(place).await?;
    let pack = home.store.pack();
    let template = kind.template(pack);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let sheet = sheet::read(&bytes, &name, &template).map_err(|e| said(&e))?;
    let now = clock::now();
    let mut judged = rows::judge(kind, &sheet, pack, now.date());
    let repeated = run::repeated(&home.store, kind, &judged.accepted)
        .await
        .map_err(|e| e.to_string())?;
    let mut done = Done {
        added: count(judged.accepted.len() - repeated.len()),
        repeated: count(repeated.len()),
        refused: Vec::new(),
    };
    if !dry_run {
        let order = Order {
            kind,
            source: name.into_owned(),
            rejected: count(judged.rejected.len()),
            act: Act::rule(now),
        };
        done = run::import(&home.store, &order, &judged.accepted, salt)
            .await
            .map_err(|e| e.to_string())?;
        refuse_late(&mut judged, &done, &sheet.rows);
    }
    if let Some(out) = out {
        let refused: Vec<(Row, Vec<String>)> = judged
            .rejected
            .iter()
            .map(|r| (r.row.clone(), r.reasons.clone()))
            .collect();
        let bytes = banjie_papers::xlsx::reject_report(&template, &refused, now.date())
            .map_err(|e| e.to_string())?;
        output::write(&bytes, Some(out))?;
    }
    let report = Report {
        dry_run,
        accepted: done.added as usize,
        repeated: done.repeated as usize,
        rejected: judged
            .rejected
            .iter()
            .map(|r| Refused {
                row: r.row.number,
                reasons: &r.reasons,
            })
            .collect(),
    };
    say(json, &report, &words(&report), judged.rejected.is_empty())
}

fn words(report: &Report<'_>) -> String {
    let verb = if report.dry_run {
        "可导入"
    } else {
        "已导入"
    };
    let mut words = String::new();
    for refused in &report.rejected {
        words.push_str(&format!(
            "第{}行 {}\n",
            refused.row,
            refused.reasons.join("；")
        ));
    }
    words.push_str(&format!(
        "{verb} {} 行，有错 {} 行，重复 {} 行",
        report.accepted,
        report.rejected.len(),
        report.repeated
    ));
    words
}

/// Rows that the rules refused only when they were written.
fn refuse_late(judged: &mut Judged, done: &Done, all: &[Row]) {
    for (number, reason) in &done.refused {
        if let Some(row) = all.iter().find(|r| r.number == *number) {
            judged.rejected.push(rows::Rejected {
                row: row.clone(),
                reasons: vec![reason.clone()],
            });
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn salt() -> Result<String, StoreError> {
    banjie_web::kit::form::new_key()
        .map_err(|_| StoreError::Damaged("操作系统给不出随机数".to_owned()))
}
