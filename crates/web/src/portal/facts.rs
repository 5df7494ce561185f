//! What anybody holding a number may know of the matter: owner, telephone, due date, next step.
//! No title, no enterprise, no words of anybody.

use crate::App;
use crate::kit::{Problem, text, words};
use banjie_core::district::{Sight, Unit, UnitId};
use banjie_core::kinds::appeal::{Appeal, Stage};
use banjie_core::matter::{Detail, Matter, MatterNo, Waiting};
use banjie_store::reads::Course;

/// The answers to: who, by when, what next.
pub(super) struct Facts {
    /// `住建局 · 李敏`, or the unit alone.
    pub(super) owner: String,
    /// Their office number.
    pub(super) telephone: String,
    /// `2026年2月27日（周五）`; empty after the end.
    pub(super) due: String,
    /// `5 个工作日内`.
    pub(super) limit: String,
    /// `还剩 3 个工作日`.
    pub(super) rest: String,
    /// A sentence: who does what by when.
    pub(super) next: String,
    /// Whether it has ended.
    pub(super) ended: bool,
}

/// A matter of an enterprise that the public side may speak of; meetings' orders and sealed matters
/// are not there.
///
/// # Errors
/// [`Problem::NotFound`]; the database fails.
pub(super) async fn own(app: &App, no: MatterNo) -> Result<Course, Problem> {
    let course = app.store().matter(&Sight::District, no).await?;
    course
        .filter(|c| {
            matches!(
                c.matter.detail,
                Detail::Appeal(_)
                    | Detail::Application(_)
                    | Detail::Item(_)
                    | Detail::Commitment(_)
            )
        })
        .ok_or(Problem::NotFound)
}

/// The part only appeals have.
///
/// # Errors
/// [`Problem::NotFound`] for another kind.
pub(super) fn detail(matter: &Matter) -> Result<&Appeal, Problem> {
    match &matter.detail {
        Detail::Appeal(appeal) => Ok(appeal),
        _ => Err(Problem::NotFound),
    }
}

/// The facts of an appeal today.
///
/// # Errors
/// The database fails.
pub(super) async fn facts(app: &App, matter: &Matter) -> Result<Facts, Problem> {
    let (today, law) = (app.today(), app.pack().law());
    let waiting = matter.step().waiting;
    let unit = match waiting {
        Waiting::Coordinator => &law.district.coordinator,
        _ => &matter.lead,
    };
    let handler = matter
        .handler
        .as_ref()
        .filter(|_| waiting != Waiting::Coordinator);
    let own_number = match handler {
        Some(handler) => app.store().account(&handler.person).await?,
        None => None,
    };
    let due = matter.clock.due(law.calendar, today);
    let ended = waiting == Waiting::Nobody;
    Ok(Facts {
        owner: match handler {
            Some(handler) => format!("{unit} · {}", handler.name),
            None => unit.to_string(),
        },
        telephone: own_number
            .map(|a| a.telephone)
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| telephone(app, unit)),
        due: if ended {
            String::new()
        } else {
            words::due_full(&due)
        },
        limit: words::limit(&matter.clock),
        rest: match matter.clock.open_pauses().next() {
            Some(_) => "时钟已停".to_owned(),
            None => words::rest(due.latest(), today, law.calendar),
        },
        next: next(app, matter, &text::month_day(due.latest()))?,
        ended,
    })
}

/// The office number of a unit, or the district's.
pub(super) fn telephone(app: &App, unit: &UnitId) -> String {
    let district = &app.pack().district;
    let own = district.unit(unit).map(|u: &Unit| u.telephone.clone());
    own.filter(|t| !t.is_empty())
        .unwrap_or_else(|| district.telephone.clone())
}

fn next(app: &App, matter: &Matter, due: &str) -> Result<String, Problem> {
    let (lead, coordinator) = (&matter.lead, &app.pack().district.coordinator);
    let pause = matter.clock.open_pauses().next();
    let Detail::Appeal(appeal) = &matter.detail else {
        let step = matter.step();
        return Ok(match (step.waiting, pause) {
            (Waiting::Nobody, _) => step.what.to_owned(),
            (_, Some(pause)) => format!("{lead}等“{}”有结果后接着办", pause.reason),
            (Waiting::Enterprise, None) => format!("您{due}前{}", step.what),
            (Waiting::Coordinator, None) => format!("{coordinator}{due}前{}", step.what),
            (Waiting::Unit, None) => format!("{lead}{due}前{}", step.what),
        });
    };
    Ok(match &appeal.stage {
        Stage::Submitted => format!("{coordinator}{due}前派给负责单位"),
        Stage::Disputed { .. } => format!("{coordinator}裁定由哪家单位负责"),
        _ if pause.is_some() => format!(
            "{lead}等“{}”有结果后接着办",
            pause.map_or("", |p| &p.reason)
        ),
        Stage::Dispatched => format!("{lead}签收办理，{due}前答复"),
        Stage::Handling => format!("{lead}{due}前答复"),
        Stage::Answered { .. } => format!("企业{due}前确认是否解决"),
        Stage::NotSolved { .. } => format!("{coordinator}{due}前复核，决定重办还是说明"),
        _ => "已结束，不用再办".to_owned(),
    })
}
