//! The application as people meet it: real Chromium, driven by chromedriver, over loopback.
//!
//! Two kinds of district serve the pages. The *journeys* each have a fresh one whose clock is set by hand; the
//! *screens* share one `banjie demo` with a year of history, on a fixed day. All of it in one binary with a harness
//! of its own, so that browsers and server are put away when the last test is done. `./dev` fetches axe-core for it.
//!
//! Which of the points of acceptance in a browser (u01…u40) are looked at here:
//! - u01 and the main journey (`journey.rs`): the whole course with and without script; in it also u08 and u09 (one
//!   missing field: summary, and what was typed is still there), u22 (the due date over the festival), u28 (figure to
//!   matters), u35 (no name or number for staff who gave no reason), u38 (a record as evidence)
//! - u01, u08, u14 and u12 of an application, P2 to P5 (`apply.rs`), with and without script
//! - u01 for P8 (`reviews.rs`): a bad review from the slip to its correction, without script
//! - the speech (`speech.rs`): a file becomes tasks, a reflection is owed
//! - u02 at 360 px, u03, u04, u07, u20, and of u06 language and skip link (`screens.rs`): every built screen, at both
//!   widths, with nothing on the console and nothing asked of another host
//! - u33 (`office.rs`): exports in LibreOffice
//! - u40 (`screens.rs`): size of the first page; its server time is a bench
//!
//! In process, in `tests/it`: u11, u13, u16, u18, u19, u21, u26, u27, u29, u30, u32. Not yet in a browser: u05, u10, u12,
//! u14, u15, u17, u23–u25, u31, u34, u36, u37. With later screens: u39 (P9), and C4 of the others.
#![expect(clippy::panic, clippy::unwrap_used, reason = "all of it is test code")]

mod apply;
mod browser;
mod demo;
mod district;
mod journey;
mod office;
mod reviews;
mod screens;
mod speech;
mod world;

use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;
use world::World;

/// Named tests: each an async function that takes the world.
macro_rules! trials {
    ($world:expr, $($module:ident :: $name:ident),* $(,)?) => {
        vec![$(Trial::test(concat!(stringify!($module), "::", stringify!($name)), {
            let world = $world.clone();
            move || { world.run($module::$name(&world)); Ok(()) }
        })),*]
    };
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Two cores carry two browsers and their server; more only wait for each other.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    // The harness prints what a test died of; this adds where, without a trace.
    std::panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            eprintln!("at {place}");
        }
    }));
    let world = World::new();
    if arguments.filter.is_none() && !arguments.list {
        // Its year is being written while the journeys run.
        world.start_demo();
    }
    let trials = trials![
        world,
        journey::an_appeal_from_the_portal_to_the_bulletin,
        journey::u01_the_same_without_script,
        apply::an_application_from_the_first_screen_to_its_receipt,
        apply::u01_an_application_without_script,
        speech::the_speech_becomes_tasks,
        screens::u04_portal,
        screens::u04_clerk,
        screens::u04_coordinator,
        screens::u04_heads_and_leaders,
        screens::u04_papers,
        reviews::u01_a_visit_is_rated_without_script,
        screens::u04_reviews,
        office::u33_exports_open_in_an_office,
        screens::u40_the_first_page_is_small,
    ];
    let conclusion = libtest_mimic::run(&arguments, trials);
    world.end();
    conclusion.exit_code()
}
