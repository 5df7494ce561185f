//! 回访: whoever left a number is rung, every one of them.

use super::Screen;
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::CallBack,
    path: "call-back",
    route: "/desk/matters/{no}/call-back",
    title: |_| "记录回访".to_owned(),
    consequence: |_| {
        "电话在“查看联系人”里，写明理由后看。联系上才算回访；没有联系上的也要记，之后可以再记。请换一位没有接待过的同事打。"
            .to_owned()
    },
    fields: |_| {
        vec![
            Field::with(
                "reached",
                "联系上了吗",
                Control::Radio(vec![
                    Choice::new("1", "联系上了"),
                    Choice::new("0", "没有联系上"),
                ]),
            ),
            Field::with("words", "回访记录", Control::TextArea(1_000))
                .hint("评价人怎么说；没有联系上的写哪几次、怎么联系的"),
        ]
    },
    parse: |form, _| {
        let mut errors = crate::kit::Errors::default();
        if !matches!(form.get("reached"), "0" | "1") {
            errors.add("reached", "联系上了吗：没有选。请选联系上了或没有联系上");
        }
        errors.check()?;
        Ok(Command::CallBack {
            reached: form.get("reached") == "1",
            words: form.text("words"),
        })
    },
    label: "记下回访",
    harm: false,
    files: false,
};
