//! The fields of the derived form as controls, and what a form sent back says of them.

use crate::App;
use crate::kit::form::{Errors, Form};
use crate::kit::part;
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::text;
use askama::Template;
use banjie_core::packages::answers::{AnswerError, Typed};
use banjie_core::packages::{Bounds, FieldType, MergedField};
use std::collections::BTreeMap;

/// Choices of which all stand on the page; more are a list.
const ON_THE_PAGE: usize = 7;
/// Rows of a list that a form can bring; the rules allow fewer.
const MOST_ROWS: usize = 500;
/// Name of the button that adds a row.
pub(crate) const ADD: &str = "_add";
/// Name of the button that takes a row away: `shareholders.2`.
const REMOVE: &str = "_remove";

/// One question of the form.
#[derive(Template)]
#[template(path = "apply/asked.html")]
pub(crate) enum Asked {
    /// A single answer.
    One(Box<Field>),
    /// A list of persons or organisations.
    People(People),
}

/// A list: one fieldset for each row.
pub(crate) struct People {
    /// Name in the form; also the id, so errors link to it.
    pub(crate) name: String,
    label: String,
    hint: String,
    about: String,
    required: bool,
    error: String,
    rows: Vec<Vec<Field>>,
}

part!(Asked);

/// What errors are told at: those of the form's own reader.
pub(crate) fn errors_of(found: &[AnswerError]) -> Errors {
    let mut errors = Errors::default();
    for error in found {
        errors.add(&error.name, error.sentence.clone());
    }
    errors
}

/// A field of the form with what was typed; `blank` empty rows follow those of a list.
pub(crate) fn asked(
    app: &App,
    merged: &MergedField<'_>,
    typed: &Typed,
    errors: &Errors,
    blank: usize,
) -> Asked {
    let field = merged.field;
    let name = field.code.as_str();
    let error = errors.of(name).unwrap_or_default().to_owned();
    if field.kind == FieldType::People {
        return Asked::People(People {
            name: name.to_owned(),
            label: field.label.clone(),
            hint: field.hint.clone(),
            about: about(app, merged),
            required: merged.required,
            error,
            rows: rows(merged, typed, errors, blank),
        });
    }
    let choices: Vec<&str> = merged.choices.clone();
    let mut one = control(name, &field.label, field.kind, merged.bounds, &choices);
    one.hint.clone_from(&field.hint);
    one.required = merged.required;
    one.about = about(app, merged);
    one.value = value(typed, name);
    one.error = error;
    if field.personal {
        autocomplete(&mut one);
    }
    Asked::One(Box::new(one))
}

/// A question of the package, which decides what the rest asks.
pub(crate) fn question(
    field: &banjie_core::packages::Field,
    typed: &Typed,
    errors: &Errors,
) -> Field {
    let name = field.code.as_str();
    let choices: Vec<&str> = field.choices.iter().map(String::as_str).collect();
    let mut one = control(name, &field.label, field.kind, field.bounds, &choices);
    field.hint.clone_into(&mut one.hint);
    field.why.clone_into(&mut one.about);
    one.value = value(typed, name);
    errors
        .of(name)
        .unwrap_or_default()
        .clone_into(&mut one.error);
    one
}

fn rows(merged: &MergedField<'_>, typed: &Typed, errors: &Errors, blank: usize) -> Vec<Vec<Field>> {
    let name = merged.field.code.as_str();
    let filled = row_numbers(name, typed).last().map_or(0, |last| last + 1);
    let count = (filled + blank).clamp(1, MOST_ROWS);
    (0..count)
        .map(|row| {
            let cells = merged.field.columns.iter().map(|column| {
                let cell = format!("{name}.{row}.{}", column.code);
                let choices: Vec<&str> = column.choices.iter().map(String::as_str).collect();
                let bounds = Bounds::default();
                let mut one = control(&cell, &column.label, column.kind, bounds, &choices);
                one.required = column.required;
                one.value = value(typed, &cell);
                errors
                    .of(&cell)
                    .unwrap_or_default()
                    .clone_into(&mut one.error);
                one
            });
            cells.collect()
        })
        .collect()
}

fn control(name: &str, label: &str, kind: FieldType, bounds: Bounds, choices: &[&str]) -> Field {
    let choice = |c: &&str| Choice::new(*c, *c);
    let all: Vec<Choice> = choices.iter().map(choice).collect();
    match kind {
        FieldType::LongText => {
            let most = bounds.max.unwrap_or(2_000);
            Field::with(name, label, Control::TextArea(most as usize))
        }
        FieldType::Choice if all.len() > ON_THE_PAGE => {
            Field::with(name, label, Control::Select(all))
        }
        FieldType::Choice | FieldType::YesNo => Field::with(name, label, Control::Radio(all)),
        FieldType::Choices => Field::with(name, label, Control::Checks(all)),
        FieldType::Date => Field::with(name, label, Control::Date).width("w11"),
        FieldType::Money => Field::text(name, label)
            .width("w11")
            .typed("off", "decimal"),
        FieldType::Number => Field::text(name, label).width("w4").typed("off", "numeric"),
        FieldType::Phone => Field::text(name, label).width("w11").typed("", "tel"),
        FieldType::Uscc | FieldType::CitizenId | FieldType::Identity => {
            Field::text(name, label).width("w18").typed("off", "")
        }
        FieldType::Text | FieldType::People => Field::text(name, label),
    }
}

/// A shared machine must not offer one person's number to the next.
fn autocomplete(field: &mut Field) {
    if field.autocomplete.is_empty() {
        "off".clone_into(&mut field.autocomplete);
    }
}

/// `为什么问：…。用于企业设立登记、公章刻制备案。`
fn about(app: &App, merged: &MergedField<'_>) -> String {
    let reasons = merged.reasons();
    let reasons: Vec<&str> = reasons.into_iter().filter(|r| !r.is_empty()).collect();
    let why = match reasons.as_slice() {
        [] => String::new(),
        reasons => format!("{}。", reasons.join("；").trim_end_matches('。')),
    };
    format!(
        "{why}{}。",
        serves(app, merged.serves.iter().map(|s| s.item))
    )
}

/// `用于 2 件事：企业设立登记、公章刻制备案`.
pub(crate) fn serves<'a>(
    app: &App,
    items: impl Iterator<Item = &'a banjie_core::district::ItemId>,
) -> String {
    let services = &app.pack().services;
    let names: Vec<&str> = items
        .filter_map(|id| services.item(id))
        .map(|item| item.name.as_str())
        .collect();
    match names.as_slice() {
        [one] => format!("用于{one}"),
        names => format!("用于 {} 件事：{}", names.len(), names.join("、")),
    }
}

fn value(typed: &Typed, name: &str) -> String {
    typed.get(name).map_or_else(String::new, |v| v.join("\n"))
}

/// The numbers of the rows of a list that hold something, ascending.
fn row_numbers(name: &str, typed: &Typed) -> Vec<usize> {
    let mut numbers: Vec<usize> = (typed.iter())
        .filter(|(_, values)| values.iter().any(|v| !text::single_line(v).is_empty()))
        .filter_map(|(cell, _)| cell.strip_prefix(name)?.strip_prefix('.'))
        .filter_map(|rest| rest.split_once('.')?.0.parse().ok())
        .filter(|row| *row < MOST_ROWS)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The list whose rows a form wants more or fewer of, instead of going on.
pub(crate) fn edited(form: &Form) -> Option<String> {
    let asked = match form.get(ADD) {
        "" => form.get(REMOVE).split('.').next().unwrap_or_default(),
        list => list,
    };
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let list: String = asked.chars().filter(plain).collect();
    (!list.is_empty()).then_some(list)
}

/// Takes what a form says of one field in place of what was typed before. Rows of a list that were
/// emptied or taken away are gone, the others keep their order.
pub(crate) fn take(code: &str, form: &Form, typed: &mut Typed) {
    let removed = match form.get(REMOVE) {
        "" => None,
        row => Some(format!("{row}.")),
    };
    let belongs = |name: &str| {
        name.strip_prefix(code)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    typed.retain(|name, _| !belongs(name));
    let mut sent = Typed::new();
    let stays = |name: &str| !removed.as_ref().is_some_and(|row| name.starts_with(row));
    let pairs = form.pairs().iter();
    for (name, value) in pairs.filter(|(name, _)| belongs(name) && stays(name)) {
        sent.entry(name.clone()).or_default().push(value.clone());
    }
    sent.retain(|_, values| values.iter().any(|v| !v.trim().is_empty()));
    let rows = row_numbers(code, &sent);
    let place: BTreeMap<usize, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (*row, at))
        .collect();
    for (name, values) in sent {
        let cell = name[code.len()..].strip_prefix('.').and_then(|rest| {
            let (row, column) = rest.split_once('.')?;
            Some((row.parse::<usize>().ok()?, column.to_owned()))
        });
        match cell {
            None if name == code => drop(typed.insert(name, values)),
            Some((row, column)) => {
                if let Some(at) = place.get(&row) {
                    typed.insert(format!("{code}.{at}.{column}"), values);
                }
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emptied_rows_go_and_the_others_move_up() {
        let form = Form::from_pairs([
            ("people.0.name", ""),
            ("people.2.name", "乙"),
            ("people.2.id", "1"),
            ("people.5.name", "丙"),
            ("people_else", "x"),
            ("people.9999.name", "多"),
        ]);
        let mut typed = Typed::from([
            ("people.0.name".to_owned(), vec!["甲".to_owned()]),
            ("other".to_owned(), vec!["留".to_owned()]),
        ]);
        take("people", &form, &mut typed);
        let said: Vec<_> = typed
            .iter()
            .map(|(n, v)| (n.as_str(), v[0].as_str()))
            .collect();
        let wanted = [
            ("other", "留"),
            ("people.0.id", "1"),
            ("people.0.name", "乙"),
            ("people.1.name", "丙"),
        ];
        assert_eq!(said, wanted);
        let form = Form::from_pairs([
            ("people.0.name", "甲"),
            ("people.1.name", "乙"),
            ("_remove", "people.0"),
        ]);
        take("people", &form, &mut typed);
        assert_eq!(typed["people.0.name"], ["乙"]);
        assert!(!typed.contains_key("people.1.name"));
        assert_eq!(edited(&form).as_deref(), Some("people"));
    }
}
