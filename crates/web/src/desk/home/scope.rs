//! What counts as a person's own: by role, the same on tabs and counts.

use crate::App;
use crate::desk::todo;
use crate::kit::viewer::Viewer;
use banjie_core::district::Action;
use banjie_store::reads::Filter;

/// The tabs of the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// 待办: what this person can move forward now.
    Todo,
    /// 在办: theirs and still open, whoever has the word.
    Open,
    /// 关注.
    Followed,
    /// 已办: theirs and ended.
    Done,
    /// 全部: all in sight.
    All,
}

impl Scope {
    /// All tabs in order.
    pub(crate) const ALL: [Scope; 5] = [
        Self::Todo,
        Self::Open,
        Self::Followed,
        Self::Done,
        Self::All,
    ];

    /// The code in the address.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Open => "open",
            Self::Followed => "followed",
            Self::Done => "done",
            Self::All => "all",
        }
    }

    /// The word on the tab.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Todo => "待办",
            Self::Open => "在办",
            Self::Followed => "关注",
            Self::Done => "已办",
            Self::All => "全部",
        }
    }

    /// The tab with this code; the first one by default.
    pub(crate) fn from_code(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|s| s.code() == code)
            .unwrap_or(Self::Todo)
    }
}

/// The matters of a tab.
pub(crate) fn scope(scope: Scope, viewer: &Viewer, app: &App) -> Filter {
    match scope {
        Scope::Todo => todo(viewer, app),
        Scope::Open => Filter {
            open: Some(true),
            ..own(viewer, app)
        },
        Scope::Done => Filter {
            open: Some(false),
            ..own(viewer, app)
        },
        Scope::Followed => Filter {
            followed_by: Some(viewer.staff().person.clone()),
            ..Filter::default()
        },
        Scope::All => Filter::default(),
    }
}

fn own(viewer: &Viewer, app: &App) -> Filter {
    let staff = viewer.staff();
    if staff.unit == app.pack().district.coordinator {
        return Filter::default();
    }
    if let Some(post) = &staff.post {
        return Filter {
            sponsor: Some(post.clone()),
            ..Filter::default()
        };
    }
    let handles = viewer.may(Action::Answer) && !viewer.may(Action::UnitView);
    Filter {
        unit: Some(staff.unit.clone()),
        handler: handles.then(|| staff.person.clone()),
        ..Filter::default()
    }
}
