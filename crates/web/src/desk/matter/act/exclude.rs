//! 剔除: out of the denominators, still visible.

use super::{Screen, reason};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Exclude,
    path: "exclude",
    route: "/desk/matters/{no}/exclude",
    title: |_| "剔除统计".to_owned(),
    consequence: |g| {
        format!(
            "这件不再计入{}的考核，但照样要办、照样看得到；理由会公开，不能恢复。对它的评价是另一件，要剔除须另有依据。",
            g.matter().lead
        )
    },
    fields: |_| vec![reason("写清为什么不该计入考核，单位和公众能看到", 500)],
    parse: |form, _| {
        Ok(Command::Exclude {
            reason: form.text("reason"),
            evidence: Vec::new(),
        })
    },
    label: "剔除",
    harm: true,
    files: false,
};
