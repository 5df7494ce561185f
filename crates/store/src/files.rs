//! Attachments: bytes under their SHA-256, on disk beside the database.

use crate::StoreError;
use banjie_journal::Suite;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The attachment store. Content-addressed, so the same file is kept once and a name from outside
/// never becomes a path.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    fn path(&self, hash: &str) -> Option<PathBuf> {
        let hex = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| self.root.join(&hash[..2]).join(hash))
    }

    /// Keeps bytes and returns their hash in hex. On return they are on disk, directory included.
    ///
    /// # Errors
    /// The disk refuses; nothing half-written stays under the hash.
    pub fn keep(&self, bytes: &[u8]) -> Result<String, StoreError> {
        let hash = Suite::Sha256Ed25519.digest(&[bytes]).to_string();
        let Some(path) = self.path(&hash) else {
            return Err(StoreError::damaged(hash));
        };
        let failed = |e: std::io::Error| StoreError::Files(e.to_string());
        // Written again when it is there: a fresh copy counts as touched, and is not swept away
        // between this form and its submission.
        let folder = path.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let part = path.with_extension(format!("part{}", std::process::id()));
        let write = || {
            let mut file = std::fs::File::create(&part)?;
            std::io::Write::write_all(&mut file, bytes)?;
            file.sync_all()?;
            std::fs::rename(&part, &path)?;
            std::fs::File::open(folder)?.sync_all()
        };
        write().map_err(|e| {
            // The part is useless; the disk may refuse even its removal.
            let _ = std::fs::remove_file(&part);
            failed(e)
        })?;
        Ok(hash)
    }

    /// The hashes whose files nobody touched since a moment in milliseconds.
    pub(crate) fn untouched_since(&self, ms: i64) -> Result<BTreeSet<String>, StoreError> {
        let mut old = BTreeSet::new();
        for folder in entries(&self.root)? {
            if !folder.is_dir() {
                continue;
            }
            for path in entries(&folder)? {
                let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
                if self.path(name).as_deref() == Some(&path) && touched(&path)? < ms {
                    old.insert(name.to_owned());
                }
            }
        }
        Ok(old)
    }

    /// Removes the file under a hash unless somebody touched it since; whether it went.
    pub(crate) fn remove_untouched(&self, hash: &str, ms: i64) -> Result<bool, StoreError> {
        let Some(path) = self.path(hash) else {
            return Ok(false);
        };
        if touched(&path)? >= ms {
            return Ok(false);
        }
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(true),
            // Another node was quicker.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(e) => Err(StoreError::Files(e.to_string())),
        }
    }

    /// The bytes under a hash; `None` when there are none. Bytes that no longer fit their hash are
    /// an error: somebody has changed them.
    ///
    /// # Errors
    /// The disk fails, or the bytes do not fit the hash.
    pub fn read(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(path) = self.path(hash) else {
            return Ok(None);
        };
        match std::fs::read(path) {
            Ok(bytes) if Suite::Sha256Ed25519.digest(&[&bytes]).to_string() == hash => {
                Ok(Some(bytes))
            }
            Ok(_) => Err(StoreError::damaged(format!("材料 {hash}"))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(StoreError::Files(e.to_string())),
        }
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    match std::fs::read_dir(folder) {
        Ok(list) => list
            .map(|e| {
                e.map(|e| e.path())
                    .map_err(|e| StoreError::Files(e.to_string()))
            })
            .collect(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(StoreError::Files(e.to_string())),
    }
}

/// When the file was last written, in milliseconds; a file that has gone counts as just touched.
fn touched(path: &Path) -> Result<i64, StoreError> {
    let time = match std::fs::metadata(path).and_then(|m| m.modified()) {
        Ok(time) => time,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(i64::MAX),
        Err(e) => return Err(StoreError::Files(e.to_string())),
    };
    let since = time.duration_since(std::time::UNIX_EPOCH);
    Ok(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}
