//! `banjie rules changes`: which rules changed or will, and the open matters that keep the version
//! of their start.

use crate::cli::Place;
use crate::output::{Outcome, say};
use crate::{clock, wiring};
use banjie_core::district::Sight;
use banjie_core::matter::Matter;
use banjie_core::matter::clock::Due;
use banjie_core::rules::{Change, UnderOldVersion, changes};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Months back from which changes are told when no day is given.
const MONTHS: i32 = 24;

/// Lists both. Without a district at the place given only the rules are told.
pub(crate) async fn run(json: bool, place: &Place, since: Option<Date>) -> Outcome {
    let today = clock::now().date();
    let since = since.unwrap_or_else(|| today.saturating_sub(jiff::Span::new().months(MONTHS)));
    let there = place.database_url.is_some() || place.data.join("banjie.db").exists();
    let (pack, matters) = if there {
        let store = wiring::existing(place).await?.store;
        let matters = store.under_old_versions(&Sight::District, today).await;
        (
            store.pack().clone(),
            Some(matters.map_err(|e| e.to_string())?),
        )
    } else {
        (wiring::pack_or_shipped(place.pack.as_deref())?, None)
    };
    let changed = changes(&pack.rules, since, today);
    let mut words = format!("{since} 以后换版和将要换版的规则：{} 处\n", changed.len());
    for change in &changed {
        words.push_str(&change_words(change));
    }
    match &matters {
        None => words.push_str(&format!(
            "{}：这里没有区，没有列在办的件。",
            place.data.display()
        )),
        Some(rows) => {
            words.push_str(&format!("照旧版本办的在办件：{} 行\n", rows.len()));
            for (matter, row) in rows {
                words.push_str(&matter_words(matter, row));
            }
        }
    }
    let value = json!({
        "since": since.to_string(),
        "changes": changed.iter().map(change_json).collect::<Vec<_>>(),
        "matters": matters.map(|rows| {
            rows.iter().map(|(m, row)| matter_json(m, row)).collect::<Vec<_>>()
        }),
    });
    say(json, &value, &words, true)
}

fn change_words(change: &Change<'_>) -> String {
    let tense = if change.upcoming {
        "（尚未施行）"
    } else {
        ""
    };
    format!(
        "{}{tense}  {}  {}\n  {} → {}\n  依据：{}\n",
        change.after.from,
        change.rule.id,
        change.rule.title,
        change.before.value.words(),
        change.after.value.words(),
        change.after.source.words()
    )
}

fn change_json(change: &Change<'_>) -> Value {
    json!({
        "rule": change.rule.id.as_str(), "title": change.rule.title,
        "from": change.after.from.to_string(), "upcoming": change.upcoming,
        "before": change.before.value.words(), "after": change.after.value.words(),
        "source": change.after.source,
    })
}

fn due_words(due: &Due) -> String {
    match due.fixed() {
        Some(day) => day.to_string(),
        None => format!("暂定 {} 至 {}", due.earliest(), due.latest()),
    }
}

fn matter_words(matter: &Matter, row: &UnderOldVersion) -> String {
    let tense = if row.upcoming { "将于 " } else { "" };
    format!(
        "{}  {}  {}\n  {} 自 {} 起算，照旧 {} 到期；{tense}{} 起的版本是 {}\n",
        matter.no,
        matter.lead,
        matter.title,
        row.rule,
        row.started,
        due_words(&row.due),
        row.new_from,
        due_words(&row.would_be)
    )
}

fn matter_json(matter: &Matter, row: &UnderOldVersion) -> Value {
    json!({
        "no": matter.no.to_string(), "title": matter.title, "lead": matter.lead.as_str(),
        "rule": row.rule.as_str(), "started": row.started.to_string(),
        "version_from": row.version_from.map(|day| day.to_string()), "source": row.source,
        "due": row.due.fixed().map(|day| day.to_string()),
        "new_from": row.new_from.to_string(), "new_source": row.new_source,
        "upcoming": row.upcoming,
        "would_be": row.would_be.fixed().map(|day| day.to_string()),
    })
}
