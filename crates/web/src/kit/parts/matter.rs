//! Matters in lists and at the head of their own page (law 1: owner, due date, next step always).

use askama::Template;

use super::{Acts, LightKind, LightView};
use crate::kit::part;

/// A matter in a list.
#[derive(Clone, Debug, Default)]
pub struct MatterRow {
    /// Number, e.g. `BJ-2026-004488-M`: the value of the check box.
    pub number: String,
    /// Address of its page.
    pub href: String,
    /// What it is about.
    pub title: String,
    /// Enterprise or sender; empty when there is none.
    pub from: String,
    /// Kind, e.g. `诉求`.
    pub kind: String,
    /// Light; its detail is not shown in lists.
    pub light: LightKind,
    /// 主责单位.
    pub unit: String,
    /// 经办; empty: `未分人`.
    pub person: String,
    /// Due date with weekday, e.g. `2月25日 周三`; for a stopped clock `时钟已停`.
    pub due: String,
    /// The rest in words, e.g. `还剩 1 个工作日`.
    pub rest: String,
    /// The next step, as a verb: `答复企业`.
    pub next: String,
    /// Address of the next step; empty: shown as words because it is somebody else's.
    pub next_href: String,
    /// Ticked.
    pub selected: bool,
}

impl MatterRow {
    /// Number without the shared beginning `BJ-2026-`, as lists show it.
    pub fn short_number(&self) -> &str {
        let mut rest = self.number.splitn(3, '-');
        rest.nth(2).unwrap_or(&self.number)
    }
}

/// Rows that share a head: 逾期, 今天和明天到期, 以后.
#[derive(Clone, Debug, Default)]
pub struct MatterGroup {
    /// The head; empty: no head line.
    pub title: String,
    /// How many there are in all, not only on this page.
    pub count: u64,
    /// Who is told next and when, for the red group.
    pub told: String,
    /// Its matters.
    pub rows: Vec<MatterRow>,
}

/// The desk's list. With `select`, put it inside `<form method="post">` together with a
/// [`BulkBar`](super::BulkBar); the boxes are named `no`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/matters.html")]
pub struct MatterList {
    /// Groups in order.
    pub groups: Vec<MatterGroup>,
    /// Whether rows have check boxes.
    pub select: bool,
    /// Stands beside the page's own list: without cursor and leading button, of which there is one.
    pub beside: bool,
    /// What a reader by ear is told the table holds.
    pub caption: String,
}

/// A matter on the phone: title and light, who and date, next step.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/matter_card.html")]
pub struct MatterCard {
    /// The matter.
    pub row: MatterRow,
}

/// The head of a matter's page: crumb, title, actions, and the four answers in one frame.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/identity.html")]
pub struct IdentityBar {
    /// Where the reader came from: label and address.
    pub crumb: (String, String),
    /// Number.
    pub number: String,
    /// Kind and topic.
    pub tags: Vec<String>,
    /// What it is about.
    pub title: String,
    /// Enterprise, size and way in, e.g. `宏远建筑装饰有限公司（小型企业） · 2月11日门户提交`.
    pub subtitle: String,
    /// Place in the list, e.g. `第 1 件，共 12 件`; may be empty.
    pub place: String,
    /// The next matter of the list.
    pub next_href: String,
    /// What can be done, the next step first.
    pub acts: Acts,
    /// State with the amount.
    pub light: LightView,
    /// Who is told next and when, or why and since when the clock stands.
    pub told: String,
    /// Due date in full, e.g. `2026年2月25日（周三）`.
    pub due: String,
    /// The limit, e.g. `5 个工作日内`.
    pub limit: String,
    /// Address of the count, usually `#why`.
    pub why_href: String,
    /// `住建局 · 李敏`.
    pub owner: String,
    /// Telephone of the person in charge.
    pub telephone: String,
    /// When it was signed for, or that it was not.
    pub signed: String,
    /// The next step.
    pub next: String,
    /// Details of the next step.
    pub next_detail: String,
}

part!(MatterList, MatterCard, IdentityBar);

impl IdentityBar {
    /// The next step, if a link leads to it.
    fn first(&self) -> Option<&super::Act> {
        let first = self.acts.acts.first()?;
        (first.refused.is_empty() && first.post.is_none()).then_some(first)
    }
}

impl MatterList {
    /// The very first row has the cursor.
    fn is_first(&self, group: &usize, row: &usize) -> bool {
        !self.beside && *row == 0 && self.groups.iter().take(*group).all(|g| g.rows.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_drop_the_shared_beginning_of_numbers() {
        let mut row = MatterRow {
            number: "BJ-2026-004488-M".into(),
            ..MatterRow::default()
        };
        assert_eq!(row.short_number(), "004488-M");
        row.number = "X1".into();
        assert_eq!(row.short_number(), "X1");
    }
}
