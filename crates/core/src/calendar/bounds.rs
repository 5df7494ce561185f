//! Earliest and latest possible due date when a needed year has no notice yet.
//!
//! The notice of a year appears in October or November of the year before, so a period that
//! crosses into it has no certain end. What is certain, or safe to assume, is written down in
//! [`Assumptions`]; the bounds follow from it: the earliest end takes every possible make-up day
//! and no avoidable rest, the latest takes every possible rest at once and no make-up day.

use super::count::Plan;
use super::{Calendar, Excluded, MissingYear, is_weekend};
use crate::rules::LengthUnit;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The span in which a due date must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// No notice can make it earlier.
    pub earliest: Date,
    /// No notice can make it later.
    pub latest: Date,
    /// The first year that is needed and not held; `None`: the date is certain.
    pub missing: Option<i16>,
}

/// What we assume of a year without a notice.
///
/// The default holds for every notice from 2008 (the reform that set today's holidays) to 2026;
/// a test compares it with those nineteen years. One-off days that no year had before (a
/// commemoration, an epidemic) are outside it, hence "provisional" on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumptions {
    /// Month and day of holidays fixed by date in 《全国年节及纪念日放假办法》: certainly rest days.
    pub certain_rest: Vec<(i8, i8)>,
    /// Where in the year rest on weekdays and make-up days can fall, and how many at most.
    pub seasons: Vec<Season>,
}

/// A part of the year around a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Season {
    /// First month and day.
    pub from: (i8, i8),
    /// Last month and day.
    pub until: (i8, i8),
    /// At most so many Mondays to Fridays rest.
    pub rest: u32,
    /// At most so many Saturdays and Sundays are working days.
    pub makeup: u32,
}

impl Default for Assumptions {
    fn default() -> Self {
        let season = |from, until, rest, makeup| Season {
            from,
            until,
            rest,
            makeup,
        };
        Self {
            certain_rest: vec![(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)],
            seasons: vec![
                season((1, 1), (1, 10), 3, 2),    // 元旦; most: 2013
                season((1, 11), (3, 5), 6, 2),    // 春节; most rest: 2020, 2025, 2026
                season((3, 28), (4, 12), 3, 2),   // 清明; most: 2012
                season((4, 13), (5, 15), 3, 2),   // 劳动节; most: 2013
                season((5, 22), (6, 30), 3, 2),   // 端午; most: 2010, 2013
                season((9, 1), (10, 20), 8, 4),   // 中秋, 国庆; most: 2010
                season((12, 25), (12, 31), 1, 1), // the next 元旦; 2011, 2018
            ],
        }
    }
}

impl Assumptions {
    fn certainly_rests(&self, date: Date) -> bool {
        self.certain_rest.contains(&(date.month(), date.day()))
    }

    fn season(&self, date: Date) -> Option<&Season> {
        let day = (date.month(), date.day());
        self.seasons
            .iter()
            .find(|s| s.from <= day && day <= s.until)
    }

    /// Weekdays of a season that may rest beside the certain ones.
    fn free_rest(&self, season: &Season, year: i16) -> u32 {
        let certain = (self.certain_rest.iter())
            .filter(|day| season.from <= **day && **day <= season.until)
            .filter_map(|(month, day)| Date::new(year, *month, *day).ok())
            .filter(|date| !is_weekend(*date))
            .count();
        season
            .rest
            .saturating_sub(u32::try_from(certain).unwrap_or(u32::MAX))
    }
}

impl Calendar {
    /// Where the due date of a period must lie. When every needed year is held, both ends are the
    /// due date itself.
    pub fn bounds(
        &self,
        from: Date,
        unit: LengthUnit,
        length: u32,
        roll: bool,
        excluded: &[Excluded],
    ) -> Bounds {
        let plan = Plan {
            from,
            unit,
            length,
            roll,
            excluded,
            calendar: Some(self),
        };
        match plan.ends(&mut |date| self.is_working(date)) {
            Ok((_, due)) => Bounds {
                earliest: due,
                latest: due,
                missing: None,
            },
            Err(missing) => Bounds {
                earliest: self.extreme(&plan, true),
                latest: self.extreme(&plan, false),
                missing: Some(missing.year),
            },
        }
    }

    /// The end when unknown days fall as early (`soonest`) or as late as the assumptions allow.
    /// Spending each season's allowance on its first possible days is best at every later day, so
    /// no other distribution ends earlier (or later).
    fn extreme(&self, plan: &Plan<'_>, soonest: bool) -> Date {
        let mut spent: BTreeMap<(i16, (i8, i8)), u32> = BTreeMap::new();
        let mut judge = |date: Date| -> Result<bool, MissingYear> {
            if let Ok(known) = self.is_working(date) {
                return Ok(known);
            }
            if self.assumptions.certainly_rests(date) {
                return Ok(false);
            }
            let plain = !is_weekend(date);
            let Some(season) = self.assumptions.season(date) else {
                return Ok(plain);
            };
            // Only weekends can still become working days, only weekdays can still become rest.
            if plain == soonest {
                return Ok(plain);
            }
            let allowed = if soonest {
                season.makeup
            } else {
                self.assumptions.free_rest(season, date.year())
            };
            let spent = spent.entry((date.year(), season.from)).or_default();
            if *spent == allowed {
                return Ok(plain);
            }
            *spent += 1;
            Ok(!plain)
        };
        plan.ends(&mut judge).map_or(Date::MAX, |(_, due)| due)
    }
}
