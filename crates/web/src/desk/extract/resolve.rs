//! From what the reader found to items: the names of the text become units of the district, and a
//! task without a date gets the customary one, with its reason.

use super::working::{Item, ItemKind, ItemState};
use banjie_core::district::UnitId;
use banjie_core::kinds::directive::Cadence;
use banjie_core::matter::Law;
use banjie_core::pack::Pack;
use banjie_core::speech::{self, Dictionary, Group, Names};
use jiff::civil::Date;

/// Who is meant and by when: names of the text to units of the district.
pub(super) struct Resolver<'a> {
    names: Names,
    dictionary: &'a Dictionary,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(pack: &'a Pack) -> Self {
        Self {
            names: Names::from_district(&pack.district),
            dictionary: &pack.dictionary,
        }
    }

    pub(super) fn task(&self, found: &speech::Found, today: Date) -> Item {
        let (leads, lead_reason) = self.leads(&found.lead, &found.proposals);
        let passed = found.due.filter(|d| *d < today);
        let due_text = found.due_text.clone().unwrap_or_default();
        Item {
            id: 0,
            kind: ItemKind::Task,
            state: ItemState::Open,
            what: found.what.clone(),
            spans: vec![(found.start, found.end)],
            named: listed(&found.lead),
            support: self
                .units(&found.support)
                .into_iter()
                .filter(|u| !leads.contains(u))
                .collect(),
            leads,
            lead_reason,
            cadence: cadence(found.cadence),
            due: found.due.filter(|d| *d >= today),
            due_reason: match passed {
                Some(day) => format!("原文“{due_text}”是{day}，已经过了"),
                None if found.due.is_some() => String::new(),
                None if due_text.is_empty() => "原文没有写期限".to_owned(),
                None => format!("“{due_text}”不是日期"),
            },
            due_text,
            grounds: found.evidence.clone(),
        }
    }

    pub(super) fn reflection(&self, owed: &speech::Reflection) -> Item {
        let (leads, lead_reason) = self.leads(&owed.units, &owed.proposals);
        Item {
            id: 0,
            kind: ItemKind::Reflection,
            state: ItemState::Open,
            what: format!("就“{}”报送反思：原因、整改措施、完成日期", owed.matter),
            spans: vec![(owed.start, owed.end)],
            named: listed(&owed.units),
            leads,
            lead_reason,
            support: Vec::new(),
            cadence: Cadence::Once,
            due_text: String::new(),
            due: None,
            due_reason: "原文没有写期限".to_owned(),
            grounds: vec!["原文点名反思".to_owned()],
        }
    }

    /// The leading units, and why these where the text does not say so itself.
    fn leads(
        &self,
        named: &[speech::Named],
        proposals: &[speech::Proposal],
    ) -> (Vec<UnitId>, String) {
        let units = self.units(named);
        if !units.is_empty() {
            return (units, String::new());
        }
        let words = listed(named);
        let owners = named
            .iter()
            .any(|n| self.collective(&n.name) == Some(Group::IndicatorOwners));
        if owners {
            let reason = format!("“{words}”是岗位。任务下到各指标的牵头部门，由指标长调度");
            return (self.group(Group::IndicatorLeads), reason);
        }
        if let Some(first) = proposals.first() {
            return (vec![first.unit.clone()], first.reason.clone());
        }
        let reason = if words.is_empty() {
            "原文没有点名单位".to_owned()
        } else {
            format!("“{words}”是岗位或本区没有的单位")
        };
        (Vec::new(), reason)
    }

    fn units(&self, named: &[speech::Named]) -> Vec<UnitId> {
        let mut units = Vec::new();
        for name in named.iter().filter(|n| !n.unknown) {
            for unit in self.names.units_behind(&name.name, self.dictionary) {
                if !units.contains(&unit) {
                    units.push(unit);
                }
            }
        }
        units
    }

    fn collective(&self, word: &str) -> Option<Group> {
        let groups = &self.dictionary.parties.collectives;
        let group = groups.iter().find(|c| c.words.iter().any(|w| w == word))?;
        Some(group.means)
    }

    fn group(&self, means: Group) -> Vec<UnitId> {
        let groups = &self.dictionary.parties.collectives;
        let word = groups
            .iter()
            .find(|c| c.means == means)
            .and_then(|c| c.words.first());
        word.map(|w| self.names.units_behind(w, self.dictionary))
            .unwrap_or_default()
    }
}

fn listed(named: &[speech::Named]) -> String {
    let names: Vec<_> = named.iter().map(|n| n.name.as_str()).collect();
    names.join("、")
}

fn cadence(read: speech::Cadence) -> Cadence {
    match read {
        speech::Cadence::Once => Cadence::Once,
        speech::Cadence::Weekly => Cadence::Weekly,
        speech::Cadence::Monthly => Cadence::Monthly,
        speech::Cadence::Quarterly => Cadence::Quarterly,
        speech::Cadence::Standing => Cadence::Standing,
    }
}

/// The units that a list of names means: `住建局、财政局`, `各部门`, `17个部门`.
///
/// # Errors
/// The first name behind which there is no unit.
pub(super) fn units_named(typed: &str, pack: &Pack) -> Result<Vec<UnitId>, String> {
    let names = Names::from_district(&pack.district);
    let mut units: Vec<UnitId> = Vec::new();
    let pieces = typed.split(['、', '，', ',', ';', '；', ' ', '\n']);
    for piece in pieces.map(str::trim).filter(|p| !p.is_empty()) {
        let exact = pack
            .district
            .unit(&piece.into())
            .map(|u| vec![u.id.clone()]);
        let behind = exact.unwrap_or_else(|| names.units_behind(piece, &pack.dictionary));
        if behind.is_empty() {
            return Err(piece.to_owned());
        }
        for unit in behind {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    Ok(units)
}

/// The day that custom gives a task without one, counted from today, and why; for the form to
/// propose, never taken without a look.
pub(super) fn customary_due(
    item: &Item,
    dictionary: &Dictionary,
    law: &Law<'_>,
    today: Date,
) -> Option<(Date, String)> {
    let mut at_once = dictionary.time.at_once.iter();
    let rule = match () {
        () if item.kind == ItemKind::Reflection => "directive.reflection",
        () if at_once.any(|w| item.due_text.contains(w)) => "directive.immediate",
        () if item.cadence == Cadence::Weekly => "directive.weekly_report",
        () => "directive.feedback",
    };
    let clock = law.clock(&rule.into(), today).ok()?;
    let due = clock.due(law.calendar, today).latest();
    let lead = match item.due_reason.as_str() {
        "" => String::new(),
        reason => format!("{reason}。"),
    };
    let title = law.rules.get(&rule.into()).map(|p| p.title.clone());
    let reason = format!(
        "{lead}按“{}”从今天起 {} {}预填，请核对",
        title.unwrap_or_default(),
        clock.granted(),
        clock.unit.word()
    );
    Some((due, reason))
}
