//! `banjie rules show|due|count|workday` (interfaces.md §2).

use crate::cli::RulesVerb;
use crate::output::{Outcome, say};
use crate::wiring;
use banjie_core::calendar::{Count, weekday_word};
use banjie_core::conformance::{self, Facts};
use banjie_core::district::RuleId;
use banjie_core::rules::{Confidence, LengthUnit, Parameter, Source, Value, Version};
use jiff::civil::Date;
use serde_json::json;
use std::path::Path;

/// Answers one of the rules verbs.
pub(crate) fn run(json: bool, verb: RulesVerb) -> Outcome {
    match verb {
        RulesVerb::Show { id, on, pack } => show(json, id, on, pack.as_deref()),
        RulesVerb::Due {
            id,
            from,
            extended,
            pause,
            set,
            pack,
        } => due(
            json,
            &id.as_str().into(),
            from,
            extended,
            &pause,
            &set,
            pack.as_deref(),
        ),
        RulesVerb::Count {
            from,
            working_days,
            days,
            months,
            pack,
        } => {
            let (unit, length) = match (working_days, days, months) {
                (Some(n), _, _) => (LengthUnit::WorkingDays, n),
                (_, Some(n), _) => (LengthUnit::Days, n),
                (_, _, Some(n)) => (LengthUnit::Months, n),
                _ => return Err("请写 --working-days、--days 或 --months 其中一个".to_owned()),
            };
            count(json, from, unit, length, pack.as_deref())
        }
        RulesVerb::Workday { dates, pack } => workday(json, &dates, pack.as_deref()),
    }
}

fn show(json: bool, id: Option<String>, on: Option<Date>, pack: Option<&Path>) -> Outcome {
    let pack = wiring::pack_or_shipped(pack)?;
    let Some(id) = id else {
        let all: Vec<_> = pack
            .rules
            .iter()
            .map(|p| json!({ "id": p.id, "title": p.title }))
            .collect();
        let words: String = pack
            .rules
            .iter()
            .map(|p| format!("{}  {}\n", p.id, p.title))
            .collect();
        return say(json, &all, &words, true);
    };
    let id = RuleId(id);
    let refused = |e: banjie_core::rules::RuleError| {
        say(
            json,
            &json!({ "error": e.code(), "message": e.to_string() }),
            &e.to_string(),
            false,
        )
    };
    let parameter = match pack.rules.get(&id) {
        Ok(parameter) => parameter,
        Err(e) => return refused(e),
    };
    let versions: Vec<&Version> = match on {
        None => parameter.versions.iter().collect(),
        Some(on) => match pack.rules.version(&id, on) {
            Ok(version) => vec![version],
            Err(e) => return refused(e),
        },
    };
    let value = json!({
        "id": parameter.id, "title": parameter.title, "reviewed": parameter.reviewed.to_string(),
        "versions": versions.iter().map(|v| version_json(v)).collect::<Vec<_>>(),
    });
    say(json, &value, &show_words(parameter, &versions), true)
}

fn show_words(parameter: &Parameter, versions: &[&Version]) -> String {
    let mut words = format!(
        "{}  {}（核对于 {}）\n",
        parameter.id, parameter.title, parameter.reviewed
    );
    for v in versions {
        let until = v.until.map_or("起".to_owned(), |d| format!("至 {d}"));
        words.push_str(&format!(
            "{} {until}  {}\n  依据：{}\n",
            v.from,
            value_words(&v.value),
            source(&v.source)
        ));
    }
    words
}

fn version_json(v: &Version) -> serde_json::Value {
    json!({
        "from": v.from.to_string(), "until": v.until.map(|d| d.to_string()),
        "value": value_words(&v.value), "source": v.source,
    })
}

fn value_words(value: &Value) -> String {
    match value {
        Value::Limit(l) => {
            let longest = l
                .extended
                .map(|n| format!("，延长后共 {n} {}", l.unit.word()));
            format!(
                "{} {}{}",
                l.length,
                l.unit.word(),
                longest.unwrap_or_default()
            )
        }
        Value::Number(n) => n.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Text(t) => t.clone(),
    }
}

fn source(source: &Source) -> String {
    let unsure = if source.confidence == Confidence::Unsure {
        "（口径待确认）"
    } else {
        ""
    };
    format!(
        "{} {} {}{unsure}",
        source.document, source.number, source.article
    )
}

fn due(
    json: bool,
    id: &RuleId,
    from: Date,
    extended: bool,
    pauses: &[String],
    set: &[String],
    pack: Option<&Path>,
) -> Outcome {
    let pack = wiring::pack_or_shipped(pack)?;
    let mut input = json!({ "rule": id, "from": from.to_string(), "extended": extended });
    let spans: Vec<_> = pauses
        .iter()
        .map(|p| {
            p.split_once("..")
                .map(|(a, b)| json!([a, b]))
                .ok_or_else(|| format!("暂停“{p}”：请写成 起日..止日"))
        })
        .collect::<Result<_, _>>()?;
    input["pauses"] = spans.into();
    for pair in set {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("--set {pair}：请写成 名称=值"))?;
        input["set"][name] = value
            .parse::<i64>()
            .map_or_else(|_| value.into(), Into::into);
    }
    let facts = Facts {
        calendar: &pack.calendar,
        rules: &pack.rules,
    };
    match conformance::answer("due", &input, &facts) {
        Ok(answer) => {
            let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
            let mut words = format!("{} 起算，当天不计\n", text(&answer["from"]));
            for step in answer["why"].as_array().into_iter().flatten() {
                words.push_str(&format!(
                    "  {} {}\n",
                    text(&step["date"]),
                    text(&step["note"])
                ));
            }
            let from = &answer["source"];
            words.push_str(&format!(
                "依据：{} {} {}\n到期：{}",
                text(&from["document"]),
                text(&from["number"]),
                text(&from["article"]),
                text(&answer["due"])
            ));
            say(json, &answer, &words, true)
        }
        Err(refused) => say(json, &refused.json(), &refused.sentence, false),
    }
}

fn working(count: &Count) -> String {
    let mut words = format!("{} 起算，当天不计\n", count.from);
    for step in &count.why {
        let number = step
            .number
            .map_or("    ".to_owned(), |n| format!("{n:>3} "));
        words.push_str(&format!(
            "{number}{} {} {}\n",
            step.date,
            weekday_word(step.date),
            step.note
        ));
    }
    words
}

fn count(json: bool, from: Date, unit: LengthUnit, length: u32, pack: Option<&Path>) -> Outcome {
    let pack = wiring::pack_or_shipped(pack)?;
    match pack.calendar.count(from, unit, length, true) {
        Ok(count) => {
            let mut value = count.json();
            value["source"] = json!({
                "document": "民法典", "number": "", "article": "第二百零一条至第二百零三条",
                "confidence": if unit == LengthUnit::WorkingDays { "confirmed" } else { "unsure" },
            });
            say(
                json,
                &value,
                &format!("{}到期：{}", working(&count), count.due),
                true,
            )
        }
        Err(e) => {
            let value = json!({ "error": "calendar_year_missing", "year": e.year, "message": e.to_string() });
            say(json, &value, &e.to_string(), false)
        }
    }
}

fn workday(json: bool, dates: &[Date], pack: Option<&Path>) -> Outcome {
    let pack = wiring::pack_or_shipped(pack)?;
    let mut values = Vec::new();
    let (mut words, mut known) = (String::new(), true);
    for date in dates {
        match pack.calendar.day(*date) {
            Ok(day) => {
                let yes = if day.working { "上班" } else { "不上班" };
                words.push_str(&format!(
                    "{date} {} {yes} {}\n",
                    weekday_word(*date),
                    day.name
                ));
                values.push(
                    json!({ "date": date.to_string(), "workday": day.working, "name": day.name }),
                );
            }
            Err(e) => {
                known = false;
                words.push_str(&format!("{e}\n"));
                values.push(json!({
                    "date": date.to_string(), "error": "calendar_year_missing", "year": e.year,
                    "message": e.to_string(),
                }));
            }
        }
    }
    say(json, &values, &words, known)
}
