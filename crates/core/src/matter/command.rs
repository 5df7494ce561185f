//! What can be asked of a matter. One enum for portal, desk, API, import and CLI.

use super::{Attachment, Channel, Enterprise, Evidence, Kind, MatterNo, Verdict};
use crate::assessment::Period;
use crate::district::{Action, IndicatorId, ItemId, MaterialCode, PersonId, TopicId, UnitId};
use crate::kinds::application::{Cause, Facts, Handed, MissingMaterial, Outcome, Way, Wish};
use crate::kinds::directive::{Cadence, Order, Reflection};
use crate::kinds::interview::Minutes;
use crate::kinds::objection::Ruling;
use crate::kinds::review::{self, Ground, Rating};
use crate::packages::commitment::Signature;
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

/// 申诉: a unit does not agree with its figures in a period under check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewObjection {
    /// The month or quarter.
    pub period: Period,
    /// The revision that was looked at.
    pub revision: u32,
    /// Who objects.
    pub unit: UnitId,
    /// The measure, as printed.
    pub measure: String,
    /// Why, and what would be right.
    pub text: String,
    /// The matters that should not count.
    pub cases: Vec<MatterNo>,
    /// Evidence, already stored.
    pub files: Vec<Attachment>,
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
        /// How many left them in the same month before; the write path counts, nobody says it.
        #[serde(skip)]
        before: u64,
    },
    /// 复核剔除: the second person's word on an exclusion that was proposed.
    Countersign {
        /// Whether it leaves the denominators.
        agree: bool,
        /// Why not; may be empty when agreed.
        #[serde(default)]
        reason: String,
    },
    /// 裁定申诉.
    Rule {
        /// How.
        ruling: Ruling,
        /// Why.
        reason: String,
        /// The matters that leave the denominators, of those the objection names.
        #[serde(default)]
        excluded: Vec<MatterNo>,
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
        way: review::Way,
        /// Words for the rater, published without a name.
        reply: String,
        /// What it rests on.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// 申诉误评、恶意差评.
    Contest {
        /// Which.
        ground: Ground,
        /// Why.
        reason: String,
        /// What it rests on.
        evidence: Vec<Evidence>,
    },
    /// The clock is computed anew after a calendar notice (a rule's command).
    Recompute,
    /// 受理.
    Admit {
        /// Materials that are there and in order.
        present: Vec<MaterialCode>,
        /// 容缺.
        #[serde(default)]
        deferred: Vec<Wish>,
        /// 告知承诺.
        #[serde(default)]
        promises: Vec<ItemId>,
        /// The commitment signed on paper at the window, when it was not signed when handing in.
        #[serde(default)]
        signature: Option<Signature>,
    },
    /// 一次告知.
    TellMissing {
        /// Everything that is missing.
        missing: Vec<MissingMaterial>,
    },
    /// 补交材料.
    Supply {
        /// What.
        handed: Vec<Handed>,
        /// Its files, already stored.
        #[serde(default)]
        files: Vec<Attachment>,
        /// Words.
        #[serde(default)]
        words: String,
    },
    /// 不予受理; of an item 不予办理.
    Refuse {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 准予, with what others wait for.
    Grant {
        /// The result in words.
        words: String,
        /// Number of the licence or other result.
        #[serde(default)]
        number: String,
        /// Facts produced.
        #[serde(default)]
        facts: Facts,
        /// What it rests on; its files are the result.
        evidence: Vec<Evidence>,
    },
    /// 出件.
    HandOver {
        /// How.
        way: Way,
        /// Words.
        #[serde(default)]
        words: String,
    },
    /// 核对 what was promised.
    Inspect {
        /// In order.
        kept: bool,
        /// What is wrong, or a note.
        #[serde(default)]
        words: String,
        /// 责令停止.
        #[serde(default)]
        stop: bool,
    },
    /// 终止容缺; after 告知承诺 撤销决定.
    Revoke {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 异议.
    Object {
        /// Words.
        words: String,
    },
    /// 裁定是否记入.
    Settle {
        /// Recorded or not.
        record: bool,
        /// Why.
        reason: String,
    },
    /// 修复.
    Repair {
        /// How.
        reason: String,
    },
    /// Counts as accepted (a rule's command).
    Deem,
    /// The child matters have their numbers (a rule's command).
    Divide {
        /// Item and number.
        items: Vec<(ItemId, MatterNo)>,
        /// Commitments.
        commitments: Vec<MatterNo>,
    },
    /// An item begins (a rule's command).
    Begin {
        /// Facts of the items before it.
        known: Facts,
    },
    /// An item has ended (a rule's command).
    EndItem {
        /// Which.
        item: ItemId,
        /// How.
        outcome: Outcome,
        /// Number of its result.
        number: String,
        /// Facts produced.
        facts: Facts,
    },
    /// Materials have come (a rule's command).
    Complete {
        /// Which.
        materials: Vec<MaterialCode>,
    },
    /// 容缺 ends for items (a rule's command).
    EndTolerance {
        /// Which.
        items: Vec<ItemId>,
        /// Why.
        reason: String,
    },
    /// Not carried on (a rule's command).
    Drop {
        /// Why.
        cause: Cause,
        /// In words.
        reason: String,
    },
    /// The decision was revoked (a rule's command).
    MarkRevoked {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 提醒 (a rule's command).
    Remind,
    /// 打开 a proposal: what it says is shown only then, and that leaves a trace.
    Open,
    /// 决定 on a proposal.
    Decide {
        /// Follow it or not.
        adopt: bool,
        /// Why.
        reason: String,
    },
    /// 告知本人 that something is proposed about them.
    Notify {
        /// What, on what grounds, and how to answer.
        words: String,
    },
    /// 通知约谈.
    Invite {
        /// The day.
        on: Date,
        /// The place.
        place: String,
    },
    /// 陈述 of the person or unit concerned.
    State {
        /// Words.
        words: String,
    },
    /// 记录约谈.
    Minute {
        /// The record.
        minutes: Minutes,
    },
    /// 回访 a month after an interview.
    LookBack {
        /// It has become better.
        better: bool,
        /// Words.
        words: String,
    },
    /// 申诉 against a decision about oneself.
    Protest {
        /// Why.
        reason: String,
    },
    /// 复核 of a decision that was protested against.
    Redecide {
        /// It stands.
        uphold: bool,
        /// Why.
        reason: String,
    },
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
    Countersign,
    Rule,
    Rate,
    FollowUp,
    CallBack,
    Redress,
    Contest,
    Recompute,
    Admit,
    TellMissing,
    Supply,
    Refuse,
    Grant,
    HandOver,
    Inspect,
    Revoke,
    Object,
    Settle,
    Repair,
    Deem,
    Divide,
    Begin,
    EndItem,
    Complete,
    EndTolerance,
    Drop,
    MarkRevoked,
    Remind,
    Open,
    Decide,
    Notify,
    Invite,
    State,
    Minute,
    LookBack,
    Protest,
    Redecide,
}

impl CommandName {
    /// All names, in the order buttons are offered.
    pub const ALL: [CommandName; 62] = [
        Self::Dispatch,
        Self::Sign,
        Self::Admit,
        Self::TellMissing,
        Self::Answer,
        Self::CallBack,
        Self::Redress,
        Self::Contest,
        Self::Grant,
        Self::Inspect,
        Self::Settle,
        Self::HandOver,
        Self::Reflect,
        Self::Confirm,
        Self::Supply,
        Self::Object,
        Self::Accept,
        Self::SendBack,
        Self::Rule,
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
        Self::Refuse,
        Self::Revoke,
        Self::Repair,
        Self::Exclude,
        Self::Countersign,
        Self::Withdraw,
        Self::Rate,
        Self::FollowUp,
        Self::Escalate,
        Self::Lapse,
        Self::Recompute,
        Self::Deem,
        Self::Divide,
        Self::Begin,
        Self::EndItem,
        Self::Complete,
        Self::EndTolerance,
        Self::Drop,
        Self::MarkRevoked,
        Self::Remind,
        Self::Open,
        Self::Decide,
        Self::Notify,
        Self::Invite,
        Self::State,
        Self::Minute,
        Self::LookBack,
        Self::Protest,
        Self::Redecide,
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
            Self::Countersign => "countersign",
            Self::Rule => "rule",
            Self::Rate => "rate",
            Self::FollowUp => "follow_up",
            Self::CallBack => "call_back",
            Self::Redress => "redress",
            Self::Contest => "contest",
            Self::Recompute => "recompute",
            Self::Admit => "admit",
            Self::TellMissing => "tell_missing",
            Self::Supply => "supply",
            Self::Refuse => "refuse",
            Self::Grant => "grant",
            Self::HandOver => "hand_over",
            Self::Inspect => "inspect",
            Self::Revoke => "revoke",
            Self::Object => "object",
            Self::Settle => "settle",
            Self::Repair => "repair",
            Self::Deem => "deem",
            Self::Divide => "divide",
            Self::Begin => "begin",
            Self::EndItem => "end_item",
            Self::Complete => "complete",
            Self::EndTolerance => "end_tolerance",
            Self::Drop => "drop",
            Self::MarkRevoked => "mark_revoked",
            Self::Remind => "remind",
            Self::Open => "open",
            Self::Decide => "decide",
            Self::Notify => "notify",
            Self::Invite => "invite",
            Self::State => "state",
            Self::Minute => "minute",
            Self::LookBack => "look_back",
            Self::Protest => "protest",
            Self::Redecide => "redecide",
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
            Self::Countersign => Action::Countersign.word(),
            Self::Rule => Action::Rule.word(),
            Self::Rate => "评价",
            Self::FollowUp => "追评",
            Self::CallBack => "记录回访",
            Self::Redress => "反馈整改或说明",
            Self::Contest => "申诉误评或恶意差评",
            Self::Recompute => "重算时限",
            Self::Admit => Action::Admit.word(),
            Self::TellMissing => "一次告知",
            Self::Supply => "补交材料",
            Self::Refuse => "不予受理",
            Self::Grant => Action::Grant.word(),
            Self::HandOver => "出件",
            Self::Inspect => Action::Inspect.word(),
            Self::Revoke => "终止容缺",
            Self::Object => "提出异议",
            Self::Settle => "裁定是否记入",
            Self::Repair => "修复承诺记录",
            Self::Deem => "视为受理",
            Self::Divide => "分办",
            Self::Begin => "开始办理",
            Self::EndItem => "事项办结",
            Self::Complete => "材料补齐",
            Self::EndTolerance => "容缺终止",
            Self::Drop => "不再办理",
            Self::MarkRevoked => "记为撤销",
            Self::Remind => "提醒",
            Self::Open => "打开",
            Self::Decide => "决定",
            Self::Notify => "告知本人",
            Self::Invite => "通知约谈",
            Self::State => "陈述",
            Self::Minute => "记录约谈",
            Self::LookBack => "回访",
            Self::Protest => "申请复核",
            Self::Redecide => "复核决定",
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
            Self::CallBack | Self::Redress | Self::Contest => Action::Answer,
            Self::Reopen | Self::Conclude => Action::Review,
            Self::Merge => Action::Merge,
            Self::Accept | Self::SendBack | Self::Withdraw => Action::Direct,
            Self::Exclude => Action::Exclude,
            Self::Countersign => Action::Countersign,
            Self::Rule => Action::Rule,
            Self::Admit | Self::TellMissing => Action::Admit,
            Self::Supply => Action::Attach,
            Self::Grant | Self::HandOver => Action::Grant,
            Self::Inspect => Action::Inspect,
            Self::Refuse | Self::Revoke => Action::Refuse,
            Self::Settle | Self::Repair => Action::Settle,
            Self::Open => Action::SeeProposals,
            Self::Decide | Self::Redecide => Action::DecideProposal,
            Self::Notify | Self::Invite | Self::Minute | Self::LookBack => Action::HandleProposal,
            Self::State | Self::Protest => Action::StateProposal,
            Self::Object
            | Self::Deem
            | Self::Divide
            | Self::Begin
            | Self::EndItem
            | Self::Complete
            | Self::EndTolerance
            | Self::Drop
            | Self::MarkRevoked
            | Self::Remind => return None,
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
                | Self::Supply
                | Self::Object
        )
    }

    /// Whether it is a step of this kind at all: others are neither offered nor explained.
    pub fn concerns(self, kind: Kind) -> bool {
        let of_any = matches!(
            self,
            Self::Assign
                | Self::Pause
                | Self::Resume
                | Self::Comment
                | Self::Attach
                | Self::Urge
                | Self::Exclude
                | Self::Countersign
                | Self::Escalate
                | Self::Recompute
        );
        let of_application = matches!(
            self,
            Self::Admit
                | Self::TellMissing
                | Self::Supply
                | Self::Refuse
                | Self::Grant
                | Self::HandOver
                | Self::Deem
                | Self::Divide
                | Self::Begin
                | Self::EndItem
                | Self::Complete
                | Self::EndTolerance
                | Self::Drop
                | Self::MarkRevoked
        );
        let of_commitment = matches!(
            self,
            Self::Supply
                | Self::Inspect
                | Self::Revoke
                | Self::Object
                | Self::Settle
                | Self::Repair
                | Self::Drop
                | Self::Remind
        );
        let of_review = matches!(
            self,
            Self::Rate | Self::FollowUp | Self::CallBack | Self::Redress | Self::Contest
        );
        let of_proposal = matches!(
            self,
            Self::Open
                | Self::Decide
                | Self::Notify
                | Self::Invite
                | Self::State
                | Self::Minute
                | Self::LookBack
                | Self::Protest
                | Self::Redecide
        );
        match kind {
            Kind::Appeal | Kind::Directive => {
                !of_application
                    && !of_commitment
                    && !of_review
                    && !of_proposal
                    && self != Self::Rule
            }
            Kind::Interview | Kind::Consequence => {
                let other = match kind {
                    Kind::Interview => {
                        matches!(self, Self::Notify | Self::Protest | Self::Redecide)
                    }
                    _ => matches!(self, Self::Invite | Self::Minute | Self::LookBack),
                };
                of_proposal && !other
                    || matches!(self, Self::Lapse | Self::Escalate | Self::Recompute)
            }
            Kind::Objection => {
                matches!(
                    self,
                    Self::Rule
                        | Self::Urge
                        | Self::Comment
                        | Self::Attach
                        | Self::Escalate
                        | Self::Recompute
                )
            }
            Kind::Review => {
                of_any
                    || of_review
                    || matches!(
                        self,
                        Self::SendBack
                            | Self::Confirm
                            | Self::Lapse
                            | Self::Reopen
                            | Self::Conclude
                    )
            }
            Kind::Application => {
                of_any
                    || of_application
                    || matches!(self, Self::Sign | Self::Extend | Self::Withdraw)
            }
            Kind::Commitment => of_any || of_commitment || matches!(self, Self::Lapse),
        }
    }

    /// Whether only a rule gives it.
    pub fn for_rule(self) -> bool {
        matches!(
            self,
            Self::Escalate
                | Self::Lapse
                | Self::Recompute
                | Self::Deem
                | Self::Divide
                | Self::Begin
                | Self::EndItem
                | Self::Complete
                | Self::EndTolerance
                | Self::Drop
                | Self::MarkRevoked
                | Self::Remind
        )
    }
}

impl Command {
    /// 剔除 with a reason; how many there were before is counted by the write path.
    pub fn exclude(reason: String) -> Self {
        Self::Exclude {
            reason,
            evidence: Vec::new(),
            before: 0,
        }
    }

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
            Self::Countersign { .. } => CommandName::Countersign,
            Self::Rule { .. } => CommandName::Rule,
            Self::Rate { .. } => CommandName::Rate,
            Self::FollowUp { .. } => CommandName::FollowUp,
            Self::CallBack { .. } => CommandName::CallBack,
            Self::Redress { .. } => CommandName::Redress,
            Self::Contest { .. } => CommandName::Contest,
            Self::Recompute => CommandName::Recompute,
            Self::Admit { .. } => CommandName::Admit,
            Self::TellMissing { .. } => CommandName::TellMissing,
            Self::Supply { .. } => CommandName::Supply,
            Self::Refuse { .. } => CommandName::Refuse,
            Self::Grant { .. } => CommandName::Grant,
            Self::HandOver { .. } => CommandName::HandOver,
            Self::Inspect { .. } => CommandName::Inspect,
            Self::Revoke { .. } => CommandName::Revoke,
            Self::Object { .. } => CommandName::Object,
            Self::Settle { .. } => CommandName::Settle,
            Self::Repair { .. } => CommandName::Repair,
            Self::Deem => CommandName::Deem,
            Self::Divide { .. } => CommandName::Divide,
            Self::Begin { .. } => CommandName::Begin,
            Self::EndItem { .. } => CommandName::EndItem,
            Self::Complete { .. } => CommandName::Complete,
            Self::EndTolerance { .. } => CommandName::EndTolerance,
            Self::Drop { .. } => CommandName::Drop,
            Self::MarkRevoked { .. } => CommandName::MarkRevoked,
            Self::Remind => CommandName::Remind,
            Self::Open => CommandName::Open,
            Self::Decide { .. } => CommandName::Decide,
            Self::Notify { .. } => CommandName::Notify,
            Self::Invite { .. } => CommandName::Invite,
            Self::State { .. } => CommandName::State,
            Self::Minute { .. } => CommandName::Minute,
            Self::LookBack { .. } => CommandName::LookBack,
            Self::Protest { .. } => CommandName::Protest,
            Self::Redecide { .. } => CommandName::Redecide,
        }
    }
}
