//! What a parameter's versions must satisfy before anybody may count with them.

use super::{LengthUnit, Parameter, TimeLimit, Value};
use jiff::civil::Date;

/// A contradiction in one version of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// Index of the version, counted from 0.
    pub version: usize,
    /// What is wrong.
    pub kind: RuleFaultKind,
}

/// What can be wrong with a version. `Display` says it in Chinese, [`RuleFaultKind::remedy`] how to
/// mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFaultKind {
    /// No version at all.
    NoVersion,
    /// The version ends before it begins.
    Backwards {
        /// First day.
        from: Date,
        /// Last day.
        until: Date,
    },
    /// The version begins on or before the last day of the one before it.
    Overlaps {
        /// First day of this version.
        from: Date,
        /// Last day of the one before; `None`: that one is open-ended.
        before_until: Option<Date>,
    },
    /// Days between the version before and this one have no value.
    Gap {
        /// Last day of the one before.
        before_until: Date,
        /// First day of this version.
        from: Date,
    },
    /// A limit of no length.
    NoLength,
    /// The extended total is not longer than the limit itself.
    ExtensionNotLonger {
        /// The limit.
        length: u32,
        /// The total when extended.
        extended: u32,
    },
    /// Months cannot be paused: nobody can say how much of a month is left.
    MonthsPaused,
    /// This version holds another kind of value than the first.
    KindChanges,
    /// The source names no document.
    NoDocument,
}

impl Parameter {
    /// Every contradiction, in the order of the versions.
    pub fn faults(&self) -> Vec<RuleFault> {
        if self.versions.is_empty() {
            return vec![RuleFault {
                version: 0,
                kind: RuleFaultKind::NoVersion,
            }];
        }
        let mut faults = Vec::new();
        for (index, version) in self.versions.iter().enumerate() {
            let mut say = |kind| {
                faults.push(RuleFault {
                    version: index,
                    kind,
                });
            };
            if let Some(until) = version.until.filter(|until| *until < version.from) {
                let from = version.from;
                say(RuleFaultKind::Backwards { from, until });
            }
            if let Some(before) = index.checked_sub(1).map(|i| &self.versions[i]) {
                let from = version.from;
                match before.until {
                    Some(until) if until < from => {
                        if until.tomorrow().ok() != Some(from) {
                            let before_until = until;
                            say(RuleFaultKind::Gap { before_until, from });
                        }
                    }
                    before_until => say(RuleFaultKind::Overlaps { from, before_until }),
                }
                if std::mem::discriminant(&before.value) != std::mem::discriminant(&version.value) {
                    say(RuleFaultKind::KindChanges);
                }
            }
            if let Value::Limit(limit) = &version.value {
                limit_faults(limit).for_each(&mut say);
            }
            if version.source.document.trim().is_empty() {
                say(RuleFaultKind::NoDocument);
            }
        }
        faults
    }
}

fn limit_faults(limit: &TimeLimit) -> impl Iterator<Item = RuleFaultKind> {
    let no_length = (limit.length == 0).then_some(RuleFaultKind::NoLength);
    let extension = limit
        .extended
        .filter(|extended| *extended <= limit.length)
        .map(|extended| RuleFaultKind::ExtensionNotLonger {
            length: limit.length,
            extended,
        });
    let paused = (limit.unit == LengthUnit::Months && !limit.pauses.is_empty())
        .then_some(RuleFaultKind::MonthsPaused);
    [no_length, extension, paused].into_iter().flatten()
}

impl RuleFaultKind {
    /// How to mend it, one Chinese sentence without the full stop.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoVersion => "请补上 [[rule.version]],写明起始日期、取值和依据".into(),
            Self::Backwards { from, .. } => {
                format!("请把 until 改为 {from} 或之后的日期，仍然有效的就删去 until")
            }
            Self::Overlaps { from, .. } => match from.yesterday() {
                Ok(day) => format!("请把上一版的 until 写成 {day}，并按日期先后排列"),
                Err(_) => "请按日期先后排列各版".into(),
            },
            Self::Gap { from, .. } => match from.yesterday() {
                Ok(day) => format!("请把上一版的 until 改为 {day}，或补上中间适用的那一版"),
                Err(_) => "请补上中间适用的那一版".into(),
            },
            Self::NoLength => "请写 1 或更大的整数".into(),
            Self::ExtensionNotLonger { length, .. } => format!(
                "extended 是延长后的总长度（不是加上去的天数），请写大于 {length} 的数，不得延长的就删去 extended"
            ),
            Self::MonthsPaused => "请删去 pauses，或改用工作日、自然日计算".into(),
            Self::KindChanges => "请各版写同一种取值，另一种取值请另立一条规则".into(),
            Self::NoDocument => "请在 source 的 document 写明文件名称".into(),
        }
    }
}

impl std::fmt::Display for RuleFaultKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoVersion => write!(f, "这条规则一个版本也没有"),
            Self::Backwards { from, until } => {
                write!(f, "这一版 {from} 起施行，却在 {until} 就失效")
            }
            Self::Overlaps {
                from,
                before_until: Some(until),
            } => write!(f, "这一版从 {from} 起，上一版到 {until} 才止，两版重叠"),
            Self::Overlaps {
                from,
                before_until: None,
            } => write!(f, "这一版从 {from} 起，上一版没有写止日，两版重叠"),
            Self::Gap { before_until, from } => write!(
                f,
                "上一版到 {before_until} 止，这一版从 {from} 起，中间的日子没有取值"
            ),
            Self::NoLength => write!(f, "时限长度是 0"),
            Self::ExtensionNotLonger { length, extended } => write!(
                f,
                "延长后的总长度 extended = {extended}，不比原时限 length = {length} 长"
            ),
            Self::MonthsPaused => write!(f, "按月计算的时限写了暂停事由，暂停后无法折算"),
            Self::KindChanges => write!(f, "这一版的取值种类与上一版不同"),
            Self::NoDocument => write!(f, "取值没有写依据文件"),
        }
    }
}
