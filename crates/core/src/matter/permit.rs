//! Who may give which command now. One function answers for buttons, API and `decide`.

use super::proposal;
use super::{Act, Actor, CommandName, Detail, Kind, Law, Matter, Refusal, Staff};
use crate::district::{Action, Reach, Sight};
use crate::kinds::{self, objection, review};

/// Whether this actor may give this command to this matter in its state.
///
/// # Errors
/// The refusal a person would read: the role, the unit or the state does not fit.
pub fn permit(
    matter: &Matter,
    command: CommandName,
    act: &Act,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    match &act.by {
        Actor::Staff(staff) => staff_may(matter, command, staff, law)?,
        // A meeting's order has nobody who could speak as the enterprise. Whoever holds the link of
        // a review speaks as its rater.
        Actor::Enterprise
            if command.for_enterprise()
                && (matter.enterprise.is_some() || matter.kind() == Kind::Review) => {}
        Actor::Rule if command.for_rule() => {}
        Actor::Enterprise | Actor::Rule => return Err(not_yours(command)),
    }
    let allowed = kinds::stage_allows(&matter.detail, command);
    allowed.map_err(|instead| Refusal::WrongState {
        command,
        state: matter.state_word(),
        instead,
    })?;
    if let (Detail::Objection(o), CommandName::Rule) = (&matter.detail, command) {
        objection::outside(o, act)?;
    }
    exclusion_allows(matter, command, act)
}

/// A matter is excluded once; what is proposed is agreed to by somebody else.
fn exclusion_allows(matter: &Matter, command: CommandName, act: &Act) -> Result<(), Refusal> {
    let refused = |why: &str| {
        Err(Refusal::NotAllowed {
            why: why.to_owned(),
        })
    };
    match (command, &matter.exclusion_proposed) {
        (CommandName::Exclude, _) if matter.exclusion.is_some() => refused("这件已经剔除过了"),
        (CommandName::Exclude, Some(_)) => refused("这件已经提请剔除，等第二个人复核"),
        (CommandName::Countersign, None) => refused("没有提请剔除，不用复核"),
        (CommandName::Countersign, Some(proposed)) if proposed.by == act.by.by() => {
            refused("是您提请剔除的，要由另一个人复核，请换一位同事")
        }
        _ => Ok(()),
    }
}

/// The row of the table that staff need for a command on this matter.
fn action_on(matter: &Matter, command: CommandName) -> Option<Action> {
    if matter.kind() == Kind::Review && review::is_for_another_unit(command) {
        return Some(Action::RuleReview);
    }
    command.action()
}

fn not_yours(command: CommandName) -> Refusal {
    let holders = command.action().map(Action::holders).unwrap_or_default();
    Refusal::NotYourRole { command, holders }
}

fn staff_may(
    matter: &Matter,
    command: CommandName,
    staff: &Staff,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    if let Some(dossier) = matter.dossier() {
        return proposal::staff_may(matter, dossier, command, staff);
    }
    let action = action_on(matter, command).ok_or_else(|| not_yours(command))?;
    // 被评价单位 never judges its own review (rules.md §5, §6).
    if action == Action::RuleReview && matter.lead == staff.unit {
        return Err(Refusal::NotAllowed {
            why: format!(
                "评的就是{}，不能由本单位决定。请由区营商办或纪委监委里没有被评的一方办理",
                matter.lead
            ),
        });
    }
    // What an enterprise raised is its own to take back; the office closes it in one of its words.
    if command == CommandName::Withdraw && matter.enterprise.is_some() {
        return Err(Refusal::NotYourRole {
            command,
            holders: Vec::new(),
        });
    }
    let owner = || Refusal::NotYourUnit {
        owner: matter.lead.clone(),
    };
    match action.reach_of(&staff.roles) {
        Reach::No => Err(not_yours(command)),
        Reach::District => Ok(()),
        Reach::Indicator if Sight::of(staff, law.district).permits(matter) => Ok(()),
        Reach::Indicator => Err(owner()),
        Reach::Unit if matter.lead == staff.unit => Ok(()),
        // 配合单位 answers by records and files; everything else is the lead unit's.
        Reach::Unit if matches!(action, Action::Comment | Action::Attach) => {
            if matter.support.contains(&staff.unit) {
                Ok(())
            } else {
                Err(owner())
            }
        }
        Reach::Unit => Err(owner()),
    }
}

/// Every command that could concern this actor, each with the refusal where it is not allowed.
pub fn permitted(
    matter: &Matter,
    act: &Act,
    law: &Law<'_>,
) -> Vec<(CommandName, Result<(), Refusal>)> {
    CommandName::ALL
        .into_iter()
        .filter(|c| c.concerns(matter.kind()))
        .filter(|c| match &act.by {
            Actor::Staff(s) => {
                action_on(matter, *c).is_some_and(|a| a.reach_of(&s.roles) != Reach::No)
            }
            Actor::Enterprise => c.for_enterprise(),
            Actor::Rule => c.for_rule(),
        })
        .map(|c| (c, permit(matter, c, act, law)))
        .collect()
}
