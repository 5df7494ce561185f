//! 添加材料.

use super::Screen;
use super::page::{Shown, show_page};
use super::run::{ground, settle};
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Control, Field};
use crate::kit::viewer::Viewer;
use crate::portal::files;
use axum::response::Response;
use banjie_core::matter::{Attachment, Command, CommandName};
use banjie_store::reads::Course;
use banjie_store::{Ask, StoreError, Written};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Attach,
    path: "attach",
    route: "/desk/matters/{no}/attach",
    title: |_| "添加材料".to_owned(),
    consequence: |_| "材料会记入经过，不能删。办理这件的单位都能看到。".to_owned(),
    fields: |_| vec![field("材料")],
    // Files are read in `give`.
    parse: |_, _| Err(Errors::default()),
    label: "添加材料",
    harm: false,
    files: true,
};

/// The field for files.
pub(super) fn field(label: &str) -> Field {
    let control = Control::File {
        accept: files::ACCEPT.to_owned(),
        many: true,
        kept: Vec::new(),
    };
    Field::with("files", label, control)
        .hint("pdf、jpg、png、docx、xlsx、txt，每个不超过 20 MB，一次最多 10 个")
}

/// Adds the files one after the other.
pub(super) async fn give(
    app: &App,
    viewer: &Viewer,
    course: Course,
    screen: &Screen,
    mut form: Form,
) -> Result<Response, Problem> {
    let mut errors = Errors::default();
    let files = files::take(app, &mut form, &mut errors).await?;
    if files.is_empty() && errors.is_empty() {
        errors.add("files", "材料：没有选。请选一个或几个文件");
    }
    let ground = ground(app, viewer, &course).await?;
    if !errors.is_empty() {
        return show_page(&ground, screen, &form, &errors, Shown::Again).await;
    }
    let ask = viewer.ask(app, form.key());
    let outcome = add(app, &course, files, &ask).await;
    settle(&ground, screen, &form, outcome).await
}

/// Attaches files that the matter does not have yet; each under a key of its own, so that a
/// resent form adds nothing twice. Returns the matter's version after them.
pub(super) async fn add(
    app: &App,
    course: &Course,
    files: Vec<Attachment>,
    ask: &Ask,
) -> Result<Written, StoreError> {
    let matter = &course.matter;
    let mut done = Written {
        no: matter.no,
        version: matter.version,
        opened: Vec::new(),
        repeated: false,
        opening: None,
    };
    let mut known: Vec<String> = matter.attachments.iter().map(|a| a.hash.clone()).collect();
    for file in files {
        if known.contains(&file.hash) {
            continue;
        }
        known.push(file.hash.clone());
        let step = Ask {
            act: ask.act.clone(),
            key: ask.key.as_ref().map(|k| format!("{k}:{}", file.hash)),
        };
        let seen = done.version;
        done = app
            .store()
            .command(matter.no, seen, Command::Attach { file }, step)
            .await?;
    }
    Ok(done)
}
