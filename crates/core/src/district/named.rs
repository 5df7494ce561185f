//! Who is named to see what is not for everybody: proposals about units and persons.

use super::{PersonId, PostId, Role, UnitId};
use crate::matter::Staff;
use serde::{Deserialize, Serialize};

/// Somebody named to see a proposal. Nobody else learns that it exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Who holds a leader's post.
    Post(PostId),
    /// Everybody with a role: 纪委监委, 组织部.
    Role(Role),
    /// The head of a unit.
    Head(UnitId),
    /// One person.
    Person(PersonId),
}

impl Named {
    /// Under which names a member of staff is found.
    pub fn of(staff: &Staff) -> Vec<Named> {
        let mut names = vec![Self::Person(staff.person.clone())];
        names.extend(staff.post.clone().map(Self::Post));
        if staff.roles.contains(&Role::UnitHead) {
            names.push(Self::Head(staff.unit.clone()));
        }
        let offices = [Role::Inspector, Role::Organisation];
        let held = offices.into_iter().filter(|r| staff.roles.contains(r));
        names.extend(held.map(Self::Role));
        names
    }

    /// As the database keeps it.
    pub fn token(&self) -> String {
        match self {
            Self::Post(post) => format!("post:{post}"),
            Self::Role(role) => format!("role:{}", role.code()),
            Self::Head(unit) => format!("head:{unit}"),
            Self::Person(person) => format!("person:{person}"),
        }
    }

    /// As shown: `纪委书记`, `纪委监委`, `住建局负责人`; a person by user name.
    pub fn words(&self) -> String {
        match self {
            Self::Post(post) => post.to_string(),
            Self::Role(role) => role.word().to_owned(),
            Self::Head(unit) => format!("{unit}负责人"),
            Self::Person(person) => person.to_string(),
        }
    }
}
