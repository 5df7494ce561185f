//! Reporting, verifying, sending back. All figures of a form are taken, or none.

use super::measure::{Place, field_of, page};
use crate::App;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use crate::portal::files;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::report::{Grounds, Line, ReportCommand, ReportRefusal, Said};
use banjie_core::codes::normalise;
use banjie_core::district::Unit;
use banjie_core::matter::Attachment;
use banjie_core::moment::Moment;
use banjie_store::reads::RefusedReports;
use rust_decimal::Decimal;

/// What stands before the reason of a figure that does not apply.
const NOT_APPLICABLE: &str = "不适用";

/// What was typed for one unit.
///
/// # Errors
/// It is neither a number nor "不适用" with what follows.
fn said(typed: &str, unit_word: &str) -> Result<Said, String> {
    if let Some(reason) = typed.strip_prefix(NOT_APPLICABLE) {
        let reason = reason.trim_matches(|c: char| c.is_whitespace() || "：:，,（()）".contains(c));
        return Ok(Said::NotApplicable(reason.to_owned()));
    }
    // A minus sign is no hyphen here.
    let negative = typed.starts_with(['-', '－', '−']);
    let plain = normalise(typed).replace(',', "");
    let number = plain.strip_suffix(unit_word).unwrap_or(&plain);
    let number = number.trim_end_matches('%');
    match number.parse::<Decimal>() {
        Ok(value) if negative => Ok(Said::Value(-value)),
        Ok(value) => Ok(Said::Value(value)),
        Err(_) => Err(format!(
            "“{typed}”不是数，请填数字，例如 85.5；不适用的写“不适用：”和理由"
        )),
    }
}

pub(super) async fn report(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let place = Place::of(&app, &viewer, &month, id).await?;
    let mut form = Form::read(request, files::READ).await?;
    let mut errors = Errors::default();
    let kept = files::take(&app, &mut form, &mut errors).await?;
    let lines = place.lines(&app, &viewer);
    let grounds = Grounds {
        note: form.text("note"),
        files: kept.clone(),
    };
    let mut commands = Vec::new();
    for line in &lines.all {
        let field = field_of(line);
        let typed = form.line(&field);
        if typed.is_empty() {
            continue;
        }
        match said(&typed, &line.reported.unit_word) {
            Ok(said) => {
                let grounds = grounds.clone();
                commands.push((line.unit.clone(), ReportCommand::Make { said, grounds }));
            }
            Err(sentence) => errors.add(&field, format!("{}：{sentence}", line.unit.id)),
        }
    }
    if commands.is_empty() && errors.is_empty() {
        let first = lines.all.first().map(field_of).unwrap_or_default();
        errors.add(&first, "一个数也没有填，请填要报的单位的数");
    }
    give(&app, &viewer, &place, (&form, &kept), errors, commands).await
}

pub(super) async fn check(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let place = Place::of(&app, &viewer, &month, id).await?;
    let form = Form::read(request, FormLimits::TEXT).await?;
    let mut errors = Errors::default();
    let lines = place.lines(&app, &viewer);
    let reason = form.text("reason");
    let mut commands: Vec<(Unit, ReportCommand)> = Vec::new();
    for chosen in form.all("units") {
        let parts = chosen.rsplit_once('|');
        let line = parts.and_then(|(unit, at)| {
            let seen = Moment::from_ms(at.parse().ok()?);
            let line = lines
                .all
                .iter()
                .find(|line| line.unit.id.as_str() == unit)?;
            Some((line, seen))
        });
        let Some((line, seen)) = line else {
            errors.add(
                "units",
                format!("“{}”认不出，请刷新后再勾", text::compact(chosen)),
            );
            continue;
        };
        let command = match form.get("act") {
            "return" => ReportCommand::Return {
                seen,
                reason: reason.clone(),
            },
            _ => ReportCommand::Verify { seen },
        };
        commands.push((line.unit.clone(), command));
    }
    if commands.is_empty() && errors.is_empty() {
        errors.add("units", "没有勾要核的数，请先勾");
    }
    give(&app, &viewer, &place, (&form, &[]), errors, commands).await
}

/// Gives the commands, or shows the page with what is wrong. What this person has done already is not
/// done again, so a form sent twice changes nothing.
async fn give(
    app: &App,
    viewer: &Viewer,
    place: &Place,
    (form, kept): (&Form, &[Attachment]),
    mut errors: Errors,
    commands: Vec<(Unit, ReportCommand)>,
) -> Result<Response, Problem> {
    if errors.is_empty() {
        let month = place.reported.month;
        let given = app
            .store()
            .report(month, &place.id, commands, viewer.act(app));
        match given.await? {
            Ok(()) => return Ok(Redirect::to(&place.path()).into_response()),
            Err(refused) => tell(&place.lines(app, viewer).all, refused, &mut errors),
        }
    }
    page(app, viewer, place, form, kept, &errors).await
}

/// Each refusal at the field that mends it, the same sentence once.
fn tell(lines: &[Line<'_>], refused: RefusedReports, errors: &mut Errors) {
    for (unit, refusal) in refused {
        let line = lines.iter().find(|line| line.unit.id == unit);
        let field = match &refusal {
            ReportRefusal::NoEvidence => "note".to_owned(),
            ReportRefusal::OutOfRange { .. }
            | ReportRefusal::NotForUnit { .. }
            | ReportRefusal::NotApplicableWhy => line.map(field_of).unwrap_or_default(),
            ReportRefusal::NoReason => "reason".to_owned(),
            ReportRefusal::NothingWaits | ReportRefusal::Changed | ReportRefusal::OwnReport => {
                "units".to_owned()
            }
            _ => String::new(),
        };
        let sentence = match refusal {
            ReportRefusal::NoEvidence | ReportRefusal::NoReason => refusal.to_string(),
            _ => format!("{unit}：{refusal}"),
        };
        if errors.of(&field) != Some(sentence.as_str()) {
            errors.add(&field, sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_number_or_does_not_apply() {
        let value = |text: &str| Ok(Said::Value(text.parse().unwrap()));
        assert_eq!(said("85.5", "%"), value("85.5"));
        assert_eq!(said("８５．５％", "%"), value("85.5"));
        assert_eq!(said("1,200 万元", "万元"), value("1200"));
        assert_eq!(said("0", "天"), value("0"));
        assert_eq!(said("－3", "天"), value("-3"));
        let not = Ok(Said::NotApplicable("没有到期账款".to_owned()));
        assert_eq!(said("不适用：没有到期账款", "%"), not);
        assert_eq!(said("不适用（没有到期账款）", "%"), not);
        let empty = Ok(Said::NotApplicable(String::new()));
        assert_eq!(said("不适用", "%"), empty);
        let refused = said("约八成", "%").unwrap_err();
        assert!(refused.contains("“约八成”不是数"), "{refused}");
    }
}
