//! 答复并办结 (C7): result, what it rests on, the reply as the enterprise will see it. For a
//! directive the same page takes the report.

use super::page::{Preview, Shown, preview as preview_of, show_page};
use super::run::{ground, settle};
use super::{Ground, Screen, attach, grant, redress};
use crate::App;
use crate::desk::matter::timeline;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text, words};
use crate::portal::files;
use axum::response::Response;
use banjie_core::district::RuleId;
use banjie_core::kinds::review::Way;
use banjie_core::matter::{Command, CommandName, Event, Evidence, MatterNo};
use banjie_store::Ask;
use banjie_store::reads::Course;
use jiff::civil::Date;

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Answer,
    path: "close",
    route: "/desk/matters/{no}/close",
    title: |g| {
        let appeal = g.matter().enterprise.is_some();
        if appeal {
            "答复并办结"
        } else {
            "反馈办理情况"
        }
        .to_owned()
    },
    consequence: |g| {
        if g.matter().enterprise.is_some() {
            format!(
                "答复发给企业，由企业在{}前确认是否解决；企业认为没有解决的，由区营商办复核。",
                confirm_by(g)
            )
        } else {
            "报送后由区营商办认可或退回。".to_owned()
        }
    },
    fields,
    parse: |_, _| Err(Errors::default()),
    label: "答复并办结",
    harm: false,
    files: true,
};

/// What came of it, as the first line of the reply.
const RESULTS: [(&str, &str); 3] = [
    ("done", "已按诉求办好"),
    ("partly", "办好一部分，其余已有安排"),
    ("no", "按规定不能办，理由如下"),
];

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let appeal = ground.matter().enterprise.is_some();
    let mut fields = Vec::new();
    if appeal {
        let results = RESULTS.iter().map(|(v, l)| Choice::new(*v, *l)).collect();
        fields.push(Field::with("result", "办理结果", Control::Radio(results)));
    }
    fields.extend(rests_on(ground));
    let (label, hint) = if appeal {
        (
            "答复",
            "企业会一字不差地看到。先说结果，再说办了什么，还有疑问找谁",
        )
    } else {
        ("办理情况", "做了什么、结果怎样、还差什么")
    };
    fields.push(Field::with("reply", label, Control::TextArea(3_000)).hint(hint));
    fields
}

/// What an answer or a decision can rest on: files and records there, or new ones.
pub(super) fn rests_on(ground: &Ground<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    let rests = evidence_choices(ground.course, ground.today);
    if !rests.is_empty() {
        fields.push(
            Field::with("evidence", "依据", Control::Checks(rests))
                .hint("勾选已有的材料或办理记录。照片不是必须的"),
        );
    }
    let files = attach::field("再传材料作依据").optional();
    fields.push(files);
    fields.push(
        Field::with(
            "record",
            "现在写一条办理记录作依据",
            Control::TextArea(2_000),
        )
        .hint("没有材料时写这里：谁、哪天、做了什么。只给办理单位看")
        .optional(),
    );
    fields
}

/// Files and records of the matter that an answer can rest on, newest first.
pub(super) fn evidence_choices(course: &Course, today: Date) -> Vec<Choice> {
    let mut choices: Vec<Choice> = course
        .events
        .iter()
        .rev()
        .filter_map(|e| {
            let (Event::Commented { words, .. } | Event::CalledBack { words, .. }) = &e.event
            else {
                return None;
            };
            let head: String = words.chars().take(60).collect();
            Some(Choice {
                hint: format!("{} · {}", timeline::when(e.at, today), e.by.words()),
                ..Choice::new(
                    format!("record:{}", e.version),
                    format!("第 {} 条记录：{head}", e.version),
                )
            })
        })
        .collect();
    choices.extend(course.matter.attachments.iter().rev().map(|a| Choice {
        hint: files::size_words(a.size),
        ..Choice::new(format!("file:{}", a.hash), format!("材料“{}”", a.name))
    }));
    choices
}

/// Reads the form in steps: files first, since they need not be sent again; then what is to be
/// mended; then the record; then the answer.
pub(super) async fn give(
    app: &App,
    viewer: &Viewer,
    mut course: Course,
    screen: &Screen,
    mut form: Form,
) -> Result<Response, Problem> {
    let ask = viewer.ask(app, form.key());
    let no = course.matter.no;
    let mut errors = Errors::default();
    let files = files::take(app, &mut form, &mut errors).await?;
    if !files.is_empty() {
        form = ticked(form, files.iter().map(|f| format!("file:{}", f.hash)));
        let outcome = attach::add(app, &course, files, &ask).await;
        if outcome.is_err() {
            let ground = ground(app, viewer, &course).await?;
            return settle(&ground, screen, &form, outcome).await;
        }
        course = again(app, viewer, no).await?;
    }
    let ground = ground(app, viewer, &course).await?;
    if !form.get("preview").is_empty() {
        return show_page(&ground, screen, &form, &errors, Shown::Preview).await;
    }
    let reply = check(&form, &ground, screen.command, &mut errors);
    if !errors.is_empty() {
        return show_page(&ground, screen, &form, &errors, Shown::Again).await;
    }
    let mut evidence = evidence(&form);
    let mut version = course.matter.version;
    let record = form.text("record");
    if !record.is_empty() {
        let comment = Command::Comment {
            words: record,
            public: false,
        };
        let step = Ask {
            act: ask.act.clone(),
            key: ask.key.as_ref().map(|k| format!("{k}:record")),
        };
        match app.store().command(no, version, comment, step).await {
            Ok(done) => version = done.version,
            refused => return settle(&ground, screen, &form, refused).await,
        }
        evidence.push(Evidence::Record(version));
    }
    let answer = match (screen.command, redress::way(&form)) {
        (CommandName::Grant, _) => grant::command(&form, &ground, evidence),
        (CommandName::Redress, Some(way)) => redress::command(way, reply, evidence),
        _ => Command::Answer { reply, evidence },
    };
    let outcome = app.store().command(no, version, answer, ask).await;
    settle(&ground, screen, &form, outcome).await
}

async fn again(app: &App, viewer: &Viewer, no: MatterNo) -> Result<Course, Problem> {
    let found = app.store().matter(&viewer.sight, no).await?;
    found.ok_or(Problem::NotFound)
}

fn ticked(form: Form, values: impl Iterator<Item = String>) -> Form {
    let mut pairs = form.pairs().to_vec();
    for value in values {
        if !pairs.iter().any(|(n, v)| n == "evidence" && *v == value) {
            pairs.push(("evidence".to_owned(), value));
        }
    }
    Form::from_pairs(pairs)
}

/// What is to be mended; gives the reply with its first line.
fn check(form: &Form, ground: &Ground<'_>, command: CommandName, errors: &mut Errors) -> String {
    let granting = command == CommandName::Grant;
    let redressing = command == CommandName::Redress;
    let appeal = ground.matter().enterprise.is_some() && command == CommandName::Answer;
    if redressing && redress::way(form).is_none() {
        errors.add("way", "怎么处理：没有选。请选整改、限期整改或说明");
    }
    if appeal && result(form).is_none() {
        errors.add("result", "办理结果：没有选。请选一个");
    }
    let record = form.text("record");
    // Only what is said to be corrected must rest on something; a plan or an explanation need not.
    let rests = !redressing || redress::way(form) == Some(Way::Corrected);
    if rests && evidence(form).is_empty() && record.is_empty() {
        let rests = evidence_choices(ground.course, ground.today);
        let field = if rests.is_empty() {
            "files"
        } else {
            "evidence"
        };
        errors.add(
            field,
            "依据：没有选。请勾选一份材料或一条记录，或在下面传材料、写一条记录；照片不是必须的",
        );
    }
    if record.chars().count() > 2_000 {
        errors.add("record", "办理记录：最多 2000 字，请写短些，或作为材料上传");
    }
    let typed = form.text("reply");
    let (label, remedy) = if granting {
        ("办理结果", "请写申请人能看懂的结果：办成了什么")
    } else if redressing {
        ("反馈", "请写评价人能看懂的反馈：问题在哪里，做了什么")
    } else if appeal {
        ("答复", "请写企业能看懂的答复：办了什么，结果怎样")
    } else {
        ("办理情况", "请写做了什么、结果怎样、还差什么")
    };
    let reply = reply(form);
    match reply.chars().count() {
        _ if typed.is_empty() => errors.add("reply", format!("{label}：没有填。{remedy}")),
        n if n > 3_000 => errors.add(
            "reply",
            format!("{label}：最多 3000 字，现在 {n} 字，详细内容可作为材料上传"),
        ),
        _ => {}
    }
    reply
}

fn result(form: &Form) -> Option<&'static str> {
    let chosen = form.get("result");
    RESULTS.iter().find(|(v, _)| *v == chosen).map(|(_, l)| *l)
}

/// The reply with the result as its first line.
fn reply(form: &Form) -> String {
    let typed = form.text("reply");
    match result(form) {
        Some(result) => format!("{result}。\n{typed}"),
        None => typed,
    }
}

fn evidence(form: &Form) -> Vec<Evidence> {
    form.all("evidence")
        .filter_map(|v| match v.split_once(':')? {
            ("file", hash) => Some(Evidence::File(hash.to_owned())),
            ("record", version) => version.parse().ok().map(Evidence::Record),
            _ => None,
        })
        .collect()
}

fn confirm_by(ground: &Ground<'_>) -> String {
    let clock = ground
        .law
        .clock(&RuleId::from("appeal.confirm"), ground.today);
    clock.map_or("规定时间".to_owned(), |c| {
        words::due_full(&c.due(ground.law.calendar, ground.today))
    })
}

/// The reply as the enterprise will see it.
pub(super) fn preview(ground: &Ground<'_>, form: &Form) -> Preview {
    let staff = ground.viewer.staff();
    preview_of(
        format!(
            "{} {} · {}",
            staff.unit,
            staff.name,
            text::full_date(ground.today)
        ),
        &reply(form),
        format!("请在{}前告诉我们是否解决。", confirm_by(ground)),
    )
}
