//! What the enterprise can do about its matter: the names, the forms, the commands.

use super::one_thing;
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::portal::files;
use banjie_core::kinds::application::Handed;
use banjie_core::kinds::review::LEVELS;
use banjie_core::matter::{Attachment, Command, CommandName, Kind, Matter, Refusal, Verdict};

/// An act of the enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// 确认是否解决.
    Confirm,
    /// 留言.
    Message,
    /// 催办.
    Urge,
    /// 补材料.
    Files,
    /// 要求重办.
    Reopen,
    /// 撤回.
    Withdraw,
    /// 补交 what was told missing or promised.
    Supply,
    /// 异议.
    Object,
}

impl Act {
    /// All, the one most wanted first.
    pub(super) const ALL: [Act; 8] = [
        Act::Confirm,
        Act::Supply,
        Act::Object,
        Act::Message,
        Act::Urge,
        Act::Files,
        Act::Reopen,
        Act::Withdraw,
    ];

    /// The last step of its address.
    pub(super) fn code(self) -> &'static str {
        match self {
            Act::Confirm => "confirm",
            Act::Message => "message",
            Act::Urge => "urge",
            Act::Files => "files",
            Act::Reopen => "reopen",
            Act::Withdraw => "withdraw",
            Act::Supply => "supply",
            Act::Object => "object",
        }
    }

    /// The act with this code.
    pub(super) fn from_code(code: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|a| a.code() == code)
    }

    /// The words on its button.
    pub(super) fn word(self) -> &'static str {
        match self {
            Act::Confirm => "确认是否解决",
            Act::Message => "给经办人留言",
            Act::Urge => "催办",
            Act::Files => "补材料",
            Act::Reopen => "要求重办",
            Act::Withdraw => "撤回诉求",
            Act::Supply => "补交材料",
            Act::Object => "提出异议",
        }
    }

    /// The words on the button of this matter: an application is no appeal.
    pub(super) fn word_on(self, matter: &Matter) -> &'static str {
        match (self, matter.kind()) {
            (Act::Withdraw, Kind::Application) => "撤回申请",
            _ => self.word(),
        }
    }

    /// The words on the button that does it.
    pub(super) fn button(self) -> &'static str {
        match self {
            Act::Confirm => "提交确认",
            Act::Message => "发送留言",
            Act::Urge => "发送催办",
            Act::Files => "提交材料",
            Act::Reopen => "提交重办要求",
            Act::Withdraw => "确认撤回",
            Act::Supply => "提交材料",
            Act::Object => "提交异议",
        }
    }

    /// What happens then, said before.
    pub(super) fn hint(self, lead: &str) -> String {
        match self {
            Act::Confirm => format!("{lead}说办好了。是不是真解决了，由您说了算。"),
            Act::Message => format!("承办的{lead}能看到，您的联系方式仍不公开。"),
            Act::Urge => format!("{lead}马上会看到，催办次数记在这件上。"),
            Act::Files => "收到后放进这件的材料里。".to_owned(),
            Act::Reopen => format!("{lead}会重新办，时限重新计算，上一次的答复仍留着。"),
            Act::Withdraw => {
                "撤回后不能恢复，承办单位会收到通知，不再办理。以后可以另提一件。".to_owned()
            }
            Act::Supply => format!("{lead}收到后核对。请把要补的一次补齐。"),
            Act::Object => "由区营商办裁定，不是由办这件的单位。裁定前不按记入对待。".to_owned(),
        }
    }

    /// Said on the matter's page afterwards.
    pub(super) fn done(self) -> &'static str {
        match self {
            Act::Confirm => "您的确认已记下",
            Act::Message => "留言已送到",
            Act::Urge => "催办已送到",
            Act::Files => "材料已收到",
            Act::Reopen => "重办要求已收到，时限从今天重新计算",
            Act::Withdraw => "已撤回",
            Act::Supply => "材料已收到，等受理单位核对",
            Act::Object => "异议已收到，由区营商办裁定",
        }
    }

    /// The command behind it.
    pub(super) fn command(self) -> CommandName {
        match self {
            Act::Confirm => CommandName::Confirm,
            Act::Message => CommandName::Comment,
            Act::Urge => CommandName::Urge,
            Act::Files => CommandName::Attach,
            Act::Reopen => CommandName::Reopen,
            Act::Withdraw => CommandName::Withdraw,
            Act::Supply => CommandName::Supply,
            Act::Object => CommandName::Object,
        }
    }

    /// Whether it makes sense whatever has happened since the page was opened: then the version
    /// seen does not matter.
    pub(super) fn any_version(self) -> bool {
        matches!(self, Act::Message | Act::Urge | Act::Files)
    }

    /// Its fields, empty.
    fn blank(self) -> Vec<Field> {
        let words = |label: &str, most| Field::with("words", label, Control::TextArea(most));
        match self {
            Act::Confirm => vec![
                Field::with(
                    "verdict",
                    "解决了吗",
                    Control::Radio(vec![
                        Choice::new("solved", "已解决"),
                        Choice {
                            hint: "由区营商办复核，决定重办还是向您说明".to_owned(),
                            ..Choice::new("not_solved", "没有解决")
                        },
                    ]),
                ),
                Field::with("level", "办得怎么样", Control::Radio(levels())).optional(),
                Field::with("tag", "具体情况", Control::Checks(Vec::new())).optional(),
                words("说明", 1_000)
                    .hint("没有解决的，请写还差什么，单位好接着办")
                    .optional(),
            ],
            Act::Message => vec![words("留言", 2_000).hint("写清要说的事，不用写电话")],
            Act::Urge => vec![words("催什么", 500).hint("例如：还款日期定了没有")],
            Act::Files => Vec::new(),
            Act::Reopen => vec![words("为什么要重办", 1_000).hint("写清哪里没有办好")],
            Act::Withdraw => vec![words("为什么撤回", 500).hint("例如：已经自己解决了")],
            Act::Supply => vec![
                words("说明", 500)
                    .hint("改正了什么，或者要说明的事")
                    .optional(),
            ],
            Act::Object => vec![words("您的说明", 1_000).hint("为什么没有按期，哪里认定得不对")],
        }
    }

    /// Its fields with what was typed.
    ///
    /// # Errors
    /// [`Problem::Internal`], never in practice.
    pub(super) fn fields(
        self,
        app: &App,
        form: &Form,
        matter: &Matter,
        kept: &[Attachment],
        errors: &Errors,
    ) -> Result<Vec<Field>, Problem> {
        if self == Act::Supply {
            return supply_fields(app, form, matter, kept, errors);
        }
        if self == Act::Files {
            let said = errors.of(files::FIELD).unwrap_or_default();
            return Ok(vec![files::field(app, "材料", kept, said)?]);
        }
        let filled = |f: Field| {
            let f = match f.name.as_str() {
                "tag" => Field {
                    control: Control::Checks(tags(app)),
                    ..f
                },
                _ => f,
            };
            f.filled(form, errors)
        };
        Ok(self.blank().into_iter().map(filled).collect())
    }

    /// The commands a form gives: one, or one for each file.
    pub(super) fn commands(
        self,
        form: &Form,
        files: &[Attachment],
        errors: &mut Errors,
    ) -> Vec<Command> {
        let words = form.text("words");
        match self {
            Act::Confirm => confirm(form, words, errors).into_iter().collect(),
            Act::Message => vec![Command::Comment {
                words,
                public: true,
            }],
            Act::Urge => vec![Command::Urge { words }],
            Act::Reopen => vec![Command::Reopen { reason: words }],
            Act::Withdraw => vec![Command::Withdraw { reason: words }],
            Act::Object => vec![Command::Object {
                words,
                speaker: None,
            }],
            Act::Supply => {
                let all: Vec<String> = files.iter().map(|f| f.hash.clone()).collect();
                let handed = form.all("handed").map(|code| Handed {
                    material: code.into(),
                    files: all.clone(),
                });
                vec![Command::Supply {
                    handed: handed.collect(),
                    files: files.to_vec(),
                    words,
                }]
            }
            Act::Files => {
                if files.is_empty() {
                    errors.add(files::FIELD, "材料：还没有选文件。请选好文件再提交");
                }
                let attach = |file: &Attachment| Command::Attach { file: file.clone() };
                files.iter().map(attach).collect()
            }
        }
    }

    /// A refusal of the rules at its field.
    pub(super) fn place(self, refusal: &Refusal, errors: &mut Errors) {
        let field = match refusal {
            Refusal::Missing { field, .. }
            | Refusal::TooLong { field, .. }
            | Refusal::BadValue { field, .. } => match *field {
                "是否解决" => "verdict",
                "补正材料" | "补交的材料" | "材料" => files::FIELD,
                "满意度" => "level",
                "具体情况" => "tag",
                _ => "words",
            },
            _ if matches!(self, Act::Files | Act::Supply) => files::FIELD,
            _ => "",
        };
        errors.add(field, refusal.to_string());
    }
}

/// Which materials the files are, and the files.
fn supply_fields(
    app: &App,
    form: &Form,
    matter: &Matter,
    kept: &[Attachment],
    errors: &Errors,
) -> Result<Vec<Field>, Problem> {
    let wanted = one_thing::suppliable(matter);
    let mut fields = Vec::new();
    if !wanted.is_empty() {
        let all: Vec<&str> = wanted.iter().map(|(code, _)| code.as_str()).collect();
        let all = all.join("\n");
        let choices = wanted
            .iter()
            .map(|(code, name)| Choice::new(code.as_str(), name));
        let field = Field::with("handed", "这次补的是", Control::Checks(choices.collect()))
            .hint("下面传的文件属于勾选的材料");
        fields.push(match form.pairs().is_empty() {
            true => field.value(all),
            false => field.filled(form, errors),
        });
    }
    let said = errors.of(files::FIELD).unwrap_or_default();
    let file = files::field(app, "文件", kept, said)?;
    fields.push(if wanted.is_empty() {
        file.optional()
    } else {
        file
    });
    let words = Act::Supply.blank().into_iter();
    fields.extend(words.map(|f| f.filled(form, errors)));
    Ok(fields)
}

pub(in crate::portal) fn levels() -> Vec<Choice> {
    LEVELS
        .map(|(level, word)| Choice::new(level.to_string(), word))
        .into()
}

/// What can be ticked beside a level, each with the levels it fits: without script the form cannot
/// wait for the level.
fn tags(app: &App) -> Vec<Choice> {
    let tags = app.pack().district.review_tags.iter();
    tags.map(|tag| {
        let levels: Vec<&str> = (LEVELS.iter())
            .filter(|(level, _)| tag.levels.contains(level))
            .map(|(_, word)| *word)
            .collect();
        Choice {
            hint: format!("选了“{}”时勾", levels.join("”“")),
            ..Choice::new(&tag.word, &tag.word)
        }
    })
    .collect()
}

fn confirm(form: &Form, words: String, errors: &mut Errors) -> Option<Command> {
    let verdict = match form.get("verdict") {
        "solved" => Verdict::Solved,
        "not_solved" => Verdict::NotSolved,
        _ => {
            errors.add("verdict", "解决了吗：没有选。请选“已解决”或“没有解决”");
            return None;
        }
    };
    Some(Command::Confirm {
        tags: form.all("tag").map(str::to_owned).collect(),
        verdict,
        level: form.get("level").parse().ok(),
        words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_to_their_acts() {
        for act in Act::ALL {
            assert_eq!(Act::from_code(act.code()), Some(act));
            assert!(act.command().for_enterprise(), "{act:?}");
        }
    }

    #[test]
    fn a_confirmation_needs_a_choice() {
        let mut errors = Errors::default();
        let form = Form::from_pairs([("words", "还差一半")]);
        assert!(Act::Confirm.commands(&form, &[], &mut errors).is_empty());
        assert!(errors.of("verdict").is_some());
    }
}
