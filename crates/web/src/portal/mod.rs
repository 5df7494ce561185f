//! The public face: enterprises and everybody else.

mod frame;
mod sign_in;

pub(crate) use frame::frame;

use crate::routes::Route;

/// The public routes.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = sign_in::routes();
    routes.extend([]);
    routes
}
