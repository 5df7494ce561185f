//! What the page of an application, an item or a commitment shows beside what all matters have, and
//! the letter of a commitment as a file.

use crate::App;
use crate::kit::{Problem, one_thing, paper, text, words};
use axum::response::Response;
use banjie_core::kinds::application::{Application, Comes, item::ApplicationItem};
use banjie_core::kinds::commitment::Commitment;
use banjie_core::matter::{Detail, Law, Matter};
use banjie_core::packages::FieldType;
use banjie_core::packages::filled::FilledForm;
use banjie_papers::{Block, Paper};
use jiff::civil::Date;

/// Facts, materials and answers for the tab 办理.
pub(super) struct OneThing {
    pub(super) facts: Vec<(&'static str, String)>,
    /// Material, what became of it.
    pub(super) materials: Vec<(String, String)>,
    /// Question and answer; personal ones closed.
    pub(super) answers: Vec<(String, String)>,
    /// The page of all promises of this enterprise; empty for one without.
    pub(super) promises: String,
}

/// For the kinds that have it.
pub(super) async fn view(app: &App, matter: &Matter) -> Result<Option<OneThing>, Problem> {
    let (today, law) = (app.today(), app.pack().law());
    let promises = (matter.enterprise.as_ref()).map_or_else(String::new, |e| {
        crate::desk::promises::of_enterprise(e.code.as_deref(), &e.name)
    });
    Ok(match &matter.detail {
        Detail::Application(application) => {
            let filled = app.store().filled_form(matter.no).await?;
            let answers = filled.map(|f| answers(&f, false, &law));
            Some(OneThing {
                facts: of_application(application, &law),
                materials: materials(application),
                answers: answers.unwrap_or_default(),
                promises,
            })
        }
        Detail::Item(item) => {
            let filled = app.store().filled_form(item.new.application).await?;
            let answers = filled.map(|f| answers(&f, false, &law));
            Some(OneThing {
                facts: of_item(item, today, &law),
                materials: Vec::new(),
                answers: answers.unwrap_or_default(),
                promises,
            })
        }
        Detail::Commitment(commitment) => Some(OneThing {
            facts: of_commitment(commitment),
            materials: promised(commitment),
            answers: Vec::new(),
            promises,
        }),
        Detail::Appeal(_)
        | Detail::Directive(_)
        | Detail::Review(_)
        | Detail::Objection(_)
        | Detail::Interview(_)
        | Detail::Consequence(_) => None,
    })
}

fn of_application(application: &Application, law: &Law<'_>) -> Vec<(&'static str, String)> {
    let plan = &application.plan;
    let path: Vec<&str> = (plan.path.iter())
        .filter_map(|id| plan.item(id).map(|i| i.name.as_str()))
        .collect();
    let notice = match plan.notice_days {
        0 => String::new(),
        days => format!("，另有公示 {days} 天"),
    };
    let mut facts = vec![
        (
            "全程",
            format!(
                "{} 个工作日{notice}；一项一项办要 {} 个工作日",
                plan.working_days, plan.one_by_one
            ),
        ),
        ("最长的一条路", path.join("，再")),
        ("算收到的日子", text::full_date(application.received)),
    ];
    // Chosen when it was handed in, or on paper at the window.
    let promised = [&application.new.promises[..], &application.promises[..]].concat();
    let mut names: Vec<&str> = (promised.iter())
        .filter_map(|id| law.services.item(id).map(|i| i.name.as_str()))
        .collect();
    names.dedup();
    if !names.is_empty() {
        facts.push(("告知承诺", format!("申请人选了：{}", names.join("；"))));
    }
    if let Some((missing, day)) = &application.told {
        let names: Vec<&str> = missing.iter().map(|m| m.name.as_str()).collect();
        facts.push((
            "一次告知",
            format!("{}：{}", text::full_date(*day), names.join("、")),
        ));
    }
    facts
}

fn materials(application: &Application) -> Vec<(String, String)> {
    let state = |m: &banjie_core::kinds::application::PlannedMaterial| match m.comes {
        Comes::Fetched => "从共享调取，不向申请人要".to_owned(),
        Comes::Created => "办理中产生".to_owned(),
        Comes::Submitted => {
            let deferred = application
                .deferred
                .iter()
                .find(|d| d.material == m.material);
            let handed = application.handed.iter().find(|h| h.material == m.material);
            match (deferred, handed) {
                (Some(d), _) => format!("容缺，{}前补", text::full_date(d.due)),
                (None, Some(h)) if !h.files.is_empty() => format!("已交，{} 个文件", h.files.len()),
                (None, Some(_)) => "已交纸质".to_owned(),
                (None, None)
                    if (application.new.tolerance.iter()).any(|w| w.material == m.material) =>
                {
                    "申请人选了容缺".to_owned()
                }
                (None, None) => "没有交".to_owned(),
            }
        }
    };
    let named = application.plan.materials.iter();
    named.map(|m| (m.name.clone(), state(m))).collect()
}

fn of_item(item: &ApplicationItem, today: Date, law: &Law<'_>) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if !item.new.after.is_empty() {
        facts.push(("要等的事项", item.new.after.join("、")));
    }
    for (code, value) in &item.known {
        let label = law.services.field(code).map_or("", |f| f.label.as_str());
        facts.push(("前面产生的数据", format!("{label}：{value}")));
    }
    match &item.statutory {
        Some(clock) => facts.push((
            "法定时限",
            format!(
                "{}，{}",
                words::limit(clock),
                words::due_full(&clock.due(law.calendar, today))
            ),
        )),
        None => facts.push(("法定时限", "法律没有规定天数，按承诺时间".to_owned())),
    }
    if let Some(until) = item.notice_until {
        facts.push(("公示到", text::full_date(until)));
    }
    if !item.held.is_empty() {
        facts.push(("等容缺材料", one_thing::materials(&item.held, law)));
    }
    if let Some(promise) = &item.new.promise {
        facts.push(("告知承诺", promise.what.clone()));
    }
    facts
}

fn of_commitment(commitment: &Commitment) -> Vec<(&'static str, String)> {
    let new = &commitment.new;
    let mut facts = vec![
        ("方式", new.mode.word().to_owned()),
        ("事项", new.what.clone()),
        ("签署", text::full_date(new.signed)),
    ];
    if let Some(days) = new.check {
        facts.push(("核查", format!("决定后 {days} 个工作日内")));
    }
    if !commitment.finding.is_empty() {
        facts.push(("没有履行的", commitment.finding.clone()));
    }
    for words in &commitment.statements {
        facts.push(("申请人说", words.clone()));
    }
    facts
}

fn promised(commitment: &Commitment) -> Vec<(String, String)> {
    let state = |code| {
        if commitment.settled.contains(code) {
            "已核对"
        } else if commitment.supplied.contains(code) {
            "已补交，待核对"
        } else {
            "还没有补"
        }
    };
    (commitment.new.deferred.iter())
        .map(|d| {
            let due = text::full_date(d.due);
            (d.name.clone(), format!("{due}前 · {}", state(&d.material)))
        })
        .collect()
}

/// The answers in the order of the catalogue. Numbers and telephones of people stay closed unless the
/// identity was opened with a reason.
pub(super) fn answers(filled: &FilledForm, open: bool, law: &Law<'_>) -> Vec<(String, String)> {
    let mut shown = Vec::new();
    for field in law.services.fields() {
        let personal = matches!(
            field.kind,
            FieldType::Phone | FieldType::CitizenId | FieldType::Identity | FieldType::People
        ) || field.code.as_str().ends_with("_name")
            && !field.code.as_str().contains("enterprise");
        let cells: Vec<&str> = (filled.typed.iter())
            .filter(|(name, _)| {
                let rest = name.strip_prefix(field.code.as_str());
                rest.is_some_and(|r| r.is_empty() || r.starts_with('.'))
            })
            .flat_map(|(_, values)| values.iter().map(String::as_str))
            .filter(|v| !v.trim().is_empty())
            .collect();
        if cells.is_empty() {
            continue;
        }
        let value = match personal && !open {
            true => "已填，未打开".to_owned(),
            false => cells.join("、"),
        };
        shown.push((field.label.clone(), value));
    }
    shown
}

/// The letter of a commitment as a file.
///
/// # Errors
/// It is no commitment, or its letter is gone.
pub(crate) async fn send_letter(
    app: &App,
    matter: &Matter,
    docx: bool,
) -> Result<Response, Problem> {
    let Detail::Commitment(commitment) = &matter.detail else {
        return Err(Problem::NotFound);
    };
    let letter = app.store().letter(matter.no).await?;
    let letter = letter.ok_or(Problem::NotFound)?;
    let mode = commitment.new.mode.word();
    let paper = Paper {
        title: format!("{mode}书"),
        number: matter.no.to_string(),
        blocks: letter
            .lines()
            .map(|l| Block::Paragraph(l.to_owned()))
            .collect(),
        demo: app.pack().demonstration,
        ..Paper::default()
    };
    let name = format!("{mode}书{}", matter.no);
    match docx {
        true => paper::send_docx(&paper, &name),
        false => paper::send_pdf(app, &paper, &name).await,
    }
}
