//! `decide`: command in, events out; `apply`: event in, state out.

use super::proposal;
use super::{
    Act, Actor, By, Command, Detail, Event, Law, Matter, MatterNo, NewDirective, Refusal, Round,
};
use super::{clock::Clock, permit};
use crate::assessment::Quarter;
use crate::assessment::quarterly::adjustment::Followed;
use crate::district::{RuleId, UnitId};
use crate::kinds::application::{self, NewItem};
use crate::kinds::commitment::{self, NewCommitment};
use crate::kinds::review::{self, Rating, Review};
use crate::kinds::{self, appeal, consequence, directive, interview, objection};
use crate::moment::Moment;
use crate::rules::RuleError;
use jiff::civil::Date;

/// What a command yields: events of this matter, matters it opens, and what follows for others. All
/// of it is written in one transaction: first the events, then the openings, then the commands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// Events, in order.
    pub events: Vec<Event>,
    /// Matters to be opened.
    pub spawn: Vec<Spawn>,
    /// Commands to other matters that follow from this one, given by the same act in the same
    /// transaction: a ruling takes matters out of the denominators.
    pub also: Vec<(MatterNo, Command)>,
    /// Rule's commands to other matters.
    pub tell: Vec<Told>,
    /// What a ruling says of a quarter's bonus, deduction or veto.
    pub adjust: Option<(Quarter, Followed)>,
    /// A rating given with the command, of this matter: it is a review of its own, opened in the
    /// same transaction (一事一评).
    pub rating: Option<Rating>,
}

/// A matter that a decision opens.
#[derive(Clone, Debug, PartialEq)]
pub enum Spawn {
    /// A corrective step of a reflection.
    Directive(Box<NewDirective>),
    /// An item of an accepted application.
    Item(Box<NewItem>),
    /// A commitment.
    Commitment(Box<NewCommitment>),
}

/// A command that follows for another matter; the rule gives it at the same moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// To which.
    pub to: MatterNo,
    /// What.
    pub command: Command,
}

impl From<Event> for Decision {
    fn from(event: Event) -> Self {
        Self {
            events: vec![event],
            ..Self::default()
        }
    }
}

/// Decides a command against a matter as it was seen at `seen`.
///
/// # Errors
/// The first refusal that applies: stale version, role, unit, state, fields, rule.
pub fn decide(
    matter: &Matter,
    seen: u64,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    if seen != matter.version {
        return Err(Refusal::Stale {
            seen,
            current: matter.version,
        });
    }
    permit(matter, command.name(), act, law)?;
    kinds::decide(matter, command, act, law)
}

impl Law<'_> {
    /// A clock for a rule, started on a day, with the limit in force that day (C9).
    ///
    /// # Errors
    /// The rule is unknown, has no value that day or is no time limit.
    pub fn clock(&self, rule: &RuleId, on: Date) -> Result<Clock, RuleError> {
        let (limit, _) = self.rules.limit(rule, on)?;
        Ok(Clock::start(rule.clone(), limit, on))
    }
}

impl Round {
    pub(crate) fn begin(unit: &UnitId, clock: &Clock, at: Moment) -> Self {
        Self {
            unit: unit.clone(),
            began: at,
            clock: clock.clone(),
            rungs: Default::default(),
            answered: None,
            verdict: None,
            level: None,
            supported: Default::default(),
        }
    }
}

/// The first event of a matter folded; `None` when the event does not open one.
pub fn open(event: &Event, at: Moment) -> Option<Matter> {
    match event {
        Event::AppealSubmitted {
            no,
            appeal: new,
            coordinator,
            proposed,
            clock,
        } => Some(appeal::opened(
            *no,
            new,
            coordinator,
            proposed.as_ref(),
            clock,
            at,
        )),
        Event::DirectiveDispatched {
            no,
            directive: new,
            sponsor,
            clock,
        } => Some(directive::opened(*no, new, sponsor.as_ref(), clock, at)),
        Event::ObjectionFiled {
            no,
            objection: new,
            ruler,
            sponsor,
            clock,
            by_coordinator,
        } => {
            let filed = objection::Filed {
                objection: new,
                ruler,
                sponsor: sponsor.as_ref(),
                clock,
                by_coordinator: *by_coordinator,
            };
            Some(objection::opened(*no, &filed, at))
        }
        Event::ReviewInvited {
            no,
            review: new,
            sponsor,
            clock,
        } => Some(review::opened(*no, new, sponsor.as_ref(), clock, at)),
        Event::ApplicationSubmitted {
            no,
            title,
            text,
            lead,
            sponsor,
            application: new,
            plan,
            clock,
        } => Some(application::opened(
            *no,
            new,
            (title, text),
            (lead, sponsor.as_ref()),
            plan,
            clock,
            at,
        )),
        Event::ItemOpened {
            no,
            sponsor,
            item,
            clock,
        } => Some(application::item::opened(
            *no,
            item,
            sponsor.as_ref(),
            clock,
            at,
        )),
        Event::CommitmentMade {
            no,
            sponsor,
            commitment: new,
            clock,
        } => Some(commitment::opened(*no, new, sponsor.as_ref(), clock, at)),
        other => proposed(other, at),
    }
}

/// The opening events of what only those named may know.
fn proposed(event: &Event, at: Moment) -> Option<Matter> {
    match event {
        Event::InterviewProposed {
            no,
            interview: new,
            lead,
            sponsor,
            named,
            clock,
            expires,
        } => {
            let hands = proposal::Hands {
                lead,
                sponsor: sponsor.as_ref(),
                named,
                clock,
                expires: *expires,
            };
            Some(interview::opened(*no, new, &hands, at))
        }
        Event::ConsequenceProposed {
            no,
            consequence: new,
            lead,
            sponsor,
            named,
            clock,
            expires,
        } => {
            let hands = proposal::Hands {
                lead,
                sponsor: sponsor.as_ref(),
                named,
                clock,
                expires: *expires,
            };
            Some(consequence::opened(*no, new, &hands, at))
        }
        _ => None,
    }
}

impl Matter {
    /// Folds one event.
    #[must_use]
    pub fn apply(mut self, event: &Event, by: &By, at: Moment) -> Self {
        super::common::apply(&mut self, event, by, at);
        kinds::apply(&mut self, event, by, at);
        // A running round runs on the matter's clock, pauses and extensions included. That of a bad
        // review is the whole correction's, also while a shorter step of it runs.
        let whole = match &self.detail {
            Detail::Review(_) => self.clock.rule.as_str() == Review::CORRECT,
            _ => true,
        };
        if whole
            && let Some(round) = self.rounds.last_mut()
            && round.answered.is_none()
            && round.verdict.is_none()
            && self.ended.is_none()
        {
            round.clock = self.clock.clone();
            round.rungs.clone_from(&self.rungs);
        }
        self.version += 1;
        self
    }

    /// Folds a whole course; `None` when it does not begin with an opening event.
    pub fn fold<'a>(events: impl IntoIterator<Item = (&'a Event, &'a By, Moment)>) -> Option<Self> {
        let mut events = events.into_iter();
        let (first, _, at) = events.next()?;
        let matter = open(first, at)?;
        Some(events.fold(matter, |m, (event, by, at)| m.apply(event, by, at)))
    }
}

impl Act {
    /// A rule acting at a moment.
    pub fn rule(at: Moment) -> Self {
        Self {
            at,
            by: Actor::Rule,
        }
    }
}
