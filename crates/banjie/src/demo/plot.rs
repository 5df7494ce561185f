//! What happens in the year: how many demands on which day, about what, and to whom they go.

use super::cast::{Firm, firms, words};
use super::course::{self, Pace, Scene};
use super::{APPEALS, applications, orders, reviews, weekly};
use banjie_core::district::{PostId, Role, Topic, UnitId, UnitKind};
use banjie_core::matter::{Act, Actor, Channel, Command, Enterprise, NewAppeal, Staff};
use banjie_core::moment::Moment;
use banjie_core::pack::{Pack, PackPerson};
use banjie_store::Contact;
use banjie_store::story::Step;
use fastrand::Rng;
use jiff::civil::Date;

/// The seed of the whole story.
pub(super) const SEED: u64 = 20_250_926;
/// Appeals of a year that a town or subdistrict handles itself, spread evenly over towns and days.
const LOCAL: u32 = 1_080;
/// Working days between two complaints of the enterprise that complains again and again.
const AGAIN: usize = 17;

/// The stage: twelve months before a day.
pub(super) struct Year<'a> {
    pub pack: &'a Pack,
    /// Its first day.
    pub first: Date,
    /// The day after the story.
    pub today: Date,
    /// Its working days.
    pub days: Vec<Date>,
    /// Who dispatches and issues.
    pub desk: Staff,
    /// Who signs beside them.
    pub organisation: Staff,
}

impl<'a> Year<'a> {
    /// # Errors
    /// The calendar holds too little of the year; nobody can dispatch.
    pub(super) fn before(pack: &'a Pack, today: Date) -> Result<Self, String> {
        let first = today.saturating_sub(jiff::Span::new().months(12));
        let days: Vec<Date> = first
            .series(jiff::Span::new().days(1))
            .take_while(|d| *d < today)
            .filter(|d| pack.calendar.is_working(*d).unwrap_or(false))
            .collect();
        if days.len() < 200 || !pack.calendar.holds(today.year()) {
            return Err(format!(
                "{today} 以前的十二个月不全在日历里，编不出演示数据。请用 --today 换一天"
            ));
        }
        let desk = staff(pack, &pack.district.coordinator, Role::Coordinator);
        let second = staff(pack, &pack.district.organisation, Role::Organisation);
        Ok(Self {
            pack,
            first,
            today,
            days,
            desk: desk.ok_or("区包里没有区营商办的派单人员，请在 people.toml 里加一位")?,
            organisation: second.ok_or("区包里没有组织部的人员，请在 people.toml 里加一位")?,
        })
    }

    /// The town or subdistrict number `n`, counting round.
    fn town(&self, n: u32) -> Option<&'a UnitId> {
        let units = self.pack.district.units.iter();
        let towns: Vec<_> = units.filter(|u| u.kind == UnitKind::Township).collect();
        let n = usize::try_from(n).unwrap_or(0);
        (!towns.is_empty()).then(|| &towns[n % towns.len()].id)
    }
}

/// Writes the steps of the story, with a handle for each matter.
pub(super) struct Teller {
    steps: Vec<(Act, Step)>,
    handles: u32,
}

impl Teller {
    /// The next handles.
    pub(super) fn handles(&mut self, many: u32) -> u32 {
        let first = self.handles + 1;
        self.handles += many;
        first
    }

    pub(super) fn step(&mut self, at: Moment, by: Actor, step: Step) {
        self.steps.push((Act { at, by }, step));
    }

    pub(super) fn give(&mut self, handle: u32, at: Moment, by: &Staff, command: Command) {
        let by = Actor::Staff(by.clone());
        self.command(handle, at, by, command);
    }

    pub(super) fn command(&mut self, handle: u32, at: Moment, by: Actor, command: Command) {
        let step = Step::Give {
            handle,
            command,
            opens: None,
        };
        self.step(at, by, step);
    }
}

/// Everything that happens in the year, unsorted.
///
/// # Errors
/// The pack has no topics.
pub(super) fn tell(year: &Year<'_>) -> Result<Vec<(Act, Step)>, String> {
    if year.pack.district.topics.is_empty() {
        return Err("区包里没有诉求类别".to_owned());
    }
    let mut teller = Teller {
        steps: Vec::new(),
        handles: 0,
    };
    let mut rng = Rng::with_seed(SEED);
    let firms = firms(&mut rng, 420);
    let weights: Vec<f64> = year.days.iter().map(|d| season(*d)).collect();
    let whole: f64 = weights.iter().sum();
    let even = f64::from(LOCAL) / weights.iter().map(|_| 1.0).sum::<f64>();
    let (mut owed, mut local, mut town, mut turn) = (0.0, 0.0, 0, 0);
    for (n, weight) in weights.iter().enumerate() {
        owed += f64::from(APPEALS - LOCAL) * weight / whole;
        local += even;
        while owed >= 1.0 {
            owed -= 1.0;
            let topic = topic(year.pack, &mut rng, year.days[n], turn);
            turn += 1;
            let at = year.town(rng.u32(..));
            let firm = &firms[rng.usize(1..firms.len())];
            appeal(year, &mut rng, &mut teller, n, (firm, topic, at, false));
        }
        while local >= 1.0 {
            local -= 1.0;
            let again = town % 10 == 0 && n % AGAIN < 2;
            let firm = if again { 0 } else { rng.usize(1..firms.len()) };
            let topic = local_topic(year.pack, &mut rng, again);
            let at = year.town(town);
            town += 1;
            appeal(
                year,
                &mut rng,
                &mut teller,
                n,
                (&firms[firm], topic, at, true),
            );
        }
    }
    orders::tell(year, &mut rng, &mut teller);
    reviews::visits(year, &mut teller);
    applications::tell(year, &mut teller);
    weekly::dispatches(year, &mut teller);
    let mut day = year.first;
    while day <= year.today {
        let at = Moment::local(day.at(0, 5, 0, 0));
        teller.step(at, Actor::Rule, Step::Rules);
        day = day.tomorrow().map_err(|e| e.to_string())?;
    }
    Ok(teller.steps)
}

/// More before the Spring Festival and in the hot months.
fn season(day: Date) -> f64 {
    match day.month() {
        1 => 1.6,
        12 => 1.4,
        7 | 8 => 1.3,
        10 => 0.9,
        _ => 1.0,
    }
}

/// What people ask for shifts with the season: wages and arrears in winter, water and power in
/// summer.
fn topic<'a>(pack: &'a Pack, rng: &mut Rng, day: Date, turn: usize) -> &'a Topic {
    let topics = &pack.district.topics;
    let wanted = match day.month() {
        12 | 1 if rng.u32(0..100) < 40 => ["拖欠", "工资", "欠"].as_slice(),
        6..=8 if rng.u32(0..100) < 30 => ["电", "水", "气"].as_slice(),
        _ if rng.u32(0..100) < 6 => ["拖欠账款"].as_slice(),
        _ => [].as_slice(),
    };
    // The rest goes round the departments that are ranked, so that each has enough for a place.
    let ranked: Vec<_> = (pack.district.units.iter())
        .filter(|u| u.kind == UnitKind::Department && u.peer_group.is_some())
        .collect();
    let in_turn = (wanted.is_empty() && !ranked.is_empty() && rng.u32(0..100) < 80)
        .then(|| &ranked[turn % ranked.len()].id);
    let fitting: Vec<_> = topics
        .iter()
        .filter(|t| wanted.iter().any(|w| t.id.as_str().contains(w)) || Some(&t.unit) == in_turn)
        .collect();
    match fitting.as_slice() {
        [] => &topics[rng.usize(0..topics.len())],
        fitting => fitting[rng.usize(0..fitting.len())],
    }
}

/// What a town can settle itself. The enterprise that comes again always asks for the same.
fn local_topic<'a>(pack: &'a Pack, rng: &mut Rng, again: bool) -> &'a Topic {
    let topics = &pack.district.topics;
    let local: Vec<_> = topics.iter().filter(|t| t.township_supports).collect();
    let same = local.iter().find(|t| t.id.as_str() == "市容秩序");
    match (local.as_slice(), same) {
        ([], _) => &topics[rng.usize(0..topics.len())],
        (_, Some(same)) if again => same,
        (local, _) => local[rng.usize(0..local.len())],
    }
}

/// One appeal and its course. Local ones are handled by the town, the others by the topic's unit.
fn appeal(
    year: &Year<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    start: usize,
    (firm, topic, town, local): (&Firm, &Topic, Option<&UnitId>, bool),
) {
    let again = local && firm.again;
    let (title, text) = words(rng, topic.id.as_str(), &topic.keywords, firm);
    let channel = match rng.u32(0..10) {
        0..=5 => Channel::Portal,
        6..=7 => Channel::Hotline,
        8 => Channel::Window,
        _ => Channel::Visit,
    };
    let at = moment(rng, year.days[start], 8, 17);
    let salt: String = (0..16).map(|_| format!("{:02x}", rng.u8(..))).collect();
    let handle = teller.handles(1);
    let opening = NewAppeal {
        title,
        text,
        enterprise: Enterprise {
            code: Some(firm.code.clone()),
            name: firm.name.clone(),
        },
        topic: Some(topic.id.clone()),
        township: town.cloned(),
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
    let step = Step::Appeal {
        handle,
        appeal: Box::new(opening),
        contact: Some(contact),
    };
    teller.step(at, Actor::Enterprise, step);
    let unit = town.filter(|_| local).unwrap_or(&topic.unit);
    let months_left = (year.today - year.days[start]).get_days() / 30;
    let scene = Scene {
        year,
        handle,
        topic,
        unit,
        at,
        start,
        pace: Pace::of(unit.as_str(), months_left),
        again,
    };
    course::run(scene, rng, teller);
}

/// Somebody of the pack with this role in this unit.
pub(super) fn staff(pack: &Pack, unit: &UnitId, role: Role) -> Option<Staff> {
    let mut people = pack.people.iter();
    people
        .find(|p| p.unit == *unit && p.roles.contains(&role))
        .map(at_work)
}

/// One of the unit's clerks.
pub(super) fn clerk(pack: &Pack, rng: &mut Rng, unit: &UnitId) -> Option<Staff> {
    let clerks: Vec<_> = (pack.people.iter())
        .filter(|p| p.unit == *unit && p.roles.contains(&Role::Clerk))
        .collect();
    let person = clerks.get(rng.usize(0..clerks.len().max(1)))?;
    Some(at_work(person))
}

/// The leader that answers for a unit.
pub(super) fn sponsor(pack: &Pack, unit: &UnitId) -> Option<Staff> {
    holder(pack, &pack.district.sponsor_of(unit)?.id)
}

/// The leader who holds a post.
pub(super) fn holder(pack: &Pack, post: &PostId) -> Option<Staff> {
    let mut people = pack.people.iter();
    people
        .find(|p| p.post.as_ref() == Some(post) && p.roles.contains(&Role::Leader))
        .map(at_work)
}

fn at_work(person: &PackPerson) -> Staff {
    Staff {
        person: person.user.clone(),
        name: person.name.clone(),
        unit: person.unit.clone(),
        roles: person.roles.clone(),
        post: person.post.clone(),
    }
}

/// A moment of a day between two hours.
pub(super) fn moment(rng: &mut Rng, day: Date, from: i8, to: i8) -> Moment {
    Moment::local(day.at(rng.i8(from..to), rng.i8(0..60), rng.i8(0..60), 0))
}
