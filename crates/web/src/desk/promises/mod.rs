//! 企业承诺: every enterprise's promises kept and broken, as far as the viewer sees their matters.

use super::frame;
use crate::App;
use crate::kit::parts::{Chip, Empty, FilterBar, Pager};
use crate::kit::promises::{PromiseLine, Promises};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use banjie_core::district::Action;
use banjie_core::kinds::commitment::Standing;
use banjie_core::matter::{Detail, Matter};
use banjie_store::reads::PromiseFilter;
use std::collections::BTreeMap;

const HOME: &str = "/desk/promises";
const PAGE: u64 = 20;

#[derive(Template)]
#[template(path = "desk/promises/page.html")]
struct PromisesPage {
    desk: Desk,
    /// The enterprise, when only one is looked at.
    of: String,
    /// Whether it may promise now, in a sentence.
    may: Option<(bool, String)>,
    total: String,
    q: String,
    filters: FilterBar,
    empty: Option<Empty>,
    list: Promises,
    pager: Pager,
}

pub(super) fn routes() -> Vec<Route> {
    vec![get(HOME, Access::Staff(Action::SeeMatters), show)]
}

/// What an address asks for.
#[derive(Default)]
struct View {
    filter: PromiseFilter,
    page: u64,
}

impl View {
    /// What cannot be read is left out.
    fn read(given: &[(String, String)]) -> Self {
        let mut view = View {
            page: 1,
            ..View::default()
        };
        for (name, value) in given.iter().map(|(n, v)| (n.as_str(), v.trim())) {
            match name {
                "enterprise" if !value.is_empty() => {
                    view.filter.enterprise = Some(value.to_owned());
                }
                "q" => value.clone_into(&mut view.filter.q),
                "standing" => view.filter.standing = Standing::from_code(value),
                "page" => view.page = value.parse().ok().filter(|p| *p > 0).unwrap_or(1),
                _ => {}
            }
        }
        view
    }

    fn href(&self, standing: Option<Standing>) -> String {
        let f = &self.filter;
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(enterprise) = &f.enterprise {
            query.append_pair("enterprise", enterprise);
        }
        if !f.q.is_empty() {
            query.append_pair("q", &f.q);
        }
        if let Some(standing) = standing {
            query.append_pair("standing", standing.code());
        }
        match query.finish() {
            query if query.is_empty() => HOME.to_owned(),
            query => format!("{HOME}?{query}"),
        }
    }
}

/// The page of all promises of one enterprise.
pub(super) fn of_enterprise(code: Option<&str>, name: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("enterprise", code.unwrap_or(name));
    format!("{HOME}?{}", query.finish())
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Problem> {
    let view = View::read(&given);
    let offset = (view.page - 1).saturating_mul(PAGE);
    let found = app
        .store()
        .promises(&viewer.sight, &view.filter, offset, PAGE);
    let (matters, counts) = found.await?;
    let total = match view.filter.standing {
        Some(standing) => counts.get(&standing).copied().unwrap_or(0),
        None => counts.values().sum(),
    };
    let one = view.filter.enterprise.as_deref();
    let of = one.map_or_else(String::new, |asked| {
        let named = matters.iter().find_map(|m| m.enterprise.as_ref());
        named.map_or_else(|| asked.to_owned(), |e| e.name.clone())
    });
    let title = match of.as_str() {
        "" => "企业承诺".to_owned(),
        of => format!("企业承诺：{of}"),
    };
    let base = view.href(view.filter.standing);
    let page = PromisesPage {
        desk: frame(&app, &viewer, HOME, &title).await?,
        may: one.map(|_| may(&counts)),
        total: text::thousands(total),
        q: view.filter.q.clone(),
        filters: filters(&view, &counts),
        empty: matters.is_empty().then(|| empty(&view)),
        list: Promises {
            lines: matters
                .iter()
                .filter_map(|m| line(&app, m, one.is_none()))
                .collect(),
        },
        pager: Pager {
            total,
            size: PAGE,
            page: view.page,
            base: match base.contains('?') {
                true => format!("{base}&page="),
                false => format!("{base}?page="),
            },
            noun: "份",
        },
        of,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn line(app: &App, matter: &Matter, named: bool) -> Option<PromiseLine> {
    let Detail::Commitment(commitment) = &matter.detail else {
        return None;
    };
    let href = format!("/desk/matters/{}", matter.no);
    let own = &commitment.new.enterprise;
    let application = commitment.new.application;
    Some(PromiseLine {
        enterprise: match named {
            true => (
                own.name.clone(),
                of_enterprise(own.code.as_deref(), &own.name),
            ),
            false => (String::new(), String::new()),
        },
        links: vec![(
            format!("申请 {application}"),
            format!("/desk/matters/{application}"),
        )],
        ..PromiseLine::of(matter, href, app.today(), &app.pack().law())?
    })
}

/// Whether nothing recorded stands in the way, as far as is in sight.
fn may(counts: &BTreeMap<Standing, u64>) -> (bool, String) {
    match counts.get(&Standing::Broken).copied().unwrap_or(0) {
        0 => (
            true,
            "看得到的办件里没有未修复的承诺记录。能不能容缺、告知承诺，提交和受理时按全区的记录核对。"
                .to_owned(),
        ),
        n => (
            false,
            format!("有 {n} 份未履行、还没有修复：修复前不能容缺、告知承诺，按普通程序办。"),
        ),
    }
}

fn filters(view: &View, counts: &BTreeMap<Standing, u64>) -> FilterBar {
    let chips = Standing::ALL.into_iter().map(|standing| {
        let on = view.filter.standing == Some(standing);
        let n = counts.get(&standing).copied().unwrap_or(0);
        Chip {
            label: format!("{} {n}", standing.word()),
            href: view.href((!on).then_some(standing)),
            on,
            ..Chip::default()
        }
    });
    FilterBar {
        own: chips.collect(),
        clear_href: HOME.to_owned(),
        ..FilterBar::default()
    }
}

fn empty(view: &View) -> Empty {
    let narrowed = view.filter != PromiseFilter::default();
    Empty {
        why: match narrowed {
            true => "没有符合的承诺。".to_owned(),
            false => "还没有企业作过承诺。".to_owned(),
        },
        next: "申请人选了容缺或告知承诺、签了承诺书，受理以后就在这里。".to_owned(),
        act: None,
    }
}
