//! C5: an enterprise at the window, on the telephone or visited; staff fills in the same form for
//! it, reads it back, registers it and hands over the number.

mod codes;
mod packages;
mod page;

use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form};
use crate::kit::security::hex;
use crate::kit::viewer::Viewer;
use crate::portal::{appeals, files};
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::{Action, Sight};
use banjie_core::matter::{By, Channel, MatterNo};
use banjie_store::reads::{Filter, ListLine, Sort};
use banjie_store::{Contact, StoreError};

const HOME: &str = "/desk/intake";

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::Intake);
    let mut routes = vec![
        get(HOME, who, blank),
        post(HOME, who, take),
        get("/desk/intake/{no}", who, done),
    ];
    routes.extend(packages::routes());
    routes.extend(codes::routes());
    routes
}

/// How the enterprise came: code and word.
const WAYS: [(&str, &str); 3] = [
    ("window", "窗口来访"),
    ("telephone", "电话"),
    ("visit", "上门走访"),
];

async fn blank(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let shown = appeals::Shown {
        form: &Form::from_pairs([("way", "window")]),
        files: &[],
        errors: &Errors::default(),
        earlier: &[],
    };
    page::form(&app, &viewer, &shown).await
}

/// The form, then the same answers read back, then the registration.
async fn take(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let mut form = Form::read(request, files::READ).await?;
    let mut errors = Errors::default();
    let way = WAYS.iter().find(|(code, _)| *code == form.get("way"));
    if way.is_none() {
        errors.add("way", "怎么来的：没有选。请选窗口、电话或走访");
    }
    let said = appeals::read(&app, &form, &mut errors);
    let kept = files::take(&app, &mut form, &mut errors).await?;
    let shown = appeals::Shown {
        form: &form,
        files: &kept,
        errors: &errors,
        earlier: &[],
    };
    let (Some(mut said), Some((code, word)), true) = (said, way, errors.is_empty()) else {
        return page::form(&app, &viewer, &shown).await;
    };
    match form.get("step") {
        "back" => return page::form(&app, &viewer, &shown).await,
        "register" => {}
        _ => {
            let twins = same_enterprise(&app, &viewer, &said).await?;
            return page::read_back(&app, &viewer, &shown, word, &twins).await;
        }
    }
    said.appeal.channel = match *code {
        "visit" => Channel::Visit,
        _ => Channel::Window,
    };
    if *code == "telephone" {
        said.appeal.text.push_str("\n（电话登记）");
    }
    said.appeal.files.clone_from(&kept);
    let contact = Contact {
        name: said.name,
        phone: said.phone,
        salt: salt()?,
    };
    let ask = viewer.ask(&app, form.key());
    let written = app
        .store()
        .open_appeal(said.appeal, Some(contact), None, ask);
    match written.await {
        Ok(written) => Ok(Redirect::to(&format!("{HOME}/{}", written.no)).into_response()),
        Err(StoreError::Refused(refusal)) => {
            appeals::place(&refusal, &mut errors);
            let shown = appeals::Shown {
                form: &form,
                files: &kept,
                errors: &errors,
                earlier: &[],
            };
            page::form(&app, &viewer, &shown).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Open matters of the same enterprise that this person may see.
async fn same_enterprise(
    app: &App,
    viewer: &Viewer,
    said: &appeals::Said,
) -> Result<Vec<ListLine>, Problem> {
    let filter = Filter {
        q: match &said.appeal.enterprise.code {
            Some(_) => String::new(),
            None => said.appeal.enterprise.name.clone(),
        },
        enterprise_code: said.appeal.enterprise.code.clone(),
        open: Some(true),
        ..Filter::default()
    };
    let listing = app
        .store()
        .list(&viewer.sight, &filter, Sort::Newest, 0, 3, app.today())
        .await?;
    Ok(listing.lines)
}

/// The slip: for whom the matter is in sight, and for the unit that registered it, since what is
/// registered goes to 区营商办 first and is out of that unit's sight.
async fn done(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
) -> Result<Response, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let course = app.store().matter(&Sight::Sealed, no).await?;
    let course = course.ok_or(Problem::NotFound)?;
    let first = course.events.first().map(|e| &e.by);
    let registered = matches!(first, Some(By::Staff { unit, .. }) if *unit == viewer.staff().unit);
    if !registered && !viewer.sight.permits(&course.matter) {
        return Err(Problem::NotFound);
    }
    let line = app.store().line(no).await?.ok_or(Problem::NotFound)?;
    page::slip(&app, &viewer, &line).await
}

/// 16 random bytes in hex, for a contact.
pub(in crate::desk) fn salt() -> Result<String, Problem> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| Problem::internal(&e))?;
    Ok(hex(&bytes))
}
