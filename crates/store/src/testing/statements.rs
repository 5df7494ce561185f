//! Which statements a test ran on its SQLite file, for tests of how they find their rows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

type Statements = BTreeMap<String, BTreeSet<String>>;

static RAN: Mutex<Statements> = Mutex::new(Statements::new());

/// The statements run on a file by this process so far.
pub fn statements(file: &Path) -> BTreeSet<String> {
    let ran = RAN.lock().unwrap_or_else(PoisonError::into_inner);
    let file = file.display().to_string();
    ran.get(&file).cloned().unwrap_or_default()
}

pub(crate) fn note(file: Option<&str>, sql: &str) {
    let Some(file) = file else { return };
    let mut ran = RAN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = ran.get(file).is_some_and(|ran| ran.contains(sql));
    if !known {
        ran.entry(file.to_owned())
            .or_default()
            .insert(sql.to_owned());
    }
}
