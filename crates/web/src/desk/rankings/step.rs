//! Taking a month or quarter to its next step, after a page that names what follows.

use super::course::Course;
use crate::App;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, KEY, new_key};
use crate::kit::parts::{Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render, text};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use banjie_core::assessment::Period;
use banjie_core::assessment::steps::{
    RankingStep, SIGNERS, StepRefusal, advance, objections_until,
};

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

/// The page that names what follows.
///
/// # Errors
/// The step may not be taken; the database fails.
pub(in crate::desk) async fn show(
    app: &App,
    viewer: &Viewer,
    course: &Course,
    finding: String,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let (law, at) = (app.pack().law(), course.at.as_ref());
    let (period, path) = (course.period, course.path());
    let next = advance(period, at, &course.pending, app.today(), &law).map_err(refused)?;
    let corrects = next == RankingStep::Draft && at.is_some();
    let word = word(next, at.is_some());
    let reason = Field::with("reason", "更正的理由", Control::TextArea(500))
        .hint("会公开，写在新旧两版的差别旁边")
        .filled(form, errors);
    let mut desk = frame(app, viewer, &path, &format!("{word} {}", period.words())).await?;
    desk.errors = !errors.is_empty();
    let now = course.step().map_or("未生成", RankingStep::word);
    let page = ConfirmPage {
        title: format!("{}{}：{word}？", period.words(), period.title()),
        summary: (!errors.is_empty()).then(|| ErrorSummary::from_errors(errors, "")),
        consequence: consequence(next, app)?,
        facts: vec![
            ("现在".to_owned(), now.to_owned()),
            ("结论".to_owned(), finding),
        ],
        action: format!("{path}/step"),
        hidden: vec![
            (KEY.to_owned(), new_key()?),
            (
                "seen".to_owned(),
                course.step().map_or("", RankingStep::code).to_owned(),
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

/// Takes the step a form asks for. `Some`: the form lacks something, to be shown at its field.
///
/// # Errors
/// The step may not be taken; the database fails.
pub(in crate::desk) async fn take(
    app: &App,
    viewer: &Viewer,
    period: Period,
    form: &Form,
) -> Result<Option<Errors>, Problem> {
    let seen = RankingStep::from_code(&form.line("seen"));
    let (reason, act) = (form.text("reason"), viewer.act(app));
    match app.store().advance(period, seen, &reason, act).await? {
        Ok(_) => Ok(None),
        // The same form sent twice: the step it asked for has been taken.
        Err(StepRefusal::Moved {
            now: Some(now),
            seen,
        }) if seen.map_or(Some(RankingStep::Draft), RankingStep::next) == Some(now) => Ok(None),
        Err(refusal @ StepRefusal::NoReason) => {
            let mut errors = Errors::default();
            errors.add("reason", refusal.to_string());
            Ok(Some(errors))
        }
        Err(refusal) => Err(refused(refusal)),
    }
}
