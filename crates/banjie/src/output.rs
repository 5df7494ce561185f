//! What a command prints: one JSON value with `--json`, otherwise words; messages go to stderr.

use serde::Serialize;
use std::process::ExitCode;

/// A command's result: its exit code, or a sentence for stderr and exit 1.
pub(crate) type Outcome = Result<ExitCode, String>;

/// Prints the value or the words, and ends with 0, or 1 where the answer is no.
pub(crate) fn say(json: bool, value: &impl Serialize, words: &str, yes: bool) -> Outcome {
    use std::io::Write;
    let printed = match json {
        true => {
            let text = serde_json::to_string_pretty(value).map_err(|e| e.to_string())?;
            writeln!(std::io::stdout(), "{text}")
        }
        false => writeln!(std::io::stdout(), "{}", words.trim_end()),
    };
    match printed {
        // Whoever reads may stop early, as `head` does.
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            return Err(format!("标准输出：{e}"));
        }
        _ => {}
    }
    Ok(if yes {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Writes bytes to a file, or to stdout when none is named.
pub(crate) fn write(bytes: &[u8], to: Option<&std::path::Path>) -> Outcome {
    match to {
        Some(path) => {
            std::fs::write(path, bytes)
                .map_err(|e| format!("{}：写不进去（{e}）", path.display()))?;
            eprintln!("已写到 {}", path.display());
        }
        None => {
            use std::io::Write;
            std::io::stdout()
                .write_all(bytes)
                .map_err(|e| format!("标准输出：{e}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
