//! Lines over months: zero base, hairline grid, each line with a mark of its own and its name at its
//! end. A month without a value is a gap, never a zero. The data table stands below it in the page.

use askama::Template;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::kit::part;

/// More lines than this nobody tells apart.
pub(crate) const MOST_LINES: usize = 5;

const LEFT: i64 = 40;
const TOP: i64 = 12;
const WIDTH: i64 = 560;
const HEIGHT: i64 = 200;
/// Room at the right for the names.
const NAMES: i64 = 170;
/// Least distance between two names.
const APART: i64 = 17;
/// Month names that fit below.
const TICKS: usize = 9;

/// Colour of the look and mark of each line, in order.
const MARKS: [(&str, &str); MOST_LINES] = [
    ("#0E5566", "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"),
    ("#B9570E", "m-4-4h8v8h-8z"),
    ("#4A90E2", "m0-5 5 9h-10z"),
    ("#3C1F5C", "m0-5 5 5-5 5-5-5z"),
    ("#808A93", "m-4 5 4-9 4 9-8-6h8z"),
];

/// One line.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// Its name.
    pub label: String,
    /// A value a month; `None`: no value.
    pub values: Vec<Option<Decimal>>,
}

/// The chart.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r##"<div class="scroll" tabindex="0" role="region" aria-label="{{ words }}"><svg width="{{ self.width() }}" height="{{ self.height() }}" role="img" aria-label="{{ words }}。数在下表" font-size="12.5" fill="#5A6773">{% for (y, label) in self.grid() %}<path d="M{{ LEFT }} {{ y }}h{{ WIDTH }}" stroke="#DCE1E5"/><text x="{{ LEFT - 8 }}" y="{{ y + 4 }}" text-anchor="end">{{ label }}</text>{% endfor %}{% for (x, label) in self.ticks() %}<text x="{{ x }}" y="{{ self.height() - 8 }}" text-anchor="middle">{{ label }}</text>{% endfor %}{% for line in self.lines() %}<path d="{{ line.path }}" fill="none" stroke="{{ line.colour }}" stroke-width="2"/><path d="{{ line.marks }}" fill="{{ line.colour }}" stroke="#fff"/><path d="M{{ line.from.0 }} {{ line.from.1 }}L{{ LEFT + WIDTH + 14 }} {{ line.at }}" stroke="#DCE1E5"/><path d="M{{ LEFT + WIDTH + 22 }} {{ line.at }}{{ line.mark }}" fill="{{ line.colour }}"/><text x="{{ LEFT + WIDTH + 32 }}" y="{{ line.at + 4 }}" fill="#14202B">{{ line.label }}</text>{% endfor %}</svg></div>"##
)]
pub struct Trend {
    /// What it shows, in words.
    pub words: String,
    /// The months from left to right, as printed below.
    pub months: Vec<String>,
    /// At most [`MOST_LINES`]; further ones are not drawn.
    pub series: Vec<Series>,
}

part!(Trend);

/// A line as drawn.
struct Line {
    colour: &'static str,
    mark: &'static str,
    path: String,
    marks: String,
    /// Where it ends.
    from: (i64, i64),
    /// Height of its name.
    at: i64,
    label: String,
}

impl Trend {
    /// The top of the scale: 100, or the next quarter of a hundred above the greatest value.
    fn top(&self) -> i64 {
        let values = self.series.iter().flat_map(|series| &series.values);
        let most = values.flatten().max().copied().unwrap_or_default();
        let most = most.ceil().to_i64().unwrap_or(100);
        (most + 24).div_euclid(25).max(4) * 25
    }

    fn width(&self) -> i64 {
        LEFT + WIDTH + NAMES
    }

    fn height(&self) -> i64 {
        TOP + HEIGHT + 32
    }

    fn x(&self, index: usize) -> i64 {
        let index = i64::try_from(index).unwrap_or(0);
        let last = i64::try_from(self.months.len()).unwrap_or(1) - 1;
        match last {
            ..=0 => LEFT + WIDTH / 2,
            last => LEFT + 10 + index * (WIDTH - 20) / last,
        }
    }

    fn y(&self, value: Decimal) -> i64 {
        let share = value / Decimal::from(self.top());
        let height = (share * Decimal::from(HEIGHT)).round().to_i64();
        TOP + HEIGHT - height.unwrap_or(0).clamp(0, HEIGHT)
    }

    fn grid(&self) -> Vec<(i64, i64)> {
        let top = self.top();
        (0..=top / 25)
            .map(|step| (self.y(Decimal::from(step * 25)), step * 25))
            .collect()
    }

    fn ticks(&self) -> Vec<(i64, &str)> {
        let step = self.months.len().div_ceil(TICKS).max(1);
        let last = self.months.len().saturating_sub(1);
        let months = self.months.iter().enumerate();
        // Counted back from the newest, which is always named.
        months
            .filter(|(index, _)| (last - index).is_multiple_of(step))
            .map(|(index, month)| (self.x(index), month.as_str()))
            .collect()
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = (self.series.iter().zip(MARKS))
            .filter_map(|(series, (colour, mark))| self.line(series, colour, mark))
            .collect();
        lines.sort_by_key(|line| line.at);
        for index in 1..lines.len() {
            if let [.., before, line] = &mut lines[..=index] {
                line.at = line.at.max(before.at + APART);
            }
        }
        // Names pushed below the chart move up together with those above them.
        let mut least = TOP + HEIGHT + 8;
        for line in lines.iter_mut().rev() {
            line.at = line.at.min(least);
            least = line.at - APART;
        }
        lines
    }

    fn line(&self, series: &Series, colour: &'static str, mark: &'static str) -> Option<Line> {
        let (mut path, mut marks) = (String::new(), String::new());
        let mut pen = "M";
        let mut end = None;
        for (index, value) in series.values.iter().enumerate() {
            let Some(value) = value else {
                pen = "M";
                continue;
            };
            let (x, y) = (self.x(index), self.y(*value));
            path.push_str(&format!("{pen}{x} {y}"));
            marks.push_str(&format!("M{x} {y}{mark}"));
            pen = "L";
            end = Some((x, y, *value));
        }
        let (x, y, value) = end?;
        Some(Line {
            colour,
            mark,
            path,
            marks,
            from: (x, y),
            at: y,
            label: format!("{} {value}", series.label),
        })
    }
}

/// `得分从 62.30 分升到 81.20 分`; what the reader would repeat of a line.
pub(crate) fn finding(series: &Series, unit: &str) -> String {
    let mut values = series.values.iter().flatten();
    let (first, last) = (values.next(), values.next_back());
    let label = &series.label;
    match (first, last) {
        (Some(first), Some(last)) => {
            let word = match last.cmp(first) {
                std::cmp::Ordering::Greater => "升到",
                std::cmp::Ordering::Less => "降到",
                std::cmp::Ordering::Equal => return format!("{label}保持在 {last}{unit}"),
            };
            format!("{label}从 {first}{unit}{word} {last}{unit}")
        }
        (Some(only), None) => format!("{label}只有一个月有数，{only}{unit}"),
        _ => format!("{label}还没有数"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(label: &str, values: &[Option<i64>]) -> Series {
        Series {
            label: label.to_owned(),
            values: (values.iter().map(|v| v.map(Decimal::from))).collect(),
        }
    }

    #[test]
    fn a_month_without_a_value_is_a_gap_and_zero_is_at_the_base() {
        let trend = Trend {
            words: "得分".to_owned(),
            months: ["10", "11", "12", "1"].map(str::to_owned).to_vec(),
            series: vec![series("得分", &[Some(0), Some(100), None, Some(50)])],
        };
        let lines = trend.lines();
        assert_eq!(lines[0].path, "M50 212L230 12M590 112");
        assert_eq!(trend.grid().last(), Some(&(12, 100)));
        assert_eq!(trend.ticks().len(), 4);
        let html = trend.to_string();
        assert!(
            html.contains("得分 50") && html.contains("role=\"img\""),
            "{html}"
        );
    }

    #[test]
    fn names_at_the_end_do_not_cover_each_other() {
        let same = [Some(0); 3];
        let trend = Trend {
            months: vec![String::new(); 3],
            series: ["一", "二", "三"].map(|name| series(name, &same)).to_vec(),
            ..Trend::default()
        };
        let at: Vec<i64> = trend.lines().iter().map(|line| line.at).collect();
        assert!(at.windows(2).all(|two| two[1] - two[0] >= APART), "{at:?}");
        assert!(at.iter().all(|at| *at <= TOP + HEIGHT + 8), "{at:?}");
    }

    #[test]
    fn the_finding_says_which_way() {
        let up = series("得分", &[None, Some(60), Some(81)]);
        assert_eq!(finding(&up, "分"), "得分从 60分升到 81分");
        assert_eq!(
            finding(&series("得分", &[Some(7)]), "%"),
            "得分只有一个月有数，7%"
        );
        assert_eq!(finding(&series("得分", &[None]), "%"), "得分还没有数");
    }
}
