//! One of each event of interviews and consequences.

use super::clock;
use crate::matter_support::{number, plain_consequence, plain_interview};
use banjie_core::district::{Named, Role};
use banjie_core::kinds::consequence::Subject;
use banjie_core::kinds::directive::CorrectiveStep;
use banjie_core::kinds::interview::Minutes;
use banjie_core::matter::Event;
use jiff::civil::date;

pub(super) fn samples() -> Vec<Event> {
    vec![
        Event::InterviewProposed {
            no: number(2025, 31),
            interview: plain_interview("住建局"),
            lead: "纪委监委".into(),
            sponsor: Some("纪委书记".into()),
            named: vec![Named::Role(Role::Inspector), Named::Post("纪委书记".into())],
            clock: clock("assessment.interview"),
            expires: date(2025, 12, 3),
        },
        Event::InterviewInvited {
            on: date(2025, 11, 10),
            place: "纪委监委 203 室".to_owned(),
            named: vec![Named::Head("住建局".into())],
        },
        Event::InterviewHeld {
            minutes: Minutes {
                present: "吴正清、杨振华".to_owned(),
                words: "指出会签太慢，限期改。".to_owned(),
                steps: vec![CorrectiveStep {
                    what: "施工许可会签限 3 天".to_owned(),
                    due: date(2025, 12, 1),
                }],
            },
            clock: clock("assessment.interview_follow_up"),
        },
        Event::InterviewClosed {
            better: true,
            words: "名次升到第 9。".to_owned(),
        },
        Event::ConsequenceProposed {
            no: number(2025, 32),
            consequence: plain_consequence(Subject::Complaints),
            lead: "组织部".into(),
            sponsor: Some("组织部部长".into()),
            named: vec![Named::Role(Role::Organisation)],
            clock: clock("assessment.consequence"),
            expires: date(2025, 12, 3),
        },
        Event::ConsequenceNotified {
            words: "拟取消评优，请陈述。".to_owned(),
            named: vec![Named::Person("zhujian.1".into())],
            clock: clock("assessment.hearing"),
        },
        Event::Protested {
            reason: "三件都是等上级批复。".to_owned(),
            clock: clock("assessment.protest_decide"),
        },
        Event::Redecided {
            upheld: false,
            reason: "批复来函属实。".to_owned(),
        },
        Event::ProposalOpened {},
        Event::ProposalDecided {
            adopted: true,
            reason: "事实清楚。".to_owned(),
            until: Some(date(2025, 12, 17)),
            named: vec![Named::Person("zhujian.1".into())],
        },
        Event::Stated {
            words: "当时人手不够。".to_owned(),
        },
        Event::ProposalExpired {},
        Event::ProposalRetracted {
            why: "2026年1月的排名更正以后，工信局不算组内末位".to_owned(),
        },
    ]
}
