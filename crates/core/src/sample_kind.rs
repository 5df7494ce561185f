//! A kind that no product has: it shows that a later kind is one file, one line in the list of kinds
//! and pack data. A task that is answered by its day and then judged by the enterprise.

use crate::matter::{
    Act, By, Command, CommandName, Decision, Detail, Event, Law, Matter, Refusal, Step, Verdict,
    Waiting, check, common_decide,
};
use crate::moment::Moment;

/// Its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Where it stands.
    pub stage: Stage,
}

/// 环节.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 办理中.
    Handling,
    /// 已答复，等确认.
    Answered,
    /// 已结束.
    Over,
}

impl Stage {
    /// The code in the API and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Handling => "handling",
            Self::Answered => "answered",
            Self::Over => "over",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Handling => "办理中",
            Self::Answered => "已答复，等确认",
            Self::Over => "已结束",
        }
    }
}

pub(crate) fn step(sample: &Sample) -> Step {
    let (waiting, what) = match sample.stage {
        Stage::Handling => (Waiting::Unit, "答复"),
        Stage::Answered => (Waiting::Enterprise, "确认是否解决"),
        Stage::Over => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

pub(crate) fn stage_allows(sample: &Sample, command: CommandName) -> Result<(), &'static str> {
    match (command, sample.stage) {
        (CommandName::Answer, Stage::Handling) | (CommandName::Confirm, Stage::Answered) => Ok(()),
        (CommandName::Answer | CommandName::Confirm, _) => Err("现在不是这一步"),
        _ => Ok(()),
    }
}

pub(crate) fn decide(
    matter: &Matter,
    _: &Sample,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    match command {
        Command::Answer { reply, evidence } => {
            check::evidence(matter, &evidence)?;
            let clock = law.clock(&"appeal.confirm".into(), act.at.date())?;
            Ok(Event::Answered {
                reply,
                evidence,
                clock,
            }
            .into())
        }
        Command::Confirm {
            verdict,
            level,
            words,
            ..
        } => Ok(Event::Confirmed {
            verdict,
            level,
            words,
            review: None,
        }
        .into()),
        other => common_decide(matter, other, act, law, || Ok(None)),
    }
}

pub(crate) fn apply(matter: &mut Matter, event: &Event, _: &By, at: Moment) {
    let stage = match event {
        Event::Answered { .. } => Stage::Answered,
        Event::Confirmed { .. } => Stage::Over,
        _ => return,
    };
    if let Some(round) = matter.rounds.last_mut() {
        match event {
            Event::Confirmed { verdict, .. } => round.verdict = Some((*verdict, at)),
            _ => round.answered = Some(at),
        }
    }
    if stage == Stage::Over {
        matter.ended = Some(at);
    }
    matter.detail = Detail::Sample(Sample { stage });
}

mod tests {
    use super::*;
    use crate::assessment::figure::Counts;
    use crate::assessment::losses::least_change;
    use crate::assessment::ranking::{Ranking, RankingInput};
    use crate::assessment::report::Reports;
    use crate::assessment::tally::{Count, tallies};
    use crate::district::{PersonId, Role, UnitId};
    use crate::matter::{Actor, Channel, Evidence, Kind, MatterNo, Round, Staff, decide};
    use crate::pack::{Pack, PackFile};
    use jiff::civil::{Date, date};
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    /// What a district writes to assess the new kind: twenty points taken from two others.
    const MEASURES: &str = "
[[measure]]
id = \"sample_on_time\"
weight = 12
floor = 60
target = 100
minimum_cases = 1

[[measure]]
id = \"sample_solved\"
title = \"样例任务解决率\"
weight = 8
floor = 0
target = 100
minimum_cases = 1
";

    fn gather(root: &Path, folder: &Path, files: &mut Vec<PackFile>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => gather(root, &path, files),
                false => files.push(PackFile {
                    path: path.strip_prefix(root).unwrap().display().to_string(),
                    text: std::fs::read_to_string(&path).unwrap(),
                }),
            }
        }
    }

    fn pack() -> Pack {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
        let mut files = Vec::new();
        gather(&root, &root, &mut files);
        for file in files.iter_mut().filter(|f| f.path == "rulebook.toml") {
            let text = file.text.replacen("weight = 40", "weight = 30", 1);
            file.text = text.replacen("weight = 25", "weight = 15", 1) + MEASURES;
        }
        let checked = Pack::parse(&files);
        let mistakes: Vec<_> = checked.errors().map(ToString::to_string).collect();
        checked.pack.unwrap_or_else(|| panic!("{mistakes:#?}"))
    }

    fn at(day: Date) -> Moment {
        Moment::local(day.at(10, 0, 0, 0))
    }

    /// One task of a unit, begun on 5 January and due on the 12th, answered on a day and judged.
    fn task(serial: u32, unit: &str, answered: Date, verdict: Verdict, law: &Law<'_>) -> Matter {
        let unit = UnitId::from(unit);
        let began = at(date(2026, 1, 5));
        let clock = law.clock(&"appeal.handle".into(), began.date()).unwrap();
        let detail = Detail::Sample(Sample {
            stage: Stage::Handling,
        });
        let no = MatterNo::new(2026, serial).unwrap();
        let mut matter = Matter::blank(no, &unit, Channel::Visit, &clock, began, detail);
        matter.rounds.push(Round::begin(&unit, &clock, began));
        matter.enterprise = Some(crate::matter::Enterprise {
            code: None,
            name: "甲公司".to_owned(),
        });
        let clerk = Actor::Staff(Staff {
            person: PersonId::from("甲"),
            name: "甲".to_owned(),
            unit: unit.clone(),
            roles: vec![Role::Clerk],
            post: None,
        });
        let note = Command::Comment {
            words: "办好了".to_owned(),
            public: false,
        };
        let answer = Command::Answer {
            reply: "办好了。".to_owned(),
            evidence: vec![Evidence::Record(2)],
        };
        let confirm = Command::Confirm {
            verdict,
            level: None,
            tags: Vec::new(),
            words: String::new(),
        };
        for (command, by) in [
            (note, clerk.clone()),
            (answer, clerk),
            (confirm, Actor::Enterprise),
        ] {
            let act = Act {
                at: at(answered),
                by,
            };
            let decision = decide(&matter, matter.version, command, &act, law).unwrap();
            for event in &decision.events {
                matter = matter.apply(event, &act.by.by(), act.at);
            }
        }
        matter
    }

    /// By hand. 住建局: five tasks, three on time, four solved: 60 % earns 0 of 12, 80 % earns 6.40
    /// of 8. 市场监管局: five, all on time and solved. Nothing else was to be done, so the twenty
    /// points carry the whole hundred: 60 and 40. 住建局 32.00, 市场监管局 100.00.
    #[test]
    fn a_new_kind_flows_from_its_line_and_pack_data_into_ranking_and_losses() {
        let pack = pack();
        let law = pack.law();
        let late = date(2026, 1, 14);
        let early = date(2026, 1, 9);
        let mut all = Vec::new();
        for (n, (day, verdict)) in [
            (early, Verdict::Solved),
            (early, Verdict::Solved),
            (early, Verdict::NotSolved),
            (late, Verdict::Solved),
            (late, Verdict::Solved),
        ]
        .into_iter()
        .enumerate()
        {
            all.push(task(n as u32 + 1, "住建局", day, verdict, &law));
            all.push(task(
                n as u32 + 11,
                "市场监管局",
                early,
                Verdict::Solved,
                &law,
            ));
        }
        let first = all.first().unwrap();
        assert_eq!(
            (first.kind().code(), first.kind().word()),
            ("sample", "样例任务")
        );
        assert_eq!(
            (first.state(), first.step().waiting),
            ("over", Waiting::Nobody)
        );

        let month: crate::assessment::Month = "2026-01".parse().unwrap();
        let mut counts = Counts::new(month.first(), month.last());
        for tally in all.iter().flat_map(|matter| tallies(matter, &law)) {
            counts.add(tally.unit, tally.kind, tally.count, 1);
        }
        let of = |unit: &str, count| {
            let unit = UnitId::from(unit);
            counts.counted(Some(&unit), Some(Kind::Sample), count).cases
        };
        assert_eq!(
            (of("住建局", Count::Due), of("住建局", Count::OnTime)),
            (5, 3)
        );
        assert_eq!(
            (of("住建局", Count::Solved), of("住建局", Count::NotSolved)),
            (4, 1)
        );

        let book = pack.rulebooks.on(month).unwrap();
        let ranking = Ranking::of(&RankingInput {
            district: &pack.district,
            rulebook: book,
            month,
            as_of: month.last(),
            counts: &counts,
            reports: &Reports::default(),
            earlier: &[],
            talked: &BTreeMap::new(),
            disputed: &BTreeSet::new(),
            excluded: &[],
        });
        let (group, row) = ranking.row(&"住建局".into()).unwrap();
        assert_eq!((row.place, row.printed().as_str()), (2, "32.00"));
        let losses: Vec<String> = row.score.losses().iter().map(|m| m.loss_words()).collect();
        assert_eq!(
            losses,
            [
                "样例任务按时办结率失60.00分：2 件样例任务超时",
                "样例任务解决率失8.00分：1 件企业说未解决",
            ]
        );
        let opened = &row.score.losses()[0].share().unwrap().missed;
        assert_eq!(
            (opened.cases, opened.figure.words().as_str()),
            (2, "住建局 2026年1月1日—31日 样例任务 到期未按时")
        );
        let change = least_change(group, 1, book).map(|change| change.words());
        assert_eq!(
            change.as_deref(),
            Some("少2 件样例任务超时、少1 件企业说未解决，就升到第1名")
        );
    }
}
