//! Small words that many screens need: dates as people say them, harmless tidying of typed text.

pub use banjie_core::typed::{compact, date, digits, multi_line, single_line};

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

/// `2月25日 14:20`.
pub fn moment(at: banjie_core::moment::Moment) -> String {
    let time = at.civil().time();
    format!(
        "{} {:02}:{:02}",
        month_day(at.date()),
        time.hour(),
        time.minute()
    )
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
