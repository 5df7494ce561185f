//! A large district for the benches of reading: appeals told evenly over a year through the one
//! write path, most of them ended, with a person and a token to read by.

use crate::{clock, wiring};
use banjie_core::codes::Uscc;
use banjie_core::district::{PersonId, Role, Topic, UnitId, UnitKind};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, MatterNo, NewAppeal, Staff, Verdict,
};
use banjie_core::moment::Moment;
use banjie_core::pack::{Pack, PackPerson};
use banjie_store::people::Account;
use banjie_store::story::{Step, Telling};
use banjie_store::{Contact, Store};
use banjie_web::kit::security::SessionToken;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Appeals in one transaction.
const CHAPTER: u32 = 1_000;
/// Enterprises they come from.
const FIRMS: u32 = 5_000;
/// Every so many matters a number is kept for opening it later.
const KEPT: usize = 50;

/// The district, closed; a server opens it.
pub(super) struct District {
    /// Its folder.
    pub(super) data: PathBuf,
    /// An API token of the coordinator.
    pub(super) token: String,
    /// The value of the coordinator's session cookie.
    pub(super) session: String,
    /// Departments that have matters.
    pub(super) units: Vec<String>,
    /// The last whole months, as first and last day.
    pub(super) months: Vec<(Date, Date)>,
    /// Numbers from all over the year.
    pub(super) numbers: Vec<String>,
}

/// An empty district of the shipped pack in `folder/name` with its people.
pub(super) async fn empty(folder: &Path, name: &str) -> Result<(PathBuf, Store), String> {
    let data = folder.join(name);
    let files = wiring::shipped();
    let pack = wiring::pack(&files)?;
    let home = wiring::open(&data, None, pack.clone()).await?;
    let begin = Act::rule(Moment::start_of(year_before(clock::now().date())));
    let said = |e: banjie_store::StoreError| e.to_string();
    home.store.create(true, begin.at).await.map_err(said)?;
    wiring::keep_pack(&files, &data)?;
    let people = pack.people.iter().map(account).collect();
    home.store.add_people(people, begin).await.map_err(said)?;
    Ok((data, home.store))
}

/// Writes `many` matters into a new district.
pub(super) async fn build(folder: &Path, many: u32) -> Result<District, String> {
    let (data, store) = empty(folder, "large").await?;
    let today = clock::now().date();
    let numbers = tell(&store, many, today).await?;
    let said = |e: banjie_store::StoreError| e.to_string();
    // What a server's job would do in its first minute, so that it rests while we measure.
    let now = clock::now();
    store.run_rules(now).await.map_err(said)?;
    store.seal(now).await.map_err(said)?;
    let pack = store.pack().clone();
    let desk = staff(&pack, &pack.district.coordinator, Role::Coordinator)?;
    let (token, session) = (random()?, random()?);
    store
        .add_token(
            token.hash(),
            desk.person.clone(),
            "bench".to_owned(),
            "read".to_owned(),
            Act::rule(now),
        )
        .await
        .map_err(said)?;
    store
        .begin_session(session.hash(), desk.person, now)
        .await
        .map_err(said)?;
    store.db().close().await;
    let topics = &pack.district.topics;
    let mut units: Vec<_> = topics.iter().map(|t| t.unit.to_string()).collect();
    units.sort();
    units.dedup();
    Ok(District {
        data,
        token: token.reveal().to_owned(),
        session: session.reveal().to_owned(),
        units,
        months: months(today),
        numbers: numbers
            .iter()
            .step_by(KEPT)
            .map(ToString::to_string)
            .collect(),
    })
}

async fn tell(store: &Store, many: u32, today: Date) -> Result<Vec<MatterNo>, String> {
    let pack = store.pack().clone();
    let cast = Cast::new(&pack)?;
    let first = year_before(today);
    let days: Vec<Date> = first
        .series(jiff::Span::new().days(1))
        .take_while(|d| *d < today)
        .filter(|d| pack.calendar.is_working(*d).unwrap_or(false))
        .collect();
    let mut numbers = Vec::new();
    let mut told = 0;
    while told < many {
        let end = many.min(told + CHAPTER);
        let mut chapter = Vec::new();
        for n in told..end {
            cast.appeal(n, many, &days, &mut chapter);
        }
        let told_now = store.tell(Telling::default(), chapter).await;
        let telling = told_now.map_err(|e| e.to_string())?;
        if let Some(refused) = telling.refused().first() {
            return Err(format!("编写的数据里有一步不合规则：{refused}"));
        }
        numbers.extend(telling.numbers());
        told = end;
        if told % 10_000 == 0 {
            eprintln!("正在写办件：{told}/{many}");
        }
    }
    Ok(numbers)
}

/// Who appears.
struct Cast<'a> {
    topics: Vec<(&'a Topic, Staff)>,
    townships: Vec<UnitId>,
    desk: Staff,
    /// Names and credit codes.
    firms: Vec<(String, String)>,
}

impl<'a> Cast<'a> {
    fn new(pack: &'a Pack) -> Result<Self, String> {
        let district = &pack.district;
        let topics = district.topics.iter().filter_map(|topic| {
            let clerk = staff(pack, &topic.unit, Role::Clerk).ok()?;
            Some((topic, clerk))
        });
        let townships = district.units.iter();
        let townships = townships.filter(|u| u.kind == UnitKind::Township);
        Ok(Self {
            topics: topics.collect(),
            townships: townships.map(|u| u.id.clone()).collect(),
            desk: staff(pack, &district.coordinator, Role::Coordinator)?,
            firms: (0..FIRMS).filter_map(firm).collect(),
        })
    }

    /// One appeal and its course: seven of ten are solved, one is rejected, one is closed after
    /// review, one is still being handled; those of the last days are on their way.
    fn appeal(&self, n: u32, many: u32, days: &[Date], steps: &mut Vec<(Act, Step)>) {
        let at = days.len() * n as usize / many as usize;
        let (topic, clerk) = &self.topics[n as usize % self.topics.len()];
        let day = |after: usize| days.get(at + after).copied();
        let time = |day: Date, hour: i8| Moment::local(day.at(hour, (n % 60) as i8, 0, 0));
        let opened = time(days[at], 9);
        let firm = self.firms.get(n as usize % FIRMS as usize).cloned();
        let (name, code) = firm.unwrap_or_default();
        let about = topic.id.as_str();
        let appeal = NewAppeal {
            title: format!("关于{about}，已等待 {} 个月", n % 9 + 1),
            text: format!(
                "我公司在{about}方面遇到困难，多次联系没有明确答复，影响正常经营。\
                 希望告诉我们由谁办、什么时候能办好。（第 {n} 件，编写的数据）"
            ),
            enterprise: Enterprise {
                code: Some(code),
                name,
            },
            topic: Some(topic.id.clone()),
            township: self
                .townships
                .get(n as usize % self.townships.len().max(1))
                .cloned(),
            since: None,
            channel: Channel::Portal,
            contact: None,
            files: Vec::new(),
            external: None,
            parent: None,
        };
        let contact = Contact {
            name: "王某".to_owned(),
            phone: format!("0000-{:06}", 100_000 + n % 800_000),
            salt: format!("{n:032x}"),
        };
        let act = Act {
            at: opened,
            by: Actor::Enterprise,
        };
        let step = Step::Appeal {
            handle: n,
            appeal: Box::new(appeal),
            contact: Some(contact),
        };
        steps.push((act, step));
        let mut give = |after: usize, hour: i8, by: Actor, command: Command| {
            if let Some(day) = day(after) {
                let act = Act {
                    at: time(day, hour),
                    by,
                };
                let opens = None;
                steps.push((
                    act,
                    Step::Give {
                        handle: n,
                        command,
                        opens,
                    },
                ));
            }
        };
        let desk = || Actor::Staff(self.desk.clone());
        let office = || Actor::Staff(clerk.clone());
        let fate = n / 7 % 10;
        if fate == 7 {
            let reason = "反映的事项已进入诉讼程序，按规定由法院处理".to_owned();
            let basis = "国办函〔2025〕66号".to_owned();
            return give(0, 14, desk(), Command::Reject { reason, basis });
        }
        let unit = topic.unit.clone();
        let dispatch = Command::Dispatch {
            unit,
            support: Vec::new(),
            topic: None,
            reason: "按类别派单".to_owned(),
        };
        give(0, 14, desk(), dispatch);
        give(1, 10, office(), Command::Sign);
        if fate == 9 {
            return;
        }
        let answer = Command::Answer {
            reply: "情况已核实，问题已按规定处理，办理结果见附件记录。".to_owned(),
            // The latest record: the comment before it.
            evidence: Vec::new(),
        };
        let words = "现场核实情况，与企业电话沟通一次".to_owned();
        let comment = Command::Comment {
            words,
            public: false,
        };
        give(3, 15, office(), comment);
        give(3, 16, office(), answer);
        let (verdict, words) = match fate {
            8 => (Verdict::NotSolved, "答复了，但事情还没有办好".to_owned()),
            _ => (Verdict::Solved, String::new()),
        };
        let confirm = Command::Confirm {
            tags: Vec::new(),
            verdict,
            // Each rating would be a matter more; the bench asks for so many appeals.
            level: None,
            words,
        };
        give(4, 10, Actor::Enterprise, confirm);
        if fate == 8 {
            let reason = "已说明政策依据，现行规定下只能如此办理".to_owned();
            give(6, 11, desk(), Command::Conclude { reason });
        }
    }
}

fn firm(n: u32) -> Option<(String, String)> {
    Some((format!("宏远达第{n}建筑装饰有限公司"), credit_code(n)?))
}

fn year_before(today: Date) -> Date {
    today.saturating_sub(jiff::Span::new().months(12))
}

/// The ten whole months before this one, as first and last day.
fn months(today: Date) -> Vec<(Date, Date)> {
    let this = today.first_of_month();
    (1..=10)
        .map(|n| {
            let first = this.saturating_sub(jiff::Span::new().months(n));
            (first, first.last_of_month())
        })
        .collect()
}

/// A credit code that checks out, another for each number below 10,000; the region 000000 is
/// nobody's.
pub(super) fn credit_code(n: u32) -> Option<String> {
    "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().find_map(|last| {
        let text = format!("91000000MA001{n:04}{last}");
        Uscc::parse(&text).is_ok().then_some(text)
    })
}

fn random() -> Result<SessionToken, String> {
    SessionToken::new().map_err(|_| "系统给不出随机数，请稍后再试".to_owned())
}

fn account(person: &PackPerson) -> Account {
    Account {
        staff: person_staff(person),
        telephone: person.telephone.clone(),
        // Nobody signs in with a password here.
        password: String::new(),
        active: true,
    }
}

fn person_staff(person: &PackPerson) -> Staff {
    Staff {
        person: PersonId(person.user.to_string()),
        name: person.name.clone(),
        unit: person.unit.clone(),
        roles: person.roles.clone(),
        post: person.post.clone(),
    }
}

fn staff(pack: &Pack, unit: &UnitId, role: Role) -> Result<Staff, String> {
    let found = pack
        .people
        .iter()
        .find(|p| p.unit == *unit && p.roles.contains(&role));
    found
        .map(person_staff)
        .ok_or_else(|| format!("区包里{unit}没有{}", role.word()))
}
