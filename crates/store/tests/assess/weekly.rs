//! What goes into a bulletin by hand, on both engines: until it is issued, once, and found again by the
//! check, which computes what was issued anew from the log alone.

use super::{act, coordinator, january, store};
use banjie_core::assessment::Week;
use banjie_core::assessment::bulletin::edits::EditCommand;
use banjie_core::assessment::bulletin::notes::NewNote;
use banjie_core::assessment::bulletin::points::Side;
use banjie_core::district::Role;
use banjie_core::kinds::directive::CorrectiveStep;
use banjie_store::StoreError;
use banjie_store::reads::Issued;
use jiff::civil::date;

fn refused<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Err(StoreError::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_and_changes_come_in_until_the_issue_and_the_check_computes_it_anew() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let week: Week = "2026-W04".parse().unwrap();
        let day = date(2026, 1, 26);
        let note = |words: &str| NewNote {
            words: words.to_owned(),
            steps: vec![CorrectiveStep {
                what: "会签三天内回复".to_owned(),
                due: date(2026, 2, 27),
            }],
        };
        let hand_in = |words: &str| {
            let head = act("住建局", Role::UnitHead, day);
            store.hand_in(week, "住建局".into(), note(words), head)
        };
        hand_in("一件超时，已列入预算。").await.unwrap();
        hand_in("一件超时，已列入预算。").await.unwrap();
        let words = refused(hand_in(&"办".repeat(201)).await);
        assert_eq!(words, "本周情况：最多 200 字，现在 201 字，请删去 1 字");
        let add = |words: &str| EditCommand::Add {
            side: Side::Problem,
            words: words.to_owned(),
        };
        let edit = |command, reason: &'static str| {
            store.edit_point(week, command, reason, coordinator(&store, day))
        };
        edit(add("窗口午间无人"), "明察发现").await.unwrap();
        let bulletin = store.bulletin(week, week.last()).await.unwrap();
        let noted: Vec<_> = bulletin
            .notes
            .iter()
            .map(|n| (n.unit.as_str(), n.changes))
            .collect();
        assert_eq!(noted, [("住建局", 0)], "sent twice is handed in once");
        let last = bulletin.points.last().unwrap();
        assert_eq!(last.words, "窗口午间无人");

        let issued = store
            .issue_bulletin(week, week.last(), 0, coordinator(&store, day))
            .await;
        assert_eq!(issued.unwrap().revision, 1);
        let kept = store.issued_bulletin(week).await.unwrap().unwrap();
        assert_eq!(kept.values, bulletin);
        // What the unit named to be mended is ordered with the first issue, and only then.
        let again = store.issue_bulletin(week, week.last(), 1, coordinator(&store, day));
        assert_eq!(again.await.unwrap().revision, 2);
        let ordered = store.week_directives(week).await.unwrap();
        let ordered: Vec<_> = (ordered.iter())
            .map(|matter| (matter.lead.as_str(), matter.title.as_str()))
            .collect();
        assert_eq!(ordered, [("住建局", "会签三天内回复")]);
        let late = refused(hand_in("还要补一句").await);
        assert!(late.contains("2026年第4期通报已于1月26日印发"), "{late}");
        let late = refused(edit(add("再加一条"), "补").await);
        assert!(late.contains("已经印发，亮点和问题不能再改"), "{late}");
        let faults = store.check(vec![]).await.unwrap().faults;
        assert_eq!(faults, Vec::<String>::new());

        // Somebody with the key to the store issues another number than the journal gives.
        let before = week.previous();
        let mut forged = store.bulletin(before, before.last()).await.unwrap();
        let (truth, said) = (forged.received.now.cases, forged.received.now.cases + 1);
        forged.received.now.cases = said;
        let paper = Issued {
            kind: "bulletin".to_owned(),
            period: before.to_string(),
            revision: 1,
            state: "issued".to_owned(),
            body: serde_json::to_string(&forged).unwrap(),
            at: coordinator(&store, day).at,
        };
        store.issue(paper, coordinator(&store, day)).await.unwrap();
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            [format!(
                "2026年第3期周通报第1版：“交办”写的是“{said}”，按日志重算是“{truth}”"
            )]
        );
    })
    .await;
}
