//! What goes into the bulletins by hand: in the last weeks the heads of the units say a word to their
//! week (some forget), 区营商办 mends a highlight, and the indicators' owners order actions.

use super::orders::{opened, reports, signed};
use super::plot::{SEED, Teller, Year, holder, moment, staff};
use banjie_core::assessment::Week;
use banjie_core::assessment::bulletin::edits::{EditCommand, Edits};
use banjie_core::assessment::bulletin::notes::NewNote;
use banjie_core::assessment::bulletin::points::{Point, Side};
use banjie_core::assessment::bulletin::{Bulletin, UnitRates};
use banjie_core::assessment::indicator::{NewAction, order};
use banjie_core::district::Role;
use banjie_core::kinds::directive::{Cadence, CorrectiveStep};
use banjie_core::matter::{Act, Actor};
use banjie_core::moment::Moment;
use banjie_store::Store;
use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::Date;

/// Natural days before today in which units hand in notes.
const NOTED: i64 = 8 * 7;
/// Of these, the ones in which points are changed.
const EDITED: i64 = 4 * 7;
/// Working days between two rounds of dispatching.
const ROUND: usize = 5;
/// Working days before today in which indicators are dispatched.
const DISPATCHED: usize = 40;
/// A unit that forgets every second week.
const SLOW: &str = "工信局";

/// What the owners order, with the indicator.
const ACTIONS: [(&str, &str); 6] = [
    ("01", "设立登记当天办结，报没有当天办结的清单和原因"),
    ("02", "劳动仲裁超期案件逐件定办结日期，报清单"),
    ("03", "施工许可超时件逐件说明卡在哪个环节"),
    ("06", "小微企业接电超过 15 天的逐户列出，写明原因"),
    ("14", "拖欠账款逐笔写还款日期，报没有日期的"),
    ("16", "重复检查的企业名单和合并检查的办法"),
];

/// Each week the owners of some indicators order an action of the lead unit.
pub(super) fn dispatches(year: &Year<'_>, teller: &mut Teller) {
    // Chance of its own, so that the rest of the story stays as it is.
    let rng = &mut Rng::with_seed(SEED + 5);
    let first = year.days.len().saturating_sub(DISPATCHED);
    let law = year.pack.law();
    for (round, day) in (first..year.days.len()).step_by(ROUND).enumerate() {
        for (n, (id, what)) in ACTIONS.iter().enumerate() {
            if (n + round) % 3 != 0 {
                continue;
            }
            let Some(indicator) = year.pack.district.indicator(&(*id).into()) else {
                continue;
            };
            let Some(owner) = holder(year.pack, &indicator.owner) else {
                continue;
            };
            let at = moment(rng, year.days[day], 9, 11);
            let due = year.days.get(day + 5).copied();
            let due = due.unwrap_or_else(|| year.today.saturating_add(5.days()));
            let by = Actor::Staff(owner);
            let action = NewAction {
                what: (*what).to_owned(),
                unit: indicator.lead.clone(),
                support: Vec::new(),
                due,
            };
            let act = Act { at, by: by.clone() };
            let Ok(directive) = order(indicator, action, &act, &law) else {
                continue;
            };
            let handle = opened(teller, at, by, directive);
            let _ = signed(year, rng, teller, handle, &indicator.lead, day).and_then(|clerk| {
                let order = (day, due, Cadence::Once);
                reports(year, rng, teller, handle, &clerk, order)
            });
        }
    }
}

/// What comes in by hand on the morning the bulletin of a week is issued.
///
/// # Errors
/// A hand-in or change is refused; the database fails.
pub(super) async fn gather(store: &Store, year: &Year<'_>, week: Week) -> Result<(), String> {
    if week.last() < year.today.saturating_sub(NOTED.days()) {
        return Ok(());
    }
    let said = |e: &dyn std::fmt::Display| e.to_string();
    let Some(day) = year.days.iter().copied().find(|day| *day > week.last()) else {
        return Ok(());
    };
    let bulletin = store.bulletin(week, week.last()).await;
    let bulletin = bulletin.map_err(|e| said(&e))?;
    let rows = bulletin.groups.iter().flat_map(|group| &group.rows);
    for (n, row) in rows.enumerate() {
        let turn = n + usize::try_from(week.number()).unwrap_or(0);
        let forgets = turn % 9 == 0 || (row.unit.as_str() == SLOW && turn % 2 == 0);
        let head = staff(year.pack, &row.unit, Role::UnitHead);
        let Some(head) = head.filter(|_| !forgets) else {
            continue;
        };
        let minute = i8::try_from(n % 50).unwrap_or(0);
        let act = Act {
            at: Moment::local(day.at(8, minute, 0, 0)),
            by: Actor::Staff(head),
        };
        let handed = store.hand_in(week, row.unit.clone(), note(row, turn, day), act);
        handed.await.map_err(|e| said(&e))?;
    }
    if week.last() < year.today.saturating_sub(EDITED.days()) {
        return Ok(());
    }
    let act = Act {
        at: Moment::local(day.at(9, 10, 0, 0)),
        by: Actor::Staff(year.desk.clone()),
    };
    for (command, reason) in changes(store, week, &bulletin).await? {
        let changed = store.edit_point(week, command, reason, act.clone());
        changed.await.map_err(|e| said(&e))?;
    }
    Ok(())
}

/// A word that fits the unit's figures.
fn note(row: &UnitRates, turn: usize, day: Date) -> NewNote {
    let (open, late) = (row.open.cases, row.overdue.cases);
    let words = match (late, turn % 3) {
        (0, 0) => format!("到期的都按时办了。在办 {open} 件，下周到期的已经定人。"),
        (0, 1) => format!("没有逾期。在办 {open} 件里要配合单位回函的，已经催过。"),
        (0, _) => format!("本周走访企业 {} 家，能当场办的当场办了。", 3 + turn % 5),
        (late, 0) => format!("逾期 {late} 件，卡在现场核查，已加派人手，逐件定了日期。"),
        (late, 1) => format!("逾期 {late} 件，多数在等配合单位意见，请区营商办协调会签。"),
        (late, _) => format!("逾期 {late} 件，已逐件告知企业原因和新的答复日期。"),
    };
    let steps = match late {
        0 => Vec::new(),
        _ => vec![CorrectiveStep {
            what: "逾期的逐件定人、定日子，办一件销一件".to_owned(),
            due: day.saturating_add(11.days()),
        }],
    };
    NewNote { words, steps }
}

/// The first highlight is told better; in every second week a repeated problem is left out and what
/// was seen on the spot is added.
async fn changes(
    store: &Store,
    week: Week,
    bulletin: &Bulletin,
) -> Result<Vec<(EditCommand, &'static str)>, String> {
    let (_, Edits { all }) = store.week_entries(week).await.map_err(|e| e.to_string())?;
    if !all.is_empty() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    let of = |side: Side| -> Vec<&Point> {
        let points = bulletin.points.iter();
        points.filter(|point| point.side == side).collect()
    };
    if let Some(first) = of(Side::Highlight).first() {
        let words = format!("{}，办法可以借鉴", first.words);
        let key = first.key.clone();
        out.push((
            EditCommand::Reword { key, words },
            "这家单位的做法在例会上讲过，请各单位参照",
        ));
    }
    if week.number() % 2 == 0 {
        if let Some(last) = of(Side::Problem).get(2) {
            let key = last.key.clone();
            out.push((EditCommand::Drop { key }, "和上一条说的是同一件事"));
        }
        out.push((
            EditCommand::Add {
                side: Side::Problem,
                words: "抽查发现有窗口午间没有留人，企业白跑一趟".to_owned(),
            },
            "周四明察发现，日志里没有这样的数",
        ));
    }
    Ok(out)
}
