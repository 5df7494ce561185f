//! The designed states: empty, slow, confirm, closed identity, notices.

use askama::Template;

use super::Act;
use crate::kit::part;

/// Why a list is empty and what comes next, inside the list's own frame.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<div class="empty"><h2>{{ why }}</h2><p>{{ next }}</p>{% if let Some(a) = act %}<a class="btn primary" href="{{ a.href }}">{{ a.label }}</a>{% endif %}</div>"#
)]
pub struct Empty {
    /// Why: `都办完了。`
    pub why: String,
    /// What comes next: `在办 31 件，最近的 3月2日到期。`
    pub next: String,
    /// One action.
    pub act: Option<Act>,
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// For information.
    #[default]
    Plain,
    /// Something is asked of the reader, with a date.
    Ask,
    /// An error or harm.
    Harm,
}

/// A notice: heading in one line, text, links.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<div class="note {{ self.class() }}"{% if tone == Tone::Harm %} role="alert"{% endif %}><b>{{ title }}</b>{% if !text.is_empty() %}<p class="small">{{ text }}</p>{% endif %}{% if !links.is_empty() %}<p class="row">{% for (label, href) in links %}<a href="{{ href }}">{{ label }}</a>{% endfor %}</p>{% endif %}</div>"#
)]
pub struct Note {
    /// How it is meant.
    pub tone: Tone,
    /// The finding: `现在不用您做什么`.
    pub title: String,
    /// One or two sentences; may be empty.
    pub text: String,
    /// Label and address.
    pub links: Vec<(String, String)>,
}

/// The strip over a closed identity.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<div class="lock">{{ crate::kit::Icon::Lock }}<b>联系人身份已隐藏</b><span class="small sub">{{ who_sees }}</span><span class="actions end">{% if !view_href.is_empty() %}<a class="btn" href="{{ view_href }}">查看</a>{% endif %}{% if !slip_href.is_empty() %}<a class="btn" href="{{ slip_href }}">打印转办单（无身份）</a>{% endif %}</span></div>"#
)]
pub struct IdentityLock {
    /// `查看须选理由，企业会看到是谁看的`.
    pub who_sees: String,
    /// Asks the reason; empty when this person may not.
    pub view_href: String,
    /// 转办单; empty: none.
    pub slip_href: String,
}

/// Body of a confirm page: the consequence named, one button, one way back.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/confirm.html")]
pub struct Confirm {
    /// The question as title: `撤回这件申请？`
    pub title: String,
    /// What follows: `撤回后不能恢复，承办单位会收到通知。`
    pub consequence: String,
    /// Facts that help to be sure: label and value.
    pub facts: Vec<(String, String)>,
    /// Where it posts.
    pub action: String,
    /// Hidden values, idempotency key included.
    pub hidden: Vec<(String, String)>,
    /// The act: `确认撤回`.
    pub label: String,
    /// Whether it harms: red button.
    pub harm: bool,
    /// The way back.
    pub back: String,
}

/// Body of a job page: what runs, how far, where to come back to. Without script the reader
/// follows the link; with it the page looks again by itself.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<div class="panel stack" data-again="{{ again_href }}"><h1>{{ title }}</h1><p>已完成 {{ done }}/{{ total }} {{ noun }}</p><progress value="{{ done }}" max="{{ total }}" aria-label="{{ title }}">{{ done }}/{{ total }}</progress><p class="small">可以先离开，办好后仍在这个网址：<a href="{{ again_href }}">看进度</a></p></div>"#
)]
pub struct Job {
    /// What runs: `正在导入热线工单`.
    pub title: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
    /// `行`, `件`.
    pub noun: String,
    /// This page.
    pub again_href: String,
}

part!(Empty, Note, IdentityLock, Confirm, Job);

impl Note {
    /// A notice without links.
    pub fn new(tone: Tone, title: &str, text: &str) -> Self {
        Self {
            tone,
            title: title.to_owned(),
            text: text.to_owned(),
            links: Vec::new(),
        }
    }

    fn class(&self) -> &'static str {
        match self.tone {
            Tone::Plain => "",
            Tone::Ask => "warn",
            Tone::Harm => "harm",
        }
    }
}
