//! The public face: enterprises and everybody else.

mod appeals;
mod facts;
mod files;
mod frame;
mod pass;
mod receipts;
mod sealed;
mod sign_in;
mod track;

pub(crate) use frame::frame;

use crate::routes::Route;

/// The public routes.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = sign_in::routes();
    routes.extend(appeals::routes());
    routes.extend(receipts::routes());
    routes.extend(track::routes());
    routes
}
