//! Small pieces of SQL text that must be right on both engines.

/// A pattern that finds `wanted` anywhere in a text, with `%`, `_` and `\` taken literally.
///
/// Use it as `lower(title) like lower($1) escape '\'`: SQLite has no `ilike`, and its `like`
/// ignores ASCII case while PostgreSQL's does not. Upper and lower case are one for ASCII letters
/// only; Chinese has none.
pub fn like_pattern(wanted: &str) -> String {
    let mut pattern = String::with_capacity(wanted.len() + 2);
    pattern.push('%');
    for character in wanted.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// `$first, $first+1, …` for `count` parameters, to stand inside `in (…)`. With no parameter it is
/// `null`, so that `in (null)` finds nothing rather than being a mistake of syntax.
pub fn placeholders(first: usize, count: usize) -> String {
    if count == 0 {
        return "null".to_owned();
    }
    let mut text = String::with_capacity(count * 4);
    for number in first..first + count {
        if number > first {
            text.push_str(", ");
        }
        text.push('$');
        text.push_str(&number.to_string());
    }
    text
}
