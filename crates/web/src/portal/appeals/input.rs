//! What the form says, checked: all that is to be mended is told at once.

use super::{propose, since};
use crate::App;
use crate::kit::form::{Errors, Form};
use crate::kit::text;
use banjie_core::codes::{Phone, PhoneKind, Uscc, normalise};
use banjie_core::district::{TopicId, UnitId};
use banjie_core::matter::{Attachment, Channel, Enterprise, NewAppeal, Refusal};

/// Characters of the story.
pub(super) const TEXT_MOST: usize = 2_000;

/// A form without mistakes.
pub(crate) struct Said {
    /// The appeal, its files still missing.
    pub(crate) appeal: NewAppeal,
    /// Whom to call.
    pub(crate) name: String,
    /// Digits.
    pub(crate) phone: String,
}

impl Said {
    /// Everything said, for the idempotency key.
    pub(super) fn parts<'a>(&'a self, files: &'a [Attachment]) -> Vec<&'a str> {
        let a = &self.appeal;
        let mut parts = vec![
            a.text.as_str(),
            a.enterprise.name.as_str(),
            a.enterprise.code.as_deref().unwrap_or_default(),
            a.topic.as_ref().map_or("", TopicId::as_str),
            a.township.as_ref().map_or("", UnitId::as_str),
            &self.name,
            &self.phone,
        ];
        parts.extend(files.iter().map(|f| f.hash.as_str()));
        parts
    }
}

/// Reads the form. Fields with mistakes are in `errors`; then there is nothing to submit.
pub(crate) fn read(app: &App, form: &Form, errors: &mut Errors) -> Option<Said> {
    let text = story(form, errors);
    let topic = form.line("topic");
    let topic = match topic.as_str() {
        "" => propose::topic(&app.pack().district.topics, &text),
        chosen => Some(TopicId(chosen.to_owned())),
    };
    let since = from_when(app, form, errors);
    let enterprise = enterprise(form, errors);
    let name = form.line("name");
    if name.is_empty() {
        errors.add("name", "联系人：没有填。请写怎么称呼您，例如“王女士”");
    } else if name.chars().count() > 40 {
        errors.add("name", "联系人：太长了，请写 40 字以内");
    }
    let phone = phone(form.get("phone"), errors);
    let said = |name: &str| Some(UnitId(form.line(name))).filter(|unit| !unit.as_str().is_empty());
    let concerned = said("unit").filter(|u| app.pack().district.unit(u).is_some());
    let (phone, extension) = phone?;
    errors.is_empty().then_some(())?;
    Some(Said {
        appeal: NewAppeal {
            title: propose::title(&text),
            text: match concerned {
                Some(unit) => format!("反映的单位：{unit}\n{text}"),
                None => text,
            },
            enterprise,
            topic,
            township: said("township"),
            since,
            channel: Channel::Portal,
            contact: None,
            files: Vec::new(),
            external: None,
            parent: None,
        },
        name: match extension {
            Some(extension) => format!("{name}（分机 {extension}）"),
            None => name,
        },
        phone,
    })
}

fn story(form: &Form, errors: &mut Errors) -> String {
    let text = form.text("text");
    let length = text.chars().count();
    if length == 0 {
        errors.add(
            "text",
            "遇到了什么事：没有填。请写一两句：谁、什么事、希望怎样",
        );
    } else if length > TEXT_MOST {
        errors.add(
            "text",
            format!(
                "遇到了什么事：最多 {TEXT_MOST} 字，现在 {length} 字，请删去 {} 字，详细内容可作为材料上传",
                length - TEXT_MOST
            ),
        );
    }
    text
}

fn from_when(app: &App, form: &Form, errors: &mut Errors) -> Option<jiff::civil::Date> {
    let typed = form.line("since");
    if typed.is_empty() {
        return None;
    }
    let shown: String = typed.chars().take(20).collect();
    match since::read(&typed) {
        Some(day) if day > app.today() => {
            errors.add(
                "since",
                format!("“从什么时候开始”里的“{shown}”晚于今天，请改成已经发生的日期"),
            );
            None
        }
        Some(day) => Some(day),
        None => {
            errors.add(
                "since",
                format!(
                    "“从什么时候开始”里的“{shown}”看不懂，请写成 2024年11月5日，记不清写到月也行"
                ),
            );
            None
        }
    }
}

fn enterprise(form: &Form, errors: &mut Errors) -> Enterprise {
    let name = form.line("enterprise");
    if name.is_empty() {
        errors.add(
            "enterprise",
            "企业名称：没有填。请填营业执照上的名称，还没办照就写店名或姓名",
        );
    } else if name.chars().count() > 100 {
        errors.add("enterprise", "企业名称：最多 100 字，请照营业执照填写");
    }
    let typed = normalise(form.get("code"));
    let code = match typed.as_str() {
        "" => None,
        typed => match Uscc::parse(typed) {
            Ok(code) => Some(code.as_str().to_owned()),
            Err(problem) => {
                errors.add("code", full_width(&problem.sentence));
                None
            }
        },
    };
    Enterprise { code, name }
}

/// Digits and extension.
pub(crate) fn phone(typed: &str, errors: &mut Errors) -> Option<(String, Option<String>)> {
    let digits = text::digits(typed);
    let mobile = digits.starts_with('1') && digits.bytes().all(|b| b.is_ascii_digit());
    match Phone::parse(typed) {
        _ if digits.is_empty() => {
            errors.add("phone", "手机号：没有填。请填能找到您的手机或带区号的座机");
        }
        Ok(phone) if phone.kind != PhoneKind::Short => {
            return Some((phone.digits, phone.extension));
        }
        Ok(_) => errors.add(
            "phone",
            "手机号：这是服务短号，请填能找到您本人的手机或带区号的座机",
        ),
        Err(_) if mobile && digits.len() < 11 => errors.add(
            "phone",
            format!("手机号少 {} 位，请填 11 位号码", 11 - digits.len()),
        ),
        Err(_) if mobile && digits.len() > 11 => errors.add(
            "phone",
            format!("手机号多 {} 位，请填 11 位号码", digits.len() - 11),
        ),
        Err(problem) => errors.add("phone", full_width(&problem.sentence)),
    }
    None
}

/// The sentences about codes use the punctuation of keyboards; on pages it is Chinese.
fn full_width(sentence: &str) -> String {
    sentence.replace(',', "，").replace(':', "：")
}

/// A refusal of the rules at the field it is about.
pub(crate) fn place(refusal: &Refusal, errors: &mut Errors) {
    let field = match refusal {
        Refusal::Missing { field, .. }
        | Refusal::TooLong { field, .. }
        | Refusal::BadValue { field, .. } => match *field {
            "标题" | "内容" => "text",
            "企业名称" => "enterprise",
            "统一社会信用代码" => "code",
            "类别" => "topic",
            "在哪个镇街" => "township",
            "从什么时候开始" => "since",
            _ => "",
        },
        _ => "",
    };
    errors.add(field, refusal.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_are_forgiven_or_refused_with_the_cure() {
        let read = |typed: &str| {
            let mut errors = Errors::default();
            let read = phone(typed, &mut errors);
            (read, errors.of("phone").unwrap_or_default().to_owned())
        };
        assert_eq!(
            read("１３９ ０００0-0210").0,
            Some(("13900000210".to_owned(), None))
        );
        assert_eq!(
            read("0931-8234567转801").0,
            Some(("09318234567".to_owned(), Some("801".to_owned())))
        );
        for (typed, sentence) in [
            ("1390000021", "手机号少 1 位，请填 11 位号码"),
            ("139000002100", "手机号多 1 位，请填 11 位号码"),
            ("", "手机号：没有填。请填能找到您的手机或带区号的座机"),
            ("12345", "手机号少 6 位，请填 11 位号码"),
            (
                "95588",
                "手机号：这是服务短号，请填能找到您本人的手机或带区号的座机",
            ),
        ] {
            let (read, said) = read(typed);
            assert_eq!(read, None);
            // 12345 is a service number; anything that begins with 1 is first taken for a mobile.
            if typed != "12345" {
                assert_eq!(said, sentence, "{typed}");
            }
        }
        assert!(read("8234567").1.contains("缺区号：请"));
    }
}
