//! A pack: the district as data. Reading it is pure and total — texts in, a pack or a list of all
//! mistakes out; the caller reads the folder.

mod bulletin_file;
mod calendar_files;
mod escalation;
mod field_files;
mod item_files;
mod mistake;
mod names;
mod package_files;
mod people;
mod quarter_rules;
mod reader;
mod rule_files;
mod rulebook_file;
mod series;
mod service_files;
mod speech_file;
mod units;
mod window_files;
mod wording;
mod work;

pub use mistake::{Mistake, Severity};
pub use people::PackPerson;
pub use series::{SeriesRefusal, with_published};

use crate::assessment::bulletin::points::PickRule;
use crate::assessment::proofs::Forbidden;
use crate::assessment::rulebook::{Rulebook, Rulebooks};
use crate::calendar::Calendar;
use crate::district::District;
use crate::nearest::nearest;
use crate::packages::Catalogue;
use crate::rules::{Ladder, Rules, Value};
use crate::speech::Dictionary;
use mistake::{Place, Report};
use names::Names;
use reader::Document;
use std::collections::BTreeMap;

/// Everything a pack says.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The district with units, posts, indicators, topics and pledges.
    pub district: District,
    /// All parameters.
    pub rules: Rules,
    /// Working days of the years held.
    pub calendar: Calendar,
    /// The versions of the assessment method, never none.
    pub rulebooks: Rulebooks,
    /// What no rulebook may measure.
    pub forbidden: Vec<Forbidden>,
    /// By which rules a bulletin's highlights and problems are chosen; none: it has none.
    pub picks: Vec<PickRule>,
    /// People to begin with; empty in a pack for a real, empty district.
    pub people: Vec<PackPerson>,
    /// Lights and who is told when.
    pub escalation: Ladder,
    /// Service items and theme packages; empty when the pack has none.
    pub services: Catalogue,
    /// The words by which speeches and plans are read.
    pub dictionary: Dictionary,
    /// Invented data for showing: screens and papers say so.
    pub demonstration: bool,
}

/// One file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Path inside the pack with `/`, e.g. `rules/appeal.toml`.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// What reading a pack gave.
#[derive(Debug)]
pub struct Checked {
    /// The pack, when no mistake is an error.
    pub pack: Option<Pack>,
    /// All mistakes, by file and line.
    pub mistakes: Vec<Mistake>,
}

impl Checked {
    /// The mistakes that keep the pack from being used.
    pub fn errors(&self) -> impl Iterator<Item = &Mistake> {
        self.mistakes
            .iter()
            .filter(|m| m.severity == Severity::Error)
    }
}

const DISTRICT: &str = "district.toml";
const UNITS: &str = "units.toml";
const INDICATORS: &str = "indicators.toml";
const TOPICS: &str = "topics.toml";
const PLEDGES: &str = "pledges.toml";
const PEOPLE: &str = "people.toml";
const RULEBOOK: &str = "rulebook.toml";
/// Further versions of the rulebook, one file each.
const RULEBOOKS: &str = "rulebooks/";
const FORBIDDEN: &str = "forbidden.toml";
const ESCALATION: &str = "escalation.toml";
const BULLETIN: &str = "bulletin.toml";
const SPEECH: &str = "speech.toml";
const FIELDS: &str = "fields.toml";
const MATERIALS: &str = "materials.toml";
const WINDOWS: &str = "windows.toml";

/// Files without which there is no district, with what stands in them.
const REQUIRED: [(&str, &str); 9] = [
    (DISTRICT, "区的名称、代码和牵头单位"),
    (UNITS, "岗位和单位"),
    (INDICATORS, "18 个指标"),
    (TOPICS, "诉求类别"),
    (PLEDGES, "各部门服务承诺"),
    (RULEBOOK, "考核办法"),
    (FORBIDDEN, "不许考核的事项和依据"),
    (ESCALATION, "临期、逾期提醒"),
    (SPEECH, "读讲话和方案用的词"),
];

impl Pack {
    /// Reads and proves one rulebook, e.g. a draft to be tried on history.
    pub fn parse_rulebook(&self, file: &PackFile) -> (Option<Rulebook>, Vec<Mistake>) {
        let report = Report::default();
        let document = Document::parse(&file.path, &file.text, &report);
        let known = rulebook_file::Known {
            units: Some(&self.district.units),
            indicators: Some(&self.district.indicators),
            forbidden: &self.forbidden,
        };
        let rulebook = rulebook_file::rulebook(&document.table(&report), &known);
        let mistakes = report.into_sorted();
        (rulebook.filter(|_| mistakes.is_empty()), mistakes)
    }

    /// Reads and checks a whole pack. Files other than `.toml` are left alone.
    pub fn parse(files: &[PackFile]) -> Checked {
        let report = Report::default();
        let pack = read(files, &report);
        let mistakes = report.into_sorted();
        let clean = mistakes.iter().all(|m| m.severity != Severity::Error);
        Checked {
            pack: pack.filter(|_| clean),
            mistakes,
        }
    }
}

fn read(files: &[PackFile], report: &Report) -> Option<Pack> {
    let documents: BTreeMap<&str, Document<'_>> = files
        .iter()
        .map(|f| (f.path.trim_start_matches("./"), f))
        .filter(|(path, _)| path.ends_with(".toml"))
        .map(|(path, file)| (path, Document::parse(path, &file.text, report)))
        .collect();
    missing_files(&documents, report);
    let table = |path: &str| documents.get(path).map(|d| d.table(report));
    let folder = |folder: &'static str| {
        documents
            .iter()
            .filter(move |(path, _)| path.starts_with(folder))
            .map(|(_, document)| document.table(report))
    };

    let mut unit_names = Names::new("单位", UNITS);
    let mut post_names = Names::new("岗位", UNITS);
    let units = table(UNITS).map(|t| units::units(&t, &mut post_names, &mut unit_names));

    let district_file = table(DISTRICT);
    let demonstration = district_file
        .as_ref()
        .and_then(|t| t.flag("demonstration"))
        .unwrap_or(false);
    let head = district_file.and_then(|t| units::head(&t, &unit_names, units.as_ref()));

    let mut rule_names = Names::new("规则", "rules 下的文件");
    let rules = read_rules(folder("rules/"), &mut rule_names, report);

    let calendar = calendar_files::calendar(folder("calendar/"), report);

    let known = work::Known {
        units: &unit_names,
        posts: &post_names,
        rules: &rule_names,
    };
    let unit_list = units.as_ref().map(|u| u.units.as_slice());
    let mut indicator_names = Names::new("指标", INDICATORS);
    let indicators = table(INDICATORS).map(|t| work::indicators(&t, &known, &mut indicator_names));
    let topics = table(TOPICS).map(|t| work::topics(&t, &known, &indicator_names, rules.as_ref()));
    let pledges = table(PLEDGES).map(|t| work::pledges(&t, &known, unit_list.unwrap_or_default()));
    let people = table(PEOPLE).map(|t| people::people(&t, &known, unit_list.unwrap_or_default()));
    let forbidden = table(FORBIDDEN).map(|t| rulebook_file::forbidden(&t));
    let rulebooks = {
        let known = rulebook_file::Known {
            units: unit_list,
            indicators: indicators.as_deref(),
            forbidden: forbidden.as_deref().unwrap_or_default(),
        };
        let files = table(RULEBOOK).into_iter().chain(folder(RULEBOOKS));
        let read: Vec<_> = files
            .filter_map(|t| Some((rulebook_file::rulebook(&t, &known)?, t.at())))
            .collect();
        rulebook_file::distinct(&read, report);
        Rulebooks::new(read.into_iter().map(|(book, _)| book))
    };
    let picks = table(BULLETIN).map(|t| bulletin_file::picks(&t));
    let escalation = table(ESCALATION).and_then(|t| escalation::ladder(&t));

    let (services, item_names) = service_files::services(
        &service_files::Files {
            fields: table(FIELDS),
            materials: table(MATERIALS),
            items: folder("items/").collect(),
            packages: folder("packages/").collect(),
        },
        &known,
        rules.as_ref(),
        report,
    );

    let windows = table(WINDOWS)
        .map(|t| window_files::windows(&t, &known, &item_names, &services))
        .unwrap_or_default();

    let dictionary = table(SPEECH).and_then(|t| speech_file::dictionary(&t, &unit_names));

    let (head, units) = (head?, units?);
    Some(Pack {
        district: District {
            code: head.code,
            name: head.name,
            coordinator: head.coordinator,
            discipline: head.discipline,
            organisation: head.organisation,
            telephone: head.telephone,
            units: units.units,
            posts: units.posts,
            indicators: indicators?,
            topics: topics?,
            pledges: pledges?,
            windows: windows.windows,
            review_tags: windows.tags,
        },
        calendar: counting(calendar?, rules.as_ref()),
        rules: rules?,
        rulebooks,
        forbidden: forbidden?,
        picks: picks.unwrap_or_default(),
        people: people.unwrap_or_default(),
        escalation: escalation?,
        services,
        dictionary: dictionary?,
        demonstration,
    })
}

/// The district's switch about ordinary weekends (C2) laid into its calendar.
fn counting(calendar: Calendar, rules: Option<&Rules>) -> Calendar {
    let id = "counting.roll_weekends".into();
    let switch = rules.and_then(|rules| rules.get(&id).ok()?.versions.last());
    match switch.map(|version| &version.value) {
        Some(Value::Number(0)) => calendar.without_weekend_roll(),
        _ => calendar,
    }
}

fn read_rules<'d>(
    files: impl Iterator<Item = reader::Table<'d>>,
    names: &mut Names,
    report: &Report,
) -> Option<Rules> {
    let mut read = rule_files::RuleFiles::default();
    let mut any = false;
    for file in files {
        any = true;
        rule_files::read(&file, names, &mut read);
    }
    any.then(|| rule_files::finish(read, names, report))?
}

fn missing_files(documents: &BTreeMap<&str, Document<'_>>, report: &Report) {
    let expected = REQUIRED
        .iter()
        .map(|(file, _)| *file)
        .chain([PEOPLE, FIELDS, MATERIALS, WINDOWS, BULLETIN]);
    for (file, holds) in REQUIRED {
        if !documents.contains_key(file) {
            report.error(
                Place { file, line: 1 },
                "缺少这个文件",
                format!("请补上 {file}，里面写{holds}"),
            );
        }
    }
    for (folder, file, holds) in [
        ("rules/", "rules/appeal.toml", "规则和时限"),
        ("calendar/", "calendar/2026.toml", "国务院办公厅放假通知"),
    ] {
        if !documents.keys().any(|path| path.starts_with(folder)) {
            report.error(
                Place {
                    file: folder,
                    line: 1,
                },
                "这个文件夹里一个文件也没有",
                format!("请补上，例如 {file}，里面写{holds}"),
            );
        }
    }
    for path in documents.keys() {
        let known = expected.clone().any(|e| e == *path)
            || path.starts_with("rules/")
            || path.starts_with("calendar/")
            || path.starts_with("items/")
            || path.starts_with("packages/")
            || path.starts_with(RULEBOOKS);
        if !known {
            let near = nearest(path, expected.clone());
            report.error(
                Place {
                    file: path,
                    line: 1,
                },
                "不认识这个文件，里面的内容没有用上",
                match near.first() {
                    Some(near) => format!("文件名可能应当是 {near}，不需要就删去"),
                    None => "请改成认识的文件名，规则放进 rules/，日历放进 calendar/，事项放进 items/，套餐放进 packages/，考核办法的其他版本放进 rulebooks/".into(),
                },
            );
        }
    }
}

impl Pack {
    /// What decisions stand on.
    pub fn law(&self) -> crate::matter::Law<'_> {
        crate::matter::Law {
            district: &self.district,
            rules: &self.rules,
            ladder: &self.escalation,
            calendar: &self.calendar,
            services: &self.services,
        }
    }
}
