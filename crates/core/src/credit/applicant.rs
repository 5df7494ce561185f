//! Who decides on a repair, and what this applicant still lacks.

use super::{Class, Penalty, Publicity, Regime, Track};
use crate::district::RuleId;
use crate::rules::{RuleError, Rules, Source};
use jiff::civil::Date;

/// What is to be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// 行政处罚.
    Penalty,
    /// 经营异常名录.
    AbnormalList,
    /// 严重失信主体名单.
    SeriousList,
}

impl Record {
    /// All records.
    pub const ALL: [Record; 3] = [Record::Penalty, Record::AbnormalList, Record::SeriousList];

    /// The code in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Penalty => "penalty",
            Self::AbnormalList => "abnormal_list",
            Self::SeriousList => "serious_list",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Penalty => "行政处罚",
            Self::AbnormalList => "经营异常名录",
            Self::SeriousList => "严重失信主体名单",
        }
    }
}

/// Who takes the application, who decides, and within which limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Where to apply and who decides, one sentence.
    pub who: String,
    /// The limits that run, in their order.
    pub limits: Vec<RuleId>,
    /// Where this stands.
    pub source: Source,
}

/// Who decides on an application of this day.
///
/// # Errors
/// No rule in force that day.
pub fn decider(
    track: Track,
    record: Record,
    applied: Date,
    rules: &Rules,
) -> Result<Decision, RuleError> {
    let (id, limits): (&str, &[&str]) = match (track, record) {
        // 移出经营异常名录 is always the market bureau's.
        (_, Record::AbnormalList) => (
            "credit_repair.decides.market",
            &[
                "credit_repair.market_accept",
                "credit_repair.market_abnormal",
            ],
        ),
        (Track::Market, _) => (
            "credit_repair.decides.market",
            &["credit_repair.market_accept", "credit_repair.market_review"],
        ),
        (Track::National, Record::Penalty) => (
            "credit_repair.decides.penalty",
            &[
                "credit_repair.platform_review",
                "credit_repair.sector_decide",
            ],
        ),
        (Track::National, Record::SeriousList) => (
            "credit_repair.decides.serious_list",
            &[
                "credit_repair.platform_review",
                "credit_repair.sector_decide",
            ],
        ),
    };
    let (who, source) = rules.text(&RuleId::from(id), applied)?;
    let in_force = |id: &&&str| rules.limit(&RuleId::from(**id), applied).is_ok();
    Ok(Decision {
        who: who.to_owned(),
        limits: limits
            .iter()
            .filter(in_force)
            .map(|id| RuleId::from(*id))
            .collect(),
        source: source.clone(),
    })
}

/// What an applicant has so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// The day of the application.
    pub applied: Date,
    /// The conduct is corrected.
    pub corrected: bool,
    /// Every duty of the decision is done (fine paid, …) and there is proof of it.
    pub duties_done: bool,
    /// The public credit commitment is signed.
    pub commitment: bool,
    /// Authorisation letter or certificate of the legal representative.
    pub authorised: bool,
    /// Further conditions of law or sector rules are met; `None`: there are none.
    pub further_conditions: Option<bool>,
    /// The application is about one penalty decision only.
    pub one_decision: bool,
    /// An earlier repair was revoked for false material or a broken commitment.
    pub broken_before: bool,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What is needed.
    pub what: String,
    /// Whether the applicant has it.
    pub met: bool,
    /// What to do when not; empty when met.
    pub remedy: String,
    /// Whether this requirement is not certain (口径待确认).
    pub unsure: bool,
}

/// The checklist for this applicant and the penalties of one decision, in the order of the
/// regulation; what is missing has `met == false`.
pub fn needs(
    regime: Regime,
    penalties: &[Penalty],
    publicity: &Publicity,
    applicant: &Applicant,
) -> Vec<Need> {
    let mut list = Vec::new();
    let mut need = |what: &str, met: bool, remedy: String, unsure: bool| {
        list.push(Need {
            what: what.to_owned(),
            met,
            remedy: if met { String::new() } else { remedy },
            unsure,
        });
    };
    if !publicity.published {
        need("没有公示，无需修复", true, String::new(), false);
        return list;
    }
    // 条件一: 最短公示期届满.
    match publicity.earliest_application {
        Some(day) => need(
            "最短公示期届满",
            day <= applicant.applied,
            format!("请在 {day} 或以后申请"),
            publicity.min_ends.is_some(),
        ),
        None => need(
            "可以提前修复",
            false,
            match publicity.max_ends {
                Some(day) => format!("这类失信信息公示到 {day} 期满，不能提前修复"),
                None => "这类失信信息公示到期满，不能提前修复".to_owned(),
            },
            false,
        ),
    }
    // 条件二: 纠正失信行为, 履行义务, 附证明.
    need(
        "失信行为已经纠正",
        applicant.corrected,
        "请先改正处罚决定指出的行为".to_owned(),
        false,
    );
    need(
        "处罚决定明确的义务已经履行完毕，并有证明材料",
        applicant.duties_done,
        "请先缴清罚没款、完成责令事项，并取得缴款凭证或证明".to_owned(),
        false,
    );
    // 条件三: 信用承诺.
    need(
        "已经公开作出信用承诺",
        applicant.commitment,
        "请签署信用承诺书".to_owned(),
        false,
    );
    // 条件四 (Order 36): 法律、法规、党中央和国务院文件规定的其他条件.
    if regime == Regime::Order36
        && let Some(met) = applicant.further_conditions
    {
        need(
            "法律法规规定的其他条件",
            met,
            "请对照认定单位告知的其他条件逐项办理".to_owned(),
            false,
        );
    }
    if regime == Regime::Order58 {
        // 试行办法的申报材料; 22号 only asks for proof and commitment.
        need(
            "授权委托书或者法定代表人证明",
            applicant.authorised,
            "请提交授权委托书，法定代表人本人申请的提交身份证明".to_owned(),
            false,
        );
        need(
            "一份处罚决定一份申请",
            applicant.one_decision,
            "请为每一份处罚决定分别申请".to_owned(),
            false,
        );
    }
    if applicant.broken_before {
        need(
            "没有因虚假材料或者违背承诺被撤销修复",
            false,
            "撤销修复后一段时间内不予修复，期限口径待确认，请询问认定单位".to_owned(),
            true,
        );
    }
    if penalties.iter().any(|p| p.class == Some(Class::Serious)) {
        need(
            "列入严重失信主体名单的，已由认定单位移出名单",
            applicant.further_conditions != Some(false),
            "请先向列入名单的单位申请移出".to_owned(),
            true,
        );
    }
    list
}
