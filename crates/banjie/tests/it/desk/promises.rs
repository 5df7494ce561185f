//! The promises of an enterprise on one page: for staff in whose sight they are, and for the
//! enterprise itself, which objects there; 区营商办 decides, not the unit.

use super::application::{give, restaurant};
use super::matter::ask;
use axum::http::StatusCode;
use banjie_core::kinds::application::Wish;
use banjie_core::matter::{Actor, Command, MatterNo};
use banjie_core::packages::commitment::Signature;
use banjie_store::{Beside, Contact};
use banjie_web::testing::{Client, TestDistrict};

pub(super) const LATER: &str = "health_certificates";

/// Handed in by this telephone; not accepted yet.
async fn apply(district: &TestDistrict, phone: &str) -> MatterNo {
    let beside = Beside {
        contact: Some(Contact {
            name: "王小明".to_owned(),
            phone: phone.to_owned(),
            salt: "00".repeat(16),
        }),
        ..Beside::default()
    };
    let by = ask(district, Actor::Enterprise);
    let opened = district
        .store()
        .open_application(restaurant(district, LATER), beside, by);
    opened.await.unwrap().no
}

/// Accepted with one material to come, promised on paper; returns application and commitment.
pub(crate) async fn promised(district: &TestDistrict, phone: &str) -> (MatterNo, MatterNo) {
    let no = apply(district, phone).await;
    (no, admit(district, no).await)
}

/// Accepted with one material to come, promised on paper; the commitment.
async fn admit(district: &TestDistrict, no: MatterNo) -> MatterNo {
    let admit = Command::Admit {
        present: restaurant(district, LATER)
            .handed
            .into_iter()
            .map(|h| h.material)
            .collect(),
        deferred: vec![Wish {
            material: LATER.into(),
            days: None,
        }],
        promises: Vec::new(),
        signature: Some(Signature::Paper {
            name: "王小明".to_owned(),
            scan: "ab".repeat(32),
        }),
    };
    let by = ask(district, district.actor("市场监管局", "clerk"));
    let done = district.store().command(no, 1, admit, by).await.unwrap();
    *done.opened.last().unwrap()
}

/// The day passed and the unit's head ended the tolerance.
async fn unkept(district: &TestDistrict, commitment: MatterNo) {
    district.set("2026-03-10 10:00");
    let at = district.act(Actor::Rule).at;
    district.store().run_rules(at).await.unwrap();
    let head = district.actor("市场监管局", "unit_head");
    let revoke = Command::Revoke {
        reason: "到期没有补健康证明".to_owned(),
        basis: "承诺书的约定".to_owned(),
    };
    district.give(commitment, head, revoke).await;
}

/// The promise was not kept, the unit's head ended the tolerance, the applicant said nothing, and
/// 区营商办 recorded it.
pub(crate) async fn broken(district: &TestDistrict, commitment: MatterNo) {
    unkept(district, commitment).await;
    let words = Command::Object {
        words: "员工刚换，健康证在办".to_owned(),
        speaker: None,
    };
    district.give(commitment, Actor::Enterprise, words).await;
    let settle = Command::Settle {
        record: true,
        reason: "到期五天仍没有补".to_owned(),
    };
    let office = district.actor("区营商办", "coordinator");
    district.give(commitment, office, settle).await;
}

async fn tracking(district: &TestDistrict, no: MatterNo, tail: &str) -> Client {
    let mut client = district.client();
    let number = no.to_string();
    let answer = client
        .post("/track", &[("no", &number), ("tail", tail)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    client
}

#[tokio::test]
async fn staff_see_what_was_promised_kept_and_broken_on_one_page() {
    let district = TestDistrict::new().await;
    let (application, commitment) = promised(&district, "13900000210").await;
    let clerk = district.user("市场监管局", "clerk");
    let mut desk = district.signed_in(&clerk).await;
    let page = desk.get("/desk/promises").await;
    for words in [
        "容缺承诺：",
        "从业人员健康证明",
        "还没有补",
        "到期没补，容缺终止",
        "承诺期内",
        "履行中 1",
        "未履行，已记入 0",
        &commitment.to_string(),
        &application.to_string(),
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    broken(&district, commitment).await;
    let mut desk = district.signed_in(&clerk).await;
    let one = desk.get("/desk/promises?enterprise=某小吃店").await;
    for words in [
        "修复前不能容缺、告知承诺",
        "容缺已终止，已记入",
        "到期五天仍没有补",
        "未履行，已记入 1",
    ] {
        assert!(one.text.contains(words), "{words}: {}", one.text);
    }
    let kept = desk.get("/desk/promises?standing=kept").await;
    assert!(kept.text.contains("没有符合的承诺"), "{}", kept.text);
    let found = desk.get("/desk/promises?q=小吃&standing=broken").await;
    assert!(found.text.contains("某小吃店"), "{}", found.text);
    let matter = desk.get(&format!("/desk/matters/{commitment}")).await;
    assert!(
        matter.text.contains("这家企业的全部承诺"),
        "{}",
        matter.text
    );
    // A unit that has nothing to do with it learns nothing of it.
    let other = district.user("住建局", "clerk");
    let mut other = district.signed_in(&other).await;
    let page = other.get("/desk/promises?enterprise=某小吃店").await;
    assert!(!page.text.contains("到期五天仍没有补"), "{}", page.text);
}

#[tokio::test]
async fn an_enterprise_sees_its_own_promises_and_objects_there() {
    let district = TestDistrict::new().await;
    let (application, commitment) = promised(&district, "13900000210").await;
    let (_, another) = promised(&district, "13900000999").await;
    let mut client = tracking(&district, application, "0210").await;
    let own = format!("/track/{application}/promises");
    let track = client.get(&format!("/track/{application}")).await;
    assert!(track.text.contains(&own), "{}", track.text);
    let page = client.get(&own).await;
    assert!(page.text.contains("从业人员健康证明"), "{}", page.text);
    assert!(page.text.contains(&commitment.to_string()));
    // The same name with another telephone proves nothing.
    assert!(!page.text.contains(&another.to_string()), "{}", page.text);
    assert!(!page.text.contains("提出异议</a>"), "nothing to object to");

    broken(&district, commitment).await;
    let mut client = tracking(&district, application, "0210").await;
    let page = client.get(&own).await;
    let object = format!("/track/{commitment}/object");
    for words in ["已记入承诺记录", "到期五天仍没有补", &object] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let said = give(&mut client, &object, &[("words", "3月2日已在窗口补交")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let page = client.get(&own).await;
    assert!(
        page.text.contains("由区营商办裁定是否记入"),
        "{}",
        page.text
    );
    assert!(!page.text.contains(&object), "{}", page.text);

    // The unit cannot decide on it, 区营商办 can.
    let settle = format!("/desk/matters/{commitment}/settle");
    let head = district.user("市场监管局", "unit_head");
    let mut unit = district.signed_in(&head).await;
    assert_eq!(unit.get(&settle).await.status, StatusCode::FORBIDDEN);
    let office = district.user("区营商办", "coordinator");
    let mut office = district.signed_in(&office).await;
    let reason = [("record", "1"), ("reason", "窗口没有收件记录")];
    let ruled = give(&mut office, &settle, &reason).await;
    assert_eq!(ruled.status, StatusCode::SEE_OTHER, "{}", ruled.text);
    // Heard twice; a third objection would only put the consequence off.
    let page = client.get(&own).await;
    assert!(page.text.contains("窗口没有收件记录"), "{}", page.text);
    assert!(!page.text.contains(&object), "{}", page.text);
    district.check().await;
}

/// 代录: what somebody says at the window, read back before it is registered, with who said it behind
/// the lock.
#[tokio::test]
async fn staff_write_down_an_objection_for_somebody_at_the_window() {
    let district = TestDistrict::new().await;
    let (_, commitment) = promised(&district, "13900000210").await;
    let path = format!("/desk/matters/{commitment}/objection");
    let clerk = district.user("市场监管局", "clerk");
    let mut desk = district.signed_in(&clerk).await;
    // Nothing is held against it yet.
    let early = desk.get(&path).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text.contains("拟记入或已记入承诺记录时才能提异议"));
    unkept(&district, commitment).await;
    let mut desk = district.signed_in(&clerk).await;
    let matter = desk.get(&format!("/desk/matters/{commitment}")).await;
    assert!(matter.text.contains("代录异议"), "{}", matter.text);
    let typed = [("name", ""), ("phone", "139"), ("words", "体检医院停诊")];
    let wrong = give(&mut desk, &path, &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["姓名：没有填", "手机号少 8 位", "体检医院停诊"] {
        assert!(wrong.text.contains(words), "{words}: {}", wrong.text);
    }
    let typed = [
        ("name", "张来人"),
        ("phone", "139 0000 0777"),
        ("words", "体检医院停诊"),
    ];
    let back = give(&mut desk, &path, &typed).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text);
    for words in ["念给来人听，还没有登记", "姓名：张来人", "登记异议"] {
        assert!(back.text.contains(words), "{words}: {}", back.text);
    }
    let (key, version, read) = (
        back.hidden("_key"),
        back.hidden("_version"),
        back.hidden("_read"),
    );
    let own = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("_read", read.as_str()),
    ];
    // What was changed after reading back is read back again.
    let mut changed = typed;
    changed[2].1 = "体检医院停诊三天";
    let again = desk.post(&path, &[&own[..], &changed[..]].concat()).await;
    assert!(again.text.contains("念给来人听"), "{}", again.text);
    let done = desk.post(&path, &[&own[..], &typed[..]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let twice = desk.post(&path, &[&own[..], &typed[..]].concat()).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "sent again");
    let matter = desk.get(&format!("/desk/matters/{commitment}")).await;
    assert!(matter.text.contains("体检医院停诊") && matter.text.contains("代录"));
    assert!(!matter.text.contains("张来人") && !matter.text.contains("13900000777"));
    let lock = format!("/desk/matters/{commitment}/identity");
    let opened = desk.post(&lock, &[("reason", "告知办理结果")]).await;
    assert!(opened.text.contains("张来人") && opened.text.contains("13900000777"));
    let letter = desk
        .post(&lock, &[("reason", "告知办理结果"), ("as", "letter-docx")])
        .await;
    assert_eq!(letter.status, StatusCode::OK, "{}", letter.text);
    // Another unit has nothing to do with it.
    let mut other = district.signed_in(&district.user("住建局", "clerk")).await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    district.check().await;
}

#[tokio::test]
async fn promises_under_another_telephone_are_shown_once_an_office_has_looked_at_who_applies() {
    let district = TestDistrict::new().await;
    let code = "914403001922038216";
    let apply = async |phone: &str, accepted: bool| {
        let mut new = restaurant(&district, LATER);
        new.enterprise.code = Some(code.to_owned());
        let beside = Beside {
            contact: Some(Contact {
                name: "王小明".to_owned(),
                phone: phone.to_owned(),
                salt: "00".repeat(16),
            }),
            ..Beside::default()
        };
        let by = ask(&district, Actor::Enterprise);
        let no = district.store().open_application(new, beside, by).await;
        let no = no.unwrap().no;
        match accepted {
            true => (no, admit(&district, no).await),
            false => (no, no),
        }
    };
    let (first, promise) = apply("13900000210", true).await;
    let (second, _) = apply("13900000999", true).await;
    let mut client = tracking(&district, second, "0999").await;
    let page = client.get(&format!("/track/{second}/promises")).await;
    for words in [
        "用别的电话办的也在",
        &promise.to_string(),
        "那个手机的后四位",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    // Its papers still need its own key.
    assert!(!page.text.contains(&format!("/track/{promise}\"")));
    assert!(!page.text.contains(&first.to_string()), "{}", page.text);
    assert!(!page.text.contains("0210"));
    // Whoever only typed the code in sees nothing.
    let (forged, _) = apply("13900000555", false).await;
    let mut client = tracking(&district, forged, "0555").await;
    let page = client.get(&format!("/track/{forged}/promises")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.text.contains(&promise.to_string()));
}

#[tokio::test]
async fn whoever_only_handed_in_a_form_in_its_name_sees_no_promises() {
    let district = TestDistrict::new().await;
    let (_, commitment) = promised(&district, "13900000210").await;
    // Somebody who knows name and telephone hands in an application and tracks it.
    let forged = apply(&district, "13900000210").await;
    let mut client = tracking(&district, forged, "0210").await;
    let track = client.get(&format!("/track/{forged}")).await;
    assert!(!track.text.contains("我的全部承诺"), "{}", track.text);
    let page = client.get(&format!("/track/{forged}/promises")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.text.contains(&commitment.to_string()));
    // Without a pass the key is asked, whatever the number.
    let mut stranger = district.client();
    let asked = stranger.get(&format!("/track/{commitment}/promises")).await;
    assert!(asked.text.contains("手机号后 4 位"), "{}", asked.text);
    assert!(!asked.text.contains("从业人员健康证明"));
}
