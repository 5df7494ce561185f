//! The text of the document: head, title, blocks, signature, record block.

use super::escape;
use super::parts::{R, W, field};
use crate::grid;
use crate::paper::{Align, Block, Paper, Table, VERIFY_HINT, Verify, chinese_date};

/// Twips in a millimetre.
const TWIPS: f64 = 56.692_913;
/// Twips of one character of the grid.
const CHARACTER: f64 = 316.0;
/// Width of the text area, 156 mm in twips.
const TEXT_TWIPS: i64 = 8845;

fn twips(millimetres: f64) -> i64 {
    (millimetres * TWIPS).round() as i64
}

pub(super) fn document(paper: &Paper) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>"
    );
    red_head(paper, &mut out);
    for line in grid::title_lines(&paper.title) {
        out.push_str(&paragraph("Title", "", &line));
    }
    if !paper.period.is_empty() {
        out.push_str(&paragraph("Period", "", &format!("（{}）", paper.period)));
    }
    if !paper.title.is_empty() {
        out.push_str(EMPTY);
    }
    if !paper.addressee.is_empty() {
        out.push_str(&paragraph("", "", &format!("{}：", paper.addressee)));
    }
    for block in &paper.blocks {
        push_block(block, &mut out);
    }
    attachments(paper, &mut out);
    signature(paper, &mut out);
    record(paper, &mut out);
    section(paper, &mut out);
    out.push_str("</w:body></w:document>");
    out
}

const EMPTY: &str = "<w:p/>";
/// An empty line that stays with the next.
const KEEP: &str = "<w:p><w:pPr><w:keepNext/></w:pPr></w:p>";

/// A paragraph of one style; line feeds in the text break the line.
fn paragraph(style: &str, properties: &str, text: &str) -> String {
    let style = if style.is_empty() {
        String::new()
    } else {
        format!("<w:pStyle w:val=\"{style}\"/>")
    };
    format!(
        "<w:p><w:pPr>{style}{properties}</w:pPr>{}</w:p>",
        run("", text)
    )
}

fn run(properties: &str, text: &str) -> String {
    let body = escape(text)
        .split('\n')
        .map(|line| format!("<w:t xml:space=\"preserve\">{line}</w:t>"))
        .collect::<Vec<_>>()
        .join("<w:br/>");
    format!("<w:r><w:rPr>{properties}</w:rPr>{body}</w:r>")
}

/// 版头: issuer 35 mm below the top of the text area, number two lines below, red line 4 mm below
/// that, two lines before the title (7.2.4–7.2.8, 7.3.1).
fn red_head(paper: &Paper, out: &mut String) {
    if paper.issuer.is_empty() {
        return;
    }
    let size = grid::issuer_size(&paper.issuer);
    let half_points = (size * 2.0) as i64;
    out.push_str(&format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Issuer\"/><w:spacing w:before=\"{}\" w:line=\"{}\" w:lineRule=\"exact\"/></w:pPr>{}</w:p>{EMPTY}{EMPTY}",
        twips(grid::ISSUER_TOP),
        (size * 1.15 * 20.0) as i64,
        run(
            &format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>"),
            &paper.issuer
        )
    ));
    out.push_str(&paragraph(
        "Number",
        "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"11\" w:color=\"FF0000\"/></w:pBdr>",
        &paper.number,
    ));
    out.push_str(EMPTY);
    out.push_str(EMPTY);
}

fn push_block(block: &Block, out: &mut String) {
    match block {
        Block::Heading1(text) => out.push_str(&paragraph("Heading1", "", text)),
        Block::Heading2(text) => out.push_str(&paragraph("Heading2", "", text)),
        Block::Heading3(text) => out.push_str(&paragraph("Heading3", "", text)),
        Block::Paragraph(text) => out.push_str(&paragraph("Text", "", text)),
        Block::List(items) => {
            for item in items {
                out.push_str(&paragraph("Text", "", item));
            }
        }
        Block::Note(text) => out.push_str(&paragraph("Small", "", text)),
        Block::Table(table) => push_table(table, out),
        Block::PageBreak => out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
    }
}

fn push_table(table: &Table, out: &mut String) {
    if table.head.is_empty() {
        return;
    }
    if !table.caption.is_empty() {
        out.push_str(&paragraph("Caption", "", &table.caption));
    }
    let widths: Vec<i64> = grid::column_shares(table)
        .iter()
        .map(|share| (share * TEXT_TWIPS as f64) as i64)
        .collect();
    let size = grid::table_size(table);
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{TEXT_TWIPS}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>"
    ));
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        out.push_str(&format!(
            "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
        ));
    }
    out.push_str(
        "</w:tblBorders><w:tblLayout w:type=\"fixed\"/>\
         <w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
    );
    for width in &widths {
        out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    out.push_str("</w:tblGrid>");
    push_row(&widths, size, true, out, |column| {
        (&table.head[column], Align::Center)
    });
    for row in 0..table.rows.len() {
        push_row(&widths, size, false, out, |column| {
            (table.cell(row, column), table.align_of(column))
        });
    }
    out.push_str("</w:tbl>");
}

fn push_row<'a>(
    widths: &[i64],
    size: f64,
    head: bool,
    out: &mut String,
    cell: impl Fn(usize) -> (&'a str, Align),
) {
    out.push_str("<w:tr><w:trPr><w:cantSplit/>");
    if head {
        out.push_str("<w:tblHeader/>");
    }
    out.push_str("</w:trPr>");
    let half_points = (size * 2.0) as i64;
    let font = if head {
        "<w:rFonts w:ascii=\"黑体\" w:hAnsi=\"黑体\" w:eastAsia=\"黑体\" w:cs=\"黑体\"/>"
    } else {
        ""
    };
    for (column, width) in widths.iter().enumerate() {
        let (text, align) = cell(column);
        let stands = match align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        out.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>\
             <w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"40\" w:after=\"40\" w:line=\"{}\" w:lineRule=\"exact\"/>\
             <w:jc w:val=\"{stands}\"/></w:pPr>{}</w:p></w:tc>",
            (size * 1.35 * 20.0) as i64,
            run(
                &format!("{font}<w:spacing w:val=\"0\"/><w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>"),
                text
            )
        ));
    }
    out.push_str("</w:tr>");
}

/// 附件说明: one line below the text, indented by two characters; further annexes under the first.
fn attachments(paper: &Paper, out: &mut String) {
    if paper.attachments.is_empty() {
        return;
    }
    out.push_str(KEEP);
    let many = paper.attachments.len() > 1;
    for (index, name) in paper.attachments.iter().enumerate() {
        let label = if index == 0 { "附件：" } else { "" };
        let number = if many {
            format!("{}.", index + 1)
        } else {
            String::new()
        };
        let left = if index == 0 { 2.0 } else { 5.0 } * CHARACTER;
        out.push_str(&paragraph(
            "",
            &format!("<w:keepNext/><w:ind w:left=\"{}\"/>", left as i64),
            &format!("{label}{number}{name}"),
        ));
    }
}

fn signature(paper: &Paper, out: &mut String) {
    let date = paper.date.map(chinese_date).unwrap_or_default();
    if paper.signer.is_empty() && date.is_empty() {
        return;
    }
    let (signer_right, date_right) = grid::signature_indents(&paper.signer, &date);
    out.push_str(KEEP);
    for (text, right, keep) in [
        (paper.signer.as_str(), signer_right, "<w:keepNext/>"),
        (date.as_str(), date_right, ""),
    ] {
        if !text.is_empty() {
            out.push_str(&paragraph(
                "",
                &format!(
                    "{keep}<w:ind w:right=\"{}\"/><w:jc w:val=\"right\"/>",
                    (right * CHARACTER) as i64
                ),
                text,
            ));
        }
    }
}

/// 版记 at the foot of the last page: outer rules 0.35 mm, inner 0.25 mm, 4号; the verification
/// block is its last part, parted by a thin rule (7.4). Word and WPS float the table to the foot;
/// LibreOffice 7 leaves it below the text.
fn record(paper: &Paper, out: &mut String) {
    let mut lines: Vec<(String, String)> = paper
        .record
        .iter()
        .map(|line| (line.clone(), String::new()))
        .collect();
    if let (false, Some(date)) = (lines.is_empty(), paper.date) {
        lines.push((
            if paper.signer.is_empty() {
                paper.issuer.clone()
            } else {
                paper.signer.clone()
            },
            format!("{}印发", chinese_date(date)),
        ));
    }
    if lines.is_empty() && paper.verify.is_none() {
        return;
    }
    let picture = twips(grid::QR_SIDE + 2.0);
    let words = TEXT_TWIPS - picture;
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblpPr w:leftFromText=\"0\" w:rightFromText=\"0\" w:topFromText=\"200\" w:vertAnchor=\"margin\" \
         w:horzAnchor=\"margin\" w:tblpXSpec=\"center\" w:tblpYSpec=\"bottom\"/>\
         <w:tblW w:w=\"{TEXT_TWIPS}\" w:type=\"dxa\"/><w:tblBorders>\
         <w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
         <w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
         <w:insideH w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"280\" w:type=\"dxa\"/><w:right w:w=\"280\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{picture}\"/><w:gridCol w:w=\"{words}\"/></w:tblGrid>"
    ));
    for (left, right) in &lines {
        let tab = if right.is_empty() {
            String::new()
        } else {
            format!("<w:r><w:tab/></w:r>{}", run("", right))
        };
        out.push_str(&format!(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"{TEXT_TWIPS}\" w:type=\"dxa\"/><w:gridSpan w:val=\"2\"/></w:tcPr>\
             <w:p><w:pPr><w:pStyle w:val=\"Small\"/><w:tabs><w:tab w:val=\"right\" w:pos=\"{}\"/></w:tabs></w:pPr>{}{tab}</w:p></w:tc></w:tr>",
            TEXT_TWIPS - 560,
            run("", left)
        ));
    }
    if let Some(verify) = &paper.verify {
        push_verify(verify, picture, words, out);
    }
    out.push_str("</w:tbl>");
    // A table may not end the body; this line takes no room.
    out.push_str("<w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>");
}

fn push_verify(verify: &Verify, picture: i64, words: i64, out: &mut String) {
    let side = (grid::QR_SIDE * 36_000.0) as i64;
    out.push_str(&format!(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"{picture}\" w:type=\"dxa\"/>\
         <w:tcMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tcMar></w:tcPr>\
         <w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"60\" w:after=\"60\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"left\"/></w:pPr><w:r><w:drawing>\
         <wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{side}\" cy=\"{side}\"/>\
         <wp:docPr id=\"1\" name=\"QR\" descr=\"核验二维码 {}\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
         <pic:pic><pic:nvPicPr><pic:cNvPr id=\"1\" name=\"qr.png\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"rId6\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{side}\" cy=\"{side}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>\
         </w:drawing></w:r></w:p></w:tc><w:tc><w:tcPr><w:tcW w:w=\"{words}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>",
        escape(&verify.url)
    ));
    let small = "<w:spacing w:val=\"0\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>";
    let properties = format!("<w:rPr>{small}</w:rPr>");
    let line = |content: String| {
        format!(
            "<w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"380\" w:lineRule=\"exact\"/><w:jc w:val=\"left\"/></w:pPr>{content}</w:p>"
        )
    };
    out.push_str(&line(run(
        small,
        &format!("编号 {}　封存号 {}", verify.code, verify.head),
    )));
    out.push_str(&line(run(small, VERIFY_HINT)));
    out.push_str(&line(run(small, &verify.url)));
    out.push_str(&line(format!(
        "{}{}{}{}{}",
        run(small, "第 "),
        field("PAGE", &properties),
        run(small, " 页，共 "),
        field("NUMPAGES", &properties),
        run(small, " 页")
    )));
    out.push_str("</w:tc></w:tr>");
}

fn section(paper: &Paper, out: &mut String) {
    out.push_str("<w:sectPr>");
    if paper.demo {
        out.push_str("<w:headerReference w:type=\"even\" r:id=\"rId5\"/><w:headerReference w:type=\"default\" r:id=\"rId5\"/>");
    }
    // The number's line of 320 twips begins 7 mm below the text area.
    let footer = twips(grid::BOTTOM - grid::PAGE_NUMBER_GAP) - 320;
    out.push_str(&format!(
        "<w:footerReference w:type=\"even\" r:id=\"rId4\"/><w:footerReference w:type=\"default\" r:id=\"rId3\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"1000\" w:footer=\"{footer}\" w:gutter=\"0\"/>\
         <w:cols w:space=\"720\"/><w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>",
        twips(grid::TOP),
        11906 - TEXT_TWIPS - twips(grid::LEFT),
        twips(grid::BOTTOM),
        twips(grid::LEFT),
    ));
}
