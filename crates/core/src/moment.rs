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
        let span = jiff::Span::new().days(days).milliseconds(rest);
        // In range: `from_ms` clamps to years 1–9999 and the offset keeps a year of margin.
        jiff::civil::date(1970, 1, 1)
            .at(0, 0, 0, 0)
            .saturating_add(span)
    }

    /// This moment, `ms` milliseconds later (earlier when negative).
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let c = self.civil();
        write!(
            f,
            "{}T{:02}:{:02}:{:02}.{:03}+08:00",
            c.date(),
            c.hour(),
            c.minute(),
            c.second(),
            c.millisecond()
        )
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
}
