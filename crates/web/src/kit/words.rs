//! What facts are called on screen: lights, days left, due dates, the count behind them.

use super::parts::{DayMark, LightKind, LightView, MatterRow, WhyDay, WhyView};
use super::text;
use banjie_core::calendar::{Calendar, Count, DayKind};
use banjie_core::district::District;
use banjie_core::matter::clock::{Clock, Due, Light, rest_words};
use banjie_core::matter::{Kind, Law, Matter, Waiting, ladder};
use banjie_core::rules::LengthUnit;
use banjie_store::reads::ListLine;
use jiff::civil::Date;

/// The light of the kit for a light of the core; none: nobody in the offices can be late.
pub fn light(light: Option<Light>, ended: bool) -> LightKind {
    match light {
        Some(Light::Normal) => LightKind::Normal,
        Some(Light::DueSoon) => LightKind::Soon,
        Some(Light::Overdue) => LightKind::Overdue,
        Some(Light::Paused) => LightKind::Paused,
        None if ended => LightKind::Done,
        None => LightKind::Normal,
    }
}

/// How far a due day is, see [`rest_words`].
pub fn rest(due: Date, today: Date, calendar: &Calendar) -> String {
    let days = calendar.working_days_between(due.min(today), due.max(today));
    rest_words(due, today, days.ok())
}

/// Who has the word: `住建局`, `区营商办`, `企业`; empty after the end.
pub fn owner(waiting: &str, lead: &str, district: &District) -> String {
    match waiting {
        "coordinator" => district.coordinator.to_string(),
        "enterprise" => "企业".to_owned(),
        _ => lead.to_owned(),
    }
}

/// A list line as a row of the desk's list.
pub fn row(line: &ListLine, today: Date, law: &Law<'_>) -> MatterRow {
    let ended = line.waiting == Waiting::Nobody.code();
    let light = light(line.light(today), ended);
    let href = format!("/desk/matters/{}", line.no);
    // The titles of applications and their items name the enterprise themselves.
    let enterprise = line.enterprise.as_deref().unwrap_or_default();
    let named = line.title.contains(enterprise);
    MatterRow {
        number: line.no.clone(),
        title: line.title.clone(),
        from: if named { "" } else { enterprise }.to_owned(),
        kind: Kind::from_code(&line.kind)
            .map_or("", Kind::word)
            .to_owned(),
        light,
        unit: owner(&line.waiting, &line.lead, law.district),
        person: line.handler_name.clone().unwrap_or_default(),
        due: due_words(line),
        rest: match light {
            _ if ended => line.state_word.clone(),
            LightKind::Paused => "时钟已停".to_owned(),
            _ => rest(line.due, today, law.calendar),
        },
        next: line.next_step.clone(),
        next_href: if ended {
            String::new()
        } else {
            format!("{href}#act")
        },
        href,
        selected: false,
    }
}

/// `2月25日 周三`; a provisional date says so.
pub fn due_words(line: &ListLine) -> String {
    match line.due_earliest {
        Some(earliest) => format!(
            "暂定 {}至{}",
            text::month_day(earliest),
            text::month_day(line.due)
        ),
        None => text::month_day_weekday(line.due),
    }
}

/// The due date in full: `2026年2月25日（周三）`, or the span of a provisional one.
pub fn due_full(due: &Due) -> String {
    match due {
        Due::Fixed(count) => text::full_date(count.due),
        Due::Provisional {
            earliest,
            latest,
            missing_year,
        } => format!(
            "暂定{}至{}（{missing_year}年放假通知未发布）",
            text::full_date(*earliest),
            text::full_date(*latest)
        ),
    }
}

/// The limit of a clock: `5 个工作日内`, `到指定日期`.
pub fn limit(clock: &Clock) -> String {
    if clock.rule.as_str() == "directive.ordered" {
        return "会议指定日期（自然日）".to_owned();
    }
    if clock.rule.as_str() == "commitment.promised" {
        return "承诺书写明的日期".to_owned();
    }
    format!("{} {}内", clock.granted(), clock.unit.word())
}

/// Where the length of a clock comes from when it is no rule of the pack.
fn own_source(clock: &Clock) -> &'static str {
    match clock.rule.as_str() {
        "application.promised" => "依据：事项公开的承诺办理时间",
        "application.whole" => "依据：各事项承诺时间里最长的一条路",
        "application.statutory" => "依据：事项自己的法律",
        "commitment.promised" => "依据：承诺书写明的日期",
        "commitment.check" => "依据：事项的告知承诺核查时间",
        _ => "依据：会议指定的日期",
    }
}

/// The light with its amount, for the head of a page.
pub fn light_view(matter: &Matter, today: Date, law: &Law<'_>) -> LightView {
    let waiting = matter.step().waiting;
    if waiting == Waiting::Nobody {
        return LightView::new(LightKind::Done, matter.state_word());
    }
    let at = ladder::light(matter, today, law);
    let counts = matches!(waiting, Waiting::Unit | Waiting::Coordinator);
    let kind = light(counts.then_some(at), false);
    let due = matter.clock.due(law.calendar, today).latest();
    let unsigned = matches!(ladder::sign_by(matter, law), Ok(Some(last)) if last < today);
    let words = match kind {
        LightKind::Paused => "时钟已停".to_owned(),
        LightKind::Soon if unsigned => "过了签收时限".to_owned(),
        _ => rest(due, today, law.calendar),
    };
    LightView::new(
        kind,
        words
            .trim_start_matches("逾期 ")
            .trim_start_matches("逾期，")
            .to_owned(),
    )
}

/// Who is told next and when; why and since when the clock stands.
pub fn told(matter: &Matter, today: Date, law: &Law<'_>) -> String {
    if let Some(pause) = matter.clock.open_pauses().next() {
        return format!("{}，{}起不计时", pause.reason, text::month_day(pause.from));
    }
    let rung = ladder::next(matter, today, law)
        .map(|(day, rung)| format!("{} {}", text::month_day(day), rung.announcement));
    let sign = match ladder::sign_by(matter, law) {
        Ok(Some(last)) => Some(format!("最晚{}签收", text::month_day(last))),
        Ok(None) | Err(_) => None,
    };
    sign.into_iter().chain(rung).collect::<Vec<_>>().join("；")
}

/// The count behind the due date of a clock.
pub fn why(clock: &Clock, today: Date, law: &Law<'_>) -> Option<WhyView> {
    let Due::Fixed(count) = clock.due(law.calendar, today) else {
        return None;
    };
    let (source, rule_href) = match law.rules.limit(&clock.rule, clock.started) {
        Ok((_, source)) => (
            format!("依据：{}", source.words()),
            format!("/rules/{}", clock.rule),
        ),
        Err(_) => (own_source(clock).to_owned(), String::new()),
    };
    let paused = |date| clock.is_paused_on(date);
    Some(WhyView {
        rule_href,
        ..why_of(&count, paused, today, law.calendar, source)
    })
}

/// The count behind any due date. `source`: a sentence that names where the limit stands.
pub fn why_of(
    count: &Count,
    paused: impl Fn(Date) -> bool,
    today: Date,
    calendar: &Calendar,
    source: String,
) -> WhyView {
    let roll = if count.nominal != count.due {
        format!(
            "{}不上班，顺延到{}。",
            text::month_day(count.nominal),
            text::month_day(count.due)
        )
    } else {
        String::new()
    };
    let dates = (text::month_day(count.from), text::month_day(count.due));
    let sentence = match count.length {
        0 => format!("{}，当天到期。{roll}", dates.0),
        length => format!(
            "{}起算，当天不计，限 {length} {}，{}到期。{roll}",
            dates.0,
            count.unit.word(),
            dates.1
        ),
    };
    WhyView {
        sentence,
        days: days(count, paused, calendar),
        today,
        late: count.due < today,
        source,
        rule_href: String::new(),
        open: false,
    }
}

/// Every day of a count with its number. Counts over two months have only their sentence: a grid
/// of a year helps nobody.
fn days(count: &Count, paused: impl Fn(Date) -> bool, calendar: &Calendar) -> Vec<WhyDay> {
    let by_working_days = count.unit == LengthUnit::WorkingDays;
    let (mut days, mut number) = (Vec::new(), 0);
    if (count.due - count.from).get_days() > 62 {
        return days;
    }
    let mut next = Some(count.from);
    while let Some(date) = next.filter(|date| *date <= count.due) {
        // A period that is not rolled may leave the years held: its days then have no name.
        let day = calendar.day(date).ok();
        let counts = match by_working_days {
            true => day.as_ref().is_some_and(|day| day.working),
            false => date <= count.nominal,
        };
        let counts = counts && date != count.from && !paused(date);
        number += u32::from(counts);
        let mark = match () {
            () if date == count.from => DayMark::From,
            () if date == count.due => DayMark::Due(number),
            () if counts => DayMark::Counted(number),
            () if paused(date) => DayMark::Paused,
            () => DayMark::Off,
        };
        let note = day.map_or_else(String::new, |day| match day.kind {
            DayKind::MakeUp => "补班".to_owned(),
            DayKind::Holiday => day.name,
            _ => String::new(),
        });
        days.push(WhyDay { date, mark, note });
        next = date.tomorrow().ok();
    }
    days
}
