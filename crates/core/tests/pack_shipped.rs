//! The shipped pack: no mistakes, and it is the district of the speech.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod pack_folder;

use banjie_core::district::{Role, RuleId, UnitKind};
use banjie_core::pack::{Pack, Severity};
use banjie_core::rules::{Confidence, LengthUnit, REQUIRED_LIMITS};
use jiff::civil::date;
use std::collections::BTreeSet;

fn shipped() -> Pack {
    let checked = Pack::parse(&pack_folder::shipped());
    let errors: Vec<String> = checked.errors().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    checked.pack.unwrap()
}

#[test]
fn it_has_no_mistake_and_lists_every_unsure_value_for_the_lawyer() {
    let checked = Pack::parse(&pack_folder::shipped());
    let errors: Vec<String> = checked.errors().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let rules = checked.pack.unwrap().rules;
    let unsure = rules
        .iter()
        .flat_map(|p| &p.versions)
        .filter(|v| v.source.confidence == Confidence::Unsure)
        .count();
    let notices: Vec<_> = checked
        .mistakes
        .iter()
        .filter(|m| m.severity == Severity::Notice)
        .collect();
    let about_unsure = notices.iter().filter(|m| m.message.contains("口径待确认"));
    assert!(unsure > 5);
    assert_eq!(about_unsure.count(), unsure);
    assert_eq!(notices.len(), unsure, "no other notices");
}

#[test]
fn it_is_the_district_of_the_speech() {
    let pack = shipped();
    let district = &pack.district;
    let of = |kind| district.units.iter().filter(move |u| u.kind == kind);
    assert_eq!(of(UnitKind::Department).count(), 17);
    assert!(of(UnitKind::Township).count() >= 8);
    assert_eq!(district.indicators.len(), 18);
    assert!(district.topics.len() >= 25);
    assert_eq!(district.pledges.len(), 17);
    for named in [
        "发改局",
        "市场监管局",
        "人社局",
        "工信局",
        "组织部",
        "纪委监委",
    ] {
        assert!(district.unit(&named.into()).is_some(), "{named}");
    }
    assert!(district.posts.iter().any(|p| p.holder == "李军"));
    assert!(pack.demonstration);
}

#[test]
fn every_role_can_be_shown_and_every_ranked_unit_has_head_and_clerk() {
    let pack = shipped();
    for role in Role::ALL {
        assert!(
            pack.people.iter().any(|p| p.roles.contains(&role)),
            "{role:?}"
        );
    }
    let with = |role| -> BTreeSet<_> {
        let people = pack.people.iter().filter(|p| p.roles.contains(&role));
        people.map(|p| &p.unit).collect()
    };
    let (heads, clerks) = (with(Role::UnitHead), with(Role::Clerk));
    for unit in pack
        .district
        .units
        .iter()
        .filter(|u| u.peer_group.is_some())
    {
        assert!(
            heads.contains(&unit.id) && clerks.contains(&unit.id),
            "{}",
            unit.id
        );
    }
    for post in &pack.district.posts {
        assert!(
            pack.people
                .iter()
                .any(|p| p.post.as_ref() == Some(&post.id) && p.name == post.holder),
            "{}",
            post.id
        );
    }
}

#[test]
fn all_telephones_are_of_the_demonstration() {
    let pack = shipped();
    let district = &pack.district;
    let numbers = district.units.iter().map(|u| &u.telephone);
    let numbers = numbers.chain(district.posts.iter().map(|p| &p.telephone));
    let numbers = numbers.chain(district.pledges.iter().map(|p| &p.telephone));
    let mut numbers = numbers.chain(pack.people.iter().map(|p| &p.telephone));
    assert!(numbers.all(|n| n.starts_with("0000-")));
}

#[test]
fn every_rule_has_a_source_and_the_required_limits_hold_today() {
    let rules = shipped().rules;
    for parameter in rules.iter() {
        for version in &parameter.versions {
            assert!(!version.source.document.is_empty(), "{}", parameter.id);
        }
    }
    for id in REQUIRED_LIMITS {
        let id = RuleId::from(id);
        assert!(rules.limit(&id, date(2026, 2, 24)).is_ok(), "{id}");
    }
}

#[test]
fn values_change_on_their_day() {
    let rules = shipped().rules;
    let limit = |id: &str, on| {
        let (limit, _) = rules.limit(&id.into(), on).unwrap();
        (limit.length, limit.unit, limit.extended)
    };
    use LengthUnit::{Days, WorkingDays};
    // rules.md E32: the penalty track of market regulation.
    let market = "credit_repair.market_review";
    assert_eq!(limit(market, date(2025, 12, 24)), (15, WorkingDays, None));
    assert_eq!(limit(market, date(2025, 12, 25)), (7, WorkingDays, None));
    let handle = "arrears.complaint.handle";
    assert_eq!(limit(handle, date(2025, 6, 1)), (30, Days, Some(90)));
    let before = rules.limit(&handle.into(), date(2025, 5, 31)).unwrap_err();
    assert_eq!(before.code(), "no_value");
    let licence = "licence.decide";
    assert_eq!(
        limit(licence, date(2025, 4, 25)),
        (20, WorkingDays, Some(30))
    );
}

#[test]
fn the_loan_prime_rate_is_the_last_published_one() {
    let rules = shipped().rules;
    // rules.md E22.
    for (on, rate) in [
        (date(2022, 8, 21), "3.70"),
        (date(2024, 10, 20), "3.35"),
        (date(2024, 10, 21), "3.10"),
        (date(2025, 5, 19), "3.10"),
        (date(2025, 5, 20), "3.00"),
    ] {
        let (value, _) = rules.decimal(&"arrears.lpr".into(), on).unwrap();
        assert_eq!(value.to_string(), rate, "{on}");
    }
}

#[test]
fn a_wrong_id_names_its_nearest_and_a_wrong_kind_says_so() {
    let rules = shipped().rules;
    let on = date(2026, 2, 24);
    let unknown = rules.limit(&"appeal.handel".into(), on).unwrap_err();
    assert_eq!(unknown.code(), "unknown_rule");
    assert!(unknown.to_string().contains("appeal.handle"), "{unknown}");
    let kind = rules.number(&"appeal.handle".into(), on).unwrap_err();
    assert_eq!(kind.code(), "wrong_kind");
    assert!(kind.to_string().contains("不是整数"), "{kind}");
}

#[test]
fn the_calendar_is_that_of_the_notices() {
    let calendar = shipped().calendar;
    // rules.md E01.
    for day in [
        date(2024, 2, 9),
        date(2024, 2, 18),
        date(2025, 9, 28),
        date(2026, 9, 20),
    ] {
        assert!(calendar.is_working(day).unwrap(), "{day}");
    }
    for day in [date(2026, 1, 2), date(2026, 9, 25), date(2025, 10, 8)] {
        assert!(!calendar.is_working(day).unwrap(), "{day}");
    }
}
