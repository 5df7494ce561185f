//! The real speech: every order of design.md §8, the gap, the reflections.

use super::district::read;
use banjie_core::speech::{Cadence, Extraction, Found};
use jiff::civil::date;

const SPEECH: &str = include_str!("../speeches/speech-2025q3.txt");

fn speech() -> Extraction {
    read(SPEECH, Some(date(2025, 10, 17)))
}

fn find<'a>(read: &'a Extraction, words: &str) -> &'a Found {
    let hits: Vec<&Found> = read
        .found
        .iter()
        .filter(|f| f.what.contains(words))
        .collect();
    assert_eq!(hits.len(), 1, "{words}: {hits:?}");
    hits[0]
}

#[test]
fn every_order_is_found_with_its_lead() {
    let read = speech();
    use Cadence::{Monthly, Once, Quarterly, Standing, Weekly};
    // Words of the task, lead, cadence, due text.
    let orders: [(&str, &[&str], Cadence, Option<&str>); 26] = [
        ("牵头建立“政策日历”", &["发改局"], Weekly, None),
        ("营商环境大讲堂", &["发改局"], Once, None),
        ("设置不同的培训课程", &["发改局"], Standing, None),
        ("组建专班研究反垄断政策", &["市场监管局"], Once, None),
        ("建立行业合规指导机制", &["市场监管局"], Once, None),
        ("引导企业遵守反垄断法律法规", &["市场监管局"], Once, None),
        ("一罚了之", &["市场监管局"], Once, None),
        ("劳动仲裁案件积压", &["人社局"], Once, None),
        ("拖欠账款清零进度滞后", &["工信局"], Once, None),
        ("一件事一次办", &[], Once, None),
        ("主题式套餐", &[], Once, None),
        ("容缺受理+信用承诺", &[], Once, None),
        ("三级责任体系", &[], Once, None),
        ("全面统筹和指导", &["我"], Standing, None),
        (
            "协调解决工作中的具体问题",
            &["分管工业副区长"],
            Standing,
            None,
        ),
        ("每周调度", &["各指标长"], Weekly, None),
        ("周通报、月排名、季考核", &[], Standing, Some("从下周起")),
        ("进展情况进行通报", &[], Weekly, None),
        ("工作进行排名", &[], Monthly, None),
        ("工作进行考核", &[], Quarterly, None),
        ("约谈主要负责人", &["区纪委书记"], Standing, None),
        ("双挂钩", &[], Standing, None),
        ("优先推荐晋升", &[], Standing, None),
        ("取消年度评优资格", &[], Standing, None),
        (
            "制定《营商环境专项考核办法》",
            &["组织部"],
            Once,
            Some("今天会后"),
        ),
        ("百日攻坚", &["纪委监委"], Once, None),
    ];
    for (words, lead, cadence, due_text) in orders {
        let f = find(&read, words);
        let named: Vec<&str> = f.lead.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(named, lead, "{words}");
        assert_eq!(
            (f.cadence, f.due_text.as_deref()),
            (cadence, due_text),
            "{words}"
        );
    }
    let pledges = find(&read, "公开服务承诺");
    assert_eq!(pledges.lead[0].name, "今天参会的17个部门");
    assert!(!pledges.lead[0].unknown, "the district has 17 departments");
    assert_eq!(pledges.due, Some(date(2025, 10, 17)));
    assert!(find(&read, "监督执纪问责").lead[0].name == "纪委监委");
    assert_eq!(
        read.found.len(),
        orders.len() + 2,
        "nothing else is an order"
    );
}

#[test]
fn the_gap_is_reported_with_its_place() {
    let read = speech();
    assert_eq!(read.missing.len(), 1);
    let gap = &read.missing[0];
    let chars: Vec<char> = SPEECH.chars().collect();
    assert_eq!(
        chars[gap.start..gap.end].iter().collect::<String>(),
        gap.text
    );
    assert_eq!(
        (gap.text.as_str(), gap.characters),
        ("---此处隐藏4062字,下载后查看---", Some(4062))
    );
    assert!(read.notes[0].contains("4062字"), "{:?}", read.notes);
}

#[test]
fn five_matters_of_self_criticism_are_listed() {
    let read = speech();
    let matters: Vec<&str> = read.reflections.iter().map(|r| r.matter.as_str()).collect();
    assert_eq!(
        matters,
        [
            "反垄断行动",
            "信用修复审核",
            "清理政府拖欠企业账款",
            "劳动监察员培训",
            "政企走访"
        ]
    );
    assert_eq!(read.reflections[0].units[0].name, "市场监管局");
    assert!(
        read.reflections[0].proposals.is_empty(),
        "the text names the unit itself"
    );
    let proposed = |i: usize| {
        read.reflections[i]
            .proposals
            .first()
            .map(|p| p.unit.as_str())
    };
    assert_eq!(
        [proposed(1), proposed(2), proposed(3)],
        [Some("发改局"), Some("工信局"), Some("人社局")]
    );
    assert!(read.reflections.iter().all(|r| r.units_said == Some(5)));
    assert!(
        read.reflections[1..].iter().all(|r| r.units.is_empty()),
        "a proposal is no naming"
    );
}

#[test]
fn sentences_are_what_stands_at_their_offsets() {
    let chars: Vec<char> = SPEECH.chars().collect();
    for f in speech().found {
        assert_eq!(chars[f.start..f.end].iter().collect::<String>(), f.sentence);
    }
}

#[test]
fn named_orders_are_surer_than_troubles() {
    let read = speech();
    let calendar = find(&read, "政策日历").confidence;
    assert!(calendar > 0.9 && find(&read, "劳动仲裁案件积压").confidence < 0.5);
    for f in &read.found {
        assert!(
            (f.confidence * 100.0).fract().abs() < 1e-6,
            "two decimals: {}",
            f.confidence
        );
    }
}

#[test]
fn seventeen_departments_are_dispatched_to_seventeen() {
    let names = super::district::names();
    let dictionary = super::district::dictionary();
    assert_eq!(
        names.units_behind("今天参会的17个部门", &dictionary).len(),
        17
    );
    assert_eq!(names.units_behind("5个部门", &dictionary).len(), 0);
    assert_eq!(names.units_behind("各镇街", &dictionary).len(), 4);
    assert_eq!(
        names.posts_behind("各指标长", &dictionary)[0].as_str(),
        "常务副区长"
    );
}
