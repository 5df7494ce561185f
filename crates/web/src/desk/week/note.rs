//! 报送: the unit's own words on its week, and the steps it will take.

use super::{HOME, Own, own, page};
use crate::App;
use crate::assess;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{Control, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::bulletin::notes::{self, NewNote, STEPS, UnitNote};
use banjie_core::kinds::directive::CorrectiveStep;
use banjie_core::matter::Matter;
use banjie_store::StoreError;
use jiff::civil::Date;

/// A line of the page, with the directive a step became: its number and state, and its address.
pub(super) type Line = (String, Option<(String, String)>);

/// What stands, in the words of the page.
pub(super) fn said(note: Option<&UnitNote>, directives: &[Matter]) -> Vec<Line> {
    let Some(note) = note else {
        return Vec::new();
    };
    let mut lines = vec![(note.words.clone(), None)];
    lines.extend(steps(Some(note), directives));
    let handed = format!("{}（{}）", note.handed_words(), text::moment(note.at));
    lines.push((handed, None));
    lines
}

/// The steps of a note, each with the directive it became.
pub(super) fn steps(note: Option<&UnitNote>, directives: &[Matter]) -> Vec<Line> {
    let steps = note
        .into_iter()
        .flat_map(|note| note.steps.iter().map(move |s| (note, s)));
    steps
        .map(|(note, step)| {
            let day = text::month_day_weekday(step.due);
            let became = directives.iter().find(|matter| {
                let first = matter.rounds.first().map(|round| &round.unit);
                first == Some(&note.unit) && matter.title == step.what
            });
            let became = became.map(|matter| {
                let words = format!("任务 {} {}", matter.no, matter.state_word());
                (words, format!("/desk/matters/{}", matter.no))
            });
            (format!("整改：{}（{day}前）", step.what), became)
        })
        .collect()
}

/// Up to when the unit may hand in, or why it no longer may.
pub(super) fn until(app: &App, own: &Own) -> String {
    if let Some(at) = own.issued {
        return format!(
            "{}通报已于{}印发，这一期的周报不能再改。还有要说的，请写进下一期。",
            own.week.words(),
            assess::day_words(at)
        );
    }
    let law = app.pack().law();
    match notes::due(own.week, &law) {
        Ok(day) => format!(
            "{}前报送。报送后，通报印发以前都可以改；印发后截止，没有报的写进通报，整改措施转为本单位的任务，到日子要反馈。",
            text::full_date(day)
        ),
        Err(_) => "通报印发以前都可以报、可以改；印发后截止。".to_owned(),
    }
}

/// The fields, with what stands or what was typed.
pub(super) fn fields(
    app: &App,
    own: &Own,
    refused: Option<(&Form, &Errors)>,
) -> Result<Vec<Field>, Problem> {
    let law = app.pack().law();
    let most = notes::most(own.week, &law).map_err(StoreError::from)?;
    let now = own.note.as_ref();
    let filled = |field: Field| match refused {
        Some((form, errors)) => field.filled(form, errors),
        None => field,
    };
    let words = now.map_or("", |note| note.words.as_str());
    let mut fields = vec![filled(
        Field::with("words", "本周情况", Control::TextArea(most))
            .hint("做了什么、卡在哪里、要谁配合。随通报公开，不写企业和个人的名字")
            .value(words),
    )];
    for n in 0..STEPS {
        let step = now.and_then(|note| note.steps.get(n));
        let what = step.map_or("", |step| step.what.as_str());
        let due = step.map_or(String::new(), |step| step.due.to_string());
        let label = format!("整改措施 {}", n + 1);
        let field = Field::text(&format!("what{n}"), &label).optional();
        let field = match n {
            0 => field.hint("逾期、排名靠后的请写。没有办完的同一条不用再写，不会重复下发"),
            _ => field,
        };
        fields.push(filled(field.value(what)));
        let label = format!("第 {} 条的完成日期", n + 1);
        let field = Field::with(&format!("due{n}"), &label, Control::Date).optional();
        fields.push(filled(field.value(due).width("w11")));
    }
    Ok(fields)
}

/// The form with the steps moved up over rows left blank, so that fields, numbers and sentences agree.
fn closed_up(form: &Form) -> Form {
    let name = |what: &str, n: usize| format!("{what}{n}");
    let rows = (0..STEPS).map(|n| ["what", "due"].map(|what| form.get(&name(what, n)).to_owned()));
    let typed = rows.filter(|row| row.iter().any(|value| !value.trim().is_empty()));
    let steps = typed
        .enumerate()
        .flat_map(|(n, [what, due])| [(name("what", n), what), (name("due", n), due)]);
    let is_step =
        |field: &str| (0..STEPS).any(|n| field == name("what", n) || field == name("due", n));
    let others = form.pairs().iter().filter(|(field, _)| !is_step(field));
    Form::from_pairs(others.cloned().chain(steps).collect::<Vec<_>>())
}

/// What was typed; a day that cannot be read is an error at its field.
fn typed(form: &Form, errors: &mut Errors) -> NewNote {
    let mut steps = Vec::new();
    for n in 0..STEPS {
        let what = form.line(&format!("what{n}"));
        let day = form.line(&format!("due{n}"));
        if what.is_empty() && day.is_empty() {
            continue;
        }
        let due = text::date(&day);
        if due.is_none() {
            let said = match day.is_empty() {
                true => "没有填".to_owned(),
                false => format!("写成“{day}”认不出"),
            };
            errors.add(
                &format!("due{n}"),
                format!("第 {} 条的完成日期：{said}，请写成 2026-03-06", n + 1),
            );
        }
        steps.push(CorrectiveStep {
            what,
            due: due.unwrap_or(Date::MAX),
        });
    }
    NewNote {
        words: form.text("words"),
        steps,
    }
}

/// The field that a sentence is about.
fn field(sentence: &str) -> String {
    if sentence.starts_with("本周情况") {
        return "words".to_owned();
    }
    let step = (0..STEPS).find(|n| sentence.contains(&format!("第 {} 条", n + 1)));
    match step {
        Some(n) if sentence.contains("日期 ") => format!("due{n}"),
        Some(n) => format!("what{n}"),
        None => String::new(),
    }
}

pub(super) async fn hand_in(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = closed_up(&Form::read(request, FormLimits::TEXT).await?);
    let week = assess::week(&week)?;
    let mut errors = Errors::default();
    let note = typed(&form, &mut errors);
    if errors.is_empty() {
        let unit = viewer.staff().unit.clone();
        let handed = app.store().hand_in(week, unit, note, viewer.act(&app));
        match handed.await {
            Ok(()) => return Ok(Redirect::to(&format!("{HOME}/{week}")).into_response()),
            Err(StoreError::Refused(refusal)) => {
                let sentence = refusal.to_string();
                errors.add(&field(&sentence), sentence);
            }
            Err(other) => return Err(other.into()),
        }
    }
    let own = own(&app, &viewer, week).await?;
    page(&app, &viewer, &own, Some((&form, &errors))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_close_up_over_a_blank_row_and_nothing_else_moves() {
        let form = Form::from_pairs([
            ("words", "逐件包干"),
            ("what0", ""),
            ("due0", " "),
            ("what1", "补一名窗口人员"),
            ("due1", ""),
            ("what2", "逐件定日子"),
            ("due2", "2026-03-06"),
        ]);
        let form = closed_up(&form);
        assert_eq!(form.get("words"), "逐件包干");
        assert_eq!(
            (form.get("what0"), form.get("due0")),
            ("补一名窗口人员", "")
        );
        assert_eq!(
            (form.get("what1"), form.get("due1")),
            ("逐件定日子", "2026-03-06")
        );
        assert_eq!(form.get("what2"), "");
    }
}
