//! P5: the receipt. Without the pass nothing on it tells whose matter it is.

use crate::App;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::portal::facts::{self, Facts};
use crate::portal::frame;
use askama::Template;
use axum::http::Uri;
use banjie_core::matter::Matter;
use banjie_journal::Receipt;
use banjie_papers::qr::Qr;

#[derive(Template)]
#[template(path = "portal/receipts/page.html")]
struct ReceiptPage {
    portal: Portal,
    number: String,
    submitted: String,
    /// Title, for whoever holds the pass.
    title: Option<String>,
    /// The unit routing proposes, before dispatch.
    proposed: Option<String>,
    facts: Facts,
    qr: String,
    track_href: String,
    track_url: String,
    entry: u64,
    size: u64,
    sealed_at: String,
    fingerprint: String,
    /// Just submitted: what was typed is no longer kept in the browser.
    fresh: bool,
}

/// The page.
pub(super) async fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    matter: &Matter,
    receipt: &Receipt,
    own: bool,
) -> Result<String, Problem> {
    let number = matter.no.to_string();
    let mut portal = frame(app, uri, who, &format!("回执 {number}"));
    portal.path = format!("/receipts/{number}");
    let track_url = format!("{}/track/{number}", app.settings().url);
    let qr = Qr::of(&track_url).map_err(|e| Problem::internal(&e))?;
    let asked = |pair: &str| uri.query().is_some_and(|q| q.split('&').any(|p| p == pair));
    let page = ReceiptPage {
        submitted: minute(matter.opened),
        title: own.then(|| matter.title.clone()),
        proposed: proposed(app, matter)?,
        facts: facts::facts(app, matter).await?,
        qr: qr.svg(34.0),
        track_href: portal.href(&format!("/track/{number}")),
        track_url,
        entry: receipt.leaf_index + 1,
        size: receipt.head.head.size,
        sealed_at: receipt
            .head
            .head
            .at
            .parse()
            .map_or_else(|_| receipt.head.head.at.clone(), minute),
        fingerprint: receipt.head.head.key_id.clone(),
        fresh: asked("new=1"),
        number,
        portal,
    };
    page.render().map_err(|e| Problem::internal(&e))
}

/// `2026年2月13日（周五）09:32`.
fn minute(at: banjie_core::moment::Moment) -> String {
    let time = at.civil().time();
    format!(
        "{}{:02}:{:02}",
        text::full_date(at.date()),
        time.hour(),
        time.minute()
    )
}

/// `工信局，派单后 5 个工作日内答复`.
fn proposed(app: &App, matter: &Matter) -> Result<Option<String>, Problem> {
    let Ok(appeal) = facts::detail(matter) else {
        return Ok(None);
    };
    if !matches!(appeal.stage, banjie_core::kinds::appeal::Stage::Submitted) {
        return Ok(None);
    }
    let Some(unit) = &appeal.proposed else {
        return Ok(None);
    };
    let topic = matter
        .topic
        .as_ref()
        .and_then(|t| app.pack().district.topic(t));
    let limit = topic.and_then(|t| app.pack().rules.limit(&t.limit, app.today()).ok());
    Ok(Some(match limit {
        Some((limit, _)) => format!(
            "{unit}，派单后 {} {}内答复",
            limit.length,
            limit.unit.word()
        ),
        None => unit.to_string(),
    }))
}
