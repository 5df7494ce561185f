//! 撤回 of an appeal at the enterprise's word, 撤销 of a directive.

use super::{Screen, reason};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Withdraw,
    path: "withdraw",
    route: "/desk/matters/{no}/withdraw",
    title: |g| {
        let appeal = g.matter().enterprise.is_some();
        if appeal { "代企业撤回" } else { "撤销任务" }.to_owned()
    },
    consequence: |_| "撤回后这件结束，不能恢复；承办单位会看到。".to_owned(),
    fields: |g| {
        vec![reason(
            if g.matter().enterprise.is_some() {
                "写清企业什么时候、怎样提出撤回"
            } else {
                "写清为什么不再需要办"
            },
            500,
        )]
    },
    parse: |form, _| {
        Ok(Command::Withdraw {
            reason: form.text("reason"),
        })
    },
    label: "确认撤回",
    harm: true,
    files: false,
};
