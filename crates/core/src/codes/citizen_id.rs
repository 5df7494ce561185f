//! 公民身份号码, GB 11643-1999. Personal data: no message and no debug output contains it.

use super::{CodeProblem, normalise};
use jiff::civil::Date;

/// A checked citizen number. `Debug` hides it; [`CitizenId::reveal`] is the only way out.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenId {
    number: String,
    birth: Date,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl CitizenId {
    /// Normalises and checks a typed number: length, digits, birth date, check character. The
    /// region is not looked up, because regions of old cards may since have been abolished.
    ///
    /// # Errors
    /// The sentence names the position, never the number or what it should be.
    pub fn parse(typed: &str) -> Result<Self, CodeProblem> {
        let number = normalise(typed);
        let length = number.chars().count();
        if length == 0 {
            return Err(CodeProblem::new(None, "身份证号码没有填写：请填18位号码"));
        }
        if length == 15 {
            let sentence = "身份证号码是15位旧号，已停用：请填现行身份证上的18位号码";
            return Err(CodeProblem::new(None, sentence));
        }
        if length != 18 {
            let sentence = format!("身份证号码有{length}位，应为18位：请对照身份证更正");
            return Err(CodeProblem::new(None, sentence));
        }
        let digit = |i: usize, c: char| {
            c.to_digit(10).ok_or_else(|| {
                let sentence = format!("身份证号码第{}位应为数字：请对照身份证更正", i + 1);
                CodeProblem::new(i + 1, sentence)
            })
        };
        let mut digits = [0_u32; 17];
        for ((i, c), slot) in number.chars().enumerate().zip(&mut digits) {
            *slot = digit(i, c)?;
        }
        let last = number.chars().last().unwrap_or_default();
        if last != 'X' {
            digit(17, last).map_err(|_| {
                CodeProblem::new(18, "身份证号码第18位应为数字或X：请对照身份证更正")
            })?;
        }
        if digits[0] == 0 {
            let sentence = "身份证号码第1位不能是0：请对照身份证更正";
            return Err(CodeProblem::new(1, sentence));
        }
        let birth = birth_date(&digits).ok_or_else(|| {
            let sentence = "身份证号码第7至14位不是一个有效的出生日期：请对照身份证更正";
            CodeProblem::new(7, sentence)
        })?;
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| d * w).sum();
        let check = CHECKS[sum as usize % 11];
        if last != char::from(check) {
            let sentence = "身份证号码第18位校验码与前17位不符：请逐位对照身份证，看哪一位填错";
            return Err(CodeProblem::new(18, sentence));
        }
        Ok(Self { number, birth })
    }

    /// The number in full, for encrypted storage or the authority that needs it. Never log it.
    pub fn reveal(&self) -> &str {
        &self.number
    }

    /// For the screen: only the last four characters.
    pub fn masked(&self) -> String {
        format!("**************{}", &self.number[14..])
    }

    /// The date of birth.
    pub fn birth(&self) -> Date {
        self.birth
    }
}

impl std::fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CitizenId(hidden)")
    }
}

fn birth_date(digits: &[u32; 17]) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| digits[range].iter().fold(0, |n, d| n * 10 + d);
    let year = i16::try_from(number(6..10)).ok()?;
    let month = i8::try_from(number(10..12)).ok()?;
    let day = i8::try_from(number(12..14)).ok()?;
    // Nobody with such a number was born before: the first numbers were given in 1984.
    (year >= 1850).then(|| Date::new(year, month, day).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_passes_in_either_case() {
        for typed in [
            "11010519491231002X",
            "11010519491231002x",
            " 110105 19491231 002Ｘ",
        ] {
            let id = CitizenId::parse(typed).unwrap();
            assert_eq!(id.birth(), jiff::civil::date(1949, 12, 31));
            assert_eq!(id.masked(), "**************002X");
            assert_eq!(format!("{id:?}"), "CitizenId(hidden)");
        }
        // E51; 2000-02-29 exists.
        assert!(CitizenId::parse("620102199003070026").is_ok());
        assert!(CitizenId::parse("620102200002290014").is_ok());
    }

    #[test]
    fn no_message_repeats_the_number() {
        let wrong = [
            ("110105194912310021", Some(18)),
            ("11010519491331002X", Some(7)),
            ("62010219000229001X", Some(7)),
            ("1101051949123100AX", Some(17)),
            ("11010519491231002Y", Some(18)),
            ("010105194912310021", Some(1)),
            ("110105491231002", None),
            ("1101051949123100", None),
            ("", None),
        ];
        for (typed, position) in wrong {
            let problem = CitizenId::parse(typed).unwrap_err();
            assert_eq!(problem.position, position, "{problem}");
            let longest = (problem.sentence.split(|c: char| !c.is_ascii_digit()))
                .map(str::len)
                .max();
            assert!(longest <= Some(2), "{problem}");
        }
    }
}
