//! `rating_rates`: 好差评 satisfaction and bad rate after removals on appeal.

use super::input::whole;
use super::{Facts, Input, Refused};
use crate::assessment::rates::{Ratings, printed};
use serde_json::{Map, Value, json};

pub(super) fn answer(input: &Input<'_>, _: &Facts<'_>) -> Result<Value, Refused> {
    let counts = ratings(input.object("counts")?)?;
    let removed = match input.get("removed") {
        Some(_) => ratings(input.object("removed")?)?,
        None => Ratings::default(),
    };
    let valid = counts.without(&removed).ok_or_else(|| {
        Refused::bad_input("某一等级剔除的评价多于实有的评价：请核对 counts 与 removed")
    })?;
    Ok(json!({
        "valid": valid.valid().to_string(),
        "satisfaction": valid.satisfaction().map(printed),
        "bad": valid.bad().map(printed),
    }))
}

fn ratings(object: &Map<String, Value>) -> Result<Ratings, Refused> {
    let mut ratings = Ratings::default();
    for (level, value) in object {
        let place = (level.parse::<usize>().ok())
            .and_then(|level| ratings.levels.get_mut(level.checked_sub(1)?))
            .ok_or_else(|| {
                Refused::bad_input(format!(
                    "评价等级“{level}”不存在：等级为1（非常不满意）至5（非常满意）"
                ))
            })?;
        // A sum over five levels must stay in range.
        *place = whole(level, value)?.min(u64::MAX / 8);
    }
    Ok(ratings)
}
