//! Golden bytes: one file for each event name in `golden/events/`. They are never changed; a new
//! version of an event gets a new name and a new file, and the old one must still be read.

#[path = "golden_one_thing.rs"]
mod one_thing;
#[path = "golden_proposals.rs"]
mod proposals;

use crate::matter_support::{
    file, number, plain_appeal, plain_directive, plain_objection, plain_review,
};
use banjie_core::kinds::directive::{CorrectiveStep, Reflection};
use banjie_core::kinds::objection::Ruling;
use banjie_core::kinds::review::{BadReview, Ground, NewReview, Rating, Way};
use banjie_core::matter::clock::Clock;
use banjie_core::matter::{Enterprise, Event, Evidence, Handler, Verdict};
use banjie_core::rules::{LengthUnit, TimeLimit};
use jiff::civil::date;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/events")
}

fn path(name: &str) -> PathBuf {
    folder().join(format!("{}.json", name.replace('/', "-")))
}

/// Every event name in the source; read there so that none can be forgotten.
pub(crate) fn names() -> Vec<String> {
    let source = include_str!("../../src/matter/event.rs");
    let mark = "#[serde(rename = \"";
    let names = source
        .split(mark)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    names.map(str::to_owned).collect()
}

#[test]
fn every_event_is_written_and_read_as_its_golden_file() {
    let events = samples();
    for name in names() {
        assert!(
            events.iter().any(|e| e.name() == name),
            "no sample of {name}"
        );
    }
    for event in events {
        let path = path(event.name());
        let now: serde_json::Value = serde_json::to_value(&event).unwrap();
        let Ok(text) = std::fs::read_to_string(&path) else {
            let text = serde_json::to_string_pretty(&now).unwrap();
            panic!("a new event: write this to {}\n{text}", path.display());
        };
        let golden: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            golden,
            now,
            "{} changed: give it a new version",
            event.name()
        );
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
    }
}

#[test]
fn every_version_ever_written_stays_readable() {
    let mut read = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let event = serde_json::from_str::<Event>(&text);
        assert!(event.is_ok(), "{}: {event:?}", path.display());
        read += 1;
    }
    assert!(read >= names().len());
}

/// Writes the files of new events; never an existing one.
#[test]
#[ignore = "run by hand after adding an event"]
fn write_missing_golden_files() {
    for event in samples() {
        let path = path(event.name());
        if !path.exists() {
            let text = serde_json::to_string_pretty(&event).unwrap();
            std::fs::write(path, text + "\n").unwrap();
        }
    }
}

fn clock(rule: &str) -> Clock {
    let limit = TimeLimit {
        unit: LengthUnit::WorkingDays,
        length: 5,
        extended: Some(15),
        pauses: vec!["等待企业补充材料".to_owned(), "不可抗力".to_owned()],
        roll: false,
    };
    Clock::start(rule.into(), &limit, date(2025, 11, 3))
}

/// A clock with everything it can hold.
fn full_clock() -> Clock {
    let mut clock = clock("appeal.handle");
    clock.pause(date(2025, 11, 4), "等待企业补充材料").unwrap();
    clock.resume(date(2025, 11, 6), "等待企业补充材料").unwrap();
    clock.pause(date(2025, 11, 7), "不可抗力").unwrap();
    clock.extend(10).unwrap();
    clock
}

/// One of each, every optional part filled once.
fn samples() -> Vec<Event> {
    let reason = || "归对方管".to_owned();
    let handler = || Handler {
        person: "zhujian.1".into(),
        name: "苏浩然".to_owned(),
    };
    let evidence = || vec![Evidence::File(file("批复.pdf").hash), Evidence::Record(4)];
    let mut appeal = plain_appeal(Some("施工许可"));
    appeal.enterprise = Enterprise {
        code: Some("914403001922038216".to_owned()),
        name: "某机械有限公司".to_owned(),
    };
    appeal.township = Some("东城街道".into());
    appeal.since = Some(date(2025, 8, 1));
    appeal.contact = Some("ab".repeat(32));
    appeal.files = vec![file("申请表.pdf")];
    appeal.external = Some("12345-0001".to_owned());
    appeal.parent = Some(number(2025, 7));
    let mut directive = plain_directive("人社局");
    directive.support = vec!["司法局".into()];
    directive.indicator = Some("02".into());
    directive.order.on = Some(date(2025, 10, 17));
    directive.order.at = Some((120, 148));
    directive.due = Some(date(2025, 12, 31));
    directive.parent = Some(number(2025, 8));
    let mut objection = plain_objection("住建局", "2025-10");
    objection.cases = vec![number(2025, 9), number(2025, 10)];
    vec![
        Event::AppealSubmitted {
            no: number(2025, 1),
            appeal,
            coordinator: "区营商办".into(),
            proposed: Some("住建局".into()),
            clock: clock("appeal.accept"),
        },
        Event::DirectiveDispatched {
            no: number(2025, 2),
            directive,
            sponsor: Some("分管民生副区长".into()),
            clock: clock("directive.feedback"),
        },
        Event::ObjectionFiled {
            no: number(2025, 4),
            objection,
            ruler: "区营商办".into(),
            sponsor: Some("分管营商环境副区长".into()),
            clock: clock("assessment.objection_decide"),
            by_coordinator: true,
        },
        Event::Ruled {
            ruling: Ruling::Partly,
            reason: reason(),
            excluded: vec![number(2025, 9)],
            instead: None,
        },
        Event::ExclusionProposed { reason: reason() },
        Event::ExclusionDeclined { reason: reason() },
        Event::Dispatched {
            unit: "住建局".into(),
            support: vec!["自然资源局".into()],
            topic: Some("施工许可".into()),
            indicator: Some("03".into()),
            sponsor: Some("分管城建副区长".into()),
            reason: reason(),
            clock: full_clock(),
            ruling: true,
        },
        Event::Rejected {
            reason: reason(),
            basis: "办法第五条".to_owned(),
        },
        Event::PassedOn {
            to: "Y区口岸办".to_owned(),
            telephone: "0000-000900".to_owned(),
            reason: reason(),
        },
        Event::Signed { handler: handler() },
        Event::Assigned { handler: handler() },
        Event::Transferred {
            unit: "城管局".into(),
            sponsor: Some("分管城建副区长".into()),
            reason: reason(),
        },
        Event::Returned {
            unit: "住建局".into(),
            sponsor: None,
            reason: reason(),
        },
        Event::Disputed { reason: reason() },
        Event::Paused {
            reason: "等待企业补充材料".to_owned(),
            from: date(2025, 11, 5),
        },
        Event::Resumed {
            reason: "等待企业补充材料".to_owned(),
            until: date(2025, 11, 10),
        },
        Event::Extended {
            total: 15,
            reason: reason(),
        },
        Event::Urged {
            words: "请快一点".to_owned(),
        },
        Event::Escalated {
            rung: "red_sponsor".to_owned(),
        },
        Event::Attached {
            file: file("批复.pdf"),
        },
        Event::Commented {
            words: "已约谈".to_owned(),
            public: true,
        },
        Event::Answered {
            reply: "已发证".to_owned(),
            evidence: evidence(),
            clock: clock("appeal.confirm"),
        },
        Event::Confirmed {
            verdict: Verdict::NotSolved,
            level: Some(2),
            words: "还没有到账".to_owned(),
            review: Some(clock("appeal.review")),
        },
        Event::Reopened {
            reason: reason(),
            clock: clock("appeal.handle"),
        },
        Event::FoundUnsolved {
            words: "还没有到账".to_owned(),
            clock: clock("appeal.review"),
        },
        Event::Concluded { reason: reason() },
        Event::Withdrawn { reason: reason() },
        Event::Merged {
            into: number(2025, 3),
            reason: reason(),
        },
        Event::Excluded {
            reason: reason(),
            evidence: Vec::new(),
        },
        Event::ReviewInvited {
            no: number(2025, 4),
            review: NewReview {
                about: Some(number(2025, 1)),
                topic: Some("施工许可".to_owned()),
                officer: Some(handler()),
                named: true,
                ..plain_review()
            },
            sponsor: Some("分管城建副区长".into()),
            clock: clock("review.invitation"),
        },
        Event::Rated {
            rating: Rating {
                level: 2,
                tags: vec!["等候时间长".to_owned()],
                words: "等了两个小时".to_owned(),
                contact: Some("ab".repeat(32)),
                network: Some("0123456789abcdef".to_owned()),
            },
            work: Some(Box::new(BadReview {
                clock: clock("review.callback"),
                correct: clock("review.correct"),
            })),
        },
        Event::ReviewLapsed {},
        Event::RatingReminded {
            until: date(2025, 12, 3),
        },
        Event::ReviewFollowedUp {
            level: 4,
            words: "现在好了".to_owned(),
        },
        Event::CalledBack {
            reached: true,
            words: "评价人说明了情况".to_owned(),
            clock: Some(clock("review.feedback")),
        },
        Event::Redressed {
            way: Way::Planned,
            reply: "月底前加开一个窗口".to_owned(),
            evidence: evidence(),
            clock: clock("review.correct"),
        },
        Event::ReviewObjected {
            ground: Ground::Mistaken,
            reason: "评价人说点错了".to_owned(),
            evidence: evidence(),
            clock: clock("review.ruling"),
        },
        Event::ObjectionRefused {
            reason: "评价有事实依据".to_owned(),
            clock: clock("review.feedback"),
            correct: clock("review.correct"),
        },
        Event::ReviewConfirmed {
            verdict: Verdict::NotSolved,
            words: "还是要等".to_owned(),
            recheck: Some(clock("review.recheck")),
        },
        Event::ReviewReopened {
            reason: "没有整改到位".to_owned(),
            clock: clock("review.feedback"),
            correct: clock("review.correct"),
        },
        Event::Reported {
            reply: "清单已列".to_owned(),
            evidence: evidence(),
            clock: clock("directive.review"),
        },
        Event::Reflected {
            reflection: Reflection {
                cause: "积压".to_owned(),
                steps: vec![CorrectiveStep {
                    what: "增派仲裁员".to_owned(),
                    due: date(2025, 12, 31),
                }],
            },
            clock: clock("directive.review"),
        },
        Event::Accepted {
            words: "可以".to_owned(),
            next: Some(clock("directive.ordered")),
        },
        Event::SentBack { reason: reason() },
        Event::Recomputed {
            due: date(2027, 1, 5),
        },
    ]
    .into_iter()
    .chain(one_thing::samples())
    .chain(proposals::samples())
    .collect()
}
