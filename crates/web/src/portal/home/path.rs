//! The ten-step path through the demo district: the main job from the meeting to the bulletin.
//! Edit the list; a step with a role opens signed in as the first demo account that has it.

use crate::app::SignIn;
use banjie_core::district::Role;

/// A step of the path.
struct Step {
    /// What to do and what to look at.
    text: &'static str,
    /// As whom; `None`: as an enterprise, without signing in.
    role: Option<Role>,
    /// Where it happens.
    href: &'static str,
}

const fn step(text: &'static str, role: Option<Role>, href: &'static str) -> Step {
    Step { text, role, href }
}

const STEPS: [Step; 10] = [
    step(
        "会议讲话已经贴好，看读出了哪些任务，改好后下发",
        Some(Role::Coordinator),
        "/desk/directives/extract?speech=demo",
    ),
    step("签收会议任务，报进展", Some(Role::Clerk), "/desk"),
    step(
        "看本单位的红灯和待报的反思",
        Some(Role::UnitHead),
        "/desk/unit",
    ),
    step("提一件诉求，收好回执", None, "/appeals/new"),
    step(
        "给新来的诉求派单",
        Some(Role::Coordinator),
        "/desk/dispatch",
    ),
    step("签收、答复这件诉求", Some(Role::Clerk), "/desk"),
    step("查进度，确认解决了没有", None, "/track"),
    step(
        "看“需要您做的”，催办、批示",
        Some(Role::Leader),
        "/desk/leader",
    ),
    step("看本周通报，点开每个数字", None, "/bulletins"),
    step("看月排名和末位概率，下载封存核验", None, "/rankings"),
];

/// A step as the page shows it.
pub(super) struct StepView {
    pub(super) text: &'static str,
    pub(super) href: &'static str,
    pub(super) account: Option<Account>,
}

/// The demo account of a step.
pub(super) struct Account {
    /// `住建局经办`.
    pub(super) whom: String,
    pub(super) user: String,
    pub(super) password: String,
}

/// The path with the accounts of this demo. Steps whose role has no account are plain links.
pub(super) fn steps(sign_ins: &[SignIn]) -> Vec<StepView> {
    STEPS
        .iter()
        .map(|step| StepView {
            text: step.text,
            href: step.href,
            account: step.role.and_then(|role| {
                let found = sign_ins.iter().find(|s| s.role == role.code())?;
                let unit = match role {
                    Role::Clerk | Role::UnitHead => found.unit.as_str(),
                    // The word of the role says it all.
                    _ => "",
                };
                Some(Account {
                    whom: format!("{unit}{}", role.word()),
                    user: found.user.clone(),
                    password: found.password.clone(),
                })
            }),
        })
        .collect()
}
