//! The right edge of the tree: all that appending needs to know.

use super::{Coordinate, Node, TreeError, proof};
use crate::hash::{Hash, Suite};
use std::fmt;
use std::str::FromStr;

/// A compact range: the size of the tree and the roots ("peaks") of the perfect subtrees it
/// splits into, largest first (the decomposition of RFC 6962 §2.1, one peak for each 1-bit of the
/// size).
///
/// Text form, short enough for a database column: `sm3-sm2 5 <hex> <hex>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    suite: Suite,
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    pub fn new(suite: Suite) -> Self {
        Self {
            suite,
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// The frontier at a size, read back from stored nodes.
    ///
    /// # Errors
    /// [`TreeError::MissingNode`].
    pub fn load(
        suite: Suite,
        size: u64,
        nodes: impl Fn(u8, u64) -> Option<Hash>,
    ) -> Result<Self, TreeError> {
        let peaks = proof::root_needs(size)
            .into_iter()
            .map(|at| nodes(at.level, at.index).ok_or(TreeError::MissingNode(at)))
            .collect::<Result<_, _>>()?;
        Ok(Self { suite, size, peaks })
    }

    /// The suite.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash (see [`Suite::leaf`]). Its index is the size before. Returns the perfect
    /// subtrees that it completed, lowest first, for the database; the leaf itself (level 0) is
    /// the caller's to store.
    pub fn append(&mut self, leaf: Hash) -> Vec<Node> {
        let mut completed = Vec::new();
        let mut hash = leaf;
        let mut rest = self.size;
        let mut level = 0;
        // Each trailing 1-bit of the size is a peak of that height waiting for its right half.
        while rest & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = self.suite.node(&left, &hash);
            rest >>= 1;
            level += 1;
            completed.push(Node {
                level,
                index: rest,
                hash,
            });
        }
        self.peaks.push(hash);
        self.size += 1;
        completed
    }

    /// Merkle tree hash of all leaves (RFC 6962 §2.1).
    pub fn root(&self) -> Hash {
        proof::fold(self.suite, &self.peaks).unwrap_or_else(|| self.suite.empty_root())
    }

    /// Where the peaks stand, largest first.
    pub fn coordinates(&self) -> Vec<Coordinate> {
        proof::root_needs(self.size)
    }

    /// The peak at a place, if one stands there.
    pub fn peak(&self, at: Coordinate) -> Option<Hash> {
        let place = self.coordinates().iter().position(|peak| *peak == at)?;
        self.peaks.get(place).copied()
    }
}

impl fmt::Display for Frontier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.suite, self.size)?;
        for peak in &self.peaks {
            write!(f, " {peak}")?;
        }
        Ok(())
    }
}

impl FromStr for Frontier {
    type Err = TreeError;
    fn from_str(text: &str) -> Result<Self, TreeError> {
        let damaged = || TreeError::FrontierText(text.to_owned());
        let mut words = text.split(' ');
        let suite = words.next().and_then(|w| w.parse().ok());
        let size = words.next().and_then(|w| w.parse::<u64>().ok());
        let peaks = words.map(str::parse).collect::<Result<Vec<Hash>, _>>();
        match (suite, size, peaks) {
            (Some(suite), Some(size), Ok(peaks)) if peaks.len() == size.count_ones() as usize => {
                Ok(Self { suite, size, peaks })
            }
            _ => Err(damaged()),
        }
    }
}
