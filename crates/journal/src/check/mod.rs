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

/// A good entry as it was read.
#[derive(Debug)]
pub struct Fed {
    /// What its line says.
    pub entry: Entry,
    /// The tree nodes it completed, to be compared with the stored ones ([`Checker::node`]).
    pub nodes: Vec<Node>,
}

/// Reads a log from its first entry to its last. Keeps the frontier only, so the size of the log
/// does not matter.
#[derive(Debug)]
pub struct Checker {
    district: String,
    frontier: Frontier,
    /// Seals still to be compared with whose they are, smallest size last.
    pending: Vec<(SignedHead, Hands)>,
    heads: usize,
    /// Size of the last seal that fitted, of all and of those from other hands.
    after: [u64; 2],
    /// Size of the longest seal, likewise.
    sealed: [u64; 2],
    stopped: Option<Fault>,
    seal_faults: Vec<Fault>,
}

/// Who kept a seal. Whoever rewrites a log signs its own seals anew, so one that fits clears the
/// entries before it only if it comes from where he could not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hands {
    /// Kept beside the log.
    Own,
    /// Kept elsewhere.
    Other,
}

impl Checker {
    /// A check of one district's log against the seals kept beside it, in any order. `keys` are the district's public keys, old ones included. A seal of another
    /// suite or district, or signed by none of the keys, becomes a fault of its own.
    pub fn new(
        suite: Suite,
        district: &str,
        heads: impl IntoIterator<Item = SignedHead>,
        keys: &[PublicKey],
    ) -> Self {
        let empty = Self {
            district: district.to_owned(),
            frontier: Frontier::new(suite),
            pending: Vec::new(),
            heads: 0,
            after: [0; 2],
            sealed: [0; 2],
            stopped: None,
            seal_faults: Vec::new(),
        };
        empty.with(heads, Hands::Own, keys)
    }

    /// The same check against seals from other hands, too: a receipt's, a bulletin's, another
    /// unit's. Where one of them differs, only those from other hands narrow down the entries.
    #[must_use]
    pub fn against(self, heads: impl IntoIterator<Item = SignedHead>, keys: &[PublicKey]) -> Self {
        self.with(heads, Hands::Other, keys)
    }

    fn with(
        mut self,
        heads: impl IntoIterator<Item = SignedHead>,
        hands: Hands,
        keys: &[PublicKey],
    ) -> Self {
        let suite = self.frontier.suite();
        for head in heads {
            let size = head.head.size;
            match usable(&head, suite, &self.district, keys) {
                Ok(()) => {
                    let longest = &mut self.sealed[hands as usize];
                    *longest = size.max(*longest);
                    self.pending.push((head, hands));
                }
                Err(reason) => self.seal_faults.push(Fault::Seal { size, reason }),
            }
        }
        (self.pending).sort_by_key(|(head, _)| std::cmp::Reverse(head.head.size));
        if let Err(fault) = self.compare_heads() {
            self.stopped.get_or_insert(fault);
        }
        self
    }

    /// The next entry in stored order: its stored sequence number, stored leaf hash and line.
    ///
    /// # Errors
    /// The first [`Fault`]; from then on always the same one.
    pub fn feed(&mut self, seq: u64, stored_leaf: Hash, line: &str) -> Result<Fed, Fault> {
        if let Some(fault) = &self.stopped {
            return Err(fault.clone());
        }
        let result = self.take(seq, stored_leaf, line);
        if let Err(fault) = &result {
            self.stopped = Some(fault.clone());
        }
        result
    }

    fn take(&mut self, seq: u64, stored_leaf: Hash, line: &str) -> Result<Fed, Fault> {
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
        Ok(Fed { entry, nodes })
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
        while let Some((signed, hands)) =
            (self.pending).pop_if(|(signed, _)| signed.head.size == size)
        {
            if signed.head.root != self.frontier.root() {
                return Err(Fault::Root {
                    size,
                    after: self.cleared(hands),
                    at: signed.head.at,
                });
            }
            self.heads += 1;
            self.after[hands as usize] = size;
        }
        Ok(())
    }

    /// The size up to which nothing is wrong when a seal of these hands does not fit.
    fn cleared(&self, hands: Hands) -> u64 {
        let other = self.after[Hands::Other as usize];
        match hands {
            Hands::Own => other.max(self.after[Hands::Own as usize]),
            Hands::Other => other,
        }
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
        let mut faults: Vec<Fault> = self.stopped.iter().cloned().collect();
        let longer = [Hands::Own, Hands::Other]
            .into_iter()
            .find(|hands| self.sealed[*hands as usize] > size);
        if let Some(hands) = longer.filter(|_| faults.is_empty()) {
            faults.push(Fault::RolledBack {
                after: self.cleared(hands),
                sealed: self.sealed[hands as usize],
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
            "封存属于区划 {}，日志属于 {district}。",
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
