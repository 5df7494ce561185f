//! Units, posts, indicators, topics, pledges: the district as its pack describes it.

use super::{DistrictCode, IndicatorId, PostId, RuleId, TopicId, UnitId};

/// 区: the tenant with everything the pack says about it.
#[derive(Clone, Debug)]
pub struct District {
    /// 行政区划代码 (GB/T 2260).
    pub code: DistrictCode,
    /// Short name as printed, e.g. `X区`.
    pub name: String,
    /// 区营商办: dispatches, coordinates, publishes.
    pub coordinator: UnitId,
    /// 纪委监委: supervises.
    pub discipline: UnitId,
    /// 组织部: owns the assessment method and its consequences.
    pub organisation: UnitId,
    /// The number to ring when nothing else fits.
    pub telephone: String,
    /// Departments, towns and subdistricts, in the order of the pack.
    pub units: Vec<Unit>,
    /// Leaders' posts.
    pub posts: Vec<Post>,
    /// The 18 indicators.
    pub indicators: Vec<Indicator>,
    /// What appeals can be about, and who answers.
    pub topics: Vec<Topic>,
    /// The departments' public promises.
    pub pledges: Vec<ServicePledge>,
    /// Service windows; empty when the pack names none.
    pub windows: Vec<super::Window>,
    /// What a review can tick.
    pub review_tags: Vec<super::ReviewTag>,
}

/// 单位.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Short official name, the id everywhere.
    pub id: UnitId,
    /// Full official name, e.g. `X区住房和城乡建设局`.
    pub full_name: String,
    /// Department, township or office.
    pub kind: UnitKind,
    /// Units are ranked against comparable units only: the peer group's name. `None`: not ranked.
    pub peer_group: Option<String>,
    /// 包抓区领导: the post that answers for this unit's matters.
    pub sponsor: PostId,
    /// Head of the unit, a plain invented name in shipped packs.
    pub head: String,
    /// Public office number.
    pub telephone: String,
    /// Other usual short forms, for reading plans and speeches.
    pub aliases: Vec<String>,
    /// 设立或合并日; `None`: it was always there. New units are listed without a place for the
    /// months that the rulebook says.
    pub since: Option<jiff::civil::Date>,
}

/// What a unit is by nature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// 部门.
    Department,
    /// 镇、街道.
    Township,
    /// 区营商办, 纪委监委, 组织部 and the like when they are not among the 17 departments.
    Office,
}

/// 区领导岗位.
#[derive(Clone, Debug)]
pub struct Post {
    /// The post's title, the id everywhere.
    pub id: PostId,
    /// Who holds it; a plain invented name in shipped packs.
    pub holder: String,
    /// Office number.
    pub telephone: String,
}

/// 指标 with its lead department and owner (指标长).
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Two-digit number.
    pub id: IndicatorId,
    /// Name in the national catalogue.
    pub name: String,
    /// 牵头部门.
    pub lead: UnitId,
    /// 指标长: the post that dispatches it weekly.
    pub owner: PostId,
}

/// 诉求类别 and its routing.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Name, the id everywhere.
    pub id: TopicId,
    /// The department that proposes itself for such appeals.
    pub unit: UnitId,
    /// Supporting units, if the topic always needs them.
    pub support: Vec<UnitId>,
    /// Whether the township named in the appeal joins as support.
    pub township_supports: bool,
    /// The indicator such appeals count under.
    pub indicator: Option<IndicatorId>,
    /// The handling limit, normally `appeal.handle`.
    pub limit: RuleId,
    /// Words that point to this topic in free text.
    pub keywords: Vec<String>,
}

/// 服务承诺 of one department.
#[derive(Clone, Debug)]
pub struct ServicePledge {
    /// Who promises.
    pub unit: UnitId,
    /// What is promised, one sentence an item.
    pub promises: Vec<String>,
    /// 负责人.
    pub responsible: String,
    /// The responsible person's office telephone.
    pub telephone: String,
}

impl District {
    /// The unit with this id.
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.iter().find(|u| &u.id == id)
    }

    /// The post with this id.
    pub fn post(&self, id: &PostId) -> Option<&Post> {
        self.posts.iter().find(|p| &p.id == id)
    }

    /// The topic with this id.
    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.topics.iter().find(|t| &t.id == id)
    }

    /// The indicator with this id.
    pub fn indicator(&self, id: &IndicatorId) -> Option<&Indicator> {
        self.indicators.iter().find(|i| &i.id == id)
    }

    /// 包抓: the post that answers for a unit's matters.
    pub fn sponsor_of(&self, unit: &UnitId) -> Option<&Post> {
        self.post(&self.unit(unit)?.sponsor)
    }
}
