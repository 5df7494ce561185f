//! The tree against `ct-merkle` and against roots computed by a second program.

use crate::logs::{Random, SUITES};
use banjie_journal::tree::{
    consistency_needs, consistency_proof, inclusion_needs, inclusion_proof, root_at, root_needs,
    verify_consistency, verify_inclusion,
};
use banjie_journal::{Frontier, Hash, Suite, TreeError};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use std::collections::HashMap;

/// Nodes as a database keeps them, levels ≥ 0.
type Nodes = HashMap<(u8, u64), Hash>;

fn leaf(suite: Suite, i: u64) -> Hash {
    suite.leaf(&i.to_be_bytes())
}

/// Nodes of a tree and the root at each size.
fn grow(suite: Suite, size: u64) -> (Nodes, Vec<Hash>) {
    let mut frontier = Frontier::new(suite);
    let mut nodes = Nodes::new();
    let mut roots = vec![frontier.root()];
    for i in 0..size {
        nodes.insert((0, i), leaf(suite, i));
        for node in frontier.append(leaf(suite, i)) {
            assert!(node.level >= 1);
            let before = nodes.insert((node.level, node.index), node.hash);
            assert_eq!(before, None, "a node is written once");
        }
        roots.push(frontier.root());
    }
    (nodes, roots)
}

/// RFC 6962 test leaves of the certificate-transparency project. The SHA-256 roots are the
/// published ones; all were computed again with Python's hashlib, straight from the recursive
/// definition in RFC 6962 §2.1.
#[test]
fn known_roots() {
    let leaves: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let text = include_str!("../golden/roots.txt");
    for suite in SUITES {
        let expected: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix(suite.as_str())?.strip_prefix(' '))
            .collect();
        assert_eq!(expected.len(), 9);
        let mut frontier = Frontier::new(suite);
        assert_eq!(frontier.root().to_string(), expected[0]);
        for (i, bytes) in leaves.iter().enumerate() {
            frontier.append(suite.leaf(bytes));
            assert_eq!(frontier.root().to_string(), expected[i + 1], "{suite} {i}");
        }
    }
}

/// All sizes to 130: roots and every proof are those of `ct-merkle`, and verify; what was asked
/// for beforehand is exactly what is needed.
#[test]
fn every_small_size_agrees_with_the_oracle() {
    agree::<sha2::Sha256>(Suite::Sha256Ed25519, 130);
    agree::<sm3::Sm3>(Suite::Sm3Sm2, 70);
}

fn agree<H: ct_merkle::digest::Digest>(suite: Suite, max: u64) {
    let (nodes, roots) = grow(suite, max);
    let mut oracle = MemoryBackedTree::<H, [u8; 8]>::new();
    for size in 1..=max {
        oracle.push((size - 1).to_be_bytes());
        let root = roots[size as usize];
        assert_eq!(oracle.root().as_bytes().as_slice(), root.0, "size {size}");
        // Only nodes of this size's tree, and only the ones announced, may be read.
        let only = |needs: Vec<banjie_journal::Coordinate>| -> Nodes {
            needs
                .into_iter()
                .map(|at| ((at.level, at.index), nodes[&(at.level, at.index)]))
                .collect()
        };
        let some = only(root_needs(size));
        let get = |l, i| some.get(&(l, i)).copied();
        assert_eq!(root_at(suite, size, get).unwrap(), root);
        let loaded = Frontier::load(suite, size, get).unwrap();
        assert_eq!(loaded.root(), root);
        assert_eq!(loaded.to_string().parse::<Frontier>().unwrap(), loaded);
        for index in 0..size {
            let some = only(inclusion_needs(index, size).unwrap());
            let path =
                inclusion_proof(suite, index, size, |l, i| some.get(&(l, i)).copied()).unwrap();
            let theirs = oracle.prove_inclusion(index as usize);
            assert_eq!(flat(&path), theirs.as_bytes(), "{index} in {size}");
            verify_inclusion(suite, index, size, leaf(suite, index), &path, root).unwrap();
        }
        for old in 1..size {
            let some = only(consistency_needs(old, size).unwrap());
            let path =
                consistency_proof(suite, old, size, |l, i| some.get(&(l, i)).copied()).unwrap();
            let theirs = oracle.prove_consistency((size - old) as usize);
            assert_eq!(flat(&path), theirs.as_bytes(), "{old} to {size}");
            verify_consistency(suite, old, roots[old as usize], size, root, &path).unwrap();
        }
    }
}

fn flat(path: &[Hash]) -> Vec<u8> {
    path.iter().flat_map(|hash| hash.0).collect()
}

/// Larger sizes at random: the oracle's own verifier accepts our proofs.
#[test]
fn the_oracle_accepts_proofs_of_random_larger_sizes() {
    let suite = Suite::Sha256Ed25519;
    let (nodes, roots) = grow(suite, 5_000);
    let get = |l, i| nodes.get(&(l, i)).copied();
    let theirs = |size: u64| {
        let root = sha2::digest::Output::<sha2::Sha256>::from(roots[size as usize].0);
        ct_merkle::RootHash::<sha2::Sha256>::new(root, size)
    };
    let mut random = Random(6962);
    for round in 0..300 {
        let size = 131 + random.below(4_870);
        let index = random.below(size);
        let old = 1 + random.below(size - 1);
        let path = inclusion_proof(suite, index, size, get).unwrap();
        let proof = ct_merkle::InclusionProof::try_from_bytes(flat(&path)).unwrap();
        theirs(size)
            .verify_inclusion(&index.to_be_bytes(), index, &proof)
            .unwrap_or_else(|e| panic!("round {round}: {index} in {size}: {e:?}"));
        let path = consistency_proof(suite, old, size, get).unwrap();
        let proof = ct_merkle::ConsistencyProof::try_from_bytes(flat(&path)).unwrap();
        theirs(size)
            .verify_consistency(&theirs(old), &proof)
            .unwrap_or_else(|e| panic!("round {round}: {old} to {size}: {e:?}"));
    }
}

/// Wrong index, size, leaf, root, order or length of path: never accepted. For each small tree
/// every single wrong value of each kind is tried.
#[test]
fn wrong_proofs_are_refused() {
    for suite in SUITES {
        let (nodes, roots) = grow(suite, 20);
        let get = |l, i| nodes.get(&(l, i)).copied();
        let bad = suite.leaf(b"another");
        for size in 1..=20u64 {
            let root = roots[size as usize];
            for index in 0..size {
                let path = inclusion_proof(suite, index, size, get).unwrap();
                let own = leaf(suite, index);
                let verify = |i, s, l, p: &[Hash], r| verify_inclusion(suite, i, s, l, p, r);
                for other in (0..25).filter(|i| *i != index) {
                    assert!(verify(other, size, own, &path, root).is_err());
                }
                assert!(verify(index, size, bad, &path, root).is_err());
                assert!(verify(index, size, own, &path, bad).is_err());
                for mutated in mutations(&path, bad) {
                    assert!(verify(index, size, own, &mutated, root).is_err());
                }
            }
            for old in 1..size {
                let path = consistency_proof(suite, old, size, get).unwrap();
                let before = roots[old as usize];
                let verify = |o, a, n, b, p: &[Hash]| verify_consistency(suite, o, a, n, b, p);
                assert!(verify(old, bad, size, root, &path).is_err());
                assert!(verify(old, before, size, bad, &path).is_err());
                assert!(verify(size, root, old, before, &path).is_err());
                for mutated in mutations(&path, bad) {
                    assert!(verify(old, before, size, root, &mutated).is_err());
                }
            }
        }
    }
}

/// Every path that differs in one place: a hash changed, dropped, doubled, swapped, or one added.
fn mutations(path: &[Hash], bad: Hash) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for i in 0..path.len() {
        let mut changed = path.to_vec();
        changed[i] = bad;
        all.push(changed);
        let mut dropped = path.to_vec();
        dropped.remove(i);
        all.push(dropped);
        if i > 0 {
            let mut swapped = path.to_vec();
            swapped.swap(i - 1, i);
            all.push(swapped);
        }
    }
    for i in 0..=path.len() {
        let mut added = path.to_vec();
        added.insert(i, bad);
        all.push(added);
    }
    all
}

#[test]
fn edges_are_errors_not_panics() {
    let suite = Suite::Sm3Sm2;
    let (nodes, roots) = grow(suite, 3);
    let get = |l, i| nodes.get(&(l, i)).copied();
    let out = TreeError::OutOfRange { asked: 3, size: 3 };
    assert_eq!(inclusion_proof(suite, 3, 3, get), Err(out.clone()));
    assert_eq!(out.to_string(), "日志共 3 条，位置 3 超出范围。");
    assert!(inclusion_proof(suite, 0, 0, get).is_err());
    assert!(consistency_proof(suite, 4, 3, get).is_err());
    assert!(matches!(
        inclusion_proof(suite, 0, 4, get),
        Err(TreeError::MissingNode(_))
    ));
    // The empty tree and a tree with itself: an empty path and nothing else.
    let empty = suite.empty_root();
    verify_consistency(suite, 0, empty, 3, roots[3], &[]).unwrap();
    verify_consistency(suite, 3, roots[3], 3, roots[3], &[]).unwrap();
    assert!(verify_consistency(suite, 0, roots[1], 3, roots[3], &[]).is_err());
    assert!(verify_consistency(suite, 0, empty, 3, roots[3], &[empty]).is_err());
    assert!(verify_consistency(suite, 3, roots[3], 3, roots[2], &[]).is_err());
    assert!(verify_consistency(suite, 3, roots[3], 3, roots[3], &[empty]).is_err());
    // Sizes nobody has, from a hostile file.
    let most = u64::MAX;
    assert!(verify_inclusion(suite, most - 1, most, empty, &[], empty).is_err());
    assert!(verify_consistency(suite, most - 1, empty, most, empty, &[empty; 70]).is_err());
    assert!(inclusion_needs(most - 1, most).is_ok());
    assert!(consistency_needs(1 << 63, most).is_ok());
    for text in [
        "",
        "sm3-sm2",
        "sm3-sm2 1",
        "sm4 0",
        "sm3-sm2 0 00",
        "sm3-sm2 1 xy",
    ] {
        assert!(text.parse::<Frontier>().is_err(), "{text:?}");
    }
}
