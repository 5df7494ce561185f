//! Every built screen of the demo district, on a desk and on a phone: nothing to the side (u02, u03), no serious or
//! critical finding of axe (u04), one heading and a title of its own (u07), no English (u20), nothing on the console,
//! nothing from another host (u40).

use crate::browser::{Browser, Script};
use crate::district::{Served, background};
use crate::journey::{bulletin, ranking};
use crate::reviews::slip;
use crate::world::World;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What a page is asked, at one width. Answers later, because axe does.
const ASK: &str = r#"
const done = arguments[arguments.length - 1];
const texts = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const p = walk.currentNode.parentElement;
  if (!p.closest("script,style,textarea,code") && p.checkVisibility()) texts.push(walk.currentNode.data);
}
const wide = [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".scroll") && e.checkVisibility())
  .slice(0, 3).map((e) => e.outerHTML.slice(0, 90));
axe.run(document, { resultTypes: ["violations"] }).then((found) => done({
  title: document.title,
  lang: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  skip: document.querySelector("a.skip")?.getAttribute("href") || "",
  across: document.scrollingElement.scrollWidth,
  wide,
  text: texts.join("\n"),
  faults: found.violations.filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.help} (${v.nodes.length}) ${v.nodes[0].html.slice(0, 160)}`),
}));
"#;

/// Latin words that a Chinese office reads every day, or that are names.
const KNOWN: &[&str] = &[
    "docx",
    "xlsx",
    "pdf",
    "csv",
    "txt",
    "png",
    "jpg",
    "jpeg",
    "json",
    "xls",
    "html",
    "http",
    "localhost",
    "banjie",
    "verify",
    "Enter",
    "Tab",
    "Word",
    "WPS",
    "PDF",
    "AAA",
    "ATCZ",
    "OpenAPI",
];

/// Walks over screens and gathers what is wrong with them.
struct Walk<'w> {
    browser: Browser<'w>,
    axe: String,
    titles: BTreeMap<String, String>,
    wrong: Vec<String>,
}

impl<'w> Walk<'w> {
    async fn begin(world: &'w World) -> Self {
        Self::on(world, &world.demo().await.site).await
    }

    async fn on(world: &'w World, site: &str) -> Self {
        Self {
            browser: world.browser(site, Script::On).await,
            axe: axe(),
            titles: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    async fn as_role(&self, world: &World, role: &str) {
        let (user, password) = world.demo().await.who(role);
        self.browser.sign_in(&user, &password).await;
    }

    /// Opens a screen and asks it everything at both widths.
    async fn visit(&mut self, path: &str) {
        self.browser.width(1280).await;
        self.browser.open(path).await;
        self.look(path).await;
    }

    /// Asks the page that is open.
    async fn look(&mut self, name: &str) {
        self.browser.eval(&self.axe).await;
        for width in [1280, 360] {
            self.browser.width(width).await;
            let page = self.browser.eval_later(ASK).await;
            let mut note = |what: String| self.wrong.push(format!("{name} ({width} px): {what}"));
            for fault in page["faults"].as_array().into_iter().flatten() {
                note(fault.as_str().unwrap_or_default().to_owned());
            }
            let across = page["across"].as_u64().unwrap();
            if across > u64::from(width) {
                note(format!("{across} px wide: {}", page["wide"]));
            }
            if width == 360 {
                continue;
            }
            if page["headings"] != 1 {
                note(format!("{} h1", page["headings"]));
            }
            if page["lang"] != "zh-CN" || page["skip"] != "#main" {
                note("no language or no way past the menu".to_owned());
            }
            for word in english(page["text"].as_str().unwrap()) {
                note(format!("English on the page: {word}"));
            }
            let title = page["title"].as_str().unwrap().to_owned();
            if let Some(other) = self.titles.insert(title.clone(), name.to_owned()) {
                note(format!("has the title of {other}: {title}"));
            }
        }
        for complaint in self.browser.complaints().await {
            self.wrong.push(format!("{name}: {complaint}"));
        }
    }

    fn end(self) {
        assert!(self.wrong.is_empty(), "\n{}", self.wrong.join("\n"));
    }
}

/// Words of three and more Latin letters that are not known, on a page's text.
fn english(text: &str) -> Vec<&str> {
    // The number of an incident may happen to be letters only; it stands on a line of its own.
    let lines = text.lines().filter(|line| !line.contains("事件号"));
    let words = lines
        .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && !"-./@:_".contains(c)));
    // Numbers of matters, codes, addresses, user names and versions carry digits or points.
    words
        .filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic()))
        .filter(|word| !KNOWN.contains(word))
        .collect()
}

/// axe-core, which `./dev` fetches as a tool.
fn axe() -> String {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/axe.min.js");
    std::fs::read_to_string(&place)
        .unwrap_or_else(|e| panic!("{}: {e}; `./dev tools` fetches it", place.display()))
}

/// P1, P5, P6, P7 and the public pages, in both versions where they differ most.
pub(crate) async fn u04_portal(world: &World) {
    let mut walk = Walk::begin(world).await;
    for path in [
        "/",
        "/search?q=欠款",
        "/search?q=天上的云",
        "/track",
        "/pledges",
        "/pledges/住建局",
        "/bulletins",
        "/rankings",
        "/seals",
        "/privacy",
        "/accessibility",
        "/rules",
        "/rules/all",
        "/rules/arrears",
        "/rules/credit",
        "/rules/days",
        "/sign-in",
        "/no-such-page",
    ] {
        walk.visit(path).await;
    }
    walk.browser.width(1280).await;
    walk.browser.open("/packages/open-enterprise").await;
    walk.look("/packages/{id}").await;
    walk.browser.press("开始填写").await;
    walk.look("/apply/{draft}").await;
    let draft = walk.browser.at().await;
    let draft = draft.split('?').next().unwrap_or_default().to_owned();
    for page in [
        "questions/1",
        "applicant/1",
        "capital/2",
        "materials/articles",
        "check",
        "leave",
    ] {
        walk.visit(&format!("{draft}/{page}")).await;
    }
    walk.browser.open(&format!("{draft}/questions/1")).await;
    walk.browser.press("保存并继续").await;
    walk.look("/apply/{draft}/questions with errors").await;
    walk.browser.width(1280).await;
    walk.browser
        .open("/packages/open-restaurant?licence_status=还没有，开个体户&dining_area_band=300平方米及以上&food_categories=热食类&has_signboard=是&discharges_wastewater=是&premises_right=租用")
        .await;
    walk.browser.press("开始填写").await;
    let draft = walk.browser.at().await;
    let draft = draft.split('?').next().unwrap_or_default().to_owned();
    for page in ["promise/1", "materials/fire_rules"] {
        walk.visit(&format!("{draft}/{page}")).await;
    }
    walk.visit("/apply/resume").await;
    walk.browser.width(1280).await;
    walk.browser.open("/appeals/new").await;
    walk.look("/appeals/new").await;
    walk.browser.press("提交诉求").await;
    walk.look("/appeals/new with errors").await;
    walk.browser
        .fill(
            "遇到了什么事",
            "门口修路三个月，客人进不来，想知道哪天修完。",
        )
        .await;
    walk.browser.fill("企业名称", "同福小吃店").await;
    walk.browser.fill("联系人", "赵女士").await;
    walk.browser.fill("手机号", "13900000377").await;
    walk.browser.press("提交诉求").await;
    walk.look("/receipts/…").await;
    walk.browser.follow("查进度").await;
    walk.look("/track/…").await;
    walk.browser.follow("给经办人留言").await;
    walk.look("/track/…/message").await;
    walk.end();
}

/// C1, C2, C3, C5, C6, C7 and the pages of acts.
pub(crate) async fn u04_clerk(world: &World) {
    let mut walk = Walk::begin(world).await;
    walk.as_role(world, "clerk").await;
    for path in [
        "/desk",
        "/desk?tab=all",
        "/desk/matters",
        "/desk/matters/views",
        "/desk/search?q=欠款",
        "/desk/intake",
        "/desk/intake/packages",
        "/desk/intake/packages/repair-credit",
        "/desk/intake/codes",
        "/desk/promises",
        "/desk/imports",
    ] {
        walk.visit(path).await;
    }
    walk.browser
        .open("/desk/matters?kind=appeal&state=working")
        .await;
    walk.browser.follow_to("/desk/matters/BJ").await;
    let matter = walk.browser.at().await;
    let matter = matter.split('?').next().unwrap_or_default();
    walk.look("/desk/matters/{no}").await;
    for act in [
        "close", "transfer", "comment", "extend", "pause", "attach", "identity", "slip",
    ] {
        walk.visit(&format!("{matter}/{act}")).await;
    }
    // A tab is the same matter, with the same title.
    walk.titles.clear();
    walk.visit(&format!("{matter}?tab=course")).await;
    walk.end();
}

/// O1, O2, O3, O4.
pub(crate) async fn u04_coordinator(world: &World) {
    let mut walk = Walk::begin(world).await;
    walk.as_role(world, "coordinator").await;
    for path in [
        "/desk/dispatch",
        "/desk/directives/extract",
        "/desk/bulletins",
        "/desk/bulletins/2026-W08",
        "/desk/rankings",
        "/desk/rankings/2026-01",
        "/desk/reports",
        "/desk/checks",
        "/desk/reviews/talks",
        "/desk/assessments",
        "/desk/assessments/2025-Q4",
        "/desk/assessments/2025-Q4/adjust",
        "/desk/trends",
        "/desk/trends/indicators/06",
        "/desk/signing",
        "/desk/responsibility",
        "/desk/responsibility/posts/%E5%88%86%E7%AE%A1%E5%B7%A5%E4%B8%9A%E5%89%AF%E5%8C%BA%E9%95%BF",
        "/desk/tokens",
        "/desk/rulebook",
        "/desk/rules",
        "/desk/rules/changes",
    ] {
        walk.visit(path).await;
    }
    walk.browser.width(1280).await;
    crate::speech::read(&walk.browser).await;
    walk.look("/desk/directives/extract/{id}").await;
    walk.browser.open("/desk/dispatch").await;
    walk.browser.follow("不予受理").await;
    walk.look("/desk/dispatch/{no}/reject").await;
    walk.end();
}

/// H1, H3; L1, L2, L3, L4, L5 and the page of coefficients.
pub(crate) async fn u04_heads_and_leaders(world: &World) {
    let mut walk = Walk::begin(world).await;
    walk.as_role(world, "unit_head").await;
    let trend = "/desk/trends/units/%E4%BD%8F%E5%BB%BA%E5%B1%80";
    for path in [
        "/desk/unit",
        "/desk/week",
        "/desk/assess",
        "/desk/callbacks",
        "/desk/proposals",
        trend,
    ] {
        walk.visit(path).await;
    }
    walk.as_role(world, "leader").await;
    for path in ["/desk/leader", "/desk/sponsored", "/desk/indicators"] {
        walk.visit(path).await;
    }
    walk.as_role(world, "organisation").await;
    walk.visit("/desk/performance").await;
    walk.end();
}

/// P8 in its states, the rates with their cases, and the desk's side of reviews.
pub(crate) async fn u04_reviews(world: &World) {
    let served = Served::new().await;
    let mut walk = Walk::on(world, &served.site).await;
    let path = slip(&served, &walk.browser).await;
    walk.visit(&path).await;
    walk.browser.width(1280).await;
    let bad = format!("{path}?level=1");
    walk.browser.follow_to(&bad).await;
    walk.titles.clear();
    walk.look("/reviews/{token}?level=1").await;
    walk.browser.width(1280).await;
    walk.browser.press("提交评价").await;
    walk.look("/reviews/{token}, rated").await;
    walk.visit("/reviews/abc").await;
    walk.visit("/reviews").await;
    walk.visit("/reviews/cases").await;
    let (user, password) = served.who("市场监管局", "clerk");
    walk.browser.width(1280).await;
    walk.browser.sign_in(&user, password).await;
    for path in ["/desk/reviews", "/desk/visits"] {
        walk.visit(path).await;
    }
    walk.browser.width(1280).await;
    walk.browser.open("/desk/reviews").await;
    walk.browser.follow_to("/desk/matters/BJ").await;
    let matter = walk.browser.at().await;
    let no = matter.rsplit('/').next().unwrap_or_default().to_owned();
    walk.look("/desk/matters/{no} of a review").await;
    for act in ["comment", "redress", "contest"] {
        walk.visit(&format!("/desk/matters/{no}/{act}")).await;
    }
    let (user, password) = served.who("区营商办", "coordinator");
    walk.browser.width(1280).await;
    walk.browser.sign_in(&user, password).await;
    walk.visit(&format!("/desk/reviews/{no}/ruling")).await;
    walk.end();
}

/// The bulletin, the ranking and the cases behind a figure: for everybody, and L3, L4 for a leader.
pub(crate) async fn u04_papers(world: &World) {
    let served = Served::new().await;
    background(&served.district).await;
    let mut walk = Walk::on(world, &served.site).await;
    bulletin(&served, &walk.browser).await;
    ranking(&served, &walk.browser).await;
    let leader = served.who("区政府办", "leader");
    for who in ["everybody", "a leader"] {
        if who == "a leader" {
            walk.titles.clear();
            walk.browser.width(1280).await;
            walk.browser.sign_in(&leader.0, leader.1).await;
        }
        for list in ["/bulletins", "/rankings"] {
            walk.visit(list).await;
            walk.browser.follow_to(&format!("{list}/")).await;
            walk.look(&format!("{list}/… for {who}")).await;
        }
        walk.browser.follow_to("/figures?").await;
        walk.look(&format!("/figures for {who}")).await;
    }
    walk.end();
}

/// u40: the first page with everything it loads is at most 100 KB, from one host.
pub(crate) async fn u40_the_first_page_is_small(world: &World) {
    let demo = world.demo().await;
    let browser = world.browser(&demo.site, Script::On).await;
    browser
        .cdp(
            "Network.setCacheDisabled",
            serde_json::json!({ "cacheDisabled": true }),
        )
        .await;
    browser.open("/").await;
    let loaded: Value = browser
        .eval(
            "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                .map((e) => [e.name, e.transferSize])",
        )
        .await;
    browser
        .cdp(
            "Network.setCacheDisabled",
            serde_json::json!({ "cacheDisabled": false }),
        )
        .await;
    let loaded = loaded.as_array().unwrap();
    let bytes: u64 = loaded.iter().map(|e| e[1].as_u64().unwrap()).sum();
    assert!(loaded.len() >= 3, "page, style and script: {loaded:?}");
    assert!(
        bytes > 10_000 && bytes <= 100_000,
        "{bytes} bytes: {loaded:?}"
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
