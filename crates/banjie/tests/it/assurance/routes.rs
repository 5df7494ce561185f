//! S1: every route × every role × browser and program, against `routes.txt`, which was written by
//! hand. A route without a row fails, a row without a route fails, and so does every cell that is
//! not as the table says.

use super::cast::{Visitor, furnished, visitors};
use axum::body::Body;
use axum::http::{Method, Request, header};
use banjie_core::matter::MatterNo;
use banjie_web::testing::{Answer, Client, TestDistrict};
use std::collections::{BTreeMap, BTreeSet};

/// A row: who may, and what they then get.
struct Row {
    method: Method,
    path: String,
    /// Role codes; `None`: anybody.
    who: Option<BTreeSet<String>>,
    gets: Vec<u16>,
    /// What staff get who may not.
    others: u16,
}

struct Table {
    rows: Vec<Row>,
    /// Who sees the matter that is asked for.
    sight: BTreeSet<String>,
}

fn words(text: &str, groups: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let known = |word: &str| groups.get(word).cloned();
    let alone = |word: &str| BTreeSet::from([word.to_owned()]);
    text.split_whitespace()
        .flat_map(|word| known(word).unwrap_or_else(|| alone(word)))
        .collect()
}

/// The table as written. Its own mistakes stop the test.
fn table() -> Table {
    let mut groups = BTreeMap::new();
    let mut table = Table {
        rows: Vec::new(),
        sight: BTreeSet::new(),
    };
    let mut part = "";
    let lines = include_str!("routes.txt").lines().map(str::trim);
    for line in lines.filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if line.starts_with('[') {
            part = line;
        } else if part == "[groups]" {
            let (name, members) = line.split_once('=').unwrap();
            let members = words(members, &groups);
            groups.insert(name.trim().to_owned(), members);
        } else if part.starts_with("[who sees") {
            table.sight.extend(words(line, &groups));
        } else {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            let [route, who, gets, others @ ..] = cells.as_slice() else {
                panic!("three cells or four: {line}");
            };
            let (method, path) = route.split_once(' ').unwrap();
            table.rows.push(Row {
                method: method.parse().unwrap(),
                path: path.trim().to_owned(),
                who: (*who != "anybody").then(|| words(who, &groups)),
                gets: gets.split('/').map(|s| s.parse().unwrap()).collect(),
                others: others.first().map_or(403, |s| s.parse().unwrap()),
            });
        }
    }
    table
}

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let written: Vec<_> = (table().rows.iter())
        .map(|r| format!("{} {}", r.method, r.path))
        .collect();
    let built: Vec<_> = (banjie_web::routes::all().iter())
        .map(|r| format!("{} {}", r.method, r.path))
        .collect();
    let missing: Vec<_> = built.iter().filter(|r| !written.contains(r)).collect();
    let gone: Vec<_> = written.iter().filter(|r| !built.contains(r)).collect();
    assert!(
        missing.is_empty(),
        "no row in routes.txt for {missing:#?}: say who may use them"
    );
    assert!(gone.is_empty(), "routes.txt names what is gone: {gone:#?}");
    let twice: BTreeSet<_> = written.iter().collect();
    assert_eq!(twice.len(), written.len(), "a route has two rows");
}

/// How somebody calls.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// A page with a session cookie.
    Browser,
    /// A program with a bearer token.
    Program,
}

/// The statuses allowed in a cell. `there`: the matter exists.
fn expected(
    row: &Row,
    visitor: &Visitor,
    way: Way,
    sight: &BTreeSet<String>,
    there: bool,
) -> Vec<u16> {
    let Some(who) = &row.who else {
        return row.gets.clone();
    };
    let for_programs = row.path.starts_with("/api/") || row.path.starts_with("/open311/");
    let unknown = visitor.role.is_empty() || (way == Way::Program && !for_programs);
    if unknown {
        let page = row.method == Method::GET && !for_programs;
        return vec![if page { 303 } else { 401 }];
    }
    if !who.contains(visitor.role) {
        return vec![row.others];
    }
    let concerned = there && sight.contains(&visitor.name);
    if row.path.contains("{no}") && !concerned {
        return vec![404];
    }
    row.gets.clone()
}

/// `%E4…` for everything that is not plain.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

pub(super) fn filled(path: &str, no: &str) -> String {
    path.replace("{no}", no)
        .replace("{hash}", &"ab".repeat(32))
        .replace("{act}", "message")
        .replace("{token}", &"ab".repeat(32))
        .replace("{week}", "2026-W06")
        .replace("{month}", "2026-01")
        .replace("{window}", "open-01")
        .replace("{period}", "2026-01")
        .replace("{quarter}", "2026-Q1")
        .replace("{number}", "9")
        .replace("{indicator}", "06")
        .replace("{format}", "xlsx")
        .replace("{version}", "2025-1")
        .replace("{draft}", "K7QM3FWX")
        .replace("{task}/{n}", "questions/1")
        .replace("{id}", "none")
        .replace("{unit}", &encoded("住建局"))
        .replace("{detector}", "pausing")
        .replace("{post}", &encoded("分管城建副区长"))
        .replace("{kind}", "hotline.xlsx")
        .replace("{code}", &format!("{}.json", encoded("拖欠账款")))
}

async fn asked(client: &mut Client, row: &Row, path: &str, bearer: Option<&str>) -> Answer {
    let mut request = Request::builder().method(row.method.clone()).uri(path);
    if let Some(bearer) = bearer {
        request = request.header(header::AUTHORIZATION, bearer);
    }
    if row.method == Method::GET {
        return client.send(request, Body::empty()).await;
    }
    let (media, body) = match path.starts_with("/api/") {
        true => ("application/json", "{}"),
        false => ("application/x-www-form-urlencoded", ""),
    };
    let request = request
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, media);
    client.send(request, Body::from(body)).await
}

/// Opens every page of the table as somebody in a browser.
pub(super) async fn looked_at(visitor: &Visitor, no: MatterNo) {
    let mut client = visitor.browser.clone();
    for row in table().rows.iter().filter(|row| row.method == Method::GET) {
        let path = filled(&row.path, &no.to_string());
        asked(&mut client, row, &path, None).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_the_table_is_as_written() {
    let district = TestDistrict::new().await;
    let matter = furnished(&district).await;
    let (no, none) = (
        matter.to_string(),
        MatterNo::new(2026, 999_999).unwrap().to_string(),
    );
    let all = visitors(&district, matter).await;
    let Table { mut rows, sight } = table();
    // Signing out ends the session for the rows after it.
    rows.sort_by_key(|row| row.path == "/sign-out");
    let before = district.journal_length().await;
    let (mut cells, mut wrong) = (0, Vec::new());
    for visitor in &all {
        for row in &rows {
            let numbers = match (&row.who, row.path.contains("{no}")) {
                (Some(_), true) => vec![(&no, true), (&none, false)],
                _ => vec![(&no, true)],
            };
            for (number, there) in numbers {
                for way in [Way::Browser, Way::Program] {
                    let (mut client, bearer) = match way {
                        Way::Browser => (visitor.browser.clone(), None),
                        Way::Program => (district.client(), Some(visitor.bearer.as_str())),
                    };
                    if bearer == Some("") {
                        continue;
                    }
                    let path = filled(&row.path, number);
                    let answer = asked(&mut client, row, &path, bearer).await;
                    let wanted = expected(row, visitor, way, &sight, there);
                    let got = answer.status.as_u16();
                    let lost = got == 303
                        && row.who.is_some()
                        && answer.location().starts_with("/sign-in?next=%2F");
                    let unknown =
                        wanted == [303] && visitor.role.is_empty() | (way == Way::Program);
                    cells += 1;
                    if !wanted.contains(&got) || (row.who.is_some() && unknown && !lost) {
                        wrong.push(format!(
                            "{} {path} by {} ({way:?}): {got}, the table says {wanted:?}",
                            row.method, visitor.name
                        ));
                    }
                }
            }
        }
    }
    println!(
        "{cells} cells of {} routes × {} visitors",
        rows.len(),
        all.len()
    );
    assert!(wrong.is_empty(), "{} cells: {wrong:#?}", wrong.len());
    assert_eq!(
        district.journal_length().await,
        before,
        "an empty form or a look has changed something"
    );
}
