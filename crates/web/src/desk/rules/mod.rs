//! Rules on the desk: every value with date, source and confidence; what is still unsure; what
//! changes, and the open matters that keep the version of their start.

mod changes;
mod list;

use crate::routes::{Access, Route, get};
use banjie_core::district::Action;

const PATH: &str = "/desk/rules";
const CHANGES: &str = "/desk/rules/changes";

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Staff(Action::SeeRules);
    let matters = Access::Staff(Action::SeeMatters);
    vec![
        get(PATH, read, list::show),
        get("/desk/rules/export", read, list::download),
        get(CHANGES, matters, changes::show),
        get("/desk/rules/changes/export", matters, changes::download),
    ]
}
