//! `rulebook.toml` and `rulebooks/*.toml`: the versions of the assessment method; `forbidden.toml`:
//! what may not be measured.

mod measure;

use super::mistake::Place;
use super::reader::{Spot, Table};
use super::rule_files::source;
use crate::assessment::proofs::{Forbidden, prove};
use crate::assessment::rulebook::{
    AfterTalk, Gap, LastTies, LeftOpen, MissingMeasure, OpenObjection, Rulebook, Ties, Unreported,
};
use crate::district::{Indicator, Unit};
use crate::nearest::nearest;
use std::collections::BTreeSet;

/// What a rulebook refers to.
pub(super) struct Known<'a> {
    /// Units with their peer groups; `None`: not read, references are not doubted.
    pub(super) units: Option<&'a [Unit]>,
    /// The indicators; `None`: not read, references are not doubted.
    pub(super) indicators: Option<&'a [Indicator]>,
    /// What may not be measured.
    pub(super) forbidden: &'a [Forbidden],
}

/// Reads and proves one version of the rulebook.
pub(super) fn rulebook(file: &Table<'_>, known: &Known<'_>) -> Option<Rulebook> {
    let id = file.text("id");
    let title = file.text("title");
    let version = file.text("version");
    let from = file.date("from").filter(|from| {
        let first = from.value.day() == 1;
        if !first {
            file.report().error(
                from.at,
                format!("“from”写的 {} 不是一个月的第一天", from.value),
                "考核按月算，请写某月 1 日",
            );
        }
        first
    });
    let minimum_cases = file.count("minimum_cases");
    let missing = choice(
        file,
        "missing",
        MissingMeasure::from_code,
        &MissingMeasure::choices(),
    );
    let unreported = choice(
        file,
        "unreported",
        Unreported::from_code,
        &Unreported::choices(),
    );
    let ties = choice(file, "ties", Ties::from_code, &Ties::choices());
    let open = left_open(file);
    let exclusions = file.texts("exclusions");
    let peer_groups = peer_groups(file, known.units);
    let source = file.sub("source").and_then(|t| source(&t));
    let (measures, places) = measure::measures(file, known)?;
    let book = Rulebook {
        id: id?.value.to_owned(),
        title: title?.value.to_owned(),
        version: version?.value.to_owned(),
        from: from?.value,
        measures,
        minimum_cases: minimum_cases?.value,
        missing: missing?,
        unreported: unreported?,
        ties: ties?,
        open: open?,
        exclusions: exclusions.iter().map(|e| e.value.to_owned()).collect(),
        peer_groups,
        source: source?,
    };
    let flaws = prove(&book, known.forbidden);
    for flaw in &flaws {
        let at = flaw.measure.and_then(|at| places.get(at));
        let at = at.or(places.first()).copied().unwrap_or(file.at());
        file.report()
            .error(at, flaw.message.clone(), flaw.remedy.clone());
    }
    flaws.is_empty().then_some(book)
}

/// Two versions with one name or one first day.
pub(super) fn distinct(books: &[(Rulebook, Place<'_>)], report: &super::mistake::Report) {
    for (index, (book, at)) in books.iter().enumerate() {
        for (other, _) in books.iter().take(index) {
            if book.version == other.version {
                report.error(
                    *at,
                    format!("考核办法的版本“{}”重复", book.version),
                    "请给每一版写不同的 version",
                );
            }
            if book.from == other.from {
                report.error(
                    *at,
                    format!(
                        "版本“{}”和“{}”都从 {} 起施行",
                        book.version, other.version, book.from
                    ),
                    "请给每一版写不同的 from",
                );
            }
        }
    }
}

/// Reads `forbidden.toml`.
pub(super) fn forbidden(file: &Table<'_>) -> Vec<Forbidden> {
    let tables = file.tables("forbidden");
    (tables.iter())
        .filter_map(|table| {
            let what = table.text("what");
            let words = table.texts("words");
            let source = table.sub("source").and_then(|t| source(&t));
            if words.is_empty() {
                table.report().error(
                    table.at(),
                    "“words”里一个词也没有，认不出这一类",
                    "请写出考核项名称里会出现的词",
                );
                return None;
            }
            Some(Forbidden {
                what: what?.value.to_owned(),
                words: words.iter().map(|w| w.value.to_owned()).collect(),
                source: source?,
            })
        })
        .collect()
}

fn choice<T>(
    file: &Table<'_>,
    key: &'static str,
    read: impl Fn(&str) -> Option<T>,
    choices: &str,
) -> Option<T> {
    let word = file.text(key)?;
    let value = read(word.value);
    if value.is_none() {
        file.report().error(
            word.at,
            format!("“{key}”写的“{}”不认识", word.value),
            format!("请写 {choices}"),
        );
    }
    value
}

/// A count of at least one.
fn positive<'d>(
    file: &Table<'d>,
    key: &'static str,
    zero: &str,
    remedy: &str,
) -> Option<Spot<'d, u32>> {
    file.count(key).filter(|n| {
        if n.value == 0 {
            let message = format!("“{key}”写的是 0，{zero}");
            file.report().error(n.at, message, remedy);
        }
        n.value > 0
    })
}

/// What the speech left open: `interview_after` and the table `[open]`.
fn left_open(file: &Table<'_>) -> Option<LeftOpen> {
    let interview_after = positive(
        file,
        "interview_after",
        "等于人人都要约谈",
        "请写连续几次末位后提出约谈，讲话要求是 2",
    );
    let table = file.sub("open")?;
    let last_ties = choice(
        &table,
        "last_ties",
        LastTies::from_code,
        &LastTies::choices(),
    );
    let last_fewest = positive(
        &table,
        "last_fewest",
        "没有单位也有末位",
        "请写有名次的单位不少于几个才有末位，例如 2",
    );
    let spares = table.flag("last_spares_targets").unwrap_or(false);
    let gap = choice(&table, "gap", Gap::from_code, &Gap::choices());
    let gap_most = table.count("gap_most");
    let after_talk = choice(
        &table,
        "after_talk",
        AfterTalk::from_code,
        &AfterTalk::choices(),
    );
    let open_objection = choice(
        &table,
        "open_objection",
        OpenObjection::from_code,
        &OpenObjection::choices(),
    );
    let new_unit_months = table.count("new_unit_months");
    let source = table.sub("source").and_then(|t| source(&t));
    Some(LeftOpen {
        interview_after: interview_after?.value,
        last_ties: last_ties?,
        last_fewest: last_fewest?.value,
        last_spares_targets: spares,
        gap: gap?,
        gap_most: gap_most?.value,
        after_talk: after_talk?,
        open_objection: open_objection?,
        new_unit_months: new_unit_months?.value,
        source: source?,
    })
}

/// The groups as the rulebook orders them must be those of the units, no more and no fewer.
fn peer_groups(file: &Table<'_>, units: Option<&[Unit]>) -> Vec<String> {
    let written = file.texts("peer_groups");
    let Some(units) = units else {
        return Vec::new();
    };
    let groups: Vec<&str> = units
        .iter()
        .filter_map(|u| u.peer_group.as_deref())
        .collect();
    for group in &written {
        if !groups.contains(&group.value) {
            file.report().error(
                group.at,
                format!("可比组“{}”里没有单位", group.value),
                match nearest(group.value, groups.iter().copied()).first() {
                    Some(near) => format!("您要写的可能是“{near}”"),
                    None => "请在 units.toml 给单位写 peer_group，或删去这一组".into(),
                },
            );
        }
    }
    let forgotten: BTreeSet<&str> = groups
        .iter()
        .filter(|g| !written.iter().any(|w| w.value == **g))
        .copied()
        .collect();
    for group in forgotten {
        file.report().error(
            file.at(),
            format!("units.toml 里的可比组“{group}”没有写进 peer_groups"),
            format!("请把“{group}”加进 peer_groups，否则这一组不出排名"),
        );
    }
    written.iter().map(|w| w.value.to_owned()).collect()
}
