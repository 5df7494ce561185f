//! 签收.

use super::Screen;
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Sign,
    path: "sign",
    route: "/desk/matters/{no}/sign",
    title: |_| "签收这件".to_owned(),
    consequence: |g| {
        format!(
            "签收后由{}经办，时限不变。以后可以再交给同事办。",
            g.viewer.staff().name
        )
    },
    fields: |_| Vec::new(),
    parse: |_, _| Ok(Command::Sign),
    label: "签收",
    harm: false,
    files: false,
};
