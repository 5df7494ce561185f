//! One figure in one month: what is reported of each unit and on what it rests; the lead department's
//! form; the other unit's.

use super::list::{light, next, until};
use super::{HOME, Reported, href};
use crate::App;
use crate::desk::frame;
use crate::desk::matter::timeline::when;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Cell, Choice, Column, Control, DataTable, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use crate::portal::files;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::report::{Line, Lines, ReportEvent, Said, State as Stands};
use banjie_core::district::Action;
use banjie_core::matter::Attachment;

#[derive(Template)]
#[template(path = "desk/reports/measure.html")]
struct MeasurePage {
    desk: Desk,
    back: String,
    path: String,
    month: String,
    title: String,
    said: String,
    until: String,
    facts: Vec<(&'static str, String)>,
    summary: Option<ErrorSummary>,
    table: DataTable,
    /// The lead department's form.
    report: Vec<Field>,
    /// The other unit's.
    check: Vec<Field>,
    /// Why neither is there.
    closed: String,
    courses: Vec<Course>,
}

/// What happened to one unit's figure.
struct Course {
    unit: String,
    now: String,
    steps: Vec<Step>,
}

struct Step {
    what: String,
    files: Vec<(String, String)>,
    when: String,
}

/// The month and the figure that an address names, as far as the viewer sees them.
pub(crate) struct Place {
    /// What was reported.
    pub(crate) reported: Reported,
    /// Id of the measure.
    pub(crate) id: String,
}

impl Place {
    /// # Errors
    /// A month that is none; a figure that is none or not the viewer's to see.
    pub(crate) async fn of(
        app: &App,
        viewer: &Viewer,
        month: &str,
        id: String,
    ) -> Result<Self, Problem> {
        let month: Month = crate::assess::month(month)?;
        let reported = Reported::of(app, month).await?;
        let place = Self { reported, id };
        match place.lines(app, viewer).all.is_empty() {
            true => Err(Problem::NotFound),
            false => Ok(place),
        }
    }

    /// The units' figures.
    pub(crate) fn lines<'a>(&'a self, app: &'a App, viewer: &Viewer) -> Lines<'a> {
        let mut lines = self.reported.seen(app, viewer);
        lines.all.retain(|line| line.measure.id == self.id);
        lines
    }

    /// Its address.
    pub(super) fn path(&self) -> String {
        href(self.reported.month, &self.id)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let place = Place::of(&app, &viewer, &month, id).await?;
    page(
        &app,
        &viewer,
        &place,
        &Form::default(),
        &[],
        &Errors::default(),
    )
    .await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn page(
    app: &App,
    viewer: &Viewer,
    place: &Place,
    form: &Form,
    kept: &[Attachment],
    errors: &Errors,
) -> Result<Response, Problem> {
    let (reported, path) = (&place.reported, place.path());
    let lines = place.lines(app, viewer);
    let first = lines.all.first().ok_or(Problem::NotFound)?;
    let month = reported.month.words();
    let mut desk = frame(
        app,
        viewer,
        HOME,
        &format!("{month}{}", first.measure.title),
    )
    .await?;
    desk.errors = !errors.is_empty();
    let (may_report, may_check) = may(app, viewer, reported, first);
    let report = match may_report {
        true => report_fields(app, &lines, form, kept, errors)?,
        false => Vec::new(),
    };
    let check = match may_check {
        true => check_fields(viewer, &lines, form, errors),
        false => Vec::new(),
    };
    let mut courses = Vec::new();
    for line in lines.all.iter().filter(|line| line.report.is_some()) {
        courses.push(course(app, place, line).await?);
    }
    let page = MeasurePage {
        back: format!("{HOME}?month={}", reported.month),
        closed: closed(app, reported, first, may_report || !check.is_empty()),
        title: first.measure.title.clone(),
        said: lines.words(),
        until: until(reported),
        facts: facts(app, first),
        summary: (!errors.is_empty())
            .then(|| ErrorSummary::from_errors(errors, "填的内容和附件都在，什么也没有改。")),
        table: table(&lines, reported, app),
        report,
        check,
        courses,
        month,
        path,
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// Whether the viewer's unit may report now, and whether it may verify.
fn may(app: &App, viewer: &Viewer, reported: &Reported, line: &Line<'_>) -> (bool, bool) {
    let unit = &viewer.staff().unit;
    let now = viewer.may(Action::ReportFigure)
        && !reported.settled
        && app.today() > reported.month.last();
    (
        now && *unit == line.reported.lead,
        now && *unit == line.reported.verifier,
    )
}

/// Why the viewer finds no form.
fn closed(app: &App, reported: &Reported, line: &Line<'_>, offered: bool) -> String {
    let month = reported.month;
    match () {
        () if offered || reported.settled => String::new(),
        () if app.today() <= month.last() => {
            let day = crate::kit::text::month_day(month.next().first());
            format!("{}还没有过完，{day}起才能报送。", month.words())
        }
        () => format!(
            "这一项由{}报送，由{}核验。",
            line.reported.lead, line.reported.verifier
        ),
    }
}

fn facts(app: &App, line: &Line<'_>) -> Vec<(&'static str, String)> {
    let (measure, reported) = (line.measure, line.reported);
    let district = &app.pack().district;
    let telephone = |unit| {
        district
            .unit(unit)
            .map_or("", |unit| unit.telephone.as_str())
    };
    let weight = match measure.is_weighed() {
        true => format!("权重 {} 分", measure.weight.normalize()),
        false => "不占 100 分".to_owned(),
    };
    let mut facts = vec![
        ("报什么", reported.about.clone()),
        (
            "怎么计分",
            format!(
                "{}；{}；{weight}",
                reported.better.word(),
                measure.form_words()
            ),
        ),
        (
            "谁报送",
            format!("{} {}", reported.lead, telephone(&reported.lead)),
        ),
        (
            "谁核验",
            format!("{} {}", reported.verifier, telephone(&reported.verifier)),
        ),
    ];
    let indicator = reported.indicator.as_ref();
    if let Some(indicator) = indicator.and_then(|id| district.indicator(id)) {
        let words = format!("{}，指标长：{}", indicator.name, indicator.owner);
        facts.push(("所属指标", words));
    }
    facts
}

/// Name of a unit's field.
pub(super) fn field_of(line: &Line<'_>) -> String {
    format!("v-{}", line.unit.id)
}

fn report_fields(
    app: &App,
    lines: &Lines<'_>,
    form: &Form,
    kept: &[Attachment],
    errors: &Errors,
) -> Result<Vec<Field>, Problem> {
    let mut fields: Vec<Field> = (lines.all.iter())
        .map(|line| {
            let unit = &line.reported.unit_word;
            let label = format!("{}（{unit}）", line.unit.id);
            let now = match line.state() {
                Stands::Owed => String::new(),
                state => format!("现在是 {}，{}", line.figure(), state.word()),
            };
            let field = Field::text(&field_of(line), &label).width("w18").optional();
            field.hint(&now).filled(form, errors)
        })
        .collect();
    fields.push(
        Field::with("note", "依据", Control::TextArea(1_000))
            .hint("写明台账、文件或系统的名称和截止日；也可以只附材料")
            .filled(form, errors),
    );
    let error = errors.of(files::FIELD).unwrap_or_default();
    fields.push(Field {
        required: false,
        ..files::field(app, "附件", kept, error)?
    });
    Ok(fields)
}

fn check_fields(viewer: &Viewer, lines: &Lines<'_>, form: &Form, errors: &Errors) -> Vec<Field> {
    let own = &viewer.staff().unit;
    let waiting =
        (lines.all.iter()).filter(|line| line.state() == Stands::Waiting && line.unit.id != *own);
    let choices: Vec<Choice> = waiting
        .filter_map(|line| {
            let report = line.report?;
            let value = format!("{}|{}", line.unit.id, report.made.1.ms());
            Some(Choice {
                hint: basis(report.said.clone(), &report.grounds.note),
                ..Choice::new(value, format!("{} {}", line.unit.id, line.figure()))
            })
        })
        .collect();
    if choices.is_empty() {
        return Vec::new();
    }
    vec![
        Field::with("units", "核哪几个数", Control::Checks(choices))
            .hint("先看依据和附件，逐个对上再勾")
            .filled(form, errors),
        Field::with("reason", "退回理由", Control::TextArea(1_000))
            .hint("退回时填写，报送单位会看到")
            .optional()
            .filled(form, errors),
    ]
}

fn basis(said: Said, note: &str) -> String {
    let note = match note.trim() {
        "" => "依据见附件".to_owned(),
        note => format!("依据：{note}"),
    };
    match said {
        Said::NotApplicable(reason) => format!("不适用：{reason}；{note}"),
        Said::Value(_) => note,
    }
}

fn table(lines: &Lines<'_>, reported: &Reported, app: &App) -> DataTable {
    let rows = lines.all.iter().map(|line| {
        let grounds = match line.report {
            Some(report) => basis(report.said.clone(), &report.grounds.note),
            None => "没有".to_owned(),
        };
        let unit = &line.unit.id;
        let unit = match line.report {
            Some(_) => Cell::link(unit.to_string(), format!("#c-{unit}")),
            None => unit.to_string().into(),
        };
        vec![
            unit,
            line.figure().into(),
            grounds.into(),
            light(line, reported, app),
            next(line, reported).into(),
        ]
    });
    DataTable {
        caption: "各单位的数".to_owned(),
        columns: vec![
            Column::text("单位"),
            Column::number("数"),
            Column::text("依据"),
            Column::text("状态"),
            Column::text("下一步"),
        ],
        rows: rows.collect(),
    }
}

async fn course(app: &App, place: &Place, line: &Line<'_>) -> Result<Course, Problem> {
    let (month, today) = (place.reported.month, app.today());
    let unit = &line.unit.id;
    let mut events = app.store().report_course(month, &place.id, unit).await?;
    events.reverse();
    let path = place.path();
    let steps = events.into_iter().map(|(at, by, event)| {
        let (what, files) = told(&event, &line.reported.unit_word);
        let files = files.iter().map(|file| {
            let href = format!("{path}/files/{}", file.hash);
            (file.name.clone(), href)
        });
        Step {
            what,
            files: files.collect(),
            when: format!("{} · {}", when(at, today), by.words()),
        }
    });
    Ok(Course {
        unit: unit.to_string(),
        now: format!("{}，{}", line.figure(), line.state().word()),
        steps: steps.collect(),
    })
}

/// An event in words, with the files it brought.
fn told<'a>(event: &'a ReportEvent, unit_word: &str) -> (String, &'a [Attachment]) {
    match event {
        ReportEvent::Made { said, grounds } => {
            let figure = match said {
                Said::Value(value) => format!("{}{unit_word}", value.normalize()),
                Said::NotApplicable(_) => "不适用".to_owned(),
            };
            let basis = basis(said.clone(), &grounds.note);
            (format!("报送 {figure}。{basis}"), &grounds.files)
        }
        ReportEvent::Verified => ("核验通过".to_owned(), &[]),
        ReportEvent::Returned { reason } => (format!("退回：{reason}"), &[]),
    }
}

/// A file that a report of this figure rests or rested on.
pub(super) async fn file(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, id, hash)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let place = Place::of(&app, &viewer, &month, id).await?;
    for line in place.lines(&app, &viewer).all {
        let (month, unit) = (place.reported.month, &line.unit.id);
        let course = app.store().report_course(month, &place.id, unit).await?;
        for (_, _, event) in course {
            let (_, files) = told(&event, "");
            if let Some(file) = files.iter().find(|file| file.hash == hash) {
                return files::send(&app, file.clone()).await;
            }
        }
    }
    Err(Problem::NotFound)
}
