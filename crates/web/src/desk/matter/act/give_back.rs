//! 退回: to the unit it came from, once; otherwise 区营商办 decides.

use super::{Ground, Screen, reason};
use crate::kit::text;
use banjie_core::matter::{Command, CommandName, return_by};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Return,
    path: "return",
    route: "/desk/matters/{no}/return",
    title: |_| "退回这件".to_owned(),
    consequence,
    fields: |_| vec![reason("写清为什么不归本单位", 500)],
    parse: |form, _| {
        Ok(Command::Return {
            reason: form.text("reason"),
        })
    },
    label: "退回",
    harm: true,
    files: false,
};

fn consequence(ground: &Ground<'_>) -> String {
    let matter = ground.matter();
    match &matter.came_from {
        Some(unit) if !matter.returned => {
            let last = match return_by(matter, &ground.law) {
                Ok(Some(last)) => format!("最晚{}可以退；", text::full_date(last)),
                Ok(None) | Err(_) => String::new(),
            };
            format!("会退给转来的{unit}，只能退这一次；{last}时限不停。")
        }
        _ => "会交区营商办裁定由谁主责；裁定前时限不停，裁定后不能再退。".to_owned(),
    }
}
