//! The working set between reading a text and dispatching its orders: what the coordinator edits.
//! A draft of the server, so that nothing is lost and two people see each other's changes.

use super::resolve::Resolver;
use banjie_core::district::UnitId;
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::matter::{MatterNo, NewDirective};
use banjie_core::pack::Pack;
use banjie_core::speech::Extraction;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most items that can be confirmed by hand in one go.
pub(super) const MAX_ITEMS: usize = 300;

/// Everything about one text on its way to directives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Working {
    /// The meeting or paper.
    pub meeting: String,
    /// Its day.
    pub held_on: Date,
    /// The text as read; offsets count its characters.
    pub text: String,
    /// Stretches the text itself says are missing.
    pub gaps: Vec<Gap>,
    /// What to know before confirming.
    pub notes: Vec<String>,
    /// Tasks and reflections in the order of the text; their numbers never change.
    pub items: Vec<Item>,
    /// Key of the last form that changed it: the same form sent twice is one change.
    pub last_key: String,
    /// Who changed it last, in words.
    pub last_by: String,
    /// A dispatch that has begun and whose result is not known yet.
    pub sending: Option<Sending>,
    /// Directives dispatched from it.
    pub sent: Vec<Sent>,
}

/// A missing stretch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Gap {
    pub start: usize,
    pub end: usize,
    pub characters: Option<u32>,
}

/// A dispatch under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sending {
    /// Key under which the store knows it.
    pub key: String,
    /// Which items.
    pub items: Vec<u32>,
    /// User name of the person whose request it is.
    pub person: String,
    /// Their name.
    pub name: String,
}

/// A dispatched directive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sent {
    pub item: u32,
    pub unit: UnitId,
    pub no: MatterNo,
}

/// Task or reflection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ItemKind {
    Task,
    Reflection,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ItemState {
    /// To be looked at.
    Open,
    /// Looked at and right.
    Confirmed,
    /// No task.
    Dropped,
    /// Part of another item.
    Merged(u32),
    /// Dispatched.
    Sent,
}

/// One task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Item {
    /// Its number, also on the sentence at the left.
    pub id: u32,
    pub kind: ItemKind,
    pub state: ItemState,
    /// What is to be done.
    pub what: String,
    /// The sentences it comes from, first character and one past the last.
    pub spans: Vec<(usize, usize)>,
    /// Who leads, as the text says.
    pub named: String,
    /// The units that lead; each gets a directive of its own.
    pub leads: Vec<UnitId>,
    /// Why these units, where the text does not name them itself.
    pub lead_reason: String,
    pub support: Vec<UnitId>,
    pub cadence: Cadence,
    /// The due phrase as written.
    pub due_text: String,
    /// The day; `None` until somebody has said it.
    pub due: Option<Date>,
    /// Why no day was taken from the text.
    pub due_reason: String,
    /// Why the sentence counts as an order.
    pub grounds: Vec<String>,
}

impl Item {
    /// Whether it still counts: not dropped, merged or dispatched.
    pub(super) fn is_live(&self) -> bool {
        matches!(self.state, ItemState::Open | ItemState::Confirmed)
    }

    /// Whether the text itself says who and by when, so that one look is enough.
    pub(super) fn is_written(&self) -> bool {
        self.state == ItemState::Open
            && !self.leads.is_empty()
            && self.lead_reason.is_empty()
            && self.due.is_some()
    }

    /// Who leads, in words: two units by name, more by count.
    pub(super) fn lead_words(&self) -> String {
        match self.leads.as_slice() {
            [] if self.named.is_empty() => "原文没有点名".to_owned(),
            [] => format!("{}（请填承办单位）", self.named),
            [one] => one.to_string(),
            [one, two] => format!("{one}、{two}"),
            many => format!("{} 家单位", many.len()),
        }
    }
}

/// What a form says of an item.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub what: String,
    pub leads: Vec<UnitId>,
    pub support: Vec<UnitId>,
    pub cadence: Cadence,
    pub due: Option<Date>,
}

/// A change of the working set.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    /// The item is as the form says; with `confirm` it is also right.
    Set {
        id: u32,
        fields: Fields,
        confirm: bool,
    },
    /// The item is right as it stands.
    Confirm(u32),
    /// Everything the text itself writes in full is right.
    ConfirmWritten,
    /// No task.
    Drop(u32),
    /// A task after all.
    Restore(u32),
    /// Two items are one.
    Merge { id: u32, into: u32 },
    /// One sentence holds two tasks.
    Split(u32),
    /// The reader missed one.
    Add {
        sentence: (usize, usize),
        kind: ItemKind,
        fields: Fields,
    },
}

impl Working {
    /// From what the reader found.
    pub(super) fn new(
        meeting: String,
        held_on: Date,
        text: String,
        read: &Extraction,
        pack: &Pack,
        today: Date,
    ) -> Self {
        let resolver = Resolver::new(pack);
        let mut items: Vec<Item> = read
            .found
            .iter()
            .map(|f| resolver.task(f, today))
            .chain(read.reflections.iter().map(|r| resolver.reflection(r)))
            .collect();
        items.sort_by_key(|i| i.spans.first().copied());
        for (id, item) in (1..).zip(&mut items) {
            item.id = id;
        }
        Self {
            meeting,
            held_on,
            text,
            gaps: read
                .missing
                .iter()
                .map(|g| Gap {
                    start: g.start,
                    end: g.end,
                    characters: g.characters,
                })
                .collect(),
            notes: read.notes.clone(),
            items,
            last_key: String::new(),
            last_by: String::new(),
            sending: None,
            sent: Vec::new(),
        }
    }

    /// An item by its number.
    pub(super) fn item(&self, id: u32) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }

    fn item_mut(&mut self, id: u32) -> Option<&mut Item> {
        self.items.iter_mut().find(|i| i.id == id)
    }

    /// The sentences of an item, as in the text.
    pub(super) fn sentences(&self, item: &Item) -> Vec<String> {
        let cut = |(start, end): &(usize, usize)| {
            let chars = self.text.chars().skip(*start);
            chars.take(end.saturating_sub(*start)).collect::<String>()
        };
        item.spans.iter().map(cut).collect()
    }

    /// Where a sentence stands in the text, in characters; line ends and blanks do not count.
    pub(super) fn locate(&self, sentence: &str) -> Option<(usize, usize)> {
        let wanted: Vec<char> = sentence.chars().filter(|c| !c.is_whitespace()).collect();
        let kept: Vec<(usize, char)> = self
            .text
            .chars()
            .enumerate()
            .filter(|(_, c)| !c.is_whitespace())
            .collect();
        let size = wanted.len();
        if size == 0 || size > kept.len() {
            return None;
        }
        let fits = |w: &&[(usize, char)]| w.iter().map(|(_, c)| c).eq(&wanted);
        let window = kept.windows(size).find(fits)?;
        Some((window.first()?.0, window.last()?.0 + 1))
    }

    /// Carries out a change. Items that are dispatched do not change any more.
    pub(super) fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Set {
                id,
                fields,
                confirm,
            } => {
                if let Some(item) = self.item_mut(id).filter(|i| i.is_live()) {
                    item.set(fields);
                    item.state = if confirm {
                        ItemState::Confirmed
                    } else {
                        ItemState::Open
                    };
                }
            }
            Edit::Confirm(id) => self.turn(id, ItemState::Open, ItemState::Confirmed),
            Edit::ConfirmWritten => {
                for item in self.items.iter_mut().filter(|i| i.is_written()) {
                    item.state = ItemState::Confirmed;
                }
            }
            Edit::Drop(id) => {
                if let Some(item) = self.item_mut(id).filter(|i| i.is_live()) {
                    item.state = ItemState::Dropped;
                }
            }
            Edit::Restore(id) => {
                if let Some(item) = self.item_mut(id)
                    && matches!(item.state, ItemState::Dropped | ItemState::Merged(_))
                {
                    item.state = ItemState::Open;
                }
            }
            Edit::Merge { id, into } => self.merge(id, into),
            Edit::Split(id) => {
                if let Some(item) = self.item(id).filter(|i| i.is_live()).cloned() {
                    self.insert(Item {
                        state: ItemState::Open,
                        ..item
                    });
                }
            }
            Edit::Add {
                sentence,
                kind,
                fields,
            } => {
                let mut item = Item {
                    id: 0,
                    kind,
                    state: ItemState::Open,
                    what: String::new(),
                    spans: vec![sentence],
                    named: String::new(),
                    leads: Vec::new(),
                    lead_reason: String::new(),
                    support: Vec::new(),
                    cadence: Cadence::Once,
                    due_text: String::new(),
                    due: None,
                    due_reason: String::new(),
                    grounds: vec!["人工添加".to_owned()],
                };
                item.set(fields);
                item.state = ItemState::Confirmed;
                self.insert(item);
            }
        }
    }

    fn turn(&mut self, id: u32, from: ItemState, to: ItemState) {
        if let Some(item) = self.item_mut(id)
            && item.state == from
            && !item.leads.is_empty()
            && item.due.is_some()
        {
            item.state = to;
        }
    }

    /// Puts an item behind those of the same place, under the next free number.
    fn insert(&mut self, mut item: Item) {
        item.id = self.items.iter().map(|i| i.id).max().unwrap_or(0) + 1;
        let place = item.spans.first().copied();
        let at = self
            .items
            .partition_point(|i| i.spans.first().copied() <= place);
        self.items.insert(at, item);
    }

    fn merge(&mut self, id: u32, into: u32) {
        let Some(from) = self.item(id).filter(|i| i.is_live()).cloned() else {
            return;
        };
        let Some(target) = self.item_mut(into).filter(|i| i.is_live() && id != into) else {
            return;
        };
        for span in from.spans {
            if !target.spans.contains(&span) {
                target.spans.push(span);
            }
        }
        for unit in from.support.into_iter().chain(from.leads) {
            if !target.leads.contains(&unit) && !target.support.contains(&unit) {
                target.support.push(unit);
            }
        }
        if !target.what.contains(&from.what) {
            target.what = format!("{}；{}", target.what, from.what);
        }
        target.due = match (target.due, from.due) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        target.state = ItemState::Open;
        if let Some(item) = self.item_mut(id) {
            item.state = ItemState::Merged(into);
        }
    }

    /// Items that are ready to be dispatched.
    pub(super) fn confirmed(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(|i| i.state == ItemState::Confirmed)
    }

    /// Why the whole cannot be dispatched yet: `4 项没有期限，1 项没确认`; empty when it can.
    pub(super) fn obstacles(&self) -> String {
        let live: Vec<_> = self.items.iter().filter(|i| i.is_live()).collect();
        let count = |test: fn(&Item) -> bool| live.iter().filter(|i| test(i)).count();
        let parts = [
            (count(|i| i.leads.is_empty()), "项没有承办单位"),
            (
                count(|i| !i.leads.is_empty() && i.due.is_none()),
                "项没有期限",
            ),
            (
                count(|i| i.state == ItemState::Open && !i.leads.is_empty() && i.due.is_some()),
                "项没确认",
            ),
        ];
        let words: Vec<_> = parts
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect();
        words.join("，")
    }

    /// The directives of the confirmed items, one for each leading unit, with the item's number.
    pub(super) fn directives(&self, items: &[u32]) -> Vec<(u32, NewDirective)> {
        let chosen = self.confirmed().filter(|i| items.contains(&i.id));
        chosen
            .flat_map(|item| {
                let sentences = self.sentences(item);
                item.leads
                    .iter()
                    .map(move |lead| (item.id, self.directive(item, lead, &sentences)))
            })
            .collect()
    }

    fn directive(&self, item: &Item, lead: &UnitId, sentences: &[String]) -> NewDirective {
        let offset = |n: usize| u32::try_from(n).ok();
        let at = item
            .spans
            .first()
            .and_then(|(start, end)| Some((offset(*start)?, offset(*end)?)));
        NewDirective {
            title: item.what.clone(),
            text: sentences.join("\n"),
            lead: lead.clone(),
            support: item
                .support
                .iter()
                .filter(|u| *u != lead)
                .cloned()
                .collect(),
            indicator: None,
            order: Order {
                source: self.meeting.clone(),
                on: Some(self.held_on),
                sentence: sentences.first().cloned().unwrap_or_default(),
                at,
            },
            cadence: item.cadence,
            due: item.due,
            reflection: item.kind == ItemKind::Reflection,
            parent: None,
        }
    }
}

impl Item {
    fn set(&mut self, fields: Fields) {
        self.what = fields.what;
        if self.leads != fields.leads {
            self.lead_reason = String::new();
        }
        self.support = fields
            .support
            .into_iter()
            .filter(|u| fields.leads.len() > 1 || !fields.leads.contains(u))
            .collect();
        self.leads = fields.leads;
        self.cadence = fields.cadence;
        self.due = fields.due;
    }
}
