//! Splitting a story file into stories and lines.

use banjie_core::moment::Moment;
use jiff::civil::{Date, Time};

/// One story: a title and its lines.
pub(crate) struct Story {
    pub(crate) file: String,
    pub(crate) lines: Vec<Line>,
}

/// One line: when, and the words after it.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) at: Moment,
    pub(crate) words: Vec<String>,
}

/// Why a line differs: its number, its subject, expected, found.
pub(crate) struct Differs {
    pub(crate) subject: String,
    pub(crate) expected: String,
    pub(crate) found: String,
}

/// Shorthand for a difference.
pub(crate) fn differs<T>(
    subject: &str,
    expected: impl Into<String>,
    found: impl Into<String>,
) -> Result<T, Differs> {
    Err(Differs {
        subject: subject.to_owned(),
        expected: expected.into(),
        found: found.into(),
    })
}

/// The stories of a file. A mistake in the file itself stops the test.
pub(crate) fn stories(file: &str, text: &str) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    let mut day: Option<Date> = None;
    let mut time = Time::midnight();
    for (index, raw) in text.lines().enumerate() {
        let number = index + 1;
        let content = raw.split_once('#').map_or(raw, |(before, _)| before);
        if content.trim().is_empty() {
            continue;
        }
        if content.starts_with("story") {
            day = None;
            stories.push(Story {
                file: file.to_owned(),
                lines: Vec::new(),
            });
            continue;
        }
        let mut words: Vec<String> = content.split_whitespace().map(str::to_owned).collect();
        if !content.starts_with(char::is_whitespace) {
            let new: Date = words
                .remove(0)
                .parse()
                .unwrap_or_else(|_| panic!("{file}:{number}: 行首要写日期，或者空格（同一时刻）"));
            assert!(day <= Some(new), "{file}:{number}: 日期倒退");
            time = Time::constant(10, 0, 0, 0);
            if let Some(given) = words.first().and_then(|w| w.parse::<Time>().ok()) {
                time = given;
                words.remove(0);
            }
            day = Some(new);
        }
        let story = stories
            .last_mut()
            .unwrap_or_else(|| panic!("{file}:{number}: 先写 story 标题"));
        let day = day.unwrap_or_else(|| panic!("{file}:{number}: 第一行要写日期"));
        story.lines.push(Line {
            number,
            at: Moment::local(day.to_datetime(time)),
            words,
        });
    }
    stories
}
