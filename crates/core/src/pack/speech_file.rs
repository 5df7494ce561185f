//! `speech.toml`: the words by which speeches and plans are read.

use super::names::Names;
use super::reader::Table;
use crate::speech::Dictionary;

/// Reads the dictionary and checks the units it proposes.
pub(super) fn dictionary(file: &Table<'_>, units: &Names) -> Option<Dictionary> {
    let dictionary = file.whole()?;
    for hint in file.tables("hints") {
        hint.known(&["words"]);
        units.refer(&hint, "unit");
    }
    Some(dictionary)
}
