//! The weekly bulletin: which units its rules name, what people change in it, what units hand in, how
//! tasks stand by who ordered them. Every expected value is counted by hand from the few cases below.

use crate::PACK;
use banjie_core::assessment::bulletin::difference::changes;
use banjie_core::assessment::bulletin::edits::{EditCommand, EditEvent, EditPlace, Edits, decide};
use banjie_core::assessment::bulletin::notes::{self, NewNote, NoteEvent, NotePlace, Notes};
use banjie_core::assessment::bulletin::points::Side;
use banjie_core::assessment::bulletin::tasks::Ordered;
use banjie_core::assessment::bulletin::{Bulletin, BulletinInput, Standing};
use banjie_core::assessment::indicator::{NewAction, order};
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Counts, Month, Week};
use banjie_core::district::{PersonId, Role, UnitId};
use banjie_core::kinds::directive::CorrectiveStep;
use banjie_core::matter::{Act, Actor, Kind, Staff};
use banjie_core::moment::Moment;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// Monday 2026-03-02 to Sunday 2026-03-08.
fn week() -> Week {
    "2026-W10".parse().unwrap()
}

fn act(unit: &str, role: Role, day: Date) -> Act {
    Act {
        at: Moment::local(day.at(10, 0, 0, 0)),
        by: Actor::Staff(Staff {
            person: PersonId("test".to_owned()),
            name: "李敏".to_owned(),
            unit: unit.into(),
            roles: vec![role],
            post: None,
        }),
    }
}

fn standing(unit: &str, kind: Kind, no: u32, day: Date) -> Standing {
    Standing {
        unit: unit.into(),
        kind,
        no: format!("BJ-2026-{no:06}-A"),
        day,
        indicator: (unit == "工信局").then(|| "14".into()),
    }
}

/// 住建局 had 4 overdue and has 1. 工信局 had 1 and has 4: two appeals and two tasks, the oldest due
/// 2026-02-10. 人社局, 税务局 and 商务局 had 5, 4 and 3 due, all in time. 财政局 reported 3 tasks.
struct Told {
    counts: Counts,
    before: Counts,
    overdue: Vec<Standing>,
    overdue_before: Vec<Standing>,
    orders: Vec<Ordered>,
    calls_missed: BTreeMap<UnitId, u64>,
}

impl Told {
    fn new() -> Self {
        let week = week();
        let mut counts = Counts::new(week.first(), week.last());
        for (unit, cases) in [("人社局", 5), ("税务局", 4), ("商务局", 3)] {
            counts.add(unit.into(), Kind::Appeal, Count::Due, cases);
            counts.add(unit.into(), Kind::Appeal, Count::OnTime, cases);
        }
        counts.add("财政局".into(), Kind::Directive, Count::Answered, 3);
        let (unit, kind) = (UnitId::from("工信局"), Kind::Appeal);
        counts.add_under("14".into(), unit.clone(), kind, Count::Due, 4);
        counts.add_under("14".into(), unit, kind, Count::OnTime, 1);
        let day = date(2026, 2, 27);
        let late = |no, day| standing("工信局", Kind::Appeal, no, day);
        let task = |no| standing("工信局", Kind::Directive, no, day);
        let fallen = |no| standing("住建局", Kind::Appeal, no, day);
        Self {
            counts,
            before: Counts::new(date(2026, 2, 23), date(2026, 3, 1)),
            overdue: vec![
                late(1, date(2026, 2, 10)),
                late(2, day),
                task(11),
                task(12),
                fallen(21),
            ],
            overdue_before: vec![
                late(1, date(2026, 2, 10)),
                fallen(21),
                fallen(22),
                fallen(23),
                fallen(24),
            ],
            calls_missed: BTreeMap::new(),
            orders: vec![
                ordered(11, "推进会", None, None),
                ordered(12, "推进会", Some("14"), None),
                ordered(13, "推进会", None, Some((date(2026, 3, 4), true))),
                ordered(14, "推进会", None, Some((date(2026, 3, 5), false))),
                ordered(15, "推进会", None, Some((date(2026, 2, 6), true))),
                ordered(16, "早就办完的会", None, Some((date(2026, 1, 6), true))),
            ],
        }
    }

    fn bulletin(&self, edits: &Edits, notes: &Notes) -> Bulletin {
        let week = week();
        Bulletin::of(&BulletinInput {
            law: PACK.law(),
            rulebook: PACK.rulebooks.on(Month::of(week.last())).unwrap(),
            week,
            as_of: week.last(),
            counts: &self.counts,
            before: &self.before,
            open: &[],
            overdue: &self.overdue,
            overdue_before: &self.overdue_before,
            matters: &BTreeMap::new(),
            orders: &self.orders,
            picks: &PACK.picks,
            edits,
            notes,
            calls_missed: &self.calls_missed,
        })
    }
}

fn ordered(no: u32, source: &str, indicator: Option<&str>, ended: Option<(Date, bool)>) -> Ordered {
    Ordered {
        no: format!("BJ-2026-{no:06}-A"),
        unit: "工信局".into(),
        source: source.to_owned(),
        on: Some(date(2026, 1, 5)),
        indicator: indicator.map(Into::into),
        opened: date(2026, 1, 5),
        ended,
    }
}

fn said(b: &Bulletin) -> Vec<(&'static str, &str)> {
    let points = b.points.iter();
    points
        .map(|point| (point.side.word(), point.words.as_str()))
        .collect()
}

#[test]
fn rules_of_the_pack_choose_who_is_named_and_say_why() {
    let b = Told::new().bulletin(&Edits::default(), &Notes::default());
    // 工信局: 02-11, 12, 13, 14 (make-up), 24, 25, 26, 27, 28 (make-up), 03-02 to 03-06: 14 days.
    assert_eq!(
        said(&b),
        [
            ("亮点", "住建局逾期由 4 件降到 1 件"),
            ("亮点", "人社局到期 5 件诉求全部按时，没有逾期"),
            ("亮点", "税务局到期 4 件诉求全部按时，没有逾期"),
            ("亮点", "财政局反馈会议任务 3 项，没有逾期的任务"),
            ("问题", "工信局逾期由 1 件升到 4 件"),
            ("问题", "工信局逾期 4 件"),
            ("问题", "工信局逾期 4 件，最久的逾期 14 个工作日"),
            ("问题", "工信局会议任务逾期 2 项"),
        ]
    );
    let first = b.points.first().unwrap();
    assert_eq!(first.rule, "逾期比上周降得最多（至少 2 件，最多列 2 家）");
    let figures: Vec<_> = (first.figures.iter())
        .map(|f| (f.label.as_str(), f.counted.cases))
        .collect();
    assert_eq!(figures, [("上周末逾期", 4), ("本周末逾期", 1)]);
    assert_eq!(
        b.findings.points,
        "住建局逾期由 4 件降到 1 件；工信局逾期由 1 件升到 4 件"
    );
}

#[test]
fn tasks_stand_by_who_ordered_them_and_by_indicator() {
    let b = Told::new().bulletin(&Edits::default(), &Notes::default());
    // Five of the meeting, one taken back; two done, one of them in the week; two open, both late.
    let [row] = b.directives.sources.as_slice() else {
        panic!("a meeting whose tasks are all done long ago is not told again");
    };
    let cases = [&row.ordered, &row.done, &row.closed, &row.open, &row.late];
    assert_eq!(cases.map(|tasks| tasks.cases), [4, 2, 1, 2, 2]);
    let row = b.indicators.iter().find(|row| row.id.as_str() == "14");
    let row = row.unwrap();
    assert_eq!((row.open.cases, row.late.cases, row.fresh.cases), (1, 1, 0));
    // One of four in time; four overdue, two of them tasks.
    assert_eq!(
        (row.on_time.words(), row.red.cases),
        ("25.00%".to_owned(), 4)
    );
    assert_eq!(
        b.findings.indicators,
        "18 项指标有 1 项在调度，本周新交办 0 项、办结 0 项，逾期 1 项"
    );
    let public = b.public();
    let row = public.directives.sources.first().unwrap();
    assert_eq!(row.open.cases, 2);
    assert!(row.open.list.iter().all(|task| task.no.is_empty()));
}

#[test]
fn what_people_change_keeps_the_sentence_before() {
    let told = Told::new();
    let office = act("区营商办", Role::Coordinator, date(2026, 3, 9));
    let mut edits = Edits::default();
    let give = |edits: &mut Edits, command, reason: &str| {
        let chosen = told.bulletin(&Edits::default(), &Notes::default()).points;
        let edited = edits.apply(chosen);
        let place = EditPlace {
            week: week(),
            issued: false,
            edited: &edited,
            edits,
        };
        let event = decide(place, command, reason, &office);
        let by = office.by.by();
        if let Ok(Some(event)) = &event {
            edits.all.push((event.clone(), by, office.at));
        }
        event
    };
    let reword = |words: &str| EditCommand::Reword {
        key: "overdue_fell/住建局".to_owned(),
        words: words.to_owned(),
    };
    let empty = give(&mut edits, reword("住建局三周清掉 3 件"), " ");
    assert_eq!(
        empty.unwrap_err().to_string(),
        "理由：没有填。请写清为什么改，印发后留痕"
    );
    let long = "好".repeat(121);
    let long = give(&mut edits, reword(&long), "写明办法").unwrap_err();
    assert!(
        long.to_string().contains("最多 120 字，现在 121 字"),
        "{long}"
    );
    let done = give(
        &mut edits,
        reword("住建局逐件包干，逾期降到 1 件"),
        "写明办法",
    );
    assert!(matches!(done, Ok(Some(EditEvent::Reworded { .. }))));
    // The same form sent twice changes nothing.
    let twice = give(
        &mut edits,
        reword("住建局逐件包干，逾期降到 1 件"),
        "写明办法",
    );
    assert_eq!(twice, Ok(None));
    let drop = EditCommand::Drop {
        key: "overdue_most/工信局".to_owned(),
    };
    let _ = give(&mut edits, drop.clone(), "和下一条重复");
    assert_eq!(give(&mut edits, drop, "和下一条重复"), Ok(None));
    let add = EditCommand::Add {
        side: Side::Problem,
        words: "两个窗口午间无人值守".to_owned(),
    };
    let _ = give(&mut edits, add, "明察发现");

    let b = told.bulletin(&edits, &Notes::default());
    let first = b.points.first().unwrap();
    assert_eq!(first.words, "住建局逐件包干，逾期降到 1 件");
    let trace = first.trace.first().unwrap();
    assert_eq!(trace.original, "住建局逾期由 4 件降到 1 件");
    assert_eq!(trace.by, "区营商办李敏");
    assert_eq!(b.points.last().unwrap().words, "两个窗口午间无人值守");
    let left: Vec<_> = b.dropped.iter().map(|point| point.words.as_str()).collect();
    assert_eq!(left, ["工信局逾期 4 件"]);
    // Outside, what was changed is read without who changed it.
    let public = b.public();
    assert!(public.dropped.is_empty());
    assert!(public.points.iter().all(|point| point.trace.is_empty()));
    let told_apart = changes(&told.bulletin(&Edits::default(), &Notes::default()), &b);
    assert_eq!(told_apart.len(), 3, "{told_apart:#?}");
}

#[test]
fn nobody_else_changes_points_and_nothing_changes_while_the_week_runs_or_after_the_issue() {
    let told = Told::new();
    let edited = Edits::default().apply(told.bulletin(&Edits::default(), &Notes::default()).points);
    let refused = |issued, act: &Act| {
        let place = EditPlace {
            week: week(),
            issued,
            edited: &edited,
            edits: &Edits::default(),
        };
        let drop = EditCommand::Drop {
            key: "overdue_most/工信局".to_owned(),
        };
        decide(place, drop, "重复", act).unwrap_err().to_string()
    };
    let after = date(2026, 3, 9);
    for (issued, act, words) in [
        (
            false,
            act("工信局", Role::UnitHead, after),
            "亮点和问题由区营商办改，请找他们",
        ),
        (
            false,
            act("区营商办", Role::Coordinator, date(2026, 3, 8)),
            "本周还没有过完，数还会变，3月9日起才能改",
        ),
        (
            true,
            act("区营商办", Role::Coordinator, after),
            "2026年第10期已经印发，亮点和问题不能再改；数有错的，请印发更正版",
        ),
    ] {
        assert_eq!(refused(issued, &act), words);
    }
}

#[test]
fn a_unit_says_at_most_200_characters_until_the_bulletin_is_issued() {
    let law = PACK.law();
    let unit = UnitId::from("人社局");
    let place = |issued| NotePlace {
        week: week(),
        unit: &unit,
        issued,
        now: None,
    };
    let head = |unit: &str, day| act(unit, Role::UnitHead, day);
    let note = |words: &str, steps: &[(&str, Date)]| NewNote {
        words: words.to_owned(),
        steps: (steps.iter())
            .map(|(what, due)| CorrectiveStep {
                what: (*what).to_owned(),
                due: *due,
            })
            .collect(),
    };
    let monday = date(2026, 3, 9);
    let give = |issued, note: &NewNote, act: &Act| notes::decide(place(issued), note, act, &law);
    // 200 characters are 600 bytes.
    let fits = note(&"办".repeat(200), &[]);
    assert!(
        give(None, &fits, &head("人社局", monday))
            .unwrap()
            .is_some()
    );
    let long = give(None, &note(&"办".repeat(205), &[]), &head("人社局", monday));
    assert_eq!(
        long.unwrap_err().to_string(),
        "本周情况：最多 200 字，现在 205 字，请删去 5 字"
    );
    let fine = note(
        "仲裁积压又办结 6 件。",
        &[("补两名仲裁员", date(2026, 3, 31))],
    );
    for (issued, note, act, words) in [
        (
            None,
            &fine,
            head("工信局", monday),
            "这是人社局的周报，工信局不能代报",
        ),
        (
            None,
            &fine,
            act("人社局", Role::Clerk, monday),
            "人社局的周报由单位负责人报送",
        ),
        (
            Some(monday),
            &fine,
            head("人社局", monday),
            "2026年第10期通报已于3月9日印发，这一期的周报不能再改",
        ),
        (
            None,
            &fine,
            head("人社局", date(2026, 3, 1)),
            "从3月2日开始，到那天再报",
        ),
        (
            None,
            &note(" ", &[]),
            head("人社局", monday),
            "本周情况：没有填",
        ),
        (
            None,
            &note("好", &[("", date(2026, 3, 31))]),
            head("人社局", monday),
            "第 1 条没有写做什么",
        ),
        (
            None,
            &note("好", &[("补人", monday)]),
            head("人社局", monday),
            "第 1 条的日期 2026-03-09 不在今天以后",
        ),
    ] {
        let refusal = give(issued, note, &act).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
    // Due on the first working day after the week.
    assert_eq!(notes::due(week(), &law).unwrap(), monday);

    // Handed in, then changed: the newest words stand, and how often they were changed.
    let event = NoteEvent::Handed(fine.clone());
    let other = NoteEvent::Handed(note("仲裁积压又办结 7 件。", &[]));
    let by = head("人社局", monday).by.by();
    let at = Moment::local(monday.at(9, 0, 0, 0));
    let notes = Notes::fold([(&unit, &event, &by, at), (&unit, &other, &by, at)]);
    let stands = notes.of(&unit).unwrap();
    assert_eq!(stands.words, "仲裁积压又办结 7 件。");
    assert_eq!(stands.handed_words(), "李敏 3月9日报送，改过 1 次");
    let b = Told::new().bulletin(&Edits::default(), &notes);
    assert_eq!(b.notes.len(), 1);
    assert!(!b.notes_missing.contains(&unit));
    assert!(b.notes_missing.contains(&"工信局".into()));
    assert_eq!(b.public().notes.first().unwrap().by, "");
}

#[test]
fn an_action_of_an_indicator_is_a_directive_that_names_it() {
    let law = PACK.law();
    let indicator = law.district.indicator(&"01".into()).unwrap();
    let owner = |post: &str| {
        let mut act = act("区政府办", Role::IndicatorOwner, date(2026, 3, 9));
        if let Actor::Staff(staff) = &mut act.by {
            staff.post = Some(post.into());
        }
        act
    };
    let action = |what: &str, unit: &str, due| NewAction {
        what: what.to_owned(),
        unit: unit.into(),
        support: Vec::new(),
        due,
    };
    let due = date(2026, 3, 13);
    let own = owner(indicator.owner.as_str());
    let new = order(
        indicator,
        action("逐件办完逾期的 3 件", "市场监管局", due),
        &own,
        &law,
    );
    let new = new.unwrap();
    assert_eq!(new.indicator, Some("01".into()));
    assert_eq!(new.order.source, "“开办企业”指标调度（2026年第11周）");
    assert_eq!((new.lead, new.due), ("市场监管局".into(), Some(due)));
    for (act, action, words) in [
        (
            owner("分管城建副区长"),
            action("办完", "市场监管局", due),
            "“开办企业”由分管营商环境副区长调度",
        ),
        (
            act("市场监管局", Role::UnitHead, date(2026, 3, 9)),
            action("办完", "市场监管局", due),
            "由分管营商环境副区长调度",
        ),
        (
            own.clone(),
            action(" ", "市场监管局", due),
            "做什么：没有填",
        ),
        (own.clone(), action("办完", "某局", due), "某局"),
        (
            own,
            action("办完", "市场监管局", date(2026, 3, 8)),
            "这个日期已经过了",
        ),
    ] {
        let refusal = order(indicator, action, &act, &law)
            .unwrap_err()
            .to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
}
