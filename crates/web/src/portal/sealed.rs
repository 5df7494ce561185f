//! What we hand to a browser and must get back unaltered: signed with the application's secret.

use crate::App;
use crate::kit::Problem;
use crate::kit::security::hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// HMAC-SHA256 over a purpose and a text, in hex. The purpose keeps a signature made for one thing
/// from being shown for another.
///
/// # Errors
/// Never in practice: HMAC takes keys of any length.
pub(crate) fn sign(app: &App, purpose: &str, text: &str) -> Result<String, Problem> {
    Ok(hex(&mac(app, purpose, text)?.finalize().into_bytes()))
}

/// Whether a signature is ours; compared in constant time.
pub(crate) fn fits(app: &App, purpose: &str, text: &str, signature: &str) -> bool {
    let Some(bytes) = unhex(signature) else {
        return false;
    };
    mac(app, purpose, text).is_ok_and(|m| m.verify_slice(&bytes).is_ok())
}

/// A code of 12 bytes that follows from a text: nothing need be stored to recognise it again, and
/// nobody without the application's secret can compute it.
///
/// # Errors
/// Never in practice.
pub(crate) fn derived(app: &App, purpose: &str, text: &str) -> Result<[u8; 12], Problem> {
    let whole = mac(app, purpose, text)?.finalize().into_bytes();
    let mut bytes = [0; 12];
    bytes.copy_from_slice(&whole[..12]);
    Ok(bytes)
}

/// Whether two codes are the same; compared in constant time.
pub(crate) fn same(app: &App, one: &str, other: &str) -> bool {
    let seal = |text: &str| mac(app, "same", text).map(|m| m.finalize());
    matches!((seal(one), seal(other)), (Ok(a), Ok(b)) if a == b)
}

fn mac(app: &App, purpose: &str, text: &str) -> Result<Hmac<Sha256>, Problem> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&app.settings().secret)
        .map_err(|e| Problem::internal(&e))?;
    mac.update(purpose.as_bytes());
    mac.update(b"\n");
    mac.update(text.as_bytes());
    Ok(mac)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let even = text.len().is_multiple_of(2) && text.is_ascii();
    even.then_some(())?;
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok())
        .collect()
}

/// The idempotency key of a request: the form's own key together with everything it says. A resent
/// form changes nothing; a form changed after Back is a new request and not silently lost.
pub(crate) fn request_key(form_key: Option<&str>, said: &[&str]) -> Option<String> {
    let mut hash = Sha256::new();
    hash.update(form_key?.as_bytes());
    for part in said {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    Some(hex(&hash.finalize())[..32].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_form_has_the_same_key_and_a_changed_one_another() {
        let key = |said: &[&str]| request_key(Some("0123"), said);
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        assert_ne!(key(&["a", "b"]), key(&["ab", ""]));
        assert_ne!(key(&["a"]), request_key(Some("0124"), &["a"]));
        assert_eq!(request_key(None, &["a"]), None);
    }

    #[test]
    fn hex_that_is_none_is_no_signature() {
        assert_eq!(unhex("0aff"), Some(vec![10, 255]));
        for bad in ["0", "zz", "编号"] {
            assert_eq!(unhex(bad), None);
        }
    }
}
