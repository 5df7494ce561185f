//! 调度: an action with who does it and by when. It is a directive like any other.

use super::{HOME, found, page};
use crate::App;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::indicator::{NewAction, order};
use banjie_core::district::UnitId;
use banjie_core::matter::Refusal;

/// The fields, with what was typed.
pub(super) fn fields(app: &App, refused: Option<(&Form, &Errors)>) -> Vec<Field> {
    let units = (app.pack().district.units.iter())
        .map(|unit| Choice::new(unit.id.as_str(), unit.id.as_str()))
        .collect();
    let filled = |field: Field| match refused {
        Some((form, errors)) => field.filled(form, errors),
        None => field,
    };
    vec![
        filled(
            Field::with("what", "做什么", Control::TextArea(120))
                .hint("例如：把逾期的 3 件诉求逐件办完，报结果"),
        ),
        filled(Field::with("unit", "责任单位", Control::Select(units))),
        filled(Field::with("due", "完成日期", Control::Date).width("w11")),
    ]
}

fn field(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Missing { field, .. }
        | Refusal::TooLong { field, .. }
        | Refusal::BadValue { field, .. } => match *field {
            "做什么" => "what",
            "责任单位" => "unit",
            "完成日期" => "due",
            _ => "",
        },
        _ => "",
    }
}

pub(super) async fn dispatch(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let indicator = found(&app, &id)?;
    if !super::runs(&viewer, indicator) {
        let post = &indicator.owner;
        let posts = &app.pack().district.posts;
        let telephone = posts.iter().find(|p| p.id == *post);
        return Err(Problem::Forbidden {
            what: "这项指标的调度",
            owner: post.to_string(),
            telephone: telephone.map_or(String::new(), |post| post.telephone.clone()),
        });
    }
    let mut errors = Errors::default();
    let typed = form.line("due");
    let due = text::date(&typed);
    if due.is_none() {
        errors.add(
            "due",
            match typed.is_empty() {
                true => "完成日期：没有填。请写成 2026-03-06".to_owned(),
                false => format!("完成日期：写成“{typed}”认不出，请写成 2026-03-06"),
            },
        );
    }
    let unit = form.line("unit");
    if unit.is_empty() {
        errors.add("unit", "责任单位：没有选。请选一个单位");
    }
    let act = viewer.act(&app);
    let new = NewAction {
        what: form.line("what"),
        unit: UnitId(unit),
        support: Vec::new(),
        due: due.unwrap_or(app.today()),
    };
    match order(indicator, new, &act, &app.pack().law()) {
        Ok(directive) if errors.is_empty() => {
            let ask = viewer.ask(&app, form.key());
            app.store().open_directives(vec![directive], ask).await?;
            return Ok(Redirect::to(&format!("{HOME}/{id}#actions")).into_response());
        }
        Ok(_) => {}
        Err(refusal) => errors.add(field(&refusal), refusal.to_string()),
    }
    page(&app, &viewer, indicator, Some((&form, &errors))).await
}
