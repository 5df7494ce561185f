//! The enterprise's key to its own matter: number and last four digits of the telephone. After a
//! right answer a signed cookie opens the matter for half an hour, so that actions can follow.

use super::sealed;
use crate::App;
use crate::kit::Problem;
pub(super) use crate::kit::caller::of as caller_of;
use crate::kit::limits::network_of;
use crate::kit::security::Transport;
use axum::http::{HeaderMap, header};
use banjie_core::matter::MatterNo;
use std::net::IpAddr;

/// How long a pass lasts, minutes.
pub(super) const MINUTES: i64 = 30;
/// Wrong or right, so many tries on one matter within the window.
const TRIES: u64 = 6;
/// And so many from one address over all matters: a window hall looks up more than one.
const TRIES_FROM: u64 = 40;
const WINDOW_MS: i64 = 60 * 60_000;
/// Matters open side by side in one browser.
const MOST: usize = 6;

/// What a look at the key found.
pub(super) enum Tried {
    /// It fits.
    Fits,
    /// It does not; so many tries are left.
    Wrong(u64),
}

/// Tries the last four digits, counting the try before looking.
///
/// # Errors
/// Too many tries on this matter or from this address; the database fails.
pub(super) async fn try_tail(
    app: &App,
    no: MatterNo,
    tail: &str,
    from: IpAddr,
) -> Result<Tried, Problem> {
    let over = || Problem::TooMany {
        seconds: (WINDOW_MS / 1000).unsigned_abs(),
    };
    if !from.is_loopback() {
        let subject = format!("track-from/{}", network_of(from));
        if app.store().count_try(subject, app.now(), WINDOW_MS).await? > TRIES_FROM {
            return Err(over());
        }
    }
    let subject = format!("track/{no}");
    let tried = app
        .store()
        .count_try(subject.clone(), app.now(), WINDOW_MS)
        .await?;
    if tried > TRIES {
        return Err(over());
    }
    if !app.store().tail_fits(no, tail).await? {
        return Ok(Tried::Wrong(TRIES - tried));
    }
    app.store().forget_tries(subject).await?;
    Ok(Tried::Fits)
}

pub(super) fn cookie_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Https => "__Host-banjie-track",
        Transport::PlainHttp => "banjie-track",
    }
}

/// The passes a request brings: `number.expiry.signature`, joined by `~`.
fn brought(app: &App, headers: &HeaderMap) -> Vec<(MatterNo, i64, String)> {
    let name = cookie_name(app.settings().transport);
    let now = app.now().ms();
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(n, _)| *n == name)
        .flat_map(|(_, value)| value.split('~'))
        .filter_map(|pass| {
            let (signed, signature) = pass.rsplit_once('.')?;
            let (no, until) = signed.split_once('.')?;
            let (no, until): (MatterNo, i64) = (no.parse().ok()?, until.parse().ok()?);
            let ours = until > now && sealed::fits(app, "track", signed, signature);
            ours.then(|| (no, until, pass.to_owned()))
        })
        .take(MOST)
        .collect()
}

/// Whether a request may open this matter.
pub(super) fn holds(app: &App, headers: &HeaderMap, no: MatterNo) -> bool {
    brought(app, headers).iter().any(|(n, _, _)| *n == no)
}

/// `Set-Cookie` that opens this matter from now on, beside those already open.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(super) fn grant(app: &App, headers: &HeaderMap, no: MatterNo) -> Result<String, Problem> {
    let signed = format!("{no}.{}", app.now().plus_ms(MINUTES * 60_000).ms());
    let signature = sealed::sign(app, "track", &signed)?;
    let mut passes = vec![format!("{signed}.{signature}")];
    let others = brought(app, headers)
        .into_iter()
        .filter(|(n, _, _)| *n != no);
    passes.extend(others.map(|(_, _, pass)| pass).take(MOST - 1));
    let transport = app.settings().transport;
    let secure = match transport {
        Transport::Https => "; Secure",
        Transport::PlainHttp => "",
    };
    Ok(format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        cookie_name(transport),
        passes.join("~"),
        MINUTES * 60
    ))
}
