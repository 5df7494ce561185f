//! Checking a whole log: replays the leaves in stored order and names the first bad entry.
//!
//! What a stored leaf hash cannot show (line and leaf rewritten together) the stored nodes show,
//! and what they cannot show (all rewritten) the older seals show: then the fault lies between the
//! last seal that still fits and the first that does not.

use crate::entry::{Entry, EntryError};
use crate::hash::{Hash, Suite};
use crate::key::PublicKey;
use crate::seal::{SealError, SignedHead};
use crate::tree::{Coordinate, Frontier, Node};
use serde::Serialize;
use std::fmt;
use std::ops::RangeInclusive;

/// The first thing found wrong. Sequence numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The line is no canonical entry.
    Unreadable {
        /// Stored sequence number.
        seq: u64,
        /// What [`Entry::parse`] says.
        reason: String,
    },
    /// Entries are missing here, or stand elsewhere.
    Gap {
        /// First missing one.
        expected: u64,
        /// Found instead.
        found: u64,
    },
    /// A sequence number stands twice.
    Duplicate {
        /// Which.
        seq: u64,
    },
    /// An entry comes after a later one.
    Reordered {
        /// Expected here.
        expected: u64,
        /// Found instead.
        found: u64,
    },
    /// The line belongs to another place than the one it is stored at.
    Misplaced {
        /// Stored sequence number.
        seq: u64,
        /// Sequence number inside the line.
        line_seq: u64,
    },
    /// The line belongs to another district.
    OtherDistrict {
        /// Sequence number.
        seq: u64,
        /// District inside the line.
        found: String,
    },
    /// Line and stored leaf hash differ.
    Leaf {
        /// Sequence number.
        seq: u64,
    },
    /// A stored node differs from the hash of its leaves.
    Node {
        /// Level of the node, at least 1.
        level: u8,
        /// Index in its level.
        index: u64,
        /// First entry below it.
        first: u64,
        /// Last entry below it.
        last: u64,
    },
    /// A seal's root differs: an entry among `after + 1 ..= size` was altered.
    Root {
        /// Size of the seal that does not fit.
        size: u64,
        /// Size of the last seal that fits, 0 if none.
        after: u64,
        /// When the seal was made.
        at: String,
    },
    /// The log is shorter than a seal says: rolled back, or something was deleted after the last
    /// seal that fits and the rest numbered again.
    RolledBack {
        /// Size of the last seal that fits, 0 if none.
        after: u64,
        /// Size of the longest seal.
        sealed: u64,
        /// Entries in the log.
        size: u64,
    },
    /// A seal cannot be used at all.
    Seal {
        /// Its size.
        size: u64,
        /// Why.
        reason: String,
    },
}

impl Fault {
    /// The entries among which the altered one is: exactly one where the fault names it, more
    /// where only a node or a seal shows it. Nothing when the fault is in a seal itself.
    pub fn entries(&self) -> Option<RangeInclusive<u64>> {
        match *self {
            Fault::Unreadable { seq, .. }
            | Fault::Duplicate { seq }
            | Fault::Misplaced { seq, .. }
            | Fault::OtherDistrict { seq, .. }
            | Fault::Leaf { seq } => Some(seq..=seq),
            Fault::Gap { expected, found } => Some(expected..=found - 1),
            Fault::Reordered { expected, .. } => Some(expected..=expected),
            Fault::Node { first, last, .. } => Some(first..=last),
            Fault::Root { size, after, .. } => Some(after + 1..=size),
            Fault::RolledBack { sealed, after, .. } => Some(after + 1..=sealed),
            Fault::Seal { .. } => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unreadable { seq, reason } => write!(f, "第 {seq} 条无法读取:{reason}"),
            Fault::Gap { expected, found } if *found == expected + 1 => {
                write!(f, "第 {expected} 条不在它的位置上:缺失或被移走。")
            }
            Fault::Gap { expected, found } => {
                write!(
                    f,
                    "第 {expected} 条至第 {} 条不在它们的位置上:缺失或被移走。",
                    found - 1
                )
            }
            Fault::Duplicate { seq } => write!(f, "第 {seq} 条出现两次,有一条是插入的。"),
            Fault::Reordered { expected, found } => {
                write!(f, "第 {expected} 条的位置上是第 {found} 条,次序被换过。")
            }
            Fault::Misplaced { seq, line_seq } => write!(
                f,
                "第 {seq} 条的正文写的是第 {line_seq} 条,正文被调换或被插入。"
            ),
            Fault::OtherDistrict { seq, found } => {
                write!(f, "第 {seq} 条属于另一个区({found}),日志文件被调换。")
            }
            Fault::Leaf { seq } => write!(f, "第 {seq} 条的正文与当时的哈希不符,正文被改过。"),
            Fault::Node {
                level,
                index,
                first,
                last,
            } => write!(
                f,
                "第 {first} 条至第 {last} 条中有内容被改过(第 {level} 层第 {index} 个中间哈希不符)。"
            ),
            Fault::Root { size: 0, at, .. } => {
                write!(f, "{at} 的封存称日志为空,但根不是空日志的根。")
            }
            Fault::Root { size, after, at } => write!(
                f,
                "第 {} 条至第 {size} 条中有内容被改过:与 {at} 的封存不符。",
                after + 1
            ),
            Fault::RolledBack {
                sealed,
                size,
                after,
            } => write!(
                f,
                "日志变短:封存时有 {sealed} 条,现在只有 {size} 条;末尾被回滚,或第 {} 条至第 {sealed} 条中有内容被删去。",
                after + 1
            ),
            Fault::Seal { size, reason } => write!(f, "{size} 条的封存不能用:{reason}"),
        }
    }
}

impl std::error::Error for Fault {}

/// What a whole check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Good entries read, up to the first fault.
    pub size: u64,
    /// Root of these entries (RFC 6962 §2.1).
    pub root: Hash,
    /// Seals whose root was compared and fits.
    pub heads: usize,
    /// The fault that stopped the reading first, then those of the seals. Empty: all is well.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Whether nothing was found.
    pub fn ok(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Reads a log from its first entry to its last. Keeps the frontier only, so the size of the log
/// does not matter.
#[derive(Debug)]
pub struct Checker {
    district: String,
    frontier: Frontier,
    /// Seals still to be compared, smallest size last.
    pending: Vec<SignedHead>,
    heads: usize,
    /// Size of the last seal that fitted.
    after: u64,
    sealed: u64,
    stopped: Option<Fault>,
    seal_faults: Vec<Fault>,
}

impl Checker {
    /// A check of one district's log against all seals at hand, from here or from other hands, in
    /// any order. `keys` are the district's public keys, old ones included. A seal of another
    /// suite or district, or signed by none of the keys, becomes a fault of its own.
    pub fn new(
        suite: Suite,
        district: &str,
        heads: impl IntoIterator<Item = SignedHead>,
        keys: &[PublicKey],
    ) -> Self {
        let mut pending = Vec::new();
        let mut seal_faults = Vec::new();
        for head in heads {
            match usable(&head, suite, district, keys) {
                Ok(()) => pending.push(head),
                Err(reason) => seal_faults.push(Fault::Seal {
                    size: head.head.size,
                    reason,
                }),
            }
        }
        pending.sort_by_key(|head| std::cmp::Reverse(head.head.size));
        let mut checker = Self {
            district: district.to_owned(),
            frontier: Frontier::new(suite),
            sealed: pending.first().map_or(0, |head| head.head.size),
            pending,
            heads: 0,
            after: 0,
            stopped: None,
            seal_faults,
        };
        let empty = checker.compare_heads();
        checker.stopped = empty.err();
        checker
    }

    /// The next entry in stored order: its stored sequence number, stored leaf hash and line.
    /// Returns the tree nodes it completed, to be compared with the stored ones
    /// ([`Checker::node`]).
    ///
    /// # Errors
    /// The first [`Fault`]; from then on always the same one.
    pub fn feed(&mut self, seq: u64, stored_leaf: Hash, line: &str) -> Result<Vec<Node>, Fault> {
        if let Some(fault) = &self.stopped {
            return Err(fault.clone());
        }
        let result = self.take(seq, stored_leaf, line);
        if let Err(fault) = &result {
            self.stopped = Some(fault.clone());
        }
        result
    }

    fn take(&mut self, seq: u64, stored_leaf: Hash, line: &str) -> Result<Vec<Node>, Fault> {
        let expected = self.frontier.size() + 1;
        if seq > expected {
            return Err(Fault::Gap {
                expected,
                found: seq,
            });
        }
        if seq + 1 == expected && seq > 0 {
            return Err(Fault::Duplicate { seq });
        }
        if seq < expected {
            return Err(Fault::Reordered {
                expected,
                found: seq,
            });
        }
        let entry = Entry::parse(line);
        let suite = self.frontier.suite();
        if suite.leaf(line.as_bytes()) != stored_leaf {
            // A line that stands elsewhere says more than a hash that differs.
            return Err(match entry {
                Ok(entry) if entry.seq != seq => Fault::Misplaced {
                    seq,
                    line_seq: entry.seq,
                },
                _ => Fault::Leaf { seq },
            });
        }
        let entry = entry.map_err(|e: EntryError| Fault::Unreadable {
            seq,
            reason: e.to_string(),
        })?;
        if entry.seq != seq {
            return Err(Fault::Misplaced {
                seq,
                line_seq: entry.seq,
            });
        }
        if entry.district != self.district {
            return Err(Fault::OtherDistrict {
                seq,
                found: entry.district,
            });
        }
        let nodes = self.frontier.append(stored_leaf);
        self.compare_heads()?;
        Ok(nodes)
    }

    /// Compares a node returned by [`Checker::feed`] with the stored one (nothing: missing).
    ///
    /// # Errors
    /// [`Fault::Node`], naming the entries below it.
    pub fn node(&mut self, computed: &Node, stored: Option<Hash>) -> Result<(), Fault> {
        if stored == Some(computed.hash) {
            return Ok(());
        }
        let at = Coordinate {
            level: computed.level,
            index: computed.index,
        };
        let fault = Fault::Node {
            level: at.level,
            index: at.index,
            first: at.first_leaf() + 1,
            last: at.last_leaf() + 1,
        };
        self.stopped.get_or_insert_with(|| fault.clone());
        Err(fault)
    }

    /// Compares all seals of the size reached.
    fn compare_heads(&mut self) -> Result<(), Fault> {
        let size = self.frontier.size();
        while let Some(signed) = self.pending.pop_if(|signed| signed.head.size == size) {
            if signed.head.root != self.frontier.root() {
                return Err(Fault::Root {
                    size,
                    after: self.after,
                    at: signed.head.at,
                });
            }
            self.heads += 1;
            self.after = size;
        }
        Ok(())
    }

    /// Root of what was read so far (RFC 6962 §2.1).
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The frontier of what was read so far, to be compared with the stored one.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Ends the check: a log shorter than a seal was rolled back.
    pub fn finish(self) -> Report {
        let size = self.frontier.size();
        let mut faults: Vec<Fault> = self.stopped.into_iter().collect();
        if faults.is_empty() && self.sealed > size {
            faults.push(Fault::RolledBack {
                after: self.after,
                sealed: self.sealed,
                size,
            });
        }
        faults.extend(self.seal_faults);
        Report {
            size,
            root: self.frontier.root(),
            heads: self.heads,
            faults,
        }
    }
}

/// Whether a seal can be held against the log.
fn usable(
    signed: &SignedHead,
    suite: Suite,
    district: &str,
    keys: &[PublicKey],
) -> Result<(), String> {
    let head = &signed.head;
    if head.suite != suite {
        return Err(SealError::Suite.to_string());
    }
    if head.district != district {
        return Err(format!(
            "封存属于区划 {},日志属于 {district}。",
            head.district
        ));
    }
    match keys.iter().find(|key| key.id() == head.key_id) {
        Some(key) => signed.verify(key).map_err(|e| e.to_string()),
        None => Err(format!(
            "签署它的钥匙 {} 不在本区公布的钥匙之中。",
            head.key_id
        )),
    }
}
