//! Which interviews the published rankings propose: what is last and what is consecutive, the
//! rulebook has decided in them; here it becomes a proposal with its facts, its certainty and every
//! ground looked at on which it would not have been made.

use super::period::Month;
use super::ranking::{GroupRanking, Ranked, Ranking};
use super::rulebook::LeftOpen;
use crate::district::{District, UnitId};
use crate::kinds::interview::NewInterview;
use crate::matter::proposal::{Basis, Check, Fact};

/// The interviews that a ranking proposes. `earlier`: rankings of the months before, the newest
/// first; those that no row needs do no harm.
pub fn interviews(
    newest: &Ranking,
    earlier: &[Ranking],
    open: &LeftOpen,
    district: &District,
) -> Vec<NewInterview> {
    let after = newest.interview_after;
    (newest.groups.iter())
        .flat_map(|group| group.placed.iter().map(move |row| (group, row)))
        .filter(|(_, row)| !row.suspended && row.run() >= after)
        .map(|(group, row)| interview(newest, (group, row), earlier, open, district))
        .collect()
}

/// Why a proposal of these months rests on nothing any more: in a ranking as it stands now the unit
/// is not last. `rankings`: the newest revision of each month; a month without one proves nothing.
pub fn unfounded(unit: &UnitId, months: &[Month], rankings: &[Ranking]) -> Option<String> {
    let stands = |ranking: &&Ranking| {
        let row = ranking.row(unit);
        row.is_some_and(|(_, row)| row.last && !row.suspended)
    };
    let corrected = (rankings.iter())
        .filter(|ranking| months.contains(&ranking.month))
        .find(|ranking| !stands(ranking))?;
    let month = corrected.month.words();
    Some(format!("{month}的排名更正以后，{unit}不算组内末位"))
}

fn interview(
    newest: &Ranking,
    (group, row): (&GroupRanking, &Ranked),
    earlier: &[Ranking],
    open: &LeftOpen,
    district: &District,
) -> NewInterview {
    let unit = &row.score.unit;
    let mut months = vec![newest.month];
    let mut facts = vec![fact(newest.month, group, row)];
    for ranking in earlier {
        if months.len() >= usize::try_from(row.run()).unwrap_or(usize::MAX) {
            break;
        }
        let found = ranking.row(unit).filter(|(_, row)| row.last);
        if let Some((group, row)) = found {
            months.push(ranking.month);
            facts.push(fact(ranking.month, group, row));
        }
    }
    let mut certainty = format!("{}末位概率{}。", newest.month.words(), row.last_words());
    let others: Vec<&str> = (group.indistinct().iter())
        .map(|other| other.score.unit.as_str())
        .collect();
    match others.len() {
        0 => certainty.push_str("和前面的单位分得开。"),
        _ => certainty.push_str(&format!(
            "{}与末位不可区分：90%范围含末位。",
            others.join("、")
        )),
    }
    NewInterview {
        unit: unit.clone(),
        months,
        basis: Basis {
            rule: format!(
                "连续{}个月组内末位，建议约谈主要负责人（{}，版本{}）",
                row.run(),
                newest.rulebook,
                newest.version
            ),
            facts,
            checks: checks(newest, row, open, district),
            certainty,
        },
    }
}

fn fact(month: Month, group: &GroupRanking, row: &Ranked) -> Fact {
    let loss = match row.loss.as_str() {
        "" => String::new(),
        loss => format!("；{loss}"),
    };
    Fact {
        words: format!(
            "{}：{}第{}名，组内{}个单位有名次，得{}分，90%范围{}，末位概率{}，应办{}件{loss}",
            month.words(),
            group.group,
            row.place,
            group.placed.len(),
            row.printed(),
            row.range_words(),
            row.last_words(),
            row.score.cases.cases,
        ),
        href: format!("/rankings/{month}"),
        cases: Vec::new(),
    }
}

/// Every ground on which the rulebook would not count the unit as last, and what was found.
fn checks(newest: &Ranking, row: &Ranked, open: &LeftOpen, district: &District) -> Vec<Check> {
    let since = district.unit(&row.score.unit).and_then(|unit| unit.since);
    let check = |ground: &str, finding: String| Check {
        ground: ground.to_owned(),
        finding,
    };
    let new = match since {
        None => "不是新设或合并的单位".to_owned(),
        Some(since) => format!(
            "{since} 设立或合并，前{}个月不排名次，已经过了",
            open.new_unit_months
        ),
    };
    let targets = match open.last_spares_targets {
        true => "有没达到满分线的项，不在此列",
        false => "考核办法规定，各项达到满分线的仍算末位",
    };
    vec![
        check("新设或合并的单位", new),
        check("还没有裁定的申诉", "这个月没有还没裁定的申诉".to_owned()),
        check(
            "件数不足",
            format!(
                "应办{}件，最低{}件",
                row.score.cases.cases, newest.minimum_cases
            ),
        ),
        check("各项都达到满分线", targets.to_owned()),
        check("中间有不排名次的月份", open.gap.word().to_owned()),
        check("约谈过以后", open.after_talk.word().to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::ranking::tests::{UNITS, district, january, none, rank};
    use super::super::scoring::tests::rulebook;
    use super::*;

    /// 工信局 last in December and January, as in [`rank`]'s months.
    fn two_months() -> (Ranking, Ranking) {
        let clear = january(&[("税务局", 97), ("住建局", 90), ("工信局", 61)]);
        let mut before = rank(&UNITS, &clear, &none());
        let newest = rank(&UNITS, &clear, &before.places());
        before.month = before.month.previous();
        (newest, before)
    }

    #[test]
    fn two_last_places_are_proposed_with_their_facts_and_certainty() {
        let (newest, before) = two_months();
        let open = rulebook().open;
        let found = interviews(&newest, &[before], &open, &district(&UNITS));
        let [one] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(one.unit.as_str(), "工信局");
        let months: Vec<String> = one.months.iter().map(ToString::to_string).collect();
        assert_eq!(months, ["2026-01", "2025-12"]);
        // (61 − 60) / 38 = 2.63 %; hand-counted as in the ranking's own test.
        let words = &one.basis.facts[0].words;
        assert!(words.starts_with("2026年1月："), "{words}");
        assert!(
            words.contains("第3名，组内3个单位有名次，得2.63分"),
            "{words}"
        );
        assert!(words.contains("末位概率高于99%，应办100件"), "{words}");
        assert_eq!(one.basis.facts[1].href, "/rankings/2025-12");
        assert!(one.basis.certainty.contains("和前面的单位分得开"));
        assert_eq!(one.basis.checks.len(), 6);
    }

    /// A corrected month in which the unit is no longer last takes the proposal's ground away.
    #[test]
    fn a_corrected_month_unfounds_its_proposal_and_no_other() {
        let (newest, before) = two_months();
        let months = [newest.month, before.month];
        let unit = UnitId::from("工信局");
        let both = [newest.clone(), before.clone()];
        assert_eq!(unfounded(&unit, &months, &both), None);
        assert_eq!(unfounded(&unit, &months, &[]), None, "nothing known");
        let better = january(&[("税务局", 97), ("住建局", 61), ("工信局", 90)]);
        let mut corrected = rank(&UNITS, &better, &none());
        corrected.month = before.month;
        assert_eq!(
            unfounded(&unit, &months, &[newest, corrected.clone()]).unwrap(),
            "2025年12月的排名更正以后，工信局不算组内末位"
        );
        corrected.month = before.month.previous();
        assert_eq!(unfounded(&unit, &months, &[before, corrected]), None);
    }

    #[test]
    fn one_last_place_or_an_open_objection_proposes_nothing() {
        let (newest, before) = two_months();
        let (open, district) = (rulebook().open, district(&UNITS));
        assert_eq!(interviews(&before, &[], &open, &district), []);
        let mut suspended = newest;
        for row in &mut suspended.groups[0].placed {
            row.suspended = row.last;
        }
        assert_eq!(interviews(&suspended, &[before], &open, &district), []);
    }
}
