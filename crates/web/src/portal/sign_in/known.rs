//! Browsers in which somebody has signed in before. A stranger who guesses at an account uses up
//! the tries of all strangers, not the owner's: the owner's browser has a count of its own.

use super::super::sealed;
use crate::App;
use crate::kit::Problem;
use crate::kit::security::{SessionToken, Transport};
use axum::http::{HeaderMap, header};
use banjie_core::district::PersonId;

/// How long a browser stays known, days.
pub(in crate::portal) const DAYS: i64 = 90;
/// People signing in at one browser who stay known: a window hall shares its machines.
const MOST: usize = 6;

pub(in crate::portal) fn cookie_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Https => "__Host-banjie-known",
        Transport::PlainHttp => "banjie-known",
    }
}

/// What is signed: the mark is good for one person only, and the cookie does not name them.
fn text(person: &str, mark: &str) -> String {
    format!("{person}\n{mark}")
}

/// The marks a request brings: `random.signature`, joined by `~`.
fn brought(transport: Transport, headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == cookie_name(transport))
        .flat_map(|(_, value)| value.split('~'))
        .filter_map(|pair| pair.split_once('.'))
        .filter(|(mark, _)| mark.len() == 32 && mark.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(|(mark, signature)| (mark.to_owned(), signature.to_owned()))
        .take(MOST)
        .collect()
}

/// Under which subject tries on this account are counted from this browser.
pub(super) fn subject(app: &App, headers: &HeaderMap, user: &str) -> String {
    let known = brought(app.settings().transport, headers)
        .into_iter()
        .find(|(mark, signature)| sealed::fits(app, "known", &text(user, mark), signature));
    match known {
        Some((mark, _)) => format!("sign-in/{user}/{mark}"),
        None => format!("sign-in/{user}"),
    }
}

/// `Set-Cookie` after a sign-in: this browser is known for this person from now on.
///
/// # Errors
/// [`Problem::Internal`] when the operating system gives no randomness.
pub(super) fn remember(
    app: &App,
    headers: &HeaderMap,
    person: &PersonId,
) -> Result<String, Problem> {
    let transport = app.settings().transport;
    let fresh = SessionToken::new()?;
    let mark = &fresh.reveal()[..32];
    let signature = sealed::sign(app, "known", &text(person.as_str(), mark))?;
    let mut marks = vec![format!("{mark}.{signature}")];
    let others = brought(transport, headers).into_iter();
    marks.extend(
        others
            .filter(|(mark, signature)| {
                !sealed::fits(app, "known", &text(person.as_str(), mark), signature)
            })
            .map(|(mark, signature)| format!("{mark}.{signature}"))
            .take(MOST - 1),
    );
    let secure = match transport {
        Transport::Https => "; Secure",
        Transport::PlainHttp => "",
    };
    Ok(format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        cookie_name(transport),
        marks.join("~"),
        DAYS * 24 * 3600
    ))
}
