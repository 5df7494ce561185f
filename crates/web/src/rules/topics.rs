//! What an enterprise meets, and which rules it asks about then.

use banjie_core::rules::{Parameter, Rules, Value};

/// A matter of life whose limits can be asked for.
pub(crate) struct Topic {
    /// In the address.
    pub(crate) slug: &'static str,
    /// What it is called.
    pub(crate) title: &'static str,
    /// What can be asked, one line.
    pub(crate) line: &'static str,
    /// Beginnings of the ids of its rules; a rule belongs to the first topic that names it.
    prefixes: &'static [&'static str],
}

/// All topics, the most asked first. The last one takes what no other names, so that a new rule can
/// be asked for on the day it appears.
pub(crate) const TOPICS: &[Topic] = &[
    topic_of(
        "arrears-complaint",
        "投诉被拖欠的款项",
        "转交、处理要多久，应收账款确权要多久",
        &["arrears."],
    ),
    topic_of(
        "credit-limits",
        "信用修复的办理",
        "申请以后多久答复",
        &["credit_repair."],
    ),
    topic_of(
        "arbitration",
        "劳动仲裁",
        "申请时效，多久受理、裁决，多久内起诉",
        &["labour.arbitration.", "labour.mediation"],
    ),
    topic_of(
        "inspection",
        "劳动监察",
        "投诉多久受理，多久查完",
        &["labour.inspection."],
    ),
    topic_of(
        "licence",
        "行政许可",
        "补齐材料的通知、许可决定、发证要多久",
        &["licence."],
    ),
    topic_of(
        "registration",
        "开办、变更、注销登记",
        "登记决定、公示、公告的日子",
        &["registration.", "opening."],
    ),
    topic_of(
        "information",
        "申请公开政府信息",
        "多久答复，多久通知补正",
        &["information."],
    ),
    topic_of(
        "appeal",
        "向本区反映难处",
        "受理、办理、复核要多久",
        &["appeal."],
    ),
    topic_of(
        "hotline",
        "12345 热线",
        "普通和复杂的诉求要多久",
        &["hotline."],
    ),
    topic_of(
        "market",
        "市场监管投诉举报",
        "受理、调解、核查要多久",
        &["market."],
    ),
    topic_of(
        "petition",
        "信访",
        "登记、办理、复查、复核要多久",
        &["petition."],
    ),
    topic_of(
        "tolerance",
        "容缺受理补材料",
        "最晚哪天补齐",
        &["tolerance."],
    ),
    topic_of(
        "penalty",
        "行政处罚和征求意见",
        "处罚决定多久作出，征求意见多少天",
        &["penalty.", "consultation."],
    ),
    topic_of("review", "好差评", "差评多久回访、整改", &["review."]),
    topic_of(
        "supervision",
        "政府督查",
        "对督查结论申请复核",
        &["supervision."],
    ),
    topic_of("other", "单位内部的时限", "会议任务、考核等", &[""]),
];

const fn topic_of(
    slug: &'static str,
    title: &'static str,
    line: &'static str,
    prefixes: &'static [&'static str],
) -> Topic {
    Topic {
        slug,
        title,
        line,
        prefixes,
    }
}

/// The topic with this address.
pub(crate) fn topic(slug: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.slug == slug)
}

impl Topic {
    /// The topic of a rule.
    pub(crate) fn of(rule: &Parameter) -> Option<&'static Topic> {
        let names = |topic: &&Topic| {
            (topic.prefixes.iter()).any(|prefix| rule.id.as_str().starts_with(prefix))
        };
        TOPICS.iter().find(names)
    }

    /// Its rules that give a day: time limits and fixed days of the year.
    pub(crate) fn steps<'r>(&self, rules: &'r Rules) -> impl Iterator<Item = &'r Parameter> {
        let slug = self.slug;
        rules.iter().filter(move |rule| {
            gives_a_day(rule) && Self::of(rule).is_some_and(|own| own.slug == slug)
        })
    }
}

/// Whether a due date can be asked of the rule.
pub(crate) fn gives_a_day(rule: &Parameter) -> bool {
    (rule.versions.iter()).any(|v| matches!(v.value, Value::Limit(_) | Value::EveryYear { .. }))
}

/// What the rules with this beginning of their ids are about.
const GROUPS: &[(&str, &str)] = &[
    ("appeal", "企业诉求"),
    ("arrears", "拖欠账款"),
    ("assessment", "考核"),
    ("commitment", "告知承诺"),
    ("consultation", "征求意见"),
    ("counting", "怎么数日子"),
    ("credit_repair", "信用修复"),
    ("directive", "会议任务"),
    ("hotline", "12345 热线"),
    ("information", "政府信息公开"),
    ("labour", "劳动"),
    ("licence", "行政许可"),
    ("market", "市场监管"),
    ("one_thing", "一件事"),
    ("opening", "企业开办"),
    ("penalty", "行政处罚"),
    ("petition", "信访"),
    ("registration", "登记"),
    ("review", "好差评"),
    ("supervision", "督查"),
    ("tolerance", "容缺受理"),
];

/// What a rule is about, from the beginning of its id.
pub(crate) fn group_word(rule: &Parameter) -> &'static str {
    let head = rule.id.as_str().split('.').next().unwrap_or_default();
    let found = GROUPS.iter().find(|(code, _)| *code == head);
    found.map_or("其他", |(_, word)| word)
}
