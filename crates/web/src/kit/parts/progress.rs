//! How far a matter is: stages, timeline, and the card at the head of the track page.

use askama::Template;

use super::{LightView, WhyView};
use crate::kit::part;

/// Where a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reach {
    /// Behind us.
    Past,
    /// Where we are.
    Current,
    /// Before us.
    #[default]
    Next,
}

/// A stage of the tracker.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// Its word: `受理`.
    pub word: String,
    /// Date or state below: `2月13日`, `进行中`; may be empty.
    pub date: String,
    /// Where it stands.
    pub reach: Reach,
}

/// Three to five stages; for more use the [`Timeline`].
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/stages.html")]
pub struct Stages {
    /// In order.
    pub stages: Vec<Stage>,
}

/// What happened, or will.
#[derive(Clone, Debug, Default)]
pub struct Moment {
    /// What happened, in bold: `转红灯，已通知单位负责人`.
    pub what: String,
    /// The rest of the sentence; may be empty.
    pub detail: String,
    /// When and who, grey: `2月26日 08:30 · 规则`.
    pub meta: String,
    /// Links that hang on it: label and address.
    pub links: Vec<(String, String)>,
    /// It lies ahead: dashed ring, grey.
    pub future: bool,
}

/// Newest first, a future step on top.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/timeline.html")]
pub struct Timeline {
    /// At most five are given here.
    pub events: Vec<Moment>,
    /// How many there are in all; a link is shown when there are more than given.
    pub total: u64,
    /// Address of all of them.
    pub all_href: String,
}

/// The card of P6: light, rest, date, then the count.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/parts/track_card.html")]
pub struct TrackCard {
    /// Light without amount.
    pub light: LightView,
    /// Where it is: `审查阶段`.
    pub stage: String,
    /// The largest words: `还剩 1 个工作日`, `逾期 2 个工作日`, `时钟已停`.
    pub rest: String,
    /// `2026年2月27日（周五）到期`.
    pub due: String,
    /// `限 5 个工作日，周末和放假不算`; for a stopped clock why, since when, until when;
    /// for a red one who is told next and when.
    pub limit: String,
    /// The count.
    pub why: Option<WhyView>,
}

part!(Stages, Timeline, TrackCard);

impl Stage {
    fn class(&self) -> &'static str {
        match self.reach {
            Reach::Past => "past",
            Reach::Current => "here",
            Reach::Next => "next",
        }
    }

    fn disc(&self) -> &'static str {
        match self.reach {
            Reach::Past => {
                "<circle cx='10' cy='10' r='10' fill='currentColor'/><path d='m5.5 10.2 3 3 5.5-6' fill='none' stroke='#fff' stroke-width='1.9'/>"
            }
            Reach::Current => {
                "<circle cx='10' cy='10' r='8.8' fill='#fff' stroke='currentColor' stroke-width='2.2'/><circle cx='10' cy='10' r='4' fill='currentColor'/>"
            }
            Reach::Next => {
                "<circle cx='10' cy='10' r='8.8' fill='#fff' stroke='currentColor' stroke-width='2'/>"
            }
        }
    }
}

impl Timeline {
    /// Index of the newest event that has happened.
    fn now(&self) -> Option<usize> {
        self.events.iter().position(|e| !e.future)
    }

    fn class(&self, index: &usize) -> &'static str {
        match self.events.get(*index) {
            Some(event) if event.future => "future",
            _ if self.now() == Some(*index) => "now",
            _ => "",
        }
    }
}
