//! 派单 of one matter, and the ruling on a dispute.

use super::{Ground, Screen, units};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::district::{TopicId, UnitId};
use banjie_core::matter::{Command, CommandName, Detail};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Dispatch,
    path: "dispatch",
    route: "/desk/matters/{no}/dispatch",
    title: |g| {
        let disputed = g.matter().state() == "disputed";
        if disputed {
            "裁定由谁主责"
        } else {
            "派给哪个单位"
        }
        .to_owned()
    },
    consequence: |g| {
        if g.matter().state() == "disputed" {
            "裁定后单位不能再转、再退；时限接着算。".to_owned()
        } else {
            "派出后办理时限从今天起算，单位会看到。".to_owned()
        }
    },
    fields,
    parse,
    label: "派单",
    harm: false,
    files: false,
};

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let matter = ground.matter();
    let proposed = match &matter.detail {
        Detail::Appeal(a) => a.proposed.clone(),
        _ => None,
    };
    let disputed = matter.state() == "disputed";
    let preset = if disputed {
        String::new()
    } else {
        proposed.as_ref().map(|u| u.to_string()).unwrap_or_default()
    };
    let all = units(ground, "");
    let topics: Vec<Choice> = ground
        .law
        .district
        .topics
        .iter()
        .map(|t| Choice::new(t.id.as_str(), t.id.as_str()))
        .collect();
    let support: Vec<&str> = matter.support.iter().map(|u| u.as_str()).collect();
    let mut unit = Field::with("unit", "主责单位", Control::Select(all.clone())).value(preset);
    if let Some(proposed) = proposed {
        unit.hint = format!("按类别建议{proposed}");
    }
    let mut fields = vec![unit];
    if matter.enterprise.is_some() {
        let topic = matter.topic.as_ref().map(|t| t.to_string());
        fields.push(
            Field::with("topic", "类别", Control::Select(topics))
                .value(topic.unwrap_or_default())
                .optional(),
        );
    }
    let mut support =
        Field::with("support", "配合单位", Control::Checks(all)).value(support.join("\n"));
    if disputed {
        support.hint = "一个都不勾，原来的配合单位不变".to_owned();
    }
    fields.push(support.optional());
    fields.push(
        Field::with("reason", "理由", Control::TextArea(500))
            .hint("和建议不同，或裁定争议时，请写清为什么")
            .optional(),
    );
    fields
}

fn parse(form: &Form, ground: &Ground<'_>) -> Result<Command, Errors> {
    let mut errors = Errors::default();
    let (unit, topic, reason) = (form.line("unit"), form.line("topic"), form.text("reason"));
    if unit.is_empty() {
        errors.add("unit", "主责单位：没有选。请从名单里选");
    }
    if ground.matter().state() == "disputed" && reason.is_empty() {
        errors.add("reason", "理由：没有填。单位有异议，请写清为什么这样裁定");
    }
    if reason.chars().count() > 500 {
        errors.add("reason", "理由：最多 500 字，请写短些");
    }
    errors.check()?;
    Ok(Command::Dispatch {
        support: form
            .all("support")
            .filter(|u| *u != unit)
            .map(UnitId::from)
            .collect(),
        unit: UnitId(unit),
        topic: (!topic.is_empty()).then_some(TopicId(topic)),
        reason,
    })
}
