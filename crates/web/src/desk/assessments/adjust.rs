//! Proposing a bonus, deduction or veto with reason and document, and taking one back.

use super::HOME;
use super::adjustments::Adjusted;
use crate::App;
use crate::assess;
use crate::desk::frame;
use crate::desk::matter::act::{terms, unchosen};
use crate::kit::form::{Errors, Form, FormLimits, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use crate::portal::files;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::quarterly::adjustment::{
    AdjustmentCommand, AdjustmentRefusal, LONGEST, Proposal, Terms,
};
use banjie_core::assessment::quarterly::{Adjustment, AdjustmentKind};
use banjie_core::assessment::report::Grounds;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{Period, Quarter};
use banjie_core::matter::Attachment;

#[derive(Template)]
#[template(path = "desk/assessments/adjust.html")]
pub(super) struct AdjustPage {
    pub(super) desk: Desk,
    pub(super) quarter: String,
    pub(super) title: String,
    pub(super) said: String,
    pub(super) facts: Vec<(String, String)>,
    pub(super) summary: Option<ErrorSummary>,
    pub(super) action: String,
    /// Whether files may be sent along.
    pub(super) upload: bool,
    pub(super) key: String,
    pub(super) fields: Vec<Field>,
    pub(super) label: &'static str,
    pub(super) back: String,
}

pub(super) fn shown(page: &AdjustPage) -> Result<Response, Problem> {
    let status = match page.summary {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    let quarter = assess::quarter(&quarter)?;
    let stand = app.store().stand(Period::Quarter(quarter)).await?;
    let step = stand.map(|(stand, _)| stand.step);
    if let Some(step) = step.filter(|step| *step >= RankingStep::Checking) {
        return Err(Problem::Refused {
            sentence: AdjustmentRefusal::HandedOut(quarter, step).to_string(),
            code: "adjustment",
        });
    }
    let (form, errors) = (Form::default(), Errors::default());
    proposing(&app, &viewer, quarter, &form, &[], &errors).await
}

async fn proposing(
    app: &App,
    viewer: &Viewer,
    quarter: Quarter,
    form: &Form,
    kept: &[Attachment],
    errors: &Errors,
) -> Result<Response, Problem> {
    let title = format!("{}加分、扣分、一票否决", quarter.words());
    let back = format!("{HOME}/{quarter}");
    let mut desk = frame(app, viewer, &back, &title).await?;
    desk.errors = !errors.is_empty();
    let rule = app.store().quarter_rule(quarter)?;
    let units = app.pack().district.units.iter();
    let units = units
        .filter(|unit| unit.peer_group.is_some())
        .map(|unit| Choice::new(unit.id.as_str(), unit.id.as_str()))
        .collect();
    let kinds = AdjustmentKind::ALL.map(|kind| Choice::new(kind.code(), kind.word()));
    let points = format!(
        "加分、扣分要填，一次不超过 {} 分，最多两位小数；加分一个季度合计最多算 {} 分。一票否决不用填",
        rule.adjustment_most.normalize(),
        rule.bonus_most.normalize()
    );
    let error = errors.of(files::FIELD).unwrap_or_default();
    let fields = vec![
        Field::with("unit", "单位", Control::Select(units)).filled(form, errors),
        Field::with("kind", "加还是减", Control::Radio(kinds.to_vec())).filled(form, errors),
        Field::text("points", "分数")
            .hint(&points)
            .optional()
            .width("w4")
            .typed("", "decimal")
            .filled(form, errors),
        Field::with("reason", "理由", Control::TextArea(LONGEST))
            .hint("写清做了什么、为什么加减；会印在结果里公开")
            .filled(form, errors),
        Field::text("document", "依据文件")
            .hint("文件名称和文号，例如“区委办通报〔2025〕7号”；会公开")
            .filled(form, errors),
        Field {
            hint: "可以附文件扫描件，只有区营商办和组织部看得到".to_owned(),
            required: false,
            ..files::field(app, "附件", kept, error)?
        },
    ];
    shown(&AdjustPage {
        quarter: quarter.words(),
        title,
        said: "提出以后，由另一个人在“复核与签署”里同意才算；发给各单位核对以后不再加减，只能撤回或改轻。"
            .to_owned(),
        facts: Vec::new(),
        summary: (!errors.is_empty())
            .then(|| ErrorSummary::from_errors(errors, "写的内容和已传的附件都还在。")),
        action: format!("{back}/adjust"),
        upload: true,
        key: new_key()?,
        fields,
        label: "提出，交另一个人定",
        back,
        desk,
    })
}

/// The field a refusal belongs to.
fn field_of(refusal: &AdjustmentRefusal) -> &'static str {
    match refusal {
        AdjustmentRefusal::UnknownUnit(_) | AdjustmentRefusal::OwnUnit(_) => "unit",
        AdjustmentRefusal::BadPoints { .. } => "points",
        AdjustmentRefusal::NoReason => "reason",
        AdjustmentRefusal::NoDocument => "document",
        AdjustmentRefusal::TooLong { field, .. } => match *field {
            "依据文件" => "document",
            _ => "reason",
        },
        _ => "",
    }
}

pub(super) async fn propose(
    State(app): State<App>,
    viewer: Viewer,
    Path(quarter): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let mut form = Form::read(request, files::READ).await?;
    let quarter = assess::quarter(&quarter)?;
    let mut errors = Errors::default();
    let terms = terms(&form, "加还是减", &mut errors);
    if terms.is_none() && errors.is_empty() {
        errors.add("kind", unchosen("加还是减"));
    }
    let evidence = files::take(&app, &mut form, &mut errors).await?;
    let Some(Terms { kind, points }) = terms.filter(|_| errors.is_empty()) else {
        return proposing(&app, &viewer, quarter, &form, &evidence, &errors).await;
    };
    let proposal = Proposal {
        unit: form.line("unit").as_str().into(),
        kind,
        points,
        reason: form.text("reason"),
        grounds: Grounds {
            note: form.line("document"),
            files: evidence.clone(),
        },
    };
    let command = AdjustmentCommand::Propose(proposal);
    match app
        .store()
        .adjust(quarter, command, viewer.act(&app))
        .await?
    {
        Ok(_) | Err(AdjustmentRefusal::Twice(_)) => {
            Ok(Redirect::to(&format!("{HOME}/{quarter}")).into_response())
        }
        Err(refusal) => {
            errors.add(field_of(&refusal), refusal.to_string());
            proposing(&app, &viewer, quarter, &form, &evidence, &errors).await
        }
    }
}

/// The adjustment an address names.
pub(in crate::desk) async fn found(
    app: &App,
    quarter: Quarter,
    number: &str,
) -> Result<Adjustment, Problem> {
    let number: u32 = number.parse().map_err(|_| Problem::NotFound)?;
    let all = app.store().adjustments(quarter).await?;
    let found = all.into_iter().find(|a| a.number == number);
    found.ok_or(Problem::NotFound)
}

pub(super) async fn ask_back(
    State(app): State<App>,
    viewer: Viewer,
    Path((quarter, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let quarter = assess::quarter(&quarter)?;
    let adjustment = found(&app, quarter, &number).await?;
    let (form, errors) = (Form::default(), Errors::default());
    withdrawing(&app, &viewer, quarter, &adjustment, &form, &errors).await
}

/// A page about one of them: `title` says what of its head; what it is for is left to the caller.
pub(super) async fn about(
    app: &App,
    viewer: &Viewer,
    (quarter, adjustment): (Quarter, &Adjustment),
    title: impl Fn(&str) -> String,
    errors: &Errors,
) -> Result<AdjustPage, Problem> {
    let as_is = Adjusted::of(adjustment, quarter, app.today());
    let title = title(&as_is.head);
    let back = format!("{HOME}/{quarter}");
    let mut desk = frame(app, viewer, &back, &title).await?;
    desk.errors = !errors.is_empty();
    Ok(AdjustPage {
        desk,
        quarter: quarter.words(),
        title,
        said: String::new(),
        facts: as_is.facts(),
        summary: (!errors.is_empty()).then(|| ErrorSummary::from_errors(errors, "写的都还在。")),
        action: format!("{back}/adjust/{}", adjustment.number),
        upload: false,
        key: new_key()?,
        fields: Vec::new(),
        label: "",
        back,
    })
}

async fn withdrawing(
    app: &App,
    viewer: &Viewer,
    quarter: Quarter,
    adjustment: &Adjustment,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let title = |head: &str| format!("撤回“{head}”？");
    let reason = Field::with("reason", "撤回的理由", Control::TextArea(LONGEST));
    shown(&AdjustPage {
        said: "撤回后不再算进总分，数马上重算；这一条和撤回的理由留在日志里。".to_owned(),
        fields: vec![reason.filled(form, errors)],
        label: "撤回这一条",
        ..about(app, viewer, (quarter, adjustment), title, errors).await?
    })
}

pub(super) async fn take_back(
    State(app): State<App>,
    viewer: Viewer,
    Path((quarter, number)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let quarter = assess::quarter(&quarter)?;
    let adjustment = found(&app, quarter, &number).await?;
    let command = AdjustmentCommand::Withdraw {
        number: adjustment.number,
        reason: form.text("reason"),
    };
    match app
        .store()
        .adjust(quarter, command, viewer.act(&app))
        .await?
    {
        // Sent twice: it is withdrawn.
        Ok(_) | Err(AdjustmentRefusal::NotCounting) => {
            Ok(Redirect::to(&format!("{HOME}/{quarter}")).into_response())
        }
        Err(refusal) => {
            let mut errors = Errors::default();
            let field = match refusal {
                AdjustmentRefusal::NoReasonToWithdraw | AdjustmentRefusal::TooLong { .. } => {
                    "reason"
                }
                _ => "",
            };
            errors.add(field, refusal.to_string());
            withdrawing(&app, &viewer, quarter, &adjustment, &form, &errors).await
        }
    }
}

/// A file that an adjustment rests on.
pub(super) async fn evidence(
    State(app): State<App>,
    _viewer: Viewer,
    Path((quarter, number, hash)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let quarter = assess::quarter(&quarter)?;
    let adjustment = found(&app, quarter, &number).await?;
    let mut files = adjustment.proposal.grounds.files.into_iter();
    let file = files
        .find(|file| file.hash == hash)
        .ok_or(Problem::NotFound)?;
    files::send(&app, file).await
}
