//! `banjie directives extract`.

use crate::output::{Outcome, say};
use crate::wiring;
use banjie_core::speech::{self, FoundView, Names};
use jiff::civil::Date;
use std::path::Path;

/// Prints the orders found in a text.
pub(crate) fn extract(json: bool, file: &Path, pack: Option<&Path>, date: Option<Date>) -> Outcome {
    let bytes = std::fs::read(file).map_err(|e| format!("{}：读不了（{e}）", file.display()))?;
    let text = speech::decode(&bytes).map_err(|e| format!("{}：{e}", file.display()))?;
    let pack = wiring::pack_or_shipped(pack)?;
    let names = Names::from_district(&pack.district);
    let extraction = speech::extract(text, &names, &pack.dictionary, date, &pack.calendar)
        .map_err(|e| format!("{}：{e}", file.display()))?;
    let views: Vec<_> = extraction.found.iter().map(FoundView::from).collect();
    let mut words = String::new();
    for (n, found) in extraction.found.iter().enumerate() {
        let leads: Vec<_> = found.lead.iter().map(|l| l.name.as_str()).collect();
        let lead = if leads.is_empty() {
            "（没有写明）".to_owned()
        } else {
            leads.join("、")
        };
        let due = found.due.map(|d| format!(" · {d}")).unwrap_or_default();
        let said = found
            .due_text
            .as_deref()
            .map(|t| format!(" · {t}"))
            .unwrap_or_default();
        words.push_str(&format!(
            "{:>2}. {lead}：{}{said}{due}\n    {}\n",
            n + 1,
            found.what,
            found.sentence
        ));
    }
    for gap in &extraction.missing {
        words.push_str(&format!("缺文：{}\n", gap.text));
    }
    for owed in &extraction.reflections {
        words.push_str(&format!("反思：{}\n", owed.matter));
    }
    words.push_str(&format!("共 {} 项任务", extraction.found.len()));
    say(json, &views, &words, true)
}
