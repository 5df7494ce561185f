//! From what a cell holds to what its column means.

use jiff::civil::Date;

use super::{MAX_TEXT, Raw};
use crate::template::{Column, ColumnKind};

/// What spreadsheets have done to a long number in a number cell (15 digits are kept).
const LOST: &str = "Excel 已丢失末位，请改为文本";

/// Reads one cell: the tidy text, or what is wrong as a sentence with the column's name.
pub(super) fn read(raw: Option<&Raw>, column: &Column) -> Result<String, String> {
    let title = &column.title;
    let text = match raw {
        None => String::new(),
        Some(Raw::Text(text)) => clean(text),
        Some(Raw::Number(number)) => match (&column.kind, digits(*number)) {
            (ColumnKind::Date, _) => {
                return serial_date(*number).ok_or_else(|| bad_date(title, &plain(*number)));
            }
            (_, digits) if digits >= 16 => {
                return Err(format!(
                    "{title}：数字有 {digits} 位，{LOST}后重新填写完整号码"
                ));
            }
            _ => plain(*number),
        },
        Some(Raw::Serial(days)) => match serial_date(*days) {
            Some(date) => date,
            None => return Err(bad_date(title, &plain(*days))),
        },
        Some(Raw::Fault(fault)) => {
            return Err(format!(
                "{title}：单元格里是公式错误 {fault}，请改成填写的内容"
            ));
        }
        Some(Raw::TooLong(length)) => {
            return Err(format!(
                "{title}：有 {length} 个字，超过 {MAX_TEXT} 字的上限，请缩短或改作附件"
            ));
        }
    };
    if text.is_empty() {
        return if column.required {
            Err(format!("{title}：没有填，这一列必填"))
        } else {
            Ok(text)
        };
    }
    match &column.kind {
        ColumnKind::Text => Ok(text),
        ColumnKind::Code => code(title, &text),
        ColumnKind::Date => date(&text).ok_or_else(|| bad_date(title, &text)),
        ColumnKind::Integer => number(&text)
            .filter(|number| !number.contains('.'))
            .ok_or_else(|| format!("{title}：写成“{}”，请填整数", short(&text))),
        ColumnKind::Decimal => {
            number(&text).ok_or_else(|| format!("{title}：写成“{}”，请填数字", short(&text)))
        }
        ColumnKind::Choice(choices) => {
            let wanted = half_width(&text);
            choices
                .iter()
                .find(|choice| half_width(choice) == wanted)
                .cloned()
                .ok_or_else(|| {
                    format!(
                        "{title}：写成“{}”，请从这些里选：{}",
                        short(&text),
                        choices.join("、")
                    )
                })
        }
    }
}

/// The cell as text without judging it: for heads and for rows that go back to the sender.
pub(super) fn as_text(raw: Option<&Raw>) -> String {
    match raw {
        None | Some(Raw::TooLong(_)) => String::new(),
        Some(Raw::Text(text)) => clean(text),
        Some(Raw::Number(number)) => plain(*number),
        Some(Raw::Serial(days)) => serial_date(*days).unwrap_or_else(|| plain(*days)),
        Some(Raw::Fault(fault)) => fault.clone(),
    }
}

/// Without blanks at the ends, control characters and invisible marks; line feeds stay.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| *c == '\n' || *c == '\t' || !c.is_control())
        .filter(|c| {
            !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Full-width letters, digits and signs as their half-width forms.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// At most 20 characters of a value, for a sentence.
fn short(text: &str) -> String {
    let line = text.replace(['\n', '\t'], " ");
    if line.chars().count() > 20 {
        line.chars().take(20).chain(['…']).collect()
    } else {
        line
    }
}

fn code(title: &str, text: &str) -> Result<String, String> {
    let code: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_uppercase();
    // 9.14403E+17: a spreadsheet made a number of it before it was saved as csv.
    let scientific = code.contains("E+")
        && code.starts_with(|c: char| c.is_ascii_digit())
        && code
            .bytes()
            .all(|b| b.is_ascii_digit() || b"E+.".contains(&b));
    if scientific {
        return Err(format!(
            "{title}：写成“{}”，{LOST}后重新填写完整号码",
            short(&code)
        ));
    }
    Ok(code)
}

fn number(text: &str) -> Option<String> {
    let plain: String = half_width(text)
        .replace('−', "-")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    let plain = plain.strip_prefix('¥').unwrap_or(&plain);
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    let good = digits.len() <= 30
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1;
    good.then(|| plain.strip_prefix('+').unwrap_or(plain).to_owned())
}

/// Digits before the point.
fn digits(number: f64) -> usize {
    let size = number.abs();
    if size.is_finite() && size >= 1e15 {
        format!("{size:.0}").len()
    } else {
        0
    }
}

/// A number as people see it: at most 15 digits, as spreadsheets show it, so that 0.1 + 0.2 is 0.3.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

fn bad_date(title: &str, text: &str) -> String {
    format!(
        "{title}：写成“{}”，请按 2026-2-27 的样子填日期",
        short(text)
    )
}

/// `2026-2-27 2026.2.27 2026/2/27 2026年2月27日 20260227 46080`, full width too; a time of day
/// behind the date is dropped.
pub(super) fn date(text: &str) -> Option<String> {
    let text = half_width(text).trim().replace('\u{2014}', "-");
    let text = if text.contains('年') {
        text.replace(' ', "")
    } else {
        text
    };
    // A serial number that became text, `46080` or `46080.5`.
    if text.len() <= 12
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.split('.').next().is_some_and(|whole| whole.len() == 5)
        && let Ok(days) = text.parse::<f64>()
    {
        return serial_date(days);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return civil(&text[..4], &text[4..6], &text[6..]);
    }
    let mut parts = text.splitn(3, ['-', '.', '/', '年', '月']).map(str::trim);
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (day, tail) = rest.split_at(end);
    let tail = tail.trim_start_matches(['日', '号']);
    let time = tail
        .chars()
        .all(|c| c.is_ascii_digit() || " :T.Z时分秒".contains(c));
    (time && year.len() == 4 && tail.len() <= 30)
        .then(|| civil(year, month, day))
        .flatten()
}

fn civil(year: &str, month: &str, day: &str) -> Option<String> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        .ok()
        .filter(|date| (1900..=2200).contains(&date.year()))
        .map(|date| date.to_string())
}

/// Days since 1899-12-30, the count of spreadsheets from 1900-03-01 on.
fn serial_date(days: f64) -> Option<String> {
    if !(61.0..110_000.0).contains(&days) {
        return None;
    }
    jiff::civil::date(1899, 12, 30)
        .checked_add(jiff::Span::new().days(days.floor() as i64))
        .ok()
        .map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_date_is_the_same_day() {
        for text in [
            "2026-2-27",
            "2026.2.27",
            "2026/2/27",
            "2026年2月27日",
            "46080",
            "２０２６－２－２７",
            "2026-02-27",
            "20260227",
            "2026年2月27号",
            "2026-02-27 14:30:00",
            "2026-02-27T14:30:00Z",
            " 2026 年 2 月 27 日 ",
            "46080.5",
            "2026/2/27 9:05",
        ] {
            assert_eq!(date(text).as_deref(), Some("2026-02-27"), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "2026-2-30",
            "2月27日",
            "26-2-27",
            "明天",
            "",
            "-",
            "2026-13-1",
            "9999999",
            "0",
            "-5",
            "2026-2-27abc",
            "2026--27",
            "20261345",
            "年月日",
            "1e5",
            "NaN",
            "inf",
            "９",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_lose_separators_and_words_are_refused() {
        assert_eq!(number("１，２３４．５").as_deref(), Some("1234.5"));
        assert_eq!(number("¥ 1,000").as_deref(), Some("1000"));
        assert_eq!(number("-3").as_deref(), Some("-3"));
        for text in ["约30万", "1.2.3", ".", "-", "1.", "3万", "0x10", "1e9"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_number_in_a_number_cell_is_refused_and_a_short_one_is_text() {
        let column = Column::new("信用代码", ColumnKind::Code);
        let lost = read(Some(&Raw::Number(914_403_001_922_038_200.0)), &column).unwrap_err();
        assert!(lost.contains("Excel 已丢失末位，请改为文本"), "{lost}");
        assert!(read(Some(&Raw::Text("9.14403E+17".into())), &column).is_err());
        let phone = read(Some(&Raw::Number(13_900_001_234.0)), &column);
        assert_eq!(phone.as_deref(), Ok("13900001234"));
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(
            read(Some(&Raw::Text("９１ 4403a".into())), &column).as_deref(),
            Ok("914403A")
        );
    }

    #[test]
    fn a_choice_is_matched_in_either_width_and_else_named() {
        let column = Column::new("来源", ColumnKind::Choice(vec!["热线(12345)".into()]));
        let good = read(Some(&Raw::Text(" 热线（12345） ".into())), &column);
        assert_eq!(good.as_deref(), Ok("热线(12345)"));
        let bad = read(Some(&Raw::Text("窗口".into())), &column).unwrap_err();
        assert!(bad.contains("窗口") && bad.contains("热线(12345)"));
    }
}
