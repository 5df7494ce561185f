//! 催办.

use super::Screen;
use crate::kit::parts::{Control, Field};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Urge,
    path: "urge",
    route: "/desk/matters/{no}/urge",
    title: |_| "催办".to_owned(),
    consequence: |g| {
        let times = match g.matter().urged {
            0 => "这件还没有催过。".to_owned(),
            n => format!("这件已经催过 {n} 次。"),
        };
        format!("{}会看到催办内容。{times}", g.matter().lead)
    },
    fields: |_| {
        vec![
            Field::with("words", "催办内容", Control::TextArea(500))
                .hint("一句话：催什么，希望哪天前有结果"),
        ]
    },
    parse: |form, _| {
        Ok(Command::Urge {
            words: form.text("words"),
        })
    },
    label: "催办",
    harm: false,
    files: false,
};
