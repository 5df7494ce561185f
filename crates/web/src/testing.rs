//! A district for tests: the shipped pack on a fresh database, a clock that is set by hand, and
//! clients that talk to the router in process.

#![cfg(feature = "testing")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot have its district has failed"
)]

use crate::app::{App, Settings};
use crate::kit::passwords::Passwords;
use crate::kit::security::Transport;
use crate::kit::worker::Worker;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use banjie_core::district::Sight;
use banjie_core::matter::{Act, Actor, Channel, Command, Enterprise, MatterNo, NewAppeal, Staff};
use banjie_core::moment::Moment;
use banjie_core::pack::{Pack, PackFile};
use banjie_journal::{SigningKey, Suite};
use banjie_store::db::Db;
use banjie_store::people::Account;
pub use banjie_store::testing::pack;
use banjie_store::testing::{pack_files, parsed};
use banjie_store::{Ask, Contact, Store};
use jiff::civil::Date;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use tower::ServiceExt;

/// Everybody's password in a test district.
pub const PASSWORD: &str = "correct horse battery";

/// A district with everybody of the pack, on 2026-02-11 09:00 until told otherwise. When it is
/// dropped, its journal is replayed and everything derived from it compared.
pub struct TestDistrict {
    /// The application.
    pub app: App,
    /// Its routes as a service.
    pub router: Router,
    clock: Arc<AtomicI64>,
    /// Keeps the files until the test ends; none on a database that somebody else made.
    folder: tempfile::TempDir,
    altered: AtomicBool,
}

impl Drop for TestDistrict {
    fn drop(&mut self) {
        if std::thread::panicking() || self.altered.load(Ordering::SeqCst) {
            return;
        }
        let store = self.app.store().clone();
        // Dropping cannot wait for what it stands in, so the check runs beside it.
        let checked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build();
            runtime.unwrap().block_on(store.check(Vec::new()))
        });
        let checked = checked.join().unwrap().unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
    }
}

impl TestDistrict {
    /// On a fresh SQLite file.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = banjie_store::db::DatabaseUrl::Sqlite(folder.path().join("banjie.db"));
        let db = Db::open(&url).await.unwrap();
        banjie_store::migrate::run(&db).await.unwrap();
        Self::over(db, folder).await
    }

    /// On a given database; for tests that run on both stores.
    pub async fn on(db: Db) -> Self {
        Self::over(db, tempfile::tempdir().unwrap()).await
    }

    async fn over(db: Db, folder: tempfile::TempDir) -> Self {
        let clock = Arc::new(AtomicI64::new(at("2026-02-11 09:00").ms()));
        let store = Self::store_over(db, &folder, pack());
        store.create(true, at("2026-02-01 09:00")).await.unwrap();
        let passwords = Passwords::with_cost(64, 1);
        let hash = passwords.hash(PASSWORD, &[1; 16]).unwrap();
        let accounts = pack().people.iter().map(|p| account(p, &hash)).collect();
        store
            .add_people(accounts, Act::rule(at("2026-02-01 09:00")))
            .await
            .unwrap();
        Self::assemble(store, clock, folder, passwords)
    }

    /// The same district, on the same day, after its pack was replaced: `edit` changes the texts of
    /// the shipped one, e.g. adds a version to a rule.
    pub fn repacked(&self, edit: impl Fn(&mut PackFile)) -> Self {
        let mut files = pack_files();
        files.iter_mut().for_each(edit);
        let folder = tempfile::tempdir().unwrap();
        let db = self.store().db().clone();
        let store = Self::store_over(db, &folder, Arc::new(parsed(&files)));
        let passwords = Passwords::with_cost(64, 1);
        Self::assemble(store, self.clock.clone(), folder, passwords)
    }

    fn store_over(db: Db, folder: &tempfile::TempDir, pack: Arc<Pack>) -> Store {
        let key = SigningKey::from_seed(Suite::Sha256Ed25519, [7; 32]).unwrap();
        Store::over(db, &folder.path().join("files"), pack, key)
    }

    fn assemble(
        store: Store,
        clock: Arc<AtomicI64>,
        folder: tempfile::TempDir,
        passwords: Passwords,
    ) -> Self {
        let hand = clock.clone();
        let app = App::new(Settings {
            store,
            now: Box::new(move || Moment::from_ms(hand.load(Ordering::SeqCst))),
            transport: Transport::PlainHttp,
            demo: true,
            demo_sign_ins: Vec::new(),
            url: "http://localhost".to_owned(),
            secret: [9; 32],
            worker: Worker::new(worker_program()),
            proxies: Vec::new(),
            passwords,
        })
        .unwrap();
        Self {
            router: crate::router(app.clone()),
            app,
            clock,
            folder,
            altered: AtomicBool::new(false),
        }
    }

    /// Sets the clock: `2026-02-12 10:30`.
    pub fn set(&self, moment: &str) {
        self.clock.store(at(moment).ms(), Ordering::SeqCst);
    }

    /// Says that the test has altered the database past the write path, so that the check at the
    /// end would rightly fail.
    pub fn altered_by_hand(&self) {
        self.altered.store(true, Ordering::SeqCst);
    }

    /// Where its files lie, and on SQLite its database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.app.store()
    }

    /// An anonymous client, like a browser that has just been opened.
    pub fn client(&self) -> Client {
        Client::over(self.router.clone())
    }

    /// A client signed in as a user of the pack.
    pub async fn signed_in(&self, user: &str) -> Client {
        let mut client = self.client();
        let answer = client
            .post("/sign-in", &[("user", user), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        client
    }

    /// The first user of the pack with this unit and role code, e.g. `("住建局", "clerk")`.
    pub fn user(&self, unit: &str, role: &str) -> String {
        let found = pack().people.iter().find_map(|p| {
            let fits = p.unit.as_str() == unit && p.roles.iter().any(|r| r.code() == role);
            fits.then(|| p.user.to_string())
        });
        found.unwrap_or_else(|| panic!("the pack has no {role} in {unit}"))
    }

    /// That user at work, for giving commands to the store directly.
    pub fn actor(&self, unit: &str, role: &str) -> Actor {
        let user = self.user(unit, role);
        let pack = pack();
        let person = pack
            .people
            .iter()
            .find(|p| p.user.as_str() == user)
            .unwrap();
        Actor::Staff(account(person, "").staff)
    }

    /// An appeal of 示例机械有限公司 from the portal, contact 王工 13900001234, waiting for 派单.
    pub async fn submit(&self, title: &str) -> MatterNo {
        let appeal = NewAppeal {
            title: title.to_owned(),
            text: format!("{title}，请帮助协调。"),
            enterprise: Enterprise {
                code: None,
                name: "示例机械有限公司".to_owned(),
            },
            topic: Some("拖欠账款".into()),
            township: None,
            since: None,
            channel: Channel::Portal,
            contact: None,
            files: Vec::new(),
            external: None,
            parent: None,
        };
        let contact = Contact {
            name: "王工".to_owned(),
            phone: "13900001234".to_owned(),
            salt: "5a".repeat(16),
        };
        let ask = Ask {
            act: self.act(Actor::Enterprise),
            key: None,
        };
        let opened = self.store().open_appeal(appeal, Some(contact), None, ask);
        opened.await.unwrap().no
    }

    /// An appeal handed to a unit that has not signed for it.
    pub async fn dispatched(&self, unit: &str, title: &str) -> MatterNo {
        let no = self.submit(title).await;
        let command = Command::Dispatch {
            unit: unit.into(),
            support: Vec::new(),
            topic: None,
            reason: "请按职责办理".to_owned(),
        };
        let coordinator = self.app.pack().district.coordinator.to_string();
        self.give(no, self.actor(&coordinator, "coordinator"), command)
            .await;
        no
    }

    /// Gives a command to a matter as it stands now.
    pub async fn give(&self, no: MatterNo, by: Actor, command: Command) {
        let course = self.store().matter(&Sight::Sealed, no).await.unwrap();
        let seen = course.unwrap().matter.version;
        let ask = Ask {
            act: self.act(by),
            key: None,
        };
        self.store().command(no, seen, command, ask).await.unwrap();
    }

    /// Somebody's act at this moment.
    pub fn act(&self, by: Actor) -> Act {
        Act {
            at: self.app.now(),
            by,
        }
    }

    /// How many events the log holds.
    pub async fn journal_length(&self) -> i64 {
        let mut tx = self.store().db().read().await.unwrap();
        let sql = "select count(*) as n from journal";
        tx.one(sql, &[]).await.unwrap().int("n").unwrap()
    }

    /// Replays the journal and compares everything derived; also done when the district is dropped.
    pub async fn check(&self) {
        let checked = self.store().check(Vec::new()).await.unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
    }
}

/// The account of a person of the pack.
fn account(person: &banjie_core::pack::PackPerson, password: &str) -> Account {
    Account {
        staff: Staff {
            person: person.user.clone(),
            name: person.name.clone(),
            unit: person.unit.clone(),
            roles: person.roles.clone(),
            post: person.post.clone(),
        },
        telephone: person.telephone.clone(),
        password: password.to_owned(),
        active: true,
    }
}

/// A moment written `2026-02-11 09:00` or `2026-02-11`.
pub fn at(text: &str) -> Moment {
    let (day, time) = text.split_once(' ').unwrap_or((text, "09:00"));
    let (hour, minute) = time.split_once(':').unwrap();
    let day: Date = day.parse().unwrap();
    Moment::local(day.at(hour.parse().unwrap(), minute.parse().unwrap(), 0, 0))
}

/// The `banjie` binary beside the test binary, for jobs in a child process.
fn worker_program() -> std::path::PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join("banjie")
}

/// A browser without script: keeps cookies, sends forms as a page of ours would.
#[derive(Clone)]
pub struct Client {
    router: Router,
    /// Cookies it holds, names and values.
    pub cookies: Vec<(String, String)>,
    /// The address it calls from; loopback is not limited.
    pub from: SocketAddr,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Bytes.
    pub bytes: Vec<u8>,
    /// The bytes as text, as far as they are.
    pub text: String,
}

impl Answer {
    /// Where it redirects to.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// The value of the first hidden field of this name on the page.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self
            .text
            .split_once(&start)
            .unwrap_or_else(|| panic!("no field {name}"))
            .1;
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Client {
    /// A client of any router of the application.
    pub fn over(router: Router) -> Self {
        Self {
            router,
            cookies: Vec::new(),
            from: SocketAddr::from(([127, 0, 0, 1], 40_000)),
        }
    }

    /// Reads a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(
            Request::builder().method(Method::GET).uri(path),
            Body::empty(),
        )
        .await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Sends a form with files: name, file name, bytes.
    pub async fn post_files(
        &mut self,
        path: &str,
        pairs: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in pairs {
            let head = format!(
                "--frontier\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(head.as_bytes());
        }
        for (name, file, bytes) in files {
            let head = format!(
                "--frontier\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--frontier--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(
                header::CONTENT_TYPE,
                "multipart/form-data; boundary=frontier",
            );
        self.send(request, Body::from(body)).await
    }

    /// Sends JSON, as a program does; more headers as pairs.
    pub async fn post_json(
        &mut self,
        path: &str,
        value: &serde_json::Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Body::from(value.to_string())).await
    }

    /// Sends any request with the cookies kept, and keeps those that come back.
    pub async fn send(&mut self, builder: axum::http::request::Builder, body: Body) -> Answer {
        let mut builder = builder;
        if builder
            .headers_ref()
            .is_none_or(|h| !h.contains_key(header::HOST))
        {
            builder = builder.header(header::HOST, "localhost");
        }
        if !self.cookies.is_empty() {
            let all: Vec<_> = self
                .cookies
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            builder = builder.header(header::COOKIE, all.join("; "));
        }
        let mut request = builder.body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.from));
        let response = self.router.clone().oneshot(request).await.unwrap();
        for set in response.headers().get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(n, _)| n != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
            text,
        }
    }
}
