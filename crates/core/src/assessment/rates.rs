//! Rates of the assessment: satisfaction, the three hotline rates, the Wilson bound.
//!
//! Everything is computed from counts in exact decimals and rounded once, when it is shown
//! (C7). A rate without a denominator is "no data" (`None`), never 0 or 100.

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

/// A rate in percent, not rounded.
pub type Percent = Decimal;

/// `part` of `whole` in percent; `None` when there is nothing to divide by.
pub fn percent(part: u64, whole: u64) -> Option<Percent> {
    (whole > 0).then(|| Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole))
}

/// Two decimals, half-up (C7). Sums of thirds and the like carry an error in their last digits,
/// which must not push an exact half below the middle: hence the first, finer rounding.
pub fn rounded(rate: Percent) -> Decimal {
    (rate.round_dp_with_strategy(20, RoundingStrategy::MidpointAwayFromZero))
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// As printed: two decimals, half-up, e.g. `98.00`.
pub fn printed(rate: Percent) -> String {
    format!("{:.2}", rounded(rate))
}

/// The weighted mean of rates; weights need not sum to 100. `None` when a rate is missing or all
/// weights are zero.
pub fn composite(parts: &[(Decimal, Option<Percent>)]) -> Option<Percent> {
    let mut sum = Decimal::ZERO;
    let mut weights = Decimal::ZERO;
    for (weight, rate) in parts {
        sum = sum.checked_add(weight.checked_mul((*rate)?)?)?;
        weights = weights.checked_add(*weight)?;
    }
    sum.checked_div(weights)
}

/// 好差评 of a unit: how many of each level remain after removals on appeal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratings {
    /// Ratings of level 1 (非常不满意) to 5 (非常满意).
    pub levels: [u64; 5],
}

impl Ratings {
    /// Valid ratings.
    pub fn valid(&self) -> u64 {
        self.levels.iter().sum()
    }

    /// Levels 3 to 5 of the valid ratings.
    pub fn satisfaction(&self) -> Option<Percent> {
        percent(self.levels[2..].iter().sum(), self.valid())
    }

    /// Levels 1 and 2 of the valid ratings.
    pub fn bad(&self) -> Option<Percent> {
        percent(self.levels[..2].iter().sum(), self.valid())
    }

    /// These ratings without those removed on appeal; `None` when more are removed than exist.
    pub fn without(&self, removed: &Ratings) -> Option<Ratings> {
        let mut levels = self.levels;
        for (level, gone) in levels.iter_mut().zip(removed.levels) {
            *level = level.checked_sub(gone)?;
        }
        Some(Ratings { levels })
    }
}

/// Counts behind the three rates of a hotline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreeRates {
    /// Tickets assigned.
    pub assigned: u64,
    /// Of these, excluded from assessment with reason.
    pub excluded: u64,
    /// Contacted in time.
    pub responded: u64,
    /// Valid call-backs.
    pub callbacks: u64,
    /// Of these, solved as the caller says.
    pub solved: u64,
    /// Of these, satisfied.
    pub satisfied: u64,
}

impl ThreeRates {
    /// 响应率: in time of those assessed.
    pub fn response(&self) -> Option<Percent> {
        percent(self.responded, self.assigned.checked_sub(self.excluded)?)
    }

    /// 解决率.
    pub fn solve(&self) -> Option<Percent> {
        percent(self.solved, self.callbacks)
    }

    /// 满意率.
    pub fn satisfaction(&self) -> Option<Percent> {
        percent(self.satisfied, self.callbacks)
    }

    /// 综合, with the weights of response, solve and satisfaction.
    pub fn composite(&self, weights: [Decimal; 3]) -> Option<Percent> {
        composite(&[
            (weights[0], self.response()),
            (weights[1], self.solve()),
            (weights[2], self.satisfaction()),
        ])
    }
}

/// The confidence levels for which tables agree on a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// 80 %.
    P80,
    /// 90 %.
    P90,
    /// 95 %.
    P95,
    /// 99 %.
    P99,
}

impl Confidence {
    /// From the level in percent.
    pub fn from_percent(percent: Decimal) -> Option<Self> {
        [Self::P80, Self::P90, Self::P95, Self::P99]
            .into_iter()
            .find(|level| Decimal::from(level.percent()) == percent)
    }

    fn percent(self) -> u32 {
        match self {
            Self::P80 => 80,
            Self::P90 => 90,
            Self::P95 => 95,
            Self::P99 => 99,
        }
    }

    /// The two-sided factor of the normal distribution as tables print it (1.96 for 95 %).
    fn z(self) -> Decimal {
        match self {
            Self::P80 => Decimal::new(12816, 4),
            Self::P90 => Decimal::new(16449, 4),
            Self::P95 => Decimal::new(196, 2),
            Self::P99 => Decimal::new(25758, 4),
        }
    }
}

/// The Wilson interval of a rate, in percent: small counts get a wide one, so 22 of 22 does not
/// stand above 6,430 of 6,530. `None` when `n` is 0 or `hits` more than `n`.
pub fn wilson(hits: u64, n: u64, confidence: Confidence) -> Option<(Percent, Percent)> {
    // Above this the squares would leave the range of exact decimals; no district counts so far.
    const MOST: u64 = 1_000_000_000_000;
    if n == 0 || hits > n || n > MOST {
        return None;
    }
    let (z, n) = (confidence.z(), Decimal::from(n));
    let p = Decimal::from(hits) / n;
    let z2 = z * z;
    let two = Decimal::TWO;
    let middle = p + z2 / (two * n);
    let spread = z * (p * (Decimal::ONE - p) / n + z2 / (Decimal::from(4) * n * n)).sqrt()?;
    let whole = Decimal::ONE + z2 / n;
    let at = |bound: Decimal| {
        (bound / whole * Decimal::ONE_HUNDRED).clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)
    };
    Some((at(middle - spread), at(middle + spread)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_half_goes_up_even_through_thirds() {
        assert_eq!(printed(percent(1, 800).unwrap()), "0.13");
        // 1/3 × 0.015 + 2/3 × 0.015 is 0.015 exactly.
        let small = Decimal::new(15, 3);
        let third = small / Decimal::from(3);
        assert_eq!(printed(third * Decimal::TWO + third), "0.02");
    }

    #[test]
    fn nothing_to_divide_by_is_no_data() {
        assert_eq!(percent(0, 0), None);
        assert_eq!(Ratings::default().satisfaction(), None);
        let removed = Ratings {
            levels: [1, 0, 0, 0, 0],
        };
        assert_eq!(Ratings::default().without(&removed), None);
        assert_eq!(wilson(0, 0, Confidence::P95), None);
        assert_eq!(wilson(3, 2, Confidence::P95), None);
    }

    #[test]
    fn wilson_stays_between_0_and_100_and_holds_the_rate() {
        for n in [1, 2, 22, 100, 6530, 1_000_000_000_000] {
            for hits in [0, 1, n / 3, n - 1, n] {
                let (low, high) = wilson(hits, n, Confidence::P95).unwrap();
                let rate = percent(hits, n).unwrap();
                let slack = Decimal::new(1, 12);
                assert!(
                    Decimal::ZERO <= low && low <= rate + slack,
                    "{hits}/{n}: {low}"
                );
                assert!(
                    rate <= high + slack && high <= Decimal::ONE_HUNDRED,
                    "{hits}/{n}: {high}"
                );
            }
        }
    }
}
