//! A browser as a person uses it: by the words on labels, links and buttons.

use crate::world::World;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a page may take to appear before a test gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether pages may run script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    On,
    Off,
}

/// One browser on one site.
pub(crate) struct Browser<'w> {
    world: &'w World,
    client: Option<Client>,
    site: String,
    script: Script,
}

/// A command of chromedriver's own.
#[derive(Debug)]
struct Vendor(&'static str, Value);

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.0
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.1.to_string()))
    }
}

impl Drop for Browser<'_> {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            self.world.give_back(self.script, client);
        }
    }
}

impl<'w> Browser<'w> {
    pub(crate) async fn fresh(
        world: &'w World,
        client: Client,
        site: &str,
        script: Script,
    ) -> Self {
        let browser = Self {
            world,
            client: Some(client),
            site: site.to_owned(),
            script,
        };
        let _ = browser.client().dismiss_alert().await;
        browser.c().goto("about:blank").await.unwrap();
        browser.forget().await;
        browser.width(1280).await;
        browser.complaints().await;
        browser
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("taken only when dropped")
    }

    /// The WebDriver client itself, for what has no word here.
    pub(crate) fn c(&self) -> &Client {
        self.client()
    }

    /// A command of Chromium's developer protocol.
    pub(crate) async fn cdp(&self, method: &str, params: Value) -> Value {
        let body = json!({ "cmd": method, "params": params });
        let sent = self.client().issue_cmd(Vendor("goog/cdp/execute", body));
        sent.await.unwrap()
    }

    /// All cookies go, as in a browser that has just been installed.
    pub(crate) async fn forget(&self) {
        self.cdp("Network.clearBrowserCookies", json!({})).await;
    }

    /// The width of the window in CSS pixels; a phone's below 600.
    pub(crate) async fn width(&self, width: u32) {
        let phone = width < 600;
        let height = if phone { 740 } else { 900 };
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.cdp("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Opens a path of the site.
    pub(crate) async fn open(&self, path: &str) {
        let url = format!("{}{path}", self.site);
        self.client().goto(&url).await.unwrap();
    }

    /// The path and query it is on.
    pub(crate) async fn at(&self) -> String {
        let url = self.client().current_url().await.unwrap();
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        format!("{}{query}", url.path())
    }

    /// The first element of an XPath that a person can see, waiting a moment for it.
    pub(crate) async fn see(&self, xpath: &str) -> Element {
        let until = Instant::now() + PATIENCE;
        loop {
            for element in self.client().find_all(Locator::XPath(xpath)).await.unwrap() {
                if element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            if Instant::now() > until {
                panic!(
                    "{}: nothing seen for {xpath}\n{}",
                    self.at().await,
                    self.text().await
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What a person reads on the page.
    pub(crate) async fn text(&self) -> String {
        loop {
            let body = self.client().find(Locator::Css("body")).await.unwrap();
            // A page that is just being left cannot be read.
            if let Ok(text) = body.text().await {
                return text;
            }
        }
    }

    /// The page says this, in a moment at the latest.
    #[track_caller]
    pub(crate) fn reads<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let until = Instant::now() + PATIENCE;
            loop {
                let text = self.text().await;
                if text.contains(words) {
                    return;
                }
                let here = self.at().await;
                let late = Instant::now() > until;
                assert!(!late, "{caller}: {here} does not say “{words}”:\n{text}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// The page does not say this.
    #[track_caller]
    pub(crate) fn hides<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let text = self.text().await;
            let here = self.at().await;
            assert!(
                !text.contains(words),
                "{caller}: {here} says “{words}”:\n{text}"
            );
        }
    }

    /// Clicks what leads to another page, and waits until the present one is left.
    pub(crate) async fn go(&self, element: Element) {
        let page = self.client().find(Locator::Css("html")).await.unwrap();
        element.click().await.unwrap();
        let until = Instant::now() + PATIENCE;
        while page.tag_name().await.is_ok() {
            assert!(
                Instant::now() < until,
                "{}: the click leads nowhere",
                self.at().await
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Presses the first button with these words.
    pub(crate) async fn press(&self, words: &str) {
        let button = format!("//button[normalize-space(.)='{words}' and not(@tabindex='-1')]");
        self.go(self.see(&button).await).await;
    }

    /// Follows the first link whose words begin like this.
    pub(crate) async fn follow(&self, words: &str) {
        // A copy that stays in sight while the page scrolls is out of the order of Tab; not that one.
        let link =
            format!("//a[starts-with(normalize-space(.),'{words}') and not(@tabindex='-1')]");
        self.go(self.see(&link).await).await;
    }

    /// Follows the first link whose address begins like this.
    pub(crate) async fn follow_to(&self, href: &str) {
        let link = format!("//a[starts-with(@href,'{href}')]");
        self.go(self.see(&link).await).await;
    }

    /// The field of a label that begins like this.
    pub(crate) async fn field(&self, label: &str) -> Element {
        let begins = format!("starts-with(normalize-space(.),'{label}')");
        let inputs = "[self::input or self::select or self::textarea]";
        self.see(&format!(
            "//*{inputs}[@id=//label[{begins}]/@for or ancestor::label[{begins}]]"
        ))
        .await
    }

    /// Writes into a field, over what is there.
    pub(crate) async fn fill(&self, label: &str, value: &str) {
        let field = self.field(label).await;
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    /// Chooses from a list.
    pub(crate) async fn pick(&self, label: &str, option: &str) {
        let field = self.field(label).await;
        field.select_by_label(option).await.unwrap();
    }

    /// Ticks a box or a choice, by its words.
    pub(crate) async fn tick(&self, words: &str) {
        let label = format!("//label[input and starts-with(normalize-space(.),'{words}')]");
        self.see(&label).await.click().await.unwrap();
    }

    /// Signs in through the form.
    pub(crate) async fn sign_in(&self, user: &str, password: &str) {
        self.forget().await;
        self.open("/sign-in").await;
        self.fill("用户名", user).await;
        self.fill("密码", password).await;
        self.press("登录").await;
        self.see("//nav[@aria-label='主菜单'] | //button[.='退出']")
            .await;
    }

    /// Runs script in the page and returns its value.
    pub(crate) async fn eval(&self, script: &str) -> Value {
        self.client().execute(script, Vec::new()).await.unwrap()
    }

    /// Runs script that answers later, with a deadline of 30 s.
    pub(crate) async fn eval_later(&self, script: &str) -> Value {
        self.client()
            .execute_async(script, Vec::new())
            .await
            .unwrap()
    }

    /// What the browser complained of since the last question: errors of the console (refusals of the content
    /// security policy are among them), and requests to any host but the site's.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let mut found = Vec::new();
        let lines = self
            .client()
            .issue_cmd(Vendor("se/log", json!({ "type": "browser" })))
            .await
            .unwrap();
        for line in lines.as_array().into_iter().flatten() {
            let message = line["message"].as_str().unwrap_or_default();
            // The browser itself notes an answer of 4xx: that is how a form is refused in words.
            let refused = message.contains("the server responded with a status of 4");
            let bad = line["level"] == "SEVERE" || line["source"] == "security";
            if bad && !refused {
                found.push(message.to_owned());
            }
        }
        let lines = self
            .client()
            .issue_cmd(Vendor("se/log", json!({ "type": "performance" })))
            .await
            .unwrap();
        for line in lines.as_array().into_iter().flatten() {
            let message: Value = serde_json::from_str(line["message"].as_str().unwrap()).unwrap();
            if message["message"]["method"] == "Network.requestWillBeSent" {
                let url = message["message"]["params"]["request"]["url"]
                    .as_str()
                    .unwrap_or_default();
                let own = url.starts_with(&self.site)
                    || url.starts_with("data:")
                    || url.starts_with("about:");
                if !own {
                    found.push(format!("asks another host: {url}"));
                }
            }
        }
        found
    }
}
