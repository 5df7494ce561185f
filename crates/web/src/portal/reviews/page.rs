//! The page behind a link, as it stands: to be rated, rated, waiting for a word, over.

mod sample;

pub(crate) use sample::pages as samples;

use super::{Behind, form as read};
use crate::App;
use crate::kit::form::{self, Errors, Form};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field, Note, Tone};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, part, text};
use crate::portal::facts::telephone;
use crate::portal::frame;
use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::District;
use banjie_core::kinds::review::{LEVELS, NewReview, Review, Stage, level_word};
use banjie_core::matter::{self, Actor, CommandName, Matter, permit};
use jiff::civil::Date;

/// Which form of the page is shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The rating.
    Rate,
    /// 追评.
    FollowUp,
    /// 认可或不认可.
    Confirm,
}

impl Part {
    /// Said in the address afterwards.
    pub(super) fn code(self) -> &'static str {
        match self {
            Part::Rate => "rated",
            Part::FollowUp => "followed",
            Part::Confirm => "confirmed",
        }
    }
}

/// What the page shows besides what is behind the link.
pub(super) struct Shown<'a> {
    form: &'a Form,
    errors: Errors,
    part: Option<Part>,
}

part!(FormView);

impl<'a> Shown<'a> {
    /// Opened by its address.
    pub(super) fn first(form: &'a Form) -> Self {
        Self {
            form,
            errors: Errors::default(),
            part: None,
        }
    }

    /// A form again, with what is to be mended.
    pub(super) fn again(form: &'a Form, errors: &Errors, part: Part) -> Self {
        Self {
            form,
            errors: errors.clone(),
            part: Some(part),
        }
    }
}

#[derive(Template)]
#[template(path = "portal/reviews/page.html")]
struct ReviewPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    done: Option<&'static str>,
    title: String,
    /// What is rated: unit, window, item, day.
    about: String,
    note: Option<Note>,
    /// The five choices, where no level is chosen yet: word and address.
    levels: Vec<(&'static str, String)>,
    rate: Option<FormView>,
    /// What was said.
    facts: Vec<(&'static str, String)>,
    reply: Option<(String, String)>,
    confirm: Option<FormView>,
    follow_up: Option<FormView>,
    kept: String,
}

impl ReviewPage {
    /// With nothing on it yet.
    fn empty(portal: Portal, title: &str) -> Self {
        Self {
            portal,
            summary: None,
            done: None,
            title: title.to_owned(),
            about: String::new(),
            note: None,
            levels: Vec::new(),
            rate: None,
            facts: Vec::new(),
            reply: None,
            confirm: None,
            follow_up: None,
            kept: String::new(),
        }
    }
}

/// One form of the page.
#[derive(Template)]
#[template(path = "portal/reviews/form.html")]
struct FormView {
    action: String,
    key: String,
    hidden: Vec<(&'static str, String)>,
    head: String,
    hint: String,
    fields: Vec<Field>,
    button: &'static str,
    /// A way back, e.g. to another level.
    back: Option<(&'static str, String)>,
}

/// The page: 404 behind a link that leads nowhere, 410 when its time is over, 422 with mistakes.
pub(super) fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    token: &str,
    behind: &Behind,
    shown: &Shown<'_>,
) -> Result<Response, Problem> {
    let title = match behind {
        Behind::Open { .. } => "评价这次服务",
        Behind::Rated(_) => "您的评价",
        Behind::Nothing => "这个评价链接打不开",
        Behind::Expired { .. } => "评价的时间已经过了",
        Behind::Again => "这件又在办了",
    };
    let mut portal = frame(app, uri, who, title);
    portal.errors = !shown.errors.is_empty();
    portal.path = format!("/reviews/{token}");
    let address = |rest: &str| format!("/reviews/{token}{rest}");
    let mut page = ReviewPage {
        summary: (portal.errors)
            .then(|| ErrorSummary::from_errors(&shown.errors, "其他内容都还在。")),
        ..ReviewPage::empty(portal, title)
    };
    let mut status = match page.portal.errors {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let office = app.site().telephone.clone();
    let plain = |title: &str, text: String| Some(Note::new(Tone::Plain, title, &text));
    match behind {
        Behind::Nothing => {
            status = StatusCode::NOT_FOUND;
            page.note = plain(
                "链接可能没有复制完整",
                format!("请对照小票上的二维码再扫一次。打不开又想评价，打 {office}，我们帮您记。"),
            );
        }
        Behind::Expired { until } => {
            status = StatusCode::GONE;
            let day = text::full_date(*until);
            page.note = plain(
                &format!("评价到{day}为止"),
                format!(
                    "没有评价的不算满意，也不算不满意。有问题请提诉求，或打 {office}，照样办理。"
                ),
            );
        }
        Behind::Again => {
            page.note = plain(
                "办完再请您评价",
                format!("这件在重新办理，现在评价不了。着急请打 {office}。"),
            );
        }
        Behind::Open { subject, until } => {
            page.about = about(&app.pack().district, subject);
            page.kept = kept(subject);
            match read::level(shown.form) {
                None => page.levels = levels(&page.portal, token),
                Some(level) => {
                    page.rate = Some(rate_form(app, &page.portal, token, subject, level, shown)?);
                }
            }
            page.note = plain(
                "自愿评价，只评一次",
                format!(
                    "到{}为止。不评也行，不评不算满意。谁也不能要求您评、看着您评。",
                    text::full_date(*until)
                ),
            );
        }
        Behind::Rated(rated) => {
            let (matter, review) = rated.as_ref();
            page.about = about(&app.pack().district, &review.subject);
            page.done = done(shown.form.get("done"));
            page.facts = facts(review);
            page.note = Some(standing(app, matter, review));
            page.reply = review.redress.as_ref().map(|r| {
                let by = format!("{}{}的反馈", matter.lead, text::month_day(r.at.date()));
                (by, r.reply.clone())
            });
            let may = |name| {
                let act = matter::Act {
                    at: app.now(),
                    by: Actor::Enterprise,
                };
                permit(matter, name, &act, &app.pack().law()).is_ok()
            };
            let version = vec![("_version", matter.version.to_string())];
            if may(CommandName::Confirm) {
                page.confirm = Some(confirm_form(
                    page.portal.href(&address("/confirm")),
                    version.clone(),
                    shown,
                )?);
            }
            let until = follow_until(app, review);
            if may(CommandName::FollowUp) && app.today() <= until {
                let action = page.portal.href(&address("/follow-up"));
                page.follow_up = Some(follow_form(action, version, until, shown)?);
            }
        }
    }
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    let quiet = [(header::CACHE_CONTROL, "no-store")];
    Ok((status, quiet, Html(html)).into_response())
}

fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "rated" => "评价已收到，谢谢您",
        "followed" => "追评已记下",
        "confirmed" => "您的意见已记下",
        _ => return None,
    })
}

/// `市场监管局 · 企业开办专区 1 号窗口 · 企业设立登记`.
fn about(district: &District, subject: &NewReview) -> String {
    let window = subject.window.as_ref().and_then(|w| district.window(w));
    let item = subject.item.as_ref().and_then(|i| district.window_item(i));
    let officer = subject.officer.as_ref();
    let parts = [
        Some(subject.unit.to_string()),
        window.map(|w| w.name.clone()),
        item.map(|i| i.name.clone()),
        subject.topic.clone(),
        subject.about.map(|no| no.to_string()),
        officer.map(|o| format!("接待 {}", o.name)),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

/// What is kept of a rating, said before it is sent.
fn kept(subject: &NewReview) -> String {
    let call = if subject.named {
        "您在这件里留的电话只用来回访差评，谁看过、为什么看都有记录。"
    } else {
        "电话可以不留；留了只用来回访，谁看过、为什么看都有记录。"
    };
    format!(
        "我们记下等级、勾选的情况、您写的话和时间。{call}不保存您的网络地址，只留一个当天有效的记号，用来发现有人在同一处反复代评；第二天起，凭这个记号谁也查不到您的地址。公布时只有等级和整改结果，没有您的姓名和原话。"
    )
}

fn levels(portal: &Portal, token: &str) -> Vec<(&'static str, String)> {
    let to = |level: u8| portal.href(&format!("/reviews/{token}?level={level}"));
    LEVELS.iter().map(|(l, word)| (*word, to(*l))).collect()
}

fn key(shown: &Shown<'_>) -> Result<String, Problem> {
    match shown.form.key() {
        Some(key) => Ok(key.to_owned()),
        None => form::new_key(),
    }
}

fn rate_form(
    app: &App,
    portal: &Portal,
    token: &str,
    subject: &NewReview,
    level: u8,
    shown: &Shown<'_>,
) -> Result<FormView, Problem> {
    let tags: Vec<Choice> = app
        .pack()
        .district
        .review_tags(level)
        .map(|t| Choice::new(t, t))
        .collect();
    let mut fields = Vec::new();
    if !tags.is_empty() {
        fields.push(Field::with("tag", "具体情况", Control::Checks(tags)).optional());
    }
    let hint = match level {
        1 | 2 => "哪里没做好、希望怎么改。请不要写身份证号",
        _ => "可以不写",
    };
    fields.push(
        Field::with("words", "想说的话", Control::TextArea(1_000))
            .hint(hint)
            .optional(),
    );
    if read::asks_contact(subject, level) {
        fields.push(
            Field::text("phone", "手机号")
                .hint("愿意接受回访就留，次日前给您打电话；不留也照样整改")
                .width("w11")
                .typed("tel", "tel")
                .optional(),
        );
        fields.push(
            Field::text("name", "怎么称呼您")
                .width("w11")
                .typed("name", "text")
                .optional(),
        );
    }
    let again = shown.part == Some(Part::Rate);
    let fields = fields.into_iter().map(|f| match again {
        true => f.filled(shown.form, &shown.errors),
        false => f,
    });
    Ok(FormView {
        action: portal.href(&format!("/reviews/{token}")),
        key: key(shown)?,
        hidden: vec![("level", level.to_string())],
        head: format!("您选了“{}”", level_word(level)),
        hint: String::new(),
        fields: fields.collect(),
        button: "提交评价",
        back: Some(("改选", portal.href(&format!("/reviews/{token}")))),
    })
}

fn confirm_form(
    action: String,
    hidden: Vec<(&'static str, String)>,
    shown: &Shown<'_>,
) -> Result<FormView, Problem> {
    let mut fields = vec![
        Field::with(
            "verdict",
            "认可吗",
            Control::Radio(vec![
                Choice::new("yes", "认可"),
                Choice {
                    hint: "由没有被评价的单位复核，决定重新整改还是向您说明".to_owned(),
                    ..Choice::new("no", "不认可")
                },
            ]),
        ),
        Field::with("words", "哪里还不行", Control::TextArea(1_000))
            .hint("不认可的请写，好接着整改")
            .optional(),
    ];
    if shown.part == Some(Part::Confirm) {
        fields = (fields.into_iter())
            .map(|f| f.filled(shown.form, &shown.errors))
            .collect();
    }
    Ok(FormView {
        action,
        key: key(shown)?,
        hidden,
        head: "请您看看这样行不行".to_owned(),
        hint: "您的等级不会因此改变。到期没有选，按“未确认”结束，不算认可。".to_owned(),
        fields,
        button: "提交意见",
        back: None,
    })
}

fn follow_form(
    action: String,
    hidden: Vec<(&'static str, String)>,
    until: Date,
    shown: &Shown<'_>,
) -> Result<FormView, Problem> {
    let levels = LEVELS.map(|(l, word)| Choice::new(l.to_string(), word));
    let mut fields = vec![
        // Two forms of one page must not share the names of their fields.
        Field::with("later", "现在怎么看", Control::Radio(levels.to_vec())),
        Field::with("later_words", "想说的话", Control::TextArea(1_000)).optional(),
    ];
    if shown.part == Some(Part::FollowUp) {
        fields = (fields.into_iter())
            .map(|f| f.filled(shown.form, &shown.errors))
            .collect();
    }
    Ok(FormView {
        action,
        key: key(shown)?,
        hidden,
        head: "追评".to_owned(),
        hint: format!(
            "{}前可以追评一次。它和第一次评价放在一起给人看，不改第一次的等级。",
            text::full_date(until)
        ),
        fields,
        button: "提交追评",
        back: None,
    })
}

/// The last day of a follow-up.
fn follow_until(app: &App, review: &Review) -> Date {
    let (today, law) = (app.today(), app.pack().law());
    let rated = review.rated.as_ref().map_or(today, |r| r.at.date());
    law.clock(&"review.follow_up".into(), rated)
        .map_or(rated, |clock| clock.due(law.calendar, today).latest())
}

fn facts(review: &Review) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(rated) = &review.rated {
        let word = level_word(rated.rating.level);
        let day = text::full_date(rated.at.date());
        facts.push(("您的评价", format!("{word}（{day}）")));
        facts.push(("具体情况", rated.rating.tags.join("、")));
        facts.push(("您说", rated.rating.words.clone()));
    }
    if let Some(f) = &review.follow_up {
        let day = text::full_date(f.at.date());
        facts.push(("追评", format!("{}（{day}）", level_word(f.level))));
        facts.push(("追评时说", f.words.clone()));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// How a rated review stands, who does what by when, whom to ring.
fn standing(app: &App, matter: &Matter, review: &Review) -> Note {
    let due = matter.clock.due(app.pack().law().calendar, app.today());
    let due = text::full_date(due.latest());
    let (unit, ring) = (&matter.lead, telephone(app, &matter.lead));
    let plain = |title: &str, text: String| Note::new(Tone::Plain, title, &text);
    match review.stage {
        Stage::CallBack => plain(
            &format!("{unit}会给您打电话"),
            format!("{due}前回访。接不到电话也会接着整改。有事打 {ring}。"),
        ),
        Stage::Handling => plain(
            &format!("{unit}在核实"),
            format!("{due}前告诉您怎么整改，或说明理由。有事打 {ring}。"),
        ),
        Stage::Correcting => plain(
            &format!("{unit}在整改"),
            format!("{due}前改完，改完请您看。有事打 {ring}。"),
        ),
        Stage::Objected => plain(
            "正在复核",
            format!(
                "{unit}认为这是误评，由没有被评价的单位在{due}前复核。有事打 {}。",
                app.site().telephone
            ),
        ),
        Stage::Told => Note::new(
            Tone::Ask,
            "请您看看处理结果",
            &format!("{due}前选认可或不认可。"),
        ),
        Stage::NotSolved => plain(
            "您不认可，正在复核",
            format!("由没有被评价的单位在{due}前决定重新整改还是向您说明。"),
        ),
        Stage::Excluded => {
            let reason = matter.exclusion.as_ref().map_or("", |x| x.reason.as_str());
            plain(
                "复核后，这条评价没有计入评价率",
                format!(
                    "理由：{reason}。您的评价仍在这里。不同意，请打 {}。",
                    app.site().telephone
                ),
            )
        }
        Stage::Concluded => plain(
            "复核后已结束",
            format!("不同意，请打 {}。", app.site().telephone),
        ),
        Stage::Corrected => plain(
            "已整改，您已认可",
            "整改结果已公布，没有您的姓名。".to_owned(),
        ),
        Stage::Explained => plain("已说明，您已认可", String::new()),
        Stage::Unconfirmed => plain(
            "处理结果已告诉您，到期没有收到您的意见",
            "不算认可。还有话要说，可以追评。".to_owned(),
        ),
        Stage::Rated | Stage::Invited | Stage::Unrated => {
            plain("现在不用您做什么", format!("评价已计入{unit}的满意率。"))
        }
    }
}
