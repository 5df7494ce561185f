//! One year's notice as data, and the mistakes it can contain.

use super::{DayKind, is_weekend};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One year of the State Council's holiday notices. Saturdays and Sundays not named here rest,
/// Mondays to Fridays not named here work.
///
/// A notice may also touch the end of the year before (the 2019 notice gave 2018-12-31 off):
/// such a day belongs into the data of the year it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// Calendar year.
    pub year: i16,
    /// Number of the notice, e.g. `国办发明电〔2025〕7号`.
    pub notice: String,
    /// Rest days by notice: first day, last day, name.
    pub rest: Vec<(Date, Date, String)>,
    /// Make-up working days (Saturday or Sunday) and the holiday they belong to.
    pub makeup: Vec<(Date, String)>,
}

/// Why a year cannot be used; the sentence names date and remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarProblem {
    /// The year whose data is wrong.
    pub year: i16,
    /// What is wrong and how to mend it, without the year.
    pub sentence: String,
}

impl CalendarProblem {
    pub(super) fn new(year: i16, sentence: impl Into<String>) -> Self {
        Self {
            year,
            sentence: sentence.into(),
        }
    }
}

impl std::fmt::Display for CalendarProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}年放假安排：{}", self.year, self.sentence)
    }
}

impl std::error::Error for CalendarProblem {}

impl Year {
    /// The days that differ from the plain week, checked.
    pub(super) fn special_days(
        &self,
    ) -> Result<BTreeMap<Date, (DayKind, String)>, CalendarProblem> {
        let wrong = |sentence: String| CalendarProblem::new(self.year, sentence);
        if self.notice.trim().is_empty() {
            return Err(wrong(
                "没有写通知文号：请补上，如“国办发明电〔2025〕7号”".to_owned(),
            ));
        }
        let mut days = BTreeMap::new();
        for (from, until, name) in &self.rest {
            if name.trim().is_empty() {
                return Err(wrong(format!("{from}起的假期没有名称：请补上，如“国庆节”")));
            }
            if from > until {
                return Err(wrong(format!("{name}的首日{from}晚于末日{until}：请对调")));
            }
            for date in [from, until] {
                self.must_lie_inside(*date)?;
            }
            for date in from.series(jiff::Span::new().days(1)) {
                if date > *until {
                    break;
                }
                let rest = (DayKind::Holiday, name.clone());
                if let Some((_, other)) = days.insert(date, rest) {
                    return Err(wrong(format!("{date}既属{other}又属{name}：请只保留一处")));
                }
            }
        }
        for (date, name) in &self.makeup {
            self.must_lie_inside(*date)?;
            if name.trim().is_empty() {
                return Err(wrong(format!("补班日{date}没有写属于哪个假期：请补上")));
            }
            if !is_weekend(*date) {
                return Err(wrong(format!(
                    "补班日{date}不是周六或周日，本来就上班：请核对日期"
                )));
            }
            let work = (DayKind::MakeUp, name.clone());
            if let Some((kind, other)) = days.insert(*date, work) {
                return Err(wrong(if kind == DayKind::MakeUp {
                    format!("补班日{date}写了两次：请删去一处")
                } else {
                    format!("{date}既是{other}放假又是补班：请核对通知")
                }));
            }
        }
        Ok(days)
    }

    fn must_lie_inside(&self, date: Date) -> Result<(), CalendarProblem> {
        if date.year() == self.year {
            return Ok(());
        }
        let sentence = format!("{date}不在{}年内：请写入{}年的数据", self.year, date.year());
        Err(CalendarProblem::new(self.year, sentence))
    }
}
