//! O5: the assessment method. Its versions, the document, a draft tried on history, 送审 by one
//! person and 审定 by another.

mod adopt;
mod draft;
mod tried;

use crate::App;
use crate::assess::{self, Version};
use crate::desk::frame;
use crate::kit::parts::{Act, Acts, Cell, Column, DataTable};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use banjie_core::assessment::adoption::Standing;
use banjie_core::assessment::document::{AnnexRow, Document};
use banjie_core::assessment::proofs::{Proof, prove, unassessed};
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::district::Action;

const HOME: &str = "/desk/rulebook";

pub(super) fn routes() -> Vec<Route> {
    let (see, draft) = (
        Access::Staff(Action::SeeRulebook),
        Access::Staff(Action::DraftRulebook),
    );
    let adopt = Access::Staff(Action::AdoptRulebook);
    vec![
        get("/desk/rulebook", see, list),
        get("/desk/rulebook/draft", draft, draft::show),
        post("/desk/rulebook/draft", draft, draft::submit),
        get("/desk/rulebook/versions/{version}", see, show),
        get(
            "/desk/rulebook/versions/{version}/files/{format}",
            see,
            file,
        ),
        get("/desk/rulebook/versions/{version}/adopt", adopt, adopt::ask),
        post(
            "/desk/rulebook/versions/{version}/adopt",
            adopt,
            adopt::adopt,
        ),
        post(
            "/desk/rulebook/versions/{version}/reject",
            adopt,
            adopt::reject,
        ),
        post(
            "/desk/rulebook/versions/{version}/withdraw",
            draft,
            adopt::withdraw,
        ),
    ]
}

/// Address of a version.
fn path_of(version: &str) -> String {
    format!("{HOME}/versions/{version}")
}

#[derive(Template)]
#[template(path = "desk/rulebook/list.html")]
struct ListPage {
    desk: Desk,
    acts: Acts,
    versions: DataTable,
    now: String,
    measures: Vec<DataTable>,
    open: DataTable,
    open_mark: &'static str,
    left: String,
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let store = app.store();
    let books = store.rulebooks().await?;
    let mut versions: Vec<Version> = (store.proposals().await?.into_iter())
        .map(|proposal| Version {
            rulebook: proposal.rulebook.clone(),
            proposal: Some(proposal),
        })
        .collect();
    let packed = store.pack().rulebooks.iter().rev();
    versions.extend(packed.map(|book| Version {
        rulebook: book.clone(),
        proposal: None,
    }));
    let rows = (versions.iter())
        .map(|version| {
            let book = &version.rulebook;
            let who = match &version.proposal {
                None => "区包".to_owned(),
                Some(proposal) => format!("{}送审", proposal.submitted.0.words()),
            };
            vec![
                Cell::link(book.version.clone(), path_of(&book.version)),
                version.state(&books, app.today()).into(),
                book.from.to_string().into(),
                who.into(),
            ]
        })
        .collect();
    let now = books.on(banjie_core::assessment::Month::of(app.today()));
    let now = now.map_err(banjie_store::StoreError::from)?;
    let version = Version {
        rulebook: now.clone(),
        proposal: None,
    };
    let mut acts = Vec::new();
    if viewer.may(Action::DraftRulebook) {
        acts.push(Act::primary("改权重和口径，试算", format!("{HOME}/draft")));
    }
    acts.push(Act::link("看现行办法全文", path_of(&now.version)));
    let left: Vec<&str> = unassessed(now)
        .into_iter()
        .map(|kind| kind.word())
        .collect();
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "考核办法").await?,
        acts: acts.into(),
        versions: DataTable {
            caption: "各版考核办法".to_owned(),
            columns: ["版本", "状态", "施行日", "来自"]
                .map(Column::text)
                .to_vec(),
            rows,
        },
        now: format!("现行{}版", now.version),
        measures: annex(&version.document(store)),
        open: open_table(now),
        open_mark: now.open.source.confidence.mark(),
        left: left.join("、"),
    };
    render(&page)
}

/// The annex as tables of the page.
fn annex(document: &Document) -> Vec<DataTable> {
    let columns = || {
        (AnnexRow::HEAD.iter().enumerate())
            .filter(|(at, _)| *at > 0)
            .map(|(at, title)| match at {
                2 | 5 => Column::number(title),
                _ => Column::text(title),
            })
            .collect()
    };
    (document.annex.iter())
        .map(|table| DataTable {
            caption: table.caption.clone(),
            columns: columns(),
            rows: (table.rows.iter())
                .map(|row| row.cells().into_iter().skip(1).map(Cell::from).collect())
                .collect(),
        })
        .collect()
}

/// What the speech left open.
fn open_table(book: &Rulebook) -> DataTable {
    DataTable {
        caption: "讲话没有定、由办法写明的口径".to_owned(),
        columns: ["口径", "本版怎么定"].map(Column::text).to_vec(),
        rows: (book.open.items().into_iter())
            .map(|(title, words)| vec![title.into(), words.into()])
            .collect(),
    }
}

/// Each proof with what it found.
fn proofs_table(app: &App, book: &Rulebook) -> DataTable {
    let flaws = prove(book, &app.pack().forbidden);
    let rows = (Proof::ALL.into_iter())
        .map(|proof| {
            let broken: Vec<String> = (flaws.iter())
                .filter(|flaw| flaw.proof == proof)
                .map(ToString::to_string)
                .collect();
            let found = match broken.is_empty() {
                true => "成立".to_owned(),
                false => broken.join(" "),
            };
            vec![proof.word().into(), found.into()]
        })
        .collect();
    DataTable {
        caption: "送审前要证明的".to_owned(),
        columns: ["要证明", "结果"].map(Column::text).to_vec(),
        rows,
    }
}

#[derive(Template)]
#[template(path = "desk/rulebook/version.html")]
struct VersionPage {
    desk: Desk,
    version: String,
    state: String,
    course: Vec<String>,
    files: Acts,
    acts: Acts,
    proofs: DataTable,
    document: Document,
    annex: Vec<DataTable>,
}

/// The version an address names.
async fn version(app: &App, name: &str) -> Result<Version, Problem> {
    assess::version(app.store(), name)
        .await?
        .ok_or(Problem::NotFound)
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let version = version(&app, &name).await?;
    let books = app.store().rulebooks().await?;
    let path = path_of(&name);
    let document = version.document(app.store());
    let page = VersionPage {
        desk: frame(&app, &viewer, HOME, &format!("考核办法 {name}")).await?,
        state: version.state(&books, app.today()),
        course: course(&version),
        files: vec![
            Act::link("导出公文 docx", format!("{path}/files/docx")),
            Act::link("导出 pdf", format!("{path}/files/pdf")),
        ]
        .into(),
        acts: acts(&viewer, &version, &path).into(),
        proofs: proofs_table(&app, &version.rulebook),
        annex: annex(&document),
        document,
        version: name,
    };
    render(&page)
}

/// Who did what to a submitted version.
fn course(version: &Version) -> Vec<String> {
    let Some(proposal) = &version.proposal else {
        return Vec::new();
    };
    let line = |what: &str, by: &banjie_core::matter::By, at| {
        format!("{} {}{what}", assess::day_words(at), by.words())
    };
    let (by, at) = &proposal.submitted;
    let mut out = vec![line("送审", by, *at)];
    match &proposal.standing {
        Standing::Waiting => {}
        Standing::Withdrawn(by, at) => out.push(line("撤回", by, *at)),
        Standing::Adopted(by, at) => out.push(line("审定", by, *at)),
        Standing::Rejected(by, at, reason) => {
            out.push(format!("{}：{reason}", line("退回", by, *at)));
        }
    }
    out
}

fn acts(viewer: &Viewer, version: &Version, path: &str) -> Vec<Act> {
    let waits = (version.proposal.as_ref()).is_some_and(|p| p.standing == Standing::Waiting);
    let mut acts = Vec::new();
    if waits && viewer.may(Action::AdoptRulebook) {
        acts.push(Act::primary("审定或退回", format!("{path}/adopt")));
    }
    if viewer.may(Action::DraftRulebook) {
        if waits {
            acts.push(Act::post(
                "撤回这一版",
                format!("{path}/withdraw"),
                Vec::new(),
            ));
        }
        let base = &version.rulebook.version;
        acts.push(Act::link(
            "照这一版起草",
            format!("{HOME}/draft?base={base}"),
        ));
    }
    acts
}

async fn file(
    State(app): State<App>,
    _viewer: Viewer,
    Path((name, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let version = version(&app, &name).await?;
    let paper = assess::rulebook_paper(app.store(), &version, assess::site(&app)).await?;
    assess::send_text(&app, &format!("rulebook-{name}"), &paper, &format).await
}
