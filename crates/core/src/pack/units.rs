//! `district.toml` and `units.toml`: the district, its leaders' posts and its units.

use super::names::Names;
use super::reader::{Spot, Table};
use crate::district::{DistrictCode, Post, PostId, Unit, UnitId, UnitKind};
use std::collections::BTreeMap;

/// `units.toml`.
#[derive(Default)]
pub(super) struct Units {
    pub(super) posts: Vec<Post>,
    pub(super) units: Vec<Unit>,
    pub(super) departments: usize,
}

/// `district.toml`, without the lists of other files.
pub(super) struct Head {
    pub(super) code: DistrictCode,
    pub(super) name: String,
    pub(super) coordinator: UnitId,
    pub(super) discipline: UnitId,
    pub(super) organisation: UnitId,
    pub(super) telephone: String,
}

/// Reads the posts and the units; `None` inside only where a mistake was reported.
pub(super) fn units(file: &Table<'_>, posts: &mut Names, names: &mut Names) -> Units {
    posts.settle();
    names.settle();
    let mut read = Units::default();
    for table in file.tables("post") {
        read.posts.extend(post(&table, posts));
    }
    let mut shorts = BTreeMap::new();
    let mut groups: BTreeMap<&str, Vec<Spot<'_, &str>>> = BTreeMap::new();
    for table in file.tables("unit") {
        let kind = unit_kind(&table);
        read.departments += usize::from(kind == Some(UnitKind::Department));
        let group = table.optional_text("peer_group");
        if let (Some(group), Some(id)) = (group, table.optional_text("id")) {
            let at = group.at;
            groups.entry(group.value).or_default().push(Spot {
                value: id.value,
                at,
            });
        }
        read.units
            .extend(unit(&table, kind, posts, names, &mut shorts));
    }
    for (short, spots) in &shorts {
        same_short_form(file, short, spots, names);
    }
    for (group, members) in groups {
        if let [only] = members.as_slice() {
            file.report().error(
                only.at,
                format!(
                    "可比组“{group}”只有“{}”一个单位，没有可比的对象",
                    only.value
                ),
                "请把它并入别的组，或删去 peer_group（不参加排名）",
            );
        }
    }
    read
}

fn post(table: &Table<'_>, names: &mut Names) -> Option<Post> {
    let id = table.text("id");
    if let Some(id) = id {
        names.define(table, id);
    }
    let holder = table
        .optional_text("holder")
        .filter(|h| !h.value.is_empty());
    if holder.is_none() {
        table.report().error(
            table.at(),
            format!("岗位“{}”没有写任职人", id.map_or("", |i| i.value)),
            "请补上 holder = \"姓名\"；空缺时写代管的人",
        );
    }
    let telephone = telephone(table, "telephone");
    Some(Post {
        id: PostId::from(id?.value),
        holder: holder?.value.to_owned(),
        telephone: telephone?,
    })
}

fn unit_kind(table: &Table<'_>) -> Option<UnitKind> {
    let kind = table.text("kind")?;
    let read = match kind.value {
        "department" => Some(UnitKind::Department),
        "township" => Some(UnitKind::Township),
        "office" => Some(UnitKind::Office),
        _ => None,
    };
    if read.is_none() {
        table.report().error(
            kind.at,
            format!("“kind”写的“{}”不是单位种类", kind.value),
            "请写 department（部门）、township（镇街）或 office（其他机构）",
        );
    }
    read
}

fn unit<'d>(
    table: &Table<'d>,
    kind: Option<UnitKind>,
    posts: &Names,
    names: &mut Names,
    shorts: &mut BTreeMap<&'d str, Vec<Spot<'d, &'d str>>>,
) -> Option<Unit> {
    let id = table.text("id");
    let full_name = table.text("full_name");
    let sponsor = posts.refer(table, "sponsor");
    let head = table.text("head");
    let telephone = telephone(table, "telephone");
    let aliases = table.texts("aliases");
    let group = table.optional_text("peer_group");
    let since = table.optional_date("since");
    if let Some(id) = id {
        names.define(table, id);
        for alias in aliases.iter().chain(&full_name) {
            if alias.value == id.value {
                continue;
            }
            names.also_called(alias.value, id.value);
            shorts.entry(alias.value).or_default().push(Spot {
                value: id.value,
                at: alias.at,
            });
        }
    }
    Some(Unit {
        id: UnitId::from(id?.value),
        full_name: full_name?.value.to_owned(),
        kind: kind?,
        peer_group: group.map(|g| g.value.to_owned()),
        sponsor: PostId::from(sponsor?),
        head: head?.value.to_owned(),
        telephone: telephone?,
        aliases: aliases.iter().map(|a| a.value.to_owned()).collect(),
        since: since.map(|s| s.value),
    })
}

/// A short form must mean one unit: texts are read by it.
fn same_short_form(file: &Table<'_>, short: &str, spots: &[Spot<'_, &str>], names: &Names) {
    let owner = names.place(short).map(|_| short);
    let first = owner.or(spots.first().map(|s| s.value));
    for spot in spots {
        let Some(other) = first.filter(|other| *other != spot.value) else {
            continue;
        };
        file.report().error(
            spot.at,
            format!("“{short}”既指“{other}”又指“{}”，读文件时分不清", spot.value),
            "请只在一个单位下面保留这个简称",
        );
    }
}

/// Reads the district's own facts and holds the unit counts against `units.toml`.
pub(super) fn head(file: &Table<'_>, names: &Names, units: Option<&Units>) -> Option<Head> {
    let code = file.text("code").filter(|code| {
        let good = is_district_code(code.value);
        if !good {
            file.report().error(
                code.at,
                format!("行政区划代码“{}”不是县级代码", code.value),
                "请写 6 位数字，例如 620102，末两位不是 00（GB/T 2260）",
            );
        }
        good
    });
    let name = file.text("name");
    let coordinator = names.refer(file, "coordinator");
    let discipline = names.refer(file, "discipline");
    let organisation = names.refer(file, "organisation");
    let telephone = telephone(file, "telephone");
    let departments = file.count("departments");
    if let (Some(wanted), Some(units)) = (departments, units)
        && units.departments != wanted.value as usize
    {
        file.report().error(
            wanted.at,
            format!(
                "应有 {} 个部门，units.toml 里写了 {} 个",
                wanted.value, units.departments
            ),
            "请在 units.toml 补上或删去 kind = \"department\" 的单位，或改正这里的数",
        );
    }
    Some(Head {
        code: DistrictCode::from(code?.value),
        name: name?.value.to_owned(),
        coordinator: UnitId::from(coordinator?),
        discipline: UnitId::from(discipline?),
        organisation: UnitId::from(organisation?),
        telephone: telephone?,
    })
}

/// Six digits of a county-level division: neither province nor city.
fn is_district_code(code: &str) -> bool {
    code.len() == 6
        && code.bytes().all(|b| b.is_ascii_digit())
        && !code.starts_with('0')
        && !code.ends_with("00")
}

/// Reads a public office number. Private mobiles are not published (政府信息公开条例 art 20 asks
/// for the office's contact, and personal data stays at the necessary minimum).
pub(super) fn telephone(table: &Table<'_>, key: &'static str) -> Option<String> {
    let number = table.text(key)?;
    let digits: Vec<&str> = number.value.split('-').collect();
    let all_digits = digits
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let lengths: Vec<usize> = digits.iter().map(|part| part.len()).collect();
    let good = all_digits
        && match lengths.as_slice() {
            // 0000 is no area code: numbers of a demonstration, which nobody can ring by mistake.
            [4, 6] => digits[0] == "0000",
            [3 | 4, 7 | 8] => digits[0].starts_with('0') && digits[0] != "0000",
            [3, 3, 4] => digits[0] == "400" || digits[0] == "800",
            [5] => ["12", "95", "96"].iter().any(|p| digits[0].starts_with(p)),
            _ => false,
        };
    if !good {
        let remedy = if number.value.len() == 11 && number.value.starts_with('1') {
            "请不要公开个人手机，改写办公电话，例如 0931-1234567"
        } else {
            "请写带区号的办公电话，例如 0931-1234567，或 400-123-4567、12345"
        };
        table.report().error(
            number.at,
            format!("电话“{}”的写法不对", number.value),
            remedy,
        );
        return None;
    }
    Some(number.value.to_owned())
}
