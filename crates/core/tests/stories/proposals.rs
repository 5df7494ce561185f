//! Interviews and consequences in a story.

use crate::give::{Stopped, Values, reflection, unreadable};
use crate::matter_support as support;
use crate::world::World;
use banjie_core::kinds::consequence::{self, Subject};
use banjie_core::kinds::interview::{self, Minutes};
use banjie_core::matter::{Act, Command, Handler};

/// The rule proposes: `约谈建议 住建局`, `结果运用建议 推诿扯皮 住建局 苏浩然`.
pub(crate) fn propose(
    world: &mut World,
    verb: &str,
    rest: &[String],
    act: &Act,
) -> Result<(), Stopped> {
    let no = world.next_number(act.at.date().year());
    let word = |at: usize| rest.get(at).map_or("", String::as_str);
    let law = world.pack.law();
    let event = if verb == "约谈建议" {
        interview::propose(no, support::plain_interview(word(0)), act.at, &law)?
    } else {
        let subject = match word(0) {
            "优先推荐" => Subject::Commend,
            "推诿扯皮" => Subject::Shirking,
            "多次被投诉属实" => Subject::Complaints,
            other => return unreadable(other, "优先推荐、推诿扯皮、多次被投诉属实"),
        };
        let mut new = support::plain_consequence(subject);
        new.unit = word(1).into();
        let person = world.pack.people.iter().find(|p| p.name == word(2));
        new.person = person.map(|p| Handler {
            person: p.user.clone(),
            name: p.name.clone(),
        });
        consequence::propose(no, new, act.at, &law)?
    };
    world.open(event, act);
    Ok(())
}

/// What is done to a proposal.
pub(crate) fn command(
    verb: &str,
    rest: &[String],
    values: &Values<'_>,
) -> Result<Option<Command>, Stopped> {
    let first = rest.first().cloned().unwrap_or_default();
    let reason = values.text("理由");
    let yes = |yes: &str, no: &str| match first.as_str() {
        word if word == yes => Ok(true),
        word if word == no => Ok(false),
        _ => unreadable(&first, yes),
    };
    Ok(Some(match verb {
        "打开" => Command::Open,
        "决定" => Command::Decide {
            adopt: yes("约谈", "不予约谈").or_else(|_| yes("采纳", "不予采纳"))?,
            reason,
        },
        "告知本人" => Command::Notify { words: first },
        "陈述" => Command::State { words: first },
        "通知约谈" => match first.parse() {
            Ok(on) => Command::Invite {
                on,
                place: values.text("地点"),
            },
            Err(_) => return unreadable(&first, "日期 2025-11-10"),
        },
        "记录约谈" => Command::Minute {
            minutes: Minutes {
                present: values.text("参加"),
                words: first,
                steps: reflection(values, rest)?.steps,
            },
        },
        "回访约谈" => Command::LookBack {
            better: yes("有改进", "没有改进")?,
            words: values.text("说明"),
        },
        "申请复核" => Command::Protest { reason },
        "复核决定" => Command::Redecide {
            uphold: yes("维持", "撤销")?,
            reason,
        },
        "到期失效" => Command::Lapse,
        "撤回建议" => Command::Retract { why: first },
        _ => return Ok(None),
    }))
}
