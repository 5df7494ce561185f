//! The figures that departments report: on the first working day of a month all but one are reported
//! with the ledger, another unit verifies them and sends one back. It is reported anew and verified,
//! but not in the newest month: there 未报, 退回, 不适用 and a value stand side by side.

use super::plot::{Year, staff};
use banjie_core::assessment::Month;
use banjie_core::assessment::form::Form;
use banjie_core::assessment::report::{Grounds, Lines, ReportCommand, Reports, Said};
use banjie_core::assessment::rulebook::{Basis, Measure};
use banjie_core::district::{Role, Unit, UnitId};
use banjie_core::matter::{Act, Actor, Attachment, Staff};
use banjie_core::pack::Pack;
use banjie_store::Store;
use fastrand::Rng;
use rust_decimal::Decimal;

/// Every so many units one has nothing to report on.
const NOTHING: usize = 4;

/// A step of a month's reports.
pub(super) struct Reporting {
    month: Month,
    measure: String,
    what: What,
}

enum What {
    /// All figures but one.
    Report,
    /// All that wait but one, which is sent back.
    Verify,
    /// The one sent back.
    Anew,
    /// That one.
    VerifyAnew,
}

/// Who does it, at which minute after nine on the first working day after the month.
pub(super) fn plan(year: &Year<'_>, month: Month, newest: bool) -> Vec<(Staff, i8, Reporting)> {
    let Ok(book) = year.pack.rulebooks.on(month) else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    for measure in &book.measures {
        let Basis::Reported(reported) = &measure.basis else {
            continue;
        };
        let clerk = |unit: &UnitId| staff(year.pack, unit, Role::Clerk);
        let (Some(lead), Some(verifier)) = (clerk(&reported.lead), clerk(&reported.verifier))
        else {
            continue;
        };
        let mut step = |staff: &Staff, minute, what| {
            let measure = measure.id.clone();
            steps.push((
                staff.clone(),
                minute,
                Reporting {
                    month,
                    measure,
                    what,
                },
            ));
        };
        step(&lead, 5, What::Report);
        step(&verifier, 20, What::Verify);
        if !newest {
            step(&lead, 30, What::Anew);
            step(&verifier, 35, What::VerifyAnew);
        }
    }
    steps
}

/// Gives the commands of a step through the same function as the page.
///
/// # Errors
/// One is refused; the disk or the database fails.
pub(super) async fn go_on(store: &Store, step: &Reporting, act: Act) -> Result<(), String> {
    let pack: &Pack = store.pack();
    let book = pack.rulebooks.on(step.month).map_err(|e| e.to_string())?;
    let reports = store.reports(step.month).await.map_err(|e| e.to_string())?;
    let district = &pack.district;
    let found = book.measures.iter().find(|m| m.id == step.measure);
    let measure = found.ok_or("区包里没有这一项报送指标")?;
    let lines = Lines::of(book, district, &reports).all;
    let units: Vec<&Unit> = (lines.iter())
        .filter(|line| line.measure.id == measure.id)
        .map(|line| line.unit)
        .collect();
    // The unit nobody reports on and the one that is sent back change from month to month.
    let turn = usize::try_from(step.month.first().month()).unwrap_or(0);
    let at = |n: usize| units.get((turn * 3 + n) % units.len().max(1)).copied();
    let (silent, doubtful) = (at(0), at(2));
    let is = |unit: &Unit, other: Option<&Unit>| other.is_some_and(|other| other.id == unit.id);
    let mut commands = Vec::new();
    match step.what {
        What::Report => {
            let ledger = ledger(store, step.month)?;
            for (n, unit) in units
                .iter()
                .enumerate()
                .filter(|(_, unit)| !is(unit, silent))
            {
                let nothing = n % NOTHING == 1 && !is(unit, doubtful);
                let command = make(measure, unit, step.month, nothing, ledger.clone());
                commands.push(((*unit).clone(), command));
            }
        }
        What::Anew => {
            let ledger = ledger(store, step.month)?;
            if let Some(unit) = doubtful {
                let mut command = make(measure, unit, step.month, false, ledger.clone());
                if let ReportCommand::Make { grounds, .. } = &mut command {
                    grounds.note.push_str("；已按应还日期重新核对");
                }
                commands.push((unit.clone(), command));
            }
        }
        What::Verify | What::VerifyAnew => {
            for unit in &units {
                let Some(seen) = waiting(&reports, &measure.id, unit) else {
                    continue;
                };
                let returned = matches!(step.what, What::Verify) && is(unit, doubtful);
                let reason = "应还的金额按合同日期算，不按开票日期，请核对后再报".to_owned();
                let command = match returned {
                    true => ReportCommand::Return { seen, reason },
                    false => ReportCommand::Verify { seen },
                };
                commands.push(((*unit).clone(), command));
            }
        }
    }
    let given = store.report(step.month, &step.measure, commands, act).await;
    let refused = given.map_err(|e| e.to_string())?.err().unwrap_or_default();
    match refused.first() {
        Some((unit, refusal)) => Err(format!("{unit}：{refusal}")),
        None => Ok(()),
    }
}

fn waiting(reports: &Reports, measure: &str, unit: &Unit) -> Option<banjie_core::moment::Moment> {
    let report = reports.get(measure, &unit.id)?;
    report.is_waiting().then_some(report.made.1)
}

/// The file the figures rest on.
fn ledger(store: &Store, month: Month) -> Result<Attachment, String> {
    let text = format!("到期账款台账，截至{}末。演示数据。\n", month.words());
    let hash = store
        .files()
        .keep(text.as_bytes())
        .map_err(|e| e.to_string())?;
    Ok(Attachment {
        hash,
        name: format!("到期账款台账{month}.txt"),
        media: "text/plain; charset=utf-8".to_owned(),
        size: text.len() as u64,
    })
}

/// A figure between the lines of the method, the same each time; every so often it does not apply.
fn make(
    measure: &Measure,
    unit: &Unit,
    month: Month,
    nothing: bool,
    ledger: Attachment,
) -> ReportCommand {
    let text = format!("{}|{month}|{}", measure.id, unit.id);
    let seed = text.bytes().fold(super::plot::SEED, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let share = Decimal::from(Rng::with_seed(seed).u32(45..=100)) / Decimal::ONE_HUNDRED;
    let value = match &measure.form {
        Form::Linear { floor, target } => floor + (target - floor) * share,
        _ => Decimal::ZERO,
    };
    ReportCommand::Make {
        said: match nothing {
            true => Said::NotApplicable("本月没有到期的账款".to_owned()),
            false => Said::Value(value.round_dp(1)),
        },
        grounds: Grounds {
            note: format!("清欠台账和银行回单，截至{}末", month.words()),
            files: vec![ledger],
        },
    }
}

/// The act of a step.
pub(super) fn act(staff: Staff, at: banjie_core::moment::Moment) -> Act {
    Act {
        at,
        by: Actor::Staff(staff),
    }
}

#[cfg(test)]
mod tests {
    use super::super::plot::Year;
    use super::*;
    use banjie_core::moment::Moment;
    use banjie_store::testing::{district, sqlite};
    use jiff::civil::date;

    /// 25 units are ranked. In March one is silent and the one sent back is reported anew; in April,
    /// the newest month, it is not.
    #[tokio::test]
    async fn the_newest_month_shows_every_state_side_by_side() {
        let (db, _folder) = sqlite().await;
        let store = district(&db, "demo-reports", Moment::from_ms(1_767_000_000_000)).await;
        let pack = store.pack();
        let year = Year::before(pack, date(2026, 5, 20)).unwrap();
        for (month, day, newest, words) in [
            ("2026-02", date(2026, 3, 2), false, "0 个数"),
            (
                "2026-03",
                date(2026, 4, 1),
                false,
                "25 个数，已核 24 个，未报 1 个",
            ),
            (
                "2026-04",
                date(2026, 5, 6),
                true,
                "25 个数，已核 23 个，未报 1 个，退回 1 个",
            ),
        ] {
            let month: Month = month.parse().unwrap();
            for (staff, minute, step) in plan(&year, month, newest) {
                let at = Moment::local(day.at(9, minute, 0, 0));
                go_on(&store, &step, act(staff, at)).await.unwrap();
            }
            let reports = store.reports(month).await.unwrap();
            let book = pack.rulebooks.on(month).unwrap();
            assert_eq!(Lines::of(book, &pack.district, &reports).words(), words);
        }
        // What the ranking reads: nothing reported, sent back and not applicable are three things.
        let month: Month = "2026-04".parse().unwrap();
        let ranking = store.ranking(month, month.last()).await.unwrap();
        let mut read: Vec<String> = (ranking.groups.iter())
            .flat_map(|group| &group.unplaced)
            .filter_map(|score| score.measures.iter().find(|m| m.title == "到期账款清偿率"))
            .map(|measure| measure.value_words())
            .filter(|words| !words.ends_with('%'))
            .collect();
        read.sort();
        read.dedup();
        assert_eq!(read, ["不适用", "已报未核", "未报"]);
    }
}
