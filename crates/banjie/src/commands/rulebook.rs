//! `banjie rulebook try`, `banjie rulebook print`.

use super::papers::{format_of, site};
use crate::cli::{Place, RulebookVerb};
use crate::output::{Outcome, say, write};
use crate::{clock, wiring};
use banjie_core::assessment::Month;
use banjie_core::assessment::trial::{BadRange, MonthRange, Trial};
use banjie_core::pack::PackFile;
use banjie_web::assess::{rulebook_paper, text_file, version};
use std::path::Path;
use std::process::ExitCode;

pub(crate) async fn run(json: bool, verb: RulebookVerb) -> Outcome {
    match verb {
        RulebookVerb::Try {
            place,
            file,
            months,
        } => try_draft(json, &place, &file, &months).await,
        RulebookVerb::Print {
            place,
            version,
            format,
            output,
        } => print(json, &place, version, format.as_deref(), output.as_deref()).await,
    }
}

/// A draft that breaks a proof is told with every mistake, and nothing is computed.
async fn try_draft(json: bool, place: &Place, file: &Path, months: &str) -> Outcome {
    let range: MonthRange = months.parse().map_err(|e: BadRange| e.to_string())?;
    let range = range.over(clock::now().date()).map_err(|e| e.to_string())?;
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}：{e}", file.display()))?;
    let home = wiring::existing(place).await?;
    let draft = PackFile {
        path: file.display().to_string(),
        text,
    };
    let (draft, mistakes) = home.store.pack().parse_rulebook(&draft);
    let Some(draft) = draft else {
        let words: String = mistakes.iter().map(|m| format!("{m}\n")).collect();
        let words = format!("{words}{} 处错误，没有试算", mistakes.len());
        return say(json, &mistakes, &words, false);
    };
    let trial = (home.store.try_rulebook(&draft, range).await).map_err(|e| e.to_string())?;
    say(json, &trial, &words(&trial), true)
}

fn words(trial: &Trial) -> String {
    let mut out = format!("试算考核办法 {}，只看不改\n", trial.version);
    for month in &trial.months {
        out.push_str(&format!("\n{}\n", month.words()));
        for group in &month.groups {
            for row in group.rows.iter().filter(|row| row.moves()) {
                let (group, unit) = (&group.group, &row.unit);
                out.push_str(&format!(
                    "  {group}  {unit}  {}  {}\n",
                    row.words(),
                    row.why
                ));
            }
        }
    }
    let last = trial.months.iter().rev().find(|month| month.has_data());
    for group in last.into_iter().flat_map(|month| &month.groups) {
        if group.weights.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{} 有效权重（末月）：\n", group.group));
        for weight in &group.weights {
            let nominal = weight.weight.normalize();
            let (title, share) = (&weight.title, weight.share_words());
            out.push_str(&format!("  {title}  名义 {nominal}%  实际 {share}\n"));
        }
        for line in &group.ceilings {
            out.push_str(&format!("  注意：{line}\n"));
        }
    }
    out
}

async fn print(
    json: bool,
    place: &Place,
    name: Option<String>,
    format: Option<&str>,
    output: Option<&Path>,
) -> Outcome {
    let format = format_of(format, output)?;
    let home = wiring::existing(place).await?;
    let store = &home.store;
    let books = store.rulebooks().await.map_err(|e| e.to_string())?;
    let name = match name {
        Some(name) => name,
        None => {
            let month = Month::of(clock::now().date());
            let book = books.on(month).map_err(|e| e.to_string())?;
            book.version.clone()
        }
    };
    let found = version(store, &name).await.map_err(|e| e.to_string())?;
    let found = found.ok_or_else(|| {
        let known: Vec<&str> = books.iter().map(|book| book.version.as_str()).collect();
        format!("没有版本“{name}”，可以印的有：{}", known.join("、"))
    })?;
    let Some(format) = format else {
        let document = found.document(store);
        let words = format!("{}\n\n{}", document.title, document.lines().join("\n"));
        return say(json, &found.rulebook, &words, true);
    };
    let paper = rulebook_paper(store, &found, &site(place)).await;
    let paper = paper.map_err(|e| e.to_string())?;
    write(
        &text_file(&paper, format).map_err(|e| e.to_string())?,
        output,
    )?;
    Ok(ExitCode::SUCCESS)
}
