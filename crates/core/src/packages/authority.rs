//! Who may sign for an applicant: the legal representative, or the one who comes for it with an
//! authorisation. A commitment signed by anybody else binds nobody (rules.md §4).

use super::draft::Draft;
use super::merge::MergedForm;
use super::tolerance::ToleranceRefusal;
use crate::district::{FieldCode, MaterialCode};

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The name, as in the form.
    pub name: String,
    /// `法定代表人（负责人）` or `经办人`.
    pub post: &'static str,
    /// The telephone in the form, where a one-time code can reach this person; may be empty.
    pub phone: String,
}

/// A person of the form: fields of name, number and telephone.
struct Person {
    name: &'static str,
    id: &'static str,
    phone: &'static str,
    post: &'static str,
}

const LEGAL: Person = Person {
    name: "legal_rep_name",
    id: "legal_rep_id",
    phone: "legal_rep_phone",
    post: "法定代表人（负责人）",
};
const AGENT: Person = Person {
    name: "agent_name",
    id: "agent_id",
    phone: "agent_phone",
    post: "经办人",
};
/// 授权委托书.
const AUTHORISATION: &str = "authorisation";

impl Draft {
    /// The one who signs with this name.
    ///
    /// # Errors
    /// [`ToleranceRefusal::NoAuthority`]: neither the legal representative nor somebody authorised.
    pub fn signer(&self, form: &MergedForm<'_>, name: &str) -> Result<Signer, ToleranceRefusal> {
        let name = plain(name);
        let legal = self.person(form, &LEGAL);
        let agent = self.person(form, &AGENT);
        if let Some(signer) = legal.as_ref().filter(|s| plain(&s.name) == name) {
            return Ok(signer.clone());
        }
        let authorised = legal.is_none() && form.field(&FieldCode::from(LEGAL.name)).is_none()
            || self.same(AGENT.id, LEGAL.id)
            || (self.handed.get(&MaterialCode::from(AUTHORISATION)))
                .is_some_and(|handed| !handed.files.is_empty());
        agent
            .filter(|s| authorised && plain(&s.name) == name)
            .ok_or(ToleranceRefusal::NoAuthority)
    }

    /// Who could sign, the legal representative first.
    pub fn signers(&self, form: &MergedForm<'_>) -> Vec<Signer> {
        let people = [&LEGAL, &AGENT].into_iter();
        let known = people.filter_map(|p| self.person(form, p));
        let mut signers: Vec<Signer> = known
            .filter(|s| self.signer(form, &s.name).is_ok())
            .collect();
        signers.dedup_by(|b, a| a.name == b.name);
        signers
    }

    fn person(&self, form: &MergedForm<'_>, person: &Person) -> Option<Signer> {
        form.field(&FieldCode::from(person.name))?;
        let typed = |name: &str| {
            let values = self.typed.get(name).and_then(|v| v.last());
            values.map_or_else(String::new, |v| crate::typed::single_line(v))
        };
        let name = typed(person.name);
        (!name.is_empty()).then(|| Signer {
            name,
            post: person.post,
            phone: crate::typed::digits(&typed(person.phone)),
        })
    }
}

/// Blanks in a name mean nothing.
fn plain(name: &str) -> String {
    let line = crate::typed::single_line(name);
    line.chars().filter(|c| !matches!(c, ' ' | '·')).collect()
}
