//! Telephone numbers: stored as digits, shown grouped, extension apart.

use super::{CodeProblem, half_width, is_hyphen};

/// A checked telephone number. `Debug` hides it: what goes to a log names the kind only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    /// Digits only, area code included, without country code.
    pub digits: String,
    /// Extension, digits only.
    pub extension: Option<String>,
    /// What kind of number.
    pub kind: PhoneKind,
}

/// Kinds of numbers that occur in a district's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// Eleven digits, `1[3-9]…`.
    Mobile,
    /// Area code and subscriber number.
    Fixed,
    /// `400…` and `800…`.
    Service,
    /// `12345`, `95…`, `96…`, `110` and the like.
    Short,
}

impl Phone {
    /// Reads a typed number: full-width digits, spaces, hyphens, brackets, `+86`, an extension
    /// after `转`, `#`, `ext` or a second hyphen.
    ///
    /// # Errors
    /// The sentence names what is missing, never the number.
    pub fn parse(typed: &str) -> Result<Self, CodeProblem> {
        let text: String = half_width(typed)
            .map(|c| {
                if is_hyphen(c) {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .filter(|c| !matches!(c, '(' | ')' | '.'))
            .collect();
        if text.is_empty() {
            return Err(CodeProblem::new(
                None,
                "电话没有填写：请填手机号或带区号的座机",
            ));
        }
        let (main, extension) = split_extension(&text);
        if let Some((i, _)) = (main.chars().enumerate())
            .find(|(i, c)| !(c.is_ascii_digit() || *c == '-' || (*i == 0 && *c == '+')))
        {
            let sentence = format!("电话第{}位不是数字：请只填数字，分机写在“转”字后", i + 1);
            return Err(CodeProblem::new(i + 1, sentence));
        }
        let extension = extension.filter(|e| !e.is_empty());
        let bad_extension = |e: &&str| e.len() > 6 || !e.bytes().all(|b| b.is_ascii_digit());
        if extension
            .as_ref()
            .is_some_and(|e| bad_extension(&e.as_str()))
        {
            return Err(CodeProblem::new(None, "分机号应为1至6位数字：请更正"));
        }
        let digits = without_country(&main);
        let kind = kind_of(&digits)?;
        Ok(Self {
            digits,
            extension,
            kind,
        })
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phone({:?}, hidden)", self.kind)
    }
}

/// `138 0000 1234`, `0931-1234567转801`, `400-123-4567`.
impl std::fmt::Display for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let d = &self.digits;
        match self.kind {
            PhoneKind::Mobile => write!(f, "{} {} {}", &d[..3], &d[3..7], &d[7..])?,
            PhoneKind::Fixed => {
                let (area, number) = d.split_at(area_length(d));
                write!(f, "{area}-{number}")?;
            }
            PhoneKind::Service => write!(f, "{}-{}-{}", &d[..3], &d[3..6], &d[6..])?,
            PhoneKind::Short => f.write_str(d)?,
        }
        match &self.extension {
            Some(extension) => write!(f, "转{extension}"),
            None => Ok(()),
        }
    }
}

/// The number and what follows `转`, `#`, `ext`, or the last hyphen of `0931-1234567-801`.
fn split_extension(text: &str) -> (String, Option<String>) {
    for mark in ["转", "#", "ext", "x"] {
        if let Some((main, rest)) = text.split_once(mark) {
            let rest = rest.trim_start_matches(['.', ':', '-', '转', '分', '机']);
            let main = main.trim_end_matches(['-', ',', ',']);
            return (main.to_owned(), Some(rest.to_owned()));
        }
    }
    let parts: Vec<_> = text.split('-').collect();
    if let [area, number, extension] = parts[..] {
        let fixed = area.starts_with('0') && !area.starts_with("0086") && number.len() >= 7;
        if fixed && !extension.is_empty() {
            return (format!("{area}{number}"), Some(extension.to_owned()));
        }
    }
    (text.to_owned(), None)
}

/// Digits without `+86` or `0086`; a fixed number gets its area code's 0 back.
fn without_country(main: &str) -> String {
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let national = if main.starts_with("+86") {
        digits.strip_prefix("86")
    } else if let Some(rest) = digits.strip_prefix("0086") {
        Some(rest)
    } else if digits.len() == 13 && digits.starts_with("861") {
        digits.strip_prefix("86")
    } else {
        None
    };
    match national {
        Some(rest) if rest.len() >= 9 && !rest.starts_with(['0', '1', '4', '8']) => {
            format!("0{rest}")
        }
        Some(rest) if rest.len() == 10 && rest.starts_with("10") => format!("0{rest}"),
        Some(rest) => rest.to_owned(),
        None => digits,
    }
}

/// 3 for 010 and 02x, else 4.
fn area_length(digits: &str) -> usize {
    if digits.starts_with("01") || digits.starts_with("02") {
        3
    } else {
        4
    }
}

fn kind_of(digits: &str) -> Result<PhoneKind, CodeProblem> {
    let length = digits.len();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|p| digits.starts_with(p));
    if starts(&["0"]) {
        let bad_area = starts(&[
            "00", "011", "012", "013", "014", "015", "016", "017", "018", "019",
        ]);
        if bad_area {
            let sentence = "电话区号不存在：手机号前不加0，座机区号如010、0931";
            return Err(CodeProblem::new(1, sentence));
        }
        let area = area_length(digits);
        let number = digits.get(area..).unwrap_or_default();
        return match number.len() {
            7 | 8 if !number.starts_with(['0', '1']) => Ok(PhoneKind::Fixed),
            7 | 8 => Err(CodeProblem::new(
                area + 1,
                "座机号码（区号之后）不能以0或1开头：请核对",
            )),
            n => Err(CodeProblem::new(
                None,
                format!("座机号码在区号之后有{n}位，应为7或8位：请核对"),
            )),
        };
    }
    let short = match length {
        3 => starts(&["110", "119", "120", "122"]),
        5 => starts(&["12", "95", "96", "100"]),
        6..=8 => starts(&["95", "96"]),
        _ => false,
    };
    if short {
        return Ok(PhoneKind::Short);
    }
    if starts(&["400", "800"]) {
        return if length == 10 {
            Ok(PhoneKind::Service)
        } else {
            let sentence = format!("400、800电话有{length}位，应为10位：请核对");
            Err(CodeProblem::new(None, sentence))
        };
    }
    if starts(&["1"]) {
        let second = digits.as_bytes().get(1).copied().unwrap_or_default();
        if length != 11 {
            let sentence = format!("手机号有{length}位，应为11位：请核对");
            return Err(CodeProblem::new(None, sentence));
        }
        if !(b'3'..=b'9').contains(&second) {
            let sentence = "手机号第2位应为3至9：请核对";
            return Err(CodeProblem::new(2, sentence));
        }
        return Ok(PhoneKind::Mobile);
    }
    if length == 7 || length == 8 {
        let sentence = "座机缺区号：请在前面加上区号，如0931";
        return Err(CodeProblem::new(1, sentence));
    }
    let sentence = "不是手机、带区号座机、400/800或短号中的任何一种：请核对位数";
    Err(CodeProblem::new(
        None,
        format!("电话有{length}位，{sentence}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_ways_of_writing_are_read() {
        let cases = [
            ("13800001234", "138 0000 1234"),
            ("+86 138-0000-1234", "138 0000 1234"),
            ("0086１３８０００01234", "138 0000 1234"),
            ("8613800001234", "138 0000 1234"),
            ("（0931）8234567", "0931-8234567"),
            ("0931-8234567", "0931-8234567"),
            ("0931—8234567转801", "0931-8234567转801"),
            ("0931-8234567-801", "0931-8234567转801"),
            ("010 6555 0000", "010-65550000"),
            ("+86 931 8234567", "0931-8234567"),
            ("+86 10 65550000", "010-65550000"),
            ("400-123-4567", "400-123-4567"),
            ("12345", "12345"),
            ("95588", "95588"),
        ];
        for (typed, shown) in cases {
            let phone = Phone::parse(typed).map(|p| p.to_string());
            assert_eq!(phone, Ok(shown.to_owned()), "{typed}");
        }
    }

    #[test]
    fn a_refusal_says_what_is_missing_without_the_number() {
        let cases = [
            ("8234567", "缺区号"),
            ("1380000123", "应为11位"),
            ("12800001234", "第2位"),
            ("013800001234", "手机号前不加0"),
            ("0931-123456", "7或8位"),
            ("0931-1234567", "不能以0或1开头"),
            ("400-123-456", "应为10位"),
            ("张主任", "不是数字"),
            ("0931-8234567转八零一", "分机号"),
            ("", "没有填写"),
            ("99", "有2位"),
        ];
        for (typed, part) in cases {
            let problem = Phone::parse(typed).unwrap_err();
            assert!(problem.sentence.contains(part), "{typed}: {problem}");
            assert!(
                typed.is_empty() || !problem.sentence.contains(typed),
                "{problem}"
            );
        }
    }
}
