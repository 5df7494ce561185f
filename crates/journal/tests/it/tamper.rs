//! T1: sixty seeded tamperings by raw access, all found and named. T2: twenty logs rewritten as a
//! whole and signed again with the real key, found from each older seal.

use crate::logs::{DISTRICT, Log, Random, SUITES, entry, key};
use banjie_journal::{Checker, Entry, Fault, Hash, Outcome, Suite, verify_receipt};

/// What the attacker does.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Edit,
    Delete,
    Insert,
    Reorder,
    SwapFile,
    RollBack,
}

const DEEDS: [Deed; 6] = [
    Deed::Edit,
    Deed::Delete,
    Deed::Insert,
    Deed::Reorder,
    Deed::SwapFile,
    Deed::RollBack,
];

/// How carefully.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Care {
    /// Touches rows only.
    Rows,
    /// Numbers the lines again and repairs their leaf hashes.
    Leaves,
    /// Rebuilds all nodes, too; only the seals are out of reach.
    Nodes,
}

/// Does the deed and returns the first sequence number whose content is no longer the true one.
fn tamper(log: &mut Log, deed: Deed, care: Care, random: &mut Random) -> u64 {
    let size = log.rows.len() as u64;
    // Neither first nor last, so that every deed is possible.
    let seq = 2 + random.below(size - 3);
    let at = seq as usize - 1;
    let first = match deed {
        Deed::Edit => {
            log.rows[at].line = entry(seq, "已办结，企业满意").line().unwrap();
            seq
        }
        Deed::Delete => {
            log.rows.remove(at);
            seq
        }
        Deed::Insert => {
            let mut row = log.rows[at].clone();
            row.line = entry(seq, "插入的一条").line().unwrap();
            row.leaf = log.suite.leaf(row.line.as_bytes());
            log.rows.insert(at + 1, row);
            // Read by sequence number, the stranger stands beside the true entry; numbered again,
            // it takes the next one's place.
            if care == Care::Rows { seq } else { seq + 1 }
        }
        Deed::Reorder => {
            // As `order by seq` would show it: the contents of two rows change places.
            let other = at + 1 + random.below(size - seq) as usize;
            let (a, b) = (log.rows[at].clone(), log.rows[other].clone());
            if random.below(2) == 0 || care != Care::Rows {
                log.rows[at].line = b.line;
                log.rows[at].leaf = b.leaf;
                log.rows[other].line = a.line;
                log.rows[other].leaf = a.leaf;
            } else {
                log.rows.swap(at, other);
            }
            seq
        }
        Deed::SwapFile => {
            let (district, from) = match care {
                Care::Rows => ("310198", 1),
                _ => (DISTRICT, seq),
            };
            for row in &mut log.rows[from as usize - 1..] {
                let mut other = entry(row.seq, "另一份文件");
                other.district = district.into();
                row.line = other.line().unwrap();
                row.leaf = log.suite.leaf(row.line.as_bytes());
            }
            from
        }
        Deed::RollBack => {
            log.rows.truncate(at);
            seq
        }
    };
    if care != Care::Rows {
        for (i, row) in log.rows.iter_mut().enumerate() {
            row.seq = i as u64 + 1;
            let mut entry = Entry::parse(&row.line).unwrap();
            if entry.seq != row.seq {
                entry.seq = row.seq;
                row.line = entry.line().unwrap();
            }
            row.leaf = log.suite.leaf(row.line.as_bytes());
        }
    }
    if care == Care::Nodes {
        let rows = std::mem::take(&mut log.rows);
        let heads = std::mem::take(&mut log.heads);
        *log = Log::new(log.suite);
        rows.iter().for_each(|row| log.append(&row.line));
        log.heads = heads;
    }
    first
}

#[test]
fn sixty_tamperings_are_found_and_named() {
    let mut found = 0;
    for seed in 0..60u64 {
        let mut random = Random(seed);
        let deed = DEEDS[(seed % 6) as usize];
        let care = [Care::Rows, Care::Leaves, Care::Nodes][(seed / 6 % 3) as usize];
        let suite = SUITES[(seed / 18 % 2) as usize];
        let size = 20 + random.below(120);
        let mut seals: Vec<u64> = (0..4).map(|_| 1 + random.below(size)).collect();
        seals.push(size);
        let mut log = Log::with(suite, size, &seals);
        let heads = log.heads.clone();
        assert!(log.check(&heads).ok(), "seed {seed}: untouched");
        let first = tamper(&mut log, deed, care, &mut random);
        let report = log.check(&heads);
        let case = format!("seed {seed}: {deed:?} {care:?} at {first}: {report:?}");
        let fault = report.faults.first().unwrap_or_else(|| panic!("{case}"));
        let named = fault.entries().unwrap_or_else(|| panic!("{case}"));
        assert!(named.contains(&first), "{case}");
        assert!(report.size <= *named.end(), "{case}");
        // What a careless attacker did is named to the entry.
        match fault {
            Fault::RolledBack { size, .. } if care == Care::Rows => {
                assert_eq!(size + 1, first, "{case}");
            }
            _ if care == Care::Rows => assert_eq!(*named.start(), first, "{case}"),
            _ => {}
        }
        assert!(fault.to_string().contains("条"), "{case}");
        found += 1;
    }
    assert_eq!(found, 60);
}

#[test]
fn twenty_rewritten_and_signed_logs_are_found_from_each_older_seal() {
    for seed in 0..20u64 {
        let mut random = Random(1_000 + seed);
        let suite = SUITES[(seed % 2) as usize];
        let size = 30 + random.below(60);
        let seals = [5 + random.below(8), 14 + random.below(10), size];
        let log = Log::with(suite, size, &seals);
        // The administrator rewrites one early entry, adds newer ones and seals everything again.
        let altered = 1 + random.below(seals[0]);
        let mut forged = Log::new(suite);
        for seq in 1..=size + 7 {
            let words = if seq == altered {
                "从未收到该诉求".to_owned()
            } else {
                format!("第{seq}次跟进")
            };
            forged.append(&entry(seq, &words).line().unwrap());
            if seals.contains(&seq) || seq == size + 7 {
                forged.seal();
            }
        }
        // Against his own seals alone the forged log is perfect: that is why old seals must live
        // elsewhere.
        assert!(forged.check(&forged.heads).ok());
        let newest = forged.heads.last().unwrap();
        let receipt = forged.receipt(size, newest);
        assert!(verify_receipt(&receipt, None).ok());
        for old in &log.heads {
            let case = format!("seed {seed}, seal of {}", old.head.size);
            let report = forged.check(std::slice::from_ref(old));
            let fault = report.faults.first().unwrap_or_else(|| panic!("{case}"));
            assert!(matches!(fault, Fault::Root { .. }), "{case}: {fault}");
            assert!(fault.entries().unwrap().contains(&altered), "{case}");
            // Offline, with the best proof that the forger can make.
            let file = forged.head_file(old, newest);
            let verdict = verify_receipt(&receipt, Some(&file));
            assert_eq!(verdict.outcome, Outcome::Fails, "{case}");
            assert!(verdict.text().contains("一致性证明不成立"), "{case}");
            // With his own seal of that size: proof of fraud.
            let twin = forged.heads.iter().find(|h| h.head.size == old.head.size);
            let twin = twin.unwrap();
            let receipt = forged.receipt(1, twin);
            let verdict = verify_receipt(&receipt, Some(&forged.head_file(old, twin)));
            assert_eq!(verdict.outcome, Outcome::Fraud, "{case}");
        }
        // An honest receipt in a citizen's drawer against the forger's newest seal.
        let honest = log.receipt(altered, &log.heads[2]);
        let file = forged.head_file(newest, &log.heads[2]);
        assert!(!verify_receipt(&honest, Some(&file)).ok());
    }
}

/// One sentence for each kind of fault, as `banjie journal check` prints it.
#[test]
fn faults_in_words() {
    let suite = Suite::Sha256Ed25519;
    let rows = Log::with(suite, 6, &[]).rows;
    let feed = |order: &[(u64, Hash, &str)]| {
        let mut checker = Checker::new(suite, DISTRICT, [], &[]);
        let mut last = None;
        for (seq, leaf, line) in order {
            last = checker.feed(*seq, *leaf, line).err();
        }
        let report = checker.finish();
        assert_eq!(report.faults.first(), last.as_ref());
        last.unwrap().to_string()
    };
    let row = |i: usize| (rows[i].seq, rows[i].leaf, rows[i].line.as_str());
    assert_eq!(
        feed(&[row(0), row(2)]),
        "第 2 条不在它的位置上：缺失或被移走。"
    );
    assert_eq!(
        feed(&[row(0), row(4)]),
        "第 2 条至第 4 条不在它们的位置上：缺失或被移走。"
    );
    assert_eq!(
        feed(&[row(0), row(1), row(1)]),
        "第 2 条出现两次，有一条是插入的。"
    );
    assert_eq!(
        feed(&[row(0), row(1), row(2), row(0)]),
        "第 4 条的位置上是第 1 条，次序被换过。"
    );
    assert_eq!(
        feed(&[row(0), (2, row(2).1, row(2).2)]),
        "第 2 条的正文写的是第 3 条，正文被调换或被插入。"
    );
    assert_eq!(
        feed(&[(1, row(1).1, row(0).2)]),
        "第 1 条的正文与当时的哈希不符，正文被改过。"
    );
    let other = rows[0].line.replace(DISTRICT, "310198");
    assert_eq!(
        feed(&[(1, suite.leaf(other.as_bytes()), &other)]),
        "第 1 条属于另一个区（310198），日志文件被调换。"
    );
    let junk = "{}";
    let said = feed(&[(1, suite.leaf(junk.as_bytes()), junk)]);
    assert!(
        said.starts_with("第 1 条无法读取：这一行不是日志条目"),
        "{said}"
    );
    // Fed on after a fault, the first one stays.
    assert_eq!(
        feed(&[(1, row(1).1, row(0).2), row(0)]),
        "第 1 条的正文与当时的哈希不符，正文被改过。"
    );
    // Sequence numbers no log has.
    assert!(feed(&[(0, row(0).1, row(0).2)]).contains('0'));
    assert!(feed(&[(u64::MAX, row(0).1, row(0).2)]).contains("缺失"));
}

/// Seals that cannot be used are named and never counted as checked.
#[test]
fn useless_seals_are_faults() {
    let suite = Suite::Sm3Sm2;
    let log = Log::with(suite, 6, &[3, 6]);
    let mut heads = log.heads.clone();
    let report = log.check(&heads);
    assert_eq!((report.heads, report.size), (2, 6));
    heads[0].head.at.push('0');
    let report = log.check(&heads);
    assert_eq!(report.heads, 1);
    assert!(matches!(report.faults[..], [Fault::Seal { size: 3, .. }]));
    heads[0] = key(suite)
        .seal("310198", 3, suite.empty_root(), "2026")
        .unwrap();
    assert!(!log.check(&heads).ok());
    heads[0] = key(Suite::Sha256Ed25519)
        .seal(DISTRICT, 3, suite.empty_root(), "2026")
        .unwrap();
    assert!(!log.check(&heads).ok());
    // The empty log has a root, too.
    let empty = key(suite)
        .seal(DISTRICT, 0, suite.empty_root(), "2026")
        .unwrap();
    assert_eq!(Log::new(suite).check(&[empty]).heads, 1);
    let wrong = key(suite)
        .seal(DISTRICT, 0, heads[1].head.root, "2026")
        .unwrap();
    assert!(!log.check(&[wrong]).ok());
}
