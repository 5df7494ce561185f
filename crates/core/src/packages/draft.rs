//! A draft: what was typed so far, on which revision of the form, and what is left to do. Nothing
//! typed is ever thrown away: what the form no longer asks is kept aside and told.

use super::answers::{AnswerError, Typed, read};
use super::catalogue::Catalogue;
use super::field::FieldType;
use super::handin::HandIn;
use super::merge::{MergedField, MergedForm, Page};
use super::package::ServicePackage;
use super::revision::Revision;
use super::when::Picks;
use crate::district::ItemId;
use std::collections::BTreeMap;

/// What an applicant has filled in so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The revision of the form it was begun on.
    pub revision: Revision,
    /// Values by name, as typed, answers to the questions included.
    pub typed: Typed,
    /// What was said about the materials.
    pub handed: HandIn,
    /// 告知承诺: by item, whether the applicant wants it decided on a promise; absent: not asked yet.
    pub promises: BTreeMap<ItemId, bool>,
}

/// How far a page of the form is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// 未开始: nothing typed.
    NotStarted,
    /// 填写中: something is missing or wrong.
    InProgress(Vec<AnswerError>),
    /// 已完成.
    Done,
    /// 暂不能填: whether it is needed depends on questions still open.
    Blocked,
}

impl TaskState {
    /// The word on the task list.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotStarted => "未开始",
            Self::InProgress(_) => "填写中",
            Self::Done => "已完成",
            Self::Blocked => "暂不能填",
        }
    }
}

/// A page of the form with its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task<'c> {
    /// The page.
    pub page: Page<'c>,
    /// How far it is.
    pub state: TaskState,
}

impl Draft {
    /// A new one on the present form of a package.
    pub fn begin(package: &ServicePackage, typed: Typed) -> Self {
        Self {
            revision: package.revision.clone(),
            typed,
            handed: HandIn::new(),
            promises: BTreeMap::new(),
        }
    }

    /// Whether the form is still the one it was begun on.
    pub fn is_current(&self, package: &ServicePackage) -> bool {
        self.revision == package.revision
    }

    /// The choices made so far that conditions can stand on; what is no choice counts as open.
    pub fn picks(&self, services: &Catalogue) -> Picks {
        let choices = services.fields().iter().filter(|f| f.kind.is_choice());
        choices
            .filter_map(|field| {
                let typed = self.typed.get(field.code.as_str())?;
                let mut chosen: Vec<String> = (typed.iter())
                    .filter(|v| field.choices.contains(v))
                    .cloned()
                    .collect();
                if field.kind != FieldType::Choices {
                    chosen.drain(..chosen.len().saturating_sub(1));
                }
                (!chosen.is_empty()).then(|| (field.code.clone(), chosen))
            })
            .collect()
    }

    /// The form as these answers make it.
    pub fn form<'c>(&self, services: &'c Catalogue, package: &'c ServicePackage) -> MergedForm<'c> {
        services.merge(package, &self.picks(services))
    }

    /// The pages of a form in order, each with its state. Questions of the package are asked before
    /// all pages, so a page of nothing but questions is none.
    pub fn tasks<'c>(&self, form: &MergedForm<'c>) -> Vec<Task<'c>> {
        (form.pages.iter())
            .filter(|page| {
                (form.fields[page.fields.clone()].iter()).any(|f| !form.is_question(&f.field.code))
            })
            .map(|page| Task {
                page: page.clone(),
                state: self.state(&form.fields[page.fields.clone()]),
            })
            .collect()
    }

    /// How far the questions of the package are.
    pub fn questions(&self, services: &Catalogue, package: &ServicePackage) -> TaskState {
        let open = self.open_questions(services, package);
        match open.len() {
            0 => TaskState::Done,
            n if n == package.questions.len() => TaskState::NotStarted,
            _ => TaskState::InProgress(open),
        }
    }

    fn open_questions(&self, services: &Catalogue, package: &ServicePackage) -> Vec<AnswerError> {
        let picks = self.picks(services);
        (services.questions(package))
            .filter(|q| !picks.contains_key(&q.code))
            .map(|q| AnswerError {
                name: q.code.to_string(),
                sentence: format!("“{}”还没有答，请先选一项。", q.label),
            })
            .collect()
    }

    fn state(&self, fields: &[MergedField<'_>]) -> TaskState {
        if fields.iter().any(|f| f.open) {
            return TaskState::Blocked;
        }
        if !fields.iter().any(|f| self.has(f)) {
            return TaskState::NotStarted;
        }
        match read(fields, &self.typed).errors {
            errors if errors.is_empty() => TaskState::Done,
            errors => TaskState::InProgress(errors),
        }
    }

    fn has(&self, field: &MergedField<'_>) -> bool {
        let code = field.field.code.as_str();
        let belongs = |name: &str| {
            name.strip_prefix(code)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        (self.typed.iter())
            .any(|(name, values)| belongs(name) && values.iter().any(|v| !v.trim().is_empty()))
    }

    /// What keeps it from being handed in: open questions first, then every field that is missing
    /// or wrong. Empty: ready.
    pub fn missing(&self, services: &Catalogue, form: &MergedForm<'_>) -> Vec<AnswerError> {
        let mut missing = self.open_questions(services, form.package);
        for error in read(&form.fields, &self.typed).errors {
            if !missing.iter().any(|m| m.name == error.name) {
                missing.push(error);
            }
        }
        missing
    }

    /// Names that were typed and that neither the form nor its questions ask now: kept, not sent.
    pub fn aside(&self, form: &MergedForm<'_>) -> Vec<&str> {
        let asked = |name: &str| {
            let code = name.split('.').next().unwrap_or(name);
            form.fields.iter().any(|f| f.field.code.as_str() == code)
                || form.package.questions.iter().any(|q| q.as_str() == code)
        };
        let names = self.typed.keys().map(String::as_str);
        names.filter(|name| !asked(name)).collect()
    }
}
