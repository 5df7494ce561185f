//! The staff's face.

mod extract;
mod frame;

pub(crate) use frame::frame;

use crate::routes::Route;

/// The routes of the desk.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(extract::routes());
    routes
}
