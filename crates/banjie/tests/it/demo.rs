//! The demo district as a visitor finds it: the story fits the rules and is believable, its papers
//! are there and say the same everywhere, and the ten steps of the first screen can be walked.

use axum::Router;
use axum::http::StatusCode;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::{Month, Week};
use banjie_core::district::UnitKind;
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

const SPEECH: &str = include_str!("../../../core/tests/speeches/speech-2025q3.txt");
/// The day on which the demo is placed; its story ends on the evening before.
const TODAY: &str = "2026-03-18";
const SLOW: &str = "工信局";
const IMPROVING: &str = "人社局";

/// What the command printed, and the folder it filled.
struct Built {
    folder: tempfile::TempDir,
    /// A copy for the test that writes.
    spare: tempfile::TempDir,
    said: String,
}

fn banjie(arguments: &[&str]) -> (bool, String) {
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
        while month.to_string() < TODAY[..7].to_owned() {
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

fn place(ranking: &Ranking, unit: &str) -> (u32, usize) {
    let group = ranking
        .groups
        .iter()
        .find(|g| g.placed.iter().any(|r| r.score.unit.as_str() == unit));
    let group = group.unwrap_or_else(|| panic!("{unit} has no place in {}", ranking.month));
    let mut rows = group.placed.iter();
    let row = rows.find(|r| r.score.unit.as_str() == unit).unwrap();
    (row.place, group.placed.len())
}

#[test]
fn no_step_of_the_story_is_refused_and_the_journal_fits() {
    let built = built();
    assert!(!built.said.contains("没有按规则走成"), "{}", built.said);
    let data = built.folder.path().to_str().unwrap();
    let (fine, said) = banjie(&["journal", "check", "--data", data]);
    assert!(fine && said.contains("全部相符"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_district_is_believable() {
    let demo = Demo::over(built().folder.path()).await;
    let all = demo.number("select count(*) as n from matters").await;
    assert!((2_900..3_300).contains(&all), "about 3,000 matters: {all}");
    let open = "from matters where waiting in ('unit', 'coordinator') and paused = 0";
    let late = format!("select count(*) as n {open} and due < '{TODAY}'");
    let late = demo.number(&late).await;
    let open = demo.number(&format!("select count(*) as n {open}")).await;
    assert!((60..200).contains(&open), "{open} open");
    assert!(
        late * 100 >= open * 2 && late * 100 <= open * 10,
        "{late} of {open} overdue"
    );
    let unsigned =
        format!("select count(*) as n from matters where state = 'dispatched' and due < '{TODAY}'");
    assert!(
        demo.number(&unsigned).await <= 2,
        "signed for before it is due"
    );
    // Everything done again has gone on from there: nothing waits to be signed for over a week.
    let stuck = "select count(*) as n from matters m where m.state = 'dispatched'
        and m.opened_day < '2026-03-01'
        and (select max(j.at_ms) from journal j where j.district = m.district
             and j.stream = m.no and j.event <> 'matter.escalated/1') < 1772640000000";
    assert_eq!(demo.number(stuck).await, 0);
    // What an enterprise says: most solved, some not, some say nothing.
    let ended = |state: &str| format!("select count(*) as n from matters where state = '{state}'");
    let solved = demo.number(&ended("solved")).await;
    let silent = demo.number(&ended("unconfirmed")).await;
    let explained = demo.number(&ended("concluded")).await;
    assert!(solved > 3 * silent && silent > explained && explained > 50);
    // Every turn a matter can take has been taken.
    for event in [
        "matter.paused/1",
        "matter.resumed/1",
        "matter.extended/1",
        "matter.transferred/1",
        "matter.returned/1",
        "matter.disputed/1",
        "matter.urged/1",
        "matter.excluded/1",
        "matter.withdrawn/1",
        "appeal.reopened/1",
        "appeal.rejected/1",
        "appeal.passed_on/1",
        "directive.sent_back/1",
        "directive.reflected/1",
    ] {
        let sql = format!("select count(*) as n from journal where event = '{event}'");
        let times = demo.number(&sql).await;
        assert!(times >= 3, "{event}: {times}");
    }
    let leaders = "select count(*) as n from journal
        where event = 'matter.urged/1' and line like '%\"leader.%'";
    assert!(demo.number(leaders).await >= 5, "leaders urge");
    // One enterprise comes again and again about the same thing in the same place.
    let again = "select max(c) as n from (select count(*) as c from matters
        where enterprise is not null group by enterprise_code, topic, township)";
    assert!(demo.number(again).await >= 8);
    // Winter's wages and arrears: more in January than in October, though October has 18 days.
    let month = |m: &str| {
        format!(
            "select count(*) as n from matters where kind = 'appeal'
             and topic in ('拖欠账款', '拖欠工资') and opened_day like '{m}-%'"
        )
    };
    let (winter, autumn) = (month("2026-01"), month("2025-10"));
    assert!(demo.number(&winter).await > 2 * demo.number(&autumn).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_speech_runs_and_a_reflection_is_owed() {
    let demo = Demo::over(built().folder.path()).await;
    let of_speech = "from matters m join journal j on j.district = m.district and j.stream = m.no
        where m.kind = 'directive' and j.version = 1";
    let quoted = format!("select count(*) as n {of_speech} and j.line like '%政策日历%'");
    assert!(demo.number(&quoted).await >= 1, "政策日历 is dispatched");
    let towers = format!("select count(*) as n {of_speech} and j.line like '%今天参会的17个部门%'");
    assert_eq!(demo.number(&towers).await, 17, "one for each department");
    let owed = "select count(*) as n from matters
        where kind = 'directive' and title like '反思：%' and state = 'handling'";
    assert!(demo.number(owed).await >= 1, "a reflection is still owed");
    let given = "select count(*) as n from matters
        where kind = 'directive' and title like '反思：%' and state = 'done'";
    assert!(demo.number(given).await >= 2, "some are accepted");
    let steps = "select count(*) as n from matters where parent is not null";
    assert!(demo.number(steps).await >= 4, "their steps are directives");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_month_is_sealed_with_both_kinds_of_units_in_it() {
    let demo = Demo::over(built().folder.path()).await;
    let sealed = demo.sealed().await;
    assert_eq!(sealed.len(), 11);
    let towns = pack()
        .district
        .units
        .iter()
        .filter(|u| u.kind == UnitKind::Township)
        .count();
    let mut last = 0;
    for ranking in &sealed {
        assert!(ranking.complete, "{}", ranking.month);
        for group in &ranking.groups {
            let (placed, least) = (
                group.placed.len(),
                if group.group == "镇街组" {
                    towns - 1
                } else {
                    4
                },
            );
            assert!(
                placed >= least,
                "{} {}: {placed}",
                ranking.month,
                group.group
            );
        }
        let (at, of) = place(ranking, SLOW);
        last += usize::from(usize::try_from(at).unwrap() == of);
    }
    assert!(last + 2 >= sealed.len(), "{SLOW} was last {last} times");
    let mean = |rankings: &[Ranking]| {
        let places = rankings.iter().map(|r| place(r, IMPROVING).0);
        places.sum::<u32>()
    };
    let (before, after) = (mean(&sealed[..3]), mean(&sealed[8..]));
    assert!(
        after + 4 <= before,
        "{IMPROVING}: {before} → {after}, three months each"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_say_the_same_on_page_and_command_line_and_count_whole_days() {
    let folder = built().folder.path();
    let demo = Demo::over(folder).await;
    let data = folder.to_str().unwrap();
    let mut client = demo.client();
    let mut week = Week::of("2025-03-24".parse().unwrap());
    let mut newest = week;
    while week.last().to_string().as_str() < TODAY {
        let kept = demo.store.issued_bulletin(week).await.unwrap();
        let kept = kept.unwrap_or_else(|| panic!("{week} is not issued"));
        assert!(kept.values.complete && kept.values.as_of == week.last());
        newest = week;
        week = week.next();
    }
    let text = newest.to_string();
    let (fine, said) = banjie(&["bulletin", &text, "--json", "--data", data]);
    assert!(fine, "{said}");
    let bulletin: Bulletin = serde_json::from_str(&said).unwrap();
    let page = client.get(&format!("/bulletins/{text}")).await;
    for words in [
        bulletin.received.now.cases.to_string(),
        bulletin.open.cases.to_string(),
        bulletin.overdue.now.cases.to_string(),
        bulletin.on_time.words(),
        bulletin.solved.words(),
        bulletin.satisfied.words(),
    ] {
        assert!(page.text.contains(&words), "{words} is not on the page");
    }
    let (fine, said) = banjie(&["ranking", "2026-02", "--json", "--data", data]);
    assert!(fine, "{said}");
    let ranking: Ranking = serde_json::from_str(&said).unwrap();
    assert_eq!(ranking.as_of.to_string(), "2026-02-28");
    let page = client.get("/rankings/2026-02").await;
    for row in ranking.groups.iter().flat_map(|g| &g.placed) {
        let printed = row.printed();
        assert!(
            page.text.contains(&printed),
            "{}: {printed}",
            row.score.unit
        );
    }
    // The running week is counted up to yesterday: today's appeals are not in yet.
    let running = Week::of(TODAY.parse().unwrap());
    assert_eq!(
        running
            .whole_days(TODAY.parse().unwrap())
            .unwrap()
            .to_string(),
        "2026-03-17"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_says_that_the_data_are_made_up() {
    let demo = Demo::over(built().folder.path()).await;
    let mut client = demo.client();
    let public = [
        "/",
        "/sign-in",
        "/appeals/new",
        "/track",
        "/bulletins",
        "/rankings",
        "/pledges",
        "/seals",
        "/privacy",
        "/search?q=%E6%AC%A0",
        "/bulletins/2026-W11",
        "/rankings/2026-02",
    ];
    for path in public {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains("演示数据"), "{path}");
    }
    let home = client.get("/").await.text;
    let (mut client, _) = walk(&demo, &home, 0).await;
    for path in [
        "/desk",
        "/desk/matters",
        "/desk/dispatch",
        "/desk/bulletins",
        "/desk/rankings",
    ] {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains("演示数据"), "{path}");
    }
}

/// Does step `n` (from 0) of the path as its line on the first screen offers it: signs in with the
/// form there, or follows the link. Returns the client and the page it ends on.
async fn walk(demo: &Demo, home: &str, n: usize) -> (Client, String) {
    let path = home.split("id=\"path\"").nth(1).unwrap();
    let path = path.split("</ol>").next().unwrap();
    assert_eq!(path.matches("<li>").count(), 10);
    let line = path.split("<li>").nth(n + 1).unwrap();
    let mut client = demo.client();
    let value = |name: &str| {
        let from = format!("name=\"{name}\" value=\"");
        let rest = line.split(&from).nth(1)?;
        Some(rest.split('"').next()?.to_owned())
    };
    let to = match value("user") {
        Some(user) => {
            let password = value("password").unwrap();
            let next = value("next").unwrap();
            let pairs = [
                ("user", user.as_str()),
                ("password", &password),
                ("next", &next),
            ];
            let signed = client.post("/sign-in", &pairs).await;
            assert_eq!(
                signed.status,
                StatusCode::SEE_OTHER,
                "step {}: {}",
                n + 1,
                signed.text
            );
            signed.location().to_owned()
        }
        None => {
            let href = line.split("href=\"").nth(1).unwrap();
            href.split('"').next().unwrap().to_owned()
        }
    };
    let page = client.get(&to).await;
    assert_eq!(page.status, StatusCode::OK, "step {}: {to}", n + 1);
    (client, page.text)
}

/// The link to a matter in the line of a page that says some words.
fn matter(page: &str, words: &str) -> String {
    let mut rows = page
        .split("<tr")
        .filter_map(|row| row.split("</tr>").next());
    let line = rows.find(|row| row.contains(words) && row.contains("/desk/matters/"));
    let line = line.unwrap_or_else(|| panic!("no matter with {words}"));
    let rest = line.split("/desk/matters/").nth(1).unwrap();
    rest.split(['"', '/', '?']).next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ten_steps_can_be_walked() {
    let demo = Demo::over(built().spare.path()).await;
    let home = demo.client().get("/").await.text;

    // 1. The speech gives tasks, and nothing is sent yet.
    let (mut desk, page) = walk(&demo, &home, 0).await;
    let key = page.split("name=\"_key\" value=\"").nth(1).unwrap();
    let key = key.split('"').next().unwrap();
    let pairs = [
        ("_key", key),
        ("meeting", "三季度优化营商环境工作推进会"),
        ("held_on", "2026-3-17"),
        ("text", SPEECH),
    ];
    let read = desk
        .post_files("/desk/directives/extract", &pairs, &[])
        .await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.text);
    let found = desk.get(read.location()).await;
    assert!(found.text.contains("政策日历"));

    // 2. A leader's instruction of yesterday waits for the clerk's signature.
    let (mut clerk, page) = walk(&demo, &home, 1).await;
    let no = matter(&page, "批示");
    let act = clerk.get(&format!("/desk/matters/{no}")).await;
    assert!(act.text.contains("签收"), "{no} can be signed for");

    // 3. The head sees reds and the reflection owed.
    let (_, page) = walk(&demo, &home, 2).await;
    assert!(page.contains("逾期") && !page.contains("没有逾期的办件"));
    assert!(
        page.contains("反思"),
        "the reflection owed is on the unit's page"
    );

    // 4. An enterprise submits and gets a receipt.
    let (mut firm, page) = walk(&demo, &home, 3).await;
    let key = page.split("name=\"_key\" value=\"").nth(1).unwrap();
    let pairs = [
        ("_key", key.split('"').next().unwrap()),
        (
            "text",
            "区里一家单位欠我公司设备货款 42 万元，去要了三次都说等预算。希望给个还款日期。",
        ),
        ("enterprise", "演示用机械有限公司"),
        ("name", "王女士"),
        ("phone", "13900000210"),
        ("different", "1"),
    ];
    let sent = firm.post("/appeals", &pairs).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let rest = sent.location().strip_prefix("/receipts/").unwrap();
    let no = rest.split('?').next().unwrap().to_owned();
    let receipt = firm.get(sent.location()).await;
    assert_eq!(receipt.status, StatusCode::OK);

    // 5. It waits for dispatch, and so do others of yesterday.
    let (_, page) = walk(&demo, &home, 4).await;
    assert!(page.contains(&no), "{no} waits for dispatch");

    // 6. The clerk's desk has appeals to sign for and to answer.
    let (_, page) = walk(&demo, &home, 5).await;
    assert!(page.contains("待签收") || page.contains("签收"));
    assert!(page.contains("/desk/matters/"));

    // 7. The enterprise follows its own appeal with number and telephone tail.
    let (mut firm, _) = walk(&demo, &home, 6).await;
    let own = firm.post("/track", &[("no", &no), ("tail", "0210")]).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text);
    let own = firm.get(own.location()).await;
    assert!(own.text.contains(&no));

    // 8. The leader in charge finds the slow department among what needs doing.
    let (_, page) = walk(&demo, &home, 7).await;
    assert!(page.contains(SLOW), "{SLOW} is on the leader's page");

    // 9. and 10. Twelve months of papers.
    let (mut public, page) = walk(&demo, &home, 8).await;
    assert!(page.contains("/bulletins/2026-W11"), "last week's bulletin");
    let bulletin = public.get("/bulletins/2026-W11").await;
    assert!(bulletin.text.contains("/figures?"), "its digits open");
    let (mut public, page) = walk(&demo, &home, 9).await;
    assert!(page.contains("/rankings/2026-02"), "last month's ranking");
    let ranking = public.get("/rankings/2026-02").await;
    assert!(ranking.text.contains("末位"));
}
