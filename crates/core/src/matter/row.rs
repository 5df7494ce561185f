//! What a list needs of a matter: the row the store keeps beside the journal, derived from the
//! state and nothing else, so that it can be rebuilt and compared.

use super::clock::Due;
use super::{Channel, Kind, Law, Matter, MatterNo, Visibility, Waiting, ladder};
use crate::district::{IndicatorId, Named, PersonId, PostId, TopicId, UnitId};
use crate::moment::Moment;
use jiff::civil::Date;

/// The day on which a light that never changes would change.
const NEVER: Date = jiff::civil::date(9999, 12, 31);

/// One line of a list. Lights depend on the day, so the days on which they change stand here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterRow {
    /// Number.
    pub no: MatterNo,
    /// Kind.
    pub kind: Kind,
    /// State code.
    pub state: &'static str,
    /// State word.
    pub state_word: &'static str,
    /// Title.
    pub title: String,
    /// Name of the enterprise.
    pub enterprise: Option<String>,
    /// Credit code of the enterprise.
    pub enterprise_code: Option<String>,
    /// Channel.
    pub channel: Channel,
    /// Lead unit.
    pub lead: UnitId,
    /// Support units.
    pub support: Vec<UnitId>,
    /// Sponsor.
    pub sponsor: Option<PostId>,
    /// Handler's user name.
    pub handler: Option<PersonId>,
    /// Handler's name.
    pub handler_name: Option<String>,
    /// Topic.
    pub topic: Option<TopicId>,
    /// Indicator.
    pub indicator: Option<IndicatorId>,
    /// Township.
    pub township: Option<UnitId>,
    /// Whose turn.
    pub waiting: Waiting,
    /// What to do next.
    pub next_step: &'static str,
    /// Due day; the latest possible one while provisional. As of the last event when paused.
    pub due: Date,
    /// The earliest possible due day, when the date is provisional.
    pub due_earliest: Option<Date>,
    /// First yellow day.
    pub yellow_from: Date,
    /// First red day.
    pub red_from: Date,
    /// A date it is measured by waits for a year's notice, also after its end.
    pub provisional: bool,
    /// The clock stands still.
    pub paused: bool,
    /// Opened.
    pub opened: Moment,
    /// Ended.
    pub ended: Option<Moment>,
    /// Last event.
    pub changed: Moment,
    /// Who may know of it.
    pub visibility: Visibility,
    /// Those named, where only they may know.
    pub named: Vec<Named>,
    /// Parent.
    pub parent: Option<MatterNo>,
    /// Left the denominators.
    pub excluded: bool,
    /// Events so far.
    pub version: u64,
}

impl MatterRow {
    /// The row of a matter whose last event happened at `changed`.
    pub fn of(matter: &Matter, changed: Moment, law: &Law<'_>) -> Self {
        let today = changed.date();
        let clock = &matter.clock;
        let due = clock.due(law.calendar, today);
        let step = matter.step();
        // Nobody in the offices is late while the enterprise has the word, or after the end.
        let lit = matches!(step.waiting, Waiting::Unit | Waiting::Coordinator);
        let on = |day: Date| if lit { day } else { NEVER };
        Self {
            no: matter.no,
            kind: matter.kind(),
            state: matter.state(),
            state_word: matter.state_word(),
            title: matter.title.clone(),
            enterprise: matter.enterprise.as_ref().map(|e| e.name.clone()),
            enterprise_code: matter.enterprise.as_ref().and_then(|e| e.code.clone()),
            channel: matter.channel,
            lead: matter.lead.clone(),
            support: matter.support.clone(),
            sponsor: matter.sponsor.clone(),
            handler: matter.handler.as_ref().map(|h| h.person.clone()),
            handler_name: matter.handler.as_ref().map(|h| h.name.clone()),
            topic: matter.topic.clone(),
            indicator: matter.indicator.clone(),
            township: matter.township.clone(),
            waiting: step.waiting,
            next_step: step.what,
            due_earliest: matches!(due, Due::Provisional { .. }).then(|| due.earliest()),
            yellow_from: on(ladder::yellow_from(matter, today, law)),
            red_from: on(clock.red_from(law.calendar, today)),
            due: due.latest(),
            provisional: matter.provisional(today, law),
            paused: lit && clock.open_pauses().next().is_some(),
            opened: matter.opened,
            ended: matter.ended,
            changed,
            visibility: matter.visibility,
            named: matter.named.clone(),
            parent: matter.parent,
            excluded: matter.exclusion.is_some(),
            version: matter.version,
        }
    }
}
