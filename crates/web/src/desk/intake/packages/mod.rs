//! C5 for 一件事: somebody at the counter; the whole package on one screen, read back, signed on paper,
//! registered, and slips printed.

mod page;
mod save;

use crate::App;
use crate::apply::{Work, paper, work};
use crate::kit::Problem;
use crate::kit::form::{Form, FormLimits};
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::{Action, PackageId};
use banjie_core::packages::answers::Typed;

const HOME: &str = "/desk/intake/packages";

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::Intake);
    vec![
        get(HOME, who, page::list),
        get("/desk/intake/packages/{id}", who, page::start),
        post("/desk/intake/packages/{id}", who, begin),
        get("/desk/intake/packages/{id}/{draft}", who, page::show),
        post("/desk/intake/packages/{id}/{draft}", who, save::save),
        get("/desk/intake/packages/{id}/{draft}/form.pdf", who, print),
        get(
            "/desk/intake/packages/{id}/{draft}/letter.pdf",
            who,
            print_letter,
        ),
        post("/desk/intake/packages/{id}/{draft}/discard", who, discard),
        get("/desk/intake/packages/{id}/slips/{no}", who, page::slip),
    ]
}

/// Whose drafts a person's are.
fn owner(viewer: &Viewer) -> String {
    format!("staff:{}", viewer.staff().person)
}

/// A draft of this person and package.
async fn own(app: &App, viewer: &Viewer, id: &str, draft: &str) -> Result<Work, Problem> {
    let work = work::load(app, &owner(viewer), draft).await?;
    work.filter(|w| w.package.as_str() == id)
        .ok_or(Problem::NotFound)
}

/// A new draft with the questions answered.
async fn begin(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let services = &app.pack().services;
    let package = services.package(&PackageId::from(id.as_str()));
    let package = package.ok_or(Problem::NotFound)?;
    let pairs = form.pairs().iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let (picks, _) = services.picks(package, pairs);
    if picks.len() < services.questions(package).count() {
        return page::questions(&app, &viewer, package, &form).await;
    }
    let typed: Typed = (picks.into_iter())
        .map(|(field, chosen)| (field.to_string(), chosen))
        .collect();
    let work = Work::begin(&app, &owner(&viewer), package, typed)?;
    work::keep(&app, &work).await?;
    Ok(Redirect::to(&format!("{HOME}/{id}/{}", work.id)).into_response())
}

/// The form on paper, to be signed at the counter.
async fn print(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, draft)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let work = own(&app, &viewer, &id, &draft).await?;
    let paper = paper::filled(&app, &work, &paper::Signed::default())?;
    let name = format!("{}申请表", work.package(&app)?.name);
    crate::kit::paper::send_pdf(&app, &paper, &name).await
}

/// The letters, to be signed at the counter.
async fn print_letter(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, draft)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let work = own(&app, &viewer, &id, &draft).await?;
    let paper = paper::letters(&app, &work)?.ok_or(Problem::NotFound)?;
    crate::kit::paper::send_pdf(&app, &paper, "承诺书").await
}

async fn discard(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, draft)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let work = own(&app, &viewer, &id, &draft).await?;
    app.store().drop_draft(work.id).await?;
    Ok(Redirect::to(HOME).into_response())
}
