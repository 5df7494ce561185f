//! The TOML parser's messages in Chinese, each with a remedy.

use crate::nearest::nearest;
use toml::de::DeValue;

/// serde's message about a word list as a Chinese one with a remedy.
pub(super) fn word_list(message: &str) -> (String, String) {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = names.first().copied().unwrap_or_default();
    if message.starts_with("unknown field") {
        let near = nearest(first, names.iter().skip(1).copied());
        let remedy = match near.first() {
            Some(near) => format!("您要写的可能是“{near}”，不需要就删去这一项"),
            None => format!("这里可以写的有：{}", names[1..].join("、")),
        };
        return (format!("不认识“{first}”这一项"), remedy);
    }
    if message.starts_with("missing field") {
        let remedy = format!("请补上 {first} = [\"…\"],没有词就写 {first} = []");
        return (format!("缺少“{first}”"), remedy);
    }
    if message.starts_with("unknown variant") {
        let remedy = format!("可以写的有：{}", names[1..].join("、"));
        return (format!("“{first}”不认识"), remedy);
    }
    (
        format!("词的写法不对（解析器提示：{message}）"),
        "请写成文字的列表，例如 words = [\"…\", \"…\"]".to_owned(),
    )
}

/// The parser's own message as a Chinese one with a remedy.
pub(super) fn syntax(message: &str) -> (String, String) {
    let has = |word| message.contains(word);
    let (what, remedy) = if has("duplicate") {
        ("同一项写了两次", "请删去重复的一项")
    } else if has("datetime") || has("date") || has("month") || has("day") {
        (
            "日期写得不对或没有这一天",
            "请写成 2025-06-01 的样子，并核对这一天是否存在",
        )
    } else if has("string") || has("quote") {
        ("文字的引号不成对", "请在文字两头都写英文双引号")
    } else {
        (
            "这里不符合 TOML 的写法",
            "请对照旁边的写法改正：项 = 值，文字加英文双引号，多个值用 [ ] 括起、英文逗号隔开",
        )
    };
    let first = message.lines().next().unwrap_or_default();
    (format!("{what}（解析器提示：{first}）"), remedy.to_owned())
}

/// What a value is, as the reader would call it.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "文字",
        DeValue::Integer(_) => "整数",
        DeValue::Float(_) => "小数",
        DeValue::Boolean(_) => "是否（true/false）",
        DeValue::Datetime(_) => "日期或时间",
        DeValue::Array(_) => "列表",
        DeValue::Table(_) => "一组值",
    }
}
