//! 核对 what was promised: materials that came, or whether a promise is true.

use super::Screen;
use crate::kit::form::Errors;
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::kinds::commitment::Mode;
use banjie_core::matter::{Command, CommandName, Detail};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Inspect,
    path: "inspect",
    route: "/desk/matters/{no}/inspect",
    title: |_| "核对承诺".to_owned(),
    consequence: |g| match &g.matter().detail {
        Detail::Commitment(c) if c.new.mode == Mode::Promise => {
            "相符就结束；第一次不符的限期改正，改正后再核对。".to_owned()
        }
        _ => "相符的材料马上转给等它的事项；不符的退回补，过了日期由您处理。".to_owned(),
    },
    fields: |g| {
        let results = vec![Choice::new("kept", "相符"), Choice::new("false", "不符")];
        let mut fields = vec![
            Field::with("result", "核对结果", Control::Radio(results)),
            Field::with("words", "说明", Control::TextArea(1_000))
                .hint("不符的写清哪里不符、怎样改，申请人会看到")
                .optional(),
        ];
        if matches!(&g.matter().detail, Detail::Commitment(c) if c.new.mode == Mode::Promise) {
            let stop = vec![Choice::new("1", "责令停止相关活动，改正以前不能继续")];
            fields.push(Field::with("stop", "是否停止", Control::Checks(stop)).optional());
        }
        fields
    },
    parse: |form, _| {
        let kept = match form.get("result") {
            "kept" => true,
            "false" => false,
            _ => {
                let mut errors = Errors::default();
                errors.add("result", "核对结果：没有选。请选“相符”或“不符”");
                return Err(errors);
            }
        };
        Ok(Command::Inspect {
            kept,
            words: form.text("words"),
            stop: !form.get("stop").is_empty(),
        })
    },
    label: "确认核对结果",
    harm: false,
    files: false,
};
