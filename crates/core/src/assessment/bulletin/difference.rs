//! What differs between two computations of a week: against what was issued, or against the journal.

use super::Bulletin;
use std::collections::BTreeMap;

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub name: String,
    /// As issued; `—` when it was not there.
    pub before: String,
    /// Computed now; `—` when it is gone.
    pub now: String,
}

/// Every value that differs, in the order of the bulletin.
pub fn changes(before: &Bulletin, now: &Bulletin) -> Vec<Change> {
    if before == now {
        return Vec::new();
    }
    let old = before.has_notes();
    let (before, now) = (flat(before, old), flat(now, old));
    let none = || "—".to_owned();
    let (was, is) = (by_name(&before), by_name(&now));
    let changed = now.iter().filter_map(|(name, value)| {
        let was = was.get(name.as_str()).copied();
        (was != Some(value.as_str())).then(|| Change {
            name: name.clone(),
            before: was.map_or_else(none, str::to_owned),
            now: value.clone(),
        })
    });
    let gone = before
        .iter()
        .filter(|(name, _)| !is.contains_key(name.as_str()));
    let gone = gone.map(|(name, was)| Change {
        name: name.clone(),
        before: was.clone(),
        now: none(),
    });
    changed.chain(gone).collect()
}

/// The first value of each name.
fn by_name(values: &[(String, String)]) -> BTreeMap<&str, &str> {
    let last_first = values.iter().rev();
    last_first
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Every figure with its name, and every listed matter with its rest. `whole`: also what bulletins
/// did not have from the beginning.
fn flat(b: &Bulletin, whole: bool) -> Vec<(String, String)> {
    let mut out = vec![
        ("交办".to_owned(), b.received.now.cases.to_string()),
        ("答复".to_owned(), b.answered.now.cases.to_string()),
        ("在办".to_owned(), b.open.cases.to_string()),
        ("逾期".to_owned(), b.overdue.now.cases.to_string()),
        ("按时办结率".to_owned(), b.on_time.words()),
        ("解决率".to_owned(), b.solved.words()),
        ("满意率".to_owned(), b.satisfied.words()),
    ];
    for row in b.groups.iter().flat_map(|group| &group.rows) {
        let unit = &row.unit;
        for (name, counted) in [
            ("交办", &row.received),
            ("答复", &row.answered),
            ("在办", &row.open),
            ("逾期", &row.overdue),
        ] {
            out.push((format!("{unit} {name}"), counted.cases.to_string()));
        }
        for share in [&row.on_time, &row.solved, &row.satisfied] {
            out.push((format!("{unit} {}", share.metric.word()), share.words()));
        }
    }
    for (name, rows) in [
        ("红灯", &b.red),
        ("黄灯", &b.yellow),
        ("下周到期", &b.next_week),
        ("会议任务", &b.directives.rows),
    ] {
        let listed = rows.iter();
        out.extend(listed.map(|row| (format!("{name} {}", row.no), row.rest_words(b.as_of))));
    }
    if whole {
        later(b, &mut out);
    }
    out
}

/// What came into bulletins later.
fn later(b: &Bulletin, out: &mut Vec<(String, String)>) {
    for point in &b.points {
        out.push((
            format!("{} {}", point.side.word(), point.key),
            point.words.clone(),
        ));
    }
    for row in &b.directives.sources {
        let words = format!(
            "交办 {}，办结 {}，未办结 {}，逾期 {}",
            row.ordered.cases, row.done.cases, row.open.cases, row.late.cases
        );
        out.push((row.source.clone(), words));
    }
    for row in &b.indicators {
        let words = format!(
            "新交办 {}，新办结 {}，未办结 {}，逾期 {}",
            row.fresh.cases, row.closed.cases, row.open.cases, row.late.cases
        );
        out.push((format!("指标{}", row.name), words));
        out.push((format!("指标{}按时办结率", row.name), row.on_time.words()));
        out.push((format!("指标{}逾期", row.name), row.red.cases.to_string()));
    }
    for (unit, missed) in &b.calls_missed {
        out.push((format!("{unit} 逾期没有回访"), missed.to_string()));
    }
    for note in &b.notes {
        out.push((format!("{} 报送", note.unit), note.words.clone()));
    }
}
