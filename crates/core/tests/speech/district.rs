//! A small district for reading, and the shipped dictionary.

use banjie_core::calendar::{Calendar, Year};
use banjie_core::district::*;
use banjie_core::speech::{Dictionary, Extraction, Names, extract};
use jiff::civil::{Date, date};

/// Departments: id, full name without the district, aliases.
const DEPARTMENTS: [(&str, &str, &[&str]); 17] = [
    ("发改局", "发展和改革局", &["发改委", "发展改革局"]),
    ("市场监管局", "市场监督管理局", &["市监局"]),
    ("人社局", "人力资源和社会保障局", &[]),
    ("工信局", "工业和信息化局", &["工信和商务局"]),
    ("财政局", "财政局", &[]),
    ("住建局", "住房和城乡建设局", &[]),
    ("自然资源局", "自然资源局", &["资源局"]),
    ("税务局", "税务局", &[]),
    ("公安分局", "公安分局", &["公安局"]),
    ("司法局", "司法局", &[]),
    ("商务局", "商务局", &[]),
    ("交通局", "交通运输局", &[]),
    ("水务局", "水务局", &[]),
    ("卫健局", "卫生健康局", &[]),
    ("生态环境分局", "生态环境分局", &["环保局"]),
    ("应急局", "应急管理局", &[]),
    ("政务服务中心", "政务服务中心", &["行政审批局"]),
];

fn unit(id: &str, full: &str, kind: UnitKind, aliases: &[&str]) -> Unit {
    Unit {
        id: id.into(),
        full_name: format!("X区{full}"),
        kind,
        peer_group: None,
        sponsor: "常务副区长".into(),
        head: String::new(),
        telephone: String::new(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        since: None,
    }
}

fn post(id: &str, holder: &str) -> Post {
    Post {
        id: id.into(),
        holder: holder.to_owned(),
        telephone: String::new(),
    }
}

fn topic(id: &str, unit: &str, keywords: &[&str]) -> Topic {
    Topic {
        id: id.into(),
        unit: unit.into(),
        support: Vec::new(),
        township_supports: false,
        indicator: None,
        limit: "appeal.handle".into(),
        keywords: keywords.iter().map(|k| (*k).to_owned()).collect(),
    }
}

pub(crate) fn district() -> District {
    let mut units: Vec<Unit> = DEPARTMENTS
        .iter()
        .map(|(id, full, aliases)| unit(id, full, UnitKind::Department, aliases))
        .collect();
    for town in ["东山镇", "柳河镇", "河口街道", "新城街道"] {
        units.push(unit(town, town, UnitKind::Township, &[]));
    }
    for office in ["营商办", "纪委监委", "组织部"] {
        units.push(unit(office, office, UnitKind::Office, &[]));
    }
    District {
        code: "620199".into(),
        name: "X区".to_owned(),
        coordinator: "营商办".into(),
        discipline: "纪委监委".into(),
        organisation: "组织部".into(),
        telephone: String::new(),
        units,
        posts: vec![
            post("常务副区长", "周成"),
            post("分管工业副区长", "李军"),
            post("区纪委书记", "郑严"),
        ],
        indicators: vec![Indicator {
            id: "01".into(),
            name: "开办企业".to_owned(),
            lead: "市场监管局".into(),
            owner: "常务副区长".into(),
        }],
        topics: vec![
            topic("拖欠账款", "工信局", &["拖欠", "清欠"]),
            topic("用工仲裁", "人社局", &["仲裁", "劳动监察"]),
        ],
        pledges: Vec::new(),
        windows: Vec::new(),
        review_tags: Vec::new(),
    }
}

pub(crate) fn names() -> Names {
    Names::from_district(&district())
}

pub(crate) fn dictionary() -> Dictionary {
    toml::from_str(include_str!("../../../../packs/x-district/speech.toml")).unwrap()
}

/// 2025 with the National Day rest and its two make-up days, as far as the tests need it.
pub(crate) fn calendar() -> Calendar {
    let year = Year {
        year: 2025,
        notice: "国办发明电〔2024〕12号".to_owned(),
        rest: vec![(
            date(2025, 10, 1),
            date(2025, 10, 8),
            "国庆节、中秋节".to_owned(),
        )],
        makeup: vec![
            (date(2025, 9, 28), "国庆节".to_owned()),
            (date(2025, 10, 11), "国庆节".to_owned()),
        ],
    };
    Calendar::new(vec![year]).unwrap()
}

/// The text as read in the test district.
pub(crate) fn read(text: &str, held_on: Option<Date>) -> Extraction {
    extract(text, &names(), &dictionary(), held_on, &calendar()).unwrap()
}

/// Prints what is read from the file named in SPEECH: for looking, not for checking.
#[test]
#[ignore = "a look at one text: SPEECH=file cargo test -p banjie-core --test speech show -- --ignored --nocapture"]
fn show() {
    let path = std::env::var("SPEECH").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let at = std::time::Instant::now();
    let read = read(&text, Some(date(2025, 9, 24)));
    let took = at.elapsed();
    for f in &read.found {
        println!("{f:#?}");
    }
    println!(
        "{:#?}\n{:#?}\n{:#?}\n{took:?}",
        read.missing, read.reflections, read.notes
    );
}
