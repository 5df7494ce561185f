//! Which topic an appeal is about, from the words of the pack; and whether two texts tell the same.

use banjie_core::district::{Topic, TopicId};
use std::collections::BTreeSet;

/// The topic whose keywords the text holds most of, longer words counting more; the pack's order
/// decides between equals. `None`: no keyword occurs.
pub(super) fn topic(topics: &[Topic], text: &str) -> Option<TopicId> {
    let weight = |topic: &Topic| -> usize {
        topic
            .keywords
            .iter()
            .filter(|word| text.contains(word.as_str()))
            .map(|word| word.chars().count())
            .sum()
    };
    let mut best: Option<(usize, &Topic)> = None;
    for topic in topics {
        let weight = weight(topic);
        if weight > best.map_or(0, |(w, _)| w) {
            best = Some((weight, topic));
        }
    }
    best.map(|(_, topic)| topic.id.clone())
}

/// Whether two titles probably mean the same: at least four of ten pairs of neighbouring
/// characters in common (Dice).
pub(super) fn alike(a: &str, b: &str) -> bool {
    let pairs = |text: &str| -> BTreeSet<(char, char)> {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        chars.windows(2).map(|w| (w[0], w[1])).collect()
    };
    let (a, b) = (pairs(a), pairs(b));
    let common = a.intersection(&b).count();
    common > 0 && common * 2 * 10 >= (a.len() + b.len()) * 4
}

/// The title of an appeal: its first sentence, at most 40 characters.
pub(super) fn title(text: &str) -> String {
    let first = text
        .split(['。', '！', '？', '；', '\n', '!', '?', ';'])
        .map(str::trim)
        .find(|s| !s.is_empty())
        .unwrap_or_default();
    let mut title: String = first.chars().take(40).collect();
    if first.chars().count() > 40 {
        title.push('…');
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, keywords: &[&str]) -> Topic {
        Topic {
            id: id.into(),
            unit: "工信局".into(),
            support: Vec::new(),
            township_supports: false,
            indicator: None,
            limit: "appeal.handle".into(),
            keywords: keywords.iter().map(|k| (*k).to_owned()).collect(),
        }
    }

    #[test]
    fn the_words_of_the_text_choose_the_topic() {
        let topics = [
            named("拖欠账款", &["拖欠", "工程款", "尾款"]),
            named("拖欠工资", &["拖欠工资", "欠薪"]),
        ];
        let of = |text| topic(&topics, text).map(|t| t.0);
        assert_eq!(of("还欠工程款的尾款 42 万元").as_deref(), Some("拖欠账款"));
        assert_eq!(of("他拖欠工资三个月").as_deref(), Some("拖欠工资"));
        assert_eq!(of("路灯不亮"), None);
    }

    #[test]
    fn a_title_is_the_first_sentence() {
        assert_eq!(title("\n 欠款不还。去要了三次。"), "欠款不还");
        assert_eq!(title(&"长".repeat(60)).chars().count(), 41);
    }

    #[test]
    fn the_same_matter_told_again_is_noticed() {
        assert!(alike(
            "城东街道办欠外墙维修尾款42万元",
            "城东街道办欠我外墙维修的尾款"
        ));
        assert!(!alike("城东街道办欠外墙维修尾款", "办营业执照要跑三次"));
        assert!(!alike("", ""));
    }
}
