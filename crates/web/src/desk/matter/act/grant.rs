//! 准予: the result in words, its number, what others wait for, what it rests on.

use super::close;
use super::{Ground, Screen};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Control, Field};
use banjie_core::kinds::application::Facts;
use banjie_core::matter::{Command, CommandName, Detail, Evidence};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Grant,
    path: "grant",
    route: "/desk/matters/{no}/grant",
    title: |_| "准予办理".to_owned(),
    consequence: |g| {
        let Detail::Item(item) = &g.matter().detail else {
            return String::new();
        };
        match (&item.new.promise, item.new.produces.is_empty()) {
            (Some(promise), _) => format!(
                "按告知承诺决定，{} 个工作日内要核查，会另立一件承诺跟踪。",
                promise.check
            ),
            (None, false) => {
                "等着用这些数据的事项马上开始。结果由牵头单位和其他结果一次送达。".to_owned()
            }
            (None, true) => "结果由牵头单位和其他结果一次送达申请人。".to_owned(),
        }
    },
    fields,
    parse: |_, _| Err(Errors::default()),
    label: "准予办理",
    harm: false,
    files: true,
};

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let Detail::Item(item) = &ground.matter().detail else {
        return Vec::new();
    };
    let mut fields = vec![
        Field::with("reply", "办理结果", Control::TextArea(1_000))
            .hint("申请人会看到：办成了什么，证照怎样领"),
        Field::text("number", "证照或文书编号").optional(),
    ];
    fields.extend(item.new.produces.iter().map(|(code, label)| {
        Field::text(&fact(code.as_str()), label).hint("后面的事项等着用，请照结果填写")
    }));
    fields.extend(close::rests_on(ground));
    fields
}

fn fact(code: &str) -> String {
    format!("fact.{code}")
}

/// The command, once everything it rests on is there.
pub(super) fn command(form: &Form, ground: &Ground<'_>, evidence: Vec<Evidence>) -> Command {
    let produces = match &ground.matter().detail {
        Detail::Item(item) => item.new.produces.as_slice(),
        _ => &[],
    };
    let facts: Facts = (produces.iter())
        .map(|(code, _)| (code.clone(), form.line(&fact(code.as_str()))))
        .collect();
    Command::Grant {
        words: form.text("reply"),
        number: form.line("number"),
        facts,
        evidence,
    }
}
