//! 逾期利息: Order 802 article 17 (Order 728 article 15).
//!
//! Simple interest on what is still owed, exact, rounded once at the end (C5). With an agreed
//! rate: that rate, but not below the one-year LPR of the signing day (C6). Without: 0.05 % a day.

use crate::district::RuleId;
use crate::money::{Money, Rate};
use crate::rules::{RuleError, Rules, Source};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// How many days make a year when an annual rate is cut into days; C6 leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum YearBasis {
    /// 365 days, the usual reading.
    #[default]
    D365,
    /// 360 days, where the contract says so.
    D360,
}

impl YearBasis {
    /// The basis with this number of days.
    pub fn from_days(days: u64) -> Option<Self> {
        match days {
            365 => Some(Self::D365),
            360 => Some(Self::D360),
            _ => None,
        }
    }

    /// Days of a year.
    pub fn days(self) -> u32 {
        match self {
            Self::D365 => 365,
            Self::D360 => 360,
        }
    }
}

/// A part payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payment {
    /// The day it arrived; interest runs up to and including it.
    pub on: Date,
    /// How much of the principal it paid.
    pub amount: Money,
}

/// What is owed and what was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The sum owed.
    pub principal: Money,
    /// The due date, after rolling (C2).
    pub due: Date,
    /// Part payments in any order.
    pub payments: Vec<Payment>,
    /// The day the rest was paid, or up to which interest is asked; `None`: the last payment.
    pub until: Option<Date>,
    /// The rate for delay agreed in the contract, percent a year; `None`: none was agreed.
    pub agreed: Option<Rate>,
    /// When the contract was signed. Needed with an agreed rate.
    pub signed: Option<Date>,
    /// Days of a year for an annual rate.
    pub basis: YearBasis,
}

/// The rate that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateUsed {
    /// An annual rate.
    Annual {
        /// Percent a year.
        percent: Decimal,
        /// The one-year LPR of the signing day, percent.
        floor: Decimal,
        /// Whether the floor replaced a lower agreed rate.
        raised: bool,
        /// Days of a year.
        basis: YearBasis,
    },
    /// The statutory daily rate.
    Daily {
        /// Percent a day.
        percent: Decimal,
    },
}

/// A stretch of days with the same sum owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The day before its first day.
    pub after: Date,
    /// Its last day.
    pub until: Date,
    /// Days.
    pub days: u32,
    /// The principal owed on these days.
    pub outstanding: Money,
    /// Its interest, rounded for showing only: the total is rounded once, from the exact sum.
    pub interest: Money,
}

/// Interest for delay, with its working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// The rate used.
    pub rate: RateUsed,
    /// From the due date to the last day on which something was owed.
    pub overdue_days: u32,
    /// The stretches.
    pub segments: Vec<Segment>,
    /// The interest, rounded once.
    pub interest: Money,
    /// What is still owed of the principal after the last payment.
    pub outstanding: Money,
    /// Where the figures come from.
    pub sources: Vec<Source>,
    /// What the reader should know, full sentences.
    pub notes: Vec<String>,
}

/// Why no interest is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterestRefusal {
    /// More was paid than owed.
    Overpaid {
        /// The day on which the payments exceed the principal.
        on: Date,
        /// What was still owed before that payment.
        owed: Money,
        /// What was paid.
        paid: Money,
    },
    /// The last day lies before a payment.
    EndsBeforePayment {
        /// The last day asked.
        until: Date,
        /// The later payment.
        payment: Date,
    },
    /// No payment and no last day: nobody can say how many days.
    NoEnd,
    /// A payment of nothing.
    EmptyPayment(Date),
    /// An agreed rate without the signing day: its floor is unknown.
    NotSigned,
    /// No rate in force on the day.
    Rule(RuleError),
}

impl InterestRefusal {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Overpaid { .. } => "overpaid",
            Self::EndsBeforePayment { .. } => "ends_before_it_begins",
            Self::NoEnd | Self::NotSigned => "bad_input",
            Self::EmptyPayment(_) => "empty_payment",
            Self::Rule(error) => error.code(),
        }
    }
}

impl From<RuleError> for InterestRefusal {
    fn from(error: RuleError) -> Self {
        Self::Rule(error)
    }
}

impl std::fmt::Display for InterestRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Overpaid { on, owed, paid } => write!(
                f,
                "{on} 付款 {paid} 元，多于当时尚欠的 {owed} 元：请核对付款金额和本金。"
            ),
            Self::EndsBeforePayment { until, payment } => write!(
                f,
                "计息截止日 {until} 早于付款日 {payment}：请改为 {payment} 或以后。"
            ),
            Self::NoEnd => f.write_str("既没有付款，也没有付清日或计息截止日：请补上其中一项。"),
            Self::EmptyPayment(on) => {
                write!(f, "{on} 的付款金额是 0：请填实际付款金额，没有付款就删去这一笔。")
            }
            Self::NotSigned => f.write_str(
                "约定了利率但没有合同订立日：约定利率不得低于合同订立时的一年期贷款市场报价利率，请补上订立日。",
            ),
            Self::Rule(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for InterestRefusal {}

/// The interest of a claim.
///
/// # Errors
/// See [`InterestRefusal`].
pub fn interest(claim: &Claim, rules: &Rules) -> Result<Interest, InterestRefusal> {
    let mut sources = Vec::new();
    let mut notes = Vec::new();
    let rate = rate(claim, rules, &mut sources, &mut notes)?;
    let (stretches, outstanding) = stretches(claim)?;
    // principal × days × percent, all exact; divided and rounded once.
    let divisor = match &rate {
        RateUsed::Annual { basis, .. } => Decimal::from(basis.days()) * Decimal::ONE_HUNDRED,
        RateUsed::Daily { .. } => Decimal::ONE_HUNDRED,
    };
    let percent = match &rate {
        RateUsed::Annual { percent, .. } | RateUsed::Daily { percent } => *percent,
    };
    let mut product = Decimal::ZERO;
    let mut overdue_days = 0;
    let segments = (stretches.into_iter())
        .map(|(after, until, outstanding)| {
            let days = days_between(after, until);
            overdue_days += days;
            let part = outstanding.yuan() * Decimal::from(days) * percent;
            product += part;
            Segment {
                after,
                until,
                days,
                outstanding,
                interest: Money::rounded(part / divisor),
            }
        })
        .collect();
    Ok(Interest {
        rate,
        overdue_days,
        segments,
        interest: Money::rounded(product / divisor),
        outstanding,
        sources,
        notes,
    })
}

/// Article 17: the agreed rate with its floor, or the statutory daily rate.
fn rate(
    claim: &Claim,
    rules: &Rules,
    sources: &mut Vec<Source>,
    notes: &mut Vec<String>,
) -> Result<RateUsed, InterestRefusal> {
    let daily = RuleId::from("arrears.daily_rate");
    let Some(agreed) = claim.agreed else {
        let on = claim.signed.unwrap_or(claim.due);
        let (percent, source) = rules.decimal(&daily, on)?;
        sources.push(source.clone());
        if claim.signed.is_none() {
            notes.push(format!(
                "没有填合同订立日，适用版本按到期日 {on} 查（口径待确认）。"
            ));
        }
        return Ok(RateUsed::Daily { percent });
    };
    let signed = claim.signed.ok_or(InterestRefusal::NotSigned)?;
    let lpr = RuleId::from("arrears.lpr");
    let (floor, source) = rules.decimal(&lpr, signed)?;
    sources.push(source.clone());
    match rules.version(&daily, signed) {
        Ok(version) => sources.push(version.source.clone()),
        // The floor is a rule of the regulation, which did not exist yet.
        Err(_) => notes.push(format!(
            "合同订立于 {signed}，条例尚未施行，是否适用利率下限的口径待确认。"
        )),
    }
    // The table was compared with the published values up to that day; a later value may be missing.
    let checked = rules.get(&lpr)?.reviewed;
    if signed > checked {
        notes.push(format!(
            "贷款市场报价利率核对到 {checked}，{signed} 的数值口径待确认：请先补录此后公布的数值。"
        ));
    }
    let raised = agreed.percent() < floor;
    if raised {
        notes.push(format!(
            "约定年利率 {agreed}% 低于合同订立时的一年期贷款市场报价利率 {floor}%，按 {floor}% 算。"
        ));
    }
    notes.push(format!(
        "年利率按一年 {} 天折算（口径待确认）。",
        claim.basis.days()
    ));
    Ok(RateUsed::Annual {
        percent: if raised { floor } else { agreed.percent() },
        floor,
        raised,
        basis: claim.basis,
    })
}

type Stretches = (Vec<(Date, Date, Money)>, Money);

/// The stretches after the due date with the same sum owed, and what is left at the end.
fn stretches(claim: &Claim) -> Result<Stretches, InterestRefusal> {
    let mut payments = claim.payments.clone();
    payments.sort_by_key(|p| p.on);
    let last = payments.last().map(|p| p.on);
    if let (Some(until), Some(payment)) = (claim.until, last)
        && until < payment
    {
        return Err(InterestRefusal::EndsBeforePayment { until, payment });
    }
    let end = claim.until.or(last).ok_or(InterestRefusal::NoEnd)?;
    let mut owed = claim.principal;
    let mut since = claim.due;
    let mut stretches = Vec::with_capacity(payments.len() + 1);
    for payment in payments {
        if payment.amount.is_zero() {
            return Err(InterestRefusal::EmptyPayment(payment.on));
        }
        if payment.on > since && !owed.is_zero() {
            stretches.push((since, payment.on, owed));
            since = payment.on;
        }
        owed = owed
            .minus(payment.amount)
            .ok_or(InterestRefusal::Overpaid {
                on: payment.on,
                owed,
                paid: payment.amount,
            })?;
    }
    if end > since && !owed.is_zero() {
        stretches.push((since, end, owed));
    }
    Ok((stretches, owed))
}

fn days_between(after: Date, until: Date) -> u32 {
    u32::try_from((until - after).get_days()).unwrap_or(0)
}

impl Interest {
    /// The working line by line, as the calculator and the ledger show it.
    pub fn working(&self) -> Vec<String> {
        let factor = match &self.rate {
            RateUsed::Annual { percent, basis, .. } => {
                format!("{}% ÷ {}", percent, basis.days())
            }
            RateUsed::Daily { percent } => format!("{percent}%"),
        };
        let mut lines: Vec<String> = (self.segments.iter())
            .map(|s| {
                let first = s.after.tomorrow().unwrap_or(s.until);
                format!(
                    "{first} 至 {}，共 {} 天：{} 元 × {factor} × {} = {} 元",
                    s.until,
                    s.days,
                    s.outstanding.grouped(),
                    s.days,
                    s.interest.grouped()
                )
            })
            .collect();
        lines.push(format!(
            "逾期 {} 天，利息合计 {} 元（只在合计时四舍五入到分）",
            self.overdue_days,
            self.interest.grouped()
        ));
        lines
    }
}
