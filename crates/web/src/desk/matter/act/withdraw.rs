//! 撤销 of a directive; an appeal is the enterprise's to take back.

use super::{Screen, reason};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Withdraw,
    path: "withdraw",
    route: "/desk/matters/{no}/withdraw",
    title: |_| "撤销任务".to_owned(),
    consequence: |_| "撤销后这件结束，不能恢复；承办单位会看到。".to_owned(),
    fields: |_| vec![reason("写清为什么不再需要办", 500)],
    parse: |form, _| {
        Ok(Command::Withdraw {
            reason: form.text("reason"),
        })
    },
    label: "撤销任务",
    harm: true,
    files: false,
};
