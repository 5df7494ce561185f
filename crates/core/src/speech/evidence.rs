//! Why a sentence counts as an order. Confidence is the sum of these weights, kept within
//! 0.05–0.99; a draft below [`THRESHOLD`] is not shown.

/// Drafts with less are background.
pub(super) const THRESHOLD: f64 = 0.40;

/// One ground, with its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// A unit or post is the subject.
    Named,
    /// 牵头, 负责 stands with it.
    Marker,
    /// A bracket, label or column names the unit.
    Labelled,
    /// 各部门, 17个部门 is the subject.
    Collective,
    /// The subject goes on from the sentence before.
    Carried,
    /// 我们.
    Everyone,
    /// 我.
    Speaker,
    /// 要, 应当, 务必.
    Modal,
    /// A verb of the dictionary.
    Verb,
    /// The sentence starts with the act.
    Imperative,
    /// 会议要求, 下一步.
    Demand,
    /// A due phrase or a rhythm.
    Timed,
    /// A thing with a name, in 《》 or “”.
    Object,
    /// Follows a heading that orders.
    UnderHeading,
    /// A name that is not in the pack.
    Unknown,
    /// The subject of 要 is no unit.
    ForeignSubject,
    /// A means to the order before it.
    Elaboration,
    /// An attitude rather than a task.
    Slogan,
    /// A trouble named beside a unit: the task is to end it.
    Problem,
}

impl Evidence {
    /// What it adds.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Labelled | Self::Problem => 0.45,
            Self::Named => 0.30,
            Self::Modal | Self::Collective => 0.25,
            Self::Verb => 0.20,
            Self::Carried | Self::Imperative | Self::Demand | Self::Speaker => 0.15,
            Self::Marker | Self::Timed => 0.10,
            Self::Everyone | Self::Object | Self::UnderHeading => 0.05,
            Self::Unknown | Self::Elaboration => -0.05,
            Self::ForeignSubject => -0.10,
            Self::Slogan => -0.35,
        }
    }

    /// The ground in words, for the screen.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Named => "主语是具体单位或岗位",
            Self::Marker => "写明“牵头”“负责”",
            Self::Labelled => "括号、标签或表格写明责任单位",
            Self::Collective => "主语是“各部门”一类的统称",
            Self::Carried => "主语承接上一句",
            Self::Everyone => "主语是“我们”，没有点名单位",
            Self::Speaker => "主语是讲话人自己",
            Self::Modal => "有“要”“应当”一类的词",
            Self::Verb => "动作是词典里的任务动词",
            Self::Imperative => "以动作开头的祈使句",
            Self::Demand => "前有“会议要求”“下一步”一类的话头",
            Self::Timed => "有时限或频次",
            Self::Object => "有带书名号或引号的具体成果",
            Self::UnderHeading => "在布置工作的标题之下",
            Self::Unknown => "单位不在花名册中",
            Self::ForeignSubject => "“要”的主语不是单位",
            Self::Elaboration => "可能是上一项任务的做法",
            Self::Slogan => "偏重表态",
            Self::Problem => "点名单位存在的问题，任务是解决它",
        }
    }

    /// The sum over all grounds, in hundredths, as 0.05–0.99.
    pub(super) fn confidence(grounds: &[Evidence]) -> f64 {
        let sum: f64 = grounds.iter().map(|g| g.weight()).sum();
        (sum.clamp(0.05, 0.99) * 100.0).round() / 100.0
    }
}
