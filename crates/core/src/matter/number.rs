//! Readable numbers: `BJ-2026-004512-K`, year, running number, check character.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The check characters: 23 letters without I, L, O, which people misread. 23 is prime, so with
/// distinct weights every single wrong digit and every swapped pair of neighbours is noticed.
const ALPHABET: &[u8; 23] = b"ABCDEFGHJKMNPQRSTUVWXYZ";

/// 办件编号. Ordered by year, then running number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatterNo {
    year: u16,
    serial: u32,
}

impl MatterNo {
    /// The number of the `serial`-th matter of a year. `None` outside years 1000–9999 or serials
    /// 1–9,999,999, which have no readable form.
    pub fn new(year: i16, serial: u32) -> Option<Self> {
        let year = u16::try_from(year)
            .ok()
            .filter(|y| (1000..10_000).contains(y))?;
        ((1..10_000_000).contains(&serial)).then_some(Self { year, serial })
    }

    fn check(self) -> char {
        let digits = u64::from(self.year) * 10_000_000 + u64::from(self.serial);
        let mut rest = digits;
        let mut sum = 0;
        for weight in 2..13 {
            sum += (rest % 10) * weight;
            rest /= 10;
        }
        char::from(ALPHABET[(sum % 23) as usize])
    }
}

impl fmt::Display for MatterNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BJ-{}-{:06}-{}", self.year, self.serial, self.check())
    }
}

/// Why a text is no matter number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadNumber {
    /// Not of the form `BJ-2026-004512-K`.
    Shape(String),
    /// The check character does not fit the digits.
    Check(String),
}

impl fmt::Display for BadNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(text) => {
                write!(f, "编号“{text}”不完整，请照回执填写，例如 BJ-2026-004512-K")
            }
            Self::Check(text) => write!(f, "编号“{text}”有一位不对，请对照回执再填一次"),
        }
    }
}

impl FromStr for MatterNo {
    type Err = BadNumber;

    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let plain: String = crate::codes::normalise(text)
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .collect();
        let shape = || BadNumber::Shape(text.trim().chars().take(40).collect());
        let body = plain.strip_prefix("BJ").ok_or_else(shape)?;
        if body.len() < 11 || body.len() > 12 {
            return Err(shape());
        }
        let (digits, check) = body.split_at(body.len() - 1);
        let year = digits[..4].parse().map_err(|_| shape())?;
        let serial = digits[4..].parse().map_err(|_| shape())?;
        let number = MatterNo::new(year, serial).ok_or_else(shape)?;
        if check.starts_with(number.check()) {
            Ok(number)
        } else {
            Err(BadNumber::Check(text.trim().chars().take(40).collect()))
        }
    }
}

impl Serialize for MatterNo {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MatterNo {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_back_in_every_usual_spelling() {
        let number = MatterNo::new(2026, 4512).unwrap();
        let text = number.to_string();
        // By hand: digits 2026 0004512 right to left 2,1,5,4,0,0,0,6,2,0,2 × 2..12 =
        // 4+3+20+20+0+0+0+54+20+0+24 = 145 = 6·23+7 → ALPHABET[7] = H.
        assert_eq!(text, "BJ-2026-004512-H");
        for spelling in [
            text.as_str(),
            " bj 2026 004512 h",
            "ＢＪ－２０２６－００４５１２－Ｈ",
        ] {
            assert_eq!(spelling.parse(), Ok(number));
        }
    }

    #[test]
    fn every_single_slip_and_every_swap_of_neighbours_is_noticed() {
        for serial in [1, 4512, 98_765, 700_001] {
            let text = MatterNo::new(2026, serial).unwrap().to_string();
            let chars: Vec<char> = text.chars().collect();
            let digits: Vec<usize> = (3..14).filter(|i| chars[*i].is_ascii_digit()).collect();
            for &i in &digits {
                for other in '0'..='9' {
                    let mut wrong = chars.clone();
                    wrong[i] = other;
                    let wrong: String = wrong.into_iter().collect();
                    assert_eq!(wrong.parse::<MatterNo>().is_ok(), wrong == text, "{wrong}");
                }
            }
            for pair in digits.windows(2) {
                let mut wrong = chars.clone();
                wrong.swap(pair[0], pair[1]);
                let wrong: String = wrong.into_iter().collect();
                assert_eq!(wrong.parse::<MatterNo>().is_ok(), wrong == text, "{wrong}");
            }
        }
    }
}
