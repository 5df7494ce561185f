//! How sure a place is: its 90 % range and the chance of being last, by a seeded simulation.
//!
//! Each unit's month is drawn again, many times: every measure's cases are drawn one by one with
//! the probability (hits + ½) / (cases + 1), so that 22 of 22 is not taken for certainty. Each
//! drawn month is scored and placed like the real one. Draws come from a small generator seeded by
//! a text and the unit's name, and everything is computed in integers: the same counts give the
//! same digits on every machine, in whatever order the units come.

use super::rulebook::Measure;
use super::scoring::case_points;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cell::OnceCell;
use std::num::NonZero;
use std::thread;

/// How often a month is drawn again.
pub const DRAWS: u32 = 10_000;

/// A counted measure of one unit.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// Its weight for this unit, not rounded; 0 beyond the 100 points.
    pub weight: Decimal,
    /// Cases in the numerator.
    pub hits: u64,
    /// Cases in the denominator, at least one.
    pub cases: u64,
}

/// A unit with a place.
#[derive(Clone, Debug)]
pub struct Contender<'a> {
    /// Its name, part of the seed of its draws.
    pub unit: &'a str,
    /// Its counted measures.
    pub parts: Vec<Part<'a>>,
    /// Points of reported figures, which are not drawn again.
    pub fixed: Decimal,
    /// A veto holds: the score is 0 in every draw.
    pub vetoed: bool,
}

/// What the simulation says of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    /// 90 % range of the place: the best.
    pub low: u32,
    /// The worst.
    pub high: u32,
    /// Chance of being last, in thousandths.
    pub last_permille: u32,
}

/// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, passes the usual batteries. Its numbers
/// lie on equal steps, so that any of them can be had without those before it.
#[derive(Clone, Debug)]
pub(super) struct SplitMix64 {
    state: u64,
    step: u64,
}

impl SplitMix64 {
    const fn new(seed: u64) -> Self {
        Self {
            state: seed,
            step: 0x9e37_79b9_7f4a_7c15,
        }
    }

    /// Seeded by a text through FNV-1a.
    pub(super) fn seeded(text: &str) -> Self {
        Self::new(text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        }))
    }

    /// Of the numbers to come only the `nth` (from 0) of each `of`.
    const fn only(&self, nth: u64, of: u64) -> Self {
        let step = self.step.wrapping_mul(of);
        let first = self.state.wrapping_add(self.step.wrapping_mul(nth + 1));
        Self {
            state: first.wrapping_sub(step),
            step,
        }
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(self.step);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: the bias is below 2⁻¹⁶ for the bounds used here.
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }
}

/// The outcomes of one measure with their cumulated weights and points (millionths).
struct Outcomes<'a> {
    part: &'a Part<'a>,
    /// The cases drawn.
    cases: u64,
    /// The hits of the first outcome; each further one has one more.
    first: u64,
    upto: Vec<u64>,
    /// Of each outcome, once it was asked for: most are too unlikely to be drawn.
    points: Vec<OnceCell<i32>>,
    /// For each of [`SLICES`] slices of the total weight the outcome in which it begins, so that a
    /// draw is looked up and hardly ever searched for.
    guide: Box<[Slice; SLICES]>,
    /// Weight of one slice, as the exponent of 2.
    slice: u32,
}

/// The outcome in which a slice of the weight begins.
#[derive(Clone, Copy, Default)]
struct Slice {
    /// Its cumulated weight.
    upto: u64,
    /// Its points.
    points: i32,
    /// The outcome after it.
    next: u32,
}

/// Points in millionths; all of a month are 100 points and its bonus.
fn micro(points: Decimal) -> i32 {
    (points * Decimal::from(1_000_000))
        .round()
        .to_i32()
        .unwrap_or(0)
}

/// Weight of the most likely outcome; all weights together stay below 2⁶⁴.
const PEAK: u128 = 1 << 48;
/// Into how many slices the weight of a measure's outcomes is cut at most.
const SLICES: usize = 1024;
/// Above this many cases the shares, not the cases, are kept: far more than a district has.
const MOST: u64 = 1 << 14;

impl<'a> Outcomes<'a> {
    fn of(part: &'a Part<'a>) -> Self {
        let (hits, n) = match part.cases {
            0..=MOST => (part.hits.min(part.cases), part.cases),
            cases => {
                let share = u128::from(part.hits.min(cases)) * u128::from(MOST);
                ((share / u128::from(cases)) as u64, MOST)
            }
        };
        let (yes, no) = (u128::from(2 * hits + 1), u128::from(2 * (n - hits) + 1));
        // The binomial weights, outward from the most likely outcome until they vanish.
        let up = |i: u64, w: u128| w * u128::from(n - i) * yes / (u128::from(i + 1) * no);
        let down = |i: u64, w: u128| w * u128::from(i) * no / (u128::from(n - i + 1) * yes);
        let mut weights = vec![(hits, PEAK)];
        let mut at = (hits, PEAK);
        while at.0 < n && at.1 > 0 {
            at = (at.0 + 1, up(at.0, at.1));
            weights.push(at);
        }
        at = (hits, PEAK);
        while at.0 > 0 && at.1 > 0 {
            at = (at.0 - 1, down(at.0, at.1));
            weights.push(at);
        }
        weights.retain(|(_, weight)| *weight > 0);
        weights.sort_unstable();
        let first = weights.first().map_or(0, |(outcome, _)| *outcome);
        let mut sum = 0_u64;
        let upto: Vec<u64> = (weights.iter())
            .map(|(_, weight)| {
                sum = sum.saturating_add(u64::try_from(*weight).unwrap_or(u64::MAX));
                sum
            })
            .collect();
        // The smallest power of two that cuts the total into at most `SLICES`.
        let slice = (sum / SLICES as u64 + 1)
            .next_power_of_two()
            .trailing_zeros();
        let mut outcomes = Self {
            part,
            cases: n,
            first,
            points: vec![OnceCell::new(); upto.len()],
            upto,
            guide: Box::new([Slice::default(); SLICES]),
            slice,
        };
        outcomes.cut();
        outcomes
    }

    /// Fills the guide.
    fn cut(&mut self) {
        let mut begins = 0;
        for at in 0..SLICES {
            let beyond = |upto: &u64| *upto <= (at as u64) << self.slice;
            while self.upto.get(begins).is_some_and(beyond) {
                begins += 1;
            }
            self.guide[at] = Slice {
                upto: self.upto.get(begins).copied().unwrap_or(0),
                points: self.points(begins),
                next: u32::try_from(begins + 1).unwrap_or(u32::MAX),
            };
        }
    }

    /// What an outcome earns; 0 beyond the last.
    fn points(&self, outcome: usize) -> i32 {
        self.points.get(outcome).map_or(0, |points| {
            *points.get_or_init(|| {
                let hits = self.first + outcome as u64;
                let (measure, weight) = (self.part.measure, self.part.weight);
                micro(case_points(measure, weight, hits, self.cases).unwrap_or_default())
            })
        })
    }

    /// Adds to each of `sums` what one draw earns.
    fn draw(&self, mut random: SplitMix64, sums: &mut [i64]) {
        let total = self.upto.last().copied().unwrap_or(1);
        for sum in sums {
            let at = random.below(total);
            // The mask changes nothing, since `slice` cuts the total into at most so many; with it
            // the compiler sees that.
            let begun = &self.guide[(at >> self.slice) as usize & (SLICES - 1)];
            *sum += i64::from(if at < begun.upto {
                begun.points
            } else {
                self.search(at, begun.next as usize)
            });
        }
    }

    /// The points of the outcome at this weight, `from` this outcome on.
    fn search(&self, at: u64, from: usize) -> i32 {
        let rest = self.upto.iter().skip(from);
        self.points(from + rest.take_while(|upto| **upto <= at).count())
    }
}

#[derive(Clone)]
struct Runner {
    /// How often each place came out, from the first.
    places: Vec<u32>,
    last: u64,
}

/// The scores of all draws of one contender in hundredths, as they would be printed.
fn drawn(seed: &str, draws: u32, contender: &Contender<'_>) -> Vec<i32> {
    if contender.vetoed {
        return vec![0; draws as usize];
    }
    let parts = contender.parts.len() as u64;
    let random = SplitMix64::seeded(&format!("{seed}|{}", contender.unit));
    let mut sums = vec![i64::from(micro(contender.fixed)); draws as usize];
    for (nth, part) in (0_u64..).zip(&contender.parts) {
        // A month's draw takes one number for each of its measures, in their order.
        Outcomes::of(part).draw(random.only(nth, parts), &mut sums);
    }
    let printed = |micro: i64| i32::try_from((micro.max(0) + 5_000) / 10_000).unwrap_or(i32::MAX);
    sums.into_iter().map(printed).collect()
}

impl Runner {
    /// Takes over what was counted in other draws.
    fn add(&mut self, other: &Self) {
        for (own, other) in self.places.iter_mut().zip(&other.places) {
            *own += other;
        }
        self.last += other.last;
    }

    fn chance(&self, draws: u32) -> Chance {
        let reached = |permille: u32| {
            let wanted = u64::from(draws) * u64::from(permille);
            let mut sum = 0_u64;
            let index = self.places.iter().position(|n| {
                sum += u64::from(*n) * 1000;
                sum > wanted
            });
            u32::try_from(index.unwrap_or(self.places.len().saturating_sub(1)))
                .unwrap_or(u32::MAX - 1)
                + 1
        };
        let all = u64::from(draws.max(1)) * TIE;
        Chance {
            low: reached(50),
            high: reached(949),
            last_permille: u32::try_from((self.last * 1000 + all / 2) / all).unwrap_or(1000),
        }
    }
}

/// Does something with shares of a whole, as many at once as the machine can; in the order of the shares.
fn shared<T: Sync, R: Send>(whole: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = whole.len().div_ceil(threads).max(1);
    let work = &work;
    thread::scope(|scope| {
        let running: Vec<_> = (whole.chunks(share))
            .map(|some| (some, scope.spawn(move || work(some))))
            .collect();
        // A thread that failed is made up for here, later.
        (running.into_iter())
            .map(|(some, thread)| thread.join().unwrap_or_else(|_| work(some)))
            .collect()
    })
}

/// Places the scores of some draws, each a month of all contenders.
fn placed(scores: &[Vec<i32>], draws: &[usize]) -> Vec<Runner> {
    let runner = Runner {
        places: vec![0; scores.len()],
        last: 0,
    };
    let mut runners = vec![runner; scores.len()];
    // Alone nobody is last.
    let several = runners.len() > 1;
    let mut month = Vec::with_capacity(runners.len());
    for draw in draws {
        month.clear();
        month.extend(scores.iter().filter_map(|all| all.get(*draw)).copied());
        let lowest = month.iter().copied().min().unwrap_or(0);
        let tied = month.iter().filter(|score| **score == lowest).count() as u64;
        for (own, runner) in month.iter().zip(&mut runners) {
            // Counting all beats sorting: it is done several at a time.
            let better: u32 = month.iter().map(|score| u32::from(score > own)).sum();
            if let Some(place) = runner.places.get_mut(better as usize) {
                *place += 1;
            }
            if several && *own == lowest {
                runner.last += TIE / tied;
            }
        }
    }
    runners
}

/// Divisible by 1 to 10: a shared last place counts in equal parts.
const TIE: u64 = 2520;

/// The chances of each contender of one peer group, in the order given. `seed` names district,
/// period and method. A contender's draws depend on nobody else's and places are counted up, so that the
/// digits are the same on one thread as on many.
pub fn chances(seed: &str, draws: u32, contenders: &[Contender<'_>]) -> Vec<Chance> {
    let draw_all = |some: &[Contender<'_>]| -> Vec<Vec<i32>> {
        let each = some.iter().map(|contender| drawn(seed, draws, contender));
        each.collect()
    };
    let scores: Vec<Vec<i32>> = shared(contenders, draw_all).into_iter().flatten().collect();
    let months: Vec<usize> = (0..draws as usize).collect();
    let mut parts = shared(&months, |some| placed(&scores, some)).into_iter();
    let mut runners = parts.next().unwrap_or_else(|| placed(&scores, &[]));
    for part in parts {
        for (runner, other) in runners.iter_mut().zip(&part) {
            runner.add(other);
        }
    }
    runners.iter().map(|r| r.chance(draws)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::scoring::tests::rulebook;

    fn contender<'a>(unit: &'a str, measure: &'a Measure, hits: u64, cases: u64) -> Contender<'a> {
        let part = Part {
            measure,
            weight: Decimal::ONE_HUNDRED,
            hits,
            cases,
        };
        Contender {
            unit,
            parts: vec![part],
            fixed: Decimal::ZERO,
            vetoed: false,
        }
    }

    /// The published test vector of SplitMix64 with seed 1234567.
    #[test]
    fn the_generator_is_the_known_one() {
        let mut random = SplitMix64::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    /// Two cases, one hit: p = (1 + ½)/(2 + 1) = ½, so the outcomes 0, 1, 2 weigh 1 : 2 : 1.
    #[test]
    fn the_weights_are_binomial() {
        let book = rulebook();
        let units = contender("甲", &book.measures[0], 1, 2);
        let outcomes = Outcomes::of(&units.parts[0]);
        let half = 1_u64 << 47;
        assert_eq!(outcomes.upto, [half, 3 * half, 4 * half]);
        // 50 % and below earn nothing, 100 % all.
        let points: Vec<i32> = (0..3).map(|outcome| outcomes.points(outcome)).collect();
        assert_eq!(points, [0, 0, 100_000_000]);
    }

    /// The guide only shortens the way: each weight leads to the outcome that a search of the
    /// cumulated weights finds.
    #[test]
    fn the_guide_finds_what_a_search_finds() {
        let book = rulebook();
        for (hits, cases) in [(0, 1), (1, 2), (22, 22), (63, 80), (900, 1000), (3, 40_000)] {
            let unit = contender("甲", &book.measures[0], hits, cases);
            let outcomes = Outcomes::of(&unit.parts[0]);
            let random = SplitMix64::new(hits + cases);
            let mut earned = [0; 20_000];
            outcomes.draw(random.clone(), &mut earned);
            let mut again = random;
            for earned in earned {
                let at = again.below(*outcomes.upto.last().unwrap());
                let index = outcomes.upto.iter().position(|upto| *upto > at).unwrap();
                assert_eq!(earned, i64::from(outcomes.points(index)));
            }
        }
    }

    #[test]
    fn every_third_number_is_the_same_as_in_the_whole_row() {
        let mut all = SplitMix64::seeded("X区|2026-01|甲");
        let mut thirds = [0, 1, 2].map(|nth| all.only(nth, 3));
        for _ in 0..100 {
            for third in &mut thirds {
                assert_eq!(third.next(), all.next());
            }
        }
    }

    /// Two units with one case each, both missed: p = ¼. Scores are 0 or 100; each is last alone
    /// with ¼ × ¾ and shares the last place otherwise: the chance is ½ for both.
    #[test]
    fn equal_units_share_the_chance_of_being_last() {
        let book = rulebook();
        let measure = &book.measures[0];
        let units = [
            contender("甲", measure, 0, 1),
            contender("乙", measure, 0, 1),
        ];
        let chances = chances("X区|2026-01", DRAWS, &units);
        for chance in &chances {
            assert!((485..=515).contains(&chance.last_permille), "{chance:?}");
            assert_eq!((chance.low, chance.high), (1, 2));
        }
        assert_eq!(chances.iter().map(|c| c.last_permille).sum::<u32>(), 1000);
    }

    #[test]
    fn many_cases_make_places_sure_and_few_do_not() {
        let book = rulebook();
        let measure = &book.measures[0];
        let units = [
            contender("甲", measure, 6_300, 6_500),
            contender("乙", measure, 5_900, 6_500),
            contender("丙", measure, 21, 22),
            contender("丁", measure, 5_000, 6_500),
        ];
        let chances = chances("X区|2026-01", DRAWS, &units);
        assert_eq!((chances[1].low, chances[1].high), (2, 3));
        assert_eq!((chances[2].low, chances[2].high), (1, 3));
        // Even 丙 with its 22 cases is last now and then.
        assert_eq!((chances[3].low, chances[3].high), (4, 4));
        assert!(
            (985..1000).contains(&chances[3].last_permille),
            "{:?}",
            chances[3]
        );
    }

    #[test]
    fn the_order_of_units_changes_no_digit() {
        let book = rulebook();
        let measure = &book.measures[0];
        let mut units: Vec<_> = [("甲", 40), ("乙", 42), ("丙", 44), ("丁", 41), ("戊", 45)]
            .into_iter()
            .map(|(unit, hits)| contender(unit, measure, hits, 50))
            .collect();
        let first = chances("X区|2026-01", 2_000, &units);
        units.reverse();
        let mut second = chances("X区|2026-01", 2_000, &units);
        second.reverse();
        assert_eq!(first, second);
        assert_ne!(first, chances("X区|2026-02", 2_000, &units));
    }

    #[test]
    fn huge_counts_stay_in_range() {
        let book = rulebook();
        let units = [
            contender("甲", &book.measures[0], u64::MAX / 4, u64::MAX / 2),
            contender("乙", &book.measures[0], 100_000, 100_000),
        ];
        let chances = chances("seed", 100, &units);
        assert_eq!((chances[0].high, chances[1].high), (2, 1));
    }
}
