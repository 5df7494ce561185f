//! Moments and days. A district lives in one zone (UTC+08:00 without summer time), so a moment
//! has exactly one civil date and no zone database is needed.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const OFFSET_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// A point in time: milliseconds since 1970-01-01 UTC. Written as RFC 3339 with `+08:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// From milliseconds since 1970-01-01 UTC, the form kept in the database. Values outside
    /// years 1–9999 are clamped to that range, because no civil date exists for them.
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(-62_135_596_800_000, 253_370_764_800_000))
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// The moment of a civil date and time in the district's zone.
    pub fn local(at: DateTime) -> Self {
        let days = (at.date() - jiff::civil::date(1970, 1, 1)).get_days();
        let time = at.time();
        let ms = ((i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60
            + i64::from(time.second()))
            * 1000
            + i64::from(time.millisecond());
        Self::from_ms(i64::from(days) * DAY_MS + ms - OFFSET_MS)
    }

    /// Start of a civil day in the district's zone.
    pub fn start_of(date: Date) -> Self {
        Self::local(date.at(0, 0, 0, 0))
    }

    /// The civil date in the district's zone.
    pub fn date(self) -> Date {
        self.civil().date()
    }

    /// The civil date and time in the district's zone.
    pub fn civil(self) -> DateTime {
        let local = self.0 + OFFSET_MS;
        let days = local.div_euclid(DAY_MS);
        let rest = local.rem_euclid(DAY_MS);
        let (year, month, day) = civil_day(days);
        // In range: `from_ms` clamps to years 1–9999 and the offset keeps a year of margin.
        jiff::civil::date(year, month, day).at(
            (rest / 3_600_000) as i8,
            (rest / 60_000 % 60) as i8,
            (rest / 1_000 % 60) as i8,
            (rest % 1_000 * 1_000_000) as i32,
        )
    }

    /// This moment, `ms` milliseconds later (earlier when negative).
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }
}

/// The civil day that lies so many days after 1970-01-01 in the Gregorian calendar. Years are
/// counted from March, so that the leap day is the last of its year, and in eras of 400 years.
fn civil_day(days: i64) -> (i16, i8, i8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 {
        (year, month + 3)
    } else {
        (year + 1, month - 9)
    };
    ((era * 400 + year) as i16, month as i8, day as i8)
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let c = self.civil();
        // By hand, since every line of every list has two of them.
        let mut text = *b"0000-00-00T00:00:00.000+08:00";
        let mut put = |end: usize, mut number: u32| {
            let mut at = end;
            while number > 0 {
                at -= 1;
                text[at] = b'0' + (number % 10) as u8;
                number /= 10;
            }
        };
        // Years are 1–9999, so that no number is longer than its place.
        put(4, c.year().unsigned_abs().into());
        put(7, c.month().unsigned_abs().into());
        put(10, c.day().unsigned_abs().into());
        put(13, c.hour().unsigned_abs().into());
        put(16, c.minute().unsigned_abs().into());
        put(19, c.second().unsigned_abs().into());
        put(23, c.millisecond().unsigned_abs().into());
        f.write_str(std::str::from_utf8(&text).map_err(|_| std::fmt::Error)?)
    }
}

impl std::str::FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let naive = text
            .strip_suffix("+08:00")
            .ok_or_else(|| format!("time {text:?}: write it with +08:00"))?;
        naive
            .parse::<DateTime>()
            .map(Moment::local)
            .map_err(|e| format!("time {text:?}: {e}"))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_moment_round_trips_and_has_the_local_date() {
        let at = Moment::local(date(2026, 2, 26).at(0, 30, 0, 0));
        assert_eq!(at.date(), date(2026, 2, 26));
        assert_eq!(at.to_string(), "2026-02-26T00:30:00.000+08:00");
        assert_eq!(at.to_string().parse::<Moment>().unwrap(), at);
        // 2026-02-25 16:30 UTC, computed by hand: 20509 days + 16.5 h.
        assert_eq!(at.ms(), (20_509 * 24 * 60 + 16 * 60 + 30) * 60_000);
    }

    #[test]
    fn every_day_of_four_centuries_is_the_calendars_own() {
        let first = date(1899, 12, 31);
        for n in 0..146_500_i32 {
            // The other way of counting: the library's own sum of date and span.
            let day = first.saturating_add(jiff::Span::new().days(n));
            let at = Moment::local(day.at(23, 59, 58, 7_000_000));
            assert_eq!(at.civil(), day.at(23, 59, 58, 7_000_000));
            assert_eq!(at.to_string(), format!("{day}T23:59:58.007+08:00"));
        }
        for ms in [i64::MIN, i64::MAX] {
            let at = Moment::from_ms(ms);
            assert_eq!(at.to_string().parse::<Moment>().unwrap(), at);
        }
    }
}
