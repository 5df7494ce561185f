//! 批示: a leader's remark on a bulletin becomes a directive.

use super::{issued, page};
use crate::App;
use crate::assess::{Eyes, sheet::Sheet};
use crate::kit::form::{Errors, Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::Week;
use banjie_core::district::UnitId;
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::matter::{Kind, NewDirective};
use banjie_store::reads::{Filter, Sort};

/// Longest remark.
const MOST: usize = 300;

/// The form.
pub(super) struct Remark {
    pub(super) action: String,
    pub(super) hidden: Vec<(String, String)>,
    pub(super) about: Field,
    pub(super) words: Field,
    pub(super) unit: Field,
    pub(super) due: Field,
}

/// What was filled in and what is to be mended.
#[derive(Default)]
pub(super) struct Asked {
    form: Form,
    pub(super) errors: Errors,
    /// The item whose link was followed.
    about: String,
}

impl Asked {
    /// About an item, e.g. `1.2`; nothing is filled in yet.
    pub(super) fn about(item: String) -> Self {
        Self {
            about: item,
            ..Self::default()
        }
    }
}

/// A remark that has become a directive.
pub(super) struct Made {
    pub(super) no: String,
    pub(super) href: String,
    pub(super) words: String,
    pub(super) meta: String,
}

impl Remark {
    pub(super) fn new(
        app: &App,
        path: &str,
        subjects: Vec<(String, String)>,
        asked: &Asked,
    ) -> Result<Self, Problem> {
        let about = (subjects.into_iter())
            .map(|(code, words)| Choice::new(code, words))
            .collect();
        let units = (app.pack().district.units.iter())
            .map(|unit| Choice::new(unit.id.as_str(), unit.id.as_str()))
            .collect();
        let filled = |field: Field| match asked.errors.is_empty() {
            true => field,
            false => field.filled(&asked.form, &asked.errors),
        };
        Ok(Self {
            action: format!("{path}/remarks"),
            hidden: vec![(KEY.to_owned(), new_key()?)],
            about: filled(
                Field::with("about", "针对", Control::Select(about)).value(asked.about.clone()),
            ),
            words: filled(
                Field::with("words", "批示内容", Control::TextArea(MOST))
                    .hint("例如：请财政局 2 日内回函"),
            ),
            unit: filled(Field::with("unit", "交给哪个单位", Control::Select(units))),
            due: filled(
                Field::with("due", "完成日期", Control::Date)
                    .optional()
                    .hint("不填就按会议任务的反馈时限"),
            ),
        })
    }
}

/// What directives from this bulletin are called.
fn source(week: Week) -> String {
    format!("{}周通报批示", week.words())
}

/// The remarks on a bulletin that this person may see.
pub(super) async fn made(app: &App, viewer: &Viewer, week: Week) -> Result<Vec<Made>, Problem> {
    let filter = Filter {
        kind: Some(Kind::Directive),
        q: source(week),
        ..Filter::default()
    };
    let store = app.store();
    let listing = store
        .list(&viewer.sight, &filter, Sort::Newest, 0, 20, app.today())
        .await?;
    let head = format!("{}：", source(week));
    Ok(listing
        .lines
        .into_iter()
        .map(|line| Made {
            href: format!("/desk/matters/{}", line.no),
            words: line.title.trim_start_matches(&head).to_owned(),
            meta: format!(
                "{}批示 · {} · {}前",
                text::month_day(line.opened_day),
                line.lead,
                text::month_day(line.due)
            ),
            no: line.no,
        })
        .collect())
}

/// Opens the directive and goes to it.
pub(super) async fn remark(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let edition = issued(&app, &week, Eyes::Staff(&viewer.sight)).await?;
    let week = edition.values.week;
    let mut errors = Errors::default();
    let sheet = Sheet::of(&edition, Eyes::Staff(&viewer.sight))?;
    let item = form.line("about");
    let about = (sheet.subjects().into_iter()).find(|(code, _)| *code == item);
    if about.is_none() {
        errors.add("about", "针对：没有选。请选通报里的一条");
    }
    let words = form.text("words");
    match words.chars().count() {
        0 => errors.add("words", "批示内容：没有填。请写清要做什么"),
        n if n > MOST => errors.add(
            "words",
            format!("批示内容：写了 {n} 字，最多 {MOST} 字，请写短些"),
        ),
        _ => {}
    }
    let unit = UnitId(form.line("unit"));
    if app.pack().district.unit(&unit).is_none() {
        errors.add("unit", "交给哪个单位：没有选。请选一个单位");
    }
    let typed = form.line("due");
    let due = (!typed.is_empty()).then(|| text::date(&typed));
    if let Some(None) = due {
        errors.add(
            "due",
            format!("完成日期：写成“{typed}”认不出，请写成 2026-03-06"),
        );
    } else if let Some(Some(day)) = due
        && day < app.today()
    {
        errors.add("due", "完成日期：已经过了，请填今天或以后的日期");
    }
    let (Some((_, about)), true) = (about, errors.is_empty()) else {
        let asked = Asked {
            form,
            errors,
            about: String::new(),
        };
        return page::staff(&app, &viewer, &edition, asked).await;
    };
    let short: String = words.chars().take(120).collect();
    let directive = NewDirective {
        title: format!("{}：{short}", source(week)),
        text: format!("针对“{}”\n{words}", about.trim()),
        lead: unit,
        support: Vec::new(),
        indicator: None,
        order: Order {
            source: source(week),
            on: Some(app.today()),
            sentence: words.clone(),
            at: None,
        },
        cadence: Cadence::Once,
        due: due.flatten(),
        reflection: false,
        parent: None,
    };
    let ask = viewer.ask(&app, form.key());
    let opened = app.store().open_directives(vec![directive], ask).await?;
    let next = match opened.first() {
        Some(no) => format!("/desk/matters/{no}"),
        None => format!("/bulletins/{week}"),
    };
    Ok(Redirect::to(&next).into_response())
}
