//! 公示期: the least and the longest time a penalty stays public. Publicity periods are not rolled
//! over rest days (C3) and start on the day of the decision.

use super::{Class, Field, Regime};
use crate::calendar::{MissingYear, months_later};
use crate::district::RuleId;
use crate::rules::{Confidence, RuleError, Rules, Source};
use jiff::civil::Date;

/// One penalty of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Penalty {
    /// Its class, where the regime has classes.
    pub class: Option<Class>,
    /// Its field, where the regime looks at fields.
    pub field: Field,
}

/// From when to when a penalty is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publicity {
    /// The day of the decision.
    pub from: Date,
    /// Whether it is published at all (minor ones: only where publication is really needed).
    pub published: bool,
    /// The least time in months; `None`: no minimum, or nothing is published.
    pub min_months: Option<u32>,
    /// The longest time in months; `None`: not known for this regime, or nothing is published.
    pub max_months: Option<u32>,
    /// Last day of the least time.
    pub min_ends: Option<Date>,
    /// First day on which repair may be asked for: the day after the least time; without one, the
    /// day of the decision, once all duties are done; `None`: no repair.
    pub earliest_application: Option<Date>,
    /// Last day of publication; it stops by itself.
    pub max_ends: Option<Date>,
    /// Where the months come from.
    pub sources: Vec<Source>,
    /// What the reader should know, full sentences.
    pub notes: Vec<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditRefusal {
    /// No penalty was named.
    NoPenalty,
    /// The regime does not know the class.
    ClassUnknown {
        /// Which regime.
        regime: Regime,
        /// Which class.
        class: Class,
    },
    /// The regime needs a class.
    ClassMissing(Regime),
    /// No value in force on the day of the decision.
    Rule(RuleError),
    /// The period leaves the civil calendar.
    Calendar(MissingYear),
}

impl CreditRefusal {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoPenalty | Self::ClassMissing(_) | Self::ClassUnknown { .. } => "bad_input",
            Self::Rule(error) => error.code(),
            Self::Calendar(_) => "calendar_year_missing",
        }
    }
}

impl From<RuleError> for CreditRefusal {
    fn from(error: RuleError) -> Self {
        Self::Rule(error)
    }
}

impl std::fmt::Display for CreditRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoPenalty => f.write_str("没有写处罚：请至少写一项处罚的类别或领域。"),
            Self::ClassUnknown { regime, class } => write!(
                f,
                "{}没有“{}”这一类：请核对适用的规定和类别。",
                regime.word(),
                class.word()
            ),
            Self::ClassMissing(regime) => write!(
                f,
                "{}按失信行为类别确定公示期：请写明类别（轻微、一般、严重）。",
                regime.word()
            ),
            Self::Rule(error) => error.fmt(f),
            Self::Calendar(missing) => missing.fmt(f),
        }
    }
}

impl std::error::Error for CreditRefusal {}

/// The ids of the least and the longest time of a penalty, before anything is looked up.
struct Months {
    min: Option<&'static str>,
    max: Option<&'static str>,
    published: bool,
    repairable: bool,
}

impl Months {
    fn new(min: Option<&'static str>, max: Option<&'static str>) -> Self {
        Self {
            min,
            max,
            published: true,
            repairable: true,
        }
    }
}

/// Which numbers a penalty takes: one arm for each line of the regulations.
fn months(regime: Regime, penalty: &Penalty) -> Result<Months, CreditRefusal> {
    let class = penalty.class;
    let unknown = |class| CreditRefusal::ClassUnknown { regime, class };
    Ok(match regime {
        // 发改办财金〔2019〕527号: 一般 3 个月至 1 年, 严重 6 个月至 3 年, 特定严重 3 年不缩短.
        Regime::Notice527 => match class.ok_or(CreditRefusal::ClassMissing(regime))? {
            Class::General => Months::new(
                Some("credit_repair.notice527.general_minimum"),
                Some("credit_repair.notice527.general_maximum"),
            ),
            Class::Serious => Months::new(
                Some("credit_repair.notice527.serious_minimum"),
                Some("credit_repair.notice527.serious_maximum"),
            ),
            Class::SpeciallySerious => Months {
                repairable: false,
                ..Months::new(None, Some("credit_repair.notice527.serious_maximum"))
            },
            class => return Err(unknown(class)),
        },
        // Order 58: no classes; five fields have a longer minimum.
        Regime::Order58 => match class {
            None | Some(Class::General) => Months::new(
                Some(if penalty.field.is_special() {
                    "credit_repair.trial.special_minimum"
                } else {
                    "credit_repair.trial.minimum"
                }),
                Some("credit_repair.trial.maximum"),
            ),
            Some(class) => return Err(unknown(class)),
        },
        // 22号, Order 36.
        Regime::Order36 => match class.ok_or(CreditRefusal::ClassMissing(regime))? {
            Class::Minor => Months::new(None, Some("credit_repair.publicity.minor_maximum")),
            Class::General => Months::new(
                Some("credit_repair.publicity.general_minimum"),
                Some("credit_repair.publicity.general_maximum"),
            ),
            Class::Serious => Months::new(
                Some("credit_repair.publicity.serious_minimum"),
                Some("credit_repair.publicity.serious_maximum"),
            ),
            class => return Err(unknown(class)),
        },
        // 市场监管: 警告、通报批评不公示, 其他轻微的满 3 个月自动停止.
        Regime::Market => match class.unwrap_or(Class::General) {
            Class::Warning => Months {
                published: false,
                ..Months::new(None, Some("credit_repair.market_publicity.minor_maximum"))
            },
            Class::Minor => Months::new(None, Some("credit_repair.market_publicity.minor_maximum")),
            Class::General => Months::new(
                Some("credit_repair.market_publicity.minimum"),
                Some("credit_repair.market_publicity.general_maximum"),
            ),
            Class::Serious => Months::new(
                Some("credit_repair.market_publicity.serious_minimum"),
                Some("credit_repair.market_publicity.serious_maximum"),
            ),
            class @ Class::SpeciallySerious => return Err(unknown(class)),
        },
    })
}

/// How long the penalties of one decision stay public; several kinds in one decision: the longest
/// of each end.
///
/// # Errors
/// No penalty, a class that the regime lacks, or no value in force on the day of the decision.
pub fn publicity(
    regime: Regime,
    penalties: &[Penalty],
    from: Date,
    rules: &Rules,
) -> Result<Publicity, CreditRefusal> {
    let mut found = Publicity {
        from,
        published: false,
        min_months: None,
        max_months: None,
        min_ends: None,
        earliest_application: None,
        max_ends: None,
        sources: Vec::new(),
        notes: Vec::new(),
    };
    if penalties.is_empty() {
        return Err(CreditRefusal::NoPenalty);
    }
    let mut repairable = true;
    let mut max_known = true;
    for penalty in penalties {
        let months = months(regime, penalty)?;
        let mut look = |id: &'static str| -> Result<u32, CreditRefusal> {
            let (number, source) = rules.number(&RuleId::from(id), from)?;
            if !found.sources.contains(source) {
                found.sources.push(source.clone());
            }
            Ok(u32::try_from(number).unwrap_or(0))
        };
        let min = months.min.map(&mut look).transpose()?;
        let max = match months.max.map(&mut look).transpose() {
            // The least time is known, the longest was not seen: said below, not guessed.
            Err(CreditRefusal::Rule(RuleError::NoValue { .. })) if min.is_some() => {
                max_known = false;
                None
            }
            other => other?,
        };
        if !months.published {
            continue;
        }
        found.published = true;
        repairable &= months.repairable;
        found.min_months = found.min_months.max(min);
        found.max_months = found.max_months.max(max);
    }
    if !max_known {
        found.max_months = None;
        found.notes.push(format!(
            "{}没有核到最长公示期（口径待确认）。",
            regime.word()
        ));
    }
    if penalties.len() > 1 {
        found
            .notes
            .push("同一决定有几种处罚，按其中最长的公示期算。".to_owned());
    }
    if !found.published {
        found
            .notes
            .push("警告、通报批评不公示，无需修复。".to_owned());
        return Ok(found);
    }
    found.min_ends = found.min_months.map(|n| after(from, n)).transpose()?;
    found.max_ends = found.max_months.map(|n| after(from, n)).transpose()?;
    if repairable {
        found.earliest_application = Some(match found.min_ends {
            // The day after the least time: our reading of "期满".
            Some(ends) => ends.tomorrow().unwrap_or(ends),
            None => from,
        });
        found.notes.push(
            if found.min_ends.is_some() {
                "满最短公示期的次日起可以申请（口径待确认）；满最长公示期自动停止公示，义务没有履行完的从行业规定。"
            } else {
                "没有最短公示期，履行完义务就可以申请；以不公示为原则，确需公示的满期自动停止。"
            }
            .to_owned(),
        );
    } else {
        found
            .notes
            .push("特别严重的失信信息公示到期满为止，不能提前修复。".to_owned());
    }
    if found
        .sources
        .iter()
        .any(|s| s.confidence == Confidence::Unsure)
    {
        found.notes.push("所依据的取值口径待确认。".to_owned());
    }
    Ok(found)
}

/// The corresponding day so many months later, not rolled (C3).
fn after(from: Date, months: u32) -> Result<Date, CreditRefusal> {
    months_later(from, months).map_err(CreditRefusal::Calendar)
}
