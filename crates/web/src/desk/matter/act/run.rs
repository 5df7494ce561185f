//! Showing a command page and giving its command.

use super::super::{find, find_closed, href};
use super::page::{Shown, show_page};
use super::{Ground, Screen, admit, attach, close, object_for};
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::Field;
use crate::kit::viewer::Viewer;
use crate::portal::files;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::matter::{CommandName, MatterNo, Refusal, permit};
use banjie_store::reads::Course;
use banjie_store::{StoreError, Written};

/// Name of the hidden field with the version that was seen.
pub(super) const VERSION: &str = "_version";

/// The empty page; values in the address are filled in.
pub(super) async fn show(
    app: &App,
    viewer: &Viewer,
    no: &str,
    screen: &Screen,
    given: Vec<(String, String)>,
) -> Result<Response, Problem> {
    let course = course(app, viewer, no, screen).await?;
    let ground = ground(app, viewer, &course).await?;
    let form = Form::from_pairs(given);
    show_page(&ground, screen, &form, &Errors::default(), Shown::First).await
}

/// Gives the command and goes back to the matter; whatever is refused shows the page again with
/// everything typed.
pub(super) async fn give(
    app: &App,
    viewer: &Viewer,
    no: &str,
    screen: &Screen,
    request: Request,
) -> Result<Response, Problem> {
    let limits = if screen.files {
        files::READ
    } else {
        FormLimits::TEXT
    };
    let form = Form::read(request, limits).await?;
    let ask = viewer.ask(app, form.key());
    if let Some(done) = app.store().answered(&ask).await? {
        return went(app, viewer, done.no, screen.command).await;
    }
    let course = course(app, viewer, no, screen).await?;
    let seen = form.get(VERSION).parse().unwrap_or(0);
    if seen != course.matter.version {
        let ground = ground(app, viewer, &course).await?;
        return show_page(
            &ground,
            screen,
            &form,
            &Errors::default(),
            Shown::Stale(seen),
        )
        .await;
    }
    match screen.command {
        CommandName::Admit => admit::give(app, viewer, course, screen, form).await,
        CommandName::Answer | CommandName::Grant | CommandName::Redress => {
            close::give(app, viewer, course, screen, form).await
        }
        CommandName::Attach => attach::give(app, viewer, course, screen, form).await,
        CommandName::Object => object_for::give(app, viewer, course, screen, form).await,
        _ => plain(app, viewer, &course, screen, &form).await,
    }
}

/// The matter; to open a proposal one need not have opened it.
async fn course(app: &App, viewer: &Viewer, no: &str, screen: &Screen) -> Result<Course, Problem> {
    match screen.command {
        CommandName::Open => find_closed(app, viewer, no).await,
        _ => find(app, viewer, no).await,
    }
}

/// A command that is read from the form and given as it is.
async fn plain(
    app: &App,
    viewer: &Viewer,
    course: &Course,
    screen: &Screen,
    form: &Form,
) -> Result<Response, Problem> {
    let ground = ground(app, viewer, course).await?;
    let command = match (screen.parse)(form, &ground) {
        Ok(command) => command,
        Err(errors) => return show_page(&ground, screen, form, &errors, Shown::Again).await,
    };
    let (no, version) = (course.matter.no, course.matter.version);
    let ask = viewer.ask(app, form.key());
    let outcome = app.store().command(no, version, command, ask).await;
    settle(&ground, screen, form, outcome).await
}

/// What became of a command: away to the matter, or the page again.
pub(super) async fn settle(
    ground: &Ground<'_>,
    screen: &Screen,
    form: &Form,
    outcome: Result<Written, StoreError>,
) -> Result<Response, Problem> {
    let (app, viewer) = (ground.app, ground.viewer);
    match outcome {
        Ok(done) => went(app, viewer, done.no, screen.command).await,
        Err(StoreError::Refused(Refusal::Stale { seen, .. })) => {
            let course = find(app, viewer, &ground.matter().no.to_string()).await?;
            let now = self::ground(app, viewer, &course).await?;
            show_page(&now, screen, form, &Errors::default(), Shown::Stale(seen)).await
        }
        Err(StoreError::Refused(refusal)) => {
            let fields = (screen.fields)(ground);
            let errors = at_field(&refusal, &fields);
            show_page(ground, screen, form, &errors, Shown::Again).await
        }
        Err(StoreError::NoMatter(other)) if other != ground.matter().no => {
            let mut errors = Errors::default();
            errors.add("into", StoreError::NoMatter(other).to_string());
            show_page(ground, screen, form, &errors, Shown::Again).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A refusal beside the field it speaks of: core names fields by their labels.
fn at_field(refusal: &Refusal, fields: &[Field]) -> Errors {
    let label = match refusal {
        Refusal::Missing { field, .. }
        | Refusal::TooLong { field, .. }
        | Refusal::BadValue { field, .. } => Some(*field),
        _ => None,
    };
    let named = label.and_then(|l| fields.iter().find(|f| f.label == l));
    let clock = matches!(refusal, Refusal::Clock(_)).then(|| fields.first());
    let mut errors = Errors::default();
    let field = named.or(clock.flatten()).map_or("", |f| f.name.as_str());
    errors.add(field, refusal.to_string());
    errors
}

/// Away: to the matter, or to the list when it has left the person's sight.
async fn went(
    app: &App,
    viewer: &Viewer,
    no: MatterNo,
    command: CommandName,
) -> Result<Response, Problem> {
    let seen = app.store().matter(&viewer.sight, no).await?.is_some();
    let to = if seen {
        format!("{}?done={}", href(no), command.code())
    } else {
        format!("/desk?gone={no}&done={}", command.code())
    };
    Ok(Redirect::to(&to).into_response())
}

/// What a page stands on.
pub(super) async fn ground<'a>(
    app: &'a App,
    viewer: &'a Viewer,
    course: &'a Course,
) -> Result<Ground<'a>, Problem> {
    Ok(Ground {
        app,
        viewer,
        course,
        law: app.pack().law(),
        today: app.today(),
        colleagues: app.store().colleagues(&viewer.staff().unit).await?,
    })
}

/// Why the command cannot be given now at all, if so.
pub(super) fn forbidden(ground: &Ground<'_>, screen: &Screen) -> Option<String> {
    let act = ground.viewer.act(ground.app);
    permit(ground.matter(), screen.command, &act, &ground.law)
        .err()
        .map(|r| r.to_string())
}
