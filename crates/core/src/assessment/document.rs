//! 《营商环境专项考核办法》 as the official document: chapters and articles made from the data, so
//! that what is printed is what is computed.

use super::certainty::DRAWS;
use super::proofs::{Forbidden, unassessed};
use super::quarterly::QuarterRule;
use super::quarterly::articles::articles;
use super::rulebook::{Basis, Measure, Rulebook};
use crate::district::{District, RuleId, Unit};
use crate::rules::{Rules, TimeLimit};
use jiff::civil::Date;

/// The document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Title.
    pub title: String,
    /// Chapters, in order; articles are numbered through.
    pub chapters: Vec<Chapter>,
    /// The annex: one table a peer group that differs, or one for all.
    pub annex: Vec<AnnexTable>,
}

/// A chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// `第一章　总则`.
    pub title: String,
    /// Its articles.
    pub articles: Vec<Article>,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// `第一条　…`.
    pub text: String,
    /// `（一）…`, in order.
    pub items: Vec<String>,
}

/// A table of the annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexTable {
    /// Above it.
    pub caption: String,
    /// The measures.
    pub rows: Vec<AnnexRow>,
}

/// A measure in the annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexRow {
    /// Number from 1.
    pub number: usize,
    /// Title.
    pub title: String,
    /// Weight, or `100分外`.
    pub weight: String,
    /// What is counted, by whom.
    pub what: String,
    /// How it scores.
    pub form: String,
    /// Fewest cases; empty for reported figures.
    pub minimum: String,
}

impl AnnexRow {
    /// The column titles.
    pub const HEAD: [&'static str; 6] = [
        "序号",
        "考核项",
        "权重（分）",
        "数据口径和来源",
        "计分方式",
        "最低件数",
    ];

    /// As cells in the order of [`AnnexRow::HEAD`].
    pub fn cells(&self) -> Vec<String> {
        vec![
            self.number.to_string(),
            self.title.clone(),
            self.weight.clone(),
            self.what.clone(),
            self.form.clone(),
            self.minimum.clone(),
        ]
    }
}

/// What the document is made of.
#[derive(Clone, Copy, Debug)]
pub struct DocumentInput<'a> {
    /// The method.
    pub rulebook: &'a Rulebook,
    /// The district.
    pub district: &'a District,
    /// Time limits.
    pub rules: &'a Rules,
    /// What no rulebook may measure.
    pub forbidden: &'a [Forbidden],
}

/// `一`, `十二`, `二十`, `三十一`; digits from 100 on.
pub fn chinese_number(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: usize| DIGITS.get(n).copied().unwrap_or_default();
    match n {
        0 => "零".to_owned(),
        1..10 => digit(n).to_owned(),
        10..20 => format!("十{}", digit(n - 10)),
        20..100 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

/// `2026年4月1日`.
fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Numbers chapters and articles through.
#[derive(Default)]
struct Writer {
    chapters: Vec<Chapter>,
    articles: usize,
}

impl Writer {
    fn chapter(&mut self, title: &str) {
        let number = chinese_number(self.chapters.len() + 1);
        self.chapters.push(Chapter {
            title: format!("第{number}章　{title}"),
            articles: Vec::new(),
        });
    }

    fn article(&mut self, text: impl AsRef<str>) {
        self.listing(text, Vec::new());
    }

    fn listing(&mut self, text: impl AsRef<str>, items: Vec<String>) {
        self.articles += 1;
        let article = Article {
            text: format!("第{}条　{}", chinese_number(self.articles), text.as_ref()),
            items: (items.into_iter().enumerate())
                .map(|(at, item)| format!("（{}）{item}", chinese_number(at + 1)))
                .collect(),
        };
        if let Some(chapter) = self.chapters.last_mut() {
            chapter.articles.push(article);
        }
    }
}

/// Items of a list end with a semicolon, the last with a full stop.
fn listed(items: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut items: Vec<String> = items.into_iter().collect();
    let last = items.len().saturating_sub(1);
    for (at, item) in items.iter_mut().enumerate() {
        let end = item.trim_end_matches(['。', '；']).len();
        item.truncate(end);
        item.push(if at == last { '。' } else { '；' });
    }
    items
}

impl Document {
    /// The document of a version.
    pub fn of(input: &DocumentInput<'_>) -> Self {
        let mut writer = Writer::default();
        general(&mut writer, input);
        contents(&mut writer, input);
        procedure(&mut writer, input);
        places(&mut writer, input);
        quarters(&mut writer, input);
        consequences(&mut writer, input);
        closing(&mut writer, input);
        Self {
            title: format!("{}营商环境专项考核办法", input.district.name),
            chapters: writer.chapters,
            annex: annex(input.rulebook),
        }
    }

    /// All text in reading order, for searching and tests.
    pub fn lines(&self) -> Vec<String> {
        let chapters = self.chapters.iter().flat_map(|chapter| {
            let articles = chapter.articles.iter();
            let lines = articles.flat_map(|a| std::iter::once(&a.text).chain(&a.items));
            std::iter::once(&chapter.title).chain(lines)
        });
        let annex = self.annex.iter().flat_map(|table| {
            let rows = table.rows.iter().map(|row| row.cells().join(" "));
            std::iter::once(table.caption.clone()).chain(rows)
        });
        chapters.cloned().chain(annex).collect()
    }
}

fn general(writer: &mut Writer, input: &DocumentInput<'_>) {
    let (book, district) = (input.rulebook, input.district);
    writer.chapter("总则");
    writer.article(format!(
        "为落实营商环境工作要求，以办成多少、企业是否满意评价各单位，根据{}，制定本办法。",
        book.source.words()
    ));
    let groups = book.peer_groups.iter().map(|group| {
        let member = |unit: &&Unit| unit.peer_group.as_ref() == Some(group);
        let members: Vec<&str> = (district.units.iter().filter(member))
            .map(|unit| unit.id.as_str())
            .collect();
        format!("{group}：{}", members.join("、"))
    });
    writer.listing(
        "本办法考核下列单位，同组的单位相互比较，不跨组排名：",
        listed(groups),
    );
    writer.listing(
        "考核遵循下列原则：",
        listed(
            [
                "数字出自办件日志，按考核期内的记录计算，任何人可以逐件查看、重新算出同样的数",
                "每件办件在同一方向上只算一次，办得更快、评得更好不会失分",
                "未报、报零和不适用是三回事，分别写明，分别计算",
                "对人有不利后果的，只由规则提出建议，由规定的人决定，并先听取陈述",
                "不要求企业为考核填表、参会、评比，不增加企业负担",
            ]
            .map(str::to_owned),
        ),
    );
}

fn contents(writer: &mut Writer, input: &DocumentInput<'_>) {
    let book = input.rulebook;
    writer.chapter("考核内容和计分");
    writer.article("考核按月计分，满分100分，考核项、权重、口径和计分方式见附件。得分保留两位小数，四舍五入，以印出的得分排名。");
    let beyond: Vec<String> = (book.measures.iter())
        .filter(|m| !m.is_weighed())
        .map(|m| format!("{}：{}", m.title, m.form_words()))
        .collect();
    if !beyond.is_empty() {
        writer.listing("100分之外，按下列各项加分、扣分或者否决：", listed(beyond));
    }
    writer.article(format!(
        "考核项的办件不足附件所列最低件数的，{}。没有办件的写“无数据”，不按零计。本期应办不足{}件的单位，列出得分情况，不排名次。",
        book.missing.word(),
        book.minimum_cases
    ));
    if book
        .measures
        .iter()
        .any(|m| matches!(m.basis, Basis::Reported(_)))
    {
        writer.article(format!(
            "由牵头部门报送的指标，须附依据，由附件所列的另一单位核验；核验前不计入。该报未报或者未通过核验的，{}；报送数值为零的，按零计分；不适用的，写明理由，权重按比例摊给该单位其他项。",
            book.unreported.word()
        ));
    }
    if !book.exclusions.is_empty() {
        writer.listing(
            "有下列情形之一的办件，由区营商办写明理由后剔除，不计入考核；剔除的办件逐件公布、仍可查看：",
            listed(book.exclusions.clone()),
        );
    }
    let forbidden =
        (input.forbidden.iter()).map(|rule| format!("{}（{}）", rule.what, rule.source.words()));
    writer.listing("下列事项不得作为考核项：", listed(forbidden));
}

/// `3个工作日`; the rule's own words when the district has no value.
fn limit(input: &DocumentInput<'_>, id: &str) -> String {
    let found = input.rules.limit(&RuleId::from(id), input.rulebook.from);
    let words = |limit: &TimeLimit| format!("{}{}", limit.length, limit.unit.word());
    found.map_or("规定的期限".to_owned(), |(limit, _)| words(limit))
}

fn procedure(writer: &mut Writer, input: &DocumentInput<'_>) {
    let objection = limit(input, "assessment.objection");
    let decide = limit(input, "assessment.objection_decide");
    writer.chapter("考核程序");
    writer.article(
        "每周通报、每月排名、每季考核。每月排名依次为草稿、核对、定稿、封存四步，由区营商办办理。",
    );
    writer.article(format!(
        "排名草稿发各单位核对{objection}。单位对数字有异议的，在核对期内附依据提出；由该单位以外的人员在{decide}内答复。异议成立的，重新计算所有受影响的数字。"
    ));
    writer.article("核对期满、异议答复完毕的，定稿并封存公布。封存后不再改动；确有差错的，出更正版，写明每个单位的差别。");
}

fn places(writer: &mut Writer, input: &DocumentInput<'_>) {
    let book = input.rulebook;
    writer.chapter("排名和末位");
    writer.article(format!(
        "名次在可比组内按得分从高到低排列，{}。",
        book.ties.word()
    ));
    writer.article(format!(
        "每个名次附90%范围和末位概率：按各单位的办件数重抽{DRAWS}次得出，种子公开，谁算都一样。90%范围含末位的单位，写明“与末位不可区分”。"
    ));
    let items = book.open.items();
    let open = items
        .into_iter()
        .map(|(title, words)| format!("{title}：{words}"));
    writer.listing(
        format!(
            "讲话没有确定的口径，按下列规定执行{}：",
            book.open.source.confidence.mark()
        ),
        listed(open),
    );
}

/// Left out where the rules hold no weights on the day the version comes into force.
fn quarters(writer: &mut Writer, input: &DocumentInput<'_>) {
    let Ok(rule) = QuarterRule::of(input.rules, input.rulebook.from) else {
        return;
    };
    writer.chapter("季度考核");
    for (text, items) in articles(&rule) {
        writer.listing(text, listed(items));
    }
}

fn consequences(writer: &mut Writer, input: &DocumentInput<'_>) {
    let open = &input.rulebook.open;
    let interview = limit(input, "assessment.interview");
    let discipline = &input.district.discipline;
    writer.chapter("结果运用");
    writer.article(format!(
        "连续{}次末位的，提出约谈单位主要负责人的建议，附每次末位的得分、名次范围和末位概率。是否约谈由{discipline}书记决定；不约谈的，写明理由。",
        open.interview_after
    ));
    writer.article(format!(
        "决定约谈的，单位先作陈述，约谈在{interview}内完成，整改任务按会议任务下发，次月跟踪。"
    ));
    writer.article(format!(
        "考核结果与评先评优、绩效和干部使用挂钩的，由{}按规定办理；建议本身不产生后果，只对规定的人可见，查看留痕。",
        input.district.organisation
    ));
}

fn closing(writer: &mut Writer, input: &DocumentInput<'_>) {
    let (book, district) = (input.rulebook, input.district);
    writer.chapter("附则");
    writer.article(format!(
        "本办法的制定和修改，由{}起草送审、{}另一人审定，送审前用已过完的月份试算，写明名次变化。新的版本只从以后的月份起施行，不追溯。",
        district.coordinator, district.organisation
    ));
    let left: Vec<&str> = unassessed(book)
        .into_iter()
        .map(|kind| kind.word())
        .collect();
    if !left.is_empty() {
        writer.article(format!("下列类型的办件不设考核项：{}。", left.join("、")));
    }
    writer.article(format!(
        "本办法由{}解释。本版为{}版，自{}起施行。",
        district.coordinator,
        book.version,
        day(book.from)
    ));
}

/// One table when all groups have the same measures, else one a group.
fn annex(book: &Rulebook) -> Vec<AnnexTable> {
    let same = book.measures.iter().all(|m| m.groups.is_empty());
    let rows = |measures: Vec<&Measure>| -> Vec<AnnexRow> {
        (measures.into_iter().enumerate())
            .map(|(at, measure)| annex_row(at + 1, measure))
            .collect()
    };
    if same {
        return vec![AnnexTable {
            caption: "考核项和计分方式（各组相同）".to_owned(),
            rows: rows(book.measures.iter().collect()),
        }];
    }
    (book.peer_groups.iter())
        .map(|group| AnnexTable {
            caption: format!("{group}考核项和计分方式"),
            rows: rows(book.measures_of(group).collect()),
        })
        .collect()
}

fn annex_row(number: usize, measure: &Measure) -> AnnexRow {
    let units: Vec<&str> = measure.units.iter().map(|unit| unit.as_str()).collect();
    let only = match units.is_empty() {
        true => String::new(),
        false => format!("；只考核{}", units.join("、")),
    };
    let (what, minimum) = match &measure.basis {
        Basis::Rate(metric) => (
            format!("{}，日志计算", metric.word()),
            measure.minimum_cases.to_string(),
        ),
        Basis::Missed(metric) => (
            format!("{}中没有办好的件数，日志计算", metric.word()),
            measure.minimum_cases.to_string(),
        ),
        Basis::Reported(reported) => (
            format!(
                "{}；{}报送，{}核验",
                reported.about, reported.lead, reported.verifier
            ),
            "—".to_owned(),
        ),
    };
    AnnexRow {
        number,
        title: measure.title.clone(),
        weight: match measure.is_weighed() {
            true => measure.weight.normalize().to_string(),
            false => "100分外".to_owned(),
        },
        what: format!("{what}{only}"),
        form: measure.form_words(),
        minimum,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_articles() {
        let words: Vec<String> = [1, 9, 10, 11, 19, 20, 21, 99, 100]
            .map(chinese_number)
            .to_vec();
        assert_eq!(
            words,
            [
                "一",
                "九",
                "十",
                "十一",
                "十九",
                "二十",
                "二十一",
                "九十九",
                "100"
            ]
        );
    }

    #[test]
    fn lists_end_where_they_end() {
        let items = listed(["甲。", "乙"].map(str::to_owned));
        assert_eq!(items, ["甲；", "乙。"]);
    }
}
