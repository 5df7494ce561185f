//! The style sheet and the script, inside the binary and served by a name that holds their hash.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// A file that never changes under its address.
#[derive(Debug)]
pub struct Asset {
    /// Address, e.g. `/assets/banjie.3f2a91c04b7d.css`.
    pub url: String,
    /// The bytes.
    pub body: &'static str,
    /// Media type with charset.
    pub media_type: &'static str,
}

fn asset(extension: &str, media_type: &'static str, body: &'static str) -> Asset {
    let hash = Sha256::digest(body.as_bytes());
    let short: String = hash.iter().take(6).map(|b| format!("{b:02x}")).collect();
    Asset {
        url: format!("/assets/banjie.{short}.{extension}"),
        body,
        media_type,
    }
}

/// The one style sheet.
pub static CSS: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "css",
        "text/css; charset=utf-8",
        include_str!("../../assets/banjie.css"),
    )
});

/// The one script; every page works without it.
pub static JS: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../../assets/banjie.js"),
    )
});

/// The icon of browser tabs.
pub static ICON: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "svg",
        "image/svg+xml",
        include_str!("../../assets/banjie.svg"),
    )
});

/// Answers `GET /assets/{name}`; `None` when there is no such file (an older release's name).
pub fn serve(name: &str) -> Option<Response> {
    let found = [&CSS, &JS, &ICON]
        .into_iter()
        .find(|a| a.url.strip_prefix("/assets/") == Some(name))?;
    let headers = [
        (header::CONTENT_TYPE, found.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Some((StatusCode::OK, headers, found.body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_stays_small() {
        assert!(CSS.body.len() <= 20 * 1024, "{} bytes", CSS.body.len());
        assert!(JS.body.len() <= 6 * 1024, "{} bytes", JS.body.len());
    }

    #[test]
    fn only_the_current_name_is_served() {
        let name = CSS.url.trim_start_matches("/assets/");
        assert!(serve(name).is_some());
        assert!(serve("banjie.css").is_none());
        assert!(serve("../Cargo.toml").is_none());
    }
}
