//! `banjie verify`: offline proof; shares only the journal crate with the server.

use crate::output::{Outcome, say};
use banjie_journal::{HeadFile, Receipt, verify_receipt};
use std::path::Path;

/// Checks a receipt, alone or against a head from other hands.
pub(crate) fn run(json: bool, receipt: &Path, head: Option<&Path>) -> Outcome {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|e| format!("{}：读不了（{e}）", path.display()))
    };
    let receipt = Receipt::parse(&read(receipt)?)?;
    let head = head.map(|path| HeadFile::parse(&read(path)?)).transpose()?;
    let verdict = verify_receipt(&receipt, head.as_ref());
    say(json, &verdict, &verdict.text(), verdict.ok())
}
