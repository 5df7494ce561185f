//! What can be asked of a matter. One enum for portal, desk, API, import and CLI.

use super::{Attachment, Channel, Enterprise, Evidence, MatterNo, Verdict};
use crate::district::{Action, IndicatorId, PersonId, TopicId, UnitId};
use crate::kinds::directive::{Cadence, Order, Reflection};
use crate::kinds::review::{Ground, Rating, Way};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 提交诉求: what an enterprise says. Contact data are not here: they lie apart, and only their
/// salted hash enters the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAppeal {
    /// Title.
    pub title: String,
    /// What happened and what is asked.
    pub text: String,
    /// Who asks.
    pub enterprise: Enterprise,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// Where.
    pub township: Option<UnitId>,
    /// Since when.
    pub since: Option<Date>,
    /// How it came in.
    pub channel: Channel,
    /// Salted hash of the contact, hex.
    pub contact: Option<String>,
    /// Files, already stored.
    pub files: Vec<Attachment>,
    /// Number in the system it came from.
    pub external: Option<String>,
    /// The visit or matter it follows from.
    pub parent: Option<MatterNo>,
}

/// 下发任务: one confirmed order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDirective {
    /// What is to be done, in one line.
    pub title: String,
    /// The sentence it comes from, or the full order.
    pub text: String,
    /// 牵头.
    pub lead: UnitId,
    /// 配合.
    pub support: Vec<UnitId>,
    /// Indicator, if it serves one.
    pub indicator: Option<IndicatorId>,
    /// Where the order stands.
    pub order: Order,
    /// How often a report is due.
    pub cadence: Cadence,
    /// The day ordered; `None`: by the rule `directive.feedback`.
    pub due: Option<Date>,
    /// 反思 or task.
    pub reflection: bool,
    /// The directive it is a corrective step of.
    pub parent: Option<MatterNo>,
}

/// A command on a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// 派单.
    Dispatch {
        /// To whom.
        unit: UnitId,
        /// 配合.
        #[serde(default)]
        support: Vec<UnitId>,
        /// Corrected topic.
        #[serde(default)]
        topic: Option<TopicId>,
        /// Why, where it differs from the proposal.
        #[serde(default)]
        reason: String,
    },
    /// 不予受理.
    Reject {
        /// Why.
        reason: String,
        /// Legal basis.
        basis: String,
    },
    /// 非本区职责.
    PassOn {
        /// The body that is competent.
        to: String,
        /// Its telephone.
        telephone: String,
        /// Why.
        reason: String,
    },
    /// 签收.
    Sign,
    /// 交办.
    Assign {
        /// Handler's user name.
        person: PersonId,
        /// Handler's name.
        name: String,
    },
    /// 转办.
    Transfer {
        /// To whom.
        unit: UnitId,
        /// Why.
        reason: String,
    },
    /// 退回.
    Return {
        /// Why.
        reason: String,
    },
    /// 暂停计时.
    Pause {
        /// One of the reasons the rule allows.
        reason: String,
    },
    /// 恢复计时.
    Resume {
        /// Which pause ends: its reason.
        reason: String,
    },
    /// 延期 to a total length (C4).
    Extend {
        /// Total length in the unit of the limit.
        total: u32,
        /// Why.
        reason: String,
    },
    /// 催办.
    Urge {
        /// Words to the unit.
        words: String,
    },
    /// A rung of the ladder.
    Escalate {
        /// Which: the rung's id in the pack.
        rung: String,
    },
    /// A file is added.
    Attach {
        /// The file, already stored.
        file: Attachment,
    },
    /// A record or message.
    Comment {
        /// Words.
        words: String,
        /// Shown to the enterprise.
        public: bool,
    },
    /// 答复 (the first key) or 反馈.
    Answer {
        /// The reply as the enterprise will see it; for a directive the report.
        reply: String,
        /// What it rests on.
        evidence: Vec<Evidence>,
    },
    /// 反思: cause, steps, date.
    Reflect {
        /// The reflection.
        reflection: Reflection,
    },
    /// 企业确认 (the second key).
    Confirm {
        /// Solved or not.
        verdict: Verdict,
        /// 1–5, if given.
        #[serde(default)]
        level: Option<u8>,
        /// Words.
        #[serde(default)]
        words: String,
    },
    /// The time to confirm has run out (a rule's command).
    Lapse,
    /// 重办.
    Reopen {
        /// Why.
        reason: String,
    },
    /// 结案 after review, though the enterprise says it is not solved.
    Conclude {
        /// The explanation given to the enterprise.
        reason: String,
    },
    /// 撤回.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// 并案.
    Merge {
        /// Into which.
        into: MatterNo,
        /// Why they are the same.
        reason: String,
    },
    /// 认可反馈.
    Accept {
        /// Words.
        #[serde(default)]
        words: String,
    },
    /// 退回反馈.
    SendBack {
        /// What is missing.
        reason: String,
    },
    /// 剔除.
    Exclude {
        /// Why it leaves the denominators.
        reason: String,
        /// What that rests on; a review leaves the rates only with evidence.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// 评价.
    Rate {
        /// The rating.
        rating: Rating,
    },
    /// 追评.
    FollowUp {
        /// 1–5.
        level: u8,
        /// Words.
        #[serde(default)]
        words: String,
    },
    /// 回访.
    CallBack {
        /// The rater was spoken to.
        reached: bool,
        /// What was said, or how it was tried.
        words: String,
    },
    /// 整改或说明, told to the rater.
    Redress {
        /// How.
        way: Way,
        /// Words for the rater, published without a name.
        reply: String,
        /// What it rests on.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// 申诉误评、恶意差评.
    Object {
        /// Which.
        ground: Ground,
        /// Why.
        reason: String,
        /// What it rests on.
        evidence: Vec<Evidence>,
    },
    /// The clock is computed anew after a calendar notice (a rule's command).
    Recompute,
}

/// The name of a command: for tables, buttons and permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "each is documented at the command of the same name"
)]
pub enum CommandName {
    Dispatch,
    Reject,
    PassOn,
    Sign,
    Assign,
    Transfer,
    Return,
    Pause,
    Resume,
    Extend,
    Urge,
    Escalate,
    Attach,
    Comment,
    Answer,
    Reflect,
    Confirm,
    Lapse,
    Reopen,
    Conclude,
    Withdraw,
    Merge,
    Accept,
    SendBack,
    Exclude,
    Rate,
    FollowUp,
    CallBack,
    Redress,
    Object,
    Recompute,
}

impl CommandName {
    /// All names, in the order buttons are offered.
    pub const ALL: [CommandName; 31] = [
        Self::Dispatch,
        Self::Sign,
        Self::Answer,
        Self::CallBack,
        Self::Redress,
        Self::Object,
        Self::Reflect,
        Self::Confirm,
        Self::Accept,
        Self::SendBack,
        Self::Reopen,
        Self::Conclude,
        Self::Assign,
        Self::Transfer,
        Self::Return,
        Self::Extend,
        Self::Pause,
        Self::Resume,
        Self::Comment,
        Self::Attach,
        Self::Urge,
        Self::Merge,
        Self::Reject,
        Self::PassOn,
        Self::Exclude,
        Self::Withdraw,
        Self::Rate,
        Self::FollowUp,
        Self::Escalate,
        Self::Lapse,
        Self::Recompute,
    ];

    /// The code in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dispatch => "dispatch",
            Self::Reject => "reject",
            Self::PassOn => "pass_on",
            Self::Sign => "sign",
            Self::Assign => "assign",
            Self::Transfer => "transfer",
            Self::Return => "return",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Extend => "extend",
            Self::Urge => "urge",
            Self::Escalate => "escalate",
            Self::Attach => "attach",
            Self::Comment => "comment",
            Self::Answer => "answer",
            Self::Reflect => "reflect",
            Self::Confirm => "confirm",
            Self::Lapse => "lapse",
            Self::Reopen => "reopen",
            Self::Conclude => "conclude",
            Self::Withdraw => "withdraw",
            Self::Merge => "merge",
            Self::Accept => "accept",
            Self::SendBack => "send_back",
            Self::Exclude => "exclude",
            Self::Rate => "rate",
            Self::FollowUp => "follow_up",
            Self::CallBack => "call_back",
            Self::Redress => "redress",
            Self::Object => "object",
            Self::Recompute => "recompute",
        }
    }

    /// The verb on a button.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dispatch => Action::Dispatch.word(),
            Self::Reject => "不予受理",
            Self::PassOn => "告知非本区职责",
            Self::Sign => Action::Sign.word(),
            Self::Assign => Action::Assign.word(),
            Self::Transfer => Action::Transfer.word(),
            Self::Return => Action::Return.word(),
            Self::Pause => "暂停计时",
            Self::Resume => "恢复计时",
            Self::Extend => Action::Extend.word(),
            Self::Urge => Action::Urge.word(),
            Self::Escalate => "上报",
            Self::Attach => Action::Attach.word(),
            Self::Comment => Action::Comment.word(),
            Self::Answer => "答复并办结",
            Self::Reflect => "报送反思",
            Self::Confirm => "确认是否解决",
            Self::Lapse => "到期未确认",
            Self::Reopen => "重办",
            Self::Conclude => "复核结案",
            Self::Withdraw => "撤回",
            Self::Merge => Action::Merge.word(),
            Self::Accept => "认可办结",
            Self::SendBack => "退回重报",
            Self::Exclude => Action::Exclude.word(),
            Self::Rate => "评价",
            Self::FollowUp => "追评",
            Self::CallBack => "记录回访",
            Self::Redress => "反馈整改或说明",
            Self::Object => "申诉误评或恶意差评",
            Self::Recompute => "重算时限",
        }
    }

    /// The row of the role × action table that staff need; `None`: not a command for staff.
    pub fn action(self) -> Option<Action> {
        Some(match self {
            Self::Dispatch => Action::Dispatch,
            Self::Reject | Self::PassOn => Action::Decline,
            Self::Sign => Action::Sign,
            Self::Assign => Action::Assign,
            Self::Transfer => Action::Transfer,
            Self::Return => Action::Return,
            Self::Pause | Self::Resume => Action::Pause,
            Self::Extend => Action::Extend,
            Self::Urge => Action::Urge,
            Self::Attach => Action::Attach,
            Self::Comment => Action::Comment,
            Self::Answer | Self::Reflect => Action::Answer,
            Self::CallBack | Self::Redress | Self::Object => Action::Answer,
            Self::Reopen | Self::Conclude => Action::Review,
            Self::Merge => Action::Merge,
            Self::Accept | Self::SendBack | Self::Withdraw => Action::Direct,
            Self::Exclude => Action::Exclude,
            Self::Confirm | Self::Rate | Self::FollowUp => return None,
            Self::Escalate | Self::Lapse | Self::Recompute => return None,
        })
    }

    /// Whether the enterprise itself may give it.
    pub fn for_enterprise(self) -> bool {
        matches!(
            self,
            Self::Confirm
                | Self::Rate
                | Self::FollowUp
                | Self::Urge
                | Self::Comment
                | Self::Attach
                | Self::Withdraw
                | Self::Reopen
        )
    }

    /// Whether only a rule gives it.
    pub fn for_rule(self) -> bool {
        matches!(self, Self::Escalate | Self::Lapse | Self::Recompute)
    }
}

impl Command {
    /// Its name.
    pub fn name(&self) -> CommandName {
        match self {
            Self::Dispatch { .. } => CommandName::Dispatch,
            Self::Reject { .. } => CommandName::Reject,
            Self::PassOn { .. } => CommandName::PassOn,
            Self::Sign => CommandName::Sign,
            Self::Assign { .. } => CommandName::Assign,
            Self::Transfer { .. } => CommandName::Transfer,
            Self::Return { .. } => CommandName::Return,
            Self::Pause { .. } => CommandName::Pause,
            Self::Resume { .. } => CommandName::Resume,
            Self::Extend { .. } => CommandName::Extend,
            Self::Urge { .. } => CommandName::Urge,
            Self::Escalate { .. } => CommandName::Escalate,
            Self::Attach { .. } => CommandName::Attach,
            Self::Comment { .. } => CommandName::Comment,
            Self::Answer { .. } => CommandName::Answer,
            Self::Reflect { .. } => CommandName::Reflect,
            Self::Confirm { .. } => CommandName::Confirm,
            Self::Lapse => CommandName::Lapse,
            Self::Reopen { .. } => CommandName::Reopen,
            Self::Conclude { .. } => CommandName::Conclude,
            Self::Withdraw { .. } => CommandName::Withdraw,
            Self::Merge { .. } => CommandName::Merge,
            Self::Accept { .. } => CommandName::Accept,
            Self::SendBack { .. } => CommandName::SendBack,
            Self::Exclude { .. } => CommandName::Exclude,
            Self::Rate { .. } => CommandName::Rate,
            Self::FollowUp { .. } => CommandName::FollowUp,
            Self::CallBack { .. } => CommandName::CallBack,
            Self::Redress { .. } => CommandName::Redress,
            Self::Object { .. } => CommandName::Object,
            Self::Recompute => CommandName::Recompute,
        }
    }
}
