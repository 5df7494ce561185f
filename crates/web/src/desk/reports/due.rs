//! What somebody still owes of the figures that no matter contains: to report, to verify, or, as the
//! indicator's owner, to press for. It stands with its day on the first page of the desk.

use super::{Reported, href};
use crate::App;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use banjie_core::assessment::report::{Line, State};
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{Month, Period};
use banjie_core::district::Action;
use banjie_core::matter::Staff;

/// Months that may still wait for a figure.
const MONTHS: usize = 3;

/// What waits for the viewer, the oldest month first; `None`: nothing.
///
/// # Errors
/// The database fails.
pub(crate) async fn owed(app: &App, viewer: &Viewer) -> Result<Option<DataTable>, Problem> {
    if !viewer.may(Action::SeeReports) {
        return Ok(None);
    }
    let last = Month::of(app.today()).previous();
    let months = std::iter::successors(Some(last), |month| Some(month.previous()));
    let mut months: Vec<Month> = months.take(MONTHS).collect();
    months.reverse();
    let mut rows = Vec::new();
    for month in months {
        // Last month's figures are owed in any case, older ones while their ranking still waits.
        let stand = app.store().stand(Period::Month(month)).await?;
        let waits = match stand {
            Some((stand, _)) => stand.step <= RankingStep::Checking,
            None => month == last,
        };
        if !waits {
            continue;
        }
        let reported = Reported::of(app, month).await?;
        let lines = reported.seen(app, viewer);
        let until = match reported.until {
            Some(day) if day < app.today() => {
                format!("{}，已经过了", text::month_day_weekday(day))
            }
            Some(day) => format!("{}前", text::month_day_weekday(day)),
            None => "规则里没有写期限".to_owned(),
        };
        let mut seen: Vec<&str> = Vec::new();
        for line in &lines.all {
            let id = line.measure.id.as_str();
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let all: Vec<&Line<'_>> = (lines.all.iter())
                .filter(|line| line.measure.id == id)
                .collect();
            let Some(words) = turn(&all, viewer, app) else {
                continue;
            };
            let name = format!("{}{}", month.words(), line.measure.title);
            rows.push(vec![
                Cell::link(name, href(month, id)),
                words.into(),
                until.clone().into(),
            ]);
        }
    }
    Ok((!rows.is_empty()).then(|| DataTable {
        caption: format!("指标报送 {} 项", rows.len()),
        columns: ["指标", "现在轮到您", "到期"].map(Column::text).to_vec(),
        rows,
    }))
}

/// What the viewer has to do about a figure: `报送 25 个数`, `核验 3 个数`; the owner of its indicator
/// `催工信局报送 25 个数`.
fn turn(lines: &[&Line<'_>], viewer: &Viewer, app: &App) -> Option<String> {
    let staff = viewer.staff();
    let own = |line: &&&Line<'_>| {
        let next = line.next().map(|(_, unit)| unit);
        viewer.may(Action::ReportFigure) && next == Some(&staff.unit)
    };
    let mut words = Vec::new();
    for (state, verb) in [
        (State::Owed, "报送"),
        (State::Returned, "改好再报"),
        (State::Waiting, "核验"),
    ] {
        let of = |line: &&&Line<'_>| line.state() == state;
        let mine = lines.iter().filter(own).filter(of).count();
        if mine > 0 {
            words.push(format!("{verb} {mine} 个数"));
            continue;
        }
        let open: Vec<_> = lines.iter().filter(of).collect();
        if let (Some(line), true) = (open.first(), owns(staff, lines, app)) {
            let unit = line.next().map_or("", |(_, unit)| unit.as_str());
            words.push(format!("催{unit}{verb} {} 个数", open.len()));
        }
    }
    (!words.is_empty()).then(|| words.join("，"))
}

/// Whether somebody holds the post that owns the figure's indicator.
fn owns(staff: &Staff, lines: &[&Line<'_>], app: &App) -> bool {
    let district = &app.pack().district;
    let indicator = lines
        .first()
        .and_then(|line| line.reported.indicator.as_ref());
    let owner = indicator.and_then(|id| district.indicator(id));
    owner.is_some_and(|indicator| staff.post.as_ref() == Some(&indicator.owner))
}
