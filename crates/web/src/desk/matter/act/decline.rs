//! 不予受理, 非本区职责: two ways to end that are never "已解决".

use super::{Screen, reason};
use crate::kit::parts::Field;
use banjie_core::matter::{Command, CommandName};

pub(super) const REJECT: Screen = Screen {
    command: CommandName::Reject,
    path: "reject",
    route: "/desk/matters/{no}/reject",
    title: |_| "不予受理".to_owned(),
    consequence: |_| "这件结束，企业会看到理由和依据。不能恢复。".to_owned(),
    fields: |_| {
        vec![
            reason("写给企业：为什么不予受理", 500),
            Field::text("basis", "依据").hint("文件名和条款"),
        ]
    },
    parse: |form, _| {
        Ok(Command::Reject {
            reason: form.text("reason"),
            basis: form.line("basis"),
        })
    },
    label: "不予受理",
    harm: true,
    files: false,
};

pub(super) const PASS_ON: Screen = Screen {
    command: CommandName::PassOn,
    path: "pass-on",
    route: "/desk/matters/{no}/pass-on",
    title: |_| "告知不归本区办".to_owned(),
    consequence: |_| "这件结束，企业会看到该找谁、打什么电话。不能恢复。".to_owned(),
    fields: |_| {
        vec![
            Field::text("to", "该找谁").hint("有权办理的单位"),
            Field::text("telephone", "对方电话").width("w11"),
            reason("写给企业：为什么不归本区", 500),
        ]
    },
    parse: |form, _| {
        Ok(Command::PassOn {
            to: form.line("to"),
            telephone: form.line("telephone"),
            reason: form.text("reason"),
        })
    },
    label: "告知企业",
    harm: true,
    files: false,
};
