//! 申诉: a unit holds that a bad review is mistaken or malicious; another unit decides.

use super::{Screen, evidence_field, reason, ticked};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::kinds::review::Ground;
use banjie_core::matter::{Command, CommandName};

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Contest,
    path: "contest",
    route: "/desk/matters/{no}/contest",
    title: |_| "申诉误评或恶意差评".to_owned(),
    consequence: |_| {
        "由没有被评价的单位复核，只能申诉一次。不成立的，要照常整改或说明；成立的离开评价率，但仍看得到，理由会公开。"
            .to_owned()
    },
    fields: |g| {
        let grounds = Ground::ALL.map(|x| Choice::new(x.code(), x.word()));
        vec![
            Field::with("ground", "是哪一种", Control::Radio(grounds.to_vec())),
            evidence_field(g.course, g.today),
            reason("写清凭什么说是误评或恶意差评", 1_000),
        ]
    },
    parse: |form, _| {
        let mut errors = crate::kit::Errors::default();
        let ground = Ground::ALL
            .into_iter()
            .find(|g| g.code() == form.get("ground"));
        let Some(ground) = ground else {
            errors.add("ground", "是哪一种：没有选。请选误评或恶意差评");
            return Err(errors);
        };
        Ok(Command::Contest {
            ground,
            reason: form.text("reason"),
            evidence: ticked(form),
        })
    },
    label: "提交申诉",
    harm: true,
    files: false,
};
