//! P7: the form of an appeal, empty or with everything typed and what is to be mended.

use super::input;
use crate::App;
use crate::kit::form::{self, Errors, Form};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::portal::{files, frame};
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::UnitKind;
use banjie_core::matter::Attachment;
use banjie_store::reads::ListLine;

#[derive(Template)]
#[template(path = "portal/appeals/page.html")]
struct AppealPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    /// Earlier appeals of the same enterprise and telephone that look like this one.
    earlier: Vec<Earlier>,
    key: String,
    fields: Vec<Field>,
}

struct Earlier {
    number: String,
    title: String,
    said: String,
    href: String,
}

/// The form with its state: what was typed, the files kept, the mistakes, the look-alikes.
pub(crate) struct Shown<'a> {
    pub(crate) form: &'a Form,
    pub(crate) files: &'a [Attachment],
    pub(crate) errors: &'a Errors,
    pub(crate) earlier: &'a [ListLine],
}

/// The page; 422 with mistakes, 409 with look-alikes, 200 otherwise.
pub(super) fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    shown: &Shown<'_>,
) -> Result<Response, Problem> {
    let mut portal = frame(app, uri, who, "提交诉求");
    if portal.path.starts_with("/appeals") && !portal.path.starts_with("/appeals/new") {
        "/appeals/new".clone_into(&mut portal.path);
    }
    portal.errors = !shown.errors.is_empty();
    let status = match (portal.errors, shown.earlier.is_empty()) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, false) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
    };
    let page = AppealPage {
        summary: portal
            .errors
            .then(|| ErrorSummary::from_errors(shown.errors, "其他内容和文件都还在。")),
        earlier: shown.earlier.iter().map(|l| earlier(l, &portal)).collect(),
        key: match shown.form.key() {
            Some(key) => key.to_owned(),
            None => form::new_key()?,
        },
        fields: fields(app, shown)?,
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

fn earlier(line: &ListLine, portal: &Portal) -> Earlier {
    Earlier {
        number: line.no.clone(),
        title: line.title.clone(),
        said: format!(
            "{}提交，现在{}，{}前{}",
            text::month_day(line.opened_day),
            line.state_word,
            text::month_day(line.due),
            line.next_step
        ),
        href: portal.href(&format!("/track/{}", line.no)),
    }
}

/// The questions, with what was answered.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(crate) fn fields(app: &App, shown: &Shown<'_>) -> Result<Vec<Field>, Problem> {
    let district = &app.pack().district;
    let topics = district
        .topics
        .iter()
        .map(|t| Choice::new(t.id.as_str(), t.id.as_str()))
        .collect();
    let townships = district
        .units
        .iter()
        .filter(|u| u.kind == UnitKind::Township)
        .map(|u| Choice::new(u.id.as_str(), u.id.as_str()))
        .collect();
    let units = district
        .units
        .iter()
        .map(|u| Choice::new(u.id.as_str(), u.id.as_str()))
        .collect();
    let plain = [
        Field::with("text", "遇到了什么事", Control::TextArea(input::TEXT_MOST))
            .hint("一两句话就行：谁、什么事、希望怎样"),
        Field::with("topic", "涉及哪一类", Control::Select(topics))
            .hint("说不清就不选，我们按您写的内容代选")
            .optional(),
        Field::with("unit", "反映的是哪个单位", Control::Select(units)).optional(),
        Field::with("township", "事情在哪个镇街", Control::Select(townships)).optional(),
        Field::with("since", "从什么时候开始", Control::Date)
            .hint("例如 2024年11月5日，记不清写到月也行")
            .width("w18")
            .optional(),
    ];
    let own = [
        Field::text("enterprise", "企业名称")
            .hint("营业执照上的名称；个体户写店名")
            .typed("organization", ""),
        Field::text("code", "统一社会信用代码")
            .hint("18 位，在营业执照上。填了以后能认出您以前提过的事")
            .width("w18")
            .optional(),
        Field::text("name", "联系人").width("w11").typed("name", ""),
        Field::text("phone", "手机号")
            .hint("用来联系您和查进度，答复前不给被反映的单位看。座机请带区号")
            .width("w11")
            .typed("tel", "tel"),
    ];
    let said = |name: &str| shown.errors.of(name).unwrap_or_default();
    let files = files::field(app, "合同、验收单、照片", shown.files, said(files::FIELD))?;
    Ok(plain
        .into_iter()
        .map(|f| f.filled(shown.form, shown.errors))
        .chain([files.optional()])
        .chain(own.into_iter().map(|f| f.filled(shown.form, shown.errors)))
        .collect())
}
