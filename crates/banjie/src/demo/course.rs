//! How a demand goes through the offices: who is quick, who is slow, what goes back and forth.
//! Days are counted in working days from the one of the submission; what lies after the last day
//! of the year has not happened yet.

use super::plot::{Teller, Year, clerk, moment, sponsor, staff};
use super::reviews::confirm;
use banjie_core::district::{Role, Topic, UnitId};
use banjie_core::matter::{Actor, Command, Staff, Verdict};
use banjie_core::moment::Moment;
use fastrand::Rng;
use jiff::civil::Date;

/// Working days to answer from dispatch (`appeal.handle`).
const LIMIT: usize = 5;
/// The reasons for which the rule lets the clock pause.
const PAUSES: [&str; 2] = ["等待企业补充材料", "鉴定、检测或专家评审"];

/// How a unit works, in percent of its cases.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// Answered within the limit.
    pub on_time: u32,
    /// The enterprise says solved, of those that answer.
    pub solved: u32,
}

impl Pace {
    /// One department is slow, one improves as the year goes on, the towns vary.
    pub(super) fn of(unit: &str, months_left: i32) -> Self {
        let months = u32::try_from(months_left.clamp(0, 12)).unwrap_or(0);
        let (on_time, solved) = match unit {
            "工信局" => (52, 50),
            "人社局" => (99 - months * months / 4, 98 - months * months / 4),
            "住建局" | "生态环境分局" | "柳林镇" => (84, 77),
            "税务局" | "政务服务中心" | "市场监管局" | "新城街道" => (98, 95),
            "司法局" | "教育局" | "财政局" | "发改局" | "商务局" => (96, 92),
            "南湖街道" | "平安镇" => (91, 84),
            _ => (94, 89),
        };
        Self { on_time, solved }
    }

    fn is_slow(self) -> bool {
        self.on_time < 65
    }
}

/// The scene of one appeal.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub year: &'a Year<'a>,
    pub handle: u32,
    pub topic: &'a Topic,
    /// Who handles it.
    pub unit: &'a UnitId,
    pub at: Moment,
    /// The working day of the submission.
    pub start: usize,
    pub pace: Pace,
    /// The enterprise has been here before about the same.
    pub again: bool,
}

impl Scene<'_> {
    fn day(&self, after: usize) -> Option<Date> {
        self.year.days.get(self.start + after).copied()
    }
}

/// Plans the course up to its end or the end of the year.
pub(super) fn run(scene: Scene<'_>, rng: &mut Rng, teller: &mut Teller) {
    // `None`: the rest lies after the last day.
    let _ = dispatch(scene, rng, teller);
}

fn dispatch(scene: Scene<'_>, rng: &mut Rng, teller: &mut Teller) -> Option<()> {
    let (handle, desk) = (scene.handle, &scene.year.desk);
    let dispatched = usize::from(rng.u32(0..100) < 35);
    let day = scene.day(dispatched)?;
    let later = moment(rng, day, 10, 17).max(scene.at.plus_ms(600_000));
    match rng.u32(0..1000) {
        0..25 => {
            let command = Command::Reject {
                reason: "反映的事项已进入诉讼程序，按规定由法院处理".to_owned(),
                basis: "国办函〔2025〕66号".to_owned(),
            };
            teller.give(handle, later, desk, command);
            return None;
        }
        25..45 => {
            let command = Command::PassOn {
                to: "市级主管部门".to_owned(),
                telephone: "0000-000001".to_owned(),
                reason: "许可权限在市级".to_owned(),
            };
            teller.give(handle, later, desk, command);
            return None;
        }
        45..56 => {
            let reason = "问题已自行解决".to_owned();
            let command = Command::Withdraw { reason };
            teller.command(handle, later, Actor::Enterprise, command);
            return None;
        }
        _ => {}
    }
    let local = *scene.unit != scene.topic.unit;
    let command = Command::Dispatch {
        unit: scene.unit.clone(),
        support: local
            .then(|| scene.topic.unit.clone())
            .into_iter()
            .collect(),
        topic: None,
        reason: if local {
            "属地能办的事，由镇街先办，部门配合".to_owned()
        } else {
            String::new()
        },
    };
    teller.give(handle, later, desk, command);
    let (unit, signs) = handed_on(scene, dispatched, rng, teller)?;
    let clerk = clerk(scene.year.pack, rng, &unit)?;
    let day = scene.day(signs)?;
    teller.give(handle, moment(rng, day, 9, 12), &clerk, Command::Sign);
    handled(scene, &clerk, dispatched, signs, rng, teller)
}

/// A few are transferred, given back, disputed. Returns who signs in the end, and on which day.
fn handed_on(
    scene: Scene<'_>,
    dispatched: usize,
    rng: &mut Rng,
    teller: &mut Teller,
) -> Option<(UnitId, usize)> {
    let (pack, handle) = (scene.year.pack, scene.handle);
    let other = scene.topic.support.iter().find(|u| *u != scene.unit);
    let dice = rng.u32(0..1000);
    let (Some(other), 0..60) = (other, dice) else {
        let slow = if scene.pace.is_slow() {
            rng.usize(0..4)
        } else {
            rng.usize(0..2)
        };
        return Some((scene.unit.clone(), dispatched + 1 + slow));
    };
    let first = clerk(pack, rng, scene.unit)?;
    let reply = dispatched + 1;
    let at = moment(rng, scene.day(reply)?, 9, 12);
    if dice < 20 {
        let reason = format!("主要问题是{}的职责，请区营商办裁定", other);
        teller.give(handle, at, &first, Command::Return { reason });
        let at = moment(rng, scene.day(reply + 1)?, 10, 12);
        let unit = if rng.bool() { other } else { scene.unit };
        let command = Command::Dispatch {
            unit: unit.clone(),
            support: Vec::new(),
            topic: None,
            reason: format!("经商两家单位，由{unit}主责，不再转"),
        };
        teller.give(handle, at, &scene.year.desk, command);
        return Some((unit.clone(), reply + 2));
    }
    let reason = format!("企业要办的手续在{}，请接办", other);
    let unit = other.clone();
    teller.give(handle, at, &first, Command::Transfer { unit, reason });
    if dice < 48 {
        return Some((other.clone(), reply + 1));
    }
    let second = clerk(pack, rng, other)?;
    let at = moment(rng, scene.day(reply + 1)?, 9, 12);
    let reason = "查过档案，这一项由贵单位受理在先，退回续办".to_owned();
    teller.give(handle, at, &second, Command::Return { reason });
    Some((scene.unit.clone(), reply + 2))
}

/// From signing to the verdict, and once more if the enterprise is not satisfied.
fn handled(
    scene: Scene<'_>,
    clerk: &Staff,
    dispatched: usize,
    signs: usize,
    rng: &mut Rng,
    teller: &mut Teller,
) -> Option<()> {
    let (handle, due) = (scene.handle, dispatched + LIMIT);
    let late = rng.u32(0..100) >= scene.pace.on_time;
    let answers = if late {
        let most = if scene.pace.is_slow() { 9 } else { 6 };
        (due + rng.usize(1..=most)).max(signs + 1)
    } else {
        longer(scene, clerk, due, signs, rng, teller)?
    };
    if late && rng.u32(0..100) < 40 && answers > signs + 1 {
        let words = "请说明进展，尽快答复".to_owned();
        let at = moment(rng, scene.day(answers - 1)?, 9, 12);
        teller.command(handle, at, Actor::Enterprise, Command::Urge { words });
    }
    if late
        && answers > due + 2
        && rng.u32(0..100) < 35
        && let Some(leader) = sponsor(scene.year.pack, &clerk.unit)
    {
        let words = format!("已经逾期，请{}今天给企业一个答复", clerk.unit);
        let at = moment(rng, scene.day(due + 2)?, 15, 18);
        teller.give(handle, at, &leader, Command::Urge { words });
    }
    let answered = moment(rng, scene.day(answers)?, 13, 18);
    answer(handle, answered, clerk, Said::Done, teller);
    if rng.u32(0..1000) < 6 {
        let reason = "企业提供的材料经核不属实，按办法不计入考核".to_owned();
        let at = moment(rng, scene.day(answers + 1)?, 9, 10);
        teller.give(handle, at, &scene.year.desk, Command::exclude(reason));
        let second = Command::Countersign {
            agree: true,
            reason: "看过企业的材料，情况属实".to_owned(),
        };
        let afternoon = Moment::local(scene.day(answers + 1)?.at(14, 20, 0, 0));
        teller.give(handle, afternoon, &scene.year.organisation, second);
    }
    if !scene.again && rng.u32(0..100) < 19 {
        return None;
    }
    let says = answers + rng.usize(1..4);
    let said = moment(rng, scene.day(says)?, 10, 17);
    if !scene.again && rng.u32(0..100) < scene.pace.solved {
        let level = if late { rng.u8(2..5) } else { rng.u8(3..6) };
        let level = (rng.u32(0..100) < 75).then_some(level);
        let said_so = (Verdict::Solved, level, false);
        confirm(&scene, (&clerk.unit, says), said, said_so, teller);
        return None;
    }
    let said_so = (Verdict::NotSolved, Some(rng.u8(1..3)), true);
    confirm(&scene, (&clerk.unit, says), said, said_so, teller);
    once_more(scene, clerk, says, rng, teller)
}

/// The day of an answer in time. Some get more time or wait for somebody else.
fn longer(
    scene: Scene<'_>,
    clerk: &Staff,
    due: usize,
    signs: usize,
    rng: &mut Rng,
    teller: &mut Teller,
) -> Option<usize> {
    let handle = scene.handle;
    let dice = rng.u32(0..100);
    if signs + 1 < due && dice < 5 {
        let head = staff(scene.year.pack, &clerk.unit, Role::UnitHead)?;
        let reason = "要和另一个部门一起到现场，五个工作日办不完".to_owned();
        let command = Command::Extend { total: 10, reason };
        let at = moment(rng, scene.day(signs + 1)?, 14, 17);
        teller.give(handle, at, &head, command);
        return Some(due + rng.usize(1..=LIMIT));
    }
    if signs + 1 < due && dice < 9 {
        let reason = PAUSES[rng.usize(0..PAUSES.len())].to_owned();
        let at = moment(rng, scene.day(signs + 1)?, 14, 17);
        let pause = reason.clone();
        teller.give(handle, at, clerk, Command::Pause { reason: pause });
        let resumes = signs + 2 + rng.usize(1..6);
        let at = moment(rng, scene.day(resumes)?, 9, 12);
        teller.give(handle, at, clerk, Command::Resume { reason });
        return Some(resumes + 1);
    }
    Some((signs + rng.usize(1..4)).min(due).max(signs))
}

/// 复核: concluded with an explanation, or done again.
fn once_more(
    scene: Scene<'_>,
    clerk: &Staff,
    says: usize,
    rng: &mut Rng,
    teller: &mut Teller,
) -> Option<()> {
    let (handle, desk) = (scene.handle, &scene.year.desk);
    let reviews = says + rng.usize(1..4);
    let at = moment(rng, scene.day(reviews)?, 9, 12);
    let conclude = Command::Conclude {
        reason: "已说明政策依据，现行规定下只能如此办理".to_owned(),
    };
    if !scene.again && rng.u32(0..100) < 30 {
        teller.give(handle, at, desk, conclude);
        return None;
    }
    let reason = "企业反映属实，请重办".to_owned();
    teller.give(handle, at, desk, Command::Reopen { reason });
    let at = moment(rng, scene.day(reviews + 1)?, 9, 12);
    teller.give(handle, at, clerk, Command::Sign);
    let late = scene.pace.is_slow() && rng.u32(0..100) < 35;
    let answers = reviews + if late { 7 } else { rng.usize(2..=LIMIT) };
    let answered = moment(rng, scene.day(answers)?, 13, 18);
    answer(handle, answered, clerk, Said::DoneAgain, teller);
    if rng.u32(0..100) < 15 {
        return None;
    }
    let says = answers + rng.usize(1..4);
    let said = moment(rng, scene.day(says)?, 10, 17);
    if rng.u32(0..100) < if scene.again { 20 } else { 80 } {
        let said_so = (Verdict::Solved, Some(rng.u8(3..5)), true);
        confirm(&scene, (&clerk.unit, says), said, said_so, teller);
        return None;
    }
    // Without a level: the enterprise has rated and followed up once at most.
    let said_so = (Verdict::NotSolved, None, true);
    confirm(&scene, (&clerk.unit, says), said, said_so, teller);
    let reviews = says + rng.usize(1..4);
    let at = moment(rng, scene.day(reviews)?, 9, 12);
    teller.give(handle, at, desk, conclude);
    None
}

/// What an answer says.
#[derive(Clone, Copy)]
pub(super) enum Said {
    /// To the enterprise, the first time.
    Done,
    /// To the enterprise, after it was not satisfied.
    DoneAgain,
    /// To 区营商办, on an order.
    Report,
}

/// A record of what was done and, right after it, the answer that rests on it.
pub(super) fn answer(handle: u32, at: Moment, clerk: &Staff, said: Said, teller: &mut Teller) {
    let (words, reply) = match said {
        Said::Done => (
            "现场核实情况，与企业电话沟通一次",
            "情况已核实，问题已按规定处理，办理结果见办理记录。如还有问题请拨承办电话。",
        ),
        Said::DoneAgain => (
            "上门重新核实，当面逐条说明",
            "已重新办理并当面向企业说明，遗留的问题已办好，见办理记录。",
        ),
        Said::Report => (
            "本期完成的事和数已登记在册",
            "已按要求推进，本期完成情况见办理记录，下一步继续跟踪。",
        ),
    };
    let words = words.to_owned();
    let public = false;
    let noted = at.plus_ms(-1_200_000);
    teller.give(handle, noted, clerk, Command::Comment { words, public });
    let command = Command::Answer {
        reply: reply.to_owned(),
        evidence: Vec::new(),
    };
    teller.give(handle, at, clerk, command);
}
