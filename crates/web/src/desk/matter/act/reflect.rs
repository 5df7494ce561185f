//! 反思: the cause, and up to five corrective steps with their dates.

use super::{Ground, Screen};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Control, Field};
use crate::kit::text;
use banjie_core::kinds::directive::{CorrectiveStep, Reflection};
use banjie_core::matter::{Command, CommandName};

/// Most steps; more would not be done.
const STEPS: usize = 5;

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Reflect,
    path: "reflect",
    route: "/desk/matters/{no}/reflect",
    title: |_| "报送反思".to_owned(),
    consequence: |_| {
        "区营商办认可后，每条整改措施都会成为一件有时限的任务，由本单位负责。".to_owned()
    },
    fields,
    parse,
    label: "报送反思",
    harm: false,
    files: false,
};

fn fields(_: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![
        Field::with("cause", "原因", Control::TextArea(2_000)).hint("问题为什么发生，写到制度和人"),
    ];
    for n in 1..=STEPS {
        let mut what = Field::text(&format!("what-{n}"), &format!("整改措施 {n}"));
        let mut due = Field::with(
            &format!("due-{n}"),
            &format!("整改措施 {n} 的完成日期"),
            Control::Date,
        )
        .width("w11");
        if n == 1 {
            what = what.hint("做什么，做到什么程度，一条一句");
            due = due.hint("例如 2026-3-20");
        } else {
            what = what.optional();
            due = due.optional();
        }
        fields.push(what);
        fields.push(due);
    }
    fields
}

fn parse(form: &Form, ground: &Ground<'_>) -> Result<Command, Errors> {
    let mut errors = Errors::default();
    let cause = form.text("cause");
    match cause.chars().count() {
        0 => errors.add("cause", "原因：没有填。请写问题为什么发生"),
        n if n > 2_000 => errors.add("cause", format!("原因：最多 2000 字，现在 {n} 字")),
        _ => {}
    }
    let mut steps = Vec::new();
    for n in 1..=STEPS {
        let (at_what, at_due) = (format!("what-{n}"), format!("due-{n}"));
        let (what, typed) = (form.line(&at_what), form.line(&at_due));
        if what.is_empty() && typed.is_empty() {
            if n == 1 {
                errors.add(&at_what, "整改措施 1：没有填。请至少写一条措施和完成日期");
            }
            continue;
        }
        if what.is_empty() {
            errors.add(&at_what, format!("整改措施 {n}：写了日期，没有写做什么"));
        }
        if what.chars().count() > 200 {
            errors.add(&at_what, format!("整改措施 {n}：最多 200 字，请写短些"));
        }
        let due = text::date(&typed);
        match due {
            _ if typed.is_empty() => errors.add(
                &at_due,
                format!("整改措施 {n} 的完成日期：没有填。请填例如 2026-3-20"),
            ),
            None => errors.add(
                &at_due,
                format!("整改措施 {n} 的完成日期：写成了“{typed}”，请填例如 2026-3-20"),
            ),
            Some(day) if day <= ground.today => errors.add(
                &at_due,
                format!("整改措施 {n} 的完成日期：{day} 不在今天以后，请改"),
            ),
            Some(_) => {}
        }
        if let Some(due) = due {
            steps.push(CorrectiveStep { what, due });
        }
    }
    errors.check()?;
    Ok(Command::Reflect {
        reflection: Reflection { cause, steps },
    })
}
