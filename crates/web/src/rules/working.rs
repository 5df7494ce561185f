//! 怎么算的: a count as the reader sees it, in a row of days and day by day.

use crate::kit::parts::WhyView;
use crate::kit::{part, text, words};
use askama::Template;
use banjie_core::calendar::{Calendar, Count};
use jiff::civil::Date;

/// A count behind a due date.
#[derive(Template)]
#[template(path = "rules/working.html")]
pub(crate) struct Working {
    /// Sentence, days and source.
    pub(crate) why: WhyView,
    /// Each day passed, or the telling ones of a period in natural days.
    pub(crate) steps: Vec<StepLine>,
    /// Conventions it stands on.
    pub(crate) notes: Vec<String>,
}

part!(Working);

/// One line of the count.
pub(crate) struct StepLine {
    /// `第 3 个`, `不计`.
    pub(crate) number: String,
    /// `2025年9月28日（周日）`.
    pub(crate) day: String,
    /// Why.
    pub(crate) note: String,
}

impl Working {
    /// Of a count with the pauses that were asked for.
    pub(crate) fn of(
        count: &Count,
        pauses: &[(Date, Date)],
        today: Date,
        calendar: &Calendar,
        source: String,
        notes: Vec<String>,
    ) -> Self {
        let paused = |date| {
            pauses
                .iter()
                .any(|(from, until)| *from <= date && date <= *until)
        };
        let mut why = words::why_of(count, paused, today, calendar, source);
        why.open = true;
        let last = count.why.len().saturating_sub(1);
        let steps = (count.why.iter().enumerate())
            .map(|(at, step)| StepLine {
                number: match (step.number, step.counted) {
                    (Some(number), _) => format!("第 {number} {}", count.unit.word()),
                    (None, true) if at == last => "到期".to_owned(),
                    (None, true) => "期满".to_owned(),
                    (None, false) => "不计".to_owned(),
                },
                day: text::full_date(step.date),
                // A plain weekend is called by its weekday, which stands in the day already.
                note: match step.note == text::weekday(step.date) {
                    true => String::new(),
                    false => step.note.to_string(),
                },
            })
            .collect();
        Self { why, steps, notes }
    }
}
