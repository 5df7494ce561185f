//! The matter went from unit to unit: transferred, returned, disputed.

use super::{Detector, Field, History, Mark, mark};
use crate::district::UnitId;
use crate::matter::{By, Event};

pub(super) fn marks(history: &History, field: &Field<'_>) -> Vec<Mark> {
    let coordinator = &field.law.district.coordinator;
    let mut moves: Vec<(UnitId, jiff::civil::Date)> = Vec::new();
    for (event, by, at) in &history.events {
        let moved = matches!(
            event,
            Event::Transferred { .. } | Event::Returned { .. } | Event::Disputed { .. }
        );
        if let (true, By::Staff { unit, .. }) = (moved, by)
            && unit != coordinator
        {
            moves.push((unit.clone(), at.date()));
        }
    }
    let often = usize::try_from(field.thresholds.bounces).unwrap_or(usize::MAX);
    let Some((unit, day)) = moves.last().filter(|_| moves.len() >= often) else {
        return Vec::new();
    };
    let names: Vec<&str> = moves.iter().map(|(unit, _)| unit.as_str()).collect();
    vec![mark(
        history,
        Detector::Bouncing,
        unit,
        *day,
        format!("各单位推转 {} 次：{}", moves.len(), names.join("、")),
    )]
}
