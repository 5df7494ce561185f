//! 付款期限: Order 802 articles 9 and 10 (Order 728 articles 8 and 9).

use crate::calendar::{Calendar, Count, MissingYear};
use crate::district::RuleId;
use crate::rules::{Confidence, LengthUnit, RuleError, Rules, Source};
use jiff::civil::Date;

/// Who has to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Buyer {
    /// 机关; social organisations that live on public funds follow the same rules (article 36).
    Government,
    /// 事业单位.
    PublicInstitution,
    /// 大型企业.
    LargeEnterprise,
}

impl Buyer {
    /// All buyers.
    pub const ALL: [Buyer; 3] = [
        Buyer::Government,
        Buyer::PublicInstitution,
        Buyer::LargeEnterprise,
    ];

    /// The code in cases and in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::PublicInstitution => "public_institution",
            Self::LargeEnterprise => "large_enterprise",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Government => "机关",
            Self::PublicInstitution => "事业单位",
            Self::LargeEnterprise => "大型企业",
        }
    }

    /// The buyer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.code() == code)
    }
}

/// What the contract says about the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Who has to pay.
    pub buyer: Buyer,
    /// When it was signed; `None`: not known, the start of the term stands in for it.
    pub signed: Option<Date>,
    /// The agreed term in natural days; `None`: none was agreed.
    pub agreed_days: Option<u32>,
}

/// From when the term runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// 交付货物、工程、服务之日.
    Delivered(Date),
    /// Progress or periodic settlement: the day both sides confirmed the amount.
    Confirmed(Date),
    /// Payment after inspection: the day it passed, but when the buyer delays, the end of the
    /// agreed acceptance period.
    Accepted {
        /// The day it passed; `None`: not yet.
        passed: Option<Date>,
        /// Last day of the agreed acceptance period; `None`: none was agreed.
        period_ends: Option<Date>,
    },
}

impl Start {
    /// The day and why it is that day; `None` when neither day of an acceptance is known.
    fn day(self) -> Option<(Date, &'static str)> {
        match self {
            Self::Delivered(day) => Some((day, "自交付之日起算")),
            Self::Confirmed(day) => Some((day, "自双方确认结算金额之日起算")),
            Self::Accepted {
                passed: Some(passed),
                period_ends: Some(ends),
            } if ends < passed => Some((ends, "拖延验收，自约定的检验期限届满之日起算")),
            Self::Accepted {
                passed: Some(passed),
                ..
            } => Some((passed, "自检验或者验收合格之日起算")),
            Self::Accepted {
                passed: None,
                period_ends: Some(ends),
            } => Some((ends, "尚未验收，自约定的检验期限届满之日起算")),
            Self::Accepted { .. } => None,
        }
    }
}

/// When the money is due, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The days that count.
    pub term_days: u32,
    /// From start to due date, step by step.
    pub count: Count,
    /// Where the number of days comes from; the contract itself has no source here.
    pub source: Option<Source>,
    /// What the reader should know, full sentences.
    pub notes: Vec<String>,
}

/// Why there is no due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermRefusal {
    /// The regulation in force at signing names no number: the contract decides.
    NoStatutoryTerm {
        /// The rule without a value.
        rule: RuleId,
        /// The day it was looked up on.
        on: Date,
    },
    /// Neither the acceptance nor the end of its agreed period is known.
    NoStart,
    /// The rules of this district lack the rule.
    Rule(RuleError),
    /// The calendar lacks a year.
    Calendar(MissingYear),
}

impl From<MissingYear> for TermRefusal {
    fn from(missing: MissingYear) -> Self {
        Self::Calendar(missing)
    }
}

impl std::fmt::Display for TermRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoStatutoryTerm { rule, on } => write!(
                f,
                "规则“{rule}”在 {on} 没有规定付款天数：当时的条例只要求按行业规范、交易习惯合理约定，请查合同的约定，填入约定天数后再算。"
            ),
            Self::NoStart => {
                f.write_str("没有起算日：请填验收合格的日期，尚未验收的填约定检验期限的最后一日。")
            }
            Self::Rule(error) => error.fmt(f),
            Self::Calendar(missing) => missing.fmt(f),
        }
    }
}

impl std::error::Error for TermRefusal {}

/// When a buyer had to pay.
///
/// # Errors
/// No statutory term in the version in force, no start, or a year without calendar.
pub fn term(
    contract: &Contract,
    start: Start,
    rules: &Rules,
    calendar: &Calendar,
) -> Result<Term, TermRefusal> {
    let (from, why) = start.day().ok_or(TermRefusal::NoStart)?;
    // C9: contract terms follow the version in force on the day of signing.
    let on = contract.signed.unwrap_or(from);
    let mut notes = vec![format!("{why}。")];
    let limit = |id: &str| -> Result<(u32, Source), TermRefusal> {
        let id = RuleId::from(id);
        match rules.limit(&id, on) {
            Ok((limit, source)) => Ok((limit.length, source.clone())),
            Err(RuleError::NoValue { id, on }) => {
                Err(TermRefusal::NoStatutoryTerm { rule: id, on })
            }
            Err(error) => Err(TermRefusal::Rule(error)),
        }
    };
    let (term_days, source) = match (contract.buyer, contract.agreed_days) {
        // 大型企业, agreed: allowed as far as it is reasonable by trade custom; no number.
        (Buyer::LargeEnterprise, Some(agreed)) => {
            notes.push(format!(
                "合同约定 {agreed} 日；约定应当符合行业规范、交易习惯，不得以收到第三方付款为条件。"
            ));
            (agreed, None)
        }
        (Buyer::LargeEnterprise, None) => {
            let (days, source) = limit("arrears.term.large")?;
            (days, Some(source))
        }
        // 机关、事业单位: the agreement counts, but not beyond 60 days.
        (_, Some(agreed)) => {
            let (most, source) = limit("arrears.term.public_agreed")?;
            if agreed > most {
                notes.push(format!(
                    "合同约定 {agreed} 日，超过 {most} 日的部分无效，按 {most} 日算。"
                ));
            }
            (agreed.min(most), Some(source))
        }
        (_, None) => {
            let (days, source) = limit("arrears.term.public")?;
            (days, Some(source))
        }
    };
    if contract.signed.is_none() {
        notes.push(format!(
            "没有填合同订立日，适用版本按起算日 {from} 查（口径待确认）。"
        ));
    }
    if source
        .as_ref()
        .is_some_and(|s| s.confidence == Confidence::Unsure)
    {
        notes.push("付款天数的口径待确认。".to_owned());
    }
    let count = calendar.count(from, LengthUnit::Days, term_days, true)?;
    Ok(Term {
        term_days,
        count,
        source,
        notes,
    })
}
