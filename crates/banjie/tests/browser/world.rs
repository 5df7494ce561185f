//! What all tests share: the runtime, chromedriver, the browsers that are free.

use crate::browser::{Browser, Script};
use crate::demo::Demo;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use tokio::runtime::Runtime;

/// Shared by all tests.
pub(crate) struct World {
    runtime: Runtime,
    driver: OnceLock<Driver>,
    demo: OnceLock<Demo>,
    free: Mutex<Vec<(Script, Client)>>,
}

/// chromedriver on a port that the system chose.
struct Driver {
    child: Mutex<Child>,
    url: String,
}

impl World {
    pub(crate) fn new() -> Arc<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        Arc::new(Self {
            runtime,
            driver: OnceLock::new(),
            demo: OnceLock::new(),
            free: Mutex::default(),
        })
    }

    /// Runs a test to its end.
    pub(crate) fn run(&self, test: impl Future<Output = ()>) {
        self.runtime.block_on(test);
    }

    /// Begins to build the demo.
    pub(crate) fn start_demo(&self) -> &Demo {
        self.demo.get_or_init(Demo::start)
    }

    /// The demo, answering.
    pub(crate) async fn demo(&self) -> &Demo {
        let demo = self.start_demo();
        demo.ready().await;
        demo
    }

    /// A browser that knows nothing of earlier tests, 1280 × 900, on this site.
    pub(crate) async fn browser(&self, site: &str, script: Script) -> Browser<'_> {
        let kept = {
            let mut free = self.free.lock().unwrap();
            let at = free.iter().position(|(s, _)| *s == script);
            at.map(|at| free.swap_remove(at).1)
        };
        let client = match kept {
            Some(client) => client,
            None => self.start(script).await,
        };
        Browser::fresh(self, client, site, script).await
    }

    /// Takes a browser back.
    pub(crate) fn give_back(&self, script: Script, client: Client) {
        // After a panic elsewhere there is nothing to save here.
        if let Ok(mut free) = self.free.lock() {
            free.push((script, client));
        }
    }

    async fn start(&self, script: Script) -> Client {
        let driver = self.driver.get_or_init(Driver::start);
        let mut options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-extensions", "--lang=zh-CN", "--window-size=1280,900",
            // Over a pipe a browser ends with its driver, however that ends.
            "--remote-debugging-pipe",
        ]});
        if script == Script::Off {
            let key = "profile.managed_default_content_settings.javascript";
            options["prefs"] = json!({ key: 2 });
        }
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:perfLoggingPrefs": { "enablePage": false },
        });
        let serde_json::Value::Object(wanted) = wanted else {
            unreachable!("written as an object above");
        };
        ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&driver.url)
            .await
            .unwrap()
    }

    /// Closes the browsers and stops chromedriver.
    pub(crate) fn end(&self) {
        let free = std::mem::take(&mut *self.free.lock().unwrap());
        self.runtime.block_on(async {
            for (_, client) in free {
                let _ = client.close().await;
            }
        });
        if let Some(demo) = self.demo.get() {
            demo.end();
        }
        if let Some(driver) = self.driver.get() {
            release(&mut driver.child.lock().unwrap());
        }
    }
}

impl Driver {
    fn start() -> Self {
        let mut command = tethered("chromedriver", &["--port=0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, rest) = line.split_once("started successfully on port ")?;
                rest.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver; ./dev check installs it");
        // Its pipe must not fill up.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self {
            child: Mutex::new(child),
            url: format!("http://127.0.0.1:{port}"),
        }
    }
}

/// A program that ends when this process does, however that ends: a shell waits for the end of its input, which
/// only this process holds open, and then stops the program.
pub(crate) fn tethered(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "\"$@\" </dev/null & exec >/dev/null; read -r _; kill $!; wait",
            "sh",
            program,
        ])
        .args(arguments)
        .stdin(Stdio::piped());
    command
}

/// Ends a tethered program.
pub(crate) fn release(child: &mut Child) {
    drop(child.stdin.take());
    let _ = child.wait();
}
