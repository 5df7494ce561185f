//! 一件事 that another system received: who applies for which package, the answers that decide what is
//! to be done, and the materials it holds. The filled form stays there.

use super::{MOST, NUMBER, New, Read, cell, contact, townships, uscc};
use banjie_core::district::UnitId;
use banjie_core::district::{ItemId, MaterialCode};
use banjie_core::kinds::application::{Handed, NewApplication, Wish};
use banjie_core::matter::{Channel, Enterprise};
use banjie_core::pack::Pack;
use banjie_core::packages::handin::Promised;
use banjie_core::packages::{FieldType, Handover, Picks, ServicePackage};
use banjie_papers::sheet::Row;
use banjie_papers::template::{Column, ColumnKind, Template};
use jiff::civil::Date;

const PACKAGE: usize = 1;
const ANSWERS: usize = 2;
const NAME: usize = 3;
const CODE: usize = 4;
const PERSON: usize = 5;
const PHONE: usize = 6;
const TOWNSHIP: usize = 7;
const MATERIALS: usize = 8;
const DAY: usize = 9;
const LATER: usize = 10;
const PROMISES: usize = 11;
const SIGNED: usize = 12;

/// The word for all materials.
const ALL: &str = "全部";

/// The sheet to be filled in.
pub(super) fn template(pack: &Pack) -> Template {
    let services = &pack.services;
    let names = services.packages().iter().map(|p| p.name.clone());
    let mut notes = vec![
        "同一个外部编号只登记一次：重复导入不会重复。申请表留在原系统，这里只登记谁办哪件事、交了哪些材料。"
            .to_owned(),
        "容缺和告知承诺要申请人自己选、自己签字：只填原系统里签过承诺书的，并写签字的日期。受理时要把签好的承诺书扫描上传。"
            .to_owned(),
    ];
    for package in services.packages() {
        let questions = services.questions(package).map(|q| {
            let joint = if q.kind == FieldType::Choices {
                "、"
            } else {
                "/"
            };
            format!("{}={}", q.label, q.choices.join(joint))
        });
        let questions: Vec<String> = questions.collect();
        notes.push(format!(
            "{}的问题：{}。",
            package.name,
            questions.join("；")
        ));
    }
    Template {
        name: "一件事申请导入".to_owned(),
        notes,
        columns: vec![
            Column::new("外部编号", ColumnKind::Code)
                .required()
                .alias("申请编号")
                .help("原系统里的编号，同一个编号只登记一次。", "SC20260211001")
                .width(20),
            Column::new("办哪件事", ColumnKind::Choice(names.collect()))
                .required()
                .alias("套餐")
                .help("从列表里选。", "企业注销")
                .width(16),
            Column::new("问题的回答", ColumnKind::Text)
                .required()
                .help(
                    "写成“问题=回答”，几个之间用分号；多选的回答之间用顿号。每个问题都要答，见“说明”。",
                    "（示例，导入时会跳过）",
                )
                .width(60),
            Column::new("申请人", ColumnKind::Text)
                .required()
                .alias("企业名称")
                .help("营业执照上的名称；新办的写拟用名称。", "示例商贸有限公司")
                .width(28),
            Column::new("信用代码", ColumnKind::Code)
                .alias("统一社会信用代码")
                .help("18 位。还没有就空着。", "")
                .width(22),
            Column::new("经办人", ColumnKind::Text)
                .required()
                .alias("联系人")
                .help("只用来联系。", "王女士"),
            Column::new("电话", ColumnKind::Code)
                .required()
                .alias("联系电话")
                .help("手机 11 位，座机带区号。", "13900000000"),
            Column::new("镇街", ColumnKind::Choice(townships(&pack.district)))
                .help("可以不填。", "")
                .width(14),
            Column::new("已交材料", ColumnKind::Text)
                .help("写材料名称，之间用顿号；都交了写“全部”，没交空着。", "全部")
                .width(40),
            Column::new("收件日期", ColumnKind::Date)
                .help("原系统收到的那一天，写进说明。", "2026-2-11")
                .width(14),
            Column::new("容缺的材料", ColumnKind::Text)
                .help("申请人签过承诺、以后补的材料名称，之间用顿号；没有就空着。", "")
                .width(30),
            Column::new("告知承诺的事项", ColumnKind::Text)
                .help("申请人签过承诺、凭承诺决定的事项名称，几个之间用分号；没有就空着。", "")
                .width(30),
            Column::new("承诺书签字日期", ColumnKind::Date)
                .help("填了前两列的一列，这里就要填。", "")
                .width(16),
        ],
        max_rows: MOST,
    }
}

/// Reads a row; what is wrong with it is in `reasons`.
pub(super) fn row(row: &Row, pack: &Pack, today: Date, reasons: &mut Vec<String>) -> Option<Read> {
    let services = &pack.services;
    let named = cell(row, PACKAGE);
    let package = services.packages().iter().find(|p| p.name == named)?;
    let picks = answers(cell(row, ANSWERS), package, pack, reasons);
    let promised = promised(row, package, &picks, (pack, today), reasons);
    let mut handed = materials(cell(row, MATERIALS), package, &picks, pack, reasons);
    // `全部` is all but what a promise stands for.
    let all = cell(row, MATERIALS) == ALL;
    handed.retain(|h| !all || !promised.covers.contains(&h.material));
    if let Some(twice) = (handed.iter()).find(|h| promised.covers.contains(&h.material)) {
        let name = (services.material(&twice.material)).map_or("", |m| m.name.as_str());
        reasons.push(format!("容缺的材料：“{name}”已经交了，请从一列里去掉"));
    }
    let received: Option<Date> = cell(row, DAY).parse().ok();
    if let Some(day) = received.filter(|d| *d > today) {
        reasons.push(format!("收件日期：{day} 还没有到，请改成实际收件的日期"));
    }
    let contact = contact(row, (PERSON, PHONE), "经办人", reasons);
    let new = NewApplication {
        package: package.id.clone(),
        revision: package.revision.to_string(),
        enterprise: Enterprise {
            code: uscc(cell(row, CODE), reasons),
            name: cell(row, NAME).to_owned(),
        },
        township: Some(cell(row, TOWNSHIP))
            .filter(|t| !t.is_empty())
            .map(UnitId::from),
        channel: Channel::Api,
        picks,
        handed,
        files: Vec::new(),
        tolerance: promised.tolerance,
        promises: promised.items,
        // Whose paper it is, the window sees when it accepts: it puts the scan in then.
        may_commit: promised.signed.is_some(),
        signed: promised.signed,
        contact: None,
        form: None,
        external: Some(cell(row, NUMBER).to_owned()).filter(|n| !n.is_empty()),
    };
    Some((New::Application(Box::new(new)), contact))
}

/// What was chosen against a signature.
#[derive(Default)]
struct Chosen {
    tolerance: Vec<Wish>,
    items: Vec<ItemId>,
    signed: Option<Date>,
    /// Materials that are not handed in because of it.
    covers: Vec<MaterialCode>,
}

/// 容缺, 告知承诺 and the day they were signed for.
fn promised(
    row: &Row,
    package: &ServicePackage,
    picks: &Picks,
    (pack, today): (&Pack, Date),
    reasons: &mut Vec<String>,
) -> Chosen {
    let form = pack.services.merge(package, picks);
    let mut chosen = Chosen::default();
    for name in names(cell(row, LATER)) {
        let mut asked = form.materials.iter();
        match asked.find(|m| m.material.name == name && m.defer.is_some()) {
            Some(merged) => {
                chosen.covers.push(merged.material.code.clone());
                chosen.tolerance.push(Wish {
                    material: merged.material.code.clone(),
                    days: None,
                });
            }
            None => reasons.push(format!(
                "容缺的材料：“{name}”不能容缺，或名称不对，请对照材料清单，或从这一列去掉"
            )),
        }
    }
    // Names of items hold the comma of lists themselves.
    let wanted = cell(row, PROMISES).split([';', '；', '\n']).map(str::trim);
    for name in wanted.filter(|n| !n.is_empty()) {
        let offered = form.promisable();
        match offered.iter().find(|p| p.item.name == name) {
            Some(Promised { item, mode }) => {
                chosen.items.push(item.id.clone());
                let replaced = form.materials.iter().filter(|m| {
                    mode.replaces.contains(&m.material.code)
                        && m.serves.iter().all(|s| *s.item == item.id)
                });
                chosen
                    .covers
                    .extend(replaced.map(|m| m.material.code.clone()));
            }
            None => reasons.push(format!(
                "告知承诺的事项：“{name}”不适用告知承诺，或名称不对，请从这一列去掉，按普通程序办"
            )),
        }
    }
    chosen.signed = cell(row, SIGNED).parse().ok();
    let some = !chosen.tolerance.is_empty() || !chosen.items.is_empty();
    match chosen.signed {
        None if some && cell(row, SIGNED).is_empty() => {
            reasons.push("承诺书签字日期：选了容缺或告知承诺，没有填签字的日期".to_owned());
        }
        Some(day) if day > today => {
            reasons.push(format!(
                "承诺书签字日期：{day} 还没有到，请改成实际签字的日期"
            ));
        }
        Some(_) if !some => {
            reasons.push("承诺书签字日期：没有容缺或告知承诺，不用填，请删去".to_owned());
        }
        _ => {}
    }
    chosen
}

/// Names between commas.
fn names(text: &str) -> impl Iterator<Item = &str> {
    (text.split(['、', ';', '；', '\n']))
        .map(str::trim)
        .filter(|n| !n.is_empty())
}

/// `有没有员工=是；要修复哪些记录=甲、乙`, each question once.
fn answers(text: &str, package: &ServicePackage, pack: &Pack, reasons: &mut Vec<String>) -> Picks {
    let services = &pack.services;
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in text
        .split([';', '；', '\n'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
    {
        let Some((label, said)) = part.split_once(['=', '＝']) else {
            reasons.push(format!("问题的回答：“{part}”里没有“=”，请写成“问题=回答”"));
            continue;
        };
        let label = label.trim();
        let mut questions = services.questions(package);
        match questions.find(|q| q.label == label || q.code.as_str() == label) {
            None => reasons.push(format!(
                "问题的回答：“{}”没有“{label}”这个问题，请对照“说明”",
                package.name
            )),
            Some(q) if q.kind == FieldType::Choices => pairs.extend(
                (said.split(['、', ',', '，']))
                    .map(|one| (q.code.to_string(), one.trim().to_owned())),
            ),
            Some(q) => pairs.push((q.code.to_string(), said.trim().to_owned())),
        }
    }
    let pairs = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let (picks, wrong) = services.picks(package, pairs);
    reasons.extend(wrong.iter().map(|w| {
        let sentence = w.to_string();
        format!("问题的回答：{}", sentence.trim_end_matches('。'))
    }));
    for question in services.questions(package) {
        let told = wrong.iter().any(|w| w.field == question.code);
        if !picks.contains_key(&question.code) && !told {
            reasons.push(format!("问题的回答：没有答“{}”，请补上", question.label));
        }
    }
    picks
}

/// `全部`, or names; what is not asked is told.
fn materials(
    text: &str,
    package: &ServicePackage,
    picks: &Picks,
    pack: &Pack,
    reasons: &mut Vec<String>,
) -> Vec<Handed> {
    let form = pack.services.merge(package, picks);
    let asked: Vec<_> = (form.materials.iter())
        .filter(|m| m.handover == Handover::Submitted && !m.open)
        .map(|m| m.material)
        .collect();
    let handed = |code: &banjie_core::district::MaterialCode| Handed {
        material: code.clone(),
        files: Vec::new(),
    };
    if text == ALL {
        return asked.iter().map(|m| handed(&m.code)).collect();
    }
    let mut found = Vec::new();
    for name in names(text) {
        match asked.iter().find(|m| m.name == name) {
            Some(material) => found.push(handed(&material.code)),
            None => reasons.push(format!(
                "已交材料：按这些回答不要“{name}”，或名称不对，请对照材料清单"
            )),
        }
    }
    found
}
