//! The application on paper: blank for a package, filled in for a draft or a matter.

use super::answers::{self, Section};
use super::{Work, work};
use crate::App;
use crate::kit::Problem;
use banjie_core::packages::answers::Typed;
use banjie_core::packages::commitment;
use banjie_core::packages::{MergedForm, ServicePackage};
use banjie_papers::Paper;
use banjie_papers::application::{self, Application};
use jiff::civil::Date;

/// Who signed and what stands on the paper besides the answers.
#[derive(Default)]
pub(crate) struct Signed {
    /// Who signed; empty: a line to sign on.
    pub(crate) name: String,
    /// When.
    pub(crate) day: Option<Date>,
    /// Number of the matter; empty before.
    pub(crate) number: String,
}

/// The form as filled in so far.
///
/// # Errors
/// The package is gone.
pub(crate) fn filled(app: &App, work: &Work, signed: &Signed) -> Result<Paper, Problem> {
    let form = work.form(app)?;
    paper(app, work, &form, signed, false)
}

/// The form of a package with nothing filled in but the answers to its questions.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(crate) fn blank(app: &App, package: &ServicePackage, given: Typed) -> Result<Paper, Problem> {
    let work = Work::begin(app, work::PUBLIC, package, given)?;
    let form = work.form(app)?;
    paper(app, &work, &form, &Signed::default(), true)
}

fn paper(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
    signed: &Signed,
    blank: bool,
) -> Result<Paper, Problem> {
    let sections = answers::sections(app, work, form)?;
    let materials = answers::materials(app, work, form).into_iter().map(|m| {
        let state = match blank {
            true => "□ 已交　□ 以后补".to_owned(),
            false => m.state,
        };
        [m.name, m.form, state]
    });
    let printed = Application {
        district: app.site().district_name.clone(),
        package: form.package.name.clone(),
        number: match signed.number.as_str() {
            "" => String::new(),
            number => format!("办件编号 {number}"),
        },
        items: form.items.iter().map(|i| i.item.name.clone()).collect(),
        sections: sections.into_iter().map(|s| section(s, blank)).collect(),
        materials: materials.collect(),
        declaration: vec![commitment::TRUTH.to_owned()],
        signer: signed.name.clone(),
        signed: signed.day,
        revision: work.draft.revision.to_string(),
        demo: app.site().demo,
        verify: None,
    };
    Ok(application::paper(&printed))
}

fn section(section: Section, blank: bool) -> application::Section {
    let mut printed = application::Section {
        title: section.title,
        ..application::Section::default()
    };
    for row in section.rows {
        match row.list {
            Some((heads, rows)) => printed.lists.push((row.label, heads, rows)),
            None => {
                let value = match blank && row.value.is_empty() {
                    true => boxes(&row.choices),
                    false => row.value,
                };
                let serves = row.serves.trim_start_matches("用于").trim().to_owned();
                printed.rows.push([row.label, value, serves]);
            }
        }
    }
    printed
}

/// `□ 是　□ 否`.
fn boxes(choices: &[String]) -> String {
    let boxes: Vec<String> = choices.iter().map(|c| format!("□ {c}")).collect();
    boxes.join("　")
}
