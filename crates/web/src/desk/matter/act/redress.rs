//! 整改、限期整改或说明: what the rater is told and the public reads without a name.

use super::{Ground, Screen, close};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::kinds::review::{Stage, Way};
use banjie_core::matter::{Command, CommandName, Detail, Evidence};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Redress,
    path: "redress",
    route: "/desk/matters/{no}/redress",
    title: |_| "反馈整改或说明".to_owned(),
    consequence: |_| {
        "评价人会看到，由评价人确认认可不认可；结果不带姓名公布。评价的等级不会因此改变，请不要请人改评。"
            .to_owned()
    },
    fields,
    parse: |_, _| Err(Errors::default()),
    label: "反馈评价人",
    harm: false,
    files: true,
};

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let planned = matches!(
        &ground.matter().detail,
        Detail::Review(r) if r.stage == Stage::Correcting
    );
    let ways = Way::ALL
        .into_iter()
        .filter(|w| !planned || *w != Way::Planned)
        .map(|w| Choice {
            hint: match w {
                Way::Corrected => "问题属实，已经改好；要有依据",
                Way::Planned => "一时改不好：写明怎么改，15 个工作日内改完",
                Way::Explained => "要求没有法律政策依据：说清依据和理由",
            }
            .to_owned(),
            ..Choice::new(w.code(), w.word())
        });
    let mut fields = vec![
        Field::with("way", "怎么处理", Control::Radio(ways.collect())),
        Field::with("reply", "反馈", Control::TextArea(2_000))
            .hint("写给评价人，也会公布：问题在哪里，做了什么，结果怎样。不要写人名、企业名和电话"),
    ];
    // What it rests on can be written down here: nobody has to leave the form for it.
    fields.extend(close::rests_on(ground).into_iter().map(Field::optional));
    fields
}

/// How it is made good, as chosen.
pub(super) fn way(form: &Form) -> Option<Way> {
    Way::ALL.into_iter().find(|w| w.code() == form.get("way"))
}

/// The command, once it is known what it rests on.
pub(super) fn command(way: Way, reply: String, evidence: Vec<Evidence>) -> Command {
    Command::Redress {
        way,
        reply,
        evidence,
    }
}
