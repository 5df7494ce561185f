//! 一件事 in the demo's year: applications of all six packages at the windows, most of them complete
//! and in time; some miss a material, bring one later on a signed promise, or are refused in part.
//!
//! Chance comes from a stream of its own, so that the year of appeals stays as it is.

use super::cast::{Firm, firms};
use super::form;
use super::items;
use super::plot::{SEED, Teller, Year, clerk, moment, staff};
use super::promises;
use banjie_core::district::{ItemId, MaterialCode, Role, UnitId};
use banjie_core::kinds::application::{Handed, MissingMaterial, NewApplication, Wish};
use banjie_core::matter::{Actor, Channel, Command, Enterprise, Staff};
use banjie_core::moment::Moment;
use banjie_core::packages::{Handover, MergedForm, Picks, ServicePackage};
use banjie_store::story::Step;
use banjie_store::{Beside, Contact};
use fastrand::Rng;
use jiff::civil::Date;

/// Applications of a year.
const MANY: usize = 240;

/// What becomes of an application, apart from its items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Everything is there.
    Complete,
    /// It does not belong here.
    Refused,
    /// A material is missing; it is supplied, or not.
    Missing { supplied: bool },
    /// 容缺; what was promised comes, or not.
    Tolerated { kept: bool },
    /// 告知承诺, where an item has it.
    OnPromise,
    /// Taken back.
    Withdrawn,
}

impl Fate {
    fn of(rng: &mut Rng) -> Self {
        match rng.u32(0..100) {
            0..4 => Self::Refused,
            4..7 => Self::Missing { supplied: false },
            7..22 => Self::Missing { supplied: true },
            22..28 => Self::Tolerated { kept: false },
            28..46 => Self::Tolerated { kept: true },
            46..49 => Self::Withdrawn,
            49..60 => Self::OnPromise,
            _ => Self::Complete,
        }
    }
}

/// One application on its way.
pub(super) struct Case<'a> {
    pub(super) year: &'a Year<'a>,
    pub(super) form: MergedForm<'a>,
    firm: Firm,
    pub(super) handle: u32,
    /// The unit that accepts.
    pub(super) lead: &'a UnitId,
    /// Its clerk at the window.
    pub(super) window: Staff,
    /// The working day of handing in.
    start: usize,
    pub(super) fate: Fate,
}

impl Case<'_> {
    pub(super) fn day(&self, n: usize) -> Option<Date> {
        self.year.days.get(n).copied()
    }

    /// Some time of a working day, but after something else.
    pub(super) fn after(&self, rng: &mut Rng, n: usize, before: Moment) -> Option<Moment> {
        let at = moment(rng, self.day(n)?, 9, 17);
        let soon = before.plus_ms(rng.i64(5..50) * 60_000);
        // Nothing of the last day may lie after it.
        Some(at.max(soon)).filter(|at| at.date() < self.year.today)
    }

    pub(super) fn head(&self, unit: &UnitId) -> Option<Staff> {
        staff(self.year.pack, unit, Role::UnitHead)
    }

    /// A material that may come later, if the application is one of those.
    pub(super) fn later(&self) -> Option<(&MaterialCode, u32)> {
        let tolerated = matches!(self.fate, Fate::Tolerated { .. });
        let materials = self.form.materials.iter().filter(|m| !m.open);
        let mut may = materials.filter(|m| m.handover == Handover::Submitted);
        may.find_map(|m| Some((&m.material.code, m.defer?)))
            .filter(|_| tolerated)
    }

    /// The principal material that was forgotten.
    fn missing(&self) -> Option<&MaterialCode> {
        let forgot = matches!(self.fate, Fate::Missing { .. });
        let mut submitted = self.submitted().filter(|_| forgot);
        submitted.next()
    }

    fn submitted(&self) -> impl Iterator<Item = &MaterialCode> {
        let materials = self.form.materials.iter().filter(|m| !m.open);
        materials
            .filter(|m| m.handover == Handover::Submitted)
            .map(|m| &m.material.code)
    }

    /// The items decided on a promise.
    pub(super) fn promises(&self) -> Vec<ItemId> {
        let offered = match self.fate {
            Fate::OnPromise => self.form.promisable(),
            _ => Vec::new(),
        };
        offered.iter().map(|p| p.item.id.clone()).collect()
    }

    fn wishes(&self) -> Vec<Wish> {
        let wish = self.later().map(|(material, _)| Wish {
            material: material.clone(),
            days: None,
        });
        wish.into_iter().collect()
    }
}

/// A year of applications.
pub(super) fn tell(year: &Year<'_>, teller: &mut Teller) {
    let packages = year.pack.services.packages();
    if packages.is_empty() {
        return;
    }
    let mut rng = Rng::with_seed(SEED ^ 0x4150_504C);
    let firms = firms(&mut rng, MANY);
    for (n, firm) in firms.into_iter().enumerate() {
        let package = match rng.u32(0..100) {
            0..34 => 0,
            34..56 => 1,
            56..74 => 2,
            74..82 => 3,
            82..92 => 4,
            _ => 5,
        };
        let package = &packages[package % packages.len()];
        let start = n * year.days.len() / MANY;
        // `None`: the rest lies after the last day.
        let _ = handed_in(year, &mut rng, teller, (package, firm, start));
    }
}

/// What somebody answers to the questions of a package.
fn picks(year: &Year<'_>, rng: &mut Rng, package: &ServicePackage, fate: Fate) -> Picks {
    let questions = year.pack.services.questions(package);
    let pick = |q: &banjie_core::packages::Field| {
        let first = rng.u32(0..100) < 68 || q.code.as_str() == "duties_done";
        let n = match q.code.as_str() {
            // Whoever opens a business has no licence yet; only a large place has its fire check.
            "licence_status" => 0,
            "dining_area_band" if fate == Fate::OnPromise => 1,
            _ if first => 0,
            _ => rng.usize(0..q.choices.len().max(1)),
        };
        Some((q.code.clone(), vec![q.choices.get(n)?.clone()]))
    };
    questions.filter_map(pick).collect()
}

/// Before it is accepted.
fn handed_in<'a>(
    year: &'a Year<'a>,
    rng: &mut Rng,
    teller: &mut Teller,
    (package, firm, start): (&'a ServicePackage, Firm, usize),
) -> Option<()> {
    let fate = Fate::of(rng);
    let picks = picks(year, rng, package, fate);
    let case = Case {
        year,
        form: year.pack.services.merge(package, &picks),
        handle: teller.handles(1),
        lead: &package.lead,
        window: clerk(year.pack, rng, &package.lead)?,
        firm,
        start,
        fate,
    };
    let at = moment(rng, case.day(start)?, 9, 16);
    let (later, missing) = (case.later().map(|(m, _)| m), case.missing());
    let handed = (case.submitted())
        .filter(|m| Some(*m) != later && Some(*m) != missing)
        .map(paper)
        .collect();
    let signs = later.is_some() || !case.promises().is_empty();
    let new = NewApplication {
        package: package.id.clone(),
        revision: package.revision.to_string(),
        enterprise: enterprise(&case),
        township: None,
        channel: Channel::Window,
        handed,
        files: Vec::new(),
        tolerance: case.wishes(),
        promises: case.promises(),
        signed: signs.then(|| at.date()),
        may_commit: signs,
        contact: None,
        form: None,
        external: None,
        picks,
    };
    let salt: String = (0..16).map(|_| format!("{:02x}", rng.u8(..))).collect();
    let beside = Beside {
        contact: Some(Contact {
            name: case.firm.person.clone(),
            phone: case.firm.phone.clone(),
            salt: salt.clone(),
        }),
        filled: Some(form::filled(
            &case.form,
            &new,
            &case.firm,
            (salt, at.date()),
        )),
        import: None,
    };
    let step = Step::Application {
        handle: case.handle,
        application: Box::new(new),
        beside: Box::new(beside),
    };
    teller.step(at, Actor::Staff(case.window.clone()), step);
    looked_at(&case, rng, teller, at)
}

pub(super) fn paper(material: &MaterialCode) -> Handed {
    Handed {
        material: material.clone(),
        files: Vec::new(),
    }
}

/// Who applies: what is only being opened has no code yet.
fn enterprise(case: &Case<'_>) -> Enterprise {
    let firm = &case.firm;
    let opens = case
        .form
        .produced
        .iter()
        .any(|p| p.field.code.as_str() == "uscc");
    let name = match case.form.package.id.as_str() {
        "open-restaurant" => {
            let short: String = firm.name.chars().take(3).collect();
            format!("{short}记餐饮店")
        }
        _ if opens => firm.name.replace("有限公司", "（X区）有限公司"),
        _ => firm.name.clone(),
    };
    Enterprise {
        code: (!opens).then(|| firm.code.clone()),
        name,
    }
}

/// The window looks at the materials: accepted, told once what is missing, or refused.
fn looked_at(case: &Case<'_>, rng: &mut Rng, teller: &mut Teller, at: Moment) -> Option<()> {
    let looked = case.start + rng.usize(0..=2);
    let at = case.after(rng, looked, at)?;
    let refuse = |reason: &str, basis: &str| Command::Refuse {
        reason: reason.to_owned(),
        basis: basis.to_owned(),
    };
    if case.fate == Fate::Refused {
        let no = refuse(
            "经营地址不在本区，请向所在地的区申请",
            "行政许可法第三十二条第一款第二项",
        );
        teller.give(case.handle, at, &case.head(case.lead)?, no);
        return None;
    }
    let Some(material) = case.missing() else {
        return accepted(case, rng, teller, (at, looked));
    };
    let missing = vec![MissingMaterial {
        material: material.clone(),
        name: String::new(),
        what: "没有交，请补一份".to_owned(),
    }];
    let tell = Command::TellMissing { missing };
    teller.give(case.handle, at, &case.window, tell);
    if case.fate == (Fate::Missing { supplied: false }) {
        // The fifteen working days of `application.supply` are over.
        let gone = looked + 16;
        let at = case.after(rng, gone, at)?;
        let no = refuse("一次告知后没有补齐", "行政许可法第三十二条第一款第四项");
        teller.give(case.handle, at, &case.head(case.lead)?, no);
        return None;
    }
    let came = looked + rng.usize(1..=9);
    let at = case.after(rng, came, at)?;
    let supply = Command::Supply {
        handed: vec![paper(material)],
        files: Vec::new(),
        words: "申请人送到窗口".to_owned(),
    };
    teller.give(case.handle, at, &case.window, supply);
    let looked = came + rng.usize(0..=2);
    let at = case.after(rng, looked, at)?;
    accepted(case, rng, teller, (at, looked))
}

/// 受理: the items begin, each in its turn.
fn accepted(
    case: &Case<'_>,
    rng: &mut Rng,
    teller: &mut Teller,
    (at, day): (Moment, usize),
) -> Option<()> {
    let later = case.later();
    let many = u32::try_from(case.form.items.len()).ok()?;
    let first = teller.handles(many + 1);
    let admit = Command::Admit {
        present: (case.submitted())
            .filter(|m| Some(*m) != later.map(|(m, _)| m))
            .cloned()
            .collect(),
        deferred: case.wishes(),
        promises: case.promises(),
        signature: None,
    };
    let step = Step::Give {
        handle: case.handle,
        command: admit,
        opens: Some(first),
    };
    teller.step(at, Actor::Staff(case.window.clone()), step);
    if case.fate == Fate::Withdrawn {
        let at = case.after(rng, day + 1, at)?;
        let reason = "合伙人退出，先不办了".to_owned();
        teller.command(
            case.handle,
            at,
            Actor::Enterprise,
            Command::Withdraw { reason },
        );
        return None;
    }
    let promise = later.map(|(material, days)| {
        let kept = case.fate == Fate::Tolerated { kept: true };
        let promise = (first + many, material, days, kept);
        promises::tolerated(case, rng, teller, promise, (at, day))
    });
    let accepted = items::Accepted { at, day, first };
    let ends = items::run(case, rng, teller, accepted, promise)?;
    items::handed_over(case, rng, teller, &ends)
}
