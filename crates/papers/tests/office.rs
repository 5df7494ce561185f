//! What an office suite makes of our files. Skipped with a word where LibreOffice or poppler is
//! missing (Debian: libreoffice-writer-nogui, poppler-utils).

use std::path::Path;
use std::process::Command;

use banjie_papers::docx::docx;
use banjie_papers::{Block, Paper};

/// The pages' text lines after LibreOffice has laid the document out.
fn pages(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let folder = std::env::temp_dir().join(format!("banjie-office-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    let text = convert(bytes, &folder);
    std::fs::remove_dir_all(&folder).ok()?;
    if text.is_none() {
        eprintln!("skipped: soffice or pdftotext is missing");
    }
    let pages = text?
        .split('\u{C}')
        .map(|page| {
            page.lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect()
        })
        .collect();
    Some(pages)
}

fn convert(bytes: &[u8], folder: &Path) -> Option<String> {
    std::fs::write(folder.join("paper.docx"), bytes).ok()?;
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let converted = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "paper.docx"])
        .current_dir(folder)
        .output()
        .ok()?;
    assert!(converted.status.success(), "{converted:?}");
    let text = Command::new("pdftotext")
        .args(["-layout", "paper.pdf", "-"])
        .current_dir(folder)
        .output()
        .ok()?;
    String::from_utf8(text.stdout).ok()
}

#[test]
fn a_page_of_the_docx_has_22_lines_of_28_characters() {
    let paper = Paper {
        blocks: vec![Block::Paragraph("营".repeat(26 + 28 * 30))],
        ..Paper::default()
    };
    let Some(pages) = docx(&paper).ok().and_then(|bytes| pages(&bytes)) else {
        return;
    };
    let text: Vec<&String> = pages[0].iter().filter(|l| l.starts_with('营')).collect();
    assert_eq!(text.len(), 22);
    assert_eq!(text[0].chars().count(), 26);
    assert!(text[1..].iter().all(|line| line.chars().count() == 28));
    // poppler drops the narrow blanks around the number.
    let number = |page: usize| pages[page].last().map(|line| line.replace(' ', ""));
    assert_eq!(number(0).as_deref(), Some("—1—"));
    assert_eq!(number(1).as_deref(), Some("—2—"));
}
