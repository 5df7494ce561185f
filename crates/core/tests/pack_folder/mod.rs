//! Reads the shipped pack from the repository.

use banjie_core::pack::PackFile;
use std::path::Path;

/// All files of `packs/x-district`.
pub(crate) fn shipped() -> Vec<PackFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    let mut files = Vec::new();
    collect(&root, "", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, into: &mut Vec<PackFile>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), into);
        } else {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            into.push(PackFile { path, text });
        }
    }
}
