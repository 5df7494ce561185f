//! Checking a whole log: replays the leaves in stored order and names the first bad entry.
//!
//! What a stored leaf hash cannot show (line and leaf rewritten together) the stored nodes show,
//! and what they cannot show (all rewritten) the older seals show: then the fault lies between the
//! last seal that still fits and the first that does not.

mod fault;

pub use fault::Fault;

use crate::entry::{Entry, EntryError};
use crate::hash::{Hash, Suite};
use crate::key::PublicKey;
use crate::seal::{SealError, SignedHead};
use crate::tree::{Coordinate, Frontier, Node};
use serde::Serialize;

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
