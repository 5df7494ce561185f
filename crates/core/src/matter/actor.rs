//! Who acts: a person at work, the enterprise itself, or a rule.

use crate::district::{PersonId, PostId, Role, UnitId};
use serde::{Deserialize, Serialize};

/// Who gives a command, with what the decision needs to know of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in member of staff.
    Staff(Staff),
    /// The enterprise that raised the matter (number and telephone tail, or signed in).
    Enterprise,
    /// A rule acting by itself on a day, e.g. the escalation ladder.
    Rule,
}

/// A member of staff at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// User name.
    pub person: PersonId,
    /// Name as shown.
    pub name: String,
    /// The unit they act for.
    pub unit: UnitId,
    /// Their roles.
    pub roles: Vec<Role>,
    /// The leader's post they hold, if any.
    pub post: Option<PostId>,
}

/// Who did something, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A member of staff.
    Staff {
        /// User name.
        person: PersonId,
        /// Name as shown that day.
        name: String,
        /// Unit acted for.
        unit: UnitId,
    },
    /// The enterprise.
    Enterprise,
    /// A rule.
    Rule,
}

impl Actor {
    /// The journal's form.
    pub fn by(&self) -> By {
        match self {
            Actor::Staff(s) => By::Staff {
                person: s.person.clone(),
                name: s.name.clone(),
                unit: s.unit.clone(),
            },
            Actor::Enterprise => By::Enterprise,
            Actor::Rule => By::Rule,
        }
    }

    /// The member of staff, if it is one.
    pub fn staff(&self) -> Option<&Staff> {
        match self {
            Actor::Staff(s) => Some(s),
            _ => None,
        }
    }
}

impl By {
    /// The person as a handler, if it is a member of staff.
    pub fn handler(&self) -> Option<super::Handler> {
        match self {
            By::Staff { person, name, .. } => Some(super::Handler {
                person: person.clone(),
                name: name.clone(),
            }),
            By::Enterprise | By::Rule => None,
        }
    }

    /// As shown in a timeline: `住建局 李敏`, `企业`, `规则`.
    pub fn words(&self) -> String {
        match self {
            By::Staff { name, unit, .. } => format!("{unit} {name}"),
            By::Enterprise => "企业".to_owned(),
            By::Rule => "规则".to_owned(),
        }
    }
}
