//! L5 and D4: proposals about units and persons, seen by those named and nobody else.

mod list;
mod page;
mod paper;
mod said;

pub(crate) use said::words;

use crate::routes::{Access, Route, get};
use banjie_core::district::Action;

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeProposals);
    vec![
        get("/desk/proposals", see, list::show),
        get("/desk/proposals/{no}", see, page::show),
        get("/desk/interviews/{no}", see, page::show),
        get("/desk/interviews/{no}/paper/{format}", see, paper::show),
    ]
}
