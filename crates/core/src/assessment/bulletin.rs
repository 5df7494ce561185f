//! 周通报: the values of a weekly bulletin, computed from counts and from the matters as they
//! stood at the end of its last day.

use super::figure::{Counted, Counts, Figure};
use super::period::Week;
use super::rulebook::{Metric, Rulebook};
use super::scoring::Share;
use super::tally::Count;
use crate::district::{Unit, UnitId};
use crate::matter::clock::{Due, Light, rest_words};
use crate::matter::{Kind, Law, Matter, Waiting, ladder};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A round that stood open at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Unit that owes the answer.
    pub unit: UnitId,
    /// Kind.
    pub kind: Kind,
    /// Number of the matter.
    pub no: String,
    /// The day it was counted on: the due day of what is overdue.
    pub day: Date,
}

/// What a bulletin is computed from.
#[derive(Clone, Copy, Debug)]
pub struct BulletinInput<'a> {
    /// District, ladder and calendar.
    pub law: Law<'a>,
    /// The assessment method: its peer groups and minimum counts.
    pub rulebook: &'a Rulebook,
    /// The week.
    pub week: Week,
    /// The last whole day that is counted; the week's Sunday when it is over.
    pub as_of: Date,
    /// Counts from Monday to `as_of`.
    pub counts: &'a Counts,
    /// Counts of the same days of the week before.
    pub before: &'a Counts,
    /// 在办 at the end of `as_of`.
    pub open: &'a [Standing],
    /// 逾期 at the end of `as_of`.
    pub overdue: &'a [Standing],
    /// 逾期 seven days before.
    pub overdue_before: &'a [Standing],
    /// The matters behind `open`, as they stood at the end of `as_of`, by number.
    pub matters: &'a BTreeMap<String, Matter>,
}

/// The values of a bulletin: page, papers, CLI and API all print these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// District's name.
    pub district: String,
    /// The week.
    pub week: Week,
    /// First day counted.
    pub from: Date,
    /// Last day counted, to its end.
    pub as_of: Date,
    /// Whether the week was over.
    pub complete: bool,
    /// 交办, of all kinds.
    pub received: Compared,
    /// 答复, of all kinds.
    pub answered: Compared,
    /// 在办 at the end.
    pub open: Counted,
    /// 逾期 at the end.
    pub overdue: Compared,
    /// 按时办结率 of the district.
    pub on_time: Share,
    /// The same of the week before.
    pub on_time_before: Share,
    /// 解决率.
    pub solved: Share,
    /// 满意率.
    pub satisfied: Share,
    /// Sentences that carry the findings, in the order of the sections.
    pub findings: Findings,
    /// Units with overdue matters, most first.
    pub late_units: Vec<UnitLoad>,
    /// 红灯: each overdue matter.
    pub red: Vec<Listed>,
    /// 黄灯: each matter that comes due soon.
    pub yellow: Vec<Listed>,
    /// Rates per unit in peer groups.
    pub groups: Vec<GroupRates>,
    /// Units whose overdue matters fell most.
    pub better: Vec<Movement>,
    /// Units whose overdue matters rose most.
    pub worse: Vec<Movement>,
    /// What comes due next week.
    pub next_week: Vec<Listed>,
    /// Progress of directives.
    pub directives: DirectiveProgress,
}

/// A number beside that of the week before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// This week.
    pub now: Counted,
    /// The week before.
    pub before: u64,
}

impl Compared {
    /// `比上周多 12 件`, `比上周少 3 件`, `与上周持平`.
    pub fn words(&self) -> String {
        match (self.now.cases, self.before) {
            (now, before) if now > before => format!("比上周多 {} 件", now - before),
            (now, before) if now < before => format!("比上周少 {} 件", before - now),
            _ => "与上周持平".to_owned(),
        }
    }
}

/// The findings: titles of the sections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Overdue matters.
    pub overdue: String,
    /// Rates.
    pub rates: String,
    /// What enterprises said.
    pub satisfaction: String,
    /// Movement against the week before.
    pub movement: String,
    /// Directives.
    pub directives: String,
    /// Next week.
    pub next_week: String,
}

/// A unit with overdue matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLoad {
    /// Unit.
    pub unit: UnitId,
    /// 逾期.
    pub overdue: Counted,
    /// 在办.
    pub open: Counted,
    /// Working days by which the oldest is late.
    pub oldest: u32,
}

/// A matter in a list of the bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Number; empty on the public face.
    pub no: String,
    /// Kind.
    pub kind: Kind,
    /// Title; empty on the public face.
    pub title: String,
    /// Unit that owes the answer.
    pub unit: UnitId,
    /// Handler, or the head of the unit while nobody has signed; empty on the public face.
    pub owner: String,
    /// Due day.
    pub due: Date,
    /// Working days late.
    pub late: u32,
    /// Working days left after the last day counted.
    pub left: u32,
    /// Next step.
    pub next_step: String,
}

impl Listed {
    /// How far the due day is after the last day counted, see [`rest_words`].
    pub fn rest_words(&self, as_of: Date) -> String {
        if self.due == as_of {
            // On paper "today" would be the day of reading.
            return "当日到期".to_owned();
        }
        rest_words(self.due, as_of, Some(self.late.max(self.left)))
    }
}

/// The rates of one peer group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRates {
    /// Its name.
    pub group: String,
    /// Its units, in the order of the pack.
    pub rows: Vec<UnitRates>,
}

/// The week of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRates {
    /// Unit.
    pub unit: UnitId,
    /// 交办.
    pub received: Counted,
    /// 答复.
    pub answered: Counted,
    /// 在办.
    pub open: Counted,
    /// 逾期.
    pub overdue: Counted,
    /// 按时办结率.
    pub on_time: Share,
    /// 解决率.
    pub solved: Share,
    /// 满意率.
    pub satisfied: Share,
}

/// How a unit's overdue matters moved against the week before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Unit.
    pub unit: UnitId,
    /// Seven days before.
    pub before: Counted,
    /// Now.
    pub now: Counted,
}

impl Movement {
    /// `住建局逾期由 6 件降到 2 件`.
    pub fn words(&self) -> String {
        let verb = if self.now.cases < self.before.cases {
            "降到"
        } else {
            "升到"
        };
        format!(
            "{}逾期由 {} 件{verb} {} 件",
            self.unit, self.before.cases, self.now.cases
        )
    }
}

/// 会议任务 in the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectiveProgress {
    /// 交办.
    pub received: Counted,
    /// 反馈.
    pub answered: Counted,
    /// 在办.
    pub open: Counted,
    /// 逾期.
    pub overdue: Counted,
    /// Each open one, by due day.
    pub rows: Vec<Listed>,
}

/// At most so many units each in 进步 and 退步.
const MOVERS: usize = 3;

impl Bulletin {
    /// The bulletin of a week.
    pub fn of(input: &BulletinInput<'_>) -> Self {
        let district = input.law.district;
        let units: Vec<&Unit> = district.units.iter().collect();
        let late_units = late_units(input);
        let red = red(input);
        let groups: Vec<GroupRates> = (input.rulebook.peer_groups.iter())
            .map(|group| GroupRates {
                group: group.clone(),
                rows: (units.iter())
                    .filter(|unit| unit.peer_group.as_ref() == Some(group))
                    .map(|unit| unit_rates(input, &unit.id))
                    .collect(),
            })
            .collect();
        let (better, worse) = movements(input);
        let share = |metric, counts| Share::of(metric, None, counts);
        let directives = directives(input);
        let next_week = next_week(input);
        let mut bulletin = Self {
            district: district.name.clone(),
            week: input.week,
            from: input.week.first(),
            as_of: input.as_of,
            complete: input.as_of >= input.week.last(),
            received: compared(input, Count::Received),
            answered: compared(input, Count::Answered),
            open: counted(input.open, None, None, Figure::open, input.as_of),
            overdue: Compared {
                now: counted(input.overdue, None, None, Figure::overdue, input.as_of),
                before: input.overdue_before.len() as u64,
            },
            on_time: share(Metric::ON_TIME, input.counts),
            on_time_before: share(Metric::ON_TIME, input.before),
            solved: share(Metric::SOLVED, input.counts),
            satisfied: share(Metric::SATISFIED, input.counts),
            findings: Findings {
                overdue: String::new(),
                rates: String::new(),
                satisfaction: String::new(),
                movement: String::new(),
                directives: String::new(),
                next_week: String::new(),
            },
            late_units,
            red,
            yellow: yellow(input),
            groups,
            better,
            worse,
            next_week,
            directives,
        };
        bulletin.findings = bulletin.find();
        bulletin
    }

    /// Without numbers, titles and owners of matters: what the public sees. Every digit stays.
    pub fn public(&self) -> Self {
        self.seen(|_| false)
    }

    /// What somebody sees to whom only the matters of some units are open: the others as the
    /// public sees them.
    pub fn seen(&self, open: impl Fn(&UnitId) -> bool) -> Self {
        let mut seen = self.clone();
        let lists = [
            &mut seen.red,
            &mut seen.yellow,
            &mut seen.next_week,
            &mut seen.directives.rows,
        ];
        let closed = lists.into_iter().flatten().filter(|row| !open(&row.unit));
        for listed in closed {
            listed.no.clear();
            listed.title.clear();
            listed.owner.clear();
        }
        seen
    }

    /// The bulletin's number, `ZTB-2026-09`.
    pub fn code(&self) -> String {
        format!("ZTB-{}-{:02}", self.week.year(), self.week.number())
    }

    fn find(&self) -> Findings {
        Findings {
            overdue: self.find_overdue(),
            rates: self.find_rates(),
            satisfaction: self.find_satisfaction(),
            movement: self.find_movement(),
            directives: self.find_directives(),
            next_week: find_next_week(&self.next_week),
        }
    }

    fn find_overdue(&self) -> String {
        let all = self.overdue.now.cases;
        if all == 0 {
            return "没有逾期的办件".to_owned();
        }
        // The fewest units that hold at least half.
        let mut held = 0;
        let mut leading = Vec::new();
        for load in &self.late_units {
            if held * 2 >= all || leading.len() == 3 {
                break;
            }
            held += load.overdue.cases;
            leading.push(load.unit.as_str());
        }
        match (leading.len(), self.late_units.len()) {
            (_, 1) => format!("逾期 {all} 件，都在{}", leading.join("、")),
            (1, _) => format!("逾期 {all} 件，{}占 {held} 件", leading.join("、")),
            _ => format!("逾期 {all} 件，{}合占 {held} 件", leading.join("、")),
        }
    }

    fn find_rates(&self) -> String {
        let Some(now) = self.on_time.rate else {
            return "本周没有诉求到期，不算按时办结率".to_owned();
        };
        let late = self.on_time.missed.cases;
        let head = format!(
            "按时办结率 {now}%，{}",
            match late {
                0 => "到期的都按时办了".to_owned(),
                late => format!("{} 件到期有 {late} 件没有按时", self.on_time.cases()),
            }
        );
        match self.on_time_before.rate {
            Some(before) if now > before => format!("{head}，比上周高 {} 个百分点", now - before),
            Some(before) if now < before => format!("{head}，比上周低 {} 个百分点", before - now),
            Some(_) => format!("{head}，与上周持平"),
            None => head,
        }
    }

    fn find_satisfaction(&self) -> String {
        let said = match self.satisfied.rate {
            None => "本周没有企业评价".to_owned(),
            Some(rate) => match self.satisfied.missed.cases {
                0 => format!("{} 条评价都满意", self.satisfied.cases()),
                bad => format!(
                    "{} 条评价 {rate}% 满意，{bad} 条不满意",
                    self.satisfied.cases()
                ),
            },
        };
        match self.solved.missed.cases {
            0 => said,
            n => format!("{said}；{n} 件企业说没有解决"),
        }
    }

    fn find_movement(&self) -> String {
        let best = self.better.first().map(Movement::words);
        let worst = self.worse.first().map(Movement::words);
        match (best, worst) {
            (Some(best), Some(worst)) => format!("{best}；{worst}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "各单位逾期件数与上周相同".to_owned(),
        }
    }

    fn find_directives(&self) -> String {
        let d = &self.directives;
        let tail = match (d.received.cases, d.answered.cases) {
            (0, 0) => "本周没有新交办和反馈".to_owned(),
            (new, done) => format!("本周新交办 {new} 项、反馈 {done} 项"),
        };
        match (d.open.cases, d.overdue.cases) {
            (0, _) => format!("没有在办的会议任务；{tail}"),
            (open, 0) => format!("会议任务在办 {open} 项，没有逾期；{tail}"),
            (open, late) => format!("会议任务在办 {open} 项，逾期 {late} 项；{tail}"),
        }
    }
}

fn find_next_week(due: &[Listed]) -> String {
    let mut by_unit: BTreeMap<&UnitId, usize> = BTreeMap::new();
    for listed in due {
        *by_unit.entry(&listed.unit).or_default() += 1;
    }
    let most = by_unit.iter().rev().max_by_key(|(_, n)| **n);
    match most {
        None => "下周没有到期的办件".to_owned(),
        Some((unit, _)) if by_unit.len() == 1 => {
            format!("下周到期 {} 件，都在{unit}", due.len())
        }
        Some((unit, n)) => format!("下周到期 {} 件，{unit}最多，{n} 件", due.len()),
    }
}

fn compared(input: &BulletinInput<'_>, count: Count) -> Compared {
    Compared {
        now: input.counts.counted(None, None, count),
        before: input.before.counted(None, None, count).cases,
    }
}

fn counted(
    standing: &[Standing],
    unit: Option<&UnitId>,
    kind: Option<Kind>,
    figure: impl Fn(Option<UnitId>, Option<Kind>, Date) -> Figure,
    at: Date,
) -> Counted {
    let cases = (standing.iter())
        .filter(|s| unit.is_none_or(|unit| &s.unit == unit))
        .filter(|s| kind.is_none_or(|kind| s.kind == kind))
        .count();
    Counted {
        cases: cases as u64,
        figure: figure(unit.cloned(), kind, at),
    }
}

fn late_by(input: &BulletinInput<'_>, due: Date) -> u32 {
    // A year without a notice: the days are not known to be working days, so none is claimed.
    (input.law.calendar)
        .working_days_between(due, input.as_of)
        .unwrap_or(0)
}

fn late_units(input: &BulletinInput<'_>) -> Vec<UnitLoad> {
    let mut oldest: BTreeMap<&UnitId, Date> = BTreeMap::new();
    for late in input.overdue {
        let day = oldest.entry(&late.unit).or_insert(late.day);
        *day = late.day.min(*day);
    }
    let mut loads: Vec<UnitLoad> = (oldest.into_iter())
        .map(|(unit, day)| UnitLoad {
            unit: unit.clone(),
            overdue: counted(
                input.overdue,
                Some(unit),
                None,
                Figure::overdue,
                input.as_of,
            ),
            open: counted(input.open, Some(unit), None, Figure::open, input.as_of),
            oldest: late_by(input, day),
        })
        .collect();
    loads.sort_by(|a, b| {
        (b.overdue.cases, b.oldest)
            .cmp(&(a.overdue.cases, a.oldest))
            .then_with(|| a.unit.cmp(&b.unit))
    });
    loads
}

fn listed(input: &BulletinInput<'_>, standing: &Standing, due: Date) -> Listed {
    let matter = input.matters.get(&standing.no);
    let head = || {
        let unit = input.law.district.unit(&standing.unit);
        unit.map_or("", |unit| unit.head.as_str())
    };
    let handler = matter.and_then(|m| m.handler.as_ref());
    Listed {
        no: standing.no.clone(),
        kind: standing.kind,
        title: matter.map_or(String::new(), |m| m.title.clone()),
        unit: standing.unit.clone(),
        owner: handler.map_or_else(head, |h| &h.name).to_owned(),
        due,
        late: if due < input.as_of {
            late_by(input, due)
        } else {
            0
        },
        left: (input.law.calendar)
            .working_days_between(input.as_of, due.max(input.as_of))
            .unwrap_or(0),
        next_step: matter.map_or("", |m| m.step().what).to_owned(),
    }
}

fn by_due(mut rows: Vec<Listed>) -> Vec<Listed> {
    rows.sort_by(|a, b| (a.due, &a.unit, &a.no).cmp(&(b.due, &b.unit, &b.no)));
    rows
}

fn red(input: &BulletinInput<'_>) -> Vec<Listed> {
    let rows = input.overdue.iter();
    by_due(rows.map(|late| listed(input, late, late.day)).collect())
}

/// The open matters that a unit owes an answer on, each with its due day.
fn owed<'a>(input: &'a BulletinInput<'_>) -> impl Iterator<Item = (&'a Standing, &'a Matter, Due)> {
    (input.open.iter()).filter_map(|standing| {
        let matter = input.matters.get(&standing.no)?;
        let owes = matches!(matter.step().waiting, Waiting::Unit | Waiting::Coordinator);
        let due = matter.clock.due(input.law.calendar, input.as_of);
        owes.then_some((standing, matter, due))
    })
}

fn yellow(input: &BulletinInput<'_>) -> Vec<Listed> {
    let rows = owed(input)
        .filter(|(_, matter, due)| {
            let light = ladder::light(matter, input.as_of, &input.law);
            light == Light::DueSoon && due.latest() > input.as_of
        })
        .map(|(standing, _, due)| listed(input, standing, due.latest()));
    by_due(rows.collect())
}

fn next_week(input: &BulletinInput<'_>) -> Vec<Listed> {
    let next = input.week.next();
    let rows = owed(input)
        .filter(|(_, matter, due)| {
            let paused = matter.clock.is_paused_on(input.as_of);
            !paused && next.first() <= due.latest() && due.latest() <= next.last()
        })
        .map(|(standing, _, due)| listed(input, standing, due.latest()));
    by_due(rows.collect())
}

fn unit_rates(input: &BulletinInput<'_>, unit: &UnitId) -> UnitRates {
    let share = |metric| Share::of(metric, Some(unit), input.counts);
    UnitRates {
        unit: unit.clone(),
        received: input.counts.counted(Some(unit), None, Count::Received),
        answered: input.counts.counted(Some(unit), None, Count::Answered),
        open: counted(input.open, Some(unit), None, Figure::open, input.as_of),
        overdue: counted(
            input.overdue,
            Some(unit),
            None,
            Figure::overdue,
            input.as_of,
        ),
        on_time: share(Metric::ON_TIME),
        solved: share(Metric::SOLVED),
        satisfied: share(Metric::SATISFIED),
    }
}

/// Units in the order of the most fallen and of the most risen number of overdue matters.
fn movements(input: &BulletinInput<'_>) -> (Vec<Movement>, Vec<Movement>) {
    let before = input.before.to();
    let all = (input.law.district.units.iter()).map(|unit| Movement {
        unit: unit.id.clone(),
        before: counted(
            input.overdue_before,
            Some(&unit.id),
            None,
            Figure::overdue,
            before,
        ),
        now: counted(
            input.overdue,
            Some(&unit.id),
            None,
            Figure::overdue,
            input.as_of,
        ),
    });
    let change = |m: &Movement| Decimal::from(m.now.cases) - Decimal::from(m.before.cases);
    let (mut better, mut worse): (Vec<_>, Vec<_>) = all
        .filter(|m| m.now.cases != m.before.cases)
        .partition(|m| change(m) < Decimal::ZERO);
    better.sort_by(|a, b| change(a).cmp(&change(b)).then_with(|| a.unit.cmp(&b.unit)));
    worse.sort_by(|a, b| change(b).cmp(&change(a)).then_with(|| a.unit.cmp(&b.unit)));
    better.truncate(MOVERS);
    worse.truncate(MOVERS);
    (better, worse)
}

fn directives(input: &BulletinInput<'_>) -> DirectiveProgress {
    let kind = Some(Kind::Directive);
    let rows = (input.open.iter())
        .filter(|standing| standing.kind == Kind::Directive)
        .map(|standing| {
            let matter = input.matters.get(&standing.no);
            let due = matter.map(|m| m.clock.due(input.law.calendar, input.as_of).latest());
            listed(input, standing, due.unwrap_or(standing.day))
        });
    DirectiveProgress {
        received: input.counts.counted(None, kind, Count::Received),
        answered: input.counts.counted(None, kind, Count::Answered),
        open: counted(input.open, None, kind, Figure::open, input.as_of),
        overdue: counted(input.overdue, None, kind, Figure::overdue, input.as_of),
        rows: by_due(rows.collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn listed(unit: &str, late: u32, left: u32) -> Listed {
        Listed {
            no: "BJ-2026-000001-A".to_owned(),
            kind: Kind::Appeal,
            title: "反映拖欠工程款".to_owned(),
            unit: UnitId::from(unit),
            owner: "李敏".to_owned(),
            due: date(2026, 3, 6),
            late,
            left,
            next_step: "答复企业".to_owned(),
        }
    }

    #[test]
    fn the_rest_is_said_in_words() {
        // 2026-03-06 is a Friday.
        for (late, left, as_of, words) in [
            (3, 0, date(2026, 3, 11), "逾期 3 个工作日"),
            (0, 0, date(2026, 3, 6), "当日到期"),
            (0, 1, date(2026, 3, 5), "还剩 1 个工作日"),
            (0, 0, date(2026, 3, 8), "逾期 2 天（自然日）"),
        ] {
            assert_eq!(listed("住建局", late, left).rest_words(as_of), words);
        }
    }

    #[test]
    fn next_week_names_who_has_most() {
        assert_eq!(find_next_week(&[]), "下周没有到期的办件");
        let two = [listed("住建局", 0, 4), listed("住建局", 0, 5)];
        assert_eq!(find_next_week(&two), "下周到期 2 件，都在住建局");
        let more = [&two[..], &[listed("工信局", 0, 4)]].concat();
        assert_eq!(find_next_week(&more), "下周到期 3 件，住建局最多，2 件");
    }

    #[test]
    fn comparisons_read_as_sentences() {
        let figure = Figure::open(None, None, date(2026, 2, 15));
        let compared = |cases, before| Compared {
            now: Counted {
                cases,
                figure: figure.clone(),
            },
            before,
        };
        assert_eq!(compared(146, 134).words(), "比上周多 12 件");
        assert_eq!(compared(12, 15).words(), "比上周少 3 件");
        assert_eq!(compared(12, 12).words(), "与上周持平");
    }
}
