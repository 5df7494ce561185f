//! Promises in a list: what, by when, how it stands, what follows. One part for the desk and for the
//! enterprise itself.

use super::{part, text};
use askama::Template;
use banjie_core::kinds::commitment::{Commitment, Standing};
use banjie_core::matter::{Detail, Law, Matter};
use jiff::civil::Date;

/// A promise.
pub(crate) struct PromiseLine {
    /// `容缺承诺：企业设立登记`.
    pub(crate) title: String,
    /// The promise itself; empty: it is not opened from here.
    pub(crate) href: String,
    /// Whose, with a page of all of it; empty where all are of one.
    pub(crate) enterprise: (String, String),
    /// Each material with its day, or what is checked by when.
    pub(crate) parts: Vec<String>,
    /// When it was signed and accepted.
    pub(crate) days: String,
    /// Its stage in words.
    pub(crate) state: &'static str,
    /// `good`, `warn` or nothing.
    pub(crate) tone: &'static str,
    /// What followed or follows.
    pub(crate) consequence: String,
    /// What is linked besides: words and address.
    pub(crate) links: Vec<(String, String)>,
}

/// A list of them.
#[derive(Template)]
#[template(path = "kit/promises.html")]
pub(crate) struct Promises {
    pub(crate) lines: Vec<PromiseLine>,
}

part!(Promises);

impl PromiseLine {
    /// Of a commitment at an address; `None` for another kind.
    pub(crate) fn of(matter: &Matter, href: String, today: Date, law: &Law<'_>) -> Option<Self> {
        let Detail::Commitment(commitment) = &matter.detail else {
            return None;
        };
        let new = &commitment.new;
        let standing = Standing::of(&commitment.stage);
        Some(Self {
            title: format!("{}：{}", new.mode.word(), new.what),
            href,
            enterprise: (String::new(), String::new()),
            parts: parts(matter, commitment, today, law),
            days: format!(
                "{}签，{}受理或决定",
                text::full_date(new.signed),
                text::full_date(new.accepted)
            ),
            state: commitment.stage.word(),
            tone: match standing {
                Standing::Kept | Standing::Repaired => " good",
                Standing::Pending | Standing::Broken => " warn",
                Standing::Running | Standing::Closed => "",
            },
            consequence: commitment.consequence(),
            links: Vec::new(),
        })
    }
}

fn parts(matter: &Matter, commitment: &Commitment, today: Date, law: &Law<'_>) -> Vec<String> {
    let mut parts: Vec<String> = (commitment.new.deferred.iter())
        .map(|d| {
            let state = if commitment.settled.contains(&d.material) {
                "已核对"
            } else if commitment.supplied.contains(&d.material) {
                "已补交，待核对"
            } else if matter.is_ended() {
                "没有补"
            } else {
                "还没有补"
            };
            format!("{}，{}前 · {state}", d.name, text::full_date(d.due))
        })
        .collect();
    if let Some(days) = commitment.new.check {
        let ended = matter.is_ended();
        let due = matter.clock.due(law.calendar, today).latest();
        parts.push(match ended {
            true => format!("决定后 {days} 个工作日内核查"),
            false => format!(
                "决定后 {days} 个工作日内核查，现在这一步到 {}",
                text::full_date(due)
            ),
        });
    }
    parts
}
