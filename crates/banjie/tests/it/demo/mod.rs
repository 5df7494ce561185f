//! The demo district as a visitor finds it: the story fits the rules and is believable, its papers
//! are there and say the same everywhere, and the ten steps of the first screen can be walked.

mod papers;
mod story;
mod walk;

use axum::Router;
use banjie_core::assessment::Month;
use banjie_core::assessment::ranking::Ranking;
use banjie_core::moment::Moment;
use banjie_journal::{SigningKey, Suite};
use banjie_store::Store;
use banjie_store::db::DatabaseUrl;
use banjie_web::app::{App, Settings, SignIn};
use banjie_web::kit::passwords::Passwords;
use banjie_web::kit::security::Transport;
use banjie_web::kit::worker::Worker;
use banjie_web::testing::{Client, at, pack};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// The day on which the demo is placed; its story ends on the evening before.
const TODAY: &str = "2026-03-18";
const SLOW: &str = "工信局";

/// What the command printed, and the folder it filled.
struct Built {
    folder: tempfile::TempDir,
    /// A copy for the test that writes.
    spare: tempfile::TempDir,
    said: String,
}

/// What the command says, and whether it went well.
pub(crate) fn banjie(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_banjie"))
        .args(arguments)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// The demo, built once for all tests that only read it.
fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap();
        let demo = ["demo", "--build-only", "--today", TODAY, "--data", data];
        let (fine, said) = banjie(&demo);
        assert!(fine, "{said}");
        let spare = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, spare.path().join(path.file_name().unwrap())).unwrap();
            }
        }
        Built {
            folder,
            spare,
            said,
        }
    })
}

/// The application over a built demo, at ten in the morning of its day.
struct Demo {
    store: Store,
    router: Router,
}

impl Demo {
    async fn over(folder: &Path) -> Self {
        let text = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
        let seed: banjie_journal::Hash = text("journal.key").trim().parse().unwrap();
        let key = SigningKey::from_seed(Suite::Sha256Ed25519, seed.0).unwrap();
        let url = DatabaseUrl::Sqlite(folder.join("banjie.db"));
        let files = folder.join("files");
        let store = Store::open(&url, &files, pack(), key).await.unwrap();
        let access: Value = serde_json::from_str(&text("demo.json")).unwrap();
        let word = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
        let sign_ins = access["sign_ins"].as_array().unwrap().iter();
        let sign_ins = sign_ins.map(|entry| SignIn {
            role: word(entry, "role"),
            unit: word(entry, "unit"),
            user: word(entry, "user"),
            password: word(entry, "password"),
        });
        let now: Moment = at(&format!("{TODAY} 10:00"));
        let app = App::new(Settings {
            store: store.clone(),
            now: Box::new(move || now),
            transport: Transport::PlainHttp,
            demo: true,
            demo_sign_ins: sign_ins.collect(),
            url: "http://localhost".to_owned(),
            secret: [9; 32],
            worker: Worker::new(env!("CARGO_BIN_EXE_banjie").into()),
            proxies: Vec::new(),
            passwords: Passwords::default(),
        });
        let router = banjie_web::router(app.unwrap());
        Self { store, router }
    }

    fn client(&self) -> Client {
        Client::over(self.router.clone())
    }

    async fn number(&self, sql: &str) -> i64 {
        let mut tx = self.store.db().read().await.unwrap();
        tx.one(sql, &[]).await.unwrap().int("n").unwrap()
    }

    async fn sealed(&self) -> Vec<Ranking> {
        let mut out = Vec::new();
        let mut month: Month = "2025-04".parse().unwrap();
        while *month.to_string() < TODAY[..7] {
            let kept = self.store.sealed_ranking(month).await.unwrap();
            out.push(
                kept.unwrap_or_else(|| panic!("{month} is not sealed"))
                    .values,
            );
            month = month.next();
        }
        out
    }
}
