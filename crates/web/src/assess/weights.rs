//! 名义权重和有效权重 as a table: on the ranking, and where a draft of the method is tried.

use crate::kit::parts::{Cell, Column, DataTable};
use banjie_core::assessment::weights::EffectiveWeight;

/// What each measure of a group really weighs.
pub(crate) fn weights(group: &str, weights: &[EffectiveWeight]) -> DataTable {
    let row = |weight: &EffectiveWeight| -> Vec<Cell> {
        vec![
            weight.title.clone().into(),
            format!("{}%", weight.weight.normalize()).into(),
            weight.share_words().into(),
            format!("{}/{}", weight.full, weight.counted).into(),
        ]
    };
    DataTable {
        caption: format!("{group}：名义权重和有效权重"),
        columns: vec![
            Column::text("考核项"),
            Column::number("名义权重"),
            Column::number("有效权重"),
            Column::number("满分单位"),
        ],
        rows: weights.iter().map(row).collect(),
    }
}
