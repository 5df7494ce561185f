//! Acceptance (受理): the materials are there, come later against a signed promise (容缺), or are
//! replaced by a promise (告知承诺); then the items are opened.

use super::{
    Application, Comes, Deferred, NewApplication, NewItem, Plan, PlannedItem, PlannedPromise, Wish,
    item, sentence,
};
use crate::district::{ItemId, MaterialCode};
use crate::kinds::commitment::{Mode, NewCommitment};
use crate::matter::clock::Clock;
use crate::matter::{Decision, Event, Law, Matter, Refusal, Spawn};
use crate::packages::commitment::Signature;
use crate::packages::tolerance::{ToleranceRefusal, ToleranceRequest};
use crate::packages::{PromiseMode, ServiceItem};
use crate::rules::{LengthUnit, TimeLimit};
use jiff::civil::Date;

/// What the window says when it accepts.
pub(super) struct Given {
    /// Materials that are there and in order.
    pub(super) present: Vec<MaterialCode>,
    /// Materials that come later.
    pub(super) deferred: Vec<Wish>,
    /// Items decided on a promise.
    pub(super) promises: Vec<ItemId>,
    /// Signed on paper at the window, instead of by the applicant when handing in.
    pub(super) paper: Option<Signature>,
}

/// Whether what the applicant chose could be granted if it were accepted today.
pub(super) fn wishes(
    new: &NewApplication,
    plan: &Plan,
    today: Date,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    if (!new.tolerance.is_empty() || !new.promises.is_empty()) && new.signed.is_none() {
        return Err(Refusal::Missing {
            field: "签名",
            remedy: "选了容缺或告知承诺，要在承诺书上签名。不签的请把选择去掉，按普通程序办",
        });
    }
    for wish in &new.tolerance {
        if new.handed.iter().any(|h| h.material == wish.material) {
            return Err(Refusal::BadValue {
                field: "容缺",
                value: plan
                    .material(&wish.material)
                    .map_or_else(|| wish.material.to_string(), |m| m.name.clone()),
                remedy: "这份已经交了，不用容缺，请去掉".to_owned(),
            });
        }
        tolerated(new, plan, wish, new.may_commit, today, law)?;
    }
    for id in &new.promises {
        promised(plan, id, law)?;
        may_commit(new.may_commit)?;
    }
    Ok(())
}

fn may_commit(may: bool) -> Result<(), Refusal> {
    match may {
        true => Ok(()),
        false => Err(refused(&[ToleranceRefusal::NoAuthority])),
    }
}

fn refused(refusals: &[ToleranceRefusal]) -> Refusal {
    let mut said: Vec<String> = refusals.iter().map(|r| sentence(&r.to_string())).collect();
    said.dedup();
    Refusal::NotAllowed {
        why: said.join("；"),
    }
}

/// One material for all items that need it: the shortest of what each allows.
fn tolerated(
    new: &NewApplication,
    plan: &Plan,
    wish: &Wish,
    may_commit: bool,
    accepted: Date,
    law: &Law<'_>,
) -> Result<Deferred, Refusal> {
    let not_asked = || refused(&[ToleranceRefusal::NotAsked(wish.material.to_string())]);
    let planned = plan.material(&wish.material).ok_or_else(not_asked)?;
    let mut refusals = Vec::new();
    let mut found: Option<Deferred> = None;
    for item in planned.items.iter().filter_map(|id| law.services.item(id)) {
        let request = ToleranceRequest {
            item,
            missing: std::slice::from_ref(&wish.material),
            picks: &new.picks,
            chosen_by_applicant: true,
            may_commit,
            open_bad_record: None,
            offered: wish.days,
            accepted,
        };
        match law.services.tolerate(&request, law.rules, law.calendar) {
            Ok(acceptance) => {
                for supplement in acceptance.supplements {
                    let due = supplement.due.due;
                    let deferred = found.get_or_insert_with(|| Deferred {
                        material: supplement.material,
                        name: supplement.name,
                        form: supplement.form,
                        due,
                        items: planned.items.clone(),
                    });
                    deferred.due = deferred.due.min(due);
                }
            }
            Err(why) => refusals.extend(
                why.into_iter()
                    .filter(|w| !refusals.contains(w))
                    .collect::<Vec<_>>(),
            ),
        }
    }
    match found {
        Some(deferred) if refusals.is_empty() => Ok(deferred),
        _ if refusals.is_empty() => Err(not_asked()),
        _ => Err(refused(&refusals)),
    }
}

/// The item, if it is of this application and may be decided on a promise.
fn promised<'l>(
    plan: &Plan,
    id: &ItemId,
    law: &Law<'l>,
) -> Result<(&'l ServiceItem, &'l PromiseMode), Refusal> {
    let name = || law.services.item(id).map(|i| i.name.clone());
    let mode = plan.promise_of(id, law.services);
    mode.ok_or_else(|| Refusal::BadValue {
        field: "告知承诺",
        value: name().unwrap_or_else(|| id.to_string()),
        remedy: "这个事项不适用告知承诺，请按普通程序办".to_owned(),
    })
}

/// 受理.
pub(super) fn admit(
    matter: &Matter,
    application: &Application,
    given: Given,
    today: Date,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let new = &application.new;
    let plan = &application.plan;
    if let Some(unknown) = given.present.iter().find(|m| plan.material(m).is_none()) {
        return Err(Refusal::BadValue {
            field: "材料",
            value: unknown.to_string(),
            remedy: "这件事不要这份材料，请从清单里选".to_owned(),
        });
    }
    // Chosen by the applicant: when handing in, or now on paper at the window.
    let chosen = |wish: &Wish| new.tolerance.iter().any(|w| w.material == wish.material);
    let paper = given.paper.is_some();
    if !paper
        && (!given.deferred.iter().all(chosen)
            || !given.promises.iter().all(|p| new.promises.contains(p)))
    {
        return Err(refused(&[ToleranceRefusal::NotChosen]));
    }
    let committed = new.may_commit || paper;
    // Late acceptance changes nothing in when it counts as received (行政许可法 32).
    let late = today > matter.clock.due(law.calendar, today).latest();
    let received = if late { application.received } else { today };
    let mut deferred = Vec::new();
    for wish in &given.deferred {
        // A longer time than the applicant offered is not the window's to give.
        let own = new.tolerance.iter().find(|w| w.material == wish.material);
        let days = match (wish.days, own.and_then(|w| w.days)) {
            (Some(a), Some(b)) if !paper => Some(a.min(b)),
            (None, b) => b,
            (a, _) => a,
        };
        let wish = Wish {
            material: wish.material.clone(),
            days,
        };
        deferred.push(tolerated(new, plan, &wish, committed, received, law)?);
    }
    let mut replaced = Vec::new();
    for id in &given.promises {
        may_commit(committed)?;
        let (_, mode) = promised(plan, id, law)?;
        replaced.extend(mode.replaces.iter().map(|m| (id, m)));
    }
    let lacking: Vec<&str> = plan
        .submitted()
        .filter(|m| !given.present.contains(&m.material))
        .filter(|m| !deferred.iter().any(|d| d.material == m.material))
        // A promise replaces a proof only for its own item.
        .filter(|m| !m.items.iter().all(|i| replaced.contains(&(i, &m.material))))
        .map(|m| m.name.as_str())
        .collect();
    if !lacking.is_empty() {
        return Err(Refusal::NotAllowed {
            why: format!(
                "还缺“{}”。请一次告知申请人补齐；可以容缺的，由申请人选择并签承诺书",
                lacking.join("”“")
            ),
        });
    }
    let accepted = Accepted {
        received,
        deemed: late,
        deferred,
        promises: given.promises,
    };
    accept(matter, application, accepted, today, law)
}

/// Nobody said in time that something was missing: accepted on the day it was received.
pub(super) fn deem(
    matter: &Matter,
    application: &Application,
    today: Date,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let accepted = Accepted {
        received: application.received,
        deemed: true,
        deferred: Vec::new(),
        promises: Vec::new(),
    };
    accept(matter, application, accepted, today, law)
}

/// What both ways of accepting come to.
struct Accepted {
    received: Date,
    deemed: bool,
    deferred: Vec<Deferred>,
    promises: Vec<ItemId>,
}

fn accept(
    matter: &Matter,
    application: &Application,
    accepted: Accepted,
    today: Date,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let plan = &application.plan;
    let Accepted {
        received,
        deemed,
        deferred,
        promises,
    } = accepted;
    let signed = application.new.signed.unwrap_or(today);
    let mut spawn = Vec::new();
    for planned in &plan.items {
        let on_promise = promises.contains(&planned.item);
        let planned = &match on_promise {
            true => at_once(planned),
            false => planned.clone(),
        };
        let new = new_item(matter, application, planned, &deferred, today, law)?;
        let promise = match on_promise {
            true => promised(plan, &planned.item, law)
                .ok()
                .map(|(_, mode)| PlannedPromise {
                    what: mode.what.clone(),
                    check: mode.check,
                    signed,
                    signature: None,
                }),
            false => None,
        };
        spawn.push(Spawn::Item(Box::new(NewItem { promise, ..new })));
    }
    if !deferred.is_empty() {
        let items: Vec<ItemId> = (plan.items.iter())
            .filter(|i| deferred.iter().any(|d| d.items.contains(&i.item)))
            .map(|i| i.item.clone())
            .collect();
        let names: Vec<&str> = (items.iter())
            .filter_map(|id| plan.item(id).map(|i| i.name.as_str()))
            .collect();
        spawn.push(Spawn::Commitment(Box::new(NewCommitment {
            mode: Mode::Tolerance,
            application: matter.no,
            decided: None,
            items,
            what: names.join("、"),
            unit: matter.lead.clone(),
            enterprise: enterprise(matter),
            township: matter.township.clone(),
            channel: matter.channel,
            accepted: received,
            signed,
            deferred: deferred.clone(),
            check: None,
            letter: None,
        })));
    }
    Ok(Decision {
        spawn,
        ..Event::ApplicationAdmitted {
            received,
            deemed,
            deferred,
            promises,
            clock: whole(plan, received, law)?,
        }
        .into()
    })
}

/// On a promise it is decided at once (国办发〔2020〕42号: 当场作出决定): by the next working day, since
/// the item may begin by itself in the evening when another one is granted.
fn at_once(planned: &PlannedItem) -> PlannedItem {
    PlannedItem {
        promised: planned.promised.min(1),
        ..planned.clone()
    }
}

/// Every application has one; it was checked when it was handed in.
fn enterprise(matter: &Matter) -> crate::matter::Enterprise {
    matter
        .enterprise
        .clone()
        .unwrap_or(crate::matter::Enterprise {
            code: None,
            name: String::new(),
        })
}

fn new_item(
    matter: &Matter,
    application: &Application,
    planned: &PlannedItem,
    deferred: &[Deferred],
    today: Date,
    law: &Law<'_>,
) -> Result<NewItem, Refusal> {
    let statutory = match law.services.item(&planned.item) {
        Some(item) => item::statutory(item, today, law)?,
        None => None,
    };
    let after = (planned.after.iter()).filter_map(|a| application.plan.item(a));
    Ok(NewItem {
        application: matter.no,
        item: planned.item.clone(),
        name: planned.name.clone(),
        unit: planned.unit.clone(),
        lead: matter.lead.clone(),
        enterprise: enterprise(matter),
        township: matter.township.clone(),
        channel: matter.channel,
        after: after.map(|i| i.name.clone()).collect(),
        produces: planned.produces.clone(),
        held: (deferred.iter())
            .filter(|d| d.items.contains(&planned.item))
            .map(|d| d.material.clone())
            .collect(),
        promise: None,
        promised: item::promised(planned, statutory.as_ref(), law, today)?,
        statutory,
        notice_days: planned.notice_days,
    })
}

/// The whole limit: the longest chain, from the day it counts as received. Public notice runs in
/// natural days and comes first; nobody handles anything then.
fn whole(plan: &Plan, received: Date, law: &Law<'_>) -> Result<Clock, Refusal> {
    let (joint, _) = law.rules.limit(&"licence.joint".into(), received)?;
    let limit = TimeLimit {
        unit: LengthUnit::WorkingDays,
        length: plan.working_days.max(1),
        extended: joint.extended,
        pauses: joint.pauses.clone(),
        roll: false,
    };
    let from = received.saturating_add(jiff::Span::new().days(i64::from(plan.notice_days)));
    Ok(Clock::start("application.whole".into(), &limit, from))
}

impl Plan {
    /// Whether any material may come later.
    pub fn tolerates(&self) -> bool {
        (self.materials.iter()).any(|m| m.comes == Comes::Submitted && m.defer.is_some())
    }
}
