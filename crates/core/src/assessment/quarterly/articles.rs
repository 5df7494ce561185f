//! 季度考核 as the official document states it: every figure is the rule's.

use super::{PartKind, QuarterRule};
use crate::assessment::grade::Grade;
use rust_decimal::Decimal;

/// An article with its items.
pub type Written = (String, Vec<String>);

/// The articles of the chapter, in order.
pub fn articles(rule: &QuarterRule) -> Vec<Written> {
    let n = |value: Decimal| value.normalize().to_string();
    let parts = PartKind::ALL.map(|part| {
        let how = match part {
            PartKind::Scores => "三个月封存的月排名得分的平均，百分之几得几成".to_owned(),
            PartKind::Places => {
                "每月第一名得满分，最后一名得0分，中间均分，取平均；一组只有一家有名次的月份不计"
                    .to_owned()
            }
            PartKind::Indicators => format!(
                "本单位牵头的指标名下诉求的按时办结率，不论哪个单位办，{}%得0分、{}%得满分，中间按比例",
                n(rule.floor),
                n(rule.target)
            ),
            PartKind::Enterprises => format!(
                "企业评价的满意率，{}%得0分、{}%得满分，中间按比例",
                n(rule.floor),
                n(rule.target)
            ),
            PartKind::Reports => {
                "由本单位报送的数中，报了并由别的单位核验过的占比；报了零也算报".to_owned()
            }
        };
        format!("{}{}分：{how}", part.word(), n(part.weight(rule)))
    });
    let plain = |text: String| (text, Vec::new());
    let grades = [
        (Grade::Excellent, rule.excellent),
        (Grade::Good, rule.good),
        (Grade::Fair, rule.fair),
    ];
    let grades: Vec<String> = (grades.iter())
        .map(|(grade, from)| format!("{}分起为{}", n(*from), grade.word()))
        .collect();
    vec![
        (
            "三个月的排名都封存以后，考核这个季度。满分100分，由下列各项合成：".to_owned(),
            parts.to_vec(),
        ),
        plain(format!(
            "没有数据的、不足{}件的、不适用的项不计分，权重按比例摊给其他项；该报没有报、报了没有核验的不得分，权重不摊。三个月都没有得分的单位不定等次。",
            rule.least
        )),
        plain(format!(
            "加分、扣分、一票否决由区营商办写明理由和依据文件提出，另一个人同意才算，在发给各单位核对以前办完。加分合计最多{}分，一次加分、扣分不超过{}分。",
            n(rule.bonus_most),
            n(rule.adjustment_most)
        )),
        plain(format!(
            "等次按总分定：{}，其余为{}。被一票否决的为{}，不排名次。",
            grades.join("，"),
            Grade::Poor.word(),
            Grade::Poor.word()
        )),
        plain(
            "季考核按月排名的程序核对、申诉、定稿、签署、封存、公布。所依据的月排名出了更正版的，季考核写明“依据已更正”，可以出更正版。"
                .to_owned(),
        ),
    ]
}
