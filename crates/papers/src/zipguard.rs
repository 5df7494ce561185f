//! Looks through an uploaded zip (xlsx, docx) before any parser sees it: every entry is really
//! inflated, under limits that do not believe the sizes the file declares.

use std::io::{Cursor, Read};

use memchr::{memchr, memchr_iter, memchr2_iter, memmem};

/// Most bytes that all entries may inflate to.
pub(crate) const MAX_INFLATED: u64 = 64 << 20;
/// Most entries.
pub(crate) const MAX_ENTRIES: usize = 2_000;
/// Most shared strings; also the most that a file may *announce*: the xlsx reader reserves memory
/// for the announced number (calamine 0.38, `uniqueCount`).
const MAX_STRINGS: u64 = 500_000;
/// Most tags of a part that is neither sheet nor string table (styles, relations, workbook).
const MAX_OTHER_TAGS: usize = 200_000;
/// Most quotation marks in one tag: XML readers compare attribute names pairwise.
const MAX_QUOTES: usize = 512;

/// What is wrong with a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ZipFault {
    /// Not a whole, readable zip.
    Broken,
    /// An entry is encrypted.
    Encrypted,
    /// More than [`MAX_ENTRIES`].
    Entries,
    /// More than [`MAX_INFLATED`].
    Inflated,
    /// An entry's name leads out of the archive.
    Name,
    /// DTD or entity declarations, or XML in another encoding than UTF-8.
    Entities,
    /// More elements, attributes or strings than any office file needs.
    Crowded,
}

/// Inflates every entry into a scratch buffer, checks it, and returns the names in order. A file
/// that will be `parsed` here must also be free of what makes a parser slow or hungry; one that
/// is only kept (an attachment of 300 pages) may be as rich as it likes.
pub(crate) fn inspect(bytes: &[u8], parsed: bool) -> Result<Vec<String>, ZipFault> {
    // Before the directory is parsed: 22 bytes of file can announce 65,535 entries, and each
    // costs memory. A directory entry begins with PK 1 2.
    if memmem::find_iter(bytes, b"PK\x01\x02")
        .take(MAX_ENTRIES + 1)
        .count()
        > MAX_ENTRIES
    {
        return Err(ZipFault::Entries);
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ZipFault::Broken)?;
    if zip.len() > MAX_ENTRIES {
        return Err(ZipFault::Entries);
    }
    let mut names = Vec::with_capacity(zip.len());
    let mut left = MAX_INFLATED;
    let mut part = Vec::new();
    for index in 0..zip.len() {
        let raw = zip.by_index_raw(index).map_err(|_| ZipFault::Broken)?;
        if raw.encrypted() {
            return Err(ZipFault::Encrypted);
        }
        let name = raw.name().map_err(|_| ZipFault::Name)?.into_owned();
        drop(raw);
        if !harmless(&name) {
            return Err(ZipFault::Name);
        }
        let entry = zip.by_index(index).map_err(|_| ZipFault::Broken)?;
        part.clear();
        let read = entry
            .take(left + 1)
            .read_to_end(&mut part)
            .map_err(|_| ZipFault::Broken)? as u64;
        left = left.checked_sub(read).ok_or(ZipFault::Inflated)?;
        check_entities(&part)?;
        if parsed {
            check_crowd(&part)?;
        }
        names.push(name);
    }
    Ok(names)
}

/// Names are never used as paths; one that tries to be a path out of the archive was made to harm.
fn harmless(name: &str) -> bool {
    name.len() <= 1_024
        && !name.starts_with('/')
        && !name.contains(['\\', '\0'])
        && !name.contains(':')
        && name.split('/').all(|step| step != "..")
}

fn check_entities(part: &[u8]) -> Result<(), ZipFault> {
    if part.starts_with(&[0xFE, 0xFF]) || part.starts_with(&[0xFF, 0xFE]) {
        return Err(ZipFault::Entities);
    }
    for word in ["<!DOCTYPE", "<!ENTITY", "<!doctype", "<!entity"] {
        if memmem::find(part, word.as_bytes()).is_some() {
            return Err(ZipFault::Entities);
        }
    }
    Ok(())
}

fn check_crowd(part: &[u8]) -> Result<(), ZipFault> {
    if memmem::find_iter(part, b"uniqueCount").any(|at| announced(&part[at..]) > MAX_STRINGS) {
        return Err(ZipFault::Crowded);
    }
    let text = part.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(part);
    if text.trim_ascii_start().first() != Some(&b'<') {
        return Ok(());
    }
    let mut tags = 0;
    for at in memchr_iter(b'<', text) {
        tags += 1;
        let tag = &text[at..];
        let end = memchr(b'>', tag).unwrap_or(tag.len());
        let quotes = memchr2_iter(b'"', b'\'', &tag[..end]).take(MAX_QUOTES + 1);
        if quotes.count() > MAX_QUOTES {
            return Err(ZipFault::Crowded);
        }
    }
    let most = match root(text) {
        b"worksheet" => usize::MAX,
        b"sst" if memmem::find_iter(text, b"<si").count() as u64 > MAX_STRINGS => 0,
        b"sst" => usize::MAX,
        // A prefixed or unknown root gets the small allowance.
        _ => MAX_OTHER_TAGS,
    };
    if tags > most {
        return Err(ZipFault::Crowded);
    }
    Ok(())
}

/// The number after `uniqueCount=`; what is no number counts as too many.
fn announced(text: &[u8]) -> u64 {
    let rest = text["uniqueCount".len()..].trim_ascii_start();
    let Some(rest) = rest.strip_prefix(b"=") else {
        return 0;
    };
    let rest = rest.trim_ascii_start();
    let digits = match rest {
        [b'"' | b'\'', digits @ ..] => digits,
        _ => return u64::MAX,
    };
    let end = digits
        .iter()
        .position(|b| matches!(b, b'"' | b'\''))
        .unwrap_or(digits.len().min(40));
    std::str::from_utf8(&digits[..end])
        .ok()
        .and_then(|number| number.trim().parse().ok())
        .unwrap_or(u64::MAX)
}

/// Local name of the first element.
fn root(text: &[u8]) -> &[u8] {
    for at in memchr_iter(b'<', text) {
        let tag = &text[at + 1..];
        if matches!(tag.first(), Some(b'?' | b'!')) {
            continue;
        }
        let end = tag
            .iter()
            .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
            .unwrap_or(tag.len());
        let name = &tag[..end];
        return name.rsplit(|b| *b == b':').next().unwrap_or(name);
    }
    b""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announced_number_of_strings_is_read_or_too_many() {
        assert_eq!(announced(b"uniqueCount=\"12\">"), 12);
        assert_eq!(announced(b"uniqueCount = '7'"), 7);
        assert_eq!(
            announced(b"uniqueCount=\"99999999999999999999999\""),
            u64::MAX
        );
        assert_eq!(announced(b"uniqueCounts"), 0);
    }

    #[test]
    fn the_root_is_found_behind_a_declaration() {
        assert_eq!(
            root(b"<?xml version=\"1.0\"?><!-- x --><x:sst a=\"1\">"),
            b"sst"
        );
        assert_eq!(root(b"no"), b"");
    }
}
