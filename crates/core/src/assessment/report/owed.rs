//! What the method asks to be reported for a month: one line for each figure and unit, where it
//! stands, and whom it concerns.

use super::{Report, Reports, Said};
use crate::assessment::period::Month;
use crate::assessment::rulebook::{Basis, Measure, Reported, Rulebook};
use crate::district::{Action, District, Reach, RuleId, Unit, UnitId};
use crate::matter::{Law, Staff};
use crate::rules::LengthUnit;
use jiff::civil::Date;

/// Where a figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 未报.
    Owed,
    /// 待核.
    Waiting,
    /// 退回, to be reported again.
    Returned,
    /// 已核.
    Verified,
}

impl State {
    /// All, in the order of the list: what waits for somebody first.
    pub const ALL: [State; 4] = [Self::Owed, Self::Waiting, Self::Returned, Self::Verified];

    /// Where a report stands; `None`: nobody reported.
    pub fn of(report: Option<&Report>) -> Self {
        match report {
            None => Self::Owed,
            Some(report) if report.is_waiting() => Self::Waiting,
            Some(report) if report.returned.is_some() => Self::Returned,
            Some(_) => Self::Verified,
        }
    }

    /// The code in addresses and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Waiting => "waiting",
            Self::Returned => "returned",
            Self::Verified => "verified",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owed => "未报",
            Self::Waiting => "待核",
            Self::Returned => "退回",
            Self::Verified => "已核",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One figure of one unit in a month.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What is measured.
    pub measure: &'a Measure,
    /// Its definition.
    pub reported: &'a Reported,
    /// The unit the figure is about.
    pub unit: &'a Unit,
    /// What was reported.
    pub report: Option<&'a Report>,
}

impl Line<'_> {
    /// Where it stands.
    pub fn state(&self) -> State {
        State::of(self.report)
    }

    /// As reported, whether verified or not: `3.5天`, `不适用`, `未报`.
    pub fn figure(&self) -> String {
        match self.report.map(|report| &report.said) {
            Some(Said::Value(value)) => format!("{}{}", value.normalize(), self.reported.unit_word),
            Some(Said::NotApplicable(_)) => "不适用".to_owned(),
            None => State::Owed.word().to_owned(),
        }
    }

    /// What has to be done next and by which unit; `None`: nothing.
    pub fn next(&self) -> Option<(&'static str, &UnitId)> {
        match self.state() {
            State::Owed => Some(("报送", &self.reported.lead)),
            State::Returned => Some(("改好再报", &self.reported.lead)),
            State::Waiting => Some(("核验", &self.reported.verifier)),
            State::Verified => None,
        }
    }

    /// Whether somebody sees it: the unit that reports, the one that verifies, the one it is about,
    /// the owner of the indicator it belongs to, and who sees the district.
    pub fn is_seen_by(&self, staff: &Staff, district: &District) -> bool {
        let reach = Action::SeeReports.reach_of(&staff.roles);
        let own = || {
            let units = [&self.reported.lead, &self.reported.verifier, &self.unit.id];
            units.contains(&&staff.unit)
        };
        let owns = || {
            let indicator = self.reported.indicator.as_ref();
            let indicator = indicator.and_then(|id| district.indicator(id));
            indicator.is_some_and(|indicator| Some(&indicator.owner) == staff.post.as_ref())
        };
        match reach {
            Reach::No => false,
            Reach::Unit => own(),
            Reach::Indicator => own() || owns(),
            Reach::District => true,
        }
    }
}

/// Everything the method asks for a month, measure by measure, units in the order of the pack.
#[derive(Clone, Debug, Default)]
pub struct Lines<'a> {
    /// In order.
    pub all: Vec<Line<'a>>,
}

impl<'a> Lines<'a> {
    /// From the method, the units and what was reported.
    pub fn of(book: &'a Rulebook, district: &'a District, reports: &'a Reports) -> Self {
        let measures = book.measures.iter().filter_map(|m| match &m.basis {
            Basis::Reported(reported) => Some((m, reported)),
            Basis::Rate(_) | Basis::Missed(_) => None,
        });
        let ranked = || district.units.iter().filter(|u| u.peer_group.is_some());
        let all = measures.flat_map(|(measure, reported)| {
            ranked()
                .filter(|unit| measure.applies_to(&unit.id, unit.peer_group.as_deref()))
                .map(move |unit| Line {
                    measure,
                    reported,
                    unit,
                    report: reports.get(&measure.id, &unit.id),
                })
        });
        Self { all: all.collect() }
    }

    /// How many stand so.
    pub fn count(&self, state: State) -> usize {
        let same = self.all.iter().filter(|line| line.state() == state);
        same.count()
    }

    /// `12 个数，已核 9 个，未报 2 个，待核 1 个`; states without any are left out.
    pub fn words(&self) -> String {
        let counted = [
            State::Verified,
            State::Owed,
            State::Waiting,
            State::Returned,
        ];
        let parts = counted.into_iter().filter_map(|state| {
            let n = self.count(state);
            (n > 0).then(|| format!("，{} {n} 个", state.word()))
        });
        format!("{} 个数{}", self.all.len(), parts.collect::<String>())
    }
}

/// The last day on which the figures of a month are to be reported; `None`: the district's rules say
/// none, or the calendar does not reach so far.
pub fn report_until(month: Month, law: &Law<'_>) -> Option<Date> {
    let id = RuleId::from("assessment.report");
    let (limit, _) = law.rules.limit(&id, month.last()).ok()?;
    let roll = limit.roll && limit.unit != LengthUnit::WorkingDays;
    let count = (law.calendar).count(month.last(), limit.unit, limit.length, roll);
    count.ok().map(|count| count.due)
}

#[cfg(test)]
mod tests {
    use super::super::super::scoring::tests::{reported, rulebook, unit};
    use super::super::{Grounds, Report, Reports, Said};
    use super::*;
    use crate::district::{PersonId, PostId, Role};
    use crate::matter::By;
    use crate::moment::Moment;
    use rust_decimal::Decimal;

    fn report(value: i64, verified: bool, returned: bool) -> Report {
        let by = (
            By::Rule,
            Moment::local(jiff::civil::datetime(2026, 2, 2, 9, 0, 0, 0)),
        );
        Report {
            said: Said::Value(Decimal::from(value)),
            grounds: Grounds {
                note: "台账".to_owned(),
                files: Vec::new(),
            },
            made: by.clone(),
            verified: verified.then(|| by.clone()),
            returned: returned.then(|| (by.0, by.1, "口径不对".to_owned())),
        }
    }

    fn district() -> District {
        let units = ["住建局", "工信局", "人社局", "税务局"].map(unit);
        let mut office = unit("区政府办");
        office.peer_group = None;
        District {
            code: "990001".into(),
            name: "X区".to_owned(),
            coordinator: "区营商办".into(),
            discipline: "纪委监委".into(),
            organisation: "组织部".into(),
            telephone: String::new(),
            units: units.into_iter().chain([office]).collect(),
            posts: Vec::new(),
            indicators: vec![crate::district::Indicator {
                id: "17".into(),
                name: "政务服务".to_owned(),
                lead: "政务服务中心".into(),
                owner: PostId::from("分管营商环境副区长"),
            }],
            topics: Vec::new(),
            pledges: Vec::new(),
            windows: Vec::new(),
            review_tags: Vec::new(),
        }
    }

    /// Four ranked units: one silent, one reported 0, one returned, one verified 0. The office is not
    /// ranked and owes nothing.
    #[test]
    fn unreported_waiting_returned_and_verified_are_four_states() {
        let mut book = rulebook();
        book.measures.push(reported(20));
        let district = district();
        let id = |name: &str, report| ("days".to_owned(), UnitId::from(name), report);
        let reports = Reports::new([
            id("工信局", report(0, false, false)),
            id("人社局", report(0, false, true)),
            id("税务局", report(0, true, false)),
        ]);
        let lines = Lines::of(&book, &district, &reports);
        let found: Vec<_> = (lines.all.iter())
            .map(|line| {
                let next = line.next().map(|(what, unit)| format!("{unit}{what}"));
                (
                    line.unit.id.as_str(),
                    line.state().word(),
                    line.figure(),
                    next,
                )
            })
            .collect();
        let next = |words: &str| Some(words.to_owned());
        assert_eq!(
            found,
            [
                (
                    "住建局",
                    "未报",
                    "未报".to_owned(),
                    next("政务服务中心报送")
                ),
                ("工信局", "待核", "0天".to_owned(), next("区政府办核验")),
                (
                    "人社局",
                    "退回",
                    "0天".to_owned(),
                    next("政务服务中心改好再报")
                ),
                ("税务局", "已核", "0天".to_owned(), None),
            ]
        );
        assert_eq!(
            lines.words(),
            "4 个数，已核 1 个，未报 1 个，待核 1 个，退回 1 个"
        );
    }

    /// Seen by who reports, verifies, is measured, owns the indicator, and by the district's offices.
    #[test]
    fn a_figure_is_seen_by_whom_it_concerns() {
        let mut book = rulebook();
        let mut measure = reported(20);
        if let Basis::Reported(reported) = &mut measure.basis {
            reported.indicator = Some("17".into());
        }
        book.measures.push(measure);
        let (district, reports) = (district(), Reports::default());
        let lines = Lines::of(&book, &district, &reports);
        let line = lines.all.first().unwrap();
        let sees = |unit: &str, role, post: Option<&str>| {
            let staff = Staff {
                person: PersonId::from("甲"),
                name: String::new(),
                unit: unit.into(),
                roles: vec![role],
                post: post.map(PostId::from),
            };
            line.is_seen_by(&staff, &district)
        };
        let owner = Some("分管营商环境副区长");
        for (unit, role, post, seen) in [
            ("政务服务中心", Role::Clerk, None, true),
            ("区政府办", Role::Clerk, None, true),
            ("住建局", Role::UnitHead, None, true),
            ("工信局", Role::UnitHead, None, false),
            ("区营商办", Role::Coordinator, None, true),
            ("组织部", Role::Organisation, None, true),
            ("纪委监委", Role::Inspector, None, true),
            ("发改局", Role::IndicatorOwner, owner, true),
            ("发改局", Role::IndicatorOwner, Some("常务副区长"), false),
            ("区政府办", Role::AuditAdmin, None, false),
        ] {
            assert_eq!(sees(unit, role, post), seen, "{unit} {role:?}");
        }
    }
}
