//! Light = shape + word + colour, so that it is read in grey and by ear.

use askama::Template;

use crate::kit::part;

/// The five lights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LightKind {
    /// ● 正常.
    #[default]
    Normal,
    /// ▲ 临期.
    Soon,
    /// ■ 逾期.
    Overdue,
    /// Two bars: 暂停.
    Paused,
    /// ✓ 办结.
    Done,
}

impl LightKind {
    /// Its state word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "正常",
            Self::Soon => "临期",
            Self::Overdue => "逾期",
            Self::Paused => "暂停",
            Self::Done => "办结",
        }
    }

    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Soon => "soon",
            Self::Overdue => "overdue",
            Self::Paused => "paused",
            Self::Done => "done",
        }
    }

    /// Class for the amount that goes with the light: bold colour only when amber or red.
    pub fn text_class(self) -> &'static str {
        match self {
            Self::Soon => "soon-t",
            Self::Overdue => "overdue-t",
            _ => "",
        }
    }

    /// Its shape as SVG.
    pub fn shape(self) -> &'static str {
        match self {
            Self::Normal => {
                "<svg class='shape' viewBox='0 0 10 10' aria-hidden='true'><circle cx='5' cy='5' r='4.6'/></svg>"
            }
            Self::Soon => {
                "<svg class='shape' viewBox='0 0 10 10' aria-hidden='true'><path d='M5 .4 10 9.6H0z'/></svg>"
            }
            Self::Overdue => {
                "<svg class='shape' viewBox='0 0 10 10' aria-hidden='true'><path d='M.4.4h9.2v9.2H.4z'/></svg>"
            }
            Self::Paused => {
                "<svg class='shape' viewBox='0 0 10 10' aria-hidden='true'><path d='M1 .5h2.8v9H1zM6.2.5H9v9H6.2z'/></svg>"
            }
            Self::Done => {
                "<svg class='shape' viewBox='0 0 10 10' aria-hidden='true'><path d='m.8 5.4 3 3 5.4-6.6'/></svg>"
            }
        }
    }
}

/// A light with its word and, if wanted, the amount after it: `■ 逾期 1 个工作日`.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<span class="light {{ light.class() }}">{{ light.shape()|safe }}{{ light.word() }}{% if !detail.is_empty() %} {{ detail }}{% endif %}</span>"#
)]
pub struct LightView {
    /// Which light.
    pub light: LightKind,
    /// The amount after the word, e.g. `1 个工作日`, `剩 1 日`; may be empty.
    pub detail: String,
}

part!(LightView);

impl LightView {
    /// A light with its amount.
    pub fn new(light: LightKind, detail: impl Into<String>) -> Self {
        Self {
            light,
            detail: detail.into(),
        }
    }
}

impl From<LightKind> for LightView {
    fn from(light: LightKind) -> Self {
        Self::new(light, "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_always_has_shape_and_word() {
        let kinds = [
            LightKind::Normal,
            LightKind::Soon,
            LightKind::Overdue,
            LightKind::Paused,
            LightKind::Done,
        ];
        for kind in kinds {
            let html = LightView::new(kind, "1 <b>").to_string();
            assert!(
                html.contains("<svg") && html.contains(kind.word()),
                "{html}"
            );
            assert!(!html.contains("<b>"), "escaped: {html}");
        }
    }
}
