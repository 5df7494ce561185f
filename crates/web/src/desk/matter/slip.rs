//! 转办单: what travels with a matter, on one sheet, without anybody's identity.

use super::said::paragraphs;
use super::{find, href};
use crate::App;
use crate::kit::viewer::Viewer;
use crate::kit::{Paper, Problem, text, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use banjie_papers::qr::Qr;
use banjie_store::reads::Course;

#[derive(Template)]
#[template(path = "desk/matter/slip.html")]
struct SlipPage {
    paper: Paper,
    slips: Vec<Slip>,
}

/// One slip. The enterprise is named, because the work is about it; who spoke for it is not.
pub(crate) struct Slip {
    number: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    lines: Vec<String>,
    files: Vec<String>,
}

/// The slip of one matter.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
) -> Result<Html<String>, Problem> {
    let course = find(&app, &viewer, &no).await?;
    let back = href(course.matter.no);
    render(&app, &[course], &back)
}

/// Slips one after the other, to be printed together.
pub(crate) fn render(app: &App, courses: &[Course], back: &str) -> Result<Html<String>, Problem> {
    let first = courses.first().ok_or(Problem::NotFound)?;
    let number = match courses.len() {
        1 => first.matter.no.to_string(),
        n => format!("{} 等 {n} 件", first.matter.no),
    };
    // The public page asks for its own key: the address alone leads to nobody's name.
    let url = format!("{}/track/{}", app.settings().url, first.matter.no);
    let page = SlipPage {
        paper: Paper {
            district_name: app.site().district_name.clone(),
            title: "转办单".to_owned(),
            demo: app.site().demo,
            number,
            seal: String::new(),
            qr_svg: Qr::of(&url).ok().map(|qr| qr.svg(27.0)),
            code_does: "扫码查进度",
            url,
            back: back.to_owned(),
        },
        slips: courses.iter().map(|c| slip(app, c)).collect(),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn slip(app: &App, course: &Course) -> Slip {
    let (matter, today, law) = (&course.matter, app.today(), app.pack().law());
    let support: Vec<&str> = matter.support.iter().map(|u| u.as_str()).collect();
    let mut facts = vec![
        ("类型", matter.kind().word().to_owned()),
        ("收到", text::full_date(matter.opened.date())),
        (
            "时限",
            format!(
                "{}（{}）",
                words::due_full(&matter.clock.due(law.calendar, today)),
                words::limit(&matter.clock)
            ),
        ),
        ("主责", matter.lead.to_string()),
        ("下一步", matter.step().what.to_owned()),
    ];
    if let Some(enterprise) = &matter.enterprise {
        facts.insert(1, ("企业", enterprise.name.clone()));
    }
    if let Some(topic) = &matter.topic {
        facts.push(("类别", topic.to_string()));
    }
    if !support.is_empty() {
        facts.push(("配合", support.join("、")));
    }
    if let Some(township) = &matter.township {
        facts.push(("所在镇街", township.to_string()));
    }
    Slip {
        number: matter.no.to_string(),
        title: matter.title.clone(),
        facts,
        lines: paragraphs(&matter.text),
        files: matter.attachments.iter().map(|a| a.name.clone()).collect(),
    }
}
