//! The fixed parts of the package: types, relations, styles, settings, footers.

use super::escape;
use crate::paper::{DEMO_MARK, Paper};

pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const REL_TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) const PACKAGE_RELS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>",
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>",
    "</Relationships>"
);

/// Odd and even pages differ (page number outside, GB/T 9704 7.5); punctuation stays full width,
/// so that 28 characters fill a line.
pub(super) const SETTINGS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "<w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"632\"/><w:evenAndOddHeaders/>",
    "<w:characterSpacingControl w:val=\"doNotCompress\"/>",
    "<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>",
    "</w:settings>"
);

pub(super) fn content_types(paper: &Paper) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    let mut word = vec![
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("footer1", "footer"),
        ("footer2", "footer"),
    ];
    if paper.demo {
        word.push(("header1", "header"));
    }
    for (part, kind) in word {
        out.push_str(&format!(
            "<Override PartName=\"/word/{part}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
        ));
    }
    out.push_str("</Types>");
    out
}

pub(super) fn document_rels(paper: &Paper) -> String {
    let mut relations = vec![
        ("styles", "styles.xml"),
        ("settings", "settings.xml"),
        ("footer", "footer1.xml"),
        ("footer", "footer2.xml"),
    ];
    // The numbers below are used by name in the document: keep the order.
    relations.push(if paper.demo {
        ("header", "header1.xml")
    } else {
        ("", "")
    });
    relations.push(if paper.verify.is_some() {
        ("image", "media/qr.png")
    } else {
        ("", "")
    });
    let mut out = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (index, (kind, target)) in relations.iter().enumerate() {
        if !kind.is_empty() {
            out.push_str(&format!(
                "<Relationship Id=\"rId{}\" Type=\"{REL_TYPE}/{kind}\" Target=\"{target}\"/>",
                index + 1
            ));
        }
    }
    out.push_str("</Relationships>");
    out
}

pub(super) fn core(paper: &Paper) -> String {
    let created = paper.date.map_or_else(String::new, |date| {
        format!("<dcterms:created xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:created>")
    });
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:creator>{}</dc:creator>{created}</cp:coreProperties>",
        escape(&paper.title.replace('\n', "")),
        escape(if paper.issuer.is_empty() {
            &paper.signer
        } else {
            &paper.issuer
        }),
    )
}

/// Fonts of one run style; Latin letters stay in the same font, so that digits are half a cell.
fn fonts(name: &str) -> String {
    format!(
        "<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:eastAsia=\"{name}\" w:cs=\"{name}\"/>"
    )
}

pub(super) fn styles() -> String {
    // 3号 on a pitch of 156 mm ÷ 28: 16 pt with -0.21 pt, given as -0.25 (steps are of 0.05) and
    // stretched to the line by justification; line pitch 225 mm ÷ 22 = 579 twips.
    let mut out = format!(
        "{HEAD}<w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr>{}\
         <w:spacing w:val=\"-5\"/><w:kern w:val=\"0\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:widowControl w:val=\"0\"/>\
         <w:spacing w:before=\"0\" w:after=\"0\" w:line=\"579\" w:lineRule=\"exact\"/><w:jc w:val=\"both\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/></w:pPr></w:style>",
        fonts("仿宋_GB2312")
    );
    // In twips: an indent counted in characters would be of 16 pt each and cost the line one.
    let indent = "<w:ind w:firstLine=\"632\"/>";
    for (id, name, paragraph, run) in [
        (
            "Issuer",
            "发文机关标志",
            "<w:snapToGrid w:val=\"0\"/><w:jc w:val=\"center\"/>".to_owned(),
            format!(
                "{}<w:color w:val=\"FF0000\"/><w:spacing w:val=\"0\"/>",
                fonts("方正小标宋简体")
            ),
        ),
        (
            "Number",
            "发文字号",
            "<w:jc w:val=\"center\"/>".to_owned(),
            String::new(),
        ),
        (
            "Title",
            "公文标题",
            "<w:keepNext/><w:snapToGrid w:val=\"0\"/><w:jc w:val=\"center\"/>".to_owned(),
            format!(
                "{}<w:spacing w:val=\"0\"/><w:sz w:val=\"44\"/><w:szCs w:val=\"44\"/>",
                fonts("方正小标宋简体")
            ),
        ),
        (
            "Period",
            "时段",
            "<w:keepNext/><w:jc w:val=\"center\"/>".to_owned(),
            fonts("楷体_GB2312"),
        ),
        ("Text", "正文段落", indent.to_owned(), String::new()),
        (
            "Heading1",
            "heading 1",
            format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"0\"/>"),
            fonts("黑体"),
        ),
        (
            "Heading2",
            "heading 2",
            format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"1\"/>"),
            fonts("楷体_GB2312"),
        ),
        (
            "Heading3",
            "heading 3",
            format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"2\"/>"),
            String::new(),
        ),
        (
            "Caption",
            "表题",
            "<w:keepNext/><w:jc w:val=\"center\"/>".to_owned(),
            format!(
                "{}<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>",
                fonts("黑体")
            ),
        ),
        (
            "Small",
            "小字",
            String::new(),
            "<w:spacing w:val=\"0\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>".to_owned(),
        ),
    ] {
        // `heading n` is one of Word's own names: the navigation pane knows it.
        let custom = if name.starts_with("heading") {
            ""
        } else {
            "w:customStyle=\"1\" "
        };
        out.push_str(&format!(
            "<w:style w:type=\"paragraph\" {custom}w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
             <w:basedOn w:val=\"a\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        ));
    }
    out.push_str("</w:styles>");
    out
}

/// `— 1 —` in half-width 4号 宋体: odd pages right, even pages left, one character from the edge.
pub(super) fn footer(odd: bool) -> String {
    let place = if odd {
        "<w:ind w:right=\"280\"/><w:jc w:val=\"right\"/>"
    } else {
        "<w:ind w:left=\"280\"/><w:jc w:val=\"left\"/>"
    };
    let run = format!(
        "<w:rPr>{}<w:spacing w:val=\"0\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>",
        fonts("宋体")
    );
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{W}\"><w:p><w:pPr><w:snapToGrid w:val=\"0\"/>\
         <w:spacing w:line=\"320\" w:lineRule=\"exact\"/>{place}</w:pPr>\
         <w:r>{run}<w:t xml:space=\"preserve\">— </w:t></w:r>{}\
         <w:r>{run}<w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>",
        field("PAGE", &run)
    )
}

pub(super) fn demo_header() -> String {
    format!(
        "{HEAD}<w:hdr xmlns:w=\"{W}\"><w:p><w:pPr><w:snapToGrid w:val=\"0\"/>\
         <w:spacing w:line=\"400\" w:lineRule=\"exact\"/><w:jc w:val=\"right\"/></w:pPr>\
         <w:r><w:rPr>{}<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr><w:t>{DEMO_MARK}</w:t></w:r></w:p></w:hdr>",
        fonts("黑体")
    )
}

/// A field that the office suite computes; `1` stands in until it does.
pub(super) fn field(instruction: &str, run: &str) -> String {
    format!(
        "<w:r>{run}<w:fldChar w:fldCharType=\"begin\"/></w:r>\
         <w:r>{run}<w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>\
         <w:r>{run}<w:fldChar w:fldCharType=\"separate\"/></w:r>\
         <w:r>{run}<w:t>1</w:t></w:r>\
         <w:r>{run}<w:fldChar w:fldCharType=\"end\"/></w:r>"
    )
}
