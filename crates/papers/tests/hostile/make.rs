//! Building blocks: zips and workbooks out of parts.

use std::io::{Cursor, Write};

use banjie_papers::template::{Column, ColumnKind, Template};
use zip::write::SimpleFileOptions;

pub(crate) fn template() -> Template {
    Template {
        name: "工单导入".into(),
        notes: vec![],
        columns: vec![
            Column::new("工单编号", ColumnKind::Code).required(),
            Column::new("诉求内容", ColumnKind::Text).required(),
            Column::new("受理日期", ColumnKind::Date),
            Column::new("金额", ColumnKind::Decimal),
        ],
        max_rows: 5_000,
    }
}

/// A zip of the parts, deflated.
pub(crate) fn zip<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
pub(crate) const RELS: &str = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
pub(crate) const WORKBOOK: &str = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"填写\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
pub(crate) const BOOK_RELS: &str = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
/// The head as cells of row 1.
pub(crate) const HEAD: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>工单编号</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>诉求内容</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>受理日期</t></is></c><c r=\"D1\" t=\"inlineStr\"><is><t>金额</t></is></c></row>";
/// A good row 2.
pub(crate) const GOOD: &str = "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>GD1</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>路灯不亮</t></is></c><c r=\"C2\"><v>46080</v></c></row>";

/// The worksheet part with these rows and this tail behind them.
pub(crate) fn worksheet(rows: &str, tail: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData>{tail}</worksheet>"
    )
}

/// A workbook with this worksheet part and further parts (a part named again replaces the usual).
pub(crate) fn book(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let usual: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    let parts = usual
        .into_iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name))
        .chain(more.iter().copied());
    zip(parts)
}

/// A good workbook with these rows below the head.
pub(crate) fn rows(rows: &str) -> Vec<u8> {
    book(&worksheet(&format!("{HEAD}{rows}"), ""), &[])
}

/// One row 2 whose second cell is this XML.
pub(crate) fn second(cell: &str) -> Vec<u8> {
    rows(&format!(
        "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>GD1</t></is></c>{cell}</row>"
    ))
}

/// Replaces `from` by `to` of the same length wherever it stands.
pub(crate) fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut at = 0;
    while at + from.len() <= bytes.len() {
        if &bytes[at..at + from.len()] == from {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
        at += 1;
    }
    bytes
}

/// Sets `value` at `offset` behind each occurrence of a four-byte signature.
pub(crate) fn set_fields(
    mut bytes: Vec<u8>,
    signature: &[u8; 4],
    offset: usize,
    value: &[u8],
) -> Vec<u8> {
    for at in 0..bytes.len().saturating_sub(offset + value.len()) {
        if &bytes[at..at + 4] == signature {
            bytes[at + offset..at + offset + value.len()].copy_from_slice(value);
        }
    }
    bytes
}

pub(crate) const LOCAL: &[u8; 4] = b"PK\x03\x04";
pub(crate) const CENTRAL: &[u8; 4] = b"PK\x01\x02";
pub(crate) const END: &[u8; 4] = b"PK\x05\x06";
