//! The application on paper: blank for a package, filled in for a draft or a matter.

use super::answers::{self, Section};
use super::{Work, materials, work};
use crate::App;
use crate::kit::{Problem, text};
use banjie_core::kinds::application::NewApplication;
use banjie_core::matter::Matter;
use banjie_core::packages::answers::Typed;
use banjie_core::packages::commitment::{
    self, CommitmentLetter, LetterFacts, LetterMaterial, PromiseLetter, Signature,
};
use banjie_core::packages::filled::FilledForm;
use banjie_core::packages::handin::MaterialState;
use banjie_core::packages::{MergedForm, ServicePackage};
use banjie_papers::application::{self, Application};
use banjie_papers::{Block, Paper};
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

/// The form of an application that was handed in.
///
/// # Errors
/// The package is gone.
pub(crate) fn of_matter(
    app: &App,
    matter: &Matter,
    new: &NewApplication,
    filled: &FilledForm,
) -> Result<Paper, Problem> {
    let work = Work::handed_in(app, new, filled);
    let agent = filled.typed.get("agent_name").and_then(|v| v.last());
    let agent = agent.map_or_else(String::new, |v| text::single_line(v));
    let signed = Signed {
        name: (filled.signature.as_ref()).map_or(agent, |s| s.name().to_owned()),
        day: Some(matter.opened.date()),
        number: matter.no.to_string(),
    };
    self::filled(app, &work, &signed)
}

/// The letters under what is promised, with lines to be signed on; `None`: nothing is promised.
///
/// # Errors
/// The package is gone.
pub(crate) fn letters(app: &App, work: &Work) -> Result<Option<Paper>, Problem> {
    let form = work.form(app)?;
    let mut letters = Vec::new();
    let later = later(app, work, &form);
    if !later.is_empty() {
        let facts = facts(app, work, &form, waiting(work, &form).join("、"));
        let letter = CommitmentLetter::to_sign(facts, app.today(), later);
        letters.push(("容缺承诺", letter.parts()));
    }
    for promised in work.draft.promised(&form) {
        let item = format!("{}：{}", promised.item.name, promised.mode.what);
        let facts = facts(app, work, &form, item);
        let letter = PromiseLetter::to_sign(facts, app.today(), promised.mode.check);
        letters.push(("告知承诺", letter.parts()));
    }
    let mut blocks = Vec::new();
    for (head, letter) in &letters {
        if !blocks.is_empty() {
            blocks.push(Block::PageBreak);
        }
        blocks.push(Block::Heading1((*head).to_owned()));
        let lines = letter.iter().flat_map(|(head, said)| {
            let mut said = said.lines();
            let first = format!("{head}：{}", said.next().unwrap_or_default());
            std::iter::once(first).chain(said.map(str::to_owned))
        });
        blocks.extend(lines.map(Block::Paragraph));
    }
    Ok((!letters.is_empty()).then(|| Paper {
        title: "承诺书".to_owned(),
        blocks,
        demo: app.site().demo,
        ..Paper::default()
    }))
}

/// Names of the items that wait for what comes later.
fn waiting<'c>(work: &Work, form: &MergedForm<'c>) -> Vec<&'c str> {
    let later: Vec<_> = (work.draft.materials(form).into_iter())
        .filter(|(_, state)| matches!(state, MaterialState::Later(_)))
        .flat_map(|(merged, _)| merged.serves.iter().map(|s| s.item))
        .collect();
    let items = form.items.iter().map(|i| i.item);
    items
        .filter(|item| later.contains(&&item.id))
        .map(|item| item.name.as_str())
        .collect()
}

/// What comes later, by the days that hold if it is accepted today.
fn later(app: &App, work: &Work, form: &MergedForm<'_>) -> Vec<LetterMaterial> {
    let states = work.draft.materials(form).into_iter();
    let later = states.filter_map(|(merged, state)| match state {
        MaterialState::Later(days) => materials::deferred(app, work, merged, Some(days)).ok(),
        _ => None,
    });
    later
        .map(|s| LetterMaterial {
            name: s.name,
            form: s.form,
            due: s.due.due,
        })
        .collect()
}

fn facts(app: &App, work: &Work, form: &MergedForm<'_>, item: String) -> LetterFacts {
    let enterprise = super::submit::enterprise(&work.draft.typed);
    let signer = work.draft.signers(form).into_iter().next();
    LetterFacts {
        applicant: enterprise.name,
        applicant_code: enterprise.code.unwrap_or_else(|| "尚未登记".to_owned()),
        item,
        matter: String::new(),
        unit: form.package.lead.to_string(),
        contact: signer.as_ref().map_or_else(String::new, |s| s.name.clone()),
        telephone: signer.map_or_else(String::new, |s| s.phone),
        signature: Signature::Typed {
            name: String::new(),
        },
        signed: app.today(),
        officer: String::new(),
    }
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
