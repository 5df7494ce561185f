//! Fields of a form and the summary of what is to be mended.

use askama::Template;

use crate::kit::{Errors, Form, part};

/// What a field is filled with.
#[derive(Clone, Debug, Default)]
pub enum Control {
    /// One line.
    #[default]
    Text,
    /// One line that the browser hides.
    Password,
    /// A date typed freely; `YYYY-MM-DD`, `2026.2.27`, `2026年2月27日` are read.
    Date,
    /// Several lines; the most characters allowed.
    TextArea(usize),
    /// A list to choose one from.
    Select(Vec<Choice>),
    /// All choices on the page, one of them.
    Radio(Vec<Choice>),
    /// All choices on the page, several of them.
    Checks(Vec<Choice>),
    /// Files; `accept` as in HTML, and whether several. Those kept from before stand above.
    File {
        /// E.g. `.pdf,.jpg,.png`.
        accept: String,
        /// Whether several may be chosen at once.
        many: bool,
        /// Already received; they need not be sent again.
        kept: Vec<KeptFile>,
    },
}

/// Something to choose.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line below; may be empty.
    pub hint: String,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
        }
    }
}

/// A file received with an earlier, refused submission: it travels as a hidden reference.
#[derive(Clone, Debug, Default)]
pub struct KeptFile {
    /// What refers to it.
    pub reference: String,
    /// Name as the sender knows it.
    pub name: String,
    /// Size in words, e.g. `1.2 MB`.
    pub size: String,
}

/// One field: label, hint, the sentence of its error, the control.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/field.html")]
pub struct Field {
    /// Name in the form; also the id, so errors link to it.
    pub name: String,
    /// Label.
    pub label: String,
    /// Grey line below the label; may be empty.
    pub hint: String,
    /// Why it is asked and what for, opened below the label; may be empty.
    pub about: String,
    /// What was filled in; for [`Control::Checks`] all values, one a line.
    pub value: String,
    /// What to mend, a whole sentence; empty when right.
    pub error: String,
    /// Fields not required say （可以不填）.
    pub required: bool,
    /// HTML `autocomplete`, e.g. `tel`, `name`, `current-password`.
    pub autocomplete: String,
    /// HTML `inputmode`, e.g. `numeric`, `tel`.
    pub inputmode: String,
    /// Id of a `<datalist>` of the page with what may be chosen; may be empty.
    pub list: &'static str,
    /// Width class for short answers: `w4`, `w11`, `w18`; may be empty.
    pub width: &'static str,
    /// What it is filled with.
    pub control: Control,
}

/// What is to be mended, on top of the page, focused by the script.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/summary.html")]
pub struct ErrorSummary {
    /// Field and sentence in the order of the page; a field named `""` has no place to go to.
    pub errors: Vec<(String, String)>,
    /// What was kept: `其他内容和文件都还在。`
    pub kept: String,
}

part!(Field, ErrorSummary);

impl Field {
    /// A required field of one line.
    pub fn text(name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            required: true,
            ..Self::default()
        }
    }

    /// A required field with another control.
    pub fn with(name: &str, label: &str, control: Control) -> Self {
        Self {
            control,
            ..Self::text(name, label)
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// The same with suggestions from a `<datalist>` of the page.
    #[must_use]
    pub fn list(mut self, id: &'static str) -> Self {
        self.list = id;
        self
    }

    /// The same, not required.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same with a value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The same with a width class (`w4`, `w11`, `w18`).
    #[must_use]
    pub fn width(mut self, width: &'static str) -> Self {
        self.width = width;
        self
    }

    /// The same with `autocomplete` and `inputmode`.
    #[must_use]
    pub fn typed(mut self, autocomplete: &str, inputmode: &str) -> Self {
        autocomplete.clone_into(&mut self.autocomplete);
        inputmode.clone_into(&mut self.inputmode);
        self
    }

    /// The same with what was typed and what is wrong with it.
    #[must_use]
    pub fn filled(mut self, form: &Form, errors: &Errors) -> Self {
        self.value = form.all(&self.name).collect::<Vec<_>>().join("\n");
        self.error = errors.of(&self.name).unwrap_or_default().to_owned();
        self
    }

    fn chosen(&self, value: &str) -> bool {
        match self.control {
            Control::Checks(_) => self.value.lines().any(|v| v == value),
            _ => self.value == value,
        }
    }

    fn group(&self) -> bool {
        matches!(self.control, Control::Radio(_) | Control::Checks(_))
    }

    fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if !self.error.is_empty() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }
}

impl ErrorSummary {
    /// From the errors of a form, in the order they were found.
    pub fn from_errors(errors: &Errors, kept: &str) -> Self {
        Self {
            errors: errors
                .iter()
                .map(|(f, s)| (f.to_owned(), s.to_owned()))
                .collect(),
            kept: kept.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_and_field_say_the_identical_sentence() {
        let mut errors = Errors::default();
        errors.add("phone", "手机号少 1 位，请填 11 位号码");
        let form = Form::from_pairs([("phone", "1390000<21>0")]);
        let field = Field::text("phone", "手机号")
            .filled(&form, &errors)
            .to_string();
        let summary = ErrorSummary::from_errors(&errors, "其他内容都还在。").to_string();
        for html in [&field, &summary] {
            assert!(html.contains("手机号少 1 位，请填 11 位号码"), "{html}");
        }
        assert!(summary.contains("href=\"#phone\"") && field.contains("id=\"phone\""));
        assert!(!field.contains("<21>"), "escaped: {field}");
        assert!(
            field.contains("aria-describedby=\"phone-error\""),
            "{field}"
        );
    }
}
