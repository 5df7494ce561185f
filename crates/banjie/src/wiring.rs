//! From a folder to a living district: pack, keys, store.

use banjie_core::pack::{Pack, PackFile};
use banjie_journal::{SigningKey, Suite};
use banjie_store::Store;
use banjie_store::db::DatabaseUrl;
use rust_embed::RustEmbed;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The shipped pack.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../packs/x-district"]
struct Shipped;

/// The files of the shipped pack.
pub(crate) fn shipped() -> Vec<PackFile> {
    let text = |path: &str| Shipped::get(path).and_then(|f| String::from_utf8(f.data.into()).ok());
    Shipped::iter()
        .filter_map(|path| {
            Some(PackFile {
                text: text(&path)?,
                path: path.into_owned(),
            })
        })
        .collect()
}

/// The files of a pack's folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PackFile>, String> {
    let mut files = Vec::new();
    gather(folder, folder, &mut files)?;
    if files.is_empty() {
        return Err(format!(
            "{}：没有找到区包文件（*.toml），请检查目录",
            folder.display()
        ));
    }
    Ok(files)
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<PackFile>) -> Result<(), String> {
    let unread = |path: &Path, e: std::io::Error| format!("{}：读不了（{e}）", path.display());
    for entry in std::fs::read_dir(folder).map_err(|e| unread(folder, e))? {
        let path = entry.map_err(|e| unread(folder, e))?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            let text = std::fs::read_to_string(&path).map_err(|e| unread(&path, e))?;
            files.push(PackFile { path: name, text });
        }
    }
    Ok(())
}

/// A sound pack, or its mistakes.
pub(crate) fn pack(files: &[PackFile]) -> Result<Arc<Pack>, String> {
    let checked = Pack::parse(files);
    let mistakes: Vec<_> = checked.errors().map(ToString::to_string).collect();
    checked
        .pack
        .map(Arc::new)
        .ok_or_else(|| format!("区包有错：\n{}", mistakes.join("\n")))
}

/// The pack in a folder, or the shipped one.
pub(crate) fn pack_or_shipped(folder: Option<&Path>) -> Result<Arc<Pack>, String> {
    match folder {
        Some(folder) => pack(&files(folder)?),
        None => pack(&shipped()),
    }
}

/// Copies a pack into a district's folder, so that the district keeps the one it was made with.
pub(crate) fn keep_pack(files: &[PackFile], data: &Path) -> Result<(), String> {
    for file in files {
        let path = data.join("pack").join(&file.path);
        let write = || {
            std::fs::create_dir_all(path.parent().unwrap_or(data))?;
            std::fs::write(&path, &file.text)
        };
        write().map_err(|e| format!("{}：写不进去（{e}）", path.display()))?;
    }
    Ok(())
}

/// 32 random bytes of the operating system.
pub(crate) fn random() -> Result<[u8; 32], String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| format!("系统给不出随机数：{e}"))?;
    Ok(bytes)
}

/// A secret kept in a file that only its owner reads; drawn the first time.
fn secret(path: PathBuf) -> Result<[u8; 32], String> {
    let said = |e: &dyn std::fmt::Display| format!("{}：{e}", path.display());
    if let Ok(text) = std::fs::read_to_string(&path) {
        let hash: banjie_journal::Hash = text
            .trim()
            .parse()
            .map_err(|_| said(&"不是 64 位十六进制"))?;
        return Ok(hash.0);
    }
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let bytes = random()?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(|e| said(&e))?;
    writeln!(file, "{}", banjie_journal::Hash(bytes)).map_err(|e| said(&e))?;
    file.sync_all().map_err(|e| said(&e))?;
    Ok(bytes)
}

/// A district's folder with its database.
pub(crate) struct Home {
    pub(crate) store: Store,
    /// Keys the tracking cookie.
    pub(crate) secret: [u8; 32],
}

/// Opens the district of a folder; creates keys and schema when they are not there.
pub(crate) async fn open(
    data: &Path,
    database_url: Option<&str>,
    pack: Arc<Pack>,
) -> Result<Home, String> {
    std::fs::create_dir_all(data).map_err(|e| format!("{}：建不了目录（{e}）", data.display()))?;
    let url = match database_url {
        Some(url) => url
            .parse()
            .map_err(|e: banjie_store::db::DbError| e.to_string())?,
        None => DatabaseUrl::Sqlite(data.join("banjie.db")),
    };
    let seed = secret(data.join("journal.key"))?;
    let key = SigningKey::from_seed(Suite::Sha256Ed25519, seed).map_err(|e| e.to_string())?;
    let store = Store::open(&url, &data.join("files"), pack, key)
        .await
        .map_err(|e| e.to_string())?;
    Ok(Home {
        store,
        secret: secret(data.join("cookie.key"))?,
    })
}

/// Opens a district that exists.
pub(crate) async fn existing(place: &crate::cli::Place) -> Result<Home, String> {
    let data = &place.data;
    if place.database_url.is_none() && !data.join("banjie.db").exists() {
        return Err(format!(
            "{}：这里还没有区。演示请先运行 banjie demo，正式建区请用 banjie init",
            data.display()
        ));
    }
    let kept = data.join("pack");
    let folder = place.pack.clone().or_else(|| kept.exists().then_some(kept));
    let pack = pack_or_shipped(folder.as_deref())?;
    let home = open(data, place.database_url.as_deref(), pack).await?;
    match home.store.is_demo().await.map_err(|e| e.to_string())? {
        Some(_) => Ok(home),
        None => Err("数据库里还没有这个区，请先运行 banjie init".to_owned()),
    }
}
