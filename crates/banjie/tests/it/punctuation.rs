//! Chinese sentences use full-width punctuation, wherever a person reads them: string literals of
//! the program, templates, texts of the pack.

use std::path::{Path, PathBuf};

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The first half-width mark between Chinese characters, with what stands around it.
fn fault(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = (0..chars.len()).find(|&i| {
        let before = i.checked_sub(1).and_then(|b| chars.get(b)).copied();
        let after = chars.get(i + 1).copied();
        // A literal may begin or end with the mark: its sentence goes on elsewhere.
        let ends = before.is_none_or(|c| is_han(c) || "”》）".contains(c));
        let begins = after.is_none_or(|c| is_han(c) || "“《（".contains(c));
        match chars[i] {
            ',' | ';' | ':' | '?' | '!' => ends && begins && chars.len() > 1,
            '(' | ')' => before.is_some_and(is_han) || after.is_some_and(is_han),
            _ => false,
        }
    })?;
    Some(
        chars[at.saturating_sub(12)..chars.len().min(at + 12)]
            .iter()
            .collect(),
    )
}

/// The contents of the string literals of a Rust source, up to its own tests; comments left out.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or(source);
    let chars: Vec<char> = source.chars().collect();
    let is = |at: usize, c: char| chars.get(at) == Some(&c);
    let (mut found, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        if is(i, '/') && is(i + 1, '/') {
            while i < chars.len() && !is(i, '\n') {
                i += 1;
            }
        } else if is(i, '\'') {
            // A character or a lifetime: only the former can hold a quotation mark.
            i += match (chars.get(i + 1), chars.get(i + 2)) {
                (Some('\\'), _) => 4,
                (Some(_), Some('\'')) => 3,
                _ => 1,
            };
        } else if is(i, '"') {
            let mut hashes = 0;
            while i > hashes && is(i - hashes - 1, '#') {
                hashes += 1;
            }
            let raw = i > hashes && is(i - hashes - 1, 'r');
            let mut text = String::new();
            i += 1;
            while i < chars.len() {
                let closing = is(i, '"') && (!raw || (1..=hashes).all(|h| is(i + h, '#')));
                if closing {
                    break;
                }
                if !raw && is(i, '\\') {
                    i += 1;
                }
                text.extend(chars.get(i));
                i += 1;
            }
            found.push(text);
            i += 1;
        } else {
            i += 1;
        }
    }
    found
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

#[test]
fn half_width_marks_are_found_where_they_are_wrong_and_only_there() {
    assert!(fault("没有填写:请填").is_some());
    assert!(fault("文件太大(最多 20 兆)").is_some());
    assert!(fault("“甲”,“乙”").is_some());
    assert!(fault(",不顺延").is_some() && fault("应为:").is_some());
    assert_eq!(fault("没有填写：请填 a,b (c) 12:30，好"), None);
    let source = "let a = \"甲,乙\"; // \"丙,丁\"\nlet c = '\"'; let d = r#\"戊\"己,庚\"#;";
    assert_eq!(literals(source), ["甲,乙", "戊\"己,庚"]);
}

#[test]
fn sentences_use_full_width_punctuation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    walk(&root.join("crates"), &mut files);
    walk(&root.join("packs"), &mut files);
    let (mut read, mut faults) = (0, Vec::new());
    for path in files {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        // What people type into a table is read with either width.
        if name.contains("/tests/") || name.starts_with("crates/papers/src/sheet/") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let texts = match path.extension().and_then(|e| e.to_str()) {
            Some("rs") => literals(&text),
            Some("html") => text.lines().map(str::to_owned).collect(),
            Some("toml") => text
                .lines()
                .filter(|l| !l.trim_start().starts_with('#'))
                .map(str::to_owned)
                .collect(),
            _ => continue,
        };
        read += texts.len();
        let found = texts.iter().filter_map(|t| fault(t));
        faults.extend(found.map(|around| format!("{name}: …{around}…")));
    }
    assert!(read > 5_000, "only {read} texts were read");
    assert!(
        faults.is_empty(),
        "half-width punctuation:\n{}",
        faults.join("\n")
    );
}
