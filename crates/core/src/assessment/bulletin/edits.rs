//! What 区营商办 changes in the highlights and problems before a bulletin is issued: words, one left
//! out, one added, each with its reason. Every change is an event; the sentence before it stays.

use super::points::{Point, Side, Trace};
use crate::assessment::period::Week;
use crate::district::{Action, Reach};
use crate::matter::{Act, Actor, By, Refusal, check};
use crate::moment::Moment;
use serde::{Deserialize, Serialize};

/// Longest sentence, in characters.
pub const WORDS: usize = 120;
/// Longest reason, in characters.
pub const REASON: usize = 200;
/// Most sentences added by hand in one week: beyond it the rules are to be changed.
pub const ADDED: usize = 6;

/// A change that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditEvent {
    /// 改写.
    Reworded {
        /// Key of the point.
        key: String,
        /// The sentence before.
        original: String,
        /// The sentence now.
        words: String,
        /// Why.
        reason: String,
    },
    /// 去掉.
    Dropped {
        /// Key of the point.
        key: String,
        /// The sentence left out.
        original: String,
        /// Why.
        reason: String,
    },
    /// 恢复.
    Restored {
        /// Key of the point.
        key: String,
        /// Why.
        reason: String,
    },
    /// 加写.
    Added {
        /// Key of the new point.
        key: String,
        /// Highlight or problem.
        side: Side,
        /// The sentence.
        words: String,
        /// Why.
        reason: String,
    },
}

/// A change that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditCommand {
    /// 改写.
    Reword {
        /// Key of the point.
        key: String,
        /// The new sentence.
        words: String,
    },
    /// 去掉.
    Drop {
        /// Key of the point.
        key: String,
    },
    /// 恢复.
    Restore {
        /// Key of the point.
        key: String,
    },
    /// 加写.
    Add {
        /// Highlight or problem.
        side: Side,
        /// The sentence.
        words: String,
    },
}

/// The changes of a week, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// Each with who and when.
    pub all: Vec<(EditEvent, By, Moment)>,
}

/// The points after the changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// What is printed.
    pub points: Vec<Point>,
    /// What was left out, with its trace.
    pub dropped: Vec<Point>,
    /// Changes of points that no rule chooses any more.
    pub idle: Vec<EditEvent>,
}

impl Edits {
    /// Applies the changes to what the rules chose.
    pub fn apply(&self, chosen: Vec<Point>) -> Edited {
        let mut rows: Vec<(Point, bool)> = chosen.into_iter().map(|p| (p, true)).collect();
        let mut idle = Vec::new();
        for (event, by, at) in &self.all {
            if let EditEvent::Added {
                key,
                side,
                words,
                reason,
            } = event
            {
                let point = Point {
                    key: key.clone(),
                    side: *side,
                    unit: None,
                    words: words.clone(),
                    rule: String::new(),
                    figures: Vec::new(),
                    trace: vec![trace("加写", by, *at, "", reason)],
                };
                rows.push((point, true));
                continue;
            }
            let row = rows.iter_mut().find(|(point, _)| point.key == event.key());
            let Some((point, printed)) = row else {
                idle.push(event.clone());
                continue;
            };
            let before = point.words.clone();
            let (what, reason) = match event {
                EditEvent::Reworded { words, reason, .. } => {
                    point.words.clone_from(words);
                    ("改写", reason)
                }
                EditEvent::Dropped { reason, .. } => {
                    *printed = false;
                    ("去掉", reason)
                }
                EditEvent::Restored { reason, .. } | EditEvent::Added { reason, .. } => {
                    *printed = true;
                    ("恢复", reason)
                }
            };
            let before = match event {
                EditEvent::Reworded { original, .. } => original.clone(),
                _ => before,
            };
            point.trace.push(trace(what, by, *at, &before, reason));
        }
        let (mut points, dropped): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|(_, printed)| *printed);
        points.sort_by_key(|(point, _)| point.side);
        let bare = |rows: Vec<(Point, bool)>| rows.into_iter().map(|(point, _)| point).collect();
        Edited {
            points: bare(points),
            dropped: bare(dropped),
            idle,
        }
    }
}

impl EditEvent {
    /// Key of the point it changes.
    pub fn key(&self) -> &str {
        match self {
            Self::Reworded { key, .. }
            | Self::Dropped { key, .. }
            | Self::Restored { key, .. }
            | Self::Added { key, .. } => key,
        }
    }
}

fn trace(what: &str, by: &By, at: Moment, original: &str, reason: &str) -> Trace {
    Trace {
        what: what.to_owned(),
        by: match by {
            By::Staff { name, unit, .. } => format!("{unit}{name}"),
            By::Enterprise | By::Rule => String::new(),
        },
        at,
        original: original.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Where a change belongs.
#[derive(Clone, Copy, Debug)]
pub struct EditPlace<'a> {
    /// The week.
    pub week: Week,
    /// Whether its bulletin was issued.
    pub issued: bool,
    /// The points with the changes so far.
    pub edited: &'a Edited,
    /// The changes so far.
    pub edits: &'a Edits,
}

/// Decides on a change; `None`: it stands already as asked. Reason and words are in characters, see [`REASON`] and [`WORDS`].
///
/// # Errors
/// Not 区营商办; the week is running or its bulletin issued; no such point; fields.
pub fn decide(
    place: EditPlace<'_>,
    command: EditCommand,
    reason: &str,
    act: &Act,
) -> Result<Option<EditEvent>, Refusal> {
    let not_allowed = |why: String| Err(Refusal::NotAllowed { why });
    let able = match &act.by {
        Actor::Staff(staff) => Action::Bulletin.reach_of(&staff.roles) == Reach::District,
        Actor::Enterprise | Actor::Rule => false,
    };
    if !able {
        return not_allowed("亮点和问题由区营商办改，请找他们".to_owned());
    }
    if act.at.date() <= place.week.last() {
        let day = place.week.next().first();
        return not_allowed(format!(
            "本周还没有过完，数还会变，{}月{}日起才能改",
            day.month(),
            day.day()
        ));
    }
    if place.issued {
        return not_allowed(format!(
            "{}已经印发，亮点和问题不能再改；数有错的，请印发更正版",
            place.week.words()
        ));
    }
    check::text(reason, "理由", REASON, "请写清为什么改，印发后留痕")?;
    let reason = reason.trim().to_owned();
    let printed = |key: &str| place.edited.points.iter().find(|point| point.key == key);
    let gone = || Refusal::NotAllowed {
        why: "这一条现在不在草稿里，可能刚被同事去掉，也可能数变了不再够条件。请回到草稿再看"
            .to_owned(),
    };
    let left_out = |key: &str| place.edited.dropped.iter().any(|point| point.key == key);
    match command {
        EditCommand::Reword { key, words } => {
            check::text(&words, "写法", WORDS, "请写一句话")?;
            let point = printed(&key).ok_or_else(gone)?;
            let words = words.trim().to_owned();
            let original = point.words.clone();
            Ok((words != original).then_some(EditEvent::Reworded {
                key,
                original,
                words,
                reason,
            }))
        }
        EditCommand::Drop { key } if left_out(&key) => Ok(None),
        EditCommand::Drop { key } => {
            let original = printed(&key).ok_or_else(gone)?.words.clone();
            Ok(Some(EditEvent::Dropped {
                key,
                original,
                reason,
            }))
        }
        EditCommand::Restore { key } if left_out(&key) => {
            Ok(Some(EditEvent::Restored { key, reason }))
        }
        EditCommand::Restore { key } => printed(&key).map(|_| None).ok_or_else(gone),
        EditCommand::Add { side, words } => {
            check::text(&words, "写法", WORDS, "请写一句话")?;
            let words = words.trim().to_owned();
            let mut stands = place.edited.points.iter();
            if stands.any(|point| point.side == side && point.words == words) {
                return Ok(None);
            }
            let added = place.edits.all.iter();
            let added = added.filter(|(event, ..)| matches!(event, EditEvent::Added { .. }));
            let number = added.count() + 1;
            if number > ADDED {
                return not_allowed(format!(
                    "一期最多加写 {ADDED} 条，已经写满。还要写的，请改写已有的"
                ));
            }
            Ok(Some(EditEvent::Added {
                key: format!("added/{number}"),
                side,
                words,
                reason,
            }))
        }
    }
}
