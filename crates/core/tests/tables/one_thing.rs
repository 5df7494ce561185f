//! An application, one of its items and its commitments in every state, each brought there by the
//! commands that lead to it.

use super::cases::monday;
use crate::matter_support::cascade::{Case, carry, start};
use crate::matter_support::{RESTAURANT, act, number, pack, plain_application, somebody};
use banjie_core::district::{MaterialCode, Role};
use banjie_core::kinds::application::{
    self, Facts, Handed, MissingMaterial, NewApplication, Way, Wish,
};
use banjie_core::matter::{Actor, Command, Detail, Evidence, Matter};
use banjie_core::pack::Pack;

const HEALTH: &str = "health_certificates";
const LAYOUT: &str = "kitchen_layout";

/// An application with everything that follows from it.
struct Family {
    pack: Pack,
    cases: Vec<Case>,
    days: i64,
}

impl Family {
    /// 开办餐饮店, with every material that nobody wants to bring later.
    fn new(large: bool, change: impl FnOnce(&mut NewApplication)) -> Self {
        let pack = pack();
        let mut picks = RESTAURANT;
        if large {
            picks[1].1 = "300平方米及以上";
        }
        let mut new = plain_application(&pack, "open-restaurant", &picks);
        change(&mut new);
        if !new.tolerance.is_empty() || !new.promises.is_empty() {
            (new.signed, new.may_commit) = (Some(monday().date()), true);
        }
        let event = application::submit(number(2025, 1), new, None, monday(), &pack.law());
        let cases = vec![start(event.unwrap(), &act(&Actor::Enterprise, monday()))];
        Self {
            pack,
            cases,
            days: 0,
        }
    }

    /// 容缺 for the health certificates, accepted.
    fn tolerated() -> Self {
        let wish = Wish {
            material: HEALTH.into(),
            days: Some(3),
        };
        Self::new(false, |new| new.tolerance.push(wish)).admitted()
    }

    /// 告知承诺 for the fire check of a large restaurant, decided; 办件 7 is the promise.
    fn promised() -> Self {
        let mut family = Self::new(true, |new| new.promises.push("fire_check".into())).admitted();
        family.granted("individual_business");
        family.granted("fire_check");
        family
    }

    fn at(&self, what: &str) -> usize {
        let is = |detail: &Detail| match detail {
            Detail::Application(_) => what == "application",
            Detail::Item(item) => item.new.item.as_str() == what,
            Detail::Commitment(_) => what == "commitment",
            _ => false,
        };
        self.cases
            .iter()
            .position(|c| is(&c.matter.detail))
            .unwrap()
    }

    fn of(self, what: &str) -> Matter {
        self.cases[self.at(what)].matter.clone()
    }

    fn later(mut self, days: i64) -> Self {
        self.days += days;
        self
    }

    fn give(mut self, what: &str, by: &Actor, command: Command) -> Self {
        let (at, law) = (self.at(what), self.pack.law());
        let seen = self.cases[at].matter.version;
        let act = act(by, monday().plus_ms(self.days * 86_400_000));
        carry(&mut self.cases, at, seen, command, &act, &law).unwrap();
        self
    }

    /// By the unit that has it.
    fn unit(self, what: &str, command: Command) -> Self {
        let lead = self.cases[self.at(what)].matter.lead.clone();
        let by = somebody(lead.as_str(), &[Role::Clerk, Role::UnitHead]);
        self.give(what, &by, command)
    }

    fn office(self, what: &str, command: Command) -> Self {
        let by = somebody("区营商办", &[Role::Coordinator]);
        self.give(what, &by, command)
    }

    /// Everything that the answers ask for and nobody brings later is there.
    fn admitted(self) -> Self {
        let Detail::Application(application) = &self.cases[0].matter.detail else {
            panic!("an application stands first");
        };
        let new = application.new.clone();
        let later = |m: &MaterialCode| new.tolerance.iter().any(|w| w.material == *m);
        let items = self.pack.services.items();
        let promises = items.iter().filter(|i| new.promises.contains(&i.id));
        let replaced: Vec<_> = promises
            .flat_map(|i| i.promise.iter().flat_map(|p| &p.replaces))
            .collect();
        let present = application.plan.submitted().map(|m| m.material.clone());
        let admit = Command::Admit {
            present: present
                .filter(|m| !later(m) && !replaced.contains(&m))
                .collect(),
            deferred: new.tolerance.clone(),
            promises: new.promises.clone(),
            signature: None,
        };
        self.unit("application", admit)
    }

    fn signed(self, what: &str) -> Self {
        self.unit(what, Command::Sign)
    }

    fn granted(&mut self, what: &str) {
        let mut family = std::mem::replace(self, Self::nothing()).signed(what);
        let Detail::Item(item) = &family.cases[family.at(what)].matter.detail else {
            panic!("{what} is an item");
        };
        let value = |code: &str| match code {
            "uscc" => "914403001922038216".to_owned(),
            _ => "2025-11-05".to_owned(),
        };
        let produced = item.new.produces.iter();
        let facts: Facts = produced
            .map(|(c, _)| (c.clone(), value(c.as_str())))
            .collect();
        let record = Command::Comment {
            words: "已核对".to_owned(),
            public: false,
        };
        family = family.unit(what, record);
        let records = &family.cases[family.at(what)].matter.records;
        let evidence = vec![Evidence::Record(*records.last().unwrap())];
        *self = family.unit(
            what,
            Command::Grant {
                words: "准予。".to_owned(),
                number: String::new(),
                facts,
                evidence,
            },
        );
    }

    fn nothing() -> Self {
        Self {
            pack: pack(),
            cases: Vec::new(),
            days: 0,
        }
    }

    fn denied(self, what: &str) -> Self {
        self.signed(what).unit(what, refuse())
    }

    /// All items have ended.
    fn finished(mut self) -> Self {
        for what in [
            "individual_business",
            "food_licence",
            "signboard",
            "drainage",
        ] {
            self.granted(what);
        }
        self
    }

    /// What was promised has come.
    fn supplied(self) -> Self {
        let supply = Command::Supply {
            handed: vec![paper(HEALTH)],
            files: Vec::new(),
            words: String::new(),
        };
        self.unit("commitment", supply)
    }

    fn inspected(self, kept: bool) -> Self {
        let inspect = Command::Inspect {
            kept,
            words: "核对过".to_owned(),
            stop: false,
        };
        self.unit("commitment", inspect)
    }

    /// The day has passed.
    fn missed(self) -> Self {
        self.later(4)
            .give("commitment", &Actor::Rule, Command::Lapse)
    }

    fn proposed(self) -> Self {
        let revoke = Command::Revoke {
            reason: "提醒三次没有补".to_owned(),
            basis: "承诺书".to_owned(),
        };
        self.missed().unit("commitment", revoke)
    }

    fn objected(self) -> Self {
        let object = Command::Object {
            speaker: None,
            words: "体检医院停诊".to_owned(),
        };
        self.proposed()
            .give("commitment", &Actor::Enterprise, object)
    }

    fn settled(self, record: bool) -> Self {
        let settle = Command::Settle {
            record,
            reason: "停诊只有一天".to_owned(),
        };
        self.objected().office("commitment", settle)
    }
}

fn paper(material: &str) -> Handed {
    Handed {
        material: material.into(),
        files: Vec::new(),
    }
}

fn refuse() -> Command {
    Command::Refuse {
        reason: "没有接口".to_owned(),
        basis: "条例第二十一条".to_owned(),
    }
}

fn withdraw() -> Command {
    Command::Withdraw {
        reason: "不开了".to_owned(),
    }
}

fn without_layout() -> Family {
    let family = Family::new(false, |new| {
        new.handed.retain(|h| h.material.as_str() != LAYOUT)
    });
    let missing = vec![MissingMaterial {
        material: LAYOUT.into(),
        name: String::new(),
        what: "没有交".to_owned(),
    }];
    family.unit("application", Command::TellMissing { missing })
}

/// An application in every state, in the order of `Stage::CODES`.
pub(crate) fn applications() -> Vec<Matter> {
    let plain = || Family::new(false, |_| {});
    let supply = Command::Supply {
        handed: vec![paper(LAYOUT)],
        files: Vec::new(),
        words: String::new(),
    };
    let hand_over = Command::HandOver {
        way: Way::Window,
        words: String::new(),
    };
    let each = [
        plain(),
        without_layout(),
        without_layout().unit("application", supply),
        plain().admitted(),
        plain().admitted().finished(),
        plain().admitted().finished().unit("application", hand_over),
        plain().unit("application", refuse()),
        plain().give("application", &Actor::Enterprise, withdraw()),
    ];
    each.map(|f| f.of("application")).into()
}

/// An item in every state, in the order of `Stage::CODES`.
pub(crate) fn items() -> Vec<Matter> {
    let admitted = || Family::new(false, |_| {}).admitted();
    let mut granted = admitted();
    granted.granted("individual_business");
    let first = "individual_business";
    // Twice found false, then revoked.
    let revoke = Command::Revoke {
        reason: "两次核查不符".to_owned(),
        basis: "消防法第十五条".to_owned(),
    };
    let mend = Command::Supply {
        handed: Vec::new(),
        files: Vec::new(),
        words: "已清空".to_owned(),
    };
    let revoked = (Family::promised().inspected(false).unit("commitment", mend))
        .inspected(false)
        .unit("commitment", revoke);
    vec![
        admitted().of("food_licence"),
        admitted().of(first),
        admitted().signed(first).of(first),
        granted.of(first),
        admitted().denied(first).of(first),
        admitted().denied(first).of("food_licence"),
        revoked.of("fire_check"),
    ]
}

/// A commitment in every state, in the order of `Stage::CODES`.
pub(crate) fn commitments() -> Vec<Matter> {
    let tolerated = Family::tolerated;
    let repair = Command::Repair {
        reason: "已补齐".to_owned(),
    };
    let each = [
        tolerated(),
        Family::promised(),
        tolerated().supplied(),
        Family::promised().inspected(false),
        tolerated().missed(),
        tolerated().proposed(),
        tolerated().objected(),
        tolerated().supplied().inspected(true),
        tolerated().settled(true),
        tolerated().settled(false),
        tolerated().settled(true).office("commitment", repair),
        tolerated().give("application", &Actor::Enterprise, withdraw()),
    ];
    each.map(|f| f.of("commitment")).into()
}

/// What ends the whole leaves what is settled alone.
#[test]
fn the_end_of_an_application_leaves_a_kept_and_a_heard_promise_as_they_are() {
    let kept = Family::tolerated().supplied().inspected(true);
    let kept = kept.give("application", &Actor::Enterprise, withdraw());
    assert_eq!(kept.of("commitment").state(), "kept");
    let heard = Family::tolerated().proposed();
    let heard = heard.give("application", &Actor::Enterprise, withdraw());
    assert_eq!(heard.of("commitment").state(), "proposed");
}

/// Nobody owes a material for an item that was refused.
#[test]
fn with_the_last_item_a_promise_for_a_refused_one_is_over() {
    let mut family = Family::tolerated();
    family.granted("individual_business");
    family = family.denied("food_licence");
    for what in ["signboard", "drainage"] {
        family.granted(what);
    }
    assert_eq!(family.cases[0].matter.state(), "to_hand_over");
    assert_eq!(family.of("commitment").state(), "void");
}

/// What is rated is public and adds up by package; who applied is neither.
#[test]
fn the_review_of_an_application_names_the_package_and_nobody() {
    let over = &applications()[5];
    assert!(over.title.contains("某餐饮店"));
    let subject = banjie_core::kinds::review::subject(over).unwrap();
    assert_eq!(subject.title, "评价：开办餐饮店");
    assert_eq!(subject.topic.as_deref(), Some("开办餐饮店"));
    assert!(banjie_core::kinds::review::subject(&applications()[4]).is_none());
}
