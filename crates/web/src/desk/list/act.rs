//! What can be done to many matters at once, and how each is read from a form.

use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::Viewer;
use banjie_core::district::{Action, District, UnitId};
use banjie_core::matter::Command;
use banjie_store::people::Account;

/// An act on many matters (ux.md §4); closing, declining and extending are done one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bulk {
    /// 签收.
    Sign,
    /// 交办.
    Assign,
    /// 转办.
    Transfer,
    /// 催办.
    Urge,
    /// 关注.
    Follow,
    /// 打印转办单.
    Slips,
    /// 导出.
    Export,
}

impl Bulk {
    const ALL: [Bulk; 7] = [
        Self::Sign,
        Self::Assign,
        Self::Transfer,
        Self::Urge,
        Self::Follow,
        Self::Slips,
        Self::Export,
    ];

    /// The value of the button.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Assign => "assign",
            Self::Transfer => "transfer",
            Self::Urge => "urge",
            Self::Follow => "follow",
            Self::Slips => "slips",
            Self::Export => "export",
        }
    }

    /// The word on the button.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Sign => "签收",
            Self::Assign => "交办",
            Self::Transfer => "转办",
            Self::Urge => "催办",
            Self::Follow => "关注",
            Self::Slips => "打印转办单",
            Self::Export => "导出",
        }
    }

    /// The act with this code.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.code() == code)
    }

    fn action(self) -> Action {
        match self {
            Self::Sign => Action::Sign,
            Self::Assign => Action::Assign,
            Self::Transfer => Action::Transfer,
            Self::Urge => Action::Urge,
            Self::Follow | Self::Slips | Self::Export => Action::SeeMatters,
        }
    }

    /// What follows, for the page that asks once more.
    pub(super) fn consequence(self) -> &'static str {
        match self {
            Self::Sign => "签收后都由您经办，时限不变。",
            Self::Assign => "都交给同一位同事办，时限不变。",
            Self::Transfer => "转走后本单位不再主责，可能看不到它们；时限不重新算。",
            Self::Urge => "各主责单位都会看到同一句催办内容。",
            Self::Follow => "以后在“关注”里一眼看到它们走到哪一步。",
            Self::Slips | Self::Export => "",
        }
    }

    /// Its fields.
    pub(super) fn fields(self, district: &District, colleagues: &[Account]) -> Vec<Field> {
        match self {
            Self::Assign => {
                let people = colleagues
                    .iter()
                    .map(|a| Choice::new(a.staff.person.as_str(), &a.staff.name));
                vec![Field::with(
                    "person",
                    "经办人",
                    Control::Radio(people.collect()),
                )]
            }
            Self::Transfer => {
                let units = district
                    .units
                    .iter()
                    .map(|u| Choice::new(u.id.as_str(), u.id.as_str()));
                vec![
                    Field::with("unit", "转给哪个单位", Control::Select(units.collect())),
                    Field::with("reason", "理由", Control::TextArea(500))
                        .hint("同一个理由写给全部选中的办件"),
                ]
            }
            Self::Urge => vec![
                Field::with("words", "催办内容", Control::TextArea(500))
                    .hint("一句话：催什么，希望哪天前有结果"),
            ],
            Self::Sign | Self::Follow | Self::Slips | Self::Export => Vec::new(),
        }
    }

    /// The command for every row; none for acts that are no commands.
    pub(super) fn command(
        self,
        form: &Form,
        colleagues: &[Account],
    ) -> Result<Option<Command>, Errors> {
        let mut errors = Errors::default();
        let command = match self {
            Self::Sign => Command::Sign,
            Self::Assign => {
                let chosen = form.line("person");
                let found = colleagues
                    .iter()
                    .find(|a| a.staff.person.as_str() == chosen);
                let Some(account) = found else {
                    errors.add("person", "经办人：没有选。请选一位本单位的同事");
                    return Err(errors);
                };
                Command::Assign {
                    person: account.staff.person.clone(),
                    name: account.staff.name.clone(),
                }
            }
            Self::Transfer => {
                let (unit, reason) = (form.line("unit"), form.text("reason"));
                if unit.is_empty() {
                    errors.add("unit", "转给哪个单位：没有选。请从名单里选");
                }
                if reason.is_empty() {
                    errors.add("reason", "理由：没有填。请写清为什么归对方办");
                }
                Command::Transfer {
                    unit: UnitId(unit),
                    reason,
                }
            }
            Self::Urge => {
                let words = form.text("words");
                if words.is_empty() {
                    errors.add("words", "催办内容：没有填。请写一句催什么");
                }
                Command::Urge { words }
            }
            Self::Follow | Self::Slips | Self::Export => return Ok(None),
        };
        errors.check()?;
        Ok(Some(command))
    }
}

/// The acts this person may try, code and word; each row is judged for itself.
pub(crate) fn bulk_acts(viewer: &Viewer) -> Vec<(&'static str, &'static str)> {
    Bulk::ALL
        .into_iter()
        .filter(|b| viewer.may(b.action()))
        .map(|b| (b.code(), b.word()))
        .collect()
}
