//! What each part of a unit's quarter rests on, before weights are spread.

use super::{Behind, MonthResult, PartKind, QuarterInput, QuarterRule, ReportCases, sealed};
use crate::assessment::rates::percent;
use crate::assessment::rulebook::Metric;
use crate::assessment::scoring::{Share, two};
use crate::district::UnitId;
use rust_decimal::Decimal;

/// A part before weights are spread.
pub(super) struct Raw {
    pub(super) part: PartKind,
    pub(super) value: String,
    /// Of its points, 0 to 1; `None`: it does not count.
    pub(super) share: Option<Decimal>,
    pub(super) why: String,
    pub(super) behind: Vec<Behind>,
}

/// The months of a unit, as their sealed rankings say.
pub(super) fn months(unit: &UnitId, input: &QuarterInput<'_>) -> Vec<MonthResult> {
    let months = input.quarter.months().into_iter();
    months
        .map(|month| {
            let found = sealed(input, month);
            let row = found.and_then(|(ranking, _)| ranking.row(unit));
            MonthResult {
                month,
                sealed: found.is_some(),
                score: row.and_then(|(_, row)| row.score.score),
                place: row.map(|(_, row)| row.place),
                of: row.map_or(0, |(group, _)| {
                    u32::try_from(group.placed.len()).unwrap_or(u32::MAX)
                }),
            }
        })
        .collect()
}

/// All parts, in the order of [`PartKind::ALL`].
pub(super) fn all(unit: &UnitId, months: &[MonthResult], input: &QuarterInput<'_>) -> [Raw; 5] {
    [
        scores(months),
        places(months),
        indicators(unit, input),
        enterprises(unit, input),
        reports(input.reports.get(unit).copied().unwrap_or_default()),
    ]
}

fn mean(values: &[Decimal]) -> Option<Decimal> {
    let sum: Decimal = values.iter().sum();
    sum.checked_div(Decimal::from(values.len()))
}

const SPREAD: &str = "不计分，权重摊给其他项。";

fn scores(months: &[MonthResult]) -> Raw {
    let scores: Vec<Decimal> = months.iter().filter_map(|m| m.score).collect();
    let mean = mean(&scores);
    let share = mean.map(|mean| (mean / Decimal::ONE_HUNDRED).clamp(Decimal::ZERO, Decimal::ONE));
    Raw {
        part: PartKind::Scores,
        value: mean.map_or("无数据".to_owned(), |mean| {
            format!("平均 {} 分", two(mean))
        }),
        share,
        why: match scores.len() {
            0 => format!("没有一个月有得分，{SPREAD}"),
            n => format!("{n} 个月有得分，取平均，按百分之几得这一项的几成。"),
        },
        behind: Vec::new(),
    }
}

/// First of n earns all, last of n nothing, between them in equal steps. Alone in a group there is
/// nothing to compare.
fn places(months: &[MonthResult]) -> Raw {
    let placed: Vec<(u32, u32)> = (months.iter())
        .filter_map(|m| Some((m.place?, m.of)))
        .filter(|(_, of)| *of > 1)
        .collect();
    let shares: Vec<Decimal> = (placed.iter())
        .filter_map(|(place, of)| {
            let behind = Decimal::from(of.saturating_sub(*place));
            behind.checked_div(Decimal::from(of.saturating_sub(1)))
        })
        .collect();
    let words: Vec<String> = (placed.iter())
        .map(|(place, of)| format!("{place}/{of}"))
        .collect();
    Raw {
        part: PartKind::Places,
        value: match words.len() {
            0 => "无数据".to_owned(),
            _ => format!("第 {} 名", words.join("、")),
        },
        share: mean(&shares),
        why: match shares.len() {
            0 => format!("没有一个月有名次可比，{SPREAD}"),
            n => format!("{n} 个月有名次：第一名得满分，最后一名得 0 分，中间均分，取平均。"),
        },
        behind: Vec::new(),
    }
}

/// The share of the points that a rate earns between floor and target; `None` with too few cases.
pub(super) fn line(rule: &QuarterRule, hits: u64, cases: u64) -> Option<Decimal> {
    let rate = percent(hits, cases).filter(|_| cases >= rule.least)?;
    let share = (rate - rule.floor).checked_div(rule.target - rule.floor)?;
    Some(share.clamp(Decimal::ZERO, Decimal::ONE))
}

fn line_words(rule: &QuarterRule, hits: u64, cases: u64, none: &str, good: &str) -> String {
    match cases {
        0 => format!("{none}，{SPREAD}"),
        n if n < rule.least => format!("只有 {n} 件，不足 {} 件，{SPREAD}", rule.least),
        n => format!(
            "{n} 件中 {hits} 件{good}；{}% 得 0 分、{}% 得满分，中间按比例。",
            rule.floor.normalize(),
            rule.target.normalize()
        ),
    }
}

fn rate_words(hits: u64, cases: u64) -> String {
    percent(hits, cases).map_or("无数据".to_owned(), |rate| format!("{}%", two(rate)))
}

fn enterprises(unit: &UnitId, input: &QuarterInput<'_>) -> Raw {
    let share = Share::of(Metric::SATISFIED, Some(unit), input.counts);
    let (hits, cases) = (share.hits.cases, share.cases());
    Raw {
        part: PartKind::Enterprises,
        value: rate_words(hits, cases),
        share: line(&input.rule, hits, cases),
        why: line_words(&input.rule, hits, cases, "本季没有企业评价", "满意"),
        behind: vec![
            Behind {
                word: "满意".to_owned(),
                missed: false,
                cases: share.hits,
            },
            Behind {
                word: "不满意".to_owned(),
                missed: true,
                cases: share.missed,
            },
        ],
    }
}

/// What came due under the indicators a unit leads, whichever unit handled it.
fn indicators(unit: &UnitId, input: &QuarterInput<'_>) -> Raw {
    let led = (input.indicators.iter()).filter_map(|counts| {
        let indicator = input.district.indicator(counts.indicator()?)?;
        let share = Share::of(Metric::ON_TIME, None, counts);
        (indicator.lead == *unit).then_some((indicator, share))
    });
    let led: Vec<_> = led.collect();
    let hits = led.iter().map(|(_, share)| share.hits.cases).sum();
    let cases = led.iter().map(|(_, share)| share.cases()).sum();
    let none = match led.len() {
        0 => "本单位不牵头指标",
        _ => "本季牵头的指标没有到期的诉求",
    };
    let mut behind = Vec::new();
    for (indicator, share) in led.iter().filter(|(_, share)| share.cases() > 0) {
        let name = &indicator.name;
        behind.extend(share.whole.iter().map(|whole| Behind {
            word: format!("{name}到期"),
            missed: false,
            cases: whole.clone(),
        }));
        behind.push(Behind {
            word: format!("{name}未按时"),
            missed: true,
            cases: share.missed.clone(),
        });
    }
    Raw {
        part: PartKind::Indicators,
        value: match led.len() {
            0 => "不适用".to_owned(),
            _ => rate_words(hits, cases),
        },
        share: line(&input.rule, hits, cases),
        why: line_words(&input.rule, hits, cases, none, "按时"),
        behind,
    }
}

/// Owed and not reported, reported and not verified, verified, nothing owed: four different things.
fn reports(cases: ReportCases) -> Raw {
    let silent = cases.owed.saturating_sub(cases.verified + cases.unverified);
    Raw {
        part: PartKind::Reports,
        value: match cases.owed {
            0 => "不适用".to_owned(),
            owed => format!("应报 {owed} 个数，核验 {} 个", cases.verified),
        },
        share: percent(cases.verified, cases.owed).map(|rate| rate / Decimal::ONE_HUNDRED),
        why: match (cases.owed, silent, cases.unverified) {
            (0, _, _) => format!("办法没有要本单位报送的数，{SPREAD}"),
            (_, 0, 0) => "该报的都报了，都由别的单位核验过，得满分。".to_owned(),
            (_, silent, unverified) => format!(
                "没有报 {silent} 个，报了没有核验 {unverified} 个，都不得分，权重不摊；报了零也算报。"
            ),
        },
        behind: Vec::new(),
    }
}
