//! The demo district as its command serves it: a child process on the 27th of February 2026, with a year of history.

use crate::world::{release, tethered};
use serde_json::Value;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The running demo.
pub(crate) struct Demo {
    child: Mutex<Child>,
    folder: tempfile::TempDir,
    /// Its address.
    pub(crate) site: String,
}

impl Demo {
    /// Starts to build the year; [`Demo::ready`] waits for the first page.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = free.local_addr().unwrap();
        drop(free);
        let (address, data) = (listen.to_string(), folder.path().join("demo"));
        let arguments = [
            "demo",
            "--today",
            "2026-02-27",
            "--listen",
            &address,
            "--data",
            &data.to_string_lossy(),
        ];
        let child = tethered(env!("CARGO_BIN_EXE_banjie"), &arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            child: Mutex::new(child),
            folder,
            site: format!("http://{listen}"),
        }
    }

    /// Waits until it answers; a debug build on a busy machine needs its time.
    pub(crate) async fn ready(&self) {
        let until = Instant::now() + Duration::from_secs(240);
        let address = self.site.trim_start_matches("http://");
        while tokio::net::TcpStream::connect(address).await.is_err() {
            assert!(Instant::now() < until, "the demo does not answer");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// User name and password of the first sign-in with this role.
    pub(crate) fn who(&self, role: &str) -> (String, String) {
        let text = std::fs::read_to_string(self.folder.path().join("demo/demo.json")).unwrap();
        let access: Value = serde_json::from_str(&text).unwrap();
        let entries = access["sign_ins"].as_array().unwrap();
        let entry = entries.iter().find(|e| e["role"] == role).unwrap();
        let word = |name: &str| entry[name].as_str().unwrap().to_owned();
        (word("user"), word("password"))
    }

    /// Stops it; its folder goes with it.
    pub(crate) fn end(&self) {
        release(&mut self.child.lock().unwrap());
    }
}
