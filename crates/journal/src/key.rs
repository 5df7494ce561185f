//! The keys that seal a log: Ed25519 (RFC 8032) or SM2 (GB/T 32918.2-2016).

use crate::hash::{Suite, from_hex, parse_text, to_hex};
use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};
use sm2::dsa::signature::Verifier as _;
use std::fmt;
use std::str::FromStr;

/// SM2 mixes the signer's identifier into what is signed; GB/T 32918 and GM/T 0009 use this one
/// where nothing else is agreed, and so do other programs by default.
const SM2_ID: &str = "1234567812345678";

/// Why a key could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// These 32 bytes are no SM2 key (chance 1 in 2^32): draw others.
    Seed,
    /// The text is no key of this kind.
    Text(&'static str),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyError::Seed => f.write_str("这 32 个随机字节不能作为 SM2 私钥，请重新抽取。"),
            KeyError::Text(what) => write!(
                f,
                "{what}的写法不对，应为“ed25519:”或“sm2:”开头（私钥为“ed25519-secret:”或“sm2-secret:”），后接小写十六进制数。"
            ),
        }
    }
}

impl std::error::Error for KeyError {}

/// A district's secret key. Text form `ed25519-secret:<64 hex>` or `sm2-secret:<64 hex>`, given
/// out by [`SigningKey::secret_text`] only; `Debug` shows the key id.
pub struct SigningKey(Secret);

enum Secret {
    Ed25519(ed25519_dalek::SigningKey),
    Sm2(sm2::dsa::SigningKey),
}

impl SigningKey {
    /// A key from 32 random bytes, which the caller must draw from the operating system's source.
    /// The same bytes always give the same key.
    ///
    /// # Errors
    /// [`KeyError::Seed`] for SM2 when the bytes are not in `1..n−1` (GB/T 32918.1 §6.1).
    pub fn from_seed(suite: Suite, seed: [u8; 32]) -> Result<Self, KeyError> {
        match suite {
            Suite::Sha256Ed25519 => Ok(Self(Secret::Ed25519(
                ed25519_dalek::SigningKey::from_bytes(&seed),
            ))),
            Suite::Sm3Sm2 => sm2::dsa::SigningKey::from_slice(SM2_ID, &seed)
                .map(|key| Self(Secret::Sm2(key)))
                .map_err(|_| KeyError::Seed),
        }
    }

    /// The suite this key signs for.
    pub fn suite(&self) -> Suite {
        match self.0 {
            Secret::Ed25519(_) => Suite::Sha256Ed25519,
            Secret::Sm2(_) => Suite::Sm3Sm2,
        }
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        match &self.0 {
            Secret::Ed25519(key) => PublicKey(Public::Ed25519(key.verifying_key())),
            Secret::Sm2(key) => PublicKey(Public::Sm2(key.verifying_key().clone())),
        }
    }

    /// The secret as text, for the key file; whoever reads it can seal in the district's name.
    pub fn secret_text(&self) -> String {
        match &self.0 {
            Secret::Ed25519(key) => format!("ed25519-secret:{}", to_hex(key.as_bytes())),
            Secret::Sm2(key) => format!("sm2-secret:{}", to_hex(&key.to_bytes())),
        }
    }

    /// A 64-byte signature. Both kinds are deterministic (RFC 8032 §5.1.6; for SM2 the nonce is
    /// derived as in RFC 6979), so no randomness is needed.
    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        match &self.0 {
            Secret::Ed25519(key) => Signature(key.sign(message).to_bytes()),
            Secret::Sm2(key) => {
                let signature: sm2::dsa::Signature = key.sign(message);
                Signature(signature.to_bytes().into())
            }
        }
    }
}

impl FromStr for SigningKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (suite, hex) = match text.split_once(':') {
            Some(("ed25519-secret", hex)) => (Suite::Sha256Ed25519, hex),
            Some(("sm2-secret", hex)) => (Suite::Sm3Sm2, hex),
            _ => return Err(KeyError::Text("私钥")),
        };
        Self::from_seed(suite, from_hex(hex).ok_or(KeyError::Text("私钥"))?)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(secret of {})", self.public().id())
    }
}

/// A district's public key. Text form `ed25519:<64 hex>` (RFC 8032 §5.1.2) or `sm2:<hex of the
/// uncompressed point>` (130 digits starting with `04`, GB/T 32918.1 §4.2.8).
#[derive(Clone)]
pub struct PublicKey(Public);

#[derive(Clone)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    Sm2(sm2::dsa::VerifyingKey),
}

impl PartialEq for PublicKey {
    /// By text form, of which a key has exactly one.
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for PublicKey {}

impl PublicKey {
    /// The suite this key belongs to.
    pub fn suite(&self) -> Suite {
        match self.0 {
            Public::Ed25519(_) => Suite::Sha256Ed25519,
            Public::Sm2(_) => Suite::Sm3Sm2,
        }
    }

    /// Fingerprint that stands in every head: the first 16 bytes of the suite's hash of the text
    /// form, as 32 hex digits.
    pub fn id(&self) -> String {
        let hash = self.suite().digest(&[self.to_string().as_bytes()]);
        to_hex(&hash.0[..16])
    }

    /// Whether the signature holds. Ed25519 keys of small order and non-canonical signatures are
    /// refused (RFC 8032 §5.1.7).
    pub(crate) fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        match &self.0 {
            Public::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
                key.verify_strict(message, &signature).is_ok()
            }
            Public::Sm2(key) => sm2::dsa::Signature::from_slice(&signature.0)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Public::Ed25519(key) => write!(f, "ed25519:{}", to_hex(key.as_bytes())),
            Public::Sm2(key) => write!(f, "sm2:{}", to_hex(&key.to_sec1_bytes())),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        const WRONG: KeyError = KeyError::Text("公钥");
        match text.split_once(':') {
            Some(("ed25519", hex)) => {
                let bytes = from_hex(hex).ok_or(WRONG)?;
                ed25519_dalek::VerifyingKey::from_bytes(&bytes)
                    .map(|key| Self(Public::Ed25519(key)))
                    .map_err(|_| WRONG)
            }
            Some(("sm2", hex)) => {
                let bytes = from_hex::<65>(hex).ok_or(WRONG)?;
                sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_ID, &bytes)
                    .map(|key| Self(Public::Sm2(key)))
                    .map_err(|_| WRONG)
            }
            _ => Err(WRONG),
        }
    }
}

impl Serialize for PublicKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse_text(deserializer)
    }
}

/// A signature: 64 bytes, `R || S` (RFC 8032) or `r || s` (GB/T 32918.2); 128 hex digits in text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Signature {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        from_hex::<64>(text)
            .map(Signature)
            .ok_or_else(|| format!("签名“{text}”写法不对，应为 128 位小写十六进制数。"))
    }
}

impl Serialize for Signature {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse_text(deserializer)
    }
}
