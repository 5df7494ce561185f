//! What people do in a story: the words of a line become a command.

use crate::line::{Differs, Line, differs};
use crate::matter_support::{self as support};
use crate::one_thing;
use crate::proposals;
use crate::world::World;
use banjie_core::assessment::RankingStep;
use banjie_core::assessment::steps::Stand;
use banjie_core::calendar::Year;
use banjie_core::kinds::directive::{Cadence, CorrectiveStep, Reflection};
use banjie_core::kinds::objection::Ruling;
use banjie_core::kinds::review::{Ground, LEVELS, NewReview, Rating, Way};
use banjie_core::kinds::{appeal, directive, objection};
use banjie_core::matter::{
    Act, Actor, Command, Evidence, Handler, MatterNo, Refusal, Verdict, ladder,
};
use jiff::civil::Date;

/// Why a line was not carried out.
pub(crate) enum Stopped {
    /// The decision refused it.
    Refused(Refusal),
    /// The story says something else, or cannot be read.
    Differs(Differs),
}

impl From<Refusal> for Stopped {
    fn from(r: Refusal) -> Self {
        Self::Refused(r)
    }
}

pub(crate) fn unreadable<T>(word: &str, remedy: &str) -> Result<T, Stopped> {
    differs(word, remedy, "看不懂").map_err(Stopped::Differs)
}

/// Named values after a verb: `理由 归对方管`.
pub(crate) struct Values<'w>(&'w [String]);

impl<'w> Values<'w> {
    pub(crate) fn get(&self, name: &str) -> Option<&'w str> {
        let at = self.0.iter().position(|w| w == name)?;
        self.0.get(at + 1).map(String::as_str)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    pub(crate) fn list(&self, name: &str) -> Vec<&'w str> {
        self.get(name)
            .map(|l| l.split('、').collect())
            .unwrap_or_default()
    }

    pub(crate) fn date(&self, name: &str) -> Result<Option<Date>, Stopped> {
        match self.get(name).map(str::parse) {
            None => Ok(None),
            Some(Ok(date)) => Ok(Some(date)),
            Some(Err(_)) => unreadable(name, "日期 2025-10-10"),
        }
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        self.0.iter().any(|w| w == word)
    }
}

/// Does what the line says.
pub(crate) fn give(
    world: &mut World,
    actor: &Actor,
    line: &Line,
    words: &[String],
) -> Result<(), Stopped> {
    let stale = words.first().is_some_and(|w| w == "旧页面");
    let words = &words[usize::from(stale)..];
    let Some((verb, rest)) = words.split_first() else {
        return unreadable("", "谁 做什么");
    };
    let act = support::act(actor, line.at);
    let values = Values(rest);
    match verb.as_str() {
        "提交" => submit(world, &values, &act),
        "申请" => one_thing::apply(world, &values, &act),
        "下发" => dispatch(world, &values, &act),
        "考核申诉" => object(world, rest, &values, &act),
        "约谈建议" | "结果运用建议" => proposals::propose(world, verb, rest, &act),
        "请人评价" => invite(world, &values, &act),
        "录入通知" => notice(world, rest),
        "上报" => escalate(world, rest, &act),
        verb => {
            let command = command(world, verb, rest, &values)?;
            let seen = world.case().matter.version - u64::from(stale);
            Ok(world.decide(seen, command, &act)?)
        }
    }
}

fn submit(world: &mut World, values: &Values<'_>, act: &Act) -> Result<(), Stopped> {
    let mut new = support::plain_appeal(values.get("类别"));
    new.township = values.get("镇街").map(Into::into);
    new.since = values.date("开始")?;
    new.contact = values.has("留电话").then(|| "ab".repeat(32));
    new.enterprise.code = values.get("代码").map(str::to_owned);
    if let Some(title) = values.get("标题") {
        title.clone_into(&mut new.title);
    }
    let no = world.next_number(act.at.date().year());
    let event = appeal::submit(no, new, act.at, &world.pack.law())?;
    world.open(event, act);
    Ok(())
}

fn dispatch(world: &mut World, values: &Values<'_>, act: &Act) -> Result<(), Stopped> {
    let Some(lead) = values.get("牵头") else {
        return unreadable("下发", "牵头 单位");
    };
    let mut new = support::plain_directive(lead);
    new.support = values.list("配合").into_iter().map(Into::into).collect();
    new.due = values.date("完成")?;
    new.reflection = values.has("反思");
    if let Some(word) = values.get("周期") {
        new.cadence = match Cadence::ALL.into_iter().find(|c| c.word() == word) {
            Some(cadence) => cadence,
            None => return unreadable(word, "一次、每周、每月、每季度、长期"),
        };
    }
    let no = world.next_number(act.at.date().year());
    let event = directive::dispatch(no, new, act.at, &world.pack.law())?;
    world.open(event, act);
    Ok(())
}

/// `考核申诉 2025-10 核对始 2025-11-03 [办件 办件1、办件2] [材料 来函.pdf] 理由 …`; 环节 says where the
/// period stands, if it is no longer being checked.
fn object(
    world: &mut World,
    rest: &[String],
    values: &Values<'_>,
    act: &Act,
) -> Result<(), Stopped> {
    let period = rest.first().map_or("", String::as_str);
    let unit = act.by.staff().map_or("", |s| s.unit.as_str());
    let mut new = support::plain_objection(unit, period);
    new.text = values.text("理由");
    new.cases = named(world, &values.list("办件"))?;
    new.files = values.list("材料").into_iter().map(support::file).collect();
    let step = match values.get("环节") {
        None => RankingStep::Checking,
        Some(word) => match RankingStep::ALL.into_iter().find(|s| s.word() == word) {
            Some(step) => step,
            None => return unreadable(word, "草稿、核对中、已定稿、已封存、已公布"),
        },
    };
    let stand = values.date("核对始")?.map(|since| Stand {
        step,
        since,
        signers: Vec::new(),
    });
    let no = world.next_number(act.at.date().year());
    let stand = stand.as_ref().map(|stand| (stand, 1));
    let event = objection::file(no, new, stand, act, &world.pack.law())?;
    world.open(event, act);
    Ok(())
}

/// `办件1、办件2` as numbers.
fn named(world: &World, words: &[&str]) -> Result<Vec<MatterNo>, Stopped> {
    let one = |word: &&str| {
        let index: usize = word.trim_start_matches("办件").parse().ok()?;
        Some(world.cases.get(index.checked_sub(1)?)?.matter.no)
    };
    match words.iter().map(one).collect() {
        Some(numbers) => Ok(numbers),
        None => unreadable(&words.join("、"), "办件1、办件2"),
    }
}

/// `请人评价 窗口 open-01 事项 establishment`
fn invite(world: &mut World, values: &Values<'_>, act: &Act) -> Result<(), Stopped> {
    let id = values.text("窗口");
    let Some(window) = world.pack.district.window(&id.as_str().into()) else {
        return unreadable("窗口", "windows.toml 里的编号");
    };
    let new = NewReview {
        title: format!("评价：{}", window.name),
        unit: window.unit.clone(),
        about: None,
        window: Some(window.id.clone()),
        item: values.get("事项").map(Into::into),
        topic: None,
        officer: None,
        named: false,
    };
    Ok(world.invite(new, act)?)
}

fn level(word: &str) -> Result<u8, Stopped> {
    match LEVELS.iter().find(|(_, w)| *w == word) {
        Some((level, _)) => Ok(*level),
        None => unreadable(word, "非常满意 … 非常不满意"),
    }
}

/// `录入通知 2027 元旦 2027-01-01 2027-01-03 补班 2027-01-04 …`
fn notice(world: &mut World, words: &[String]) -> Result<(), Stopped> {
    let [year, name, from, until, makeup @ ..] = words else {
        return unreadable("录入通知", "年 假日 首日 末日 [补班 日期…]");
    };
    let date = |w: &String| w.parse::<Date>().unwrap();
    let year = Year {
        year: year.parse().unwrap(),
        notice: "国办发明电〔虚构〕1号".to_owned(),
        rest: vec![(date(from), date(until), name.clone())],
        makeup: makeup
            .iter()
            .skip(1)
            .map(|w| (date(w), name.clone()))
            .collect(),
    };
    let calendar = world.pack.calendar.clone();
    match calendar.with(year) {
        Ok(calendar) => world.pack.calendar = calendar,
        Err(problem) => return unreadable("录入通知", &problem.to_string()),
    }
    Ok(())
}

/// The day's run of the ladder: fires what has been reached and compares who was told. Each rung
/// is then tried once more, and must be refused.
fn escalate(world: &mut World, told: &[String], act: &Act) -> Result<(), Stopped> {
    let reached: Vec<(String, &str)> = {
        let law = world.pack.law();
        ladder::reached(&world.case().matter, act.at.date(), &law)
            .map(|r| (r.id.clone(), r.tell.word()))
            .collect()
    };
    let words: Vec<&str> = reached.iter().map(|(_, word)| *word).collect();
    let found = if words.is_empty() {
        "无".to_owned()
    } else {
        words.join("、")
    };
    if told.join("") != found {
        return differs("上报", told.join(""), found).map_err(Stopped::Differs);
    }
    for (rung, _) in reached {
        let seen = world.case().matter.version;
        world.decide(seen, Command::Escalate { rung: rung.clone() }, act)?;
        let seen = world.case().matter.version;
        if world.decide(seen, Command::Escalate { rung }, act).is_ok() {
            return differs("上报", "每一级只报一次", "报了两次").map_err(Stopped::Differs);
        }
    }
    Ok(())
}

fn command(
    world: &World,
    verb: &str,
    rest: &[String],
    values: &Values<'_>,
) -> Result<Command, Stopped> {
    let first = rest.first().cloned().unwrap_or_default();
    let reason = values.text("理由");
    if let Some(command) = one_thing::command(world, verb, rest, values)? {
        return Ok(command);
    }
    if let Some(command) = proposals::command(verb, rest, values)? {
        return Ok(command);
    }
    Ok(match verb {
        "派单" => Command::Dispatch {
            unit: first.as_str().into(),
            support: values.list("配合").into_iter().map(Into::into).collect(),
            topic: values.get("类别").map(Into::into),
            reason,
        },
        "不予受理" => Command::Reject {
            reason,
            basis: values.text("依据"),
        },
        "告知非本区职责" => Command::PassOn {
            to: first,
            telephone: values.text("电话"),
            reason,
        },
        "签收" => Command::Sign,
        "交办" => match world.pack.people.iter().find(|p| p.name == first) {
            Some(p) => {
                let Handler { person, name } = Handler {
                    person: p.user.clone(),
                    name: p.name.clone(),
                };
                Command::Assign { person, name }
            }
            None => return unreadable(&first, "名单里的人"),
        },
        "转办" => Command::Transfer {
            unit: first.as_str().into(),
            reason,
        },
        "退回" => Command::Return { reason },
        "暂停计时" => Command::Pause { reason: first },
        "恢复计时" => Command::Resume { reason: first },
        "延期" => match first.parse() {
            Ok(total) => Command::Extend { total, reason },
            Err(_) => return unreadable(&first, "延长后的总天数"),
        },
        "催办" => Command::Urge { words: first },
        "添加材料" => Command::Attach {
            file: support::file(&first),
        },
        "记录" => Command::Comment {
            words: first,
            public: values.has("公开"),
        },
        "答复" | "反馈" => Command::Answer {
            reply: first,
            evidence: evidence(values, world.case().matter.version)?,
        },
        "报送反思" => Command::Reflect {
            reflection: reflection(values, rest)?,
        },
        "确认" => Command::Confirm {
            tags: Vec::new(),
            verdict: match first.as_str() {
                "已解决" => Verdict::Solved,
                "未解决" => Verdict::NotSolved,
                "未答复" => Verdict::NoAnswer,
                _ => return unreadable(&first, "已解决 或 未解决"),
            },
            level: values.get("满意度").and_then(|l| l.parse().ok()),
            words: values.text("说明"),
        },
        "到期未确认" => Command::Lapse,
        "回访抽查" => Command::FoundUnsolved { words: first },
        "重办" => Command::Reopen { reason },
        "复核结案" => Command::Conclude { reason },
        "撤回" => Command::Withdraw { reason },
        "并案" => {
            let into: usize = first.trim_start_matches("办件").parse().unwrap_or(0);
            match into.checked_sub(1).and_then(|i| world.cases.get(i)) {
                Some(case) => Command::Merge {
                    into: case.matter.no,
                    reason,
                },
                None => return unreadable(&first, "办件1"),
            }
        }
        "认可办结" => Command::Accept { words: first },
        "退回重报" => Command::SendBack { reason },
        "复核剔除" => Command::Countersign {
            agree: first == "同意",
            reason,
        },
        "裁定" => match Ruling::ALL.into_iter().find(|r| r.word() == first) {
            Some(ruling) => Command::Rule {
                ruling,
                reason,
                excluded: named(world, &values.list("剔除"))?,
                instead: None,
            },
            None => return unreadable(&first, "申诉成立、部分成立、申诉不成立"),
        },
        "剔除统计" => Command::Exclude {
            reason,
            evidence: evidence(values, world.case().matter.version)?,
            before: 0,
        },
        "评价" => Command::Rate {
            rating: Rating {
                level: level(&first)?,
                tags: values.list("标签").into_iter().map(str::to_owned).collect(),
                words: values.text("说明"),
                contact: values.has("留电话").then(|| "ab".repeat(32)),
                network: None,
            },
        },
        "追评" => Command::FollowUp {
            level: level(&first)?,
            words: values.text("说明"),
        },
        "回访" => Command::CallBack {
            reached: first == "已联系",
            words: values.text("内容"),
        },
        "整改" | "限期整改" | "说明" => Command::Redress {
            way: match verb {
                "整改" => Way::Corrected,
                "限期整改" => Way::Planned,
                _ => Way::Explained,
            },
            reply: first,
            evidence: evidence(values, world.case().matter.version)?,
        },
        "申诉" => Command::Contest {
            ground: match Ground::ALL.into_iter().find(|g| g.word() == first) {
                Some(ground) => ground,
                None => return unreadable(&first, "误评 或 恶意差评"),
            },
            reason,
            evidence: evidence(values, world.case().matter.version)?,
        },
        "驳回申诉" => Command::SendBack { reason },
        "认可" | "不认可" => Command::Confirm {
            tags: Vec::new(),
            verdict: if verb == "认可" {
                Verdict::Solved
            } else {
                Verdict::NotSolved
            },
            level: None,
            words: values.text("说明"),
        },
        "重算时限" => Command::Recompute,
        _ => return unreadable(verb, "README 里的动作"),
    })
}

pub(crate) fn evidence(values: &Values<'_>, latest: u64) -> Result<Vec<Evidence>, Stopped> {
    let each = |word: &str| match word.strip_prefix('第').and_then(|w| w.strip_suffix('条')) {
        Some(number) => number.parse().ok().map(Evidence::Record),
        None if word == "刚才的记录" => Some(Evidence::Record(latest)),
        None => Some(Evidence::File(support::file(word).hash)),
    };
    match values.list("依据").into_iter().map(each).collect() {
        Some(list) => Ok(list),
        None => unreadable("依据", "文件名，或 第4条"),
    }
}

/// `原因 … 措施 做什么 2025-12-31 措施 …`
pub(crate) fn reflection(values: &Values<'_>, rest: &[String]) -> Result<Reflection, Stopped> {
    let mut steps = Vec::new();
    for at in rest
        .iter()
        .enumerate()
        .filter(|(_, w)| *w == "措施")
        .map(|(i, _)| i)
    {
        let (Some(what), Some(Ok(due))) = (rest.get(at + 1), rest.get(at + 2).map(|d| d.parse()))
        else {
            return unreadable("措施", "措施 做什么 日期");
        };
        steps.push(CorrectiveStep {
            what: what.clone(),
            due,
        });
    }
    Ok(Reflection {
        cause: values.text("原因"),
        steps,
    })
}
