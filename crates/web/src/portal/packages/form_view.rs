//! The derived form as the page shows it: steps, materials, pages of fields.

use super::words;
use crate::App;
use crate::kit::Problem;
use banjie_core::district::{FieldCode, ItemId};
use banjie_core::packages::{
    Handover, MergedForm, MergedMaterial, ServiceItem, ServicePackage, When,
};

/// A level of the order: items that run at the same time.
pub(super) struct Step {
    pub(super) items: Vec<ItemView>,
}

/// An item of a step.
pub(super) struct ItemView {
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) promised: String,
    pub(super) statutory: String,
    pub(super) fee: String,
    pub(super) fee_basis: String,
    pub(super) result: String,
    pub(super) window: String,
    pub(super) telephone: String,
    pub(super) basis: Vec<String>,
    /// `看“有没有员工要参保”怎么答`; empty when it certainly belongs.
    pub(super) depends: String,
}

/// A material the applicant hands over.
pub(super) struct MaterialView {
    pub(super) name: String,
    pub(super) form: String,
    /// For which items, when not for all.
    pub(super) serves: String,
    /// `受理后 3 个工作日内补上也行`; empty when it is needed at once.
    pub(super) defer: String,
    /// Whether it depends on an open question.
    pub(super) open: bool,
}

/// A material nobody asks for.
pub(super) struct FreeView {
    pub(super) name: String,
    /// `从电子营业执照系统调取`, `办“企业设立登记”时产生`.
    pub(super) whence: String,
}

/// A page of the form.
pub(super) struct PageView {
    pub(super) title: String,
    pub(super) fields: Vec<FieldView>,
}

/// A field of the form.
pub(super) struct FieldView {
    pub(super) label: String,
    pub(super) required: bool,
    pub(super) why: String,
    /// How many items use it.
    pub(super) serves: usize,
}

/// The levels.
///
/// # Errors
/// A rule has no value today.
pub(super) fn steps(app: &App, form: &MergedForm<'_>) -> Result<Vec<Step>, Problem> {
    let mut steps = Vec::with_capacity(form.order.len());
    for level in &form.order {
        let mut items = Vec::with_capacity(level.len());
        for id in level {
            if let Some(merged) = form.items.iter().find(|i| i.item.id == **id) {
                items.push(item(app, form.package, merged.item, merged.open)?);
            }
        }
        steps.push(Step { items });
    }
    Ok(steps)
}

fn item(
    app: &App,
    package: &ServicePackage,
    item: &ServiceItem,
    open: bool,
) -> Result<ItemView, Problem> {
    let pack = app.pack();
    let when = package.items.iter().find(|i| i.item == item.id);
    let unit = match item.performer.as_str() {
        "" => item.unit.to_string(),
        performer => format!("{performer}，{}督办", item.unit),
    };
    let basis = item.basis.iter().map(|source| {
        let words = [&source.document, &source.number, &source.article];
        let words = words.into_iter().filter(|w| !w.is_empty());
        words.map(String::as_str).collect::<Vec<_>>().join(" ")
    });
    Ok(ItemView {
        name: item.name.clone(),
        unit,
        promised: words::promised(item),
        statutory: words::statutory(item, &pack.rules, app.today())?,
        fee: item.fee.clone(),
        fee_basis: item.fee_basis.clone(),
        result: item.result.clone(),
        window: item.window.clone(),
        telephone: item.telephone.clone(),
        basis: basis.collect(),
        depends: match (open, when) {
            (true, Some(used)) => depends(app, &used.when),
            _ => String::new(),
        },
    })
}

fn depends(app: &App, when: &When) -> String {
    let label = |code: &FieldCode| {
        let field = app.pack().services.field(code);
        field.map_or(code.to_string(), |f| f.label.clone())
    };
    let labels: Vec<String> = when.fields().map(label).collect();
    format!("看“{}”怎么答", labels.join("”“"))
}

/// Materials to hand over: those needed at once, then those that may come later.
pub(super) fn submitted(
    app: &App,
    form: &MergedForm<'_>,
) -> (Vec<MaterialView>, Vec<MaterialView>) {
    let views = |later: bool| {
        (form.materials.iter())
            .filter(|m| m.handover == Handover::Submitted && m.defer.is_some() == later)
            .map(|m| material(app, form, m))
            .collect()
    };
    (views(false), views(true))
}

fn material(app: &App, form: &MergedForm<'_>, merged: &MergedMaterial<'_>) -> MaterialView {
    let names: Vec<String> = merged.serves.iter().map(|s| name(app, s.item)).collect();
    MaterialView {
        name: merged.material.name.clone(),
        form: merged.material.form.clone(),
        serves: match names.len() == form.items.len() {
            true => "每件事都用".to_owned(),
            false => format!("用于{}", names.join("、")),
        },
        defer: merged.defer.map_or_else(String::new, |days| {
            format!("受理后 {days} 个工作日内补上也行")
        }),
        open: merged.open,
    }
}

/// Materials that are fetched or created.
pub(super) fn free(app: &App, form: &MergedForm<'_>) -> Vec<FreeView> {
    (form.materials.iter())
        .filter_map(|m| {
            let whence = match m.handover {
                Handover::Submitted => return None,
                Handover::Fetched(from) => format!("从{from}调取"),
                Handover::Created(by) => format!("办“{}”时产生", name(app, by)),
            };
            Some(FreeView {
                name: m.material.name.clone(),
                whence,
            })
        })
        .collect()
}

fn name(app: &App, id: &ItemId) -> String {
    let item = app.pack().services.item(id);
    item.map_or(id.to_string(), |i| i.name.clone())
}

/// The pages of the form, parts of one group together.
pub(super) fn pages(form: &MergedForm<'_>) -> Vec<PageView> {
    let mut pages: Vec<PageView> = Vec::new();
    for page in &form.pages {
        let fields = form.fields[page.fields.clone()].iter().map(|f| FieldView {
            label: f.field.label.clone(),
            required: f.required,
            why: f.reasons().join("；"),
            serves: f.serves.len(),
        });
        match pages.last_mut().filter(|_| page.part > 1) {
            Some(last) => last.fields.extend(fields),
            None => pages.push(PageView {
                title: page.group.title.clone(),
                fields: fields.collect(),
            }),
        }
    }
    pages
}
