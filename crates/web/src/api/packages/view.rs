//! A package as JSON, and its schema.

use banjie_core::packages::{
    Bounds, Catalogue, Field, Handover, MergedField, MergedForm, MergedMaterial, ServiceItem,
    Serving,
};
use serde_json::{Value, json};

/// The form of a package for the answers it was merged with.
pub(super) fn package(services: &Catalogue, form: &MergedForm<'_>) -> Value {
    let package = form.package;
    let items: Vec<Value> = (form.items.iter()).map(|i| item(i.item, i.open)).collect();
    let materials: Vec<Value> = form.materials.iter().map(material).collect();
    let dropped: Vec<&str> = form.dropped.iter().map(|i| i.id.as_str()).collect();
    json!({
        "id": package.id,
        "name": package.name,
        "who": package.who,
        "summary": package.summary,
        "lead_unit": package.lead,
        "questions": services.questions(package).map(question).collect::<Vec<_>>(),
        "items": items,
        "dropped": dropped,
        "order": form.order,
        "limit": {
            "working_days": form.limit.working_days,
            "notice_days": form.limit.notice_days,
            "path": form.limit.path,
            "one_by_one": form.limit.one_by_one,
        },
        "form": fields(form),
        "materials": materials,
        "separate_field_count": form.separate_field_count,
    })
}

fn question(field: &Field) -> Value {
    json!({
        "code": field.code,
        "label": field.label,
        "hint": field.hint,
        "type": field.kind.code(),
        "choices": field.choices,
        "why": field.why,
    })
}

fn item(item: &ServiceItem, open: bool) -> Value {
    let fields: Vec<&str> = item.asks().map(|u| u.field.as_str()).collect();
    let materials = item.materials.iter().map(|m| m.material.as_str());
    let basis: Vec<Value> = (item.basis.iter())
        .map(|b| json!({ "document": b.document, "number": b.number, "article": b.article, "confidence": b.confidence }))
        .collect();
    json!({
        "id": item.id,
        "name": item.name,
        "kind": item.kind.word(),
        "code": item.code.value,
        "code_scheme": item.code.scheme_name(),
        "unit": item.unit,
        "performer": Some(&item.performer).filter(|p| !p.is_empty()),
        "basis": basis,
        "promised_working_days": item.promised,
        "notice_days": item.notice.as_ref().map(|(_, days)| days),
        "fee": item.fee,
        "window": item.window,
        "telephone": item.telephone,
        "result": item.result,
        "fields": fields,
        "materials": materials.collect::<Vec<_>>(),
        "depends_on_answers": open,
    })
}

fn fields(form: &MergedForm<'_>) -> Value {
    let pages: Vec<Value> = (form.pages.iter())
        .map(|page| {
            let fields = form.fields[page.fields.clone()].iter();
            let codes: Vec<&str> = fields.map(|f| f.field.code.as_str()).collect();
            json!({ "title": page.group.title, "part": page.part, "parts": page.parts, "fields": codes })
        })
        .collect();
    let produced: Vec<Value> = (form.produced.iter())
        .map(|p| json!({ "code": p.field.code, "label": p.field.label, "by": p.by, "serves": p.serves }))
        .collect();
    json!({
        "revision": form.package.revision.as_str(),
        "pages": pages,
        "fields": form.fields.iter().map(field).collect::<Vec<_>>(),
        "produced": produced,
    })
}

fn field(merged: &MergedField<'_>) -> Value {
    let Bounds { min, max } = merged.bounds;
    let columns: Vec<Value> = (merged.field.columns.iter())
        .map(|c| json!({ "code": c.code, "label": c.label, "type": c.kind.code(), "required": c.required, "choices": c.choices }))
        .collect();
    json!({
        "code": merged.field.code,
        "label": merged.field.label,
        "hint": merged.field.hint,
        "type": merged.field.kind.code(),
        "required": merged.required,
        "min": min,
        "max": max,
        "choices": merged.choices,
        "columns": columns,
        "serves": serves(&merged.serves),
        "why": merged.reasons(),
        "depends_on_answers": merged.open,
    })
}

fn material(merged: &MergedMaterial<'_>) -> Value {
    let (handover, from) = match merged.handover {
        Handover::Submitted => ("submitted", None),
        Handover::Fetched(from) => ("fetched", Some(from)),
        Handover::Created(by) => ("created", Some(by.as_str())),
    };
    json!({
        "code": merged.material.code,
        "name": merged.material.name,
        "form": merged.material.form,
        "handover": handover,
        "from": from,
        "principal": merged.principal,
        "defer_working_days": merged.defer,
        "serves": serves(&merged.serves),
        "depends_on_answers": merged.open,
    })
}

fn serves<'c>(serves: &[Serving<'c>]) -> Vec<&'c str> {
    serves.iter().map(|s| s.item.as_str()).collect()
}

/// The schema of a package.
pub(in crate::api) fn schema() -> Value {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let number = json!({ "type": "integer" });
    let field = json!({
        "type": "object",
        "required": ["code", "label", "type", "required", "serves", "why"],
        "properties": {
            "code": text, "label": text, "hint": text, "type": text,
            "required": { "type": "boolean" },
            "min": { "type": ["integer", "null"], "description": "字数、人数或数值" },
            "max": { "type": ["integer", "null"] },
            "choices": texts,
            "columns": { "type": "array", "items": { "type": "object" } },
            "serves": { "type": "array", "items": text, "description": "哪几个事项用它" },
            "why": { "type": "array", "items": text, "description": "为什么要问" },
            "depends_on_answers": { "type": "boolean" },
        },
    });
    let material = json!({
        "type": "object",
        "required": ["code", "name", "handover", "principal", "serves"],
        "properties": {
            "code": text, "name": text, "form": text,
            "handover": { "type": "string", "enum": ["submitted", "fetched", "created"],
                "description": "申请人交、从共享调取（不得再要）、套餐里别的事项产生" },
            "from": { "type": ["string", "null"] },
            "principal": { "type": "boolean", "description": "主要材料，不能容缺" },
            "defer_working_days": { "type": ["integer", "null"],
                "description": "容缺时最晚在受理后几个工作日补" },
            "serves": texts,
            "depends_on_answers": { "type": "boolean" },
        },
    });
    json!({
        "type": "object",
        "required": ["id", "name", "items", "order", "form", "separate_field_count"],
        "properties": {
            "id": text, "name": text, "who": text, "summary": text, "lead_unit": text,
            "questions": { "type": "array", "items": { "type": "object" } },
            "items": { "type": "array", "items": { "type": "object" },
                "description": "事项：编码、单位、依据、承诺时限、收费、窗口、字段、材料" },
            "dropped": { "type": "array", "items": text, "description": "按回答不用办的事项" },
            "order": { "type": "array", "items": texts,
                "description": "一层一层办，同一层同时办" },
            "limit": { "type": "object", "properties": {
                "working_days": number, "notice_days": number, "path": texts, "one_by_one": number,
            } },
            "form": { "type": "object", "required": ["revision", "pages", "fields"], "properties": {
                "revision": text,
                "pages": { "type": "array", "items": { "type": "object" } },
                "fields": { "type": "array", "items": field },
                "produced": { "type": "array", "items": { "type": "object" },
                    "description": "不用填，由套餐里的事项产生，例如统一社会信用代码" },
            } },
            "materials": { "type": "array", "items": material },
            "separate_field_count": { "type": "integer",
                "description": "各事项分开办时一共要填的项数" },
        },
    })
}
