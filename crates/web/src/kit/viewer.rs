//! Who is looking: the signed-in person, found from the session cookie or a bearer token.

use super::Problem;
use super::security::{SessionToken, hash};
use crate::App;
use crate::routes::Access;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, header, request::Parts};
use axum::middleware::Next;
use axum::response::Response;
use banjie_core::district::{Action, Reach, Role, Sight};
use banjie_core::matter::{Act, Actor, Staff};
use banjie_store::Ask;
use banjie_store::people::Account;

/// Idle time after which a session ends.
pub const IDLE_MINUTES: i64 = 30;
/// Longest session.
const LONGEST_HOURS: i64 = 12;
/// A session is marked as seen at most this often, so that reading does not write.
const MARK_MINUTES: i64 = 5;

/// The signed-in person and what they may see.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The account.
    pub account: Account,
    /// What is visible to them: handed to every read.
    pub sight: Sight,
}

impl Viewer {
    /// Who they are at work.
    pub fn staff(&self) -> &Staff {
        &self.account.staff
    }

    /// Whether a role is among theirs.
    pub fn is(&self, role: Role) -> bool {
        self.account.staff.roles.contains(&role)
    }

    /// Whether they may do something at all.
    pub fn may(&self, action: Action) -> bool {
        action.reach_of(&self.account.staff.roles) != Reach::No
    }

    /// Their act at this moment.
    pub fn act(&self, app: &App) -> Act {
        Act {
            at: app.now(),
            by: Actor::Staff(self.account.staff.clone()),
        }
    }

    /// Their request, resendable under the form's key.
    pub fn ask(&self, app: &App, key: Option<&str>) -> Ask {
        Ask {
            act: self.act(app),
            key: key.map(str::to_owned),
        }
    }
}

/// Handlers of staff routes take `Viewer`; the guard has put it there.
impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Viewer>()
            .cloned()
            .ok_or(Problem::NotFound)
    }
}

/// `Option<Viewer>` on public pages that show who is signed in.
#[derive(Clone, Debug)]
pub struct MaybeViewer(pub Option<Viewer>);

impl FromRequestParts<App> for MaybeViewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(viewer) = parts.extensions.get::<Viewer>() {
            return Ok(Self(Some(viewer.clone())));
        }
        Ok(Self(signed_in(app, &parts.headers).await?))
    }
}

/// The guard of a route: lets in whom its row lets in.
pub async fn guard(
    State((app, access)): State<(App, Access)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let action = match access {
        Access::Public => return Ok(next.run(request).await),
        Access::Staff(action) | Access::Api(action) => action,
    };
    let viewer = match access {
        Access::Api(_) => match by_token(&app, request.headers(), request.method()).await? {
            Some(viewer) => Some(viewer),
            None => signed_in(&app, request.headers()).await?,
        },
        _ => signed_in(&app, request.headers()).await?,
    };
    let Some(viewer) = viewer else {
        return super::again::sign_in_first(request).await;
    };
    if !viewer.may(action) {
        let holders: Vec<_> = action.holders().iter().map(|r| r.word()).collect();
        let telephone = app.pack().district.telephone.clone();
        return Err(Problem::Forbidden {
            what: action.word(),
            owner: holders.join("、"),
            telephone,
        });
    }
    request.extensions_mut().insert(viewer);
    Ok(next.run(request).await)
}

async fn signed_in(app: &App, headers: &HeaderMap) -> Result<Option<Viewer>, Problem> {
    let Some(token) = app.settings().transport.session(headers) else {
        return Ok(None);
    };
    let now = app.now();
    let idle = now.plus_ms(-IDLE_MINUTES * 60_000);
    let born = now.plus_ms(-LONGEST_HOURS * 3_600_000);
    let hash = token.hash();
    let Some((account, seen)) = app.store().session(&hash, idle, born).await? else {
        return Ok(None);
    };
    if seen < now.plus_ms(-MARK_MINUTES * 60_000) {
        app.store().touch_session(hash, Some(now)).await?;
    }
    let sight = Sight::of(&account.staff, &app.pack().district);
    Ok(Some(Viewer { account, sight }))
}

async fn by_token(
    app: &App,
    headers: &HeaderMap,
    method: &Method,
) -> Result<Option<Viewer>, Problem> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "))
        .and_then(|v| SessionToken::parse(v.trim()));
    let Some(token) = bearer else { return Ok(None) };
    let Some((account, scope)) = app.store().token(&hash(token.reveal())).await? else {
        return Ok(None);
    };
    if scope == "read" && *method != Method::GET {
        return Err(Problem::Refused {
            sentence: "这个令牌只能读取，不能办理。请另建一个可办理的令牌".to_owned(),
            code: "scope",
        });
    }
    let sight = Sight::of(&account.staff, &app.pack().district);
    Ok(Some(Viewer { account, sight }))
}
