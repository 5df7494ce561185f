//! The two suites and the hashes of RFC 6962 §2.1.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sm3::Sm3;
use std::fmt;
use std::str::FromStr;

/// Which hash and which signature a district's journal uses. Chosen once, when the district is
/// made: a log never changes its suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Suite {
    /// SHA-256 (FIPS 180-4) with Ed25519 (RFC 8032). Text form `sha256-ed25519`.
    #[serde(rename = "sha256-ed25519")]
    Sha256Ed25519,
    /// 国密: SM3 (GB/T 32905-2016) with SM2 (GB/T 32918.2-2016). Text form `sm3-sm2`.
    #[serde(rename = "sm3-sm2")]
    Sm3Sm2,
}

/// First byte hashed before a leaf's bytes (RFC 6962 §2.1), so that no leaf can pass for a node.
const LEAF_PREFIX: u8 = 0x00;
/// First byte hashed before two child hashes (RFC 6962 §2.1).
const NODE_PREFIX: u8 = 0x01;

impl Suite {
    /// The text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Suite::Sha256Ed25519 => "sha256-ed25519",
            Suite::Sm3Sm2 => "sm3-sm2",
        }
    }

    /// Hash of the parts one after another, without any prefix.
    pub fn digest(self, parts: &[&[u8]]) -> Hash {
        match self {
            Suite::Sha256Ed25519 => Hash(digest::<Sha256>(parts).into()),
            Suite::Sm3Sm2 => Hash(digest::<Sm3>(parts).into()),
        }
    }

    /// Leaf hash, `H(0x00 || bytes)` (RFC 6962 §2.1).
    pub fn leaf(self, bytes: &[u8]) -> Hash {
        self.digest(&[&[LEAF_PREFIX], bytes])
    }

    /// Node hash, `H(0x01 || left || right)` (RFC 6962 §2.1).
    pub fn node(self, left: &Hash, right: &Hash) -> Hash {
        self.digest(&[&[NODE_PREFIX], &left.0, &right.0])
    }

    /// Root of the empty tree, `H("")` (RFC 6962 §2.1).
    pub fn empty_root(self) -> Hash {
        self.digest(&[])
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> sha2::digest::Output<D> {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize()
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Suite {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "sha256-ed25519" => Ok(Suite::Sha256Ed25519),
            "sm3-sm2" => Ok(Suite::Sm3Sm2),
            _ => Err(format!(
                "算法套件“{text}”不认识，请写 sha256-ed25519 或 sm3-sm2。"
            )),
        }
    }
}

/// A 32-byte hash; 64 lower-case hex digits in text, JSON and database columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // On the stack: a frontier or a row of the journal writes many.
        let mut digits = [0; 64];
        f.write_str(base16ct::lower::encode_str(&self.0, &mut digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        from_hex::<32>(text)
            .map(Hash)
            .ok_or_else(|| format!("哈希值“{text}”写法不对，应为 64 位小写十六进制数。"))
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse_text(deserializer)
    }
}

/// Lower-case hex of any bytes.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// Exactly `N` bytes from lower-case hex, or nothing.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let decoded = base16ct::lower::decode(text, &mut bytes).ok()?;
    (decoded.len() == N).then_some(bytes)
}

/// Reads any type from its text form, for `Deserialize`.
pub(crate) fn parse_text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr,
    T::Err: fmt::Display,
    D: serde::Deserializer<'de>,
{
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}
