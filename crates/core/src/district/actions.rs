//! The role × action table: what each role may do, and how far it reaches. Deny by default:
//! a route without a row does not compile, a cell not written here is `-`.

use super::{Named, Role, UnitId};

/// How far a role's right to an action reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Not at all.
    No,
    /// Matters led or supported by the person's own unit.
    Unit,
    /// Own unit's, and those of indicators whose owner is the person's post.
    Indicator,
    /// The whole district.
    District,
}

macro_rules! actions {
    ($( $(#[$doc:meta])* $name:ident = $code:literal $word:literal $row:literal ),+ $(,)?) => {
        /// 动作: one row of the table. Commands on matters and screens alike.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $( $(#[$doc])* $name ),+ }

        impl Action {
            /// All actions, in the order of the table.
            pub const ALL: &'static [Action] = &[ $( Action::$name ),+ ];

            /// The code used in the API.
            pub fn code(self) -> &'static str {
                match self { $( Action::$name => $code ),+ }
            }

            /// The word on screen, in tables and in refusals. A command that is a row of its own
            /// takes its word from here.
            pub fn word(self) -> &'static str {
                match self { $( Action::$name => $word ),+ }
            }

            fn row(self) -> &'static [u8] {
                match self { $( Action::$name => $row ),+ }
            }
        }
    };
}

// Columns, as in `Role::ALL`: 经办 负责人 营商办 指标长 区领导 纪委 组织部 系统 安全 审计.
// `u` own unit, `i` own unit and own indicators, `d` district, `-` no.
actions! {
    /// Open the desk at all.
    Desk = "desk" "打开工作台" b"uuuuuuuuuu",
    /// See matters: lists, one matter, exports, search, counts.
    SeeMatters = "see_matters" "看办件" b"uudiddu---",
    /// Look at a closed identity, with a reason.
    SeeIdentity = "see_identity" "看企业身份" b"uud--d----",
    /// See the digits behind bulletins and rankings.
    SeeFigures = "see_figures" "看统计数字" b"dddddddddd",
    /// See the rules as data: values, dates, sources, what is unsure. No business data is in them.
    SeeRules = "see_rules" "看规则和依据" b"dddddddddd",
    /// Register at the window.
    Intake = "intake" "窗口登记" b"uud-------",
    /// Import from other systems.
    Import = "import" "导入工单" b"uud-------",
    /// 派单.
    Dispatch = "dispatch" "派单" b"--d-------",
    /// 不予受理, 非本区职责.
    Decline = "decline" "不予受理、告知非本区职责" b"--d-------",
    /// 签收.
    Sign = "sign" "签收" b"uu--------",
    /// 交办经办人.
    Assign = "assign" "交办" b"uu--------",
    /// 转办.
    Transfer = "transfer" "转办" b"uud-------",
    /// 退回 (once).
    Return = "return" "退回" b"uu--------",
    /// 暂停计时, 恢复计时.
    Pause = "pause" "暂停、恢复计时" b"uu--------",
    /// 延期.
    Extend = "extend" "延期" b"-ud-------",
    /// 催办.
    Urge = "urge" "催办" b"-udid-----",
    /// 补充记录, 会签回函.
    Comment = "comment" "记录" b"uudid-----",
    /// 上传材料.
    Attach = "attach" "添加材料" b"uud--u----",
    /// 答复, 反馈.
    Answer = "answer" "答复、反馈" b"uu--------",
    /// 复核未解决的, 重办, 结案.
    Review = "review" "复核未解决的诉求" b"--d-------",
    /// 并案.
    Merge = "merge" "并案" b"--d-------",
    /// 好差评: exclude a review, refuse an objection, order it to be done again. Never the unit rated.
    RuleReview = "rule_review" "复核好差评申诉" b"--d--d----",
    /// See the list of reviews, with what each says.
    SeeReviews = "see_reviews" "看好差评" b"uudiddu---",
    /// Print the slip of a visit to a window, with which it is rated.
    InviteReview = "invite_review" "窗口请人评价" b"uud-------",
    /// 剔除 from the denominator.
    Exclude = "exclude" "剔除统计" b"--d---d---",
    /// 复核剔除: the second person beyond the number one may exclude alone.
    Countersign = "countersign" "复核剔除" b"--d---d---",
    /// 受理, 一次告知.
    Admit = "admit" "受理、一次告知" b"uu--------",
    /// 准予, 出件.
    Grant = "grant" "准予办理、出件" b"uu--------",
    /// 核对 what was promised.
    Inspect = "inspect" "核对承诺" b"uu--------",
    /// 不予受理, 不予办理, 终止容缺, 撤销: what hurts an applicant is the head's.
    Refuse = "refuse" "不予受理、不予办理、终止容缺" b"-u--------",
    /// Whether a broken promise is recorded; its repair.
    Settle = "settle" "裁定承诺记录" b"--d-------",
    /// Extract, confirm and dispatch directives; close their reports.
    Direct = "direct" "下发会议任务、认可反馈" b"--d-------",
    /// 批示: a leader's remark that becomes a directive.
    Instruct = "instruct" "批示" b"----d-----",
    /// The leader's own view.
    LeaderView = "leader_view" "看领导页" b"----d-----",
    /// The head's view of the own unit.
    UnitView = "unit_view" "看本单位页" b"-u--------",
    /// Draft, edit and issue bulletins.
    Bulletin = "bulletin" "编发通报" b"--d-------",
    /// The own unit's note on its week, until the bulletin is issued.
    ReportWeek = "report_week" "报送本单位周报" b"-u--------",
    /// 调度 of an indicator: its owner, 区营商办 in the owner's name.
    RunIndicator = "run_indicator" "调度指标" b"--di------",
    /// Steps of a ranking period.
    Ranking = "ranking" "办理排名" b"--d-------",
    /// Steps of a quarter's assessment.
    Assess = "assess" "办理季考核" b"--d-------",
    /// Propose a bonus, deduction or veto for a unit, or take one back.
    Adjust = "adjust" "提加分、扣分、一票否决" b"--d-------",
    /// Agree to one, or not, as the second person.
    AgreeAdjustment = "agree_adjustment" "复核加减分和否决" b"--d---d---",
    /// Read the assessment method and its versions.
    SeeRulebook = "see_rulebook" "看考核办法" b"ddddddd---",
    /// Try, draft and submit a version of the assessment method.
    DraftRulebook = "draft_rulebook" "起草、送审考核办法" b"--d-------",
    /// Adopt a submitted version, or send it back.
    AdoptRulebook = "adopt_rulebook" "审定考核办法" b"------d---",
    /// See the figures that no matter contains: those the own unit reports, verifies or is measured by,
    /// and those of the own indicators.
    SeeReports = "see_reports" "看指标报送" b"uudiddd---",
    /// Report, verify and return figures that no matter contains.
    ReportFigure = "report_figure" "报送、核验指标" b"uuu-------",
    /// Object to a figure of the own unit in a period under check.
    Object = "object" "对数字提出异议" b"-u--------",
    /// 裁定申诉 of a unit that is not one's own.
    Rule = "rule" "裁定考核申诉" b"--d---u---",
    /// Sign the settled figures of a period, as one of two.
    SignPeriod = "sign_period" "签署考核定稿" b"--d---d---",
    /// Marks of gamed figures and the sample of call-backs.
    SeeMarks = "see_marks" "看异常线索和回访样本" b"--d--d----",
    /// Put marks into the sample or dismiss them; draw the sample.
    JudgeMark = "judge_mark" "处理异常线索、抽取回访样本" b"--d-------",
    /// 回访 what another unit answered, where the own unit was drawn to call.
    CallSample = "call_sample" "回访抽到的办件" b"uu--------",
    /// Proposals about units and persons: those in which one is named, and no others.
    SeeProposals = "see_proposals" "看处置建议" b"uuuuuuu---",
    /// 决定 on a proposal: 纪委书记 on interviews, 组织部 on consequences.
    DecideProposal = "decide_proposal" "决定处置建议" b"----d-d---",
    /// 通知, 记录, 告知, 回访.
    HandleProposal = "handle_proposal" "办理约谈和告知" b"----ddd---",
    /// 陈述, 申诉 of the person concerned.
    StateProposal = "state_proposal" "陈述和申诉" b"uuuuuuu---",
    /// Performance coefficients with their grades.
    SeePerformance = "see_performance" "看绩效系数" b"------d---",
    /// Own API tokens.
    Tokens = "tokens" "管理自己的接口密钥" b"uuuuuuu---",
    /// People and accounts.
    People = "people" "管理人员账号" b"-------d--",
    /// Roles of people.
    Roles = "roles" "管理角色" b"--------d-",
    /// The audit log.
    Audit = "audit" "看审计日志" b"-----d---d",
    /// Health, backup, pack check.
    Operate = "operate" "运行维护" b"-------d--",
}

impl Action {
    /// How far `role` reaches with this action.
    pub fn reach(self, role: Role) -> Reach {
        let column = Role::ALL.iter().position(|r| *r == role);
        match column.and_then(|c| self.row().get(c)) {
            Some(b'u') => Reach::Unit,
            Some(b'i') => Reach::Indicator,
            Some(b'd') => Reach::District,
            _ => Reach::No,
        }
    }

    /// The farthest reach among several roles.
    pub fn reach_of(self, roles: &[Role]) -> Reach {
        roles
            .iter()
            .map(|r| self.reach(*r))
            .max()
            .unwrap_or(Reach::No)
    }

    /// The roles that have this action at all, for the sentence "去找谁".
    pub fn holders(self) -> Vec<Role> {
        Role::ALL
            .into_iter()
            .filter(|r| self.reach(*r) != Reach::No)
            .collect()
    }
}

/// What a person may see: the one visibility rule, used by page, API, export, search, count and
/// notification. The store turns it into SQL in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nothing.
    Nothing,
    /// Matters led or supported by the unit, and those of the indicators named.
    Unit {
        /// The viewer's unit.
        unit: UnitId,
        /// Indicators owned by the viewer's post.
        indicators: Vec<super::IndicatorId>,
    },
    /// Every matter that is not sealed.
    District,
    /// Sealed matters, too (the discipline office).
    Sealed,
    /// 回访抽查: the one matter that the viewer's unit was drawn to call about, of a unit that is not
    /// theirs; only [`crate::assessment::callback::Item::sight`] gives it.
    Call(crate::matter::MatterNo),
    /// What a person sees by role and unit, and what names them.
    Person {
        /// Under which names the person is found.
        named: Vec<Named>,
        /// By role and unit.
        base: Box<Sight>,
    },
}

impl Sight {
    /// What staff may see: by their roles, and where they are named.
    pub fn of(staff: &crate::matter::Staff, district: &super::District) -> Sight {
        match Self::by_role(staff, district) {
            Sight::Nothing => Sight::Nothing,
            base => Sight::Person {
                named: Named::of(staff),
                base: Box::new(base),
            },
        }
    }

    /// How far the roles alone reach.
    pub fn base(&self) -> &Sight {
        match self {
            Sight::Person { base, .. } => base,
            other => other,
        }
    }

    fn by_role(staff: &crate::matter::Staff, district: &super::District) -> Sight {
        let reach = Action::SeeMatters.reach_of(&staff.roles);
        let sealed = staff.roles.contains(&Role::Inspector);
        match reach {
            Reach::District if sealed => Sight::Sealed,
            Reach::District => Sight::District,
            Reach::No => Sight::Nothing,
            Reach::Unit | Reach::Indicator => Sight::Unit {
                unit: staff.unit.clone(),
                indicators: if reach == Reach::Indicator {
                    let owned = |i: &&super::Indicator| Some(&i.owner) == staff.post.as_ref();
                    district
                        .indicators
                        .iter()
                        .filter(owned)
                        .map(|i| i.id.clone())
                        .collect()
                } else {
                    Vec::new()
                },
            },
        }
    }

    /// Whether a matter is in sight.
    pub fn permits(&self, matter: &crate::matter::Matter) -> bool {
        use crate::matter::Visibility;
        if matter.visibility == Visibility::Named {
            return match self {
                Sight::Person { named, .. } => named.iter().any(|n| matter.named.contains(n)),
                _ => false,
            };
        }
        let sealed = matter.visibility == Visibility::Sealed;
        match self {
            Sight::Person { base, .. } => base.permits(matter),
            Sight::Nothing => false,
            Sight::Sealed => true,
            Sight::District => !sealed,
            Sight::Call(no) => !sealed && matter.no == *no,
            Sight::Unit { unit, indicators } => {
                !sealed
                    && (matter.lead == *unit
                        || matter.support.contains(unit)
                        || matter
                            .indicator
                            .as_ref()
                            .is_some_and(|i| indicators.contains(i)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_administrators_touch_no_business_data() {
        for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
            for action in Action::ALL {
                let allowed = action.reach(role) != Reach::No;
                let own_work = matches!(
                    action,
                    Action::Desk
                        | Action::SeeFigures
                        | Action::SeeRules
                        | Action::People
                        | Action::Roles
                        | Action::Audit
                        | Action::Operate
                );
                assert!(!allowed || own_work, "{role:?} must not {action:?}");
            }
        }
        for action in [Action::People, Action::Roles, Action::Audit] {
            let admins = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
            let able = admins
                .iter()
                .filter(|r| action.reach(**r) != Reach::No)
                .count();
            assert_eq!(able, 1, "{action:?} belongs to exactly one administrator");
        }
    }

    #[test]
    fn no_two_actions_have_the_same_word() {
        let words: std::collections::BTreeSet<_> = Action::ALL.iter().map(|a| a.word()).collect();
        assert_eq!(words.len(), Action::ALL.len());
    }

    #[test]
    fn every_row_has_a_cell_for_every_role() {
        for action in Action::ALL {
            assert_eq!(action.row().len(), Role::ALL.len(), "{action:?}");
        }
    }
}
