//! What stories, tables and properties share: the shipped pack, its people, and what every refused
//! sentence must be.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test binary uses its part"
)]

#[path = "cascade.rs"]
pub(crate) mod cascade;

use banjie_core::district::{Role, UnitId};
use banjie_core::kinds::application::{Handed, NewApplication};
use banjie_core::matter::Handler;
use banjie_core::matter::proposal::{Basis, Check, Fact};
use banjie_core::matter::{
    Act, Actor, Attachment, Channel, CommandName, Enterprise, Event, Kind, Matter, MatterNo,
    NewAppeal, NewDirective, NewObjection, Staff,
};
use banjie_core::moment::Moment;
use banjie_core::pack::{Pack, PackPerson};
use banjie_core::packages::Picks;

use crate::pack_folder;
use banjie_core::kinds::consequence::{NewConsequence, Subject};
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::kinds::interview::NewInterview;
use banjie_core::kinds::review::NewReview;

/// The shipped pack; a pack with mistakes fails its own tests, here it just stops.
pub(crate) fn pack() -> Pack {
    let checked = Pack::parse(&pack_folder::shipped());
    let errors: Vec<String> = checked.errors().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    checked.pack.unwrap()
}

/// A person of the pack at work.
pub(crate) fn staff(person: &PackPerson) -> Actor {
    Actor::Staff(Staff {
        person: person.user.as_str().into(),
        name: person.name.clone(),
        unit: person.unit.clone(),
        roles: person.roles.clone(),
        post: person.post.clone(),
    })
}

/// Somebody with these roles in a unit.
pub(crate) fn somebody(unit: &str, roles: &[Role]) -> Actor {
    Actor::Staff(Staff {
        person: "test.1".into(),
        name: "测试员".to_owned(),
        unit: unit.into(),
        roles: roles.to_vec(),
        post: None,
    })
}

/// An appeal with nothing special about it.
pub(crate) fn plain_appeal(topic: Option<&str>) -> NewAppeal {
    NewAppeal {
        title: "厂房施工许可三个月没有结果".to_owned(),
        text: "材料已经交齐，窗口一直说在等会签，请告诉我们还差什么。".to_owned(),
        enterprise: Enterprise {
            code: None,
            name: "某机械有限公司".to_owned(),
        },
        topic: topic.map(Into::into),
        township: None,
        since: None,
        channel: Channel::Portal,
        contact: None,
        files: Vec::new(),
        external: None,
        parent: None,
    }
}

/// A directive with nothing special about it.
pub(crate) fn plain_directive(lead: &str) -> NewDirective {
    NewDirective {
        title: "梳理审批中的堵点".to_owned(),
        text: "各部门要把审批中的堵点梳理清楚。".to_owned(),
        lead: lead.into(),
        support: Vec::new(),
        indicator: None,
        order: Order {
            source: "三季度优化营商环境工作推进会".to_owned(),
            on: None,
            sentence: "各部门要把审批中的堵点梳理清楚。".to_owned(),
            at: None,
        },
        cadence: Cadence::Once,
        due: None,
        reflection: false,
        parent: None,
    }
}

/// An objection of a unit to its on-time rate of a month.
pub(crate) fn plain_objection(unit: &str, month: &str) -> NewObjection {
    NewObjection {
        period: month.parse().unwrap(),
        revision: 1,
        unit: unit.into(),
        measure: "按时办结率".to_owned(),
        text: "这几件等的是上级批复，不该算本单位超时。".to_owned(),
        cases: Vec::new(),
        files: vec![file("上级来函.pdf")],
        adjustment: None,
        proposer: None,
    }
}

/// What a proposal rests on, with one of everything.
fn plain_basis(words: &str, cases: Vec<MatterNo>) -> Basis {
    Basis {
        rule: format!("{words}（专项考核办法）"),
        facts: vec![Fact {
            words: "2025年10月：部门第17名，末位概率82%。".to_owned(),
            href: "/rankings/2025-10".to_owned(),
            cases,
        }],
        checks: vec![Check {
            ground: "新设或合并的单位".to_owned(),
            finding: "不是新设或合并的单位".to_owned(),
        }],
        certainty: "2025年10月末位概率82%。".to_owned(),
    }
}

/// A proposal to interview the head of a unit for two months.
pub(crate) fn plain_interview(unit: &str) -> NewInterview {
    NewInterview {
        unit: unit.into(),
        months: vec!["2025-10".parse().unwrap(), "2025-09".parse().unwrap()],
        basis: plain_basis("连续2个月组内末位，建议约谈", Vec::new()),
    }
}

/// A proposal about 苏浩然 of 住建局, or about 住建局 itself.
pub(crate) fn plain_consequence(subject: Subject) -> NewConsequence {
    NewConsequence {
        subject,
        unit: "住建局".into(),
        person: subject.harms().then(|| Handler {
            person: "zhujian.1".into(),
            name: "苏浩然".to_owned(),
        }),
        from: jiff::civil::date(2025, 7, 1),
        to: jiff::civil::date(2025, 9, 30),
        basis: plain_basis(subject.word(), vec![number(2025, 7)]),
    }
}

/// A visit to a window of 市场监管局.
pub(crate) fn plain_review() -> NewReview {
    NewReview {
        title: "评价：企业设立登记".to_owned(),
        unit: "市场监管局".into(),
        about: None,
        window: Some("open-01".into()),
        item: Some("establishment".into()),
        topic: None,
        officer: None,
        named: false,
    }
}

/// An application with every principal material handed in on paper, for these answers.
pub(crate) fn plain_application(
    pack: &Pack,
    package: &str,
    picks: &[(&str, &str)],
) -> NewApplication {
    let package = pack.services.package(&package.into()).unwrap();
    let picks: Picks = (picks.iter())
        .map(|(field, choice)| ((*field).into(), vec![(*choice).to_owned()]))
        .collect();
    let form = pack.services.merge(package, &picks);
    let handed = form.materials.iter().filter(|m| {
        !m.open && m.defer.is_none() && m.handover == banjie_core::packages::Handover::Submitted
    });
    NewApplication {
        package: package.id.clone(),
        revision: package.revision.to_string(),
        enterprise: Enterprise {
            code: None,
            name: "某餐饮店".to_owned(),
        },
        township: None,
        channel: Channel::Window,
        handed: handed
            .map(|m| Handed {
                material: m.material.code.clone(),
                files: Vec::new(),
            })
            .collect(),
        picks,
        files: Vec::new(),
        tolerance: Vec::new(),
        promises: Vec::new(),
        signed: None,
        may_commit: false,
        contact: None,
        form: None,
        external: None,
    }
}

/// Answers to the questions of 开办餐饮店: a new one-person business with every item but 消防.
pub(crate) const RESTAURANT: [(&str, &str); 6] = [
    ("licence_status", "还没有，开个体户"),
    ("dining_area_band", "不足300平方米"),
    ("food_categories", "热食类"),
    ("has_signboard", "是"),
    ("discharges_wastewater", "是"),
    ("premises_right", "租用"),
];

/// A stored file with this display name.
pub(crate) fn file(name: &str) -> Attachment {
    let mut hash: String = name.bytes().map(|b| format!("{b:02x}")).collect();
    hash.truncate(64);
    Attachment {
        hash,
        name: name.to_owned(),
        media: "application/pdf".to_owned(),
        size: 1_024,
    }
}

/// The n-th number of a year.
pub(crate) fn number(year: i16, serial: u32) -> MatterNo {
    MatterNo::new(year, serial).unwrap()
}

/// One line of a journal: what, by whom, when.
pub(crate) type Line = (Event, banjie_core::matter::By, Moment);

/// Folds a whole journal of one matter.
pub(crate) fn fold(lines: &[Line]) -> Option<Matter> {
    Matter::fold(lines.iter().map(|(event, by, at)| (event, by, *at)))
}

/// An act of this actor.
pub(crate) fn act(by: &Actor, at: Moment) -> Act {
    Act { at, by: by.clone() }
}

/// The unit as an id.
pub(crate) fn unit(id: &str) -> UnitId {
    id.into()
}

/// What is wrong with a sentence shown to people: Latin words, codes, debug output, no remedy.
/// Numbers of matters, file names and what somebody typed may hold Latin letters; a caller passes
/// the sentence with them taken out.
pub(crate) fn faults(sentence: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let latin: Vec<&str> = sentence
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|w| w.chars().any(|c| c.is_ascii_alphabetic()) || w.contains('_'))
        // A letter spoken of, as in “不用 I、O”, and the parts of a matter's number.
        .filter(|w| w.len() > 1 && *w != "BJ")
        .collect();
    if !latin.is_empty() {
        faults.push(format!("外文或代码：{}", latin.join(" ")));
    }
    for mark in ["{", "}", "::", "\"", "Some", "None", "Err("] {
        if sentence.contains(mark) {
            faults.push(format!("程序的写法：{mark}"));
        }
    }
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if sentence.chars().filter(|c| chinese(*c)).count() < 6 {
        faults.push("不成句".to_owned());
    }
    faults
}

/// Somebody of 纪委监委 or 组织部, or the holder of a post there.
fn officer(unit: &str, role: Role, post: Option<&str>, person: &str) -> Actor {
    Actor::Staff(Staff {
        person: person.into(),
        name: "测试员".to_owned(),
        unit: unit.into(),
        roles: vec![role],
        post: post.map(Into::into),
    })
}

/// Somebody named who has not opened it yet; when all have, 组织部 once more.
fn next_reader(matter: &Matter) -> Actor {
    let office = officer("组织部", Role::Organisation, None, "test.1");
    let others = [
        officer("住建局", Role::Clerk, None, "zhujian.1"),
        officer("组织部", Role::Leader, Some("组织部部长"), "test.2"),
    ];
    let unread = |actor: &Actor| {
        let staff = actor.staff().unwrap();
        let opened = &matter.dossier().unwrap().opened;
        matter.names(staff) && !opened.contains_key(&staff.person)
    };
    let all = [office.clone()].into_iter().chain(others);
    let first = all.into_iter().find(unread);
    first.unwrap_or(office)
}

/// Whoever may give this command to a proposal, if its state allows it.
pub(crate) fn of_proposal(command: CommandName, matter: &Matter) -> Actor {
    use CommandName as C;
    if command.for_rule() {
        return Actor::Rule;
    }
    let interview = matter.kind() == Kind::Interview;
    match command {
        C::Decide if interview => officer("纪委监委", Role::Leader, Some("纪委书记"), "test.1"),
        _ if interview => officer("纪委监委", Role::Inspector, None, "test.1"),
        C::Open => next_reader(matter),
        C::Redecide => officer("组织部", Role::Leader, Some("组织部部长"), "test.2"),
        C::Protest => officer("住建局", Role::Clerk, None, "zhujian.1"),
        _ => officer("组织部", Role::Organisation, None, "test.1"),
    }
}
