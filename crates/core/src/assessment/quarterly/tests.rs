use super::adjustment::{
    AdjustmentCommand, AdjustmentEvent, AdjustmentPlace, AdjustmentRefusal, Followed, Proposal,
    Terms, decide, fold,
};
use super::*;
use crate::assessment::ranking::tests::{UNITS, district, january, none, rank};
use crate::assessment::report::Grounds;
use crate::assessment::steps::RankingStep;
use crate::assessment::tally::Count;
use crate::district::{Indicator, IndicatorId, PersonId, PostId, Role};
use crate::matter::{Actor, Kind, MatterNo, Staff};
use crate::moment::Moment;
use jiff::civil::date;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn rule() -> QuarterRule {
    let n = Decimal::from;
    QuarterRule {
        scores: n(40),
        places: n(20),
        indicators: n(15),
        enterprises: n(20),
        reports: n(5),
        floor: n(60),
        target: n(98),
        least: 5,
        bonus_most: n(5),
        adjustment_most: n(20),
        excellent: n(85),
        good: n(70),
        fair: n(50),
    }
}

/// 税务局 100.00 first, 人社局 and 住建局 50.00 second, 工信局 26.32 fourth, 文旅局 unplaced.
fn month(month: &str) -> (Ranking, u32) {
    let counts = january(&[
        ("税务局", 99),
        ("人社局", 79),
        ("住建局", 79),
        ("工信局", 70),
    ]);
    let mut ranking = rank(&UNITS, &counts, &none());
    ranking.month = month.parse().unwrap();
    (ranking, 1)
}

struct World {
    district: District,
    months: Vec<(Ranking, u32)>,
    counts: Counts,
    indicators: Vec<Counts>,
    reports: BTreeMap<UnitId, ReportCases>,
    adjustments: Vec<Decided>,
}

impl World {
    fn new() -> Self {
        let (from, to) = (date(2026, 1, 1), date(2026, 3, 31));
        let mut district = district(&UNITS);
        let id = IndicatorId::from("06");
        district.indicators.push(Indicator {
            id: id.clone(),
            name: "获得电力".to_owned(),
            lead: "工信局".into(),
            owner: PostId::from("分管区领导"),
        });
        Self {
            district,
            months: ["2026-01", "2026-02", "2026-03"].map(month).to_vec(),
            counts: Counts::new(from, to),
            indicators: vec![Counts::under(id, from, to)],
            reports: BTreeMap::new(),
            adjustments: Vec::new(),
        }
    }

    fn say(&mut self, unit: &str, pleased: u64, displeased: u64) {
        let (kind, unit) = (Kind::Review, UnitId::from(unit));
        self.counts.add(unit.clone(), kind, Count::Pleased, pleased);
        self.counts.add(unit, kind, Count::Displeased, displeased);
    }

    fn assess(&self) -> Assessment {
        Assessment::of(&QuarterInput {
            district: &self.district,
            rule: rule(),
            peer_groups: &self.months.first().map_or_else(
                || vec!["审批服务组".to_owned()],
                |(ranking, _)| ranking.groups.iter().map(|g| g.group.clone()).collect(),
            ),
            quarter: "2026-Q1".parse().unwrap(),
            as_of: date(2026, 3, 31),
            months: &self.months,
            counts: &self.counts,
            indicators: &self.indicators,
            reports: &self.reports,
            adjustments: &self.adjustments,
        })
    }

    fn row(&self, unit: &str) -> UnitAssessment {
        self.assess().row(&unit.into()).unwrap().1.clone()
    }

    fn decided(&mut self, unit: &str, kind: AdjustmentKind, points: &str) {
        self.adjustments.push(Decided {
            number: 1,
            unit: unit.into(),
            kind,
            points: d(points),
            reason: "通报".to_owned(),
            document: "区委办通报〔2026〕7号".to_owned(),
            by: "甲提出，乙同意".to_owned(),
        });
    }
}

fn part(row: &UnitAssessment, kind: PartKind) -> &Part {
    row.parts.iter().find(|part| part.part == kind).unwrap()
}

/// By hand: 人社局 scores 50.00 in each of three months, second of four: places (4−2)/(4−1) = 2/3.
/// Nothing else counts, so 40 and 20 become 66.67 and 33.33: 0.5 × 66.6667 + 0.6667 × 33.3333 = 55.56.
#[test]
fn weights_of_parts_without_data_go_to_the_others() {
    let world = World::new();
    let row = world.row("人社局");
    assert_eq!(part(&row, PartKind::Scores).effective, d("66.67"));
    assert_eq!(part(&row, PartKind::Scores).points, Some(d("33.33")));
    assert_eq!(part(&row, PartKind::Places).points, Some(d("22.22")));
    assert_eq!(part(&row, PartKind::Enterprises).points, None);
    assert_eq!(part(&row, PartKind::Reports).value, "不适用");
    assert_eq!(row.total, Some(d("55.56")));
    assert_eq!((row.grade, row.place), (Some(Grade::Fair), Some(2)));
    // 26.32 and last of four: 0.2632 × 66.6667 + 0 = 17.55.
    let last = world.row("工信局");
    assert_eq!(last.total, Some(d("17.55")));
    assert_eq!((last.grade, last.place), (Some(Grade::Poor), Some(4)));
    let group = &world.assess().groups[0];
    assert_eq!(
        group.finding,
        "税务局居首；优秀 1 家，合格 2 家，不合格 1 家（工信局）"
    );
}

/// By hand: 9 of 10 pleased is 90 %: (90 − 60) / 38 = 0.789474. With scores, places and reviews 80
/// of the 100 count: (0.5 × 40 + 0.666667 × 20 + 0.789474 × 20) / 80 × 100 = 61.4035.
#[test]
fn what_enterprises_say_counts_from_five_on() {
    let mut world = World::new();
    world.say("人社局", 9, 1);
    world.say("住建局", 3, 1);
    assert_eq!(world.row("人社局").total, Some(d("61.40")));
    let few = world.row("住建局");
    assert_eq!(part(&few, PartKind::Enterprises).points, None);
    assert!(part(&few, PartKind::Enterprises).why.contains("只有 4 件"));
    assert_eq!(few.total, Some(d("55.56")), "four are as good as none");
    let behind = &part(&few, PartKind::Enterprises).behind;
    let cases: Vec<u64> = behind.iter().map(|b| b.cases.cases).collect();
    assert_eq!(cases, [3, 1]);
}

/// By hand: 8 of 10 on time under 获得电力 is 80 %: 20/38 = 0.526316; with scores and places 75
/// count: (0.2632 × 40 + 0 × 20 + 0.526316 × 15) / 75 × 100 = 24.5635.
#[test]
fn who_leads_an_indicator_answers_for_all_its_matters() {
    let mut world = World::new();
    for (unit, due, on_time) in [("工信局", 6, 6), ("住建局", 4, 2)] {
        world.indicators[0].add(unit.into(), Kind::Appeal, Count::Due, due);
        world.indicators[0].add(unit.into(), Kind::Appeal, Count::OnTime, on_time);
    }
    let lead = world.row("工信局");
    assert_eq!(part(&lead, PartKind::Indicators).value, "80.00%");
    assert_eq!(lead.total, Some(d("24.56")));
    let late = &part(&lead, PartKind::Indicators).behind[1];
    assert_eq!(
        (late.word.as_str(), late.cases.cases),
        ("获得电力未按时", 2)
    );
    assert_eq!(late.cases.figure.indicator, Some(IndicatorId::from("06")));
    let other = world.row("住建局");
    assert_eq!(part(&other, PartKind::Indicators).value, "不适用");
}

/// Unreported ≠ unverified ≠ verified ≠ not owed.
#[test]
fn four_kinds_of_reports_are_told_apart() {
    let mut world = World::new();
    let mut owe = |unit: &str, owed, verified, unverified| {
        let cases = ReportCases {
            owed,
            verified,
            unverified,
        };
        world.reports.insert(unit.into(), cases);
    };
    owe("税务局", 4, 4, 0);
    owe("人社局", 4, 0, 0);
    owe("住建局", 4, 1, 2);
    let points = |unit: &str| part(&world.row(unit), PartKind::Reports).points;
    // 5 of 65 count: 5 / 65 × 100 = 7.69; a quarter of it is 1.92.
    assert_eq!(points("税务局"), Some(d("7.69")));
    assert_eq!(
        points("人社局"),
        Some(d("0.00")),
        "owed and silent: no points, no spreading"
    );
    assert_eq!(points("住建局"), Some(d("1.92")));
    assert_eq!(points("工信局"), None, "nothing owed");
    let why = &part(&world.row("住建局"), PartKind::Reports).why.clone();
    assert!(why.contains("没有报 1 个，报了没有核验 2 个"), "{why}");
}

#[test]
fn only_sealed_months_count_and_the_others_are_named() {
    let mut world = World::new();
    world.months.remove(1);
    let assessment = world.assess();
    assert_eq!(assessment.months[1].revision, None);
    assert!(
        assessment
            .basis_words()
            .contains("2026年2月排名还没有封存，不计入")
    );
    let row = world.row("人社局");
    assert_eq!(row.months[1].words(), "还没有封存");
    assert_eq!(row.total, Some(d("55.56")), "a missing month is no zero");
    let never = world.row("文旅局");
    assert_eq!((never.total, never.grade, never.place), (None, None, None));
    assert!(never.unplaced.contains("不定等次"));
    world.months.clear();
    world.say("人社局", 50, 0);
    let row = world.row("人社局");
    assert_eq!(
        (row.total, row.grade),
        (None, None),
        "reviews alone grade nobody"
    );
    assert!(row.unplaced.contains("都没有封存"), "{}", row.unplaced);
}

/// By hand over 55.56: bonuses 4 + 4 are capped at 5; deductions are not capped.
#[test]
fn bonus_is_capped_and_a_veto_takes_no_place() {
    let mut world = World::new();
    world.decided("人社局", AdjustmentKind::Bonus, "4");
    world.decided("人社局", AdjustmentKind::Bonus, "4");
    world.decided("人社局", AdjustmentKind::Deduction, "10.5");
    let row = world.row("人社局");
    assert_eq!(
        (row.total, row.moved_words()),
        (Some(d("50.06")), "-5.50".to_owned())
    );
    world.decided("税务局", AdjustmentKind::Veto, "0");
    let vetoed = world.row("税务局");
    assert_eq!((vetoed.total, vetoed.place), (None, None));
    assert_eq!(vetoed.grade, Some(Grade::Poor));
    assert_eq!(vetoed.words(), "不合格：一票否决，不排名次");
    // The others move up over it.
    assert_eq!(world.row("住建局").place, Some(1));
}

#[test]
fn the_order_of_units_changes_no_digit() {
    let mut world = World::new();
    world.say("人社局", 9, 1);
    let first = world.row("人社局");
    world.district.units.reverse();
    world.months.reverse();
    assert_eq!(world.row("人社局"), first);
}

fn staff(person: &str, unit: &str, role: Role) -> Actor {
    Actor::Staff(Staff {
        person: PersonId(person.to_owned()),
        name: person.to_owned(),
        unit: unit.into(),
        roles: vec![role],
        post: None,
    })
}

fn proposal(unit: &str, points: &str) -> Proposal {
    Proposal {
        unit: unit.into(),
        kind: AdjustmentKind::Deduction,
        points: d(points),
        reason: "推诿被通报".to_owned(),
        grounds: Grounds {
            note: "区委办通报〔2026〕7号".to_owned(),
            files: Vec::new(),
        },
    }
}

#[test]
fn two_persons_decide_before_the_units_check() {
    let (world, rule) = (World::new(), rule());
    let mut place = AdjustmentPlace {
        district: &world.district,
        rule: &rule,
        quarter: "2026-Q1".parse().unwrap(),
        step: None,
    };
    let (one, other) = (
        staff("田志刚", "区营商办", Role::Coordinator),
        staff("孟庆华", "组织部", Role::Organisation),
    );
    let today = date(2026, 2, 1);
    let mut events: Vec<(u32, AdjustmentEvent, crate::matter::By)> = Vec::new();
    let all = |events: &[(u32, AdjustmentEvent, crate::matter::By)]| {
        fold((events.iter()).map(|(n, event, by)| (*n, event, by, Moment::start_of(today))))
    };
    let propose = |p| AdjustmentCommand::Propose(p);
    let refused = |command, by: &Actor| decide(place, &[], command, by, today).unwrap_err();
    use AdjustmentRefusal as R;
    assert!(matches!(
        refused(propose(proposal("住建局", "2")), &other),
        R::NotYours(_)
    ));
    assert!(matches!(
        refused(propose(proposal("税局", "2")), &one),
        R::UnknownUnit(_)
    ));
    for points in ["0", "-1", "20.5", "1.234"] {
        assert!(matches!(
            refused(propose(proposal("住建局", points)), &one),
            R::BadPoints { .. }
        ));
    }
    let mut bare = proposal("住建局", "2");
    bare.grounds.note = " ".to_owned();
    assert_eq!(refused(propose(bare), &one), R::NoDocument);
    let early = decide(
        place,
        &[],
        propose(proposal("住建局", "2")),
        &one,
        date(2025, 12, 31),
    );
    assert!(matches!(early, Err(R::NotBegun(_))));

    let (number, event) =
        decide(place, &[], propose(proposal("住建局", "2")), &one, today).unwrap();
    assert_eq!(number, 1);
    events.push((number, event, one.by()));
    let say = |agree, reason: &str| AdjustmentCommand::Decide {
        number: 1,
        agree,
        reason: reason.to_owned(),
    };
    let so_far = all(&events);
    assert!(
        so_far[0].decided().is_none(),
        "one person alone changes nothing"
    );
    let again = decide(
        place,
        &so_far,
        propose(proposal("住建局", "2")),
        &one,
        today,
    );
    assert_eq!(again, Err(R::Twice(1)), "a form sent twice");
    let own = decide(place, &so_far, say(true, ""), &one, today);
    assert_eq!(own, Err(R::OwnProposal));
    let mute = decide(place, &so_far, say(false, ""), &other, today);
    assert_eq!(mute, Err(R::NoReasonAgainst));
    let concerned = staff("王某", "住建局", Role::Coordinator);
    assert!(matches!(
        decide(place, &so_far, say(true, ""), &concerned, today),
        Err(R::OwnUnit(_))
    ));
    let (number, event) = decide(place, &so_far, say(true, ""), &other, today).unwrap();
    events.push((number, event, other.by()));
    let so_far = all(&events);
    let decided = so_far[0].decided().unwrap();
    assert_eq!(
        decided.words(),
        "扣分 2 分：推诿被通报（依据：区委办通报〔2026〕7号；区营商办 田志刚提出，组织部 孟庆华同意）"
    );
    assert_eq!(
        decide(place, &so_far, say(true, ""), &other, today),
        Err(R::NotWaiting)
    );

    place.step = Some(RankingStep::Checking);
    let late = decide(
        place,
        &so_far,
        propose(proposal("住建局", "2")),
        &one,
        today,
    );
    assert!(matches!(late, Err(R::HandedOut(..))));
    let back = |reason: &str| AdjustmentCommand::Withdraw {
        number: 1,
        reason: reason.to_owned(),
    };
    assert_eq!(
        decide(place, &so_far, back(""), &one, today),
        Err(R::NoReasonToWithdraw)
    );
    let (number, event) = decide(place, &so_far, back("文件已撤销"), &one, today).unwrap();
    events.push((number, event, one.by()));
    let so_far = all(&events);
    assert!(so_far[0].decided().is_none());
    assert_eq!(
        decide(place, &so_far, back("再撤"), &one, today),
        Err(R::NotCounting)
    );
    place.step = Some(RankingStep::Settled);
    assert!(matches!(
        decide(place, &so_far, back("晚了"), &one, today),
        Err(R::Settled(..))
    ));
}

/// One event after another, each by whom.
struct Course(Vec<(u32, AdjustmentEvent, crate::matter::By)>);

impl Course {
    fn adjustments(&self) -> Vec<super::adjustment::Adjustment> {
        let at = Moment::start_of(date(2026, 4, 2));
        fold((self.0.iter()).map(|(n, event, by)| (*n, event, by, at)))
    }

    fn give(
        &mut self,
        place: AdjustmentPlace<'_>,
        command: AdjustmentCommand,
        by: &Actor,
    ) -> Result<(), AdjustmentRefusal> {
        let all = self.adjustments();
        let (number, event) = decide(place, &all, command, by, date(2026, 4, 2))?;
        self.0.push((number, event, by.by()));
        Ok(())
    }

    fn words(&self) -> Option<String> {
        let all = self.adjustments();
        all[0].decided().map(|decided| decided.terms().words())
    }
}

fn terms(kind: AdjustmentKind, points: &str) -> Terms {
    Terms {
        kind,
        points: d(points),
    }
}

#[test]
fn a_correction_needs_two_persons_too_and_units_under_check_only_gain_by_it() {
    let (world, rule) = (World::new(), rule());
    let mut place = AdjustmentPlace {
        district: &world.district,
        rule: &rule,
        quarter: "2026-Q1".parse().unwrap(),
        step: None,
    };
    let (one, other) = (
        staff("田志刚", "区营商办", Role::Coordinator),
        staff("孟庆华", "组织部", Role::Organisation),
    );
    use AdjustmentKind::{Bonus, Deduction, Veto};
    use AdjustmentRefusal as R;
    let correct = |to, reason: &str| AdjustmentCommand::Correct {
        number: 1,
        to,
        reason: reason.to_owned(),
    };
    let say = |agree, reason: &str| AdjustmentCommand::Decide {
        number: 1,
        agree,
        reason: reason.to_owned(),
    };
    let mut course = Course(Vec::new());
    let propose = AdjustmentCommand::Propose(proposal("住建局", "5"));
    course.give(place, propose, &one).unwrap();
    let early = course.give(place, correct(terms(Deduction, "2"), "写错了"), &one);
    assert_eq!(early, Err(R::NothingToCorrect), "it does not count yet");
    course.give(place, say(true, ""), &other).unwrap();

    place.step = Some(RankingStep::Checking);
    let mut refused = |to, why: &str| course.give(place, correct(to, why), &one).unwrap_err();
    assert!(matches!(
        refused(terms(Deduction, "5.00"), "x"),
        R::Unchanged(_)
    ));
    assert!(matches!(
        refused(terms(Deduction, "6"), "x"),
        R::OnlyMilder(_)
    ));
    assert!(matches!(refused(terms(Veto, "0"), "x"), R::OnlyMilder(_)));
    assert!(matches!(
        refused(terms(Deduction, "0"), "x"),
        R::BadPoints { .. }
    ));
    assert_eq!(refused(terms(Deduction, "2"), " "), R::NoReasonToCorrect);
    course
        .give(
            place,
            correct(terms(Deduction, "2"), "通报只点名一件"),
            &one,
        )
        .unwrap();
    assert_eq!(
        course.words().unwrap(),
        "扣分 5 分",
        "one person alone changes nothing"
    );
    let twice = course.give(place, correct(terms(Deduction, "1"), "再改"), &one);
    assert_eq!(twice, Err(R::CorrectionWaits(1)));
    assert_eq!(course.give(place, say(true, ""), &one), Err(R::OwnProposal));
    course.give(place, say(false, "依据不够"), &other).unwrap();
    assert_eq!(course.words().unwrap(), "扣分 5 分", "declined: as it was");

    // A ruling in part: proposed by the ruling, agreed by the second person.
    let follow = |to| {
        AdjustmentCommand::Follow(Followed {
            number: 1,
            to,
            because: MatterNo::new(2026, 1).unwrap(),
            reason: "申诉裁定部分成立：只有一件".to_owned(),
        })
    };
    let harder = course.give(place, follow(Some(terms(Deduction, "9"))), &one);
    assert!(matches!(harder, Err(R::OnlyMilder(_))));
    course
        .give(place, follow(Some(terms(Bonus, "1"))), &one)
        .unwrap();
    course.give(place, say(true, ""), &other).unwrap();
    assert_eq!(course.words().unwrap(), "加分 1 分");
    let by = course.adjustments()[0].decided().unwrap().by;
    assert_eq!(
        by,
        "区营商办 田志刚提出，组织部 孟庆华同意；原为扣分 5 分，区营商办 田志刚更正，组织部 孟庆华同意"
    );
    // Upheld: taken back; what was taken back already is not counted again.
    course.give(place, follow(None), &other).unwrap();
    assert_eq!(course.words(), None);
    assert_eq!(
        course.give(place, follow(None), &other),
        Err(R::NotCounting)
    );
    place.step = Some(RankingStep::Settled);
    let late = course.give(place, follow(None), &other);
    assert!(matches!(late, Err(R::Settled(..))));
}

#[test]
fn the_document_states_the_rules_own_figures() {
    let said: Vec<String> = (super::articles::articles(&rule()).into_iter())
        .flat_map(|(text, items)| std::iter::once(text).chain(items))
        .collect();
    let said = said.join("\n");
    for words in [
        "月度得分40分",
        "月度名次20分",
        "牵头指标15分",
        "企业评价20分",
        "报送核验5分",
        "60%得0分、98%得满分",
        "不足5件的",
        "加分合计最多5分，一次加分、扣分不超过20分",
        "85分起为优秀，70分起为良好，50分起为合格，其余为不合格",
    ] {
        assert!(said.contains(words), "{words}");
    }
}
