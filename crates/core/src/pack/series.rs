//! Adding one published value to a `[series]` file, e.g. the LPR of a month, without touching the
//! comments and values already there.

use crate::money::Rate;
use jiff::civil::Date;

/// Why a value is not added. `Display` says it in Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeriesRefusal {
    /// The text holds no `[series]` with dated values.
    NotASeries,
    /// Published on or before the last value held.
    NotLater {
        /// What was given.
        published: Date,
        /// The last publication held.
        last: Date,
    },
}

impl SeriesRefusal {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotASeries => "not_a_series",
            Self::NotLater { .. } => "not_later",
        }
    }
}

impl std::fmt::Display for SeriesRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotASeries => f.write_str(
                "这个文件里没有 [series] 和 [[series.value]]：请核对文件，先用 banjie pack check 检查区包。",
            ),
            Self::NotLater { published, last } => write!(
                f,
                "公布日 {published} 不晚于已有的最后一个公布日 {last}：请核对公布日；已有的数值有误，请直接改文件并写明依据。"
            ),
        }
    }
}

impl std::error::Error for SeriesRefusal {}

#[derive(serde::Deserialize)]
struct File {
    series: Series,
}

#[derive(serde::Deserialize)]
struct Series {
    value: Vec<Published>,
}

#[derive(serde::Deserialize)]
struct Published {
    from: toml::value::Datetime,
}

/// The file's text with one more value at its end. `checked` is the day somebody compared the
/// series with what is published; it becomes the file's `reviewed` unless that is later already.
///
/// # Errors
/// See [`SeriesRefusal`].
pub fn with_published(
    text: &str,
    published: Date,
    percent: Rate,
    checked: Date,
) -> Result<String, SeriesRefusal> {
    let file: File = toml::from_str(text).map_err(|_| SeriesRefusal::NotASeries)?;
    let last = (file.series.value.iter())
        .filter_map(|value| value.from.to_string().parse::<Date>().ok())
        .max()
        .ok_or(SeriesRefusal::NotASeries)?;
    if published <= last {
        return Err(SeriesRefusal::NotLater { published, last });
    }
    let checked = checked.max(published);
    let mut lines: Vec<String> = text.trim_end().lines().map(str::to_owned).collect();
    // The head's own line, before the first value.
    let reviewed = (lines.iter_mut())
        .take_while(|line| !line.starts_with("[[series.value]]"))
        .find(|line| line.starts_with("reviewed"));
    if let Some(line) = reviewed {
        let before = line.split('=').nth(1).and_then(|d| d.trim().parse().ok());
        if before.is_none_or(|before: Date| before < checked) {
            *line = format!("reviewed = {checked}");
        }
    }
    let mut text = lines.join("\n");
    text.push_str(&format!(
        "\n\n[[series.value]]\nfrom = {published}\ndecimal = {percent}\n"
    ));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const FILE: &str = "# 说明\n[series]\nid = \"a.b\"\nreviewed = 2026-02-24\n\n[[series.value]]\nfrom = 2025-05-20\ndecimal = 3.00\n";

    fn rate(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    #[test]
    fn a_value_goes_to_the_end_and_moves_the_review() {
        let day = date(2026, 3, 20);
        let text = with_published(FILE, day, rate("2.95"), day).unwrap();
        assert!(text.starts_with("# 说明\n"));
        assert!(text.contains("reviewed = 2026-03-20\n"));
        assert!(text.ends_with("from = 2026-03-20\ndecimal = 2.95\n"));
        // The old value is still there, and the next one goes behind this one.
        assert!(text.contains("from = 2025-05-20"));
        let again = with_published(&text, day, rate("2.95"), day).unwrap_err();
        assert_eq!(again.code(), "not_later");
    }

    #[test]
    fn an_older_value_and_a_file_of_another_kind_are_refused() {
        let day = date(2025, 5, 20);
        let refused = with_published(FILE, day, rate("3.00"), day).unwrap_err();
        assert!(refused.to_string().contains("2025-05-20"), "{refused}");
        for text in ["", "[[rule]]\nid = \"a.b\"\n", "series = 1"] {
            let refused = with_published(text, day, rate("3.00"), day).unwrap_err();
            assert_eq!(refused, SeriesRefusal::NotASeries);
        }
    }
}
