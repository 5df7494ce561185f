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
