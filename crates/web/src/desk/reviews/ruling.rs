//! 复核: another unit than the one rated decides what becomes of a review: it leaves the rates, the
//! objection fails, the correction is done again, or it ends with an explanation.

use crate::App;
use crate::desk::frame;
use crate::desk::matter::{act, find, href};
use crate::kit::form::{Errors, Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::kinds::review::{Review, level_word};
use banjie_core::matter::{Command, CommandName, Detail, Refusal, permit};
use banjie_store::StoreError;
use banjie_store::reads::Course;

#[derive(Template)]
#[template(path = "desk/reviews/ruling.html")]
struct RulingPage {
    desk: Desk,
    back: String,
    title: String,
    summary: Option<ErrorSummary>,
    refused: String,
    facts: Vec<(&'static str, String)>,
    action: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
}

/// What can be decided: command, word, what follows.
const DECISIONS: [(CommandName, &str, &str); 4] = [
    (
        CommandName::Exclude,
        "剔除这条评价",
        "不计入评价率，仍看得到，理由会公开；要有依据，不能恢复",
    ),
    (
        CommandName::SendBack,
        "申诉不成立",
        "单位照常整改或说明，期限从今天重新算",
    ),
    (
        CommandName::Reopen,
        "要求重新整改",
        "单位再整改一轮，期限从今天重新算，前一轮的结果仍留着",
    ),
    (
        CommandName::Conclude,
        "说明后结案",
        "评价人会看到说明；评价照常计入",
    ),
];

/// The page of a review in the viewer's sight.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let course = find(&app, &viewer, &no).await?;
    let form = Form::from_pairs(given);
    page(&app, &viewer, &course, &form, &Errors::default()).await
}

/// Gives the decision.
pub(super) async fn give(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let course = find(&app, &viewer, &no).await?;
    review(&course)?;
    let form = Form::read(request, FormLimits::TEXT).await?;
    let mut errors = Errors::default();
    let reason = form.text("reason");
    let command = match form.get("decision") {
        "exclude" => Some(Command::Exclude {
            reason,
            evidence: act::ticked(&form),
        }),
        "send_back" => Some(Command::SendBack { reason }),
        "reopen" => Some(Command::Reopen { reason }),
        "conclude" => Some(Command::Conclude { reason }),
        _ => {
            errors.add("decision", "怎么决定：没有选。请选一项");
            None
        }
    };
    if let Some(command) = command {
        let (no, name) = (course.matter.no, command.name());
        let seen = form.get("_version").parse().unwrap_or(0);
        let ask = viewer.ask(&app, form.key());
        match app.store().command(no, seen, command, ask).await {
            Ok(done) => {
                let to = format!("{}?done={}", href(done.no), name.code());
                return Ok(Redirect::to(&to).into_response());
            }
            Err(StoreError::Refused(refusal)) => {
                let field = match &refusal {
                    Refusal::Missing {
                        field: "依据", ..
                    }
                    | Refusal::BadValue {
                        field: "依据", ..
                    } => "evidence",
                    Refusal::Missing { .. } | Refusal::TooLong { .. } => "reason",
                    _ => "",
                };
                errors.add(field, refusal.to_string());
            }
            Err(other) => return Err(other.into()),
        }
    }
    let course = find(&app, &viewer, &no).await?;
    page(&app, &viewer, &course, &form, &errors).await
}

fn review(course: &Course) -> Result<&Review, Problem> {
    match &course.matter.detail {
        Detail::Review(review) => Ok(review),
        _ => Err(Problem::NotFound),
    }
}

async fn page(
    app: &App,
    viewer: &Viewer,
    course: &Course,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let (matter, law) = (&course.matter, app.pack().law());
    let review = review(course)?;
    let mut desk = frame(app, viewer, &href(matter.no), "复核评价").await?;
    desk.errors = !errors.is_empty();
    let acting = viewer.act(app);
    let may = |name| permit(matter, name, &acting, &law);
    let choices: Vec<Choice> = DECISIONS
        .iter()
        .filter(|(name, ..)| may(*name).is_ok())
        .map(|(name, word, follows)| Choice {
            hint: (*follows).to_owned(),
            ..Choice::new(name.code(), *word)
        })
        .collect();
    let refused = match choices.is_empty() {
        true => may(CommandName::Exclude)
            .err()
            .map_or(String::new(), |r| r.to_string()),
        false => String::new(),
    };
    let fields = vec![
        Field::with("decision", "怎么决定", Control::Radio(choices)),
        act::evidence_field(course, app.today()).optional(),
        Field::with("reason", "理由", Control::TextArea(1_000))
            .hint("单位和评价人会看到；剔除的理由会公开，请不要写姓名和电话"),
    ];
    let page = RulingPage {
        back: href(matter.no),
        title: matter.title.clone(),
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "其他内容都还在。")),
        facts: facts(course, review),
        action: format!("/desk/reviews/{}/ruling", matter.no),
        hidden: vec![
            ("_version", matter.version.to_string()),
            (
                KEY,
                match form.key() {
                    Some(key) => key.to_owned(),
                    None => new_key()?,
                },
            ),
        ],
        fields: match refused.is_empty() {
            true => fields.into_iter().map(|f| f.filled(form, errors)).collect(),
            false => Vec::new(),
        },
        refused,
        desk,
    };
    let status = match errors.is_empty() && page.refused.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// What a decision stands on.
fn facts(course: &Course, review: &Review) -> Vec<(&'static str, String)> {
    let mut facts = vec![("被评价单位", course.matter.lead.to_string())];
    if let Some(rated) = &review.rated {
        let day = text::full_date(rated.at.date());
        facts.push((
            "评价",
            format!("{}（{day}）", level_word(rated.rating.level)),
        ));
        facts.push(("具体情况", rated.rating.tags.join("、")));
        facts.push(("评价人说", rated.rating.words.clone()));
    }
    for call in &review.calls {
        let reached = if call.reached {
            "联系上"
        } else {
            "没有联系上"
        };
        facts.push(("回访", format!("{reached}：{}", call.words)));
    }
    if let Some(o) = &review.objection {
        facts.push(("单位申诉", format!("{}：{}", o.ground.word(), o.reason)));
    }
    if let Some(r) = &review.redress {
        facts.push(("单位反馈", format!("{}：{}", r.way.word(), r.reply)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}
