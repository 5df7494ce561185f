//! `banjie rules show|due|count|workday|changes|lpr` (interfaces.md §2).

use crate::cli::{LprVerb, RulesVerb};
use crate::output::{Outcome, say};
use crate::wiring;
use banjie_core::calendar::weekday_word;
use banjie_core::conformance::{self, Facts, Refused};
use banjie_core::district::RuleId;
use banjie_core::money::Rate;
use banjie_core::pack::{Pack, with_published};
use banjie_core::rules::{Parameter, Value, Version};
use jiff::civil::Date;
use serde_json::json;
use std::path::Path;

/// Answers one of the rules verbs.
pub(crate) async fn run(json: bool, verb: RulesVerb) -> Outcome {
    let pack = |folder: Option<std::path::PathBuf>| wiring::pack_or_shipped(folder.as_deref());
    let answer = match verb {
        RulesVerb::Show {
            id,
            on,
            pack: folder,
        } => show(&*pack(folder)?, id.as_deref(), on.as_deref()),
        RulesVerb::Due {
            id,
            from,
            extended,
            pause,
            set,
            pack: folder,
        } => due(&*pack(folder)?, &id, &from, extended, &pause, &set),
        RulesVerb::Count {
            from,
            working_days,
            days,
            months,
            pack: folder,
        } => {
            let (unit, length) = match (working_days, days, months) {
                (Some(n), _, _) => ("working_days", n),
                (_, Some(n), _) => ("days", n),
                (_, _, Some(n)) => ("months", n),
                _ => return Err("请写 --working-days、--days 或 --months 其中一个。".to_owned()),
            };
            count(&*pack(folder)?, &from, unit, length)
        }
        RulesVerb::Workday {
            dates,
            pack: folder,
        } => workday(&*pack(folder)?, &dates),
        RulesVerb::Changes { since, place } => {
            return super::rule_changes::run(json, &place, since).await;
        }
        RulesVerb::Lpr(LprVerb::Add {
            published,
            percent,
            pack,
        }) => add_lpr(&published, &percent, &pack)?,
    };
    match answer {
        Ok((value, words, yes)) => say(json, &value, &words, yes),
        Err(refused) => say(json, &refused.json(), &refused.sentence, false),
    }
}

/// What is printed: the JSON value, the words, and whether the answer is yes.
type Answer = Result<(serde_json::Value, String, bool), Refused>;

fn date(field: &str, text: &str) -> Result<Date, Refused> {
    conformance::date(field, &text.into())
}

fn show(pack: &Pack, id: Option<&str>, on: Option<&str>) -> Answer {
    let on = on.map(|text| date("--on", text)).transpose()?;
    let Some(id) = id else {
        return Ok(list(pack.rules.iter(), on));
    };
    let rule = RuleId::from(id);
    let parameter = match pack.rules.get(&rule) {
        Ok(parameter) => parameter,
        Err(unknown) => {
            // `arrears` lists everything below it.
            let below = format!("{id}.");
            let mut all = pack.rules.iter();
            if !all.any(|p| p.id.as_str().starts_with(&below)) {
                return Err(unknown.into());
            }
            let group = pack.rules.iter();
            return Ok(list(
                group.filter(|p| p.id.as_str().starts_with(&below)),
                on,
            ));
        }
    };
    let versions: Vec<&Version> = match on {
        None => parameter.versions.iter().collect(),
        Some(on) => vec![pack.rules.version(&rule, on)?],
    };
    let mut words = format!(
        "{}  {}（核对于 {}）\n",
        parameter.id, parameter.title, parameter.reviewed
    );
    for version in &versions {
        words.push_str(&format!(
            "{}  {}\n  依据：{}\n",
            period(version),
            version.value.words(),
            version.source.words()
        ));
    }
    let mut value = head(parameter);
    value["versions"] = versions.iter().map(|v| version_json(v)).collect();
    Ok((value, words, true))
}

/// One line a rule; with a day, its value on that day.
fn list<'p>(
    parameters: impl Iterator<Item = &'p Parameter>,
    on: Option<Date>,
) -> (serde_json::Value, String, bool) {
    let mut values = Vec::new();
    let mut words = String::new();
    for parameter in parameters {
        let mut value = head(parameter);
        words.push_str(&format!("{}  {}", parameter.id, parameter.title));
        if let Some(on) = on {
            let version = (parameter.versions.iter())
                .find(|v| v.from <= on && v.until.is_none_or(|until| on <= until));
            words.push_str("  ");
            match version {
                Some(version) => {
                    words.push_str(&version.value.words());
                    words.push_str(version.source.confidence.mark());
                }
                None => words.push_str("当日没有取值"),
            }
            value["version"] = version.map(version_json).unwrap_or_default();
        }
        words.push('\n');
        values.push(value);
    }
    (values.into(), words, true)
}

fn head(parameter: &Parameter) -> serde_json::Value {
    json!({
        "id": parameter.id, "title": parameter.title, "reviewed": parameter.reviewed.to_string(),
        "local": parameter.local,
    })
}

fn period(version: &Version) -> String {
    match version.until {
        Some(until) => format!("{} 至 {until}", version.from),
        None => format!("{} 起", version.from),
    }
}

fn version_json(version: &Version) -> serde_json::Value {
    let mut value = json!({
        "from": version.from.to_string(), "until": version.until.map(|d| d.to_string()),
        "value": version.value.words(), "source": version.source,
    });
    if let Value::Limit(limit) = &version.value {
        value["limit"] = json!({
            "length": limit.length, "unit": limit.unit, "extended": limit.extended,
            "pauses": limit.pauses, "roll": limit.roll,
        });
    }
    value
}

fn due(
    pack: &Pack,
    id: &str,
    from: &str,
    extended: bool,
    pauses: &[String],
    set: &[String],
) -> Answer {
    let bad = |sentence: String| Refused::new("bad_input", sentence);
    let mut input = json!({ "rule": id, "from": from, "extended": extended });
    let spans: Vec<_> = (pauses.iter())
        .map(|pause| {
            let span = pause.split_once("..").map(|(a, b)| json!([a, b]));
            span.ok_or_else(|| bad(format!("--pause {pause}：请写成“起日..止日”。")))
        })
        .collect::<Result<_, _>>()?;
    input["pauses"] = spans.into();
    for pair in set {
        let (name, value) = (pair.split_once('='))
            .ok_or_else(|| bad(format!("--set {pair}：请写成“名称=值”。")))?;
        input["set"][name] = value.into();
    }
    let answer = conformance::answer("due", &input, &facts(pack))?;
    let words = working(&answer, &answer["title"]);
    Ok((answer, words, true))
}

fn count(pack: &Pack, from: &str, unit: &str, length: u32) -> Answer {
    let input = json!({ "from": from, "unit": unit, "length": length });
    let mut answer = conformance::answer("count", &input, &facts(pack))?;
    // 民法典 201–203; that ordinary weekends roll, too, is practice, not text.
    answer["source"] = json!({
        "document": "《中华人民共和国民法典》", "number": "主席令第45号",
        "article": "第二百零一条至第二百零三条",
        "confidence": if unit == "working_days" { "confirmed" } else { "unsure" },
    });
    let words = working(&answer, &serde_json::Value::Null);
    Ok((answer, words, true))
}

fn facts(pack: &Pack) -> Facts<'_> {
    Facts {
        calendar: &pack.calendar,
        rules: &pack.rules,
    }
}

/// The working line by line, from the JSON answer: both forms say the same.
fn working(answer: &serde_json::Value, title: &serde_json::Value) -> String {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut words = title.as_str().map_or(String::new(), |t| format!("{t}\n"));
    for line in answer["working"].as_array().into_iter().flatten() {
        words.push_str(&format!("{}\n", text(line)));
    }
    if let Ok(source) =
        serde_json::from_value::<banjie_core::rules::Source>(answer["source"].clone())
    {
        words.push_str(&format!("依据：{}\n", source.words()));
    }
    for note in answer["notes"].as_array().into_iter().flatten() {
        words.push_str(&format!("口径：{}\n", text(note)));
    }
    let due = text(&answer["due"]);
    let weekday = due.parse().map_or("", weekday_word);
    words.push_str(&format!("到期：{due}（{weekday}）"));
    words
}

fn workday(pack: &Pack, dates: &[String]) -> Answer {
    let mut values = Vec::new();
    let (mut words, mut known) = (String::new(), true);
    for text in dates {
        let answer = conformance::answer("workday", &json!({ "date": text }), &facts(pack));
        match answer {
            Ok(day) => {
                let yes = if day["workday"] == true {
                    "上班"
                } else {
                    "不上班"
                };
                let weekday = text.parse().map_or("", weekday_word);
                let name = day["name"].as_str().unwrap_or_default();
                words.push_str(&format!("{text} {weekday} {yes} {name}\n"));
                values.push(day);
            }
            Err(refused) => {
                known = false;
                words.push_str(&format!("{}\n", refused.sentence));
                let mut value = refused.json();
                value["date"] = text.as_str().into();
                values.push(value);
            }
        }
    }
    Ok((values.into(), words, known))
}

/// Adds a value to `rules/lpr.toml` of a pack, unless the pack would then no longer be sound.
fn add_lpr(published: &str, percent: &str, folder: &Path) -> Result<Answer, String> {
    let read = || {
        let day = date("公布日", published)?;
        let rate = Rate::parse(percent).map_err(|e| Refused::new(e.code(), e.about("数值")))?;
        Ok((day, rate))
    };
    let (day, rate) = match read() {
        Ok(read) => read,
        Err(refused) => return Ok(Err(refused)),
    };
    let path = folder.join("rules/lpr.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|e| format!("{}：读不了（{e}）。", path.display()))?;
    let text = match with_published(&text, day, rate, day) {
        Ok(text) => text,
        Err(refused) => {
            return Ok(Err(Refused::new(refused.code(), refused.to_string())));
        }
    };
    let mut files = wiring::files(folder)?;
    for file in files.iter_mut().filter(|f| f.path == "rules/lpr.toml") {
        file.text.clone_from(&text);
    }
    wiring::pack(&files)?;
    std::fs::write(&path, &text).map_err(|e| format!("{}：写不进去（{e}）。", path.display()))?;
    Ok(Ok((
        json!({ "published": day.to_string(), "percent": rate.to_string(), "file": path }),
        format!(
            "已补录：{day} 起一年期贷款市场报价利率 {rate}%（{}）",
            path.display()
        ),
        true,
    )))
}
