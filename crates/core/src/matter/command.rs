//! What can be asked of a matter. One enum for portal, desk, API, import and CLI.

mod name;
mod openings;

pub use name::CommandName;
pub use openings::{NewAppeal, NewDirective, NewObjection};

use super::{Attachment, Evidence, MatterNo, Verdict};
use crate::assessment::quarterly::adjustment::Terms;
use crate::district::{ItemId, MaterialCode, PersonId, TopicId, UnitId};
use crate::kinds::application::{Cause, Facts, Handed, MissingMaterial, Outcome, Way, Wish};
use crate::kinds::directive::Reflection;
use crate::kinds::interview::Minutes;
use crate::kinds::objection::Ruling;
use crate::kinds::review::{self, Ground, Rating};
use crate::packages::commitment::Signature;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
        /// Tags of that level, as the pack writes them.
        #[serde(default)]
        tags: Vec<String>,
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
    /// Called back by another unit for the sample, the enterprise said that it is not solved (a rule's
    /// command).
    FoundUnsolved {
        /// In its words.
        words: String,
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
        /// What the bonus, deduction or veto objected to is corrected to.
        #[serde(default)]
        instead: Option<Terms>,
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
        /// Salted hash of who said it at the window, hex; put in by the store. Staff only write down
        /// what somebody said; who it was lies beside the journal.
        #[serde(skip)]
        speaker: Option<String>,
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
    /// The months it rests on were corrected (a rule's command).
    Retract {
        /// What was corrected.
        why: String,
    },
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
            Self::FoundUnsolved { .. } => CommandName::FoundUnsolved,
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
            Self::Retract { .. } => CommandName::Retract,
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
