//! Command pages: a title, a sentence on what follows, the fields of the command, one button.
//!
//! Each command has a file that says its words, its fields and how they are read; showing,
//! refusing, going stale and coming back are the same for all and stand in `run` and `page`.

mod accept;
mod admit;
mod assign;
mod attach;
mod call_back;
mod close;
mod comment;
mod conclude;
mod dispatch;
mod exclude;
mod extend;
mod give_back;
mod grant;
mod hand_over;
mod inspect;
mod merge;
mod object;
mod object_for;
mod page;
mod pause;
mod proposal;
mod redress;
mod reflect;
mod refuse;
mod reopen;
mod revoke;
mod rule;
mod run;
mod send_back;
mod settle;
mod sign;
mod supply;
mod tell_missing;
mod transfer;
mod urge;
mod withdraw;

use crate::App;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Query, Request, State};
use banjie_core::matter::{Command, CommandName, Evidence, Law, Matter};
use banjie_store::people::Account;
use banjie_store::reads::Course;
use jiff::civil::Date;
pub(in crate::desk) use rule::{terms, unchosen};

/// What a command page stands on.
pub(super) struct Ground<'a> {
    app: &'a App,
    viewer: &'a Viewer,
    course: &'a Course,
    law: Law<'a>,
    today: Date,
    /// Who works in the viewer's unit.
    colleagues: Vec<Account>,
}

impl Ground<'_> {
    fn matter(&self) -> &Matter {
        &self.course.matter
    }
}

/// One command page.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    command: CommandName,
    /// Last part of the address.
    path: &'static str,
    /// The whole address, for the route.
    route: &'static str,
    /// The question or act as title.
    title: fn(&Ground<'_>) -> String,
    /// What follows from it, one or two sentences.
    consequence: fn(&Ground<'_>) -> String,
    fields: fn(&Ground<'_>) -> Vec<Field>,
    parse: fn(&Form, &Ground<'_>) -> Result<Command, Errors>,
    /// The button.
    label: &'static str,
    /// Hurts somebody or cannot be undone.
    harm: bool,
    /// Takes files.
    files: bool,
}

/// All of them, in the order of the buttons.
const SCREENS: [&Screen; 44] = [
    &sign::SCREEN,
    &close::SCREEN,
    &call_back::SCREEN,
    &redress::SCREEN,
    &object::SCREEN,
    &reflect::SCREEN,
    &dispatch::SCREEN,
    &accept::SCREEN,
    &send_back::SCREEN,
    &rule::SCREEN,
    &reopen::SCREEN,
    &conclude::SCREEN,
    &assign::SCREEN,
    &transfer::SCREEN,
    &give_back::SCREEN,
    &extend::SCREEN,
    &pause::PAUSE,
    &pause::RESUME,
    &comment::SCREEN,
    &attach::SCREEN,
    &urge::SCREEN,
    &merge::SCREEN,
    &exclude::SCREEN,
    &withdraw::SCREEN,
    &admit::SCREEN,
    &tell_missing::SCREEN,
    &supply::SCREEN,
    &grant::SCREEN,
    &hand_over::SCREEN,
    &refuse::SCREEN,
    &inspect::SCREEN,
    &revoke::SCREEN,
    &settle::SETTLE,
    &settle::REPAIR,
    &object_for::SCREEN,
    &proposal::OPEN,
    &proposal::DECIDE,
    &proposal::NOTIFY,
    &proposal::INVITE,
    &proposal::STATE,
    &proposal::MINUTE,
    &proposal::LOOK_BACK,
    &proposal::PROTEST,
    &proposal::REDECIDE,
];

/// Last part of the address of a command's page.
pub(super) fn path(name: CommandName) -> Option<&'static str> {
    find(name).map(|s| s.path)
}

fn find(name: CommandName) -> Option<&'static Screen> {
    SCREENS.into_iter().find(|s| s.command == name)
}

pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    for screen in SCREENS {
        // A command that staff never give has no page.
        let Some(action) = screen.command.action() else {
            continue;
        };
        let access = Access::Staff(action);
        let show = move |State(app): State<App>,
                         viewer: Viewer,
                         Path(no): Path<String>,
                         Query(given): Query<Vec<(String, String)>>| async move {
            run::show(&app, &viewer, &no, screen, given).await
        };
        let give = move |State(app): State<App>,
                         viewer: Viewer,
                         Path(no): Path<String>,
                         request: Request| async move {
            run::give(&app, &viewer, &no, screen, request).await
        };
        routes.push(get(screen.route, access, show));
        routes.push(post(screen.route, access, give));
    }
    routes
}

/// The units of the district as choices, without one of them.
fn units(ground: &Ground<'_>, without: &str) -> Vec<Choice> {
    let units = &ground.law.district.units;
    units
        .iter()
        .filter(|u| u.id.as_str() != without)
        .map(|u| Choice::new(u.id.as_str(), u.id.as_str()))
        .collect()
}

/// The evidence ticked in a form.
pub(in crate::desk) fn ticked(form: &Form) -> Vec<Evidence> {
    form.all("evidence")
        .filter_map(|value| match value.split_once(':')? {
            ("record", version) => version.parse().ok().map(Evidence::Record),
            ("file", hash) => Some(Evidence::File(hash.to_owned())),
            _ => None,
        })
        .collect()
}

/// The files and records of the matter to tick as evidence.
pub(in crate::desk) fn evidence_field(course: &Course, today: Date) -> Field {
    let choices = close::evidence_choices(course, today);
    let hint = if choices.is_empty() {
        "还没有材料和办理记录。请先返回，添加材料或写一条记录"
    } else {
        "勾选已有的材料或记录。照片不是必须的"
    };
    Field::with("evidence", "依据", Control::Checks(choices)).hint(hint)
}

/// A required reason of several lines.
fn reason(hint: &str, most: usize) -> Field {
    Field::with("reason", "理由", Control::TextArea(most)).hint(hint)
}
