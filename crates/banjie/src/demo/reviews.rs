//! 好差评 in the demo's year: enterprises rate what was answered, visitors rate windows, most of the
//! bad ones are called back and corrected in time, a few are explained, objected to, excluded.
//!
//! Chance comes from a stream of its own, so that the year of appeals stays as it is.

use super::course::{Pace, Scene};
use super::plot::{SEED, Teller, Year, clerk, moment};
use banjie_core::assessment::Month;
use banjie_core::district::{UnitId, Window, WindowItem};
use banjie_core::kinds::review::{Ground, NewReview, Rating, Way};
use banjie_core::matter::{Actor, Command, Handler, Staff, Verdict};
use banjie_core::moment::Moment;
use banjie_store::story::Step;
use fastrand::Rng;
use jiff::civil::Date;

/// Visits to windows that were asked to rate, in a year.
const VISITS: usize = 260;
/// The unit one of whose windows rates itself, and how often.
const PRAISES_ITSELF: &str = "市场监管局";
const PRAISES: usize = 7;

/// What is done about a bad review.
struct Bad<'a> {
    year: &'a Year<'a>,
    unit: &'a UnitId,
    handle: u32,
    /// The working day of the rating.
    day: usize,
    /// Whoever rated can be rung.
    named: bool,
    /// A later rating follows it, so it stays in the rates.
    followed: bool,
    /// Percent answered in time.
    on_time: u32,
}

impl Bad<'_> {
    fn day(&self, after: usize) -> Option<Date> {
        self.year.days.get(self.day + after).copied()
    }
}

/// An enterprise's word on the answer, with its rating and what follows from a bad one.
pub(super) fn confirm(
    scene: &Scene<'_>,
    // The unit that answered; working days from the submission to this word.
    (unit, day): (&UnitId, usize),
    at: Moment,
    (verdict, level, followed): (Verdict, Option<u8>, bool),
    teller: &mut Teller,
) {
    let words = match verdict {
        Verdict::NotSolved => "答复了，但事情还没有办好".to_owned(),
        _ => String::new(),
    };
    let review = teller.handles(1);
    let command = Command::Confirm {
        tags: Vec::new(),
        verdict,
        level,
        words,
    };
    let step = Step::Give {
        handle: scene.handle,
        command,
        opens: Some(review),
    };
    teller.step(at, Actor::Enterprise, step);
    if level.is_some_and(|l| l <= 2) {
        let bad = Bad {
            year: scene.year,
            unit,
            handle: review,
            day: scene.start + day,
            named: true,
            followed,
            on_time: scene.pace.on_time,
        };
        let mut rng = Rng::with_seed(SEED ^ u64::from(review));
        // `None`: the rest lies after the last day.
        let _ = handled(&bad, &mut rng, teller);
    }
}

/// A bad review of an application, by an applicant who can be rung.
pub(super) fn bad_of_application(
    year: &Year<'_>,
    teller: &mut Teller,
    (unit, handle, day): (&UnitId, u32, usize),
) {
    let bad = Bad {
        year,
        unit,
        handle,
        day,
        named: true,
        followed: false,
        on_time: Pace::of(unit.as_str(), 0).on_time,
    };
    let mut rng = Rng::with_seed(SEED ^ u64::from(handle));
    // `None`: the rest lies after the last day.
    let _ = handled(&bad, &mut rng, teller);
}

/// Call-back, answer, the rater's word.
fn handled(bad: &Bad<'_>, rng: &mut Rng, teller: &mut Teller) -> Option<()> {
    let clerk = clerk(bad.year.pack, rng, bad.unit)?;
    let noted = moment(rng, bad.day(1)?, 9, 12);
    let reached = rng.u32(0..100) < 94;
    let command = if bad.named {
        Command::CallBack {
            reached,
            words: if reached {
                "评价人说明了哪里不满意，同意整改后再联系"
            } else {
                "上午、下午各打一次，没有接通"
            }
            .to_owned(),
        }
    } else {
        Command::Comment {
            words: "查看当天窗口录像和叫号记录".to_owned(),
            public: false,
        }
    };
    teller.give(bad.handle, noted, &clerk, command);
    let dice = rng.u32(0..100);
    if dice < 16 && !bad.followed {
        return objected(bad, &clerk, dice < 9, rng, teller);
    }
    let late = rng.u32(0..100) >= bad.on_time;
    let (way, reply) = if dice < 28 {
        (
            Way::Explained,
            "您提的要求现行规定办不到，依据和办理途径已逐条说明。",
        )
    } else {
        (
            Way::Corrected,
            "问题属实：没有一次说清。已改写告知单，窗口当天起照新的说明。",
        )
    };
    let mut answers = rng.usize(2..=5);
    if dice >= 70 && !late {
        let day = bad.day(rng.usize(2..=4))?;
        let planned = moment(rng, day, 13, 17);
        let reply = "情况要两个科室一起改，本月内改完，改完请您看。".to_owned();
        redress(bad, planned, &clerk, Way::Planned, reply, teller);
        answers = rng.usize(7..=14);
    } else if late {
        // Only the slow department needs longer than the correction may take.
        answers = match bad.on_time {
            0..65 => rng.usize(14..=18),
            _ => rng.usize(6..=9),
        };
    }
    let told = moment(rng, bad.day(answers)?, 13, 18);
    redress(bad, told, &clerk, way, reply.to_owned(), teller);
    let says = answers + rng.usize(1..4);
    let said = moment(rng, bad.day(says)?, 9, 18);
    let verdict = match rng.u32(0..100) {
        0..62 => Verdict::Solved,
        62..70 => Verdict::NotSolved,
        _ => return None,
    };
    let words = match verdict {
        Verdict::NotSolved => "说是改了，同事去还是一样".to_owned(),
        _ => String::new(),
    };
    let command = Command::Confirm {
        tags: Vec::new(),
        verdict,
        level: None,
        words,
    };
    teller.command(bad.handle, said, Actor::Enterprise, command);
    if verdict == Verdict::NotSolved {
        let day = bad.day(says + rng.usize(1..=3))?;
        let at = moment(rng, day, 9, 12);
        let reason = "已到窗口抽查，整改属实，已向评价人说明".to_owned();
        let by = other_office(bad)?;
        teller.give(bad.handle, at, &by, Command::Conclude { reason });
    }
    Some(())
}

fn redress(bad: &Bad<'_>, at: Moment, clerk: &Staff, way: Way, reply: String, teller: &mut Teller) {
    // It rests on the latest record: the call-back, or what was looked up.
    let command = Command::Redress {
        way,
        reply,
        evidence: Vec::new(),
    };
    teller.give(bad.handle, at, clerk, command);
}

/// 申诉: upheld, the review leaves the rates; or refused, and the work goes on.
fn objected(
    bad: &Bad<'_>,
    clerk: &Staff,
    upheld: bool,
    rng: &mut Rng,
    teller: &mut Teller,
) -> Option<()> {
    let at = moment(rng, bad.day(2)?, 9, 12);
    let object = Command::Contest {
        ground: Ground::Mistaken,
        reason: "评价人说按错了，本意是满意".to_owned(),
        evidence: Vec::new(),
    };
    teller.give(bad.handle, at, clerk, object);
    let ruled = 2 + rng.usize(1..=3);
    let at = moment(rng, bad.day(ruled)?, 14, 17);
    let by = other_office(bad)?;
    if upheld {
        let exclude = Command::Exclude {
            reason: "复核回访记录，确是误评".to_owned(),
            evidence: Vec::new(),
            before: 0,
        };
        teller.give(bad.handle, at, &by, exclude);
        return None;
    }
    let reason = "评价人只说按得急，没有说评错".to_owned();
    teller.give(bad.handle, at, &by, Command::SendBack { reason });
    let day = bad.day(ruled + rng.usize(1..=4))?;
    let told = moment(rng, day, 13, 18);
    let reply = "已加开一个窗口，午间也有人。".to_owned();
    redress(bad, told, clerk, Way::Corrected, reply, teller);
    None
}

/// 区营商办 decides, of its own reviews 纪委监委.
fn other_office(bad: &Bad<'_>) -> Option<Staff> {
    let district = &bad.year.pack.district;
    if *bad.unit != district.coordinator {
        return Some(bad.year.desk.clone());
    }
    let role = banjie_core::district::Role::Inspector;
    super::plot::staff(bad.year.pack, &district.discipline, role)
}

/// A year of visits to the windows.
pub(super) fn visits(year: &Year<'_>, teller: &mut Teller) {
    let windows = &year.pack.district.windows;
    if windows.is_empty() {
        return;
    }
    let mut rng = Rng::with_seed(SEED ^ 0x5249_4E47);
    praises_itself(year, teller);
    for n in 0..VISITS {
        let day = n * year.days.len() / VISITS;
        let window = &windows[n % windows.len()];
        let item = &window.items[rng.usize(0..window.items.len())];
        let Some(officer) = clerk(year.pack, &mut rng, &window.unit) else {
            continue;
        };
        let at = moment(&mut rng, year.days[day], 9, 16);
        let handle = served(window, item, officer, at, teller);
        // Two of three rate; how well it goes at a window is how well its unit works.
        if rng.u32(0..100) >= 65 {
            continue;
        }
        let months_left = (year.today - year.days[day]).get_days() / 30;
        let pace = Pace::of(window.unit.as_str(), months_left);
        let pleased = rng.u32(0..100) < pace.solved;
        let level = match (pleased, rng.u32(0..10)) {
            (true, 0..5) => 5,
            (true, 5..9) => 4,
            (true, _) => 3,
            (false, 0..7) => 2,
            (false, _) => 1,
        };
        let tags: Vec<_> = year.pack.district.review_tags(level).collect();
        let tag = tags.get(rng.usize(0..tags.len().max(1)));
        let rating = Rating {
            level,
            tags: tag.iter().map(|t| (**t).to_owned()).collect(),
            words: String::new(),
            contact: None,
            network: None,
        };
        let minutes = rng.i64(2..200);
        let at = at.plus_ms(minutes * 60_000);
        teller.command(handle, at, Actor::Enterprise, Command::Rate { rating });
        if level <= 2 {
            let bad = Bad {
                year,
                unit: &window.unit,
                handle,
                day,
                named: false,
                followed: false,
                on_time: pace.on_time,
            };
            let _ = handled(&bad, &mut rng, teller);
        }
    }
}

/// Somebody is served at a window and invited to rate.
fn served(
    window: &Window,
    item: &WindowItem,
    officer: Staff,
    at: Moment,
    teller: &mut Teller,
) -> u32 {
    let handle = teller.handles(1);
    let review = Box::new(NewReview {
        title: format!("评价：{}", item.name),
        unit: window.unit.clone(),
        about: None,
        window: Some(window.id.clone()),
        item: Some(item.id.clone()),
        topic: None,
        officer: Some(Handler {
            person: officer.person.clone(),
            name: officer.name.clone(),
        }),
        named: false,
    });
    let step = Step::Visit { handle, review };
    teller.step(at, Actor::Staff(officer), step);
    handle
}

/// One window rates itself from its own device in the newest month that is over: what a detector
/// is to find.
fn praises_itself(year: &Year<'_>, teller: &mut Teller) {
    let month = Month::of(year.today).previous();
    let days = (year.days.iter()).filter(|day| Month::of(**day) == month);
    let windows = &year.pack.district.windows;
    let mut rng = Rng::with_seed(SEED ^ 0x5052_4149);
    let window = windows.iter().find(|w| w.unit.as_str() == PRAISES_ITSELF);
    let Some((window, item)) = window.and_then(|w| Some((w, w.items.first()?))) else {
        return;
    };
    for day in days.step_by(2).take(PRAISES) {
        let Some(officer) = clerk(year.pack, &mut rng, &window.unit) else {
            return;
        };
        let at = moment(&mut rng, *day, 9, 16);
        let handle = served(window, item, officer, at, teller);
        let rating = Rating {
            level: 5,
            tags: Vec::new(),
            words: String::new(),
            contact: None,
            network: Some(format!("{:016x}", SEED ^ 0x5052_4149)),
        };
        let at = at.plus_ms(300_000);
        teller.command(handle, at, Actor::Enterprise, Command::Rate { rating });
    }
}
