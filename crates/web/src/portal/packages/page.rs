//! One package: who, questions, steps, materials, the form.

use super::form_view::{self, FreeView, MaterialView, PageView, Step};
use super::{schema_org, words};
use crate::App;
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::apply::Begun;
use crate::portal::frame;
use askama::Template;
use axum::http::{HeaderMap, Uri};
use axum::response::Html;
use banjie_core::district::PackageId;
use banjie_core::packages::{Field as FormField, FieldType, Picks, ServicePackage};

#[derive(Template)]
#[template(path = "portal/packages/one.html")]
struct OnePage {
    portal: Portal,
    name: String,
    summary: String,
    who: String,
    path: String,
    /// The address without answers.
    fresh: String,
    questions: Vec<Field>,
    /// Questions without an answer.
    unanswered: usize,
    answered: bool,
    /// Items these answers ruled out.
    dropped: Vec<String>,
    items: usize,
    time: String,
    /// `分开办要 8 个工作日`; empty when it is no longer.
    one_by_one: String,
    steps: Vec<Step>,
    at_once: Vec<MaterialView>,
    later: Vec<MaterialView>,
    free: Vec<FreeView>,
    pages: Vec<PageView>,
    asked: usize,
    separate: usize,
    /// Facts nobody types, because an item creates them.
    produced: Vec<String>,
    notes: Vec<String>,
    lead: String,
    lead_telephone: String,
    data: String,
    id: String,
    /// Answers given, for the draft that begins with them.
    given: Vec<(String, String)>,
    /// Drafts of this package on this device.
    begun: Vec<Begun>,
    kept_days: i64,
    /// The form on paper for these answers.
    print: String,
}

/// The page for the answers in the address; values that are no choice count as not answered.
pub(super) async fn one(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    headers: &HeaderMap,
    id: &str,
) -> Result<Html<String>, Problem> {
    let services = &app.pack().services;
    let found = services.package(&PackageId::from(id));
    let package = found.ok_or(Problem::NotFound)?;
    let picks = picks_of(app, package, uri);
    let form = services.merge(package, &picks);
    let portal = frame(app, uri, who, &package.name);
    let (at_once, later) = form_view::submitted(app, &form);
    let (lead, lead_telephone) = lead(app, package);
    let path = format!("/packages/{}", package.id);
    let page = OnePage {
        name: package.name.clone(),
        summary: package.summary.clone(),
        who: package.who.clone(),
        fresh: portal.href(&path),
        path,
        questions: services
            .questions(package)
            .map(|q| question(q, &picks))
            .collect(),
        unanswered: services
            .questions(package)
            .filter(|q| !picks.contains_key(&q.code))
            .count(),
        answered: !picks.is_empty(),
        dropped: form.dropped.iter().map(|i| i.name.clone()).collect(),
        items: form.items.len(),
        time: words::whole(&form.limit),
        one_by_one: match form.limit.one_by_one > form.limit.working_days {
            true => format!(
                "一件接一件办要 {}",
                words::working_days(form.limit.one_by_one)
            ),
            false => String::new(),
        },
        steps: form_view::steps(app, &form)?,
        free: form_view::free(app, &form),
        pages: form_view::pages(&form),
        asked: form.fields.len(),
        separate: form.separate_field_count,
        produced: form
            .produced
            .iter()
            .map(|p| p.field.label.clone())
            .collect(),
        notes: package.notes.clone(),
        data: schema_org::data_block(app, &form),
        id: package.id.to_string(),
        given: (picks.iter())
            .flat_map(|(field, chosen)| chosen.iter().map(|c| (field.to_string(), c.clone())))
            .collect(),
        begun: Begun::of(app, headers, &portal, &package.id).await?,
        print: match uri.query() {
            Some(query) => format!("/packages/{}/form.pdf?{query}", package.id),
            None => format!("/packages/{}/form.pdf", package.id),
        },
        kept_days: app.store().draft_days(app.today()),
        at_once,
        later,
        lead,
        lead_telephone,
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

/// The answers in an address; values that are no choice count as not answered.
pub(super) fn picks_of(app: &App, package: &ServicePackage, uri: &Uri) -> Picks {
    let query = uri.query().unwrap_or_default();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let pairs = pairs.iter().map(|(n, v)| (n.as_ref(), v.as_ref()));
    app.pack().services.picks(package, pairs).0
}

/// A question as a field of the GET form.
fn question(question: &FormField, picks: &Picks) -> Field {
    let choices = question.choices.iter().map(|c| Choice::new(c, c)).collect();
    let control = match question.kind {
        FieldType::Choices => Control::Checks(choices),
        _ => Control::Radio(choices),
    };
    let hint = match question.hint.as_str() {
        "" => &question.why,
        hint => hint,
    };
    let chosen = picks.get(&question.code).map(|c| c.join("\n"));
    Field::with(question.code.as_str(), &question.label, control)
        .hint(hint)
        .value(chosen.unwrap_or_default())
}

/// The unit that leads and its telephone.
fn lead(app: &App, package: &ServicePackage) -> (String, String) {
    let district = &app.pack().district;
    match district.unit(&package.lead) {
        Some(unit) => (unit.id.to_string(), unit.telephone.clone()),
        None => (package.lead.to_string(), district.telephone.clone()),
    }
}
