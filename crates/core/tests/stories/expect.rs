//! What a story expects to see.

use crate::line::{Differs, Line, differs};
use crate::world::World;
use banjie_core::assessment::tally::{Count, Tally, tallies};
use banjie_core::district::UnitId;
use banjie_core::matter::clock::{Due, Light};
use banjie_core::matter::{Detail, MatterRow, Waiting, ladder};
use jiff::civil::Date;

/// Checks one line of expectations.
pub(crate) fn expect(world: &mut World, line: &Line) -> Result<(), Differs> {
    let (subject, rest) = line
        .words
        .split_first()
        .map_or(("", &[][..]), |(s, r)| (s, r));
    if let Some(which) = subject.strip_prefix("办件") {
        let index = which.parse::<usize>().unwrap_or(0);
        if index == 0 || index > world.cases.len() {
            return differs(subject, subject, format!("共 {} 件", world.cases.len()));
        }
        world.now = index - 1;
        return Ok(());
    }
    if subject == "时限" {
        return due(world, rest, line.at.date());
    }
    if subject == "计数" {
        return counted(world, rest, line.at.date());
    }
    if subject == "看得到" {
        return named(world, rest);
    }
    let expected = rest.join(" ");
    match found(world, subject, line.at.date()) {
        Some(found) if found == expected => Ok(()),
        Some(found) => differs(subject, expected, found),
        None => differs(subject, "README 里的词", "看不懂"),
    }
}

/// Whether the proposal names a person of the pack: `看得到 杨振华 否`.
fn named(world: &World, rest: &[String]) -> Result<(), Differs> {
    let [name, expected] = rest else {
        return differs("看得到", "姓名 是|否", rest.join(" "));
    };
    let matter = &world.case().matter;
    let person = world.pack.people.iter().find(|p| p.name == *name);
    let found = person.is_some_and(|person| {
        let actor = crate::matter_support::staff(person);
        actor.staff().is_some_and(|staff| {
            banjie_core::district::Sight::of(staff, &world.pack.district).permits(matter)
        })
    });
    let found = if found { "是" } else { "否" };
    match found == expected {
        true => Ok(()),
        false => differs(&format!("看得到 {name}"), expected, found),
    }
}

fn join(units: &[UnitId]) -> String {
    let names: Vec<&str> = units.iter().map(UnitId::as_str).collect();
    or_none(names.join("、"))
}

fn or_none(text: String) -> String {
    if text.is_empty() {
        "无".to_owned()
    } else {
        text
    }
}

fn found(world: &World, subject: &str, today: Date) -> Option<String> {
    let case = world.case();
    let matter = &case.matter;
    let step = matter.step();
    let law = world.pack.law();
    Some(match subject {
        "状态" => matter.state_word().to_owned(),
        "该谁" => match step.waiting {
            Waiting::Coordinator => world.pack.district.coordinator.to_string(),
            Waiting::Unit => matter.lead.to_string(),
            Waiting::Enterprise => "企业".to_owned(),
            Waiting::Nobody => "无".to_owned(),
        },
        "下一步" => step.what.to_owned(),
        "主责" => matter.lead.to_string(),
        "配合" => join(&matter.support),
        "经办" => or_none(
            matter
                .handler
                .as_ref()
                .map(|h| h.name.clone())
                .unwrap_or_default(),
        ),
        "包抓" => or_none(
            matter
                .sponsor
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ),
        "指标" => or_none(
            matter
                .indicator
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ),
        "建议派给" => match &matter.detail {
            Detail::Appeal(a) => or_none(
                a.proposed
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            _ => "无".to_owned(),
        },
        "灯" => light(world, today).map_or("无".to_owned(), |l| l.word().to_owned()),
        "下次上报" => match ladder::next(matter, today, &law) {
            Some((day, rung)) => format!("{day} {}", rung.tell.word()),
            None => "无".to_owned(),
        },
        "法定" => match &matter.detail {
            Detail::Item(i) => match &i.statutory {
                Some(clock) => clock.due(&world.pack.calendar, today).latest().to_string(),
                None => "无".to_owned(),
            },
            _ => "无".to_owned(),
        },
        "受理日" => match &matter.detail {
            Detail::Application(a) => a.received.to_string(),
            _ => "无".to_owned(),
        },
        "代码" => {
            let code = matter.enterprise.as_ref().and_then(|e| e.code.clone());
            or_none(code.unwrap_or_default())
        }
        "第几轮" => matter.rounds.len().to_string(),
        "催办次数" => matter.urged.to_string(),
        "材料数" => matter.attachments.len().to_string(),
        "共几件" => world.cases.len().to_string(),
        "提请剔除" => if matter.exclusion_proposed.is_some() {
            "是"
        } else {
            "否"
        }
        .to_owned(),
        "剔除" => if matter.exclusion.is_some() {
            "是"
        } else {
            "否"
        }
        .to_owned(),
        _ => return None,
    })
}

/// The light as a list shows it, from the row written at the last event.
fn light(world: &World, today: Date) -> Option<Light> {
    let case = world.case();
    let changed = case.journal.last().map(|(_, _, at)| *at)?;
    let row = MatterRow::of(&case.matter, changed, &world.pack.law());
    if !matches!(row.waiting, Waiting::Unit | Waiting::Coordinator) {
        return None;
    }
    Some(if row.paused {
        Light::Paused
    } else if today >= row.red_from {
        Light::Overdue
    } else if today >= row.yellow_from {
        Light::DueSoon
    } else {
        Light::Normal
    })
}

/// `时限 2025-10-10 [09-28补班 · 09-29 …]` or `时限 暂定 2027-01-03 至 2027-01-07`.
fn due(world: &World, words: &[String], today: Date) -> Result<(), Differs> {
    let expected: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|w| *w != "·")
        .collect();
    let found = match world.case().matter.clock.due(&world.pack.calendar, today) {
        Due::Fixed(count) => {
            let mut found = vec![count.due.to_string()];
            for step in count.why.iter().filter(|s| s.counted) {
                let makeup = step.note == banjie_core::calendar::MAKE_UP_NOTE;
                let (month, day) = (step.date.month(), step.date.day());
                let note = if makeup { "补班" } else { "" };
                found.push(format!("{month:02}-{day:02}{note}"));
            }
            found
        }
        Due::Provisional {
            earliest, latest, ..
        } => vec![
            "暂定".into(),
            earliest.to_string(),
            "至".into(),
            latest.to_string(),
        ],
    };
    // The days may be left out; when told, all of them must be right.
    let length = if expected.len() == 1 && found[0] != "暂定" {
        1
    } else {
        found.len()
    };
    if expected == found[..length] {
        return Ok(());
    }
    differs("时限", expected.join(" "), found[..length].join(" "))
}

/// A round has come due when its last day is over; everything else counts on its day.
fn came_to_pass(tally: &Tally, today: Date) -> bool {
    match tally.count {
        Count::Due
        | Count::OnTime
        | Count::Upheld
        | Count::Corrected
        | Count::CorrectedInTime
        | Count::SupportDue
        | Count::SupportOnTime => tally.day < today,
        _ => tally.day <= today,
    }
}

/// `计数 住建局 到期 1 按时 0`: the sum over the story's matters of what has come to pass by today.
fn counted(world: &World, words: &[String], today: Date) -> Result<(), Differs> {
    let Some((unit, pairs)) = words.split_first() else {
        return differs("计数", "单位 词 数", "看不懂");
    };
    let law = world.pack.law();
    let all: Vec<_> = world
        .cases
        .iter()
        .flat_map(|case| tallies(&case.matter, &law))
        .filter(|t| t.unit.as_str() == unit && came_to_pass(t, today))
        .collect();
    let sum = |word: &str| {
        let count = Count::ALL.into_iter().find(|c| c.word() == word)?;
        Some(all.iter().filter(|t| t.count == count).count())
    };
    let mut found = Vec::new();
    for pair in pairs.chunks(2) {
        match sum(&pair[0]) {
            Some(number) => found.push(format!("{} {number}", pair[0])),
            None if pair[0] == "无" => {
                found.push(all.first().map_or("无", |t| t.count.word()).to_owned())
            }
            None => return differs("计数", "计数的词", format!("看不懂“{}”", pair[0])),
        }
    }
    let (expected, found) = (pairs.join(" "), found.join(" "));
    if expected == found {
        return Ok(());
    }
    differs(
        "计数",
        format!("{unit} {expected}"),
        format!("{unit} {found}"),
    )
}
