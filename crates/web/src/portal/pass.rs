//! The key to what lies here for somebody without an account: a matter (number and last four digits
//! of the telephone) or a draft (its code). After a right answer a signed cookie opens it for a while,
//! so that actions can follow.

use super::sealed;
use crate::App;
use crate::kit::Problem;
pub(super) use crate::kit::caller::of as caller_of;
use crate::kit::limits::network_of;
use crate::kit::security::Transport;
use axum::http::{HeaderMap, header};
use banjie_core::matter::MatterNo;
use std::net::IpAddr;

/// How long a pass to a matter lasts, minutes.
pub(super) const MINUTES: i64 = 30;
/// Wrong or right, so many tries on one matter or draft within the window.
const TRIES: u64 = 6;
/// And so many from one address over all: a window hall looks up more than one.
const TRIES_FROM: u64 = 40;
const WINDOW_MS: i64 = 60 * 60_000;
/// Things open side by side in one browser.
const MOST: usize = 6;

/// What a kind of pass opens.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    /// Purpose of the signature, subject of the tries, and end of the cookie's name.
    purpose: &'static str,
    minutes: i64,
}

/// Opens a matter.
pub(super) const TRACK: Pass = Pass {
    purpose: "track",
    minutes: MINUTES,
};

/// Opens a draft; it lasts about as long as the draft, which must survive a closed browser.
pub(super) const DRAFT: Pass = Pass {
    purpose: "draft",
    minutes: 30 * 24 * 60,
};

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
    let left = TRACK.count(app, &no.to_string(), from).await?;
    if !app.store().tail_fits(no, tail).await? {
        return Ok(Tried::Wrong(left));
    }
    TRACK.forget(app, &no.to_string()).await?;
    Ok(Tried::Fits)
}

/// A token for the network a rating comes from: keyed with the application's secret, then salted by
/// the month in the store. `None` where no address is known.
///
/// # Errors
/// The database fails; no randomness to be had.
pub(super) async fn place(app: &App, from: IpAddr) -> Result<Option<String>, Problem> {
    if from.is_unspecified() {
        return Ok(None);
    }
    let network = sealed::sign(app, "network", &network_of(from).to_string())?;
    let salt = crate::kit::form::new_key()?;
    let token = app.store().network_token(&network, salt, app.now()).await?;
    Ok(Some(token))
}

impl Pass {
    /// Counts a try, before looking. Returns how many are left after it.
    ///
    /// # Errors
    /// Too many tries on this thing or from this address; the database fails.
    pub(super) async fn count(self, app: &App, id: &str, from: IpAddr) -> Result<u64, Problem> {
        let over = || Problem::TooMany {
            seconds: (WINDOW_MS / 1000).unsigned_abs(),
        };
        let purpose = self.purpose;
        if !from.is_loopback() {
            let subject = format!("{purpose}-from/{}", network_of(from));
            if app.store().count_try(subject, app.now(), WINDOW_MS).await? > TRIES_FROM {
                return Err(over());
            }
        }
        let subject = format!("{purpose}/{id}");
        let tried = app.store().count_try(subject, app.now(), WINDOW_MS).await?;
        TRIES.checked_sub(tried).ok_or_else(over)
    }

    /// Forgets the tries, after a right one.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn forget(self, app: &App, id: &str) -> Result<(), Problem> {
        let subject = format!("{}/{id}", self.purpose);
        Ok(app.store().forget_tries(subject).await?)
    }

    /// Name of the cookie.
    pub(super) fn cookie_name(self, transport: Transport) -> String {
        let prefix = match transport {
            Transport::Https => "__Host-",
            Transport::PlainHttp => "",
        };
        format!("{prefix}banjie-{}", self.purpose)
    }

    /// The passes a request brings: `id.expiry.signature`, joined by `~`.
    fn brought(self, app: &App, headers: &HeaderMap) -> Vec<(String, String)> {
        let name = self.cookie_name(app.settings().transport);
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
                let (id, until) = signed.split_once('.')?;
                let until: i64 = until.parse().ok()?;
                let ours = until > now && sealed::fits(app, self.purpose, signed, signature);
                ours.then(|| (id.to_owned(), pass.to_owned()))
            })
            .take(MOST)
            .collect()
    }

    /// What a request may open, newest first.
    pub(super) fn held(self, app: &App, headers: &HeaderMap) -> Vec<String> {
        let brought = self.brought(app, headers).into_iter();
        brought.map(|(id, _)| id).collect()
    }

    /// Whether a request may open this.
    pub(super) fn holds(self, app: &App, headers: &HeaderMap, id: &str) -> bool {
        self.brought(app, headers).iter().any(|(own, _)| own == id)
    }

    /// `Set-Cookie` that opens this from now on, beside what is already open.
    ///
    /// # Errors
    /// [`Problem::Internal`], never in practice.
    pub(super) fn grant(self, app: &App, headers: &HeaderMap, id: &str) -> Result<String, Problem> {
        let until = app.now().plus_ms(self.minutes * 60_000).ms();
        let signed = format!("{id}.{until}");
        let signature = sealed::sign(app, self.purpose, &signed)?;
        let mut passes = vec![format!("{signed}.{signature}")];
        passes.extend(self.others(app, headers, id));
        Ok(self.cookie(app, &passes))
    }

    /// `Set-Cookie` without the pass to this.
    pub(super) fn drop_one(self, app: &App, headers: &HeaderMap, id: &str) -> String {
        let left: Vec<String> = self.others(app, headers, id).collect();
        self.cookie(app, &left)
    }

    fn others(
        self,
        app: &App,
        headers: &HeaderMap,
        id: &str,
    ) -> impl Iterator<Item = String> + use<> {
        let brought = self.brought(app, headers);
        let id = id.to_owned();
        let others = brought.into_iter().filter(move |(own, _)| *own != id);
        others.map(|(_, pass)| pass).take(MOST - 1)
    }

    fn cookie(self, app: &App, passes: &[String]) -> String {
        let transport = app.settings().transport;
        let secure = match transport {
            Transport::Https => "; Secure",
            Transport::PlainHttp => "",
        };
        let age = if passes.is_empty() {
            0
        } else {
            self.minutes * 60
        };
        format!(
            "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}",
            self.cookie_name(transport),
            passes.join("~"),
        )
    }
}

/// Whether a request may open this matter.
pub(super) fn holds(app: &App, headers: &HeaderMap, no: MatterNo) -> bool {
    TRACK.holds(app, headers, &no.to_string())
}

/// `Set-Cookie` that opens this matter from now on, beside those already open.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(super) fn grant(app: &App, headers: &HeaderMap, no: MatterNo) -> Result<String, Problem> {
    TRACK.grant(app, headers, &no.to_string())
}
