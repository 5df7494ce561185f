//! 失分: where a unit's points went, the most first, each with what it opens, and the smallest change
//! that would have changed its place. The same words on the unit's own pages and on the ranking.

use super::figure::opens;
use crate::App;
use crate::desk::reports;
use crate::kit::{Problem, part};
use askama::Template;
use banjie_core::assessment::losses::least_change;
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::assessment::scoring::{MeasureScore, UnitScore};

/// The list of one unit; nothing when it lost nothing.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% if !items.is_empty() %}<ol>{% for (words, href) in items %}<li>{% if let Some(href) = href %}<a href="{{ href }}">{{ words }}</a>{% else %}{{ words }}{% endif %}</li>{% endfor %}</ol>{% endif %}{% if !enough.is_empty() %}<p>{{ enough }}</p>{% endif %}"#
)]
pub(crate) struct Losses {
    items: Vec<(String, Option<String>)>,
    /// What would have been enough for a better place; empty when nothing small would.
    enough: String,
}

part!(Losses);

impl Losses {
    /// What cost a unit points, opened to its matters: for everybody.
    pub(crate) fn of(score: &UnitScore) -> Self {
        Self::told(score, &|_| None)
    }

    /// The same with what would have been enough, and with reported figures opened: for staff. `book`
    /// is the method the ranking was computed by.
    pub(crate) fn within(ranking: &Ranking, book: Option<&Rulebook>, score: &UnitScore) -> Self {
        let reported = |title: &str| {
            let measure = book?.measures.iter().find(|m| m.title == title)?;
            Some(reports::href(ranking.month, &measure.id))
        };
        let change = book.and_then(|book| {
            let (group, _) = ranking.row(&score.unit)?;
            let mut placed = group.placed.iter();
            let index = placed.position(|row| row.score.unit == score.unit)?;
            least_change(group, index, book)
        });
        Self {
            enough: change.map_or(String::new(), |change| {
                format!("别的单位不变，{}。", change.words())
            }),
            ..Self::told(score, &reported)
        }
    }

    fn told(score: &UnitScore, reported: &dyn Fn(&str) -> Option<String>) -> Self {
        let href = |measure: &MeasureScore| match measure.share() {
            Some(share) => (share.missed.cases > 0).then(|| opens(&share.missed)),
            None => reported(&measure.title),
        };
        let items = score.losses().into_iter();
        Self {
            items: items.map(|m| (m.loss_words(), href(m))).collect(),
            enough: String::new(),
        }
    }

    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// The method that a ranking was computed by; `None`: another one is in force for its month now.
///
/// # Errors
/// The database fails.
pub(crate) async fn method(app: &App, ranking: &Ranking) -> Result<Option<Rulebook>, Problem> {
    let books = app.store().rulebooks().await?;
    let book = books.on(ranking.month).ok();
    Ok(book.filter(|book| book.version == ranking.version).cloned())
}
