//! Bearer tokens: made by a person for themselves on the desk, or by `banjie token add`.

use crate::kit::Problem;
use crate::kit::security::SessionToken;
use banjie_core::district::PersonId;
use banjie_core::matter::Act;
use banjie_store::Store;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Reading only.
    Read,
    /// Reading and giving commands.
    Act,
}

impl Scope {
    /// Both, for a choice.
    pub const ALL: [Scope; 2] = [Scope::Read, Scope::Act];

    /// The code in the database and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Act => "act",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "只读取",
            Self::Act => "读取和办理",
        }
    }

    /// The scope with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// Makes a token for a person: what they may do, the token may. Its value is returned here once
/// and kept nowhere; its making enters the journal.
///
/// # Errors
/// No randomness, or the database fails.
pub async fn make(
    store: &Store,
    person: PersonId,
    label: &str,
    scope: Scope,
    act: Act,
) -> Result<SessionToken, Problem> {
    let token = SessionToken::new()?;
    let (label, scope) = (label.to_owned(), scope.code().to_owned());
    store
        .add_token(token.hash(), person, label, scope, act)
        .await?;
    Ok(token)
}
