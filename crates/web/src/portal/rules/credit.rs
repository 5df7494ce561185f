//! Credit repair: until when a penalty is public, from when repair can be asked for, what this
//! applicant still lacks, who decides and by when.

use super::answer;
use super::asked::Asked;
use crate::App;
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::portal::frame;
use crate::rules::{no_value, said};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use banjie_core::credit::{
    Applicant, Class, CreditRefusal, Field as Branch, Need, Penalty, Publicity, Record, Regime,
    Track, decider, needs, publicity, regime_on,
};
use banjie_core::rules::{DeadlineRefusal, Question, RuleError, Rules, Settings, Source, deadline};
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "portal/rules/credit.html")]
struct CreditPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    fields: Vec<Field>,
    found: Option<Found>,
}

struct Found {
    publicity: Option<PublicityView>,
    lacks: usize,
    needs: Vec<Need>,
    who: String,
    who_source: String,
    /// Step, last day, rule.
    limits: Vec<(String, String, String)>,
    materials: String,
    materials_source: String,
}

struct PublicityView {
    finding: String,
    dates: Vec<(&'static str, String)>,
    regime: String,
    sources: Vec<String>,
    notes: Vec<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let mut asked = Asked::of(&uri);
    let found = match asked.has("decided") || asked.has("record") {
        true => compute(&app, &mut asked),
        false => None,
    };
    let mut portal = frame(&app, &uri, &who, "受了处罚，想做信用修复");
    portal.errors = !asked.errors.is_empty();
    let page = CreditPage {
        summary: asked.summary(),
        fields: fields(&asked, &app.pack().rules, app.today()),
        found,
        portal,
    };
    answer(&page, &asked.errors)
}

fn compute(app: &App, asked: &mut Asked) -> Option<Found> {
    let record = Record::ALL
        .into_iter()
        .find(|r| r.code() == asked.form.get("record"));
    let track = Track::ALL
        .into_iter()
        .find(|t| t.code() == asked.form.get("track"));
    if record.is_none() {
        asked.errors.add("record", "要修复什么：没有选。请选一项");
    }
    if track.is_none() {
        asked.errors.add("track", "谁作出的：没有选。请选一项");
    }
    let penalty = record == Some(Record::Penalty);
    let decided = match penalty {
        true => asked.day("decided", "处罚决定书的日期"),
        false => None,
    };
    let today = decided.map_or(app.today(), |decided| decided.max(app.today()));
    let applied = asked.optional_day("applied", "打算哪天申请");
    let applied = applied.unwrap_or(today);
    let (record, track) = (record?, track?);
    let view = match (penalty, decided) {
        (false, _) => None,
        (true, None) => return None,
        (true, Some(decided)) => Some(of_penalty(app, asked, track, decided, applied)?),
    };
    if !asked.errors.is_empty() {
        return None;
    }
    let rules = &app.pack().rules;
    let decision = match decider(track, record, applied, rules) {
        Ok(decision) => decision,
        Err(error) => {
            asked
                .errors
                .add("applied", format!("打算哪天申请：{}", said_of(app, &error)));
            return None;
        }
    };
    let limits = (decision.limits.iter()).filter_map(|rule| {
        let question = Question {
            rule: rule.clone(),
            from: applied,
            extended: false,
            pauses: Vec::new(),
            set: Settings::default(),
        };
        let parameter = rules.get(rule).ok()?;
        let last = match deadline(&question, rules, &app.pack().calendar) {
            Ok(found) => format!(
                "{}前{}",
                text::full_date(found.count.due),
                found.source.confidence.mark()
            ),
            Err(DeadlineRefusal::Calendar(missing)) => said::missing_year(&missing),
            Err(refusal) => refusal.to_string(),
        };
        Some((parameter.title.clone(), last, format!("/rules/{rule}")))
    });
    let materials = rules.text(&"credit_repair.materials".into(), applied).ok();
    let (publicity, needs) = view.unzip();
    let needs: Vec<Need> = needs.unwrap_or_default();
    Some(Found {
        publicity,
        lacks: needs.iter().filter(|need| !need.met).count(),
        needs,
        limits: limits.collect(),
        who: decision.who,
        who_source: decision.source.words(),
        materials: materials.map_or_else(String::new, |(text, _)| text.to_owned()),
        materials_source: materials.map_or_else(String::new, |(_, source)| source.words()),
    })
}

/// Publicity and checklist of one penalty decision.
fn of_penalty(
    app: &App,
    asked: &mut Asked,
    track: Track,
    decided: Date,
    applied: Date,
) -> Option<(PublicityView, Vec<Need>)> {
    let rules = &app.pack().rules;
    let (regime, source) = match regime_on(track, decided, rules) {
        Ok(found) => found,
        Err(error) => {
            asked.errors.add(
                "decided",
                format!("处罚决定书的日期：{}", said_of(app, &error)),
            );
            return None;
        }
    };
    if applied < decided {
        let sentence = "打算哪天申请：早于处罚决定书的日期，请改为那天或以后";
        asked.errors.add("applied", sentence);
        return None;
    }
    let penalties = penalties(&asked.form, regime);
    let found = match publicity(regime, &penalties, decided, rules) {
        Ok(found) => found,
        Err(refusal) => {
            let (field, sentence) = match &refusal {
                CreditRefusal::Rule(error) => ("decided", said_of(app, error)),
                CreditRefusal::Calendar(missing) => ("decided", said::missing_year(missing)),
                _ => ("class", format!("失信行为的类别：{refusal}")),
            };
            asked.errors.add(field, sentence);
            return None;
        }
    };
    let has = |what: &str| asked.form.all("has").any(|v| v == what);
    let applicant = Applicant {
        applied,
        corrected: has("corrected"),
        duties_done: has("duties"),
        commitment: has("commitment"),
        authorised: has("authorised"),
        further_conditions: match asked.form.get("further") {
            "met" => Some(true),
            "open" => Some(false),
            _ => None,
        },
        one_decision: has("one"),
        broken_before: asked.form.get("broken") == "1",
    };
    let needs = needs(regime, &penalties, &found, &applicant);
    let mut view = publicity_view(found);
    view.regime = format!("{}（{}）", regime.word(), source.words());
    Some((view, needs))
}

/// One penalty for each class that was ticked, or, where the regime has no classes, each field.
fn penalties(form: &crate::kit::Form, regime: Regime) -> Vec<Penalty> {
    let fields = form.all("field").filter_map(Branch::from_code);
    let classes = form.all("class").filter_map(Class::from_code);
    let mut penalties: Vec<_> = match regime.classes().is_empty() {
        true => fields.map(|field| Penalty { class: None, field }).collect(),
        false => classes
            .map(|class| Penalty {
                class: Some(class),
                field: Branch::Ordinary,
            })
            .collect(),
    };
    if penalties.is_empty() {
        penalties.push(Penalty {
            class: None,
            field: Branch::Ordinary,
        });
    }
    penalties
}

fn publicity_view(found: Publicity) -> PublicityView {
    let mut dates = vec![("处罚决定书的日期", text::full_date(found.from))];
    let months = |n: Option<u32>| n.map_or_else(String::new, |n| format!("，满 {n} 个月"));
    if let Some(day) = found.min_ends {
        let day = format!("{}{}", text::full_date(day), months(found.min_months));
        dates.push(("最短公示期满", day));
    }
    if let Some(day) = found.earliest_application {
        dates.push(("最早可以申请", text::full_date(day)));
    }
    if let Some(day) = found.max_ends {
        let day = format!("{}{}", text::full_date(day), months(found.max_months));
        dates.push(("最长公示期满，自动停止", day));
    }
    PublicityView {
        finding: match (found.published, found.earliest_application, found.max_ends) {
            (false, ..) => "不公示，不用修复".to_owned(),
            (_, Some(day), _) => format!("{}起可以申请", text::full_date(day)),
            (_, None, Some(day)) => format!("不能提前修复，公示到{}", text::full_date(day)),
            (_, None, None) => "不能提前修复".to_owned(),
        },
        dates,
        regime: String::new(),
        sources: found.sources.iter().map(Source::words).collect(),
        notes: found.notes,
    }
}

/// A rule's refusal without its id.
fn said_of(app: &App, error: &RuleError) -> String {
    match error {
        RuleError::NoValue { id, on } => {
            let rule = app.pack().rules.get(id);
            rule.map_or_else(|_| said::day(*on), |rule| no_value(rule, *on))
        }
        error => error.to_string(),
    }
}

/// What belongs to a class, as the rules of the day say it.
fn class_hint(rules: &Rules, class: Class, today: Date) -> &str {
    let id = format!("credit_repair.class.{}", class.code());
    rules
        .text(&id.as_str().into(), today)
        .map_or("", |(text, _)| text)
}

fn fields(asked: &Asked, rules: &Rules, today: Date) -> Vec<Field> {
    let hinted = |value: &str, label: &str, hint: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
    };
    let records = Record::ALL.map(|r| Choice::new(r.code(), r.word()));
    let tracks = Track::ALL.map(|t| hinted(t.code(), t.word(), t.place()));
    let classes = Class::ALL.map(|c| hinted(c.code(), c.word(), class_hint(rules, c, today)));
    let branches = Branch::ALL.map(|f| Choice::new(f.code(), f.word()));
    let has = [
        hinted("corrected", "失信行为已经改正", ""),
        hinted("duties", "罚没款缴清、责令事项完成，有证明", ""),
        hinted("commitment", "签了信用承诺书", ""),
        hinted(
            "authorised",
            "有授权委托书或法定代表人证明",
            "按国家发展改革委令第58号申请的才要",
        ),
        hinted(
            "one",
            "一份处罚决定一份申请",
            "按国家发展改革委令第58号申请的才要",
        ),
    ];
    let further = [
        ("none", "没有"),
        ("met", "有，已经做到"),
        ("open", "有，还没有做到"),
    ]
    .map(|(value, label)| Choice::new(value, label));
    [
        Field::with("record", "要修复什么", Control::Radio(records.to_vec())),
        Field::with("track", "谁作出的", Control::Radio(tracks.to_vec())),
        Field::with("decided", "处罚决定书的日期", Control::Date)
            .hint("修复行政处罚必须填，决定适用哪一版规定")
            .width("w11")
            .optional(),
        Field::with("class", "失信行为的类别", Control::Checks(classes.to_vec()))
            .hint("看处罚决定书附的修复告知书；同一决定有几种处罚就都选，按最长的算")
            .optional(),
        Field::with("field", "处罚的领域", Control::Checks(branches.to_vec()))
            .hint("2023年5月1日到2026年3月31日的处罚不分类别、只看领域")
            .optional(),
        Field::with("applied", "打算哪天申请", Control::Date)
            .hint("不填就按今天")
            .width("w11")
            .optional(),
        Field::with("has", "已经做到的", Control::Checks(has.to_vec())).optional(),
        Field::with(
            "further",
            "认定单位告知的其他条件",
            Control::Radio(further.to_vec()),
        )
        .optional(),
        Field::with(
            "broken",
            "以前的修复",
            Control::Checks(vec![Choice::new("1", "因虚假材料或违背承诺被撤销过")]),
        )
        .optional(),
    ]
    .map(|field| asked.fill(field))
    .into()
}
