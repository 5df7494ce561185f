//! What an applicant does about each material that is asked: hands it over now, has it made of the
//! form, brings it to the counter, or promises it for later (容缺).

use super::catalogue::Catalogue;
use super::draft::Draft;
use super::item::{Given, PromiseMode, ServiceItem};
use super::merge::{Handover, MergedForm, MergedMaterial};
use super::tolerance::{Supplement, ToleranceRefusal, ToleranceRequest};
use crate::calendar::Calendar;
use crate::district::MaterialCode;
use crate::matter::Attachment;
use crate::rules::Rules;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What was said about one material.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HandedIn {
    /// The files, in the order they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
    /// 容缺: comes so many working days after acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<u32>,
    /// The window clerk has it in hand: a thing or original that only the counter can take.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub received: bool,
}

/// By material; one that is absent has not been spoken of.
pub type HandIn = BTreeMap<MaterialCode, HandedIn>;

/// How far a material is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaterialState {
    /// 暂不能填: whether it is needed depends on questions still open.
    Blocked,
    /// 还没交.
    Missing,
    /// So many files are there.
    Uploaded(usize),
    /// The printed form is it.
    ByForm,
    /// It is brought to the counter.
    Counter,
    /// Two answers are the same, so nobody needs it.
    NotNeeded,
    /// It comes so many working days after acceptance.
    Later(u32),
    /// A written promise stands for it: the items that need it are decided at once.
    Promised,
}

impl MaterialState {
    /// Whether nothing is left to be done about it.
    pub fn is_done(self) -> bool {
        !matches!(self, Self::Blocked | Self::Missing)
    }

    /// The word on the task list.
    pub fn words(self) -> String {
        match self {
            Self::Blocked => "暂不能填".to_owned(),
            Self::Missing => "未开始".to_owned(),
            Self::Uploaded(1) => "已完成".to_owned(),
            Self::Uploaded(n) => format!("已完成，{n} 个文件"),
            Self::ByForm => "由本表生成".to_owned(),
            Self::Counter => "到窗口交".to_owned(),
            Self::NotNeeded => "不用交".to_owned(),
            Self::Promised => "不交，按告知承诺办".to_owned(),
            Self::Later(0) => "受理当天补".to_owned(),
            Self::Later(days) => format!("受理后 {days} 个工作日内补"),
        }
    }
}

impl Draft {
    /// The materials that the applicant hands over, each with how far it is, in the order of the
    /// form.
    pub fn materials<'f, 'c>(
        &self,
        form: &'f MergedForm<'c>,
    ) -> Vec<(&'f MergedMaterial<'c>, MaterialState)> {
        (form.materials.iter())
            .filter(|m| m.handover == Handover::Submitted)
            .map(|m| (m, self.material_state(form, m)))
            .collect()
    }

    /// The items that the applicant wants decided on a promise, in the order of the package.
    pub fn promised<'c>(&self, form: &MergedForm<'c>) -> Vec<Promised<'c>> {
        let mut offered = form.promisable();
        offered.retain(|p| self.promises.get(&p.item.id) == Some(&true));
        offered
    }

    /// How far one is.
    fn material_state(&self, form: &MergedForm<'_>, merged: &MergedMaterial<'_>) -> MaterialState {
        let material = merged.material;
        let said = self.handed.get(&material.code);
        if let Some((one, other)) = &material.unless_same
            && self.same(one.as_str(), other.as_str())
        {
            return MaterialState::NotNeeded;
        }
        if merged.open {
            return MaterialState::Blocked;
        }
        match material.given {
            Given::Form => return MaterialState::ByForm,
            Given::Counter => return MaterialState::Counter,
            Given::Upload => {}
        }
        match said {
            Some(said) if !said.files.is_empty() => MaterialState::Uploaded(said.files.len()),
            _ if self.replaced(form, merged) => MaterialState::Promised,
            // What may no longer be deferred is missing again; the wish is kept, not used.
            Some(said) => match (said.later, merged.defer) {
                (Some(days), Some(_)) => MaterialState::Later(days),
                _ => MaterialState::Missing,
            },
            None => MaterialState::Missing,
        }
    }

    /// Whether every item that needs it is to be decided on a promise that stands for it.
    fn replaced(&self, form: &MergedForm<'_>, merged: &MergedMaterial<'_>) -> bool {
        let promised = self.promised(form);
        !promised.is_empty()
            && (merged.serves.iter()).all(|serving| {
                promised.iter().any(|p| {
                    p.item.id == *serving.item && p.mode.replaces.contains(&merged.material.code)
                })
            })
    }

    /// Whether two answers are filled in and the same.
    pub fn same(&self, one: &str, other: &str) -> bool {
        let answer = |name: &str| {
            let typed = self.typed.get(name)?.last()?;
            let plain = crate::typed::digits(typed).to_uppercase();
            (!plain.is_empty()).then_some(plain)
        };
        answer(one).is_some_and(|a| answer(other) == Some(a))
    }
}

/// An item that is decided on a promise.
#[derive(Clone, Copy, Debug)]
pub struct Promised<'c> {
    /// The item.
    pub item: &'c ServiceItem,
    /// What is promised, and when it is checked.
    pub mode: &'c PromiseMode,
}

impl<'c> MergedForm<'c> {
    /// The items of these answers that may be decided on a promise, in the order of the package: where
    /// the proof it stands for is asked for at all.
    pub fn promisable(&self) -> Vec<Promised<'c>> {
        let items = self.items.iter().filter(|i| !i.open).map(|i| i.item);
        let asked = |mode: &PromiseMode| {
            let of = |m: &MergedMaterial<'_>| mode.replaces.contains(&m.material.code);
            mode.replaces.is_empty() || self.materials.iter().filter(|m| !m.open).any(of)
        };
        items
            .filter_map(|item| Some((item, item.promise.as_ref()?)))
            .filter(|(_, mode)| asked(mode))
            .map(|(item, mode)| Promised { item, mode })
            .collect()
    }
}

/// What a promise is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Promise<'a> {
    /// Working days offered; `None`: as long as allowed.
    pub offered: Option<u32>,
    /// The day of acceptance.
    pub accepted: Date,
    /// The one who commits may bind the applicant.
    pub may_commit: bool,
    /// An open bad record, in words.
    pub open_bad_record: Option<&'a str>,
}

impl Catalogue {
    /// Until when a material of the form may come later: allowed by every item it serves, by the
    /// day that suits the strictest.
    ///
    /// # Errors
    /// Every reason against it, each once.
    pub fn deferred(
        &self,
        merged: &MergedMaterial<'_>,
        draft: &Draft,
        promise: &Promise<'_>,
        rules: &Rules,
        calendar: &Calendar,
    ) -> Result<Supplement, Vec<ToleranceRefusal>> {
        let picks = draft.picks(self);
        let missing = [merged.material.code.clone()];
        let mut earliest: Option<Supplement> = None;
        let mut refusals = Vec::new();
        for item in merged.serves.iter().filter_map(|s| self.item(s.item)) {
            let request = ToleranceRequest {
                item,
                missing: &missing,
                picks: &picks,
                chosen_by_applicant: true,
                may_commit: promise.may_commit,
                open_bad_record: promise.open_bad_record,
                offered: promise.offered,
                accepted: promise.accepted,
            };
            match self.tolerate(&request, rules, calendar) {
                Ok(accepted) => {
                    for found in accepted.supplements {
                        if (earliest.as_ref()).is_none_or(|known| found.due.due < known.due.due) {
                            earliest = Some(found);
                        }
                    }
                }
                Err(more) => {
                    for refusal in more {
                        if !refusals.contains(&refusal) {
                            refusals.push(refusal);
                        }
                    }
                }
            }
        }
        match earliest {
            Some(supplement) if refusals.is_empty() => Ok(supplement),
            _ if refusals.is_empty() => Err(vec![ToleranceRefusal::NothingMissing]),
            _ => Err(refusals),
        }
    }
}
