//! Taking a ranking to its next step, after a page that names what follows.

use super::{Standing, render, standing};
use crate::App;
use crate::assess;
use crate::assess::ranks::headline;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::steps::{
    RankingStep, SIGNERS, StepRefusal, advance, objections_until,
};
use banjie_core::assessment::{Month, Period};

/// The next act on a period by the step it leads to.
pub(super) fn word(next: RankingStep, revision: bool) -> &'static str {
    match next {
        RankingStep::Draft if revision => "生成更正版草稿",
        RankingStep::Draft => "生成草稿",
        RankingStep::Checking => "发给各单位核对",
        RankingStep::Settled => "定稿",
        RankingStep::Sealed => "封存",
        RankingStep::Published => "公布",
    }
}

#[derive(Template)]
#[template(path = "desk/rankings/confirm.html")]
struct ConfirmPage {
    desk: Desk,
    title: String,
    summary: Option<ErrorSummary>,
    consequence: String,
    facts: Vec<(String, String)>,
    action: String,
    hidden: Vec<(String, String)>,
    reason: Option<Field>,
    label: &'static str,
    back: String,
}

pub(super) async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    let standing = standing(&app, month).await?;
    let (form, errors) = (Form::default(), Errors::default());
    show(&app, &viewer, month, &standing, &form, &errors).await
}

async fn show(
    app: &App,
    viewer: &Viewer,
    month: Month,
    standing: &Standing,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let (law, at) = (app.pack().law(), standing.at.as_ref());
    let period = Period::Month(month);
    let next = advance(period, at, standing.pending, app.today(), &law).map_err(refused)?;
    let corrects = next == RankingStep::Draft && at.is_some();
    let word = word(next, at.is_some());
    let path = format!("/desk/rankings/{month}");
    let reason = Field::with("reason", "更正的理由", Control::TextArea(500))
        .hint("会公开，写在新旧两版的差别旁边")
        .filled(form, errors);
    let mut desk = frame(app, viewer, &path, &format!("{word} {}", month.words())).await?;
    desk.errors = !errors.is_empty();
    let now = standing.step().map_or("未生成", RankingStep::word);
    let page = ConfirmPage {
        title: format!("{}月排名：{word}？", month.words()),
        summary: (!errors.is_empty()).then(|| ErrorSummary::from_errors(errors, "")),
        consequence: consequence(next, app)?,
        facts: vec![
            ("现在".to_owned(), now.to_owned()),
            ("结论".to_owned(), headline(&standing.edition.values)),
        ],
        action: format!("{path}/step"),
        hidden: vec![
            (KEY.to_owned(), new_key()?),
            (
                "seen".to_owned(),
                standing.step().map_or("", RankingStep::code).to_owned(),
            ),
        ],
        reason: corrects.then_some(reason),
        label: word,
        back: path,
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, render(&page)?).into_response())
}

fn consequence(next: RankingStep, app: &App) -> Result<String, Problem> {
    Ok(match next {
        RankingStep::Draft => "按现在的办件算出草稿，只有区营商办看得到。".to_owned(),
        RankingStep::Checking => {
            let until = objections_until(app.today(), &app.pack().law()).map_err(refused)?;
            format!(
                "重算一遍，各单位看到自己的数，可在{}前确认或申诉。",
                text::full_date(until)
            )
        }
        RankingStep::Settled => {
            format!("重算一遍并定稿；之后办件再有改动，不进这一版。要 {SIGNERS} 个人签署才能封存。")
        }
        RankingStep::Sealed => "封存后不能再改；更正只能出新的一版，并写明差别。".to_owned(),
        RankingStep::Published => "公布后人人可看。".to_owned(),
    })
}

fn refused(refusal: StepRefusal) -> Problem {
    Problem::Refused {
        sentence: refusal.to_string(),
        code: "period.step",
    }
}

pub(super) async fn take(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let month = assess::month(&month)?;
    let seen = RankingStep::from_code(&form.line("seen"));
    let moved = app
        .store()
        .advance_ranking(month, seen, &form.text("reason"), viewer.act(&app))
        .await?;
    match moved {
        Ok(_) => {}
        // The same form sent twice: the step it asked for has been taken.
        Err(StepRefusal::Moved {
            now: Some(now),
            seen,
        }) if seen.map_or(Some(RankingStep::Draft), RankingStep::next) == Some(now) => {}
        Err(refusal @ StepRefusal::NoReason) => {
            let mut errors = Errors::default();
            errors.add("reason", refusal.to_string());
            let standing = standing(&app, month).await?;
            return show(&app, &viewer, month, &standing, &form, &errors).await;
        }
        Err(refusal) => return Err(refused(refusal)),
    }
    Ok(Redirect::to(&format!("/desk/rankings/{month}")).into_response())
}
