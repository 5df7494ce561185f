//! 裁定是否记入承诺记录, and its repair: 区营商办's.

use super::{Screen, reason};
use crate::kit::form::Errors;
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::matter::{Command, CommandName, Detail};

pub(super) const SETTLE: Screen = Screen {
    command: CommandName::Settle,
    path: "settle",
    route: "/desk/matters/{no}/settle",
    title: |_| "裁定是否记入承诺记录".to_owned(),
    consequence: |g| {
        let said = match &g.matter().detail {
            Detail::Commitment(c) => c.statements.last().cloned(),
            _ => None,
        };
        let said = said.map_or_else(
            || "申请人没有说明情况。".to_owned(),
            |words| format!("申请人说：“{words}”。"),
        );
        format!("{said}记入以后、修复以前，这家企业不能再容缺、告知承诺；它还可以提异议。")
    },
    fields: |_| {
        let choices = vec![Choice::new("1", "记入"), Choice::new("0", "不记入")];
        vec![
            Field::with("record", "裁定", Control::Radio(choices)),
            reason("申请人会看到", 1_000),
        ]
    },
    parse: |form, _| {
        let record = match form.get("record") {
            "1" => true,
            "0" => false,
            _ => {
                let mut errors = Errors::default();
                errors.add("record", "裁定：没有选。请选“记入”或“不记入”");
                return Err(errors);
            }
        };
        Ok(Command::Settle {
            record,
            reason: form.text("reason"),
        })
    },
    label: "作出裁定",
    harm: true,
    files: false,
};

pub(super) const REPAIR: Screen = Screen {
    command: CommandName::Repair,
    path: "repair",
    route: "/desk/matters/{no}/repair",
    title: |_| "修复承诺记录".to_owned(),
    consequence: |_| "修复以后，这家企业又可以容缺、告知承诺；原来的经过仍看得到。".to_owned(),
    fields: |_| vec![reason("怎样修复的，例如已补齐材料、已改正", 500)],
    parse: |form, _| {
        Ok(Command::Repair {
            reason: form.text("reason"),
        })
    },
    label: "确认修复",
    harm: false,
    files: false,
};
