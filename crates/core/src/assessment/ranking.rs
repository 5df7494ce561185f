//! 月排名: units placed within their peer groups, each with what it rests on.

use super::certainty::{Chance, Contender, DRAWS, Part, chances};
use super::figure::{Counted, Counts};
use super::period::Month;
use super::report::Reports;
use super::rulebook::{OpenObjection, Rulebook};
use super::scoring::{Figures, MeasureScore, UnitScore, score};
use super::standing::{Before, MonthPlaces, last_run, standings};
use super::tally::Count;
use crate::district::{District, Unit, UnitId};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a ranking is computed from.
#[derive(Clone, Copy, Debug)]
pub struct RankingInput<'a> {
    /// The district and its units.
    pub district: &'a District,
    /// The assessment method.
    pub rulebook: &'a Rulebook,
    /// The month.
    pub month: Month,
    /// The last whole day that is counted; the month's last day when it is over.
    pub as_of: Date,
    /// Counts from the first day of the month to `as_of`.
    pub counts: &'a Counts,
    /// Reports of the month.
    pub reports: &'a Reports,
    /// Places of the months before, the newest first, as many as [`super::standing::months_needed`].
    pub earlier: &'a [MonthPlaces],
    /// The newest month for which a unit was interviewed.
    pub talked: &'a BTreeMap<UnitId, Month>,
    /// Units with an open objection to this month.
    pub disputed: &'a BTreeSet<UnitId>,
    /// Matters excluded in the month.
    pub excluded: &'a [ExcludedCase],
}

impl<'a> RankingInput<'a> {
    /// What scores are made of.
    fn figures(&self) -> Figures<'a> {
        Figures {
            counts: self.counts,
            reports: self.reports,
        }
    }
}

/// A matter that left the denominators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcludedCase {
    /// Number; empty on the public face.
    pub no: String,
    /// The unit it would have counted for.
    pub unit: UnitId,
    /// When.
    pub day: Date,
    /// Why, as 区营商办 wrote it for units and the public.
    pub reason: String,
}

/// The values of a ranking: page, papers, xlsx, CLI and API all print these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// District's name.
    pub district: String,
    /// The month.
    pub month: Month,
    /// First day counted.
    pub from: Date,
    /// Last day counted, to its end.
    pub as_of: Date,
    /// Whether the month was over.
    pub complete: bool,
    /// Title of the method.
    pub rulebook: String,
    /// Version of the method.
    pub version: String,
    /// Cases below which a unit has no place.
    pub minimum_cases: u32,
    /// Last places in a row after which an interview is proposed.
    #[serde(default = "two_months")]
    pub interview_after: u32,
    /// How the certainty was found: draws and seed.
    pub draws: u32,
    /// Seed of the draws.
    pub seed: String,
    /// Peer groups, in the rulebook's order.
    pub groups: Vec<GroupRanking>,
    /// 剔除: what left the denominators, each with its reason.
    pub excluded: Vec<ExcludedCase>,
    /// The figure of all exclusions.
    pub excluded_count: Counted,
}

/// What rankings issued before it was part of them went by.
fn two_months() -> u32 {
    2
}

/// One peer group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRanking {
    /// Its name.
    pub group: String,
    /// What the table says, in one sentence.
    pub finding: String,
    /// Units with a place, best first.
    pub placed: Vec<Ranked>,
    /// Units without a place, each with its reason, in the order of the pack.
    pub unplaced: Vec<UnitScore>,
}

/// A unit with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// Place; equal scores share it (rules.md C8).
    pub place: u32,
    /// The last place of the group.
    pub last: bool,
    /// Last place in the month before too.
    pub last_before: bool,
    /// Last places in a row up to this month, as the rulebook counts them; 0 when it is not last.
    #[serde(default)]
    pub last_run: u32,
    /// An open objection suspends the last place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspended: bool,
    /// Places won (positive) or lost; `None`: it had no place in the month before.
    pub moved: Option<i32>,
    /// 90 % range of the place: the best.
    pub low: u32,
    /// The worst.
    pub high: u32,
    /// Chance of being last, in thousandths.
    pub last_permille: u32,
    /// Score and measures.
    pub score: UnitScore,
    /// Where most points were lost, e.g. `按时办结率失 8.42 分：2 件超时`; empty when nowhere.
    pub loss: String,
    /// The cases behind it.
    pub loss_cases: Option<Counted>,
}

impl GroupRanking {
    /// Units before the last whose 90 % range reaches the last place: nobody can say that they are
    /// better than the last.
    pub fn indistinct(&self) -> Vec<&Ranked> {
        let worst = self.placed.last().map_or(0, |row| row.place);
        (self.placed.iter())
            .filter(|row| row.place < worst && row.high >= worst)
            .collect()
    }

    /// `住建局、工信局与末位不可区分：90%范围都含末位。`; empty when the last stands apart.
    pub fn indistinct_words(&self) -> String {
        let names: Vec<&str> = (self.indistinct().iter())
            .map(|row| row.score.unit.as_str())
            .collect();
        let reach = match names.len() {
            0 => return String::new(),
            1 => "90%范围含末位",
            _ => "90%范围都含末位",
        };
        format!("{}与末位不可区分：{reach}。", names.join("、"))
    }
}

impl Ranked {
    /// Last places in a row; in rankings issued before rows were counted, this month and the one
    /// before.
    pub fn run(&self) -> u32 {
        match (self.last, self.last_run) {
            (false, _) => 0,
            (true, 0) => 1 + u32::from(self.last_before),
            (true, run) => run,
        }
    }

    /// Score with two decimals.
    pub fn printed(&self) -> String {
        self.score.score.map_or(String::new(), |s| s.to_string())
    }

    /// `第 6–9 名`.
    pub fn range_words(&self) -> String {
        match (self.low, self.high) {
            (low, high) if low == high => format!("第{low}名"),
            (low, high) => format!("第{low}–{high}名"),
        }
    }

    /// `低于 1%`, `35%`.
    pub fn last_words(&self) -> String {
        match self.last_permille {
            0..10 => "低于1%".to_owned(),
            995.. => "高于99%".to_owned(),
            n => format!("{}%", (n + 5) / 10),
        }
    }

    /// `↑1`, `↓2`, `持平`, `新列入`.
    pub fn moved_words(&self) -> String {
        match self.moved {
            None => "新列入".to_owned(),
            Some(0) => "持平".to_owned(),
            Some(n) if n > 0 => format!("↑{n}"),
            Some(n) => format!("↓{}", n.unsigned_abs()),
        }
    }
}

impl Ranking {
    /// The ranking from the counts of its month. The order in which units and counts come changes
    /// no digit.
    pub fn of(input: &RankingInput<'_>) -> Self {
        let (district, book) = (input.district, input.rulebook);
        let seed = format!("{}|{}|{}", district.code, input.month, book.version);
        let groups = (book.peer_groups.iter())
            .map(|group| group_ranking(group, &seed, input))
            .collect();
        Self {
            district: district.name.clone(),
            month: input.month,
            from: input.month.first(),
            as_of: input.as_of,
            complete: input.as_of >= input.month.last(),
            rulebook: book.title.clone(),
            version: book.version.clone(),
            minimum_cases: book.minimum_cases,
            interview_after: book.interview_after(),
            draws: DRAWS,
            seed,
            groups,
            excluded: input.excluded.to_vec(),
            excluded_count: input.counts.counted(None, None, Count::Excluded),
        }
    }

    /// The row of a unit with a place, and its group.
    pub fn row(&self, unit: &UnitId) -> Option<(&GroupRanking, &Ranked)> {
        self.groups.iter().find_map(|group| {
            let row = group.placed.iter().find(|row| row.score.unit == *unit)?;
            Some((group, row))
        })
    }

    /// Without numbers of matters: what the public sees. Every digit stays.
    pub fn public(&self) -> Self {
        let mut public = self.clone();
        for case in &mut public.excluded {
            case.no.clear();
        }
        public
    }

    /// The place of each placed unit, for the months after.
    pub fn places(&self) -> BTreeMap<UnitId, Before> {
        (self.groups.iter().flat_map(|group| &group.placed))
            .map(|row| {
                let (place, last) = (row.place, row.last);
                (row.score.unit.clone(), Before { place, last })
            })
            .collect()
    }

    /// Units for which an interview is proposed: last in as many months in a row as the rulebook
    /// says, and no open objection that suspends it.
    pub fn last_in_a_row(&self) -> impl Iterator<Item = &Ranked> {
        (self.groups.iter().flat_map(|group| &group.placed))
            .filter(|row| !row.suspended && row.run() >= self.interview_after)
    }

    /// The method under the table, in one sentence.
    pub fn method(&self) -> String {
        format!(
            "90%范围：按办件数重抽{}次，种子“{}”。应办不足{}件的单位不排名次，不足最低件数的项不计分、权重摊给其他项。依据：{}，版本{}。",
            thousands(self.draws),
            self.seed,
            self.minimum_cases,
            self.rulebook,
            self.version
        )
    }
}

fn thousands(n: u32) -> String {
    match n {
        0..1000 => n.to_string(),
        n => format!("{},{:03}", n / 1000, n % 1000),
    }
}

fn group_ranking(group: &str, seed: &str, input: &RankingInput<'_>) -> GroupRanking {
    let member = |unit: &&Unit| unit.peer_group.as_deref() == Some(group);
    let scores = (input.district.units.iter().filter(member))
        .map(|unit| score(input.rulebook, unit, input.figures()));
    let (placed, unplaced): (Vec<_>, Vec<_>) = scores.partition(|s| s.score.is_some());
    let placed = place(placed, group, seed, input);
    GroupRanking {
        group: group.to_owned(),
        finding: finding(&placed),
        placed,
        unplaced,
    }
}

fn place(scores: Vec<UnitScore>, group: &str, seed: &str, input: &RankingInput<'_>) -> Vec<Ranked> {
    let standings = standings(&scores, input.rulebook);
    let contenders: Vec<Contender<'_>> = (scores.iter())
        .map(|score| contender(score, input.rulebook, group))
        .collect();
    let chances = chances(seed, DRAWS, &contenders);
    let mut rows: Vec<Ranked> = (scores.into_iter().zip(standings).zip(chances))
        .map(|((score, now), chance)| ranked(score, now, chance, input))
        .collect();
    // Stable: equal places stay in the order of the pack.
    rows.sort_by_key(|row| row.place);
    rows
}

/// What is drawn again: the cases of every measure that counts. Reported figures stay.
fn contender<'a>(score: &'a UnitScore, rulebook: &'a Rulebook, group: &'a str) -> Contender<'a> {
    let counted =
        || (rulebook.measures_of(group).zip(&score.measures)).filter(|(_, m)| m.points.is_some());
    let all: Decimal = counted()
        .filter(|(measure, _)| measure.is_weighed())
        .map(|(measure, _)| measure.weight)
        .sum();
    let share = |weight: Decimal| {
        (weight * Decimal::ONE_HUNDRED)
            .checked_div(all)
            .unwrap_or_default()
    };
    let mut contender = Contender {
        unit: score.unit.as_str(),
        parts: Vec::new(),
        fixed: Decimal::ZERO,
        vetoed: !score.veto.is_empty(),
    };
    for (measure, scored) in counted() {
        match scored.share() {
            Some(cases) => contender.parts.push(Part {
                measure,
                weight: share(measure.weight),
                hits: cases.hits.cases,
                cases: cases.cases(),
            }),
            None => contender.fixed += scored.points.unwrap_or_default(),
        }
    }
    contender
}

fn ranked(score: UnitScore, now: Before, chance: Chance, input: &RankingInput<'_>) -> Ranked {
    let month_before = input
        .earlier
        .first()
        .filter(|m| m.month == input.month.previous());
    let before = month_before
        .and_then(|m| m.places.get(&score.unit))
        .copied();
    let open = &input.rulebook.open;
    let talked = input.talked.get(&score.unit).copied();
    let worst = score.worst();
    let loss = worst.map_or(String::new(), MeasureScore::loss_words);
    let loss_cases = worst.and_then(|m| Some(m.share()?.missed.clone()));
    Ranked {
        place: now.place,
        last: now.last,
        last_before: before.is_some_and(|b| b.last),
        last_run: match now.last {
            true => last_run(open, &score.unit, input.earlier, talked),
            false => 0,
        },
        suspended: now.last
            && open.open_objection == OpenObjection::Suspend
            && input.disputed.contains(&score.unit),
        moved: before.map(|b| moved(b.place, now.place)),
        // The range always holds the place itself.
        low: chance.low.min(now.place),
        high: chance.high.max(now.place),
        last_permille: chance.last_permille,
        score,
        loss,
        loss_cases,
    }
}

fn moved(before: u32, now: u32) -> i32 {
    let place = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    place(before) - place(now)
}

/// The sentence the reader would repeat; never "last" without how sure that is.
fn finding(placed: &[Ranked]) -> String {
    let (Some(first), Some(last)) = (placed.first(), placed.last()) else {
        return "本期没有单位够最低件数，不排名次".to_owned();
    };
    if let [only] = placed {
        return format!("只有{}够最低件数，没有先后可比", only.score.unit);
    }
    if first.place == last.place {
        return "各单位得分相同，不分先后".to_owned();
    }
    let leaders = (placed.iter().take_while(|row| row.place == 1))
        .map(|row| row.score.unit.as_str())
        .collect::<Vec<_>>()
        .join("、");
    let head = format!("{leaders}居首");
    let rival = (placed.iter().rev().skip(1)).max_by_key(|row| row.last_permille);
    match rival.filter(|_| last.last_permille < 900) {
        Some(rival) if rival.last_permille >= 50 => {
            let gap = rival.score.score.zip(last.score.score).map(|(a, b)| a - b);
            format!(
                "{head}；末位还分不清，{}和{}相差{}分",
                rival.score.unit,
                last.score.unit,
                gap.unwrap_or_default()
            )
        }
        _ => format!(
            "{head}；{}第{}名，末位概率{}",
            last.score.unit,
            last.place,
            last.last_words()
        ),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::scoring::tests::{month, rulebook, unit};
    use super::super::standing::places_of;
    use super::*;
    use crate::district::DistrictCode;
    use crate::matter::Kind;
    use jiff::civil::date;
    use proptest::prelude::*;

    pub(in crate::assessment) fn none() -> BTreeMap<UnitId, Before> {
        BTreeMap::new()
    }

    pub(in crate::assessment) const UNITS: [&str; 5] =
        ["税务局", "人社局", "住建局", "工信局", "文旅局"];

    pub(in crate::assessment) fn district(units: &[&str]) -> District {
        District {
            code: DistrictCode::from("990001"),
            name: "X区".to_owned(),
            coordinator: UnitId::from("区营商办"),
            discipline: UnitId::from("纪委监委"),
            organisation: UnitId::from("组织部"),
            telephone: String::new(),
            units: units.iter().map(|name| unit(name)).collect(),
            posts: Vec::new(),
            indicators: Vec::new(),
            topics: Vec::new(),
            pledges: Vec::new(),
            windows: Vec::new(),
            review_tags: Vec::new(),
        }
    }

    /// On time only: 98 % or more is full marks, 79 % is half of them.
    pub(in crate::assessment) fn january(on_time: &[(&str, u64)]) -> Counts {
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        for (unit, hits) in on_time {
            month(unit, [100, *hits, 0, 0, 0, 0, 0, 0, 0, 0], &mut counts);
        }
        counts
    }

    pub(in crate::assessment) fn rank(
        units: &[&str],
        counts: &Counts,
        before: &BTreeMap<UnitId, Before>,
    ) -> Ranking {
        Ranking::of(&RankingInput {
            district: &district(units),
            rulebook: &rulebook(),
            month: "2026-01".parse().unwrap(),
            as_of: date(2026, 1, 31),
            counts,
            reports: &Reports::default(),
            earlier: &[MonthPlaces {
                month: "2025-12".parse().unwrap(),
                places: before.clone(),
                disputed: BTreeSet::new(),
            }],
            talked: &BTreeMap::new(),
            disputed: &BTreeSet::new(),
            excluded: &[],
        })
    }

    #[test]
    fn equal_scores_share_a_place_and_few_cases_have_none() {
        let mut counts = january(&[
            ("税务局", 99),
            ("人社局", 79),
            ("住建局", 79),
            ("工信局", 70),
        ]);
        month("文旅局", [3, 3, 3, 0, 3, 0, 3, 0, 0, 0], &mut counts);
        let ranking = rank(&UNITS, &counts, &none());
        let group = &ranking.groups[0];
        let rows: Vec<_> = (group.placed.iter())
            .map(|r| (r.place, r.score.unit.as_str(), r.printed(), r.last))
            .collect();
        // (70 − 60) / 38 = 26.3158 %.
        assert_eq!(
            rows,
            [
                (1, "税务局", "100.00".to_owned(), false),
                (2, "人社局", "50.00".to_owned(), false),
                (2, "住建局", "50.00".to_owned(), false),
                (4, "工信局", "26.32".to_owned(), true),
            ]
        );
        assert_eq!(group.unplaced[0].unit.as_str(), "文旅局");
        assert!(group.unplaced[0].unplaced.contains("应办 3 件"));
        assert_eq!(group.placed[3].loss, "按时办结率失73.68分：30 件超时");
        assert_eq!(group.placed[3].loss_cases.as_ref().unwrap().cases, 30);
        assert_eq!(group.placed[0].loss, "");
        assert_eq!(group.placed[0].moved_words(), "新列入");
    }

    #[test]
    fn movement_is_against_the_month_before() {
        let before = january(&[("税务局", 70), ("人社局", 90), ("住建局", 95)]);
        let places = rank(&UNITS, &before, &none()).places();
        let figures = Figures {
            counts: &before,
            reports: &Reports::default(),
        };
        assert_eq!(places_of(&district(&UNITS), &rulebook(), figures), places);
        let before = places;
        let now = january(&[
            ("税务局", 97),
            ("人社局", 61),
            ("住建局", 90),
            ("工信局", 88),
        ]);
        let ranking = rank(&UNITS, &now, &before);
        let moved: Vec<_> = (ranking.groups[0].placed.iter())
            .map(|r| (r.score.unit.as_str(), r.moved))
            .collect();
        assert_eq!(
            moved,
            [
                ("税务局", Some(2)),
                ("住建局", Some(-1)),
                ("工信局", None),
                ("人社局", Some(-2))
            ]
        );
        assert_eq!(ranking.last_in_a_row().count(), 0);
        let again = rank(&UNITS, &now, &ranking.places());
        assert_eq!(
            again.last_in_a_row().next().unwrap().score.unit.as_str(),
            "人社局"
        );
    }

    #[test]
    fn a_doubtful_last_place_is_called_doubtful() {
        let close = january(&[
            ("税务局", 97),
            ("人社局", 75),
            ("住建局", 76),
            ("工信局", 95),
        ]);
        let ranking = rank(&UNITS, &close, &none());
        let finding = &ranking.groups[0].finding;
        assert_eq!(
            finding,
            "税务局居首；末位还分不清，住建局和人社局相差2.64分"
        );
        let clear = january(&[("税务局", 97), ("住建局", 90), ("工信局", 61)]);
        let finding = &rank(&UNITS, &clear, &none()).groups[0].finding;
        assert_eq!(finding, "税务局居首；工信局第3名，末位概率高于99%");
        let nothing = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        assert!(
            rank(&UNITS, &nothing, &none()).groups[0]
                .finding
                .contains("不排名次")
        );
    }

    #[test]
    fn alone_nobody_is_last() {
        let ranking = rank(&UNITS, &january(&[("税务局", 61)]), &none());
        let group = &ranking.groups[0];
        assert_eq!(group.finding, "只有税务局够最低件数，没有先后可比");
        let only = &group.placed[0];
        assert_eq!((only.place, only.last, only.last_permille), (1, false, 0));
        assert_eq!((only.low, only.high), (1, 1));
    }

    #[test]
    fn the_issued_values_come_back_to_the_letter() {
        let ranking = rank(&UNITS, &january(&[("税务局", 97), ("人社局", 75)]), &none());
        let text = serde_json::to_string(&ranking).unwrap();
        assert!(text.contains("\"score\":\"97.37\""), "{text}");
        let back: Ranking = serde_json::from_str(&text).unwrap();
        assert_eq!(back, ranking);
        assert_eq!(serde_json::to_string(&back).unwrap(), text);
        assert!(
            ranking
                .method()
                .contains("重抽10,000次，种子“990001|2026-01|2025-1”")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn shuffled_input_gives_the_same_digits(
            hits in prop::array::uniform5(60..100_u64),
            order in Just(UNITS.to_vec()).prop_shuffle(),
        ) {
            let pairs: Vec<_> = UNITS.into_iter().zip(hits).collect();
            let mut shuffled = pairs.clone();
            shuffled.sort_by_key(|(unit, _)| order.iter().position(|o| o == unit));
            let by_unit = |ranking: Ranking| {
                let mut rows = ranking.groups[0].placed.clone();
                rows.sort_by(|a, b| a.score.unit.cmp(&b.score.unit));
                rows
            };
            let first = by_unit(rank(&UNITS, &january(&pairs), &none()));
            let second = by_unit(rank(&order, &january(&shuffled), &none()));
            prop_assert_eq!(first, second);
        }
    }

    #[test]
    fn directives_alone_can_be_too_few() {
        let mut counts = january(&[("税务局", 97)]);
        counts.add(UnitId::from("人社局"), Kind::Directive, Count::Due, 6);
        counts.add(UnitId::from("人社局"), Kind::Directive, Count::OnTime, 6);
        let ranking = rank(&UNITS, &counts, &none());
        let row = &ranking.groups[0].placed[0];
        assert_eq!(
            (row.score.unit.as_str(), row.printed()),
            ("人社局", "100.00".to_owned())
        );
    }
}
