//! What the journal says of single persons and units beyond their figures: refusals found unfounded,
//! complaints upheld, and what deserves praise. Facts only; each becomes a proposal that somebody
//! else decides on after the person was heard.

use super::history::History;
use crate::district::{PersonId, RuleId, UnitId};
use crate::kinds::consequence::{NewConsequence, Subject};
use crate::matter::proposal::{Basis, Check, Fact};
use crate::matter::{By, Detail, Event, Handler, Law, Matter, MatterNo};
use crate::packages::Catalogue;
use crate::rules::RuleError;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// From how many cases on something is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Matters passed on and ruled back, of one person.
    pub shirking: usize,
    /// Different enterprises whose complaints about one person were upheld.
    pub complaints: usize,
    /// Credit repairs or arrears orders of one unit, all in time.
    pub commend: usize,
}

impl Limits {
    /// The limits of the rules on a day.
    ///
    /// # Errors
    /// A rule `assessment.*_least` has no number on that day.
    pub fn of(law: &Law<'_>, on: Date) -> Result<Self, RuleError> {
        let number = |name: &str| {
            let (value, _) = law
                .rules
                .number(&RuleId(format!("assessment.{name}")), on)?;
            Ok(usize::try_from(value).unwrap_or(usize::MAX).max(1))
        };
        Ok(Self {
            shirking: number("shirking_least")?,
            complaints: number("complaints_least")?,
            commend: number("commend_least")?,
        })
    }
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Conduct<'a> {
    /// The matters in which something of the kind happened.
    pub histories: &'a [History],
    /// First day of the facts.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The limits.
    pub limits: Limits,
    /// How many matters each person handled that came in during the span.
    pub handled: &'a BTreeMap<PersonId, u64>,
}

impl Conduct<'_> {
    fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// A fact of the span that nothing was proposed on yet. `since`: up to which day each person's
    /// facts were.
    fn is_new(&self, day: Date, person: &PersonId, since: &BTreeMap<PersonId, Date>) -> bool {
        self.holds(day) && since.get(person).is_none_or(|until| day > *until)
    }

    fn proposal(
        &self,
        subject: Subject,
        unit: &UnitId,
        person: Option<&Handler>,
        (rule, facts, checks): (String, Vec<Fact>, Vec<Check>),
    ) -> NewConsequence {
        let cases: usize = facts.len();
        NewConsequence {
            subject,
            unit: unit.clone(),
            person: person.cloned(),
            from: self.from,
            to: self.to,
            basis: Basis {
                rule,
                facts,
                checks,
                certainty: format!("{cases}条事实都在经过里，逐件可以打开核对。"),
            },
        }
    }
}

/// 排除情形 that hold for whoever is to lose the annual rating, with what was found for the person.
fn grounds(
    conduct: &Conduct<'_>,
    person: &PersonId,
    facts: usize,
    since: &BTreeMap<PersonId, Date>,
) -> Vec<Check> {
    let check = |ground: &str, finding: String| Check {
        ground: ground.to_owned(),
        finding,
    };
    let handled = conduct.handled.get(person).copied().unwrap_or(0);
    let (from, to) = (said(conduct.from), said(conduct.to));
    let before = match since.get(person) {
        Some(until) => format!("{}以前的事实提出过，这次没有再算", said(*until)),
        None => "没有提出过".to_owned(),
    };
    vec![
        check(
            "经手的件多，差错难免",
            format!("{from}至{to}收到的件中经手{handled}件，这里列出{facts}件"),
        ),
        check("以前提出过的事实", before),
    ]
}

/// The theme package of credit repairs, by its name in the pack.
const REPAIR: &str = "信用修复";

fn said(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 推诿扯皮: matters that a person passed on, returned or disputed, and that 区营商办 then ruled back
/// to the person's unit. `since`: the person's facts up to that day have been proposed before.
pub fn shirking(conduct: &Conduct<'_>, since: &BTreeMap<PersonId, Date>) -> Vec<NewConsequence> {
    let mut found: BTreeMap<(UnitId, PersonId), (Handler, Vec<Fact>)> = BTreeMap::new();
    for history in conduct.histories {
        for ((unit, handler), day) in refused_in_vain(history) {
            if !conduct.is_new(day, &handler.person, since) {
                continue;
            }
            let key = (unit.clone(), handler.person.clone());
            let (_, facts) = found.entry(key).or_insert((handler, Vec::new()));
            facts.push(Fact {
                words: format!(
                    "“{}”推出去以后，{}裁定仍由{unit}主责",
                    history.matter.title,
                    said(day)
                ),
                href: String::new(),
                cases: vec![history.matter.no],
            });
        }
    }
    let least = conduct.limits.shirking;
    (found.into_iter())
        .filter(|(_, (_, facts))| facts.len() >= least)
        .map(|((unit, _), (handler, facts))| {
            let rule = format!("推诿扯皮：推出去又被裁定由本单位主责，{least}件以上取消评优（专项考核办法，口径待确认）");
            let mut checks = grounds(conduct, &handler.person, facts.len(), since);
            checks.push(Check {
                ground: "推得对的".to_owned(),
                finding: "裁定归别的单位的、还没有裁定的都没有算".to_owned(),
            });
            let basis = (rule, facts, checks);
            conduct.proposal(Subject::Shirking, &unit, Some(&handler), basis)
        })
        .collect()
}

/// Who passed the matter on and saw it ruled back to the own unit, each once a matter, with the day
/// of the ruling.
fn refused_in_vain(history: &History) -> BTreeMap<(UnitId, Handler), Date> {
    let mut moved: Vec<(UnitId, Handler)> = Vec::new();
    let mut out = BTreeMap::new();
    for (event, by, at) in &history.events {
        let passes_on = matches!(
            event,
            Event::Transferred { .. } | Event::Returned { .. } | Event::Disputed { .. }
        );
        match (event, by) {
            (_, By::Staff { unit, .. }) if passes_on => {
                moved.extend(by.handler().map(|handler| (unit.clone(), handler)));
            }
            (
                Event::Dispatched {
                    unit, ruling: true, ..
                },
                _,
            ) => {
                let back = moved.iter().filter(|(mover, _)| mover == unit);
                out.extend(back.map(|who| (who.clone(), at.date())));
            }
            _ => {}
        }
    }
    out
}

/// 多次被投诉属实: enterprises said that an answer solved nothing, and 区营商办 found them right and
/// ordered it to be done again. Counted by different enterprises for one handler.
pub fn complaints(conduct: &Conduct<'_>, since: &BTreeMap<PersonId, Date>) -> Vec<NewConsequence> {
    type Found = (Handler, BTreeSet<String>, Vec<Fact>);
    let mut found: BTreeMap<(UnitId, PersonId), Found> = BTreeMap::new();
    for history in conduct.histories {
        let Some(enterprise) = &history.matter.enterprise else {
            continue;
        };
        for (unit, handler, day) in upheld(history) {
            if !conduct.is_new(day, &handler.person, since) {
                continue;
            }
            let key = (unit.clone(), handler.person.clone());
            let entry = found.entry(key);
            let (_, enterprises, facts) = entry.or_insert((handler, BTreeSet::new(), Vec::new()));
            let name = enterprise.code.clone();
            enterprises.insert(name.unwrap_or_else(|| enterprise.name.clone()));
            facts.push(Fact {
                words: format!(
                    "“{}”答复后企业说没有解决，{}复核属实，重办",
                    history.matter.title,
                    said(day)
                ),
                href: String::new(),
                cases: vec![history.matter.no],
            });
        }
    }
    let least = conduct.limits.complaints;
    (found.into_iter())
        .filter(|(_, (_, enterprises, _))| enterprises.len() >= least)
        .map(|((unit, _), (handler, enterprises, facts))| {
            let rule = format!(
                "{}家企业对同一经办人的投诉查实，{least}家以上取消评优（专项考核办法，口径待确认）",
                enterprises.len()
            );
            let mut checks = grounds(conduct, &handler.person, facts.len(), since);
            checks.push(Check {
                ground: "没有查实的投诉".to_owned(),
                finding: "只算区营商办复核后决定重办的；同一家企业只算一家".to_owned(),
            });
            let basis = (rule, facts, checks);
            conduct.proposal(Subject::Complaints, &unit, Some(&handler), basis)
        })
        .collect()
}

/// Who had answered when 区营商办 ordered the matter to be done again.
fn upheld(history: &History) -> Vec<(UnitId, Handler, Date)> {
    let mut answered: Option<(UnitId, Handler)> = None;
    let mut out = Vec::new();
    for (event, by, at) in &history.events {
        match (event, by) {
            (Event::Answered { .. }, By::Staff { unit, .. }) => {
                answered = by.handler().map(|handler| (unit.clone(), handler));
            }
            // The enterprise's own second try proves nothing yet.
            (Event::Reopened { .. }, By::Staff { .. }) => {
                let who = answered.take();
                out.extend(who.map(|(unit, handler)| (unit, handler, at.date())));
            }
            _ => {}
        }
    }
    out
}

/// 优先推荐: units with the most credit repairs, or orders about arrears, in the span, none of them
/// late. `words`: what names arrears in an order.
pub fn commendable(conduct: &Conduct<'_>, words: &[&str], law: &Law<'_>) -> Vec<NewConsequence> {
    let mut out = Vec::new();
    let repairs = |matter: &Matter| is_repair(matter, law.services);
    let arrears = |matter: &Matter| {
        let names = |word: &&str| matter.title.contains(*word) || matter.text.contains(*word);
        matches!(matter.detail, Detail::Directive(_)) && words.iter().any(names)
    };
    out.extend(most(conduct, REPAIR, law, repairs));
    out.extend(most(conduct, "清欠任务", law, arrears));
    out
}

fn is_repair(matter: &Matter, services: &Catalogue) -> bool {
    let Detail::Item(item) = &matter.detail else {
        return false;
    };
    let named = services
        .packages()
        .iter()
        .filter(|package| package.name == REPAIR);
    named
        .flat_map(|package| &package.items)
        .any(|one| one.item == item.new.item)
}

/// The units with the most cases of a kind that ended in the span, all in time.
fn most(
    conduct: &Conduct<'_>,
    what: &str,
    law: &Law<'_>,
    is: impl Fn(&Matter) -> bool,
) -> Vec<NewConsequence> {
    let mut ended: BTreeMap<&UnitId, (Vec<MatterNo>, bool)> = BTreeMap::new();
    for history in conduct.histories {
        let matter = &history.matter;
        let Some(end) = matter
            .ended
            .map(|at| at.date())
            .filter(|d| conduct.holds(*d))
        else {
            continue;
        };
        if !is(matter) {
            continue;
        }
        let (cases, late) = ended.entry(&matter.lead).or_default();
        cases.push(matter.no);
        *late |= matter.rounds.iter().any(|round| {
            let answered = round.answered.map_or(end, |at| at.date());
            answered > round.clock.due(law.calendar, end).latest()
        });
    }
    ended.retain(|_, (cases, late)| !*late && cases.len() >= conduct.limits.commend);
    let best = ended.values().map(|(cases, _)| cases.len()).max();
    (ended.into_iter())
        .filter(|(_, (cases, _))| Some(cases.len()) == best)
        .map(|(unit, (cases, _))| {
            let words = format!(
                "{}至{}{what}办结{}件，没有一件超时，全区最多",
                said(conduct.from),
                said(conduct.to),
                cases.len()
            );
            let rule = format!("{what}办得最好的单位优先推荐（专项考核办法，口径待确认）");
            let fact = Fact {
                words,
                href: String::new(),
                cases,
            };
            let check = Check {
                ground: "有一件超时的".to_owned(),
                finding: format!("{}件都在期限内", fact.cases.len()),
            };
            conduct.proposal(
                Subject::Commend,
                unit,
                None,
                (rule, vec![fact], vec![check]),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::appeal::{Appeal, Stage};
    use crate::matter::clock::Clock;
    use crate::matter::{Channel, Enterprise};
    use crate::moment::Moment;
    use crate::rules::{LengthUnit, TimeLimit};
    use jiff::civil::date;
    use std::sync::LazyLock;

    fn clock() -> Clock {
        let limit = TimeLimit {
            unit: LengthUnit::WorkingDays,
            length: 5,
            extended: None,
            pauses: Vec::new(),
            roll: false,
        };
        Clock::start("appeal.handle".into(), &limit, date(2026, 1, 5))
    }

    fn by(person: &str, unit: &str) -> By {
        By::Staff {
            person: person.into(),
            name: "某人".to_owned(),
            unit: unit.into(),
        }
    }

    /// Matter `n` of an enterprise with these events on 2026-01-`day`.
    fn history(n: u32, enterprise: &str, events: Vec<(Event, By, i8)>) -> History {
        let at = |day| Moment::local(date(2026, 1, day).at(10, 0, 0, 0));
        let detail = Detail::Appeal(Appeal {
            stage: Stage::Submitted,
            proposed: None,
            contact: None,
            since: None,
            external: None,
        });
        let no = MatterNo::new(2026, n).unwrap();
        let mut matter = Matter::blank(
            no,
            &"住建局".into(),
            Channel::Portal,
            &clock(),
            at(5),
            detail,
        );
        matter.enterprise = Some(Enterprise {
            code: None,
            name: enterprise.to_owned(),
        });
        History {
            matter,
            events: (events.into_iter())
                .map(|(event, by, day)| (event, by, at(day)))
                .collect(),
        }
    }

    fn disputed() -> Event {
        Event::Disputed {
            reason: "不归本单位".to_owned(),
        }
    }

    fn ruled(unit: &str) -> Event {
        Event::Dispatched {
            unit: unit.into(),
            support: Vec::new(),
            topic: None,
            indicator: None,
            sponsor: None,
            reason: "按分工".to_owned(),
            clock: clock(),
            ruling: true,
        }
    }

    static HANDLED: LazyLock<BTreeMap<PersonId, u64>> =
        LazyLock::new(|| BTreeMap::from([(PersonId::from("li"), 40)]));

    fn conduct(histories: &[History]) -> Conduct<'_> {
        Conduct {
            handled: &HANDLED,
            histories,
            from: date(2026, 1, 1),
            to: date(2026, 1, 31),
            limits: Limits {
                shirking: 2,
                complaints: 2,
                commend: 2,
            },
        }
    }

    #[test]
    fn only_what_was_ruled_back_to_the_own_unit_is_shirking() {
        let office = || by("desk", "区营商办");
        let shirks = |n, to| {
            let events = vec![
                (disputed(), by("li", "住建局"), 6),
                (ruled(to), office(), 7),
            ];
            history(n, "甲", events)
        };
        // One came back, one was rightly refused: too few.
        let one = [shirks(1, "住建局"), shirks(2, "城管局")];
        assert_eq!(shirking(&conduct(&one), &BTreeMap::new()), []);
        let two = [shirks(1, "住建局"), shirks(2, "住建局")];
        let found = shirking(&conduct(&two), &BTreeMap::new());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].person.as_ref().unwrap().person.as_str(), "li");
        assert_eq!(found[0].basis.facts.len(), 2);
        let findings: Vec<&str> = (found[0].basis.checks.iter())
            .map(|check| check.finding.as_str())
            .collect();
        let cases = "2026年1月1日至2026年1月31日收到的件中经手40件，这里列出2件";
        assert_eq!(findings[..2], [cases, "没有提出过"]);
        // Proposed before: the same facts are not proposed again.
        let known = BTreeMap::from([(PersonId::from("li"), date(2026, 1, 7))]);
        assert_eq!(shirking(&conduct(&two), &known), []);
    }

    #[test]
    fn complaints_count_by_different_enterprises() {
        let answered = Event::Answered {
            reply: "已办".to_owned(),
            evidence: Vec::new(),
            clock: clock(),
        };
        let again = || Event::Reopened {
            reason: "没有解决".to_owned(),
            clock: clock(),
        };
        let complaint = |n, who| {
            let events = vec![
                (answered.clone(), by("li", "住建局"), 6),
                (again(), by("desk", "区营商办"), 8),
            ];
            history(n, who, events)
        };
        let same = [complaint(1, "甲"), complaint(2, "甲")];
        assert_eq!(complaints(&conduct(&same), &BTreeMap::new()), []);
        let two = [complaint(1, "甲"), complaint(2, "乙")];
        let found = complaints(&conduct(&two), &BTreeMap::new());
        assert_eq!(found.len(), 1);
        assert!(found[0].basis.rule.starts_with("2家企业"));
    }
}
