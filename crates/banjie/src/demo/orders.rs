//! The quarterly meetings' orders and their reports. The newest meeting is the one of the speech:
//! its orders as the program reads them, and the reflections it asks for.

use super::course::{Pace, Said, answer};
use super::plot::{SEED, Teller, Year, clerk, moment, sponsor};
use banjie_core::district::{UnitId, UnitKind};
use banjie_core::kinds::directive::{Cadence, CorrectiveStep, Order, Reflection};
use banjie_core::matter::{Actor, Command, NewDirective, Staff};
use banjie_core::moment::Moment;
use banjie_core::speech::{self, Names};
use banjie_store::story::Step;
use fastrand::Rng;
use jiff::civil::Date;

/// The speech of the newest meeting.
pub(super) const SPEECH: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../core/tests/speeches/speech-2025q3.txt"
));
/// Working days before today on which the newest meeting was held: its first reports have come.
const NEWEST: usize = 13;
/// Working days between two meetings, about a quarter.
const QUARTER: usize = 62;

/// What the meetings before ordered, each time anew.
const ORDERS: [(&str, &str); 4] = [
    ("消化劳动仲裁积压案件，报清单", "人社局"),
    ("推进拖欠账款清零，逐笔列出还款日期", "工信局"),
    ("公开服务承诺和负责人电话", "政务服务中心"),
    ("清理招标文件里的不合理门槛", "发改局"),
];

/// All meetings of the year.
pub(super) fn tell(year: &Year<'_>, rng: &mut Rng, teller: &mut Teller) {
    let Some(newest) = year.days.len().checked_sub(NEWEST) else {
        return;
    };
    let first = newest % QUARTER;
    for held in (first..newest).step_by(QUARTER) {
        let order = |title: &str, unit: &UnitId, cadence, days| Task {
            unit: unit.clone(),
            support: Vec::new(),
            what: title.to_owned(),
            sentence: format!("{unit}要{title}。"),
            at: None,
            cadence,
            days,
            held,
        };
        for (title, unit) in ORDERS {
            let unit = UnitId::from(unit);
            if year.pack.district.unit(&unit).is_some() {
                let days = rng.usize(8..16);
                task(year, rng, teller, order(title, &unit, Cadence::Once, days));
            }
        }
        if held == first {
            let towns = year.pack.district.units.iter();
            for town in towns.filter(|u| u.kind == UnitKind::Township) {
                let title = "每月走访重点企业，报走访清单和办不了的事";
                task(
                    year,
                    rng,
                    teller,
                    order(title, &town.id, Cadence::Monthly, 9),
                );
            }
            let unit = UnitId::from("工信局");
            let title = "每周报清欠进度";
            task(year, rng, teller, order(title, &unit, Cadence::Weekly, 5));
        }
    }
    arrears(year, teller);
    instructions(year, rng, teller);
    newest_meeting(year, rng, teller, newest);
}

/// One order to one unit.
struct Task {
    unit: UnitId,
    support: Vec<UnitId>,
    what: String,
    sentence: String,
    at: Option<(u32, u32)>,
    cadence: Cadence,
    /// Working days until it is due.
    days: usize,
    /// The working day of the meeting.
    held: usize,
}

fn meeting(day: Date) -> String {
    let quarter = (day.month() - 1) / 3 + 1;
    format!("{}年{quarter}季度优化营商环境工作推进会", day.year())
}

fn task(year: &Year<'_>, rng: &mut Rng, teller: &mut Teller, task: Task) {
    let day = year.days[task.held];
    let Some(due) = year.days.get(task.held + task.days).copied() else {
        return;
    };
    let order = Order {
        source: meeting(day),
        on: Some(day),
        sentence: task.sentence.clone(),
        at: task.at,
    };
    let directive = NewDirective {
        title: task.what,
        text: task.sentence,
        lead: task.unit.clone(),
        support: task.support,
        indicator: None,
        order,
        cadence: task.cadence,
        due: Some(due),
        reflection: false,
        parent: None,
    };
    let desk = Actor::Staff(year.desk.clone());
    let handle = opened(teller, Moment::local(day.at(16, 30, 0, 0)), desk, directive);
    let cadence = task.cadence;
    // `None`: the rest lies after the last day.
    let _ = signed(year, rng, teller, handle, &task.unit, task.held)
        .and_then(|clerk| reports(year, rng, teller, handle, &clerk, (task.held, due, cadence)));
}

pub(super) fn opened(teller: &mut Teller, at: Moment, by: Actor, directive: NewDirective) -> u32 {
    let handle = teller.handles(1);
    let directive = Box::new(directive);
    teller.step(at, by, Step::Directive { handle, directive });
    handle
}

/// Signed on the next working day by one of the unit's clerks.
pub(super) fn signed(
    year: &Year<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    handle: u32,
    unit: &UnitId,
    from: usize,
) -> Option<Staff> {
    let clerk = clerk(year.pack, rng, unit)?;
    let day = *year.days.get(from + 1)?;
    teller.give(handle, moment(rng, day, 9, 12), &clerk, Command::Sign);
    Some(clerk)
}

/// A report for each period, accepted on the next working day; a few are sent back first.
pub(super) fn reports(
    year: &Year<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    handle: u32,
    clerk: &Staff,
    (held, first, cadence): (usize, Date, Cadence),
) -> Option<()> {
    let (mut due, mut free) = (first, held + 1);
    loop {
        let last = year.days.partition_point(|d| *d <= due).checked_sub(1)?;
        if year.days[last] < due && year.days.len() == last + 1 && due >= year.today {
            return None;
        }
        let months_left = (year.today - due).get_days() / 30;
        let pace = Pace::of(clerk.unit.as_str(), months_left);
        let late = rng.u32(0..100) >= pace.on_time;
        let day = if late {
            last + rng.usize(1..4)
        } else {
            last.saturating_sub(rng.usize(0..2))
        };
        let mut day = day.max(free + 1);
        answer_to_order(year, rng, teller, handle, clerk, day)?;
        if rng.u32(0..100) < 6 {
            let at = moment(rng, *year.days.get(day + 1)?, 9, 12);
            let reason = "只写了开过会，请补上完成的数和下一步日期".to_owned();
            teller.give(handle, at, &year.desk, Command::SendBack { reason });
            day += 1;
            answer_to_order(year, rng, teller, handle, clerk, day)?;
        }
        free = day + 1;
        let accepted = *year.days.get(free)?;
        let words = "同意".to_owned();
        let at = moment(rng, accepted, 9, 12);
        teller.give(handle, at, &year.desk, Command::Accept { words });
        due = next(first, cadence, due.max(accepted))?;
    }
}

fn answer_to_order(
    year: &Year<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    handle: u32,
    clerk: &Staff,
    day: usize,
) -> Option<()> {
    let at = moment(rng, *year.days.get(day)?, 14, 17);
    answer(handle, at, clerk, Said::Report, teller);
    Some(())
}

/// The first report day after `after`, in whole periods from the first.
fn next(first: Date, cadence: Cadence, after: Date) -> Option<Date> {
    let period = |n: i32| match cadence {
        Cadence::Once => None,
        Cadence::Weekly => jiff::Span::new().try_weeks(n).ok(),
        Cadence::Monthly | Cadence::Standing => jiff::Span::new().try_months(n).ok(),
        Cadence::Quarterly => jiff::Span::new().try_months(n * 3).ok(),
    };
    (1..)
        .map_while(|n| first.checked_add(period(n)?).ok())
        .find(|due| *due > after)
}

/// Working days from one order about arrears to the next, and until it is due.
const ARREARS: (usize, usize) = (20, 10);

/// 财政局 clears what it owes in time, month after month: what is praised after a quarter.
fn arrears(year: &Year<'_>, teller: &mut Teller) {
    let unit = UnitId::from("财政局");
    // Of its own, so that the rest of the story stays as it was.
    let mut rng = Rng::with_seed(SEED ^ 1);
    let Some(clerk) = clerk(year.pack, &mut rng, &unit) else {
        return;
    };
    for start in (5..year.days.len()).step_by(ARREARS.0) {
        let (Some(day), Some(due)) = (year.days.get(start), year.days.get(start + ARREARS.1))
        else {
            break;
        };
        let title = "核对财政拖欠账款台账，付清到期的一笔";
        let directive = NewDirective {
            title: title.to_owned(),
            text: format!("{title}。（演示数据）"),
            lead: unit.clone(),
            support: Vec::new(),
            indicator: None,
            order: Order {
                source: "清欠工作专班".to_owned(),
                on: Some(*day),
                sentence: title.to_owned(),
                at: None,
            },
            cadence: Cadence::Once,
            due: Some(*due),
            reflection: false,
            parent: None,
        };
        let desk = Actor::Staff(year.desk.clone());
        let handle = opened(teller, moment(&mut rng, *day, 15, 17), desk, directive);
        let signed = moment(&mut rng, year.days[start + 1], 9, 11);
        teller.give(handle, signed, &clerk, Command::Sign);
        let reported = start + ARREARS.1 - 2;
        answer_to_order(year, &mut rng, teller, handle, &clerk, reported);
        let accepted = moment(&mut rng, year.days[reported + 1], 9, 12);
        let words = "凭证齐全，同意".to_owned();
        teller.give(handle, accepted, &year.desk, Command::Accept { words });
    }
}

/// 批示: every other month the leader in charge takes up the slow department. The newest came
/// yesterday and nobody has signed for it.
fn instructions(year: &Year<'_>, rng: &mut Rng, teller: &mut Teller) {
    let unit = UnitId::from("工信局");
    let Some(leader) = sponsor(year.pack, &unit) else {
        return;
    };
    let note = "拖欠账款类诉求逾期偏多，请逐件列出原因和办结日期";
    let yesterday = year.days.len() - 1;
    for start in (30..yesterday).step_by(45) {
        let Some(due) = year.days.get(start + 8).copied() else {
            break;
        };
        let handle = instruction(rng, teller, &leader, &unit, note, (year.days[start], due));
        let _ = signed(year, rng, teller, handle, &unit, start).and_then(|clerk| {
            let order = (start, due, Cadence::Once);
            reports(year, rng, teller, handle, &clerk, order)
        });
    }
    let note = "这一轮反思还没有见到，请一并说明清欠账款为什么没有进展";
    let day = year.days[yesterday];
    let due = day.saturating_add(jiff::Span::new().days(10));
    instruction(rng, teller, &leader, &unit, note, (day, due));
}

fn instruction(
    rng: &mut Rng,
    teller: &mut Teller,
    leader: &Staff,
    unit: &UnitId,
    note: &str,
    (day, due): (Date, Date),
) -> u32 {
    let post = leader.post.as_ref().map_or("", |post| post.as_str());
    let source = format!("{}（{post}）批示", leader.name);
    let directive = NewDirective {
        title: format!("{source}：{note}"),
        text: format!("{note}。（演示数据）"),
        lead: unit.clone(),
        support: Vec::new(),
        indicator: None,
        order: Order {
            source,
            on: Some(day),
            sentence: note.to_owned(),
            at: None,
        },
        cadence: Cadence::Once,
        due: Some(due),
        reflection: false,
        parent: None,
    };
    let at = moment(rng, day, 15, 18);
    opened(teller, at, Actor::Staff(leader.clone()), directive)
}

/// What the speech orders, as it is read on screen O2: names stand for their units; where the text
/// names nobody, the first proposal, else 区营商办.
fn newest_meeting(year: &Year<'_>, rng: &mut Rng, teller: &mut Teller, held: usize) {
    let (pack, day) = (year.pack, year.days[held]);
    let names = Names::from_district(&pack.district);
    let words = &pack.dictionary;
    let read = speech::extract(SPEECH, &names, words, Some(day), &pack.calendar);
    let Ok(read) = read else { return };
    let units = |named: &[speech::Named]| -> Vec<UnitId> {
        let exact = |n: &speech::Named| pack.district.unit(&n.name.as_str().into());
        let behind = |n: &speech::Named| match exact(n) {
            Some(unit) => vec![unit.id.clone()],
            None => names.units_behind(&n.name, words),
        };
        named.iter().flat_map(behind).collect()
    };
    for found in &read.found {
        let mut leads = units(&found.lead);
        if leads.is_empty() {
            let proposed = found.proposals.first().map(|p| p.unit.clone());
            leads.push(proposed.unwrap_or_else(|| pack.district.coordinator.clone()));
        }
        let at_once = found.due_text.iter().any(|t| {
            let mut words = words.time.at_once.iter();
            words.any(|w| t.contains(w.as_str()))
        });
        let cadence = cadence(found.cadence);
        let days = match () {
            () if at_once => 3,
            () if cadence == Cadence::Weekly => 5,
            () => 10,
        };
        leads.sort();
        leads.dedup();
        for unit in &leads {
            let support = units(&found.support).into_iter().filter(|u| u != unit);
            let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let order = Task {
                unit: unit.clone(),
                support: support.collect(),
                what: found.what.clone(),
                sentence: found.sentence.clone(),
                at: Some((offset(found.start), offset(found.end))),
                cadence,
                days,
                held,
            };
            task(year, rng, teller, order);
        }
    }
    for (n, owed) in read.reflections.iter().enumerate() {
        let proposed = owed.proposals.iter().map(|p| p.unit.clone());
        if let Some(unit) = units(&owed.units).into_iter().chain(proposed).next() {
            reflection(year, rng, teller, held, (n, &unit, owed));
        }
    }
}

fn cadence(read: speech::Cadence) -> Cadence {
    match read {
        speech::Cadence::Once => Cadence::Once,
        speech::Cadence::Weekly => Cadence::Weekly,
        speech::Cadence::Monthly => Cadence::Monthly,
        speech::Cadence::Quarterly => Cadence::Quarterly,
        speech::Cadence::Standing => Cadence::Standing,
    }
}

/// 反思: given and accepted, sent back once, waiting, or still owed by the slow department.
fn reflection(
    year: &Year<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    held: usize,
    (n, unit, owed): (usize, &UnitId, &speech::Reflection),
) {
    let day = year.days[held];
    let directive = NewDirective {
        title: format!("反思：{}", owed.matter),
        text: owed.sentence.clone(),
        lead: unit.clone(),
        support: Vec::new(),
        indicator: None,
        order: Order {
            source: meeting(day),
            on: Some(day),
            sentence: owed.sentence.clone(),
            at: None,
        },
        cadence: Cadence::Once,
        due: None,
        reflection: true,
        parent: None,
    };
    let desk = Actor::Staff(year.desk.clone());
    let handle = opened(teller, Moment::local(day.at(16, 30, 0, 0)), desk, directive);
    let Some(clerk) = signed(year, rng, teller, handle, unit, held) else {
        return;
    };
    if Pace::of(unit.as_str(), 0).on_time < 65 {
        return;
    }
    let given = held + if n == 4 { 10 } else { 3 };
    let at = |rng: &mut Rng, day: usize, from, to| moment(rng, year.days[day], from, to);
    let steps = ["拿出整改清单，逐项定人", "请三家企业当面评一次"];
    let write = |day: usize| Command::Reflect {
        reflection: Reflection {
            cause: format!(
                "对“{}”抓得不实，只看办没办，没看企业满不满意；没有专人盯日期。（演示数据）",
                owed.matter
            ),
            steps: steps
                .iter()
                .zip([21, 42])
                .map(|(what, days)| CorrectiveStep {
                    what: format!("{}：{what}", owed.matter),
                    due: year.days[day].saturating_add(jiff::Span::new().days(days)),
                })
                .collect(),
        },
    };
    teller.give(handle, at(rng, given, 14, 17), &clerk, write(given));
    let mut accepted = given + 1;
    if n == 4 {
        return;
    }
    if n == 3 {
        let reason = "原因只写了人手少，请写清哪一步慢、谁来改".to_owned();
        let send_back = Command::SendBack { reason };
        teller.give(handle, at(rng, given + 1, 9, 12), &year.desk, send_back);
        teller.give(handle, at(rng, given + 3, 14, 17), &clerk, write(given + 3));
        accepted = given + 4;
    }
    let words = "同意，按措施抓落实".to_owned();
    let children = teller.handles(2);
    let accept = Step::Give {
        handle,
        command: Command::Accept { words },
        opens: Some(children),
    };
    let by = Actor::Staff(year.desk.clone());
    let at = at(rng, accepted, 9, 12);
    teller.step(at, by, accept);
    for child in [children, children + 1] {
        signed(year, rng, teller, child, unit, accepted);
    }
}
