//! A draft from the first question to ready, and what happens when an answer changes.

use super::shipped;
use banjie_core::packages::answers::Typed;
use banjie_core::packages::draft::{Draft, TaskState};
use banjie_core::packages::handin::MaterialState;

fn typed(pairs: &[(&str, &str)]) -> Typed {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
        .collect()
}

/// 信用修复 of one penalty on 信用中国: small enough to be filled in by hand.
const QUESTIONS: [(&str, &str); 3] = [
    ("repair_kinds", "信用中国公示的行政处罚"),
    ("duties_done", "是"),
    ("abnormal_reason", "其他"),
];
const REST: [(&str, &str); 13] = [
    ("agent_name", "张三"),
    ("agent_id", "11010519491231002X"),
    ("agent_phone", "13900000210"),
    ("uscc", "914403001922038216"),
    ("enterprise_name", "X区晨光商贸有限公司"),
    ("legal_rep_name", "张三"),
    ("legal_rep_id", "11010519491231002X"),
    ("legal_rep_phone", "13900000210"),
    ("decision_no", "X市监罚〔2025〕12号"),
    ("decided_by", "X区市场监督管理局"),
    ("decision_date", "2025-03-01"),
    ("duty_proof", "2025年3月5日缴清罚款，当月改正。"),
    ("repair_promise", "是"),
];

#[test]
fn a_draft_goes_from_blocked_to_ready_and_says_at_each_step_what_is_missing() {
    let pack = shipped();
    let services = &pack.services;
    let package = services.package(&"repair-credit".into()).unwrap();
    let mut draft = Draft::begin(package, Typed::new());
    let form = draft.form(services, package);
    let states: Vec<_> = draft.tasks(&form).into_iter().map(|t| t.state).collect();
    assert!(
        states.contains(&TaskState::Blocked),
        "what depends on questions"
    );
    let first = &draft.missing(services, &form)[0];
    assert_eq!(first.sentence, "“要修复哪些记录”还没有答，请先选一项。");

    draft.typed = typed(&QUESTIONS);
    let form = draft.form(services, package);
    let ids: Vec<&str> = form.items.iter().map(|i| i.item.id.as_str()).collect();
    assert_eq!(ids, ["repair_guidance", "platform_repair"]);
    assert!(
        draft
            .tasks(&form)
            .iter()
            .all(|t| t.state != TaskState::Blocked)
    );
    // Exactly the thirteen facts below are missing.
    assert_eq!(draft.missing(services, &form).len(), REST.len());

    draft.typed.extend(typed(&REST[..1]));
    let tasks = draft.tasks(&form);
    let applicant = tasks
        .iter()
        .find(|t| t.page.group.id == "applicant")
        .unwrap();
    assert_eq!(applicant.state.word(), "填写中");
    draft.typed.extend(typed(&REST));
    let form = draft.form(services, package);
    assert_eq!(draft.missing(services, &form), []);
    assert!(
        draft
            .tasks(&form)
            .iter()
            .all(|t| t.state == TaskState::Done)
    );
    assert!(draft.aside(&form).is_empty());
}

#[test]
fn a_changed_answer_sets_aside_what_was_typed_and_throws_nothing_away() {
    let pack = shipped();
    let services = &pack.services;
    let package = services.package(&"repair-credit".into()).unwrap();
    let mut draft = Draft::begin(package, typed(&QUESTIONS));
    draft.typed.extend(typed(&REST));
    draft.typed.insert("duties_done".into(), vec!["否".into()]);
    let form = draft.form(services, package);
    assert_eq!(form.items.len(), 1, "only the guidance is left");
    let aside = draft.aside(&form);
    assert!(
        aside.contains(&"duty_proof") && aside.contains(&"legal_rep_id"),
        "{aside:?}"
    );
    assert!(!aside.contains(&"uscc"));
    draft.typed.insert("duties_done".into(), vec!["是".into()]);
    let form = draft.form(services, package);
    assert_eq!(draft.missing(services, &form), []);
}

#[test]
fn a_draft_knows_the_form_it_was_begun_on() {
    let pack = shipped();
    let one = pack.services.package(&"repair-credit".into()).unwrap();
    let other = pack.services.package(&"open-enterprise".into()).unwrap();
    let draft = Draft::begin(one, Typed::new());
    assert!(draft.is_current(one) && !draft.is_current(other));
}

/// 开办餐饮店 of at least 300 m²: the fire check may be decided on a promise.
const LARGE: [(&str, &str); 6] = [
    ("licence_status", "还没有，开个体户"),
    ("dining_area_band", "300平方米及以上"),
    ("food_categories", "热食类"),
    ("has_signboard", "是"),
    ("discharges_wastewater", "是"),
    ("premises_right", "租用"),
];

#[test]
fn only_an_item_that_the_pack_lists_may_be_promised_and_only_by_the_applicant() {
    let pack = shipped();
    let services = &pack.services;
    let package = services.package(&"open-restaurant".into()).unwrap();
    let mut draft = Draft::begin(package, typed(&LARGE));
    let form = draft.form(services, package);
    let offered = form.promisable();
    let ids: Vec<_> = offered
        .iter()
        .map(|p| (p.item.id.as_str(), p.mode.check))
        .collect();
    assert_eq!(ids, [("fire_check", 20)], "as the pack lists it");
    assert!(draft.promised(&form).is_empty(), "nobody is talked into it");
    draft.promises = [("fire_check".into(), true), ("food_licence".into(), true)].into();
    let promised = draft.promised(&form);
    assert_eq!(promised.len(), 1, "a wish that is not offered is none");
    assert_eq!(promised[0].item.id.as_str(), "fire_check");
    draft.promises = [("fire_check".into(), false)].into();
    assert!(draft.promised(&form).is_empty());

    // A small restaurant needs no fire check: the promise goes with it.
    draft.promises = [("fire_check".into(), true)].into();
    let mut small = LARGE;
    small[1].1 = "不足300平方米";
    draft.typed = typed(&small);
    let form = draft.form(services, package);
    assert!(draft.promised(&form).is_empty() && form.promisable().is_empty());
}

#[test]
fn a_promise_stands_for_the_proof_of_its_own_item_and_for_nothing_else() {
    // The shipped proof is fetched; here it has to be handed in.
    let mut files = super::pack_folder::shipped();
    for file in &mut files {
        let fetched = "form = \"住建系统记录\"\nshared_from = \"工程建设项目审批系统\"\n\n[[material]]\ncode = \"drainage_drawing\"";
        let handed = "form = \"pdf\"\n\n[[material]]\ncode = \"drainage_drawing\"";
        file.text = file.text.replace(fetched, handed);
    }
    let pack = banjie_core::pack::Pack::parse(&files).pack.unwrap();
    let services = &pack.services;
    let package = services.package(&"open-restaurant".into()).unwrap();
    let mut draft = Draft::begin(package, typed(&LARGE));
    let form = draft.form(services, package);
    let state = |draft: &Draft, code: &str| {
        let all = draft.materials(&form);
        let mut all = all.iter();
        all.find(|(m, _)| m.material.code.as_str() == code)
            .map(|(_, s)| *s)
    };
    let missing = Some(MaterialState::Missing);
    assert_eq!(state(&draft, "fire_acceptance"), missing);
    draft.promises = [("fire_check".into(), true)].into();
    let done = state(&draft, "fire_acceptance").unwrap();
    assert_eq!((done, done.is_done()), (MaterialState::Promised, true));
    assert_eq!(state(&draft, "fire_plan"), missing);
}
