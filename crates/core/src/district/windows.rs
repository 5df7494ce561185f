//! Service windows and what a review can tick: where people are served, and what they say of it.

use super::{District, ItemId, UnitId, WindowId};

/// 服务窗口.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its id; stands in figures and links.
    pub id: WindowId,
    /// Name as on the sign, e.g. `企业开办专区 1 号窗口`.
    pub name: String,
    /// The unit whose people serve there.
    pub unit: UnitId,
    /// Where it is.
    pub place: String,
    /// The items done there, with their names.
    pub items: Vec<WindowItem>,
}

/// An item done at a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowItem {
    /// The item.
    pub id: ItemId,
    /// Its name.
    pub name: String,
}

impl Window {
    /// An item done here.
    pub fn item(&self, id: &ItemId) -> Option<&WindowItem> {
        self.items.iter().find(|i| i.id == *id)
    }
}

/// 评价标签: a few words to tick, offered with the levels they fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewTag {
    /// The words.
    pub word: String,
    /// Levels 1–5.
    pub levels: Vec<u8>,
}

impl District {
    /// The window with this id.
    pub fn window(&self, id: &WindowId) -> Option<&Window> {
        self.windows.iter().find(|w| &w.id == id)
    }

    /// The name of an item done at one of the windows.
    pub fn window_item(&self, id: &ItemId) -> Option<&WindowItem> {
        self.windows.iter().find_map(|w| w.item(id))
    }

    /// The tags offered with a level, in the order of the pack.
    pub fn review_tags(&self, level: u8) -> impl Iterator<Item = &str> {
        (self.review_tags.iter())
            .filter(move |t| t.levels.contains(&level))
            .map(|t| t.word.as_str())
    }
}
