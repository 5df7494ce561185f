//! One `[[measure]]` of a rulebook.

use super::Known;
use crate::assessment::form::{Form, Level};
use crate::assessment::rulebook::{Basis, Better, Measure, Metric, Reported};
use crate::district::{Indicator, IndicatorId, Unit, UnitId};
use crate::nearest::nearest;
use crate::pack::mistake::Place;
use crate::pack::names::Names;
use crate::pack::reader::{Spot, Table};
use rust_decimal::Decimal;

/// Values beyond this are mistakes of writing.
const GREATEST: i64 = 1_000_000_000;

/// All measures, each with the line it begins on.
pub(super) fn measures<'d>(
    file: &Table<'d>,
    known: &Known<'_>,
) -> Option<(Vec<Measure>, Vec<Place<'d>>)> {
    let tables = file.tables("measure");
    let mut names = Names::new("考核项", "rulebook.toml");
    let read: Vec<(Measure, Place<'d>)> = (tables.iter())
        .filter_map(|table| Some((measure(table, &mut names, known)?, table.at())))
        .collect();
    (read.len() == tables.len()).then(|| read.into_iter().unzip())
}

fn measure(table: &Table<'_>, names: &mut Names, known: &Known<'_>) -> Option<Measure> {
    let id = table.text("id");
    if let Some(id) = id {
        names.define(table, id);
    }
    let basis = match table.has("reported") {
        true => reported(table, known).map(Basis::Reported),
        false => counted(table, id),
    };
    // A counted measure may go by its metric's word.
    let title = match basis.as_ref().map(metric_of) {
        Some(None) => table.text("title").map(|t| t.value.to_owned()),
        metric => {
            let written = table.optional_text("title").map(|t| t.value.to_owned());
            written.or(metric.flatten().map(Metric::word))
        }
    };
    if basis.is_none() {
        // What it scores cannot be read; its keys are not doubted.
        table.known(&["form", "floor", "target", "steps", "each", "most", "at"]);
    }
    let form = basis.as_ref().and_then(|basis| form(table, basis));
    let weight = match &form {
        // Beyond the 100 points nothing is weighed.
        Some((_, false)) => Some(Decimal::ZERO),
        Some((_, true)) => weight(table),
        None => {
            table.known(&["weight"]);
            None
        }
    };
    let minimum_cases = match &basis {
        Some(Basis::Rate(_) | Basis::Missed(_)) => table.count("minimum_cases").map(|n| n.value),
        _ => Some(table.optional_count("minimum_cases").map_or(0, |n| n.value)),
    };
    let groups = groups(table, known.units);
    let units = units(table, known.units);
    let measure = Measure {
        id: id?.value.to_owned(),
        title: title?,
        basis: basis?,
        form: form?.0,
        weight: weight?,
        minimum_cases: minimum_cases?,
        groups,
        units,
    };
    verifiable(table, &measure, known.units).then_some(measure)
}

/// Whether every figure can be verified: the verifying unit must not be measured by it, for nobody
/// verifies what is said about oneself.
fn verifiable(table: &Table<'_>, measure: &Measure, units: Option<&[Unit]>) -> bool {
    let Basis::Reported(reported) = &measure.basis else {
        return true;
    };
    let verifier = units.unwrap_or_default().iter();
    let mut verifier = verifier.filter(|unit| unit.id == reported.verifier);
    let measured = verifier.any(|unit| {
        unit.peer_group.is_some() && measure.applies_to(&unit.id, unit.peer_group.as_deref())
    });
    if measured {
        table.report().error(
            table.at(),
            format!(
                "“{}”也考核核验单位{}，它自己的数没有人能核验",
                measure.title, reported.verifier
            ),
            "请把 verifier 写成不参加排名的单位，或用 groups、units 写明不考核它",
        );
    }
    !measured
}

fn metric_of(basis: &Basis) -> Option<Metric> {
    match basis {
        Basis::Rate(metric) | Basis::Missed(metric) => Some(*metric),
        Basis::Reported(_) => None,
    }
}

/// A metric of the journal: named by `metric`, or by the id itself.
fn counted(table: &Table<'_>, id: Option<Spot<'_, &str>>) -> Option<Basis> {
    let named = match table.has("metric") {
        true => table.text("metric"),
        false => {
            table.known(&["metric"]);
            id
        }
    }?;
    let metric = Metric::from_code(named.value);
    if metric.is_none() {
        let codes: Vec<String> = Metric::all().map(Metric::code).collect();
        table.report().error(
            named.at,
            format!("考核项“{}”不认识", named.value),
            match nearest(named.value, codes.iter().map(String::as_str)).first() {
                Some(near) => format!("您要写的可能是“{near}”"),
                None => format!(
                    "可以写的有：{}，或写明由谁报送（reported）",
                    codes.join("、")
                ),
            },
        );
    }
    let counts = table.optional_text("counts");
    match counts.map_or("rate", |c| c.value) {
        "rate" => metric.map(Basis::Rate),
        "missed" => metric.map(Basis::Missed),
        other => {
            let at = counts.map_or(named.at, |c| c.at);
            table.report().error(
                at,
                format!("“counts”写的“{other}”不认识"),
                "请写 rate（率）或 missed（没办好的件数）",
            );
            None
        }
    }
}

/// `[measure.reported]`: who reports, who verifies, what exactly.
fn reported(table: &Table<'_>, known: &Known<'_>) -> Option<Reported> {
    let table = table.sub("reported")?;
    let about = table.text("about");
    let unit_word = table.text("unit");
    let better = super::choice(
        &table,
        "better",
        Better::from_code,
        "more（越高越好）或 less（越低越好）",
    );
    let lead = unit(&table, "lead", known.units);
    let verifier = unit(&table, "verifier", known.units);
    let least = number(&table, "least");
    let most = number(&table, "most");
    let indicator = indicator(&table, known.indicators);
    if let (Some(lead), Some(verifier)) = (&lead, &verifier)
        && lead == verifier
    {
        table.report().error(
            table.at(),
            format!("“{lead}”自己报送、自己核验"),
            "请把 verifier 写成另一个单位",
        );
        return None;
    }
    let (least, most) = (least?.value, most?.value);
    if least >= most {
        table.report().error(
            table.at(),
            format!("最小值 least {least} 不小于最大值 most {most}"),
            "请写这个数可能的最小值和最大值",
        );
        return None;
    }
    Some(Reported {
        about: about?.value.to_owned(),
        unit_word: unit_word?.value.to_owned(),
        better: better?,
        lead: lead?,
        verifier: verifier?,
        least,
        most,
        indicator,
    })
}

/// The indicator it belongs to, where one is named.
fn indicator(table: &Table<'_>, known: Option<&[Indicator]>) -> Option<IndicatorId> {
    let id = table.optional_text("indicator")?;
    let found = known.is_none_or(|all| all.iter().any(|i| i.id.as_str() == id.value));
    if !found {
        table.report().error(
            id.at,
            format!("“indicator”写的指标“{}”不存在", id.value),
            "请写 indicators.toml 里的两位编号，例如 \"17\"，或删去这一行",
        );
    }
    Some(IndicatorId::from(id.value))
}

fn number<'d>(table: &Table<'d>, key: &'static str) -> Option<Spot<'d, Decimal>> {
    table.decimal(key).filter(|n| {
        let sane = n.value.abs() <= Decimal::from(GREATEST);
        if !sane {
            table.report().error(
                n.at,
                format!("“{key}”写的 {} 大到没有意义", n.value),
                "请核对小数点和单位",
            );
        }
        sane
    })
}

/// A rate must be a percentage; a reported number may be anything sensible.
fn value(table: &Table<'_>, key: &'static str, basis: &Basis) -> Option<Decimal> {
    let read = number(table, key)?;
    let percentage = read.value >= Decimal::ZERO && read.value <= Decimal::ONE_HUNDRED;
    if matches!(basis, Basis::Rate(_)) && !percentage {
        table.report().error(
            read.at,
            format!("“{key}”写的 {} 不是百分数", read.value),
            "请写 0 到 100 之间的数",
        );
        return None;
    }
    Some(read.value)
}

/// The scoring form, and whether it is part of the 100 points.
fn form(table: &Table<'_>, basis: &Basis) -> Option<(Form, bool)> {
    let written = table.optional_text("form");
    let word = written.map_or("linear", |w| w.value);
    let at = written.map_or(table.at(), |w| w.at);
    let fits = match (word, basis) {
        ("linear" | "steps", Basis::Rate(_) | Basis::Reported(_)) => true,
        ("rate", Basis::Rate(_)) => true,
        ("rate", Basis::Reported(reported)) => reported.unit_word == "%",
        ("deduction" | "veto", Basis::Missed(_) | Basis::Reported(_)) => true,
        ("bonus", Basis::Reported(_)) => true,
        _ => false,
    };
    if !fits {
        let of = match basis {
            Basis::Rate(_) => "率只能用 linear（线性）、rate（按率）、steps（分档）",
            Basis::Missed(_) => "没办好的件数只能用 deduction（扣分）、veto（一票否决）",
            Basis::Reported(_) => {
                "报送的数可以用 linear、steps、deduction、bonus（加分）、veto，单位是 % 的还可以用 rate"
            }
        };
        table
            .report()
            .error(at, format!("“form”写的“{word}”用不上"), of);
        return None;
    }
    match word {
        "linear" => line(table, basis).map(|form| (form, true)),
        "rate" => Some((Form::Rate, true)),
        "steps" => levels(table, basis).map(|levels| (Form::Steps(levels), true)),
        "veto" => Some((
            Form::Veto {
                at: value(table, "at", basis)?,
            },
            false,
        )),
        "bonus" => {
            let (each, most) = (value(table, "each", basis), cap(table));
            let (each, most) = (each?, most?);
            Some((Form::Bonus { each, most }, false))
        }
        _ => {
            let each = value(table, "each", basis);
            let weighed = table.has("weight");
            let most = match weighed {
                true => table.decimal("weight").map(|w| w.value),
                false => cap(table),
            };
            let (each, most) = (each?, most?);
            Some((Form::Deduction { each, most }, weighed))
        }
    }
}

/// The most that a bonus adds or a deduction takes off.
fn cap(table: &Table<'_>) -> Option<Decimal> {
    let cap = number(table, "most")?;
    if cap.value <= Decimal::ZERO {
        table.report().error(
            cap.at,
            format!("“most”写的 {} 不是正数", cap.value),
            "请写最多加或扣几分",
        );
        return None;
    }
    Some(cap.value)
}

fn line(table: &Table<'_>, basis: &Basis) -> Option<Form> {
    let floor = value(table, "floor", basis);
    let target = value(table, "target", basis);
    let (floor, target) = (floor?, target?);
    if floor == target {
        table.report().error(
            table.at(),
            format!("起分线 floor 和满分线 target 都是 {floor}"),
            "请写成两个不同的数，中间按比例得分",
        );
        return None;
    }
    Some(Form::Linear { floor, target })
}

fn levels(table: &Table<'_>, basis: &Basis) -> Option<Vec<Level>> {
    let tables = table.tables("steps");
    if tables.is_empty() {
        table.report().error(
            table.at(),
            "分档（steps）里一档也没有",
            "请写 steps = [{ at = 80, share = 50 }, { at = 95, share = 100 }]",
        );
        return None;
    }
    let read: Vec<Level> = (tables.iter())
        .filter_map(|level| {
            let at = value(level, "at", basis);
            let share = level.decimal("share").filter(|share| {
                let good = share.value > Decimal::ZERO && share.value <= Decimal::ONE_HUNDRED;
                if !good {
                    level.report().error(
                        share.at,
                        format!("“share”写的 {} 不是得分的百分比", share.value),
                        "请写大于 0、不超过 100 的数",
                    );
                }
                good
            });
            Some(Level {
                at: at?,
                share: share?.value,
            })
        })
        .collect();
    (read.len() == tables.len()).then_some(read)
}

fn weight(table: &Table<'_>) -> Option<Decimal> {
    let weight = table.decimal("weight")?;
    let wrong = match weight.value {
        value if value <= Decimal::ZERO => "不是正数",
        value if value > Decimal::ONE_HUNDRED => "超过 100",
        value => return Some(value),
    };
    table.report().error(
        weight.at,
        format!("权重“{}”{wrong}", weight.value),
        "请写大于 0、不超过 100 的数，不考核的项删去整段",
    );
    None
}

/// A unit that takes part in the district's work.
fn unit(table: &Table<'_>, key: &'static str, units: Option<&[Unit]>) -> Option<UnitId> {
    let name = table.text(key)?;
    known_unit(table, key, name, units).then(|| UnitId::from(name.value))
}

fn known_unit(table: &Table<'_>, key: &str, name: Spot<'_, &str>, units: Option<&[Unit]>) -> bool {
    let Some(units) = units else { return true };
    let known = units.iter().any(|unit| unit.id.as_str() == name.value);
    if !known {
        table.report().error(
            name.at,
            format!("“{key}”写的单位“{}”不存在", name.value),
            match nearest(name.value, units.iter().map(|u| u.id.as_str())).first() {
                Some(near) => format!("您要写的可能是“{near}”"),
                None => "请改成 units.toml 里已有的名称，或在那里补上".into(),
            },
        );
    }
    known
}

/// Units to which a measure applies: they must be ranked at all.
fn units(table: &Table<'_>, known: Option<&[Unit]>) -> Vec<UnitId> {
    let mut out = Vec::new();
    for name in table.texts("units") {
        if !known_unit(table, "units", name, known) {
            continue;
        }
        let unit = known.and_then(|all| all.iter().find(|unit| unit.id.as_str() == name.value));
        if unit.is_some_and(|unit| unit.peer_group.is_none()) {
            table.report().error(
                name.at,
                format!("“{}”不参加排名，这一项考核不到它", name.value),
                "请删去这个单位，或在 units.toml 给它写 peer_group",
            );
        }
        out.push(UnitId::from(name.value));
    }
    out
}

fn groups(table: &Table<'_>, units: Option<&[Unit]>) -> Vec<String> {
    let mut out = Vec::new();
    for group in table.texts("groups") {
        let exists = |unit: &Unit| unit.peer_group.as_deref() == Some(group.value);
        if units.is_some_and(|units| !units.iter().any(exists)) {
            table.report().error(
                group.at,
                format!("可比组“{}”里没有单位", group.value),
                "请改成 units.toml 里已有的可比组",
            );
        }
        out.push(group.value.to_owned());
    }
    out
}
