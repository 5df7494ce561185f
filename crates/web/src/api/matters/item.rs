//! A matter as programs see it: one line of a list, and the whole.

use banjie_core::matter::clock::{Due, Light};
use banjie_core::matter::{Attachment, Law, Matter, Verdict, ladder};
use banjie_core::moment::Moment;
use banjie_store::reads::ListLine;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

/// A line of a list.
#[derive(Serialize)]
pub(in crate::api) struct Item<'a> {
    number: &'a str,
    kind: &'a str,
    state: &'a str,
    state_word: &'a str,
    title: &'a str,
    enterprise: Option<Enterprise<'a>>,
    channel: &'a str,
    lead_unit: &'a str,
    support_units: Vec<&'a str>,
    sponsor: Option<&'a str>,
    handler: Option<Handler<'a>>,
    topic: Option<&'a str>,
    indicator: Option<&'a str>,
    township: Option<&'a str>,
    light: Option<&'static str>,
    waiting: &'a str,
    next_step: &'a str,
    due: Date,
    due_earliest: Option<Date>,
    opened: Date,
    ended: Option<Moment>,
    changed: Moment,
    parent: Option<&'a str>,
    excluded: bool,
    version: u64,
}

#[derive(Serialize)]
struct Enterprise<'a> {
    name: &'a str,
    code: Option<&'a str>,
}

#[derive(Serialize)]
struct Handler<'a> {
    person: &'a str,
    name: Option<&'a str>,
}

impl<'a> Item<'a> {
    /// A line as it stands on a day.
    pub(in crate::api) fn of<T: AsRef<str>>(line: &'a ListLine<T>, today: Date) -> Self {
        let opt = |text: &'a Option<T>| text.as_ref().map(AsRef::as_ref);
        Self {
            number: line.no.as_ref(),
            kind: line.kind.as_ref(),
            state: line.state.as_ref(),
            state_word: line.state_word.as_ref(),
            title: line.title.as_ref(),
            enterprise: opt(&line.enterprise).map(|name| Enterprise {
                name,
                code: opt(&line.enterprise_code),
            }),
            channel: line.channel.as_ref(),
            lead_unit: line.lead.as_ref(),
            support_units: line
                .support
                .as_ref()
                .split('、')
                .filter(|u| !u.is_empty())
                .collect(),
            sponsor: opt(&line.sponsor),
            handler: opt(&line.handler).map(|person| Handler {
                person,
                name: opt(&line.handler_name),
            }),
            topic: opt(&line.topic),
            indicator: opt(&line.indicator),
            township: opt(&line.township),
            light: line.light(today).map(Light::code),
            waiting: line.waiting.as_ref(),
            next_step: line.next_step.as_ref(),
            due: line.due,
            due_earliest: line.due_earliest,
            opened: line.opened_day,
            ended: line.ended_ms.map(Moment::from_ms),
            changed: Moment::from_ms(line.changed_ms),
            parent: opt(&line.parent),
            excluded: line.excluded,
            version: line.version,
        }
    }
}

/// Everything about a matter but its course.
pub(in crate::api) fn whole(matter: &Matter, law: &Law<'_>, today: Date) -> Value {
    let step = matter.step();
    let due = matter.clock.due(law.calendar, today);
    let lit = matches!(step.waiting.code(), "unit" | "coordinator");
    let light = lit.then(|| ladder::light(matter, today, law).code());
    json!({
        "number": matter.no,
        "version": matter.version,
        "kind": matter.kind().code(),
        "state": matter.state(),
        "state_word": matter.state_word(),
        "title": matter.title,
        "text": matter.text,
        "enterprise": matter.enterprise.as_ref().map(|e| json!({ "name": e.name, "code": e.code })),
        "channel": matter.channel,
        "lead_unit": matter.lead,
        "support_units": matter.support,
        "sponsor": matter.sponsor,
        "handler": matter.handler.as_ref().map(|h| json!({ "person": h.person, "name": h.name })),
        "topic": matter.topic,
        "indicator": matter.indicator,
        "township": matter.township,
        "light": light,
        "waiting": step.waiting.code(),
        "next_step": step.what,
        "due": due.latest(),
        "due_earliest": matches!(due, Due::Provisional { .. }).then(|| due.earliest()),
        "clock": clock(matter),
        "opened": matter.opened,
        "ended": matter.ended,
        "parent": matter.parent,
        "urged": matter.urged,
        "attachments": matter.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "rounds": rounds(matter),
        "excluded": matter.exclusion.as_ref().map(|x| json!({
            "reason": x.reason, "by": x.by.words(), "at": x.at,
        })),
    })
}

fn clock(matter: &Matter) -> Value {
    let clock = &matter.clock;
    let pauses: Vec<_> = clock
        .pauses
        .iter()
        .map(|p| json!({ "from": p.from, "until": p.until, "reason": p.reason }))
        .collect();
    json!({
        "rule": clock.rule,
        "from": clock.started,
        "length": clock.granted(),
        "unit": clock.unit,
        "extended": clock.extended_to.is_some(),
        "pause_reasons": clock.pause_reasons,
        "pauses": pauses,
    })
}

fn attachment(file: &Attachment) -> Value {
    json!({ "hash": file.hash, "name": file.name, "media": file.media, "size": file.size })
}

fn rounds(matter: &Matter) -> Vec<Value> {
    let verdict = |v: Verdict| match v {
        Verdict::Solved => "solved",
        Verdict::NotSolved => "not_solved",
        Verdict::NoAnswer => "no_answer",
    };
    matter
        .rounds
        .iter()
        .map(|r| {
            json!({
                "unit": r.unit,
                "began": r.began,
                "answered": r.answered,
                "verdict": r.verdict.map(|(v, _)| verdict(v)),
                "verdict_at": r.verdict.map(|(_, at)| at),
                "level": r.level,
            })
        })
        .collect()
}
