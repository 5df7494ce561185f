//! 代录异议: somebody at the window objects to what is held against a promise; staff write it down, read
//! it back, and register it with who said it.

use super::page::{Preview, Shown, show_page};
use super::run::{ground, settle};
use super::{Ground, Screen};
use crate::App;
use crate::desk::intake;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Control, Field};
use crate::kit::viewer::Viewer;
use crate::portal::appeals;
use axum::response::Response;
use banjie_core::matter::CommandName;
use banjie_store::Contact;
use banjie_store::reads::Course;

/// What was read back, so that nothing else is registered.
pub(super) const READ: &str = "_read";

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Object,
    path: "objection",
    route: "/desk/matters/{no}/objection",
    title: |_| "代录异议".to_owned(),
    consequence: |g| {
        format!(
            "由区营商办裁定，不由{}裁定；裁定前不按记入对待。照来人说的写，不替他评判；念给他听，说对再登记。",
            g.matter().lead
        )
    },
    fields: |_| {
        vec![
            Field::text("name", "姓名")
                .hint("来提异议的人：法定代表人，或企业托付的人")
                .width("w11")
                .typed("name", "text"),
            Field::text("phone", "手机号")
                .hint("裁定以后告诉他结果；只有写了理由的人能看，谁看过都有记录")
                .width("w11")
                .typed("tel", "tel"),
            Field::with("words", "异议", Control::TextArea(1_000))
                .hint("他怎么说的：为什么没有按期，哪里认定得不对"),
        ]
    },
    // Who said it is read in `give`.
    parse: |_, _| Err(Errors::default()),
    label: "下一步：念给来人听",
    harm: false,
    files: false,
};

/// The page, the same answers read back, the registration.
pub(super) async fn give(
    app: &App,
    viewer: &Viewer,
    course: Course,
    screen: &Screen,
    form: Form,
) -> Result<Response, Problem> {
    let mut errors = Errors::default();
    let name = form.line("name");
    if name.is_empty() {
        errors.add("name", "姓名：没有填。请写来提异议的人的姓名");
    } else if name.chars().count() > 30 {
        errors.add("name", "姓名：最多 30 个字，请写短些");
    }
    let phone = appeals::phone(form.get("phone"), &mut errors);
    if form.text("words").is_empty() {
        errors.add("words", "异议：没有填。请写清哪里不对、为什么没有按期");
    }
    let ground = ground(app, viewer, &course).await?;
    let Some((phone, _)) = phone.filter(|_| errors.is_empty()) else {
        return show_page(&ground, screen, &form, &errors, Shown::Again).await;
    };
    if form.get(READ) != said(&form) {
        return show_page(&ground, screen, &form, &errors, Shown::Preview).await;
    }
    let speaker = Contact {
        name,
        phone,
        salt: intake::salt()?,
    };
    let matter = &course.matter;
    let ask = viewer.ask(app, form.key());
    let words = form.text("words");
    let given = app
        .store()
        .object_for(matter.no, matter.version, words, speaker, ask);
    let outcome = given.await;
    settle(&ground, screen, &form, outcome).await
}

/// Everything that is read back, in one line.
pub(super) fn said(form: &Form) -> String {
    let parts = [form.line("name"), form.line("phone"), form.text("words")];
    parts.join("\u{1f}")
}

/// What is read to the one who came.
pub(super) fn preview(ground: &Ground<'_>, form: &Form) -> Preview {
    let mut lines = vec![
        format!("姓名：{}", form.line("name")),
        format!("手机号：{}", form.line("phone")),
    ];
    lines.extend(super::super::said::paragraphs(&form.text("words")));
    Preview {
        title: "念给来人听，还没有登记",
        head: format!(
            "对{}的{}提出异议",
            ground.matter().lead,
            ground.matter().title
        ),
        lines,
        foot: "说对了，点“登记异议”。不对的在下面改，改了再念一遍。".to_owned(),
    }
}
