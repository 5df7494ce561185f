//! 好差评 in figures: what a review contributes, and the rates over it (rules.md §5). Ratings nobody
//! gave count nowhere.

use super::figure::Counts;
use super::rates::{Percent, Ratings, percent};
use super::tally::{Count, due};
use crate::district::{ItemId, PersonId, UnitId, WindowId};
use crate::kinds::review::{Review, Stage, Way, is_bad};
use crate::matter::{Detail, Kind, Law, Matter, MatterNo};
use jiff::civil::Date;

/// The counts of a level, 1 to 5.
pub const LEVEL_COUNTS: [Count; 5] = [
    Count::Level1,
    Count::Level2,
    Count::Level3,
    Count::Level4,
    Count::Level5,
];

/// Everything a review that was not excluded contributes once, however often it was corrected.
pub(super) fn counts(matter: &Matter, review: &Review, law: &Law<'_>) -> Vec<(Count, Date)> {
    let mut out = Vec::new();
    if review.subject.about.is_none() {
        out.push((Count::Ratable, matter.opened.date()));
    }
    let Some(rated) = &review.rated else {
        return out;
    };
    let (level, day) = (rated.rating.level, rated.at.date());
    out.push((LEVEL_COUNTS[usize::from(level.clamp(1, 5)) - 1], day));
    if !is_bad(level) {
        out.push((Count::Pleased, day));
        return out;
    }
    out.push((Count::Displeased, day));
    if review.is_named() {
        out.push((Count::Named, day));
        if review.is_called_back() {
            out.push((Count::CalledBack, day));
        }
    }
    corrected(matter, review, law, &mut out);
    out
}

/// Whether the bad review holds and was made good. While another unit decides nobody knows.
fn corrected(matter: &Matter, review: &Review, law: &Law<'_>, out: &mut Vec<(Count, Date)>) {
    let way = review.redress.as_ref().map(|r| r.way);
    if review.stage == Stage::Objected || way == Some(Way::Explained) {
        return;
    }
    let rounds: Vec<_> = (matter.rounds.iter())
        .map(|round| due(matter, round, law))
        .collect();
    let Some(Some((day, _))) = rounds.last() else {
        return;
    };
    out.push((Count::Upheld, *day));
    let answered = matter.rounds.last().is_some_and(|r| r.answered.is_some());
    if answered && way == Some(Way::Corrected) {
        out.push((Count::Corrected, *day));
        if rounds.iter().all(|r| matches!(r, Some((_, true)))) {
            out.push((Count::CorrectedInTime, *day));
        }
    }
}

/// The rates of a window, an item, a unit or the district, each with what it is computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewRates {
    /// Valid ratings by level.
    pub ratings: Ratings,
    /// Satisfied (5, 4, 3) and bad ratings given with a confirmation before each level was counted.
    pub earlier: [u64; 2],
    /// Excluded.
    pub excluded: u64,
    /// Finished: what could be rated.
    pub finished: u64,
    /// 实名差评.
    pub named: u64,
    /// Of those, called back.
    pub called_back: u64,
    /// 属实差评.
    pub upheld: u64,
    /// Of those, corrected.
    pub corrected: u64,
    /// Of those, in time.
    pub in_time: u64,
}

impl ReviewRates {
    /// From sums by count: `of` gives the cases of a count, for reviews alone.
    pub fn of(of: impl Fn(Count) -> u64) -> Self {
        Self {
            ratings: Ratings {
                levels: LEVEL_COUNTS.map(&of),
            },
            earlier: [0, 0],
            excluded: of(Count::Excluded),
            finished: of(Count::Ratable),
            named: of(Count::Named),
            called_back: of(Count::CalledBack),
            upheld: of(Count::Upheld),
            corrected: of(Count::Corrected),
            in_time: of(Count::CorrectedInTime),
        }
    }

    /// Of a unit (`None`: the district) in the days of `counts`: reviews, the levels given with a
    /// confirmation before, and the answered appeals that could be rated.
    pub fn of_unit(unit: Option<&UnitId>, counts: &Counts) -> Self {
        let cases = |kind, count| counts.counted(unit, Some(kind), count).cases;
        let appeal = |count| cases(Kind::Appeal, count);
        let mut rates = Self::of(|count| cases(Kind::Review, count));
        rates.earlier = [appeal(Count::Pleased), appeal(Count::Displeased)];
        rates.finished +=
            appeal(Count::Solved) + appeal(Count::NotSolved) + appeal(Count::NoAnswer);
        rates
    }

    /// Valid ratings, all of them given by somebody.
    pub fn valid(&self) -> u64 {
        self.ratings.valid() + self.earlier[0] + self.earlier[1]
    }

    /// Levels 1 and 2.
    pub fn bad_cases(&self) -> u64 {
        self.ratings.levels[..2].iter().sum::<u64>() + self.earlier[1]
    }

    /// 满意率: (5+4+3) of the valid ratings.
    pub fn satisfaction(&self) -> Option<Percent> {
        percent(self.valid() - self.bad_cases(), self.valid())
    }

    /// 差评率: (2+1) of the valid ratings.
    pub fn bad(&self) -> Option<Percent> {
        percent(self.bad_cases(), self.valid())
    }

    /// 实名差评回访率.
    pub fn call_back(&self) -> Option<Percent> {
        percent(self.called_back, self.named)
    }

    /// 差评整改率.
    pub fn correction(&self) -> Option<Percent> {
        percent(self.corrected, self.upheld)
    }

    /// 按时整改率.
    pub fn on_time(&self) -> Option<Percent> {
        percent(self.in_time, self.upheld)
    }

    /// 主动评价率: active ratings of finished matters.
    pub fn participation(&self) -> Option<Percent> {
        percent(self.valid(), self.finished)
    }
}

/// What a list of reviews needs of one; derived from the matter and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// Its number.
    pub no: MatterNo,
    /// The matter rated; `None`: a visit to a window.
    pub about: Option<MatterNo>,
    /// The window.
    pub window: Option<WindowId>,
    /// The item.
    pub item: Option<ItemId>,
    /// What the matter was about.
    pub topic: Option<String>,
    /// Who served.
    pub officer: Option<PersonId>,
    /// 1–5; `None`: not rated.
    pub level: Option<u8>,
    /// The day of the rating.
    pub day: Option<Date>,
    /// Tags, joined by 、.
    pub tags: String,
    /// The level of the follow-up.
    pub followed_up: Option<u8>,
    /// The rater can be rung.
    pub named: bool,
    /// The rater was spoken to.
    pub called_back: bool,
    /// The day's token of the network it came from.
    pub network: Option<String>,
}

impl ReviewRow {
    /// The row of a review; `None` for another kind.
    pub fn of(matter: &Matter) -> Option<Self> {
        let Detail::Review(review) = &matter.detail else {
            return None;
        };
        let (subject, rated) = (&review.subject, review.rated.as_ref());
        Some(Self {
            no: matter.no,
            about: subject.about,
            window: subject.window.clone(),
            item: subject.item.clone(),
            topic: subject.topic.clone(),
            officer: subject.officer.as_ref().map(|o| o.person.clone()),
            level: review.level(),
            day: rated.map(|r| r.at.date()),
            tags: rated.map_or(String::new(), |r| r.rating.tags.join("、")),
            followed_up: review.follow_up.as_ref().map(|f| f.level),
            named: review.is_named(),
            called_back: review.is_called_back(),
            network: rated.and_then(|r| r.rating.network.clone()),
        })
    }

    /// The key of what was done, for rates by item: an item, or the topic of a matter.
    pub fn item_key(&self) -> &str {
        match (&self.item, &self.topic) {
            (Some(item), _) => item.as_str(),
            (None, Some(topic)) => topic,
            (None, None) => "",
        }
    }
}
