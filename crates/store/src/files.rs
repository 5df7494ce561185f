//! Attachments: bytes under their SHA-256, on disk beside the database.

use crate::StoreError;
use banjie_journal::Suite;
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
        if path.exists() {
            return Ok(hash);
        }
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
