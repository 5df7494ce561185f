//! 申诉: which figure, which matters, why, with evidence.

use super::{HOME, Own, closed, own};
use crate::App;
use crate::assess;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::portal::files;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Period;
use banjie_core::matter::{Attachment, MatterNo, NewObjection, Refusal};
use banjie_store::StoreError;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "desk/periods/objection.html")]
struct ObjectionPage {
    desk: Desk,
    period: String,
    back: String,
    summary: Option<ErrorSummary>,
    closed: String,
    until: String,
    key: String,
    revision: u32,
    fields: Vec<Field>,
}

pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path(period): Path<String>,
) -> Result<Response, Problem> {
    let period = assess::period(&period)?;
    let own = own(&app, period, &viewer.staff().unit).await?;
    let (form, errors) = (Form::default(), Errors::default());
    show(&app, &viewer, &own, &form, &[], &errors).await
}

/// The matters that cost this unit points, each once, with the measure.
async fn cases(app: &App, viewer: &Viewer, own: &Own) -> Result<Vec<Choice>, Problem> {
    let mut found: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for (measure, figures) in own.measures() {
        for figure in figures {
            for case in app.store().cases(&viewer.sight, figure).await? {
                // Others' matters count under an indicator, too; a unit objects to what it may see.
                if !case.in_sight {
                    continue;
                }
                let entry = found.entry(case.line.no.clone()).or_default();
                entry.0 = case.line.title.clone();
                entry.1.push(measure.clone());
            }
        }
    }
    Ok(found
        .into_iter()
        .map(|(no, (title, measures))| Choice {
            hint: format!("{no} · 失分：{}", measures.join("、")),
            ..Choice::new(no, title)
        })
        .collect())
}

async fn show(
    app: &App,
    viewer: &Viewer,
    own: &Own,
    form: &Form,
    kept: &[Attachment],
    errors: &Errors,
) -> Result<Response, Problem> {
    let title = format!("对{}的数提出申诉", own.period.words());
    let back = format!("{HOME}/{}", own.period);
    let mut desk = frame(app, viewer, &back, &title).await?;
    desk.errors = !errors.is_empty();
    let measures = own.measures().into_iter();
    let measures = measures
        .map(|(title, _)| Choice::new(title.clone(), title))
        .chain(
            own.adjustments()
                .into_iter()
                .map(|(_, title)| Choice::new(title.clone(), title)),
        )
        .collect();
    let mut fields =
        vec![Field::with("measure", "哪一项", Control::Select(measures)).filled(form, errors)];
    let cases = cases(app, viewer, own).await?;
    if !cases.is_empty() {
        let field = Field::with("cases", "办件", Control::Checks(cases));
        fields.push(
            field
                .hint("勾选您认为不该算的。申诉成立，它们离开分母，全区重算")
                .optional()
                .filled(form, errors),
        );
    }
    fields.push(
        Field::with("text", "理由", Control::TextArea(2_000))
            .hint("写清哪里不对、应当怎样、依据是什么")
            .filled(form, errors),
    );
    let error = errors.of(files::FIELD).unwrap_or_default();
    fields.push(Field {
        hint: "勾了办件可以不传；没有勾办件的（加分、扣分、一票否决也是），要传一份证明材料"
            .to_owned(),
        required: false,
        ..files::field(app, "证据", kept, error)?
    });
    let until = own.until(app);
    let page = ObjectionPage {
        period: own.period.words(),
        back,
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "写的理由和已传的材料都还在。")),
        closed: match until {
            Some(_) => String::new(),
            None => closed(own),
        },
        until: until.map_or(String::new(), text::full_date),
        key: new_key()?,
        revision: own.revision,
        fields,
        desk,
    };
    let status = match errors.is_empty() && until.is_some() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

pub(super) async fn file(
    State(app): State<App>,
    viewer: Viewer,
    Path(period): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let mut form = Form::read(request, files::READ).await?;
    let period: Period = assess::period(&period)?;
    let ask = viewer.ask(&app, form.key());
    if let Some(done) = app.store().answered(&ask).await? {
        return Ok(Redirect::to(&format!("/desk/matters/{}", done.no)).into_response());
    }
    let own = own(&app, period, &viewer.staff().unit).await?;
    let mut errors = Errors::default();
    let evidence = files::take(&app, &mut form, &mut errors).await?;
    if !errors.is_empty() {
        return show(&app, &viewer, &own, &form, &evidence, &errors).await;
    }
    let cases = form
        .all("cases")
        .filter_map(|no| no.parse::<MatterNo>().ok());
    let measure = form.line("measure");
    let adjusted = own.adjustments().into_iter();
    let adjusted = adjusted.filter(|(_, title)| *title == measure);
    let objection = NewObjection {
        adjustment: adjusted.map(|(number, _)| number).next(),
        proposer: None,
        period,
        revision: form.line("revision").parse().unwrap_or(own.revision),
        unit: viewer.staff().unit.clone(),
        measure,
        text: form.text("text"),
        cases: cases.collect(),
        files: evidence.clone(),
    };
    match app.store().open_objection(objection, ask).await {
        Ok(done) => Ok(Redirect::to(&format!("/desk/matters/{}", done.no)).into_response()),
        Err(StoreError::Refused(refusal)) => {
            let field = match &refusal {
                Refusal::Missing { field, .. }
                | Refusal::TooLong { field, .. }
                | Refusal::BadValue { field, .. } => match *field {
                    "哪一项" => "measure",
                    "理由" => "text",
                    "办件" => "cases",
                    "证据" => files::FIELD,
                    _ => "",
                },
                _ => "",
            };
            errors.add(field, refusal.to_string());
            show(&app, &viewer, &own, &form, &evidence, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}
