//! D1: the server is killed at random moments while eight clients submit. Every number that was
//! acknowledged is there once, every submission whose answer was lost exists once after its
//! retry, and everything derived equals the journal. On both stores.
//!
//! `BANJIE_KILLS` sets the number of kills (40; at release 500), `BANJIE_SEED` repeats a run.

use banjie_store::db::{DatabaseUrl, Db};
use banjie_store::testing::Postgres;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

const CLIENTS: usize = 8;
/// Ready again after a kill (assurance D1).
const READY_WITHIN: Duration = Duration::from_secs(3);

/// A real district on disk and the process that serves it.
struct Served {
    data: PathBuf,
    database_url: Option<String>,
    listen: SocketAddr,
}

impl Served {
    /// Makes an empty district with the command an office would use.
    fn init(data: PathBuf, database_url: Option<String>) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let served = Self {
            data,
            database_url,
            listen: free.local_addr().unwrap(),
        };
        let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
        let mut init = served.command(&["init"]);
        let made = init.arg("--pack").arg(pack).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        served
    }

    fn command(&self, verb: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_banjie"));
        command.args(verb).arg("--data").arg(&self.data);
        command.env_remove("DATABASE_URL");
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        command
    }

    /// Starts the server and waits for its first page; how long that took.
    async fn start(&self) -> (Child, Duration) {
        let began = Instant::now();
        let mut serve = self.command(&["serve"]);
        serve.arg("--listen").arg(self.listen.to_string());
        let mut child = serve.stderr(Stdio::null()).spawn().unwrap();
        while !matches!(self.send("GET", "/seals", "", "").await, Some((200, _))) {
            assert_eq!(
                child.try_wait().unwrap(),
                None,
                "the server ended by itself"
            );
            assert!(began.elapsed() < Duration::from_secs(30), "never ready");
            sleep(Duration::from_millis(10)).await;
        }
        (child, began.elapsed())
    }

    /// One request on a connection of its own; `None` when the answer did not come whole.
    async fn send(&self, method: &str, path: &str, key: &str, body: &str) -> Option<(u16, String)> {
        let exchange = async {
            let mut stream = TcpStream::connect(self.listen).await.ok()?;
            let request = format!(
                "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nidempotency-key: {key}\r\n\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                self.listen,
                body.len()
            );
            stream.write_all(request.as_bytes()).await.ok()?;
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.ok()?;
            String::from_utf8(bytes).ok()
        };
        let text = timeout(Duration::from_secs(20), exchange).await.ok()??;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let length = head.lines().find_map(|l| {
            let (name, value) = l.split_once(':')?;
            let named = name.eq_ignore_ascii_case("content-length");
            named.then(|| value.trim().parse::<usize>().ok()).flatten()
        });
        let whole = length.is_none_or(|length| body.len() == length);
        let status = head.split(' ').nth(1)?.parse().ok()?;
        whole.then(|| (status, body.to_owned()))
    }

    /// Submits one appeal until it is acknowledged, however often the server dies meanwhile; its
    /// number, and whether an answer was lost on the way.
    async fn submit(&self, title: &str) -> (String, bool) {
        let body = json!({
            "enterprise": { "name": "示例机械有限公司" },
            "title": title,
            "text": "验收已过，尾款未付。",
            "contact": { "name": "王工", "phone": "13900001234" },
        })
        .to_string();
        let mut lost = false;
        for _ in 0..2_000 {
            match self.send("POST", "/api/v1/appeals", title, &body).await {
                Some((201, answer)) => {
                    let answer: Value = serde_json::from_str(&answer).unwrap();
                    return (answer["number"].as_str().unwrap().to_owned(), lost);
                }
                Some((status, answer)) => panic!("{title}: {status} {answer}"),
                None => lost = true,
            }
            sleep(Duration::from_millis(15)).await;
        }
        panic!("{title}: never acknowledged");
    }
}

/// One client: submits one appeal after the other until told to stop.
async fn client(
    served: Arc<Served>,
    name: usize,
    stop: Arc<AtomicBool>,
) -> (BTreeMap<String, String>, usize) {
    let (mut acknowledged, mut retried) = (BTreeMap::new(), 0);
    while !stop.load(Ordering::Relaxed) {
        let title = format!("d1-{name}-{}", acknowledged.len());
        let (no, lost) = served.submit(&title).await;
        retried += usize::from(lost);
        acknowledged.insert(title, no);
    }
    (acknowledged, retried)
}

/// Kills the server so often under load and checks what is left.
async fn killed(engine: &str, served: Served, url: DatabaseUrl, kills: usize, seed: u64) {
    let mut chance = fastrand::Rng::with_seed(seed);
    let served = Arc::new(served);
    let stop = Arc::new(AtomicBool::new(false));
    let (mut child, first) = served.start().await;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|name| tokio::spawn(client(served.clone(), name, stop.clone())))
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..kills {
        sleep(Duration::from_millis(chance.u64(5..500))).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let ready;
        (child, ready) = served.start().await;
        slowest = slowest.max(ready);
    }
    stop.store(true, Ordering::Relaxed);
    let (mut acknowledged, mut retried) = (BTreeMap::new(), 0);
    for client in clients {
        let (own, lost) = client.await.unwrap();
        acknowledged.extend(own);
        retried += lost;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    println!(
        "D1 {engine}, seed {seed}: {kills} kills, {} acknowledged, {retried} of them after a lost answer; \
         ready after {first:.2?} at first, {slowest:.2?} at most after a kill",
        acknowledged.len()
    );
    let check = served
        .command(&["--json", "journal", "check"])
        .output()
        .unwrap();
    assert!(
        check.status.success(),
        "seed {seed}: {}",
        String::from_utf8_lossy(&check.stdout)
    );
    let db = Db::open(&url).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let rows = tx.all("select title, no from matters", &[]).await.unwrap();
    let mut kept: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        let (title, no) = (row.text("title").unwrap(), row.text("no").unwrap());
        kept.entry(title.to_owned())
            .or_default()
            .push(no.to_owned());
    }
    drop(tx);
    db.close().await;
    let wanted: BTreeMap<_, _> = (acknowledged.into_iter())
        .map(|(t, no)| (t, vec![no]))
        .collect();
    assert_eq!(kept, wanted, "seed {seed}: lost or doubled");
    assert!(
        wanted.len() > kills,
        "seed {seed}: hardly anything was written"
    );
    assert!(
        retried > 0,
        "seed {seed}: no kill met a submission on its way"
    );
    assert!(
        slowest <= READY_WITHIN,
        "seed {seed}: ready after {slowest:?}"
    );
}

fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok().map(|v| v.parse().unwrap());
    given.unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let kills = usize::try_from(number("BANJIE_KILLS", 40)).unwrap();
    let seed = number("BANJIE_SEED", fastrand::u64(..));
    let postgres = Postgres::shared();
    let on_sqlite = if postgres.is_some() { kills / 2 } else { kills };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("sqlite");
    let url = DatabaseUrl::Sqlite(data.join("banjie.db"));
    killed("SQLite", Served::init(data, None), url, on_sqlite, seed).await;
    if let Some(server) = postgres {
        let url = server.fresh().await;
        let DatabaseUrl::Postgres(address) = &url else {
            unreachable!()
        };
        let served = Served::init(folder.path().join("postgres"), Some(address.clone()));
        killed("PostgreSQL", served, url, kills - on_sqlite, seed).await;
    }
}
