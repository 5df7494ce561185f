//! The course of applications, their items and commitments in words, for the desk and for the
//! applicant: what happens to them is no secret between the two.

use crate::kit::text;
use banjie_core::district::MaterialCode;
use banjie_core::kinds::application::{Handed, Outcome};
use banjie_core::matter::{Event, Law};

/// What happened and the rest of the sentence; `None`: an event of another kind.
pub(crate) fn words(event: &Event, law: &Law<'_>) -> Option<(String, String)> {
    application(event, law)
        .or_else(|| item(event, law))
        .or_else(|| commitment(event, law))
}

fn pair(what: impl Into<String>, detail: impl Into<String>) -> (String, String) {
    (what.into(), detail.into())
}

/// The names of materials.
pub(crate) fn materials<'m>(
    codes: impl IntoIterator<Item = &'m MaterialCode>,
    law: &Law<'_>,
) -> String {
    let name = |code: &MaterialCode| {
        let known = law.services.material(code);
        known.map_or_else(|| code.to_string(), |m| m.name.clone())
    };
    let names: Vec<String> = codes.into_iter().map(name).collect();
    names.join("、")
}

fn handed(handed: &[Handed], law: &Law<'_>) -> String {
    materials(handed.iter().map(|h| &h.material), law)
}

fn item_name(id: &banjie_core::district::ItemId, law: &Law<'_>) -> String {
    let known = law.services.item(id);
    known.map_or_else(|| id.to_string(), |i| i.name.clone())
}

fn application(event: &Event, law: &Law<'_>) -> Option<(String, String)> {
    Some(match event {
        Event::ApplicationSubmitted {
            application, text, ..
        } => pair(format!("{}提交申请", application.channel.word()), text),
        Event::ApplicationToldMissing { missing, .. } => {
            let each: Vec<String> = (missing.iter())
                .map(|m| format!("{}：{}", m.name, m.what))
                .collect();
            pair(
                format!("一次告知要补 {} 份材料", missing.len()),
                each.join("；"),
            )
        }
        Event::ApplicationSupplied { handed: came, .. } => pair("补交材料", handed(came, law)),
        Event::ApplicationAdmitted {
            received,
            deemed,
            deferred,
            promises,
            ..
        } => {
            let mut detail = Vec::new();
            if *deemed {
                detail.push(format!(
                    "没有在期限内一次告知，依法自{}收到之日起受理",
                    text::month_day(*received)
                ));
            }
            for d in deferred {
                detail.push(format!("“{}”容缺，{}前补", d.name, text::month_day(d.due)));
            }
            let on_promise: Vec<String> = promises.iter().map(|i| item_name(i, law)).collect();
            if !on_promise.is_empty() {
                detail.push(format!("“{}”按告知承诺办", on_promise.join("”“")));
            }
            let what = if *deemed { "视为受理" } else { "受理" };
            pair(what, detail.join("；"))
        }
        Event::ApplicationRefused { reason, basis } => {
            pair("不予受理", format!("{reason}（依据：{basis}）"))
        }
        Event::ApplicationDivided { items, .. } => {
            let each: Vec<String> = (items.iter())
                .map(|(item, no)| format!("{}（{no}）", item_name(item, law)))
                .collect();
            pair(
                format!("分给各部门，共 {} 项", items.len()),
                each.join("、"),
            )
        }
        Event::ApplicationItemEnded {
            item,
            outcome,
            number,
            ..
        } => {
            let number = match (outcome, number.as_str()) {
                (Outcome::Granted, number) if !number.is_empty() => format!("编号 {number}"),
                _ => String::new(),
            };
            pair(
                format!("“{}”{}", item_name(item, law), outcome.word()),
                number,
            )
        }
        Event::ApplicationCompleted { materials: came } => {
            pair("容缺的材料已补齐", materials(came, law))
        }
        Event::ApplicationToleranceEnded { reason, .. } => pair("容缺终止", reason),
        Event::ApplicationHandedOver { way, words } => {
            pair(format!("一次送达全部结果：{}", way.word()), words)
        }
        _ => return None,
    })
}

fn item(event: &Event, law: &Law<'_>) -> Option<(String, String)> {
    Some(match event {
        Event::ItemOpened { item, .. } if item.after.is_empty() => {
            pair(format!("交{}办理", item.unit), String::new())
        }
        Event::ItemOpened { item, .. } => pair(
            format!("交{}办理", item.unit),
            format!("等“{}”办成后开始计时", item.after.join("”“")),
        ),
        Event::ItemBegun {
            known,
            notice_until,
            ..
        } => {
            let mut detail: Vec<String> = Vec::new();
            for (code, value) in known {
                let label = law.services.field(code).map_or("", |f| f.label.as_str());
                detail.push(format!("{label}：{value}"));
            }
            if let Some(until) = notice_until {
                detail.push(format!("先公示到{}", text::month_day(*until)));
            }
            pair("开始计时", detail.join("；"))
        }
        Event::ItemCompleted { materials: came } => {
            pair("容缺的材料已补齐，可以出结果", materials(came, law))
        }
        Event::ItemGranted { words, number, .. } => {
            let number = match number.as_str() {
                "" => String::new(),
                number => format!("（编号 {number}）"),
            };
            pair("办成", format!("{words}{number}"))
        }
        Event::ItemDenied { reason, basis } => pair("决定不予办理", format!("{reason}（{basis}）")),
        Event::ItemDropped { reason, .. } => pair("不再办理", reason),
        Event::ItemRevoked { reason, basis } => {
            pair("决定被撤销", format!("{reason}（依据：{basis}）"))
        }
        _ => return None,
    })
}

fn commitment(event: &Event, law: &Law<'_>) -> Option<(String, String)> {
    Some(match event {
        Event::CommitmentMade { commitment, .. } => {
            let each: Vec<String> = (commitment.deferred.iter())
                .map(|d| format!("{}，{}前补", d.name, text::month_day(d.due)))
                .collect();
            let detail = match each.is_empty() {
                true => commitment.what.clone(),
                false => each.join("；"),
            };
            pair(format!("签{}书", commitment.mode.word()), detail)
        }
        Event::CommitmentReminded { reminder, due } => pair(
            reminder.word(),
            format!("承诺的日期是{}", text::month_day(*due)),
        ),
        Event::CommitmentSupplied {
            handed: came,
            words,
            ..
        } => {
            let names = handed(came, law);
            match names.is_empty() {
                true => pair("报告已改正", words),
                false => pair(format!("补交{names}"), words),
            }
        }
        Event::CommitmentInspected {
            materials: came,
            words,
            ..
        } => {
            let names = materials(came, law);
            match names.is_empty() {
                true => pair("核查相符", words),
                false => pair(format!("核对{names}，相符"), words),
            }
        }
        Event::CommitmentFoundFalse { words, stop, .. } => {
            let what = match stop {
                true => "核查不符，责令停止相关活动",
                false => "核对不符",
            };
            pair(what, words)
        }
        Event::CommitmentLapsed { .. } => pair("日期已过", ""),
        Event::CommitmentRevoked { reason, basis, .. } => pair(
            "终止容缺或撤销决定，拟记入承诺记录",
            format!("{reason}（依据：{basis}）"),
        ),
        Event::CommitmentObjected { words, speaker, .. } => match speaker {
            Some(_) => pair("申请人当面提出异议，由工作人员代录", words),
            None => pair("申请人提出异议", words),
        },
        Event::CommitmentSettled { record, reason } => {
            let what = if *record {
                "裁定记入承诺记录"
            } else {
                "裁定不记入"
            };
            pair(what, reason)
        }
        Event::CommitmentRepaired { reason } => pair("承诺记录已修复", reason),
        Event::CommitmentVoid { reason, .. } => pair("承诺不再需要", reason),
        _ => return None,
    })
}
