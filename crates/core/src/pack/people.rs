//! `people.toml`: who signs in at the start. A real district adds its people later.

use super::names::Names;
use super::reader::Table;
use super::units::telephone;
use super::work::Known;
use crate::district::{PersonId, PostId, Role, Unit, UnitId};
use crate::nearest::nearest;
use std::collections::BTreeSet;

/// A person as the pack describes them; without password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackPerson {
    /// User name: ASCII letters, digits and dots.
    pub user: PersonId,
    /// Name, a plain invented one in shipped packs.
    pub name: String,
    /// The unit they work in.
    pub unit: UnitId,
    /// What they are at work.
    pub roles: Vec<Role>,
    /// The leader's post they hold.
    pub post: Option<PostId>,
    /// Office number.
    pub telephone: String,
}

const ADMINISTRATORS: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];

pub(super) fn people(file: &Table<'_>, known: &Known<'_>, units: &[Unit]) -> Vec<PackPerson> {
    let mut users = Names::new("用户名", "people.toml");
    let mut posts = Names::new("岗位的任职人", "people.toml");
    let people: Vec<PackPerson> = file
        .tables("person")
        .iter()
        .filter_map(|table| person(table, known, &mut users, &mut posts))
        .collect();
    if !people.is_empty() {
        complete(file, &people, units);
    }
    people
}

fn person(
    table: &Table<'_>,
    known: &Known<'_>,
    users: &mut Names,
    posts: &mut Names,
) -> Option<PackPerson> {
    let user = table.text("user").filter(|user| {
        let good = user.value.len() >= 2
            && user
                .value
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.');
        if !good {
            table.report().error(
                user.at,
                format!("用户名“{}”里有不能用的字符", user.value),
                "请用小写拼音字母、数字和点，至少两个字符，例如 wang.fang",
            );
        }
        good
    });
    if let Some(user) = user {
        users.define(table, user);
    }
    let name = table.text("name");
    let unit = known.units.refer(table, "unit");
    let roles = roles(table);
    let post = table
        .optional_text("post")
        .filter(|post| known.posts.check(table, "post", *post));
    if let Some(post) = post {
        posts.define(table, post);
    }
    let telephone = telephone(table, "telephone");
    Some(PackPerson {
        user: PersonId::from(user?.value),
        name: name?.value.to_owned(),
        unit: UnitId::from(unit?),
        roles: roles?,
        post: post.map(|p| PostId::from(p.value)),
        telephone: telephone?,
    })
}

fn roles(table: &Table<'_>) -> Option<Vec<Role>> {
    let mut roles = Vec::new();
    let written = table.texts("roles");
    for word in &written {
        if let Some(role) = Role::from_code(word.value) {
            roles.push(role);
            continue;
        }
        let codes: Vec<_> = Role::ALL.iter().map(|r| r.code()).collect();
        let remedy = match nearest(word.value, codes.iter().copied()).first() {
            Some(near) => format!("您要写的可能是“{near}”"),
            None => format!("可以写的角色有：{}", codes.join("、")),
        };
        table
            .report()
            .error(word.at, format!("没有“{}”这个角色", word.value), remedy);
    }
    if written.is_empty() {
        table.report().error(
            table.at(),
            "这个人一个角色也没有",
            "请写 roles = [\"clerk\"] 或其他角色，没有角色的人什么也做不了",
        );
    }
    if let Some(admin) = roles.iter().find(|r| ADMINISTRATORS.contains(r))
        && roles.len() > 1
    {
        table.report().error(
            table.at(),
            format!("{}又兼了别的角色", admin.word()),
            "请把系统、安全、审计管理员分给三个人，且不兼业务角色",
        );
    }
    (!roles.is_empty()).then_some(roles)
}

/// What a working district needs: somebody to dispatch, and a head wherever a red light may go.
fn complete(file: &Table<'_>, people: &[PackPerson], units: &[Unit]) {
    let wanted = [Role::Coordinator].iter().chain(&ADMINISTRATORS);
    for role in wanted {
        if !people.iter().any(|p| p.roles.contains(role)) {
            file.report().error(
                file.at(),
                format!("没有一个人是{}", role.word()),
                format!("请补上 roles = [\"{}\"] 的人", role.code()),
            );
        }
    }
    let headed: BTreeSet<&UnitId> = people
        .iter()
        .filter(|p| p.roles.contains(&Role::UnitHead))
        .map(|p| &p.unit)
        .collect();
    for unit in units.iter().filter(|u| u.peer_group.is_some()) {
        if !headed.contains(&unit.id) {
            file.report().notice(
                file.at(),
                format!("“{}”没有部门负责人，红灯无人接", unit.id),
                "请补上这个单位 roles = [\"unit_head\"] 的人",
            );
        }
    }
}
