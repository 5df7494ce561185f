//! 一件事的申请. One form, one acceptance, items side by side in the order of what waits for what, one
//! hand-over of all results.
//!
//! The application is the parent matter; when it is accepted, each item becomes a child matter of its
//! own department with its own clock ([`item`]). What is missing is told once, for all items
//! together, within `licence.completeness_notice`; after that it counts as accepted on the day it was
//! received (行政许可法 32). The applicant has `application.supply` to hand in what was told missing.
//! The whole limit is the longest chain of promised times; results are handed over within
//! `licence.deliver` (44) after the last item has ended. An item refused ends only what waits for it.

mod admit;
pub mod item;
mod new;
mod plan;

pub use new::*;
pub use plan::*;

use super::review;
use crate::district::{ItemId, MaterialCode, PostId, RuleId, UnitId};
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Command, CommandName, Decision, Detail, Event, Law, Matter, MatterNo, Refusal, Step,
    Told, Waiting, check,
};
use crate::moment::Moment;
use crate::packages::answers;
use crate::packages::filled::FilledForm;
use jiff::civil::Date;

/// What only applications have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Where it stands.
    pub stage: Stage,
    /// What was handed in.
    pub new: NewApplication,
    /// The plan.
    pub plan: Plan,
    /// Everything handed in so far.
    pub handed: Vec<Handed>,
    /// The one notice of what is missing, and its day.
    pub told: Option<(Vec<MissingMaterial>, Date)>,
    /// The day the application counts as received: the first day of every statutory time.
    pub received: Date,
    /// Accepted because nobody said in time that something was missing.
    pub deemed: bool,
    /// Materials that come later.
    pub deferred: Vec<Deferred>,
    /// Items decided on a promise.
    pub promises: Vec<ItemId>,
    /// The items with their child matters; empty until it is accepted.
    pub parts: Vec<Part>,
    /// The commitments made with it.
    pub commitments: Vec<MatterNo>,
    /// Facts produced so far.
    pub facts: Facts,
}

/// One item of an accepted application, as its parent knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub item: ItemId,
    /// Its child matter.
    pub no: MatterNo,
    /// Its work has begun.
    pub begun: bool,
    /// How it ended, with the number of the result and the time.
    pub ended: Option<(Outcome, String, Moment)>,
}

/// 环节.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 待受理.
    ToAdmit,
    /// 待补正: told once what is missing.
    ToldMissing,
    /// 已补正，待受理.
    Supplied,
    /// 办理中: the items run.
    Running,
    /// 待出件: all items have ended.
    ToHandOver,
    /// 已出件.
    HandedOver {
        /// How.
        way: Way,
        /// Words, e.g. the number of the parcel.
        words: String,
    },
    /// 不予受理.
    Refused {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 已撤回.
    Withdrawn,
}

impl Stage {
    /// Every state's code and word.
    pub const CODES: [(&'static str, &'static str); 8] = [
        ("to_admit", "待受理"),
        ("told_missing", "待补正"),
        ("supplied", "已补正，待受理"),
        ("running", "各事项办理中"),
        ("to_hand_over", "待出件"),
        ("handed_over", "已出件"),
        ("rejected", "不予受理"),
        ("withdrawn", "已撤回"),
    ];

    fn index(&self) -> usize {
        match self {
            Self::ToAdmit => 0,
            Self::ToldMissing => 1,
            Self::Supplied => 2,
            Self::Running => 3,
            Self::ToHandOver => 4,
            Self::HandedOver { .. } => 5,
            Self::Refused { .. } => 6,
            Self::Withdrawn => 7,
        }
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        Self::CODES[self.index()].0
    }

    /// The word on screen.
    pub fn word(&self) -> &'static str {
        Self::CODES[self.index()].1
    }
}

/// Whose turn it is.
pub(crate) fn step(application: &Application) -> Step {
    let (waiting, what) = match application.stage {
        Stage::ToAdmit => (Waiting::Unit, "核对材料：受理或一次告知"),
        Stage::ToldMissing => (Waiting::Enterprise, "补齐材料"),
        Stage::Supplied => (Waiting::Unit, "核对补来的材料，受理"),
        Stage::Running => (Waiting::Unit, "盯住各事项，办齐后出件"),
        Stage::ToHandOver => (Waiting::Unit, "一次送达全部结果"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(
    application: &Application,
    command: CommandName,
) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let stage = &application.stage;
    let open = stage.index() < S::CODES.len() - 3;
    let running = matches!(stage, S::Running);
    let (ok, instead) = match command {
        C::Exclude | C::Countersign | C::Recompute => (true, ""),
        C::Remind => (matches!(stage, S::HandedOver { .. }), review::NOT_DONE),
        _ if !open => (false, "这件已经结束"),
        C::Admit => (
            matches!(stage, S::ToAdmit | S::Supplied),
            "收到申请或补正以后、受理以前才能受理",
        ),
        C::TellMissing => (
            matches!(stage, S::ToAdmit),
            "要补的材料只能一次告知，已经告知或受理的不能再告知",
        ),
        C::Refuse => (
            matches!(stage, S::ToAdmit | S::ToldMissing | S::Supplied),
            "已经受理的由各事项分别作决定",
        ),
        C::Supply => (matches!(stage, S::ToldMissing), "告知要补材料以后才能补"),
        C::Deem => (
            matches!(stage, S::ToAdmit | S::Supplied),
            "已经告知或受理的不再视为受理",
        ),
        C::Divide | C::EndItem | C::Complete | C::EndTolerance => (running, "受理以后才有各事项"),
        C::HandOver => (matches!(stage, S::ToHandOver), "全部事项办完才能一次出件"),
        C::Sign => (false, "一窗受理的申请不用签收，核对材料就行"),
        C::Assign => (true, ""),
        C::Pause | C::Resume | C::Extend => (running, "只有办理时限在走时可以"),
        C::Urge | C::Comment | C::Attach | C::Escalate => (true, ""),
        C::Withdraw => (
            !matches!(stage, S::ToHandOver),
            "各事项都已办完，结果要送达，不能再撤回",
        ),
        C::Dispatch | C::Transfer | C::Return => (false, "由牵头单位一窗受理，不能转办"),
        _ => (false, "一件事的申请没有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Opens an application: the lead unit of the package owes an answer on the materials within
/// `licence.completeness_notice`.
///
/// `filled` is what was typed; `None` when another system or the window keeps the paper form.
///
/// # Errors
/// The form was changed meanwhile, an answer is missing or wrong, a material or a choice of 容缺 or
/// 告知承诺 does not fit, or it is not signed.
pub fn submit(
    no: MatterNo,
    new: NewApplication,
    filled: Option<&FilledForm>,
    at: Moment,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    let package = law
        .services
        .package(&new.package)
        .ok_or_else(|| Refusal::BadValue {
            field: "一件事",
            value: new.package.to_string(),
            remedy: "没有这个套餐，请从首页“我要办”里选".to_owned(),
        })?;
    if package.revision.as_str() != new.revision {
        return Err(Refusal::NotAllowed {
            why: format!(
                "“{}”的表格在您填写期间改过了。您填的都还在，请按新的表格核对一遍再提交",
                package.name
            ),
        });
    }
    check::text(
        &new.enterprise.name,
        "企业名称",
        100,
        "请填营业执照上的名称，新开办的填拟用名称",
    )?;
    if let Some(code) = &new.enterprise.code {
        check::uscc(code)?;
    }
    if let Some(township) = &new.township {
        check::township(township, law)?;
    }
    let mut plan = Plan::of(package, &new, law)?;
    // Before what the answers make unnecessary is left out: handing in more is no mistake.
    for handed in &new.handed {
        handed_fits(handed, &plan, &new.files)?;
    }
    if let Some(filled) = filled {
        plan.leave_out_unneeded(filled, law);
        let form = law.services.merge(package, &new.picks);
        let read = answers::read(&form.fields, &filled.typed);
        if let Some(error) = read.errors.first() {
            return Err(Refusal::NotAllowed {
                why: sentence(&error.sentence),
            });
        }
    }
    admit::wishes(&new, &plan, at.date(), law)?;
    let clock = law.clock(&NOTICE.into(), at.date())?;
    Ok(Event::ApplicationSubmitted {
        no,
        title: format!("{}：{}", package.name, new.enterprise.name.trim()),
        text: format!("申请一次办理：{}。", names(&plan)),
        lead: package.lead.clone(),
        sponsor: law.district.sponsor_of(&package.lead).map(|p| p.id.clone()),
        application: Box::new(new),
        plan,
        clock,
    })
}

/// The rule for telling once what is missing.
const NOTICE: &str = "licence.completeness_notice";

fn names(plan: &Plan) -> String {
    let names: Vec<&str> = plan.items.iter().map(|i| i.name.as_str()).collect();
    names.join("、")
}

/// A sentence of another part, without its full stop: the refusal's frame sets one.
fn sentence(text: &str) -> String {
    text.trim_end_matches('。').to_owned()
}

fn handed_fits(
    handed: &Handed,
    plan: &Plan,
    files: &[crate::matter::Attachment],
) -> Result<(), Refusal> {
    if plan.material(&handed.material).is_none() {
        return Err(Refusal::BadValue {
            field: "材料",
            value: handed.material.to_string(),
            remedy: "这件事不要这份材料，请从清单里选".to_owned(),
        });
    }
    for hash in &handed.files {
        if !files.iter().any(|f| f.hash == *hash) {
            return Err(Refusal::BadValue {
                field: "材料",
                value: hash.chars().take(8).collect(),
                remedy: "这份文件没有上传成功，请再传一次".to_owned(),
            });
        }
    }
    Ok(())
}

/// Decides what only applications decide. Roles, unit and state have been checked.
pub(crate) fn decide(
    matter: &Matter,
    application: &Application,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    match command {
        Command::Admit {
            present,
            deferred,
            promises,
            signature,
        } => {
            let given = admit::Given {
                present,
                deferred,
                promises,
                paper: signature,
            };
            admit::admit(matter, application, given, today, law)
        }
        Command::Deem => {
            let due = matter.clock.due(law.calendar, today).latest();
            if today <= due {
                return Err(Refusal::NotAllowed {
                    why: format!("一次告知的时间到 {due} 为止，现在还不视为受理"),
                });
            }
            admit::deem(matter, application, today, law)
        }
        Command::TellMissing { missing } => tell_missing(matter, application, missing, today, law),
        Command::Supply { handed, files, .. } => {
            let all = [&matter.attachments[..], &files[..]].concat();
            for one in &handed {
                handed_fits(one, &application.plan, &all)?;
            }
            let paper = act.by.staff().is_some();
            let told = application.told.iter().flat_map(|(missing, _)| missing);
            let has = |m: &&MissingMaterial| {
                (handed.iter()).any(|h| h.material == m.material && (paper || !h.files.is_empty()))
            };
            let lacking: Vec<&str> = (told.filter(|m| !has(m)))
                .map(|m| m.name.as_str())
                .collect();
            if !lacking.is_empty() {
                return Err(Refusal::Missing {
                    field: "补正材料",
                    remedy: "一次告知的材料要一并补齐，请把每份都传上来",
                });
            }
            Ok(Event::ApplicationSupplied {
                handed,
                files,
                clock: law.clock(&NOTICE.into(), today)?,
            }
            .into())
        }
        Command::Refuse { reason, basis } => {
            check::text(&reason, "理由", 500, "请写清为什么不予受理，申请人会看到")?;
            check::text(&basis, "依据", 200, "请写明依据的文件和条款")?;
            let due = matter.clock.due(law.calendar, today).latest();
            if matches!(application.stage, Stage::ToldMissing) && today <= due {
                return Err(Refusal::NotAllowed {
                    why: format!("申请人补正的时间到 {due} 为止，到期没有补才能不予受理"),
                });
            }
            Ok(Event::ApplicationRefused { reason, basis }.into())
        }
        Command::Divide { items, commitments } => divide(application, items, commitments),
        Command::EndItem {
            item,
            outcome,
            number,
            facts,
        } => end_item(application, item, outcome, number, facts, today, law),
        Command::Complete { materials } => Ok(Decision {
            tell: complete(application, &materials),
            ..Event::ApplicationCompleted { materials }.into()
        }),
        Command::EndTolerance { items, reason } => {
            let of = |part: &&Part| items.contains(&part.item) && part.ended.is_none();
            let tell = application.parts.iter().filter(of);
            Ok(Decision {
                tell: tell
                    .map(|p| drop_part(p.no, Cause::ToleranceEnded, &reason))
                    .collect(),
                ..Event::ApplicationToleranceEnded {
                    items: items.clone(),
                    reason: reason.clone(),
                }
                .into()
            })
        }
        Command::Remind => {
            let reached = application.new.contact.is_some();
            Ok(review::remind(matter, reached, today, law)?.into())
        }
        Command::HandOver { way, words } => {
            check::at_most(&words, "说明", 200)?;
            Ok(Event::ApplicationHandedOver { way, words }.into())
        }
        Command::Withdraw { reason } => {
            let decision = crate::matter::common_decide(
                matter,
                Command::Withdraw {
                    reason: reason.clone(),
                },
                act,
                law,
                || Ok(None),
            )?;
            let open = application.parts.iter().filter(|p| p.ended.is_none());
            let parts = open.map(|p| drop_part(p.no, Cause::Withdrawn, &reason));
            let commitments = (application.commitments.iter())
                .map(|no| drop_part(*no, Cause::Withdrawn, &reason));
            Ok(Decision {
                tell: parts.chain(commitments).collect(),
                ..decision
            })
        }
        other => crate::matter::common_decide(matter, other, act, law, || Ok(None)),
    }
}

fn drop_part(no: MatterNo, cause: Cause, reason: &str) -> Told {
    Told {
        to: no,
        command: Command::Drop {
            cause,
            reason: reason.to_owned(),
        },
    }
}

/// One notice with everything, once, in time.
fn tell_missing(
    matter: &Matter,
    application: &Application,
    missing: Vec<MissingMaterial>,
    today: Date,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let due = matter.clock.due(law.calendar, today).latest();
    if today > due {
        return Err(Refusal::NotAllowed {
            why: format!(
                "一次告知的时间到 {due} 为止，已经过了，依法自收到之日起视为受理，请直接受理"
            ),
        });
    }
    if missing.is_empty() {
        return Err(Refusal::Missing {
            field: "要补的材料",
            remedy: "请勾选缺少的或不合要求的材料，一次写全，以后不能再告知",
        });
    }
    let mut named = Vec::with_capacity(missing.len());
    for one in missing {
        let planned = application
            .plan
            .submitted()
            .find(|m| m.material == one.material);
        let Some(planned) = planned else {
            return Err(Refusal::BadValue {
                field: "要补的材料",
                value: one.material.to_string(),
                remedy: "这份不向申请人要，请从要交的清单里选".to_owned(),
            });
        };
        check::text(
            &one.what,
            "要补什么",
            200,
            "请写清缺少，还是哪里不合要求、怎样改",
        )?;
        named.push(MissingMaterial {
            name: planned.name.clone(),
            ..one
        });
    }
    Ok(Event::ApplicationToldMissing {
        missing: named,
        clock: law.clock(&RuleId::from("application.supply"), today)?,
    }
    .into())
}

/// The numbers of the child matters are known: those that wait for nothing begin.
fn divide(
    application: &Application,
    items: Vec<(ItemId, MatterNo)>,
    commitments: Vec<MatterNo>,
) -> Result<Decision, Refusal> {
    let ready = items.iter().filter(|(item, _)| {
        (application.plan.item(item)).is_some_and(|planned| planned.after.is_empty())
    });
    let tell = ready.map(|(_, no)| Told {
        to: *no,
        command: Command::Begin {
            known: Facts::new(),
        },
    });
    Ok(Decision {
        tell: tell.collect(),
        ..Event::ApplicationDivided {
            items: items.clone(),
            commitments,
        }
        .into()
    })
}

/// An item has ended: what waited for it begins or is dropped; with the last one the results are to
/// be handed over.
fn end_item(
    application: &Application,
    item: ItemId,
    outcome: Outcome,
    number: String,
    facts: Facts,
    today: Date,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let ended = |id: &ItemId| {
        let part = application.parts.iter().find(|p| p.item == *id);
        match part.and_then(|p| p.ended.as_ref()) {
            _ if *id == item => Some(outcome),
            Some((outcome, _, _)) => Some(*outcome),
            None => None,
        }
    };
    let known: Facts = (application.facts.iter().chain(&facts))
        .map(|(c, v)| (c.clone(), v.clone()))
        .collect();
    let mut tell = Vec::new();
    for part in (application.parts.iter()).filter(|p| p.ended.is_none() && p.item != item) {
        let Some(planned) = application.plan.item(&part.item) else {
            continue;
        };
        if !planned.after.contains(&item) || part.begun {
            continue;
        }
        if outcome != Outcome::Granted {
            let name = application.plan.item(&item).map_or("", |i| i.name.as_str());
            let reason = format!("要等的“{name}”没有办成，这一项办不了");
            tell.push(drop_part(part.no, Cause::Predecessor, &reason));
        } else if (planned.after.iter()).all(|id| ended(id) == Some(Outcome::Granted)) {
            tell.push(Told {
                to: part.no,
                command: Command::Begin {
                    known: application.plan.known_to(planned, &known),
                },
            });
        }
    }
    let last = (application.parts.iter()).all(|p| p.item == item || p.ended.is_some());
    let clock = match last {
        true => Some(law.clock(&RuleId::from("licence.deliver"), today)?),
        false => None,
    };
    if last {
        // Also when the last one is granted: what was promised for an item that was refused is owed
        // to nobody any more. Promises that are settled, or whose breach is being heard, stay.
        let reason = "各事项都已办结，承诺不再需要";
        let none = application.commitments.iter();
        tell.extend(none.map(|no| drop_part(*no, Cause::NotNeeded, reason)));
    }
    Ok(Decision {
        tell,
        ..Event::ApplicationItemEnded {
            item,
            outcome,
            number,
            facts,
            clock,
        }
        .into()
    })
}

/// Materials that came later go to the items that wait for them.
fn complete(application: &Application, materials: &[MaterialCode]) -> Vec<Told> {
    let parts = application.parts.iter().filter(|p| p.ended.is_none());
    let waiting = parts.filter_map(|part| {
        let of_item: Vec<MaterialCode> = (application.deferred.iter())
            .filter(|d| d.items.contains(&part.item) && materials.contains(&d.material))
            .map(|d| d.material.clone())
            .collect();
        (!of_item.is_empty()).then_some((part.no, of_item))
    });
    waiting
        .map(|(to, materials)| Told {
            to,
            command: Command::Complete { materials },
        })
        .collect()
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    new: &NewApplication,
    (title, text): (&str, &str),
    (lead, sponsor): (&UnitId, Option<&PostId>),
    plan: &Plan,
    clock: &Clock,
    at: Moment,
) -> Matter {
    let mut support: Vec<UnitId> = plan.items.iter().map(|i| i.unit.clone()).collect();
    support.sort();
    support.dedup();
    support.retain(|u| u != lead);
    Matter {
        title: title.to_owned(),
        text: text.to_owned(),
        enterprise: Some(new.enterprise.clone()),
        township: new.township.clone(),
        support,
        sponsor: sponsor.cloned(),
        attachments: new.files.clone(),
        ..Matter::blank(
            no,
            lead,
            new.channel,
            clock,
            at,
            Detail::Application(Box::new(Application {
                stage: Stage::ToAdmit,
                handed: new.handed.clone(),
                new: new.clone(),
                plan: plan.clone(),
                told: None,
                received: at.date(),
                deemed: false,
                deferred: Vec::new(),
                promises: Vec::new(),
                parts: Vec::new(),
                commitments: Vec::new(),
                facts: Facts::new(),
            })),
        )
    }
}

/// Folds what only applications have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    let Detail::Application(mut application) = matter.detail.clone() else {
        return;
    };
    match event {
        Event::ApplicationToldMissing { missing, clock } => {
            application.stage = Stage::ToldMissing;
            application.told = Some((missing.clone(), at.date()));
            matter.run(clock);
        }
        Event::ApplicationSupplied {
            handed,
            files,
            clock,
        } => {
            application.stage = Stage::Supplied;
            application.received = at.date();
            application.handed.extend(handed.iter().cloned());
            matter.attachments.extend(files.iter().cloned());
            matter.run(clock);
        }
        Event::ApplicationAdmitted {
            received,
            deemed,
            deferred,
            promises,
            clock,
        } => {
            application.stage = Stage::Running;
            application.received = *received;
            application.deemed = *deemed;
            application.deferred.clone_from(deferred);
            application.promises.clone_from(promises);
            // Who accepts goes on with it until somebody else is assigned.
            matter.handler = matter.handler.take().or_else(|| by.handler());
            matter.run(clock);
        }
        Event::ApplicationRefused { reason, basis } => {
            application.stage = Stage::Refused {
                reason: reason.clone(),
                basis: basis.clone(),
            };
            matter.ended = Some(at);
        }
        Event::ApplicationDivided { items, commitments } => {
            let part = |(item, no): &(ItemId, MatterNo)| Part {
                item: item.clone(),
                no: *no,
                begun: (application.plan.item(item)).is_some_and(|p| p.after.is_empty()),
                ended: None,
            };
            application.parts = items.iter().map(part).collect();
            application.commitments.clone_from(commitments);
        }
        Event::ApplicationItemEnded {
            item,
            outcome,
            number,
            facts,
            clock,
        } => {
            application.facts.extend(facts.clone());
            if let Some(code) = facts.get(&CREDIT_CODE.into())
                && let Some(enterprise) = &mut matter.enterprise
            {
                enterprise.code = Some(code.clone());
            }
            if let Some(part) = application.parts.iter_mut().find(|p| p.item == *item) {
                part.ended = Some((*outcome, number.clone(), at));
            }
            begin_ready(&mut application);
            if let Some(clock) = clock {
                application.stage = Stage::ToHandOver;
                matter.run(clock);
            }
        }
        Event::ApplicationHandedOver { way, words } => {
            application.stage = Stage::HandedOver {
                way: *way,
                words: words.clone(),
            };
            matter.ended = Some(at);
        }
        Event::Withdrawn { .. } => application.stage = Stage::Withdrawn,
        _ => return,
    }
    matter.detail = Detail::Application(application);
}

/// The shared field of the credit code: when an item produces it, the enterprise has one.
pub(crate) const CREDIT_CODE: &str = "uscc";

/// Marks the items whose predecessors are all granted.
fn begin_ready(application: &mut Application) {
    let granted: Vec<ItemId> = (application.parts.iter())
        .filter(|p| matches!(p.ended, Some((Outcome::Granted, ..))))
        .map(|p| p.item.clone())
        .collect();
    let plan = &application.plan;
    for part in &mut application.parts {
        let planned = plan.item(&part.item);
        part.begun |= planned.is_some_and(|p| p.after.iter().all(|a| granted.contains(a)));
    }
}
