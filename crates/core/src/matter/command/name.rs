//! The commands by name: their code, their word, and the row of the table of roles that staff need.

use crate::district::Action;
use crate::matter::Kind;

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
    FoundUnsolved,
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
    Retract,
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
    pub const ALL: [CommandName; 64] = [
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
        Self::FoundUnsolved,
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
        Self::Retract,
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
            Self::FoundUnsolved => "found_unsolved",
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
            Self::Retract => "retract",
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
            Self::FoundUnsolved => "按回访复核",
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
            Self::Retract => "依据更正，撤回建议",
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
            // Written down for somebody at the window.
            Self::Object => Action::Intake,
            Self::Deem
            | Self::Divide
            | Self::Begin
            | Self::EndItem
            | Self::Complete
            | Self::EndTolerance
            | Self::Drop
            | Self::MarkRevoked
            | Self::Remind => return None,
            Self::Confirm | Self::Rate | Self::FollowUp => return None,
            Self::Escalate
            | Self::Lapse
            | Self::FoundUnsolved
            | Self::Recompute
            | Self::Retract => return None,
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
                | Self::Retract
        );
        match kind {
            Kind::Appeal if matches!(self, Self::Remind | Self::FoundUnsolved) => true,
            Kind::Interview | Kind::Consequence => {
                let other = match kind {
                    Kind::Interview => {
                        matches!(self, Self::Notify | Self::Protest | Self::Redecide)
                    }
                    _ => matches!(
                        self,
                        Self::Invite | Self::Minute | Self::LookBack | Self::Retract
                    ),
                };
                // Of an interview a signed record or a statement may be kept.
                let file = kind == Kind::Interview && self == Self::Attach;
                file || of_proposal && !other
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
                    || matches!(
                        self,
                        Self::Sign | Self::Extend | Self::Withdraw | Self::Remind
                    )
            }
            Kind::Commitment => of_any || of_commitment || matches!(self, Self::Lapse),
            // Appeals, directives and what is handled like them.
            _ => {
                !of_application
                    && !of_commitment
                    && !of_review
                    && !of_proposal
                    && !matches!(self, Self::Rule | Self::FoundUnsolved)
            }
        }
    }

    /// Whether only a rule gives it.
    pub fn for_rule(self) -> bool {
        matches!(
            self,
            Self::Escalate
                | Self::Lapse
                | Self::FoundUnsolved
                | Self::Retract
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
