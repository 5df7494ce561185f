//! 一表申请 on paper: the one form of a package, blank or filled in. Every word is taken from the
//! values; nothing is decided here.

use crate::paper::{Align, Block, Paper, Table, Verify, ordinal};
use jiff::civil::Date;

/// What is printed.
#[derive(Clone, Debug, Default)]
pub struct Application {
    /// Short name of the district.
    pub district: String,
    /// Name of the package.
    pub package: String,
    /// Number of the matter, or what stands in its place; may be empty.
    pub number: String,
    /// The items applied for.
    pub items: Vec<String>,
    /// Groups of answers, in the order of the form.
    pub sections: Vec<Section>,
    /// Materials: name, form, state.
    pub materials: Vec<[String; 3]>,
    /// What the applicant declares by signing.
    pub declaration: Vec<String>,
    /// Who signed; empty: a line to sign on.
    pub signer: String,
    /// The day it was signed.
    pub signed: Option<Date>,
    /// The revision of the form.
    pub revision: String,
    /// Invented data.
    pub demo: bool,
    /// How the paper is checked, once it has been handed in.
    pub verify: Option<Verify>,
}

/// A group of answers.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its head.
    pub title: String,
    /// Question, answer, items it serves.
    pub rows: Vec<[String; 3]>,
    /// Lists of persons: title, heads, rows.
    pub lists: Vec<(String, Vec<String>, Vec<Vec<String>>)>,
}

fn numbered(index: usize, title: &str) -> Block {
    Block::Heading1(format!("{}、{title}", ordinal(index)))
}

/// Empty lines of a list on a blank form.
const BLANK_ROWS: usize = 3;
/// Characters that fit beside a question that is to be answered by hand.
const ROOM: usize = 15;

/// A row; where nothing is answered yet, there is room to write by hand.
fn written(row: &[String; 3]) -> Vec<String> {
    let [question, answer, serves] = row;
    let answer = match answer.is_empty() {
        true => "\u{3000}".repeat(ROOM),
        false => answer.clone(),
    };
    vec![question.clone(), answer, serves.clone()]
}

/// The form as a paper.
pub fn paper(form: &Application) -> Paper {
    let mut blocks = vec![Block::Paragraph(format!(
        "申请办理：{}。",
        form.items.join("、")
    ))];
    let mut index = 0;
    for section in &form.sections {
        blocks.push(numbered(index, &section.title));
        index += 1;
        if !section.rows.is_empty() {
            let rows = section.rows.iter().map(written).collect();
            blocks.push(table("", &["填什么", "内容", "用于"], rows));
        }
        for (title, heads, rows) in &section.lists {
            let mut rows = rows.clone();
            if rows.is_empty() {
                // Room to write by hand.
                rows = vec![vec![String::new(); heads.len()]; BLANK_ROWS];
            }
            let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
            blocks.push(table(title, &heads, rows));
        }
    }
    if !form.materials.is_empty() {
        blocks.push(numbered(index, "材料"));
        index += 1;
        let rows = form.materials.iter().map(|m| m.to_vec()).collect();
        blocks.push(table("", &["材料", "形式", "怎么交"], rows));
    }
    blocks.push(numbered(index, "申请人声明"));
    blocks.extend(form.declaration.iter().cloned().map(Block::Paragraph));
    let blank = "                    ";
    let (signer, day) = match (form.signer.as_str(), form.signed) {
        ("", _) => (blank.to_owned(), "    年    月    日".to_owned()),
        (name, Some(day)) => (name.to_owned(), crate::paper::chinese_date(day)),
        (name, None) => (name.to_owned(), "    年    月    日".to_owned()),
    };
    blocks.push(Block::Paragraph(format!("签名（盖章）：{signer}")));
    blocks.push(Block::Paragraph(format!("日期：{day}")));
    blocks.push(Block::Note(format!("表式版本 {}", form.revision)));
    Paper {
        issuer: String::new(),
        number: form.number.clone(),
        period: String::new(),
        title: format!("{}“{}”一件事\n申请表", form.district, form.package),
        addressee: String::new(),
        blocks,
        attachments: Vec::new(),
        signer: String::new(),
        date: None,
        record: Vec::new(),
        demo: form.demo,
        verify: form.verify.clone(),
    }
}

fn table(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Block {
    Block::Table(Table {
        caption: caption.to_owned(),
        head: head.iter().map(|h| (*h).to_owned()).collect(),
        rows,
        align: vec![Align::Left; head.len()],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_and_an_empty_line_to_sign_on_stand_on_the_paper() {
        let form = Application {
            district: "X区".to_owned(),
            package: "企业开办".to_owned(),
            items: vec!["企业设立登记".to_owned(), "公章刻制备案".to_owned()],
            sections: vec![Section {
                title: "出资".to_owned(),
                rows: vec![[
                    "注册资本".to_owned(),
                    "300000.00 元".to_owned(),
                    "用于企业设立登记".to_owned(),
                ]],
                lists: vec![("股东".to_owned(), vec!["姓名".to_owned()], Vec::new())],
            }],
            declaration: vec!["所填真实。".to_owned()],
            ..Application::default()
        };
        let paper = paper(&form);
        assert_eq!(paper.title, "X区“企业开办”一件事\n申请表");
        let text = format!("{:?}", paper.blocks);
        for said in [
            "申请办理：企业设立登记、公章刻制备案。",
            "一、出资",
            "300000.00 元",
            "二、申请人声明",
            "签名（盖章）：",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let lists = paper.blocks.iter().filter_map(|b| match b {
            Block::Table(t) if t.caption == "股东" => Some(t.rows.len()),
            _ => None,
        });
        assert_eq!(lists.collect::<Vec<_>>(), [3], "room to write by hand");
    }
}
