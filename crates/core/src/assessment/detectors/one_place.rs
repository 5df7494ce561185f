//! Praise of one unit from one device or address.

use super::{Detector, Field, Mark, Praise};
use crate::district::UnitId;
use std::collections::BTreeMap;

pub(super) fn marks(field: &Field<'_>) -> Vec<Mark> {
    let mut places: BTreeMap<(&UnitId, &str), Vec<&Praise>> = BTreeMap::new();
    for praise in field.praise {
        if field.holds(praise.day) && !praise.place.is_empty() {
            let key = (&praise.unit, praise.place.as_str());
            places.entry(key).or_default().push(praise);
        }
    }
    let least = usize::try_from(field.thresholds.place_least).unwrap_or(usize::MAX);
    let many = places.into_iter().filter(|(_, all)| all.len() >= least);
    many.flat_map(|((unit, _), all)| {
        let reason = format!("{unit}本月有 {} 条好评来自同一个地方", all.len());
        all.into_iter().map(move |praise| Mark {
            day: praise.day,
            no: praise.no,
            unit: unit.clone(),
            detector: Detector::OnePlace,
            reason: reason.clone(),
        })
    })
    .collect()
}
