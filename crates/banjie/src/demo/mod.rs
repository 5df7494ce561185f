//! The demo: twelve months of an invented district, told relative to one day, the same each time.
//!
//! The story: demands rise before the Spring Festival (wages, arrears) and in summer (water,
//! power); one department is slow (工信局), one improves month by month (人社局); one enterprise
//! complains again and again about the same subdistrict; the quarterly meeting's directives run.

mod cast;
mod course;
mod plot;

use banjie_core::matter::{Act, MatterNo};
use banjie_core::pack::Pack;
use banjie_store::Store;
use banjie_store::story::Step;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many appeals a year holds.
pub(crate) const APPEALS: u32 = 3_000;
/// Steps in one transaction.
const CHAPTER: usize = 2_000;

/// Tells the year that ends on `today` and writes it. Returns the number of matters.
pub(crate) async fn tell(store: &Store, today: Date) -> Result<usize, String> {
    let pack: &Pack = store.pack();
    let mut steps: Vec<(Act, Step)> = plot::year(pack, today)?;
    // A stable sort keeps the order of causes within one moment.
    steps.sort_by_key(|(act, _)| act.at);
    let mut known: BTreeMap<u32, MatterNo> = BTreeMap::new();
    while !steps.is_empty() {
        let rest = steps.split_off(CHAPTER.min(steps.len()));
        let (now_known, _) = store.tell(known, steps).await.map_err(|e| e.to_string())?;
        known = now_known;
        steps = rest;
    }
    Ok(known.len())
}
