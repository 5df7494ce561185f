//! Writing the rows that were accepted; may be stopped anywhere and run again.

use super::rows::{Accepted, ImportKind, New};
use banjie_core::matter::Act;
use banjie_store::record::Record;
use banjie_store::{Ask, Beside, Contact, Store, StoreError};

/// Rows written side by side: they share the commits of the database.
pub const TOGETHER: usize = 16;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Done {
    /// Matters opened.
    pub added: u32,
    /// Rows imported before.
    pub repeated: u32,
    /// Rows that the rules refused after all: number in the file and sentence.
    pub refused: Vec<(u32, String)>,
}

/// How many of the rows were imported before.
///
/// # Errors
/// The database fails.
pub async fn repeated(
    store: &Store,
    kind: ImportKind,
    rows: &[Accepted],
) -> Result<Vec<u32>, StoreError> {
    let mut numbers = Vec::new();
    for row in rows {
        if store.imported(kind.code(), &row.key).await?.is_some() {
            numbers.push(row.number);
        }
    }
    Ok(numbers)
}

/// An import in all but its rows.
#[derive(Clone, Debug)]
pub struct Order {
    /// What is imported.
    pub kind: ImportKind,
    /// Name of the file, for the record.
    pub source: String,
    /// Rows that were refused before, for the record.
    pub rejected: u32,
    /// Who and when.
    pub act: Act,
}

/// Opens a matter for each row of a part. `salt` draws 16 random bytes in hex for each contact.
///
/// # Errors
/// The database fails; what was written stays, and the same call goes on from there.
pub async fn part(
    store: &Store,
    order: &Order,
    rows: &[Accepted],
    salt: fn() -> Result<String, StoreError>,
    done: &mut Done,
) -> Result<(), StoreError> {
    let mut running = tokio::task::JoinSet::new();
    for row in rows {
        let contact = match &row.contact {
            Some((name, phone)) => Some(Contact {
                name: name.clone(),
                phone: phone.clone(),
                salt: salt()?,
            }),
            None => None,
        };
        let (store, number, new) = (store.clone(), row.number, row.new.clone());
        let import = Some((order.kind.code().to_owned(), row.key.clone()));
        let ask = Ask {
            act: order.act.clone(),
            key: None,
        };
        running.spawn(async move {
            let opened = match new {
                New::Appeal(appeal) => store.open_appeal(*appeal, contact, import, ask).await,
                New::Application(application) => {
                    let beside = Beside {
                        contact,
                        filled: None,
                        import,
                    };
                    store.open_application(*application, beside, ask).await
                }
            };
            (number, opened)
        });
    }
    while let Some(ended) = running.join_next().await {
        let (number, opened) = ended.map_err(|e| StoreError::Damaged(format!("导入中断：{e}")))?;
        match opened {
            Ok(_) => done.added += 1,
            Err(StoreError::ImportedBefore) => done.repeated += 1,
            Err(StoreError::Refused(refusal)) => done.refused.push((number, refusal.to_string())),
            Err(other) => return Err(other),
        }
    }
    done.refused.sort();
    Ok(())
}

/// Records a finished import.
///
/// # Errors
/// The database fails.
pub async fn finish(store: &Store, order: &Order, done: &Done) -> Result<(), StoreError> {
    let late = u32::try_from(done.refused.len()).unwrap_or(u32::MAX);
    let record = Record::ImportDone {
        source: order.source.clone(),
        accepted: done.added,
        rejected: order.rejected.saturating_add(late),
        repeated: done.repeated,
    };
    store.record(record, order.act.clone()).await
}

/// All parts and the record, for whoever needs no progress.
///
/// # Errors
/// As [`part`].
pub async fn import(
    store: &Store,
    order: &Order,
    rows: &[Accepted],
    salt: fn() -> Result<String, StoreError>,
) -> Result<Done, StoreError> {
    let mut done = Done::default();
    for rows in rows.chunks(TOGETHER) {
        part(store, order, rows, salt, &mut done).await?;
    }
    finish(store, order, &done).await?;
    Ok(done)
}
