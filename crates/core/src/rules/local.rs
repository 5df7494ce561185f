//! A district's own, usually shorter, limits laid over the statutory ones.

use super::{Parameter, TimeLimit, Value, Version};
use jiff::civil::Date;

/// Why an override is refused. `Display` says it in Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverrideError {
    /// Longer than the law allows, or allowing more extension or pauses.
    Widens {
        /// From when the law gives less.
        from: Date,
        /// What the law gives.
        statutory: TimeLimit,
    },
    /// A statutory value that is no time limit cannot be replaced.
    NotALimit,
    /// There is nothing to override on its first day.
    NothingThere(Date),
}

impl Parameter {
    /// Lays a district's own version over this parameter, from its first to its last day. A local
    /// convention may be replaced freely; a statutory limit only by one that is nowhere wider.
    pub fn overridden(mut self, own: Version) -> Result<Self, OverrideError> {
        let touches = |v: &Version| {
            v.until.is_none_or(|u| own.from <= u) && own.until.is_none_or(|u| v.from <= u)
        };
        if !self.versions.iter().any(|v| {
            touches(v) && v.from <= own.from // the first day itself must have a value
        }) {
            return Err(OverrideError::NothingThere(own.from));
        }
        if !self.local {
            for version in self.versions.iter().filter(|v| touches(v)) {
                let (Value::Limit(statutory), Value::Limit(limit)) = (&version.value, &own.value)
                else {
                    return Err(OverrideError::NotALimit);
                };
                if widens(limit, statutory) {
                    return Err(OverrideError::Widens {
                        from: version.from.max(own.from),
                        statutory: statutory.clone(),
                    });
                }
            }
        }
        let mut versions = Vec::with_capacity(self.versions.len() + 2);
        for version in self.versions {
            if !touches(&version) {
                versions.push(version);
                continue;
            }
            if version.from < own.from {
                let mut before = version.clone();
                before.until = own.from.yesterday().ok();
                versions.push(before);
            }
            let after = own.until.and_then(|u| u.tomorrow().ok());
            if let Some(after) = after.filter(|day| version.until.is_none_or(|u| *day <= u)) {
                let mut rest = version;
                rest.from = after;
                versions.push(rest);
            }
        }
        versions.push(own);
        versions.sort_by_key(|v| v.from);
        self.versions = versions;
        Ok(self)
    }
}

/// Whether `own` gives the authority more time than `statutory` in any respect. Another counting
/// unit counts as wider, since no fixed number of working days is always within a number of days.
fn widens(own: &TimeLimit, statutory: &TimeLimit) -> bool {
    own.unit != statutory.unit
        || own.length > statutory.length
        || own.extended.unwrap_or(own.length) > statutory.extended.unwrap_or(statutory.length)
        || own.pauses.iter().any(|p| !statutory.pauses.contains(p))
        || (own.roll && !statutory.roll)
}

impl std::fmt::Display for OverrideError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Widens { from, statutory } => write!(
                f,
                "本区规定放宽了 {from} 起施行的法定时限（{}{}{}）",
                statutory.length,
                statutory.unit.word(),
                statutory
                    .extended
                    .map(|e| format!("，延长后共{e}{}", statutory.unit.word()))
                    .unwrap_or_default()
            ),
            Self::NotALimit => write!(f, "这条规则不是时限，是法定取值，本区不能另行规定"),
            Self::NothingThere(day) => write!(f, "这条规则在 {day} 没有取值，无从另行规定"),
        }
    }
}

impl std::error::Error for OverrideError {}
