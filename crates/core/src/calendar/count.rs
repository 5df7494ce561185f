//! Counting a period from its trigger to its due date, with every step that explains it.

use super::{Calendar, DayKind, MissingYear, next_day, weekday_word};
use crate::rules::LengthUnit;
use jiff::ToSpan;
use jiff::civil::Date;
use std::borrow::Cow;

/// Note of a make-up working day.
pub const MAKE_UP_NOTE: &str = "调休上班";

/// A counted period: where it ends and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The trigger day, which is day 0.
    pub from: Date,
    /// Counting unit.
    pub unit: LengthUnit,
    /// Length in that unit.
    pub length: u32,
    /// The last day before rolling.
    pub nominal: Date,
    /// The due date (until its end): `nominal`, rolled to a working day where the rule says so.
    pub due: Date,
    /// The steps. Working days: every day passed. Natural days and months: the telling ones only
    /// (trigger, pauses, nominal day, the rest days rolled over, due day).
    pub why: Vec<Step>,
}

/// One day in the explanation of a [`Count`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The day.
    pub date: Date,
    /// Whether it counts towards the period.
    pub counted: bool,
    /// Which day of the period it is, if it counts.
    pub number: Option<u32>,
    /// Why: `调休上班`, `国庆节`, `周六`, `暂停:专家评审` …; empty for an ordinary working day. Most
    /// words are the same on many days and are not copied.
    pub note: Cow<'static, str>,
}

/// Days that do not count, both ends inclusive: a pause with its reason. Overlapping spans count
/// once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// First day that does not count.
    pub from: Date,
    /// Last day that does not count.
    pub until: Date,
    /// Why, for the explanation.
    pub reason: String,
}

/// What to count, before it is known which days work.
pub(super) struct Plan<'a> {
    pub(super) from: Date,
    pub(super) unit: LengthUnit,
    pub(super) length: u32,
    pub(super) roll: bool,
    pub(super) excluded: &'a [Excluded],
    /// Knows over which rest days an end rolls; `None`: over none.
    pub(super) calendar: Option<&'a Calendar>,
}

impl Plan<'_> {
    /// Nominal and due date, given an answer to "is it a working day?" that is asked once for
    /// each day, in order, and only for days that are not excluded.
    pub(super) fn ends(
        &self,
        is_working: &mut dyn FnMut(Date) -> Result<bool, MissingYear>,
    ) -> Result<(Date, Date), MissingYear> {
        if self.unit == LengthUnit::WorkingDays {
            let mut date = self.from;
            let mut left = self.length;
            while left > 0 {
                date = next_day(date)?;
                if self.reason_on(date).is_none() && is_working(date)? {
                    left -= 1;
                }
            }
            return Ok((date, date));
        }
        let nominal = self.nominal()?;
        let mut due = nominal;
        if self.roll {
            let rolls = |due| self.calendar.is_some_and(|c| c.rolls_over(due));
            while self.reason_on(due).is_some() || !is_working(due)? && rolls(due) {
                due = next_day(due)?;
            }
        }
        Ok((nominal, due))
    }

    /// The nominal day of a period in natural days or months: its plain end, moved on by the
    /// excluded days that it meets.
    fn nominal(&self) -> Result<Date, MissingYear> {
        let beyond = |_| MissingYear {
            year: 10_000,
            held: None,
        };
        let mut end = self.plain_end()?;
        for (from, until) in self.merged() {
            // The trigger day is day 0: excluding it changes nothing.
            let from = from.max(next_day(self.from)?);
            if from > until {
                continue;
            }
            if from > end {
                break;
            }
            let days = i64::from((until - from).get_days()) + 1;
            end = end.checked_add(days.days()).map_err(beyond)?;
        }
        Ok(end)
    }

    /// Trigger plus length without any exclusion (C2, C3: a missing day of the month becomes the
    /// last one, which is how jiff adds months).
    fn plain_end(&self) -> Result<Date, MissingYear> {
        let beyond = |_| MissingYear {
            year: 10_000,
            held: None,
        };
        let length = i64::from(self.length);
        let span = if self.unit == LengthUnit::Months {
            jiff::Span::new().try_months(length)
        } else {
            jiff::Span::new().try_days(length)
        };
        self.from.checked_add(span.map_err(beyond)?).map_err(beyond)
    }

    /// The union of the excluded spans, in order.
    fn merged(&self) -> Vec<(Date, Date)> {
        let mut spans: Vec<_> = (self.excluded.iter())
            .map(|e| (e.from, e.until))
            .filter(|(from, until)| from <= until)
            .collect();
        spans.sort_unstable();
        let mut merged: Vec<(Date, Date)> = Vec::new();
        for (from, until) in spans {
            match merged.last_mut() {
                Some((_, end)) if from <= *end => *end = until.max(*end),
                _ => merged.push((from, until)),
            }
        }
        merged
    }

    /// Why this day is excluded, if it is.
    pub(super) fn reason_on(&self, date: Date) -> Option<&str> {
        (self.excluded.iter())
            .find(|e| e.from <= date && date <= e.until)
            .map(|e| e.reason.as_str())
    }
}

/// The corresponding day so many months later, or the last day of a month that lacks it (C3). Not
/// rolled, as publicity periods are; needs no calendar.
///
/// # Errors
/// The day lies beyond the year 9999.
pub fn months_later(from: Date, months: u32) -> Result<Date, MissingYear> {
    let plan = Plan {
        from,
        unit: LengthUnit::Months,
        length: months,
        roll: false,
        excluded: &[],
        calendar: None,
    };
    plan.plain_end()
}

impl Calendar {
    /// Counts `length` units from the trigger day `from` (C1–C4). `roll`: whether an end in
    /// natural days or months that falls on a rest day moves to the next working day.
    ///
    /// A period in natural days or months that is not rolled needs no calendar and so has no
    /// missing year before 9999.
    ///
    /// # Errors
    /// A year that is needed is not held (C10).
    pub fn count(
        &self,
        from: Date,
        unit: LengthUnit,
        length: u32,
        roll: bool,
    ) -> Result<Count, MissingYear> {
        self.count_without(from, unit, length, roll, &[])
    }

    /// Nominal and due date alone, without the steps: for lists of thousands of matters.
    ///
    /// # Errors
    /// A year that is needed is not held (C10).
    pub fn ends(
        &self,
        from: Date,
        unit: LengthUnit,
        length: u32,
        roll: bool,
        excluded: &[Excluded],
    ) -> Result<(Date, Date), MissingYear> {
        let plan = Plan {
            from,
            unit,
            length,
            roll,
            excluded,
            calendar: Some(self),
        };
        plan.ends(&mut |date| self.is_working(date))
    }

    /// As [`Calendar::count`], leaving out the excluded days: working days in them do not count;
    /// natural days in them move the nominal day on. The due date never lies in an excluded span.
    ///
    /// # Errors
    /// A year that is needed is not held (C10).
    pub fn count_without(
        &self,
        from: Date,
        unit: LengthUnit,
        length: u32,
        roll: bool,
        excluded: &[Excluded],
    ) -> Result<Count, MissingYear> {
        let plan = Plan {
            from,
            unit,
            length,
            roll,
            excluded,
            calendar: Some(self),
        };
        let mut why = Vec::with_capacity(match unit {
            // Every day passed is a step: seven for five working days, and the holidays.
            LengthUnit::WorkingDays => (length as usize * 3 / 2 + 12).min(400),
            LengthUnit::Days | LengthUnit::Months => 4,
        });
        why.push(Step {
            date: from,
            counted: false,
            number: None,
            note: "起算日，不计入".into(),
        });
        let (nominal, due) = if unit == LengthUnit::WorkingDays {
            let due = self.walk_working_days(&plan, &mut why)?;
            (due, due)
        } else {
            let (nominal, due) = plan.ends(&mut |date| self.is_working(date))?;
            self.explain_days(&plan, nominal, due, &mut why)?;
            (nominal, due)
        };
        Ok(Count {
            from,
            unit,
            length,
            nominal,
            due,
            why,
        })
    }

    /// Counts working days and tells each day passed on the way, in one walk.
    fn walk_working_days(&self, plan: &Plan<'_>, why: &mut Vec<Step>) -> Result<Date, MissingYear> {
        let mut date = plan.from;
        let mut number = 0;
        while number < plan.length {
            date = next_day(date)?;
            // A paused day needs no calendar.
            let (counted, note) = match plan.reason_on(date) {
                Some(reason) => (false, paused_note(reason)),
                None => match self.kind(date)? {
                    (DayKind::Ordinary, _) => (true, Cow::Borrowed("")),
                    (kind, name) => (kind.works(), name.into_note()),
                },
            };
            number += u32::from(counted);
            why.push(Step {
                date,
                counted,
                number: counted.then_some(number),
                note,
            });
        }
        Ok(date)
    }

    fn explain_days(
        &self,
        plan: &Plan<'_>,
        nominal: Date,
        due: Date,
        why: &mut Vec<Step>,
    ) -> Result<(), MissingYear> {
        for (from, until) in plan.merged() {
            if from > nominal || until <= plan.from {
                continue;
            }
            let days = (until - from).get_days() + 1;
            let reason = plan.reason_on(from).unwrap_or_default();
            why.push(Step {
                date: from,
                counted: false,
                number: None,
                note: format!("{}（至{until}，共{days}天，不计入）", paused_note(reason)).into(),
            });
        }
        let mut note = end_words(plan, nominal);
        // Naming the day is a courtesy: without a roll the year need not be held.
        let named = self.day(nominal).ok();
        if let Some(day) = named.filter(|day| day.kind != DayKind::Ordinary) {
            // A plain weekend is called by its weekday, which stands there already.
            if day.kind != DayKind::Weekend {
                note.push('，');
                note.push_str(&day.name);
            }
            note.push_str(if day.working || !plan.roll || !self.rolls_over(nominal) {
                "，不顺延"
            } else {
                "，顺延"
            });
        }
        why.push(Step {
            date: nominal,
            counted: true,
            number: (plan.unit == LengthUnit::Days).then_some(plan.length),
            note: note.into(),
        });
        let mut date = nominal;
        while date < due {
            date = next_day(date)?;
            let note = match plan.reason_on(date) {
                Some(reason) => paused_note(reason),
                None => {
                    let day = self.day(date)?;
                    match (date == due, day.kind) {
                        (true, DayKind::MakeUp) => {
                            Cow::Owned(format!("顺延到此日，{MAKE_UP_NOTE}"))
                        }
                        (true, _) if day.working => "顺延到此日，假后首个工作日".into(),
                        (true, _) => "顺延到此日，假期届满的次日".into(),
                        (false, _) => day.name.into(),
                    }
                }
            };
            why.push(Step {
                date,
                counted: date == due,
                number: None,
                note,
            });
        }
        Ok(())
    }
}

fn paused_note(reason: &str) -> Cow<'static, str> {
    if reason.is_empty() {
        "暂停".into()
    } else {
        format!("暂停：{reason}").into()
    }
}

fn end_words(plan: &Plan<'_>, nominal: Date) -> String {
    let length = plan.length;
    let weekday = weekday_word(nominal);
    if plan.unit == LengthUnit::Days {
        return format!("第{length}日，{weekday}");
    }
    let clipped = plan.excluded.is_empty() && nominal.day() != plan.from.day();
    if clipped {
        format!(
            "满{length}个月，当月无{}日，取月末，{weekday}",
            plan.from.day()
        )
    } else {
        format!("满{length}个月，{weekday}")
    }
}

impl Count {
    /// The counted days in one line, as a story or a tooltip shows them:
    /// `09-28补班 · 09-29 · 09-30 · 10-09 · 10-10`.
    pub fn line(&self) -> String {
        let words: Vec<_> = (self.why.iter().filter(|step| step.counted))
            .map(|step| {
                let makeup = step.note.ends_with(MAKE_UP_NOTE);
                let suffix = if makeup { "补班" } else { "" };
                let date = step.date;
                format!("{:02}-{:02}{suffix}", date.month(), date.day())
            })
            .collect();
        words.join(" · ")
    }

    /// The JSON form of interfaces.md §2, without `source`.
    pub fn json(&self) -> serde_json::Value {
        let steps: Vec<_> = (self.why.iter())
            .map(|step| {
                serde_json::json!({
                    "date": step.date.to_string(),
                    "counted": step.counted,
                    "number": step.number,
                    "note": step.note,
                })
            })
            .collect();
        serde_json::json!({
            "from": self.from.to_string(),
            "unit": self.unit,
            "length": self.length,
            "nominal": self.nominal.to_string(),
            "due": self.due.to_string(),
            "why": steps,
        })
    }
}
