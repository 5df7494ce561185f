//! A checked file on its way: kept as a draft until it is imported or thrown away.

use super::rows::{ImportKind, Judged};
use super::run::{self, Done, Order};
use crate::App;
use crate::kit::Problem;
use crate::kit::form::new_key;
use crate::kit::viewer::Viewer;
use banjie_core::moment::Moment;
use banjie_papers::sheet::Row;
use banjie_papers::template::Template;
use banjie_store::StoreError;
use banjie_store::reads::Draft;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The kind of its drafts.
const KIND: &str = "import";
/// An import without a sign of life for so long has been interrupted.
const SILENT_MS: i64 = 60_000;

/// A checked file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Work {
    /// What is imported.
    pub kind: ImportKind,
    /// The file's name.
    pub file: String,
    /// Its rows.
    pub judged: Judged,
    /// Numbers of accepted rows that were imported before.
    pub repeated: Vec<u32>,
    /// How far it is.
    pub stage: Stage,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// Checked, nothing written.
    Checked,
    /// So many rows are done.
    Running(u32),
    /// Finished.
    Done(Done),
}

impl Work {
    /// Rows that would add a matter.
    pub(super) fn fresh(&self) -> usize {
        self.judged.accepted.len() - self.repeated.len()
    }

    /// Rows in all, without examples and totals.
    pub(super) fn total(&self) -> usize {
        self.judged.accepted.len() + self.judged.rejected.len()
    }

    /// Whether it may be begun, or gone on with after an interruption.
    pub(super) fn may_run(&self, saved: Moment, now: Moment) -> bool {
        match self.stage {
            Stage::Checked => self.fresh() > 0,
            Stage::Running(_) => now.ms() - saved.ms() > SILENT_MS,
            Stage::Done(_) => false,
        }
    }

    /// The refused rows with their reasons, as a sheet.
    pub(super) fn report(&self, template: &Template, today: Date) -> Result<Vec<u8>, Problem> {
        let rows: Vec<(Row, Vec<String>)> = self
            .judged
            .rejected
            .iter()
            .map(|r| (r.row.clone(), r.reasons.clone()))
            .collect();
        banjie_papers::xlsx::reject_report(template, &rows, today)
            .map_err(|e| Problem::internal(&e))
    }
}

fn owner(viewer: &Viewer) -> String {
    format!("staff:{}", viewer.staff().person)
}

/// The files of this person, newest first.
pub(super) async fn all(app: &App, viewer: &Viewer) -> Result<Vec<(Draft, Work)>, Problem> {
    let drafts = app.store().drafts(&owner(viewer), KIND).await?;
    Ok(drafts
        .into_iter()
        .filter_map(|d| Some((serde_json::from_str(&d.body).ok()?, d)))
        .map(|(work, draft)| (draft, work))
        .collect())
}

/// One of them.
pub(super) async fn load(app: &App, viewer: &Viewer, id: &str) -> Result<(Draft, Work), Problem> {
    let draft = app.store().draft(id).await?.ok_or(Problem::NotFound)?;
    if draft.kind != KIND || draft.owner != owner(viewer) {
        return Err(Problem::NotFound);
    }
    let work = serde_json::from_str(&draft.body).map_err(|e| Problem::internal(&e))?;
    Ok((draft, work))
}

/// Saves over the version seen; `None`: another request was faster.
pub(super) async fn save(
    app: &App,
    viewer: &Viewer,
    id: &str,
    seen: u64,
    work: &Work,
) -> Result<Option<u64>, Problem> {
    let draft = Draft {
        id: id.to_owned(),
        owner: owner(viewer),
        kind: KIND.to_owned(),
        body: serde_json::to_string(work).map_err(|e| Problem::internal(&e))?,
        version: seen,
        at: app.now(),
    };
    Ok(app.store().save_draft(draft).await?)
}

/// Imports in the background. The draft shows how far it is; only the request that turned it to
/// running goes on, so a double click imports once.
pub(super) async fn begin(
    app: &App,
    viewer: &Viewer,
    draft: &Draft,
    mut work: Work,
) -> Result<(), Problem> {
    work.stage = Stage::Running(0);
    let Some(mut version) = save(app, viewer, &draft.id, draft.version, &work).await? else {
        return Ok(());
    };
    let order = Order {
        kind: work.kind,
        source: work.file.clone(),
        rejected: u32::try_from(work.judged.rejected.len()).unwrap_or(u32::MAX),
        act: viewer.act(app),
    };
    let (app, viewer, id) = (app.clone(), viewer.clone(), draft.id.clone());
    tokio::spawn(async move {
        match rows(&app, &viewer, &id, &mut version, &order, &mut work).await {
            Ok(done) => {
                work.stage = Stage::Done(done);
                // Names and telephones of imported rows are with their matters now.
                for row in &mut work.judged.accepted {
                    row.contact = None;
                }
                if let Err(problem) = save(&app, &viewer, &id, version, &work).await {
                    tracing::error!(?problem, "result of an import not saved");
                }
            }
            Err(error) => tracing::error!(%error, "import interrupted"),
        }
    });
    Ok(())
}

/// Writes part by part and keeps the page told.
async fn rows(
    app: &App,
    viewer: &Viewer,
    id: &str,
    version: &mut u64,
    order: &Order,
    work: &mut Work,
) -> Result<Done, StoreError> {
    let salt = || new_key().map_err(|_| StoreError::Damaged("没有随机数".to_owned()));
    let mut done = Done::default();
    let rows = work.judged.accepted.clone();
    let mut finished = 0;
    for part in rows.chunks(run::TOGETHER) {
        run::part(app.store(), order, part, salt, &mut done).await?;
        finished += part.len();
        work.stage = Stage::Running(u32::try_from(finished).unwrap_or(u32::MAX));
        // Each save writes the whole draft: a sign of life every ten parts is enough. One that cannot
        // be saved is only a page that shows less; the rows count.
        let telling = (finished / run::TOGETHER).is_multiple_of(10);
        if telling && let Ok(Some(saved)) = save(app, viewer, id, *version, work).await {
            *version = saved;
        }
    }
    run::finish(app.store(), order, &done).await?;
    Ok(done)
}
