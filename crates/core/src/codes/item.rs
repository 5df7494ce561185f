//! 政务服务事项实施编码: 31 characters = the implementing body's code (18), the level (1) and the
//! basic code (12 = 6 level and department, 3 main item, 3 sub-item). Provinces have other schemes,
//! so whoever stores a code stores [`ItemCode::SCHEME`] with it.

use super::{CodeProblem, Uscc, normalise};

/// A checked implementation code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ItemCode {
    body: Uscc,
    level: char,
    basic: String,
}

impl ItemCode {
    /// The scheme this type reads.
    pub const SCHEME: &'static str = "national-31";

    /// Characters of the code: 18 + 1 + 12.
    pub const LENGTH: usize = 31;

    /// Normalises and checks a typed code.
    ///
    /// # Errors
    /// Wrong length, a body code that is wrong, a level that does not exist, a letter in the basic
    /// code; the sentence names the position.
    pub fn parse(typed: &str) -> Result<Self, CodeProblem> {
        let code = normalise(typed);
        let length = code.chars().count();
        if length != Self::LENGTH {
            let sentence = format!(
                "事项实施编码有{length}位，应为31位（实施主体18位、层级1位、基本编码12位）：请对照事项清单更正"
            );
            return Err(CodeProblem::new(None, sentence));
        }
        let part = |from: usize, until: usize| -> String {
            code.chars().skip(from).take(until - from).collect()
        };
        // The body's code begins the whole, so its positions are those of the whole.
        let body = Uscc::parse(&part(0, 18))?;
        let level = part(18, 19).chars().next().unwrap_or_default();
        if !('1'..='6').contains(&level) {
            let sentence = format!(
                "事项实施编码第19位是“{level}”，层级只有1（国家）至6（村）：请对照事项清单更正"
            );
            return Err(CodeProblem::new(19, sentence));
        }
        let basic = part(19, Self::LENGTH);
        if let Some((i, c)) = (basic.chars().enumerate()).find(|(_, c)| !c.is_ascii_digit()) {
            let position = 20 + i;
            let sentence =
                format!("事项实施编码第{position}位是“{c}”，基本编码只用数字：请对照事项清单更正");
            return Err(CodeProblem::new(position, sentence));
        }
        Ok(Self { body, level, basic })
    }

    /// The implementing body.
    pub fn body(&self) -> &Uscc {
        &self.body
    }

    /// `国家级` … `村级`.
    pub fn level(&self) -> &'static str {
        match self.level {
            '1' => "国家级",
            '2' => "省级",
            '3' => "市级",
            '4' => "县级",
            '5' => "乡级",
            _ => "村级",
        }
    }

    /// The basic code, 12 digits; a sub-item `000` means none.
    pub fn basic(&self) -> &str {
        &self.basic
    }
}

impl std::fmt::Display for ItemCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.body, self.level, self.basic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_eighteen_one_and_twelve() {
        // rules.md E53; the body is the invented one of E50.
        let typed = "116201020138960612 4 000131001000";
        let code = ItemCode::parse(typed).unwrap();
        assert_eq!(code.to_string().chars().count(), 31);
        assert_eq!(code.body().as_str(), "116201020138960612");
        assert_eq!((code.level(), code.basic()), ("县级", "000131001000"));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let wrong = [
            ("1162010201389606124000131001", None),
            ("1162010201389606134000131001000", Some(18)),
            ("1162010201389606127000131001000", Some(19)),
            ("116201020138960612400013100100A", Some(31)),
        ];
        for (typed, position) in wrong {
            assert_eq!(ItemCode::parse(typed).unwrap_err().position, position);
        }
    }
}
