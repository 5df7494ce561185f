//! 延期: to a total length, as far as the rule allows.

use super::{Ground, Screen, reason};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::Field;
use crate::kit::words;
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Extend,
    path: "extend",
    route: "/desk/matters/{no}/extend",
    title: |_| "延期".to_owned(),
    consequence,
    fields,
    parse,
    label: "延期",
    harm: false,
    files: false,
};

fn consequence(ground: &Ground<'_>) -> String {
    let clock = &ground.matter().clock;
    let unit = clock.unit.word();
    let Some(longest) = clock.longest else {
        return "这类办件的规则不允许延期。".to_owned();
    };
    let mut most = clock.clone();
    // Only to say how far it could go; the command itself decides.
    let _ = most.extend(longest);
    format!(
        "现在限 {} {unit}，从收到起合计最多 {longest} {unit}，最晚到{}。企业会看到延期和理由。",
        clock.granted(),
        words::due_full(&most.due(ground.law.calendar, ground.today))
    )
}

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let unit = ground.matter().clock.unit.word();
    let mut total = Field::text("total", "延到合计多少").width("w4");
    total.hint = format!("从收到起算的总数，单位：{unit}");
    total.inputmode = "numeric".to_owned();
    vec![total, reason("写清为什么按期办不完，企业会看到", 500)]
}

fn parse(form: &Form, _: &Ground<'_>) -> Result<Command, Errors> {
    let typed = form.digits("total");
    let mut errors = Errors::default();
    let total = typed.parse().unwrap_or_else(|_| {
        errors.add(
            "total",
            if typed.is_empty() {
                "延到合计多少：没有填。请填一个整数，例如 10".to_owned()
            } else {
                format!("延到合计多少：写成了“{typed}”，请填一个整数，例如 10")
            },
        );
        0
    });
    let reason = form.text("reason");
    if reason.is_empty() {
        errors.add("reason", "理由：没有填。请写清为什么按期办不完");
    }
    errors.check()?;
    Ok(Command::Extend { total, reason })
}
