//! 认可 a report or reflection.

use super::{Ground, Screen};
use crate::kit::parts::{Control, Field};
use banjie_core::kinds::directive::Cadence;
use banjie_core::matter::{Command, CommandName, Detail};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Accept,
    path: "accept",
    route: "/desk/matters/{no}/accept",
    title: |_| "认可这次反馈".to_owned(),
    consequence,
    fields: |_| vec![Field::with("words", "评语", Control::TextArea(500)).optional()],
    parse: |form, _| {
        Ok(Command::Accept {
            words: form.text("words"),
        })
    },
    label: "认可",
    harm: false,
    files: false,
};

fn consequence(ground: &Ground<'_>) -> String {
    let Detail::Directive(directive) = &ground.matter().detail else {
        return String::new();
    };
    let steps = directive.reflected.as_ref().map_or(0, |r| r.steps.len());
    if steps > 0 {
        return format!("认可后这件办结，{steps} 条整改措施各成一件任务，按写明的日期督办。");
    }
    match directive.cadence {
        Cadence::Once => "认可后这件办结。".to_owned(),
        cadence => format!("认可后开始下一期，{}报一次。", cadence.word()),
    }
}
