//! What can be wrong with a log, in words and by entry.

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
        /// What [`Entry::parse`](crate::entry::Entry::parse) says.
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
            Fault::Unreadable { seq, reason } => write!(f, "第 {seq} 条无法读取：{reason}"),
            Fault::Gap { expected, found } if *found == expected + 1 => {
                write!(f, "第 {expected} 条不在它的位置上：缺失或被移走。")
            }
            Fault::Gap { expected, found } => {
                write!(
                    f,
                    "第 {expected} 条至第 {} 条不在它们的位置上：缺失或被移走。",
                    found - 1
                )
            }
            Fault::Duplicate { seq } => write!(f, "第 {seq} 条出现两次，有一条是插入的。"),
            Fault::Reordered { expected, found } => {
                write!(f, "第 {expected} 条的位置上是第 {found} 条，次序被换过。")
            }
            Fault::Misplaced { seq, line_seq } => write!(
                f,
                "第 {seq} 条的正文写的是第 {line_seq} 条，正文被调换或被插入。"
            ),
            Fault::OtherDistrict { seq, found } => {
                write!(f, "第 {seq} 条属于另一个区（{found}），日志文件被调换。")
            }
            Fault::Leaf { seq } => write!(f, "第 {seq} 条的正文与当时的哈希不符，正文被改过。"),
            Fault::Node {
                level,
                index,
                first,
                last,
            } => write!(
                f,
                "第 {first} 条至第 {last} 条中有内容被改过（第 {level} 层第 {index} 个中间哈希不符）。"
            ),
            Fault::Root { size: 0, at, .. } => {
                write!(f, "{at} 的封存称日志为空，但根不是空日志的根。")
            }
            Fault::Root { size, after, at } => write!(
                f,
                "第 {} 条至第 {size} 条中有内容被改过：与 {at} 的封存不符。",
                after + 1
            ),
            Fault::RolledBack {
                sealed,
                size,
                after,
            } => write!(
                f,
                "日志变短：封存时有 {sealed} 条，现在只有 {size} 条；末尾被回滚，或第 {} 条至第 {sealed} 条中有内容被删去。",
                after + 1
            ),
            Fault::Seal { size, reason } => write!(f, "{size} 条的封存不能用：{reason}"),
        }
    }
}

impl std::error::Error for Fault {}
