//! The regimes, classes and special fields, and which regime a penalty falls under.

use crate::district::RuleId;
use crate::rules::{RuleError, Rules, Source};
use jiff::civil::Date;

/// 哪条线.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Track {
    /// “信用中国”, all penalties but those of market regulation.
    National,
    /// 国家企业信用信息公示系统, penalties of market regulation.
    Market,
}

impl Track {
    /// Both tracks.
    pub const ALL: [Track; 2] = [Track::National, Track::Market];

    /// The code in addresses and in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Market => "market",
        }
    }

    /// Who punished, on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::National => "其他部门",
            Self::Market => "市场监管部门",
        }
    }

    /// Where it is public.
    pub fn place(self) -> &'static str {
        match self {
            Self::National => "公示在“信用中国”网站",
            Self::Market => "公示在国家企业信用信息公示系统",
        }
    }
}

/// The set of rules in force on the day of the penalty decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Regime {
    /// 发改办财金〔2019〕527号, 2019-07 to 2023-04-30.
    Notice527,
    /// NDRC Order 58 (试行), 2023-05-01 to 2026-03-31.
    Order58,
    /// 国办发〔2025〕22号 from 2025-06-22 and NDRC Order 36 from 2026-04-01: three classes.
    Order36,
    /// Market regulation: 国市监信规〔2021〕3号, from 2025-12-25 SAMR Order 107.
    Market,
}

impl Regime {
    /// All regimes.
    pub const ALL: [Regime; 4] = [
        Regime::Notice527,
        Regime::Order58,
        Regime::Order36,
        Regime::Market,
    ];

    /// The code in cases, rule data and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Notice527 => "notice527",
            Self::Order58 => "order58",
            Self::Order36 => "order36",
            Self::Market => "market",
        }
    }

    /// What it is called on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Notice527 => "发改办财金〔2019〕527号",
            Self::Order58 => "国家发展改革委令第58号",
            Self::Order36 => "国办发〔2025〕22号、国家发展改革委令第36号",
            Self::Market => "市场监管信用修复规定",
        }
    }

    /// The classes it knows; empty: it looks at fields, not at classes.
    pub fn classes(self) -> &'static [Class] {
        match self {
            Self::Notice527 => &[Class::General, Class::Serious, Class::SpeciallySerious],
            Self::Order58 => &[],
            Self::Order36 => &[Class::Minor, Class::General, Class::Serious],
            Self::Market => &[Class::Warning, Class::Minor, Class::General, Class::Serious],
        }
    }

    /// The regime with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// 失信行为的类别.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// 警告、通报批评 of market regulation: not published at all.
    Warning,
    /// 轻微.
    Minor,
    /// 一般.
    General,
    /// 严重.
    Serious,
    /// 特别严重 (527号 only): public for the whole time, no repair.
    SpeciallySerious,
}

impl Class {
    /// All classes, from light to heavy.
    pub const ALL: [Class; 5] = [
        Class::Warning,
        Class::Minor,
        Class::General,
        Class::Serious,
        Class::SpeciallySerious,
    ];

    /// The code in cases and in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Minor => "minor",
            Self::General => "general",
            Self::Serious => "serious",
            Self::SpeciallySerious => "specially_serious",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "警告、通报批评",
            Self::Minor => "轻微",
            Self::General => "一般",
            Self::Serious => "严重",
            Self::SpeciallySerious => "特别严重",
        }
    }

    /// The class with this code or word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|c| c.code() == code || c.word() == code)
    }
}

/// 领域: Order 58 keeps penalties of five fields public for a year at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// All others.
    Ordinary,
    /// 食品.
    Food,
    /// 药品.
    Drugs,
    /// 特种设备.
    SpecialEquipment,
    /// 安全生产.
    WorkSafety,
    /// 消防.
    Fire,
}

impl Field {
    /// All fields.
    pub const ALL: [Field; 6] = [
        Field::Ordinary,
        Field::Food,
        Field::Drugs,
        Field::SpecialEquipment,
        Field::WorkSafety,
        Field::Fire,
    ];

    /// The code in cases and in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Food => "food",
            Self::Drugs => "drugs",
            Self::SpecialEquipment => "special_equipment",
            Self::WorkSafety => "work_safety",
            Self::Fire => "fire",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "其他领域",
            Self::Food => "食品",
            Self::Drugs => "药品",
            Self::SpecialEquipment => "特种设备",
            Self::WorkSafety => "安全生产",
            Self::Fire => "消防",
        }
    }

    /// The field with this code or word. Hyphens and the usual other names are understood, too.
    pub fn from_code(code: &str) -> Option<Self> {
        let plain = code.trim().to_lowercase().replace(['-', ' '], "_");
        let code = match plain.as_str() {
            "drug" | "medicine" => "drugs",
            "general" | "other" | "none" => "ordinary",
            "safety" | "production_safety" | "safety_production" => "work_safety",
            "fire_safety" | "fire_protection" => "fire",
            code => code,
        };
        Self::ALL
            .into_iter()
            .find(|f| f.code() == code || f.word() == code)
    }

    /// Whether Order 58 keeps it public for a year at least.
    pub fn is_special(self) -> bool {
        self != Self::Ordinary
    }
}

/// The regime of a penalty decided on this day, with its source.
///
/// # Errors
/// No regime was in force that day.
pub fn regime_on(
    track: Track,
    decided: Date,
    rules: &Rules,
) -> Result<(Regime, &Source), RuleError> {
    let id = RuleId::from(match track {
        Track::National => "credit_repair.regime",
        Track::Market => "credit_repair.market_regime",
    });
    let (code, source) = rules.text(&id, decided)?;
    match Regime::from_code(code) {
        Some(regime) => Ok((regime, source)),
        None => Err(RuleError::WrongKind {
            id,
            wanted: "信用修复制度的代码（notice527、order58、order36、market）",
        }),
    }
}
