//! The staff's face.

mod bulletins;
mod dispatch;
mod extract;
mod frame;
pub mod imports;
mod intake;
mod leader;
mod links;
mod rankings;
mod sponsored;
mod unit;

pub(crate) use frame::frame;

use crate::routes::Route;

/// The routes of the desk.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(dispatch::routes());
    routes.extend(extract::routes());
    routes.extend(bulletins::routes());
    routes.extend(rankings::routes());
    routes.extend(imports::routes());
    routes.extend(intake::routes());
    routes.extend(leader::routes());
    routes.extend(sponsored::routes());
    routes.extend(unit::routes());
    routes
}
