//! 审定: how a version of the method comes into force. 区营商办 drafts and submits, another person
//! in 组织部 adopts; nobody does both. An adopted version holds from a future month only, so no
//! month that anybody can already know is assessed anew.

use super::period::Month;
use super::proofs::{Flaw, Forbidden, prove};
use super::rulebook::{Rulebook, Rulebooks};
use crate::district::{Action, Reach};
use crate::matter::{Actor, By, Staff};
use crate::moment::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An event of one version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulebookEvent {
    /// 送审, with the whole text of the method.
    Submitted {
        /// The method.
        rulebook: Box<Rulebook>,
    },
    /// 撤回.
    Withdrawn,
    /// 审定.
    Adopted,
    /// 退回.
    Rejected {
        /// Why.
        reason: String,
    },
}

/// Where a submitted version stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Waits for 组织部.
    Waiting,
    /// Taken back by the drafter's office.
    Withdrawn(By, Moment),
    /// In force from its first day.
    Adopted(By, Moment),
    /// Sent back, with the reason.
    Rejected(By, Moment, String),
}

impl Standing {
    /// The word on screen.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "待审定",
            Self::Withdrawn(..) => "已撤回",
            Self::Adopted(..) => "已审定",
            Self::Rejected(..) => "已退回",
        }
    }
}

/// A submitted version as its events make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The method.
    pub rulebook: Rulebook,
    /// Who submitted it, when.
    pub submitted: (By, Moment),
    /// Where it stands.
    pub standing: Standing,
}

impl Proposal {
    /// The proposal that a row of events makes; `None` without any.
    pub fn fold<'a>(
        events: impl IntoIterator<Item = (&'a RulebookEvent, &'a By, Moment)>,
    ) -> Option<Self> {
        let mut now: Option<Self> = None;
        for (event, by, at) in events {
            let by = by.clone();
            match (event, &mut now) {
                (RulebookEvent::Submitted { rulebook }, _) => {
                    now = Some(Self {
                        rulebook: (**rulebook).clone(),
                        submitted: (by, at),
                        standing: Standing::Waiting,
                    });
                }
                (RulebookEvent::Withdrawn, Some(now)) => now.standing = Standing::Withdrawn(by, at),
                (RulebookEvent::Adopted, Some(now)) => now.standing = Standing::Adopted(by, at),
                (RulebookEvent::Rejected { reason }, Some(now)) => {
                    now.standing = Standing::Rejected(by, at, reason.clone());
                }
                (_, None) => {}
            }
        }
        now
    }
}

/// What somebody asks of a version.
#[derive(Clone, Debug, PartialEq)]
pub enum RulebookCommand {
    /// 送审.
    Submit(Box<Rulebook>),
    /// 撤回.
    Withdraw,
    /// 审定.
    Adopt,
    /// 退回.
    Reject {
        /// Why.
        reason: String,
    },
}

/// Why a version stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdoptionRefusal {
    /// Another office does this.
    NotYours {
        /// What was asked.
        action: Action,
        /// Who does it.
        holders: String,
    },
    /// The same person drafted it.
    OwnDraft,
    /// A proof does not hold; the first of them.
    Flawed(Vec<Flaw>),
    /// The name is no name.
    BadVersion(String),
    /// The name is taken.
    VersionTaken(String),
    /// It would reach into a month that has begun.
    NotFuture {
        /// As written.
        from: Date,
        /// The first month possible.
        earliest: Month,
    },
    /// Not the first of a month.
    NotMonthStart(Date),
    /// Another version begins on that day.
    MonthTaken {
        /// As written.
        from: Date,
        /// The other version.
        version: String,
    },
    /// A rejection without a reason.
    NoReason,
    /// Nothing waits under this name.
    NothingWaits(String),
}

impl fmt::Display for AdoptionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYours { action, holders } => {
                write!(f, "{}归{holders}，请找{holders}办", action.word())
            }
            Self::OwnDraft => f.write_str(
                "送审的人不能自己审定：考核办法要两个人，一人起草送审、组织部另一人审定",
            ),
            Self::Flawed(flaws) => {
                let first = flaws
                    .first()
                    .map(|flaw| format!("{}。{}", flaw.message, flaw.remedy));
                let more = match flaws.len().saturating_sub(1) {
                    0 => String::new(),
                    n => format!("（还有{n}处）"),
                };
                write!(f, "{}{more}", first.unwrap_or_default())
            }
            Self::BadVersion(version) => write!(
                f,
                "版本号“{version}”不能用，请写 1 到 20 个数字、字母或连字符，例如 2026-2"
            ),
            Self::VersionTaken(version) => {
                write!(f, "版本号“{version}”已经用过，请换一个，例如 {version}b")
            }
            Self::NotFuture { from, earliest } => write!(
                f,
                "施行日 {from} 所在的月份已经开始或过去，新办法只能从以后的月份起施行，最早{}1日",
                earliest.words()
            ),
            Self::NotMonthStart(from) => {
                write!(
                    f,
                    "施行日 {from} 不是一个月的第一天，考核按月算，请写某月 1 日"
                )
            }
            Self::MonthTaken { from, version } => {
                write!(f, "版本“{version}”也从 {from} 起施行，请换一个月份")
            }
            Self::NoReason => f.write_str("没有写退回理由，请写明要改什么"),
            Self::NothingWaits(version) => write!(
                f,
                "版本“{version}”没有等待审定：还没有送审，或已经审定、退回、撤回，请刷新后再看"
            ),
        }
    }
}

impl std::error::Error for AdoptionRefusal {}

/// What a decision on a version stands on.
#[derive(Clone, Copy, Debug)]
pub struct AdoptionLaw<'a> {
    /// The versions in force and to come.
    pub books: &'a Rulebooks,
    /// What no rulebook may measure.
    pub forbidden: &'a [Forbidden],
}

/// Decides what a command on a version does. `now` is the version as it stands.
///
/// # Errors
/// The refusal in words; nothing changes then.
pub fn decide(
    law: AdoptionLaw<'_>,
    version: &str,
    now: Option<&Proposal>,
    command: RulebookCommand,
    by: &Actor,
    today: Date,
) -> Result<RulebookEvent, AdoptionRefusal> {
    let action = match command {
        RulebookCommand::Submit(_) | RulebookCommand::Withdraw => Action::DraftRulebook,
        RulebookCommand::Adopt | RulebookCommand::Reject { .. } => Action::AdoptRulebook,
    };
    let staff = entitled(by, action)?;
    if let RulebookCommand::Submit(rulebook) = command {
        submit(law, now, &rulebook, today)?;
        return Ok(RulebookEvent::Submitted { rulebook });
    }
    let waiting = now.filter(|proposal| proposal.standing == Standing::Waiting);
    let waiting = waiting.ok_or_else(|| AdoptionRefusal::NothingWaits(version.to_owned()))?;
    match command {
        RulebookCommand::Withdraw => Ok(RulebookEvent::Withdrawn),
        RulebookCommand::Reject { reason } if reason.trim().is_empty() => {
            Err(AdoptionRefusal::NoReason)
        }
        RulebookCommand::Reject { reason } => Ok(RulebookEvent::Rejected { reason }),
        RulebookCommand::Adopt | RulebookCommand::Submit(_) => {
            let drafter = &waiting.submitted.0;
            if matches!(drafter, By::Staff { person, .. } if *person == staff.person) {
                return Err(AdoptionRefusal::OwnDraft);
            }
            sound(law, &waiting.rulebook, today)?;
            Ok(RulebookEvent::Adopted)
        }
    }
}

fn entitled(by: &Actor, action: Action) -> Result<&Staff, AdoptionRefusal> {
    let staff = (by.staff()).filter(|staff| action.reach_of(&staff.roles) != Reach::No);
    staff.ok_or_else(|| {
        let holders: Vec<&str> = action.holders().iter().map(|role| role.word()).collect();
        AdoptionRefusal::NotYours {
            action,
            holders: holders.join("、"),
        }
    })
}

fn submit(
    law: AdoptionLaw<'_>,
    now: Option<&Proposal>,
    rulebook: &Rulebook,
    today: Date,
) -> Result<(), AdoptionRefusal> {
    let version = rulebook.version.as_str();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if version.is_empty() || version.len() > 20 || !version.chars().all(plain) {
        return Err(AdoptionRefusal::BadVersion(version.to_owned()));
    }
    // What was sent back or taken back may be submitted again under its name.
    let open = now.is_none_or(|proposal| {
        matches!(
            proposal.standing,
            Standing::Rejected(..) | Standing::Withdrawn(..)
        )
    });
    if !open || law.books.version(version).is_some() {
        return Err(AdoptionRefusal::VersionTaken(version.to_owned()));
    }
    sound(law, rulebook, today)
}

/// The proofs hold, and the first day is that of a month to come which no other version has.
fn sound(law: AdoptionLaw<'_>, rulebook: &Rulebook, today: Date) -> Result<(), AdoptionRefusal> {
    let from = rulebook.from;
    if from.day() != 1 {
        return Err(AdoptionRefusal::NotMonthStart(from));
    }
    let earliest = Month::of(today).next();
    if from < earliest.first() {
        return Err(AdoptionRefusal::NotFuture { from, earliest });
    }
    if let Some(other) = law.books.iter().find(|book| book.from == from) {
        return Err(AdoptionRefusal::MonthTaken {
            from,
            version: other.version.clone(),
        });
    }
    let flaws = prove(rulebook, law.forbidden);
    match flaws.is_empty() {
        true => Ok(()),
        false => Err(AdoptionRefusal::Flawed(flaws)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::scoring::tests::rulebook;
    use super::*;
    use crate::district::{PersonId, Role, UnitId};
    use jiff::civil::date;

    fn actor(person: &str, roles: &[Role]) -> Actor {
        Actor::Staff(Staff {
            person: PersonId::from(person),
            name: person.to_owned(),
            unit: UnitId::from("区营商办"),
            roles: roles.to_vec(),
            post: None,
        })
    }

    fn draft(version: &str, from: Date) -> Rulebook {
        Rulebook {
            version: version.to_owned(),
            from,
            ..rulebook()
        }
    }

    const TODAY: Date = date(2026, 3, 5);

    fn ask(
        now: Option<&Proposal>,
        command: RulebookCommand,
        by: &Actor,
    ) -> Result<RulebookEvent, String> {
        let books = Rulebooks::new([rulebook(), draft("2026-1", date(2026, 7, 1))]);
        let law = AdoptionLaw {
            books: &books,
            forbidden: &[],
        };
        decide(law, "2026-2", now, command, by, TODAY).map_err(|refusal| refusal.to_string())
    }

    fn submit(book: Rulebook) -> RulebookCommand {
        RulebookCommand::Submit(Box::new(book))
    }

    fn folded(events: &[(RulebookEvent, &Actor)]) -> Proposal {
        let at = Moment::local(TODAY.at(9, 0, 0, 0));
        let by: Vec<By> = events.iter().map(|(_, by)| by.by()).collect();
        Proposal::fold(
            events
                .iter()
                .zip(&by)
                .map(|((event, _), by)| (event, by, at)),
        )
        .unwrap()
    }

    #[test]
    fn one_person_submits_and_another_adopts() {
        let drafter = actor("fang", &[Role::Coordinator]);
        let office = actor("meng", &[Role::Organisation]);
        let both = actor("fang", &[Role::Coordinator, Role::Organisation]);
        let book = draft("2026-2", date(2026, 4, 1));
        let submitted = ask(None, submit(book.clone()), &drafter).unwrap();
        let now = folded(&[(submitted.clone(), &drafter)]);
        assert_eq!(now.standing, Standing::Waiting);
        let own = ask(Some(&now), RulebookCommand::Adopt, &both).unwrap_err();
        assert!(own.contains("不能自己审定"), "{own}");
        let drafter_adopts = ask(Some(&now), RulebookCommand::Adopt, &drafter).unwrap_err();
        assert!(drafter_adopts.contains("归组织部"), "{drafter_adopts}");
        let office_drafts = ask(None, submit(book.clone()), &office).unwrap_err();
        assert!(office_drafts.contains("归区营商办"), "{office_drafts}");
        let adopted = ask(Some(&now), RulebookCommand::Adopt, &office).unwrap();
        let now = folded(&[(submitted.clone(), &drafter), (adopted, &office)]);
        assert_eq!(now.standing.word(), "已审定");
        let again = ask(Some(&now), RulebookCommand::Adopt, &office).unwrap_err();
        assert!(again.contains("没有等待审定"), "{again}");
        let taken = ask(Some(&now), submit(book.clone()), &drafter).unwrap_err();
        assert!(taken.contains("已经用过"), "{taken}");
        // Sent back with a reason, then submitted again under its name.
        let waiting = folded(&[(submitted.clone(), &drafter)]);
        let silent = RulebookCommand::Reject {
            reason: " ".to_owned(),
        };
        assert!(
            ask(Some(&waiting), silent, &office)
                .unwrap_err()
                .contains("退回理由")
        );
        let reject = RulebookCommand::Reject {
            reason: "满意率权重太低".to_owned(),
        };
        let rejected = ask(Some(&waiting), reject, &office).unwrap();
        let now = folded(&[(submitted, &drafter), (rejected, &office)]);
        assert!(ask(Some(&now), submit(book), &drafter).is_ok());
    }

    #[test]
    fn only_future_months_and_sound_rulebooks() {
        let drafter = actor("fang", &[Role::Coordinator]);
        let refused = |book| ask(None, submit(book), &drafter).unwrap_err();
        let past = refused(draft("2026-2", date(2026, 3, 1)));
        assert!(past.contains("2026年4月1日"), "{past}");
        assert!(refused(draft("2026-2", date(2026, 4, 2))).contains("第一天"));
        assert!(refused(draft("2026-2", date(2026, 7, 1))).contains("“2026-1”也从"));
        assert!(refused(draft("2026-1", date(2026, 5, 1))).contains("已经用过"));
        assert!(refused(draft("第二版", date(2026, 5, 1))).contains("2026-2"));
        let mut unsound = draft("2026-2", date(2026, 5, 1));
        unsound.measures.pop();
        let unsound = refused(unsound);
        assert!(
            unsound.contains("合计是 90") && unsound.contains("正好是 100"),
            "{unsound}"
        );
    }

    /// The event's bytes hold for ever: what was adopted is read back to the same method.
    #[test]
    fn a_submitted_method_comes_back_whole() {
        let event = RulebookEvent::Submitted {
            rulebook: Box::new(draft("2026-2", date(2026, 4, 1))),
        };
        let text = serde_json::to_string(&event).unwrap();
        for part in [
            r#""basis":{"rate":"on_time"}"#,
            r#""form":{"linear":{"floor":"60","target":"98"}}"#,
            r#""missing":"redistribute""#,
            r#""gap":"skip""#,
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert_eq!(serde_json::from_str::<RulebookEvent>(&text).unwrap(), event);
    }
}
