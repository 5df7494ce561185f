//! What is derived from a matter in the same transaction: its row, who supports it, its tallies
//! and the rollups that sum them.

use crate::db::{Value, WriteTx, placeholders};
use crate::write::Ground;
use crate::{StoreError, int, params, reviews};
use banjie_core::assessment::reviews::ReviewRow;
use banjie_core::assessment::tally::{Count, Tally, tallies};
use banjie_core::matter::{Matter, MatterRow, Visibility};
use banjie_core::moment::Moment;
use std::collections::BTreeSet;

/// Saves what follows from the step `before` → `after`; returns the row.
pub(crate) async fn save(
    tx: &mut WriteTx,
    ground: &Ground,
    before: Option<&Matter>,
    after: &Matter,
    changed: Moment,
) -> Result<MatterRow, StoreError> {
    let law = ground.law();
    let row = MatterRow::of(after, changed, &law);
    let was_provisional = before.is_some() && provisional(tx, ground, after).await?;
    save_row(tx, ground, &row).await?;
    reviews::save(tx, ground, after).await?;
    let review = ReviewRow::of(after);
    if before.map_or(&[][..], |b| &b.support) != after.support {
        save_supports(tx, ground, &row).await?;
    }
    if before.map_or(&[][..], |b| &b.named) != after.named {
        save_named(tx, ground, &row).await?;
    }
    let old: BTreeSet<Tally> = match before {
        None => BTreeSet::new(),
        // Counted under an older calendar: what is stored need not be what would follow now.
        Some(_) if was_provisional => stored(tx, ground, after).await?,
        Some(before) => tallies(before, &law).into_iter().collect(),
    };
    let new: BTreeSet<Tally> = tallies(after, &law).into_iter().collect();
    for gone in old.difference(&new) {
        tally(tx, ground, &row, gone, -1).await?;
        if let Some(review) = &review {
            reviews::tally(tx, ground, review, gone, -1).await?;
        }
    }
    for come in new.difference(&old) {
        tally(tx, ground, &row, come, 1).await?;
        if let Some(review) = &review {
            reviews::tally(tx, ground, review, come, 1).await?;
        }
    }
    Ok(row)
}

/// Whether the stored row still waits for a year's notice.
async fn provisional(tx: &mut WriteTx, ground: &Ground, m: &Matter) -> Result<bool, StoreError> {
    let row = tx
        .opt(
            "select provisional from matters where district = $1 and no = $2",
            &params![ground.district.as_str(), m.no.to_string()],
        )
        .await?;
    row.map_or(Ok(false), |r| Ok(r.flag("provisional")?))
}

/// The cases of a matter as they are stored.
async fn stored(
    tx: &mut WriteTx,
    ground: &Ground,
    matter: &Matter,
) -> Result<BTreeSet<Tally>, StoreError> {
    let rows = tx
        .all(
            "select unit, indicator, count, day, round from tallies
             where district = $1 and no = $2 order by no, round",
            &params![ground.district.as_str(), matter.no.to_string()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let count = row.text("count")?;
            let indicator = row.text("indicator")?;
            Ok(Tally {
                unit: row.text("unit")?.into(),
                kind: matter.kind(),
                indicator: (!indicator.is_empty()).then(|| indicator.into()),
                count: Count::from_code(count).ok_or_else(|| StoreError::damaged(count))?,
                day: row.text("day")?.parse().map_err(StoreError::damaged)?,
                round: u32::try_from(row.int("round")?).map_err(StoreError::damaged)?,
            })
        })
        .collect()
}

/// The columns of `matters` after the district, in the order of [`values`].
pub(crate) const COLUMNS: &str = "no, kind, state, state_word, title, enterprise, enterprise_code,
  channel, lead, support, sponsor, handler, handler_name, topic, indicator, township, waiting,
  next_step, due, due_earliest, yellow_from, red_from, paused, opened_ms, opened_day, ended_ms,
  changed_ms, sealed, parent, excluded, version, provisional";

/// A row as the database keeps it, in the order of [`COLUMNS`].
pub(crate) fn values(row: &MatterRow) -> Result<Vec<Value>, StoreError> {
    let supports: Vec<_> = row.support.iter().map(|u| u.as_str()).collect();
    Ok(params![
        row.no.to_string(),
        row.kind.code(),
        row.state,
        row.state_word,
        &row.title,
        row.enterprise.as_deref(),
        row.enterprise_code.as_deref(),
        crate::code(&row.channel)?,
        row.lead.as_str(),
        supports.join("、"),
        row.sponsor.as_ref().map(|p| p.as_str()),
        row.handler.as_ref().map(|p| p.as_str()),
        row.handler_name.as_deref(),
        row.topic.as_ref().map(|t| t.as_str()),
        row.indicator.as_ref().map(|i| i.as_str()),
        row.township.as_ref().map(|t| t.as_str()),
        row.waiting.code(),
        row.next_step,
        row.due.to_string(),
        row.due_earliest.map(|d| d.to_string()),
        row.yellow_from.to_string(),
        row.red_from.to_string(),
        row.paused,
        row.opened.ms(),
        row.opened.date().to_string(),
        row.ended.map(Moment::ms),
        row.changed.ms(),
        match row.visibility {
            Visibility::Units => 0_i64,
            Visibility::Sealed => 1,
            Visibility::Named => 2,
        },
        row.parent.map(|n| n.to_string()),
        row.excluded,
        int(row.version),
        row.provisional
    ]
    .to_vec())
}

/// Saves the row. The credit code changes once: when an item of the application produces it.
async fn save_row(tx: &mut WriteTx, ground: &Ground, row: &MatterRow) -> Result<(), StoreError> {
    let mut all = vec![Value::from(ground.district.as_str())];
    all.extend(values(row)?);
    let sql = format!(
        "insert into matters (district, {COLUMNS}) values ({})
         on conflict (district, no) do update set
           state = excluded.state, state_word = excluded.state_word, title = excluded.title,
           lead = excluded.lead, support = excluded.support, sponsor = excluded.sponsor,
           enterprise_code = excluded.enterprise_code,
           handler = excluded.handler, handler_name = excluded.handler_name,
           topic = excluded.topic, indicator = excluded.indicator, waiting = excluded.waiting,
           next_step = excluded.next_step, due = excluded.due,
           due_earliest = excluded.due_earliest, yellow_from = excluded.yellow_from,
           red_from = excluded.red_from, paused = excluded.paused, ended_ms = excluded.ended_ms,
           changed_ms = excluded.changed_ms, sealed = excluded.sealed,
           excluded = excluded.excluded, version = excluded.version,
           provisional = excluded.provisional",
        placeholders(1, all.len())
    );
    tx.exec(&sql, &all).await?;
    Ok(())
}

async fn save_supports(
    tx: &mut WriteTx,
    ground: &Ground,
    row: &MatterRow,
) -> Result<(), StoreError> {
    let (district, no) = (ground.district.as_str(), row.no.to_string());
    tx.exec(
        "delete from supports where district = $1 and no = $2",
        &params![district, &no],
    )
    .await?;
    for unit in &row.support {
        tx.exec(
            "insert into supports (district, unit, no) values ($1, $2, $3)",
            &params![district, unit.as_str(), &no],
        )
        .await?;
    }
    Ok(())
}

/// Who may know of a matter that is not for everybody.
async fn save_named(tx: &mut WriteTx, ground: &Ground, row: &MatterRow) -> Result<(), StoreError> {
    let (district, no) = (ground.district.as_str(), row.no.to_string());
    tx.exec(
        "delete from named where district = $1 and no = $2",
        &params![district, &no],
    )
    .await?;
    for name in &row.named {
        tx.exec(
            "insert into named (district, who, no) values ($1, $2, $3)",
            &params![district, name.token(), &no],
        )
        .await?;
    }
    Ok(())
}

/// Adds (`by` = 1) or takes back (`by` = -1) one case.
async fn tally(
    tx: &mut WriteTx,
    ground: &Ground,
    row: &MatterRow,
    tally: &Tally,
    by: i64,
) -> Result<(), StoreError> {
    let district = ground.district.as_str();
    let indicator = tally.indicator.as_ref().map_or("", |i| i.as_str());
    let (unit, kind, count) = (tally.unit.as_str(), tally.kind.code(), tally.count.code());
    let (day, no, round) = (
        tally.day.to_string(),
        row.no.to_string(),
        i64::from(tally.round),
    );
    if by > 0 {
        tx.exec(
            "insert into tallies (district, unit, kind, count, day, no, round, indicator)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &params![district, unit, kind, count, &day, no, round, indicator],
        )
        .await?;
    } else {
        tx.exec(
            "delete from tallies where district = $1 and unit = $2 and kind = $3 and count = $4
               and day = $5 and no = $6 and round = $7",
            &params![district, unit, kind, count, &day, no, round],
        )
        .await?;
    }
    tx.exec(
        "insert into rollups (district, unit, kind, indicator, count, day, cases)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (district, count, day, unit, kind, indicator)
         do update set cases = rollups.cases + excluded.cases",
        &params![district, unit, kind, indicator, count, &day, by],
    )
    .await?;
    Ok(())
}
