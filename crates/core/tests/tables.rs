//! The regulation as tables, for a reviewer to read in `snapshots/`: which command is possible in
//! which state and who gives it, what each role may do, and every sentence of refusal.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "tables/cases.rs"]
mod cases;
mod matter_support;
#[path = "tables/one_thing.rs"]
mod one_thing;
mod pack_folder;
#[path = "tables/sentences.rs"]
mod sentences;

use banjie_core::district::{Action, Reach, Role};
use banjie_core::kinds::{
    appeal, application, commitment, consequence, directive, interview, objection, review,
};
use banjie_core::matter::{Actor, CommandName, Kind, Matter, Refusal, Waiting, permit};
use matter_support::{act, somebody};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Whoever may give this command if the state allows it.
fn giver(command: CommandName, matter: &Matter) -> Actor {
    if matter.kind().is_named() {
        return matter_support::of_proposal(command, matter);
    }
    if command == CommandName::Withdraw && matter.enterprise.is_some() {
        return Actor::Enterprise;
    }
    if command.for_rule() {
        return Actor::Rule;
    }
    match command.action() {
        None => Actor::Enterprise,
        // Of a review another unit than the one rated decides.
        Some(_) if for_another_unit(command, matter) => somebody("区营商办", &[Role::Coordinator]),
        Some(_) => somebody(
            matter.lead.as_str(),
            &[Role::Clerk, Role::UnitHead, Role::Coordinator],
        ),
    }
}

fn for_another_unit(command: CommandName, matter: &Matter) -> bool {
    use CommandName as C;
    matter.kind() == Kind::Review
        && matches!(command, C::Exclude | C::SendBack | C::Reopen | C::Conclude)
}

fn owner(matter: &Matter) -> &'static str {
    match matter.step().waiting {
        Waiting::Coordinator => "区营商办",
        Waiting::Unit => "主责单位",
        Waiting::Enterprise => "企业",
        Waiting::Nobody => "无",
    }
}

/// One kind: a line for each state, a grid of state × command, the words why not.
fn table(matters: &[Matter], states: &[(&str, &str)]) -> String {
    let pack = matter_support::pack();
    let law = pack.law();
    let mut text = String::from("环节 — 该谁 — 下一步\n");
    for (matter, (code, word)) in matters.iter().zip(states) {
        assert_eq!((matter.state(), matter.state_word()), (*code, *word));
        let (who, what) = (owner(matter), matter.step().what);
        writeln!(text, "  {word} — {who} — {what}").unwrap();
    }
    let kind = matters[0].kind();
    for command in CommandName::ALL.into_iter().filter(|c| c.concerns(kind)) {
        let mut possible = Vec::new();
        let mut why: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for matter in matters {
            let act = act(&giver(command, matter), matter.opened);
            match permit(matter, command, &act, &law) {
                Ok(()) => possible.push(matter.state_word()),
                Err(Refusal::WrongState { state, instead, .. }) => {
                    why.entry(instead).or_default().push(state);
                }
                // Only what somebody has proposed is agreed to by another.
                Err(Refusal::NotAllowed { why }) if command == CommandName::Countersign => {
                    assert!(why.starts_with("没有提请剔除"), "{why}");
                    possible.push(matter.state_word());
                }
                // Only the person concerned protests, and only once told.
                Err(Refusal::NotAllowed { .. }) if command == CommandName::Protest => {
                    why.entry("本人还不知道")
                        .or_default()
                        .push(matter.state_word());
                }
                Err(Refusal::NotYourRole { .. }) => {
                    why.entry("没有企业").or_default().push(matter.state_word());
                }
                Err(other) => panic!("{} {}: {other}", matter.state(), command.code()),
            }
        }
        // Applications and their items are one kind: each has steps that the other has not.
        let none = why.keys().any(|why| why.contains("没有这个步骤"));
        if possible.is_empty() && none {
            continue;
        }
        let ruled = matters.iter().any(|m| for_another_unit(command, m));
        let action = if ruled {
            Some(Action::RuleReview)
        } else {
            command.action()
        };
        let who: Vec<&str> = match action {
            Some(action) => action.holders().iter().map(|r| r.word()).collect(),
            None => Vec::new(),
        };
        let mut who = who.join("、");
        let rater = |m: &Matter| m.enterprise.is_some() || m.kind() == Kind::Review;
        if command.for_enterprise() && matters.iter().any(rater) {
            who.push_str(if who.is_empty() {
                "企业"
            } else {
                "、企业"
            });
        }
        if command.for_rule() {
            who.push_str("规则");
        }
        writeln!(text, "\n{}（{who}）", command.word()).unwrap();
        let all = possible.len() == matters.len();
        let list = if all {
            "任何环节".to_owned()
        } else {
            possible.join(" | ")
        };
        if possible.is_empty() {
            text.push_str("  ✓ 无\n");
        } else {
            writeln!(text, "  ✓ {list}").unwrap();
        }
        for (instead, states) in why {
            let rest = if states.len() == matters.len() {
                "任何环节".to_owned()
            } else {
                states.join(" | ")
            };
            writeln!(text, "  × {rest}：{instead}").unwrap();
        }
    }
    text
}

#[test]
fn what_is_possible_in_each_state_of_an_appeal() {
    let text = table(&cases::appeals(), &appeal::Stage::CODES);
    insta::assert_snapshot!("appeal", text);
}

#[test]
fn what_is_possible_in_each_state_of_a_directive() {
    let text = table(&cases::directives(), &directive::Stage::CODES);
    insta::assert_snapshot!("directive", text);
}

#[test]
fn what_is_possible_in_each_state_of_an_objection() {
    let text = table(&cases::objections(), &objection::Stage::CODES);
    insta::assert_snapshot!("objection", text);
}

#[test]
fn what_is_possible_in_each_state_of_a_review() {
    let text = table(&cases::reviews(), &review::Stage::CODES);
    insta::assert_snapshot!("review", text);
}

#[test]
fn what_is_possible_in_each_state_of_an_interview() {
    let text = table(&cases::interviews(), &interview::Stage::CODES);
    insta::assert_snapshot!("interview", text);
}

#[test]
fn what_is_possible_in_each_state_of_a_consequence() {
    let text = table(&cases::consequences(), &consequence::Stage::CODES);
    insta::assert_snapshot!("consequence", text);
}

#[test]
fn a_proposal_is_acted_on_only_by_those_named_who_have_opened_it() {
    let pack = matter_support::pack();
    for matter in cases::interviews().iter().chain(&cases::consequences()) {
        for role in Role::ALL {
            let stranger = somebody("城管局", &[role]);
            let named = matches!(
                (matter.kind(), role),
                (Kind::Interview, Role::Inspector) | (Kind::Consequence, Role::Organisation)
            );
            for command in CommandName::ALL {
                let may = permit(matter, command, &act(&stranger, matter.opened), &pack.law());
                // The office of the role is named; nobody else learns anything.
                assert!(named || may.is_err(), "{role:?} {}", command.code());
            }
        }
    }
}

#[test]
fn what_is_possible_in_each_state_of_an_application() {
    let text = table(&one_thing::applications(), &application::Stage::CODES);
    insta::assert_snapshot!("application", text);
}

#[test]
fn what_is_possible_in_each_state_of_an_item() {
    let text = table(&one_thing::items(), &application::item::Stage::CODES);
    insta::assert_snapshot!("item", text);
}

#[test]
fn what_is_possible_in_each_state_of_a_commitment() {
    let text = table(&one_thing::commitments(), &commitment::Stage::CODES);
    insta::assert_snapshot!("commitment", text);
}

#[test]
fn the_unit_rated_never_excludes_its_own_review() {
    let pack = matter_support::pack();
    for matter in cases::reviews() {
        let own = somebody(matter.lead.as_str(), &Role::ALL);
        for command in [
            CommandName::Exclude,
            CommandName::SendBack,
            CommandName::Reopen,
            CommandName::Conclude,
        ] {
            let refused = permit(&matter, command, &act(&own, matter.opened), &pack.law());
            assert!(refused.is_err(), "{} {}", matter.state(), command.code());
        }
    }
}

#[test]
fn an_ended_matter_takes_nothing_but_exclusion_reopening_rating_and_the_calendar() {
    let pack = matter_support::pack();
    let (appeals, directives) = (cases::appeals(), cases::directives());
    for matter in appeals.iter().chain(&directives).chain(&cases::reviews()) {
        if !matter.is_ended() {
            continue;
        }
        for command in CommandName::ALL {
            let act = act(&giver(command, matter), matter.opened);
            let possible = permit(matter, command, &act, &pack.law()).is_ok();
            let may = matches!(
                command,
                CommandName::Exclude
                    | CommandName::Countersign
                    | CommandName::Reopen
                    | CommandName::FoundUnsolved
                    | CommandName::FollowUp
                    | CommandName::Recompute
                    | CommandName::Remind
            ) || (matter.kind() == Kind::Review
                && matches!(command, CommandName::Comment | CommandName::Attach));
            assert!(!possible || may, "{} {}", matter.state(), command.code());
        }
    }
}

#[test]
fn what_each_role_may_do_and_how_far() {
    let mut text = String::new();
    for action in Action::ALL {
        let mut cells: BTreeMap<Reach, Vec<&str>> = BTreeMap::new();
        for role in Role::ALL {
            cells
                .entry(action.reach(role))
                .or_default()
                .push(role.word());
        }
        writeln!(text, "{}", action.word()).unwrap();
        for (reach, roles) in cells {
            let word = match reach {
                Reach::No => continue,
                Reach::Unit => "本单位",
                Reach::Indicator => "本单位和本人的指标",
                Reach::District => "全区",
            };
            writeln!(text, "  {word}：{}", roles.join("、")).unwrap();
        }
    }
    insta::assert_snapshot!("roles", text);
}

#[test]
fn every_refusal_is_a_sentence_that_says_what_to_do() {
    let mut text = String::new();
    let mut wrong = Vec::new();
    for (title, refusals) in sentences::all() {
        writeln!(text, "{title}").unwrap();
        for sentences::Said { refusal, typed } in refusals {
            let sentence = refusal.to_string();
            writeln!(text, "  {sentence}").unwrap();
            // What somebody typed is repeated as it was typed.
            let rest = typed.iter().fold(sentence.clone(), |s, t| s.replace(t, ""));
            for fault in matter_support::faults(&rest) {
                wrong.push(format!("{sentence}\n    {fault}"));
            }
            assert!(!refusal.code().is_empty());
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    insta::assert_snapshot!("refusals", text);
}
