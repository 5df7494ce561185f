//! 日志的封存与证明, open to everybody.

mod heads;
mod proof;

use super::doc::Operation;
use crate::routes::Route;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = heads::routes();
    routes.extend(proof::routes());
    routes
}

pub(super) fn operations() -> Vec<Operation> {
    vec![heads::operation(), proof::operation()]
}
