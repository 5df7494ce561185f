//! Making and checking the two proofs.
//!
//! Making one is split in two, so that a database can answer with one query: `…_needs` names the
//! stored nodes, `…_proof` takes them through a closure. A hash of a proof covers a range of
//! leaves; a range that is not a perfect subtree (the ragged right edge) is folded from several
//! stored nodes.

use super::{Coordinate, TreeError};
use crate::hash::{Hash, Suite};

/// Leaves `lo..hi`.
type Range = (u64, u64);

/// Where RFC 6962 §2.1 splits a range: after the largest power of two smaller than its length.
/// The length must be at least 2.
fn split((lo, hi): Range) -> u64 {
    lo + (1 << (u64::BITS - 1 - (hi - lo - 1).leading_zeros()))
}

/// The perfect subtrees that a range of the RFC's recursion consists of, largest first.
fn perfect((mut lo, hi): Range) -> Vec<Coordinate> {
    let mut parts = Vec::new();
    while lo < hi {
        let level = u64::BITS - 1 - (hi - lo).leading_zeros();
        parts.push(Coordinate {
            level: level as u8, // at most 63
            index: lo >> level,
        });
        lo += 1 << level;
    }
    parts
}

/// One hash over neighbouring perfect subtrees, largest first (RFC 6962 §2.1).
pub(super) fn fold(suite: Suite, peaks: &[Hash]) -> Option<Hash> {
    peaks
        .iter()
        .rev()
        .copied()
        .reduce(|right, left| suite.node(&left, &right))
}

/// The ranges of the audit path of RFC 6962 §2.1.1, from the leaf upwards.
fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range>, TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange { asked: index, size });
    }
    let (mut lo, mut hi) = (0, size);
    let mut ranges = Vec::new();
    while hi - lo > 1 {
        let mid = split((lo, hi));
        if index < mid {
            ranges.push((mid, hi));
            hi = mid;
        } else {
            ranges.push((lo, mid));
            lo = mid;
        }
    }
    ranges.reverse();
    Ok(ranges)
}

/// The ranges of the consistency proof of RFC 6962 §2.1.2, in its order.
fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range>, TreeError> {
    if old > new {
        return Err(TreeError::OutOfRange {
            asked: old,
            size: new,
        });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let (mut lo, mut hi) = (0, new);
    // The RFC's flag b: the verifier still knows this subtree as the whole old tree.
    let mut known = true;
    let mut ranges = Vec::new();
    while old != hi {
        let mid = split((lo, hi));
        if old <= mid {
            ranges.push((mid, hi));
            hi = mid;
        } else {
            ranges.push((lo, mid));
            lo = mid;
            known = false;
        }
    }
    if !known {
        ranges.push((lo, hi));
    }
    ranges.reverse();
    Ok(ranges)
}

fn gather(
    suite: Suite,
    ranges: Vec<Range>,
    nodes: impl Fn(u8, u64) -> Option<Hash>,
) -> Result<Vec<Hash>, TreeError> {
    let mut path = Vec::with_capacity(ranges.len());
    for range in ranges {
        let hashes = perfect(range)
            .into_iter()
            .map(|at| nodes(at.level, at.index).ok_or(TreeError::MissingNode(at)))
            .collect::<Result<Vec<_>, _>>()?;
        // No range of the recursion is empty, so there is always something to fold.
        path.extend(fold(suite, &hashes));
    }
    Ok(path)
}

/// The stored nodes that give the root at a size (RFC 6962 §2.1): at most 64.
pub fn root_needs(size: u64) -> Vec<Coordinate> {
    perfect((0, size))
}

/// The root at any size up to the present one, from stored nodes (RFC 6962 §2.1).
///
/// # Errors
/// [`TreeError::MissingNode`].
pub fn root_at(
    suite: Suite,
    size: u64,
    nodes: impl Fn(u8, u64) -> Option<Hash>,
) -> Result<Hash, TreeError> {
    let root = gather(suite, vec![(0, size)], nodes)?;
    Ok(root.first().copied().unwrap_or_else(|| suite.empty_root()))
}

/// The stored nodes that [`inclusion_proof`] will ask for.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `index < size`.
pub fn inclusion_needs(index: u64, size: u64) -> Result<Vec<Coordinate>, TreeError> {
    let ranges = inclusion_ranges(index, size)?;
    Ok(ranges.into_iter().flat_map(perfect).collect())
}

/// Audit path of the leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1).
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `index < size`; [`TreeError::MissingNode`].
pub fn inclusion_proof(
    suite: Suite,
    index: u64,
    size: u64,
    nodes: impl Fn(u8, u64) -> Option<Hash>,
) -> Result<Vec<Hash>, TreeError> {
    gather(suite, inclusion_ranges(index, size)?, nodes)
}

/// The stored nodes that [`consistency_proof`] will ask for.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `old <= new`.
pub fn consistency_needs(old: u64, new: u64) -> Result<Vec<Coordinate>, TreeError> {
    let ranges = consistency_ranges(old, new)?;
    Ok(ranges.into_iter().flat_map(perfect).collect())
}

/// Proof that the first `old` leaves of the tree of `new` leaves are the older tree
/// (RFC 6962 §2.1.2). Empty when `old` is 0 or equals `new`.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `old <= new`; [`TreeError::MissingNode`].
pub fn consistency_proof(
    suite: Suite,
    old: u64,
    new: u64,
    nodes: impl Fn(u8, u64) -> Option<Hash>,
) -> Result<Vec<Hash>, TreeError> {
    gather(suite, consistency_ranges(old, new)?, nodes)
}

/// Checks an audit path (RFC 9162 §2.1.3.2).
///
/// # Errors
/// [`TreeError::OutOfRange`], [`TreeError::PathLength`] or [`TreeError::RootMismatch`].
pub fn verify_inclusion(
    suite: Suite,
    index: u64,
    size: u64,
    leaf: Hash,
    path: &[Hash],
    root: Hash,
) -> Result<(), TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange { asked: index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return Err(TreeError::PathLength);
        }
        if node & 1 == 1 || node == last {
            hash = suite.node(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = suite.node(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(TreeError::PathLength);
    }
    if hash == root {
        Ok(())
    } else {
        Err(TreeError::RootMismatch)
    }
}

/// Checks a consistency proof (RFC 9162 §2.1.4.2). The empty tree is consistent with every tree
/// and a tree with itself, both with an empty path.
///
/// # Errors
/// [`TreeError::OutOfRange`], [`TreeError::PathLength`], [`TreeError::OldRootMismatch`] or
/// [`TreeError::RootMismatch`].
pub fn verify_consistency(
    suite: Suite,
    old: u64,
    old_root: Hash,
    new: u64,
    new_root: Hash,
    path: &[Hash],
) -> Result<(), TreeError> {
    if old > new {
        return Err(TreeError::OutOfRange {
            asked: old,
            size: new,
        });
    }
    if old == 0 && old_root != suite.empty_root() {
        return Err(TreeError::OldRootMismatch);
    }
    if old == 0 || old == new {
        return match (path, old == new && old_root != new_root) {
            (_, true) => Err(TreeError::RootMismatch),
            ([], false) => Ok(()),
            _ => Err(TreeError::PathLength),
        };
    }
    // An old tree that is one perfect subtree is its own first hash.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, path)
    } else {
        let (first, rest) = path.split_first().ok_or(TreeError::PathLength)?;
        (*first, rest)
    };
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(TreeError::PathLength);
        }
        if node & 1 == 1 || node == last {
            old_hash = suite.node(sibling, &old_hash);
            new_hash = suite.node(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = suite.node(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        Err(TreeError::PathLength)
    } else if old_hash != old_root {
        Err(TreeError::OldRootMismatch)
    } else if new_hash != new_root {
        Err(TreeError::RootMismatch)
    } else {
        Ok(())
    }
}
