//! The letter of a tolerance acceptance: what is promised, until when, and what follows. Its fields
//! are those of rules.md §4; its text is what is signed and hashed.

use super::tolerance::ToleranceAcceptance;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How the promise is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// The name typed, confirmed by a one-time code sent to the telephone of the one who signs.
    Typed {
        /// Who signed.
        name: String,
    },
    /// On paper at the window; the scan is an attachment.
    Paper {
        /// Who signed.
        name: String,
        /// SHA-256 of the scan in hex.
        scan: String,
    },
}

/// All that the letter needs besides what was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterFacts {
    /// Name of the applicant.
    pub applicant: String,
    /// Credit code, or the number that the applicant goes by before there is one.
    pub applicant_code: String,
    /// The item.
    pub item: String,
    /// Number of the matter.
    pub matter: String,
    /// The unit that accepted.
    pub unit: String,
    /// Whom to reach.
    pub contact: String,
    /// The telephone.
    pub telephone: String,
    /// Signature or seal.
    pub signature: Signature,
    /// Day of signing.
    pub signed: Date,
    /// Name of the window officer.
    pub officer: String,
}

/// A material that the letter names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterMaterial {
    /// Its name.
    pub name: String,
    /// In which form it comes.
    pub form: String,
    /// The last day.
    pub due: Date,
}

/// A complete letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentLetter {
    facts: LetterFacts,
    accepted: Date,
    materials: Vec<LetterMaterial>,
}

/// What a letter still lacks, in the words of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete(pub Vec<&'static str>);

impl std::fmt::Display for Incomplete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "承诺书还缺“{}”，请补上再签。", self.0.join("”“"))
    }
}

impl std::error::Error for Incomplete {}

/// 以上材料真实.
pub const TRUTH: &str = "所填信息和已交材料真实、合法、有效，缺少的材料确能按期取得。";
/// What follows when it is not kept.
pub const CONSEQUENCE: &str = "到期没有补齐或补正不合要求的，容缺办理终止，由此造成的损失由本申请人承担；\
    记入承诺记录，修复前不再适用容缺受理。";
/// What becomes of what was done meanwhile.
pub const MEANWHILE: &str =
    "受理后审查照常进行，材料补齐前不发结果；终止时已作的审查不作数，已交材料退还，可以重新申请。";

impl Signature {
    /// Who signed.
    pub fn name(&self) -> &str {
        match self {
            Self::Typed { name } | Self::Paper { name, .. } => name,
        }
    }
}

/// What is promised under 告知承诺.
pub const PROMISED: &str =
    "已经知道办理条件和要求，现在就符合；所填信息和已交材料真实、合法、有效；愿意接受核查。";
/// What follows when it is false (国办发〔2020〕42号).
pub const FALSE: &str = "核查发现承诺不实的，停止相关活动，限期改正；逾期不改或者不符合条件的，撤销决定，\
    由此造成的损失由本申请人承担；记入承诺记录，修复前不再适用告知承诺和容缺受理。";

impl CommitmentLetter {
    /// Puts the letter together.
    ///
    /// # Errors
    /// Which fields are blank.
    pub fn new(facts: LetterFacts, acceptance: ToleranceAcceptance) -> Result<Self, Incomplete> {
        let materials = acceptance.supplements.into_iter().map(|s| LetterMaterial {
            name: s.name,
            form: s.form,
            due: s.due.due,
        });
        Self::of(facts, acceptance.accepted, materials.collect())
    }

    /// Puts the letter together from what was accepted on a day.
    ///
    /// # Errors
    /// Which fields are blank.
    pub fn of(
        facts: LetterFacts,
        accepted: Date,
        materials: Vec<LetterMaterial>,
    ) -> Result<Self, Incomplete> {
        let mut blank = facts.blank()?;
        if materials.is_empty() {
            blank.push("缺少的材料");
        }
        match blank.is_empty() {
            true => Ok(Self {
                facts,
                accepted,
                materials,
            }),
            false => Err(Incomplete(blank)),
        }
    }

    /// The letter to be printed and signed by hand: what is not known yet is a line to write on.
    pub fn to_sign(facts: LetterFacts, today: Date, materials: Vec<LetterMaterial>) -> Self {
        Self {
            facts: facts.unsigned(),
            accepted: today,
            materials,
        }
    }

    /// The letter as heads and texts, in the order they are printed.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let facts = &self.facts;
        let accepted = match facts.is_unsigned() {
            true => format!("受理之日（下面的日期按 {}受理算）", words(self.accepted)),
            false => words(self.accepted),
        };
        let materials: Vec<String> = (self.materials.iter().enumerate())
            .map(|(at, m)| format!("{}. {}（{}），{}前补", at + 1, m.name, m.form, words(m.due)))
            .collect();
        let mut parts = facts.head();
        parts.extend([
            ("容缺受理日期", accepted),
            ("缺少的材料和补正期限", materials.join("\n")),
            ("真实性承诺", TRUTH.to_owned()),
            ("违反承诺的后果", CONSEQUENCE.to_owned()),
            ("受理后的处理", MEANWHILE.to_owned()),
        ]);
        parts.extend(facts.foot());
        parts
    }

    /// The text that is signed and hashed: heads and texts, one a line.
    pub fn text(&self) -> String {
        lines(self.parts())
    }
}

/// A complete letter of 告知承诺: decided now, checked later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseLetter {
    facts: LetterFacts,
    decided: Date,
    check: u32,
}

impl PromiseLetter {
    /// Puts the letter together; `facts.item` says what is promised, `check` within how many working
    /// days after the decision it is checked.
    ///
    /// # Errors
    /// Which fields are blank.
    pub fn new(facts: LetterFacts, decided: Date, check: u32) -> Result<Self, Incomplete> {
        let blank = facts.blank()?;
        match blank.is_empty() {
            true => Ok(Self {
                facts,
                decided,
                check,
            }),
            false => Err(Incomplete(blank)),
        }
    }

    /// The letter to be printed and signed by hand: what is not known yet is a line to write on.
    pub fn to_sign(facts: LetterFacts, today: Date, check: u32) -> Self {
        Self {
            facts: facts.unsigned(),
            decided: today,
            check,
        }
    }

    /// The letter as heads and texts, in the order they are printed.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let decided = match self.facts.is_unsigned() {
            true => "受理后当场".to_owned(),
            false => words(self.decided),
        };
        let mut parts = self.facts.head();
        parts.extend([
            ("作出决定日期", decided),
            ("核查时间", format!("作出决定后 {} 个工作日内", self.check)),
            ("真实性承诺", PROMISED.to_owned()),
            ("违反承诺的后果", FALSE.to_owned()),
        ]);
        parts.extend(self.facts.foot());
        parts
    }

    /// The text that is signed and hashed: heads and texts, one a line.
    pub fn text(&self) -> String {
        lines(self.parts())
    }
}

impl LetterFacts {
    /// The fields that are blank.
    fn blank(&self) -> Result<Vec<&'static str>, Incomplete> {
        let facts = self;
        let signer = match &facts.signature {
            Signature::Typed { name } => name,
            Signature::Paper { name, scan } if !scan.trim().is_empty() => name,
            Signature::Paper { .. } => return Err(Incomplete(vec!["纸质承诺书扫描件"])),
        };
        let needed = [
            ("申请人", &facts.applicant),
            ("代码", &facts.applicant_code),
            ("事项", &facts.item),
            ("办件编号", &facts.matter),
            ("受理单位", &facts.unit),
            ("联系人", &facts.contact),
            ("联系电话", &facts.telephone),
            ("签名", signer),
            ("窗口人员", &facts.officer),
        ];
        Ok((needed.iter())
            .filter(|(_, value)| value.trim().is_empty())
            .map(|(name, _)| *name)
            .collect())
    }

    /// To be signed by hand.
    fn unsigned(self) -> Self {
        Self {
            signature: Signature::Paper {
                name: String::new(),
                scan: String::new(),
            },
            ..self
        }
    }

    fn is_unsigned(&self) -> bool {
        matches!(&self.signature, Signature::Paper { scan, .. } if scan.is_empty())
    }

    fn head(&self) -> Vec<(&'static str, String)> {
        let applicant = format!("{}（{}）", self.applicant, self.applicant_code);
        vec![
            ("申请人", applicant),
            ("事项", self.item.clone()),
            ("办件编号", or_line(&self.matter)),
            ("受理单位", self.unit.clone()),
        ]
    }

    fn foot(&self) -> Vec<(&'static str, String)> {
        let signature = match &self.signature {
            _ if self.is_unsigned() => or_line(""),
            Signature::Typed { name } => format!("{name}（手机验证码确认）"),
            Signature::Paper { name, scan } => format!("{name}（纸质签名，扫描件 SHA-256 {scan}）"),
        };
        vec![
            ("联系人", format!("{}，{}", self.contact, self.telephone)),
            ("签名（盖章）", signature),
            (
                "签署日期",
                match self.is_unsigned() {
                    true => "　　　　年　　月　　日".to_owned(),
                    false => words(self.signed),
                },
            ),
            ("窗口人员", or_line(&self.officer)),
        ]
    }
}

/// What is not known yet is written by hand.
fn or_line(text: &str) -> String {
    match text.trim() {
        "" => "＿＿＿＿＿＿＿＿".to_owned(),
        text => text.to_owned(),
    }
}

fn lines(parts: Vec<(&'static str, String)>) -> String {
    let lines = parts.into_iter();
    lines
        .map(|(head, text)| format!("{head}：{text}\n"))
        .collect()
}

fn words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
