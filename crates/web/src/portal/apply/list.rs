//! P3: the task list of a draft, its resume code, and leaving it.

use super::steps::{Step, Steps};
use super::{changing, key, opened};
use crate::App;
use crate::apply::{Work, work};
use crate::kit::parts::Confirm;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::portal::{frame, onward, pass};
use askama::Template;
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::packages::ServicePackage;

#[derive(Template)]
#[template(path = "portal/apply/list.html")]
struct ListPage {
    portal: Portal,
    package: String,
    id: String,
    code: String,
    kept_until: String,
    steps: Steps,
    done: usize,
    total: usize,
    ready: bool,
    next: String,
    /// Labels of answers that are kept and not asked now.
    aside: Vec<String>,
    /// The form changed since: how many pages are to be filled in.
    changed: Option<usize>,
    carried: usize,
    items: Vec<String>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "kit/layout/portal.html" %}{% block main %}<div class="wrap">{{ confirm }}</div>{% endblock %}"#
)]
struct LeavePage {
    portal: Portal,
    confirm: Confirm,
}

/// The task list.
pub(super) fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    work: &Work,
) -> Result<Response, Problem> {
    let package = work.package(app)?;
    let form = work.form(app)?;
    let portal = frame(app, uri, who, &format!("填表：{}", package.name));
    let steps = Steps::of(app, work, &form)?;
    let (done, total) = steps.count();
    let current = work.draft.is_current(package);
    let base = format!("/apply/{}", work.id);
    let page = ListPage {
        package: package.name.clone(),
        code: key::code(app, &work.id)?,
        kept_until: text::full_date(work.kept_until(app)),
        done,
        total,
        ready: steps.done() && current,
        next: match steps.next("") {
            Some(place) => portal.href(&format!("{base}/{place}")),
            None => String::new(),
        },
        aside: aside(app, work, package),
        changed: (!current).then(|| steps.pages.iter().filter(|s| !s.done).count()),
        carried: work.carried.len(),
        items: form.items.iter().map(|i| i.item.name.clone()).collect(),
        id: work.id.clone(),
        steps,
        portal,
    };
    page.render()
        .map(|html| Html(html).into_response())
        .map_err(|e| Problem::internal(&e))
}

impl ListPage {
    /// A page of this draft.
    fn own(&self, place: &str) -> String {
        self.portal.href(&format!("/apply/{}/{place}", self.id))
    }

    fn href(&self, step: &Step) -> String {
        self.own(&step.place)
    }
}

/// What was typed and is not asked now, each field once.
fn aside(app: &App, work: &Work, package: &ServicePackage) -> Vec<String> {
    let services = &app.pack().services;
    let form = work.draft.form(services, package);
    let mut labels: Vec<String> = Vec::new();
    for name in work.draft.aside(&form) {
        let code = name.split('.').next().unwrap_or(name);
        let field = services.field(&banjie_core::district::FieldCode::from(code));
        let label = field.map_or_else(|| "表里已经没有的一项".to_owned(), |f| f.label.clone());
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// Goes on with the form as it is now; answers are kept by what they mean.
pub(super) async fn take_over(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    if let Err(answer) = changing(&app, &uri, &who, request, &id).await? {
        return Ok(answer);
    }
    work::change(&app, work::PUBLIC, &id, |work| {
        if let Ok(package) = work.package(&app) {
            work.draft.revision = package.revision.clone();
        }
    })
    .await?;
    Ok(onward(&uri, &format!("/apply/{id}")).into_response())
}

/// Leaving this device, or throwing everything away: both say what follows.
pub(super) async fn ask_leave(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let work = match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => work,
        Err(answer) => return Ok(answer),
    };
    let throw = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .any(|p| p == "drop=1");
    let back = format!("/apply/{id}");
    let (title, consequence, label) = match throw {
        true => (
            "删掉这份草稿？",
            "填的内容和传的文件都会删除，不能恢复。".to_owned(),
            "确认删掉草稿",
        ),
        false => (
            "从这台设备上退出？",
            format!(
                "草稿还存着，到 {}。这台设备要再打开，得填续填码：{}。请先抄下来。",
                text::full_date(work.kept_until(&app)),
                key::code(&app, &id)?
            ),
            "确认退出",
        ),
    };
    let portal = frame(&app, &uri, &who, title.trim_end_matches('？'));
    let page = LeavePage {
        confirm: Confirm {
            title: title.to_owned(),
            consequence,
            facts: Vec::new(),
            action: portal.href(&format!("{back}/leave")),
            hidden: vec![("drop".to_owned(), u8::from(throw).to_string())],
            label: label.to_owned(),
            harm: throw,
            back: portal.href(&back),
        },
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

pub(super) async fn leave(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (headers, form, work) = match changing(&app, &uri, &who, request, &id).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    if form.get("drop") == "1" {
        app.store().drop_draft(id.clone()).await?;
    }
    let cookie = [(
        header::SET_COOKIE,
        pass::DRAFT.drop_one(&app, &headers, &id),
    )];
    let to = onward(&uri, &format!("/packages/{}", work.package));
    Ok((cookie, to).into_response())
}
