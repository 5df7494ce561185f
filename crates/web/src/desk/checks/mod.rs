//! 异常线索 for 区营商办 and 纪委监委: what detectors mark in a month, what becomes of each mark, and the
//! sample of call-backs. None of it changes a score.

mod export;
mod mark;
mod page;
mod sample;
mod view;

pub(super) use sample::{by_unit, tries};

use crate::routes::{Access, Route, get, post};
use banjie_core::district::Action;

const HOME: &str = "/desk/checks";

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeMarks);
    let judge = Access::Staff(Action::JudgeMark);
    vec![
        get(HOME, see, page::show),
        get("/desk/checks/{month}/export", see, export::download),
        get("/desk/checks/{month}/sample", see, sample::show),
        post("/desk/checks/{month}/sample", judge, sample::draw),
        get(
            "/desk/checks/{month}/marks/{no}/{detector}",
            judge,
            mark::show,
        ),
        post(
            "/desk/checks/{month}/marks/{no}/{detector}",
            judge,
            mark::give,
        ),
    ]
}
