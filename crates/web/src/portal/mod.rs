//! The public face: enterprises and everybody else.

mod about;
pub(crate) mod appeals;
mod apply;
mod assessments;
mod bulletins;
mod facts;
mod figures;
pub(crate) mod files;
mod frame;
mod home;
mod packages;
mod pass;
mod pledges;
mod rankings;
mod receipts;
pub(crate) mod reviews;
mod rules;
pub(crate) mod sealed;
mod seals;
mod sign_in;
mod track;

pub(crate) use bulletins::staff_tasks;
pub(crate) use frame::{frame, onward};

use crate::routes::Route;

/// The public routes.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = home::routes();
    routes.extend(sign_in::routes());
    routes.extend(appeals::routes());
    routes.extend(receipts::routes());
    routes.extend(track::routes());
    routes.extend(packages::routes());
    routes.extend(apply::routes());
    routes.extend(pledges::routes());
    routes.extend(seals::routes());
    routes.extend(about::routes());
    routes.extend(bulletins::routes());
    routes.extend(rankings::routes());
    routes.extend(assessments::routes());
    routes.extend(reviews::routes());
    routes.extend(figures::routes());
    routes.extend(rules::routes());
    routes
}
