//! Who appears: invented enterprises with valid credit codes, and what they say.

use banjie_core::codes::Uscc;
use fastrand::Rng;

const PLACES: [&str; 10] = [
    "宏远", "金桥", "丰润", "同舟", "恒泰", "青禾", "明德", "瑞和", "安顺", "新晨",
];
const TRADES: [&str; 12] = [
    "建筑装饰",
    "餐饮管理",
    "机械制造",
    "物流运输",
    "食品加工",
    "商贸",
    "环保科技",
    "信息技术",
    "农业开发",
    "纺织",
    "物业服务",
    "电子",
];
const SURNAMES: [&str; 12] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙",
];

/// An invented enterprise.
#[derive(Clone)]
pub(super) struct Firm {
    pub name: String,
    pub code: String,
    pub person: String,
    pub phone: String,
    /// It comes again and again about the same.
    pub again: bool,
}

/// The enterprises of the district, always the same for a seed.
pub(super) fn firms(rng: &mut Rng, many: usize) -> Vec<Firm> {
    (0..many)
        .map(|n| Firm {
            name: format!(
                "{}{}{}有限公司",
                PLACES[n % PLACES.len()],
                ["", "达", "兴", "盛", "华", "源", "信"][(n / PLACES.len()) % 7],
                TRADES[n % TRADES.len()]
            ),
            code: code(rng, n),
            person: format!("{}某", SURNAMES[n % SURNAMES.len()]),
            phone: format!("0000-{:06}", 100_000 + n),
            again: n == 0,
        })
        .collect()
}

/// A credit code that checks out; the region 000000 is nobody's.
pub(super) fn code(rng: &mut Rng, n: usize) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let head = format!("91000000MA{:03}{:04}", rng.u32(0..1000), n % 10_000);
    let fits = |last: &u8| {
        let text = format!("{head}{}", char::from(*last));
        Uscc::parse(&text).is_ok().then_some(text)
    };
    // One of the 31 letters is the check character of any 17.
    ALPHABET.iter().find_map(fits).unwrap_or(head)
}

/// A title and a text for a topic.
pub(super) fn words(
    rng: &mut Rng,
    topic: &str,
    keywords: &[String],
    firm: &Firm,
) -> (String, String) {
    let about = if keywords.is_empty() {
        topic
    } else {
        keywords[rng.usize(0..keywords.len())].as_str()
    };
    let months = rng.u32(1..9);
    let title = match rng.u32(0..4) {
        _ if firm.again => format!("{topic}又来反映：门前{about}一直没有解决"),
        0 => format!("反映{topic}问题：{about}"),
        1 => format!("{about}办不下来，请帮助协调"),
        2 => format!("关于{about}，已等待 {months} 个月"),
        _ => format!("{topic}：{about}没有答复"),
    };
    let text = format!(
        "我公司（{}）在{topic}方面遇到困难：{about}。事情已有 {months} 个月，多次联系没有明确答复，\
         影响正常经营。希望告诉我们由谁办、什么时候能办好。（演示数据，内容为编写）",
        firm.name
    );
    (title, text)
}
