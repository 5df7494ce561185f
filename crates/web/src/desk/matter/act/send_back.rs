//! 退回重报.

use super::Screen;
use crate::kit::parts::{Control, Field};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::SendBack,
    path: "send-back",
    route: "/desk/matters/{no}/send-back",
    title: |_| "退回重报".to_owned(),
    consequence: |g| {
        format!(
            "{}要重新报送，原来的时限接着算；等认可的这几天也算在内。",
            g.matter().lead
        )
    },
    fields: |_| vec![Field::with("reason", "理由", Control::TextArea(1_000)).hint("写清还差什么")],
    parse: |form, _| {
        Ok(Command::SendBack {
            reason: form.text("reason"),
        })
    },
    label: "退回重报",
    harm: true,
    files: false,
};
