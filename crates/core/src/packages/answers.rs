//! Answers as typed, read by the type of their field: forgiving in width, blanks and marks, strict
//! in what they mean. What is wrong is said field by field, all at once.

use super::field::{Bounds, Column, FieldType, YES};
use super::merge::MergedField;
use crate::codes::{CitizenId, CodeProblem, Phone, Uscc};
use crate::district::FieldCode;
use crate::typed::{compact, date, multi_line, single_line};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Longest text of a field whose bounds say nothing, in characters.
const LONGEST_LINE: usize = 200;
/// The same for several lines.
const LONGEST_TEXT: usize = 2_000;
/// Rows of a list that are read at all; more are one error.
const MOST_ROWS: usize = 500;

/// What a form carries: values by name, as typed. A cell of a list is named
/// `shareholders.0.amount`.
pub type Typed = BTreeMap<String, Vec<String>>;

/// A checked answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// Text of one or several lines, or one choice.
    Text(String),
    /// Several choices in the order of the field.
    Choices(Vec<String>),
    /// 是 or 否.
    YesNo(bool),
    /// Yuan, at most two decimals.
    Money(Decimal),
    /// A whole number.
    Number(i64),
    /// A day.
    Date(Date),
    /// A telephone: its digits, with `-` before an extension.
    Phone(String),
    /// A credit code or citizen number, normalised.
    Code(String),
    /// Rows of a list, each with its cells by column code.
    People(Vec<BTreeMap<String, Answer>>),
}

/// Answers may be personal: debug output shows none.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(hidden)")
    }
}

impl Answer {
    /// As the check page and the printed form write it.
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) | Self::Phone(text) | Self::Code(text) => text.clone(),
            Self::Choices(chosen) => chosen.join("、"),
            Self::YesNo(true) => YES.to_owned(),
            Self::YesNo(false) => super::field::NO.to_owned(),
            Self::Money(amount) => format!("{amount:.2} 元"),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Self::People(rows) => format!("{} 人（家）", rows.len()),
        }
    }
}

/// What is wrong with one field or one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerError {
    /// The name in the form: `registered_capital`, `shareholders.0.amount`.
    pub name: String,
    /// A whole sentence: which field, what is wrong, how to mend it.
    pub sentence: String,
}

/// What reading gave: the answers that are right, and what is wrong with the others.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// By field.
    pub answers: BTreeMap<FieldCode, Answer>,
    /// In the order of the form.
    pub errors: Vec<AnswerError>,
}

/// Reads the fields of a page or of the whole form; other names are left alone.
pub fn read(fields: &[MergedField<'_>], typed: &Typed) -> Answers {
    let mut read = Answers::default();
    for field in fields {
        let answer = match field.field.kind {
            FieldType::People => people(field, typed, &mut read.errors),
            _ => simple(field, typed, &mut read.errors),
        };
        if let Some(answer) = answer {
            read.answers.insert(field.field.code.clone(), answer);
        }
    }
    read
}

fn simple(field: &MergedField<'_>, typed: &Typed, errors: &mut Vec<AnswerError>) -> Option<Answer> {
    let name = field.field.code.as_str();
    let values: &[String] = typed.get(name).map_or(&[], Vec::as_slice);
    let cell = Cell {
        label: &field.field.label,
        kind: field.field.kind,
        required: field.required,
        bounds: field.bounds,
        choices: &field.choices,
    };
    cell.read(values).unwrap_or_else(|sentence| {
        errors.push(AnswerError {
            name: name.to_owned(),
            sentence,
        });
        None
    })
}

fn people(field: &MergedField<'_>, typed: &Typed, errors: &mut Vec<AnswerError>) -> Option<Answer> {
    let name = field.field.code.as_str();
    let before = errors.len();
    let mut rows = Vec::new();
    let mut numbers: Vec<usize> = (typed.iter())
        .filter(|(_, values)| values.iter().any(|v| !single_line(v).is_empty()))
        .filter_map(|(cell, _)| cell.strip_prefix(name)?.strip_prefix('.'))
        .filter_map(|rest| rest.split_once('.')?.0.parse().ok())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    let label = &field.field.label;
    let mut fail = |sentence: String| {
        errors.push(AnswerError {
            name: name.to_owned(),
            sentence,
        });
    };
    if numbers.is_empty() {
        if field.required {
            fail(format!("“{label}”还没有填，请至少填一行。"));
        }
        return None;
    }
    if let Some(sentence) = outside(label, count, field.bounds, "行") {
        fail(sentence);
    }
    for (at, row) in numbers.into_iter().take(MOST_ROWS).enumerate() {
        let mut cells = BTreeMap::new();
        for column in &field.field.columns {
            let key = format!("{name}.{row}.{}", column.code);
            let values: &[String] = typed.get(&key).map_or(&[], Vec::as_slice);
            match column_cell(
                column,
                &format!("{label}第 {} 行的{}", at + 1, column.label),
                values,
            ) {
                Ok(Some(answer)) => {
                    cells.insert(column.code.clone(), answer);
                }
                Ok(None) => {}
                Err(sentence) => errors.push(AnswerError {
                    name: key,
                    sentence,
                }),
            }
        }
        rows.push(cells);
    }
    (errors.len() == before).then_some(Answer::People(rows))
}

fn column_cell(column: &Column, label: &str, values: &[String]) -> Result<Option<Answer>, String> {
    let choices: Vec<&str> = column.choices.iter().map(String::as_str).collect();
    let cell = Cell {
        label,
        kind: column.kind,
        required: column.required,
        bounds: Bounds::default(),
        choices: &choices,
    };
    cell.read(values)
}

/// One value to be read.
struct Cell<'a> {
    label: &'a str,
    kind: FieldType,
    required: bool,
    bounds: Bounds,
    choices: &'a [&'a str],
}

impl Cell<'_> {
    fn read(&self, values: &[String]) -> Result<Option<Answer>, String> {
        let label = self.label;
        if self.kind == FieldType::Choices {
            return self.several(values);
        }
        let typed = values.last().map_or("", String::as_str);
        let line = single_line(typed);
        if line.is_empty() {
            return match (self.required, self.kind.is_choice()) {
                (false, _) => Ok(None),
                (true, true) => Err(format!("“{label}”还没有选，请选一项。")),
                (true, false) => Err(format!("“{label}”还没有填，请填写。")),
            };
        }
        let answer = match self.kind {
            FieldType::Text => self.text(line, LONGEST_LINE)?,
            FieldType::LongText => self.text(multi_line(typed), LONGEST_TEXT)?,
            FieldType::Choice => Answer::Text(self.choice(&line)?),
            FieldType::YesNo => Answer::YesNo(self.choice(&line)? == YES),
            FieldType::Money => self.money(&line)?,
            FieldType::Number => self.number(&line)?,
            FieldType::Date => Answer::Date(date(&line).ok_or_else(|| {
                format!(
                    "“{label}”填的“{}”不是日期，请写成 2026年2月27日 或 2026-2-27。",
                    short(&line)
                )
            })?),
            FieldType::Phone => {
                let phone = Phone::parse(&line).map_err(|p| self.code(&p))?;
                Answer::Phone(match phone.extension {
                    Some(extension) => format!("{}-{extension}", phone.digits),
                    None => phone.digits,
                })
            }
            FieldType::Uscc => {
                let code = Uscc::parse(&line).map_err(|p| self.code(&p))?;
                Answer::Code(code.to_string())
            }
            FieldType::CitizenId => {
                let id = CitizenId::parse(&line).map_err(|p| self.code(&p))?;
                Answer::Code(id.reveal().to_owned())
            }
            FieldType::Identity => self.identity(&line)?,
            FieldType::Choices | FieldType::People => return Ok(None),
        };
        Ok(Some(answer))
    }

    fn several(&self, values: &[String]) -> Result<Option<Answer>, String> {
        let chosen: Vec<String> = (values.iter())
            .map(|v| single_line(v))
            .filter(|v| !v.is_empty())
            .map(|v| self.choice(&v))
            .collect::<Result<_, _>>()?;
        if chosen.is_empty() {
            return match self.required {
                true => Err(format!("“{}”还没有选，请至少选一项。", self.label)),
                false => Ok(None),
            };
        }
        let ordered = self
            .choices
            .iter()
            .filter(|c| chosen.iter().any(|v| v == *c));
        Ok(Some(Answer::Choices(
            ordered.map(|c| (*c).to_owned()).collect(),
        )))
    }

    fn choice(&self, value: &str) -> Result<String, String> {
        match self.choices.iter().find(|c| **c == value) {
            Some(choice) => Ok((*choice).to_owned()),
            None => Err(format!(
                "“{}”没有“{}”这一项，请从“{}”里选。",
                self.label,
                short(value),
                self.choices.join("”“")
            )),
        }
    }

    fn text(&self, text: String, longest: usize) -> Result<Answer, String> {
        let length = text.chars().count();
        let bounds = Bounds {
            min: self.bounds.min,
            max: self.bounds.max.or(u32::try_from(longest).ok()),
        };
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        match outside(self.label, length, bounds, "个字") {
            Some(sentence) => Err(sentence),
            None => Ok(Answer::Text(text)),
        }
    }

    fn money(&self, line: &str) -> Result<Answer, String> {
        let label = self.label;
        let plain: String = compact(line)
            .chars()
            .filter(|c| !matches!(c, ',' | '，' | '￥' | '¥' | '元'))
            .collect();
        if plain.contains(['万', '亿']) {
            return Err(format!(
                "“{label}”填的“{}”带了“万”或“亿”，请填到元，例如 300000。",
                short(line)
            ));
        }
        let amount = Decimal::from_str_exact(&plain).map_err(|_| {
            format!(
                "“{label}”填的“{}”不是金额，请只填数字，例如 300000 或 300000.50。",
                short(line)
            )
        })?;
        if amount.normalize().scale() > 2 {
            return Err(format!("“{label}”最多两位小数，请填到分。"));
        }
        if amount.is_sign_negative() && !amount.is_zero() {
            return Err(format!("“{label}”不能是负数，请填 0 或更大的金额。"));
        }
        self.value_within(amount, " 元")?;
        Ok(Answer::Money(amount))
    }

    fn number(&self, line: &str) -> Result<Answer, String> {
        let plain: String = compact(line)
            .chars()
            .filter(|c| !matches!(c, ',' | '，'))
            .collect();
        let number: i64 = plain.parse().map_err(|_| {
            format!(
                "“{}”填的“{}”不是整数，请只填数字，例如 12。",
                self.label,
                short(line)
            )
        })?;
        self.value_within(Decimal::from(number), "")?;
        Ok(Answer::Number(number))
    }

    fn value_within(&self, value: Decimal, unit: &str) -> Result<(), String> {
        let label = self.label;
        if let Some(min) = self.bounds.min.filter(|min| value < Decimal::from(*min)) {
            return Err(format!(
                "“{label}”填的是 {value}{unit}，最少要 {min}{unit}，请核对。"
            ));
        }
        if let Some(max) = self.bounds.max.filter(|max| value > Decimal::from(*max)) {
            return Err(format!(
                "“{label}”填的是 {value}{unit}，最多 {max}{unit}，请核对。"
            ));
        }
        Ok(())
    }

    /// A person's number or an organisation's code: both have 18 places, so whichever check fits.
    fn identity(&self, line: &str) -> Result<Answer, String> {
        if let Ok(id) = CitizenId::parse(line) {
            return Ok(Answer::Code(id.reveal().to_owned()));
        }
        match Uscc::parse(line) {
            Ok(code) => Ok(Answer::Code(code.to_string())),
            Err(_) => Err(format!(
                "“{}”既不是身份证号码，也不是统一社会信用代码，请对照证件逐位核对 18 位。",
                self.label
            )),
        }
    }

    /// The sentence of a code, in full-width marks, with the field's name.
    fn code(&self, problem: &CodeProblem) -> String {
        let sentence: String = (problem.sentence.chars())
            .map(|c| match c {
                ',' => '，',
                ':' => '：',
                ';' => '；',
                c => c,
            })
            .collect();
        let end = if sentence.ends_with('。') { "" } else { "。" };
        format!("“{}”要改：{sentence}{end}", self.label)
    }
}

/// The sentence of a count outside its bounds.
fn outside(label: &str, count: u32, bounds: Bounds, unit: &str) -> Option<String> {
    if let Some(min) = bounds.min.filter(|min| count < *min) {
        return Some(format!(
            "“{label}”只有 {count} {unit}，最少要 {min} {unit}，请补全。"
        ));
    }
    let max = bounds.max.filter(|max| count > *max)?;
    Some(format!(
        "“{label}”有 {count} {unit}，最多 {max} {unit}，请删短。"
    ))
}

/// A pasted page would make the sentence unreadable.
fn short(value: &str) -> String {
    match value.chars().count() {
        0..=30 => value.to_owned(),
        _ => value.chars().take(30).chain("……".chars()).collect(),
    }
}
