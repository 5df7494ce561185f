//! 复核与签署: what needs a second person: settled figures to sign, bonuses, deductions and vetoes of a
//! quarter, exclusions beyond the number one person may make alone.

use crate::App;
use crate::assess;
use crate::desk::assessments::{Adjusted, found};
use crate::desk::frame;
use crate::desk::matter::timeline::when;
use crate::kit::form::{Errors, Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::quarterly::adjustment::{
    AdjustmentCommand, AdjustmentRefusal, LONGEST, second,
};
use banjie_core::assessment::steps::{RankingStep, SIGNERS, StepRefusal, sign};
use banjie_core::assessment::{Period, Quarter};
use banjie_core::district::Action;
use banjie_core::matter::{Command, MatterNo};
use banjie_store::StoreError;

const HOME: &str = "/desk/signing";
/// Newest months and quarters looked at.
const PERIODS: u32 = 12;
/// Quarters whose adjustments may wait.
const QUARTERS: usize = 5;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(HOME, Access::Staff(Action::SignPeriod), list),
        post(
            "/desk/signing/{period}",
            Access::Staff(Action::SignPeriod),
            give,
        ),
        post(
            "/desk/signing/adjustments/{quarter}/{number}",
            Access::Staff(Action::AgreeAdjustment),
            adjusted,
        ),
        post(
            "/desk/signing/exclusions/{no}",
            Access::Staff(Action::Countersign),
            countersign,
        ),
    ]
}

#[derive(Template)]
#[template(path = "desk/signing.html")]
struct SigningPage {
    desk: Desk,
    done: String,
    summary: Option<ErrorSummary>,
    periods: Vec<Waiting>,
    adjustments: Vec<Adjusting>,
    exclusions: Vec<Proposed>,
}

/// A bonus, deduction or veto that waits for a second person.
struct Adjusting {
    shown: Adjusted,
    quarter: String,
    action: String,
    key: String,
    words: Field,
    refused: String,
}

/// Figures that wait for a signature.
struct Waiting {
    title: String,
    href: String,
    signed: String,
    digest: String,
    action: String,
    key: String,
    refused: String,
}

/// An exclusion that waits for a second person.
struct Proposed {
    no: String,
    unit: String,
    title: String,
    reason: String,
    by: String,
    action: String,
    hidden: Vec<(String, String)>,
    words: Field,
    refused: String,
}

/// What the address says after an act.
#[derive(Debug, Default, serde::Deserialize)]
struct Shown {
    #[serde(default)]
    done: String,
}

async fn list(
    State(app): State<App>,
    viewer: Viewer,
    axum::extract::Query(shown): axum::extract::Query<Shown>,
) -> Result<Response, Problem> {
    let done = match shown.done.as_str() {
        "signed" => "已签署，记入日志。",
        "adjusted" => "已同意，算进总分。",
        "unadjusted" => "没有同意，总分不变。",
        "agreed" => "已同意剔除，这件离开分母。",
        "declined" => "没有同意，这件照常计入考核。",
        _ => "",
    };
    show(&app, &viewer, done, &Form::default(), &Errors::default()).await
}

async fn show(
    app: &App,
    viewer: &Viewer,
    done: &str,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, "复核与签署").await?;
    desk.errors = !errors.is_empty();
    let page = SigningPage {
        done: done.to_owned(),
        summary: (!errors.is_empty()).then(|| ErrorSummary::from_errors(errors, "写的理由还在。")),
        periods: periods(app, viewer).await?,
        adjustments: adjustments(app, viewer, form, errors).await?,
        exclusions: exclusions(app, viewer, form, errors).await?,
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

async fn periods(app: &App, viewer: &Viewer) -> Result<Vec<Waiting>, Problem> {
    let store = app.store();
    let mut papers = store.papers("ranking", PERIODS).await?;
    papers.extend(store.papers("assessment", PERIODS).await?);
    let mut out = Vec::new();
    for paper in papers {
        let Ok(period) = paper.period.parse::<Period>() else {
            continue;
        };
        if paper.state != RankingStep::Settled.code() {
            continue;
        }
        let Some((stand, revision)) = store.stand(period).await? else {
            continue;
        };
        let full = store.paper(&paper.kind, &paper.period).await?;
        let digest = full.map_or(String::new(), |p| p.digest());
        let signatures = store.signatures(period, revision).await?;
        let names: Vec<String> = signatures
            .iter()
            .map(|s| format!("{}{}", s.unit, s.name))
            .collect();
        out.push(Waiting {
            title: format!("{}{} 第{revision}版", period.words(), period.title()),
            href: match period {
                Period::Month(month) => format!("/rankings/{month}"),
                Period::Quarter(quarter) => format!("/assessments/{quarter}"),
            },
            signed: match names.len() {
                0 => format!("还没有人签，要 {SIGNERS} 个人"),
                n if n >= SIGNERS => format!("{}已签，可以封存", names.join("、")),
                n => format!("{}已签，还差 {} 个人", names.join("、"), SIGNERS - n),
            },
            digest: digest.chars().take(16).collect(),
            action: format!("{HOME}/{period}"),
            key: new_key()?,
            refused: sign(Some(&stand), &viewer.staff().person)
                .err()
                .map_or(String::new(), |r| r.to_string()),
        });
    }
    Ok(out)
}

/// The name of the field for words against an adjustment.
fn against(quarter: Quarter, number: u32) -> String {
    format!("against-{quarter}-{number}")
}

/// Those of this quarter and of the ones before that may still be decided.
async fn adjustments(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    errors: &Errors,
) -> Result<Vec<Adjusting>, Problem> {
    let today = app.today();
    let newest = Quarter::of(today);
    let quarters = std::iter::successors(Some(newest), |quarter| Some(quarter.previous()));
    let mut out = Vec::new();
    for quarter in quarters.take(QUARTERS) {
        for adjustment in app.store().adjustments(quarter).await? {
            if !adjustment.is_waiting() {
                continue;
            }
            let number = adjustment.number;
            let refused = second(&adjustment, viewer.staff()).err();
            let words = Field::with(
                &against(quarter, number),
                "不同意的理由",
                Control::TextArea(LONGEST),
            );
            out.push(Adjusting {
                shown: Adjusted::of(&adjustment, quarter, today),
                quarter: quarter.words(),
                action: format!("{HOME}/adjustments/{quarter}/{number}"),
                key: new_key()?,
                words: words.optional().hint("不同意才要写").filled(form, errors),
                refused: refused.map_or(String::new(), |r| r.to_string()),
            });
        }
    }
    Ok(out)
}

async fn adjusted(
    State(app): State<App>,
    viewer: Viewer,
    Path((quarter, number)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let quarter = assess::quarter(&quarter)?;
    let known = found(&app, quarter, &number).await?;
    let number = known.number;
    let agree = form.get("agree") == "1";
    let done = if agree { "adjusted" } else { "unadjusted" };
    let there = Redirect::to(&format!("{HOME}?done={done}")).into_response();
    // Sent twice: what this person said stands.
    let said = (known.last_word())
        .is_some_and(|(agreed, by)| agreed == agree && *by == viewer.act(&app).by.by());
    if said && !known.is_waiting() {
        return Ok(there);
    }
    let field = against(quarter, number);
    let command = AdjustmentCommand::Decide {
        number,
        agree,
        reason: form.text(&field),
    };
    match app
        .store()
        .adjust(quarter, command, viewer.act(&app))
        .await?
    {
        Ok(_) => Ok(there),
        Err(refusal) => {
            let mut errors = Errors::default();
            let at_field = matches!(
                refusal,
                AdjustmentRefusal::NoReasonAgainst | AdjustmentRefusal::TooLong { .. }
            );
            errors.add(if at_field { &field } else { "" }, refusal.to_string());
            show(&app, &viewer, "", &form, &errors).await
        }
    }
}

async fn exclusions(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    errors: &Errors,
) -> Result<Vec<Proposed>, Problem> {
    let (law, act) = (app.pack().law(), viewer.act(app));
    let proposed = app.store().exclusions_proposed(app.today()).await?;
    let mut out = Vec::new();
    for matter in proposed {
        let no = matter.no.to_string();
        let countersign = banjie_core::matter::CommandName::Countersign;
        let refused = banjie_core::matter::permit(&matter, countersign, &act, &law).err();
        let name = format!("reason-{no}");
        let words = Field {
            required: false,
            ..Field::with(&name, "不同意的理由", Control::TextArea(500))
        };
        let Some(exclusion) = &matter.exclusion_proposed else {
            continue;
        };
        out.push(Proposed {
            unit: matter.lead.to_string(),
            title: matter.title.clone(),
            reason: exclusion.reason.clone(),
            by: format!(
                "{}，{}",
                exclusion.by.words(),
                when(exclusion.at, app.today())
            ),
            action: format!("{HOME}/exclusions/{no}"),
            hidden: vec![
                (KEY.to_owned(), new_key()?),
                ("_version".to_owned(), matter.version.to_string()),
            ],
            words: words.hint("不同意才要写").filled(form, errors),
            refused: refused.map_or(String::new(), |r| r.to_string()),
            no,
        });
    }
    Ok(out)
}

async fn give(
    State(app): State<App>,
    viewer: Viewer,
    Path(period): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    Form::read(request, FormLimits::TEXT).await?;
    let period = assess::period(&period)?;
    match app.store().sign_period(period, viewer.act(&app)).await? {
        // Sent twice: the signature is there.
        Ok(()) | Err(StepRefusal::SignedBefore) => {
            Ok(Redirect::to(&format!("{HOME}?done=signed")).into_response())
        }
        Err(refusal) => Err(Problem::Refused {
            sentence: refusal.to_string(),
            code: "period.sign",
        }),
    }
}

async fn countersign(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    // Who gives a second opinion need not see the matter; others than those proposed are not there.
    let proposed = app.store().exclusions_proposed(app.today()).await?;
    let known = proposed.iter().any(|m| m.no == no);
    let ask = viewer.ask(&app, form.key());
    if !known && app.store().answered(&ask).await?.is_none() {
        return Err(Problem::NotFound);
    }
    let agree = form.get("agree") == "1";
    let command = Command::Countersign {
        agree,
        reason: form.text(&format!("reason-{no}")),
    };
    let seen = form.get("_version").parse().unwrap_or(0);
    match app.store().command(no, seen, command, ask).await {
        Ok(_) => {
            let done = if agree { "agreed" } else { "declined" };
            Ok(Redirect::to(&format!("{HOME}?done={done}")).into_response())
        }
        Err(StoreError::Refused(refusal)) => {
            let mut errors = Errors::default();
            let field = match agree {
                true => String::new(),
                false => format!("reason-{no}"),
            };
            errors.add(&field, refusal.to_string());
            show(&app, &viewer, "", &form, &errors).await
        }
        Err(StoreError::NoMatter(_)) => Err(Problem::NotFound),
        Err(other) => Err(other.into()),
    }
}
