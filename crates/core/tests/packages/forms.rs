//! The shipped packages and the forms derived from them; expected values are counted by hand from
//! the pack's files and rules.md §4.
use super::{form, pack_folder, picks, shipped};
use banjie_core::pack::Pack;
use banjie_core::packages::{FieldType, Handover, MergedForm, Need, Picks, Statutory};
use banjie_core::rules::Value;
use std::collections::{BTreeMap, BTreeSet};

fn order(form: &MergedForm<'_>) -> Vec<Vec<String>> {
    let levels = form.order.iter();
    levels
        .map(|level| level.iter().map(ToString::to_string).collect())
        .collect()
}

#[test]
fn the_six_packages_are_there_with_three_to_six_questions_each() {
    let pack = shipped();
    let names: Vec<&str> = (pack.services.packages().iter())
        .map(|p| p.name.as_str())
        .collect();
    let expected = [
        "企业开办",
        "开办餐饮店",
        "企业变更",
        "企业注销",
        "水电气热网联合报装",
        "信用修复",
    ];
    assert_eq!(names, expected);
    for package in pack.services.packages() {
        assert!(
            (3..=6).contains(&package.questions.len()),
            "{}",
            package.name
        );
        assert!(package.items.len() >= 5, "{}", package.name);
    }
}

#[test]
fn opening_an_enterprise_asks_each_fact_once_and_at_most_60_percent_of_what_the_items_ask() {
    let pack = shipped();
    let all = picks(&[
        ("has_employees", &["是"]),
        ("needs_invoice", &["是"]),
        ("wants_bank_account", &["是"]),
        ("premises_right", &["租用"]),
        ("enterprise_type", &["有限责任公司"]),
    ]);
    for answers in [Picks::new(), all] {
        let form = form(&pack.services, "open-enterprise", &answers);
        let codes: BTreeSet<_> = form.fields.iter().map(|f| &f.field.code).collect();
        assert_eq!(codes.len(), form.fields.len(), "a field twice");
        let labels: BTreeSet<_> = form.fields.iter().map(|f| &f.field.label).collect();
        assert_eq!(labels.len(), form.fields.len(), "a label twice");
        // Counted again from the items, without the merge.
        let separately: usize = (form.items.iter())
            .map(|i| {
                i.item
                    .fields
                    .iter()
                    .filter(|u| u.need != Need::Forbidden)
                    .count()
            })
            .sum();
        assert_eq!(form.separate_field_count, separately);
        assert!(
            form.asked() * 100 <= separately * 60,
            "{} of {separately}",
            form.asked()
        );
        // The credit code is created by the registration: nobody types it.
        assert!(form.field(&"uscc".into()).is_none());
        let uscc = form
            .produced
            .iter()
            .find(|p| p.field.code.as_str() == "uscc")
            .unwrap();
        assert_eq!(uscc.by.as_str(), "establishment");
        assert_eq!(uscc.serves.len(), 6);
    }
}

#[test]
fn every_field_asked_says_whom_it_serves_and_why() {
    let pack = shipped();
    for package in pack.services.packages() {
        let form = pack.services.merge(package, &Picks::new());
        for field in &form.fields {
            assert!(!field.serves.is_empty() && !field.reasons().is_empty());
            assert!(field.reasons().iter().all(|r| !r.is_empty()));
            assert!(!field.bounds.is_empty(), "{}", field.field.code);
            let chosen = field.field.kind.is_choice();
            assert_eq!(chosen, field.choices.len() >= 2, "{}", field.field.code);
        }
        // Each page is short, and together they hold every field once, in order.
        let mut next = 0;
        for page in &form.pages {
            assert_eq!(page.fields.start, next);
            next = page.fields.end;
            let fields = &form.fields[page.fields.clone()];
            assert!((1..=6).contains(&fields.len()));
            assert!(fields.iter().all(|f| f.field.group == page.group.id));
            let list = fields.iter().any(|f| f.field.kind == FieldType::People);
            assert!(!list || fields.len() == 1, "a list stands alone");
        }
        assert_eq!(next, form.fields.len());
    }
    let form = form(&pack.services, "open-enterprise", &Picks::new());
    let scope = form.field(&"business_scope".into()).unwrap();
    let serves: Vec<&str> = scope.serves.iter().map(|s| s.item.as_str()).collect();
    assert_eq!(serves, ["establishment", "tax_setup", "bank_account"]);
    assert_eq!(
        scope.reasons(),
        ["登记事项，写在营业执照上", "银行了解客户做什么生意"]
    );
}

#[test]
fn registration_comes_first_the_rest_runs_at_the_same_time() {
    let pack = shipped();
    let whole = form(&pack.services, "open-enterprise", &Picks::new());
    assert_eq!(
        order(&whole),
        [
            vec!["establishment"],
            vec![
                "seal",
                "tax_setup",
                "social_insurance",
                "medical_insurance",
                "housing_fund"
            ],
            vec!["bank_account"],
        ]
    );
    // 1 (登记) + 1 (公章) + 2 (银行) working days; one after the other it would be 1×6 + 2.
    assert_eq!(whole.limit.working_days, 4);
    assert_eq!(whole.limit.one_by_one, 8);
    let path: Vec<&str> = whole.limit.path.iter().map(|i| i.as_str()).collect();
    assert_eq!(path, ["establishment", "seal", "bank_account"]);

    let alone = picks(&[("has_employees", &["否"]), ("wants_bank_account", &["否"])]);
    let small = form(&pack.services, "open-enterprise", &alone);
    assert_eq!(
        order(&small),
        [vec!["establishment"], vec!["seal", "tax_setup"]]
    );
    assert_eq!(small.limit.working_days, 2);
    assert_eq!(small.dropped.len(), 4);
    for gone in [
        "employees",
        "wage_base",
        "housing_fund_ratio",
        "bank_purpose",
    ] {
        assert!(whole.field(&gone.into()).is_some(), "{gone}");
        assert!(small.field(&gone.into()).is_none(), "{gone}");
    }
}

#[test]
fn closing_keeps_notice_apart_from_handling_and_waits_through_what_was_dropped() {
    let pack = shipped();
    let simple = picks(&[
        ("closing_way", &["简易注销"]),
        ("was_taxpayer", &["否"]),
        ("has_employees", &["否"]),
        ("has_housing_fund", &["否"]),
        ("has_bank_account", &["是"]),
        ("has_customs_record", &["否"]),
    ]);
    let closing = form(&pack.services, "close-enterprise", &simple);
    assert_eq!(
        order(&closing),
        [
            vec!["simple_closing_notice"],
            vec!["closing_registration"],
            vec!["seal_closing", "bank_closing"],
        ]
    );
    // 条例第三十三条: 20 days of notice; 0 + 1 + 2 working days of handling.
    assert_eq!(
        (closing.limit.notice_days, closing.limit.working_days),
        (20, 3)
    );
    let full = picks(&[("closing_way", &["普通注销"]), ("was_taxpayer", &["是"])]);
    let closing = form(&pack.services, "close-enterprise", &full);
    // 公司法第二百三十五条: 45 days; tax clearance runs meanwhile but is not on the longest chain.
    assert_eq!(
        (closing.limit.notice_days, closing.limit.working_days),
        (45, 3)
    );
}

#[test]
fn without_a_licence_the_restaurant_gets_one_first_with_one_it_types_the_code() {
    let pack = shipped();
    let new = picks(&[("licence_status", &["还没有，开个体户"])]);
    let new = form(&pack.services, "open-restaurant", &new);
    assert!(new.field(&"uscc".into()).is_none());
    assert_eq!(order(&new)[0], ["individual_business"]);
    let old = picks(&[
        ("licence_status", &["已经有了"]),
        ("dining_area_band", &["300平方米及以上"]),
    ]);
    let old = form(&pack.services, "open-restaurant", &old);
    assert!(old.field(&"uscc".into()).unwrap().required);
    assert_eq!(order(&old).len(), 1, "everything at the same time");
    // Both the licence (8 m² and more) and the fire check (300 m² and more) must be satisfied.
    let area = old.field(&"premises_area".into()).unwrap();
    assert_eq!(
        (area.bounds.min, area.bounds.max),
        (Some(300), Some(1_000_000))
    );
}

#[test]
fn materials_are_listed_once_and_what_is_fetched_or_created_is_not_asked_for() {
    let pack = shipped();
    let whole = form(&pack.services, "open-enterprise", &Picks::new());
    let by_code: BTreeMap<&str, _> = (whole.materials.iter())
        .map(|m| (m.material.code.as_str(), m))
        .collect();
    assert_eq!(by_code.len(), whole.materials.len());
    assert_eq!(
        by_code["business_licence"].handover,
        Handover::Created(&"establishment".into())
    );
    assert_eq!(
        by_code["id_legal_rep"].handover,
        Handover::Fetched("国家人口库和电子证照库")
    );
    assert_eq!(by_code["lease"].handover, Handover::Submitted);
    assert!(
        by_code["lease"].open,
        "depends on where the premises come from"
    );
    // The bank lets the articles come later, the registration does not: needed at once.
    let articles = by_code["articles"];
    assert_eq!((articles.principal, articles.defer), (true, None));
    assert_eq!(articles.serves.len(), 2);
    // The shorter period of two items counts.
    assert_eq!(by_code["authorisation"].defer, Some(1));
    let owned = picks(&[("premises_right", &["自有"])]);
    let owned = form(&pack.services, "open-enterprise", &owned);
    let codes: Vec<&str> = owned
        .materials
        .iter()
        .map(|m| m.material.code.as_str())
        .collect();
    assert!(codes.contains(&"title_deed") && !codes.contains(&"lease"));
}

#[test]
fn no_material_may_come_later_than_its_item_is_promised() {
    let pack = shipped();
    let Value::Limit(longest) = &(pack
        .rules
        .get(&"tolerance.supplement".into())
        .unwrap()
        .versions)
        .last()
        .unwrap()
        .value
    else {
        unreachable!("tolerance.supplement is a limit")
    };
    for item in pack.services.items() {
        for used in &item.materials {
            let Some(defer) = used.defer else { continue };
            assert!(!used.principal && defer <= item.promised && defer <= longest.length);
        }
        assert!(!item.basis.is_empty() && item.code.fault().is_none());
        assert!(item.telephone.starts_with("0000-"));
        if let Statutory::Rule(rule) = &item.statutory {
            assert!(pack.rules.get(rule).is_ok());
        }
    }
}

#[test]
fn the_revision_changes_with_anything_the_form_is_derived_from_and_with_nothing_else() {
    let revisions = |from: &str, to: &str, path: &str| {
        let mut files = pack_folder::shipped();
        let file = files.iter_mut().find(|f| f.path == path).unwrap();
        assert!(from.is_empty() || file.text.contains(from), "{from}");
        file.text = file.text.replacen(from, to, 1);
        let pack = Pack::parse(&files).pack.unwrap();
        let packages = pack.services.packages().iter();
        let of = |p: &banjie_core::packages::ServicePackage| p.revision.to_string();
        packages.map(of).collect::<Vec<_>>()
    };
    let now = revisions("", "", "fields.toml");
    assert!(now.iter().all(|r| r.len() == 32));
    assert_eq!(now.iter().collect::<BTreeSet<_>>().len(), 6);
    // A comment and a window's telephone are no part of the form.
    assert_eq!(revisions("# 共用字段", "# 共享字段", "fields.toml"), now);
    assert_eq!(
        revisions("0000-000202", "0000-000302", "items/opening.toml"),
        now
    );
    // The seal's material is asked when opening and when changing, nowhere else.
    let changed = revisions("label = \"章材\"", "label = \"印章材质\"", "fields.toml");
    let differs: Vec<bool> = now.iter().zip(&changed).map(|(a, b)| a != b).collect();
    assert_eq!(differs, [true, false, true, false, false, false]);
}

#[test]
fn answers_are_read_from_an_address_and_what_is_no_choice_is_named() {
    let pack = shipped();
    let package = pack.services.package(&"change-enterprise".into()).unwrap();
    let (picks, wrong) = pack.services.picks(
        package,
        [
            ("change_kinds", "名称"),
            ("change_kinds", "住所"),
            ("has_employees", "否"),
            ("has_employees", "是"),
            ("premises_right", ""),
            ("premises_right", "借来的"),
            ("elder", "1"),
        ],
    );
    assert_eq!(picks[&"change_kinds".into()], ["名称", "住所"]);
    assert_eq!(
        picks[&"has_employees".into()],
        ["是"],
        "the last one counts"
    );
    assert_eq!(picks.len(), 2);
    let said: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["没有“借来的”这个选项，可以选“自有”“租用”“无偿使用”“集群注册”。"]
    );
}
