//! What is kept and for how long; how the pages can be used by everybody.

use super::frame;
use crate::App;
use crate::kit::security::Transport;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::pass;
use crate::portal::sign_in::known;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Html;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/privacy", Access::Public, privacy),
        get("/accessibility", Access::Public, accessibility),
    ]
}

#[derive(Template)]
#[template(path = "portal/about/privacy.html")]
struct PrivacyPage {
    portal: Portal,
    minutes: i64,
    cookies: Vec<Cookie>,
}

/// A cookie this site sets.
struct Cookie {
    name: String,
    what: String,
}

fn cookies(transport: Transport) -> Vec<Cookie> {
    vec![
        Cookie {
            name: transport.cookie_name().to_owned(),
            what: "工作人员登录后认得是谁；退出登录或关掉浏览器就没了".to_owned(),
        },
        Cookie {
            name: known::cookie_name(transport).to_owned(),
            what: format!(
                "记住这台电脑登录过，别人猜密码时本人照常进得来；里面没有姓名，{} 天后失效",
                known::DAYS
            ),
        },
        Cookie {
            name: pass::TRACK.cookie_name(transport),
            what: format!("填对手机号后 4 位以后，{} 分钟内不用再填", pass::MINUTES),
        },
        Cookie {
            name: pass::DRAFT.cookie_name(transport),
            what: "认得您在这台设备上没填完的申请，最多 30 天；在申请页点“从这台设备上退出”就没了"
                .to_owned(),
        },
    ]
}

#[derive(Template)]
#[template(path = "portal/about/accessibility.html")]
struct AccessibilityPage {
    portal: Portal,
}

async fn privacy(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let page = PrivacyPage {
        portal: frame(&app, &uri, &who, "隐私与留存"),
        minutes: pass::MINUTES,
        cookies: cookies(app.settings().transport),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

async fn accessibility(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let page = AccessibilityPage {
        portal: frame(&app, &uri, &who, "无障碍说明"),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}
