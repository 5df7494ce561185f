//! What follows from the year's figures: proposals come up when a ranking is published, and those
//! named act on them week by week: an interview held, one waived, a person being heard.

use super::plot::{Year, staff};
use banjie_core::assessment::Week;
use banjie_core::district::{PersonId, Role, Sight, UnitId};
use banjie_core::kinds::consequence::{self, Consequence};
use banjie_core::kinds::directive::CorrectiveStep;
use banjie_core::kinds::interview::{self, Interview, Minutes};
use banjie_core::matter::{Act, Actor, Command, Detail, Evidence, Kind, Matter, MatterNo, Staff};
use banjie_core::moment::Moment;
use banjie_store::reads::{Filter, Sort};
use banjie_store::{Ask, Store};
use jiff::civil::Date;

/// Natural days before its date on which 纪委监委 looks back.
const LOOK_BACK: i64 = 7;
/// Weeks of notes whose steps are still looked after.
const WEEKS: usize = 4;
/// Natural days for a corrective step.
const CORRECT: i64 = 21;

/// Who acts.
pub(super) struct Cast {
    secretary: Staff,
    inspector: Staff,
    organisation: Staff,
    desk: Staff,
    /// From this day on the last one waiting is told, too.
    last_week: Date,
}

impl Cast {
    /// `None`: the pack has nobody for it, so nothing follows in its demo.
    pub(super) fn of(year: &Year<'_>) -> Option<Self> {
        let district = &year.pack.district;
        let post = district.sponsor_of(&district.discipline)?;
        let holder = (year.pack.people.iter()).find(|p| p.post.as_ref() == Some(&post.id))?;
        Some(Self {
            secretary: Staff {
                person: holder.user.clone(),
                name: holder.name.clone(),
                unit: holder.unit.clone(),
                roles: holder.roles.clone(),
                post: holder.post.clone(),
            },
            inspector: staff(year.pack, &district.discipline, Role::Inspector)?,
            last_week: year.today.saturating_sub(jiff::Span::new().days(7)),
            organisation: year.organisation.clone(),
            desk: year.desk.clone(),
        })
    }
}

/// The proposals of the day, if a ranking was just published; then each open one goes a step on.
///
/// # Errors
/// A step is refused; the database fails.
pub(super) async fn go_on(
    store: &Store,
    cast: &Cast,
    at: Moment,
    published: bool,
) -> Result<(), String> {
    if published {
        store.propose(at).await.map_err(|e| e.to_string())?;
    }
    let all = found(store, &cast.secretary, Kind::Interview, at).await?;
    for (nth, matter) in all.iter().enumerate() {
        if let (false, Detail::Interview(interview)) = (matter.is_ended(), &matter.detail) {
            self::interview(store, cast, at, (matter, interview), nth).await?;
        }
    }
    let mut all = found(store, &cast.organisation, Kind::Consequence, at).await?;
    // Who was heard is decided on first; then the next is told, so that somebody is always heard.
    all.sort_by_key(|matter| matter.state() != "hearing");
    let waiting = |m: &&Matter| m.state() == "put_forward";
    // The newest waits until the last week, so that the story ends with somebody being heard.
    let mut told = all.iter().filter(waiting).count() < 2 && at.date() < cast.last_week;
    for matter in all.iter().filter(|m| !m.is_ended()) {
        if let Detail::Consequence(consequence) = &matter.detail {
            told = self::consequence(store, cast, at, (matter, consequence), told).await?;
        }
    }
    Ok(())
}

/// The proposals of a kind that name somebody, oldest first.
async fn found(store: &Store, who: &Staff, kind: Kind, at: Moment) -> Result<Vec<Matter>, String> {
    let sight = Sight::of(who, &store.pack().district);
    let filter = Filter {
        kind: Some(kind),
        ..Filter::default()
    };
    let list = store.list(&sight, &filter, Sort::Age, 0, 500, at.date());
    let mut out = Vec::new();
    for line in list.await.map_err(|e| e.to_string())?.lines {
        let no: MatterNo = line.no.parse().map_err(|_| line.no.clone())?;
        let course = store.matter(&sight, no).await.map_err(|e| e.to_string())?;
        out.extend(course.map(|course| course.matter));
    }
    Ok(out)
}

/// Gives a command to a matter as the person finds it; a proposal is opened first.
async fn give(
    store: &Store,
    who: &Staff,
    no: MatterNo,
    at: Moment,
    command: Command,
) -> Result<(), String> {
    let sight = Sight::of(who, &store.pack().district);
    let opening = (command != Command::Open).then_some(Command::Open);
    for command in opening.into_iter().chain([command]) {
        let course = store.matter(&sight, no).await.map_err(|e| e.to_string())?;
        let matter = course.ok_or_else(|| format!("{no} 看不到"))?.matter;
        let opened = matter.is_open_to(&who.person, at.date());
        if command == Command::Open && opened {
            continue;
        }
        let by = Actor::Staff(who.clone());
        let ask = Ask {
            act: Act { at, by },
            key: None,
        };
        let given = store.command(no, matter.version, command, ask).await;
        given.map_err(|e| format!("{no}：{e}"))?;
    }
    Ok(())
}

fn person(store: &Store, is: impl Fn(&PersonId, &UnitId, &[Role]) -> bool) -> Option<Staff> {
    let people = &store.pack().people;
    let found = people.iter().find(|p| is(&p.user, &p.unit, &p.roles))?;
    Some(Staff {
        person: found.user.clone(),
        name: found.name.clone(),
        unit: found.unit.clone(),
        roles: found.roles.clone(),
        post: found.post.clone(),
    })
}

/// Every second interview is waived.
async fn interview(
    store: &Store,
    cast: &Cast,
    at: Moment,
    (matter, interview): (&Matter, &Interview),
    nth: usize,
) -> Result<(), String> {
    let (no, unit) = (matter.no, &interview.dossier.unit);
    let decide = |adopt, reason: &str| Command::Decide {
        adopt,
        reason: reason.to_owned(),
    };
    match interview.stage {
        interview::Stage::Proposed if nth % 2 == 1 => {
            let words = "上次约谈的整改还没有到期，先看整改结果，这次不约谈。";
            give(store, &cast.secretary, no, at, decide(false, words)).await
        }
        interview::Stage::Proposed => {
            let words = "连续末位，超时办件逐件核过，属实，约谈主要负责人。";
            give(store, &cast.secretary, no, at, decide(true, words)).await?;
            let invite = Command::Invite {
                on: at.date(),
                place: "纪委监委 203 室".to_owned(),
            };
            give(store, &cast.inspector, no, at, invite).await
        }
        interview::Stage::Summoned => {
            let head = person(store, |_, u, r| u == unit && r.contains(&Role::UnitHead));
            if let Some(head) = &head {
                let words = "牵头会签的件多，人手没有跟上，已经调人。".to_owned();
                give(store, head, no, at, Command::State { words }).await?;
            }
            let due = at.date().saturating_add(jiff::Span::new().days(CORRECT));
            let step = |what: &str| CorrectiveStep {
                what: what.to_owned(),
                due,
            };
            let minutes = Minutes {
                present: format!("{}、{unit}主要负责人", cast.secretary.name),
                words: "指出连续末位和超时的原因，提出整改要求，对方表示接受。".to_owned(),
                steps: vec![
                    step("超时办件逐件列出原因，定人定日子办完"),
                    step("会签三天内回复，超过的由分管领导催"),
                ],
            };
            give(store, &cast.inspector, no, at, Command::Minute { minutes }).await
        }
        interview::Stage::Held => {
            correct(store, cast, at, matter).await?;
            let law = store.pack().law();
            let due = matter.clock.due(law.calendar, at.date()).latest();
            if at.date() < due.saturating_sub(jiff::Span::new().days(LOOK_BACK)) {
                return Ok(());
            }
            let back = Command::LookBack {
                better: true,
                words: "整改任务已经报结，超时的少了，名次还在后面，接着看。".to_owned(),
            };
            give(store, &cast.inspector, no, at, back).await
        }
        _ => Ok(()),
    }
}

/// The corrective directives are signed, reported and accepted in the weeks after.
async fn correct(store: &Store, cast: &Cast, at: Moment, parent: &Matter) -> Result<(), String> {
    let filter = Filter {
        parent: Some(parent.no.to_string()),
        ..Filter::default()
    };
    let list = store.list(&Sight::District, &filter, Sort::Age, 0, 50, at.date());
    let mut all = Vec::new();
    for line in list.await.map_err(|e| e.to_string())?.lines {
        let no: MatterNo = line.no.parse().map_err(|_| line.no.clone())?;
        let course = store.matter(&Sight::District, no).await;
        all.extend(
            course
                .map_err(|e| e.to_string())?
                .map(|course| course.matter),
        );
    }
    mended(store, cast, at, &all).await
}

/// What the units named to be mended in the notes of the weeks before goes a step on.
///
/// # Errors
/// A step is refused; the database fails.
pub(super) async fn mend(store: &Store, cast: &Cast, at: Moment, week: Week) -> Result<(), String> {
    let weeks = std::iter::successors(Some(week.previous()), |week| Some(week.previous()));
    for week in weeks.take(WEEKS) {
        let directives = store.week_directives(week).await;
        let directives = directives.map_err(|e| e.to_string())?;
        mended(store, cast, at, &directives).await?;
    }
    Ok(())
}

/// Each directive is signed, reported or accepted, as its turn is.
async fn mended(store: &Store, cast: &Cast, at: Moment, all: &[Matter]) -> Result<(), String> {
    for matter in all {
        let (no, unit) = (matter.no, &matter.lead);
        let clerk = person(store, |_, u, r| u == unit && r.contains(&Role::Clerk));
        let Some(clerk) = clerk else { continue };
        match matter.state() {
            "dispatched" => give(store, &clerk, no, at, Command::Sign).await?,
            "handling" => {
                let words = "台账和会签记录已经核对。".to_owned();
                let public = false;
                give(store, &clerk, no, at, Command::Comment { words, public }).await?;
                let answer = Command::Answer {
                    reply: "已经逐件办完，会签都在三天内。".to_owned(),
                    evidence: vec![Evidence::Record(matter.version + 1)],
                };
                give(store, &clerk, no, at, answer).await?;
            }
            "reported" => {
                let words = String::new();
                give(store, &cast.desk, no, at, Command::Accept { words }).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// One person is heard at a time; whether somebody is being heard after it.
async fn consequence(
    store: &Store,
    cast: &Cast,
    at: Moment,
    (matter, consequence): (&Matter, &Consequence),
    told: bool,
) -> Result<bool, String> {
    let (no, office) = (matter.no, &cast.organisation);
    let decide = |adopt, reason: &str| Command::Decide {
        adopt,
        reason: reason.to_owned(),
    };
    match consequence.stage {
        consequence::Stage::Proposed if !consequence.subject.harms() => {
            let words = "事实属实，列入优先推荐名单。";
            give(store, office, no, at, decide(true, words)).await?;
        }
        consequence::Stage::Proposed if !told => {
            let words =
                "按专项考核办法拟取消本年度评优资格，依据见列出的办件。请在 5 个工作日内陈述。";
            let words = words.to_owned();
            give(store, office, no, at, Command::Notify { words }).await?;
            return Ok(true);
        }
        consequence::Stage::Hearing => {
            let named = consequence.person.as_ref().map(|p| &p.person);
            if let Some(staff) = person(store, |p, _, _| Some(p) == named) {
                let words = "情况属实，其中两件当时在等别的单位回函。".to_owned();
                give(store, &staff, no, at, Command::State { words }).await?;
            }
            let words = "听取了本人陈述，属实的件数仍够，本年度不评优。";
            give(store, office, no, at, decide(true, words)).await?;
        }
        _ => {}
    }
    Ok(told)
}
