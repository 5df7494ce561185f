//! The journal that a stranger can check.
//!
//! Events are leaves of an append-only Merkle log in the shape of RFC 6962 (proof checking as in
//! RFC 9162), over SHA-256 with Ed25519 or over SM3 with SM2 as the district chooses. Signed heads
//! ("seals") stand on receipts and in other hands; with one of them anybody can show, offline,
//! that history was altered. Our own seal alone proves nothing: see [`receipt::NOTE`].
//!
//! This crate can be audited alone. It has no database, no clock, no network and no randomness:
//! time arrives as text, a key is made from 32 random bytes that the caller drew, and stored tree
//! nodes are read through a closure.
//!
//! | module | what |
//! |---|---|
//! | [`hash`] | the two suites, hashes, leaf and node hashing (RFC 6962 §2.1) |
//! | [`tree`] | appending, proofs, checking proofs (RFC 6962 §2.1.1–2.1.2, RFC 9162 §2.1.3–2.1.4) |
//! | [`entry`] | the canonical line of a journal entry: the bytes of a leaf |
//! | [`key`], [`seal`] | keys, heads and signed heads |
//! | [`receipt`], [`verdict`] | what a person takes home, and what checking it says |
//! | [`check`] | reading a whole log and naming the first bad entry |

pub mod check;
pub mod entry;
pub mod hash;
pub mod key;
pub mod receipt;
pub mod seal;
pub mod tree;
pub mod verdict;

pub use check::{Checker, Fault, Report};
pub use entry::{Entry, EntryError};
pub use hash::{Hash, Suite};
pub use key::{KeyError, PublicKey, SigningKey};
pub use receipt::{Receipt, verify_receipt};
pub use seal::{Consistency, Head, HeadFile, SealError, SignedHead, VerifiedHead};
pub use tree::{Coordinate, Frontier, Node, TreeError};
pub use verdict::{Outcome, Verdict};
