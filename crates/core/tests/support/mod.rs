//! The shipped pack's calendar and rules, and a limit to vary.

#[path = "../pack_folder/mod.rs"]
pub(crate) mod pack_folder;

use banjie_core::pack::Pack;

/// The district that ships with the program: cases and properties run on its data.
pub(crate) fn shipped() -> Pack {
    let checked = Pack::parse(&pack_folder::shipped());
    let errors: Vec<_> = checked.errors().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    checked.pack.unwrap()
}
