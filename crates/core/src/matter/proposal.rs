//! What proposals that follow from the assessment have in common, whatever they propose: the facts
//! they rest on, who is named to see them, who has opened them, what the person concerned says.
//!
//! A proposal never acts by itself. It is visible only to those named; each opening is an event;
//! what it says is shown, and acted on, only after the reader has opened it. Nobody having decided,
//! it expires (`assessment.proposal_expire`).

use crate::district::{Action, Named, PersonId, PostId, Reach, Role, RuleId, UnitId};
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Channel, CommandName, Decision, Detail, Event, Law, Matter, MatterNo, Refusal, Staff,
    Visibility, check,
};
use crate::moment::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One fact with where it is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// In one sentence.
    pub words: String,
    /// Where its figure opens, e.g. `/rankings/2025-10`; empty when its matters say it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub href: String,
    /// The matters behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<MatterNo>,
}

/// A ground on which the rule would not propose, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The ground.
    pub ground: String,
    /// What was found.
    pub finding: String,
}

/// What a proposal rests on, as computed on its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The rule in one sentence, with its document.
    pub rule: String,
    /// The facts.
    pub facts: Vec<Fact>,
    /// 排除情形, each looked at.
    pub checks: Vec<Check>,
    /// How sure it is.
    pub certainty: String,
}

/// 陈述: what the person or unit concerned says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Words.
    pub words: String,
    /// Written down by whom.
    pub by: By,
    /// When.
    pub at: Moment,
}

/// A decision on a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// Followed or not.
    pub adopted: bool,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: By,
    /// When.
    pub at: Moment,
}

/// 卷: what every proposal carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The unit concerned.
    pub unit: UnitId,
    /// What it rests on.
    pub basis: Basis,
    /// The last day on which it can be taken up.
    pub expires: Date,
    /// Who has opened it, and when last.
    pub opened: BTreeMap<PersonId, Moment>,
    /// Statements, oldest first.
    pub statements: Vec<Statement>,
    /// The decision.
    pub resolution: Option<Resolution>,
    /// What was corrected since, so that it rests on nothing any more.
    pub corrected: Option<String>,
}

impl Dossier {
    pub(crate) fn new(unit: UnitId, basis: Basis, expires: Date) -> Self {
        Self {
            unit,
            basis,
            expires,
            opened: BTreeMap::new(),
            statements: Vec::new(),
            resolution: None,
            corrected: None,
        }
    }

    /// Whether a person has opened it on a day: only then its content is shown.
    pub fn opened_on(&self, person: &PersonId, day: Date) -> bool {
        (self.opened.get(person)).is_some_and(|at| at.date() == day)
    }
}

impl Matter {
    /// The dossier, if it is a proposal.
    pub fn dossier(&self) -> Option<&Dossier> {
        match &self.detail {
            Detail::Interview(interview) => Some(&interview.dossier),
            Detail::Consequence(consequence) => Some(&consequence.dossier),
            _ => None,
        }
    }

    fn dossier_mut(&mut self) -> Option<&mut Dossier> {
        match &mut self.detail {
            Detail::Interview(interview) => Some(&mut interview.dossier),
            Detail::Consequence(consequence) => Some(&mut consequence.dossier),
            _ => None,
        }
    }

    /// Whether its content may be shown to a person on a day. What is no proposal always may.
    pub fn is_open_to(&self, person: &PersonId, day: Date) -> bool {
        (self.dossier()).is_none_or(|dossier| dossier.opened_on(person, day))
    }

    /// Whether a member of staff is among those named.
    pub fn names(&self, staff: &Staff) -> bool {
        (Named::of(staff).iter()).any(|name| self.named.contains(name))
    }
}

/// Into whose hands a proposal is given, and until when.
pub(crate) struct Hands<'a> {
    /// The office that handles it.
    pub(crate) lead: &'a UnitId,
    /// The post that decides or redecides.
    pub(crate) sponsor: Option<&'a PostId>,
    /// Who may know of it.
    pub(crate) named: &'a [Named],
    /// Its first time limit.
    pub(crate) clock: &'a Clock,
    /// The last day on which it can be taken up.
    pub(crate) expires: Date,
}

impl Hands<'_> {
    /// The matter of a proposal just made.
    pub(crate) fn matter(
        &self,
        no: MatterNo,
        title: String,
        rule: &str,
        at: Moment,
        detail: Detail,
    ) -> Matter {
        Matter {
            title,
            text: rule.to_owned(),
            sponsor: self.sponsor.cloned(),
            visibility: Visibility::Named,
            named: self.named.to_vec(),
            ..Matter::blank(no, self.lead, Channel::Desk, self.clock, at, detail)
        }
    }
}

/// The sponsoring post of an office, and who is named first: its role, and that post.
pub(crate) fn first_named(
    lead: &UnitId,
    role: Role,
    law: &Law<'_>,
) -> (Option<PostId>, Vec<Named>) {
    let sponsor = law.district.sponsor_of(lead).map(|post| post.id.clone());
    let mut named = vec![Named::Role(role)];
    named.extend(sponsor.clone().map(Named::Post));
    (sponsor, named)
}

/// Whether the person is the one concerned: the person named in it, or the head of the unit.
fn is_concerned(matter: &Matter, staff: &Staff) -> bool {
    match &matter.detail {
        Detail::Consequence(consequence) => match &consequence.person {
            Some(person) => person.person == staff.person,
            None => Named::of(staff).contains(&Named::Head(consequence.dossier.unit.clone())),
        },
        Detail::Interview(interview) => {
            Named::of(staff).contains(&Named::Head(interview.dossier.unit.clone()))
        }
        _ => false,
    }
}

/// Whether staff may give this command to a proposal, whatever its state.
///
/// # Errors
/// Not named, not the office whose decision it is, not opened yet, judging oneself.
pub(crate) fn staff_may(
    matter: &Matter,
    dossier: &Dossier,
    command: CommandName,
    staff: &Staff,
) -> Result<(), Refusal> {
    use CommandName as C;
    let refused = |why: String| Err(Refusal::NotAllowed { why });
    let holders = || command.action().map(Action::holders).unwrap_or_default();
    let not_role = || Refusal::NotYourRole {
        command,
        holders: holders(),
    };
    let action = command.action().ok_or_else(not_role)?;
    if action.reach_of(&staff.roles) == Reach::No {
        return Err(not_role());
    }
    if !matter.names(staff) {
        return refused("这份建议没有列您的名，只有列名的人能看、能办，请交给列名的人".to_owned());
    }
    if command == C::Open {
        return Ok(());
    }
    if !dossier.opened.contains_key(&staff.person) {
        return refused("请先打开这份建议看过依据再办，打开会留痕".to_owned());
    }
    let concerned = is_concerned(matter, staff);
    match command {
        C::Protest if !concerned => {
            refused("只有被处理的本人或单位负责人能申请复核，请由本人提出".to_owned())
        }
        C::State | C::Attach if concerned => Ok(()),
        C::State | C::Notify | C::Invite | C::Minute | C::LookBack | C::Decide | C::Redecide
            if concerned =>
        {
            refused("这份建议说的就是您或您的单位，要由别人来办，请交给列名的其他人".to_owned())
        }
        C::State | C::Attach | C::Notify | C::Invite | C::Minute | C::LookBack => {
            match staff.unit == matter.lead {
                true => Ok(()),
                false => Err(Refusal::NotYourUnit {
                    owner: matter.lead.clone(),
                }),
            }
        }
        C::Decide if matches!(matter.detail, Detail::Interview(_)) => by_post(matter, staff),
        C::Decide if staff.roles.contains(&Role::Organisation) => Ok(()),
        C::Decide => refused(format!("这项由{}决定，请交给{}", matter.lead, matter.lead)),
        C::Redecide => {
            let decider = dossier.resolution.as_ref().map(|r| &r.by);
            if matches!(decider, Some(By::Staff { person, .. }) if *person == staff.person) {
                return refused("原决定是您作的，要由别人复核，请交给其他有权的人".to_owned());
            }
            by_post(matter, staff)
        }
        _ => Ok(()),
    }
}

/// Only the holder of the sponsoring post.
fn by_post(matter: &Matter, staff: &Staff) -> Result<(), Refusal> {
    if staff.post.is_some() && staff.post == matter.sponsor {
        return Ok(());
    }
    let post = matter.sponsor.as_ref().map(ToString::to_string);
    Err(Refusal::NotAllowed {
        why: format!(
            "这项只能由{}决定，请交给{}",
            post.as_deref().unwrap_or("主管领导"),
            post.as_deref().unwrap_or("主管领导")
        ),
    })
}

/// The last day on which a proposal made today can be taken up.
pub(crate) fn expires(today: Date, law: &Law<'_>) -> Result<Date, Refusal> {
    let clock = law.clock(&RuleId::from("assessment.proposal_expire"), today)?;
    Ok(clock.due(law.calendar, today).latest())
}

/// The basis says something.
pub(crate) fn check_basis(unit: &UnitId, basis: &Basis, law: &Law<'_>) -> Result<(), Refusal> {
    check::unit(unit, "涉及单位", law)?;
    check::text(&basis.rule, "依据的规则", 500, "请写明按哪一条提出")?;
    if basis.facts.is_empty() {
        return Err(Refusal::Missing {
            field: "事实",
            remedy: "没有事实不能提出建议，请列明数字和办件",
        });
    }
    Ok(())
}

/// A proposal still in time.
pub(crate) fn in_time(dossier: &Dossier, act: &Act) -> Result<(), Refusal> {
    if act.at.date() <= dossier.expires {
        return Ok(());
    }
    Err(Refusal::NotAllowed {
        why: format!(
            "这份建议到 {} 为止，已经失效，不能再据此决定。事实还在的，等下一次考核重新提出",
            dossier.expires
        ),
    })
}

/// 到期失效, a rule's command.
pub(crate) fn lapse(dossier: &Dossier, act: &Act) -> Result<Decision, Refusal> {
    if act.at.date() > dossier.expires {
        return Ok(Event::ProposalExpired {}.into());
    }
    Err(Refusal::NotAllowed {
        why: "建议还在有效期内，到期没有人决定才失效".to_owned(),
    })
}

/// 撤回, a rule's command: what it rests on was corrected. Undecided it ends; decided by a person, it
/// is for that person to take back.
pub(crate) fn retract(dossier: &Dossier, why: String) -> Result<Decision, Refusal> {
    match &dossier.corrected {
        None => Ok(Event::ProposalRetracted { why }.into()),
        Some(known) => Err(Refusal::NotAllowed {
            why: format!("已经写明依据更正了：{known}"),
        }),
    }
}

/// Folds what every proposal has.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    let ended = matches!(event, Event::ProposalExpired {});
    let more: &[Named] = match event {
        Event::ProposalDecided { named, .. }
        | Event::InterviewInvited { named, .. }
        | Event::ConsequenceNotified { named, .. } => named,
        _ => &[],
    };
    for name in more {
        if !matter.named.contains(name) {
            matter.named.push(name.clone());
        }
    }
    if ended {
        matter.ended = Some(at);
    }
    let Some(dossier) = matter.dossier_mut() else {
        return;
    };
    match event {
        Event::ProposalOpened {} => {
            if let By::Staff { person, .. } = by {
                dossier.opened.insert(person.clone(), at);
            }
        }
        Event::ProposalRetracted { why } => dossier.corrected = Some(why.clone()),
        Event::Stated { words } => dossier.statements.push(Statement {
            words: words.clone(),
            by: by.clone(),
            at,
        }),
        Event::ProposalDecided {
            adopted, reason, ..
        } => {
            dossier.resolution = Some(Resolution {
                adopted: *adopted,
                reason: reason.clone(),
                by: by.clone(),
                at,
            });
        }
        _ => {}
    }
}
