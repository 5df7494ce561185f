//! The shipped packages, the forms derived from them, answers, and acceptance with something
//! missing.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stand outside test functions"
)]

#[path = "../pack_folder/mod.rs"]
mod pack_folder;

mod answers;
mod draft;
mod forms;
mod tolerance;

use banjie_core::pack::Pack;
use banjie_core::packages::{Catalogue, MergedForm, Picks};

fn shipped() -> Pack {
    Pack::parse(&pack_folder::shipped()).pack.unwrap()
}

fn picks(pairs: &[(&str, &[&str])]) -> Picks {
    let pairs = pairs.iter();
    pairs
        .map(|(field, values)| {
            let values = values.iter().map(|v| (*v).to_owned()).collect();
            ((*field).into(), values)
        })
        .collect()
}

fn form<'c>(services: &'c Catalogue, id: &str, picks: &Picks) -> MergedForm<'c> {
    services.merge(services.package(&id.into()).unwrap(), picks)
}
