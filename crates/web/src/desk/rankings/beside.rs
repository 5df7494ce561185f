//! What stands beside the figures of a period: which units have checked them, objections, exclusions
//! that wait, signatures, and what a ruling or a correction changed.

use super::course::Course;
use crate::App;
use crate::desk::checks;
use crate::desk::matter::timeline::when;
use crate::desk::reports::{HOME, Reported};
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::assessment::Period;
use banjie_core::assessment::report::{Lines, State};
use banjie_core::assessment::steps::{RankingStep, SIGNERS};
use banjie_core::kinds::objection::Stage;
use banjie_core::matter::{Detail, Matter};
use banjie_store::reads::PeriodNote;
use banjie_store::record::Record;

/// The panels.
#[derive(Template)]
#[template(path = "desk/rankings/beside.html")]
pub(in crate::desk) struct Beside {
    checked: Option<String>,
    objections_title: String,
    objections: Option<DataTable>,
    exclusions: usize,
    signed: Option<String>,
    signing: bool,
    /// How the reported figures stand, and where they are; `None`: the method asks for none.
    reports: Option<(String, String)>,
    notes: Vec<(String, Vec<String>)>,
    revisions: Option<String>,
    /// What enterprises said when called; beside the figures, in none of them.
    called: Option<DataTable>,
}

part!(Beside);

/// The panels of a month or quarter.
///
/// # Errors
/// The database fails.
pub(in crate::desk) async fn of(app: &App, course: &Course) -> Result<Beside, Problem> {
    let (store, period) = (app.store(), course.period);
    let objections = store.objections(period).await?;
    let step = course.step();
    let signatures = store.signatures(period, course.revision).await?;
    let today = app.today();
    let names: Vec<String> = signatures
        .iter()
        .map(|s| format!("{}{}（{}）", s.unit, s.name, when(s.at, today)))
        .collect();
    let notes = store.period_notes(period).await?;
    Ok(Beside {
        checked: checked(app, course).await?,
        objections_title: match (objections.len(), course.pending.objections) {
            (0, _) => "没有单位申诉".to_owned(),
            (all, 0) => format!("申诉 {all} 件，都已裁定"),
            (all, open) => format!("申诉 {all} 件，{open} 件没有裁定"),
        },
        objections: (!objections.is_empty()).then(|| table(&objections)),
        exclusions: course.pending.exclusions,
        signed: (step >= Some(RankingStep::Settled)).then(|| match names.len() {
            0 => format!("还没有人签，要 {SIGNERS} 个人"),
            n if n < SIGNERS => format!("{}；还差 {} 个人", names.join("、"), SIGNERS - n),
            _ => names.join("、"),
        }),
        signing: step == Some(RankingStep::Settled) && names.len() < SIGNERS,
        reports: reports(app, period).await?,
        notes: notes.iter().map(|n| note(n, today)).collect(),
        called: match period {
            Period::Month(month) => checks::by_unit(app, month).await?,
            Period::Quarter(_) => None,
        },
        revisions: (course.revision > 1).then(|| format!("{}/revisions", course.path())),
    })
}

/// What was not reported or not verified earns nothing: said before the figures are settled.
async fn reports(app: &App, period: Period) -> Result<Option<(String, String)>, Problem> {
    let Period::Month(month) = period else {
        return Ok(None);
    };
    let reported = Reported::of(app, month).await?;
    let Some(book) = &reported.book else {
        return Ok(None);
    };
    let lines = Lines::of(book, &app.pack().district, &reported.reports);
    Ok((!lines.all.is_empty()).then(|| {
        let missing = lines.all.len() - lines.count(State::Verified);
        let words = match missing {
            0 => format!("{} 个报送的数都已核验", lines.all.len()),
            _ => format!("报送的指标：{}", lines.words()),
        };
        (words, format!("{HOME}?month={month}"))
    }))
}

/// Which units have looked at their figures.
async fn checked(app: &App, course: &Course) -> Result<Option<String>, Problem> {
    if course.step() < Some(RankingStep::Checking) {
        return Ok(None);
    }
    let store = app.store();
    let agreed = store.confirmations(course.period, course.revision).await?;
    let units: Vec<&str> = (app.pack().district.units.iter())
        .filter(|unit| unit.peer_group.is_some())
        .map(|unit| unit.id.as_str())
        .collect();
    let silent: Vec<&str> = (units.iter().copied())
        .filter(|unit| !agreed.iter().any(|(_, u)| u.as_str() == *unit))
        .collect();
    Ok(Some(match silent.len() {
        0 => format!("{} 家都确认了", units.len()),
        n if n == units.len() => format!("{n} 家都还没有回话；到期不回话按没有异议"),
        _ => format!(
            "{} 家确认，没有回话的：{}（到期不回话按没有异议）",
            units.len() - silent.len(),
            silent.join("、")
        ),
    }))
}

fn table(objections: &[Matter]) -> DataTable {
    let rows = (objections.iter())
        .filter_map(|matter| {
            let Detail::Objection(o) = &matter.detail else {
                return None;
            };
            let result = match &o.stage {
                Stage::Filed => "等裁定".to_owned(),
                Stage::Ruled {
                    ruling,
                    instead: Some(terms),
                    ..
                } => format!("{}，改为{}", ruling.word(), terms.words()),
                Stage::Ruled {
                    ruling, excluded, ..
                } => match excluded.len() {
                    0 => ruling.word().to_owned(),
                    n => format!("{}，剔除 {n} 件", ruling.word()),
                },
            };
            Some(vec![
                Cell::link(
                    matter.no.to_string(),
                    format!("/desk/matters/{}", matter.no),
                ),
                o.unit.to_string().into(),
                o.measure.clone().into(),
                text::month_day(matter.opened.date()).into(),
                result.into(),
            ])
        })
        .collect();
    DataTable {
        caption: "申诉".to_owned(),
        columns: ["编号", "单位", "哪一项", "提出", "结果"]
            .map(Column::text)
            .to_vec(),
        rows,
    }
}

/// What a ruling or correction changed, in words.
pub(super) fn note(note: &PeriodNote, today: jiff::civil::Date) -> (String, Vec<String>) {
    let head = |what: String| format!("{what}（{} · {}）", when(note.at, today), note.by.words());
    match &note.record {
        Record::PeriodCorrected {
            revision, reason, ..
        } => (head(format!("第{revision}版更正：{reason}")), Vec::new()),
        Record::PeriodRecomputed {
            because, changed, ..
        } => {
            let lines = match changed.is_empty() {
                true => vec!["各单位得分和名次没有变".to_owned()],
                false => changed.clone(),
            };
            (head(format!("申诉 {because} 裁定后重算")), lines)
        }
        _ => (String::new(), Vec::new()),
    }
}
