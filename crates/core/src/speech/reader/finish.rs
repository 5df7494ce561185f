//! Names, dates and remarks for what was read.

use super::super::due;
use super::super::evidence::{Evidence, THRESHOLD};
use super::super::names::Mention;
use super::super::{Extraction, Found, Named};
use super::{Pass, SENTENCE_CHARS};
use crate::calendar::Calendar;
use jiff::civil::Date;

/// Names, dates and notes for what was read.
pub(super) fn finish(pass: Pass<'_>, held_on: Option<Date>, calendar: &Calendar) -> Extraction {
    let Pass {
        source,
        names,
        dictionary,
        drafts,
        reflections,
        missing,
        too_long,
        ..
    } = pass;
    let mut notes = Vec::new();
    for start in too_long {
        notes.push(format!(
            "原文第{}字起有一句超过{SENTENCE_CHARS}字没有断句，没有读：请补上句号后重读。",
            start + 1
        ));
    }
    for gap in &missing {
        let many = gap.characters.map_or(String::new(), |n| format!("{n}字"));
        notes.push(format!(
            "原文第{}字处缺{many}（“{}”），其中的任务无从读出：请补全原文后重读。",
            gap.start + 1,
            gap.text
        ));
    }
    let mut found: Vec<Found> = Vec::new();
    for draft in drafts {
        let confidence = Evidence::confidence(&draft.grounds);
        if confidence + 1e-9 < THRESHOLD {
            continue;
        }
        let named = |list: &[Mention]| -> Vec<Named> {
            let mut all: Vec<Named> = Vec::new();
            for name in list.iter().map(|m| names.named(&source.raw, m)) {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
            all
        };
        let lead = named(&draft.lead);
        let support = named(&draft.support)
            .into_iter()
            .filter(|n| !lead.contains(n))
            .collect();
        let due = match draft
            .due
            .map(|(_, when)| due::resolve(when, held_on, calendar))
        {
            Some(Ok(date)) => date,
            Some(Err(problem)) => {
                if !notes.contains(&problem) {
                    notes.push(problem);
                }
                None
            }
            None => None,
        };
        let proposals = if lead.is_empty() {
            names.propose(&draft.what, &dictionary.hints)
        } else {
            Vec::new()
        };
        found.push(Found {
            sentence: source.text(draft.sentence),
            start: draft.sentence.start,
            end: draft.sentence.end,
            what: draft.what,
            lead,
            support,
            cadence: draft.cadence,
            due_text: draft.due.map(|(span, _)| source.text(span)),
            due,
            confidence,
            evidence: draft.grounds.iter().map(|g| g.words().to_owned()).collect(),
            proposals,
        });
    }
    found.sort_by_key(|f| f.start);
    tell(&mut notes, &found, held_on);
    Extraction {
        found,
        missing,
        reflections,
        notes,
    }
}

/// What the coordinator should look at first.
fn tell(notes: &mut Vec<String>, found: &[Found], held_on: Option<Date>) {
    if found.is_empty() {
        notes.push(
            "没有读出布置的任务：如果原文确有任务，请在页面上手工添加，或补充词典。".to_owned(),
        );
    }
    let undated = found
        .iter()
        .filter(|f| f.due_text.is_some() && f.due.is_none())
        .count();
    if held_on.is_none() && undated > 0 {
        notes.push(format!(
            "没有给出会议日期，{undated}项任务的时限没有换算成日期：请填写会议日期后重读。"
        ));
    }
    let nobody = found.iter().filter(|f| f.lead.is_empty()).count();
    if nobody > 0 {
        notes.push(format!(
            "{nobody}项任务原文没有点名责任单位：请逐项指定牵头单位。"
        ));
    }
    let mut unknown: Vec<&str> = found
        .iter()
        .flat_map(|f| f.lead.iter().chain(&f.support))
        .filter(|n| n.unknown && n.name != "我")
        .map(|n| n.name.as_str())
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    if !unknown.is_empty() {
        notes.push(format!(
            "花名册中没有“{}”：请对应到本区单位或岗位，或在单位的别名中补上。",
            unknown.join("”“")
        ));
    }
}
