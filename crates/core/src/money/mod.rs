//! Money and rates as exact decimals: read strictly, rounded once, at the end.
//!
//! A floating number never touches an amount. Amounts are bounded so that principal × days × rate
//! stays inside the 28 digits that a `Decimal` holds exactly.

use rust_decimal::{Decimal, RoundingStrategy};

/// 金额, in yuan: not negative, at most two decimals, at most 一万亿.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(Decimal);

/// 利率 in percent: not negative, at most 100, at most six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

/// Why an amount or a rate is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// Not a plain decimal number such as `236800.00`.
    NotANumber(String),
    /// Below zero.
    Negative(String),
    /// More decimals than there are coins (or, in a rate, than anybody agrees on).
    TooFine(String),
    /// Beyond what any contract of a district is worth, or a rate above 100 %.
    TooLarge(String),
}

impl MoneyError {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotANumber(_) => "money_not_a_number",
            Self::Negative(_) => "money_negative",
            Self::TooFine(_) => "money_too_fine",
            Self::TooLarge(_) => "money_too_large",
        }
    }

    /// The refusal as a sentence about the field with this name.
    pub fn about(&self, field: &str) -> String {
        match self {
            Self::NotANumber(text) => {
                format!("“{field}”是“{text}”，不是数：请写成 236800.00 的样子，不写逗号和单位。")
            }
            Self::Negative(text) => format!("“{field}”是 {text}，不能是负数：请核对后更正。"),
            Self::TooFine(text) => {
                format!("“{field}”是 {text}，小数位太多：金额写到分，利率最多六位小数。")
            }
            Self::TooLarge(text) => {
                format!("“{field}”是 {text}，超出合理范围：金额不超过一万亿元，利率不超过 100%。")
            }
        }
    }
}

impl std::fmt::Display for MoneyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.about("金额或利率"))
    }
}

impl std::error::Error for MoneyError {}

/// Digits, a point, digits; a minus sign is read so that it can be named in the refusal.
fn plain(text: &str) -> Result<Decimal, MoneyError> {
    let text = text.trim();
    // A pasted page would make the sentence unreadable.
    let shown = || text.chars().take(40).collect::<String>();
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let shape = match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    };
    if !shape {
        return Err(MoneyError::NotANumber(shown()));
    }
    let Ok(value) = Decimal::from_str_exact(text) else {
        return Err(MoneyError::TooLarge(shown()));
    };
    if value.is_sign_negative() && !value.is_zero() {
        return Err(MoneyError::Negative(shown()));
    }
    Ok(value.abs())
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(Decimal::ZERO);

    /// The largest amount: 一万亿元.
    const MOST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

    /// Reads decimal text in yuan.
    ///
    /// # Errors
    /// See [`MoneyError`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let value = plain(text)?;
        if value.normalize().scale() > 2 {
            return Err(MoneyError::TooFine(text.trim().to_owned()));
        }
        if value > Self::MOST {
            return Err(MoneyError::TooLarge(text.trim().to_owned()));
        }
        Ok(Self(value))
    }

    /// The one rounding of a sum: half-up to 0.01 (rules.md C5).
    pub fn rounded(exact: Decimal) -> Self {
        Self(exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }

    /// The amount in yuan.
    pub fn yuan(self) -> Decimal {
        self.0
    }

    /// What is left after `paid`; `None` when more is paid than there is.
    pub fn minus(self, paid: Money) -> Option<Money> {
        (paid.0 <= self.0).then(|| Money(self.0 - paid.0))
    }

    /// Whether nothing is left.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// With thousands separated, as papers print it: `1,200,000.00`.
    pub fn grouped(self) -> String {
        let text = self.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
        let mut grouped = String::with_capacity(text.len() + text.len() / 3);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped.push('.');
        grouped.push_str(fraction);
        grouped
    }
}

/// Two decimals: `19250.00`.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2}", self.0)
    }
}

impl Rate {
    /// Reads a rate in percent.
    ///
    /// # Errors
    /// See [`MoneyError`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let value = plain(text)?;
        if value.normalize().scale() > 6 {
            return Err(MoneyError::TooFine(text.trim().to_owned()));
        }
        if value > Decimal::ONE_HUNDRED {
            return Err(MoneyError::TooLarge(text.trim().to_owned()));
        }
        Ok(Self(value))
    }

    /// In percent.
    pub fn percent(self) -> Decimal {
        self.0
    }
}

/// As written, without padding: `3.10`, `5`.
impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Rate> for Decimal {
    fn from(rate: Rate) -> Self {
        rate.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_decimals_to_the_cent_are_money() {
        for (text, printed) in [
            ("236800.00", "236800.00"),
            ("0", "0.00"),
            (" 7.5 ", "7.50"),
            ("1.2300", "1.23"),
            ("1000000000000", "1000000000000.00"),
        ] {
            assert_eq!(Money::parse(text).unwrap().to_string(), printed);
        }
        for (text, code) in [
            ("-1", "money_negative"),
            ("1,000", "money_not_a_number"),
            ("1_000", "money_not_a_number"),
            ("1e3", "money_not_a_number"),
            ("+5", "money_not_a_number"),
            (".5", "money_not_a_number"),
            ("5.", "money_not_a_number"),
            ("", "money_not_a_number"),
            ("NaN", "money_not_a_number"),
            ("五万", "money_not_a_number"),
            ("1.005", "money_too_fine"),
            ("1000000000000.01", "money_too_large"),
            ("99999999999999999999999999999999999", "money_too_large"),
        ] {
            let refused = Money::parse(text).unwrap_err();
            assert_eq!(refused.code(), code, "{text}");
            assert!(refused.about("principal").contains("principal"));
        }
        assert_eq!(Rate::parse("101").unwrap_err().code(), "money_too_large");
        assert_eq!(Rate::parse("4.7875").unwrap().to_string(), "4.7875");
    }

    #[test]
    fn an_exact_half_cent_goes_up_and_thousands_are_grouped() {
        assert_eq!(Money::rounded(Decimal::new(10005, 3)).to_string(), "10.01");
        assert_eq!(Money::rounded(Decimal::new(100049, 4)).to_string(), "10.00");
        let grouped = |text| Money::parse(text).unwrap().grouped();
        assert_eq!(grouped("1200000"), "1,200,000.00");
        assert_eq!(grouped("999.9"), "999.90");
    }
}
