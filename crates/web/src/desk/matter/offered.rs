//! What a person can do to a matter now: the next step first, and what is refused with its reason.

use super::act;
use super::href;
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{KEY, new_key};
use crate::kit::parts::{Act, Acts};
use crate::kit::viewer::Viewer;
use banjie_core::district::{Action, UnitId};
use banjie_core::kinds::commitment::Mode;
use banjie_core::kinds::review::{self, Stage};
use banjie_core::matter::{
    self, Command, CommandName, Detail, Kind, Law, Matter, Refusal, Waiting, decide, permitted,
};

/// Buttons of a matter's page.
pub(super) struct Offered {
    /// In the head: the next step and the two or three acts done most.
    pub(super) bar: Acts,
    /// Everything else, refused ones greyed with their reason.
    pub(super) more: Acts,
}

/// Commands that can be the next step, in the order in which they are looked for.
const STEPS: [CommandName; 17] = [
    CommandName::Sign,
    CommandName::Admit,
    CommandName::Grant,
    CommandName::HandOver,
    CommandName::Inspect,
    CommandName::Settle,
    CommandName::Revoke,
    CommandName::Answer,
    CommandName::CallBack,
    CommandName::Redress,
    CommandName::Reflect,
    CommandName::Dispatch,
    CommandName::Accept,
    CommandName::Rule,
    CommandName::Reopen,
    CommandName::SendBack,
    CommandName::Conclude,
];

/// What is offered beside the next step, in this order.
const OFTEN: [CommandName; 8] = [
    CommandName::TellMissing,
    CommandName::Supply,
    CommandName::SendBack,
    CommandName::Conclude,
    CommandName::Transfer,
    CommandName::Extend,
    CommandName::Urge,
    CommandName::Comment,
];

/// The buttons for this viewer.
pub(super) fn offered(
    app: &App,
    viewer: &Viewer,
    matter: &Matter,
    followed: bool,
) -> Result<Offered, Problem> {
    let act = viewer.act(app);
    let law = app.pack().law();
    let mut able = Vec::new();
    let mut refused = Vec::new();
    for (name, allowed) in permitted(matter, &act, &law) {
        if page(matter, name).is_none() || !concerns(matter.kind(), name) {
            continue;
        }
        match allowed.and_then(|()| rehearse(matter, name, &act, &law)) {
            Ok(()) => able.push(name),
            Err(refusal) if looked_for(matter, name, &refusal) => refused.push((name, refusal)),
            Err(_) => {}
        }
    }
    let waiting = matter.step().waiting;
    let ours = matches!(waiting, Waiting::Unit | Waiting::Coordinator);
    let next = STEPS.into_iter().find(|c| ours && able.contains(c));
    let mut bar = Vec::new();
    if let Some(name) = next {
        bar.push(button(matter, name)?.filled());
    }
    for name in OFTEN {
        if bar.len() < 3 && Some(name) != next && able.contains(&name) {
            bar.push(button(matter, name)?);
        }
    }
    let shown: Vec<String> = bar.iter().map(|a| a.label.clone()).collect();
    bar.push(Act::link("更多", "#more"));
    let mut more = Vec::new();
    for name in able {
        let button = button(matter, name)?;
        if !shown.contains(&button.label) {
            more.push(button);
        }
    }
    let (label, on) = if followed {
        ("取消关注", "0")
    } else {
        ("关注", "1")
    };
    let follow = vec![("on".to_owned(), on.to_owned())];
    let address = href(matter.no);
    more.push(Act::post(label, format!("{address}/follow"), follow));
    // Without the rater's name a review is nothing to hand on; its visit has a slip of its own.
    if matter.kind() != Kind::Review {
        more.push(Act::link("打印转办单", format!("{address}/slip")));
    }
    let invites = viewer.may(Action::InviteReview) && viewer.staff().unit == matter.lead;
    if invites && matter.kind() == Kind::Application && review::subject(matter).is_some() {
        let slip = format!("/desk/visits/{}", matter.no);
        more.push(Act::link("打印评价小票", slip));
    }
    if !matter.is_ended() {
        more.extend(
            refused
                .into_iter()
                .map(|(name, why)| Act::refused(word(matter, name), why.to_string())),
        );
    }
    Ok(Offered {
        bar: bar.into(),
        more: more.into(),
    })
}

/// What this viewer can do to a proposal now, the first of them as the next step.
pub(in crate::desk) fn steps(app: &App, viewer: &Viewer, matter: &Matter) -> Result<Acts, Problem> {
    let (act, law) = (viewer.act(app), app.pack().law());
    let able = permitted(matter, &act, &law)
        .into_iter()
        .filter(|(name, allowed)| allowed.is_ok() && *name != CommandName::Open)
        .filter(|(name, _)| page(matter, *name).is_some());
    let mut able: Vec<_> = able.collect();
    // A file may always be added; it is never the next step.
    able.sort_by_key(|(name, _)| *name == CommandName::Attach);
    let mut acts = Vec::new();
    for (name, _) in able {
        let act = button(matter, name)?;
        acts.push(match acts.is_empty() {
            true => act.filled(),
            false => act,
        });
    }
    Ok(acts.into())
}

fn button(matter: &Matter, name: CommandName) -> Result<Act, Problem> {
    let to = page(matter, name).unwrap_or_default();
    // Signing has nothing to fill in and harms nobody: one click.
    if matches!(name, CommandName::Sign | CommandName::Open) {
        let hidden = vec![
            ("_version".to_owned(), matter.version.to_string()),
            (KEY.to_owned(), new_key()?),
        ];
        return Ok(Act::post(word(matter, name), to, hidden));
    }
    Ok(Act::link(word(matter, name), to))
}

/// The page of a command; declining stands with the dispatch pool, before anybody has the matter.
fn page(matter: &Matter, name: CommandName) -> Option<String> {
    use CommandName as C;
    Some(match name {
        CommandName::Reject => format!("/desk/dispatch/{}/reject", matter.no),
        CommandName::PassOn => format!("/desk/dispatch/{}/pass-on", matter.no),
        // Signatures and second opinions stand together: whoever gives them need not see the matter.
        CommandName::Countersign => "/desk/signing".to_owned(),
        C::Exclude | C::SendBack | C::Reopen | C::Conclude if matter.kind() == Kind::Review => {
            format!(
                "/desk/reviews/{}/ruling?decision={}",
                matter.no,
                name.code()
            )
        }
        name => format!("{}/{}", href(matter.no), act::path(name)?),
    })
}

/// What a command is called on this matter.
pub(super) fn word(matter: &Matter, name: CommandName) -> &'static str {
    match (&matter.detail, name) {
        (Detail::Directive(_), CommandName::Answer) => "反馈办理情况",
        (Detail::Directive(_), CommandName::Conclude) => "宣布结束",
        (Detail::Directive(_), CommandName::Withdraw) => "撤销任务",
        (Detail::Appeal(a), CommandName::Dispatch) if a.stage.code() == "disputed" => {
            "裁定主责单位"
        }
        (Detail::Directive(_), CommandName::Dispatch) => "裁定牵头单位",
        (Detail::Item(_), CommandName::Refuse) => "决定不予办理",
        (Detail::Commitment(c), CommandName::Revoke) if c.new.mode == Mode::Promise => "撤销决定",
        (Detail::Commitment(_) | Detail::Application(_), CommandName::Supply) => "登记收到的材料",
        (Detail::Commitment(_), CommandName::Object) => "代录异议",
        (Detail::Commitment(_), CommandName::Attach) => "上传签好的承诺书或材料",
        (Detail::Review(_), CommandName::Exclude) => "剔除这条评价",
        (Detail::Review(_), CommandName::SendBack) => "复核申诉",
        (Detail::Review(_), CommandName::Reopen) => "要求重新整改",
        (Detail::Review(r), CommandName::Redress) if r.stage == Stage::Correcting => "反馈整改结果",
        _ => name.word(),
    }
}

/// Commands of the other kind are not even refused: nobody would look for them.
fn concerns(kind: Kind, name: CommandName) -> bool {
    use CommandName as C;
    match kind {
        Kind::Interview | Kind::Consequence => true,
        Kind::Objection => matches!(name, C::Rule | C::Comment | C::Attach | C::Urge),
        Kind::Appeal => {
            !matches!(name, C::Accept | C::SendBack | C::Reflect | C::Withdraw) && !of_reviews(name)
        }
        Kind::Directive => !matches!(name, C::Reject | C::PassOn | C::Reopen) && !of_reviews(name),
        Kind::Review => {
            of_reviews(name)
                || matches!(
                    name,
                    C::Exclude | C::SendBack | C::Reopen | C::Conclude | C::Assign
                )
                || matches!(
                    name,
                    C::Pause | C::Resume | C::Comment | C::Attach | C::Urge
                )
        }
        Kind::Application | Kind::Commitment => name != C::Withdraw,
    }
}

fn of_reviews(name: CommandName) -> bool {
    matches!(
        name,
        CommandName::CallBack | CommandName::Redress | CommandName::Contest
    )
}

/// Whether somebody could look for a button that is refused: steps of another stage are not
/// missed, a rule that forbids is worth saying.
fn looked_for(matter: &Matter, name: CommandName, refusal: &Refusal) -> bool {
    use CommandName as C;
    let reflection = matches!(&matter.detail, Detail::Directive(d) if d.reflection);
    match name {
        C::Answer => !reflection,
        C::Reflect => reflection,
        C::Resume => false,
        C::Pause | C::Extend => true,
        C::Rule | C::Grant | C::TellMissing => !matches!(refusal, Refusal::WrongState { .. }),
        C::Assign | C::Transfer | C::Return => !matches!(refusal, Refusal::WrongState { .. }),
        C::Exclude => matter.exclusion.is_some(),
        _ => false,
    }
}

/// Tries a command with values that are right in themselves, so that a rule which forbids it now
/// (overdue, ruled, never pauses) is said beside the button instead of after the form.
fn rehearse(
    matter: &Matter,
    name: CommandName,
    act: &matter::Act,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    let reason = || "试".to_owned();
    let clock = &matter.clock;
    let open = clock.open_pauses().next().map(|p| p.reason.clone());
    let command = match name {
        CommandName::Extend => Command::Extend {
            total: clock.granted().saturating_add(1),
            reason: reason(),
        },
        CommandName::Pause => {
            let free = |r: &&String| clock.open_pauses().all(|p| p.reason != **r);
            let first = clock.pause_reasons.iter().find(free).cloned();
            Command::Pause {
                reason: first.or(open).unwrap_or_default(),
            }
        }
        CommandName::Resume => Command::Resume {
            reason: open.unwrap_or_else(|| "任何原因".to_owned()),
        },
        CommandName::Transfer => Command::Transfer {
            unit: another(matter, law),
            reason: reason(),
        },
        CommandName::Return => Command::Return { reason: reason() },
        // What holds a result back is said beside the button.
        CommandName::Grant => Command::Grant {
            words: reason(),
            number: String::new(),
            facts: Default::default(),
            evidence: Vec::new(),
        },
        CommandName::TellMissing => Command::TellMissing {
            missing: Vec::new(),
        },
        _ => return Ok(()),
    };
    match decide(matter, matter.version, command, act, law) {
        // Only the fields are missing, and the form will ask for them.
        Err(Refusal::Missing { .. }) => Ok(()),
        Err(Refusal::NotAllowed { why }) if why.contains("没有填") => Ok(()),
        other => other.map(drop),
    }
}

fn another(matter: &Matter, law: &Law<'_>) -> UnitId {
    let units = &law.district.units;
    let other = units.iter().find(|u| u.id != matter.lead);
    other.map_or_else(|| matter.lead.clone(), |u| u.id.clone())
}
