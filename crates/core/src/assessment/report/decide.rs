//! Reporting, verifying, returning: who may, and when nothing changes.

use super::{Grounds, Report, ReportEvent, Said};
use crate::assessment::period::Month;
use crate::assessment::rulebook::{Basis, Measure, Reported, Rulebook};
use crate::district::{Unit, UnitId};
use crate::matter::{Actor, By, Staff};
use crate::moment::Moment;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;

/// What somebody asks of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportCommand {
    /// Report.
    Make {
        /// What is said.
        said: Said,
        /// What it rests on.
        grounds: Grounds,
    },
    /// Verify the report made at a moment.
    Verify {
        /// Which was seen: one reported anew meanwhile is not verified unread.
        seen: Moment,
    },
    /// Return it.
    Return {
        /// Which was seen.
        seen: Moment,
        /// Why.
        reason: String,
    },
}

/// Most characters of what is written to a report.
const MOST: usize = 1_000;

/// Where a report belongs.
#[derive(Clone, Copy, Debug)]
pub struct ReportPlace<'a> {
    /// The method of the month.
    pub rulebook: &'a Rulebook,
    /// The month.
    pub month: Month,
    /// Id of the measure.
    pub measure: &'a str,
    /// The unit the figure is about.
    pub unit: &'a Unit,
    /// Whether the month's ranking is settled or sealed already.
    pub settled: bool,
}

/// Why a report is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportRefusal {
    /// No such reported measure in the month's method.
    NoMeasure(String),
    /// It does not apply to the unit.
    NotForUnit {
        /// The measure.
        measure: String,
        /// The unit.
        unit: UnitId,
    },
    /// Another unit reports it.
    OtherLead {
        /// The measure.
        measure: String,
        /// Who reports.
        lead: UnitId,
    },
    /// Another unit verifies it.
    OtherVerifier {
        /// The measure.
        measure: String,
        /// Who verifies.
        verifier: UnitId,
    },
    /// The one who reported may not verify.
    OwnReport,
    /// The figure is about the verifying unit itself.
    AboutOneself(UnitId),
    /// The month is not over.
    Running(Month),
    /// The month's ranking is settled.
    Settled(Month),
    /// Nothing says what it rests on.
    NoEvidence,
    /// "Not applicable" without a reason.
    NotApplicableWhy,
    /// A return without a reason.
    NoReason,
    /// The value cannot be.
    OutOfRange {
        /// As written.
        value: Decimal,
        /// Smallest.
        least: Decimal,
        /// Greatest.
        most: Decimal,
        /// Unit.
        unit: String,
    },
    /// Nothing waits to be verified.
    NothingWaits,
    /// It was reported anew after it was looked at.
    Changed,
    /// More is written than fits; how many characters.
    TooLong(usize),
    /// Neither a rule nor an enterprise reports.
    NobodyAtWork,
}

impl fmt::Display for ReportRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMeasure(id) => write!(
                f,
                "考核办法里没有“{id}”这一项报送指标，请从指标报送页重新选"
            ),
            Self::NotForUnit { measure, unit } => {
                write!(f, "“{measure}”不考核{unit}，不用报送")
            }
            Self::OtherLead { measure, lead } => {
                write!(f, "“{measure}”由{lead}报送，请联系{lead}")
            }
            Self::OtherVerifier { measure, verifier } => {
                write!(f, "“{measure}”由{verifier}核验，请联系{verifier}")
            }
            Self::OwnReport => f.write_str("报送的人不能核验自己报的数，请换一位同事核验"),
            Self::AboutOneself(unit) => write!(
                f,
                "这个数考核的就是{unit}，{unit}不能自己核验，请联系区营商办另定核验单位"
            ),
            Self::Running(month) => {
                let day = month.next().first();
                let (words, m, d) = (month.words(), day.month(), day.day());
                write!(f, "{words}还没有过完，{m}月{d}日起才能报送")
            }
            Self::Settled(month) => write!(
                f,
                "{}的排名已经定稿，报送的数不再改动；确有差错，请联系区营商办出更正版",
                month.words()
            ),
            Self::NoEvidence => f.write_str(
                "没有写依据：请在“依据”里写明台账、文件或系统名称，或者附上材料，再报送",
            ),
            Self::NotApplicableWhy => {
                f.write_str("没有写不适用的理由：请在“不适用：”后面写明为什么")
            }
            Self::NoReason => f.write_str("没有写退回理由：请写明哪里不对、要怎么改"),
            Self::OutOfRange {
                value,
                least,
                most,
                unit,
            } => write!(
                f,
                "数值“{}{unit}”不在{}到{}{unit}之间，请核对单位和小数点",
                value.normalize(),
                least.normalize(),
                most.normalize()
            ),
            Self::NothingWaits => {
                f.write_str("这个数没有等待核验：还没有报送，或已经核验、退回，请刷新后再看")
            }
            Self::Changed => f.write_str("这个数在您打开以后又报过一次，请刷新，看清新的数再核验"),
            Self::TooLong(n) => write!(f, "写了 {n} 字，最多 {MOST} 字，请写短些，多的放进附件"),
            Self::NobodyAtWork => f.write_str("指标由在册人员报送，请先登录"),
        }
    }
}

impl std::error::Error for ReportRefusal {}

/// The reported measure with this id.
fn reported<'a>(
    rulebook: &'a Rulebook,
    id: &str,
) -> Result<(&'a Measure, &'a Reported), ReportRefusal> {
    let found = rulebook.measures.iter().find(|measure| measure.id == id);
    match found.map(|measure| (measure, &measure.basis)) {
        Some((measure, Basis::Reported(reported))) => Ok((measure, reported)),
        _ => Err(ReportRefusal::NoMeasure(id.to_owned())),
    }
}

/// Decides what a command on a report does. `now` is the report as it stands. `None`: this person
/// has done just that already, so the same form sent twice changes nothing.
///
/// # Errors
/// The refusal in words; nothing changes then.
pub fn decide(
    place: ReportPlace<'_>,
    now: Option<&Report>,
    command: ReportCommand,
    by: &Actor,
    today: Date,
) -> Result<Option<ReportEvent>, ReportRefusal> {
    let staff = by.staff().ok_or(ReportRefusal::NobodyAtWork)?;
    let (measure, reported) = reported(place.rulebook, place.measure)?;
    let unit = &place.unit.id;
    if place.unit.peer_group.is_none()
        || !measure.applies_to(unit, place.unit.peer_group.as_deref())
    {
        return Err(ReportRefusal::NotForUnit {
            measure: measure.title.clone(),
            unit: unit.clone(),
        });
    }
    if place.settled {
        return Err(ReportRefusal::Settled(place.month));
    }
    if now.is_some_and(|report| is_done(report, &command, staff)) {
        return Ok(None);
    }
    match command {
        ReportCommand::Make { said, grounds } => {
            if staff.unit != reported.lead {
                return Err(ReportRefusal::OtherLead {
                    measure: measure.title.clone(),
                    lead: reported.lead.clone(),
                });
            }
            if today <= place.month.last() {
                return Err(ReportRefusal::Running(place.month));
            }
            check(&said, &grounds, reported)?;
            Ok(Some(ReportEvent::Made { said, grounds }))
        }
        ReportCommand::Verify { seen } => {
            let report = waiting(now, seen, measure, reported, (staff, unit))?;
            if is_by(&report.made.0, staff) {
                return Err(ReportRefusal::OwnReport);
            }
            Ok(Some(ReportEvent::Verified))
        }
        ReportCommand::Return { seen, reason } => {
            waiting(now, seen, measure, reported, (staff, unit))?;
            if reason.trim().is_empty() {
                return Err(ReportRefusal::NoReason);
            }
            fits(&reason)?;
            Ok(Some(ReportEvent::Returned { reason }))
        }
    }
}

fn is_by(by: &By, staff: &Staff) -> bool {
    matches!(by, By::Staff { person, .. } if *person == staff.person)
}

/// Whether this person has already done what is asked, and nothing happened since.
fn is_done(now: &Report, command: &ReportCommand, staff: &Staff) -> bool {
    match command {
        ReportCommand::Make { said, grounds } => {
            let same = now.said == *said && now.grounds == *grounds;
            same && now.is_waiting() && is_by(&now.made.0, staff)
        }
        ReportCommand::Verify { seen } => {
            let verified = now.verified.as_ref();
            now.made.1 == *seen && verified.is_some_and(|(by, _)| is_by(by, staff))
        }
        ReportCommand::Return { seen, reason } => {
            let returned = now.returned.as_ref();
            let same = |(by, _, why): &(By, Moment, String)| why == reason && is_by(by, staff);
            now.made.1 == *seen && returned.is_some_and(same)
        }
    }
}

fn fits(text: &str) -> Result<(), ReportRefusal> {
    match text.chars().count() {
        n if n > MOST => Err(ReportRefusal::TooLong(n)),
        _ => Ok(()),
    }
}

fn check(said: &Said, grounds: &Grounds, reported: &Reported) -> Result<(), ReportRefusal> {
    fits(&grounds.note)?;
    if let Said::NotApplicable(reason) = said {
        fits(reason)?;
    }
    match said {
        Said::Value(value) if *value < reported.least || *value > reported.most => {
            return Err(ReportRefusal::OutOfRange {
                value: *value,
                least: reported.least,
                most: reported.most,
                unit: reported.unit_word.clone(),
            });
        }
        Said::NotApplicable(reason) if reason.trim().is_empty() => {
            return Err(ReportRefusal::NotApplicableWhy);
        }
        _ => {}
    }
    if grounds.note.trim().is_empty() && grounds.files.is_empty() {
        return Err(ReportRefusal::NoEvidence);
    }
    Ok(())
}

/// The report that this member of staff may verify or return.
fn waiting<'a>(
    now: Option<&'a Report>,
    seen: Moment,
    measure: &Measure,
    reported: &Reported,
    (staff, about): (&Staff, &UnitId),
) -> Result<&'a Report, ReportRefusal> {
    if staff.unit != reported.verifier {
        return Err(ReportRefusal::OtherVerifier {
            measure: measure.title.clone(),
            verifier: reported.verifier.clone(),
        });
    }
    if staff.unit == *about {
        return Err(ReportRefusal::AboutOneself(about.clone()));
    }
    match now.filter(|report| report.is_waiting()) {
        Some(report) if report.made.1 == seen => Ok(report),
        Some(_) => Err(ReportRefusal::Changed),
        None => Err(ReportRefusal::NothingWaits),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::scoring::tests::{reported, rulebook, unit};
    use super::*;
    use crate::district::{PersonId, Role};
    use jiff::civil::date;

    const NOON: i64 = 1_770_004_800_000;

    fn somebody(name: &str, of: &str) -> Actor {
        Actor::Staff(Staff {
            person: PersonId::from(name),
            name: name.to_owned(),
            unit: of.into(),
            roles: vec![Role::Clerk],
            post: None,
        })
    }

    fn make(said: Said, note: &str) -> ReportCommand {
        ReportCommand::Make {
            said,
            grounds: Grounds {
                note: note.to_owned(),
                files: Vec::new(),
            },
        }
    }

    /// January's figure of 住建局, reported by 政务服务中心 and verified by 区政府办.
    struct Course(Vec<(ReportEvent, By, Moment)>);

    impl Course {
        fn now(&self) -> Option<Report> {
            Report::fold(self.0.iter().map(|(event, by, at)| (event, by, *at)))
        }

        fn seen(&self) -> Moment {
            self.now()
                .map_or(Moment::from_ms(0), |report| report.made.1)
        }

        /// Gives a command on 2 February; the refusal's sentence, `做过了`, or nothing.
        fn give(&mut self, by: &Actor, command: ReportCommand) -> String {
            let mut book = rulebook();
            book.measures.push(reported(20));
            let unit = unit("住建局");
            let place = ReportPlace {
                rulebook: &book,
                month: "2026-01".parse().unwrap(),
                measure: "days",
                unit: &unit,
                settled: false,
            };
            let now = self.now();
            match decide(place, now.as_ref(), command, by, date(2026, 2, 2)) {
                Ok(Some(event)) => {
                    let at = Moment::from_ms(NOON + self.0.len() as i64);
                    self.0.push((event, by.by(), at));
                    String::new()
                }
                Ok(None) => "做过了".to_owned(),
                Err(refusal) => refusal.to_string(),
            }
        }
    }

    #[test]
    fn reported_by_one_unit_verified_by_another_each_once() {
        let mut course = Course(Vec::new());
        let value = |n: i64| Said::Value(Decimal::from(n));
        let (lead, second) = (somebody("甲", "政务服务中心"), somebody("乙", "区政府办"));
        let refused = course.give(&lead, make(value(3), "  "));
        assert!(refused.contains("没有写依据"), "{refused}");
        let refused = course.give(&lead, make(value(400), "台账"));
        assert!(refused.contains("“400天”不在0到365天之间"), "{refused}");
        let refused = course.give(&lead, make(Said::NotApplicable(String::new()), "台账"));
        assert!(refused.contains("没有写不适用的理由"), "{refused}");
        let refused = course.give(&second, make(value(3), "台账"));
        assert!(refused.contains("由政务服务中心报送"), "{refused}");
        let refused = course.give(&lead, make(value(3), &"长".repeat(1_001)));
        assert!(refused.contains("写了 1001 字，最多 1000 字"), "{refused}");
        let seen = course.seen();
        let refused = course.give(&second, ReportCommand::Verify { seen });
        assert!(refused.contains("没有等待核验"), "{refused}");

        assert_eq!(course.give(&lead, make(value(3), "台账")), "");
        assert_eq!(course.give(&lead, make(value(3), "台账")), "做过了");
        let first = course.seen();
        let refused = course.give(&lead, ReportCommand::Verify { seen: first });
        assert!(refused.contains("由区政府办核验"), "{refused}");
        let send_back = |seen| ReportCommand::Return {
            seen,
            reason: "要算工作日".to_owned(),
        };
        assert_eq!(course.give(&second, send_back(first)), "");
        assert_eq!(course.give(&second, send_back(first)), "做过了");
        assert_eq!(course.give(&lead, make(value(2), "台账")), "");
        let refused = course.give(&second, ReportCommand::Verify { seen: first });
        assert!(refused.contains("又报过一次"), "{refused}");
        let seen = course.seen();
        assert_eq!(course.give(&second, ReportCommand::Verify { seen }), "");
        assert_eq!(
            course.give(&second, ReportCommand::Verify { seen }),
            "做过了"
        );
        let refused = course.give(&second, send_back(seen));
        assert!(refused.contains("没有等待核验"), "{refused}");
        let report = course.now().unwrap();
        assert_eq!((report.said, course.0.len()), (value(2), 4));
    }
}
