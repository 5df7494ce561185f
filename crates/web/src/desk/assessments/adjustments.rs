//! The bonuses, deductions and vetoes of a quarter, each with where it stands.

use super::HOME;
use crate::App;
use crate::desk::matter::timeline::when;
use crate::desk::rankings::course::Course;
use crate::kit::{Problem, part};
use askama::Template;
use banjie_core::assessment::Quarter;
use banjie_core::assessment::quarterly::Adjustment;
use banjie_core::assessment::quarterly::adjustment::{
    AdjustmentState, Correction, CorrectionState,
};
use banjie_core::assessment::steps::RankingStep;
use jiff::civil::Date;

/// All of them.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% if !all.is_empty() %}<section class="gap"><h2>{{ title }}</h2>
{%- for a in all %}
<div class="panel gap"><p><b>{{ a.head }}</b> · {{ a.state }}</p><p>{{ a.reason }}</p><p class="small">依据：{{ a.document }}{% for (name, href) in a.files %} · <a href="{{ href }}">{{ name }}</a>{% endfor %}</p><p class="small sub">{{ a.by }}</p>{% for line in a.trace %}<p class="small sub">{{ line }}</p>{% endfor %}{% if let Some(href) = a.back %}<p>{% if a.counts %}<a class="more" href="{{ href }}/correct">更正这一条</a> {% endif %}<a class="more" href="{{ href }}">撤回这一条</a></p>{% endif %}</div>
{%- endfor %}</section>{% endif %}"#
)]
pub(super) struct Adjustments {
    title: String,
    all: Vec<Adjusted>,
}

part!(Adjustments);

/// One of them in words.
pub(in crate::desk) struct Adjusted {
    /// `住建局：扣分 2 分`.
    pub(in crate::desk) head: String,
    /// `等第二个人`, `已同意（组织部 孟庆华，3月2日）`.
    pub(in crate::desk) state: String,
    /// Why.
    pub(in crate::desk) reason: String,
    /// The document.
    pub(in crate::desk) document: String,
    /// Name and address of each file.
    pub(in crate::desk) files: Vec<(String, String)>,
    /// Who proposed it, when.
    pub(in crate::desk) by: String,
    /// Its corrections, each in a line.
    pub(in crate::desk) trace: Vec<String>,
    /// A correction that waits for a second person: `扣分 5 分改为扣分 2 分`.
    pub(in crate::desk) correcting: String,
    /// Where it is taken back, while that is possible.
    back: Option<String>,
    /// It counts, and no correction of it waits.
    counts: bool,
}

impl Adjusted {
    /// In words.
    pub(in crate::desk) fn of(adjustment: &Adjustment, quarter: Quarter, today: Date) -> Self {
        let Adjustment {
            number, proposal, ..
        } = adjustment;
        let (files, path) = (
            proposal.grounds.files.iter(),
            format!("{HOME}/{quarter}/adjust"),
        );
        Self {
            head: format!("{}：{}", proposal.unit, proposal.words()),
            trace: (adjustment.corrections.iter())
                .map(|correction| traced(correction, today))
                .collect(),
            correcting: adjustment.correcting().map_or(String::new(), |waits| {
                format!("{}改为{}", waits.from.words(), waits.to.words())
            }),
            counts: adjustment.decided().is_some() && !adjustment.is_waiting(),
            state: match &adjustment.state {
                AdjustmentState::Waiting => "等第二个人".to_owned(),
                AdjustmentState::Agreed(by, at) => {
                    format!("已同意（{}，{}）", by.words(), when(*at, today))
                }
                AdjustmentState::Declined(by, at, reason) => {
                    format!("没有同意（{}，{}）：{reason}", by.words(), when(*at, today))
                }
                AdjustmentState::Withdrawn(by, at, reason) => {
                    format!("已撤回（{}，{}）：{reason}", by.words(), when(*at, today))
                }
            },
            reason: proposal.reason.clone(),
            document: proposal.grounds.note.clone(),
            files: files
                .map(|file| {
                    let href = format!("{path}/{number}/file/{}", file.hash);
                    (file.name.clone(), href)
                })
                .collect(),
            by: format!(
                "第 {number} 条，{}提出，{}",
                adjustment.by.words(),
                when(adjustment.at, today)
            ),
            back: None,
        }
    }

    /// What a page about it states first.
    pub(super) fn facts(&self) -> Vec<(String, String)> {
        [
            ("现在", &self.state),
            ("理由", &self.reason),
            ("依据文件", &self.document),
        ]
        .map(|(label, value)| (label.to_owned(), value.clone()))
        .to_vec()
    }
}

/// `扣分 5 分改为扣分 2 分：……（区营商办 田志刚，3月2日），等第二个人`.
fn traced(correction: &Correction, today: Date) -> String {
    let state = match &correction.state {
        CorrectionState::Waiting => "，等第二个人；同意以前照旧".to_owned(),
        CorrectionState::Agreed(by, at) => {
            format!("；已同意（{}，{}）", by.words(), when(*at, today))
        }
        CorrectionState::Declined(by, at, why) => {
            format!("；没有同意（{}，{}）：{why}", by.words(), when(*at, today))
        }
    };
    format!(
        "更正：{}改为{}，{}（{}，{}）{state}",
        correction.from.words(),
        correction.to.words(),
        correction.reason,
        correction.by.words(),
        when(correction.at, today),
    )
}

/// Those of a quarter.
///
/// # Errors
/// The database fails.
pub(super) async fn of(
    app: &App,
    course: &Course,
    quarter: Quarter,
) -> Result<Adjustments, Problem> {
    let all = app.store().adjustments(quarter).await?;
    let open = course.step().is_none_or(|step| step < RankingStep::Settled);
    let waiting = all.iter().filter(|a| a.is_waiting()).count();
    Ok(Adjustments {
        title: match waiting {
            0 => format!("加减分和否决 {} 条", all.len()),
            n => format!("加减分和否决 {} 条，{n} 条等第二个人", all.len()),
        },
        all: (all.iter())
            .map(|adjustment| {
                let counts = adjustment.is_waiting() || adjustment.decided().is_some();
                let number = adjustment.number;
                let back = format!("{HOME}/{quarter}/adjust/{number}");
                Adjusted {
                    back: (open && counts).then_some(back),
                    ..Adjusted::of(adjustment, quarter, app.today())
                }
            })
            .collect(),
    })
}
