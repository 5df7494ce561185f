use std::path::Path;

use super::flow::{self, Item, Sheet, WIDTH};
use super::fonts::Fonts;
use super::{FONT_PLACES, pdf, pdf_with_fonts};
use crate::docx::tests::bulletin;
use crate::paper::{Block, Paper, PaperError, Table};

/// The machine's fonts, or none with a word on the test's output.
fn fonts() -> Option<Fonts> {
    let places: Vec<&Path> = FONT_PLACES.iter().map(Path::new).collect();
    Fonts::find(&places)
        .inspect_err(|missing| eprintln!("skipped: {missing}"))
        .ok()
}

fn pages(paper: &Paper) -> Option<Vec<Sheet>> {
    fonts().map(|mut fonts| flow::lay_out(paper, &mut fonts).unwrap())
}

/// Text lines of a page that stand in the text area, from top to bottom.
fn lines(sheet: &Sheet) -> Vec<String> {
    sheet
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Text { y, line, .. } if *y > flow::TOP && *y < flow::TOP + flow::HEIGHT => {
                Some(line.glyphs.iter().map(|p| p.character).collect())
            }
            _ => None,
        })
        .collect()
}

fn plain(text: &str) -> Paper {
    Paper {
        blocks: vec![Block::Paragraph(text.into())],
        ..Paper::default()
    }
}

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let Some(pages) = pages(&plain(&"营".repeat(28 * 30))) else {
        return;
    };
    let first = lines(&pages[0]);
    assert_eq!(first.len(), 22);
    // The first line is indented by two characters.
    assert_eq!(first[0].chars().count(), 26);
    assert!(first[1..].iter().all(|line| line.chars().count() == 28));
}

#[test]
fn marks_never_begin_a_line_and_numbers_stay_whole() {
    let text = "按时办结率91.3%，比上周多12件；“等对方单位回函”（中位9个工作日）。".repeat(20);
    let Some(pages) = pages(&plain(&text)) else {
        return;
    };
    let all: Vec<String> = pages.iter().flat_map(lines).collect();
    for pair in all.windows(2) {
        let (before, after) = (
            pair[0].chars().last().unwrap(),
            pair[1].chars().next().unwrap(),
        );
        assert!(!"，。；”）%、".contains(after), "{pair:?}");
        assert!(!"“（".contains(before), "{pair:?}");
        assert!(
            !(before.is_ascii_digit() && after.is_ascii_digit()),
            "{pair:?}"
        );
    }
    assert_eq!(all.concat(), text);
}

#[test]
fn nothing_stands_outside_the_text_width() {
    let mut paper = bulletin();
    paper
        .blocks
        .push(Block::Paragraph("https://example.test/".repeat(20)));
    let Some(pages) = pages(&paper) else { return };
    for item in pages.iter().flat_map(|page| &page.items) {
        if let Item::Text { x, line, .. } = item {
            // A closing mark may stand out by its empty half.
            let right = x + line.width() - flow::LEFT;
            assert!(right <= WIDTH + line.size / 2.0 + 0.1, "{right}");
        }
    }
}

#[test]
fn a_long_table_repeats_its_head_and_a_huge_cell_goes_on() {
    let mut rows = vec![vec!["住建局".to_owned(), "12".to_owned()]; 60];
    rows.push(vec!["长".repeat(3_000), "1".to_owned()]);
    let paper = Paper {
        blocks: vec![Block::Table(Table {
            caption: "表".into(),
            head: vec!["单位".into(), "在办".into()],
            rows,
            align: vec![],
        })],
        ..Paper::default()
    };
    let Some(pages) = pages(&paper) else { return };
    assert!(pages.len() > 3);
    for page in &pages {
        assert!(lines(page).iter().any(|line| line == "单位"));
    }
    let long = pages.iter().flat_map(lines).filter(|l| l.starts_with('长'));
    assert_eq!(long.map(|l| l.chars().count()).sum::<usize>(), 3_000);
}

#[test]
fn a_heading_never_stands_alone_at_the_foot() {
    for filler in 15..24 {
        let mut paper = plain(&"营".repeat(28 * filler - 2));
        paper.blocks.push(Block::Heading1("一、标题".into()));
        paper.blocks.push(Block::Paragraph("正文".into()));
        let Some(pages) = pages(&paper) else { return };
        for page in &pages {
            assert_ne!(lines(page).last().map(String::as_str), Some("一、标题"));
        }
        paper.blocks.pop();
        paper.blocks.push(Block::Table(Table {
            caption: "表1".into(),
            head: vec!["单位".into()],
            rows: vec![vec!["住建局".into()]],
            align: vec![],
        }));
        for page in &self::pages(&paper).unwrap_or_default() {
            assert_ne!(lines(page).last().map(String::as_str), Some("一、标题"));
        }
    }
}

#[test]
fn a_signature_takes_two_lines_of_text_with_it() {
    let mut lonely = 0;
    for filler in 17..24 {
        let mut paper = plain(&"营".repeat(28 * filler - 2));
        paper.signer = "营商办".into();
        paper.date = Some(jiff::civil::date(2026, 2, 24));
        let Some(pages) = pages(&paper) else { return };
        let last = lines(pages.last().unwrap());
        assert!(
            last.iter().filter(|line| line.starts_with('营')).count() >= 2,
            "{last:?}"
        );
        assert_eq!(last.last().map(String::as_str), Some("2026年2月24日"));
        lonely += usize::from(pages.len() == 2 && last.len() == 4);
        let all: usize = pages
            .iter()
            .flat_map(lines)
            .filter(|l| l.ends_with("营"))
            .map(|l| l.chars().count())
            .sum();
        assert_eq!(all, 28 * filler - 2);
    }
    assert!(lonely > 0, "the case was not met");
}

#[test]
fn demo_pages_carry_the_mark_and_every_page_its_number() {
    let Some(pages) = pages(&bulletin()) else {
        return;
    };
    for (index, page) in pages.iter().enumerate() {
        let all: Vec<String> = page
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text { line, .. } => Some(line.glyphs.iter().map(|p| p.character).collect()),
                _ => None,
            })
            .collect();
        assert!(all.contains(&"演示数据".to_owned()));
        assert!(all.contains(&format!("— {} —", index + 1)));
    }
    let last = lines(pages.last().unwrap());
    assert!(last.contains(&"扫码或输入编号核验原件".to_owned()));
    assert!(last.contains(&format!("第 {0} 页，共 {0} 页", pages.len())));
}

#[test]
fn the_same_paper_gives_the_same_pdf() {
    if fonts().is_some() {
        let once = pdf(&bulletin()).unwrap();
        assert!(once.starts_with(b"%PDF-"));
        assert_eq!(once, pdf(&bulletin()).unwrap());
    }
}

#[test]
fn a_missing_font_names_its_debian_package() {
    let refused = pdf_with_fonts(&bulletin(), &[Path::new("/nonexistent")]).unwrap_err();
    assert!(matches!(refused, PaperError::FontMissing { .. }));
    assert!(
        refused
            .to_string()
            .contains("apt-get install fonts-noto-cjk")
    );
}

#[test]
fn rare_and_unknown_characters_are_shown() {
    if fonts().is_some() {
        pdf(&plain("镕喆堃昇𠮷\u{10FFFD}\u{1F600}")).unwrap();
    }
}
