//! The calls a unit owes as rows of 待办 and as a line of its own page: with their due day, red when it
//! passed, each leading to its form.

use super::place;
use crate::App;
use crate::kit::Problem;
use crate::kit::parts::{LightKind, MatterRow};
use crate::kit::viewer::Viewer;
use crate::kit::{text, words};
use banjie_core::assessment::callback::Standing;
use banjie_core::district::Action;
use banjie_store::reads::UnitCall;

/// The calls that the viewer's unit owes, late ones first. Anybody of the unit may make them.
///
/// # Errors
/// The database fails; a rule has no value today.
pub(in crate::desk) async fn owed(app: &App, viewer: &Viewer) -> Result<Vec<UnitCall>, Problem> {
    if !viewer.may(Action::CallSample) {
        return Ok(Vec::new());
    }
    let mut calls = app.store().calls_of(viewer.staff(), app.today()).await?;
    calls.retain(UnitCall::is_owed);
    Ok(calls)
}

/// The light of a call.
///
/// # Errors
/// A rule has no value today.
pub(in crate::desk) fn light(app: &App, call: &UnitCall) -> Result<LightKind, Problem> {
    let (today, law) = (app.today(), app.pack().law());
    let tries = crate::desk::checks::tries(app, today)?;
    let light = call.item.light(today, tries, &law);
    Ok(words::light(light, light.is_none()))
}

/// A call as a row of a list.
///
/// # Errors
/// The database fails; a rule has no value today.
pub(in crate::desk) async fn row(
    app: &App,
    viewer: &Viewer,
    call: &UnitCall,
) -> Result<MatterRow, Problem> {
    let (item, today) = (&call.item, app.today());
    let sight = item.sight(viewer.staff());
    let course = app.store().matter(&sight, item.drawn.no).await?;
    let title = course.map_or(String::new(), |course| course.matter.title);
    let tried = match item.calls.len() {
        0 => String::new(),
        n => format!("，打过 {n} 次"),
    };
    let href = place(call.month, item);
    Ok(MatterRow {
        number: item.drawn.no.to_string(),
        title: format!("回访：{title}"),
        from: format!("{}答复的{tried}", item.drawn.unit),
        kind: "回访抽查".to_owned(),
        light: light(app, call)?,
        unit: item.drawn.caller.to_string(),
        person: "本单位谁打都行".to_owned(),
        due: text::month_day_weekday(item.due),
        rest: words::rest(item.due, today, app.pack().law().calendar),
        next: "打电话回访".to_owned(),
        next_href: href.clone(),
        href,
        selected: false,
    })
}

/// `要回访 5 件，2 件已逾期`; `None`: no call is owed.
pub(in crate::desk) fn said(calls: &[UnitCall]) -> Option<String> {
    let late = calls.iter().filter(|c| c.standing == Standing::Missed);
    match (calls.len(), late.count()) {
        (0, _) => None,
        (n, 0) => Some(format!("要回访 {n} 件")),
        (n, late) => Some(format!("要回访 {n} 件，{late} 件已逾期")),
    }
}
