//! The shipped pack, and a district of it.

use crate::Store;
use crate::db::Db;
use banjie_core::moment::Moment;
use banjie_core::pack::{Pack, PackFile};
use banjie_journal::{SigningKey, Suite};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The files of the shipped pack, as they lie in the repository.
///
/// # Panics
/// When one cannot be read.
pub fn pack_files() -> Vec<PackFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    files
}

/// A pack without mistakes.
///
/// # Panics
/// With its mistakes.
pub fn parsed(files: &[PackFile]) -> Pack {
    let checked = Pack::parse(files);
    let mistakes: Vec<_> = checked.errors().map(ToString::to_string).collect();
    checked.pack.unwrap_or_else(|| panic!("{mistakes:#?}"))
}

/// The shipped pack, read once.
pub fn pack() -> Arc<Pack> {
    static PACK: OnceLock<Arc<Pack>> = OnceLock::new();
    PACK.get_or_init(|| Arc::new(parsed(&pack_files()))).clone()
}

/// A store over a database, with a fixed key; attachments lie in a folder named after the test.
///
/// # Panics
/// When the key cannot be made.
pub fn store(db: &Db, name: &str, pack: Arc<Pack>) -> Store {
    let key = SigningKey::from_seed(Suite::Sha256Ed25519, [7; 32])
        .unwrap_or_else(|error| panic!("{error}"));
    let files = std::env::temp_dir().join(format!("banjie-store-{name}"));
    Store::over(db.clone(), &files, pack, key)
}

/// The district of the shipped pack, created at a moment.
///
/// # Panics
/// When it cannot be created.
pub async fn district(db: &Db, name: &str, at: Moment) -> Store {
    let store = store(db, name, pack());
    let created = store.create(true, at).await;
    created.unwrap_or_else(|error| panic!("{error}"));
    store
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<PackFile>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}"));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path);
            files.push(PackFile {
                path: name.to_string_lossy().into_owned(),
                text: std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}")),
            });
        }
    }
}
