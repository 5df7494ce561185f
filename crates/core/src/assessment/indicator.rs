//! 指标长每周调度: the goals that the method sets for what counts under an indicator, and the actions
//! its owner orders. An action is a directive that names the indicator; there is no second list.

use super::period::Week;
use super::rulebook::{Measure, Metric, Rulebook};
use crate::district::{Action, Indicator, Reach, UnitId};
use crate::kinds::directive::{Cadence, Order};
use crate::matter::{Act, Actor, Law, NewDirective, Refusal, check};
use jiff::civil::Date;

/// What an indicator is looked at by: rates that its matters give.
pub const MEASURED: [Metric; 4] = [
    Metric::ON_TIME,
    Metric::SOLVED,
    Metric::SATISFIED,
    Metric::DIRECTIVE_ON_TIME,
];

/// The measure by which the method sets a goal for a metric; `None`: it sets none.
pub fn goal(rulebook: &Rulebook, metric: Metric) -> Option<&Measure> {
    let mut measures = rulebook.measures.iter();
    measures.find(|measure| measure.metric() == Some(metric))
}

/// An action to be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAction {
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub unit: UnitId,
    /// Who helps.
    pub support: Vec<UnitId>,
    /// By when.
    pub due: Date,
}

/// What the actions of an indicator in a week are said to come from.
pub fn source(indicator: &Indicator, week: Week) -> String {
    format!(
        "“{}”指标调度（{}年第{}周）",
        indicator.name,
        week.year(),
        week.number()
    )
}

/// Whether somebody dispatches this indicator: its owner, or 区营商办 in the owner's name.
pub fn may_run(indicator: &Indicator, by: &Actor) -> bool {
    let Actor::Staff(staff) = by else {
        return false;
    };
    match Action::RunIndicator.reach_of(&staff.roles) {
        Reach::District => true,
        Reach::Indicator => staff.post.as_ref() == Some(&indicator.owner),
        Reach::Unit | Reach::No => false,
    }
}

/// The directive that an action is.
///
/// # Errors
/// Somebody else's indicator; nothing to do, nobody to do it, a day that has passed.
pub fn order(
    indicator: &Indicator,
    action: NewAction,
    act: &Act,
    law: &Law<'_>,
) -> Result<NewDirective, Refusal> {
    if !may_run(indicator, &act.by) {
        return Err(Refusal::NotAllowed {
            why: format!(
                "“{}”由{}调度，请找他，或请区营商办代办",
                indicator.name, indicator.owner
            ),
        });
    }
    check::text(&action.what, "做什么", 120, "请写清要做什么、做到什么程度")?;
    check::unit(&action.unit, "责任单位", law)?;
    let today = act.at.date();
    if action.due < today {
        return Err(Refusal::BadValue {
            field: "完成日期",
            value: action.due.to_string(),
            remedy: "这个日期已经过了，请填今天或以后的日期".to_owned(),
        });
    }
    let what = action.what.trim().to_owned();
    let source = source(indicator, Week::of(today));
    Ok(NewDirective {
        title: what.clone(),
        text: format!("{source}：{what}"),
        lead: action.unit,
        support: action.support,
        indicator: Some(indicator.id.clone()),
        order: Order {
            source,
            on: Some(today),
            sentence: what,
            at: None,
        },
        cadence: Cadence::Once,
        due: Some(action.due),
        reflection: false,
        parent: None,
    })
}
