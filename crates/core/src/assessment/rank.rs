//! Places: competition style, equal scores share a place and the following are skipped (C8).

use rust_decimal::Decimal;

/// The place of each score, best (highest) first, in the order given: `92.5, 90, 90, 88` gives
/// `1, 2, 2, 4`.
pub fn places(scores: &[Decimal]) -> Vec<u32> {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    (scores.iter())
        .map(|score| {
            let better = sorted.partition_point(|other| other > score);
            u32::try_from(better).unwrap_or(u32::MAX - 1) + 1
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_share_a_place_even_when_written_differently() {
        let scores: Vec<Decimal> = ["90", "92.5", "88", "90.00"]
            .iter()
            .map(|s| s.parse().unwrap())
            .collect();
        assert_eq!(places(&scores), [2, 1, 4, 2]);
        assert_eq!(places(&[]), [0_u32; 0]);
    }
}
