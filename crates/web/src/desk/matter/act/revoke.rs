//! A promise was not kept: 终止容缺, or the decision made on it is revoked. The record is only proposed.

use super::{Screen, reason};
use crate::kit::parts::{Control, Field};
use banjie_core::kinds::commitment::Mode;
use banjie_core::matter::{Command, CommandName, Detail};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Revoke,
    path: "revoke",
    route: "/desk/matters/{no}/revoke",
    title: |g| match &g.matter().detail {
        Detail::Commitment(c) if c.new.mode == Mode::Promise => "撤销决定".to_owned(),
        _ => "终止容缺".to_owned(),
    },
    consequence: |g| {
        let what = match &g.matter().detail {
            Detail::Commitment(c) if c.new.mode == Mode::Promise => "原来的决定记为撤销",
            _ => "等这些材料的事项停办，其他事项照常",
        };
        format!("{what}。是否记入承诺记录不由这一步决定：先听申请人说明，再由区营商办裁定。")
    },
    fields: |_| {
        vec![
            reason("哪些没有履行，提醒过几次。申请人会看到", 1_000),
            Field::with("basis", "依据", Control::TextArea(300)).hint("条款，或承诺书里的约定"),
        ]
    },
    parse: |form, _| {
        Ok(Command::Revoke {
            reason: form.text("reason"),
            basis: form.text("basis"),
        })
    },
    label: "作出决定",
    harm: true,
    files: false,
};
