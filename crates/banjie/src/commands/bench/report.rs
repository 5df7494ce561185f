//! What a bench prints: medians of interleaved rounds beside the machine's limit of the same run.

use serde::Serialize;
use std::path::Path;

/// What a measurement must reach.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// At least so many times the limit measured in the same run.
    Ratio(f64),
    /// At least this value.
    AtLeast(f64),
    /// At most this value.
    AtMost(f64),
    /// Shown for comparison only.
    None,
}

/// One line of the table.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    name: String,
    unit: &'static str,
    /// Median of the rounds.
    value: f64,
    /// Median of the limit's rounds, in the same unit.
    limit: Option<f64>,
    /// `value / limit`.
    ratio: Option<f64>,
    target: String,
    /// None: shown for comparison only.
    met: Option<bool>,
    rounds: Vec<f64>,
    limit_rounds: Vec<f64>,
}

impl Row {
    /// A line from the rounds of our path and, where there is one, of the limit.
    pub(super) fn new(
        name: impl Into<String>,
        unit: &'static str,
        rounds: Vec<f64>,
        limit_rounds: &[f64],
        target: Target,
    ) -> Self {
        let value = median(&rounds);
        let limit = (!limit_rounds.is_empty()).then(|| median(limit_rounds));
        let ratio = limit.filter(|l| *l > 0.0).map(|l| value / l);
        let (words, met) = match target {
            Target::Ratio(t) => (format!("≥ {t} × 极限"), ratio.map(|r| r >= t)),
            Target::AtLeast(t) => (format!("≥ {t}"), Some(value >= t)),
            Target::AtMost(t) => (format!("≤ {t}"), Some(value <= t)),
            Target::None => (String::new(), None),
        };
        Self {
            name: name.into(),
            unit,
            value,
            limit,
            ratio,
            target: words,
            met,
            rounds,
            limit_rounds: limit_rounds.to_vec(),
        }
    }
}

/// A bench's answer.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Its name on the command line.
    pub(super) bench: &'static str,
    /// In the order measured.
    pub(super) rows: Vec<Row>,
}

/// All answers of a run.
#[derive(Debug, Serialize)]
pub(super) struct Reports {
    machine: Machine,
    reports: Vec<Report>,
    met: bool,
}

/// What the figures were measured on.
#[derive(Debug, Serialize)]
struct Machine {
    cores: usize,
    folder: String,
    file_system: String,
    /// Load before the first round: above 0.5 somebody else was computing, too.
    load: f64,
}

impl Reports {
    /// The answers of a run in this folder; `load` was read before the first round.
    pub(super) fn new(folder: &Path, load: f64, reports: Vec<Report>) -> Self {
        Self {
            machine: Machine {
                cores: std::thread::available_parallelism().map_or(0, usize::from),
                folder: folder.display().to_string(),
                file_system: file_system(folder),
                load,
            },
            met: reports
                .iter()
                .flat_map(|r| &r.rows)
                .all(|row| row.met != Some(false)),
            reports,
        }
    }

    /// Whether every target was reached.
    pub(super) fn met(&self) -> bool {
        self.met
    }

    /// The table for people.
    pub(super) fn words(&self) -> String {
        let machine = &self.machine;
        let mut out = format!(
            "{} 核，{}（{}），开始时负载 {:.2}\n",
            machine.cores, machine.folder, machine.file_system, machine.load
        );
        if matches!(machine.file_system.as_str(), "tmpfs" | "ramfs") {
            out.push_str("注意：这个目录在内存里，落盘的数字不算数。请用 --dir 指到真正的磁盘。\n");
        }
        for report in &self.reports {
            out.push_str(&format!("\n{}\n", report.bench));
            let head = ["项目", "本系统", "极限", "比值", "目标", "达到"].map(str::to_owned);
            let mut lines = vec![head];
            lines.extend(report.rows.iter().map(cells));
            out.push_str(&aligned(&lines));
        }
        out
    }
}

fn cells(row: &Row) -> [String; 6] {
    let met = match row.met {
        Some(true) => "是",
        Some(false) => "否",
        None => "",
    };
    [
        row.name.clone(),
        format!("{} {}", number(row.value), row.unit),
        row.limit.map(number).unwrap_or_default(),
        row.ratio.map(|r| format!("{r:.2}")).unwrap_or_default(),
        row.target.clone(),
        met.to_owned(),
    ]
}

fn number(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

/// Columns by width on screen: a Chinese character takes two places.
fn aligned(lines: &[[String; 6]]) -> String {
    let width = |s: &str| -> usize { s.chars().map(|c| 1 + usize::from(c > '\u{2e7f}')).sum() };
    let widths: [usize; 6] =
        std::array::from_fn(|i| lines.iter().map(|l| width(&l[i])).max().unwrap_or(0));
    let mut out = String::new();
    for line in lines {
        for (cell, wide) in line.iter().zip(widths) {
            out.push_str(&format!("  {cell}{}", " ".repeat(wide - width(cell))));
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

/// The middle of the rounds; of an even number the mean of the two.
pub(super) fn median(rounds: &[f64]) -> f64 {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The kind of file system under a folder, from the kernel's list of mounts.
fn file_system(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            Some((words.next()?, words.next()?))
        })
        .filter(|(place, _)| folder.starts_with(place))
        .max_by_key(|(place, _)| place.len())
        .map_or_else(|| "?".to_owned(), |(_, kind)| kind.to_owned())
}

/// The load of the last minute.
pub(super) fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let first = text.split(' ').next().and_then(|n| n.parse().ok());
    first.unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_median_and_says_whether_it_is_enough() {
        let row = Row::new(
            "a",
            "次/秒",
            vec![9.0, 1.0, 4.0],
            &[10.0, 6.0],
            Target::Ratio(0.5),
        );
        assert_eq!(
            (row.value, row.limit, row.ratio),
            (4.0, Some(8.0), Some(0.5))
        );
        assert_eq!(row.met, Some(true));
        let row = Row::new("b", "毫秒", vec![3.0], &[], Target::AtMost(2.9));
        assert_eq!((row.ratio, row.met), (None, Some(false)));
        let reports = Reports::new(
            Path::new("/"),
            0.0,
            vec![Report {
                bench: "b",
                rows: vec![row],
            }],
        );
        assert!(!reports.met() && reports.words().contains("3.00 毫秒"));
    }
}
