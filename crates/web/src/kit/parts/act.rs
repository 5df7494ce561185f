//! What can be done from here: links, posts, and what cannot be done with its reason.

use askama::Template;

use crate::kit::part;

/// One button. A GET act is a link; a POST act is a form of its own with hidden values.
#[derive(Clone, Debug, Default)]
pub struct Act {
    /// Names act and object: `答复并办结`, `下发 14 项`.
    pub label: String,
    /// Address.
    pub href: String,
    /// The one filled button of a view.
    pub primary: bool,
    /// Hurts somebody: red words.
    pub harm: bool,
    /// Sends a POST with these hidden values instead of following a link.
    pub post: Option<Vec<(String, String)>>,
    /// Why it cannot be done now, a whole sentence; empty when it can.
    pub refused: String,
}

impl Act {
    /// A secondary link.
    pub fn link(label: &str, href: impl Into<String>) -> Self {
        Self {
            label: label.to_owned(),
            href: href.into(),
            ..Self::default()
        }
    }

    /// The primary link of the view.
    pub fn primary(label: &str, href: impl Into<String>) -> Self {
        Self {
            primary: true,
            ..Self::link(label, href)
        }
    }

    /// A button that posts these hidden values.
    pub fn post(label: &str, href: impl Into<String>, hidden: Vec<(String, String)>) -> Self {
        Self {
            post: Some(hidden),
            ..Self::link(label, href)
        }
    }

    /// A greyed button with its reason beside it.
    pub fn refused(label: &str, reason: impl Into<String>) -> Self {
        Self {
            label: label.to_owned(),
            refused: reason.into(),
            ..Self::default()
        }
    }

    /// The same as the primary button.
    #[must_use]
    pub fn filled(mut self) -> Self {
        self.primary = true;
        self
    }

    fn class(&self) -> &'static str {
        match (self.primary, self.harm) {
            (true, _) => "btn primary",
            (false, true) => "btn harm",
            (false, false) => "btn",
        }
    }
}

/// A row of buttons; the reasons of those refused stand below.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/acts.html")]
pub struct Acts {
    /// In order; the primary first.
    pub acts: Vec<Act>,
    /// Two equal columns, as on the track page.
    pub pairs: bool,
}

part!(Acts);

impl From<Vec<Act>> for Acts {
    fn from(acts: Vec<Act>) -> Self {
        Self { acts, pairs: false }
    }
}
