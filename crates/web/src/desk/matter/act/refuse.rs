//! 不予受理 of an application, 不予办理 of an item: the head's, with reason and basis.

use super::{Screen, reason};
use crate::kit::parts::{Control, Field};
use banjie_core::matter::{Command, CommandName, Detail};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Refuse,
    path: "refuse",
    route: "/desk/matters/{no}/refuse",
    title: |g| match g.matter().detail {
        Detail::Item(_) => "决定不予办理".to_owned(),
        _ => "不予受理".to_owned(),
    },
    consequence: |g| match g.matter().detail {
        Detail::Item(_) => {
            "只影响这一项和等它的事项，其他事项照常办。申请人会看到理由和依据，可以复议、诉讼。"
                .to_owned()
        }
        _ => "整件申请结束，申请人会看到理由和依据，可以复议、诉讼，也可以重新申请。".to_owned(),
    },
    fields: |g| {
        let (label, hint) = match g.matter().detail {
            Detail::Item(_) => (
                "依据和救济途径",
                "文件和条款；收到决定之日起六十日内可以申请行政复议，六个月内可以起诉",
            ),
            _ => ("依据", "文件和条款"),
        };
        vec![
            reason("申请人会一字不差地看到", 1_000),
            Field::with("basis", label, Control::TextArea(500)).hint(hint),
        ]
    },
    parse: |form, _| {
        Ok(Command::Refuse {
            reason: form.text("reason"),
            basis: form.text("basis"),
        })
    },
    label: "作出决定",
    harm: true,
    files: false,
};
