//! The JSON API (interfaces.md §5).

mod bulletins;
mod rankings;

use crate::routes::Route;

/// The routes of the API.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = bulletins::routes();
    routes.extend(rankings::routes());
    routes
}
