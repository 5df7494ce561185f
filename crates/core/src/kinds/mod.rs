//! One file per kind: states, commands, who may give them, what each needs, what it yields; and one
//! line in the list below. The line is all that the rest asks of a kind: it names it, keeps its state
//! in a matter, leads commands and events to its file, and says what it contributes to the assessment.
//! Rates, rankings and the page of losses then follow from pack data alone: a measure with the metric
//! `<code>_on_time` counts it (`sample_kind`, a kind no product has, shows it).

pub mod appeal;
pub mod application;
pub mod commitment;
pub mod consequence;
pub mod directive;
pub mod interview;
pub mod objection;
pub mod review;

use crate::assessment::metric::Aspect;
use crate::matter::{
    Act, By, Command, CommandName, Decision, Event, Law, Matter, Refusal, Step, Visibility,
};
use crate::moment::Moment;
#[cfg(test)]
use crate::sample_kind as sample;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($(
        $(#[doc = $doc:literal])+ $(#[cfg($when:meta)])?
        $kind:ident($state:ty) in $module:ident = $code:literal $word:literal, $sight:ident, [$($aspect:ident),*];
    )+) => {
        /// 类型.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $( $(#[doc = $doc])+ $(#[cfg($when)])? $kind ),+ }

        /// How many there are.
        const KINDS: usize = [$( $(#[cfg($when)])? () ),+].len();

        impl Kind {
            /// All kinds.
            pub const ALL: [Kind; KINDS] = [$( $(#[cfg($when)])? Kind::$kind ),+];

            /// The code in the API and the database.
            pub fn code(self) -> &'static str {
                match self { $( $(#[cfg($when)])? Kind::$kind => $code ),+ }
            }

            /// The word on screen.
            pub fn word(self) -> &'static str {
                match self { $( $(#[cfg($when)])? Kind::$kind => $word ),+ }
            }

            /// What of it is assessed; nothing of what only those named may know.
            pub fn aspects(self) -> &'static [Aspect] {
                match self { $( $(#[cfg($when)])? Kind::$kind => &[$( Aspect::$aspect ),*] ),+ }
            }

            /// Who may know of such matters.
            fn sight(self) -> Visibility {
                match self { $( $(#[cfg($when)])? Kind::$kind => Visibility::$sight ),+ }
            }
        }

        /// What differs by kind.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Detail {
            $( $(#[doc = $doc])+ $(#[cfg($when)])? $kind($state), )+
            /// One item of an application.
            Item(Box<application::item::ApplicationItem>),
        }

        impl Detail {
            /// The kind of such a matter.
            pub fn kind(&self) -> Kind {
                match self {
                    $( $(#[cfg($when)])? Detail::$kind(_) => Kind::$kind, )+
                    Detail::Item(_) => Kind::Application,
                }
            }

            /// The code of its state, stable in API and database.
            pub(crate) fn state(&self) -> &'static str {
                match self {
                    $( $(#[cfg($when)])? Detail::$kind(d) => d.stage.code(), )+
                    Detail::Item(i) => i.stage.code(),
                }
            }

            /// The word for its state.
            pub(crate) fn state_word(&self) -> &'static str {
                match self {
                    $( $(#[cfg($when)])? Detail::$kind(d) => d.stage.word(), )+
                    Detail::Item(i) => i.stage.word(),
                }
            }
        }

        /// What is to be done next, by the file of its kind.
        pub(crate) fn step(detail: &Detail) -> Step {
            match detail {
                $( $(#[cfg($when)])? Detail::$kind(d) => $module::step(d), )+
                Detail::Item(i) => application::item::step(i),
            }
        }

        /// Whether a command fits the state, by the file of its kind; else what to do instead.
        pub(crate) fn stage_allows(detail: &Detail, command: CommandName) -> Result<(), &'static str> {
            match detail {
                $( $(#[cfg($when)])? Detail::$kind(d) => $module::stage_allows(d, command), )+
                Detail::Item(i) => application::item::stage_allows(i, command),
            }
        }

        /// Leads a command to the file of its kind.
        pub(crate) fn decide(
            matter: &Matter,
            command: Command,
            act: &Act,
            law: &Law<'_>,
        ) -> Result<Decision, Refusal> {
            match &matter.detail {
                $( $(#[cfg($when)])? Detail::$kind(d) => $module::decide(matter, d, command, act, law), )+
                Detail::Item(i) => application::item::decide(matter, i, command, act, law),
            }
        }

        /// Leads an event to the file of its kind.
        pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
            match matter.detail {
                $( $(#[cfg($when)])? Detail::$kind(_) => $module::apply(matter, event, by, at), )+
                Detail::Item(_) => application::item::apply(matter, event, by, at),
            }
        }
    };
}

// kind (its state) in its file = code, word; who may know; what of it is assessed.
kinds! {
    /// 企业诉求.
    Appeal(appeal::Appeal) in appeal = "appeal" "诉求", Units, [OnTime, Solved, Satisfied, Reopened, Support];
    /// 会议任务、督办.
    Directive(directive::Directive) in directive = "directive" "会议任务", Units, [OnTime];
    /// 考核申诉.
    Objection(objection::Objection) in objection = "objection" "考核申诉", Units, [OnTime];
    /// 一件事的申请.
    Application(Box<application::Application>) in application = "application" "一件事申请", Units, [OnTime];
    /// 容缺承诺, 告知承诺.
    Commitment(Box<commitment::Commitment>) in commitment = "commitment" "信用承诺", Units, [OnTime];
    /// 好差评.
    Review(Box<review::Review>) in review = "review" "好差评", Units, [OnTime];
    /// 约谈.
    Interview(Box<interview::Interview>) in interview = "interview" "约谈", Named, [];
    /// 结果运用 (双挂钩).
    Consequence(Box<consequence::Consequence>) in consequence = "consequence" "结果运用", Named, [];
    /// A kind no product has.
    #[cfg(test)]
    Sample(sample::Sample) in sample = "sample" "样例任务", Units, [OnTime, Solved];
}

impl Kind {
    /// Whether only those named know of such a matter: it is counted nowhere.
    pub fn is_named(self) -> bool {
        self.sight() == Visibility::Named
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.code() == code)
    }
}
