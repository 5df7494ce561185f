//! What is done to a proposal: opening it, deciding, telling the person, hearing, inviting,
//! recording, looking back, protest and second decision.

use super::{Ground, Screen, reason};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::text;
use banjie_core::kinds::directive::CorrectiveStep;
use banjie_core::kinds::interview::Minutes;
use banjie_core::matter::{Command, CommandName, Detail};
use jiff::civil::Date;

/// Corrective steps of a record on one page.
const STEPS: usize = 5;

pub(super) const OPEN: Screen = Screen {
    command: CommandName::Open,
    path: "open",
    route: "/desk/matters/{no}/open",
    title: |_| "打开这份建议".to_owned(),
    consequence: |_| "打开会记入经过：谁、哪天几点看过，列名的人都看得到。".to_owned(),
    fields: |_| Vec::new(),
    parse: |_, _| Ok(Command::Open),
    label: "打开",
    harm: false,
    files: false,
};

pub(super) const DECIDE: Screen = Screen {
    command: CommandName::Decide,
    path: "decide",
    route: "/desk/matters/{no}/decide",
    title: |g| match is_interview(g) {
        true => "决定是否约谈".to_owned(),
        false => "决定是否采纳".to_owned(),
    },
    consequence: |g| match is_interview(g) {
        true => "系统只提建议，由您决定。决定和理由记入经过；决定约谈的，由纪委监委通知对方。"
            .to_owned(),
        false => "系统只提建议，由组织部决定。决定和理由记入经过；对本人不利的，本人可以申请复核。"
            .to_owned(),
    },
    fields: |g| {
        let (yes, no) = match is_interview(g) {
            true => ("约谈", "不予约谈"),
            false => ("采纳", "不予采纳"),
        };
        let choices = vec![Choice::new("1", yes), Choice::new("0", no)];
        vec![
            Field::with("adopt", "决定", Control::Radio(choices)),
            reason("写清依据哪些事实、考虑了什么", 1_000),
        ]
    },
    parse: |form, _| {
        Ok(Command::Decide {
            adopt: chosen(form, "adopt", "决定：没有选。请选一项")?,
            reason: form.text("reason"),
        })
    },
    label: "作出决定",
    harm: true,
    files: false,
};

pub(super) const NOTIFY: Screen = Screen {
    command: CommandName::Notify,
    path: "notify",
    route: "/desk/matters/{no}/notify",
    title: |_| "告知本人".to_owned(),
    consequence: |_| {
        "告知以后本人看得到这份建议和依据，5 个工作日内可以陈述；听取以后才能决定。".to_owned()
    },
    fields: |_| {
        vec![
            Field::with("words", "告知内容", Control::TextArea(2_000))
                .hint("拟怎么处理、依据哪些事实、怎样陈述"),
        ]
    },
    parse: |form, _| {
        Ok(Command::Notify {
            words: form.text("words"),
        })
    },
    label: "告知本人",
    harm: true,
    files: false,
};

pub(super) const STATE: Screen = Screen {
    command: CommandName::State,
    path: "state",
    route: "/desk/matters/{no}/state",
    title: |_| "陈述".to_owned(),
    consequence: |_| "陈述原样记入经过，决定的人会看到；可以陈述多次。".to_owned(),
    fields: |_| {
        vec![
            Field::with("words", "陈述", Control::TextArea(2_000))
                .hint("本人的话，或者当面听取的记录"),
        ]
    },
    parse: |form, _| {
        Ok(Command::State {
            words: form.text("words"),
        })
    },
    label: "提交陈述",
    harm: false,
    files: false,
};

pub(super) const INVITE: Screen = Screen {
    command: CommandName::Invite,
    path: "invite",
    route: "/desk/matters/{no}/invite",
    title: |_| "通知约谈".to_owned(),
    consequence: |_| "通知以后，被约谈单位的负责人看得到这份建议、依据、时间和地点。".to_owned(),
    fields: |_| {
        vec![
            Field::with("on", "约谈日期", Control::Date)
                .width("w11")
                .hint("例如 2026-3-20"),
            Field::text("place", "地点").hint("在哪里谈"),
        ]
    },
    parse: |form, _| {
        let mut errors = Errors::default();
        let on = day(form, "on", "约谈日期", &mut errors);
        errors.check()?;
        Ok(Command::Invite {
            on: on.unwrap_or_default(),
            place: form.line("place"),
        })
    },
    label: "通知约谈",
    harm: false,
    files: false,
};

pub(super) const MINUTE: Screen = Screen {
    command: CommandName::Minute,
    path: "minute",
    route: "/desk/matters/{no}/minute",
    title: |_| "记录约谈".to_owned(),
    consequence: |_| {
        "每条整改措施成为一件有时限的任务，由被约谈单位负责；记录只有列名的人看得到。".to_owned()
    },
    fields: |_| minute_fields(),
    parse: |form, _| parse_minutes(form),
    label: "保存约谈记录",
    harm: false,
    files: false,
};

pub(super) const LOOK_BACK: Screen = Screen {
    command: CommandName::LookBack,
    path: "look-back",
    route: "/desk/matters/{no}/look-back",
    title: |_| "约谈以后回访".to_owned(),
    consequence: |_| "回访以后这次约谈就结束了；整改任务还没办完的照常督办。".to_owned(),
    fields: |_| {
        let choices = vec![Choice::new("1", "有改进"), Choice::new("0", "没有改进")];
        vec![
            Field::with("better", "有没有改进", Control::Radio(choices)),
            Field::with("words", "回访情况", Control::TextArea(1_000))
                .hint("整改到了哪一步，数字有没有变"),
        ]
    },
    parse: |form, _| {
        Ok(Command::LookBack {
            better: chosen(form, "better", "有没有改进：没有选。请选一项")?,
            words: form.text("words"),
        })
    },
    label: "记录回访",
    harm: false,
    files: false,
};

pub(super) const PROTEST: Screen = Screen {
    command: CommandName::Protest,
    path: "protest",
    route: "/desk/matters/{no}/protest",
    title: |_| "申请复核".to_owned(),
    consequence: |_| {
        "由原决定人以外、有权的领导复核，30 日内答复；复核期间原决定不公开。".to_owned()
    },
    fields: |_| vec![reason("写清决定哪里不对，依据是什么", 2_000)],
    parse: |form, _| {
        Ok(Command::Protest {
            reason: form.text("reason"),
        })
    },
    label: "申请复核",
    harm: false,
    files: false,
};

pub(super) const REDECIDE: Screen = Screen {
    command: CommandName::Redecide,
    path: "redecide",
    route: "/desk/matters/{no}/redecide",
    title: |_| "复核决定".to_owned(),
    consequence: |_| "复核的结果是最后的决定，理由本人看得到。".to_owned(),
    fields: |_| {
        let choices = vec![
            Choice::new("1", "维持原决定"),
            Choice::new("0", "撤销原决定"),
        ];
        vec![
            Field::with("uphold", "复核结果", Control::Radio(choices)),
            reason("写清复核了什么、为什么", 1_000),
        ]
    },
    parse: |form, _| {
        Ok(Command::Redecide {
            uphold: chosen(form, "uphold", "复核结果：没有选。请选一项")?,
            reason: form.text("reason"),
        })
    },
    label: "作出复核决定",
    harm: true,
    files: false,
};

fn is_interview(ground: &Ground<'_>) -> bool {
    matches!(ground.matter().detail, Detail::Interview(_))
}

/// Yes or no, or the error that neither was chosen.
fn chosen(form: &Form, name: &str, missing: &str) -> Result<bool, Errors> {
    let value = form.line(name);
    let mut errors = Errors::default();
    if value != "1" && value != "0" {
        errors.add(name, missing);
    }
    errors.check()?;
    Ok(value == "1")
}

fn day(form: &Form, name: &str, label: &str, errors: &mut Errors) -> Option<Date> {
    let typed = form.line(name);
    let day = text::date(&typed);
    match day {
        _ if typed.is_empty() => errors.add(name, format!("{label}：没有填。请填例如 2026-3-20")),
        None => errors.add(
            name,
            format!("{label}：写成了“{typed}”，请填例如 2026-3-20"),
        ),
        Some(_) => {}
    }
    day
}

fn minute_fields() -> Vec<Field> {
    let mut fields = vec![
        Field::text("present", "参加人").hint("谈话人、被谈话人、记录人"),
        Field::with("words", "约谈记录", Control::TextArea(5_000))
            .hint("指出了什么、对方怎么说、提了什么要求"),
    ];
    for n in 1..=STEPS {
        let what = Field::text(&format!("what-{n}"), &format!("整改措施 {n}"));
        let due = Field::with(
            &format!("due-{n}"),
            &format!("整改措施 {n} 的完成日期"),
            Control::Date,
        )
        .width("w11");
        match n {
            1 => fields.extend([
                what.hint("做什么，做到什么程度"),
                due.hint("例如 2026-3-20"),
            ]),
            _ => fields.extend([what.optional(), due.optional()]),
        }
    }
    fields
}

fn parse_minutes(form: &Form) -> Result<Command, Errors> {
    let mut errors = Errors::default();
    let mut steps = Vec::new();
    for n in 1..=STEPS {
        let (at_what, at_due) = (format!("what-{n}"), format!("due-{n}"));
        let what = form.line(&at_what);
        if what.is_empty() && form.line(&at_due).is_empty() {
            continue;
        }
        if what.is_empty() {
            errors.add(&at_what, format!("整改措施 {n}：写了日期，没有写做什么"));
        }
        let label = format!("整改措施 {n} 的完成日期");
        if let Some(due) = day(form, &at_due, &label, &mut errors) {
            steps.push(CorrectiveStep { what, due });
        }
    }
    if steps.is_empty() && errors.is_empty() {
        errors.add("what-1", "整改措施 1：没有填。请至少写一条措施和完成日期");
    }
    errors.check()?;
    Ok(Command::Minute {
        minutes: Minutes {
            present: form.line("present"),
            words: form.text("words"),
            steps,
        },
    })
}
