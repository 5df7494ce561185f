//! The forms of the working page, as changes of the working set.

use super::resolve::units_named;
use super::working::{Edit, Fields, ItemKind, Working};
use crate::kit::{Errors, Form};
use banjie_core::district::UnitId;
use banjie_core::kinds::directive::Cadence;
use banjie_core::pack::Pack;
use jiff::civil::Date;

/// The change that a form asks for.
///
/// # Errors
/// What is to be mended, field by field.
pub(super) fn read(
    form: &Form,
    working: &Working,
    pack: &Pack,
    today: Date,
) -> Result<Edit, Errors> {
    let mut errors = Errors::default();
    let act = form.get("act");
    if act == "confirm-written" {
        return Ok(Edit::ConfirmWritten);
    }
    if act == "add" {
        let sentence = form.text("sentence");
        let place = working.locate(&sentence);
        if place.is_none() {
            errors.add(
                "sentence",
                if sentence.is_empty() {
                    "出自哪一句：没有填。请从原文里复制任务出自的那句话"
                } else {
                    "出自哪一句：原文里没有这句话。请从左边的原文里原样复制"
                },
            );
        }
        let fields = fields(form, pack, today, true, &mut errors);
        errors.check()?;
        return Ok(Edit::Add {
            sentence: place.unwrap_or_default(),
            kind: match form.get("kind") {
                "reflection" => ItemKind::Reflection,
                _ => ItemKind::Task,
            },
            fields,
        });
    }
    let item = form
        .get("item")
        .parse()
        .ok()
        .and_then(|id| working.item(id))
        .map(|i| i.id);
    let Some(id) = item else {
        errors.add("", "没有这一项，可能刚被别人改过。请刷新后再试");
        return Err(errors);
    };
    match act {
        "drop" => Ok(Edit::Drop(id)),
        "restore" => Ok(Edit::Restore(id)),
        "split" => Ok(Edit::Split(id)),
        "quick" => Ok(Edit::Confirm(id)),
        "merge" => {
            let into = form.get("into").parse().ok();
            let target = into
                .and_then(|into| working.item(into))
                .filter(|i| i.is_live() && i.id != id);
            match target {
                Some(target) => Ok(Edit::Merge {
                    id,
                    into: target.id,
                }),
                None => {
                    errors.add("into", "并入哪一项：没有选。请选要留下的那一项");
                    Err(errors)
                }
            }
        }
        act => {
            let confirm = act != "save";
            let fields = fields(form, pack, today, confirm, &mut errors);
            errors.check()?;
            Ok(Edit::Set {
                id,
                fields,
                confirm,
            })
        }
    }
}

/// The fields of an item; `whole`: it is to be confirmed, so nothing may be missing.
fn fields(form: &Form, pack: &Pack, today: Date, whole: bool, errors: &mut Errors) -> Fields {
    let what = form.line("what");
    match what.chars().count() {
        0 => errors.add("what", "任务：没有填。请写清要做什么"),
        n if n > 200 => errors.add(
            "what",
            format!(
                "任务：最多 200 字，现在 {n} 字，请删去 {} 字，全文已保留在原句里",
                n - 200
            ),
        ),
        _ => {}
    }
    let leads = units(form, "lead", "主责单位", pack, errors);
    if whole && leads.is_empty() {
        errors.add(
            "lead",
            "主责单位：没有填。请填单位名称，几家用顿号隔开，也可以写“各部门”",
        );
    }
    Fields {
        what,
        leads,
        support: units(form, "support", "配合单位", pack, errors),
        cadence: Cadence::from_code(form.get("cadence")).unwrap_or(Cadence::Once),
        due: due(form, today, whole, errors),
    }
}

fn units(form: &Form, name: &str, label: &str, pack: &Pack, errors: &mut Errors) -> Vec<UnitId> {
    match units_named(&form.line(name), pack) {
        Ok(units) => units,
        Err(unknown) => {
            errors.add(
                name,
                format!(
                    "{label}：写成了“{unknown}”。本区没有这个单位，请从名单里选，几家用顿号隔开"
                ),
            );
            Vec::new()
        }
    }
}

fn due(form: &Form, today: Date, whole: bool, errors: &mut Errors) -> Option<Date> {
    let typed = form.line("due");
    if typed.is_empty() {
        if whole {
            errors.add("due", "期限：没有填。请填完成或第一次报送的日期");
        }
        return None;
    }
    let Some(day) = banjie_papers::sheet::date(&typed) else {
        errors.add(
            "due",
            format!("期限：写成了“{typed}”。请按 2026-2-27 的样子填日期"),
        );
        return None;
    };
    if day < today {
        errors.add("due", format!("期限：{day} 已经过了。请填今天或以后的日期"));
        return None;
    }
    Some(day)
}
