//! 《营商环境专项考核办法》 as an official paper. Every word is taken from the document; nothing is
//! decided here.

use crate::bulletin::Stamp;
use crate::paper::{Align, Block, Paper, Table};
use banjie_core::assessment::document::{AnnexRow, AnnexTable, Document};

/// The document as a paper: chapters and articles, the annex on a page of its own. `state` stands
/// in the place of the number, e.g. `2026-1版（送审稿）`.
pub fn paper(document: &Document, version: &str, state: &str, stamp: &Stamp) -> Paper {
    let mut blocks = Vec::new();
    for chapter in &document.chapters {
        blocks.push(Block::Heading1(chapter.title.clone()));
        for article in &chapter.articles {
            blocks.push(Block::Paragraph(article.text.clone()));
            if !article.items.is_empty() {
                blocks.push(Block::List(article.items.clone()));
            }
        }
    }
    blocks.push(Block::PageBreak);
    blocks.push(Block::Heading1("附件".to_owned()));
    blocks.extend(document.annex.iter().map(annex));
    Paper {
        issuer: format!("{}文件", stamp.signer),
        number: state.to_owned(),
        period: String::new(),
        title: document.title.clone(),
        blocks,
        attachments: vec!["考核项和计分方式".to_owned()],
        ..stamp.paper(format!("YKH-{version}"))
    }
}

fn annex(table: &AnnexTable) -> Block {
    let align = [
        Align::Right,
        Align::Left,
        Align::Right,
        Align::Left,
        Align::Left,
        Align::Right,
    ];
    Block::Table(Table {
        caption: table.caption.clone(),
        head: AnnexRow::HEAD.map(str::to_owned).to_vec(),
        rows: table.rows.iter().map(AnnexRow::cells).collect(),
        align: align.to_vec(),
    })
}
