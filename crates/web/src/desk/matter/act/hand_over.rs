//! 出件: all results of an application at once.

use super::{Ground, Screen, admit};
use crate::kit::form::Errors;
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::kinds::application::Way;
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::HandOver,
    path: "hand-over",
    route: "/desk/matters/{no}/hand-over",
    title: |_| "一次送达全部结果".to_owned(),
    consequence,
    fields: |_| {
        let ways = Way::ALL.map(|w| Choice::new(w.code(), w.word()));
        vec![
            Field::with("way", "怎样送达", Control::Radio(ways.to_vec())),
            Field::text("words", "说明")
                .hint("例如快递单号。不要写收件人姓名和电话")
                .optional(),
        ]
    },
    parse: |form, _| {
        let Some(way) = Way::from_code(form.get("way")) else {
            let mut errors = Errors::default();
            errors.add("way", "怎样送达：没有选。请选窗口领取、邮寄或网上下载");
            return Err(errors);
        };
        Ok(Command::HandOver {
            way,
            words: form.line("words"),
        })
    },
    label: "确认送达",
    harm: false,
    files: false,
};

fn consequence(ground: &Ground<'_>) -> String {
    let Some(application) = admit::application(ground) else {
        return String::new();
    };
    let results: Vec<String> = (application.parts.iter())
        .filter_map(|part| {
            let (outcome, number, _) = part.ended.as_ref()?;
            let planned = application.plan.item(&part.item)?;
            let number = match number.as_str() {
                "" => String::new(),
                number => format!("，{number}"),
            };
            Some(format!(
                "{}（{}{number}，{}）",
                planned.name,
                outcome.word(),
                planned.unit
            ))
        })
        .collect();
    format!("送达后整件办结。结果：{}。", results.join("；"))
}
