//! What happens in the year: how many demands on which day, about what, and the meetings.

use super::APPEALS;
use super::cast::{Firm, firms, words};
use super::course::{self, Pace};
use banjie_core::district::{Role, Topic, UnitId, UnitKind};
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::matter::{Act, Actor, Channel, Enterprise, NewAppeal, NewDirective, Staff};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_store::Contact;
use banjie_store::story::Step;
use fastrand::Rng;
use jiff::civil::Date;

/// The seed of the whole story.
const SEED: u64 = 20_250_926;

/// Everything that happens in the twelve months up to `today`, unsorted.
pub(super) fn year(pack: &Pack, today: Date) -> Result<Vec<(Act, Step)>, String> {
    let mut rng = Rng::with_seed(SEED);
    let first = today.saturating_add(-jiff::Span::new().months(12));
    let days: Vec<Date> = working_days(pack, first, today);
    let last = *days.last().ok_or("演示日期不在日历里，请换一个 --today")?;
    let firms = firms(&mut rng, 420);
    let mut steps = Vec::new();
    let mut handle = 0;
    let weights: Vec<f64> = days.iter().map(|d| season(*d)).collect();
    let whole: f64 = weights.iter().sum();
    let mut owed = 0.0;
    for (day, weight) in days.iter().zip(&weights) {
        owed += f64::from(APPEALS) * weight / whole;
        while owed >= 1.0 {
            owed -= 1.0;
            handle += 1;
            appeal(
                pack, &mut rng, &firms, handle, *day, last, &days, &mut steps,
            )?;
        }
        let rules = Moment::local(day.at(8, 30, 0, 0));
        if rules <= Moment::local(last.at(9, 0, 0, 0)) {
            steps.push((Act::rule(rules), Step::Rules));
        }
    }
    meetings(pack, &mut rng, &days, &mut handle, &mut steps);
    Ok(steps)
}

fn working_days(pack: &Pack, first: Date, today: Date) -> Vec<Date> {
    first
        .series(jiff::Span::new().days(1))
        .take_while(|d| *d <= today)
        .filter(|d| pack.calendar.is_working(*d).unwrap_or(false))
        .collect()
}

/// More before the Spring Festival and in the hot months.
fn season(day: Date) -> f64 {
    match day.month() {
        1 => 1.6,
        12 => 1.4,
        7 | 8 => 1.3,
        2 => 0.8,
        10 => 0.9,
        _ => 1.0,
    }
}

/// What people ask for shifts with the season: wages and arrears in winter, water and power in
/// summer.
fn topic<'a>(pack: &'a Pack, rng: &mut Rng, day: Date) -> Option<&'a Topic> {
    let topics = &pack.district.topics;
    let wanted = match day.month() {
        12 | 1 if rng.u32(0..100) < 45 => ["拖欠", "工资", "欠"].as_slice(),
        6..=8 if rng.u32(0..100) < 35 => ["电", "水", "气"].as_slice(),
        _ => [].as_slice(),
    };
    let fitting: Vec<_> = topics
        .iter()
        .filter(|t| wanted.iter().any(|w| t.id.as_str().contains(w)))
        .collect();
    if fitting.is_empty() {
        return (!topics.is_empty()).then(|| &topics[rng.usize(0..topics.len())]);
    }
    Some(fitting[rng.usize(0..fitting.len())])
}

#[expect(
    clippy::too_many_arguments,
    reason = "the whole scene is needed to tell one appeal"
)]
fn appeal(
    pack: &Pack,
    rng: &mut Rng,
    firms: &[Firm],
    handle: u32,
    day: Date,
    last: Date,
    days: &[Date],
    steps: &mut Vec<(Act, Step)>,
) -> Result<(), String> {
    let Some(topic) = topic(pack, rng, day) else {
        return Err("区包里没有诉求类别".to_owned());
    };
    let townships: Vec<&UnitId> = pack
        .district
        .units
        .iter()
        .filter(|u| u.kind == UnitKind::Township)
        .map(|u| &u.id)
        .collect();
    // One enterprise comes back again and again, always about the same place.
    let repeated = rng.u32(0..100) < 2;
    let firm = if repeated {
        &firms[0]
    } else {
        &firms[rng.usize(0..firms.len())]
    };
    let township = match (repeated, townships.is_empty()) {
        (_, true) => None,
        (true, _) => Some(townships[0].clone()),
        (false, _) => Some(townships[rng.usize(0..townships.len())].clone()),
    };
    let (title, text) = words(rng, topic.id.as_str(), &topic.keywords, firm);
    let channel = match rng.u32(0..10) {
        0..=5 => Channel::Portal,
        6..=7 => Channel::Hotline,
        8 => Channel::Window,
        _ => Channel::Visit,
    };
    let at = moment(rng, day, 8, 17);
    if at.date() == last && at > Moment::local(last.at(10, 0, 0, 0)) {
        return Ok(());
    }
    let salt: String = (0..16).map(|_| format!("{:02x}", rng.u8(..))).collect();
    let opening = NewAppeal {
        title,
        text,
        enterprise: Enterprise {
            code: Some(firm.code.clone()),
            name: firm.name.clone(),
        },
        topic: Some(topic.id.clone()),
        township,
        since: None,
        channel,
        contact: None,
        files: Vec::new(),
        external: None,
        parent: None,
    };
    let contact = Contact {
        name: firm.person.clone(),
        phone: firm.phone.clone(),
        salt,
    };
    steps.push((
        Act {
            at,
            by: Actor::Enterprise,
        },
        Step::Appeal {
            handle,
            appeal: Box::new(opening),
            contact: Some(contact),
        },
    ));
    let months_ago = (last - day).get_days() / 30;
    let pace = Pace::of(topic.unit.as_str(), months_ago);
    course::run(
        pack,
        rng,
        course::Scene {
            handle,
            topic,
            at,
            days,
            last,
            pace,
            repeated,
        },
        steps,
    );
    Ok(())
}

/// The quarterly meeting's orders and their reports; the reflections of the last one are open.
fn meetings(
    pack: &Pack,
    rng: &mut Rng,
    days: &[Date],
    handle: &mut u32,
    steps: &mut Vec<(Act, Step)>,
) {
    let Some(coordinator) = staff(pack, &pack.district.coordinator, Role::Coordinator) else {
        return;
    };
    let orders = [
        ("建立政策日历，每周梳理上级新规", "发改局", Cadence::Weekly),
        (
            "组建专班研究反垄断政策，建立行业合规指导机制",
            "市场监管局",
            Cadence::Once,
        ),
        ("推进拖欠账款清零", "工信局", Cadence::Monthly),
        ("消化劳动仲裁积压案件", "人社局", Cadence::Monthly),
        ("公开服务承诺和负责人电话", "政务服务中心", Cadence::Once),
    ];
    for (n, day) in days.iter().enumerate().filter(|(n, _)| n % 62 == 40) {
        let at = Moment::local(day.at(16, 0, 0, 0));
        for (title, unit, cadence) in orders {
            let unit = UnitId::from(unit);
            if pack.district.unit(&unit).is_none() {
                continue;
            }
            *handle += 1;
            let due = days.get(n + rng.usize(8..18)).copied();
            let directive = NewDirective {
                title: title.to_owned(),
                text: format!("{title}。（演示数据）"),
                lead: unit.clone(),
                support: Vec::new(),
                indicator: None,
                order: Order {
                    source: format!("{}年{}月优化营商环境工作推进会", day.year(), day.month()),
                    on: Some(*day),
                    sentence: format!("{unit}要{title}。"),
                    at: None,
                },
                cadence,
                due,
                reflection: false,
                parent: None,
            };
            let act = Act {
                at,
                by: Actor::Staff(coordinator.clone()),
            };
            steps.push((
                act,
                Step::Directive {
                    handle: *handle,
                    directive: Box::new(directive),
                },
            ));
            course::directive(pack, rng, *handle, &unit, n, days, &coordinator, steps);
        }
    }
}

/// Somebody of the pack with this role in this unit.
pub(super) fn staff(pack: &Pack, unit: &UnitId, role: Role) -> Option<Staff> {
    pack.people
        .iter()
        .find(|p| p.unit == *unit && p.roles.contains(&role))
        .map(|p| Staff {
            person: p.user.clone(),
            name: p.name.clone(),
            unit: p.unit.clone(),
            roles: p.roles.clone(),
            post: p.post.clone(),
        })
}

/// A moment of a working day between two hours.
pub(super) fn moment(rng: &mut Rng, day: Date, from: i8, to: i8) -> Moment {
    Moment::local(day.at(rng.i8(from..to), rng.i8(0..60), rng.i8(0..60), 0))
}
