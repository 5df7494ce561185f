//! A draft from the first question to ready, and what happens when an answer changes.

use super::shipped;
use banjie_core::packages::answers::Typed;
use banjie_core::packages::draft::{Draft, TaskState};

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
