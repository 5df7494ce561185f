//! One rule: what it says today, its history with sources, and the way to count with it.

use super::answer;
use crate::App;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Errors, Portal, Problem};
use crate::portal::frame;
use crate::rules::{Topic, gives_a_day, group_word, period, said, value_words};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use banjie_core::district::RuleId;
use banjie_core::rules::{Parameter, Version};
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "portal/rules/one.html")]
struct OnePage {
    portal: Portal,
    title: String,
    group: &'static str,
    finding: String,
    facts: Vec<(&'static str, String)>,
    /// Period, value, source.
    history: Vec<(String, String, String)>,
    count_href: String,
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (rules, today) = (&app.pack().rules, app.today());
    let rule = rules
        .get(&RuleId::from(id.as_str()))
        .map_err(|_| Problem::NotFound)?;
    let portal = frame(&app, &uri, &who, &rule.title);
    let now = rules.version(&rule.id, today).ok();
    let topic = Topic::of(rule).filter(|_| gives_a_day(rule));
    let count_href = topic.map(|t| portal.href(&format!("/rules/ask/{}?step={}", t.slug, rule.id)));
    let page = OnePage {
        title: rule.title.clone(),
        group: group_word(rule),
        finding: match now {
            Some(version) => value_words(&version.value),
            None => format!("{}没有规定", said::day(today)),
        },
        facts: facts(rule, now),
        history: history(rule, today),
        count_href: count_href.unwrap_or_default(),
        portal,
    };
    answer(&page, &Errors::default())
}

/// What one should know before using it.
fn facts(rule: &Parameter, now: Option<&Version>) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(version) = now {
        facts.push(("施行", period(version)));
        facts.push(("依据", version.source.words()));
        facts.push(("把握", version.source.confidence.word().to_owned()));
    }
    facts.push(("最近核对", said::day(rule.reviewed)));
    let whose = match (rule.party, rule.local) {
        (true, _) => "给当事人的期限，本区不能另行规定，缩短也不行",
        (_, true) => "本区可以另行规定",
        _ if gives_a_day(rule) => "法定或上级规定，本区只能更快，不能放宽",
        _ => "法定或上级规定，本区不能改",
    };
    facts.push(("本区能不能改", whose.to_owned()));
    facts
}

/// All versions, the newest first: period, value, source; one to come says so.
fn history(rule: &Parameter, today: Date) -> Vec<(String, String, String)> {
    (rule.versions.iter().rev())
        .map(|version| {
            let tense = match version.from > today {
                true => "，尚未施行",
                false => "",
            };
            (
                format!("{}{tense}", period(version)),
                value_words(&version.value),
                version.source.words(),
            )
        })
        .collect()
}
