//! A draft of the method: weights, lines and open choices typed into a form, tried on history
//! without keeping anything, and submitted.

use super::tried::Tried;
use super::{HOME, path_of, proofs_table, version};
use crate::App;
use crate::assess;
use crate::desk::frame;
use crate::kit::form::{Form, FormLimits};
use crate::kit::parts::{Choice, Control, DataTable, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Errors, Problem, render};
use askama::Template;
use axum::extract::{RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::adoption::{AdoptionRefusal, RulebookCommand, Standing};
use banjie_core::assessment::form::Form as Scoring;
use banjie_core::assessment::proofs::prove;
use banjie_core::assessment::rulebook::{
    AfterTalk, Gap, LastTies, Measure, OpenObjection, Rulebook, Unreported,
};
use banjie_core::assessment::trial::{BadRange, MonthRange};
use rust_decimal::Decimal;

#[derive(Template)]
#[template(path = "desk/rulebook/draft.html")]
struct DraftPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    base: String,
    head: Vec<Field>,
    measures: Vec<Group>,
    open: Vec<Field>,
    months: Vec<Field>,
    proofs: Option<DataTable>,
    tried: Option<Tried>,
}

/// The fields of one measure.
struct Group {
    title: String,
    how: String,
    fields: Vec<Field>,
}

/// Months tried when nothing else is asked.
const MONTHS: i64 = 6;

/// The form as it stands before anybody typed.
fn untouched(book: &Rulebook, today: jiff::civil::Date) -> Form {
    let last = Month::of(today).previous();
    let first = last
        .first()
        .saturating_sub(jiff::Span::new().months(MONTHS - 1));
    let open = &book.open;
    let mut pairs: Vec<(String, String)> = vec![
        ("base".to_owned(), book.version.clone()),
        ("version".to_owned(), String::new()),
        ("from".to_owned(), Month::of(today).next().to_string()),
        ("unreported".to_owned(), book.unreported.code().to_owned()),
        (
            "interview_after".to_owned(),
            open.interview_after.to_string(),
        ),
        ("last_ties".to_owned(), open.last_ties.code().to_owned()),
        ("last_fewest".to_owned(), open.last_fewest.to_string()),
        ("gap".to_owned(), open.gap.code().to_owned()),
        ("gap_most".to_owned(), open.gap_most.to_string()),
        ("after_talk".to_owned(), open.after_talk.code().to_owned()),
        (
            "open_objection".to_owned(),
            open.open_objection.code().to_owned(),
        ),
        (
            "new_unit_months".to_owned(),
            open.new_unit_months.to_string(),
        ),
        ("first".to_owned(), Month::of(first).to_string()),
        ("last".to_owned(), last.to_string()),
    ];
    for measure in &book.measures {
        for (part, value) in numbers(measure) {
            pairs.push((
                format!("{part}-{}", measure.id),
                value.normalize().to_string(),
            ));
        }
    }
    Form::from_pairs(pairs)
}

/// The numbers of a measure that the form changes, each with its part of the field's name.
fn numbers(measure: &Measure) -> Vec<(&'static str, Decimal)> {
    let mut out = Vec::new();
    if measure.is_weighed() {
        out.push(("weight", measure.weight));
    }
    if let Scoring::Linear { floor, target } = measure.form {
        out.extend([("floor", floor), ("target", target)]);
    }
    out
}

fn label(part: &str, measure: &Measure) -> String {
    let unit = measure.unit_word();
    match part {
        "weight" => "权重（分）".to_owned(),
        "floor" => format!("得 0 分的线（{unit}）"),
        _ => format!("得满分的线（{unit}）"),
    }
}

/// Reads the draft that a form describes; every mistake at its field.
fn read(base: &Rulebook, form: &Form, errors: &mut Errors) -> Rulebook {
    let mut book = base.clone();
    book.version = form.line("version");
    match form.line("from").parse::<Month>() {
        Ok(month) => book.from = month.first(),
        Err(bad) => errors.add("from", bad.to_string()),
    }
    for measure in &mut book.measures {
        read_measure(measure, form, errors);
    }
    let open = &mut book.open;
    let counts = [
        (
            "interview_after",
            "连续几次末位",
            &mut open.interview_after,
            1,
        ),
        ("last_fewest", "有名次的单位", &mut open.last_fewest, 1),
        ("gap_most", "最多跳过几个月", &mut open.gap_most, 0),
        (
            "new_unit_months",
            "新单位不排名次的月数",
            &mut open.new_unit_months,
            0,
        ),
    ];
    for (name, label, value, least) in counts {
        match form.line(name).parse::<u32>() {
            Ok(n) if (least..=24).contains(&n) => *value = n,
            _ => errors.add(
                name,
                format!(
                    "“{label}”写的“{}”不对，请写 {least} 到 24 的整数",
                    form.line(name)
                ),
            ),
        }
    }
    choose(
        form,
        errors,
        "last_ties",
        LastTies::from_code,
        &mut open.last_ties,
    );
    choose(form, errors, "gap", Gap::from_code, &mut open.gap);
    choose(
        form,
        errors,
        "after_talk",
        AfterTalk::from_code,
        &mut open.after_talk,
    );
    choose(
        form,
        errors,
        "open_objection",
        OpenObjection::from_code,
        &mut open.open_objection,
    );
    choose(
        form,
        errors,
        "unreported",
        Unreported::from_code,
        &mut book.unreported,
    );
    book
}

fn choose<T>(
    form: &Form,
    errors: &mut Errors,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
    into: &mut T,
) {
    match read(&form.line(name)) {
        Some(value) => *into = value,
        None => errors.add(name, "请从列出的几种里选一种"),
    }
}

fn read_measure(measure: &mut Measure, form: &Form, errors: &mut Errors) {
    let mut number = |part: &str, most: u32, now: Decimal| {
        let name = format!("{part}-{}", measure.id);
        let typed = form.line(&name);
        let most = Decimal::from(most);
        match typed.trim_end_matches('%').parse::<Decimal>() {
            Ok(value) if value >= Decimal::ZERO && value <= most => value,
            _ => {
                let label = label(part, measure);
                let sentence = format!(
                    "“{}”的{label}写的“{typed}”不对，请写 0 到 {most} 的数",
                    measure.title
                );
                errors.add(&name, sentence);
                now
            }
        }
    };
    let bound = match measure.unit_word() {
        "%" => 100,
        _ => 1_000_000,
    };
    let weight = match measure.is_weighed() {
        true => number("weight", 100, measure.weight),
        false => measure.weight,
    };
    let line = match measure.form {
        Scoring::Linear { floor, target } => Some(Scoring::Linear {
            floor: number("floor", bound, floor),
            target: number("target", bound, target),
        }),
        _ => None,
    };
    if let Scoring::Deduction { most, .. } = &mut measure.form
        && !weight.is_zero()
    {
        *most = weight;
    }
    measure.weight = weight;
    if let Some(line) = line {
        measure.form = line;
    }
}

/// The proofs that do not hold, each at the weight of its measure.
fn unproved(app: &App, book: &Rulebook, errors: &mut Errors) {
    for flaw in prove(book, &app.pack().forbidden) {
        let measure = flaw.measure.and_then(|at| book.measures.get(at));
        let measure = measure.or(book.measures.first());
        let field = measure.map_or(String::new(), |m| format!("weight-{}", m.id));
        errors.add(&field, format!("{}。{}", flaw.message, flaw.remedy));
    }
}

/// The version a form begins from: named, or the one in force.
async fn base(app: &App, form: &Form) -> Result<Rulebook, Problem> {
    let name = form.line("base");
    if !name.is_empty() {
        return Ok(version(app, &name).await?.rulebook);
    }
    let books = app.store().rulebooks().await?;
    let now = books.on(Month::of(app.today()));
    Ok(now.map_err(banjie_store::StoreError::from)?.clone())
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let pairs = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let typed = Form::from_pairs(pairs.into_owned());
    let base = base(&app, &typed).await?;
    if typed.get("try").is_empty() {
        let form = untouched(&base, app.today());
        return page(&app, &viewer, &base, &form, &Errors::default(), None).await;
    }
    let mut errors = Errors::default();
    let draft = read(&base, &typed, &mut errors);
    let range = range(&app, &typed, &mut errors);
    if errors.is_empty() {
        unproved(&app, &draft, &mut errors);
    }
    let range = range.filter(|_| errors.is_empty());
    let tried = match range {
        Some(range) => Some(Tried::of(&app.store().try_rulebook(&draft, range).await?)),
        None => None,
    };
    page(&app, &viewer, &base, &typed, &errors, tried).await
}

/// The months to be tried.
fn range(app: &App, form: &Form, errors: &mut Errors) -> Option<MonthRange> {
    let mut month = |name: &str| match form.line(name).parse::<Month>() {
        Ok(month) => Some(month),
        Err(bad) => {
            errors.add(name, bad.to_string());
            None
        }
    };
    let (first, last) = (month("first"), month("last"));
    let range = MonthRange::new(first?, last?).and_then(|range| range.over(app.today()));
    match range {
        Ok(range) => Some(range),
        Err(bad @ BadRange::TooLong(_)) => {
            errors.add("first", bad.to_string());
            None
        }
        Err(bad) => {
            errors.add("last", bad.to_string());
            None
        }
    }
}

pub(super) async fn submit(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let base = base(&app, &form).await?;
    let mut errors = Errors::default();
    let draft = read(&base, &form, &mut errors);
    if errors.is_empty() {
        unproved(&app, &draft, &mut errors);
    }
    if !errors.is_empty() {
        return page(&app, &viewer, &base, &form, &errors, None).await;
    }
    let name = draft.version.clone();
    // The same form sent twice has been submitted once.
    let waiting = assess::version(app.store(), &name)
        .await?
        .and_then(|v| v.proposal);
    let again = waiting.is_some_and(|p| p.standing == Standing::Waiting && p.rulebook == draft);
    if !again {
        let command = RulebookCommand::Submit(Box::new(draft));
        let moved = app
            .store()
            .move_rulebook(&name, command, viewer.act(&app))
            .await?;
        if let Err(refusal) = moved {
            errors.add(field_of(&refusal), refusal.to_string());
            return page(&app, &viewer, &base, &form, &errors, None).await;
        }
    }
    Ok(Redirect::to(&path_of(&name)).into_response())
}

/// Where a refusal is mended.
fn field_of(refusal: &AdoptionRefusal) -> &'static str {
    match refusal {
        AdoptionRefusal::BadVersion(_) | AdoptionRefusal::VersionTaken(_) => "version",
        AdoptionRefusal::NotFuture { .. }
        | AdoptionRefusal::NotMonthStart(_)
        | AdoptionRefusal::MonthTaken { .. } => "from",
        _ => "",
    }
}

fn fields(base: &Rulebook) -> (Vec<Field>, Vec<Group>, Vec<Field>, Vec<Field>) {
    let choice = |code: &str, word: &str| Choice::new(code, word);
    let select = |name: &str, label: &str, choices: Vec<Choice>| {
        Field::with(name, label, Control::Select(choices))
    };
    let count =
        |name: &str, label: &str| Field::text(name, label).width("w4").typed("off", "numeric");
    let head = vec![
        Field::text("version", "新版本号")
            .width("w11")
            .hint("送审时要填，例如 2026-2；试算可以先空着"),
        Field::text("from", "从哪个月起施行")
            .width("w11")
            .hint("只能是以后的月份，例如 2026-07"),
    ];
    let measures = (base.measures.iter())
        .map(|measure| Group {
            title: measure.title.clone(),
            how: measure.form_words(),
            fields: (numbers(measure).into_iter())
                .map(|(part, _)| {
                    Field::text(&format!("{part}-{}", measure.id), &label(part, measure))
                        .width("w4")
                        .typed("off", "decimal")
                })
                .collect(),
        })
        .collect();
    macro_rules! choices {
        ($kind:ident: $($variant:ident),+) => {
            vec![$( choice($kind::$variant.code(), $kind::$variant.word()) ),+]
        };
    }
    let open = vec![
        count("interview_after", "连续几次末位后提出约谈建议"),
        select("last_ties", "并列末位", choices!(LastTies: All, Nobody)),
        count("last_fewest", "一组里有名次的单位不少于几个才有末位"),
        select("gap", "中间有一个月没有名次", choices!(Gap: Skip, Break)),
        count("gap_most", "一轮最多跳过几个月"),
        select("after_talk", "约谈之后", choices!(AfterTalk: Reset, GoOn)),
        select(
            "open_objection",
            "异议未答复",
            choices!(OpenObjection: Suspend, Count),
        ),
        count("new_unit_months", "新设、合并的单位几个月不排名次"),
        select(
            "unreported",
            "该报未报、已报未核的指标",
            choices!(Unreported: NoPoints, NoScore),
        ),
    ];
    let months = vec![
        Field::text("first", "试算首月").width("w11"),
        Field::text("last", "试算末月").width("w11"),
    ];
    (head, measures, open, months)
}

async fn page(
    app: &App,
    viewer: &Viewer,
    base: &Rulebook,
    form: &Form,
    errors: &Errors,
    tried: Option<Tried>,
) -> Result<Response, Problem> {
    let (head, mut measures, open, months) = fields(base);
    let filled = |fields: Vec<Field>| -> Vec<Field> {
        (fields.into_iter())
            .map(|field| field.filled(form, errors))
            .collect()
    };
    for group in &mut measures {
        group.fields = filled(std::mem::take(&mut group.fields));
    }
    let proofs = match errors.is_empty() {
        true => {
            let draft = read(base, form, &mut Errors::default());
            tried.is_some().then(|| proofs_table(app, &draft))
        }
        false => None,
    };
    let mut desk = frame(app, viewer, HOME, "起草考核办法").await?;
    desk.errors = !errors.is_empty();
    let page = DraftPage {
        desk,
        summary: (!errors.is_empty())
            .then(|| ErrorSummary::from_errors(errors, "填的内容都在，什么也没有改。")),
        base: base.version.clone(),
        head: filled(head),
        measures,
        open: filled(open),
        months: filled(months),
        proofs,
        tried,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, render(&page)?).into_response())
}
