//! The demo: twelve months of an invented district, told relative to one day, the same each time.
//!
//! The story: demands rise before the Spring Festival (wages, arrears) and in summer (water,
//! power); one department is slow (工信局), one improves month by month (人社局); one enterprise
//! complains again and again about the same subdistrict. Each quarter has its meeting; the newest
//! is the one of the speech. Each week enterprises hand in applications of the six packages at the
//! windows, some with a promise that is kept or broken. Every week has its bulletin, every month its
//! sealed ranking and its sample of call-backs. It is told up to the evening of the last working day before today.

mod applications;
mod callbacks;
mod cast;
mod course;
mod follow;
mod form;
mod items;
mod orders;
mod papers;
mod plot;
mod promises;
mod reports;
mod reviews;
mod weekly;

use banjie_core::matter::Act;
use banjie_core::pack::Pack;
use banjie_store::Store;
use banjie_store::story::{Step, Telling};
use jiff::civil::Date;

/// How many appeals a year holds.
pub(crate) const APPEALS: u32 = 3_000;

/// Tells the twelve months before `today` and writes them.
///
/// # Errors
/// The day lies outside the pack's calendar; the database fails.
pub(crate) async fn tell(store: &Store, today: Date) -> Result<Telling, String> {
    let pack: &Pack = store.pack();
    let year = plot::Year::before(pack, today)?;
    let mut steps: Vec<(Act, Step)> = plot::tell(&year)?;
    // A stable sort keeps the order of causes within one moment.
    steps.sort_by_key(|(act, _)| act.at);
    let mut steps = steps.into_iter().peekable();
    let mut telling = Telling::default();
    let cast = follow::Cast::of(&year);
    for paper in papers::plan(&year) {
        let mut chapter = Vec::new();
        while let Some(step) = steps.next_if(|(act, _)| act.at < paper.act.at) {
            chapter.push(step);
        }
        if !chapter.is_empty() {
            telling = store
                .tell(telling, chapter)
                .await
                .map_err(|e| e.to_string())?;
        }
        let (at, publishes) = (paper.act.at, paper.publishes());
        let weekly = paper.week();
        if let Some(week) = weekly {
            weekly::gather(store, &year, week).await?;
        }
        papers::issue(store, &year, paper).await?;
        if let Some(cast) = cast.as_ref().filter(|_| weekly.is_some() || publishes) {
            follow::go_on(store, cast, at, publishes).await?;
            if let Some(week) = weekly {
                follow::mend(store, cast, at, week).await?;
            }
        }
    }
    store
        .tell(telling, steps.collect())
        .await
        .map_err(|e| e.to_string())
}

/// Issues the bulletins and rankings of the twelve months before `today` over what a district holds.
///
/// # Errors
/// The day lies outside the pack's calendar; a step is refused; the database fails.
pub(crate) async fn issue(store: &Store, today: Date) -> Result<(), String> {
    let year = plot::Year::before(store.pack(), today)?;
    let papers = papers::plan(&year).into_iter();
    for paper in papers.filter(|paper| !paper.is_sample()) {
        papers::issue(store, &year, paper).await?;
    }
    Ok(())
}
