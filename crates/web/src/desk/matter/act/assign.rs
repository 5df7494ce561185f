//! 交办: who in the unit does it.

use super::{Ground, Screen};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Assign,
    path: "assign",
    route: "/desk/matters/{no}/assign",
    title: |_| "交给谁办".to_owned(),
    consequence: |_| "新的经办人会在待办里看到它，时限不变。".to_owned(),
    fields,
    parse,
    label: "交办",
    harm: false,
    files: false,
};

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let choices = ground.colleagues.iter().map(|a| {
        let roles: Vec<&str> = a.staff.roles.iter().map(|r| r.word()).collect();
        Choice {
            hint: format!("{} {}", roles.join("、"), a.telephone),
            ..Choice::new(a.staff.person.as_str(), &a.staff.name)
        }
    });
    vec![Field::with(
        "person",
        "经办人",
        Control::Radio(choices.collect()),
    )]
}

fn parse(form: &Form, ground: &Ground<'_>) -> Result<Command, Errors> {
    let chosen = form.line("person");
    let colleague = ground
        .colleagues
        .iter()
        .find(|a| a.staff.person.as_str() == chosen);
    match colleague {
        Some(account) => Ok(Command::Assign {
            person: account.staff.person.clone(),
            name: account.staff.name.clone(),
        }),
        None => {
            let mut errors = Errors::default();
            errors.add("person", "经办人：没有选。请选一位本单位的同事");
            Err(errors)
        }
    }
}
