//! One mark: what was found, and the form that puts it into the sample or dismisses it.

use super::HOME;
use super::page::became;
use super::view::View;
use crate::App;
use crate::assess;
use crate::desk::frame;
use crate::desk::matter::timeline::when;
use crate::kit::form::{Errors, Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{Judgement, MOST};
use banjie_core::assessment::detectors::{Detector, Mark};
use banjie_core::matter::{MatterNo, Refusal};
use banjie_store::StoreError;
use banjie_store::sampling::Judging;

const TAKE: &str = "take";
const DISMISS: &str = "dismiss";

#[derive(Template)]
#[template(path = "desk/checks/mark.html")]
struct MarkPage {
    desk: Desk,
    back: String,
    title: String,
    summary: Option<ErrorSummary>,
    no: String,
    href: String,
    facts: Vec<(&'static str, String)>,
    rules: Vec<(String, String)>,
    done: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    /// Why it cannot be called about, with where it is looked into instead.
    closed: Option<(String, String)>,
}

/// A mark with what became of it; one that is not found is not there.
struct Found {
    month: Month,
    mark: Mark,
    judged: Option<Judgement>,
    /// Why it cannot be put into the sample.
    closed: Option<&'static str>,
}

async fn found(
    app: &App,
    (month, no, detector): &(String, String, String),
) -> Result<Found, Problem> {
    let month = assess::month(month)?;
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let detector = Detector::from_code(detector).ok_or(Problem::NotFound)?;
    let marks = app.store().marks(month).await?;
    let mark = marks
        .into_iter()
        .find(|m| m.no == no && m.detector == detector);
    let sampling = app.store().sampling(month).await?;
    Ok(Found {
        month,
        mark: mark.ok_or(Problem::NotFound)?,
        judged: sampling.judgement(no, detector).cloned(),
        closed: app.store().not_callable(no, app.today()).await?,
    })
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(place): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let found = found(&app, &place).await?;
    page(&app, &viewer, &found, &Form::default(), &Errors::default()).await
}

async fn page(
    app: &App,
    viewer: &Viewer,
    Found {
        month,
        mark,
        judged,
        closed,
    }: &Found,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, &format!("异常线索 {}", mark.no)).await?;
    desk.errors = !errors.is_empty();
    let matter = app.store().matter(&viewer.sight, mark.no).await?;
    let title = matter.map_or(String::new(), |course| course.matter.title);
    let law = app.pack().law();
    let rules = (mark.detector.rules().iter())
        .filter_map(|id| law.rules.get(&(*id).into()).ok())
        .map(|rule| (rule.title.clone(), format!("/rules/{}", rule.id)));
    let choice = |value: &str, label: &str, hint: &str| Choice {
        hint: hint.to_owned(),
        ..Choice::new(value, label)
    };
    let take = choice(
        TAKE,
        "放进回访样本",
        "由没有经手的单位给企业打电话；结果列出来，不直接改分数",
    );
    let dismiss = choice(DISMISS, "销去", "核实过，不用再看；理由记在日志里，不能改");
    let choices = match closed {
        None => vec![take, dismiss],
        Some(_) => vec![dismiss],
    };
    let closed = closed.map(|why| {
        let instead = match mark.detector {
            Detector::OnePlace => "核实是假的，打开评价，按程序剔除；核实是真的，在这里销去。",
            _ => "打开办件核实，再在这里销去；以后能回访了，也可以放进样本。",
        };
        (format!("不能放进回访样本：{why}"), instead.to_owned())
    });
    let page = MarkPage {
        back: View::of(*month).href(),
        title: mark.detector.word().to_owned(),
        summary: (desk.errors).then(|| ErrorSummary::from_errors(errors, "写的话还在。")),
        no: mark.no.to_string(),
        href: format!("/desk/matters/{}", mark.no),
        facts: vec![
            ("办件标题", title),
            ("单位", mark.unit.to_string()),
            ("日期", text::full_date(mark.day)),
            ("为什么", mark.reason.clone()),
        ],
        rules: rules.collect(),
        done: judged.as_ref().map_or(String::new(), |j| {
            let at = when(j.at, app.today());
            format!("{}（{} · {at}）", became(j.taken, &j.reason), j.by.words())
        }),
        action: format!("{HOME}/{month}/marks/{}/{}", mark.no, mark.detector.code()),
        hidden: vec![(KEY, new_key()?)],
        closed,
        fields: vec![
            Field::with("what", "怎么处理", Control::Radio(choices)).filled(form, errors),
            Field::with("reason", "理由", Control::TextArea(MOST)).filled(form, errors),
        ],
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

pub(super) async fn give(
    State(app): State<App>,
    viewer: Viewer,
    Path(place): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let found = found(&app, &place).await?;
    let mut errors = Errors::default();
    let taken = match form.get("what") {
        TAKE => true,
        DISMISS => false,
        _ => {
            errors.add("what", "怎么处理：没有选。请选一项");
            return page(&app, &viewer, &found, &form, &errors).await;
        }
    };
    let judging = Judging {
        no: found.mark.no,
        detector: found.mark.detector,
        taken,
        reason: form.text("reason"),
    };
    let ask = viewer.ask(&app, form.key());
    match app.store().judge_mark(found.month, judging, ask).await {
        Ok(()) => Ok(Redirect::to(&View::of(found.month).href()).into_response()),
        Err(StoreError::Refused(refusal)) => {
            let field = match refusal {
                Refusal::Missing { .. } | Refusal::TooLong { .. } => "reason",
                _ => "",
            };
            errors.add(field, refusal.to_string());
            page(&app, &viewer, &found, &form, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}
