//! A week and a quarter told by hand: what each unit must have is counted here on paper, and every way
//! out (page, Word, pdf, workbook, API, command line) is read back by other means and says the same,
//! also after the log went on.
//!
//! 9 to 15 February 2026 (the 14th is a working Saturday, the holiday begins on the 15th); answers are
//! due after five working days.
//!
//! | unit | received | answered | left |
//! |---|---|---|---|
//! | 住建局 | 02-02, -03, -04, -05, -06 and once more 02-02 | the five on 02-09 | one, due 02-09 |
//! | 税务局 | five on 02-09 | 02-11 | none |
//! | 市场监管局 | eight on 02-03 | six on 02-10, one with a bad rating | two, due 02-10 |
//!
//! The bad rating is a matter of its own: given to 市场监管局 on 02-10 and open.

use super::assess::{Told, appeal_to};
use crate::demo::banjie;
use crate::reading::{self, Rows, row};
use banjie_core::assessment::{Figure, Month, Quarter, Week};
use banjie_core::district::Sight;
use banjie_core::matter::Command;
use banjie_store::reads::Issued;
use banjie_web::testing::TestDistrict;
use serde_json::Value;

/// What a unit must have in the week: 交办, 答复, 在办, 逾期; 到期, 按时; the three rates in percent.
struct Expected {
    unit: &'static str,
    counts: [&'static str; 4],
    due: [&'static str; 2],
    rates: [&'static str; 3],
}

const NONE: &str = "无数据";

/// 5 of 6 = 83.333…, 6 of 8 = 75, 5 of 6 ratings pleased.
const WEEK: [Expected; 4] = [
    Expected {
        unit: "住建局",
        counts: ["0", "5", "1", "1"],
        due: ["6", "5"],
        rates: ["83.33", "100.00", "100.00"],
    },
    Expected {
        unit: "税务局",
        counts: ["5", "5", "0", "0"],
        due: ["5", "5"],
        rates: ["100.00", "100.00", "100.00"],
    },
    Expected {
        unit: "市场监管局",
        counts: ["1", "6", "3", "2"],
        due: ["8", "6"],
        rates: ["75.00", "100.00", "83.33"],
    },
    // Nothing is not zero per cent.
    Expected {
        unit: "人社局",
        counts: ["0", "0", "0", "0"],
        due: ["0", "0"],
        rates: [NONE, NONE, NONE],
    },
];

/// What a unit must have in the quarter: place, its five parts, what was added or taken off, total, grade.
///
/// February by the first method (40, 25, 20, 5 of 90; floor 60, target 98):
/// 税务局 100.00 first; 住建局 (23.3333 ÷ 38 × 40 + 50) ÷ 90 = 82.85 second; 市场监管局
/// (15 ÷ 38 × 40 + 25 + 23.3333 ÷ 38 × 20 + 5) ÷ 90 = 64.52 third. January and March have nothing.
/// Scores, places and enterprises have data: 40, 20, 20 of 80 become 50, 25, 25.
/// 住建局 82.85 × 0.5 = 41.425, half of 25, all of 25: 78.925 → 78.93, less 3.
/// 市场监管局 64.52 × 0.5 = 32.26, nothing for the last place, 23.3333 ÷ 38 × 25 = 15.35: 47.61, and 3.
/// 工信局 owes a figure for each of the 25 ranked units in March and reported none: 0, not "不适用".
struct Graded {
    unit: &'static str,
    place: &'static str,
    parts: [&'static str; 5],
    moved: &'static str,
    total: &'static str,
    grade: &'static str,
}

const NOT: &str = "不计分";

const QUARTER: [Graded; 5] = [
    Graded {
        unit: "税务局",
        place: "1",
        parts: ["50.00", "25.00", NOT, "25.00", NOT],
        moved: "—",
        total: "100.00",
        grade: "优秀",
    },
    Graded {
        unit: "住建局",
        place: "2",
        parts: ["41.43", "12.50", NOT, "25.00", NOT],
        moved: "-3.00",
        total: "75.93",
        grade: "良好",
    },
    Graded {
        unit: "市场监管局",
        place: "3",
        parts: ["32.26", "0.00", NOT, "15.35", NOT],
        moved: "+3.00",
        total: "50.61",
        grade: "合格",
    },
    Graded {
        unit: "政务服务中心",
        place: "—",
        parts: [NOT; 5],
        moved: "—",
        total: "—",
        grade: "不定等次",
    },
    Graded {
        unit: "工信局",
        place: "—",
        parts: [NOT, NOT, NOT, NOT, "0.00"],
        moved: "—",
        total: "—",
        grade: "不定等次",
    },
];

/// The weeks before told, see above.
async fn told() -> TestDistrict {
    let district = TestDistrict::new().await;
    let good = |received, answered| Told {
        received,
        answered: Some(answered),
        level: 5,
    };
    for received in [
        "2026-02-02",
        "2026-02-03",
        "2026-02-04",
        "2026-02-05",
        "2026-02-06",
    ] {
        appeal_to(&district, "住建局", good(received, "2026-02-09")).await;
    }
    let left = |received| Told {
        received,
        answered: None,
        level: 5,
    };
    appeal_to(&district, "住建局", left("2026-02-02")).await;
    for _ in 0..5 {
        appeal_to(&district, "税务局", good("2026-02-09", "2026-02-11")).await;
    }
    for level in [5, 5, 4, 5, 3, 2] {
        let told = Told {
            level,
            ..good("2026-02-03", "2026-02-10")
        };
        appeal_to(&district, "市场监管局", told).await;
    }
    for _ in 0..2 {
        appeal_to(&district, "市场监管局", left("2026-02-03")).await;
    }
    // So that the command line finds the same keys.
    let key = district.folder().join("journal.key");
    std::fs::write(key, "07".repeat(32)).unwrap();
    district
}

/// A file as the command line writes it.
fn written(district: &TestDistrict, what: [&str; 2], format: &str) -> Vec<u8> {
    let file = district.folder().join(format!("out.{format}"));
    let (file, data) = (file.to_str().unwrap(), district.folder().to_str().unwrap());
    let asked = [
        what[0], what[1], "--format", format, "-o", file, "--data", data,
    ];
    let (fine, said) = banjie(&asked);
    assert!(fine, "{said}");
    std::fs::read(file).unwrap()
}

/// The values as the command line prints them.
fn printed(district: &TestDistrict, what: [&str; 2]) -> Value {
    let data = district.folder().to_str().unwrap();
    let (fine, said) = banjie(&[what[0], what[1], "--json", "--data", data]);
    assert!(fine, "{said}");
    serde_json::from_str(&said).unwrap()
}

/// The row of a unit in the groups of some values.
fn of_unit<'a>(values: &'a Value, unit: &str) -> &'a Value {
    let groups = values["groups"].as_array().unwrap().iter();
    let mut rows = groups.flat_map(|group| group["rows"].as_array().unwrap());
    let found = rows.find(|row| row["unit"] == unit);
    found.unwrap_or_else(|| panic!("{unit} is not in {values:#}"))
}

/// A number of JSON without quotation marks; nothing there is a dash or the word given.
fn plain(value: &Value, none: &str) -> String {
    match value {
        Value::Null => none.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn percent(rate: &str) -> String {
    match rate {
        NONE => NONE.to_owned(),
        rate => format!("{rate}%"),
    }
}

/// All ways out of the week's bulletin against what was counted by hand.
async fn week_is_as_counted(district: &TestDistrict) {
    let what = ["bulletin", "2026-W07"];
    let user = district.user("区营商办", "coordinator");
    let page = district.client().get("/bulletins/2026-W07").await;
    let page = reading::html(&page.text);
    let html = reading::html(&String::from_utf8(written(district, what, "html")).unwrap());
    let docx = reading::docx(&written(district, what, "docx"));
    let public = district
        .client()
        .get("/bulletins/2026-W07/files/docx")
        .await;
    let public = reading::docx(&public.bytes);
    let book = reading::xlsx(&written(district, what, "xlsx"), "各单位");
    let pdf = reading::pdf(&written(district, what, "pdf"));
    let api = district.signed_in(&user).await;
    let api = { api }.get("/api/v1/bulletins/2026-W07").await.json();
    let command = printed(district, what);
    for Expected {
        unit,
        counts,
        due,
        rates,
    } in &WEEK
    {
        let shown: Vec<String> = rates.iter().map(|rate| percent(rate)).collect();
        let short: Vec<String> = (counts.iter().map(|n| (*n).to_owned()))
            .chain(shown.clone())
            .collect();
        for (name, rows) in [("docx", &docx), ("public docx", &public), ("html", &html)] {
            assert_eq!(row(rows, &[unit], 8)[1..], short, "{unit} in {name}");
        }
        let on_page = row(&page, &[unit], 9);
        assert_eq!(on_page[1..5], *counts, "{unit} on the page");
        assert_eq!(on_page[5], due[0], "{unit} on the page");
        assert_eq!(on_page[6..], shown, "{unit} on the page");
        let in_book = book
            .iter()
            .find(|row| row.get(1).is_some_and(|u| u == unit));
        let in_book = in_book.unwrap_or_else(|| panic!("{unit} is not in {book:?}"));
        assert_eq!(in_book[2..6], *counts, "{unit} in xlsx");
        assert_eq!(in_book[6..8], *due, "{unit} in xlsx");
        let cells = rates.map(|rate| rate.trim_end_matches(".00").to_owned());
        assert_eq!(in_book[8..], cells, "{unit} in xlsx");
        if let Some(lines) = &pdf {
            let line = format!("{unit}{}", short.concat());
            assert!(lines.contains(&line), "{line} is not in {lines:#?}");
        }
        for (name, values) in [("API", &api["values"]), ("command line", &command)] {
            let values = of_unit(values, unit);
            let said = ["received", "answered", "open", "overdue"];
            let said = said.map(|count| plain(&values[count]["cases"], ""));
            assert_eq!(said, *counts, "{unit} by {name}");
            let said = ["on_time", "solved", "satisfied"];
            let said = said.map(|rate| plain(&values[rate]["rate"], NONE));
            assert_eq!(said, *rates, "{unit} by {name}");
            let hits = plain(&values["on_time"]["hits"]["cases"], "");
            assert_eq!(hits, due[1], "{unit} by {name}");
        }
    }
}

/// All ways out of the quarter against what was computed by hand.
async fn quarter_is_as_computed(district: &TestDistrict) {
    let what = ["assessment", "2026-Q1"];
    let user = district.user("区营商办", "coordinator");
    let page = district.client().get("/assessments/2026-Q1").await;
    let page = reading::html(&page.text);
    let html = reading::html(&String::from_utf8(written(district, what, "html")).unwrap());
    let docx = reading::docx(&written(district, what, "docx"));
    let public = district
        .client()
        .get("/assessments/2026-Q1/files/docx")
        .await;
    let public = reading::docx(&public.bytes);
    let book = written(district, what, "xlsx");
    let (totals, parts) = (reading::xlsx(&book, "总分"), reading::xlsx(&book, "各项"));
    let pdf = reading::pdf(&written(district, what, "pdf"));
    let api = district.signed_in(&user).await;
    let api = { api }.get("/api/v1/assessments/2026-Q1").await.json();
    let command = printed(district, what);
    for graded in &QUARTER {
        let unit = graded.unit;
        let mut cells = graded.parts.to_vec();
        cells.extend([graded.moved, graded.total, graded.grade]);
        for (name, rows) in [("docx", &docx), ("public docx", &public), ("html", &html)] {
            let found = row(rows, &[graded.place, unit], 10);
            assert_eq!(found[2..], cells, "{unit} in {name}");
        }
        let on_page = row(&page, &[unit, graded.place], 10);
        assert_eq!(on_page[2..], cells, "{unit} on the page");
        in_workbook(graded, &totals, &parts);
        if let Some(lines) = &pdf {
            let line = format!("{}{unit}{}", graded.place, cells.concat());
            assert!(lines.contains(&line), "{line} is not in {lines:#?}");
        }
        for (name, values) in [("API", &api["values"]), ("command line", &command)] {
            let values = of_unit(values, unit);
            let points: Vec<String> = (values["parts"].as_array().unwrap().iter())
                .map(|part| plain(&part["points"], NOT))
                .collect();
            assert_eq!(points, graded.parts, "{unit} by {name}");
            assert_eq!(
                plain(&values["place"], "—"),
                graded.place,
                "{unit} by {name}"
            );
            assert_eq!(
                plain(&values["total"], "—"),
                graded.total,
                "{unit} by {name}"
            );
            let grade = match graded.grade {
                "优秀" => "excellent",
                "良好" => "good",
                "合格" => "fair",
                _ => "",
            };
            assert_eq!(plain(&values["grade"], ""), grade, "{unit} by {name}");
        }
    }
}

/// A workbook keeps numbers as numbers: `100.00` is 100.
fn in_workbook(graded: &Graded, totals: &Rows, parts: &Rows) {
    let unit = graded.unit;
    let number = |text: &str| text.trim_end_matches(".00").to_owned();
    let found = totals
        .iter()
        .find(|row| row.get(2).is_some_and(|u| u == unit));
    let found = found.unwrap_or_else(|| panic!("{unit} is not in {totals:?}"));
    let said = [&found[1], &found[4], &found[5], &found[6]];
    let wanted = [
        graded.place.to_owned(),
        graded.moved.to_owned(),
        number(graded.total),
        graded.grade.to_owned(),
    ];
    assert_eq!(said.map(String::clone), wanted, "{unit} in xlsx");
    let own = parts
        .iter()
        .filter(|row| row.first().is_some_and(|u| u == unit));
    let points: Vec<String> = own.map(|row| row[5].clone()).collect();
    let wanted: Vec<String> = graded.parts.iter().map(|points| number(points)).collect();
    assert_eq!(points, wanted, "{unit} in xlsx");
}

/// The log goes on: an exclusion in the month, and bad ratings of March that are written down late.
async fn later(district: &TestDistrict) {
    district.set("2026-04-20 09:00");
    let actor = district.actor("区营商办", "coordinator");
    let late = Figure::overdue(None, None, "2026-02-15".parse().unwrap());
    let open = district.store().cases(&Sight::District, &late);
    let open = open.await.unwrap();
    assert_eq!(open.len(), 3, "one of 住建局, two of 市场监管局");
    let no = open[0].line.no.parse().unwrap();
    district
        .give(no, actor, Command::exclude("事实经核查不存在".to_owned()))
        .await;
    for unit in ["住建局", "税务局", "人社局"] {
        let told = Told {
            received: "2026-03-20",
            answered: Some("2026-03-23"),
            level: 2,
        };
        appeal_to(district, unit, told).await;
    }
}

#[tokio::test]
async fn a_week_has_the_digits_counted_by_hand_on_every_way_out_and_keeps_them() {
    let district = told().await;
    district.set("2026-02-16 09:00");
    let act = district.act(district.actor("区营商办", "coordinator"));
    let week: Week = "2026-W07".parse().unwrap();
    let issued = district.store().issue_bulletin(week, week.last(), 0, act);
    issued.await.unwrap();
    week_is_as_counted(&district).await;
    later(&district).await;
    // Computed now it would be another week.
    let now = district.store().bulletin(week, week.last()).await.unwrap();
    assert_ne!(
        now.overdue.now.cases, 3,
        "the exclusion changed what would be computed"
    );
    week_is_as_counted(&district).await;
    district.check().await;
}

#[tokio::test]
async fn a_quarter_has_the_digits_computed_by_hand_on_every_way_out_and_keeps_them() {
    let district = told().await;
    district.set("2026-04-01 09:00");
    let quarter: Quarter = "2026-Q1".parse().unwrap();
    for month in quarter.months() {
        published(&district, month).await;
    }
    adjusted(&district, quarter, "住建局", "deduction").await;
    adjusted(&district, quarter, "市场监管局", "bonus").await;
    let values = district
        .store()
        .assessment(quarter, quarter.last())
        .await
        .unwrap();
    let body = serde_json::to_string(&values).unwrap();
    keep(&district, "assessment", quarter.to_string(), body).await;
    quarter_is_as_computed(&district).await;
    later(&district).await;
    let now = district
        .store()
        .assessment(quarter, quarter.last())
        .await
        .unwrap();
    assert_ne!(now, values, "the exclusion changed what would be computed");
    quarter_is_as_computed(&district).await;
}

/// The ranking of a month as if it had gone its way.
async fn published(district: &TestDistrict, month: Month) {
    let values = district.store().ranking(month, month.last()).await.unwrap();
    let body = serde_json::to_string(&values).unwrap();
    keep(district, "ranking", month.to_string(), body).await;
}

async fn keep(district: &TestDistrict, kind: &str, period: String, body: String) {
    let act = district.act(district.actor("区营商办", "coordinator"));
    let paper = Issued {
        kind: kind.to_owned(),
        period,
        revision: 1,
        state: "published".to_owned(),
        body,
        at: act.at,
    };
    district.store().issue(paper, act).await.unwrap();
}

/// Three points, proposed by 区营商办 and agreed by 组织部.
async fn adjusted(district: &TestDistrict, quarter: Quarter, unit: &str, kind: &str) {
    let path = format!("/desk/assessments/{quarter}/adjust");
    let pairs = [
        ("unit", unit),
        ("kind", kind),
        ("points", "3"),
        ("reason", "区里通报"),
        ("document", "区委办通报〔2026〕7号"),
    ];
    let user = district.user("区营商办", "coordinator");
    let sent = { district.signed_in(&user).await }
        .post(&path, &pairs)
        .await;
    assert_eq!(
        sent.location(),
        format!("/desk/assessments/{quarter}"),
        "{}",
        sent.text
    );
    let number = district.store().adjustments(quarter).await.unwrap().len();
    let path = format!("/desk/signing/adjustments/{quarter}/{number}");
    let user = district.user("组织部", "organisation");
    let agreed = { district.signed_in(&user).await }
        .post(&path, &[("agree", "1")])
        .await;
    assert_eq!(agreed.location(), "/desk/signing?done=adjusted");
}
