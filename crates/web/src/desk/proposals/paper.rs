//! 约谈通知书 and 约谈记录 to print, for those who may read the proposal and have opened it that day.

use crate::App;
use crate::desk::matter::find_closed;
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, paper, text};
use axum::extract::{Path, State};
use axum::response::Response;
use banjie_core::kinds::interview::{Interview, Invitation, Minutes};
use banjie_core::matter::{Detail, Event, Matter};
use banjie_core::moment::Moment;
use banjie_papers::{Block, Paper};

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path((no, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let course = find_closed(&app, &viewer, &no).await?;
    let matter = &course.matter;
    let Detail::Interview(interview) = &matter.detail else {
        return Err(Problem::NotFound);
    };
    let invited = interview.invitation.as_ref().ok_or(Problem::NotFound)?;
    if !matter.is_open_to(&viewer.staff().person, app.today()) {
        return Err(Problem::Refused {
            sentence: "请先打开这份建议再打印，打开会留痕".to_owned(),
            code: "not_opened",
        });
    }
    let (title, blocks, day) = match (&interview.minutes, interview.held) {
        (Some(minutes), Some(held)) => {
            let mut blocks = record(interview, minutes, held);
            blocks.extend(attached(matter));
            ("约谈记录", blocks, held)
        }
        _ => {
            let sent = (course.events.iter().rev())
                .find(|event| matches!(event.event, Event::InterviewInvited { .. }))
                .map_or(matter.received, |event| event.at);
            ("约谈通知书", invitation(interview, invited), sent)
        }
    };
    let printed = Paper {
        title: title.to_owned(),
        addressee: interview.dossier.unit.to_string(),
        blocks,
        signer: matter.lead.to_string(),
        date: Some(day.date()),
        demo: app.site().demo,
        ..Paper::default()
    };
    // What it is about is not in the name.
    let name = format!("{title} {}", matter.no);
    match format.as_str() {
        "docx" => paper::send_docx(&printed, &name),
        "pdf" => paper::send_pdf(&app, &printed, &name).await,
        _ => Err(Problem::NotFound),
    }
}

/// What lies with the record, by name.
fn attached(matter: &Matter) -> Option<Block> {
    let names: Vec<&str> = matter
        .attachments
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    (!names.is_empty()).then(|| Block::Paragraph(format!("随附材料：{}。", names.join("；"))))
}

fn invitation(interview: &Interview, invitation: &Invitation) -> Vec<Block> {
    let (day, place) = (text::full_date(invitation.on), &invitation.place);
    let months: Vec<String> = (interview.months.iter().rev())
        .map(|month| month.words())
        .collect();
    let mut blocks = vec![Block::Paragraph(format!(
        "你单位在{}的专项考核中组内末位。经研究决定，定于{day}在{place}约谈你单位主要负责人，请按时参加。",
        months.join("、")
    ))];
    blocks.push(Block::Heading1("一、依据".to_owned()));
    blocks.push(Block::Paragraph(format!(
        "{}。",
        interview.dossier.basis.rule
    )));
    blocks.push(Block::List(facts(interview)));
    blocks.push(Block::Heading1("二、请准备".to_owned()));
    blocks.push(Block::Paragraph(
        "失分的原因、已经做的和打算做的整改、每条措施的完成日期。对上述数字有不同意见的，可以在约谈以前或约谈时陈述，陈述记入经过。"
            .to_owned(),
    ));
    blocks
}

/// The facts as the proposal states them, numbered.
fn facts(interview: &Interview) -> Vec<String> {
    let facts = interview.dossier.basis.facts.iter();
    (1..)
        .zip(facts)
        .map(|(n, fact)| format!("{n}.{}。", fact.words))
        .collect()
}

fn record(interview: &Interview, minutes: &Minutes, held: Moment) -> Vec<Block> {
    let place = (interview.invitation.as_ref()).map_or("", |invitation| invitation.place.as_str());
    let mut numbers = ["一", "二", "三", "四"].into_iter();
    let mut head =
        |words: &str| Block::Heading1(format!("{}、{words}", numbers.next().unwrap_or_default()));
    let mut blocks = vec![
        Block::Paragraph(format!("时间：{}", text::full_date(held.date()))),
        Block::Paragraph(format!("地点：{place}")),
        Block::Paragraph(format!("参加人：{}", minutes.present)),
        head("依据"),
        Block::List(facts(interview)),
    ];
    if !interview.dossier.statements.is_empty() {
        blocks.push(head("陈述"));
        let said = interview.dossier.statements.iter();
        blocks.extend(said.map(|s| Block::Paragraph(format!("{}：{}", s.by.words(), s.words))));
    }
    blocks.push(head("指出的问题"));
    blocks.extend(
        minutes
            .words
            .lines()
            .map(|line| Block::Paragraph(line.to_owned())),
    );
    blocks.push(head("整改措施"));
    let steps = (1..).zip(&minutes.steps);
    blocks.push(Block::List(
        steps
            .map(|(n, step)| format!("{n}.{}，{}前完成", step.what, text::full_date(step.due)))
            .collect(),
    ));
    blocks.push(Block::Paragraph(
        "约谈人签名：　　　　　　　　被约谈人签名：".to_owned(),
    ));
    blocks
}
