//! 记录, 回函, 给企业留言.

use super::{Ground, Screen};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Comment,
    path: "comment",
    route: "/desk/matters/{no}/comment",
    title: |g| {
        let lead = g.matter().lead == g.viewer.staff().unit;
        if lead { "写一条记录" } else { "回函" }.to_owned()
    },
    consequence: |_| "写好后不能改，只能再写一条。记录可以作为办结依据。".to_owned(),
    fields,
    parse: |form, _| {
        Ok(Command::Comment {
            words: form.text("words"),
            public: form.get("public") == "1",
        })
    },
    label: "写入经过",
    harm: false,
    files: false,
};

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let mut fields = vec![
        Field::with("words", "记录", Control::TextArea(2_000))
            .hint("写办了什么、和谁说的、结果怎样"),
    ];
    if ground.matter().enterprise.is_some() {
        let choices = vec![
            Choice::new("0", "只给办理单位看"),
            Choice::new("1", "企业也能看到"),
        ];
        fields.push(Field::with("public", "谁能看到", Control::Radio(choices)).value("0"));
    }
    fields
}
