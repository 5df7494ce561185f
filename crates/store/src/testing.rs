//! Both databases for tests: `both(|db| async move { … })` runs one body on a fresh SQLite file and
//! on a fresh PostgreSQL database.
//!
//! The PostgreSQL server is started from the installed programs, one for each test process, on a
//! socket in a directory of its own, and is gone when the process is. Without the programs the
//! PostgreSQL half is skipped, and says so; with `BANJIE_REQUIRE_POSTGRES` set it fails instead.
//! `BANJIE_TEST_POSTGRES=postgres://…/` names a server to use rather than starting one.

#![cfg(feature = "testing")]
#![expect(
    clippy::panic,
    reason = "a test that cannot have its database has failed"
)]

mod shipped;
mod statements;

pub use shipped::*;
pub use statements::*;

use crate::db::{DatabaseUrl, Db};
use crate::migrate;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A server for tests.
#[derive(Debug)]
pub struct Postgres {
    /// Address up to the name of the database.
    address: String,
    /// Directory of programs and data of a server of ours.
    own: Option<(PathBuf, PathBuf)>,
    /// Stops the server when this process ends, however it ends; kept for its open pipe.
    _guard: Option<Child>,
}

impl Postgres {
    /// This process's server, started on the first call; `None` where PostgreSQL is not installed.
    ///
    /// # Panics
    /// When it is installed and does not start, or is required and not installed.
    pub fn shared() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
        SERVER
            .get_or_init(|| {
                let server = Self::start().unwrap_or_else(|error| {
                    panic!("测试用 PostgreSQL 启动失败：{error}");
                });
                if server.is_none() {
                    assert!(
                        std::env::var_os("BANJIE_REQUIRE_POSTGRES").is_none(),
                        "没有找到 PostgreSQL(/usr/lib/postgresql/*/bin)。请安装 postgresql 后再运行。"
                    );
                    eprintln!("SKIPPED on PostgreSQL: no /usr/lib/postgresql/*/bin; install postgresql to run it");
                }
                server
            })
            .as_ref()
    }

    /// Starts a server of its own, or takes the one that `BANJIE_TEST_POSTGRES` names. `None` where
    /// PostgreSQL is not installed.
    ///
    /// # Errors
    /// The words of the program that failed.
    pub fn start() -> io::Result<Option<Self>> {
        if let Ok(address) = std::env::var("BANJIE_TEST_POSTGRES") {
            return Ok(Some(Self {
                address,
                own: None,
                _guard: None,
            }));
        }
        let Some(programs) = installed() else {
            return Ok(None);
        };
        // The server refuses to run as root, so its directory belongs to whom it runs as.
        let made = run(as_user("mktemp").args(["-d", "/tmp/banjie-postgres-XXXXXX"]))?;
        let directory = PathBuf::from(made.trim());
        let guard = guard(&programs, &directory)?;
        run(as_user(programs.join("initdb"))
            .arg("-D")
            .arg(directory.join("data"))
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
            .args(["--lc-collate=C", "--lc-ctype=C.UTF-8"]))?;
        let server = Self {
            address: format!(
                "postgres://postgres@{}/",
                directory.display().to_string().replace('/', "%2F")
            ),
            own: Some((programs, directory)),
            _guard: Some(guard),
        };
        server.control(&["start"])?;
        Ok(Some(server))
    }

    /// The address of a database on this server.
    pub fn url(&self, database: &str) -> String {
        format!("{}{database}", self.address)
    }

    /// Creates an empty database and gives its address.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn fresh(&self) -> DatabaseUrl {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let (client, connection) =
            tokio_postgres::connect(&self.url("postgres"), tokio_postgres::NoTls)
                .await
                .unwrap_or_else(|error| panic!("建测试库失败：{error:?}"));
        let connection = tokio::spawn(connection);
        let create = format!(
            "create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'"
        );
        if let Err(error) = client.batch_execute(&create).await {
            panic!("建测试库失败：{error:?}");
        }
        drop(client);
        // Ends with the client; its result says nothing new.
        let _ = connection.await;
        DatabaseUrl::Postgres(self.url(&name))
    }

    /// Stops the server as a crash would: no checkpoint, connections cut.
    ///
    /// # Errors
    /// The words of the program, or that the server is not ours.
    pub fn crash(&self) -> io::Result<()> {
        self.control(&["stop", "-m", "immediate"])
    }

    /// Starts it again.
    ///
    /// # Errors
    /// The words of the program, or that the server is not ours.
    pub fn restart(&self) -> io::Result<()> {
        self.control(&["start"])
    }

    fn control(&self, arguments: &[&str]) -> io::Result<()> {
        let Some((programs, directory)) = &self.own else {
            return Err(io::Error::other("not a server of ours"));
        };
        // One call each for start and stop; the options only matter to the first. `syncfs`, since
        // after a crash a file by file sync takes ten seconds.
        let options = format!(
            "-c listen_addresses='' -k {} -c fsync=on -c full_page_writes=on \
             -c synchronous_commit=on -c max_connections=200 -c shared_buffers=32MB \
             -c recovery_init_sync_method=syncfs",
            directory.display()
        );
        run(as_user(programs.join("pg_ctl"))
            .arg("-D")
            .arg(directory.join("data"))
            .arg("-l")
            .arg(directory.join("log"))
            .args(["-w", "-t", "60", "-o", &options])
            .args(arguments))
        .map(drop)
    }
}

/// The newest installed programs.
fn installed() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
            let programs = path.join("bin");
            programs
                .join("initdb")
                .exists()
                .then_some((version, programs))
        })
        .max()
        .map(|(_, programs)| programs)
}

/// The command, as user postgres when we are root.
fn as_user(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    // A directory that every user may enter.
    command.current_dir("/").stdin(Stdio::null());
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

fn run(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(io::Error::other(format!(
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )))
}

/// A shell that waits for the end of our pipe, which comes with the end of this process, even of a
/// killed one; then stops the server and removes its directory.
fn guard(programs: &Path, directory: &Path) -> io::Result<Child> {
    let script = r#"read -r _; "$0" -D "$1/data" -m immediate -w stop; rm -rf "$1""#;
    let mut shell = as_user("sh");
    shell
        .args(["-c", script])
        .arg(programs.join("pg_ctl"))
        .arg(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Not in our group, so that an interrupt from the keyboard does not end it first.
        .process_group(0)
        .spawn()
}

/// A fresh SQLite file, up to date, with the directory that holds it.
///
/// # Panics
/// When it cannot be made.
pub async fn sqlite() -> (Db, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap_or_else(|error| panic!("建临时目录失败：{error}"));
    let url = DatabaseUrl::Sqlite(directory.path().join("banjie.db"));
    (open(&url).await, directory)
}

/// A fresh PostgreSQL database, up to date; `None` where PostgreSQL is not installed.
///
/// # Panics
/// When it cannot be made.
pub async fn postgres() -> Option<Db> {
    let url = Postgres::shared()?.fresh().await;
    Some(open(&url).await)
}

/// Runs a test on both databases. Needs a test of the `multi_thread` flavour.
///
/// # Panics
/// When a database cannot be made, and where the body panics.
pub async fn both<F: AsyncFn(Db)>(body: F) {
    let (db, directory) = sqlite().await;
    body(db.clone()).await;
    db.close().await;
    drop(directory);
    if let Some(db) = postgres().await {
        body(db.clone()).await;
        db.close().await;
    }
}

async fn open(url: &DatabaseUrl) -> Db {
    let db = Db::open(url)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    migrate::run(&db)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    db
}
