//! Which windows the rule proposes to talk to (rules.md §5): those with the lowest 满意率 in every one
//! of the last `review.window_talk` months. A proposal with its facts; nothing follows by itself.

use super::list::HOME;
use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use banjie_core::assessment::Month;
use banjie_core::assessment::reviews::last_in_each;
use banjie_core::district::Action;
use banjie_store::reads::{RatesBy, ReviewFilter};

/// A window to be talked to.
pub(super) struct Talk {
    /// The window and its unit.
    pub(super) who: String,
    /// Its ratings, month by month.
    pub(super) facts: String,
    /// The ratings.
    pub(super) href: String,
}

/// The proposals of today, for those who decide on reviews; others see none.
pub(super) async fn proposed(app: &App, viewer: &Viewer) -> Result<Vec<Talk>, Problem> {
    if !viewer.may(Action::RuleReview) {
        return Ok(Vec::new());
    }
    let (pack, today) = (app.pack(), app.today());
    let rule = pack.rules.number(&"review.window_talk".into(), today);
    let (many, _) = rule.map_err(|e| Problem::internal(&e))?;
    let mut months = Vec::new();
    let mut month = Month::of(today).previous();
    for _ in 0..many {
        months.insert(0, month);
        month = month.previous();
    }
    let mut rates = Vec::new();
    for month in &months {
        let filter = ReviewFilter::default();
        let of = app
            .store()
            .review_rates(RatesBy::Window, &filter, month.first(), month.last());
        rates.push(of.await?);
    }
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Ok(Vec::new());
    };
    let talk = |key: String| {
        let window = pack.district.window(&key.as_str().into());
        let facts = months.iter().zip(&rates).filter_map(|(month, rates)| {
            let rates = rates.get(&key)?;
            let satisfied = rates.valid() - rates.bad_cases();
            let (month, valid) = (month.words(), rates.valid());
            Some(format!("{month} {valid} 条评价里满意 {satisfied} 条"))
        });
        let facts: Vec<String> = facts.collect();
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("window", &key)
            .append_pair("from", &first.first().to_string())
            .append_pair("to", &last.last().to_string())
            .finish();
        Talk {
            who: window.map_or_else(|| key.clone(), |w| format!("{}（{}）", w.name, w.unit)),
            facts: facts.join("；"),
            href: format!("{HOME}?{query}"),
        }
    };
    Ok(last_in_each(&rates).into_iter().map(talk).collect())
}
