//! 单位周报: what a unit says to its own week, with steps it will take. It hands them in until the
//! bulletin is issued; who has not is named. With the issue the steps become directives of the unit.

use crate::assessment::period::Week;
use crate::district::{Action, Reach, UnitId};
use crate::kinds::directive::{CorrectiveStep, Order, corrective};
use crate::matter::{Act, Actor, By, Law, NewDirective, Refusal};
use crate::moment::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most steps of one note.
pub const STEPS: usize = 3;
/// Longest step, in characters.
pub const STEP: usize = 60;

/// What a unit hands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// In its own words.
    pub words: String,
    /// 反思整改措施, each with its date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<CorrectiveStep>,
}

/// An event of a unit's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteEvent {
    /// 报送, or a change of what was handed in.
    Handed(NewNote),
}

/// A note as its events make it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitNote {
    /// Whose.
    pub unit: UnitId,
    /// In its own words.
    pub words: String,
    /// What it will do, each with its date.
    pub steps: Vec<CorrectiveStep>,
    /// Who handed it in last; empty on the public face.
    pub by: String,
    /// When.
    pub at: Moment,
    /// How often it was changed before.
    pub changes: u32,
}

/// The notes of a week, by unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    all: BTreeMap<UnitId, UnitNote>,
}

impl UnitNote {
    /// Who handed it in, when, and how often it was changed: `刘海涛 3月2日报送，改过 1 次`.
    pub fn handed_words(&self) -> String {
        let day = self.at.date();
        let head = format!("{} {}月{}日报送", self.by, day.month(), day.day());
        match self.changes {
            0 => head.trim_start().to_owned(),
            n => format!("{}，改过 {n} 次", head.trim_start()),
        }
    }
}

impl Notes {
    /// From the events of a week, oldest first.
    pub fn fold<'a>(
        events: impl IntoIterator<Item = (&'a UnitId, &'a NoteEvent, &'a By, Moment)>,
    ) -> Self {
        let mut notes = Self::default();
        for (unit, NoteEvent::Handed(note), by, at) in events {
            let before = notes.all.get(unit).map(|note| note.changes + 1);
            let note = UnitNote {
                unit: unit.clone(),
                words: note.words.clone(),
                steps: note.steps.clone(),
                by: match by {
                    By::Staff { name, .. } => name.clone(),
                    By::Enterprise | By::Rule => String::new(),
                },
                at,
                changes: before.unwrap_or(0),
            };
            notes.all.insert(unit.clone(), note);
        }
        notes
    }

    /// The note of a unit.
    pub fn of(&self, unit: &UnitId) -> Option<&UnitNote> {
        self.all.get(unit)
    }

    /// The steps of all units as directives of theirs: what follows once the bulletin of the week is
    /// issued on `today`.
    pub fn orders(&self, week: Week, today: Date) -> Vec<NewDirective> {
        let steps = (self.all.values()).flat_map(|note| note.steps.iter().map(move |s| (note, s)));
        steps
            .map(|(note, step)| {
                let order = Order {
                    source: source(week),
                    on: Some(week.last()),
                    sentence: step.what.clone(),
                    at: None,
                };
                NewDirective {
                    text: note.words.clone(),
                    ..corrective(step, &note.unit, order, today)
                }
            })
            .collect()
    }
}

/// What the directives of a week's notes name as their source: `2026年第7期周报整改`.
pub fn source(week: Week) -> String {
    format!("{}周报整改", week.words())
}

/// The day up to which units hand in, to its end: counted from the week's last day by `bulletin.note`.
///
/// # Errors
/// The pack has no such limit, or no notice for the year.
pub fn due(week: Week, law: &Law<'_>) -> Result<Date, Refusal> {
    let clock = law.clock(&"bulletin.note".into(), week.last())?;
    Ok(clock.due(law.calendar, week.last()).latest())
}

/// Most characters of a note, by `bulletin.note_length` on the week's last day.
///
/// # Errors
/// The pack has no such number.
pub fn most(week: Week, law: &Law<'_>) -> Result<usize, Refusal> {
    let (number, _) = law
        .rules
        .number(&"bulletin.note_length".into(), week.last())?;
    Ok(usize::try_from(number).unwrap_or(0))
}

/// Where a note belongs.
#[derive(Clone, Copy, Debug)]
pub struct NotePlace<'a> {
    /// The week.
    pub week: Week,
    /// The unit.
    pub unit: &'a UnitId,
    /// When its bulletin was issued, if it was.
    pub issued: Option<Date>,
    /// What stands.
    pub now: Option<&'a UnitNote>,
}

/// Decides on a note; `None`: it says what was handed in already.
///
/// # Errors
/// Another unit's; not its head; before the week; after the bulletin; too long; steps without a day.
pub fn decide(
    place: NotePlace<'_>,
    note: &NewNote,
    act: &Act,
    law: &Law<'_>,
) -> Result<Option<NoteEvent>, Refusal> {
    let not_allowed = |why: String| Err(Refusal::NotAllowed { why });
    let Actor::Staff(staff) = &act.by else {
        return not_allowed("周报由单位负责人报送，请先登录".to_owned());
    };
    if Action::ReportWeek.reach_of(&staff.roles) == Reach::No {
        return not_allowed(format!("{}的周报由单位负责人报送，请找他", place.unit));
    }
    if staff.unit != *place.unit {
        return not_allowed(format!(
            "这是{}的周报，{}不能代报。请联系{}",
            place.unit, staff.unit, place.unit
        ));
    }
    let today = act.at.date();
    let week = place.week;
    if today < week.first() {
        let (m, d) = (week.first().month(), week.first().day());
        return not_allowed(format!("{}从{m}月{d}日开始，到那天再报", week.words()));
    }
    if let Some(day) = place.issued {
        return not_allowed(format!(
            "{}通报已于{}月{}日印发，这一期的周报不能再改。还有要说的，请写进下一期",
            week.words(),
            day.month(),
            day.day()
        ));
    }
    let words = note.words.trim();
    let (given, most) = (words.chars().count(), most(week, law)?);
    if given == 0 {
        return Err(Refusal::Missing {
            field: "本周情况",
            remedy: "请用一两句话写本周做了什么、卡在哪里",
        });
    }
    if given > most {
        return not_allowed(format!(
            "本周情况：最多 {most} 字，现在 {given} 字，请删去 {} 字",
            given - most
        ));
    }
    if note.steps.len() > STEPS {
        return not_allowed(format!(
            "整改措施：最多 {STEPS} 条，现在 {} 条，请合并",
            note.steps.len()
        ));
    }
    for (n, step) in note.steps.iter().enumerate() {
        let n = n + 1;
        let length = step.what.trim().chars().count();
        if length == 0 {
            return not_allowed(format!("整改措施：第 {n} 条没有写做什么，请补上或删去日期"));
        }
        if length > STEP {
            return not_allowed(format!(
                "整改措施：第 {n} 条最多 {STEP} 字，现在 {length} 字，请删去 {} 字",
                length - STEP
            ));
        }
        if step.due <= today {
            return not_allowed(format!(
                "整改措施：第 {n} 条的日期 {} 不在今天以后，请改日期",
                step.due
            ));
        }
    }
    let note = NewNote {
        words: words.to_owned(),
        steps: (note.steps.iter())
            .map(|step| CorrectiveStep {
                what: step.what.trim().to_owned(),
                due: step.due,
            })
            .collect(),
    };
    let same = place
        .now
        .is_some_and(|now| now.words == note.words && now.steps == note.steps);
    Ok((!same).then_some(NoteEvent::Handed(note)))
}
