//! O5: a draft is tried without a trace, refused in words with everything typed still there,
//! submitted by one person and adopted by another, from a future month only.

use banjie_web::testing::{Client, TestDistrict};

const DRAFT: &str = "/desk/rulebook/draft";

/// The draft form over the shipped version, with some fields changed.
fn form<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("base", "2025-1"),
        ("version", "2026-2"),
        ("from", "2026-07"),
        ("unreported", "no_points"),
        ("interview_after", "2"),
        ("last_ties", "all"),
        ("last_fewest", "2"),
        ("gap", "skip"),
        ("gap_most", "1"),
        ("after_talk", "reset"),
        ("open_objection", "suspend"),
        ("new_unit_months", "3"),
        ("first", "2025-12"),
        ("last", "2026-01"),
        ("weight-on_time", "30"),
        ("floor-on_time", "60"),
        ("target-on_time", "98"),
        ("weight-solved", "25"),
        ("floor-solved", "50"),
        ("target-solved", "95"),
        ("weight-satisfied", "30"),
        ("floor-satisfied", "60"),
        ("target-satisfied", "98"),
        ("weight-reopened", "5"),
        ("floor-reopened", "20"),
        ("target-reopened", "0"),
        ("weight-directive_on_time", "10"),
        ("floor-directive_on_time", "60"),
        ("target-directive_on_time", "100"),
    ];
    fields.retain(|(name, _)| !changed.iter().any(|(n, _)| n == name));
    fields.extend(changed);
    fields
}

fn query(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={v}")).collect();
    format!("{DRAFT}?try=1&{}", pairs.join("&"))
}

async fn district() -> (TestDistrict, Client, Client) {
    let district = TestDistrict::new().await;
    district.set("2026-03-02 09:00");
    let desk = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    let office = district
        .signed_in(&district.user("组织部", "organisation"))
        .await;
    (district, desk, office)
}

#[tokio::test]
async fn one_person_submits_and_another_adopts() {
    let (district, mut desk, mut office) = district().await;
    let before = district.journal_length().await;
    let tried = desk.get(&query(&form(&[]))).await;
    assert_eq!(tried.status, 200, "{}", tried.text);
    assert!(tried.text.contains("试算：") && tried.text.contains("没有数可比"));
    assert!(
        tried.text.contains("value=\"30\""),
        "what was typed is there"
    );
    assert_eq!(
        district.journal_length().await,
        before,
        "a trial leaves no trace"
    );

    let sent = desk.post(DRAFT, &form(&[])).await;
    assert_eq!(
        sent.location(),
        "/desk/rulebook/versions/2026-2",
        "{}",
        sent.text
    );
    let twice = desk.post(DRAFT, &form(&[])).await;
    assert_eq!(twice.location(), "/desk/rulebook/versions/2026-2");
    assert_eq!(district.journal_length().await, before + 1);
    let path = "/desk/rulebook/versions/2026-2";
    assert!(desk.get(path).await.text.contains("待审定"));
    assert_eq!(desk.post(&format!("{path}/adopt"), &[]).await.status, 403);
    let silent = office
        .post(&format!("{path}/reject"), &[("reason", "")])
        .await;
    assert_eq!(silent.status, 422);
    assert!(silent.text.contains("没有写退回理由"), "{}", silent.text);
    let adopted = office.post(&format!("{path}/adopt"), &[]).await;
    assert_eq!(adopted.location(), path, "{}", adopted.text);
    let page = office.get(path).await.text;
    assert!(page.contains("将自2026年7月1日起施行"), "{page}");
    assert!(page.contains("第一章") && page.contains("不追溯"), "{page}");
    // June is assessed as before, July by the new version.
    let books = district.store().rulebooks().await.unwrap();
    let on = |month: &str| books.on(month.parse().unwrap()).unwrap().version.clone();
    assert_eq!(
        (on("2026-06").as_str(), on("2026-07").as_str()),
        ("2026-1", "2026-2")
    );
    district.check().await;
}

#[tokio::test]
async fn what_breaks_a_proof_changes_nothing() {
    let (district, mut desk, _) = district().await;
    let before = district.journal_length().await;
    let cases = [
        (vec![("weight-on_time", "31")], "合计是 101"),
        (
            vec![("floor-on_time", "98"), ("target-on_time", "60")],
            "办得越好得分越低",
        ),
        (vec![("weight-on_time", "许多")], "写的“许多”不对"),
        (vec![("from", "2026-03")], "2026年4月1日"),
        (vec![("version", "2025-1")], "已经用过"),
        (vec![("gap", "sometimes")], "从列出的几种里选"),
        (vec![("interview_after", "0")], "1 到 24"),
    ];
    for (changed, words) in cases {
        let refused = desk.post(DRAFT, &form(&changed)).await;
        assert_eq!(refused.status, 422, "{changed:?}");
        assert!(
            refused.text.contains(words),
            "{changed:?}: {}",
            refused.text
        );
        for (_, typed) in changed.iter().filter(|(n, _)| *n != "gap") {
            assert!(
                refused.text.contains(&format!("value=\"{typed}\"")),
                "{typed} is gone"
            );
        }
    }
    let running = desk.get(&query(&form(&[("last", "2026-03")]))).await;
    assert_eq!(running.status, 422);
    assert!(
        running.text.contains("2026年3月还没有过完"),
        "{}",
        running.text
    );
    assert_eq!(district.journal_length().await, before);
}
