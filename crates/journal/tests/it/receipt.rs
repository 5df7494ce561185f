//! Receipts: every one verifies offline (T3), every changed one does not, two heads are compared.

use crate::logs::{DISTRICT, Log, SUITES, key};
use banjie_journal::verdict::Mark;
use banjie_journal::{HeadFile, Outcome, Receipt, SigningKey, Suite, Verdict, verify_receipt};
use serde_json::Value;

fn mark(verdict: &Verdict, code: &str) -> Option<Mark> {
    verdict.find(code).map(|finding| finding.mark)
}

/// T3: each receipt, from each seal that covers it, through its JSON, and against each other seal.
#[test]
fn every_receipt_verifies_offline() {
    for suite in SUITES {
        let log = Log::with(suite, 67, &[1, 8, 33, 64, 67]);
        for head in &log.heads {
            for seq in 1..=head.head.size {
                let receipt = log.receipt(seq, head);
                let receipt = Receipt::parse(&receipt.to_json()).unwrap();
                let verdict = verify_receipt(&receipt, None);
                assert!(verdict.ok(), "{suite} {seq}: {}", verdict.text());
            }
            let receipt = log.receipt(1, head);
            for other in &log.heads {
                let file = log.head_file(other, head);
                let file = HeadFile::parse(&file.to_json()).unwrap();
                let verdict = verify_receipt(&receipt, Some(&file));
                assert!(verdict.ok(), "{suite}: {}", verdict.text());
                assert_eq!(mark(&verdict, "consistency"), Some(Mark::Ok));
            }
        }
    }
}

/// Receipts of the first version, kept for ever.
#[test]
fn golden_receipts_verify_and_keep_their_bytes() {
    for (suite, text) in [
        (
            Suite::Sha256Ed25519,
            include_str!("../golden/receipt-1.sha256-ed25519.json"),
        ),
        (
            Suite::Sm3Sm2,
            include_str!("../golden/receipt-1.sm3-sm2.json"),
        ),
    ] {
        let receipt = Receipt::parse(text).unwrap();
        let (file, public) = crate::seal::golden(suite);
        assert_eq!(receipt.public_key, public);
        assert_eq!(receipt.to_json(), text);
        let verdict = verify_receipt(&receipt, Some(&file));
        assert!(verdict.ok(), "{}", verdict.text());
    }
}

/// Every leaf value of the receipt's JSON, changed one at a time. Only words that prove nothing
/// may change without effect.
#[test]
fn a_receipt_with_any_value_changed_fails() {
    for suite in SUITES {
        let log = Log::with(suite, 13, &[13]);
        let good: Value = serde_json::from_str(&log.receipt(6, &log.heads[0]).to_json()).unwrap();
        let mut pointers = Vec::new();
        leaves(&good, String::new(), &mut pointers);
        assert!(pointers.len() > 15);
        for pointer in pointers {
            if pointer == "/note" {
                continue;
            }
            let mut bad = good.clone();
            let value = bad.pointer_mut(&pointer).unwrap();
            *value = match value {
                Value::Number(n) => (n.as_u64().unwrap() + 1).into(),
                Value::String(text) => {
                    let last = text.pop().unwrap();
                    text.push(if last == '0' { '1' } else { '0' });
                    text.clone().into()
                }
                other => panic!("{pointer}: {other}"),
            };
            // Unreadable is as good as refused.
            if let Ok(receipt) = Receipt::parse(&bad.to_string()) {
                let verdict = verify_receipt(&receipt, None);
                assert_eq!(verdict.outcome, Outcome::Fails, "{suite} {pointer}");
            }
        }
    }
}

/// JSON pointers of all values that hold no others.
fn leaves(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, item)| leaves(item, format!("{at}/{key}"), out)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, item)| leaves(item, format!("{at}/{i}"), out)),
        _ => out.push(at),
    }
}

#[test]
fn the_sentences_say_what_was_checked_and_what_not() {
    let log = Log::with(Suite::Sm3Sm2, 4, &[4]);
    let mut receipt = log.receipt(2, &log.heads[0]);
    let text = verify_receipt(&receipt, None).text();
    for part in [
        "[通过] 正文是 SQ202600000 的一条完整记录：第 2 条，appeal.commented/1",
        "[通过] 正文包含在 2026-03-01T00:00:00.000+08:00 封存的 4 条日志之内。",
        "[说明] 公钥取自回执本身",
        "[说明] 没有提供他处留存的封存",
        "结论：已核对的各项全部成立。",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    receipt.entry = receipt.entry.replace("第2次跟进", "第2次推诿");
    let verdict = verify_receipt(&receipt, None);
    assert_eq!(mark(&verdict, "leaf"), Some(Mark::Failed));
    assert_eq!(mark(&verdict, "inclusion"), Some(Mark::Failed));
    assert!(verdict.text().contains("正文与叶子哈希不符"));
}

#[test]
fn a_receipt_for_another_number_fails() {
    let log = Log::with(Suite::Sha256Ed25519, 9, &[9]);
    let mut receipt = log.receipt(5, &log.heads[0]);
    assert_eq!(receipt.number, "SQ202600001");
    receipt.number = "SQ202600002".into();
    assert_eq!(
        mark(&verify_receipt(&receipt, None), "entry"),
        Some(Mark::Failed)
    );
    // A tail of the number is not the number.
    receipt.number = "00001".into();
    assert!(!verify_receipt(&receipt, None).ok());
}

/// Two roots of one size by the same key: proof of fraud, in either direction.
#[test]
fn two_roots_of_one_size_are_proof_of_fraud() {
    for suite in SUITES {
        let log = Log::with(suite, 9, &[9]);
        let mut other = Log::with(suite, 8, &[]);
        other.append(&crate::logs::entry(9, "另一个说法").line().unwrap());
        other.seal();
        for (a, b) in [(&log, &other), (&other, &log)] {
            let receipt = a.receipt(3, &a.heads[0]);
            let file = b.head_file(&b.heads[0], &a.heads[0]);
            let verdict = verify_receipt(&receipt, Some(&file));
            assert_eq!(verdict.outcome, Outcome::Fraud);
            assert_eq!(mark(&verdict, "fork"), Some(Mark::Fraud));
            let text = verdict.text();
            assert!(text.contains("[造假证据]"), "{text}");
            assert!(text.contains(&a.heads[0].head.root.to_string()), "{text}");
            assert!(text.contains(&b.heads[0].head.root.to_string()), "{text}");
        }
    }
}

/// Nobody is accused on the word of an unsigned paper or of another key.
#[test]
fn forged_heads_accuse_nobody() {
    let suite = Suite::Sha256Ed25519;
    let log = Log::with(suite, 9, &[9]);
    let receipt = log.receipt(3, &log.heads[0]);
    let bad = suite.empty_root();
    let file = |head| HeadFile {
        head,
        consistency: None,
    };
    let mut unsigned = log.heads[0].clone();
    unsigned.head.root = bad;
    let thief = SigningKey::from_seed(suite, [9; 32]).unwrap();
    let foreign = thief.seal(DISTRICT, 9, bad, "2026").unwrap();
    let elsewhere = key(suite).seal("310198", 9, bad, "2026").unwrap();
    for head in [unsigned, foreign, elsewhere] {
        let verdict = verify_receipt(&receipt, Some(&file(head)));
        assert_eq!(verdict.outcome, Outcome::Fails);
        assert_eq!(mark(&verdict, "other_head"), Some(Mark::Failed));
    }
    // The receipt itself is the forgery: its seal's root was changed.
    let mut forged = receipt.clone();
    forged.head.head.root = bad;
    let verdict = verify_receipt(&forged, Some(&file(log.heads[0].clone())));
    assert_eq!(verdict.outcome, Outcome::Fails);
}

#[test]
fn heads_of_different_size_need_the_right_proof() {
    let log = Log::with(Suite::Sm3Sm2, 20, &[5, 12, 20]);
    let [small, middle, large] = &log.heads[..] else {
        panic!("three seals");
    };
    let receipt = log.receipt(4, middle);
    let mut file = log.head_file(large, middle);
    file.consistency.as_mut().unwrap().path[0] = Suite::Sm3Sm2.empty_root();
    let bad_path = verify_receipt(&receipt, Some(&file));
    file.consistency = None;
    let none = verify_receipt(&receipt, Some(&file));
    let mut wrong_sizes = log.head_file(large, small);
    wrong_sizes.head = large.clone();
    let wrong = verify_receipt(&receipt, Some(&wrong_sizes));
    for (verdict, words) in [
        (bad_path, "一致性证明不成立"),
        (none, "缺少一致性证明"),
        (wrong, "这里需要从 12 到 20 的"),
    ] {
        assert_eq!(verdict.outcome, Outcome::Fails);
        assert!(verdict.text().contains(words), "{}", verdict.text());
    }
    // A bare head, as the public page shows it, is a head file, too.
    let bare = HeadFile::parse(&serde_json::to_string(large).unwrap()).unwrap();
    assert_eq!(&bare.head, large);
    assert!(HeadFile::parse("{}").unwrap_err().contains("封存文件"));
    assert!(Receipt::parse("{}").unwrap_err().contains("不是回执"));
}

/// A shorter log sealed later: nobody is accused (the clock may have been set back), but told.
#[test]
fn a_later_seal_of_a_smaller_log_is_pointed_out() {
    let suite = Suite::Sha256Ed25519;
    let log = Log::with(suite, 20, &[20]);
    let early = Log::with(suite, 12, &[]);
    let late = key(suite)
        .seal(
            DISTRICT,
            12,
            early.frontier.root(),
            "2026-03-02T00:00:00.000+08:00",
        )
        .unwrap();
    let receipt = log.receipt(4, &log.heads[0]);
    let verdict = verify_receipt(&receipt, Some(&log.head_file(&late, &log.heads[0])));
    assert!(verdict.ok());
    assert_eq!(mark(&verdict, "time"), Some(Mark::Note));
}

/// The server gives out nothing that would not verify.
#[test]
fn no_receipt_before_its_seal_or_over_a_damaged_log() {
    let suite = Suite::Sha256Ed25519;
    let log = Log::with(suite, 9, &[5, 9]);
    let make = |seq: usize, head: usize| {
        Receipt::new(
            "x",
            &log.rows[seq - 1].line,
            &log.verified(&log.heads[head]),
            |l, i| log.node(l, i),
        )
    };
    assert!(make(5, 0).is_ok());
    let early = make(6, 0).unwrap_err().to_string();
    assert_eq!(early, "回执无法出具：日志共 5 条，位置 5 超出范围。");
    let mut damaged = log.clone();
    damaged.rows[2].line = damaged.rows[2].line.replace('3', "4");
    let refused = Receipt::new(
        "x",
        &damaged.rows[2].line,
        &log.verified(&log.heads[1]),
        |l, i| log.node(l, i),
    );
    assert!(refused.is_err());
}
