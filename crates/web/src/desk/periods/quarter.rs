//! A unit's own quarter: parts, months, what was added and taken off.

use crate::App;
use crate::assess::Eyes;
use crate::assess::basis::Basis;
use crate::assess::grades::{self, Own as Tables};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, part};
use askama::Template;
use banjie_core::assessment::quarterly::{Assessment, UnitAssessment};
use banjie_core::assessment::{Figure, Quarter};
use banjie_core::district::UnitId;

/// The figures.
pub(super) struct Own {
    assessment: Assessment,
    group: String,
    of: usize,
    row: UnitAssessment,
}

/// How they are shown.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% if !corrected.is_empty() %}<div class="note warn">{% for line in corrected %}<b>{{ line }}</b>{% endfor %}{% for line in effect %}<p class="small">{{ line }}</p>{% endfor %}</div>{% endif %}<section class="gap"><h2>{{ unit }}各项怎么算的</h2><p class="small">每个数点开就是那几件，月份点开就是那个月的排名。</p>{{ tables }}</section><p class="small sub">{{ method }}</p>"#
)]
pub(super) struct Shown {
    unit: String,
    corrected: Vec<String>,
    effect: Vec<String>,
    tables: Tables,
    method: String,
}

part!(Shown);

/// Of a unit in a quarter; `None`: it is not assessed.
pub(super) async fn own(
    app: &App,
    quarter: Quarter,
    unit: &UnitId,
) -> Result<Option<Box<Own>>, Problem> {
    let Some(kept) = app.store().issued_assessment(quarter).await? else {
        return Ok(None);
    };
    let assessment = kept.values;
    let found = assessment.row(unit).map(|(group, row)| {
        let of = group.rows.iter().filter(|row| row.place.is_some()).count();
        (group.group.clone(), of, row.clone())
    });
    Ok(found.map(|(group, of, row)| {
        Box::new(Own {
            assessment,
            group,
            of,
            row,
        })
    }))
}

impl Own {
    /// `良好，87.65 分，第 3 名，审批服务组共 6 家`.
    pub(super) fn place(&self) -> String {
        match self.row.place {
            Some(_) => format!("{}，{}共 {} 家", self.row.words(), self.group, self.of),
            None => self.row.words(),
        }
    }

    /// Each part with the figures of what it cost.
    pub(super) fn measures(&self) -> Vec<(String, Vec<&Figure>)> {
        let parts = self.row.parts.iter().map(|part| {
            let missed = part.behind.iter().filter(|behind| behind.missed);
            let figures = missed.map(|behind| &behind.cases.figure).collect();
            (part.part.word().to_owned(), figures)
        });
        parts.collect()
    }

    /// Each bonus, deduction and veto, by its number: `扣分 5 分（第 2 条）`.
    pub(super) fn adjustments(&self) -> Vec<(u32, String)> {
        let all = self.row.adjustments.iter();
        all.map(|adjustment| {
            let (number, terms) = (adjustment.number, adjustment.terms());
            (number, format!("{}（第 {number} 条）", terms.words()))
        })
        .collect()
    }
}

/// The page's part.
pub(super) async fn shown(app: &App, own: &Own, viewer: &Viewer) -> Result<Shown, Problem> {
    let basis = Basis::of(app, &own.assessment, Eyes::Staff(&viewer.sight)).await?;
    Ok(Shown {
        unit: own.row.unit.to_string(),
        corrected: basis.corrected(),
        effect: basis.effect.clone(),
        tables: grades::own(&own.row, &basis),
        method: own.assessment.method(),
    })
}
