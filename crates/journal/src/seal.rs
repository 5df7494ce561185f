//! Seals (封存): signed tree heads (RFC 6962 §3.5).
//!
//! The signed bytes are UTF-8 text of seven lines, each ended by one line feed:
//!
//! ```text
//! banjie-head/1
//! district 310199
//! suite sm3-sm2
//! size 1234
//! root <64 hex digits>
//! at 2026-02-26T00:30:00.000+08:00
//! key <32 hex digits>
//! ```
//!
//! The first line separates these signatures from any other use of the key. District and time
//! are refused when they hold a control character, so no field can spill into the next line.

use crate::hash::{Hash, Suite};
use crate::key::{PublicKey, Signature, SigningKey};
use crate::tree::{self, TreeError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A tree head: how long the log is and what its root is, at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// 行政区划代码 of the district.
    pub district: String,
    /// Number of leaves.
    pub size: u64,
    /// Merkle tree hash of these leaves (RFC 6962 §2.1).
    pub root: Hash,
    /// When it was sealed, RFC 3339 text, by the server's clock.
    pub at: String,
    /// Hash and signature used.
    pub suite: Suite,
    /// Fingerprint of the key: [`PublicKey::id`].
    pub key_id: String,
}

impl Head {
    /// The bytes that are signed; see the head of this module.
    pub fn canonical(&self) -> String {
        format!(
            "banjie-head/1\ndistrict {}\nsuite {}\nsize {}\nroot {}\nat {}\nkey {}\n",
            self.district, self.suite, self.size, self.root, self.at, self.key_id
        )
    }

    fn clean(&self) -> Result<(), SealError> {
        for (field, text) in [
            ("district", &self.district),
            ("at", &self.at),
            ("key_id", &self.key_id),
        ] {
            if text.is_empty() || text.chars().any(char::is_control) {
                return Err(SealError::Field(field));
            }
        }
        Ok(())
    }
}

/// A head with the district's signature over [`Head::canonical`]. In JSON one flat object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// What is signed.
    #[serde(flatten)]
    pub head: Head,
    /// The signature.
    pub signature: Signature,
}

/// Why a seal was not made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealError {
    /// A text field is empty or holds a control character.
    Field(&'static str),
    /// The head was made with another suite than the key's.
    Suite,
    /// The head names another key.
    Key {
        /// Fingerprint in the head.
        head: String,
        /// Fingerprint of the key at hand.
        ours: String,
    },
    /// The signature does not belong to these bytes and this key.
    Signature,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SealError::Field(field) => write!(f, "封存的 {field} 为空或含有控制字符。"),
            SealError::Suite => f.write_str("封存所用的算法套件与公钥不同。"),
            SealError::Key { head, ours } => {
                write!(
                    f,
                    "封存由另一把钥匙签署：封存写的是 {head}，手头的是 {ours}。"
                )
            }
            SealError::Signature => {
                f.write_str("封存的签名不成立：内容被改过，或不是这把钥匙签的。")
            }
        }
    }
}

impl std::error::Error for SealError {}

impl SigningKey {
    /// Seals a log (RFC 6962 §3.5): the head at `size` with `root`, signed by this key.
    ///
    /// # Errors
    /// [`SealError::Field`] when `district` or `at` is empty or holds a control character.
    pub fn seal(
        &self,
        district: &str,
        size: u64,
        root: Hash,
        at: &str,
    ) -> Result<SignedHead, SealError> {
        let head = Head {
            district: district.to_owned(),
            size,
            root,
            at: at.to_owned(),
            suite: self.suite(),
            key_id: self.public().id(),
        };
        head.clean()?;
        let signature = self.sign(head.canonical().as_bytes());
        Ok(SignedHead { head, signature })
    }

    /// Seals a log as [`seal`](Self::seal) does, ready for receipts: what a key has just signed
    /// belongs to it.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_for_receipts(
        &self,
        district: &str,
        size: u64,
        root: Hash,
        at: &str,
    ) -> Result<VerifiedHead, SealError> {
        Ok(VerifiedHead {
            signed: self.seal(district, size, root, at)?,
            key: self.public(),
        })
    }
}

impl SignedHead {
    /// Checks suite, fingerprint and signature (RFC 6962 §3.5).
    ///
    /// # Errors
    /// The [`SealError`] that names what does not fit.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SealError> {
        self.head.clean()?;
        if self.head.suite != key.suite() {
            return Err(SealError::Suite);
        }
        let ours = key.id();
        if self.head.key_id != ours {
            return Err(SealError::Key {
                head: self.head.key_id.clone(),
                ours,
            });
        }
        if key.verify(self.head.canonical().as_bytes(), &self.signature) {
            Ok(())
        } else {
            Err(SealError::Signature)
        }
    }
}

/// A head whose signature has been checked, with the key it was checked against. Many receipts can
/// rest on one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedHead {
    signed: SignedHead,
    key: PublicKey,
}

impl VerifiedHead {
    /// Checks a head, see [`SignedHead::verify`].
    ///
    /// # Errors
    /// The [`SealError`] that names what does not fit.
    pub fn new(signed: SignedHead, key: PublicKey) -> Result<Self, SealError> {
        signed.verify(&key)?;
        Ok(Self { signed, key })
    }

    /// The head.
    pub fn signed(&self) -> &SignedHead {
        &self.signed
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

/// A consistency proof (RFC 6962 §2.1.2) between two sizes of one log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consistency {
    /// Older size.
    pub from: u64,
    /// Newer size.
    pub to: u64,
    /// The hashes, in the RFC's order.
    pub path: Vec<Hash>,
}

/// What `banjie verify --head` reads and `/api/v1/journal/heads` writes: a seal from other hands,
/// if possible with the proof that links it to the receipt's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadFile {
    /// The seal.
    pub head: SignedHead,
    /// Proof between the receipt's size and this one, either way round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consistency: Option<Consistency>,
}

impl HeadFile {
    /// A seal with the proof that links it to another size of the same log, read from stored
    /// nodes (see [`tree::consistency_needs`] with the smaller size first).
    ///
    /// # Errors
    /// [`TreeError::MissingNode`].
    pub fn new(
        head: SignedHead,
        other_size: u64,
        nodes: impl Fn(u8, u64) -> Option<Hash>,
    ) -> Result<Self, TreeError> {
        let (suite, size) = (head.head.suite, head.head.size);
        let (from, to) = (size.min(other_size), size.max(other_size));
        let consistency = if from == to {
            None
        } else {
            let path = tree::consistency_proof(suite, from, to, nodes)?;
            Some(Consistency { from, to, path })
        };
        Ok(Self { head, consistency })
    }

    /// Reads a head file; a bare signed head is accepted, too.
    ///
    /// # Errors
    /// A sentence naming what is wrong with the JSON.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bare = serde_json::from_str::<SignedHead>(text).map(|head| Self {
            head,
            consistency: None,
        });
        bare.or_else(|_| serde_json::from_str(text)).map_err(|e| {
            format!("这个文件不是封存文件：{e}。请从公示页“封存”或每周导出包重新取一份。")
        })
    }

    /// The file's text: indented JSON with a line feed at the end.
    pub fn to_json(&self) -> String {
        crate::receipt::pretty(self)
    }
}
