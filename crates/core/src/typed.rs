//! Text as people type it, made plain: width, blanks and marks that mean nothing do not matter.

use jiff::civil::Date;

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
