//! Every answer under its question, with the items it serves and the page where it is changed: for
//! the check page, the reading back at the window, and the printed form.

use super::fields::serves;
use super::{Work, materials};
use crate::App;
use crate::kit::{Problem, text};
use banjie_core::packages::answers::{Answer, AnswerError, Answers, read};
use banjie_core::packages::handin::MaterialState;
use banjie_core::packages::{FieldType, MergedField, MergedForm};

/// Name of the task of the questions.
pub(crate) const QUESTIONS: &str = "questions";
/// Name of the task of the materials.
pub(crate) const MATERIALS: &str = "materials";

/// A group of answers.
pub(crate) struct Section {
    /// Its head.
    pub(crate) title: String,
    /// In the order of the form.
    pub(crate) rows: Vec<Row>,
}

/// An answer.
pub(crate) struct Row {
    /// The question.
    pub(crate) label: String,
    /// The answer in words; empty when it is optional and was left out.
    pub(crate) value: String,
    /// A list: heads, then the rows.
    pub(crate) list: Option<(Vec<String>, Vec<Vec<String>>)>,
    /// What is to be mended; empty when right.
    pub(crate) error: String,
    /// Items it serves, in words.
    pub(crate) serves: String,
    /// Page and place where it is changed: `people/1#legal_rep_name`.
    pub(crate) place: String,
    /// What there is to choose, for the form on paper.
    pub(crate) choices: Vec<String>,
}

/// All answers, the questions first.
///
/// # Errors
/// The package is gone.
pub(crate) fn sections(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
) -> Result<Vec<Section>, Problem> {
    let services = &app.pack().services;
    let missing = work.draft.missing(services, form);
    let answers = read(&form.fields, &work.draft.typed);
    let mut sections = vec![questions(app, work, form, &missing)];
    for page in &form.pages {
        let place = format!("{}/{}", page.group.id, page.part);
        let rows = (form.fields[page.fields.clone()].iter())
            .filter(|f| !form.is_question(&f.field.code))
            .map(|f| row(app, work, f, &answers, &missing, &place))
            .collect::<Vec<_>>();
        match sections.last_mut() {
            Some(last) if page.part > 1 && last.title == page.group.title => last.rows.extend(rows),
            _ if rows.is_empty() => {}
            _ => sections.push(Section {
                title: page.group.title.clone(),
                rows,
            }),
        }
    }
    Ok(sections)
}

fn questions(app: &App, work: &Work, form: &MergedForm<'_>, missing: &[AnswerError]) -> Section {
    let rows = app.pack().services.questions(form.package).map(|q| {
        let name = q.code.as_str();
        let asked = form.field(&q.code);
        Row {
            label: q.label.clone(),
            value: typed(work, name),
            list: None,
            error: error_of(name, missing),
            serves: match asked {
                Some(field) => serves(app, field.serves.iter().map(|s| s.item)),
                None => "用来判断要办哪几件事".to_owned(),
            },
            place: format!("{QUESTIONS}/1#{name}"),
            choices: q.choices.clone(),
        }
    });
    Section {
        title: "您的情况".to_owned(),
        rows: rows.collect(),
    }
}

fn row(
    app: &App,
    work: &Work,
    merged: &MergedField<'_>,
    answers: &Answers,
    missing: &[AnswerError],
    place: &str,
) -> Row {
    let name = merged.field.code.as_str();
    let answer = answers.answers.get(&merged.field.code);
    let list = (merged.field.kind == FieldType::People).then(|| list(merged, answer));
    let choices = match merged.field.kind {
        FieldType::YesNo => merged.field.choices.clone(),
        _ => merged.choices.iter().map(|c| (*c).to_owned()).collect(),
    };
    Row {
        label: merged.field.label.clone(),
        value: match answer {
            Some(answer) => answer.words(),
            // What cannot be read is shown as it was typed, so that it can be mended.
            None => typed(work, name),
        },
        list,
        error: error_of(name, missing),
        serves: serves(app, merged.serves.iter().map(|s| s.item)),
        place: format!("{place}#{name}"),
        choices,
    }
}

/// The rows of a list under its heads; without an answer the heads alone.
fn list(merged: &MergedField<'_>, answer: Option<&Answer>) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = &merged.field.columns;
    let heads = columns.iter().map(|c| c.label.clone()).collect();
    let rows = match answer {
        Some(Answer::People(rows)) => (rows.iter())
            .map(|cells| {
                (columns.iter())
                    .map(|c| cells.get(&c.code).map_or_else(String::new, Answer::words))
                    .collect()
            })
            .collect(),
        _ => Vec::new(),
    };
    (heads, rows)
}

fn typed(work: &Work, name: &str) -> String {
    let values = work.draft.typed.get(name);
    let values = values.map_or(&[][..], Vec::as_slice).iter();
    let lines: Vec<String> = values
        .map(|v| text::single_line(v))
        .filter(|v| !v.is_empty())
        .collect();
    lines.join("、")
}

/// The sentence of a field, or of a cell of it.
fn error_of(name: &str, missing: &[AnswerError]) -> String {
    let belongs = |error: &&AnswerError| {
        (error.name.strip_prefix(name)).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let found = missing.iter().find(belongs);
    found.map_or_else(String::new, |e| e.sentence.clone())
}

/// A material with what was said of it.
pub(crate) struct MaterialRow {
    /// Its name.
    pub(crate) name: String,
    /// In which form.
    pub(crate) form: String,
    /// How far it is, in words.
    pub(crate) state: String,
    /// Whether nothing is left to be done.
    pub(crate) done: bool,
    /// Whether it can be opened now: it is uploaded and no question about it is open.
    pub(crate) opens: bool,
    /// 容缺: it comes later.
    pub(crate) later: bool,
    /// Items it serves, in words.
    pub(crate) serves: String,
    /// Page: `materials/articles`.
    pub(crate) place: String,
    /// File names.
    pub(crate) files: Vec<String>,
}

/// The materials that the applicant hands over.
pub(crate) fn materials(app: &App, work: &Work, form: &MergedForm<'_>) -> Vec<MaterialRow> {
    (work.draft.materials(form).into_iter())
        .map(|(merged, state)| {
            let code = merged.material.code.as_str();
            let handed = work.draft.handed.get(&merged.material.code);
            let due = match state {
                MaterialState::Later(days) => {
                    let found = materials::deferred(app, work, merged, Some(days));
                    found.ok().map(|s| s.due.due)
                }
                _ => None,
            };
            MaterialRow {
                name: merged.material.name.clone(),
                form: merged.material.form.clone(),
                state: match due {
                    Some(day) => format!("以后补，今天受理的话 {}前", text::month_day(day)),
                    None if handed.is_some_and(|h| h.received) => "窗口当面收到".to_owned(),
                    None => state.words(),
                },
                done: state.is_done(),
                opens: matches!(
                    state,
                    MaterialState::Missing
                        | MaterialState::Uploaded(_)
                        | MaterialState::Later(_)
                        | MaterialState::Promised
                ),
                later: matches!(state, MaterialState::Later(_)),
                serves: materials::about(app, merged),
                place: format!("{MATERIALS}/{code}"),
                files: handed.map_or_else(Vec::new, |h| {
                    h.files.iter().map(|f| f.name.clone()).collect()
                }),
            }
        })
        .collect()
}
