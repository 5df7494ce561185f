//! 好差评 on the desk: the list with filters and export, and the page on which another unit than the
//! one rated decides.

mod export;
mod list;
mod ruling;
mod talks;

use crate::routes::{Access, Route, get, post};
use banjie_core::district::Action;

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeReviews);
    let rule = Access::Staff(Action::RuleReview);
    vec![
        get("/desk/reviews", see, list::show),
        get("/desk/reviews/export", see, export::download),
        get("/desk/reviews/talks", see, talks::list),
        get("/desk/reviews/talks/{window}/{month}", rule, talks::show),
        post("/desk/reviews/talks/{window}/{month}", rule, talks::give),
        get("/desk/reviews/{no}/ruling", rule, ruling::show),
        post("/desk/reviews/{no}/ruling", rule, ruling::give),
    ]
}
