//! 更正: changing the points of a bonus, deduction or veto that counts; a second person agrees.

use super::HOME;
use super::adjust::{AdjustPage, about, found, shown};
use crate::App;
use crate::assess;
use crate::desk::matter::act::{terms, unchosen};
use crate::kit::Problem;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::Viewer;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::Quarter;
use banjie_core::assessment::quarterly::adjustment::{
    AdjustmentCommand, AdjustmentRefusal, LONGEST,
};
use banjie_core::assessment::quarterly::{Adjustment, AdjustmentKind};

pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path((quarter, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let quarter = assess::quarter(&quarter)?;
    let adjustment = found(&app, quarter, &number).await?;
    let (form, errors) = (Form::default(), Errors::default());
    page(&app, &viewer, quarter, &adjustment, &form, &errors).await
}

async fn page(
    app: &App,
    viewer: &Viewer,
    quarter: Quarter,
    adjustment: &Adjustment,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let kinds = AdjustmentKind::ALL.map(|kind| Choice::new(kind.code(), kind.word()));
    let (kind, points) = (adjustment.proposal.kind, adjustment.proposal.points);
    let now = match kind {
        AdjustmentKind::Veto => String::new(),
        _ => points.normalize().to_string(),
    };
    let title = |head: &str| format!("更正“{head}”");
    let base = about(app, viewer, (quarter, adjustment), title, errors).await?;
    shown(&AdjustPage {
        said: "另一个人在“复核与签署”里同意以后才按新的算，以前照旧；原来多少、谁改的都留着。发给各单位核对以后，只能改得对单位有利。".to_owned(),
        action: format!("{}/correct", base.action),
        label: "提出更正，交另一个人定",
        fields: [
            Field::with("kind", "改为", Control::Radio(kinds.to_vec())).value(kind.code()),
            Field::text("points", "分数")
                .hint("一票否决不用填")
                .optional()
                .width("w4")
                .typed("", "decimal")
                .value(&now),
            Field::with("reason", "更正的理由", Control::TextArea(LONGEST))
                .hint("原来哪里不对、依据是什么"),
        ]
        // As it is, until something else was typed.
        .map(|field| match errors.is_empty() {
            true => field,
            false => field.filled(form, errors),
        })
        .to_vec(),
        ..base
    })
}

pub(super) async fn propose(
    State(app): State<App>,
    viewer: Viewer,
    Path((quarter, number)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let quarter = assess::quarter(&quarter)?;
    let adjustment = found(&app, quarter, &number).await?;
    let mut errors = Errors::default();
    let to = terms(&form, "改为", &mut errors);
    if to.is_none() && errors.is_empty() {
        errors.add("kind", unchosen("改为"));
    }
    let Some(to) = to.filter(|_| errors.is_empty()) else {
        return page(&app, &viewer, quarter, &adjustment, &form, &errors).await;
    };
    let command = AdjustmentCommand::Correct {
        number: adjustment.number,
        to,
        reason: form.text("reason"),
    };
    let done = app.store().adjust(quarter, command, viewer.act(&app));
    let refusal = match done.await? {
        Ok(_) => None,
        // Sent twice: it waits already.
        Err(AdjustmentRefusal::CorrectionWaits(_))
            if (adjustment.correcting()).is_some_and(|waits| waits.to == to) =>
        {
            None
        }
        Err(refusal) => Some(refusal),
    };
    let Some(refusal) = refusal else {
        return Ok(Redirect::to(&format!("{HOME}/{quarter}")).into_response());
    };
    let field = match &refusal {
        AdjustmentRefusal::BadPoints { .. } => "points",
        AdjustmentRefusal::Unchanged(_) | AdjustmentRefusal::OnlyMilder(_) => "kind",
        AdjustmentRefusal::NoReasonToCorrect | AdjustmentRefusal::TooLong { .. } => "reason",
        _ => "",
    };
    errors.add(field, refusal.to_string());
    page(&app, &viewer, quarter, &adjustment, &form, &errors).await
}
