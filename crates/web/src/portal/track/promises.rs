//! An enterprise's own promises, kept and broken, with the way to object to what is held against it.

use super::acts::Act;
use super::{doing, key, known, wanted};
use crate::App;
use crate::kit::again::Held;
use crate::kit::form::Errors;
use crate::kit::promises::{PromiseLine, Promises};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::{facts, frame};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::Sight;
use banjie_core::matter::{self, Detail, Matter};

#[derive(Template)]
#[template(path = "portal/track/promises.html")]
struct PromisesPage {
    portal: Portal,
    enterprise: String,
    /// Those under other telephones are here, too.
    whole: bool,
    back: String,
    list: Promises,
    /// How many are not repaired.
    broken: usize,
}

/// Whether whoever holds this matter may see all promises of its enterprise: somebody at a window has
/// looked at who applies. Anybody can hand in a form in another's name.
pub(super) fn shows(matter: &Matter) -> bool {
    match &matter.detail {
        Detail::Application(application) => !application.parts.is_empty(),
        Detail::Item(_) | Detail::Commitment(_) => true,
        _ => false,
    }
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(no): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(no) = known(&app, &headers, &no).await? else {
        let wanted = wanted(&uri, Held::default());
        return key::show(&app, &uri, &who, &no, wanted, &Errors::default());
    };
    let course = facts::own(&app, no).await?;
    let enterprise = course.matter.enterprise.clone();
    let enterprise = enterprise
        .filter(|_| shows(&course.matter))
        .ok_or(Problem::NotFound)?;
    let proved = proved(&app, &course.matter).await?;
    let promises = app.store().own_promises(no, &enterprise, proved).await?;
    let portal = frame(&app, &uri, &who, "我的承诺");
    let broken = |(m, _): &&(Matter, bool)| m.state() == banjie_core::kinds::commitment::BROKEN;
    let page = PromisesPage {
        enterprise: enterprise.name,
        whole: proved,
        back: portal.href(&format!("/track/{no}")),
        broken: promises.iter().filter(broken).count(),
        list: Promises {
            lines: promises
                .iter()
                .filter_map(|(m, own)| line(&app, m, *own, &portal))
                .collect(),
        },
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// Whether who holds the matter has been proved to act for the enterprise. Everybody can type its code
/// into a form under a telephone of their own; but before an application is accepted somebody looks at
/// who applies and with what authority (市场主体登记管理条例 16). So an accepted application with a
/// credit code proves it, one that only counts as accepted (行政许可法 32) does not: nobody looked.
async fn proved(app: &App, matter: &Matter) -> Result<bool, Problem> {
    let whole = match &matter.detail {
        Detail::Application(_) => Some(matter.clone()),
        _ => {
            let course = app.store().matter(&Sight::District, matter.contact_no());
            course.await?.map(|course| course.matter)
        }
    };
    Ok(whole.is_some_and(|whole| {
        let coded = whole.enterprise.as_ref().is_some_and(|e| e.code.is_some());
        let looked = matches!(&whole.detail, Detail::Application(a)
            if !a.parts.is_empty() && !a.deemed);
        coded && looked
    }))
}

fn line(app: &App, matter: &Matter, own: bool, portal: &Portal) -> Option<PromiseLine> {
    let law = app.pack().law();
    let href = portal.href(&format!("/track/{}", matter.no));
    if !own {
        // What it says and what follows is the enterprise's; the papers and who signed are opened
        // with the key of that application.
        let mut line = PromiseLine::of(matter, String::new(), app.today(), &law)?;
        let key = format!(
            "用别的电话办的：看材料、提异议，凭编号 {} 和那个手机的后四位查",
            matter.no
        );
        line.parts.push(key);
        return Some(line);
    }
    let mut links = Vec::new();
    if matter::permit(matter, Act::Object.command(), &doing(app), &law).is_ok() {
        links.push(("提出异议".to_owned(), format!("{href}/object")));
    }
    if let Detail::Commitment(commitment) = &matter.detail {
        let application = commitment.new.application;
        links.push((
            format!("申请 {application}"),
            portal.href(&format!("/track/{application}")),
        ));
    }
    Some(PromiseLine {
        links,
        ..PromiseLine::of(matter, href, app.today(), &law)?
    })
}
