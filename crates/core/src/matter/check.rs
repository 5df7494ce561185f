//! Checks of single fields, shared by every kind.

use super::{Evidence, Law, Matter, Refusal};
use crate::district::{TopicId, UnitId, UnitKind};

/// A text field must say something, within a length.
pub(crate) fn text(
    value: &str,
    field: &'static str,
    most: usize,
    remedy: &'static str,
) -> Result<(), Refusal> {
    let given = value.trim().chars().count();
    if given == 0 {
        return Err(Refusal::Missing { field, remedy });
    }
    if given > most {
        return Err(Refusal::TooLong { field, most, given });
    }
    Ok(())
}

/// A text field that may be empty, within a length.
pub(crate) fn at_most(value: &str, field: &'static str, most: usize) -> Result<(), Refusal> {
    let given = value.trim().chars().count();
    if given > most {
        return Err(Refusal::TooLong { field, most, given });
    }
    Ok(())
}

/// A unified social credit code must check out (GB 32100).
pub(crate) fn uscc(code: &str) -> Result<(), Refusal> {
    crate::codes::Uscc::parse(code).map(drop).map_err(|fault| {
        let field = "统一社会信用代码";
        let words = fault.to_string();
        // The refusal names field and value already.
        let remedy = words.strip_prefix(&format!("{field}“{code}”"));
        Refusal::BadValue {
            field,
            value: code.to_owned(),
            remedy: remedy.unwrap_or(&words).to_owned(),
        }
    })
}

/// The unit must exist in the district.
pub(crate) fn unit(id: &UnitId, field: &'static str, law: &Law<'_>) -> Result<(), Refusal> {
    if law.district.unit(id).is_some() {
        return Ok(());
    }
    Err(Refusal::BadValue {
        field,
        value: id.to_string(),
        remedy: "本区没有这个单位，请从名单里选".to_owned(),
    })
}

/// The topic must exist in the district.
pub(crate) fn topic(id: &TopicId, law: &Law<'_>) -> Result<(), Refusal> {
    if law.district.topic(id).is_some() {
        return Ok(());
    }
    Err(Refusal::BadValue {
        field: "类别",
        value: id.to_string(),
        remedy: "没有这个类别，请从列表里选，拿不准就选“其他”".to_owned(),
    })
}

/// The place must be a town or subdistrict of the district.
pub(crate) fn township(id: &UnitId, law: &Law<'_>) -> Result<(), Refusal> {
    if law
        .district
        .unit(id)
        .is_some_and(|u| u.kind == UnitKind::Township)
    {
        return Ok(());
    }
    Err(Refusal::BadValue {
        field: "在哪个镇街",
        value: id.to_string(),
        remedy: "本区没有这个镇街，请从列表里选".to_owned(),
    })
}

/// An answer rests on at least one file of the matter or one of its records. That it came in, was
/// dispatched or signed proves nothing.
pub(crate) fn evidence(matter: &Matter, evidence: &[Evidence]) -> Result<(), Refusal> {
    if evidence.is_empty() {
        return Err(Refusal::Missing {
            field: "依据",
            remedy: "请选一份材料，或引用一条办理记录。照片不是必须的",
        });
    }
    for item in evidence {
        let known = match item {
            Evidence::File(hash) => matter.attachments.iter().any(|a| a.hash == *hash),
            Evidence::Record(version) => matter.records.contains(version),
        };
        if !known {
            return Err(Refusal::BadValue {
                field: "依据",
                value: match item {
                    Evidence::File(hash) => hash.chars().take(8).collect(),
                    Evidence::Record(version) => format!("第 {version} 条记录"),
                },
                remedy: usable(matter),
            });
        }
    }
    Ok(())
}

/// What an answer of this matter could rest on.
fn usable(matter: &Matter) -> String {
    let files = matter
        .attachments
        .iter()
        .map(|a| format!("材料“{}”", a.name));
    let records = matter.records.iter().map(|v| format!("第 {v} 条记录"));
    let all: Vec<String> = files.chain(records).collect();
    if all.is_empty() {
        return "来件、派单、签收这些都不算依据；这件还没有材料和办理记录，请先传一份材料或写一条办理记录"
            .to_owned();
    }
    let shown = all
        .iter()
        .rev()
        .take(5)
        .cloned()
        .collect::<Vec<_>>()
        .join("、");
    format!("能作依据的是材料和办理记录，请从这些里选：{shown}；也可以再传一份材料或写一条办理记录")
}
