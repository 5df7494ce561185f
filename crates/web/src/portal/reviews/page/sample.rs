//! P8 held beside the look: the five levels, a bad one with what is asked, what was said.

use super::{FormView, ReviewPage, levels};
use crate::kit::parts::{Choice, Control, Field, Note, Tone, samples};
use askama::Template;

/// Each with its name.
///
/// # Errors
/// A template fails, which only happens when the formatter does.
pub(crate) fn pages() -> askama::Result<Vec<(&'static str, String)>> {
    let voluntary = Note::new(
        Tone::Plain,
        "自愿评价，只评一次",
        "到2026年3月15日（周日）为止。不评也行，不评不算满意。谁也不能要求您评、看着您评。",
    );
    let blank = |title: &str| {
        ReviewPage {
        about: "市场监管局 · 企业开办专区 1 号窗口 · 企业设立登记".to_owned(),
        kept: "我们记下等级、勾选的情况、您写的话和时间。公布时只有等级和整改结果，没有您的姓名和原话。"
            .to_owned(),
        ..ReviewPage::empty(samples::portal(title, "/reviews/sample"), title)
    }
    };
    let title = "评价这次服务";
    let first = ReviewPage {
        levels: levels(&samples::portal(title, "/reviews/sample"), "sample"),
        note: Some(voluntary.clone()),
        ..blank(title)
    };
    let tags = ["等得太久", "材料反复要", "态度不好", "说不清楚怎么办"];
    let bad = ReviewPage {
        rate: Some(FormView {
            action: "#".to_owned(),
            key: String::new(),
            hidden: Vec::new(),
            head: "您选了“不满意”".to_owned(),
            hint: String::new(),
            fields: vec![
                Field::with(
                    "tag",
                    "具体情况",
                    Control::Checks(tags.map(|tag| Choice::new(tag, tag)).to_vec()),
                )
                .value("等得太久")
                .optional(),
                Field::with("words", "想说的话", Control::TextArea(1_000))
                    .hint("哪里没做好、希望怎么改。请不要写身份证号")
                    .optional(),
                Field::text("phone", "手机号")
                    .hint("愿意接受回访就留，次日前给您打电话；不留也照样整改")
                    .width("w11")
                    .typed("tel", "tel")
                    .optional(),
            ],
            button: "提交评价",
            back: Some(("改选", "#".to_owned())),
        }),
        note: Some(voluntary),
        ..blank(title)
    };
    let rated = ReviewPage {
        done: Some("评价已收到，谢谢您"),
        facts: vec![
            ("您的评价", "不满意".to_owned()),
            ("具体情况", "等得太久".to_owned()),
        ],
        note: Some(Note::new(
            Tone::Plain,
            "市场监管局要回访、整改",
            "3月3日（周二）前给您回话，3月23日（周一）前整改完。整改好了请您看一看认不认可。",
        )),
        ..blank("您的评价")
    };
    Ok(vec![
        ("P8", first.render()?),
        ("P8-bad", bad.render()?),
        ("P8-rated", rated.render()?),
    ])
}
