//! G1: what a unit could do to its figures, planted one by one: each is marked with its reason, and a
//! month of honest work is not.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod matter_support;
mod pack_folder;

use banjie_core::assessment::Month;
use banjie_core::assessment::detectors::{Detector, Field, Mark, Praise, Thresholds, marks};
use banjie_core::assessment::history::History;
use banjie_core::district::Role;
use banjie_core::kinds::appeal;
use banjie_core::matter::{Actor, Command, Evidence, Matter, Verdict, decide, open};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use jiff::civil::{Date, date};
use matter_support::{act, file, number, plain_appeal, somebody};
use std::sync::LazyLock;

static PACK: LazyLock<Pack> = LazyLock::new(matter_support::pack);

fn at(day: Date, hour: i8) -> Moment {
    Moment::local(day.at(hour, 0, 0, 0))
}

fn november(day: i8) -> Date {
    date(2025, 11, day)
}

fn clerk(unit: &str) -> Actor {
    somebody(unit, &[Role::Clerk, Role::UnitHead])
}

fn desk() -> Actor {
    somebody("区营商办", &[Role::Coordinator])
}

/// A matter being told.
struct Told {
    history: History,
    hour: i8,
}

impl Told {
    /// An appeal of an enterprise that `by` brings in.
    fn new(serial: u32, day: Date, by: &Actor, firm: &str) -> Self {
        let mut new = plain_appeal(Some("施工许可"));
        new.enterprise.name = firm.to_owned();
        let when = at(day, 8);
        let event = appeal::submit(number(2025, serial), new, when, &PACK.law()).unwrap();
        Self {
            history: History {
                matter: open(&event, when).unwrap(),
                events: vec![(event, by.by(), when)],
            },
            hour: 8,
        }
    }

    fn give(mut self, day: Date, by: &Actor, command: Command) -> Self {
        self.hour = 8 + (self.hour - 7) % 12;
        let when = at(day, self.hour);
        let matter: &Matter = &self.history.matter;
        let decided = decide(matter, matter.version, command, &act(by, when), &PACK.law());
        for event in decided.unwrap().events {
            self.history.matter = self.history.matter.clone().apply(&event, &by.by(), when);
            self.history.events.push((event, by.by(), when));
        }
        self
    }

    /// Dispatched and signed on a day.
    fn handled(self, day: Date) -> Self {
        let dispatch = Command::Dispatch {
            unit: "住建局".into(),
            support: Vec::new(),
            topic: None,
            reason: String::new(),
        };
        self.give(day, &desk(), dispatch)
            .give(day, &clerk("住建局"), Command::Sign)
    }

    /// Answered on a record, or on a file.
    fn answered(self, day: Date, words: &str, on_file: bool) -> Self {
        let unit = clerk("住建局");
        let noted = Command::Comment {
            words: words.to_owned(),
            public: false,
        };
        let told = self.give(day, &unit, noted);
        let version = told.history.matter.version;
        let (told, evidence) = match on_file {
            true => {
                let file = file("批复.pdf");
                let hash = file.hash.clone();
                let told = told.give(day, &unit, Command::Attach { file });
                (told, Evidence::File(hash))
            }
            false => (told, Evidence::Record(version)),
        };
        let answer = Command::Answer {
            reply: "已核实，按规定处理。".to_owned(),
            evidence: vec![evidence],
        };
        told.give(day, &unit, answer)
    }

    fn said(self, day: Date, verdict: Verdict) -> Self {
        let confirm = Command::Confirm {
            tags: Vec::new(),
            verdict,
            level: Some(if verdict == Verdict::Solved { 5 } else { 1 }),
            words: "说明".to_owned(),
        };
        self.give(day, &Actor::Enterprise, confirm)
    }

    fn done(self) -> History {
        self.history
    }
}

fn found(histories: &[History], praise: &[Praise]) -> Vec<Mark> {
    let month: Month = "2025-11".parse().unwrap();
    let law = PACK.law();
    marks(&Field {
        law,
        month,
        thresholds: Thresholds::of(&law, month.last()).unwrap(),
        histories,
        praise,
    })
}

/// A month of honest work: taken up, worked on for days, answered with a file, solved.
fn honest() -> Vec<History> {
    (1..=20_u32)
        .map(|n| {
            let day = i8::try_from(3 + (n - 1) % 4).unwrap();
            Told::new(n, november(day), &Actor::Enterprise, &format!("企业{n}"))
                .handled(november(day))
                .answered(
                    november(day + 4 + i8::from(day > 4) * 2),
                    "已现场核实",
                    true,
                )
                .said(november(24), Verdict::Solved)
                .done()
        })
        .collect()
}

/// What is found in one planted matter among the honest ones.
fn planted(history: History) -> Vec<(Detector, String)> {
    let no = history.matter.no;
    let mut all = honest();
    all.push(history);
    let marks = found(&all, &[]);
    assert!(
        marks.iter().all(|m| m.no == no),
        "an honest one is marked: {marks:?}"
    );
    marks.into_iter().map(|m| (m.detector, m.reason)).collect()
}

#[test]
fn honest_work_is_not_marked() {
    assert_eq!(found(&honest(), &[]), Vec::new());
}

#[test]
fn closed_on_paper_and_not_solved() {
    let history = Told::new(90, november(10), &Actor::Enterprise, "甲公司")
        .handled(november(10))
        .answered(november(10), "已联系", false)
        .said(november(12), Verdict::NotSolved)
        .done();
    let reason = "11月10日接到，11月10日就答复，没有附材料，企业说没有解决".to_owned();
    assert_eq!(planted(history), [(Detector::PaperClosing, reason)]);
}

#[test]
fn paused_the_day_before_it_is_due() {
    // Dispatched on Monday 10: due 17; on Friday 14 one working day is left.
    let history = Told::new(91, november(10), &Actor::Enterprise, "甲公司")
        .handled(november(10))
        .give(
            november(14),
            &clerk("住建局"),
            Command::Pause {
                reason: "等待企业补充材料".to_owned(),
            },
        )
        .done();
    let reason = "11月17日到期，11月14日以“等待企业补充材料”暂停计时，只剩 1 个工作日".to_owned();
    assert_eq!(planted(history), [(Detector::Pausing, reason)]);
}

#[test]
fn passed_from_unit_to_unit() {
    let pass = |unit: &str| Command::Transfer {
        unit: unit.into(),
        reason: "不归本单位".to_owned(),
    };
    let history = Told::new(92, november(10), &Actor::Enterprise, "甲公司")
        .handled(november(10))
        .give(november(10), &clerk("住建局"), pass("城管局"))
        .give(november(10), &clerk("城管局"), pass("自然资源局"))
        .give(
            november(10),
            &clerk("自然资源局"),
            Command::Return {
                reason: "不归本单位".to_owned(),
            },
        )
        .done();
    let reason = "各单位推转 3 次：住建局、城管局、自然资源局".to_owned();
    assert_eq!(planted(history), [(Detector::Bouncing, reason)]);
}

#[test]
fn one_thing_registered_as_three() {
    let mut all = honest();
    for n in 93..96 {
        let window = clerk("城管局");
        all.push(Told::new(n, november(17), &window, "乙公司").done());
    }
    let marks = found(&all, &[]);
    assert_eq!(marks.len(), 3, "{marks:?}");
    assert!(marks.iter().all(|m| m.detector == Detector::Splitting));
    assert_eq!(
        marks[0].reason,
        "城管局1 天内为乙公司登记同一类别“施工许可” 3 件"
    );
}

#[test]
fn praise_from_one_place() {
    let all = honest();
    let praise: Vec<Praise> = (all.iter().take(9).enumerate())
        .map(|(n, history)| Praise {
            no: history.matter.no,
            unit: "住建局".into(),
            day: november(24),
            place: if n < 5 { "a" } else { "b" }.to_owned(),
        })
        .collect();
    let marks = found(&all, &praise);
    assert_eq!(marks.len(), 5, "{marks:?}");
    assert!(marks.iter().all(|m| m.detector == Detector::OnePlace));
    assert_eq!(marks[0].reason, "住建局本月有 5 条好评来自同一个地方");
}

#[test]
fn another_topic_after_the_enterprise_complained() {
    let urge = Command::Urge {
        words: "请快一点".to_owned(),
    };
    let again = Command::Dispatch {
        unit: "住建局".into(),
        support: Vec::new(),
        topic: Some("其他".into()),
        reason: "改类别".to_owned(),
    };
    let history = Told::new(97, november(10), &Actor::Enterprise, "甲公司")
        .handled(november(10))
        .give(november(11), &Actor::Enterprise, urge)
        .give(
            november(11),
            &clerk("住建局"),
            Command::Return {
                reason: "不归本单位".to_owned(),
            },
        )
        .give(november(12), &desk(), again)
        .done();
    let reason = "11月11日企业催办，11月12日由“施工许可”改为“其他”".to_owned();
    assert_eq!(planted(history), [(Detector::Recategorised, reason)]);
}

#[test]
fn a_day_claimed_that_the_journal_does_not_know() {
    // Due on Monday 17; written down on 19.
    let history = Told::new(98, november(10), &Actor::Enterprise, "甲公司")
        .handled(november(10))
        .answered(november(19), "11月14日已答复企业", true)
        .done();
    let reason = "记录写11月14日已办，11月17日到期，11月19日才记入日志".to_owned();
    assert_eq!(planted(history), [(Detector::Backdating, reason)]);
}

#[test]
fn a_wave_of_answers_at_the_end_of_the_month() {
    // The last three working days of November 2025: 26, 27, 28.
    let mut all = Vec::new();
    for n in 1..=12_u32 {
        let day = if n <= 3 { 24 } else { 27 };
        all.push(
            Told::new(n, november(20), &Actor::Enterprise, &format!("企业{n}"))
                .handled(november(20))
                .answered(november(day), "已现场核实", true)
                .done(),
        );
    }
    let marks = found(&all, &[]);
    assert_eq!(marks.len(), 9, "{marks:?}");
    assert_eq!(
        marks[0].reason,
        "住建局本月答复 12 件，9 件在最后 3 个工作日"
    );
}

#[test]
fn many_exclusions_of_one_unit() {
    let mut all = honest();
    for n in 60..66 {
        let history = Told::new(n, november(10), &Actor::Enterprise, &format!("企业{n}"))
            .handled(november(10))
            .give(november(12), &desk(), Command::exclude("不合理".to_owned()));
        all.push(history.done());
    }
    let marks = found(&all, &[]);
    // Twenty due and six excluded: 6 of 26, more than a fifth.
    assert_eq!(marks.len(), 6, "{marks:?}");
    assert_eq!(marks[0].reason, "住建局本月应办 26 件，剔除 6 件");
}

#[test]
fn the_order_of_the_matters_changes_nothing() {
    let mut all = honest();
    for n in 93..96 {
        all.push(Told::new(n, november(17), &clerk("城管局"), "乙公司").done());
    }
    let marks = found(&all, &[]);
    all.reverse();
    assert_eq!(found(&all, &[]), marks);
}
