//! 统一社会信用代码, GB 32100-2015.

use super::{CitizenId, CodeProblem, normalise};

/// A checked unified social credit code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

/// The 31 characters of GB 32100 in the order of their values: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Characters that are often typed for another one.
const LOOKALIKES: [(char, char); 4] = [('I', '1'), ('O', '0'), ('S', '5'), ('Z', '2')];

impl Uscc {
    /// Normalises and checks a typed code. The inner check of the organisation code (GB 11714) is
    /// not used: real codes exist that were given without it.
    ///
    /// # Errors
    /// Wrong length, a character that cannot stand there, a wrong check character.
    pub fn parse(typed: &str) -> Result<Self, CodeProblem> {
        let code = normalise(typed);
        let length = code.chars().count();
        // A pasted page would make the sentence unreadable; a person's number typed into the wrong
        // field must not come back in messages, reports and answers.
        let shown = match length > 40 || is_personal(&code) {
            true => String::new(),
            false => format!("“{code}”"),
        };
        let problem = |position: Option<usize>, rest: String| {
            CodeProblem::new(position, format!("统一社会信用代码{shown}{rest}"))
        };
        if length == 0 {
            let sentence = "统一社会信用代码没有填写：请填营业执照上的18位代码";
            return Err(CodeProblem::new(None, sentence));
        }
        if is_personal(&code) && length != 15 && CitizenId::parse(&code).is_ok() {
            let sentence = "填的像身份证号码：请填营业执照上的18位代码";
            return Err(problem(None, sentence.to_owned()));
        }
        if length == 15 && code.bytes().all(|b| b.is_ascii_digit()) {
            let sentence = "是15位的旧注册号：请填营业执照上的18位统一社会信用代码";
            return Err(problem(None, sentence.to_owned()));
        }
        if length != 18 {
            let sentence = format!("有{length}位，应为18位：请对照营业执照补全或删去多余的字符");
            return Err(problem(None, sentence));
        }
        let mut sum = 0;
        let mut weight = 1;
        let mut last = 0;
        for (i, c) in code.chars().enumerate() {
            let position = i + 1;
            let Some(value) = value_of(c) else {
                let hint = (LOOKALIKES.iter().find(|(wrong, _)| *wrong == c)).map_or_else(
                    || "请对照营业执照更正".to_owned(),
                    |(_, right)| format!("请核对是不是数字{right}"),
                );
                let sentence = format!(
                    "第{position}位是“{c}”，代码只用数字和I、O、S、V、Z以外的大写字母：{hint}"
                );
                return Err(problem(Some(position), sentence));
            };
            if (3..=8).contains(&position) && !c.is_ascii_digit() {
                let sentence = format!(
                    "第{position}位是“{c}”，第3至8位是行政区划代码，只能是数字：请对照营业执照更正"
                );
                return Err(problem(Some(position), sentence));
            }
            if position <= 17 {
                sum += value * weight;
                // Weight of position i: 3^(i-1) mod 31.
                weight = weight * 3 % 31;
            }
            last = value;
        }
        if sum == 0 {
            return Err(problem(
                Some(1),
                "前17位全是0，不是真实代码：请对照营业执照填写".to_owned(),
            ));
        }
        // A remainder of 0 gives check value 0, not 31.
        let expected = (31 - sum % 31) % 31;
        if last != expected {
            let (expected, found) = (char_of(expected), char_of(last));
            let sentence = format!(
                "第18位校验码按前17位应为“{expected}”，现为“{found}”：请逐位对照营业执照，看哪一位填错"
            );
            return Err(problem(Some(18), sentence));
        }
        Ok(Self(code))
    }

    /// The code as text, 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Uscc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether it may be a citizen number (18 digits or the old 15) or a mobile number.
fn is_personal(code: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    match code.len() {
        18 => digits(&code[..17]) && matches!(&code[6..8], "18" | "19" | "20"),
        15 => digits(code),
        11 => digits(code) && code.starts_with('1'),
        _ => false,
    }
}

fn value_of(c: char) -> Option<usize> {
    let byte = u8::try_from(c).ok()?;
    ALPHABET.iter().position(|a| *a == byte)
}

fn char_of(value: usize) -> char {
    char::from(ALPHABET[value % 31])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_codes_pass_and_every_other_check_character_fails() {
        // rules.md §9 and E50; the check covers digits, letters and an agency with first digit 1.
        for code in [
            "914403001922038216",
            "91330100799655058B",
            "9144030071526726XG",
            "91620102MA71A2B3CR",
            "116201020138960612",
        ] {
            for check in ALPHABET.iter().map(|b| char::from(*b)) {
                let candidate = format!("{}{check}", &code[..17]);
                assert_eq!(
                    Uscc::parse(&candidate).is_ok(),
                    candidate == code,
                    "{candidate}"
                );
            }
        }
    }

    #[test]
    fn a_remainder_of_zero_gives_check_character_zero() {
        // 9×1 + 1×3 = 12; position 17 has weight 28 ≡ −3, so 4 there makes the sum 0 mod 31.
        assert!(Uscc::parse("910000000000000040").is_ok());
    }

    #[test]
    fn the_first_place_may_be_a_letter() {
        let base = "A1620102MA71A2B3C";
        let found = ALPHABET
            .iter()
            .filter(|c| Uscc::parse(&format!("{base}{}", char::from(**c))).is_ok())
            .count();
        assert_eq!(found, 1);
    }

    #[test]
    fn a_persons_number_in_the_wrong_field_is_not_repeated() {
        for typed in [
            "11010519491231002X",
            "110105194912310021",
            "110105491231002",
            "13800001234",
        ] {
            let problem = Uscc::parse(typed).unwrap_err();
            assert!(!problem.sentence.contains(typed), "{problem}");
        }
        let problem = Uscc::parse("11010519491231002x").unwrap_err();
        assert!(problem.sentence.contains("像身份证号码"), "{problem}");
    }

    #[test]
    fn a_problem_names_the_position() {
        let problem = Uscc::parse("9144O3001922038216").unwrap_err();
        assert_eq!(problem.position, Some(5));
        assert!(problem.sentence.contains("数字0"), "{problem}");
        assert_eq!(
            Uscc::parse("914403001922038215").unwrap_err().position,
            Some(18)
        );
        assert!(
            Uscc::parse("9144030019220382")
                .unwrap_err()
                .sentence
                .contains("有16位")
        );
        assert!(Uscc::parse("000000000000000000").is_err());
        assert!(Uscc::parse("").unwrap_err().sentence.contains("没有填写"));
        assert!(Uscc::parse("企业统一社会信用代码一二三四五六七八").is_err());
    }
}
