//! Theme packages for programs: what each asks, in which order it runs, what it needs.

mod list;
mod one;
mod view;

pub(super) use view::schema;

use crate::api::doc::Operation;
use crate::routes::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![list::route(), one::route()]
}

pub(super) fn operations() -> Vec<Operation> {
    vec![list::operation(), one::operation()]
}
