//! 暂停计时, 恢复计时: only for the reasons the rule lists.

use super::{Ground, Screen};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::text;
use banjie_core::matter::{Command, CommandName};

pub(super) const PAUSE: Screen = Screen {
    command: CommandName::Pause,
    path: "pause",
    route: "/desk/matters/{no}/pause",
    title: |_| "暂停计时".to_owned(),
    consequence: |g| {
        format!(
            "从今天（{}）起不计时，企业会看到原因。事情一了结请当天恢复。",
            text::month_day(g.today)
        )
    },
    fields: |g| {
        let open = |r: &&String| g.matter().clock.open_pauses().all(|p| p.reason != **r);
        let listed = g.matter().clock.pause_reasons.iter().filter(open);
        choices("为什么暂停", listed)
    },
    parse: |form, _| chosen(form).map(|reason| Command::Pause { reason }),
    label: "暂停计时",
    harm: false,
    files: false,
};

pub(super) const RESUME: Screen = Screen {
    command: CommandName::Resume,
    path: "resume",
    route: "/desk/matters/{no}/resume",
    title: |_| "恢复计时".to_owned(),
    consequence: resuming,
    fields: |g| {
        let open = g.matter().clock.open_pauses().map(|p| &p.reason);
        choices("哪一项暂停结束了", open)
    },
    parse: |form, _| chosen(form).map(|reason| Command::Resume { reason }),
    label: "恢复计时",
    harm: false,
    files: false,
};

fn resuming(ground: &Ground<'_>) -> String {
    let mut clock = ground.matter().clock.clone();
    let open: Vec<String> = clock.open_pauses().map(|p| p.reason.clone()).collect();
    for reason in open {
        // Only to say what the date would be; the command itself decides.
        let _ = clock.resume(ground.today, &reason);
    }
    let due = clock.due(ground.law.calendar, ground.today);
    format!(
        "明天起接着计时。全部恢复后，时限是{}。",
        crate::kit::words::due_full(&due)
    )
}

fn choices<'a>(label: &str, reasons: impl Iterator<Item = &'a String>) -> Vec<Field> {
    let choices: Vec<Choice> = reasons.map(|r| Choice::new(r, r)).collect();
    let only = match choices.as_slice() {
        [only] => only.value.clone(),
        _ => String::new(),
    };
    vec![Field::with("reason", label, Control::Radio(choices)).value(only)]
}

fn chosen(form: &Form) -> Result<String, Errors> {
    let reason = form.line("reason");
    if reason.is_empty() {
        let mut errors = Errors::default();
        errors.add("reason", "原因：没有选。请从规则允许的原因里选一个");
        return Err(errors);
    }
    Ok(reason)
}
