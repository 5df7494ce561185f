//! 裁定 an objection to figures of a period.

use super::{Ground, Screen, reason};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::assessment::quarterly::AdjustmentKind;
use banjie_core::assessment::quarterly::adjustment::Terms;
use banjie_core::kinds::objection::{Objection, Ruling};
use banjie_core::matter::{Command, CommandName, Detail, MatterNo};
use rust_decimal::Decimal as Points;

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Rule,
    path: "rule",
    route: "/desk/matters/{no}/rule",
    title: |_| "裁定申诉".to_owned(),
    consequence: |_| {
        "成立的，勾选的办件离开分母，申诉的加减分撤回，各单位的数马上重算；裁定和理由单位看得到，不能收回。"
            .to_owned()
    },
    fields,
    parse,
    label: "裁定",
    harm: true,
    files: false,
};

fn objection<'a>(ground: &'a Ground<'_>) -> Option<&'a Objection> {
    match &ground.matter().detail {
        Detail::Objection(objection) => Some(objection),
        _ => None,
    }
}

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let rulings = Ruling::ALL
        .into_iter()
        .map(|r| Choice::new(r.code(), r.word()))
        .collect();
    let mut fields = vec![Field::with("ruling", "怎么裁定", Control::Radio(rulings))];
    let cases: Vec<Choice> = objection(ground)
        .map(|o| &o.cases)
        .into_iter()
        .flatten()
        .map(|no| Choice::new(no.to_string(), no.to_string()))
        .collect();
    if !cases.is_empty() {
        fields.push(
            Field::with("excluded", "剔除哪几件", Control::Checks(cases))
                .hint("申诉成立要勾全部；部分成立勾其中几件；不成立不勾")
                .optional(),
        );
    }
    if objection(ground).is_some_and(|o| o.adjustment.is_some()) {
        let kinds = AdjustmentKind::ALL.map(|kind| Choice::new(kind.code(), kind.word()));
        fields.push(
            Field::with("kind", "改为", Control::Select(kinds.to_vec()))
                .hint("部分成立才选；申诉成立的整条撤回。要改得对单位有利，另一个人同意以后才算")
                .optional(),
        );
        fields.push(
            Field::text("points", "分数")
                .optional()
                .width("w4")
                .typed("", "decimal"),
        );
    }
    fields.push(reason("写清查到了什么、为什么这样裁定", 1_000));
    fields
}

fn parse(form: &Form, _: &Ground<'_>) -> Result<Command, Errors> {
    let mut errors = Errors::default();
    let ruling = Ruling::from_code(&form.line("ruling"));
    if ruling.is_none() {
        errors.add("ruling", "怎么裁定：没有选。请选成立、部分成立或不成立");
    }
    let excluded = form
        .all("excluded")
        .filter_map(|no| no.parse::<MatterNo>().ok());
    let excluded = excluded.collect();
    let instead = terms(form, "改为", &mut errors);
    match ruling {
        Some(ruling) if errors.is_empty() => Ok(Command::Rule {
            ruling,
            reason: form.text("reason"),
            excluded,
            instead,
        }),
        _ => Err(errors),
    }
}

/// `改为：没有选。……`
pub(in crate::desk) fn unchosen(field: &str) -> String {
    format!("{field}：没有选。请选加分、扣分或一票否决")
}

/// What a bonus, deduction or veto is to be, `field` being its label; `None`: nothing was chosen, or it cannot be read.
pub(in crate::desk) fn terms(form: &Form, field: &str, errors: &mut Errors) -> Option<Terms> {
    let (kind, typed) = (
        AdjustmentKind::from_code(&form.line("kind")),
        form.line("points"),
    );
    let points: Option<Points> = match (kind, typed.parse()) {
        (Some(AdjustmentKind::Veto), _) => Some(Points::ZERO),
        (_, Ok(points)) => Some(points),
        _ => None,
    };
    if kind.is_none() && !typed.is_empty() {
        errors.add("kind", unchosen(field));
    }
    if kind.is_some() && points.is_none() {
        let written = match typed.is_empty() {
            true => "没有填".to_owned(),
            false => format!("“{typed}”不是数"),
        };
        errors.add("points", format!("分数：{written}，请填数字，例如 1.5"));
    }
    kind.zip(points)
        .map(|(kind, points)| Terms { kind, points })
}
