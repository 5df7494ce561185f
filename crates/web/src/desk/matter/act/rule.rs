//! 裁定 an objection to figures of a period.

use super::{Ground, Screen, reason};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::kinds::objection::{Objection, Ruling};
use banjie_core::matter::{Command, CommandName, Detail, MatterNo};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Rule,
    path: "rule",
    route: "/desk/matters/{no}/rule",
    title: |_| "裁定申诉".to_owned(),
    consequence: |_| {
        "成立的，勾选的办件离开分母，各单位的数马上重算；裁定和理由单位看得到，不能收回。"
            .to_owned()
    },
    fields,
    parse,
    label: "裁定",
    harm: true,
    files: false,
};

fn objection<'a>(ground: &'a Ground<'_>) -> Option<&'a Objection> {
    match &ground.matter().detail {
        Detail::Objection(objection) => Some(objection),
        _ => None,
    }
}

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let rulings = Ruling::ALL
        .into_iter()
        .map(|r| Choice::new(r.code(), r.word()))
        .collect();
    let mut fields = vec![Field::with("ruling", "怎么裁定", Control::Radio(rulings))];
    let cases: Vec<Choice> = objection(ground)
        .map(|o| &o.cases)
        .into_iter()
        .flatten()
        .map(|no| Choice::new(no.to_string(), no.to_string()))
        .collect();
    if !cases.is_empty() {
        fields.push(
            Field::with("excluded", "剔除哪几件", Control::Checks(cases))
                .hint("申诉成立要勾全部；部分成立勾其中几件；不成立不勾")
                .optional(),
        );
    }
    fields.push(reason("写清查到了什么、为什么这样裁定", 1_000));
    fields
}

fn parse(form: &Form, _: &Ground<'_>) -> Result<Command, Errors> {
    let mut errors = Errors::default();
    let ruling = Ruling::from_code(&form.line("ruling"));
    if ruling.is_none() {
        errors.add("ruling", "怎么裁定：没有选。请选成立、部分成立或不成立");
    }
    let excluded = form
        .all("excluded")
        .filter_map(|no| no.parse::<MatterNo>().ok());
    let excluded = excluded.collect();
    match ruling {
        Some(ruling) => Ok(Command::Rule {
            ruling,
            reason: form.text("reason"),
            excluded,
        }),
        None => Err(errors),
    }
}
