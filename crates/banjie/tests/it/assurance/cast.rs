//! One account for each role, and the same roles in another unit.

use banjie_core::assessment::Month;
use banjie_core::district::{PersonId, PostId, Role, Sight};
use banjie_core::matter::{Actor, MatterNo, Staff};
use banjie_store::people::Account;
use banjie_store::reads::Issued;
use banjie_web::api::tokens::{Scope, make};
use banjie_web::kit::passwords::Passwords;
use banjie_web::testing::{Client, PASSWORD, TestDistrict, at};

/// The unit whose matters the tests are about.
pub(super) const UNIT: &str = "住建局";
/// A unit that has nothing to do with them.
pub(super) const OTHER: &str = "市场监管局";

/// Somebody who calls.
pub(super) struct Visitor {
    /// `clerk` or `other clerk`; `nobody` is not signed in.
    pub(super) name: String,
    /// Role code; empty for nobody.
    pub(super) role: &'static str,
    /// With a session.
    pub(super) browser: Client,
    /// `Authorization` of a program of theirs that may act.
    pub(super) bearer: String,
}

/// Nobody, then one person of each role; roles that belong to a unit or a post once more in a place
/// that the matter does not concern.
pub(super) async fn visitors(district: &TestDistrict, matter: MatterNo) -> Vec<Visitor> {
    let owner = owner(district, matter).await;
    let mut visitors = vec![Visitor {
        name: "nobody".to_owned(),
        role: "",
        browser: district.client(),
        bearer: String::new(),
    }];
    for role in Role::ALL {
        let (unit, post) = match role {
            Role::Clerk | Role::UnitHead => (UNIT, None),
            Role::Coordinator => ("区营商办", None),
            Role::Inspector => ("纪委监委", None),
            Role::Organisation => ("组织部", None),
            Role::IndicatorOwner => ("区政府办", Some(owner.clone())),
            _ => ("区政府办", None),
        };
        visitors.push(visitor(district, role.code().to_owned(), role, unit, post).await);
    }
    let elsewhere = PostId("没有指标的岗位".to_owned());
    for (role, unit, post) in [
        (Role::Clerk, OTHER, None),
        (Role::UnitHead, OTHER, None),
        (Role::IndicatorOwner, OTHER, Some(elsewhere)),
    ] {
        let name = format!("other {}", role.code());
        visitors.push(visitor(district, name, role, unit, post).await);
    }
    visitors
}

/// The post that owns the indicator of a matter.
async fn owner(district: &TestDistrict, matter: MatterNo) -> PostId {
    let course = district.store().matter(&Sight::Sealed, matter).await;
    let indicator = course.unwrap().unwrap().matter.indicator;
    let indicator = indicator.expect("the matter counts for an indicator");
    let all = &district.app.pack().district.indicators;
    let found = all.iter().find(|i| i.id == indicator);
    found.unwrap().owner.clone()
}

async fn visitor(
    district: &TestDistrict,
    name: String,
    role: Role,
    unit: &str,
    post: Option<PostId>,
) -> Visitor {
    let user = format!("s1.{}", name.replace(' ', "."));
    let person = PersonId(user.clone());
    let staff = Staff {
        person: person.clone(),
        name: "甲一".to_owned(),
        unit: unit.into(),
        roles: vec![role],
        post,
    };
    let hash = Passwords::with_cost(64, 1).hash(PASSWORD, &[2; 16]);
    let account = Account {
        staff: staff.clone(),
        telephone: "0000-000001".to_owned(),
        password: hash.unwrap(),
        active: true,
    };
    let act = district.act(Actor::Rule);
    let store = district.store();
    store.add_people(vec![account], act).await.unwrap();
    let act = district.act(Actor::Staff(staff));
    let token = make(store, person, "核对", Scope::Act, act).await.unwrap();
    Visitor {
        role: role.code(),
        browser: district.signed_in(&user).await,
        bearer: format!("Bearer {}", token.reveal()),
        name,
    }
}

/// An appeal at [`UNIT`], the bulletin of a week issued, the ranking of a month as a draft and the
/// log sealed: something to see.
pub(super) async fn furnished(district: &TestDistrict) -> MatterNo {
    let no = district.dispatched(UNIT, "外墙维修尾款一直未付").await;
    let week = "2026-W06".parse().unwrap();
    let store = district.store();
    let until = at("2026-02-09").date();
    let act = district.act(district.actor("区营商办", "coordinator"));
    store
        .issue_bulletin(week, until, 0, act.clone())
        .await
        .unwrap();
    // Nothing came due in January: the draft is put there as it would have been kept.
    let month: Month = "2026-01".parse().unwrap();
    let ranking = store.ranking(month, month.last()).await.unwrap();
    let draft = Issued {
        kind: "ranking".to_owned(),
        period: month.to_string(),
        revision: 1,
        state: "draft".to_owned(),
        body: serde_json::to_string(&ranking).unwrap(),
        at: act.at,
    };
    store.issue(draft, act).await.unwrap();
    store.seal(district.app.now()).await.unwrap();
    no
}
