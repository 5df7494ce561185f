//! 开始: a new draft with the answers already given, and what the same device's last draft knows.

use super::pass_to;
use crate::App;
use crate::apply::{Work, work};
use crate::kit::form::{Form, FormLimits};
use crate::kit::{Portal, Problem, text};
use crate::portal::{onward, pass};
use axum::extract::{OriginalUri, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use banjie_core::district::PackageId;
use banjie_core::packages::ServicePackage;
use banjie_core::packages::answers::Typed;

/// Drafts of the same device that are looked through for facts already given.
const LOOKED_AT: usize = 3;

/// A draft begun on this device.
pub(in crate::portal) struct Begun {
    /// `2月11日存，共填了 12 项`.
    pub(in crate::portal) words: String,
    /// Where it goes on.
    pub(in crate::portal) href: String,
}

impl Begun {
    /// Those of a package that this browser may open.
    ///
    /// # Errors
    /// The database fails.
    pub(in crate::portal) async fn of(
        app: &App,
        headers: &HeaderMap,
        portal: &Portal,
        package: &PackageId,
    ) -> Result<Vec<Self>, Problem> {
        let mut begun = Vec::new();
        for id in pass::DRAFT.held(app, headers) {
            let Some(work) = work::load(app, work::PUBLIC, &id).await? else {
                continue;
            };
            if work.package == *package {
                let day = text::month_day(work.at.date());
                begun.push(Self {
                    words: format!("{day}存的，填了 {} 项", work.draft.typed.len()),
                    href: portal.href(&format!("/apply/{id}")),
                });
            }
        }
        Ok(begun)
    }
}

pub(super) async fn begin(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    app.count_submission(pass::caller_of(&app, &headers, request.extensions()))?;
    let form = Form::read(request, FormLimits::TEXT).await?;
    let services = &app.pack().services;
    let package = services.package(&PackageId::from(form.get("package")));
    let Some(package) = package else {
        // An empty or old form: the list of packages is the way on.
        return Ok(onward(&uri, "/packages").into_response());
    };
    let pairs = form.pairs().iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let (picks, _) = services.picks(package, pairs);
    let typed: Typed = (picks.into_iter())
        .map(|(field, chosen)| (field.to_string(), chosen))
        .collect();
    let mut work = Work::begin(&app, work::PUBLIC, package, typed)?;
    carry(&app, &headers, package, &mut work).await?;
    work::keep(&app, &work).await?;
    let to = onward(&uri, &format!("/apply/{}", work.id));
    Ok((pass_to(&app, &headers, &work.id)?, to).into_response())
}

/// Facts that another draft on this device holds are filled in, and marked until looked at.
async fn carry(
    app: &App,
    headers: &HeaderMap,
    package: &ServicePackage,
    work: &mut Work,
) -> Result<(), Problem> {
    let form = work.form(app)?;
    for id in pass::DRAFT.held(app, headers).into_iter().take(LOOKED_AT) {
        let Some(other) = work::load(app, work::PUBLIC, &id).await? else {
            continue;
        };
        let known = (other.draft.typed.into_iter()).filter(|(name, _)| {
            let code = name.split('.').next().unwrap_or(name);
            let asked = form.fields.iter().any(|f| f.field.code.as_str() == code);
            asked && !package.questions.iter().any(|q| q.as_str() == code)
        });
        for (name, values) in known {
            if !work.draft.typed.contains_key(&name) {
                work.carried.push(name.clone());
                work.draft.typed.insert(name, values);
            }
        }
        // The newest one that knows something is enough: two would be mixed up.
        if !work.carried.is_empty() {
            break;
        }
    }
    Ok(())
}
