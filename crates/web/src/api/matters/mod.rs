//! 办件 for programs: list, one, its course, its commands.

mod allowed;
mod events;
mod give;
pub(super) mod item;
mod list;
mod one;

use super::doc::Operation;
use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::Route;
use banjie_core::matter::MatterNo;
use banjie_store::reads::Course;

pub(super) fn routes() -> Vec<Route> {
    [
        list::routes(),
        one::routes(),
        events::routes(),
        allowed::routes(),
        give::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        list::operation(),
        one::operation(),
        events::operation(),
        allowed::operation(),
        give::operation(),
    ]
}

/// The matter of this number, if the viewer may see it. A number that is none is not found either.
async fn seen(app: &App, viewer: &Viewer, no: &str) -> Result<Course, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let course = app.store().matter(&viewer.sight, no).await?;
    let course = course.ok_or(Problem::NotFound)?;
    if course
        .matter
        .is_open_to(&viewer.staff().person, app.today())
    {
        return Ok(course);
    }
    Err(Problem::Refused {
        sentence: format!("{no} 是列名才能看的建议，请先在工作台的“处置建议”里打开它，打开会留痕"),
        code: "proposal.not_opened",
    })
}
