//! Counting days without a rule: so many working days, days or months after a day.

use super::answer;
use super::asked::Asked;
use crate::App;
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use crate::rules::{Working, said};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use banjie_core::rules::LengthUnit;

/// Longest length that is read.
const LONGEST: u32 = 3660;
/// Units in the address and on screen.
const UNITS: [(LengthUnit, &str, &str); 3] = [
    (LengthUnit::WorkingDays, "working_days", "个工作日"),
    (LengthUnit::Days, "days", "天（自然日）"),
    (LengthUnit::Months, "months", "个月"),
];

#[derive(Template)]
#[template(path = "portal/rules/days.html")]
struct DaysPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    fields: Vec<Field>,
    found: Option<Found>,
    years: String,
}

struct Found {
    due: String,
    rest: String,
    working: Working,
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let mut asked = Asked::of(&uri);
    let found = match asked.has("from") {
        true => compute(&app, &mut asked),
        false => None,
    };
    let mut portal = frame(&app, &uri, &who, "数日子");
    portal.errors = !asked.errors.is_empty();
    let years: Vec<_> = (app.pack().calendar.years())
        .map(|year| format!("{}年（{}）", year.year, year.notice))
        .collect();
    let page = DaysPage {
        summary: asked.summary(),
        fields: fields(&asked),
        found,
        years: years.join("、"),
        portal,
    };
    answer(&page, &asked.errors)
}

fn compute(app: &App, asked: &mut Asked) -> Option<Found> {
    let (calendar, today) = (&app.pack().calendar, app.today());
    let from = asked.day("from", "起算日");
    let length = asked.optional_whole("length", "多少", LONGEST);
    if length.is_none() && asked.form.line("length").is_empty() {
        asked.errors.add("length", "多少：没有填。请填数字");
    }
    let unit = UNITS
        .into_iter()
        .find(|(_, code, _)| *code == asked.form.get("unit"));
    if unit.is_none() {
        asked.errors.add("unit", "单位：没有选。请选一项");
    }
    let (from, length, (unit, ..)) = (from?, length?, unit?);
    let roll = asked.form.get("roll") != "0";
    match calendar.count(from, unit, length, roll) {
        Ok(count) => {
            let article =
                "依据：《中华人民共和国民法典》（主席令第45号）第二百零一条至第二百零三条";
            let source = match unit {
                LengthUnit::WorkingDays => article.to_owned(),
                // 203 speaks of 法定休假日; that ordinary weekends roll, too, is practice.
                _ => format!("{article}（普通周末顺延的口径待确认）"),
            };
            Some(Found {
                due: said::day(count.due),
                rest: said::rest(count.due, today, calendar),
                working: Working::of(&count, &[], today, calendar, source, Vec::new()),
            })
        }
        Err(missing) => {
            let sentence = format!("起算日：{}", said::missing_year(&missing));
            asked.errors.add("from", sentence);
            None
        }
    }
}

fn fields(asked: &Asked) -> Vec<Field> {
    let units = UNITS.map(|(_, code, word)| Choice::new(code, word));
    let rolls = [
        ("1", "办事的期限：遇休息日顺延"),
        ("0", "公示、公告的期间：不顺延"),
    ]
    .map(|(value, label)| Choice::new(value, label));
    [
        Field::with("from", "起算日", Control::Date)
            .hint("这一天不计入，如 2026-2-11")
            .width("w11"),
        Field::text("length", "多少")
            .typed("off", "numeric")
            .width("w4"),
        Field::with("unit", "单位", Control::Radio(units.to_vec())),
        Field::with("roll", "最后一天是休息日的", Control::Radio(rolls.to_vec()))
            .hint("按工作日数的不用选；不选就顺延")
            .optional(),
    ]
    .map(|field| asked.fill(field))
    .into()
}
