use super::docx;
use crate::paper::{Align, Block, Paper, Table, Verify};

/// A bulletin that uses every element of the model.
pub(crate) fn bulletin() -> Paper {
    let text = "本周全区共收到企业诉求146件，比上周多12件；应办结138件，按时办结126件，按时办结率91.3%。现在逾期12件，工信局、住建局占三分之二，都卡在“等对方单位回函”。";
    Paper {
        issuer: "X区优化营商环境工作专班办公室".into(),
        number: "X营商办〔2026〕7号".into(),
        period: "2026年2月9日—14日".into(),
        title: "关于2026年第7周全区优化营商环境工作办理情况的通报".into(),
        addressee: "各镇街，区直各部门".into(),
        blocks: vec![
            Block::Paragraph(text.into()),
            Block::Heading1("一、工信局、住建局占逾期的三分之二".into()),
            Block::Heading2("（一）逾期办件".into()),
            Block::Paragraph(text.repeat(3)),
            Block::Table(Table {
                caption: "表1　各单位办理情况".into(),
                head: ["单位", "现在逾期", "在办", "按时办结率", "卡在哪"]
                    .map(String::from)
                    .to_vec(),
                rows: [
                    [
                        "工信局",
                        "5",
                        "64",
                        "88.1%",
                        "等欠款单位回函，中位9个工作日",
                    ],
                    ["住建局", "3", "121", "90.0%", "工程款答复2件，施工许可1件"],
                    ["生态环境分局", "1", "38", "97.4%", "现场核查未排<&>"],
                ]
                .map(|row| row.map(String::from).to_vec())
                .to_vec(),
                align: vec![Align::Left, Align::Right, Align::Right, Align::Right],
            }),
            Block::Note("注：其余12家没有逾期。".into()),
            Block::Heading1("二、下周到期".into()),
            Block::List(vec![
                "1.住建局：甲公司欠工程款，2月24日到期；".into(),
                "2.工信局：丙公司清欠答复，2月27日到期。".into(),
            ]),
            Block::Heading3("3.有关要求".into()),
            Block::Paragraph(text.repeat(8)),
        ],
        attachments: vec!["红黄灯名单".into(), "下周到期办件清单".into()],
        signer: "X区优化营商环境工作专班办公室".into(),
        date: Some(jiff::civil::date(2026, 2, 24)),
        record: vec!["抄送：区委办公室，区人大常委会办公室，区政协办公室，区纪委监委。".into()],
        demo: true,
        verify: Some(Verify {
            url: "http://127.0.0.1:8080/verify/ZTB-2026-07".into(),
            code: "ZTB-2026-07".into(),
            head: "7F3K-20A9".into(),
        }),
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(docx(&bulletin()).unwrap(), docx(&bulletin()).unwrap());
}

#[test]
fn the_geometry_is_that_of_the_standard() {
    let document = part(&docx(&bulletin()).unwrap(), "word/document.xml");
    assert!(document.contains("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\""));
    assert!(document.contains("<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/>"));
    let styles = part(&docx(&bulletin()).unwrap(), "word/styles.xml");
    assert!(styles.contains("w:line=\"579\" w:lineRule=\"exact\""));
}

#[test]
fn text_is_escaped_and_control_characters_are_left_out() {
    let mut paper = bulletin();
    paper.blocks = vec![Block::Paragraph("a<b>&\u{1}\u{B}c\nd".into())];
    let document = part(&docx(&paper).unwrap(), "word/document.xml");
    assert!(document.contains("a&lt;b&gt;&amp;c</w:t><w:br/><w:t xml:space=\"preserve\">d"));
}

#[test]
fn what_is_empty_is_left_out() {
    let paper = Paper {
        title: "收据".into(),
        blocks: vec![Block::Paragraph("一行".into())],
        ..Paper::default()
    };
    let bytes = docx(&paper).unwrap();
    let document = part(&bytes, "word/document.xml");
    assert!(!document.contains("FF0000") && !document.contains("tblpPr"));
    assert!(!part(&bytes, "[Content_Types].xml").contains("header1"));
}

#[test]
fn every_page_of_a_demo_paper_carries_the_mark() {
    let bytes = docx(&bulletin()).unwrap();
    assert!(part(&bytes, "word/header1.xml").contains("演示数据"));
    assert_eq!(
        part(&bytes, "word/document.xml")
            .matches("headerReference")
            .count(),
        2
    );
}

#[test]
fn a_paper_survives_its_way_to_the_child_process() {
    let json = serde_json::to_string(&bulletin()).unwrap();
    assert_eq!(serde_json::from_str::<Paper>(&json).unwrap(), bulletin());
}

/// A ranking: a wide table over two pages, no red head, no record lines.
fn ranking() -> Paper {
    let head = [
        "名次",
        "单位",
        "应办结",
        "按时办结率",
        "满意率",
        "综合得分",
        "名次范围",
        "末位概率",
    ];
    Paper {
        title: "2026年2月部门营商环境工作排名".into(),
        period: "2026年2月1日—28日".into(),
        blocks: vec![
            Block::Heading1("一、第一组（审批服务部门）".into()),
            Block::Table(Table {
                head: head.map(String::from).to_vec(),
                rows: (1..=34)
                    .map(|place| {
                        [
                            place.to_string(),
                            ["住房和城乡建设局", "工信局", "生态环境分局"][place % 3].to_owned(),
                            (400 / place).to_string(),
                            format!("{}.5%", 100 - place),
                            "91.0%".into(),
                            format!("{}.25", 100 - place),
                            format!("第{place}–{}名", place + 2),
                            format!("{place}%"),
                        ]
                        .to_vec()
                    })
                    .collect(),
                align: [Align::Center, Align::Left]
                    .into_iter()
                    .chain([Align::Right; 6])
                    .collect(),
                ..Table::default()
            }),
            Block::Note("注：不足5件的单位不参加排名。".into()),
        ],
        verify: bulletin().verify,
        ..Paper::default()
    }
}

/// Writes samples where a person can open them: `PAPERS_OUT=dir cargo test -p banjie-papers`.
#[test]
fn samples_can_be_looked_at() {
    for (name, paper) in [("bulletin", bulletin()), ("ranking", ranking())] {
        let bytes = docx(&paper).unwrap();
        if let Ok(dir) = std::env::var("PAPERS_OUT") {
            std::fs::write(format!("{dir}/{name}.docx"), bytes).unwrap();
            if let Ok(pdf) = crate::pdf::pdf(&paper) {
                std::fs::write(format!("{dir}/{name}-grid.pdf"), pdf).unwrap();
            }
        }
    }
}
