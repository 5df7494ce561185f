//! A quarter's assessment as tables: totals and grades, and below how each total came about. Every
//! number opens to its month or its matters.

use super::basis::Basis;
use super::figure::opens;
use super::sheet::Proof;
use super::{Edition, Eyes};
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::assessment::quarterly::{
    Assessment, Decided, GroupAssessment, MonthResult, Part, PartKind, UnitAssessment,
};
use banjie_papers::assessment::{counted_until, unplaced};

/// One peer group.
pub(crate) struct Group {
    title: String,
    table: DataTable,
    unplaced: Vec<String>,
    scores: Vec<Score>,
}

/// How a unit's total came about.
pub(crate) struct Score {
    anchor: String,
    head: String,
    tables: Own,
    /// Its trend, for staff; empty otherwise.
    trend: String,
}

/// The tables of one unit.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{{ parts }}<div class="cols gap"><div>{{ behind }}</div><div>{{ months }}</div></div>{% for line in adjusted %}<p class="small">{{ line }}</p>{% endfor %}"#
)]
pub(crate) struct Own {
    parts: DataTable,
    behind: DataTable,
    months: DataTable,
    adjusted: Vec<String>,
}

/// All groups, what it rests on, what two persons added and took off.
#[derive(Template)]
#[template(path = "assess/grades.html")]
pub(crate) struct Grades {
    groups: Vec<Group>,
    /// 依据已更正, a line a month.
    corrected: Vec<String>,
    /// What that would change.
    effect: Vec<String>,
    basis: Vec<(String, String)>,
    adjusted_title: String,
    adjusted: Option<DataTable>,
    method: String,
    until: String,
    proof: Proof,
}

part!(Own, Grades);

impl Grades {
    /// The tables of an assessment and of the months it rests on.
    ///
    /// # Errors
    /// The address fits no QR code.
    pub(crate) fn of(
        edition: &Edition<Assessment>,
        basis: &Basis,
        eyes: Eyes<'_>,
    ) -> Result<Self, Problem> {
        let assessment = &edition.values;
        let adjusted: Vec<&Decided> = (assessment.rows())
            .flat_map(|row| &row.adjustments)
            .collect();
        Ok(Self {
            groups: (assessment.groups.iter().enumerate())
                .map(|(index, group)| group_of(index, group, basis, eyes))
                .collect(),
            corrected: basis.corrected(),
            effect: basis.effect.clone(),
            basis: basis.lines(),
            adjusted_title: match adjusted.len() {
                0 => "没有加分、扣分和一票否决".to_owned(),
                n => format!("加分、扣分和一票否决 {n} 条，都由两个人定"),
            },
            adjusted: (!adjusted.is_empty()).then(|| adjusted_table(&adjusted)),
            method: assessment.method(),
            until: counted_until(assessment),
            proof: Proof::of(&edition.stamp, assessment.code())?,
        })
    }
}

/// The sentence above all: the finding of the largest group.
pub(crate) fn headline(assessment: &Assessment) -> String {
    let placed =
        |group: &&GroupAssessment| group.rows.iter().filter(|row| row.place.is_some()).count();
    let most = assessment.groups.iter().rev().max_by_key(placed);
    most.map_or(String::new(), |group| {
        format!("{}：{}", group.group, group.finding)
    })
}

fn group_of(index: usize, group: &GroupAssessment, basis: &Basis, eyes: Eyes<'_>) -> Group {
    let anchor = |row: usize| format!("g{}u{}", index + 1, row + 1);
    Group {
        title: format!("{}：{}", group.group, group.finding),
        table: totals(group, &anchor),
        unplaced: unplaced(group),
        scores: (group.rows.iter().enumerate())
            .map(|(at, row)| Score {
                anchor: anchor(at),
                head: format!("{}：{}", row.unit, row.words()),
                tables: own(row, basis),
                trend: eyes.trend(&row.unit),
            })
            .collect(),
    }
}

fn totals(group: &GroupAssessment, anchor: &dyn Fn(usize) -> String) -> DataTable {
    let mut columns = vec![Column::text("单位"), Column::number("名次")];
    columns.extend(PartKind::ALL.map(|part| Column::number(part.word())));
    columns.extend(["加减分", "总分"].map(Column::number));
    columns.push(Column::text("等次"));
    let rows = (group.rows.iter().enumerate())
        .map(|(at, row)| {
            let [place, total, grade] = row.result_words();
            let here = format!("#{}", anchor(at));
            let mut cells = vec![Cell::link(row.unit.to_string(), here.clone()), place.into()];
            cells.extend(row.parts.iter().map(|part| match part.points {
                Some(points) => Cell::link(points.to_string(), here.clone()),
                None => Cell::from("不计分"),
            }));
            cells.extend([
                row.moved_words().into(),
                Cell::link(total, here),
                grade.into(),
            ]);
            cells
        })
        .collect();
    DataTable {
        caption: format!("{}总分和等次", group.group),
        columns,
        rows,
    }
}

/// The tables of one unit, also for its own page while it checks.
pub(crate) fn own(row: &UnitAssessment, basis: &Basis) -> Own {
    Own {
        parts: DataTable {
            caption: format!("{}各项得分", row.unit),
            columns: vec![
                Column::text("考核项"),
                Column::text("值"),
                Column::number("权重"),
                Column::number("摊后权重"),
                Column::number("得分"),
                Column::text("怎么算的"),
            ],
            rows: row.parts.iter().map(part_row).collect(),
        },
        behind: DataTable {
            caption: format!("{}各项后面的办件", row.unit),
            columns: vec![
                Column::text("办件"),
                Column::text("考核项"),
                Column::number("件数"),
            ],
            rows: row.parts.iter().flat_map(behind_rows).collect(),
        },
        months: DataTable {
            caption: format!("{}各月得分和名次", row.unit),
            columns: ["月份", "得分和名次"].map(Column::text).to_vec(),
            rows: (row.months.iter())
                .map(|month| month_row(month, basis))
                .collect(),
        },
        adjusted: (row.adjustments.iter()).map(Decided::words).collect(),
    }
}

fn part_row(part: &Part) -> Vec<Cell> {
    vec![
        part.part.word().into(),
        part.value.clone().into(),
        part.weight.normalize().to_string().into(),
        part.effective.to_string().into(),
        part.points_words().into(),
        part.why.clone().into(),
    ]
}

/// The numbers behind a part, each with its cases.
fn behind_rows(part: &Part) -> impl Iterator<Item = Vec<Cell>> {
    part.behind.iter().map(|behind| {
        let number = text::thousands(behind.cases.cases);
        vec![
            behind.word.clone().into(),
            part.part.word().into(),
            Cell::link(number, opens(&behind.cases)),
        ]
    })
}

/// A month opens to the revision the quarter rests on, not to the newest.
fn month_row(month: &MonthResult, basis: &Basis) -> Vec<Cell> {
    let (words, href) = (month.month.words(), basis.href(month.month));
    let first = match href.is_empty() {
        false => Cell::link(words, href.to_owned()),
        true => words.into(),
    };
    vec![first, month.words().into()]
}

fn adjusted_table(all: &[&Decided]) -> DataTable {
    let rows = all.iter().map(|adjustment| {
        vec![
            adjustment.unit.to_string().into(),
            adjustment.kind.word().into(),
            match adjustment.points.is_zero() {
                true => Cell::from("—"),
                false => adjustment.points.normalize().to_string().into(),
            },
            adjustment.reason.clone().into(),
            adjustment.document.clone().into(),
            adjustment.by.clone().into(),
        ]
    });
    DataTable {
        caption: "加分、扣分和一票否决".to_owned(),
        columns: vec![
            Column::text("单位"),
            Column::text("加减分"),
            Column::number("分数"),
            Column::text("理由"),
            Column::text("依据文件"),
            Column::text("谁定的"),
        ],
        rows: rows.collect(),
    }
}
