//! The ranking as tables: places with their certainty, and below how each score came about.

use super::figure::opens;
use super::losses::Losses;
use super::sheet::Proof;
use super::weights::weights;
use super::{Edition, Eyes};
use crate::kit::parts::{Cell, Column, DataTable, RankRow, RankTable};
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::assessment::Counted;
use banjie_core::assessment::ranking::{GroupRanking, Ranked, Ranking};
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::assessment::scoring::{MeasureScore, UnitScore};
use banjie_core::assessment::weights::effective_weights;

/// One peer group.
pub(crate) struct Group {
    anchor: String,
    title: String,
    sure: String,
    indistinct: String,
    table: RankTable,
    placed: bool,
    unplaced: Vec<String>,
    scores: Vec<Score>,
    /// What each measure really weighs, and which tell hardly anybody apart; for staff.
    weights: Option<DataTable>,
    ceilings: Vec<String>,
}

/// How a unit's score came about.
pub(crate) struct Score {
    anchor: String,
    head: String,
    losses: Losses,
    /// Its trend, for staff; empty otherwise.
    trend: String,
    table: DataTable,
}

/// All groups, exclusions, method.
#[derive(Template)]
#[template(path = "assess/ranks.html")]
pub(crate) struct Ranks {
    groups: Vec<Group>,
    until: String,
    excluded_title: String,
    excluded_href: String,
    excluded: Option<DataTable>,
    in_a_row: Vec<String>,
    interview_after: u32,
    proof: Proof,
}

part!(Ranks);

impl Ranks {
    /// The tables of a ranking.
    ///
    /// # Errors
    /// The address fits no QR code.
    pub(crate) fn of(edition: &Edition<Ranking>, eyes: Eyes<'_>) -> Result<Self, Problem> {
        Self::by(edition, eyes, None)
    }

    /// The same for staff, with the method the ranking was computed by: then each unit also reads
    /// what would have changed its place.
    ///
    /// # Errors
    /// The address fits no QR code.
    pub(crate) fn by(
        edition: &Edition<Ranking>,
        eyes: Eyes<'_>,
        book: Option<&Rulebook>,
    ) -> Result<Self, Problem> {
        let ranking = &edition.values;
        let groups = (ranking.groups.iter().enumerate())
            .map(|(index, group)| group_of(index, group, ranking, (eyes, book)))
            .collect();
        let excluded = ranking.excluded.len();
        Ok(Self {
            groups,
            until: banjie_papers::ranking::counted_until(ranking),
            excluded_title: match excluded {
                0 => "没有剔除的办件".to_owned(),
                n => format!("剔除 {n} 件，仍可查看"),
            },
            excluded_href: opens(&ranking.excluded_count),
            excluded: (excluded > 0).then(|| excluded_table(ranking, eyes)),
            in_a_row: (ranking.last_in_a_row())
                .map(|row| {
                    let (unit, chance) = (&row.score.unit, row.last_words());
                    format!("{unit}连续{}次末位；本月末位概率{chance}。", row.run())
                })
                .collect(),
            interview_after: ranking.interview_after,
            proof: Proof::of(&edition.stamp, banjie_papers::ranking::code(ranking))?,
        })
    }
}

/// The sentence above all: the finding of the largest group, and that there are more.
pub(crate) fn headline(ranking: &Ranking) -> String {
    let most = ranking.groups.iter().rev().max_by_key(|g| g.placed.len());
    most.map_or(String::new(), |group| {
        format!("{}：{}", group.group, group.finding)
    })
}

fn group_of(
    index: usize,
    group: &GroupRanking,
    ranking: &Ranking,
    (eyes, book): (Eyes<'_>, Option<&Rulebook>),
) -> Group {
    let losses = |score: &UnitScore| match eyes {
        Eyes::Public => Losses::of(score),
        Eyes::Staff(_) => Losses::within(ranking, book, score),
    };
    let weighed = match eyes {
        Eyes::Staff(_) if group.placed.len() > 1 => effective_weights(group),
        _ => Vec::new(),
    };
    let rows = (group.placed.iter().enumerate())
        .map(|(row, ranked)| rank_row(&anchor(index, row), ranked))
        .collect();
    let placed = group.placed.iter().map(|row| &row.score);
    let some = group.unplaced.iter().filter(|unit| unit.cases.cases > 0);
    let scores = (placed.chain(some).enumerate())
        .map(|(row, score)| Score {
            anchor: anchor(index, row),
            head: match score.score {
                Some(points) => format!("{} {points} 分", score.unit),
                None => format!("{}，不排名次", score.unit),
            },
            losses: losses(score),
            trend: eyes.trend(&score.unit),
            table: measures(score),
        })
        .collect();
    Group {
        anchor: format!("g{}", index + 1),
        title: format!("{}：{}", group.group, group.finding),
        sure: sure(group),
        indistinct: group.indistinct_words(),
        table: RankTable {
            rows,
            method: ranking.method(),
        },
        placed: !group.placed.is_empty(),
        unplaced: unplaced(group),
        scores,
        ceilings: (weighed.iter().filter(|weight| weight.is_ceiling()))
            .map(|weight| format!("“{}”：{}。", weight.title, weight.ceiling_words()))
            .collect(),
        weights: (!weighed.is_empty()).then(|| weights(&group.group, &weighed)),
    }
}

/// The units without a place, each with its reason; those without any case in one sentence.
fn unplaced(group: &GroupRanking) -> Vec<String> {
    let (none, few): (Vec<_>, Vec<_>) =
        (group.unplaced.iter()).partition(|unit| unit.cases.cases == 0);
    let mut lines: Vec<String> = (few.iter())
        .map(|unit| format!("{}：{}", unit.unit, unit.unplaced))
        .collect();
    if !none.is_empty() {
        let names: Vec<&str> = none.iter().map(|unit| unit.unit.as_str()).collect();
        lines.push(format!("本期没有到期的办件：{}。", names.join("、")));
    }
    lines
}

fn anchor(group: usize, row: usize) -> String {
    format!("g{}u{}", group + 1, row + 1)
}

/// Who may be last: `住建局末位概率 50%，工信局 35%。`
fn sure(group: &GroupRanking) -> String {
    let mut doubtful: Vec<&Ranked> = (group.placed.iter())
        .filter(|row| row.last_permille >= 50)
        .collect();
    doubtful.sort_by_key(|row| std::cmp::Reverse(row.last_permille));
    let words: Vec<String> = (doubtful.iter().take(3))
        .map(|row| format!("{}{}", row.score.unit, row.last_words()))
        .collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(
            "末位概率：{}。办件少的单位，名次天然不稳。",
            words.join("，")
        ),
    }
}

fn rank_row(anchor: &str, row: &Ranked) -> RankRow {
    let here = format!("#{anchor}");
    RankRow {
        place: row.place,
        unit: row.score.unit.to_string(),
        href: here.clone(),
        score: row.printed(),
        score_href: here,
        moved: row.moved,
        low: row.low,
        high: row.high,
        last_permille: row.last_permille,
        last_href: "#method".to_owned(),
        cases: text::thousands(row.score.cases.cases),
        cases_href: opens(&row.score.cases),
        loss: row.loss.clone(),
        loss_href: row.loss_cases.as_ref().map(opens).unwrap_or_default(),
    }
}

/// How one unit's score came about: every measure with its cases.
pub(crate) fn measures(score: &UnitScore) -> DataTable {
    DataTable {
        caption: format!("{}各项得分", score.unit),
        columns: vec![
            Column::text("考核项"),
            Column::number("率"),
            Column::number("件数"),
            Column::number("失分办件"),
            Column::number("得分"),
            Column::text("怎么算的"),
        ],
        rows: score.measures.iter().map(measure_row).collect(),
    }
}

fn measure_row(m: &MeasureScore) -> Vec<Cell> {
    let number = |counted: &Counted| Cell::link(text::thousands(counted.cases), opens(counted));
    let (cases, missed) = match m.share() {
        Some(share) => {
            let whole = match share.whole.as_slice() {
                [whole] => number(whole),
                _ => number(&share.hits),
            };
            (whole, number(&share.missed))
        }
        None => (Cell::from("报送"), Cell::from("—")),
    };
    vec![
        m.title.clone().into(),
        m.value_words().into(),
        cases,
        missed,
        m.points_words().into(),
        m.why.clone().into(),
    ]
}

fn excluded_table(ranking: &Ranking, eyes: Eyes<'_>) -> DataTable {
    let rows = (ranking.excluded.iter())
        .map(|case| {
            let mut cells: Vec<Cell> = vec![
                case.unit.to_string().into(),
                text::month_day(case.day).into(),
                case.reason.clone().into(),
            ];
            if !case.no.is_empty() {
                cells.push(match eyes.reach(case.unit.as_str()) {
                    true => Cell::link(case.no.clone(), format!("/desk/matters/{}", case.no)),
                    false => case.no.clone().into(),
                });
            }
            cells
        })
        .collect();
    let mut columns = vec![
        Column::text("单位"),
        Column::text("剔除日"),
        Column::text("理由"),
    ];
    if ranking.excluded.iter().any(|case| !case.no.is_empty()) {
        columns.push(Column::text("编号"));
    }
    DataTable {
        caption: "剔除的办件".to_owned(),
        columns,
        rows,
    }
}
