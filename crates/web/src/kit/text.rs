//! Small words that many screens need: dates as people say them, harmless tidying of typed text.

use jiff::civil::{Date, Weekday};

/// `周一` … `周日`.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

/// `2月27日`.
pub fn month_day(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// `2月27日 周五`, for list rows.
pub fn month_day_weekday(date: Date) -> String {
    format!("{} {}", month_day(date), weekday(date))
}

/// `2026年2月27日（周五）`, wherever the year matters.
pub fn full_date(date: Date) -> String {
    format!("{}年{}（{}）", date.year(), month_day(date), weekday(date))
}

/// `2026年2月26日 周四`, for the top bar.
pub fn today(date: Date) -> String {
    format!("{}年{}", date.year(), month_day_weekday(date))
}

/// A figure with thousands separators: `3,412`.
pub fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Tidies a single line as typed on a phone: full-width letters, digits and signs become plain,
/// blanks of any kind become one space, ends are cut, invisible and control characters go.
/// Chinese punctuation stays.
pub fn single_line(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len());
    for c in typed.chars() {
        let plain = match c {
            // Full-width ASCII without ！（），：；？ which are right in Chinese text.
            '！' | '（' | '）' | '，' | '：' | '；' | '？' => c,
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => continue,
            c if c.is_whitespace() => ' ',
            c if c.is_control() => continue,
            c => c,
        };
        if plain == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.push(plain);
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Tidies a number that people group as they like (telephone, credit code, matter number):
/// as [`single_line`], then without blanks; dashes of any kind become `-`.
pub fn compact(typed: &str) -> String {
    single_line(typed)
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| match c {
            '－' | '—' | '–' | '−' | '‐' | '‑' => '-',
            c => c,
        })
        .collect()
}

/// As [`compact`], and without dashes: telephone numbers, credit codes, resume codes.
pub fn digits(typed: &str) -> String {
    compact(typed).chars().filter(|c| *c != '-').collect()
}

/// Tidies text of several lines: one kind of line end, no control characters, ends cut.
pub fn multi_line(typed: &str) -> String {
    typed
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A day as people type it: `2026-2-27`, `2026.2.27`, `2026/2/27`, `2026年2月27日`, `20260227`,
/// with full-width digits and blanks wherever they like. `None` when it is no day.
pub fn date(typed: &str) -> Option<Date> {
    let plain = compact(typed);
    let parts: Vec<&str> = plain
        .split(['-', '.', '/', '年', '月', '日'])
        .filter(|p| !p.is_empty())
        .collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [all] if all.len() == 8 && all.is_ascii() => (&all[..4], &all[4..6], &all[6..]),
        _ => return None,
    };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_said_as_people_say_them() {
        let day = date(2026, 2, 27);
        assert_eq!(full_date(day), "2026年2月27日（周五）");
        assert_eq!(month_day_weekday(day), "2月27日 周五");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(12), "12");
    }

    #[test]
    fn a_day_is_read_in_every_usual_spelling() {
        let day = Some(jiff::civil::date(2026, 2, 27));
        for typed in [
            "2026-2-27",
            "2026.02.27",
            " 2026/2/27 ",
            "2026年2月27日",
            "２０２６年２月２７日",
            "20260227",
        ] {
            assert_eq!(super::date(typed), day, "{typed}");
        }
        for typed in ["", "2月27日", "26-2-27", "2026-2-30", "明天"] {
            assert_eq!(super::date(typed), None, "{typed}");
        }
    }

    #[test]
    fn phone_keyboards_are_forgiven() {
        assert_eq!(
            single_line("　Ｘ区 \t 公司（甲）\u{200b} "),
            "X区 公司（甲）"
        );
        assert_eq!(digits("１３９ 0000－0210"), "13900000210");
        assert_eq!(compact("BJ—2026—004488－M"), "BJ-2026-004488-M");
        assert_eq!(multi_line(" a\r\nb\u{7}\n"), "a\nb");
    }
}
