//! 一次告知 (C4): everything that is missing, for all items together, once.

use super::admit::application;
use super::{Ground, Screen};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::words;
use banjie_core::kinds::application::MissingMaterial;
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::TellMissing,
    path: "tell-missing",
    route: "/desk/matters/{no}/tell-missing",
    title: |_| "一次告知要补的材料".to_owned(),
    consequence: |g| {
        let due = g.matter().clock.due(g.law.calendar, g.today);
        format!(
            "全部事项合在一起，只能告知一次，所以请一次写全。{}前不告知，依法视为收到之日已经受理。",
            words::due_full(&due)
        )
    },
    fields,
    parse,
    label: "发一次告知",
    harm: true,
    files: false,
};

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let Some(application) = application(ground) else {
        return Vec::new();
    };
    let materials: Vec<_> = application.plan.submitted().collect();
    let choices = materials.iter().map(|m| Choice {
        hint: match application.handed.iter().any(|h| h.material == m.material) {
            true => "已经交了：不合要求的才勾".to_owned(),
            false => "还没有交".to_owned(),
        },
        ..Choice::new(m.material.as_str(), &m.name)
    });
    let missing: Vec<&str> = (materials.iter())
        .filter(|m| !application.handed.iter().any(|h| h.material == m.material))
        .map(|m| m.material.as_str())
        .collect();
    let mut fields = vec![
        Field::with("missing", "要补的材料", Control::Checks(choices.collect()))
            .value(missing.join("\n")),
    ];
    fields.extend(materials.iter().map(|m| {
        Field::text(&what(m.material.as_str()), &format!("“{}”怎么补", m.name))
            .hint("没有交的不用写；不合要求的，写哪里不对、怎样改")
            .optional()
    }));
    fields
}

fn what(code: &str) -> String {
    format!("what.{code}")
}

fn parse(form: &Form, _: &Ground<'_>) -> Result<Command, Errors> {
    let missing = form.all("missing").map(|code| {
        let said = form.line(&what(code));
        MissingMaterial {
            material: code.into(),
            name: String::new(),
            what: match said.is_empty() {
                true => "没有交，请补交".to_owned(),
                false => said,
            },
        }
    });
    Ok(Command::TellMissing {
        missing: missing.collect(),
    })
}
