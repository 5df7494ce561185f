//! 好差评 in figures: what a review contributes, and the rates over it (rules.md §5). Ratings nobody
//! gave count nowhere.

use super::figure::Counts;
use super::rates::{Percent, Ratings, percent};
use super::tally::{Count, due};
use crate::district::{ItemId, PersonId, UnitId, WindowId};
use crate::kinds::review::{Review, Stage, Way, is_bad};
use crate::matter::{Detail, Kind, Law, Matter, MatterNo, Round};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

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

/// The due day of the first round of a bad review and whether it was met. The unit owes two things in
/// it, first to ring whoever left a number, then to correct or to explain; a review counts once, so
/// that many bad ones promptly rung do not raise a rate: on the day of the correction when somebody
/// rang in time, else, late, on the day of the call-back.
pub(super) fn first_due(
    matter: &Matter,
    review: &Review,
    round: &Round,
    law: &Law<'_>,
) -> Option<(Date, bool)> {
    if let Some((clock, rang)) = review.call_owed(&matter.clock) {
        if rang.is_none() && clock.open_pauses().next().is_some() {
            return None;
        }
        let asked = rang.unwrap_or(round.began).date();
        let by = clock.due(law.calendar, asked).fixed()?;
        if rang.is_none_or(|at| at.date() > by) {
            return Some((by, false));
        }
    }
    due(matter, round, law)
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
    /// confirmation before, and the answered appeals and handed-over applications that could be rated.
    pub fn of_unit(unit: Option<&UnitId>, counts: &Counts) -> Self {
        let cases = |kind, count| counts.counted(unit, Some(kind), count).cases;
        let appeal = |count| cases(Kind::Appeal, count);
        let mut rates = Self::of(|count| cases(Kind::Review, count));
        rates.earlier = [appeal(Count::Pleased), appeal(Count::Displeased)];
        rates.finished +=
            appeal(Count::Solved) + appeal(Count::NotSolved) + appeal(Count::NoAnswer);
        rates.finished += cases(Kind::Application, Count::Ratable);
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

/// Who stood last by 满意率 in every one of these months: whose talk is proposed after
/// `review.window_talk` months (rules.md §5). A window that nobody rated in a month has no place in
/// it. Nobody is last alone among itself, with every rating satisfied, or where all stand level.
pub fn last_in_each(months: &[BTreeMap<String, ReviewRates>]) -> Vec<String> {
    let mut always: Option<BTreeSet<&str>> = None;
    for month in months {
        let rated = month.iter().filter(|(_, r)| r.valid() > 0);
        let rated: Vec<(&str, &ReviewRates)> = rated.map(|(k, r)| (k.as_str(), r)).collect();
        // Shares of bad ratings are compared as whole numbers, so that nothing is rounded.
        let worse = |a: &ReviewRates, b: &ReviewRates| {
            u128::from(a.bad_cases()) * u128::from(b.valid())
                > u128::from(b.bad_cases()) * u128::from(a.valid())
        };
        let last: BTreeSet<&str> = (rated.iter())
            .filter(|(_, r)| !rated.iter().any(|(_, other)| worse(other, r)))
            .map(|(key, _)| *key)
            .collect();
        let level = last.len() == rated.len();
        let last = if level { BTreeSet::new() } else { last };
        always = Some(match always {
            None => last,
            Some(before) => before.intersection(&last).copied().collect(),
        });
    }
    let always = always.unwrap_or_default();
    always.into_iter().map(str::to_owned).collect()
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
    /// The month's token of the network it came from.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Windows of a month: how many of how many ratings were satisfied.
    fn month(rated: &[(&str, u64, u64)]) -> BTreeMap<String, ReviewRates> {
        let rates = |satisfied: u64, all: u64| ReviewRates {
            ratings: Ratings {
                levels: [0, all - satisfied, 0, satisfied, 0],
            },
            ..ReviewRates::default()
        };
        let each = rated
            .iter()
            .map(|(key, s, all)| ((*key).to_owned(), rates(*s, *all)));
        each.collect()
    }

    #[test]
    fn a_window_is_proposed_for_a_talk_when_it_was_last_in_every_month() {
        let january = month(&[("甲", 1, 3), ("乙", 2, 3), ("丙", 4, 4)]);
        let february = month(&[("甲", 1, 2), ("乙", 5, 8), ("丙", 0, 0)]);
        assert_eq!(last_in_each(&[january.clone(), february]), ["甲"]);
        // 2 of 4 is 1 of 2: both are last that month, only one of them in both.
        let level = month(&[("甲", 1, 2), ("乙", 2, 4), ("丙", 4, 4)]);
        assert_eq!(last_in_each(&[january.clone(), level]), ["甲"]);
        let other = month(&[("甲", 3, 3), ("乙", 2, 3)]);
        assert!(last_in_each(&[january.clone(), other]).is_empty());
        // Not rated in February, or everybody alike: nobody is last.
        let unrated = month(&[("乙", 1, 2), ("丙", 2, 2)]);
        assert!(last_in_each(&[january.clone(), unrated]).is_empty());
        let pleased = month(&[("甲", 2, 2), ("乙", 3, 3)]);
        assert!(last_in_each(&[january, pleased]).is_empty());
        assert!(last_in_each(&[]).is_empty());
        assert!(last_in_each(&[month(&[("甲", 0, 2)])]).is_empty());
    }
}
