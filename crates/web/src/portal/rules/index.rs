//! The way in: what one would ask.

use super::answer;
use crate::App;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Errors, Portal, Problem};
use crate::portal::frame;
use crate::rules::{TOPICS, Topic};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Response;

/// Its address.
pub(in crate::portal) const PATH: &str = "/rules";

#[derive(Template)]
#[template(path = "portal/rules/index.html")]
struct IndexPage {
    portal: Portal,
    sums: [(&'static str, &'static str, &'static str); 3],
    topics: Vec<&'static Topic>,
    rules: usize,
    unsure: usize,
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let (rules, today) = (&app.pack().rules, app.today());
    let whole = crate::rules::RuleFilter::read("", today).rows(rules);
    let page = IndexPage {
        portal: frame(&app, &uri, &who, "时限和利息，自己算"),
        sums: [
            (
                "/rules/arrears",
                "被拖欠货款、工程款",
                "哪天该付，晚付的利息是多少",
            ),
            (
                "/rules/credit",
                "受了处罚，想做信用修复",
                "公示到哪天，最早哪天能申请，还缺什么，由谁决定",
            ),
            (
                "/rules/days",
                "只想数日子",
                "几个工作日、几天、几个月以后是哪天",
            ),
        ],
        topics: (TOPICS.iter())
            .filter(|topic| topic.steps(rules).next().is_some())
            .collect(),
        rules: whole.len(),
        unsure: whole.iter().filter(|row| row.is_unsure()).count(),
    };
    answer(&page, &Errors::default())
}
