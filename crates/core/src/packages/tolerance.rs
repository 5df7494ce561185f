//! 容缺受理: whether an application may be accepted with secondary materials missing, and until
//! when they must come (rules.md §4). The result is issued only after they have come.

use super::catalogue::Catalogue;
use super::item::ServiceItem;
use super::when::{Picks, Verdict};
use crate::calendar::{Calendar, Count, MissingYear};
use crate::district::{MaterialCode, RuleId};
use crate::rules::{LengthUnit, RuleError, Rules};
use jiff::civil::Date;

/// The rule with the longest supplement period of the district.
pub const SUPPLEMENT: &str = "tolerance.supplement";

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct ToleranceRequest<'a> {
    /// For which item.
    pub item: &'a ServiceItem,
    /// What is missing.
    pub missing: &'a [MaterialCode],
    /// The answers that decide which materials are needed.
    pub picks: &'a Picks,
    /// The applicant chose it; nobody may be talked into it.
    pub chosen_by_applicant: bool,
    /// The one who commits is the legal representative or holds an authorisation.
    pub may_commit: bool,
    /// An open bad record or broken promise that has not been repaired, in words.
    pub open_bad_record: Option<&'a str>,
    /// Working days that the applicant offers; `None`: as long as allowed.
    pub offered: Option<u32>,
    /// The day of acceptance.
    pub accepted: Date,
}

/// Why not. All reasons are told at once; `Display` says each in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToleranceRefusal {
    /// It was not the applicant's own choice.
    NotChosen,
    /// The one who signs may not bind the applicant.
    NoAuthority,
    /// A bad record is open.
    BadRecord(String),
    /// Nothing is missing.
    NothingMissing,
    /// The item does not ask for this material in this case.
    NotAsked(String),
    /// A principal material: acceptance needs it.
    Principal(String),
    /// Fetched from sharing: nobody may ask the applicant for it.
    Fetched {
        /// The material.
        material: String,
        /// From where.
        from: String,
    },
    /// Secondary, but not on the list of those that may come later.
    NotListed(String),
    /// Longer than allowed.
    TooLong {
        /// What was offered, in working days.
        offered: u32,
        /// The longest.
        longest: u32,
        /// The last day.
        latest: Date,
    },
    /// The rule has no value on that day.
    Rule(RuleError),
    /// The calendar does not reach that far.
    Calendar(MissingYear),
}

/// A material that comes later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplement {
    /// Which.
    pub material: MaterialCode,
    /// Its name.
    pub name: String,
    /// In which form.
    pub form: String,
    /// The last day, with the count that explains it.
    pub due: Count,
}

/// Accepted with something missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToleranceAcceptance {
    /// The day of acceptance.
    pub accepted: Date,
    /// What comes when.
    pub supplements: Vec<Supplement>,
}

impl ToleranceAcceptance {
    /// The last day of all.
    pub fn latest(&self) -> Option<Date> {
        self.supplements.iter().map(|s| s.due.due).max()
    }
}

impl Catalogue {
    /// Decides.
    ///
    /// # Errors
    /// Every reason against it.
    pub fn tolerate(
        &self,
        request: &ToleranceRequest<'_>,
        rules: &Rules,
        calendar: &Calendar,
    ) -> Result<ToleranceAcceptance, Vec<ToleranceRefusal>> {
        let mut refusals = Vec::new();
        if !request.chosen_by_applicant {
            refusals.push(ToleranceRefusal::NotChosen);
        }
        if !request.may_commit {
            refusals.push(ToleranceRefusal::NoAuthority);
        }
        if let Some(what) = request.open_bad_record {
            refusals.push(ToleranceRefusal::BadRecord(what.to_owned()));
        }
        if request.missing.is_empty() {
            refusals.push(ToleranceRefusal::NothingMissing);
        }
        let mut supplements = Vec::new();
        for code in request.missing {
            match self.supplement(request, code, rules, calendar) {
                Ok(supplement) => supplements.push(supplement),
                Err(refusal) if refusals.contains(&refusal) => {}
                Err(refusal) => refusals.push(refusal),
            }
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        Ok(ToleranceAcceptance {
            accepted: request.accepted,
            supplements,
        })
    }

    fn supplement(
        &self,
        request: &ToleranceRequest<'_>,
        code: &MaterialCode,
        rules: &Rules,
        calendar: &Calendar,
    ) -> Result<Supplement, ToleranceRefusal> {
        let name = || {
            self.material(code)
                .map_or(code.to_string(), |m| m.name.clone())
        };
        let used = (request.item.materials.iter())
            .find(|used| {
                used.material == *code && used.when.verdict(request.picks) != Verdict::Fails
            })
            .ok_or_else(|| ToleranceRefusal::NotAsked(name()))?;
        if used.principal {
            return Err(ToleranceRefusal::Principal(name()));
        }
        let material = self.material(code);
        if let Some(from) = material.and_then(|m| m.shared_from.clone()) {
            return Err(ToleranceRefusal::Fetched {
                material: name(),
                from,
            });
        }
        let defer = used
            .defer
            .ok_or_else(|| ToleranceRefusal::NotListed(name()))?;
        let (rule, _) = rules
            .limit(&RuleId::from(SUPPLEMENT), request.accepted)
            .map_err(ToleranceRefusal::Rule)?;
        // Never longer than the item's own promised time.
        let longest = defer.min(request.item.promised).min(rule.length);
        let count = |days| {
            calendar
                .count(request.accepted, LengthUnit::WorkingDays, days, true)
                .map_err(ToleranceRefusal::Calendar)
        };
        if let Some(offered) = request.offered.filter(|o| *o > longest) {
            return Err(ToleranceRefusal::TooLong {
                offered,
                longest,
                latest: count(longest)?.due,
            });
        }
        Ok(Supplement {
            material: code.clone(),
            name: name(),
            form: material.map_or_else(String::new, |m| m.form.clone()),
            due: count(request.offered.unwrap_or(longest))?,
        })
    }
}

impl ToleranceRefusal {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotChosen => "tolerance.not_chosen",
            Self::NoAuthority => "tolerance.no_authority",
            Self::BadRecord(_) => "tolerance.bad_record",
            Self::NothingMissing => "tolerance.nothing_missing",
            Self::NotAsked(_) => "tolerance.not_asked",
            Self::Principal(_) => "tolerance.principal",
            Self::Fetched { .. } => "tolerance.fetched",
            Self::NotListed(_) => "tolerance.not_listed",
            Self::TooLong { .. } => "tolerance.too_long",
            Self::Rule(error) => error.code(),
            Self::Calendar(_) => "calendar_year_missing",
        }
    }
}

impl std::fmt::Display for ToleranceRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotChosen => f.write_str(
                "容缺受理要由申请人自己选择：没有选择的按普通程序办，请先一次告知还缺哪些材料。",
            ),
            Self::NoAuthority => f.write_str(
                "作出承诺的人不是法定代表人，也没有授权：请补授权委托书，或请法定代表人本人承诺。",
            ),
            Self::BadRecord(what) => write!(
                f,
                "申请人有没有修复的失信记录（{what}），修复前不能容缺：请按普通程序办，或先申请信用修复。"
            ),
            Self::NothingMissing => f.write_str("没有缺材料，不需要容缺：请直接受理。"),
            Self::NotAsked(name) => {
                write!(
                    f,
                    "这件事不要“{name}”，不能算作缺少的材料：请从清单里去掉。"
                )
            }
            Self::Principal(name) => {
                write!(f, "“{name}”是主要材料，不能容缺：请补齐后再受理。")
            }
            Self::Fetched { material, from } => write!(
                f,
                "“{material}”从{from}调取，不得再向申请人要：请由窗口调取。"
            ),
            Self::NotListed(name) => write!(f, "“{name}”不在可容缺的清单里：请补齐后再受理。"),
            Self::TooLong {
                offered,
                longest,
                latest,
            } => write!(
                f,
                "补正期写了 {offered} 个工作日，最长 {longest} 个工作日，不能晚于事项的承诺办理时间：请改到 {}年{}月{}日或更早。",
                latest.year(),
                latest.month(),
                latest.day()
            ),
            Self::Rule(error) => error.fmt(f),
            Self::Calendar(missing) => write!(f, "{missing}。"),
        }
    }
}

impl std::error::Error for ToleranceRefusal {}
