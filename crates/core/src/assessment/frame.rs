//! 抽样框 of a month out of the journal: which matters could be drawn, of which unit, with which marks.
//! The draw and `journal check` both compute it here, from the matters as they stood at that line.

use super::callback::{Sampling, candidate};
use super::detectors::Mark;
use super::history::History;
use super::period::Month;
use super::sample::{Candidate, Frame, Shares};
use crate::district::{District, UnitId};
use crate::matter::{By, Kind, Law, Matter, Visibility};
use crate::rules::RuleError;
use jiff::civil::Date;

/// Matters that ended so many days before a month are still looked at with it: what was answered
/// early comes due, and counts, later.
const ENDED_BEFORE: i64 = 92;

/// From this day on a matter must have been open to be looked at with a month.
pub fn looked_at_since(month: Month) -> Date {
    month
        .first()
        .saturating_sub(jiff::Span::new().days(ENDED_BEFORE))
}

/// Whether a matter is looked at with a month: it was worked on around it, however old it is.
pub fn is_looked_at(matter: &Matter, month: Month) -> bool {
    let since = looked_at_since(month);
    matter.visibility == Visibility::Units
        && matter.kind() != Kind::Review
        && matter.opened.date() <= month.last()
        && matter.ended.is_none_or(|at| at.date() >= since)
}

/// Every unit whose people acted on a matter; 区营商办 acts on all.
pub fn hands<'a>(
    history: &'a History,
    district: &'a District,
) -> impl Iterator<Item = UnitId> + 'a {
    let units = history.events.iter().filter_map(|(_, by, _)| match by {
        By::Staff { unit, .. } => Some(unit.clone()),
        _ => None,
    });
    units.filter(move |unit| *unit != district.coordinator)
}

/// Whether a unit answered it in the month.
fn answered_in(history: &History, month: Month) -> bool {
    (history.matter.rounds.iter())
        .filter_map(|round| round.answered)
        .any(|at| Month::of(at.date()) == month)
}

/// The seed of a draw: nobody chooses the root of the log as it stands then, and nobody knows it before.
pub fn seed(district: &District, month: Month, root: &impl std::fmt::Display) -> String {
    format!("{}|{month}|{root}", district.code.as_str())
}

impl Sampling {
    /// What a draw of the month rests on, with these matters and what detectors found in them.
    ///
    /// # Errors
    /// A rule `callback.*` has no number on the month's last day.
    pub fn frame(
        &self,
        histories: &[History],
        marks: &[Mark],
        seed: String,
        law: &Law<'_>,
    ) -> Result<Frame, RuleError> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for history in histories {
            let hands = hands(history, law.district);
            let Ok(found) = candidate(&history.matter, hands, self.month.last()) else {
                continue;
            };
            let found = self.marked(found, marks);
            if found.wanted || answered_in(history, self.month) {
                candidates.push(found);
            }
        }
        Ok(Frame {
            seed,
            shares: Shares::of(law, self.month.last())?,
            callers: (law.district.units.iter())
                .filter(|unit| unit.peer_group.is_some())
                .map(|unit| unit.id.clone())
                .collect(),
            candidates,
        })
    }
}

impl Frame {
    /// Where a recorded frame is not this one, in words, the first first.
    pub fn differences(&self, recorded: &Self) -> Vec<String> {
        let mut out = Vec::new();
        if self.seed != recorded.seed {
            out.push("种子不是抽样那一刻日志的根哈希".to_owned());
        }
        if self.shares != recorded.shares {
            out.push("每个单位抽几件和那个月的规则不一样".to_owned());
        }
        if self.callers != recorded.callers {
            out.push("能回访的单位和区里排名次的单位不一样".to_owned());
        }
        let of = |frame: &'_ Self, no| frame.candidates.iter().find(|c| c.no == no).cloned();
        for case in &self.candidates {
            match of(recorded, case.no) {
                None => out.push(format!("少了 {}（{}）", case.no, case.unit)),
                Some(said) if said != *case => {
                    out.push(format!("{} {}", case.no, case.unlike(&said)));
                }
                Some(_) => {}
            }
        }
        let added = recorded.candidates.iter();
        let added = added.filter(|case| of(self, case.no).is_none());
        out.extend(added.map(|case| format!("多了 {}（{}）", case.no, case.unit)));
        if out.is_empty() && self != recorded {
            out.push("次序不一样".to_owned());
        }
        out
    }
}

impl Candidate {
    /// What of a recorded candidate is not so.
    fn unlike(&self, said: &Self) -> String {
        let words = |case: &Self| {
            let words: Vec<&str> = case.marks.iter().map(|mark| mark.word()).collect();
            match words.is_empty() {
                true => "没有线索".to_owned(),
                false => words.join("、"),
            }
        };
        if said.unit != self.unit {
            return format!("记的单位是{}，应是{}", said.unit, self.unit);
        }
        if said.marks != self.marks {
            return format!("记的线索是{}，应是{}", words(said), words(self));
        }
        if said.wanted != self.wanted {
            return "是否由区营商办指定，和日志不一样".to_owned();
        }
        "经手过的单位和日志不一样".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::detectors::Detector;
    use crate::matter::MatterNo;

    fn frame() -> Frame {
        let one = |serial: u32| Candidate {
            no: MatterNo::new(2026, serial).unwrap(),
            unit: "住建局".into(),
            hands: Vec::new(),
            marks: Vec::new(),
            wanted: false,
        };
        Frame {
            seed: "990001|2026-01|root".to_owned(),
            shares: Shares {
                per_unit: 3,
                marked_percent: 50,
                marked_most: 5,
            },
            callers: vec!["财政局".into()],
            candidates: (1..4).map(one).collect(),
        }
    }

    #[test]
    fn a_recorded_frame_is_compared_in_words() {
        let now = frame();
        assert!(now.differences(&now.clone()).is_empty());
        let mut forged = frame();
        let gone = forged.candidates.remove(0).no;
        forged.candidates[0].marks = vec![Detector::Pausing];
        forged.candidates[1].hands = vec!["财政局".into()];
        forged.callers.clear();
        forged.seed.push('x');
        let (second, third) = (forged.candidates[0].no, forged.candidates[1].no);
        let said = now.differences(&forged);
        let wanted = [
            "种子不是抽样那一刻日志的根哈希".to_owned(),
            "能回访的单位和区里排名次的单位不一样".to_owned(),
            format!("少了 {gone}（住建局）"),
            format!("{second} 记的线索是到期前暂停，应是没有线索"),
            format!("{third} 经手过的单位和日志不一样"),
        ];
        assert_eq!(said, wanted);
        assert_eq!(
            forged.differences(&now)[2],
            format!("{second} 记的线索是没有线索，应是到期前暂停")
        );
    }
}
