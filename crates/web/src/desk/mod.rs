//! The staff's face.

mod assessments;
mod bulletins;
mod callbacks;
mod checks;
mod dispatch;
mod extract;
mod frame;
mod home;
pub mod imports;
mod indicators;
mod intake;
mod leader;
mod links;
mod list;
mod matter;
mod performance;
mod periods;
mod promises;
mod proposals;
mod rankings;
pub(crate) mod reports;
mod responsibility;
mod reviews;
mod rulebook;
mod rules;
mod signing;
mod sponsored;
mod tokens;
pub(crate) mod trends;
mod unit;
mod visits;
mod week;

pub(crate) use frame::{frame, todo};
pub(crate) use matter::one_thing::send_letter;

use crate::routes::Route;

/// The routes of the desk.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = home::routes();
    routes.extend(list::routes());
    routes.extend(matter::routes());
    routes.extend(dispatch::routes());
    routes.extend(extract::routes());
    routes.extend(bulletins::routes());
    routes.extend(week::routes());
    routes.extend(indicators::routes());
    routes.extend(rankings::routes());
    routes.extend(reports::routes());
    routes.extend(assessments::routes());
    routes.extend(trends::routes());
    routes.extend(periods::routes());
    routes.extend(checks::routes());
    routes.extend(callbacks::routes());
    routes.extend(signing::routes());
    routes.extend(proposals::routes());
    routes.extend(responsibility::routes());
    routes.extend(performance::routes());
    routes.extend(rulebook::routes());
    routes.extend(imports::routes());
    routes.extend(intake::routes());
    routes.extend(leader::routes());
    routes.extend(sponsored::routes());
    routes.extend(unit::routes());
    routes.extend(rules::routes());
    routes.extend(tokens::routes());
    routes.extend(promises::routes());
    routes.extend(reviews::routes());
    routes.extend(visits::routes());
    routes
}
