//! Several matters that follow from one another, as the write path carries a command through them.

use super::{Line, number};
use banjie_core::kinds::review::{self, Rating};
use banjie_core::kinds::{application, commitment, directive};
use banjie_core::matter::{
    Act, Command, Detail, Event, Law, Matter, MatterNo, Refusal, Spawn, Told, decide, open,
};
use std::collections::VecDeque;

/// A matter with its journal.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) matter: Matter,
    pub(crate) journal: Vec<Line>,
}

/// A matter with its first event.
pub(crate) fn start(event: Event, act: &Act) -> Case {
    Case {
        matter: open(&event, act.at).unwrap(),
        journal: vec![(event, act.by.by(), act.at)],
    }
}

/// Gives a command to the matter at a place, with everything that follows from it. Nothing has
/// changed when it is refused.
pub(crate) fn carry(
    cases: &mut Vec<Case>,
    at: usize,
    seen: u64,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    let mut after = cases.clone();
    let mut left = VecDeque::from([(after[at].matter.no, seen, command, act.clone())]);
    while let Some((no, seen, command, act)) = left.pop_front() {
        let place = after.iter().position(|c| c.matter.no == no).unwrap();
        let decision = decide(&after[place].matter, seen, command, &act, law)?;
        for event in decision.events {
            let case = &mut after[place];
            case.matter = case.matter.clone().apply(&event, &act.by.by(), act.at);
            case.journal.push((event, act.by.by(), act.at));
        }
        let divide = opened(&mut after, decision.spawn, no, &act, law)?;
        if let Some(rating) = decision.rating {
            rated(&mut after, place, rating, &act, law)?;
        }
        for Told { to, command } in divide.into_iter().chain(decision.tell) {
            left.push_back((to, 0, command, Act::rule(act.at)));
        }
        // A rule's command is given to the matter as it stands then.
        if let Some((no, seen, ..)) = left.front_mut() {
            *seen = after
                .iter()
                .find(|c| c.matter.no == *no)
                .unwrap()
                .matter
                .version;
        }
    }
    *cases = after;
    Ok(())
}

/// A rating given with a command: the review of the matter, or its follow-up.
fn rated(
    cases: &mut Vec<Case>,
    place: usize,
    rating: Rating,
    act: &Act,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    let about = cases[place].matter.no;
    let is_about = |d: &Detail| matches!(d, Detail::Review(r) if r.subject.about == Some(about));
    let (at, command) = match cases.iter().position(|c| is_about(&c.matter.detail)) {
        Some(at) => {
            let (level, words) = (rating.level, rating.words);
            (at, Command::FollowUp { level, words })
        }
        None => {
            let no = number(
                act.at.date().year(),
                u32::try_from(cases.len()).unwrap() + 1,
            );
            let subject = review::subject(&cases[place].matter).unwrap();
            cases.push(start(review::invite(no, subject, act.at, law)?, act));
            (cases.len() - 1, Command::Rate { rating })
        }
    };
    let seen = cases[at].matter.version;
    carry(cases, at, seen, command, act, law)
}

fn opened(
    cases: &mut Vec<Case>,
    spawn: Vec<Spawn>,
    from: MatterNo,
    act: &Act,
    law: &Law<'_>,
) -> Result<Option<Told>, Refusal> {
    let (mut items, mut commitments) = (Vec::new(), Vec::new());
    for one in spawn {
        let no = number(
            act.at.date().year(),
            u32::try_from(cases.len()).unwrap() + 1,
        );
        let event = match one {
            Spawn::Directive(new) => directive::dispatch(no, *new, act.at, law)?,
            Spawn::Item(new) => {
                items.push((new.item.clone(), no));
                application::item::open(no, *new, act.at, law)?
            }
            Spawn::Commitment(mut new) => {
                // The store writes the letter; here any hash will do.
                new.letter = Some("cd".repeat(32));
                commitments.push(no);
                commitment::open(no, *new, act.at, law)?
            }
        };
        cases.push(start(event, act));
    }
    Ok((!items.is_empty()).then_some(Told {
        to: from,
        command: Command::Divide { items, commitments },
    }))
}
