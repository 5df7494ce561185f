//! What is to be done in a draft, in order: the questions, the pages of the form, the materials.

use crate::App;
use crate::apply::Work;
use crate::apply::answers::{self, MATERIALS, QUESTIONS};
use crate::apply::promise::{self, PROMISE};
use crate::kit::Problem;
use banjie_core::packages::draft::TaskState;
use banjie_core::packages::{MergedForm, Page};

/// One of them.
pub(super) struct Step {
    /// `people/1`; empty when there is nothing to open.
    pub(super) place: String,
    /// Its head.
    pub(super) label: String,
    /// What it asks, in a line.
    pub(super) about: String,
    /// Its state in words.
    pub(super) state: String,
    /// Nothing is left to be done.
    pub(super) done: bool,
    /// Something is missing or wrong.
    pub(super) begun: bool,
    /// It waits for the questions.
    pub(super) blocked: bool,
}

/// Questions and pages, then materials.
pub(super) struct Steps {
    pub(super) pages: Vec<Step>,
    pub(super) materials: Vec<Step>,
}

impl Steps {
    /// Of a draft as it stands.
    ///
    /// # Errors
    /// The package is gone.
    pub(super) fn of(app: &App, work: &Work, form: &MergedForm<'_>) -> Result<Self, Problem> {
        let services = &app.pack().services;
        let package = work.package(app)?;
        let questions = Step {
            place: format!("{QUESTIONS}/1"),
            label: "您的情况".to_owned(),
            about: format!("{} 个问题，答了才知道要办哪几件事", package.questions.len()),
            ..state(&work.draft.questions(services, package))
        };
        let pages = work.draft.tasks(form).into_iter().map(|task| Step {
            place: place_of(&task.page),
            label: title_of(&task.page),
            about: labels(form, &task.page),
            ..state(&task.state)
        });
        let materials = answers::materials(app, work, form)
            .into_iter()
            .map(|m| Step {
                place: if m.opens { m.place } else { String::new() },
                label: m.name,
                about: format!("{}。{}", m.form, m.serves),
                state: m.state,
                done: m.done,
                begun: false,
                blocked: !m.done && !m.opens,
            });
        let promise = promise::answered(work, form).map(|answered| Step {
            place: format!("{PROMISE}/1"),
            label: "要不要告知承诺".to_owned(),
            about: "作书面承诺、当场决定，还是核查以后再决定：由您选".to_owned(),
            state: match (answered, work.draft.promised(form).len()) {
                (false, _) => "未开始".to_owned(),
                (true, 0) => "按平常的办".to_owned(),
                (true, n) => format!("{n} 件事凭承诺办"),
            },
            done: answered,
            begun: false,
            blocked: false,
        });
        Ok(Self {
            pages: std::iter::once(questions)
                .chain(pages)
                .chain(promise)
                .collect(),
            materials: materials.collect(),
        })
    }

    fn all(&self) -> impl Iterator<Item = &Step> {
        self.pages.iter().chain(&self.materials)
    }

    /// How many are done, of how many.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.all().filter(|s| s.done).count(), self.all().count())
    }

    /// Where to go on after a page: the next that is not done, from there on and then from the top;
    /// `None`: all is done.
    pub(super) fn next(&self, after: &str) -> Option<&str> {
        let at = self
            .all()
            .position(|s| s.place == after)
            .map_or(0, |at| at + 1);
        let todo = |s: &&Step| !s.done && !s.blocked && !s.place.is_empty() && s.place != after;
        let found = self
            .all()
            .skip(at)
            .find(todo)
            .or_else(|| self.all().find(todo));
        found.map(|s| s.place.as_str())
    }

    /// Whether everything is done.
    pub(super) fn done(&self) -> bool {
        self.all().all(|s| s.done)
    }
}

fn state(state: &TaskState) -> Step {
    Step {
        place: String::new(),
        label: String::new(),
        about: String::new(),
        state: state.word().to_owned(),
        done: *state == TaskState::Done,
        begun: matches!(state, TaskState::InProgress(_)),
        blocked: *state == TaskState::Blocked,
    }
}

/// `people/1`.
pub(super) fn place_of(page: &Page<'_>) -> String {
    format!("{}/{}", page.group.id, page.part)
}

/// `负责的人`, `负责的人（第 2 页，共 3 页）`.
pub(super) fn title_of(page: &Page<'_>) -> String {
    match page.parts {
        1 => page.group.title.clone(),
        parts => format!("{}（第 {} 页，共 {parts} 页）", page.group.title, page.part),
    }
}

/// Page of a draft that can be opened.
pub(super) enum Target<'f, 'c> {
    /// The questions of the package.
    Questions,
    /// A page of the form.
    Page(&'f Page<'c>),
    /// Which items are decided on a promise.
    Promise,
    /// A material.
    Material(&'f banjie_core::packages::MergedMaterial<'c>),
}

impl<'f, 'c> Target<'f, 'c> {
    /// What an address means on this form; `None`: the form has no such page now.
    pub(super) fn find(form: &'f MergedForm<'c>, task: &str, n: &str) -> Option<Self> {
        match task {
            QUESTIONS => (n == "1").then_some(Self::Questions),
            PROMISE => (n == "1" && !form.promisable().is_empty()).then_some(Self::Promise),
            MATERIALS => crate::apply::materials::uploaded(form, n).map(Self::Material),
            group => {
                let part: usize = n.parse().ok()?;
                let mut pages = form.pages.iter();
                pages
                    .find(|p| p.group.id == group && p.part == part)
                    .map(Self::Page)
            }
        }
    }
}

/// `企业名称、备选名称、经营期限`, at most five.
fn labels(form: &MergedForm<'_>, page: &Page<'_>) -> String {
    let fields = (form.fields[page.fields.clone()].iter())
        .filter(|f| !form.is_question(&f.field.code))
        .map(|f| f.field.label.as_str());
    let labels: Vec<&str> = fields.collect();
    match labels.len() {
        0..=5 => labels.join("、"),
        n => format!("{}等 {n} 项", labels[..4].join("、")),
    }
}
