//! Keys and signed heads.

use crate::logs::{DISTRICT, SUITES, key};
use banjie_journal::{HeadFile, KeyError, PublicKey, SealError, SigningKey, Suite};
use serde_json::Value;

/// A head that OpenSSL signed with the key of 32 bytes `07`, and its public key.
pub(crate) fn golden(suite: Suite) -> (HeadFile, PublicKey) {
    let text = match suite {
        Suite::Sha256Ed25519 => include_str!("../golden/head-1.sha256-ed25519.json"),
        Suite::Sm3Sm2 => include_str!("../golden/head-1.sm3-sm2.json"),
    };
    let value: Value = serde_json::from_str(text).unwrap();
    let key = value["public_key"].as_str().unwrap().parse().unwrap();
    (HeadFile::parse(text).unwrap(), key)
}

#[test]
fn heads_signed_by_another_program_verify_and_have_our_bytes() {
    let bytes = [
        include_str!("../golden/head-1.sha256-ed25519.txt"),
        include_str!("../golden/head-1.sm3-sm2.txt"),
    ];
    for (suite, bytes) in SUITES.into_iter().zip(bytes) {
        let (file, public) = golden(suite);
        assert_eq!(public, key(suite).public());
        assert_eq!(public.id(), file.head.head.key_id);
        assert_eq!(file.head.head.canonical(), bytes);
        file.head.verify(&public).unwrap();
    }
}

/// Ed25519 has one signature for a message (RFC 8032), so ours is OpenSSL's to the bit.
#[test]
fn our_ed25519_signature_is_the_other_programs() {
    let head = golden(Suite::Sha256Ed25519).0.head;
    let ours = key(Suite::Sha256Ed25519)
        .seal(DISTRICT, 5, head.head.root, &head.head.at)
        .unwrap();
    assert_eq!(ours, head);
}

#[test]
fn any_changed_field_breaks_the_signature() {
    for suite in SUITES {
        let secret = key(suite);
        let root = suite.empty_root();
        let good = secret.seal(DISTRICT, 9, root, "2026-02-26").unwrap();
        good.verify(&secret.public()).unwrap();
        let mut bad = Vec::new();
        let mut change = |f: &dyn Fn(&mut banjie_journal::SignedHead)| {
            let mut head = good.clone();
            f(&mut head);
            bad.push(head);
        };
        change(&|h| h.head.size += 1);
        change(&|h| h.head.root.0[31] ^= 1);
        change(&|h| h.head.district.push('0'));
        change(&|h| h.head.at.push('0'));
        for bit in 0..512 {
            change(&|h| h.signature.0[bit / 8] ^= 1 << (bit % 8));
        }
        for head in bad {
            assert_eq!(head.verify(&secret.public()), Err(SealError::Signature));
        }
        let other = SigningKey::from_seed(suite, [8; 32]).unwrap().public();
        assert!(matches!(good.verify(&other), Err(SealError::Key { .. })));
        let [a, b] = SUITES;
        let foreign = key(if suite == a { b } else { a }).public();
        assert_eq!(good.verify(&foreign), Err(SealError::Suite));
    }
}

/// A line feed in a field could move the border between fields.
#[test]
fn control_characters_are_neither_signed_nor_accepted() {
    let secret = key(Suite::Sm3Sm2);
    let root = Suite::Sm3Sm2.empty_root();
    let refused = secret.seal("310199\nsize 9", 1, root, "2026");
    assert_eq!(refused, Err(SealError::Field("district")));
    assert_eq!(
        secret.seal(DISTRICT, 1, root, ""),
        Err(SealError::Field("at"))
    );
    let mut head = secret.seal(DISTRICT, 1, root, "2026").unwrap();
    head.head.at = "2026\n".into();
    assert_eq!(head.verify(&secret.public()), Err(SealError::Field("at")));
}

#[test]
fn keys_survive_their_text_and_hide_their_secret() {
    for suite in SUITES {
        let secret = key(suite);
        let again: SigningKey = secret.secret_text().parse().unwrap();
        assert_eq!(again.public(), secret.public());
        let public: PublicKey = secret.public().to_string().parse().unwrap();
        assert_eq!(public, secret.public());
        let shown = format!("{secret:?}");
        assert!(!shown.contains(&"07".repeat(32)), "{shown}");
    }
    assert_eq!(
        SigningKey::from_seed(Suite::Sm3Sm2, [0; 32]).unwrap_err(),
        KeyError::Seed
    );
    assert_eq!(
        SigningKey::from_seed(Suite::Sm3Sm2, [255; 32]).unwrap_err(),
        KeyError::Seed
    );
    for text in ["", "sm2:04", "ed25519:zz", "rsa:00"] {
        assert!(text.parse::<PublicKey>().is_err());
        assert!(text.parse::<SigningKey>().is_err());
    }
    // A point that is not on the curve.
    let off = format!("sm2:04{}", "01".repeat(64));
    assert!(off.parse::<PublicKey>().is_err());
}

/// The key of small order signs anything under lax rules; no seal may rest on it.
#[test]
fn a_weak_ed25519_key_signs_nothing() {
    let weak: PublicKey = format!("ed25519:01{}", "00".repeat(31)).parse().unwrap();
    let mut head = golden(Suite::Sha256Ed25519).0.head;
    head.head.key_id = weak.id();
    head.signature.0 = [0; 64];
    head.signature.0[0] = 1;
    assert_eq!(head.verify(&weak), Err(SealError::Signature));
}
