//! Samples of the events of applications, items and commitments, every optional part filled once.

use super::{clock, full_clock};
use crate::matter_support::{file, number};
use banjie_core::kinds::application::{
    Cause, Comes, Deferred, Facts, Handed, MissingMaterial, NewApplication, NewItem, Outcome, Plan,
    PlannedItem, PlannedMaterial, PlannedPromise, Way, Wish,
};
use banjie_core::kinds::commitment::{Mode, NewCommitment, Reminder};
use banjie_core::matter::{Channel, Enterprise, Event, Evidence};
use jiff::civil::date;

fn enterprise() -> Enterprise {
    Enterprise {
        code: Some("914403001922038216".to_owned()),
        name: "某餐饮店".to_owned(),
    }
}

fn facts() -> Facts {
    Facts::from([("uscc".into(), "914403001922038216".to_owned())])
}

fn handed() -> Vec<Handed> {
    vec![Handed {
        material: "health_certificates".into(),
        files: vec![file("健康证.pdf").hash],
    }]
}

fn deferred() -> Vec<Deferred> {
    vec![Deferred {
        material: "health_certificates".into(),
        name: "从业人员健康证明".to_owned(),
        form: "复印件1份".to_owned(),
        due: date(2025, 11, 10),
        items: vec!["food_licence".into()],
    }]
}

fn application() -> NewApplication {
    NewApplication {
        package: "open-restaurant".into(),
        revision: "0123456789abcdef0123456789abcdef".to_owned(),
        enterprise: enterprise(),
        township: Some("东城街道".into()),
        channel: Channel::Portal,
        picks: [("has_signboard".into(), vec!["是".to_owned()])].into(),
        handed: handed(),
        files: vec![file("健康证.pdf")],
        tolerance: vec![Wish {
            material: "food_safety_rules".into(),
            days: Some(3),
        }],
        promises: vec!["fire_check".into()],
        signed: Some(date(2025, 11, 3)),
        may_commit: true,
        contact: Some("ab".repeat(32)),
        form: Some("ef".repeat(32)),
        external: Some("GA-2025-0001".to_owned()),
    }
}

fn plan() -> Plan {
    Plan {
        items: vec![PlannedItem {
            item: "food_licence".into(),
            name: "食品经营许可（餐饮服务）".to_owned(),
            unit: "市场监管局".into(),
            after: vec!["individual_business".into()],
            promised: 5,
            notice_days: 20,
            produces: vec![("uscc".into(), "统一社会信用代码".to_owned())],
        }],
        materials: vec![PlannedMaterial {
            material: "health_certificates".into(),
            name: "从业人员健康证明".to_owned(),
            comes: Comes::Submitted,
            principal: false,
            defer: Some(5),
            items: vec!["food_licence".into()],
        }],
        working_days: 6,
        notice_days: 20,
        path: vec!["individual_business".into(), "food_licence".into()],
        one_by_one: 13,
    }
}

fn item() -> NewItem {
    NewItem {
        application: number(2025, 1),
        item: "food_licence".into(),
        name: "食品经营许可（餐饮服务）".to_owned(),
        unit: "市场监管局".into(),
        lead: "政务服务中心".into(),
        enterprise: enterprise(),
        township: Some("东城街道".into()),
        channel: Channel::Portal,
        after: vec!["个体工商户登记".to_owned()],
        produces: vec![("uscc".into(), "统一社会信用代码".to_owned())],
        held: vec!["health_certificates".into()],
        promise: Some(PlannedPromise {
            what: "场所符合消防安全标准".to_owned(),
            check: 20,
            signed: date(2025, 11, 3),
            signature: None,
        }),
        promised: clock("application.promised"),
        statutory: Some(clock("licence.decide")),
        notice_days: 20,
    }
}

fn commitment() -> NewCommitment {
    NewCommitment {
        mode: Mode::Tolerance,
        application: number(2025, 1),
        decided: Some(number(2025, 2)),
        items: vec!["food_licence".into()],
        what: "食品经营许可（餐饮服务）".to_owned(),
        unit: "市场监管局".into(),
        enterprise: enterprise(),
        township: Some("东城街道".into()),
        channel: Channel::Portal,
        accepted: date(2025, 11, 3),
        signed: date(2025, 11, 3),
        deferred: deferred(),
        check: Some(20),
        letter: Some("cd".repeat(32)),
    }
}

/// One of each.
pub(super) fn samples() -> Vec<Event> {
    let reason = || "没有按期补齐".to_owned();
    let basis = || "承诺书第三条".to_owned();
    let sponsor = || Some("分管营商环境副区长".into());
    vec![
        Event::ApplicationSubmitted {
            no: number(2025, 1),
            title: "开办餐饮店：某餐饮店".to_owned(),
            text: "申请一次办理：食品经营许可。".to_owned(),
            lead: "市场监管局".into(),
            sponsor: sponsor(),
            application: Box::new(application()),
            plan: plan(),
            clock: clock("licence.completeness_notice"),
        },
        Event::ApplicationToldMissing {
            missing: vec![MissingMaterial {
                material: "kitchen_layout".into(),
                name: "设备布局和操作流程图".to_owned(),
                what: "没有标尺寸".to_owned(),
            }],
            clock: clock("application.supply"),
        },
        Event::ApplicationSupplied {
            handed: handed(),
            files: vec![file("健康证.pdf")],
            clock: clock("licence.completeness_notice"),
        },
        Event::ApplicationAdmitted {
            received: date(2025, 11, 3),
            deemed: true,
            deferred: deferred(),
            promises: vec!["fire_check".into()],
            clock: clock("application.whole"),
        },
        Event::ApplicationRefused {
            reason: reason(),
            basis: basis(),
        },
        Event::ApplicationDivided {
            items: vec![("food_licence".into(), number(2025, 2))],
            commitments: vec![number(2025, 3)],
        },
        Event::ApplicationItemEnded {
            item: "food_licence".into(),
            outcome: Outcome::Granted,
            number: "JY26209900000001".to_owned(),
            facts: facts(),
            clock: Some(clock("licence.deliver")),
        },
        Event::ApplicationCompleted {
            materials: vec!["health_certificates".into()],
        },
        Event::ApplicationToleranceEnded {
            items: vec!["food_licence".into()],
            reason: reason(),
        },
        Event::ApplicationHandedOver {
            way: Way::Post,
            words: "快递单号 0001".to_owned(),
        },
        Event::ItemOpened {
            no: number(2025, 2),
            sponsor: sponsor(),
            item: Box::new(item()),
            clock: full_clock(),
        },
        Event::ItemBegun {
            known: facts(),
            clock: clock("application.promised"),
            statutory: Some(clock("licence.decide")),
            notice_until: Some(date(2025, 11, 30)),
        },
        Event::ItemCompleted {
            materials: vec!["health_certificates".into()],
        },
        Event::ItemGranted {
            words: "准予经营".to_owned(),
            number: "JY26209900000001".to_owned(),
            facts: facts(),
            evidence: vec![Evidence::File(file("许可证.pdf").hash)],
        },
        Event::ItemDenied {
            reason: reason(),
            basis: basis(),
        },
        Event::ItemDropped {
            cause: Cause::ToleranceEnded,
            reason: reason(),
        },
        Event::ItemRevoked {
            reason: reason(),
            basis: basis(),
        },
        Event::CommitmentMade {
            no: number(2025, 3),
            sponsor: sponsor(),
            commitment: Box::new(commitment()),
            clock: clock("commitment.promised"),
        },
        Event::CommitmentReminded {
            reminder: Reminder::Before,
            due: date(2025, 11, 10),
        },
        Event::CommitmentSupplied {
            handed: handed(),
            files: vec![file("健康证.pdf")],
            words: "都在这里".to_owned(),
            clock: clock("commitment.inspect"),
        },
        Event::CommitmentInspected {
            materials: vec!["health_certificates".into()],
            words: "相符".to_owned(),
            next: Some(clock("commitment.promised")),
        },
        Event::CommitmentFoundFalse {
            words: "少一个人的".to_owned(),
            stop: true,
            clock: clock("commitment.correct"),
        },
        Event::CommitmentLapsed {
            clock: clock("commitment.missed"),
        },
        Event::CommitmentRevoked {
            reason: reason(),
            basis: basis(),
            clock: clock("commitment.hear"),
        },
        Event::CommitmentObjected {
            speaker: None,
            words: "体检医院停诊".to_owned(),
            clock: clock("commitment.settle"),
        },
        Event::CommitmentSettled {
            record: true,
            reason: reason(),
        },
        Event::CommitmentRepaired { reason: reason() },
        Event::CommitmentVoid {
            cause: Cause::NotNeeded,
            reason: reason(),
        },
    ]
}
