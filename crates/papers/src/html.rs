//! A paper as one HTML file that needs nothing beside it: for mail, intranets and archives.

use crate::paper::{Align, Block, DEMO_MARK, Paper, PaperError, Table, VERIFY_HINT, chinese_date};
use crate::qr::Qr;
use std::fmt::Write;

const STYLE: &str = "body{margin:0 auto;max-width:210mm;padding:16px;color:#000;background:#fff;\
font:16px/1.75 FangSong,STFangsong,'Noto Serif CJK SC',serif;line-break:strict}\
h1,h2,h3,th,.mark{font-family:SimHei,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}\
h1{font-size:22px;text-align:center}h2{font-size:18px}h3{font-size:16px}\
.issuer{color:#c00;font-size:28px;text-align:center;font-weight:700;margin:0}\
.no{text-align:center;border-bottom:2px solid #c00;padding-bottom:8px}.mid{text-align:center}\
.end{text-align:right}p.t{text-indent:2em}table{border-collapse:collapse;width:100%;margin:8px 0}\
th,td{border:1px solid #777;padding:4px 6px;text-align:left;vertical-align:top}\
.r{text-align:right}.c{text-align:center}thead{display:table-header-group}tr{break-inside:avoid}\
.small{font-size:14px}.proof{display:flex;gap:16px;align-items:center;border-top:1px solid #777}\
@page{size:A4;margin:20mm 18mm}@media print{body{padding:0;max-width:none}}";

/// Writes the paper.
///
/// # Errors
/// [`PaperError::Address`] when the verification address fits no QR code.
pub fn write(paper: &Paper) -> Result<String, PaperError> {
    let mut out = String::new();
    let title = paper.title.replace('\n', "");
    put(
        &mut out,
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>",
    );
    put(&mut out, &escape(&title));
    put(
        &mut out,
        &format!("</title><style>{STYLE}</style></head><body>"),
    );
    if paper.demo {
        line(&mut out, "p", "mark", DEMO_MARK);
    }
    line(&mut out, "p", "issuer", &paper.issuer);
    line(&mut out, "p", "no", &paper.number);
    line(&mut out, "h1", "", &title);
    line(&mut out, "p", "mid", &paper.period);
    if !paper.addressee.is_empty() {
        line(&mut out, "p", "", &format!("{}：", paper.addressee));
    }
    for block in &paper.blocks {
        element(&mut out, block);
    }
    line(&mut out, "p", "end", &paper.signer);
    line(
        &mut out,
        "p",
        "end",
        &paper.date.map_or(String::new(), chinese_date),
    );
    if let Some(verify) = &paper.verify {
        let qr = Qr::of(&verify.url)?.svg(27.0);
        let words = format!("编号 {} · 账本封存号 {}", verify.code, verify.head);
        put(&mut out, &format!("<div class=\"proof\">{qr}<div>"));
        line(&mut out, "p", "small", &words);
        line(
            &mut out,
            "p",
            "small",
            &format!("{VERIFY_HINT}：{}", verify.url),
        );
        put(&mut out, "</div></div>");
    }
    put(&mut out, "</body></html>\n");
    Ok(out)
}

fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

fn line(out: &mut String, tag: &str, class: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let class = match class {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "<{tag}{class}>{}</{tag}>", escape(text));
}

fn element(out: &mut String, block: &Block) {
    match block {
        Block::Heading1(text) => line(out, "h2", "", text),
        Block::Heading2(text) | Block::Heading3(text) => line(out, "h3", "", text),
        Block::Paragraph(text) => line(out, "p", "t", text),
        Block::List(lines) => lines.iter().for_each(|text| line(out, "p", "t", text)),
        Block::Note(text) => line(out, "p", "small", text),
        Block::Table(table) => rows(out, table),
        Block::PageBreak => put(out, "<hr>"),
    }
}

fn rows(out: &mut String, table: &Table) {
    put(out, "<table>");
    line(out, "caption", "", &table.caption);
    put(out, "<thead><tr>");
    table
        .head
        .iter()
        .for_each(|title| line(out, "th", "", title));
    put(out, "</tr></thead><tbody>");
    for row in 0..table.rows.len() {
        put(out, "<tr>");
        for column in 0..table.head.len() {
            let class = match table.align_of(column) {
                Align::Left => "",
                Align::Center => " class=\"c\"",
                Align::Right => " class=\"r\"",
            };
            let cell = escape(table.cell(row, column));
            let _ = write!(out, "<td{class}>{cell}</td>");
        }
        put(out, "</tr>");
    }
    put(out, "</tbody></table>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_and_numbers_stand_right() {
        let paper = Paper {
            title: "<b>通报</b>".to_owned(),
            blocks: vec![Block::Table(Table {
                head: vec!["单位".to_owned(), "件".to_owned()],
                rows: vec![vec!["甲&乙".to_owned(), "3".to_owned()]],
                align: vec![Align::Left, Align::Right],
                ..Table::default()
            })],
            demo: true,
            ..Paper::default()
        };
        let html = write(&paper).unwrap();
        assert!(html.contains("&lt;b&gt;通报") && html.contains("甲&amp;乙"));
        assert!(html.contains("<td class=\"r\">3</td>") && html.contains(DEMO_MARK));
    }
}
