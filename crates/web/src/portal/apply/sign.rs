//! The end of P4: what is declared and promised, who signs, and how.

use crate::App;
use crate::apply::Work;
use crate::apply::answers::MaterialRow;
use crate::apply::signing::{self, Request, Tried};
use crate::apply::submit::Committed;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::packages::MergedForm;
use banjie_core::packages::authority::Signer;
use banjie_core::packages::commitment::{
    CONSEQUENCE, FALSE, MEANWHILE, PROMISED, Signature, TRUTH,
};
use banjie_core::packages::handin::MaterialState;

/// Names of the fields.
pub(super) const SIGNER: &str = "signer";
const WAY: &str = "way";
const CODE: &str = "code";
const PAPER: &str = "paper";
const TRUE: &str = "truth";

/// What is signed.
#[derive(Template)]
#[template(path = "portal/apply/sign.html")]
pub(super) struct Sign {
    /// Materials that come later: name and state.
    later: Vec<(String, String)>,
    /// Items decided on a promise: name, and what is promised and checked.
    promised: Vec<(String, String)>,
    /// What that promise says, and what follows when it is false.
    promise_texts: [&'static str; 2],
    truth: &'static str,
    consequence: &'static str,
    meanwhile: &'static str,
    signer: Field,
    way: Option<Field>,
    code: Field,
    confirm: Field,
    /// What became of the request for a code.
    asked: String,
    ask_href: String,
    letter_href: String,
}

part!(Sign);

/// Whether something is promised: for later, or instead of a proof.
pub(super) fn promises(work: &Work, form: &MergedForm<'_>) -> bool {
    let mut states = work.draft.materials(form).into_iter().map(|(_, s)| s);
    states.any(|s| matches!(s, MaterialState::Later(_))) || !work.draft.promised(form).is_empty()
}

impl Sign {
    /// The section with what was typed and what is to be mended.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn of(
        app: &App,
        work: &Work,
        form: &MergedForm<'_>,
        materials: &[MaterialRow],
        sent: &Form,
        errors: &Errors,
        (ask_href, letter_href): (String, String),
    ) -> Result<Self, Problem> {
        let signers = work.draft.signers(form);
        let request = signing::of(app, &work.id).await?;
        let promises = promises(work, form);
        let filled = |field: Field| field.filled(sent, errors);
        let mut signer = filled(
            Field::text(SIGNER, "签名：打上您的姓名")
                .hint(&who(&signers))
                .width("w11")
                .typed("name", ""),
        );
        if signer.value.is_empty() {
            signer.value = request
                .as_ref()
                .map_or_else(String::new, |r| r.signer.clone());
        }
        let ways = vec![
            Choice {
                hint: "本区没有短信平台，验证码由窗口工作人员打电话念给签名人，30 分钟内有效"
                    .to_owned(),
                ..Choice::new(CODE, "现在网上签，用验证码确认")
            },
            Choice {
                hint: "先提交；签字以前，晚点补的、用承诺代替的材料按缺材料办，窗口会告诉您"
                    .to_owned(),
                ..Choice::new(PAPER, "到窗口签纸质承诺书")
            },
        ];
        let confirm = vec![Choice::new("1", "我已逐项核对，所填和所交都属实")];
        Ok(Self {
            later: (materials.iter())
                .filter(|m| m.later)
                .map(|m| (m.name.clone(), m.state.clone()))
                .collect(),
            promised: (work.draft.promised(form).iter())
                .map(|p| {
                    let said = format!(
                        "{}。凭承诺当场决定，决定后 {} 个工作日内核查",
                        p.mode.what, p.mode.check
                    );
                    (p.item.name.clone(), said)
                })
                .collect(),
            promise_texts: [PROMISED, FALSE],
            truth: TRUTH,
            consequence: CONSEQUENCE,
            meanwhile: MEANWHILE,
            signer,
            way: promises.then(|| filled(Field::with(WAY, "承诺书怎么签", Control::Radio(ways)))),
            code: filled(
                Field::text("otp", "验证码")
                    .hint("6 位数字，电话里念给您的")
                    .width("w4")
                    .typed("one-time-code", "numeric")
                    .optional(),
            ),
            confirm: filled(Field::with(TRUE, "确认", Control::Checks(confirm))),
            asked: request.map_or_else(String::new, |r| told(app, &r)),
            ask_href,
            letter_href: match promises {
                true => letter_href,
                false => String::new(),
            },
        })
    }
}

/// `法定代表人（负责人）张三，或者经办人李四`.
fn who(signers: &[Signer]) -> String {
    let names: Vec<String> = signers
        .iter()
        .map(|s| format!("{}{}", s.post, s.name))
        .collect();
    match names.as_slice() {
        [] => "请先填好法定代表人和经办人".to_owned(),
        names => format!("能签的是：{}", names.join("，或者")),
    }
}

fn told(app: &App, request: &Request) -> String {
    let phone = signing::masked(&request.phone);
    let clock = text::moment;
    match &request.called {
        None => format!(
            "{}登记了，等窗口打 {phone} 找{}。工作日 9:00–17:30 打；可以先放着，用续填码再回来",
            clock(request.asked),
            request.signer
        ),
        Some((at, by)) if request.lasts(app.now()) => {
            format!("{}打过 {phone}（{}），验证码 30 分钟内有效", by, clock(*at))
        }
        Some((at, _)) => format!("{}的验证码过期了，请再点一次“请窗口打电话”", clock(*at)),
    }
}

/// The person who signs with the name typed.
pub(super) fn signer(
    work: &Work,
    form: &MergedForm<'_>,
    sent: &Form,
    errors: &mut Errors,
) -> Option<Signer> {
    let name = sent.line(SIGNER);
    if name.is_empty() {
        errors.add(SIGNER, "签名：没有填。请打上签名人的姓名");
        return None;
    }
    match work.draft.signer(form, &name) {
        Ok(signer) => Some(signer),
        Err(refusal) => {
            errors.add(SIGNER, format!("签名“{name}”：{refusal}"));
            None
        }
    }
}

/// What the form signs, with everything that is to be mended.
///
/// # Errors
/// The database fails.
pub(super) async fn read(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
    sent: &Form,
    errors: &mut Errors,
) -> Result<Committed, Problem> {
    let signer = signer(work, form, sent, errors);
    if sent.get(TRUE) != "1" {
        errors.add(TRUE, "确认：没有勾。请核对后勾上，再提交");
    }
    if !promises(work, form) {
        return Ok(Committed::default());
    }
    match sent.get(WAY) {
        PAPER => return Ok(Committed::default()),
        CODE => {}
        _ => {
            errors.add(WAY, "承诺书怎么签：没有选。请选一种");
            return Ok(Committed::default());
        }
    }
    let typed = sent.digits("otp");
    let Some(signer) = signer else {
        return Ok(Committed::default());
    };
    if typed.is_empty() {
        errors.add(
            "otp",
            "验证码：没有填。还没有的，点“请窗口打电话”，或者改成到窗口签",
        );
        return Ok(Committed::default());
    }
    let sentence = match signing::fits(app, &work.id, &signer.name, &typed).await? {
        Tried::Fits => {
            let name = signer.name;
            return Ok(Committed {
                signature: Some(Signature::Typed { name }),
                scan: None,
            });
        }
        Tried::NotCalled => "验证码：窗口还没有给这位签名人打电话，请先点“请窗口打电话”".to_owned(),
        Tried::Expired => "验证码：已过期，或者试得太多了。请再点一次“请窗口打电话”".to_owned(),
        Tried::Wrong(left) => format!("验证码对不上，请核对 6 位数字，还可以试 {left} 次"),
    };
    errors.add("otp", sentence);
    Ok(Committed::default())
}
