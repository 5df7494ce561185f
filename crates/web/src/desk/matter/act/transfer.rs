//! 转办: to the unit whose work it is, each unit once, with a reason.

use super::{Ground, Screen, reason, units};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Control, Field};
use banjie_core::district::UnitId;
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Transfer,
    path: "transfer",
    route: "/desk/matters/{no}/transfer",
    title: |_| "转给别的单位办".to_owned(),
    consequence: |_| {
        "转走后本单位不再主责，可能看不到它；时限不重新算。对方可以退回一次，或者再转给没有办过的单位；再有异议由区营商办裁定。"
            .to_owned()
    },
    fields,
    parse,
    label: "转办",
    harm: true,
    files: false,
};

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let others = units(ground, ground.matter().lead.as_str());
    vec![
        Field::with("unit", "转给哪个单位", Control::Select(others)),
        reason("对方会看到。写清为什么归对方办", 500),
    ]
}

fn parse(form: &Form, _: &Ground<'_>) -> Result<Command, Errors> {
    let unit = form.line("unit");
    if unit.is_empty() {
        let mut errors = Errors::default();
        errors.add("unit", "转给哪个单位：没有选。请从名单里选");
        if form.text("reason").is_empty() {
            errors.add("reason", "理由：没有填。请写清为什么归对方办");
        }
        return Err(errors);
    }
    Ok(Command::Transfer {
        unit: UnitId(unit),
        reason: form.text("reason"),
    })
}
