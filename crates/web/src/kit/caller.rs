//! The address a request comes from, for limits per address; written to no log.

use super::{Problem, limits};
use crate::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The caller's address, behind a configured proxy the one the proxy names.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub IpAddr);

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self(of(app, &parts.headers, &parts.extensions)))
    }
}

/// The caller of a request. Without a peer (a socket file) all callers share one bucket rather
/// than having none.
pub fn of(app: &App, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    limits::caller(peer, headers, &app.settings().proxies)
}
