//! The items of an application in the demo's year: each in its turn, then one hand-over and what the
//! applicant thinks of it.

use super::applications::{Case, Fate};
use super::cast::code;
use super::course::Pace;
use super::plot::{Teller, clerk};
use super::promises::{self, Promise};
use super::reviews;
use banjie_core::district::ItemId;
use banjie_core::kinds::application::{Facts, Way};
use banjie_core::kinds::review::Rating;
use banjie_core::matter::{Actor, Command};
use banjie_core::moment::Moment;
use banjie_store::story::Step;
use fastrand::Rng;
use jiff::civil::Date;

/// When and how an item ended.
#[derive(Clone, Copy)]
pub(super) struct End {
    at: Moment,
    day: usize,
    granted: bool,
}

/// An accepted application: when, and the handle of its first item.
#[derive(Clone, Copy)]
pub(super) struct Accepted {
    pub(super) at: Moment,
    pub(super) day: usize,
    pub(super) first: u32,
}

/// Every item in the order of what waits for what; `None` while one is still open.
pub(super) fn run(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    accepted: Accepted,
    promise: Option<Promise>,
) -> Option<Vec<End>> {
    let form = &case.form;
    let waits = case.year.pack.services.waits(form);
    let place = |id: &ItemId| form.items.iter().position(|i| i.item.id == *id);
    let held = case.later().and_then(|(m, _)| {
        let serves = form.materials.iter().find(|f| f.material.code == *m)?;
        Some(
            serves
                .serves
                .iter()
                .map(|s| s.item.clone())
                .collect::<Vec<_>>(),
        )
    });
    let mut ends: Vec<Option<End>> = vec![None; form.items.len()];
    for id in form.order.iter().flatten() {
        let at = place(id)?;
        let before: Vec<usize> = (waits.iter())
            .filter(|(item, _)| item == id)
            .flat_map(|(_, before)| before.iter().filter_map(|b| place(b)))
            .collect();
        let before: Vec<Option<End>> = before.into_iter().map(|b| ends[b]).collect();
        if let Some(lost) = before.iter().flatten().find(|e| !e.granted) {
            ends[at] = Some(*lost);
            continue;
        }
        let Some(before) = before.into_iter().collect::<Option<Vec<End>>>() else {
            continue;
        };
        let (begun, day) =
            (before.iter().map(|e| (e.at, e.day)).max()).unwrap_or((accepted.at, accepted.day));
        let waits = promise.filter(|_| held.iter().flatten().any(|h| h == *id));
        let handle = accepted.first + u32::try_from(at).ok()?;
        ends[at] = match waits {
            Some(Promise { kept: false, ended }) => ended.map(|(at, day)| End {
                at,
                day,
                granted: false,
            }),
            waits => {
                // Nothing is decided before the material has come.
                let come = waits.map(|p| p.ended);
                match come {
                    Some(None) => None,
                    come => item(
                        case,
                        rng,
                        teller,
                        (at, handle),
                        (begun, day, come.flatten()),
                    ),
                }
            }
        };
    }
    ends.into_iter().collect()
}

/// One item: signed for, looked at, decided.
fn item(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    (place, handle): (usize, u32),
    (begun, day, come): (Moment, usize, Option<(Moment, usize)>),
) -> Option<End> {
    let item = case.form.items.get(place)?.item;
    let by = clerk(case.year.pack, rng, &item.unit)?;
    let signed = case.after(rng, day, begun)?;
    teller.give(handle, signed, &by, Command::Sign);
    let months_left = (case.year.today - case.day(day)?).get_days() / 30;
    let pace = Pace::of(item.unit.as_str(), months_left);
    let promised = usize::try_from(item.promised.max(1)).ok()?;
    // Public notice runs in natural days, and nobody decides before it is over.
    let notice = item.notice.as_ref().map_or(0, |(_, days)| i64::from(*days));
    let over = signed.plus_ms(notice * 86_400_000).date();
    let free = match notice {
        0 => day,
        _ => case.year.days.iter().position(|d| *d > over)?,
    };
    let takes = match rng.u32(0..100) < pace.on_time {
        true => rng.usize(1..=promised),
        false => promised + rng.usize(1..=3),
    };
    let (come_at, come) = come.unwrap_or((signed, day));
    let done = (free + takes).max(come);
    let looked = case.after(rng, done, signed.max(come_at))?;
    let record = Command::Comment {
        words: match item.notice {
            Some(_) => "公示期满，没有人提出异议",
            None => "材料核对无误，符合条件",
        }
        .to_owned(),
        public: false,
    };
    teller.give(handle, looked, &by, record);
    let at = looked.plus_ms(rng.i64(10..50) * 60_000);
    // What others wait for is seldom refused: that would end them, too.
    let first = case
        .form
        .order
        .first()
        .is_some_and(|level| level.contains(&&item.id));
    let often = if first && case.form.order.len() > 1 {
        1
    } else {
        3
    };
    let whole = matches!(case.fate, Fate::Complete | Fate::Missing { .. });
    if rng.u32(0..100) < often && whole {
        let no = Command::Refuse {
            reason: "现场与申报的不一致，不符合条件".to_owned(),
            basis: "依据本事项的办理条件；不服的，六十日内可以申请行政复议".to_owned(),
        };
        teller.give(handle, at, &case.head(&item.unit)?, no);
        return Some(End {
            at,
            day: done,
            granted: false,
        });
    }
    let promise = case.promises().contains(&item.id);
    let opens = promise.then(|| teller.handles(1));
    let grant = Command::Grant {
        words: format!("准予办理。结果：{}。", item.result),
        number: format!("演示{:06}", rng.u32(0..1_000_000)),
        facts: facts(case, rng, &item.id, at.date()),
        evidence: Vec::new(),
    };
    let step = Step::Give {
        handle,
        command: grant,
        opens,
    };
    teller.step(at, Actor::Staff(by.clone()), step);
    if let Some(promise) = opens {
        let _ = promises::checked(case, rng, teller, (promise, by), (at, done));
    }
    Some(End {
        at,
        day: done,
        granted: true,
    })
}

/// What an item finds out for those that wait for it.
fn facts(case: &Case<'_>, rng: &mut Rng, item: &ItemId, day: Date) -> Facts {
    let mine = case.form.produced.iter().filter(|p| p.by == item);
    mine.map(|p| {
        let value = match p.field.code.as_str() {
            "uscc" => code(rng, usize::try_from(case.handle).unwrap_or(0)),
            "licence_date" => day.to_string(),
            _ => format!("0000{:012}", rng.u64(0..1_000_000_000_000)),
        };
        (p.field.code.clone(), value)
    })
    .collect()
}

/// 一次出件, and what the applicant thinks of it.
pub(super) fn handed_over(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    ends: &[End],
) -> Option<()> {
    let last = ends.iter().map(|e| (e.at, e.day)).max()?;
    let day = last.1 + rng.usize(0..=3);
    let at = case.after(rng, day, last.0)?;
    let hand_over = Command::HandOver {
        way: [Way::Window, Way::Window, Way::Post, Way::Download][rng.usize(0..4)],
        words: String::new(),
    };
    teller.give(case.handle, at, &case.window, hand_over);
    if rng.u32(0..100) >= 48 {
        return None;
    }
    let all = ends.iter().all(|e| e.granted);
    let level = match rng.u32(0..100) {
        0..55 if all => 5,
        55..86 if all => 4,
        86..94 => 3,
        94..98 => 2,
        98.. => 1,
        _ => 4,
    };
    let rated = day + rng.usize(0..=4);
    let at = case.after(rng, rated, at)?;
    let review = teller.handles(1);
    let rating = Rating {
        level,
        tags: case
            .year
            .pack
            .district
            .review_tags(level)
            .take(1)
            .map(str::to_owned)
            .collect(),
        words: match level {
            5 if rng.u32(0..100) < 30 => "跑一次就办齐了，没有要重复材料".to_owned(),
            1 | 2 => "窗口说法前后不一样，等得久".to_owned(),
            _ => String::new(),
        },
        contact: None,
        network: None,
    };
    let step = Step::Rate {
        handle: case.handle,
        review,
        rating,
    };
    teller.step(at, Actor::Enterprise, step);
    if level <= 2 {
        reviews::bad_of_application(case.year, teller, (case.lead, review, rated));
    }
    Some(())
}
