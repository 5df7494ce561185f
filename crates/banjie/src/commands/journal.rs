//! `banjie journal check`.

use crate::cli::Place;
use crate::output::{Outcome, say};
use crate::wiring;
use banjie_journal::HeadFile;
use std::path::PathBuf;

/// Replays the whole log and compares everything derived from it.
pub(crate) async fn check(json: bool, place: &Place, heads: &[PathBuf]) -> Outcome {
    let mut foreign = Vec::new();
    for path in heads {
        let text = std::fs::read_to_string(path)
            .map_err(|e| format!("{}：读不了（{e}）", path.display()))?;
        foreign.push(HeadFile::parse(&text)?.head);
    }
    let home = wiring::existing(place).await?;
    let checked = home.store.check(foreign).await.map_err(|e| e.to_string())?;
    let mut words = format!(
        "{} 条事件，{} 件办件，{} 条计数，{} 个封存相符\n根：{}\n",
        checked.events, checked.matters, checked.cases, checked.heads, checked.root
    );
    for fault in &checked.faults {
        words.push_str(&format!("不对：{fault}\n"));
    }
    if checked.faults.is_empty() {
        words.push_str("全部相符");
    }
    say(json, &checked, &words, checked.faults.is_empty())
}
