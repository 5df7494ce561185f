//! The filled form of an invented applicant: every required field, believable where it is read.

use super::cast::Firm;
use banjie_core::kinds::application::NewApplication;
use banjie_core::packages::answers::Typed;
use banjie_core::packages::commitment::Signature;
use banjie_core::packages::filled::FilledForm;
use banjie_core::packages::{Bounds, FieldType, MergedForm};
use banjie_store::Filled;
use jiff::civil::Date;

/// Citizen numbers that check out and are nobody's: of the standard's example, and a serial beside it.
const NUMBERS: [&str; 2] = ["11010519491231002X", "110105194912310038"];

/// What `firm` typed on that day. The salt is the one its contact is sealed with.
pub(super) fn filled(
    form: &MergedForm<'_>,
    new: &NewApplication,
    firm: &Firm,
    (salt, day): (String, Date),
) -> Filled {
    let mut typed = Typed::new();
    for merged in form.fields.iter().filter(|f| f.required) {
        let field = merged.field;
        let code = field.code.as_str();
        let one = |code: &str, kind, choices: &[&str]| {
            let cell = Cell {
                code,
                kind,
                bounds: merged.bounds,
            };
            cell.value(choices, firm, day)
        };
        if field.kind == FieldType::People {
            for column in &field.columns {
                let choices: Vec<&str> = column.choices.iter().map(String::as_str).collect();
                let value = one(&column.code, column.kind, &choices);
                typed.insert(format!("{code}.0.{}", column.code), vec![value]);
            }
            continue;
        }
        let value = match (new.picks.get(&field.code), code) {
            (Some(chosen), _) => chosen.clone(),
            (None, "enterprise_name" | "project_name" | "dining_name") => {
                vec![new.enterprise.name.clone()]
            }
            (None, _) => vec![one(code, field.kind, &merged.choices)],
        };
        typed.insert(code.to_owned(), value);
    }
    let signature = new.signed.map(|_| Signature::Typed {
        name: firm.person.clone(),
    });
    Filled {
        form: FilledForm { typed, signature },
        salt,
    }
}

struct Cell<'a> {
    code: &'a str,
    kind: FieldType,
    bounds: Bounds,
}

impl Cell<'_> {
    fn value(&self, choices: &[&str], firm: &Firm, day: Date) -> String {
        let agent = usize::from(self.code.starts_with("agent"));
        match self.kind {
            FieldType::Choice | FieldType::Choices => choices
                .first()
                .map_or_else(String::new, |c| (*c).to_owned()),
            // Debts and wages are paid before somebody closes.
            FieldType::YesNo => "是".to_owned(),
            FieldType::Money => self.number(300_000),
            FieldType::Number => self.number(12),
            FieldType::Date => day.to_string(),
            FieldType::Phone => "13800000000".to_owned(),
            FieldType::CitizenId | FieldType::Identity => NUMBERS[agent].to_owned(),
            FieldType::Uscc => firm.code.clone(),
            FieldType::Text | FieldType::LongText | FieldType::People => self.text(firm),
        }
    }

    fn number(&self, usual: u32) -> String {
        let least = usual.max(self.bounds.min.unwrap_or(0));
        least.min(self.bounds.max.unwrap_or(u32::MAX)).to_string()
    }

    fn text(&self, firm: &Firm) -> String {
        let text = match self.code {
            "agent_name" => "钱某",
            code if code.ends_with("address") => "X区兴业路 18 号",
            code if code.ends_with("scope") || code == "main_activity" => "一般项目，以登记为准",
            code if code.contains("name") => firm.person.as_str(),
            _ => "见所附材料",
        };
        let length = text.chars().count();
        let chars = |bound: u32| usize::try_from(bound).unwrap_or(length);
        match (self.bounds.min, self.bounds.max) {
            // Codes of a fixed length, e.g. of an industry or a post office.
            (_, Some(max)) if chars(max) < length => "7".repeat(chars(max)),
            // Longer codes, e.g. of an account.
            (Some(min), _) if chars(min) > length => "0".repeat(chars(min)),
            _ => text.to_owned(),
        }
    }
}
