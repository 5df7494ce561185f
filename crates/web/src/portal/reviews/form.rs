//! Reading what a rater sends.

use super::page::Part;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form};
use crate::portal::appeals;
use banjie_core::kinds::review::{LEVELS, NewReview, Rating, is_bad};
use banjie_core::matter::{Command, Refusal, Verdict};
use banjie_store::Contact;

/// The level chosen, if it is one.
pub(super) fn level(form: &Form) -> Option<u8> {
    chosen(form, "level")
}

fn chosen(form: &Form, field: &str) -> Option<u8> {
    let typed: u8 = form.get(field).parse().ok()?;
    LEVELS.iter().map(|(l, _)| *l).find(|l| *l == typed)
}

/// Whether a rater of this level is asked for a number: only where a call-back would follow and
/// nobody has one yet.
pub(super) fn asks_contact(subject: &NewReview, level: u8) -> bool {
    is_bad(level) && !subject.named
}

/// The rating and the contact left with it; `None` with what is to be mended.
///
/// # Errors
/// No randomness to be had.
pub(super) fn rating(
    form: &Form,
    subject: &NewReview,
    errors: &mut Errors,
) -> Result<Option<(Rating, Option<Contact>)>, Problem> {
    let Some(level) = level(form) else {
        errors.add("level", "您的评价：没有选。请在五个档次里选一个");
        return Ok(None);
    };
    let mut contact = None;
    if asks_contact(subject, level) && !form.get("phone").trim().is_empty() {
        contact = appeals::phone(form.get("phone"), errors).map(|(digits, _)| digits);
    }
    if !errors.is_empty() {
        return Ok(None);
    }
    let contact = match contact {
        Some(phone) => Some(Contact {
            name: match form.line("name") {
                name if name.is_empty() => "评价人".to_owned(),
                name => name.chars().take(30).collect(),
            },
            phone,
            salt: crate::kit::form::new_key()?,
        }),
        None => None,
    };
    let rating = Rating {
        level,
        tags: form.all("tag").map(str::to_owned).collect(),
        words: form.text("words"),
        contact: None,
        network: None,
    };
    Ok(Some((rating, contact)))
}

/// 追评.
pub(super) fn follow_up(form: &Form, errors: &mut Errors) -> Option<Command> {
    let Some(level) = chosen(form, "later") else {
        errors.add("later", "现在怎么看：没有选。请在五个档次里选一个");
        return None;
    };
    let words = form.text("later_words");
    Some(Command::FollowUp { level, words })
}

/// 认可或不认可.
pub(super) fn verdict(form: &Form, errors: &mut Errors) -> Option<Command> {
    let verdict = match form.get("verdict") {
        "yes" => Verdict::Solved,
        "no" => Verdict::NotSolved,
        _ => {
            errors.add("verdict", "认可吗：没有选。请选“认可”或“不认可”");
            return None;
        }
    };
    Some(Command::Confirm {
        tags: Vec::new(),
        verdict,
        level: None,
        words: form.text("words"),
    })
}

/// A refusal of the rules at its field of this form.
pub(super) fn place(refusal: &Refusal, part: Part, errors: &mut Errors) {
    let later = part == Part::FollowUp;
    let field = match refusal {
        Refusal::Missing { field, .. }
        | Refusal::TooLong { field, .. }
        | Refusal::BadValue { field, .. } => match *field {
            "满意度" if later => "later",
            "满意度" => "level",
            "具体情况" => "tag",
            "是否认可" => "verdict",
            _ if later => "later_words",
            _ => "words",
        },
        _ => "",
    };
    errors.add(field, refusal.to_string());
}
