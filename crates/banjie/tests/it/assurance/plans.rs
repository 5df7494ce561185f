//! How the statements of pages, commands and daily rules find their rows. A table that grows with the
//! district is entered by an index that leads to few rows: a statement that walks it makes every page,
//! or every writer, wait for the whole district.

use super::cast::visitors;
use super::routes::looked_at;
use super::tamper::populate;
use banjie_store::testing::statements;
use banjie_web::testing::TestDistrict;
use rusqlite::{Connection, OpenFlags};

/// The tables that grow with the district, and what statements call them.
const GROWING: [&str; 9] = [
    "matters", "m", "journal", "j", "tallies", "t", "reviews", "r", "replies",
];

/// What may walk, by words of the statement.
const MAY: [(&str, &str); 11] = [
    (
        "like",
        "whoever searches for words inside words looks at each title",
    ),
    (
        "order by m.opened_day desc, m.no desc limit",
        "read in order until the page is full",
    ),
    (
        "order by r.day desc, m.no desc limit",
        "the same for reviews",
    ),
    (
        "'unrated')\n            order by m.due, m.no limit",
        "a program asks for all it may see, page by page",
    ),
    (
        "m.ended_ms is null or m.ended_ms >= $3",
        "a bulletin looks at each matter, once a week",
    ),
    ("1 = 0", "nobody's list"),
    ("pragma_table_list", "the tables themselves"),
    ("event = 'bulletin.issued/1'", "the check reads everything"),
    (
        "provisional from matters where district = $1 order by no",
        "the check",
    ),
    ("network from reviews where district = $1", "the check"),
    ("no, round from tallies where district = $1", "the check"),
];

/// The step of a plan that walks a growing table: by no index, or by one of which only the district is
/// given.
fn walk(conn: &Connection, sql: &str) -> Option<String> {
    let mut plan = conn.prepare(&format!("explain query plan {sql}")).unwrap();
    let steps = plan
        .raw_query()
        .mapped(|row| row.get::<_, String>("detail"));
    let steps: Vec<String> = steps.map(Result::unwrap).collect();
    steps.into_iter().find(|step| {
        let mut words = step.split(' ');
        let (how, table) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let whole = how == "SCAN" || (how == "SEARCH" && step.ends_with("(district=?)"));
        // An index of few rows may be read whole.
        whole && GROWING.contains(&table) && !step.contains("INDEX matters_provisional ")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_walks_the_district() {
    let district = TestDistrict::new().await;
    let (matters, _) = populate(&district).await;
    for visitor in &visitors(&district, matters[0]).await {
        looked_at(visitor, matters[0]).await;
    }
    let now = district.app.now();
    district.store().run_rules(now).await.unwrap();
    let file = district.folder().join("banjie.db");
    let ran = statements(&file);
    assert!(ran.len() > 150, "only {} statements were run", ran.len());
    let conn = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    // A list says how many it has in all; how many are open stands on every page.
    let counts = |sql: &str| sql.contains("select count(*)") && !sql.contains("m.waiting");
    let may = |sql: &str| counts(sql) || MAY.iter().any(|(words, _)| sql.contains(words));
    let walks: Vec<_> = (ran.iter())
        .filter(|sql| !may(sql))
        .filter_map(|sql| Some((walk(&conn, sql)?, sql)))
        .collect();
    assert!(walks.is_empty(), "{walks:#?}");
}
