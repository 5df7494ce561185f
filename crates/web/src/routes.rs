//! Every route with its row of the role × action table. A route cannot be written without one.

use crate::kit::problem::{self, Site};
use crate::kit::{security, viewer};
use crate::{App, api, desk, health, portal};
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, on};
use banjie_core::district::Action;
use tower_http::catch_panic::CatchPanicLayer;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody; what is behind it shows only what is public, or asks for its own key.
    Public,
    /// Signed-in staff whose roles have the action; what they reach is narrowed by sight.
    Staff(Action),
    /// The same for programs, with a bearer token or a session.
    Api(Action),
}

/// A route.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with `{names}`.
    pub path: &'static str,
    /// Its row.
    pub access: Access,
    handler: MethodRouter<App>,
}

/// A page or answer to read.
pub(crate) fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    let handler = on(axum::routing::MethodFilter::GET, handler);
    Route {
        method: Method::GET,
        path,
        access,
        handler,
    }
}

/// A change.
pub(crate) fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    let handler = on(axum::routing::MethodFilter::POST, handler);
    Route {
        method: Method::POST,
        path,
        access,
        handler,
    }
}

/// All routes.
pub fn all() -> Vec<Route> {
    let mut routes = portal::routes();
    routes.extend(desk::routes());
    routes.extend(api::routes());
    routes.extend(health::routes());
    routes
}

/// The application as a service.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in all() {
        let guard = from_fn_with_state((app.clone(), route.access), viewer::guard);
        router = router.route(route.path, route.handler.layer(guard));
    }
    let router = router
        .layer(CatchPanicLayer::custom(problem::on_panic))
        .with_state(app.clone());
    security::protect(router, Site::clone(app.site()), app.settings().transport)
}
