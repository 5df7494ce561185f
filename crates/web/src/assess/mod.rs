//! What bulletins and rankings share on portal, desk, API and command line: which values are
//! shown, what they say of themselves, as which file they leave.

pub(crate) mod basis;
mod editions;
pub(crate) mod figure;
mod files;
pub(crate) mod grades;
pub(crate) mod losses;
pub(crate) mod ranks;
mod rulebooks;
pub(crate) mod sheet;
pub(crate) mod tasks;
pub(crate) mod weights;

pub use editions::{Edition, assessment, bulletin, ranking};
pub use files::{BadFormat, Format, assessment_file, bulletin_file, ranking_file, text_file};
pub(crate) use files::{downloads, downloads_of, send, send_text};

pub use rulebooks::{Version, rulebook_paper, version};

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{BadPeriod, Month, Period, Quarter, Week};
use banjie_core::district::{Action, Sight};
use banjie_core::moment::Moment;
use banjie_papers::bulletin::Stamp;
use banjie_store::reads::Issued;
use banjie_store::{Store, StoreError};
use jiff::civil::Date;

/// Through whose eyes values are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Eyes<'a> {
    /// Everybody: no numbers, titles or owners of matters.
    Public,
    /// Staff, with links as far as they may see.
    Staff(&'a Sight),
}

impl<'a> Eyes<'a> {
    /// The eyes of whoever is signed in.
    pub(crate) fn of(viewer: Option<&'a Viewer>) -> Self {
        match viewer.filter(|v| v.may(Action::SeeFigures)) {
            Some(viewer) => Self::Staff(&viewer.sight),
            None => Self::Public,
        }
    }

    /// The page of a unit's trend; empty for the public.
    pub(crate) fn trend(self, unit: &banjie_core::district::UnitId) -> String {
        match self {
            Self::Public => String::new(),
            Self::Staff(_) => crate::desk::trends::unit_href(unit),
        }
    }

    /// Whether a matter led by `unit` is surely in sight; the matter's own page decides.
    pub(crate) fn reach(self, unit: &str) -> bool {
        let base = match self {
            Self::Public => return false,
            Self::Staff(sight) => sight.base(),
        };
        match base {
            Sight::Nothing | Sight::Call(_) | Sight::Person { .. } => false,
            Sight::District | Sight::Sealed => true,
            Sight::Unit { unit: own, .. } => own.as_str() == unit,
        }
    }
}

/// What a paper says of itself. `path` is its public page.
///
/// # Errors
/// The database fails.
pub async fn stamp(
    store: &Store,
    url: &str,
    path: &str,
    revision: u32,
    issued: Option<Moment>,
) -> Result<Stamp, StoreError> {
    // A draft names the newest head, what is issued the one that covers it, for ever the same.
    let head = match issued {
        Some(at) => store.head_since(at).await?,
        None => store.heads(1).await?.into_iter().next(),
    };
    let district = &store.pack().district;
    let unit = district.unit(&district.coordinator);
    Ok(Stamp {
        signer: unit.map_or(String::new(), |unit| unit.full_name.clone()),
        issued: issued.map(Moment::date),
        revision,
        url: format!("{}{path}", url.trim_end_matches('/')),
        head: head.map_or("尚未封存".to_owned(), |head| {
            short(&head.head.root.to_string())
        }),
        signed: Vec::new(),
        demo: store.is_demo().await?.unwrap_or(false),
    })
}

/// `7F3K-20A9`: the first eight digits of a hash, as people compare them.
fn short(hash: &str) -> String {
    let digits: String = hash.chars().rev().take_while(|c| *c != ':').collect();
    let first: Vec<char> = digits.chars().rev().take(8).collect();
    let upper: String = first.iter().map(char::to_ascii_uppercase).collect();
    match upper.split_at_checked(4) {
        Some((a, b)) => format!("{a}-{b}"),
        None => upper,
    }
}

/// The period named in an address.
pub(crate) fn week(text: &str) -> Result<Week, Problem> {
    text.parse().map_err(bad_period)
}

/// The period named in an address.
pub(crate) fn month(text: &str) -> Result<Month, Problem> {
    text.parse().map_err(bad_period)
}

/// The period named in an address.
pub(crate) fn quarter(text: &str) -> Result<Quarter, Problem> {
    text.parse().map_err(bad_period)
}

/// The period named in an address: a month or a quarter.
pub(crate) fn period(text: &str) -> Result<Period, Problem> {
    text.parse().map_err(bad_period)
}

fn bad_period(bad: BadPeriod) -> Problem {
    Problem::Refused {
        sentence: bad.to_string(),
        code: "period",
    }
}

/// A period of which no day is over.
pub(crate) fn not_begun(first: Date) -> Problem {
    let day = first.tomorrow().unwrap_or(first);
    Problem::Refused {
        sentence: format!(
            "这一期还没有过完一天，{}起才有数。请先看上一期",
            crate::kit::text::full_date(day)
        ),
        code: "period_not_begun",
    }
}

/// `2026年3月2日`.
pub(crate) fn day_words(at: Moment) -> String {
    banjie_papers::paper::chinese_date(at.date())
}

/// `核对中 · 2026年3月2日`: where a ranking or a quarter stands, and since when.
pub(crate) fn stands(paper: &Issued) -> String {
    let word = RankingStep::from_code(&paper.state).map_or("", RankingStep::word);
    format!("{word} · {}", day_words(paper.at))
}

/// The address of the site for stamps.
pub(crate) fn site(app: &App) -> &str {
    &app.settings().url
}
