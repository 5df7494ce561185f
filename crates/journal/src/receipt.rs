//! Receipts (回执): one leaf with all that is needed to check it offline.

use crate::entry::Entry;
use crate::hash::Hash;
use crate::key::PublicKey;
use crate::seal::{Consistency, HeadFile, SignedHead, VerifiedHead};
use crate::tree::{self, TreeError};
use crate::verdict::{Mark, Verdict};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Version word of the receipt file.
pub const FORMAT: &str = "banjie-receipt/1";

/// What a receipt proves and what not; printed on it.
pub const NOTE: &str = "本回执证明：正文已按所载序号写入本区日志，并包含在所附封存之内；任何人都可以用 banjie verify 离线核对。\
    本回执不能证明：所载内容属实、办理正确；也不能单凭自己证明日志此后没有被整体重写。\
    请把所附封存与留存在他处的封存（公告、周报、其他单位或个人的回执）对照：同一规模出现两个不同的根，就是造假的证据。";

/// A receipt, stored and handed out as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// [`FORMAT`].
    pub format: String,
    /// The matter's number as shown to people.
    pub number: String,
    /// 行政区划代码.
    pub district: String,
    /// The leaf's bytes: the canonical line of the entry ([`Entry::line`]).
    pub entry: String,
    /// Index of the leaf, from 0 (RFC 6962 §2.1.1).
    pub leaf_index: u64,
    /// Hash of the leaf (RFC 6962 §2.1).
    pub leaf_hash: Hash,
    /// Audit path to the root of `head` (RFC 6962 §2.1.1).
    pub path: Vec<Hash>,
    /// The seal that covers the leaf (RFC 6962 §3.5).
    pub head: SignedHead,
    /// The key that signed it, for convenience: compare its fingerprint with the published one.
    pub public_key: PublicKey,
    /// [`NOTE`].
    pub note: String,
}

/// Why a receipt could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptError {
    /// The seal does not cover the entry, or a node is missing.
    Tree(TreeError),
    /// The line is no canonical entry.
    Entry(crate::entry::EntryError),
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReceiptError::Tree(e) => write!(f, "回执无法出具：{e}"),
            ReceiptError::Entry(e) => write!(f, "回执无法出具：{e}"),
        }
    }
}

impl std::error::Error for ReceiptError {}

impl Receipt {
    /// Makes a receipt from the stored line, a seal of at least its sequence number, and the
    /// stored nodes (see [`tree::inclusion_needs`]).
    ///
    /// # Errors
    /// [`ReceiptError`]: a receipt that would not verify is not given out.
    pub fn new(
        number: &str,
        line: &str,
        verified: &VerifiedHead,
        nodes: impl Fn(u8, u64) -> Option<Hash>,
    ) -> Result<Self, ReceiptError> {
        let head = verified.signed().clone();
        let entry = Entry::parse(line).map_err(ReceiptError::Entry)?;
        let suite = head.head.suite;
        let leaf_index = entry.leaf_index();
        let leaf_hash = suite.leaf(line.as_bytes());
        let (size, root) = (head.head.size, head.head.root);
        let path =
            tree::inclusion_proof(suite, leaf_index, size, nodes).map_err(ReceiptError::Tree)?;
        tree::verify_inclusion(suite, leaf_index, size, leaf_hash, &path, root)
            .map_err(ReceiptError::Tree)?;
        Ok(Self {
            format: FORMAT.to_owned(),
            number: number.to_owned(),
            district: entry.district,
            entry: line.to_owned(),
            leaf_index,
            leaf_hash,
            path,
            head,
            public_key: verified.key().clone(),
            note: NOTE.to_owned(),
        })
    }

    /// Reads a receipt file.
    ///
    /// # Errors
    /// A sentence naming what is wrong with the JSON or its version.
    pub fn parse(text: &str) -> Result<Self, String> {
        let receipt: Self = serde_json::from_str(text)
            .map_err(|e| format!("这个文件不是回执：{e}。请重新下载回执文件。"))?;
        if receipt.format == FORMAT {
            Ok(receipt)
        } else {
            Err(format!(
                "回执的格式是“{}”，本程序只认识“{FORMAT}”，请换用新版程序。",
                receipt.format
            ))
        }
    }

    /// The file's text: indented JSON with a line feed at the end.
    pub fn to_json(&self) -> String {
        pretty(self)
    }
}

/// Indented JSON. Our own types have text keys and no failing parts, so writing cannot fail.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Checks a receipt offline and, if given, compares it with a seal from other hands.
///
/// Checked are: the entry's spelling, place, district and number; the leaf hash (RFC 6962 §2.1);
/// the audit path (RFC 9162 §2.1.3.2); the seal's signature (RFC 6962 §3.5); and with another
/// seal: its signature by the same key, one root for one size, or the consistency proof
/// (RFC 9162 §2.1.4.2). Two roots of one size under one key are [`Outcome::Fraud`].
///
/// [`Outcome::Fraud`]: crate::verdict::Outcome::Fraud
pub fn verify_receipt(receipt: &Receipt, other: Option<&HeadFile>) -> Verdict {
    let mut verdict = Verdict::new();
    check_entry(receipt, &mut verdict);
    let sealed = check_seal(receipt, &mut verdict);
    match other {
        Some(file) => compare(&receipt.head, sealed, file, &receipt.public_key, &mut verdict),
        None => verdict.add(
            "other_head",
            Mark::Note,
            "没有提供他处留存的封存，未能核对日志此后是否被整体重写。可加 --head 指定一份旧的或新的封存。",
        ),
    }
    verdict
}

/// The entry itself: spelling, place, district, number.
fn check_entry(receipt: &Receipt, verdict: &mut Verdict) {
    let entry = match Entry::parse(&receipt.entry) {
        Ok(entry) => entry,
        Err(e) => return verdict.add("entry", Mark::Failed, format!("回执正文无法核对：{e}")),
    };
    let head = &receipt.head.head;
    let wrong = if entry.leaf_index() != receipt.leaf_index {
        Some(format!(
            "正文的序号是 {}，回执却说它是第 {} 条。",
            entry.seq,
            receipt.leaf_index.saturating_add(1)
        ))
    } else if entry.district != receipt.district || head.district != receipt.district {
        Some(format!(
            "回执的区划代码是 {}，正文是 {}，封存是 {}，三者应当相同。",
            receipt.district, entry.district, head.district
        ))
    } else if !belongs(&entry.stream, &receipt.number) {
        Some(format!(
            "回执的编号是 {}，正文却属于 {}。",
            receipt.number, entry.stream
        ))
    } else {
        None
    };
    match wrong {
        Some(text) => verdict.add("entry", Mark::Failed, text),
        None => verdict.add(
            "entry",
            Mark::Ok,
            format!(
                "正文是 {} 的一条完整记录：第 {} 条，{}，时间 {}。",
                receipt.number, entry.seq, entry.event, entry.at
            ),
        ),
    }
}

/// A stream is the number itself or ends in it after `:` or `/`.
fn belongs(stream: &str, number: &str) -> bool {
    stream
        .strip_suffix(number)
        .is_some_and(|before| before.is_empty() || before.ends_with([':', '/']))
}

/// Leaf, path, signature. Returns whether the receipt's own seal is signed.
fn check_seal(receipt: &Receipt, verdict: &mut Verdict) -> bool {
    let signed = &receipt.head;
    let head = &signed.head;
    let leaf = head.suite.leaf(receipt.entry.as_bytes());
    if leaf == receipt.leaf_hash {
        verdict.add("leaf", Mark::Ok, "正文与叶子哈希相符。");
    } else {
        verdict.add(
            "leaf",
            Mark::Failed,
            "正文与叶子哈希不符：回执正文在出具之后被改过。",
        );
    }
    // Always with the hash of the text at hand, never with the one the receipt claims.
    match tree::verify_inclusion(
        head.suite,
        receipt.leaf_index,
        head.size,
        leaf,
        &receipt.path,
        head.root,
    ) {
        Ok(()) => verdict.add(
            "inclusion",
            Mark::Ok,
            format!("正文包含在 {} 封存的 {} 条日志之内。", head.at, head.size),
        ),
        Err(e) => verdict.add(
            "inclusion",
            Mark::Failed,
            format!("不能证明正文在封存之内：{e}"),
        ),
    }
    match signed.verify(&receipt.public_key) {
        Ok(()) => {
            verdict.add(
                "signature",
                Mark::Ok,
                format!("封存由指纹为 {} 的钥匙签署。", head.key_id),
            );
            verdict.add(
                "key",
                Mark::Note,
                "公钥取自回执本身，请把上面的指纹与公示页或公告上的指纹对照。",
            );
            true
        }
        Err(e) => {
            verdict.add("signature", Mark::Failed, e.to_string());
            false
        }
    }
}

/// Compares the receipt's seal with another one. `sealed`: the receipt's seal is really signed,
/// without which nothing can be held against the signer.
fn compare(
    ours: &SignedHead,
    sealed: bool,
    file: &HeadFile,
    key: &PublicKey,
    verdict: &mut Verdict,
) {
    let (own, other) = (&ours.head, &file.head.head);
    if let Err(e) = file.head.verify(key) {
        return verdict.add("other_head", Mark::Failed, format!("所给的封存不能用：{e}"));
    }
    if own.district != other.district {
        let text = format!(
            "所给的封存属于区划 {}，回执属于 {}，无法比较。",
            other.district, own.district
        );
        return verdict.add("other_head", Mark::Failed, text);
    }
    verdict.add(
        "other_head",
        Mark::Ok,
        format!(
            "所给的封存（{},{} 条）由同一把钥匙签署。",
            other.at, other.size
        ),
    );
    if own.size == other.size {
        return match (own.root == other.root, sealed) {
            (true, _) => verdict.add("consistency", Mark::Ok, "两份封存规模相同，根也相同。"),
            (false, true) => verdict.add("fork", Mark::Fraud, fork_sentence(ours, &file.head)),
            (false, false) => verdict.add(
                "consistency",
                Mark::Failed,
                "两份封存规模相同而根不同，但回执自己的签名不成立，不能据此指证签署方。",
            ),
        };
    }
    let (old, new) = if own.size < other.size {
        (own, other)
    } else {
        (other, own)
    };
    match &file.consistency {
        None => verdict.add(
            "consistency",
            Mark::Failed,
            format!(
                "两份封存规模不同（{} 条与 {} 条），缺少一致性证明，无法判断。请向日志的主办方索取从 {} 到 {} 的证明；对方拿不出，就应怀疑历史被改。",
                old.size, new.size, old.size, new.size
            ),
        ),
        Some(Consistency { from, to, .. }) if (*from, *to) != (old.size, new.size) => verdict.add(
            "consistency",
            Mark::Failed,
            format!(
                "所附一致性证明是从 {from} 到 {to} 的，这里需要从 {} 到 {} 的。",
                old.size, new.size
            ),
        ),
        Some(Consistency { path, .. }) => {
            match tree::verify_consistency(own.suite, old.size, old.root, new.size, new.root, path)
            {
                Ok(()) => verdict.add(
                    "consistency",
                    Mark::Ok,
                    format!(
                        "前 {} 条在 {} 条的日志里原样保留，没有被改、删、插或换序。",
                        old.size, new.size
                    ),
                ),
                Err(e) => verdict.add(
                    "consistency",
                    Mark::Failed,
                    format!(
                        "一致性证明不成立：{e}请索取新的证明；对方拿不出成立的证明，就说明历史被改过。"
                    ),
                ),
            }
        }
    }
    // The clock may have been set back, so this accuses nobody.
    if old.at.len() == new.at.len() && old.at > new.at {
        verdict.add(
            "time",
            Mark::Note,
            "规模较小的封存反而时间较晚：可能是时钟回拨，也可能是日志被回滚，请追问。",
        );
    }
}

/// The sentence that accuses: two roots of one size, both signed by one key.
fn fork_sentence(a: &SignedHead, b: &SignedHead) -> String {
    format!(
        "造假证据：指纹为 {} 的钥匙为同一个 {} 条的日志签署了两个不同的根：{} 的 {} 与 {} 的 {}。只追加的日志在一个规模上只有一个根，这把钥匙的持有者至少在一处出示了被改写的历史。",
        a.head.key_id, a.head.size, a.head.at, a.head.root, b.head.at, b.head.root
    )
}
