//! Bad input: each gets a sentence that says what to do, and nothing typed is lost.

use axum::http::StatusCode;
use banjie_core::matter::{Command, MatterNo};
use banjie_web::testing::{Answer, Client, TestDistrict};
use std::path::Path;
use std::process::Output;

const SPEECH: &str = include_str!("../../../core/tests/speeches/speech-2025q3.txt");
const EXTRACT: &str = "/desk/directives/extract";

fn banjie(arguments: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_banjie"))
        .args(arguments)
        .output()
        .unwrap()
}

fn words(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(both).unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn an_unknown_unit_in_a_pack_is_named_with_file_line_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    copy(&shipped, folder.path());
    let file = folder.path().join("topics.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let good = "unit = \"工信局\"";
    let line = text.lines().position(|l| l == good).unwrap() + 1;
    let text = text.replacen(good, "unit = \"工信委\"", 1);
    std::fs::write(&file, &text).unwrap();
    let answer = banjie(&["pack", "check", folder.path().to_str().unwrap()]);
    assert!(!answer.status.success());
    let said = words(&answer);
    let place = format!("topics.toml:{line}");
    for part in [place.as_str(), "工信委", "units.toml"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        text,
        "left as it was"
    );
}

async fn coordinator(district: &TestDistrict) -> Client {
    let user = district.user("区营商办", "coordinator");
    district.signed_in(&user).await
}

/// Hands a text in; whatever is wrong with it, meeting and day must come back.
async fn hand_in(client: &mut Client, text: &str, files: &[(&str, &str, &[u8])]) -> Answer {
    let key = client.get(EXTRACT).await.hidden("_key");
    let pairs = [
        ("_key", key.as_str()),
        ("meeting", "三季度推进会"),
        ("held_on", "2026年2月10日"),
        ("text", text),
    ];
    let answer = client.post_files(EXTRACT, &pairs, files).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["三季度推进会", "2026年2月10日"] {
        assert!(answer.text.contains(kept), "{kept} was lost");
    }
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_speech_that_is_no_text_says_how_to_hand_it_in() {
    let district = TestDistrict::new().await;
    let mut client = coordinator(&district).await;
    let binary: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe\x00\x00";
    let answer = hand_in(&mut client, "", &[("file", "讲话.txt", binary)]).await;
    assert!(
        answer.text.contains("另存为") && answer.text.contains("文本"),
        "{}",
        answer.text
    );
    let answer = hand_in(&mut client, "", &[("file", "讲话.txt", b"")]).await;
    assert!(
        answer.text.contains("文件是空的（0 字节）。请重新选择文件"),
        "{}",
        answer.text
    );
    let answer = hand_in(&mut client, "  \n", &[]).await;
    assert!(
        answer
            .text
            .contains("全文：没有填。请把讲话、方案或纪要粘贴进来，或者选一个文本文件")
    );
    let foreign = "The quarterly meeting was held on Friday.";
    let answer = hand_in(&mut client, foreign, &[]).await;
    assert!(answer.text.contains("不像中文讲话") && answer.text.contains(foreign));
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_pages_are_refused_in_words_and_come_back_whole() {
    let district = TestDistrict::new().await;
    let mut client = coordinator(&district).await;
    // A page of GB/T 9704 holds 22 lines of 28 characters.
    let pages = SPEECH.repeat(300 * 22 * 28 / SPEECH.chars().count() + 1);
    let answer = hand_in(&mut client, &pages, &[]).await;
    assert!(answer.text.contains("请按章节分成几份，分别识别"));
    let last = SPEECH.trim_end().lines().last().unwrap();
    let kept = answer.text.matches(last).count();
    assert_eq!(kept, pages.matches(last).count(), "every page comes back");
    let endless = "优化营商环境。".repeat(72_000);
    let answer = hand_in(&mut client, &endless, &[]).await;
    assert!(
        answer
            .text
            .contains("文稿有504000字，超过一次可读的500000字")
    );
}

async fn dispatched(district: &TestDistrict) -> MatterNo {
    district.dispatched("住建局", "拖欠外墙维修尾款").await
}

async fn clerk(district: &TestDistrict) -> Client {
    let user = district.user("住建局", "clerk");
    district.signed_in(&user).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_credit_code_names_the_place_of_the_mistake() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let key = client.get("/appeals/new").await.hidden("_key");
    let text = "街道办欠我公司外墙维修尾款 42 万元，希望给个还款日期。";
    // GB 32100: the check character of 91620102MA71A2B3C is R.
    let pairs = [
        ("_key", key.as_str()),
        ("text", text),
        ("enterprise", "宏远建筑装饰有限公司"),
        ("code", "91620102MA71A2B3CX"),
        ("name", "王女士"),
        ("phone", "13900000210"),
    ];
    let answer = client.post("/appeals", &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("第18位校验码按前17位应为“R”，现为“X”"));
    for (name, typed) in &pairs[1..] {
        assert!(answer.text.contains(typed), "{name} was lost");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_outside_the_calendar_is_not_guessed() {
    let count = [
        "rules",
        "count",
        "--from",
        "2030-01-02",
        "--working-days",
        "5",
    ];
    let answer = banjie(&count);
    assert!(!answer.status.success());
    let said = words(&answer);
    assert!(said.contains("工作日历缺2030年的放假安排"), "{said}");
    assert!(
        said.contains("请先导入国务院办公厅该年的放假通知"),
        "{said}"
    );

    let district = TestDistrict::new().await;
    let mut client = district.client();
    let key = client.get("/appeals/new").await.hidden("_key");
    let text = "街道办欠我公司外墙维修尾款 42 万元，希望给个还款日期。";
    let pairs = [
        ("_key", key.as_str()),
        ("text", text),
        ("since", "2026年2月30日"),
        ("enterprise", "宏远建筑装饰有限公司"),
        ("name", "王女士"),
        ("phone", "13900000210"),
    ];
    let answer = client.post("/appeals", &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("“从什么时候开始”里的“2026年2月30日”"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains(text), "the appeal was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_on_one_matter_the_second_sees_the_present_beside_the_typed() {
    let district = TestDistrict::new().await;
    let no = dispatched(&district).await;
    let mut client = clerk(&district).await;
    let path = format!("/desk/matters/{no}/transfer");
    let page = client.get(&path).await;
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    district
        .give(no, district.actor("住建局", "unit_head"), Command::Sign)
        .await;
    let typed = "合同由城管局签订，请城管局办理";
    let pairs = [
        ("_version", version.as_str()),
        ("_key", key.as_str()),
        ("unit", "城管局"),
        ("reason", typed),
    ];
    let stale = client.post(&path, &pairs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
    assert!(stale.text.contains("签收"), "what the other did");
    assert!(stale.text.contains("办理中"), "the present state");
    assert!(stale.text.contains(typed), "what was typed");
    assert!(
        stale.text.contains("value=\"城管局\" selected"),
        "what was chosen"
    );
    let (version, key) = (stale.hidden("_version"), stale.hidden("_key"));
    let pairs = [
        ("_version", version.as_str()),
        ("_key", key.as_str()),
        pairs[2],
        pairs[3],
    ];
    let done = client.post(&path, &pairs).await;
    assert_eq!(
        done.status,
        StatusCode::SEE_OTHER,
        "sent again over the present state"
    );
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_form_says_that_it_is_over_and_keeps_the_text() {
    let district = TestDistrict::new().await;
    let no = dispatched(&district).await;
    let mut client = clerk(&district).await;
    district
        .give(no, district.actor("住建局", "clerk"), Command::Sign)
        .await;
    let path = format!("/desk/matters/{no}/close");
    let page = client.get(&path).await;
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let reason = "企业已另行起诉".to_owned();
    district
        .give(
            no,
            banjie_core::matter::Actor::Enterprise,
            Command::Withdraw { reason },
        )
        .await;
    let typed = "已列入三月预算，三月二十日前付清。";
    let record = "二月十一日与街道办核实";
    let pairs = [
        ("_version", version.as_str()),
        ("_key", key.as_str()),
        ("result", "done"),
        ("record", record),
        ("reply", typed),
    ];
    let stale = client.post(&path, &pairs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
    assert!(
        stale.text.contains("已撤回"),
        "where it stands: {}",
        stale.text
    );
    assert!(
        stale.text.contains(typed) && stale.text.contains(record),
        "what was typed"
    );
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_while_typing_gives_the_text_back_after_sign_in() {
    let district = TestDistrict::new().await;
    district.set("2026-02-11 09:00");
    let no = dispatched(&district).await;
    let mut client = clerk(&district).await;
    let path = format!("/desk/matters/{no}/comment");
    let page = client.get(&path).await;
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    district.set("2026-02-11 09:45");
    let typed = "今天去现场看过，尾款“属实” & 待付";
    let shown = "今天去现场看过，尾款“属实” &#38; 待付";
    let pairs = [
        ("_version", version.as_str()),
        ("_key", key.as_str()),
        ("words", typed),
        ("public", "0"),
    ];
    let ended = client.post(&path, &pairs).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.text.contains("您离开了 30 分钟，请登录后继续"));
    assert!(ended.text.contains("刚才填的内容都在，登录后接着办"));

    let held = |page: &Answer| (page.hidden("_held_path"), page.hidden("_held_body"));
    let unescape = |s: String| s.replace("&#38;", "&").replace("&amp;", "&");
    let (to, body) = held(&ended);
    let body = unescape(body);
    let kept = [("_held_path", to.as_str()), ("_held_body", body.as_str())];
    let page = client.post("/sign-in/held", &kept).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let (to, body) = held(&page);
    let body = unescape(body);
    let user = district.user("住建局", "clerk");
    let wrong = [
        ("user", user.as_str()),
        ("password", "not it"),
        ("_held_path", to.as_str()),
        ("_held_body", body.as_str()),
    ];
    let refused = client.post("/sign-in", &wrong).await;
    assert_eq!(
        unescape(held(&refused).1),
        body,
        "kept over a mistyped password"
    );
    let mut right = wrong;
    right[1].1 = banjie_web::testing::PASSWORD;
    let back = client.post("/sign-in", &right).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text);
    assert!(
        back.text.contains("刚才填的内容都在") && back.text.contains(shown),
        "{}",
        back.text
    );
    assert!(back.text.contains(&format!("action=\"{path}\"")));
    let done = client.post(&path, &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let matter = client.get(done.location()).await;
    assert!(matter.text.contains(shown));
    district.check().await;
}
