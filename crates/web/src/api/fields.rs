//! Refusals of the rules name a field by its label on screen; programs get the name it has in JSON.

use super::body::invalid;
use crate::kit::Problem;
use banjie_core::matter::Refusal;
use banjie_store::StoreError;

/// Label on screen and name in JSON. A label that is not here is given as it is.
const NAMES: [(&str, &str); 28] = [
    ("标题", "title"),
    ("内容", "text"),
    ("企业名称", "enterprise.name"),
    ("统一社会信用代码", "enterprise.code"),
    ("类别", "topic"),
    ("在哪个镇街", "township"),
    ("从什么时候开始", "since"),
    ("理由", "reason"),
    ("说明", "reason"),
    ("依据", "evidence"),
    ("该找谁", "to"),
    ("对方电话", "telephone"),
    ("答复", "reply"),
    ("办理情况", "reply"),
    ("是否解决", "verdict"),
    ("满意度", "level"),
    ("哪里没有解决", "words"),
    ("记录", "words"),
    ("催办内容", "words"),
    ("主责单位", "unit"),
    ("转给哪个单位", "unit"),
    ("配合单位", "support"),
    ("并到哪一件", "into"),
    ("原因", "reflection.cause"),
    ("整改措施", "reflection.steps"),
    ("回访记录", "words"),
    ("反馈", "reply"),
    ("怎么处理", "way"),
];

/// A store's refusal for programs: what is wrong in a field stands at the field. `own` names labels
/// that mean another field in this request.
pub(super) fn problem(error: StoreError, own: &[(&str, &str)]) -> Problem {
    let StoreError::Refused(refusal) = &error else {
        return error.into();
    };
    let label = match refusal {
        Refusal::Missing { field, .. }
        | Refusal::TooLong { field, .. }
        | Refusal::BadValue { field, .. } => *field,
        _ => return error.into(),
    };
    let name = own.iter().chain(&NAMES).find(|(l, _)| *l == label);
    invalid(name.map_or(label, |(_, n)| n), &refusal.to_string())
}
