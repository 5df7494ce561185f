//! 重办.

use super::Screen;
use crate::kit::parts::{Control, Field};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Reopen,
    path: "reopen",
    route: "/desk/matters/{no}/reopen",
    title: |_| "退给单位重办".to_owned(),
    consequence: |g| {
        format!(
            "{}要重新签收、重新答复，时限从今天重新算；这一轮记为未解决。",
            g.matter().lead
        )
    },
    fields: |_| {
        vec![
            Field::with("reason", "理由", Control::TextArea(1_000))
                .hint("写清哪里没有解决，要单位做什么"),
        ]
    },
    parse: |form, _| {
        Ok(Command::Reopen {
            reason: form.text("reason"),
        })
    },
    label: "重办",
    harm: false,
    files: false,
};
