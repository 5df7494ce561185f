//! Hostile files (assurance S8): each is made here by code, and each gives words: no panic, no
//! hang, bounded memory. One test runs them one after the other, so that the memory of the process
//! tells of each.

#[cfg(test)]
mod make;
#[cfg(test)]
mod packages;
#[cfg(test)]
mod plain;

use banjie_papers::sheet;
use banjie_papers::upload;

/// What a case must come to.
enum Outcome {
    /// The file is refused; the refusal contains these words.
    Refused(&'static str),
    /// The file is read; its first row's problems contain these words.
    Problem(&'static str),
    /// The file is read without problems into so many rows.
    Rows(usize),
    /// Read or refused, but in words and within the limits.
    Any,
}

struct Case {
    name: String,
    bytes: Vec<u8>,
    outcome: Outcome,
}

fn case(name: impl Into<String>, bytes: impl Into<Vec<u8>>, outcome: Outcome) -> Case {
    Case {
        name: name.into(),
        bytes: bytes.into(),
        outcome,
    }
}

/// Peak memory of this process in KiB since the last reset; none where /proc is missing.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn reset_peak() {
    // 5 resets the high-water mark (Linux); elsewhere memory is simply not checked.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// What is wrong with the answer to a case.
fn faults(case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    reset_peak();
    let before = peak_kib();
    let started = std::time::Instant::now();
    let read = sheet::read(&case.bytes, "../../表\r\n.xlsx", &make::template());
    let took = started.elapsed();
    let mut more = 0;
    if let (Some(before), Some(after)) = (before, peak_kib()) {
        more = after.saturating_sub(before) >> 10;
        if more > 128 {
            faults.push(format!("took {more} MiB more"));
        }
    }
    // The figure of S8 is 2 s; ten times that leaves room for a slow, shared machine.
    if took.as_secs() >= 20 {
        faults.push(format!("took {took:?}"));
    }
    if std::env::var("HOSTILE_TIMES").is_ok() {
        println!("{took:>12.1?} {more:>4} MiB  {}", case.name);
    }
    let as_expected = match (&case.outcome, &read) {
        (Outcome::Refused(words), Err(refusal)) => refusal.to_string().contains(words),
        (Outcome::Problem(words), Ok(sheet)) => sheet.rows[0].problems.join("；").contains(words),
        (Outcome::Rows(rows), Ok(sheet)) => {
            sheet.rows.len() == *rows && sheet.rows.iter().all(|row| row.problems.is_empty())
        }
        (Outcome::Any, _) => true,
        _ => false,
    };
    if !as_expected {
        faults.push(match &read {
            Ok(sheet) => format!(
                "read {} rows, problems of the first: {:?}",
                sheet.rows.len(),
                sheet.rows.first().map(|row| &row.problems)
            ),
            Err(refusal) => format!("refused: {refusal}"),
        });
    }
    if let Err(refusal) = read {
        let words = refusal.to_string();
        if !words.contains('请') || words.contains(['\r', '\n']) || words.contains("..") {
            faults.push(format!("says {words:?}"));
        }
    }
    // The same bytes as an attachment: a kind or none, never a crash.
    let _ = upload::kind_of(&case.bytes);
    faults
}

#[test]
fn every_hostile_file_gives_words() {
    let mut count = 0;
    let mut all = Vec::new();
    for group in [plain::cases, packages::cases, packages::sheets] {
        group(&mut |case: Case| {
            for fault in faults(&case) {
                all.push(format!("{}: {fault}", case.name));
            }
            count += 1;
        });
    }
    assert!(all.is_empty(), "\n{}", all.join("\n"));
    assert!(count >= 100, "{count} cases");
}
