//! The frame of a public page.

use crate::App;
use crate::kit::Portal;
use crate::kit::viewer::MaybeViewer;
use axum::http::Uri;
use axum::response::Redirect;

/// The frame for a page with this title at this address.
pub(crate) fn frame(app: &App, uri: &Uri, who: &MaybeViewer, title: &str) -> Portal {
    let site = app.site();
    let query = uri.query().unwrap_or_default();
    let kept: Vec<_> = query
        .split('&')
        .filter(|p| !p.is_empty() && *p != "elder=1")
        .collect();
    let path = match kept.as_slice() {
        [] => uri.path().to_owned(),
        kept => format!("{}?{}", uri.path(), kept.join("&")),
    };
    Portal {
        district_name: site.district_name.clone(),
        title: title.to_owned(),
        elder: query.split('&').any(|p| p == "elder=1"),
        demo: site.demo,
        errors: false,
        path,
        signed_in: who.0.as_ref().map(|v| v.staff().name.clone()),
        telephone: site.telephone.clone(),
        bare: false,
    }
}

/// On to another public page, in the same version (长辈版 or standard).
pub(crate) fn onward(uri: &Uri, path: &str) -> Redirect {
    let query = uri.query().unwrap_or_default();
    let elder = query.split('&').any(|p| p == "elder=1");
    let portal = Portal {
        elder,
        ..Portal::default()
    };
    Redirect::to(&portal.href(path))
}
