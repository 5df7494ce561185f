//! The screens: which package, its questions, the whole form, the answers read back, the slip.

use super::{HOME, own, owner};
use crate::App;
use crate::apply::answers::{self, MaterialRow, Row, Section};
use crate::apply::fields::{self, Asked};
use crate::apply::{Work, materials, promise, work};
use crate::desk::frame;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::portal::files;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::{PackageId, Sight};
use banjie_core::matter::{By, MatterNo};
use banjie_core::packages::handin::MaterialState;
use banjie_core::packages::{Given, Handover, MergedForm, ServicePackage};

/// Name of the file field of a material.
pub(super) fn file_field(code: &str) -> String {
    format!("m-{code}")
}

/// Name of the ticks of what only the counter takes.
pub(super) const RECEIVED: &str = "received";
/// Names of the fields of the paper letter.
pub(super) const SIGNER: &str = "signer";
pub(super) const SCAN: &str = "scan";

#[derive(Template)]
#[template(path = "desk/intake/packages/list.html")]
struct ListPage {
    desk: Desk,
    packages: Vec<(String, String, String)>,
    begun: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "desk/intake/packages/start.html")]
struct StartPage {
    desk: Desk,
    package: String,
    action: String,
    summary: Option<ErrorSummary>,
    questions: Vec<Field>,
}

#[derive(Template)]
#[template(path = "desk/intake/packages/form.html")]
struct FormPage {
    desk: Desk,
    package: String,
    base: String,
    summary: Option<ErrorSummary>,
    saved: bool,
    changed: bool,
    groups: Vec<Group>,
    /// Materials that are uploaded, each with all that is asked of it.
    uploads: Vec<Vec<Asked>>,
    /// Others, with what is to be done: name and words.
    others: Vec<(String, String)>,
    items: Vec<String>,
}

/// A group of the form: single answers side by side, then its lists.
struct Group {
    title: String,
    ones: Vec<Asked>,
    lists: Vec<Asked>,
}

impl Group {
    fn take(&mut self, asked: Vec<Asked>) {
        for one in asked {
            match one {
                Asked::One(_) => self.ones.push(one),
                Asked::People(_) => self.lists.push(one),
            }
        }
    }
}

#[derive(Template)]
#[template(path = "desk/intake/packages/check.html")]
struct CheckPage {
    desk: Desk,
    package: String,
    base: String,
    summary: Option<ErrorSummary>,
    sections: Vec<Section>,
    materials: Vec<MaterialRow>,
    /// What is signed on paper when something comes later.
    letter: Vec<Field>,
}

impl CheckPage {
    fn said(&self, row: &Row) -> Vec<String> {
        match &row.list {
            Some((heads, rows)) => (rows.iter())
                .map(|cells| {
                    let pairs = heads.iter().zip(cells).filter(|(_, v)| !v.is_empty());
                    let said: Vec<String> = pairs.map(|(h, v)| format!("{h}：{v}")).collect();
                    said.join("；")
                })
                .collect(),
            None if row.value.is_empty() => vec!["没有填".to_owned()],
            None => vec![row.value.clone()],
        }
    }
}

#[derive(Template)]
#[template(path = "desk/intake/packages/slip.html")]
struct SlipPage {
    desk: Desk,
    no: String,
    title: String,
    lead: String,
    due: String,
    next: String,
    telephone: String,
}

fn rendered(page: &impl Template, status: StatusCode) -> Result<Response, Problem> {
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

fn status_of(errors: &Errors) -> StatusCode {
    match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Which package, and what this person has not finished.
pub(super) async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let services = &app.pack().services;
    let own = work::all(&app, &owner(&viewer)).await?;
    let begun = own.iter().map(|w| {
        let package = services.package(&w.package);
        let name = package.map_or_else(|| w.package.to_string(), |p| p.name.clone());
        let who = w
            .draft
            .typed
            .get("enterprise_name")
            .or_else(|| w.draft.typed.get("agent_name"));
        let who = who.and_then(|v| v.last()).cloned().unwrap_or_default();
        (
            format!("{HOME}/{}/{}", w.package, w.id),
            name,
            format!("{who} {}存的", text::moment(w.at)),
        )
    });
    let page = ListPage {
        begun: begun.collect(),
        packages: (services.packages().iter())
            .map(|p| {
                (
                    format!("{HOME}/{}", p.id),
                    p.name.clone(),
                    p.summary.clone(),
                )
            })
            .collect(),
        desk: frame(&app, &viewer, HOME, "登记一件事").await?,
    };
    rendered(&page, StatusCode::OK)
}

/// The questions of a package, to be asked at the counter.
pub(super) async fn start(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let package = app.pack().services.package(&PackageId::from(id.as_str()));
    let package = package.ok_or(Problem::NotFound)?;
    ask(&app, &viewer, package, &Form::default(), &Errors::default()).await
}

/// The questions again, with those that were not answered.
pub(super) async fn questions(
    app: &App,
    viewer: &Viewer,
    package: &ServicePackage,
    sent: &Form,
) -> Result<Response, Problem> {
    let mut errors = Errors::default();
    for question in app.pack().services.questions(package) {
        if sent.get(question.code.as_str()).is_empty() {
            let sentence = format!("“{}”还没有答，请先选一项", question.label);
            errors.add(question.code.as_str(), sentence);
        }
    }
    ask(app, viewer, package, sent, &errors).await
}

async fn ask(
    app: &App,
    viewer: &Viewer,
    package: &ServicePackage,
    sent: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let title = format!("登记：{}", package.name);
    let mut desk = frame(app, viewer, HOME, &title).await?;
    desk.errors = !errors.is_empty();
    let mut typed = banjie_core::packages::answers::Typed::new();
    for question in app.pack().services.questions(package) {
        fields::take(question.code.as_str(), sent, &mut typed);
    }
    let page = StartPage {
        package: package.name.clone(),
        action: format!("{HOME}/{}", package.id),
        summary: (desk.errors).then(|| ErrorSummary::from_errors(errors, "")),
        questions: (app.pack().services.questions(package))
            .map(|q| fields::question(q, &typed, errors))
            .collect(),
        desk,
    };
    rendered(&page, status_of(errors))
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, draft)): Path<(String, String)>,
    axum::extract::OriginalUri(uri): axum::extract::OriginalUri,
) -> Result<Response, Problem> {
    let work = own(&app, &viewer, &id, &draft).await?;
    let saved = uri
        .query()
        .is_some_and(|q| q.split('&').any(|p| p == "saved=1"));
    form(&app, &viewer, &work, &Errors::default(), saved).await
}

/// The whole form on one screen.
pub(super) async fn form(
    app: &App,
    viewer: &Viewer,
    work: &Work,
    errors: &Errors,
    saved: bool,
) -> Result<Response, Problem> {
    let package = work.package(app)?;
    let merged = work.form(app)?;
    let mut desk = frame(app, viewer, HOME, &format!("登记：{}", package.name)).await?;
    desk.errors = !errors.is_empty();
    let (uploads, others) = materials_of(app, work, &merged, errors)?;
    let mut groups = groups(app, work, &merged, errors);
    let promises = promise::fields(work, &merged, errors).into_iter();
    let promises: Vec<Asked> = promises
        .map(|f| Asked::One(Box::new(f.optional())))
        .collect();
    if !promises.is_empty() {
        groups.push(Group {
            title: "要不要告知承诺（念给申请人听，由申请人选）".to_owned(),
            ones: promises,
            lists: Vec::new(),
        });
    }
    let page = FormPage {
        package: package.name.clone(),
        base: format!("{HOME}/{}/{}", package.id, work.id),
        summary: (desk.errors)
            .then(|| ErrorSummary::from_errors(errors, "填的都已存下，文件也在。")),
        saved,
        changed: !work.draft.is_current(package),
        groups,
        uploads,
        others,
        items: merged.items.iter().map(|i| i.item.name.clone()).collect(),
        desk,
    };
    rendered(&page, status_of(errors))
}

fn groups(app: &App, work: &Work, form: &MergedForm<'_>, errors: &Errors) -> Vec<Group> {
    let typed = &work.draft.typed;
    let questions = app.pack().services.questions(form.package);
    let questions = questions.map(|q| Asked::One(Box::new(fields::question(q, typed, errors))));
    let mut groups = vec![Group {
        title: "申请人的情况".to_owned(),
        ones: questions.collect(),
        lists: Vec::new(),
    }];
    for page in &form.pages {
        let asked = (form.fields[page.fields.clone()].iter())
            .filter(|f| !form.is_question(&f.field.code))
            .map(|f| fields::asked(app, f, typed, errors, 1))
            .collect::<Vec<_>>();
        match groups.last_mut() {
            Some(last) if last.title == page.group.title => last.take(asked),
            _ if asked.is_empty() => {}
            _ => {
                let mut group = Group {
                    title: page.group.title.clone(),
                    ones: Vec::new(),
                    lists: Vec::new(),
                };
                group.take(asked);
                groups.push(group);
            }
        }
    }
    groups
}

type Materials = (Vec<Vec<Asked>>, Vec<(String, String)>);

fn materials_of(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
    errors: &Errors,
) -> Result<Materials, Problem> {
    let (mut uploads, mut others) = (Vec::new(), Vec::new());
    let mut counter = Vec::new();
    let mut received = Vec::new();
    for (merged, state) in work.draft.materials(form) {
        let material = merged.material;
        if state == MaterialState::Counter {
            let code = material.code.as_str();
            counter.push(Choice {
                hint: material.form.clone(),
                ..Choice::new(code, &material.name)
            });
            let said = work.draft.handed.get(&material.code);
            received.extend(said.filter(|s| s.received).map(|_| code));
            continue;
        }
        let here = matches!(state, MaterialState::NotNeeded | MaterialState::Blocked);
        if material.given != Given::Upload || here {
            others.push((material.name.clone(), state.words()));
            continue;
        }
        let name = file_field(material.code.as_str());
        let label = format!("{}（{}）", material.name, material.form);
        let fields = materials::fields(app, work, merged, (&name, &label), errors)?;
        uploads.push(
            fields
                .into_iter()
                .map(|f| Asked::One(Box::new(f)))
                .collect(),
        );
    }
    if !counter.is_empty() {
        let ticks = Field::with(RECEIVED, "当面收到的原件、实物", Control::Checks(counter))
            .hint("收到一样勾一样；没有勾的算还没有交，受理时一次告知")
            .value(received.join("\n"))
            .optional();
        uploads.push(vec![Asked::One(Box::new(ticks))]);
    }
    let fetched = form.materials.iter().filter_map(|m| match m.handover {
        Handover::Fetched(from) => Some((m.material.name.clone(), format!("从{from}调取，不用交"))),
        Handover::Created(_) => {
            Some((m.material.name.clone(), "办的过程中产生，不用交".to_owned()))
        }
        Handover::Submitted => None,
    });
    others.extend(fetched);
    Ok((uploads, others))
}

/// Every answer to be read to the applicant, and the paper letter when something comes later.
pub(super) async fn check(
    app: &App,
    viewer: &Viewer,
    work: &Work,
    sent: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let package = work.package(app)?;
    let merged = work.form(app)?;
    let mut desk = frame(
        app,
        viewer,
        HOME,
        &format!("念给申请人听：{}", package.name),
    )
    .await?;
    desk.errors = !errors.is_empty();
    let rows = answers::materials(app, work, &merged);
    let promises = !work.draft.promised(&merged).is_empty();
    let letter = match promises || rows.iter().any(|m| m.later) {
        false => Vec::new(),
        true => {
            let signers = work.draft.signers(&merged);
            let who: Vec<String> = signers
                .iter()
                .map(|s| format!("{}{}", s.post, s.name))
                .collect();
            let error = errors.of(SCAN).unwrap_or_default();
            vec![
                Field::text(SIGNER, "承诺书由谁签的")
                    .hint(&format!("能签的是：{}", who.join("，或者")))
                    .width("w11")
                    .filled(sent, errors),
                files::named(app, SCAN, "签好的承诺书扫描件", &[], error)?,
            ]
        }
    };
    let page = CheckPage {
        package: package.name.clone(),
        base: format!("{HOME}/{}/{}", package.id, work.id),
        summary: (desk.errors).then(|| ErrorSummary::from_errors(errors, "填的都在，还没有登记。")),
        sections: answers::sections(app, work, &merged)?,
        materials: rows,
        letter,
        desk,
    };
    rendered(&page, status_of(errors))
}

/// The slip: for whom the matter is in sight, and for the unit that registered it.
pub(super) async fn slip(
    State(app): State<App>,
    viewer: Viewer,
    Path((_, no)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let course = app.store().matter(&Sight::Sealed, no).await?;
    let course = course.ok_or(Problem::NotFound)?;
    let first = course.events.first().map(|e| &e.by);
    let registered = matches!(first, Some(By::Staff { unit, .. }) if *unit == viewer.staff().unit);
    if !registered && !viewer.sight.permits(&course.matter) {
        return Err(Problem::NotFound);
    }
    let line = app.store().line(no).await?.ok_or(Problem::NotFound)?;
    let page = SlipPage {
        desk: frame(&app, &viewer, HOME, "登记好了").await?,
        no: line.no.clone(),
        title: line.title.clone(),
        lead: line.lead.clone(),
        due: text::full_date(line.due),
        next: line.next_step.clone(),
        telephone: app.pack().district.telephone.clone(),
    };
    rendered(&page, StatusCode::OK)
}
