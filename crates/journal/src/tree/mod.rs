//! The Merkle tree of RFC 6962 §2.1: appending and proving over nodes kept elsewhere.
//!
//! A *node* at level *l*, index *i* is the hash of the perfect subtree over the leaves
//! `i·2^l .. (i+1)·2^l`; level 0 are the leaf hashes. The database keeps every perfect subtree as
//! soon as it is complete (a node is written once and never changes) and the [`Frontier`]; all
//! proofs for all sizes, old or new, follow from the nodes.

mod frontier;
mod proof;

pub use frontier::Frontier;
pub use proof::{
    consistency_needs, consistency_proof, inclusion_needs, inclusion_proof, root_at, root_needs,
    verify_consistency, verify_inclusion,
};

use crate::hash::Hash;
use std::fmt;

/// Where a perfect subtree stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate {
    /// Height: 0 for leaves.
    pub level: u8,
    /// Position from the left among the nodes of this level, from 0.
    pub index: u64,
}

impl Coordinate {
    /// First leaf index covered.
    pub fn first_leaf(self) -> u64 {
        self.index << self.level
    }

    /// Last leaf index covered.
    pub fn last_leaf(self) -> u64 {
        self.first_leaf() + ((1 << self.level) - 1)
    }
}

/// A perfect subtree that an appended leaf completed; store it under its coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Height, at least 1.
    pub level: u8,
    /// Position from the left among the nodes of this level, from 0.
    pub index: u64,
    /// Hash of the subtree (RFC 6962 §2.1).
    pub hash: Hash,
}

/// Why a proof could not be made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeError {
    /// The leaf or the old size lies outside the tree.
    OutOfRange {
        /// Leaf index or old size asked for.
        asked: u64,
        /// Size of the tree.
        size: u64,
    },
    /// A stored node is missing.
    MissingNode(Coordinate),
    /// The path has too few or too many hashes for these sizes.
    PathLength,
    /// The path leads to another root than the given one.
    RootMismatch,
    /// In a consistency proof: the path leads to another root for the older size.
    OldRootMismatch,
    /// A frontier's text is damaged.
    FrontierText(String),
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TreeError::OutOfRange { asked, size } => {
                write!(f, "日志共 {size} 条，位置 {asked} 超出范围。")
            }
            TreeError::MissingNode(at) => write!(
                f,
                "日志的中间哈希缺失（第 {} 层第 {} 个），请运行 banjie journal check 查明。",
                at.level, at.index
            ),
            TreeError::PathLength => f.write_str("证明路径的长度与日志规模不符。"),
            TreeError::RootMismatch => f.write_str("按证明路径算出的根与封存的根不同。"),
            TreeError::OldRootMismatch => f.write_str("按证明路径算出的旧根与旧封存的根不同。"),
            TreeError::FrontierText(text) => write!(f, "日志前沿“{text}”已损坏，无法读取。"),
        }
    }
}

impl std::error::Error for TreeError {}
