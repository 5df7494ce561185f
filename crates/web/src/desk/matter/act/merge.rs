//! 并案.

use super::{Ground, Screen, reason};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::Field;
use banjie_core::matter::{Command, CommandName, MatterNo};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Merge,
    path: "merge",
    route: "/desk/matters/{no}/merge",
    title: |_| "并到另一件".to_owned(),
    consequence: |_| {
        "并案后这件结束，以另一件为准；企业会看到并到了哪一件。不能再分开。".to_owned()
    },
    fields: |_| {
        vec![
            Field::text("into", "并到哪一件")
                .hint("填另一件的编号，例如 BJ-2026-004512-H")
                .width("w18"),
            reason("写清为什么是同一件事", 500),
        ]
    },
    parse,
    label: "并案",
    harm: true,
    files: false,
};

fn parse(form: &Form, _: &Ground<'_>) -> Result<Command, Errors> {
    let typed = form.line("into");
    let mut errors = Errors::default();
    match typed.parse::<MatterNo>() {
        Ok(into) => Ok(Command::Merge {
            into,
            reason: form.text("reason"),
        }),
        Err(_) if typed.is_empty() => {
            errors.add("into", "并到哪一件：没有填。请填另一件的编号");
            Err(errors)
        }
        Err(bad) => {
            errors.add("into", format!("并到哪一件：{bad}"));
            Err(errors)
        }
    }
}
