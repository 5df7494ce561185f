//! “从什么时候开始”, as people write it.

use crate::kit::text;
use jiff::civil::Date;

/// Reads `2024-11-05`, `2024.11.5`, `2024/11/5`, `2024年11月5日`, and where the day is forgotten
/// `2024年11月` or `2024年`: its first day. `None` for anything else.
pub(super) fn read(typed: &str) -> Option<Date> {
    let text = text::compact(typed);
    let numbers: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let strange = text
        .chars()
        .any(|c| !(c.is_ascii_digit() || "-./年月日号".contains(c)));
    if strange || numbers.first().is_none_or(|year| year.len() != 4) {
        return None;
    }
    let part =
        |index: usize| -> Option<i8> { numbers.get(index).map_or(Some(1), |n| n.parse().ok()) };
    let year = numbers.first()?.parse().ok()?;
    (numbers.len() <= 3).then(|| Date::new(year, part(1)?, part(2)?).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_as_written() {
        for typed in [
            "2024-11-05",
            "2024.11.5",
            "２０２４／１１／５",
            "2024年11月5日",
            " 2024 年 11 月 5 号",
        ] {
            assert_eq!(read(typed), Some(date(2024, 11, 5)), "{typed}");
        }
        assert_eq!(read("2024年11月"), Some(date(2024, 11, 1)));
        assert_eq!(read("2024年"), Some(date(2024, 1, 1)));
        for typed in [
            "去年",
            "2024-13-01",
            "24-1-1",
            "",
            "2024-1-1-1",
            "2024年春节",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
