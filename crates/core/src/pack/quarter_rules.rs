//! `quarter.*`: the weights and thresholds of the quarter must be there together and fit each other on
//! every day on which one of them changes.

use super::mistake::{Place, Report};
use crate::assessment::quarterly::QuarterRule;
use crate::assessment::quarterly::rule::NAMES;
use crate::district::RuleId;
use crate::rules::Rules;
use jiff::civil::Date;
use std::collections::BTreeSet;

const TOP: Place<'static> = Place {
    file: "rules/quarter.toml",
    line: 1,
};

pub(super) fn check(rules: &Rules, report: &Report) {
    let mut days: BTreeSet<Date> = BTreeSet::new();
    let mut begins: Option<Date> = None;
    for name in NAMES {
        let id = RuleId(format!("quarter.{name}"));
        let Ok(parameter) = rules.get(&id) else {
            report.error(
                TOP,
                format!("缺少季度考核的规则“{id}”"),
                "请在 rules/quarter.toml 里补上这条规则，写明取值和依据",
            );
            return;
        };
        days.extend(parameter.versions.iter().map(|version| version.from));
        let first = parameter.versions.first().map(|version| version.from);
        begins = begins.max(first);
    }
    // Before the youngest of them begins, no quarter can be graded, and none is.
    for day in days.into_iter().filter(|day| Some(*day) >= begins) {
        match QuarterRule::of(rules, day) {
            Ok(rule) => {
                for (fault, remedy) in rule.faults() {
                    report.error(TOP, format!("{day} 起，{fault}"), remedy);
                }
            }
            Err(error) => report.error(
                TOP,
                error.to_string(),
                "请在 rules/quarter.toml 里改好这条规则",
            ),
        }
    }
}
