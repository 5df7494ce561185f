//! 复核结案; for a recurring order the end of the series.

use super::Screen;
use crate::kit::parts::{Control, Field};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Conclude,
    path: "conclude",
    route: "/desk/matters/{no}/conclude",
    title: |g| {
        let appeal = g.matter().enterprise.is_some();
        if appeal {
            "复核结案"
        } else {
            "宣布这项任务结束"
        }
        .to_owned()
    },
    consequence: |g| {
        if g.matter().enterprise.is_some() {
            "企业会看到说明。结案不等于“已解决”，统计里仍记为未解决。".to_owned()
        } else {
            "以后不再需要报送，已报的都留着。".to_owned()
        }
    },
    fields: |g| {
        vec![
            Field::with("reason", "说明", Control::TextArea(1_000)).hint(
                if g.matter().enterprise.is_some() {
                    "写给企业：为什么只能这样，还可以找谁"
                } else {
                    "写清为什么不再需要报送"
                },
            ),
        ]
    },
    parse: |form, _| {
        Ok(Command::Conclude {
            reason: form.text("reason"),
        })
    },
    label: "结案",
    harm: true,
    files: false,
};
