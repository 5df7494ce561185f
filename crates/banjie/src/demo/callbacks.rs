//! The call-back sample of each month: drawn when the month is over, called in the weeks after by the
//! units drawn; the slow department calls late. In the newest months 区营商办 has looked at some marks.

use super::plot::{Year, staff};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{Answer, Item, Said, Standing};
use banjie_core::district::{Role, Sight, UnitId};
use banjie_core::matter::{Act, Actor, Command, Evidence, Matter, Verdict};
use banjie_core::moment::Moment;
use banjie_store::sampling::Judging;
use banjie_store::{Ask, Store};
use fastrand::Rng;

/// Does not get round to calling for others.
const SLOW: &str = "工信局";
/// Calls without an answer after which the story gives up; the rule allows no more.
const TRIES: u32 = 3;
/// Newest months in which marks were looked at.
const LOOKED_AT: i32 = 70;
/// Of those so many marks.
const MARKS: usize = 6;

const NOT_SOLVED: [&str; 5] = [
    "说是办好了，实际还要再跑一趟窗口。",
    "答复收到了，钱还没有到账。",
    "只让我们再等等，没有说等到哪天。",
    "又要求补一份以前交过的材料。",
    "来过一次现场，后来没有下文。",
];

/// 区营商办 looks at marks and draws the sample.
///
/// # Errors
/// A step is refused; the database fails.
pub(super) async fn draw(
    store: &Store,
    year: &Year<'_>,
    month: Month,
    act: Act,
) -> Result<(), String> {
    let recent = (year.today - month.last()).get_days() <= LOOKED_AT;
    if recent {
        let marks = store.marks(month).await.map_err(|e| e.to_string())?;
        for (nth, mark) in marks.iter().take(MARKS).enumerate() {
            let judging = |taken, reason: &str| Judging {
                no: mark.no,
                detector: mark.detector,
                taken,
                reason: reason.to_owned(),
            };
            let judging = match nth % 3 {
                0 => judging(false, "问过窗口，是办事的人用窗口的平板评的。"),
                1 => judging(true, "同一单位上月也有，请回访核实。"),
                _ => continue,
            };
            let ask = Ask {
                act: act.clone(),
                key: None,
            };
            // What was not answered cannot be called about: then the mark stays open.
            match store.judge_mark(month, judging, ask).await {
                Ok(()) | Err(banjie_store::StoreError::Refused(_)) => {}
                Err(other) => return Err(other.to_string()),
            }
        }
    }
    store
        .draw_sample(month, act)
        .await
        .map_err(|e| e.to_string())
}

/// The units drawn call those that still wait.
///
/// # Errors
/// A step is refused; the database fails.
pub(super) async fn call(
    store: &Store,
    year: &Year<'_>,
    month: Month,
    at: Moment,
) -> Result<(), String> {
    let sampling = store.sampling(month).await.map_err(|e| e.to_string())?;
    let day = u64::try_from(at.ms()).unwrap_or(0);
    let mut rng = Rng::with_seed(day);
    for (nth, item) in sampling.items.iter().enumerate() {
        let waits = matches!(
            item.standing(at.date(), TRIES),
            Standing::Waiting | Standing::Missed
        );
        let busy = item.drawn.caller == UnitId::from(SLOW) || rng.u32(0..100) < 12;
        let Some(caller) = staff(year.pack, &item.drawn.caller, Role::Clerk) else {
            continue;
        };
        if !waits || busy {
            continue;
        }
        let Some(answer) = answer(store, item, &mut rng).await? else {
            continue;
        };
        let minutes = i64::try_from(nth).unwrap_or(0);
        let ask = Ask {
            act: Act {
                at: at.plus_ms(minutes * 60_000),
                by: Actor::Staff(caller),
            },
            key: None,
        };
        let called = store.call_back(month, item.drawn.no, answer, ask).await;
        called.map_err(|e| format!("{}：{e}", item.drawn.no))?;
    }
    Ok(())
}

/// What was found unsolved: 区营商办 has one in three done again and explains the others; the unit answers,
/// the enterprise confirms. Each goes one step on.
///
/// # Errors
/// A step is refused; the database fails.
pub(super) async fn recheck(
    store: &Store,
    year: &Year<'_>,
    month: Month,
    act: Act,
) -> Result<(), String> {
    let sampling = store.sampling(month).await.map_err(|e| e.to_string())?;
    let found = (sampling.items.iter()).filter(|item| {
        let heard = item.heard();
        heard.is_some_and(|answer| answer.said == Said::NotSolved)
    });
    for (nth, item) in found.enumerate() {
        let no = item.drawn.no;
        let course = store.matter(&Sight::District, no).await;
        let course = course.map_err(|e| e.to_string())?;
        let Some(matter) = course.map(|course| course.matter) else {
            continue;
        };
        let clerk = staff(year.pack, &matter.lead, Role::Clerk).map(Actor::Staff);
        let done = (matter.version, matter.state(), matter.rounds.len(), clerk);
        let commands: Vec<(Actor, Command)> = match done {
            (_, "not_solved", _, _) if nth % 3 == 0 => {
                let reason = format!("{}回访抽查，企业说没有解决", month.words());
                vec![(act.by.clone(), Command::Reopen { reason })]
            }
            (_, "not_solved", _, _) => {
                let reason = "核实过：答复的已经办到，企业另提的要求不在这件里，已当面说明。";
                let reason = reason.to_owned();
                vec![(act.by.clone(), Command::Conclude { reason })]
            }
            (version, "dispatched", 2.., Some(clerk)) => {
                let record = Command::Comment {
                    words: "上门核实，缺的已经补办。".to_owned(),
                    public: false,
                };
                let answer = Command::Answer {
                    reply: "回访以后重新办理，缺的已经补齐，请您确认。".to_owned(),
                    evidence: vec![Evidence::Record(version + 2)],
                };
                let all = [Command::Sign, record, answer];
                all.into_iter()
                    .map(|command| (clerk.clone(), command))
                    .collect()
            }
            (_, "answered", 2.., _) => {
                let confirm = Command::Confirm {
                    verdict: Verdict::Solved,
                    level: None,
                    tags: Vec::new(),
                    words: String::new(),
                };
                vec![(Actor::Enterprise, confirm)]
            }
            _ => continue,
        };
        for (version, (by, command)) in (matter.version..).zip(commands) {
            let ask = Ask {
                act: Act { at: act.at, by },
                key: None,
            };
            let given = store.command(no, version, command, ask).await;
            given.map_err(|e| format!("{no}：{e}"))?;
        }
    }
    Ok(())
}

/// What the enterprise says; nearer to what it confirmed than to what was reported. `None`: nobody rings
/// yet, the matter still goes on.
async fn answer(store: &Store, item: &Item, rng: &mut Rng) -> Result<Option<Answer>, String> {
    let course = store.matter(&Sight::District, item.drawn.no).await;
    let course = course.map_err(|e| e.to_string())?;
    let Some(matter) = course.map(|c| c.matter).filter(Matter::is_ended) else {
        return Ok(None);
    };
    let solved = match matter.state() {
        "solved" => 95,
        "unconfirmed" => 70,
        _ => 35,
    };
    let of = |said, pleased, words: &str| Answer {
        said,
        pleased,
        words: words.to_owned(),
    };
    if rng.u32(0..100) < 12 {
        return Ok(Some(of(Said::Unreached, None, "")));
    }
    let words = NOT_SOLVED[rng.usize(0..NOT_SOLVED.len())];
    Ok(Some(match (rng.u32(0..100) < solved, rng.u32(0..10)) {
        (true, 0..8) => of(Said::Solved, Some(true), ""),
        (true, 8) => of(Said::Solved, Some(false), "办是办了，跑了三趟。"),
        (true, _) => of(Said::Solved, None, ""),
        (false, 0..6) => of(Said::NotSolved, Some(false), words),
        (false, _) => of(Said::NotSolved, None, words),
    }))
}
