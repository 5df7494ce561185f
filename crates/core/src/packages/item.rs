//! Service items and the materials they ask for.

use super::field::{Bounds, FieldType};
use super::when::When;
use crate::district::{FieldCode, ItemId, MaterialCode, RuleId, UnitId};
use crate::rules::{Source, TimeLimit};

/// 事项类型, the list of the national catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// 行政许可.
    Licence,
    /// 行政给付.
    Payment,
    /// 行政确认.
    Confirmation,
    /// 行政奖励.
    Award,
    /// 行政裁决.
    Ruling,
    /// 其他行政权力.
    OtherPower,
    /// 公共服务.
    PublicService,
}

impl ItemKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Licence,
        Self::Payment,
        Self::Confirmation,
        Self::Award,
        Self::Ruling,
        Self::OtherPower,
        Self::PublicService,
    ];

    /// The official word; the pack writes it, too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Licence => "行政许可",
            Self::Payment => "行政给付",
            Self::Confirmation => "行政确认",
            Self::Award => "行政奖励",
            Self::Ruling => "行政裁决",
            Self::OtherPower => "其他行政权力",
            Self::PublicService => "公共服务",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// By which rule an item code is built. Provinces differ, so it is kept with the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeScheme {
    /// GB/T 39554.1-2020: 18 (implementing body) + 1 (level) + 12 (basic code) = 31.
    National,
    /// Another one, by its name; its codes are taken as written.
    Other(String),
}

/// The name of the national scheme.
pub const NATIONAL_SCHEME: &str = "GB/T 39554.1-2020";

/// The implementation code of an item with its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemCode {
    /// The scheme.
    pub scheme: CodeScheme,
    /// The code as written.
    pub value: String,
}

impl ItemCode {
    /// The name of the scheme.
    pub fn scheme_name(&self) -> &str {
        match &self.scheme {
            CodeScheme::National => NATIONAL_SCHEME,
            CodeScheme::Other(name) => name,
        }
    }

    /// What is wrong with a code of the national scheme, without the full stop (rules.md §9).
    pub fn fault(&self) -> Option<String> {
        if self.scheme != CodeScheme::National {
            return None;
        }
        let length = self.value.chars().count();
        if length != 31 || !self.value.is_ascii() {
            return Some(format!("有 {length} 位，应为 31 位"));
        }
        let (body, rest) = self.value.split_at(18);
        if let Err(problem) = crate::codes::Uscc::parse(body) {
            return Some(format!("前 18 位不是实施单位的代码（{problem}）"));
        }
        let (level, basic) = rest.split_at(1);
        if !("1"..="6").contains(&level) {
            return Some(format!("第 19 位是“{level}”，层级只有 1 到 6"));
        }
        let digits = basic.bytes().all(|b| b.is_ascii_digit());
        (!digits).then(|| format!("后 12 位“{basic}”不全是数字"))
    }
}

/// How long the law gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statutory {
    /// A rule of the pack.
    Rule(RuleId),
    /// A length of this item's own law.
    Own(TimeLimit, Source),
    /// No law gives a number.
    None,
}

/// Whether an item needs a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It cannot be handled without.
    Required,
    /// It is taken when given.
    Optional,
    /// It must not be asked: the authority has it or may not have it.
    Forbidden,
}

/// How an item uses a shared field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldUse {
    /// The field.
    pub field: FieldCode,
    /// Whether it is needed.
    pub need: Need,
    /// Under which condition.
    pub when: When,
    /// Narrower bounds of this item.
    pub bounds: Bounds,
    /// The choices this item takes; empty: all.
    pub choices: Vec<String>,
    /// The type this item's system takes; must be that of the shared field.
    pub kind: Option<FieldType>,
    /// Why this item asks; empty: the field's own reason.
    pub why: String,
}

/// How a material that the applicant hands over comes to the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Given {
    /// As a file with the form.
    #[default]
    Upload,
    /// The form itself is it, printed and signed: nothing to upload.
    Form,
    /// A thing or an original that only the counter can take.
    Counter,
}

impl Given {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Upload, Self::Form, Self::Counter];

    /// The code in the pack.
    pub fn code(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Form => "form",
            Self::Counter => "counter",
        }
    }
}

/// A material of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// Its code.
    pub code: MaterialCode,
    /// Its name.
    pub name: String,
    /// Original, copy, how many, which files; as the applicant reads it.
    pub form: String,
    /// From where it is fetched; then it must not be asked for (rules.md §4, art. 16).
    pub shared_from: Option<String>,
    /// How it comes, when it is not fetched.
    pub given: Given,
    /// Not needed when these two answers are the same, e.g. 授权委托书 when the one who comes is the
    /// legal representative.
    pub unless_same: Option<(FieldCode, FieldCode)>,
}

/// How an item uses a material.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaterialUse {
    /// The material.
    pub material: MaterialCode,
    /// 主要材料: acceptance needs it. Otherwise secondary.
    pub principal: bool,
    /// Secondary material that may come later: working days after acceptance.
    pub defer: Option<u32>,
    /// Under which condition.
    pub when: When,
}

/// 告知承诺: the authority decides on a written promise, without asking for the proof, and checks
/// afterwards (rules.md §4). Not the same as 容缺受理, which accepts now and decides later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseMode {
    /// What is promised, as the applicant reads it.
    pub what: String,
    /// Proofs that are not asked for then.
    pub replaces: Vec<MaterialCode>,
    /// Working days after the decision within which it is checked.
    pub check: u32,
    /// Why this item may be decided so.
    pub source: Source,
}

/// One thing an authority does for an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceItem {
    /// Its id in the pack.
    pub id: ItemId,
    /// Its official name.
    pub name: String,
    /// 事项类型.
    pub kind: ItemKind,
    /// 实施编码.
    pub code: ItemCode,
    /// The unit that answers for it.
    pub unit: UnitId,
    /// Who carries it out when it is not the unit itself, e.g. a bank; may be empty.
    pub performer: String,
    /// Legal bases, the first one foremost.
    pub basis: Vec<Source>,
    /// What the law gives.
    pub statutory: Statutory,
    /// What is promised, in working days; 0: on the spot.
    pub promised: u32,
    /// A public notice that runs before, by a rule in natural days; not handling time.
    pub notice: Option<(RuleId, u32)>,
    /// What it costs in words, `不收费` when nothing.
    pub fee: String,
    /// The basis of the fee; empty when there is none.
    pub fee_basis: String,
    /// The window.
    pub window: String,
    /// Its telephone.
    pub telephone: String,
    /// What the applicant receives.
    pub result: String,
    /// Facts it creates, e.g. the credit code: nobody else asks for them.
    pub produces: Vec<FieldCode>,
    /// Materials it creates, e.g. the business licence.
    pub produces_materials: Vec<MaterialCode>,
    /// What it asks, or must not ask.
    pub fields: Vec<FieldUse>,
    /// What it needs on paper or as file.
    pub materials: Vec<MaterialUse>,
    /// Whether it may be decided on a written promise.
    pub promise: Option<PromiseMode>,
}

/// The word of an item without a fee.
pub const FREE: &str = "不收费";

impl ServiceItem {
    /// The fields it asks by itself: those not forbidden. This is what the applicant would fill in
    /// without the package.
    pub fn asks(&self) -> impl Iterator<Item = &FieldUse> {
        self.fields.iter().filter(|u| u.need != Need::Forbidden)
    }
}
