//! O1: the pool of what waits for 区营商办 — new appeals, disputes, answers that solved nothing —
//! each with a proposal and its reason. One form holds the page: a button of a row dispatches that
//! row, the bar at the foot all that are ticked.

mod decline;
mod page;
mod propose;

use crate::App;
use crate::kit::form::{FormLimits, new_key};
use crate::kit::viewer::Viewer;
use crate::kit::{Errors, Form, Problem};
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::{Action, TopicId, UnitId};
use banjie_core::matter::{Command, MatterNo, Refusal};
use banjie_store::StoreError;
use banjie_store::reads::Draft;
use serde::{Deserialize, Serialize};

const HOME: &str = "/desk/dispatch";
/// Most rows of one bulk dispatch (ux.md §4).
const MOST: usize = 200;
/// The kind under which results of a bulk dispatch are kept.
const RESULT: &str = "dispatch-result";

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::Dispatch);
    let mut routes = vec![
        get(HOME, who, pool),
        post(HOME, who, dispatch),
        get("/desk/dispatch/results/{id}", who, result),
    ];
    routes.extend(decline::routes());
    routes
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
struct Shown {
    /// `submitted`, `disputed`, `not_solved`.
    #[serde(default)]
    state: String,
    /// From 1.
    page: Option<u64>,
    /// The matter just dispatched.
    done: Option<String>,
}

/// What became of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Outcome {
    no: String,
    title: String,
    /// To whom; `None`: refused.
    unit: Option<String>,
    /// The refusal in words.
    why: String,
}

async fn pool(
    State(app): State<App>,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    page::show(&app, &viewer, &shown, &Form::default(), &Errors::default()).await
}

async fn dispatch(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let shown = Shown {
        state: form.line("state"),
        page: form.get("page").parse().ok(),
        done: None,
    };
    // Enter in a text field presses the first button of a form: that one dispatches nothing.
    if !form.get("stay").is_empty() {
        return page::show(&app, &viewer, &shown, &form, &Errors::default()).await;
    }
    match form.get("one") {
        "" => many(&app, &viewer, &form, &shown).await,
        no => one(&app, &viewer, &form, &shown, no).await,
    }
}

/// One row: back to the pool, which says where it went.
async fn one(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    shown: &Shown,
    no: &str,
) -> Result<Response, Problem> {
    match give(app, viewer, form, no).await? {
        Ok(_) => {
            let to = format!("{HOME}?state={}&done={no}", shown.state);
            Ok(Redirect::to(&to).into_response())
        }
        Err(why) => {
            let mut errors = Errors::default();
            errors.add(&format!("unit-{no}"), format!("{no}：{why}"));
            page::show(app, viewer, shown, form, &errors).await
        }
    }
}

/// The ticked rows, each on its own: one that is refused does not hold up the others.
async fn many(app: &App, viewer: &Viewer, form: &Form, shown: &Shown) -> Result<Response, Problem> {
    let ticked: Vec<&str> = form.all("no").collect();
    let mut errors = Errors::default();
    if ticked.is_empty() {
        errors.add("", "没有选办件。请先勾选要派的，再点“派出已选的”");
    }
    if ticked.len() > MOST {
        errors.add(
            "",
            format!("选了 {} 件，一次最多派 {MOST} 件。请分几次派", ticked.len()),
        );
    }
    if !errors.is_empty() {
        return page::show(app, viewer, shown, form, &errors).await;
    }
    let id = form.key().map(str::to_owned).map_or_else(new_key, Ok)?;
    let address = format!("{HOME}/results/{id}");
    if app.store().draft(&id).await?.is_some() {
        // The same form again.
        return Ok(Redirect::to(&address).into_response());
    }
    let mut outcomes = Vec::with_capacity(ticked.len());
    for no in ticked {
        let given = give(app, viewer, form, no).await?;
        let (unit, why) = match given {
            Ok(unit) => (Some(unit.to_string()), String::new()),
            Err(why) => (None, why),
        };
        let title = match no.parse() {
            Ok(no) => app.store().line(no).await?.map(|l| l.title),
            Err(_) => None,
        };
        outcomes.push(Outcome {
            no: no.to_owned(),
            title: title.unwrap_or_default(),
            unit,
            why,
        });
    }
    let kept = Draft {
        id,
        owner: owner(viewer),
        kind: RESULT.to_owned(),
        body: serde_json::to_string(&outcomes).map_err(|e| Problem::internal(&e))?,
        version: 0,
        at: app.now(),
    };
    app.store().save_draft(kept).await?;
    Ok(Redirect::to(&address).into_response())
}

/// Dispatches a row as its fields say: the unit, or why not in a sentence.
async fn give(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    no: &str,
) -> Result<Result<UnitId, String>, Problem> {
    let Ok(number) = no.parse::<MatterNo>() else {
        return Ok(Err("不是办件编号，请刷新后再选".to_owned()));
    };
    let field = |name: &str| form.line(&format!("{name}-{no}"));
    let unit = field("unit");
    if unit.is_empty() {
        return Ok(Err("没有选主责单位，请选一个再派".to_owned()));
    }
    let unit = UnitId(unit);
    let topic = Some(field("topic")).filter(|t| !t.is_empty()).map(TopicId);
    let mut support: Vec<UnitId> = Vec::new();
    let named = format!("support-{no}");
    for name in form.all(&named).filter(|n| !n.is_empty()) {
        let name = UnitId(name.to_owned());
        if name != unit && !support.contains(&name) {
            support.push(name);
        }
    }
    let command = Command::Dispatch {
        unit: unit.clone(),
        support,
        topic,
        reason: field("reason"),
    };
    let seen = field("version").parse().unwrap_or(0);
    let key = form.key().map(|k| format!("{k}:{no}"));
    let asked = viewer.ask(app, key.as_deref());
    match app.store().command(number, seen, command, asked).await {
        Ok(_) => Ok(Ok(unit)),
        Err(StoreError::Refused(Refusal::Stale { .. })) => Ok(Err(stale(app, number).await?)),
        Err(StoreError::Refused(refusal)) => Ok(Err(refusal.to_string())),
        Err(StoreError::NoMatter(_)) => Ok(Err("没有这件，请刷新后再选".to_owned())),
        Err(other) => Err(other.into()),
    }
}

/// Somebody was faster: what the matter is now.
async fn stale(app: &App, no: MatterNo) -> Result<String, Problem> {
    let now = app.store().line(no).await?;
    Ok(now.map_or_else(
        || "刚被别人办过，请刷新后再看".to_owned(),
        |line| {
            format!(
                "刚被别人办过，现在是“{}”，主责{}。这次没有改动它",
                line.state_word, line.lead
            )
        },
    ))
}

async fn result(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let draft = app.store().draft(&id).await?.ok_or(Problem::NotFound)?;
    if draft.kind != RESULT || draft.owner != owner(&viewer) {
        return Err(Problem::NotFound);
    }
    let outcomes: Vec<Outcome> =
        serde_json::from_str(&draft.body).map_err(|e| Problem::internal(&e))?;
    page::result(&app, &viewer, &outcomes).await
}

fn owner(viewer: &Viewer) -> String {
    format!("staff:{}", viewer.staff().person)
}
