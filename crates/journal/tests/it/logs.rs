//! A journal in memory with what a district's database keeps: lines, leaves, nodes, seals.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a failure is the test's"
)]

use banjie_journal::{
    Checker, Entry, Frontier, Hash, HeadFile, PublicKey, Receipt, Report, SignedHead, SigningKey,
    Suite, VerifiedHead,
};
use serde_json::json;
use std::collections::HashMap;

pub(crate) const DISTRICT: &str = "310199";
pub(crate) const SUITES: [Suite; 2] = [Suite::Sha256Ed25519, Suite::Sm3Sm2];

/// SplitMix64: the same numbers on every machine, printed as the seed when a test fails.
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

pub(crate) fn key(suite: Suite) -> SigningKey {
    SigningKey::from_seed(suite, [7; 32]).unwrap()
}

/// One stored row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) seq: u64,
    pub(crate) leaf: Hash,
    pub(crate) line: String,
}

#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) suite: Suite,
    pub(crate) rows: Vec<Row>,
    pub(crate) nodes: HashMap<(u8, u64), Hash>,
    pub(crate) frontier: Frontier,
    pub(crate) heads: Vec<SignedHead>,
}

pub(crate) fn entry(seq: u64, words: &str) -> Entry {
    Entry {
        district: DISTRICT.into(),
        seq,
        at: format!(
            "2026-02-{:02}T09:{:02}:00.000+08:00",
            1 + seq / 60 % 28,
            seq % 60
        ),
        stream: format!("SQ2026{:05}", seq / 3),
        version: seq % 3 + 1,
        actor: json!({"staff": {"unit": "住建局", "person": "limin", "name": "李敏"}}),
        event: "appeal.commented/1".into(),
        data: json!({"text": words}),
    }
}

impl Log {
    pub(crate) fn new(suite: Suite) -> Self {
        Self {
            suite,
            rows: Vec::new(),
            nodes: HashMap::new(),
            frontier: Frontier::new(suite),
            heads: Vec::new(),
        }
    }

    /// A log of `size` entries, sealed at the given sizes.
    pub(crate) fn with(suite: Suite, size: u64, seals: &[u64]) -> Self {
        let mut log = Self::new(suite);
        for seq in 1..=size {
            log.append(&entry(seq, &format!("第{seq}次跟进")).line().unwrap());
            if seals.contains(&seq) {
                log.seal();
            }
        }
        log
    }

    pub(crate) fn append(&mut self, line: &str) {
        let leaf = self.suite.leaf(line.as_bytes());
        let index = self.frontier.size();
        self.nodes.insert((0, index), leaf);
        for node in self.frontier.append(leaf) {
            self.nodes.insert((node.level, node.index), node.hash);
        }
        self.rows.push(Row {
            seq: index + 1,
            leaf,
            line: line.to_owned(),
        });
    }

    pub(crate) fn seal(&mut self) {
        let at = format!("2026-03-01T00:00:{:02}.000+08:00", self.heads.len() % 60);
        let (size, root) = (self.frontier.size(), self.frontier.root());
        let head = key(self.suite).seal(DISTRICT, size, root, &at).unwrap();
        self.heads.push(head);
    }

    pub(crate) fn public(&self) -> PublicKey {
        key(self.suite).public()
    }

    pub(crate) fn node(&self, level: u8, index: u64) -> Option<Hash> {
        self.nodes.get(&(level, index)).copied()
    }

    pub(crate) fn receipt(&self, seq: u64, head: &SignedHead) -> Receipt {
        let line = &self.rows[seq as usize - 1].line;
        let number = Entry::parse(line).unwrap().stream;
        Receipt::new(&number, line, &self.verified(head), |l, i| self.node(l, i)).unwrap()
    }

    pub(crate) fn verified(&self, head: &SignedHead) -> VerifiedHead {
        VerifiedHead::new(head.clone(), self.public()).unwrap()
    }

    /// A head file whose proof runs between the two sizes in this log.
    pub(crate) fn head_file(&self, head: &SignedHead, other: &SignedHead) -> HeadFile {
        HeadFile::new(head.clone(), other.head.size, |l, i| self.node(l, i)).unwrap()
    }

    /// The whole check as the server does it: rows in stored order, nodes, seals.
    pub(crate) fn check(&self, heads: &[SignedHead]) -> Report {
        let mut checker = Checker::new(
            self.suite,
            DISTRICT,
            heads.iter().cloned(),
            &[self.public()],
        );
        'rows: for row in &self.rows {
            match checker.feed(row.seq, row.leaf, &row.line) {
                Err(_) => break,
                Ok(fed) => {
                    for node in &fed.nodes {
                        let stored = self.node(node.level, node.index);
                        if checker.node(node, stored).is_err() {
                            break 'rows;
                        }
                    }
                }
            }
        }
        checker.finish()
    }
}
