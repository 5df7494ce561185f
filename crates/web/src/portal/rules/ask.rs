//! By when must they answer: one topic, its steps, a day, and the due date with its working.

use super::answer;
use super::asked::Asked;
use crate::App;
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::portal::frame;
use crate::rules::{Topic, Working, no_value, said, topic, value_words};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use banjie_core::rules::{
    Deadline, DeadlineRefusal, Parameter, Question, RuleError, Settings, Value, deadline,
    possible_span,
};
use jiff::civil::Date;

/// The step whose length is the item's own promised time.
const SUPPLEMENT: &str = "tolerance.supplement";
/// Longest promised time that is read, in working days.
const LONGEST: u32 = 365;

#[derive(Template)]
#[template(path = "portal/rules/ask.html")]
struct AskPage {
    portal: Portal,
    path: String,
    title: &'static str,
    line: &'static str,
    summary: Option<ErrorSummary>,
    fields: Vec<Field>,
    answer: Option<Answer>,
    /// What may be said although a year has no notice yet.
    span: String,
    limits: Vec<(String, String, String)>,
}

struct Answer {
    due: String,
    rest: String,
    title: String,
    whose: &'static str,
    facts: Vec<(&'static str, String)>,
    working: Working,
    rule_href: String,
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let topic = topic(&slug).ok_or(Problem::NotFound)?;
    let steps: Vec<_> = topic.steps(&app.pack().rules).collect();
    let [first, ..] = steps.as_slice() else {
        return Err(Problem::NotFound);
    };
    let mut asked = Asked::of(&uri);
    let question = match asked.has("from") {
        true => read(&mut asked, &steps),
        false => None,
    };
    let mut portal = frame(&app, &uri, &who, topic.title);
    let (mut found, mut span) = (None, String::new());
    if let Some(question) = question {
        match deadline(&question, &app.pack().rules, &app.pack().calendar) {
            Ok(due) => found = Some(answered(&app, &portal, &question, due)),
            Err(refusal) => span = refused(&app, &mut asked, &question, &refusal),
        }
    }
    portal.errors = !asked.errors.is_empty();
    let page = AskPage {
        path: format!("/rules/ask/{slug}"),
        title: topic.title,
        line: topic.line,
        summary: asked.summary(),
        fields: fields(&asked, &steps, first, app.today()),
        limits: limits(&app, &portal, topic, &asked),
        answer: found,
        span,
        portal,
    };
    answer(&page, &asked.errors)
}

/// The question, when all of it could be read.
fn read(asked: &mut Asked, steps: &[&Parameter]) -> Option<Question> {
    let id = asked.form.line("step");
    let step = match (steps.iter().find(|s| s.id.as_str() == id), steps) {
        (Some(step), _) => *step,
        (None, [only]) => only,
        (None, _) => {
            asked.errors.add("step", "算哪一步：没有选。请选一项");
            return None;
        }
    };
    let from = asked.day("from", "起算日");
    let pauses = asked.spans("pauses", "不计入的时间");
    let mut set = Settings::default();
    if step.id.as_str() == SUPPLEMENT {
        set.promised = asked.optional_whole("promised", "事项承诺的办理时间", LONGEST);
        set.offered = asked.optional_whole("offered", "您打算几天内补齐", LONGEST);
    }
    let question = Question {
        rule: step.id.clone(),
        from: from?,
        extended: asked.form.get("extended") == "1",
        pauses,
        set,
    };
    asked.errors.is_empty().then_some(question)
}

/// Puts the refusal to its field; where only a year is missing, what is certain all the same.
fn refused(app: &App, asked: &mut Asked, question: &Question, refusal: &DeadlineRefusal) -> String {
    let (rules, calendar) = (&app.pack().rules, &app.pack().calendar);
    let title = rules.get(&question.rule).map_or("", |rule| &rule.title);
    let (field, sentence) = match refusal {
        DeadlineRefusal::Rule(RuleError::NoValue { on, .. }) => match rules.get(&question.rule) {
            Ok(rule) => ("from", format!("起算日：{}", no_value(rule, *on))),
            Err(_) => ("step", "算哪一步：没有选。请选一项".to_owned()),
        },
        DeadlineRefusal::Rule(_) => ("step", "算哪一步：没有选。请选一项".to_owned()),
        DeadlineRefusal::Clock(refusal) => match refusal.code() {
            "never_extends" => (
                "extended",
                format!("延长：“{title}”没有延长的规定，请不要勾选"),
            ),
            "never_pauses" => (
                "pauses",
                format!("不计入的时间：“{title}”没有不计入的情形，请清空这一栏"),
            ),
            _ => ("pauses", format!("不计入的时间：{refusal}")),
        },
        DeadlineRefusal::Overlap { .. } => ("pauses", format!("不计入的时间：{refusal}")),
        DeadlineRefusal::BeyondPromise { .. } => ("offered", refusal.to_string()),
        DeadlineRefusal::Calendar(missing) => {
            ("from", format!("起算日：{}", said::missing_year(missing)))
        }
    };
    asked.errors.add(field, sentence);
    match (refusal, possible_span(question, rules, calendar)) {
        (DeadlineRefusal::Calendar(_), Some(span)) => format!(
            "现在能确定的是：不会早于{}，不会晚于{}。",
            text::full_date(span.earliest),
            text::full_date(span.latest)
        ),
        _ => String::new(),
    }
}

fn answered(app: &App, portal: &Portal, question: &Question, found: Deadline) -> Answer {
    let (today, calendar) = (app.today(), &app.pack().calendar);
    let rule = app.pack().rules.get(&found.rule).ok();
    let limit = format!("{} {}", found.count.length, found.count.unit.word());
    let facts = vec![
        ("时限", limit),
        ("适用的版本", said::span(found.in_force.0, found.in_force.1)),
        ("依据", found.source.words()),
        ("把握", found.source.confidence.word().to_owned()),
        ("最近核对", said::day(found.reviewed)),
    ];
    Answer {
        due: said::day(found.count.due),
        rest: said::rest(found.count.due, today, calendar),
        whose: match rule.is_some_and(|rule| rule.party) {
            true => "这是您（当事人）的期限，请在这天之前办。",
            false => "这是办理单位的期限。到期没有答复，可以向本区反映。",
        },
        facts,
        working: Working::of(
            &found.count,
            &question.pauses,
            today,
            calendar,
            String::new(),
            found.notes,
        ),
        rule_href: portal.href(&format!("/rules/{}", found.rule)),
        title: found.title,
    }
}

fn fields(asked: &Asked, steps: &[&Parameter], first: &Parameter, today: Date) -> Vec<Field> {
    let mut fields = Vec::new();
    if steps.len() > 1 {
        let choices = steps.iter().map(|step| Choice {
            value: step.id.to_string(),
            label: step.title.clone(),
            hint: value_on(step, today),
        });
        fields.push(asked.fill(Field::with(
            "step",
            "算哪一步",
            Control::Radio(choices.collect()),
        )));
    }
    let hint = match steps.len() {
        1 => format!("{}：{}。", first.title, value_on(first, today)),
        _ => String::new(),
    };
    fields.push(
        asked.fill(
            Field::with("from", "起算日", Control::Date)
                .hint(&format!(
                    "{hint}收到、受理、送达或者结束的那一天，这一天不计入"
                ))
                .width("w11"),
        ),
    );
    if steps.iter().any(|step| step.id.as_str() == SUPPLEMENT) {
        let number = |name, label, hint| {
            let field = Field::text(name, label).hint(hint).optional();
            asked.fill(field.width("w4").typed("off", "numeric"))
        };
        fields.push(number(
            "promised",
            "事项承诺的办理时间（工作日）",
            "补正期不得超过它；不填按规定的天数算",
        ));
        fields.push(number("offered", "您打算几个工作日内补齐", ""));
    }
    if steps
        .iter()
        .any(|step| limit_of(step).is_some_and(|l| l.extended.is_some()))
    {
        let long = Choice::new("1", "按批准延长后的最长时限算");
        let field = Field::with("extended", "延长", Control::Checks(vec![long]));
        fields.push(asked.fill(field.optional()));
    }
    if steps
        .iter()
        .any(|step| limit_of(step).is_some_and(|l| !l.pauses.is_empty()))
    {
        fields.push(
            asked.fill(
                Field::with("pauses", "不计入的时间", Control::TextArea(600))
                    .hint("一行一段，如 2026-3-2 至 2026-3-9；规定的情形才能不计入")
                    .optional(),
            ),
        );
    }
    fields
}

fn limit_of(step: &Parameter) -> Option<&banjie_core::rules::TimeLimit> {
    match &step.versions.last()?.value {
        Value::Limit(limit) => Some(limit),
        _ => None,
    }
}

fn value_on(step: &Parameter, today: Date) -> String {
    let now = (step.versions.iter())
        .find(|v| v.from <= today && v.until.is_none_or(|until| today <= until));
    now.or(step.versions.last()).map_or_else(String::new, |v| {
        format!("{}{}", value_words(&v.value), v.source.confidence.mark())
    })
}

/// All limits of the topic: title, the way to count with it, today's value.
fn limits(
    app: &App,
    portal: &Portal,
    topic: &Topic,
    asked: &Asked,
) -> Vec<(String, String, String)> {
    let (rules, today) = (&app.pack().rules, app.today());
    let from = text::date(asked.form.get("from"));
    let rows = topic.steps(rules).map(|step| {
        let query = match from {
            Some(from) => format!("?step={}&from={from}", step.id),
            None => format!("?step={}", step.id),
        };
        let href = portal.href(&format!("/rules/ask/{}{query}", topic.slug));
        (step.title.clone(), href, value_on(step, today))
    });
    rows.collect()
}
