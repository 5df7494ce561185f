//! What is proved of a rulebook before it is adopted: the weights sum, every case counts once, no
//! form runs against the direction that is good, all points can be reached, no weight is dead, and
//! nothing is measured that the law forbids to measure.

use super::form::{Form, Level};
use super::rulebook::{Basis, Better, Measure, Rulebook};
use crate::matter::Kind;
use crate::rules::Source;
use rust_decimal::Decimal;
use std::fmt;

/// What a proof is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// 权重合计.
    Weights,
    /// 每件只算一次.
    Once,
    /// 办得更快、评得更好不会失分.
    Monotone,
    /// 满分够得着.
    Reachable,
    /// 没有空权重.
    Alive,
    /// 不考核法律不许考核的.
    Allowed,
}

impl Proof {
    /// All proofs, in the order of the page.
    pub const ALL: [Proof; 6] = [
        Self::Weights,
        Self::Once,
        Self::Monotone,
        Self::Reachable,
        Self::Alive,
        Self::Allowed,
    ];

    /// What is proved, in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weights => "每组权重合计 100",
            Self::Once => "每件在同一方向上只算一次",
            Self::Monotone => "办得更快、评得更好，不会失分",
            Self::Reachable => "满分够得着",
            Self::Alive => "没有分不开先后的空权重",
            Self::Allowed => "不奖励罚款、登录次数、开会次数和照片",
        }
    }
}

/// Why a proof fails: what is wrong, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Flaw {
    /// Which proof.
    pub proof: Proof,
    /// The measure it lies in, counted from 0; `None`: in all of them.
    pub measure: Option<usize>,
    /// What is wrong, naming measure and value; without the full stop.
    pub message: String,
    /// What to do about it; without the full stop.
    pub remedy: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}。{}。", self.message, self.remedy)
    }
}

/// What may not be measured, with its legal basis.
#[derive(Clone, Debug, PartialEq)]
pub struct Forbidden {
    /// What it is, e.g. `罚款数额`.
    pub what: String,
    /// Words by which it is found in titles and definitions.
    pub words: Vec<String>,
    /// Why, and where it says so.
    pub source: Source,
}

/// Proves a rulebook; empty: everything holds.
pub fn prove(book: &Rulebook, forbidden: &[Forbidden]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    weights(book, &mut flaws);
    once(book, &mut flaws);
    for (at, measure) in book.measures.iter().enumerate() {
        let mut flaw = |proof, message: String, remedy: &str| {
            flaws.push(Flaw {
                proof,
                measure: Some(at),
                message,
                remedy: remedy.to_owned(),
            });
        };
        monotone(measure, &mut flaw);
        reachable(measure, &mut flaw);
        alive(measure, &mut flaw);
    }
    allowed(book, forbidden, &mut flaws);
    flaws.sort_by_key(|flaw| (flaw.proof, flaw.measure));
    flaws
}

/// Kinds whose matters no measure counts: they are listed with the method, so that leaving one out
/// is a decision and not an oversight.
pub fn unassessed(book: &Rulebook) -> Vec<Kind> {
    let counted = |kind: &Kind| {
        let metrics = book.measures.iter().filter_map(Measure::metric);
        metrics.map(|metric| metric.kind).any(|k| k == *kind)
    };
    (Kind::ALL.into_iter())
        .filter(|kind| !counted(kind) && !kind.is_named())
        .collect()
}

fn weights(book: &Rulebook, flaws: &mut Vec<Flaw>) {
    let everywhere = book.measures.iter().all(|m| m.groups.is_empty());
    let groups: Vec<&str> = match everywhere {
        true => vec![""],
        false => book.peer_groups.iter().map(String::as_str).collect(),
    };
    for group in groups {
        let sum: Decimal = (book.measures.iter())
            .filter(|m| everywhere || m.applies_to_group(group))
            .filter(|m| !m.form.is_beyond())
            .map(|m| m.weight)
            .sum();
        if sum != Decimal::ONE_HUNDRED {
            let of = match group {
                "" => "各考核项".to_owned(),
                group => format!("可比组“{group}”各考核项"),
            };
            flaws.push(Flaw {
                proof: Proof::Weights,
                measure: None,
                message: format!("{of}的权重合计是 {}，不是 100", sum.normalize()),
                remedy: "请调整各项 weight，使合计正好是 100".to_owned(),
            });
        }
    }
}

fn share_a_unit(a: &Measure, b: &Measure) -> bool {
    let groups = |m: &Measure, other: &Measure| {
        m.groups.is_empty() || m.groups.iter().any(|group| other.applies_to_group(group))
    };
    let units = |m: &Measure, other: &Measure| {
        m.units.is_empty()
            || other.units.is_empty()
            || m.units.iter().any(|u| other.units.contains(u))
    };
    groups(a, b) && units(a, b)
}

fn once(book: &Rulebook, flaws: &mut Vec<Flaw>) {
    for (at, measure) in book.measures.iter().enumerate() {
        let before = book.measures.iter().take(at);
        let mut sharing = before.filter(|other| share_a_unit(other, measure));
        let twice = sharing.find(|other| match (&other.basis, &measure.basis) {
            (Basis::Reported(a), Basis::Reported(b)) => a.about == b.about,
            _ => measure.metric().is_some() && measure.metric() == other.metric(),
        });
        if let Some(other) = twice {
            let (a, b) = (&other.title, &measure.title);
            let what = match measure.metric() {
                Some(metric) => format!("同一批办件（{}）", metric.word()),
                None => "同一个数".to_owned(),
            };
            flaws.push(Flaw {
                proof: Proof::Once,
                measure: Some(at),
                message: format!("“{a}”和“{b}”数的是{what}，同一件会算两次"),
                remedy: "请删去一项，把权重并到另一项".to_owned(),
            });
        }
    }
}

/// Every form is a monotone function of its value; it runs the right way when its better end lies
/// where the value is better. So a matter done faster or rated better, which moves the value that
/// way, never lowers a score.
fn monotone(measure: &Measure, flaw: &mut impl FnMut(Proof, String, &str)) {
    let (title, better) = (&measure.title, measure.better());
    let wrong = |what: String| format!("“{title}”{}，{what}", better.word());
    match &measure.form {
        Form::Linear { floor, target } if (target < floor) == (better == Better::More) => flaw(
            Proof::Monotone,
            wrong(format!(
                "却是 {} 得 0 分、{} 得满分：办得越好得分越低",
                floor.normalize(),
                target.normalize()
            )),
            "请把起分线 floor 和满分线 target 对调",
        ),
        Form::Deduction { each, .. } if better == Better::More || *each <= Decimal::ZERO => flaw(
            Proof::Monotone,
            wrong(format!(
                "却按数扣分（每{}扣 {} 分）",
                measure.unit_word(),
                each.normalize()
            )),
            "越高越好的数请用加分或线性；扣分的 each 写大于 0 的数",
        ),
        Form::Bonus { each, .. } if better == Better::Less || *each <= Decimal::ZERO => flaw(
            Proof::Monotone,
            wrong(format!(
                "却按数加分（每{}加 {} 分）",
                measure.unit_word(),
                each.normalize()
            )),
            "越低越好的数请用扣分或线性；加分的 each 写大于 0 的数",
        ),
        Form::Veto { .. } if better == Better::More => flaw(
            Proof::Monotone,
            wrong("却达到一定数就否决".to_owned()),
            "一票否决只能用在越低越好的数上",
        ),
        _ => {}
    }
}

/// The values that can be: 0 to 100 for rates, any number of cases, what the report's definition says.
fn bounds(measure: &Measure) -> (Decimal, Decimal) {
    match &measure.basis {
        Basis::Rate(_) => (Decimal::ZERO, Decimal::ONE_HUNDRED),
        // Far more than a district has in a month.
        Basis::Missed(_) => (Decimal::ZERO, Decimal::from(1_000_000)),
        Basis::Reported(reported) => (reported.least, reported.most),
    }
}

fn reachable(measure: &Measure, flaw: &mut impl FnMut(Proof, String, &str)) {
    let (title, unit) = (&measure.title, measure.unit_word());
    let (least, most) = bounds(measure);
    let inside = |value: Decimal| value >= least && value <= most;
    match &measure.form {
        Form::Linear { target, .. } if !inside(*target) => flaw(
            Proof::Reachable,
            format!(
                "“{title}”的满分线是 {}{unit}，数值最多只能在 {} 到 {} 之间，谁也得不了满分",
                target.normalize(),
                least.normalize(),
                most.normalize()
            ),
            "请把满分线 target 改到数值够得着的地方",
        ),
        Form::Steps(levels) => {
            let best = levels.iter().filter(|level| inside(level.at));
            let best = best.map(|level| level.share).max().unwrap_or_default();
            if best < Decimal::ONE_HUNDRED {
                flaw(
                    Proof::Reachable,
                    format!(
                        "“{title}”分档最高只能得权重的 {}%，其余的分谁也得不到",
                        best.normalize()
                    ),
                    "请把最好一档的 share 写成 100，并核对这一档的 at 够得着",
                );
            }
        }
        Form::Bonus { each, most: cap } if *each > Decimal::ZERO && most * each < *cap => flaw(
            Proof::Reachable,
            format!("“{title}”最多加 {} 分，按数值上限也加不到", cap.normalize()),
            "请降低 most，或改 each",
        ),
        Form::Veto { at } if !inside(*at) => flaw(
            Proof::Reachable,
            format!("“{title}”的否决线 {}{unit} 不在数值范围内", at.normalize()),
            "请核对否决线 at 和数值范围",
        ),
        _ => {}
    }
}

/// The points of a weighed measure at the worst value that can be and at the best.
fn ends(measure: &Measure) -> (Decimal, Decimal) {
    let (least, most) = bounds(measure);
    let (worst, best) = match measure.better() {
        Better::More => (least, most),
        Better::Less => (most, least),
    };
    let earned = |value| {
        let share = measure.form.earned(measure.better(), value, measure.weight);
        share.unwrap_or_default() * measure.weight
    };
    (earned(worst), earned(best))
}

/// 拉得开的分: what lies between the worst value that can be and the best. What of the weight is earned
/// at the worst already is a nominal weight that moves nobody.
pub fn span(measure: &Measure) -> Decimal {
    let (worst, best) = ends(measure);
    best - worst
}

fn alive(measure: &Measure, flaw: &mut impl FnMut(Proof, String, &str)) {
    let title = &measure.title;
    if let Some(metric) = measure.metric().filter(|metric| !metric.is_counted()) {
        flaw(
            Proof::Alive,
            format!(
                "“{title}”没有数可算：{}没有企业的评价和答复",
                metric.kind.word()
            ),
            "请删去这一项，或改考核按时办结",
        );
        return;
    }
    let ((kept, best), weight) = (ends(measure), measure.weight);
    let spans = best - kept;
    if measure.is_weighed() && spans.is_zero() {
        flaw(
            Proof::Alive,
            format!(
                "“{title}”占 {} 分，可是数值再差也得一样的分，分不开先后",
                weight.normalize()
            ),
            "请改起分线、满分线或分档，或删去这一项",
        );
    } else if measure.is_weighed() && spans > Decimal::ZERO && kept > Decimal::ZERO {
        flaw(
            Proof::Alive,
            format!(
                "“{title}”占 {} 分，数值从最差到最好只差 {} 分，其余 {} 分谁也丢不了",
                weight.normalize(),
                spans.normalize(),
                kept.normalize()
            ),
            "请把起分线、最低一档或每件扣的分改到最差的数得 0 分，或把权重减到拉得开的分",
        );
    }
    if let Form::Steps(levels) = &measure.form
        && let Some(dead) = levels
            .iter()
            .find(|level| is_dominated(level, levels, measure.better()))
    {
        flaw(
            Proof::Alive,
            format!(
                "“{title}”分档里 {} 得 {}% 这一档永远用不上：更容易达到的一档得分不比它少",
                dead.at.normalize(),
                dead.share.normalize()
            ),
            "请按由易到难把分档写全，得分一档比一档高",
        );
    }
}

/// Whether an easier level earns as much.
fn is_dominated(level: &Level, levels: &[Level], better: Better) -> bool {
    levels.iter().any(|other| {
        let easier = match better {
            Better::More => other.at < level.at,
            Better::Less => other.at > level.at,
        };
        (easier || (other.at == level.at && other.share > level.share))
            && other.share >= level.share
    })
}

fn allowed(book: &Rulebook, forbidden: &[Forbidden], flaws: &mut Vec<Flaw>) {
    for (at, measure) in book.measures.iter().enumerate() {
        let about = match &measure.basis {
            Basis::Reported(reported) => reported.about.as_str(),
            Basis::Rate(_) | Basis::Missed(_) => "",
        };
        let found = forbidden.iter().find_map(|rule| {
            let named = |word: &&String| measure.title.contains(*word) || about.contains(*word);
            rule.words.iter().find(named).map(|word| (rule, word))
        });
        if let Some((rule, word)) = found {
            flaws.push(Flaw {
                proof: Proof::Allowed,
                measure: Some(at),
                message: format!(
                    "“{}”考核的是{}（写着“{word}”），{}不许",
                    measure.title,
                    rule.what,
                    rule.source.words()
                ),
                remedy: "请删去这一项，改考核办成多少、企业是否满意".to_owned(),
            });
        }
    }
}
