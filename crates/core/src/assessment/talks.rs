//! 窗口约谈: which windows the rule proposes to talk to (rules.md §5), and what became of it. A
//! proposal follows from the rates alone; whether a talk is held, and if not why, a person decides
//! and it is an event.

use super::Month;
use super::reviews::{ReviewRates, last_in_each};
use crate::district::{Action, Reach, UnitId, WindowId};
use crate::matter::{Act, Refusal, check};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The ratings of a window in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRated {
    /// The month.
    pub month: Month,
    /// Levels 5, 4, 3.
    pub satisfied: u64,
    /// All valid ratings.
    pub valid: u64,
}

/// A window that stood last in each of these months, with its ratings, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkProposal {
    /// The window.
    pub window: WindowId,
    /// The unit whose people serve there.
    pub unit: UnitId,
    /// What it rests on; never empty.
    pub facts: Vec<MonthRated>,
}

impl TalkProposal {
    /// The months it rests on, first and last; `None`: it rests on nothing.
    pub fn span(&self) -> Option<(Month, Month)> {
        Some((self.facts.first()?.month, self.facts.last()?.month))
    }
}

/// What somebody decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalkEvent {
    /// 已约谈.
    Held {
        /// The day.
        on: Date,
        /// With whom.
        with: String,
        /// What was said and agreed.
        words: String,
    },
    /// 不约谈.
    Waived {
        /// Why.
        reason: String,
    },
}

impl TalkEvent {
    /// The word on screen.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Held { .. } => "已约谈",
            Self::Waived { .. } => "不约谈",
        }
    }
}

/// The proposals of a run of months, each with the rates of its windows, the newest proposal first:
/// last in `many` months running. Months on which somebody has decided (`decided`), or which a newer
/// proposal rests on, are not proposed again: after a talk it counts anew, as after an interview.
/// `unit_of` knows whose window it is; a window that is gone is not talked to.
pub fn proposals(
    months: &[(Month, BTreeMap<String, ReviewRates>)],
    many: usize,
    decided: &[(WindowId, Month, Month)],
    unit_of: impl Fn(&WindowId) -> Option<UnitId>,
) -> Vec<TalkProposal> {
    let mut found: Vec<TalkProposal> = Vec::new();
    for run in months.windows(many.max(1)).rev() {
        let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) else {
            continue;
        };
        let rates: Vec<_> = run.iter().map(|(_, rates)| rates.clone()).collect();
        for key in last_in_each(&rates) {
            let id = WindowId::from(key.as_str());
            let overlaps = |from: &Month, to: &Month| from <= last && first <= to;
            let settled = (decided.iter()).any(|(w, from, to)| *w == id && overlaps(from, to));
            let proposed = found.iter().filter(|p| p.window == id);
            let again = (proposed.filter_map(TalkProposal::span)).any(|(a, b)| overlaps(&a, &b));
            let Some(unit) = unit_of(&id).filter(|_| !settled && !again) else {
                continue;
            };
            let rated = run.iter().filter_map(|(month, rates)| {
                let rates = rates.get(&key)?;
                Some(MonthRated {
                    month: *month,
                    satisfied: rates.valid() - rates.bad_cases(),
                    valid: rates.valid(),
                })
            });
            found.push(TalkProposal {
                window: id,
                unit,
                facts: rated.collect(),
            });
        }
    }
    found
}

/// Decides on a proposal.
///
/// # Errors
/// The actor has no say, or serves at the window's unit; a field is empty, too long, or the day is
/// before the months were over or still to come.
pub fn decide(proposal: &TalkProposal, asked: TalkEvent, act: &Act) -> Result<TalkEvent, Refusal> {
    let not = |why: String| Err(Refusal::NotAllowed { why });
    let staff = act.by.staff();
    let Some(staff) = staff.filter(|s| Action::RuleReview.reach_of(&s.roles) != Reach::No) else {
        return not("约不约谈由区营商办或纪委监委定，请找他们".to_owned());
    };
    if staff.unit == proposal.unit {
        return not(format!(
            "要约谈的就是{}的窗口，不能由本单位决定。请由区营商办或纪委监委里没有被评的一方办理",
            proposal.unit
        ));
    }
    match &asked {
        TalkEvent::Held { on, with, words } => {
            check::text(
                with,
                "约谈了谁",
                100,
                "请写窗口负责人或当班人员的姓名、职务",
            )?;
            check::text(
                words,
                "约谈记录",
                2_000,
                "请写指出了什么问题、怎样改、到哪一天",
            )?;
            let over = proposal.span().map(|(_, last)| last.last());
            if *on > act.at.date() || over.is_some_and(|over| *on <= over) {
                return Err(Refusal::BadValue {
                    field: "约谈日期",
                    value: on.to_string(),
                    remedy: "要在那几个月过完以后、今天以前，请核对".to_owned(),
                });
            }
        }
        TalkEvent::Waived { reason } => {
            check::text(reason, "理由", 500, "请写清为什么不约谈，那个单位能看到")?;
        }
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::rates::Ratings;

    fn rates(rated: &[(&str, u64, u64)]) -> BTreeMap<String, ReviewRates> {
        let one = |satisfied: u64, all: u64| ReviewRates {
            ratings: Ratings {
                levels: [0, all - satisfied, 0, satisfied, 0],
            },
            ..ReviewRates::default()
        };
        (rated.iter())
            .map(|(key, satisfied, all)| ((*key).to_owned(), one(*satisfied, *all)))
            .collect()
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    /// Four months in which the same window is last: by hand, the rule of two months proposes
    /// 7月–8月 and 9月–10月, and nothing that overlaps what is decided.
    #[test]
    fn each_run_of_months_is_proposed_once_and_a_decision_begins_it_anew() {
        let (bad, good) = ("open-01", "general-12");
        let unit_of = |_: &WindowId| Some(UnitId::from("市场监管局"));
        let worse = rates(&[(bad, 1, 4), (good, 4, 4)]);
        let months: Vec<_> = ["2025-07", "2025-08", "2025-09", "2025-10"]
            .map(|m| (month(m), worse.clone()))
            .into();
        let spans = |decided: &[(WindowId, Month, Month)]| {
            let found = proposals(&months, 2, decided, unit_of);
            assert!(found.iter().all(|p| p.window.as_str() == bad));
            let spans = found.iter().filter_map(TalkProposal::span);
            spans.map(|(a, b)| format!("{a}..{b}")).collect::<Vec<_>>()
        };
        assert_eq!(spans(&[]), ["2025-09..2025-10", "2025-07..2025-08"]);
        let held = (bad.into(), month("2025-08"), month("2025-09"));
        assert!(spans(&[held]).is_empty(), "each pair overlaps 8月–9月");
        let other = (good.into(), month("2025-09"), month("2025-10"));
        assert_eq!(
            spans(&[other]).len(),
            2,
            "another window's talk is not its own"
        );
        let found = proposals(&months, 2, &[], unit_of);
        let facts = &found[0].facts;
        assert_eq!((facts[0].satisfied, facts[0].valid), (1, 4));
        assert!(proposals(&months, 2, &[], |_| None).is_empty());
    }

    #[test]
    fn another_unit_decides_on_a_talk_and_says_why() {
        let proposal = TalkProposal {
            window: "open-01".into(),
            unit: "市场监管局".into(),
            facts: vec![MonthRated {
                month: month("2025-10"),
                satisfied: 1,
                valid: 4,
            }],
        };
        let staff = |unit: &str, role| {
            crate::matter::Actor::Staff(crate::matter::Staff {
                person: "fang".into(),
                name: "方明".to_owned(),
                unit: unit.into(),
                roles: vec![role],
                post: None,
            })
        };
        let at = crate::moment::Moment::local(jiff::civil::date(2025, 11, 5).at(9, 0, 0, 0));
        let refused = |asked: TalkEvent, by| {
            let refusal = decide(&proposal, asked, &Act { at, by }).unwrap_err();
            refusal.to_string()
        };
        let held = |on: Date, words: &str| TalkEvent::Held {
            on,
            with: "1 号窗口负责人".to_owned(),
            words: words.to_owned(),
        };
        let waived = |reason: &str| TalkEvent::Waived {
            reason: reason.to_owned(),
        };
        let office = || staff("区营商办", crate::district::Role::Coordinator);
        let day = |d| jiff::civil::date(2025, 11, d);
        assert!(refused(held(day(6), "加人"), office()).contains("约谈日期：写成了“2025-11-06”"));
        let early = jiff::civil::date(2025, 10, 31);
        assert!(refused(held(early, "加人"), office()).contains("过完以后"));
        assert!(refused(held(day(4), " "), office()).contains("约谈记录：没有填"));
        assert!(refused(waived(""), office()).contains("理由：没有填"));
        let own = staff("市场监管局", crate::district::Role::Inspector);
        assert!(refused(waived("已整改"), own).contains("不能由本单位决定"));
        let clerk = staff("住建局", crate::district::Role::Clerk);
        assert!(refused(waived("已整改"), clerk).contains("由区营商办或纪委监委定"));
        let by = office();
        let asked = held(day(4), "本周内加开一个窗口");
        assert_eq!(
            decide(&proposal, asked.clone(), &Act { at, by }).unwrap(),
            asked
        );
    }
}
