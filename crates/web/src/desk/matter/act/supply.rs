//! 补交材料 taken on paper at the window, for an application or a commitment.

use super::{Ground, Screen};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::kinds::application::Handed;
use banjie_core::matter::{Command, CommandName, Detail};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Supply,
    path: "supply",
    route: "/desk/matters/{no}/supply",
    title: |_| "登记窗口收到的材料".to_owned(),
    consequence: |_| {
        "申请人把纸质材料送到窗口时用。要留扫描件的，先“添加材料”。网上补的由申请人自己传。"
            .to_owned()
    },
    fields,
    parse,
    label: "登记收到",
    harm: false,
    files: false,
};

fn owed(ground: &Ground<'_>) -> Vec<Choice> {
    match &ground.matter().detail {
        Detail::Application(application) => (application.told.iter())
            .flat_map(|(missing, _)| missing)
            .map(|m| Choice {
                hint: m.what.clone(),
                ..Choice::new(m.material.as_str(), &m.name)
            })
            .collect(),
        Detail::Commitment(commitment) => (commitment.new.deferred.iter())
            .filter(|d| !commitment.settled.contains(&d.material))
            .map(|d| Choice::new(d.material.as_str(), &d.name))
            .collect(),
        _ => Vec::new(),
    }
}

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let owed = owed(ground);
    let words = Field::with("words", "说明", Control::TextArea(500));
    if owed.is_empty() {
        return vec![words.hint("改正了什么")];
    }
    vec![
        Field::with("handed", "收到的材料", Control::Checks(owed)),
        words.optional(),
    ]
}

fn parse(form: &Form, _: &Ground<'_>) -> Result<Command, Errors> {
    let handed = form.all("handed").map(|code| Handed {
        material: code.into(),
        files: Vec::new(),
    });
    Ok(Command::Supply {
        handed: handed.collect(),
        files: Vec::new(),
        words: form.text("words"),
    })
}
