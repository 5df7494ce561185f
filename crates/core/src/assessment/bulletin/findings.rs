//! The findings: the sentence that stands above each section.

use super::Bulletin;
use super::points::Side;
use super::tasks::{IndicatorProgress, Tasks};
use super::values::{Listed, Movement};
use crate::district::UnitId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The findings: titles of the sections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// What stands out; empty before bulletins had it.
    #[serde(default)]
    pub points: String,
    /// Overdue matters.
    pub overdue: String,
    /// Rates.
    pub rates: String,
    /// What enterprises said.
    pub satisfaction: String,
    /// Movement against the week before.
    pub movement: String,
    /// Directives.
    pub directives: String,
    /// What the indicators' owners dispatched; empty before bulletins had it.
    #[serde(default)]
    pub indicators: String,
    /// What the units wrote themselves; empty before bulletins had it.
    #[serde(default)]
    pub notes: String,
    /// Next week.
    pub next_week: String,
}

impl Bulletin {
    pub(super) fn find(&self) -> Findings {
        Findings {
            points: self.find_points(),
            overdue: format!("{}{}", self.find_overdue(), self.find_calls()),
            rates: self.find_rates(),
            satisfaction: self.find_satisfaction(),
            movement: self.find_movement(),
            directives: self.find_directives(),
            indicators: self.find_indicators(),
            notes: self.find_notes(),
            next_week: find_next_week(&self.next_week),
        }
    }

    /// Calls that units owe for the sample are due like any other work.
    fn find_calls(&self) -> String {
        match self.calls_missed.values().sum::<u64>() {
            0 => String::new(),
            missed => format!("；另有 {missed} 件回访抽查逾期没有打"),
        }
    }

    fn find_overdue(&self) -> String {
        let all = self.overdue.now.cases;
        if all == 0 {
            return "没有逾期的办件".to_owned();
        }
        // The fewest units that hold at least half.
        let mut held = 0;
        let mut leading = Vec::new();
        for load in &self.late_units {
            if held * 2 >= all || leading.len() == 3 {
                break;
            }
            held += load.overdue.cases;
            leading.push(load.unit.as_str());
        }
        match (leading.len(), self.late_units.len()) {
            (_, 1) => format!("逾期 {all} 件，都在{}", leading.join("、")),
            (1, _) => format!("逾期 {all} 件，{}占 {held} 件", leading.join("、")),
            _ => format!("逾期 {all} 件，{}合占 {held} 件", leading.join("、")),
        }
    }

    fn find_rates(&self) -> String {
        let Some(now) = self.on_time.rate else {
            return "本周没有诉求到期，不算按时办结率".to_owned();
        };
        let late = self.on_time.missed.cases;
        let head = format!(
            "按时办结率 {now}%，{}",
            match late {
                0 => "到期的都按时办了".to_owned(),
                late => format!("{} 件到期有 {late} 件没有按时", self.on_time.cases()),
            }
        );
        match self.on_time_before.rate {
            Some(before) if now > before => format!("{head}，比上周高 {} 个百分点", now - before),
            Some(before) if now < before => format!("{head}，比上周低 {} 个百分点", before - now),
            Some(_) => format!("{head}，与上周持平"),
            None => head,
        }
    }

    fn find_satisfaction(&self) -> String {
        let said = match self.satisfied.rate {
            None => "本周没有企业评价".to_owned(),
            Some(rate) => match self.satisfied.missed.cases {
                0 => format!("{} 条评价都满意", self.satisfied.cases()),
                bad => format!(
                    "{} 条评价 {rate}% 满意，{bad} 条不满意",
                    self.satisfied.cases()
                ),
            },
        };
        match self.solved.missed.cases {
            0 => said,
            n => format!("{said}；{n} 件企业说没有解决"),
        }
    }

    fn find_movement(&self) -> String {
        let best = self.better.first().map(Movement::words);
        let worst = self.worse.first().map(Movement::words);
        match (best, worst) {
            (Some(best), Some(worst)) => format!("{best}；{worst}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "各单位逾期件数与上周相同".to_owned(),
        }
    }

    fn find_directives(&self) -> String {
        let d = &self.directives;
        let tail = match (d.received.cases, d.answered.cases) {
            (0, 0) => "本周没有新交办和反馈".to_owned(),
            (new, done) => format!("本周新交办 {new} 项、反馈 {done} 项"),
        };
        match (d.open.cases, d.overdue.cases) {
            (0, _) => format!("没有在办的会议任务；{tail}"),
            (open, 0) => format!("会议任务在办 {open} 项，没有逾期；{tail}"),
            (open, late) => format!("会议任务在办 {open} 项，逾期 {late} 项；{tail}"),
        }
    }

    /// The first highlight and the first problem.
    fn find_points(&self) -> String {
        let first = |side| self.points.iter().find(|point| point.side == side);
        let said: Vec<&str> = [first(Side::Highlight), first(Side::Problem)]
            .into_iter()
            .flatten()
            .map(|point| point.words.trim_end_matches('。'))
            .collect();
        match said.is_empty() {
            true => "本周没有够得上亮点或问题的".to_owned(),
            false => said.join("；"),
        }
    }

    fn find_indicators(&self) -> String {
        let all = self.indicators.len();
        let busy = self.indicators.iter().filter(|row| row.is_dispatched());
        let sum = |of: fn(&IndicatorProgress) -> &Tasks| -> u64 {
            self.indicators.iter().map(|row| of(row).cases).sum()
        };
        match (busy.count(), sum(|row| &row.late)) {
            (0, _) => format!("{all} 项指标本周都没有调度"),
            (busy, late) => format!(
                "{all} 项指标有 {busy} 项在调度，本周新交办 {} 项、办结 {} 项，{}",
                sum(|row| &row.fresh),
                sum(|row| &row.closed),
                match late {
                    0 => "没有逾期".to_owned(),
                    late => format!("逾期 {late} 项"),
                }
            ),
        }
    }

    fn find_notes(&self) -> String {
        let (given, missing) = (self.notes.len(), self.notes_missing.len());
        match missing {
            0 => format!("{given} 家单位都报送了本周情况"),
            missing => format!("{given} 家单位报送了本周情况，{missing} 家没有报送"),
        }
    }
}

fn find_next_week(due: &[Listed]) -> String {
    let mut by_unit: BTreeMap<&UnitId, usize> = BTreeMap::new();
    for listed in due {
        *by_unit.entry(&listed.unit).or_default() += 1;
    }
    let most = by_unit.iter().rev().max_by_key(|(_, n)| **n);
    match most {
        None => "下周没有到期的办件".to_owned(),
        Some((unit, _)) if by_unit.len() == 1 => {
            format!("下周到期 {} 件，都在{unit}", due.len())
        }
        Some((unit, n)) => format!("下周到期 {} 件，{unit}最多，{n} 件", due.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::values::tests::listed;
    use super::*;

    #[test]
    fn next_week_names_who_has_most() {
        assert_eq!(find_next_week(&[]), "下周没有到期的办件");
        let two = [listed("住建局", 0, 4), listed("住建局", 0, 5)];
        assert_eq!(find_next_week(&two), "下周到期 2 件，都在住建局");
        let more = [&two[..], &[listed("工信局", 0, 4)]].concat();
        assert_eq!(find_next_week(&more), "下周到期 3 件，住建局最多，2 件");
    }
}
