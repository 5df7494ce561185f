//! `banjie bulletin`, `banjie ranking`, `banjie assessment`: the same values as on the pages.

use crate::cli::{PaperArgs, Place};
use crate::output::{Outcome, say, write};
use crate::{clock, wiring};
use banjie_core::assessment::{BadPeriod, Month, Quarter, Week};
use banjie_papers::PaperError;
use banjie_web::assess::{self, BadFormat, Format};
use std::path::Path;
use std::process::ExitCode;

/// Prints or writes the bulletin of a week.
pub(crate) async fn bulletin(json: bool, args: &PaperArgs) -> Outcome {
    let week: Week = args.period.parse().map_err(|e: BadPeriod| e.to_string())?;
    let format = format(args)?;
    let home = wiring::existing(&args.place).await?;
    let today = clock::now().date();
    let edition = assess::bulletin(&home.store, week, today, &site(&args.place))
        .await
        .map_err(|e| e.to_string())?
        .ok_or_else(|| format!("{}还没有过完一天，没有数。请写以前的周次", week.words()))?;
    let b = &edition.values;
    let f = &b.findings;
    let findings = [
        &f.points,
        &f.overdue,
        &f.rates,
        &f.satisfaction,
        &f.movement,
        &f.directives,
        &f.indicators,
        &f.notes,
        &f.next_week,
    ];
    let mut words = format!(
        "营商环境周通报 {}\n交办 {} 件，答复 {} 件，在办 {} 件，逾期 {} 件\n按时办结率 {}，解决率 {}，满意率 {}\n",
        b.week.words(),
        b.received.now.cases,
        b.answered.now.cases,
        b.open.cases,
        b.overdue.now.cases,
        b.on_time.words(),
        b.solved.words(),
        b.satisfied.words(),
    );
    for finding in findings.into_iter().filter(|finding| !finding.is_empty()) {
        words.push_str(&format!("- {finding}\n"));
    }
    match format {
        Some(format) => file(args, assess::bulletin_file(&edition, format)),
        None => say(json, b, &words, true),
    }
}

/// Prints or writes the ranking of a month.
pub(crate) async fn ranking(json: bool, args: &PaperArgs) -> Outcome {
    let month: Month = args.period.parse().map_err(|e: BadPeriod| e.to_string())?;
    let format = format(args)?;
    let home = wiring::existing(&args.place).await?;
    let today = clock::now().date();
    let edition = assess::ranking(&home.store, month, today, &site(&args.place))
        .await
        .map_err(|e| e.to_string())?
        .ok_or_else(|| format!("{}还没有过完一天，没有数。请写以前的月份", month.words()))?;
    let mut words = format!("营商环境月排名 {}\n", month.words());
    for group in &edition.values.groups {
        words.push_str(&format!("\n{}：{}\n", group.group, group.finding));
        for row in &group.placed {
            words.push_str(&format!(
                "{:>3}  {}  {}  {}  {}  末位概率{}  应办{}  {}\n",
                row.place,
                row.score.unit,
                row.printed(),
                row.moved_words(),
                row.range_words(),
                row.last_words(),
                row.score.cases.cases,
                row.loss
            ));
        }
        for unit in &group.unplaced {
            words.push_str(&format!("  —  {}  {}\n", unit.unit, unit.unplaced));
        }
    }
    match format {
        Some(format) => file(args, assess::ranking_file(&edition, format)),
        None => say(json, &edition.values, &words, true),
    }
}

/// Prints or writes the assessment of a quarter.
pub(crate) async fn assessment(json: bool, args: &PaperArgs) -> Outcome {
    let quarter: Quarter = args.period.parse().map_err(|e: BadPeriod| e.to_string())?;
    let format = format(args)?;
    let home = wiring::existing(&args.place).await?;
    let today = clock::now().date();
    let edition = assess::assessment(&home.store, quarter, today, &site(&args.place))
        .await
        .map_err(|e| e.to_string())?
        .ok_or_else(|| format!("{}还没有过完一天，没有数。请写以前的季度", quarter.words()))?;
    let values = &edition.values;
    let mut words = format!(
        "营商环境季考核 {}\n{}\n",
        quarter.words(),
        values.basis_words()
    );
    for group in &values.groups {
        words.push_str(&format!("\n{}：{}\n", group.group, group.finding));
        for row in &group.rows {
            let [place, total, grade] = row.result_words();
            let points: Vec<String> = (row.parts.iter())
                .map(|part| format!("{}{}", part.part.word(), part.points_words()))
                .collect();
            words.push_str(&format!(
                "{place:>3}  {}  {total}  {grade}  {}  加减{}\n",
                row.unit,
                points.join("  "),
                row.moved_words()
            ));
        }
    }
    for row in values.rows() {
        for adjustment in &row.adjustments {
            words.push_str(&format!("- {}：{}\n", row.unit, adjustment.words()));
        }
    }
    match format {
        Some(format) => file(args, assess::assessment_file(&edition, format)),
        None => say(json, values, &words, true),
    }
}

/// The format asked for; named by the ending of the file when it is not said.
fn format(args: &PaperArgs) -> Result<Option<Format>, String> {
    format_of(args.format.as_deref(), args.output.as_deref())
}

/// The same from its parts.
pub(super) fn format_of(
    asked: Option<&str>,
    output: Option<&Path>,
) -> Result<Option<Format>, String> {
    let ending = output.and_then(|path| path.extension()?.to_str());
    asked
        .or(ending)
        .map(|text| text.parse().map_err(|e: BadFormat| e.to_string()))
        .transpose()
}

fn file(args: &PaperArgs, made: Result<Vec<u8>, PaperError>) -> Outcome {
    let bytes = made.map_err(|e| e.to_string())?;
    write(&bytes, args.output.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

/// The address for QR codes: where the demo was last served, else the usual one.
pub(super) fn site(place: &Place) -> String {
    let kept = std::fs::read_to_string(place.data.join("demo.json")).unwrap_or_default();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap_or_default();
    kept["url"]
        .as_str()
        .unwrap_or("http://127.0.0.1:8080")
        .to_owned()
}
