//! Promises in the demo's year: 容缺 kept, brought late or broken, and 告知承诺 checked afterwards.

use super::applications::{Case, paper};
use super::plot::Teller;
use banjie_core::district::MaterialCode;
use banjie_core::matter::{Actor, Command, Staff};
use banjie_core::moment::Moment;
use fastrand::Rng;

/// What became of a 容缺 promise; `ended` none: it is still open at the end of the year.
#[derive(Clone, Copy)]
pub(super) struct Promise {
    pub(super) kept: bool,
    /// When the material was found in order, or the tolerance was ended, and on which working day.
    pub(super) ended: Option<(Moment, usize)>,
}

/// The course of a 容缺 promise made with an application accepted then.
pub(super) fn tolerated(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    (handle, material, days, kept): (u32, &MaterialCode, u32, bool),
    accepted: (Moment, usize),
) -> Promise {
    let days = usize::try_from(days).unwrap_or(1);
    let ended = match kept {
        true => brought(case, rng, teller, (handle, material, days), accepted),
        false => broken(case, rng, teller, (handle, days), accepted),
    };
    Promise { kept, ended }
}

fn inspect(kept: bool, words: &str) -> Command {
    Command::Inspect {
        kept,
        words: words.to_owned(),
        stop: false,
    }
}

fn brought(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    (handle, material, days): (u32, &MaterialCode, usize),
    (at, day): (Moment, usize),
) -> Option<(Moment, usize)> {
    let day = day + rng.usize(1..=days.max(1));
    let at = case.after(rng, day, at)?;
    let supply = Command::Supply {
        handed: vec![paper(material)],
        files: Vec::new(),
        words: "申请人送到窗口".to_owned(),
    };
    teller.give(handle, at, &case.window, supply);
    let day = day + rng.usize(0..=1);
    let at = case.after(rng, day, at)?;
    teller.give(handle, at, &case.window, inspect(true, "原件已核"));
    Some((at, day))
}

/// The head ends the tolerance; the record is proposed, heard and settled.
fn broken(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    (handle, days): (u32, usize),
    (at, day): (Moment, usize),
) -> Option<(Moment, usize)> {
    let day = day + days + rng.usize(1..=3);
    let at = case.after(rng, day, at)?;
    let revoke = Command::Revoke {
        reason: "三次提醒后仍没有补交".to_owned(),
        basis: "申请人签署的容缺承诺书".to_owned(),
    };
    teller.give(handle, at, &case.head(case.lead)?, revoke);
    let _ = heard(case, rng, teller, handle, (at, day));
    Some((at, day))
}

fn heard(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    handle: u32,
    (at, day): (Moment, usize),
) -> Option<()> {
    let desk = &case.year.desk;
    let objects = rng.u32(0..100) < 50;
    let day = match objects {
        true => {
            let day = day + rng.usize(1..=4);
            let at = case.after(rng, day, at)?;
            let words = "发证单位那几天停办，附有通知".to_owned();
            teller.command(
                handle,
                at,
                Actor::Enterprise,
                Command::Object {
                    words,
                    speaker: None,
                },
            );
            day
        }
        // `commitment.hear` runs out first.
        false => day + 6,
    };
    let day = day + rng.usize(1..=4);
    let at = case.after(rng, day, at)?;
    let record = !objects || rng.u32(0..100) < 40;
    let reason = match record {
        true => "没有按承诺的日期补齐，也没有不能补的正当理由",
        false => "发证单位停办属实，不是申请人的责任",
    };
    let settle = Command::Settle {
        record,
        reason: reason.to_owned(),
    };
    teller.give(handle, at, desk, settle);
    if record && rng.u32(0..100) < 50 {
        let day = day + rng.usize(8..=25);
        let at = case.after(rng, day, at)?;
        let reason = "材料已补齐，参加了信用培训".to_owned();
        teller.give(handle, at, desk, Command::Repair { reason });
    }
    Some(())
}

/// 告知承诺 is checked on the spot within the days of the item.
pub(super) fn checked(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    (handle, by): (u32, Staff),
    (at, day): (Moment, usize),
) -> Option<()> {
    let day = day + rng.usize(5..=15);
    let at = case.after(rng, day, at)?;
    if rng.u32(0..100) < 70 {
        teller.give(handle, at, &by, inspect(true, "现场与承诺相符"));
        return Some(());
    }
    let wrong = inspect(false, "疏散通道堆放货物，请清空");
    teller.give(handle, at, &by, wrong);
    let day = day + rng.usize(2..=6);
    let at = case.after(rng, day, at)?;
    let mended = Command::Supply {
        handed: Vec::new(),
        files: Vec::new(),
        words: "通道已清空，照片交窗口".to_owned(),
    };
    teller.give(handle, at, &by, mended);
    let at = case.after(rng, day + 1, at)?;
    teller.give(handle, at, &by, inspect(true, "复查已改正"));
    Some(())
}
