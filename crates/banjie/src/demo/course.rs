//! How a demand goes through the offices: who is quick, who is slow, what goes back and forth.

use super::plot::{moment, staff};
use banjie_core::district::{Role, Topic, UnitId};
use banjie_core::matter::{Act, Actor, Command, Staff, Verdict};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_store::story::Step;
use fastrand::Rng;
use jiff::civil::Date;

/// How a unit works, in percent of its cases.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// Answered within the limit.
    on_time: u32,
    /// The enterprise says solved, of those that answer.
    solved: u32,
}

impl Pace {
    /// One department is slow, one improves as the year goes on, the towns vary.
    pub(super) fn of(unit: &str, months_ago: i32) -> Self {
        let months = u32::try_from(months_ago.clamp(0, 12)).unwrap_or(0);
        match unit {
            "工信局" => Self {
                on_time: 66,
                solved: 62,
            },
            "人社局" => Self {
                on_time: 96 - months * 3,
                solved: 90 - months * 3,
            },
            "住建局" | "生态环境分局" => Self {
                on_time: 82,
                solved: 74,
            },
            "税务局" | "政务服务中心" | "市场监管局" => Self {
                on_time: 97,
                solved: 93,
            },
            _ => Self {
                on_time: 91,
                solved: 85,
            },
        }
    }
}

/// The scene of one appeal.
pub(super) struct Scene<'a> {
    pub handle: u32,
    pub topic: &'a Topic,
    pub at: Moment,
    pub days: &'a [Date],
    pub last: Date,
    pub pace: Pace,
    pub repeated: bool,
}

impl Scene<'_> {
    /// The working day `after` days from the one of the submission, if the story reaches it.
    fn day(&self, after: usize) -> Option<Date> {
        let start = self.days.partition_point(|d| *d < self.at.date());
        self.days
            .get(start + after)
            .copied()
            .filter(|d| *d <= self.last)
    }
}

/// Plans the course; what lies after the last day has not happened yet.
pub(super) fn run(pack: &Pack, rng: &mut Rng, scene: Scene<'_>, steps: &mut Vec<(Act, Step)>) {
    let district = &pack.district;
    let Some(desk) = staff(pack, &district.coordinator, Role::Coordinator) else {
        return;
    };
    let mut teller = Teller {
        handle: scene.handle,
        last: scene.last,
        steps,
    };
    let dispatched = rng.usize(0..2);
    let Some(day) = scene.day(dispatched) else {
        return;
    };
    let later = moment(rng, day, 10, 17).max(scene.at.plus_ms(600_000));
    match rng.u32(0..100) {
        0..=2 => {
            let reason = "反映的事项已进入诉讼程序，按规定由法院处理".to_owned();
            let basis = "国办函〔2025〕66号".to_owned();
            return teller.give(later, &desk, Command::Reject { reason, basis });
        }
        3..=4 => {
            return teller.give(
                later,
                &desk,
                Command::PassOn {
                    to: "市级主管部门".to_owned(),
                    telephone: "0000-000001".to_owned(),
                    reason: "许可权限在市级".to_owned(),
                },
            );
        }
        5 => {
            let reason = "问题已自行解决".to_owned();
            return teller.enterprise(later, Command::Withdraw { reason });
        }
        _ => {}
    }
    let unit = &scene.topic.unit;
    let support = Vec::new();
    let reason = "按类别派单".to_owned();
    let dispatch = Command::Dispatch {
        unit: unit.clone(),
        support,
        topic: None,
        reason,
    };
    teller.give(later, &desk, dispatch);
    let Some(clerk) = clerk(pack, rng, unit) else {
        return;
    };
    let signed = dispatched + 1 + rng.usize(0..2) + usize::from(scene.pace.on_time < 70);
    let Some(day) = scene.day(signed) else {
        return;
    };
    teller.give(moment(rng, day, 9, 12), &clerk, Command::Sign);
    handle(rng, &scene, &clerk, &desk, signed, &mut teller);
}

/// From signing to the verdict, and once more if the enterprise is not satisfied.
fn handle(
    rng: &mut Rng,
    scene: &Scene<'_>,
    clerk: &Staff,
    desk: &Staff,
    signed: usize,
    teller: &mut Teller<'_>,
) {
    // 5 working days from dispatch: 1–4 after signing is in time, 6–14 is late.
    let late = rng.u32(0..100) >= scene.pace.on_time;
    let took = if late {
        rng.usize(6..15)
    } else {
        rng.usize(1..4)
    };
    if late
        && rng.bool()
        && let Some(day) = scene.day(signed + took / 2)
    {
        let words = "请说明进展，尽快答复".to_owned();
        teller.enterprise(moment(rng, day, 9, 17), Command::Urge { words });
    }
    let Some(day) = scene.day(signed + took) else {
        return;
    };
    let answered = moment(rng, day, 13, 18);
    let words = "现场核实情况，与企业电话沟通一次".to_owned();
    let noted = answered.plus_ms(-3_600_000);
    teller.give(
        noted,
        clerk,
        Command::Comment {
            words,
            public: false,
        },
    );
    let reply =
        "情况已核实，问题已按规定处理，办理结果见附件记录。如还有问题请拨承办电话。".to_owned();
    let evidence = Vec::new();
    teller.give(answered, clerk, Command::Answer { reply, evidence });
    if rng.u32(0..100) < 22 {
        return;
    }
    let Some(day) = scene.day(signed + took + rng.usize(1..4)) else {
        return;
    };
    let said = moment(rng, day, 9, 17);
    let solved = !scene.repeated && rng.u32(0..100) < scene.pace.solved;
    if solved {
        let level = if rng.u32(0..100) < 70 {
            Some(if late { rng.u8(3..5) } else { rng.u8(4..6) })
        } else {
            None
        };
        let verdict = Verdict::Solved;
        return teller.enterprise(
            said,
            Command::Confirm {
                verdict,
                level,
                words: String::new(),
            },
        );
    }
    let words = "答复了，但事情还没有办好".to_owned();
    let level = Some(rng.u8(1..3));
    teller.enterprise(
        said,
        Command::Confirm {
            verdict: Verdict::NotSolved,
            level,
            words,
        },
    );
    let Some(day) = scene.day(signed + took + 5) else {
        return;
    };
    let reviewed = moment(rng, day, 9, 12).max(said.plus_ms(3_600_000));
    if rng.u32(0..100) < 25 {
        let reason = "已说明政策依据，现行规定下只能如此办理".to_owned();
        return teller.give(reviewed, desk, Command::Conclude { reason });
    }
    teller.give(
        reviewed,
        desk,
        Command::Reopen {
            reason: "企业反映属实，请重办".to_owned(),
        },
    );
    let Some(day) = scene.day(signed + took + 6) else {
        return;
    };
    teller.give(moment(rng, day, 9, 12), clerk, Command::Sign);
    let Some(day) = scene.day(signed + took + 8) else {
        return;
    };
    let reply = "已重新办理并当面向企业说明，问题解决。".to_owned();
    let evidence = Vec::new();
    teller.give(
        moment(rng, day, 13, 18),
        clerk,
        Command::Answer { reply, evidence },
    );
    let Some(day) = scene.day(signed + took + 10) else {
        return;
    };
    let confirm = Command::Confirm {
        verdict: Verdict::Solved,
        level: Some(4),
        words: String::new(),
    };
    teller.enterprise(moment(rng, day, 9, 17), confirm);
}

/// A directive is signed, reported and accepted, unless the story ends before.
#[expect(
    clippy::too_many_arguments,
    reason = "the whole scene is needed to tell one directive"
)]
pub(super) fn directive(
    pack: &Pack,
    rng: &mut Rng,
    handle: u32,
    unit: &UnitId,
    start: usize,
    days: &[Date],
    desk: &Staff,
    steps: &mut Vec<(Act, Step)>,
) {
    let Some(clerk) = clerk(pack, rng, unit) else {
        return;
    };
    let Some(last) = days.last().copied() else {
        return;
    };
    let mut teller = Teller {
        handle,
        last,
        steps,
    };
    let Some(day) = days.get(start + 1) else {
        return;
    };
    teller.give(moment(rng, *day, 9, 12), &clerk, Command::Sign);
    let slow = if unit.as_str() == "工信局" { 14 } else { 0 };
    let mut report = start + rng.usize(5..9) + slow;
    for _ in 0..3 {
        let Some(day) = days.get(report) else { return };
        let reply = "已按要求推进，本期完成情况见记录，下一步继续跟踪。".to_owned();
        let evidence = Vec::new();
        let reported = moment(rng, *day, 9, 16);
        let words = "汇总各科室本期进展，逐项核对".to_owned();
        let public = false;
        let noted = reported.plus_ms(-3_600_000);
        teller.give(noted, &clerk, Command::Comment { words, public });
        teller.give(reported, &clerk, Command::Answer { reply, evidence });
        let Some(day) = days.get(report + 2) else {
            return;
        };
        let words = "同意".to_owned();
        teller.give(moment(rng, *day, 9, 12), desk, Command::Accept { words });
        report += 18 + slow;
    }
}

fn clerk(pack: &Pack, rng: &mut Rng, unit: &UnitId) -> Option<Staff> {
    let clerks: Vec<_> = pack
        .people
        .iter()
        .filter(|p| p.unit == *unit && p.roles.contains(&Role::Clerk))
        .collect();
    let person = clerks.get(rng.usize(0..clerks.len().max(1)))?;
    Some(Staff {
        person: person.user.clone(),
        name: person.name.clone(),
        unit: person.unit.clone(),
        roles: person.roles.clone(),
        post: person.post.clone(),
    })
}

/// Writes the steps of one matter; what lies after the last morning is left for the reader.
struct Teller<'a> {
    handle: u32,
    last: Date,
    steps: &'a mut Vec<(Act, Step)>,
}

impl Teller<'_> {
    fn give(&mut self, at: Moment, by: &Staff, command: Command) {
        self.push(at, Actor::Staff(by.clone()), command);
    }

    fn enterprise(&mut self, at: Moment, command: Command) {
        self.push(at, Actor::Enterprise, command);
    }

    fn push(&mut self, at: Moment, by: Actor, command: Command) {
        if at <= Moment::local(self.last.at(10, 0, 0, 0)) {
            self.steps.push((
                Act { at, by },
                Step::Give {
                    handle: self.handle,
                    command,
                },
            ));
        }
    }
}
