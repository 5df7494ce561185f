//! What happened. Names carry a version and are kept for ever; a matter's state is what its
//! events say.

use super::clock::Clock;
use super::{
    Attachment, Evidence, Handler, MatterNo, NewAppeal, NewDirective, NewObjection, Verdict,
};
use crate::assessment::quarterly::adjustment::Terms;
use crate::district::{IndicatorId, ItemId, MaterialCode, Named, PostId, TopicId, UnitId};
use crate::kinds::application::{
    Cause, Deferred, Facts, Handed, MissingMaterial, NewApplication, NewItem, Outcome, Plan, Way,
};
use crate::kinds::commitment::{NewCommitment, Reminder};
use crate::kinds::consequence::NewConsequence;
use crate::kinds::directive::Reflection;
use crate::kinds::interview::{Minutes, NewInterview};
use crate::kinds::objection::Ruling;
use crate::kinds::review::{self, BadReview, Ground, NewReview, Rating};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An event of a matter, written as `{"event": "appeal.submitted/1", "data": {…}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data")]
pub enum Event {
    /// An enterprise's appeal came in; the coordinator owns it until dispatched.
    #[serde(rename = "appeal.submitted/1")]
    AppealSubmitted {
        /// Its number.
        no: MatterNo,
        /// What was said.
        appeal: NewAppeal,
        /// 区营商办.
        coordinator: UnitId,
        /// The unit the routing table proposes.
        proposed: Option<UnitId>,
        /// The clock for accepting.
        clock: Clock,
    },
    /// A confirmed order was handed to its lead unit.
    #[serde(rename = "directive.dispatched/1")]
    DirectiveDispatched {
        /// Its number.
        no: MatterNo,
        /// The order.
        directive: NewDirective,
        /// 包抓.
        sponsor: Option<PostId>,
        /// The clock for the (first) report.
        clock: Clock,
    },
    /// A unit objected to its figures in a period under check.
    #[serde(rename = "objection.filed/1")]
    ObjectionFiled {
        /// Its number.
        no: MatterNo,
        /// What is objected to, and why.
        objection: NewObjection,
        /// The unit whose people rule.
        ruler: UnitId,
        /// 包抓 of that unit.
        sponsor: Option<PostId>,
        /// The time for the ruling.
        clock: Clock,
        /// 区营商办 rules; otherwise it is concerned itself.
        by_coordinator: bool,
    },
    /// The rule proposes to interview the head of a unit.
    #[serde(rename = "interview.proposed/1")]
    InterviewProposed {
        /// Its number.
        no: MatterNo,
        /// Whom, and what it rests on.
        interview: NewInterview,
        /// 纪委监委.
        lead: UnitId,
        /// 纪委书记, who decides.
        sponsor: Option<PostId>,
        /// Who may know.
        named: Vec<Named>,
        /// The time to hold it.
        clock: Clock,
        /// The last day on which it can be taken up.
        expires: Date,
    },
    /// 通知约谈.
    #[serde(rename = "interview.invited/1")]
    InterviewInvited {
        /// The day.
        on: Date,
        /// The place.
        place: String,
        /// Who now knows, too.
        named: Vec<Named>,
    },
    /// 记录约谈.
    #[serde(rename = "interview.held/1")]
    InterviewHeld {
        /// The record.
        minutes: Minutes,
        /// The time to look back.
        clock: Clock,
    },
    /// 回访.
    #[serde(rename = "interview.closed/1")]
    InterviewClosed {
        /// It has become better.
        better: bool,
        /// Words.
        words: String,
    },
    /// The rule proposes what follows from results or conduct.
    #[serde(rename = "consequence.proposed/1")]
    ConsequenceProposed {
        /// Its number.
        no: MatterNo,
        /// What, about whom, and what it rests on.
        consequence: NewConsequence,
        /// 组织部.
        lead: UnitId,
        /// 组织部部长, who decides on protests.
        sponsor: Option<PostId>,
        /// Who may know.
        named: Vec<Named>,
        /// The time to take it up.
        clock: Clock,
        /// The last day on which it can be taken up.
        expires: Date,
    },
    /// 告知本人.
    #[serde(rename = "consequence.notified/1")]
    ConsequenceNotified {
        /// What was told.
        words: String,
        /// Who now knows, too.
        named: Vec<Named>,
        /// The time in which the person is heard.
        clock: Clock,
    },
    /// 申诉 of the person concerned.
    #[serde(rename = "consequence.protested/1")]
    Protested {
        /// Why.
        reason: String,
        /// The time for the second decision.
        clock: Clock,
    },
    /// 复核.
    #[serde(rename = "consequence.redecided/1")]
    Redecided {
        /// The decision stands.
        upheld: bool,
        /// Why.
        reason: String,
    },
    /// Somebody named opened a proposal and read it.
    #[serde(rename = "proposal.opened/1")]
    ProposalOpened {},
    /// 决定.
    #[serde(rename = "proposal.decided/1")]
    ProposalDecided {
        /// Followed or not.
        adopted: bool,
        /// Why.
        reason: String,
        /// The last day to protest, if somebody may.
        until: Option<Date>,
        /// Who now knows, too.
        named: Vec<Named>,
    },
    /// 陈述.
    #[serde(rename = "proposal.stated/1")]
    Stated {
        /// Words.
        words: String,
    },
    /// Nobody decided in time.
    #[serde(rename = "proposal.expired/1")]
    ProposalExpired {},
    /// A correction took away what it rested on.
    #[serde(rename = "proposal.retracted/1")]
    ProposalRetracted {
        /// What was corrected.
        why: String,
    },
    /// 裁定申诉.
    #[serde(rename = "objection.ruled/1")]
    Ruled {
        /// How.
        ruling: Ruling,
        /// Why.
        reason: String,
        /// The matters that leave the denominators.
        excluded: Vec<MatterNo>,
        /// What the bonus, deduction or veto objected to shall be corrected to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead: Option<Terms>,
    },
    /// 派单, also the coordinator's ruling on a dispute.
    #[serde(rename = "matter.dispatched/1")]
    Dispatched {
        /// Lead unit.
        unit: UnitId,
        /// Support units.
        support: Vec<UnitId>,
        /// Topic as corrected.
        topic: Option<TopicId>,
        /// Indicator it counts under.
        indicator: Option<IndicatorId>,
        /// 包抓.
        sponsor: Option<PostId>,
        /// Why.
        reason: String,
        /// The handling clock; on a ruling the running one.
        clock: Clock,
        /// The coordinator has ruled: no more transfers between units.
        ruling: bool,
    },
    /// 不予受理.
    #[serde(rename = "appeal.rejected/1")]
    Rejected {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 非本区职责.
    #[serde(rename = "appeal.passed_on/1")]
    PassedOn {
        /// Competent body.
        to: String,
        /// Telephone.
        telephone: String,
        /// Why.
        reason: String,
    },
    /// 签收; who signs becomes the handler until somebody else is assigned.
    #[serde(rename = "matter.signed/1")]
    Signed {
        /// The handler.
        handler: Handler,
    },
    /// 交办.
    #[serde(rename = "matter.assigned/1")]
    Assigned {
        /// The handler.
        handler: Handler,
    },
    /// 转办.
    #[serde(rename = "matter.transferred/1")]
    Transferred {
        /// To.
        unit: UnitId,
        /// Sponsor of the new unit.
        sponsor: Option<PostId>,
        /// Why.
        reason: String,
    },
    /// 退回 to the unit it came from.
    #[serde(rename = "matter.returned/1")]
    Returned {
        /// To.
        unit: UnitId,
        /// Sponsor of that unit.
        sponsor: Option<PostId>,
        /// Why.
        reason: String,
    },
    /// Units do not agree: the coordinator decides.
    #[serde(rename = "matter.disputed/1")]
    Disputed {
        /// Why the unit holds it is not competent.
        reason: String,
    },
    /// 暂停.
    #[serde(rename = "matter.paused/1")]
    Paused {
        /// Allowed reason.
        reason: String,
        /// First day that does not count.
        from: Date,
    },
    /// 恢复.
    #[serde(rename = "matter.resumed/1")]
    Resumed {
        /// Which pause ends.
        reason: String,
        /// Last day that did not count.
        until: Date,
    },
    /// 延期.
    #[serde(rename = "matter.extended/1")]
    Extended {
        /// Total length.
        total: u32,
        /// Why.
        reason: String,
    },
    /// 催办.
    #[serde(rename = "matter.urged/1")]
    Urged {
        /// Words.
        words: String,
    },
    /// 上报.
    #[serde(rename = "matter.escalated/1")]
    Escalated {
        /// Rung.
        rung: String,
    },
    /// A file.
    #[serde(rename = "matter.attached/1")]
    Attached {
        /// The file.
        file: Attachment,
    },
    /// A record.
    #[serde(rename = "matter.commented/1")]
    Commented {
        /// Words.
        words: String,
        /// Shown to the enterprise.
        public: bool,
    },
    /// 答复.
    #[serde(rename = "appeal.answered/1")]
    Answered {
        /// Reply.
        reply: String,
        /// Evidence.
        evidence: Vec<Evidence>,
        /// The enterprise's time to say whether it is solved.
        clock: Clock,
    },
    /// 企业确认.
    #[serde(rename = "appeal.confirmed/1")]
    Confirmed {
        /// Solved, not solved, or no answer in time.
        verdict: Verdict,
        /// Level 1–5.
        level: Option<u8>,
        /// Words.
        words: String,
        /// 区营商办's time to review, when it is not solved.
        review: Option<Clock>,
    },
    /// 重办.
    #[serde(rename = "appeal.reopened/1")]
    Reopened {
        /// Why.
        reason: String,
        /// The clock of the new round.
        clock: Clock,
    },
    /// 回访抽查: another unit rang, and the enterprise said that it is not solved.
    #[serde(rename = "appeal.found_unsolved/1")]
    FoundUnsolved {
        /// In its words.
        words: String,
        /// 区营商办's time to decide.
        clock: Clock,
    },
    /// 复核结案; for a recurring directive the end of the series.
    #[serde(rename = "matter.concluded/1")]
    Concluded {
        /// Explanation.
        reason: String,
    },
    /// 撤回.
    #[serde(rename = "matter.withdrawn/1")]
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// 并案.
    #[serde(rename = "matter.merged/1")]
    Merged {
        /// Into which.
        into: MatterNo,
        /// Why.
        reason: String,
    },
    /// 剔除.
    #[serde(rename = "matter.excluded/1")]
    Excluded {
        /// Why.
        reason: String,
        /// What it rests on; absent before reviews were excluded with evidence.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Evidence>,
    },
    /// 提请剔除: beyond the number one person may exclude in a month, a second one must agree.
    #[serde(rename = "matter.exclusion_proposed/1")]
    ExclusionProposed {
        /// Why.
        reason: String,
    },
    /// 不同意剔除: the matter goes on counting.
    #[serde(rename = "matter.exclusion_declined/1")]
    ExclusionDeclined {
        /// Why.
        reason: String,
    },
    /// 反馈.
    #[serde(rename = "directive.reported/1")]
    Reported {
        /// Report.
        reply: String,
        /// Evidence.
        evidence: Vec<Evidence>,
        /// 区营商办's time to accept or send back.
        clock: Clock,
    },
    /// 反思.
    #[serde(rename = "directive.reflected/1")]
    Reflected {
        /// Cause, steps, date.
        reflection: Reflection,
        /// 区营商办's time to accept or send back.
        clock: Clock,
    },
    /// 认可.
    #[serde(rename = "directive.accepted/1")]
    Accepted {
        /// Words.
        words: String,
        /// The next period's clock, when the order recurs.
        next: Option<Clock>,
    },
    /// 退回重报.
    #[serde(rename = "directive.sent_back/1")]
    SentBack {
        /// What is missing.
        reason: String,
    },
    /// 邀请评价.
    #[serde(rename = "review.invited/1")]
    ReviewInvited {
        /// Its number.
        no: MatterNo,
        /// What is to be rated.
        review: NewReview,
        /// 包抓 of the unit.
        sponsor: Option<PostId>,
        /// The time to rate.
        clock: Clock,
    },
    /// 评价.
    #[serde(rename = "review.rated/1")]
    Rated {
        /// Level, tags, words.
        rating: Rating,
        /// The clocks of a bad one.
        work: Option<Box<BadReview>>,
    },
    /// The time to rate ran out.
    #[serde(rename = "review.lapsed/1")]
    ReviewLapsed {},
    /// 提醒评价: the one the matter was done for was told once that it can still be rated.
    #[serde(rename = "review.reminded/1")]
    RatingReminded {
        /// The last day.
        until: Date,
    },
    /// 追评.
    #[serde(rename = "review.followed_up/1")]
    ReviewFollowedUp {
        /// 1–5.
        level: u8,
        /// Words.
        words: String,
    },
    /// 回访.
    #[serde(rename = "review.called_back/1")]
    CalledBack {
        /// The rater was spoken to.
        reached: bool,
        /// What was said.
        words: String,
        /// The time to answer, when this was the first call.
        clock: Option<Clock>,
    },
    /// 整改、限期整改或说明.
    #[serde(rename = "review.redressed/1")]
    Redressed {
        /// How.
        way: review::Way,
        /// Words for the rater.
        reply: String,
        /// What it rests on.
        evidence: Vec<Evidence>,
        /// The time to correct, or the rater's to say whether that will do.
        clock: Clock,
    },
    /// 申诉.
    #[serde(rename = "review.objected/1")]
    ReviewObjected {
        /// Mistaken or malicious.
        ground: Ground,
        /// Why.
        reason: String,
        /// What it rests on.
        evidence: Vec<Evidence>,
        /// The other unit's time to decide.
        clock: Clock,
    },
    /// 申诉不成立.
    #[serde(rename = "review.objection_refused/1")]
    ObjectionRefused {
        /// Why.
        reason: String,
        /// The time to answer, anew.
        clock: Clock,
        /// The time to correct, anew.
        correct: Clock,
    },
    /// 评价人确认.
    #[serde(rename = "review.confirmed/1")]
    ReviewConfirmed {
        /// Accepted, not accepted, or no answer in time.
        verdict: Verdict,
        /// Words.
        words: String,
        /// The time to look at it again, when it is not accepted.
        recheck: Option<Clock>,
    },
    /// 重新整改.
    #[serde(rename = "review.reopened/1")]
    ReviewReopened {
        /// Why.
        reason: String,
        /// The time to answer.
        clock: Clock,
        /// The time to correct.
        correct: Clock,
    },
    /// The calendar of a year was added and the due date computed anew.
    #[serde(rename = "clock.recomputed/1")]
    Recomputed {
        /// The date that now stands.
        due: Date,
    },
    /// An application came in; the lead unit of the package owes an answer on the materials.
    #[serde(rename = "application.submitted/1")]
    ApplicationSubmitted {
        /// Its number.
        no: MatterNo,
        /// Package and applicant.
        title: String,
        /// The items applied for.
        text: String,
        /// Lead unit of the package.
        lead: UnitId,
        /// 包抓.
        sponsor: Option<PostId>,
        /// What was handed in.
        application: Box<NewApplication>,
        /// Items, order, materials, whole limit.
        plan: Plan,
        /// The clock for telling what is missing.
        clock: Clock,
    },
    /// 一次告知.
    #[serde(rename = "application.told_missing/1")]
    ApplicationToldMissing {
        /// Everything that is missing.
        missing: Vec<MissingMaterial>,
        /// The applicant's time to supply.
        clock: Clock,
    },
    /// 补正.
    #[serde(rename = "application.supplied/1")]
    ApplicationSupplied {
        /// What came.
        handed: Vec<Handed>,
        /// Its files.
        files: Vec<Attachment>,
        /// The clock for accepting.
        clock: Clock,
    },
    /// 受理, also when it counts as accepted.
    #[serde(rename = "application.admitted/1")]
    ApplicationAdmitted {
        /// The day it counts as received.
        received: Date,
        /// Nobody said in time that something was missing.
        deemed: bool,
        /// Materials that come later.
        deferred: Vec<Deferred>,
        /// Items decided on a promise.
        promises: Vec<ItemId>,
        /// The whole limit.
        clock: Clock,
    },
    /// 不予受理.
    #[serde(rename = "application.refused/1")]
    ApplicationRefused {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 分办: the child matters have their numbers.
    #[serde(rename = "application.divided/1")]
    ApplicationDivided {
        /// Item and number.
        items: Vec<(ItemId, MatterNo)>,
        /// Commitments made with it.
        commitments: Vec<MatterNo>,
    },
    /// An item has ended.
    #[serde(rename = "application.item_ended/1")]
    ApplicationItemEnded {
        /// Which.
        item: ItemId,
        /// How.
        outcome: Outcome,
        /// Number of its result.
        number: String,
        /// Facts that others wait for.
        facts: Facts,
        /// The time to hand over, when it was the last one.
        clock: Option<Clock>,
    },
    /// Materials that were promised have come and are in order.
    #[serde(rename = "application.completed/1")]
    ApplicationCompleted {
        /// Which.
        materials: Vec<MaterialCode>,
    },
    /// 容缺终止.
    #[serde(rename = "application.tolerance_ended/1")]
    ApplicationToleranceEnded {
        /// The items concerned.
        items: Vec<ItemId>,
        /// Why.
        reason: String,
    },
    /// 出件.
    #[serde(rename = "application.handed_over/1")]
    ApplicationHandedOver {
        /// How.
        way: Way,
        /// Words.
        words: String,
    },
    /// An item of an accepted application.
    #[serde(rename = "item.opened/1")]
    ItemOpened {
        /// Its number.
        no: MatterNo,
        /// 包抓.
        sponsor: Option<PostId>,
        /// The item.
        item: Box<NewItem>,
        /// Stands still until it begins.
        clock: Clock,
    },
    /// Everything it waited for is granted.
    #[serde(rename = "item.begun/1")]
    ItemBegun {
        /// Facts of the items before it.
        known: Facts,
        /// The promised time.
        clock: Clock,
        /// The statutory time.
        statutory: Option<Clock>,
        /// The last day of the public notice.
        notice_until: Option<Date>,
    },
    /// 容缺 materials have come.
    #[serde(rename = "item.completed/1")]
    ItemCompleted {
        /// Which.
        materials: Vec<MaterialCode>,
    },
    /// 准予.
    #[serde(rename = "item.granted/1")]
    ItemGranted {
        /// The result in words.
        words: String,
        /// Number of the licence or other result.
        number: String,
        /// Facts that others wait for.
        facts: Facts,
        /// What it rests on.
        evidence: Vec<Evidence>,
    },
    /// 不予.
    #[serde(rename = "item.denied/1")]
    ItemDenied {
        /// Why.
        reason: String,
        /// Basis and remedy.
        basis: String,
    },
    /// Not carried on.
    #[serde(rename = "item.dropped/1")]
    ItemDropped {
        /// Why.
        cause: Cause,
        /// In words.
        reason: String,
    },
    /// 撤销.
    #[serde(rename = "item.revoked/1")]
    ItemRevoked {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 承诺.
    #[serde(rename = "commitment.made/1")]
    CommitmentMade {
        /// Its number.
        no: MatterNo,
        /// 包抓.
        sponsor: Option<PostId>,
        /// What was promised.
        commitment: Box<NewCommitment>,
        /// The first date.
        clock: Clock,
    },
    /// 提醒.
    #[serde(rename = "commitment.reminded/1")]
    CommitmentReminded {
        /// Which one.
        reminder: Reminder,
        /// Of which date.
        due: Date,
    },
    /// 补交, or what was corrected.
    #[serde(rename = "commitment.supplied/1")]
    CommitmentSupplied {
        /// What came.
        handed: Vec<Handed>,
        /// Files.
        files: Vec<Attachment>,
        /// Words.
        words: String,
        /// The time to inspect.
        clock: Clock,
    },
    /// 核对相符.
    #[serde(rename = "commitment.inspected/1")]
    CommitmentInspected {
        /// Materials in order.
        materials: Vec<MaterialCode>,
        /// Words.
        words: String,
        /// The next date, when more is owed.
        next: Option<Clock>,
    },
    /// 核对不符.
    #[serde(rename = "commitment.found_false/1")]
    CommitmentFoundFalse {
        /// What is wrong.
        words: String,
        /// 责令停止.
        stop: bool,
        /// What runs now.
        clock: Clock,
    },
    /// The date has passed.
    #[serde(rename = "commitment.lapsed/1")]
    CommitmentLapsed {
        /// The unit's time to act.
        clock: Clock,
    },
    /// 终止容缺, or the decision is revoked; the record is proposed.
    #[serde(rename = "commitment.revoked/1")]
    CommitmentRevoked {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
        /// The applicant's time to be heard.
        clock: Clock,
    },
    /// 异议.
    #[serde(rename = "commitment.objected/1")]
    CommitmentObjected {
        /// Words.
        words: String,
        /// Salted hash of who said it at the window, hex; absent where the applicant wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaker: Option<String>,
        /// 区营商办's time to settle.
        clock: Clock,
    },
    /// 裁定.
    #[serde(rename = "commitment.settled/1")]
    CommitmentSettled {
        /// Recorded or not.
        record: bool,
        /// Why.
        reason: String,
    },
    /// 修复.
    #[serde(rename = "commitment.repaired/1")]
    CommitmentRepaired {
        /// How.
        reason: String,
    },
    /// Not needed any more.
    #[serde(rename = "commitment.void/1")]
    CommitmentVoid {
        /// Why.
        cause: Cause,
        /// In words.
        reason: String,
    },
}

impl Event {
    /// The versioned name, e.g. `matter.signed/1`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AppealSubmitted { .. } => "appeal.submitted/1",
            Self::DirectiveDispatched { .. } => "directive.dispatched/1",
            Self::ObjectionFiled { .. } => "objection.filed/1",
            Self::Ruled { .. } => "objection.ruled/1",
            Self::InterviewProposed { .. } => "interview.proposed/1",
            Self::InterviewInvited { .. } => "interview.invited/1",
            Self::InterviewHeld { .. } => "interview.held/1",
            Self::InterviewClosed { .. } => "interview.closed/1",
            Self::ConsequenceProposed { .. } => "consequence.proposed/1",
            Self::ConsequenceNotified { .. } => "consequence.notified/1",
            Self::Protested { .. } => "consequence.protested/1",
            Self::Redecided { .. } => "consequence.redecided/1",
            Self::ProposalOpened {} => "proposal.opened/1",
            Self::ProposalDecided { .. } => "proposal.decided/1",
            Self::Stated { .. } => "proposal.stated/1",
            Self::ProposalExpired {} => "proposal.expired/1",
            Self::ProposalRetracted { .. } => "proposal.retracted/1",
            Self::Dispatched { .. } => "matter.dispatched/1",
            Self::Rejected { .. } => "appeal.rejected/1",
            Self::PassedOn { .. } => "appeal.passed_on/1",
            Self::Signed { .. } => "matter.signed/1",
            Self::Assigned { .. } => "matter.assigned/1",
            Self::Transferred { .. } => "matter.transferred/1",
            Self::Returned { .. } => "matter.returned/1",
            Self::Disputed { .. } => "matter.disputed/1",
            Self::Paused { .. } => "matter.paused/1",
            Self::Resumed { .. } => "matter.resumed/1",
            Self::Extended { .. } => "matter.extended/1",
            Self::Urged { .. } => "matter.urged/1",
            Self::Escalated { .. } => "matter.escalated/1",
            Self::Attached { .. } => "matter.attached/1",
            Self::Commented { .. } => "matter.commented/1",
            Self::Answered { .. } => "appeal.answered/1",
            Self::Confirmed { .. } => "appeal.confirmed/1",
            Self::Reopened { .. } => "appeal.reopened/1",
            Self::FoundUnsolved { .. } => "appeal.found_unsolved/1",
            Self::Concluded { .. } => "matter.concluded/1",
            Self::Withdrawn { .. } => "matter.withdrawn/1",
            Self::Merged { .. } => "matter.merged/1",
            Self::Excluded { .. } => "matter.excluded/1",
            Self::ExclusionProposed { .. } => "matter.exclusion_proposed/1",
            Self::ExclusionDeclined { .. } => "matter.exclusion_declined/1",
            Self::Reported { .. } => "directive.reported/1",
            Self::Reflected { .. } => "directive.reflected/1",
            Self::Accepted { .. } => "directive.accepted/1",
            Self::SentBack { .. } => "directive.sent_back/1",
            Self::ReviewInvited { .. } => "review.invited/1",
            Self::Rated { .. } => "review.rated/1",
            Self::ReviewLapsed {} => "review.lapsed/1",
            Self::RatingReminded { .. } => "review.reminded/1",
            Self::ReviewFollowedUp { .. } => "review.followed_up/1",
            Self::CalledBack { .. } => "review.called_back/1",
            Self::Redressed { .. } => "review.redressed/1",
            Self::ReviewObjected { .. } => "review.objected/1",
            Self::ObjectionRefused { .. } => "review.objection_refused/1",
            Self::ReviewConfirmed { .. } => "review.confirmed/1",
            Self::ReviewReopened { .. } => "review.reopened/1",
            Self::Recomputed { .. } => "clock.recomputed/1",
            Self::ApplicationSubmitted { .. } => "application.submitted/1",
            Self::ApplicationToldMissing { .. } => "application.told_missing/1",
            Self::ApplicationSupplied { .. } => "application.supplied/1",
            Self::ApplicationAdmitted { .. } => "application.admitted/1",
            Self::ApplicationRefused { .. } => "application.refused/1",
            Self::ApplicationDivided { .. } => "application.divided/1",
            Self::ApplicationItemEnded { .. } => "application.item_ended/1",
            Self::ApplicationCompleted { .. } => "application.completed/1",
            Self::ApplicationToleranceEnded { .. } => "application.tolerance_ended/1",
            Self::ApplicationHandedOver { .. } => "application.handed_over/1",
            Self::ItemOpened { .. } => "item.opened/1",
            Self::ItemBegun { .. } => "item.begun/1",
            Self::ItemCompleted { .. } => "item.completed/1",
            Self::ItemGranted { .. } => "item.granted/1",
            Self::ItemDenied { .. } => "item.denied/1",
            Self::ItemDropped { .. } => "item.dropped/1",
            Self::ItemRevoked { .. } => "item.revoked/1",
            Self::CommitmentMade { .. } => "commitment.made/1",
            Self::CommitmentReminded { .. } => "commitment.reminded/1",
            Self::CommitmentSupplied { .. } => "commitment.supplied/1",
            Self::CommitmentInspected { .. } => "commitment.inspected/1",
            Self::CommitmentFoundFalse { .. } => "commitment.found_false/1",
            Self::CommitmentLapsed { .. } => "commitment.lapsed/1",
            Self::CommitmentRevoked { .. } => "commitment.revoked/1",
            Self::CommitmentObjected { .. } => "commitment.objected/1",
            Self::CommitmentSettled { .. } => "commitment.settled/1",
            Self::CommitmentRepaired { .. } => "commitment.repaired/1",
            Self::CommitmentVoid { .. } => "commitment.void/1",
        }
    }
}
