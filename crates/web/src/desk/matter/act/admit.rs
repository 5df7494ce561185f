//! 受理 (C4): materials ticked, 容缺 and 告知承诺 where the applicant chose them and the rules allow.

use super::page::{Shown, show_page};
use super::run::{ground, settle};
use super::{Ground, Screen, attach};
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::viewer::Viewer;
use crate::portal::files;
use axum::response::Response;
use banjie_core::kinds::application::{Application, Wish};
use banjie_core::matter::{Command, CommandName, Detail};
use banjie_core::packages::commitment::Signature;
use banjie_store::reads::Course;

pub(super) const SCREEN: Screen = Screen {
    command: CommandName::Admit,
    path: "admit",
    route: "/desk/matters/{no}/admit",
    title: |_| "受理".to_owned(),
    consequence: |g| {
        let Detail::Application(application) = &g.matter().detail else {
            return String::new();
        };
        let plan = &application.plan;
        let notice = match plan.notice_days {
            0 => String::new(),
            days => format!("（另有公示 {days} 天）"),
        };
        let lacking = match application.told {
            None => "材料不齐又不能容缺的，请返回用“一次告知”，只能告知一次。",
            Some(_) => "已经一次告知过，不能再告知；还不齐的，由负责人决定是否不予受理。",
        };
        format!(
            "受理后 {} 个事项同时分给各部门，全程 {} 个工作日{notice}。{lacking}",
            plan.items.len(),
            plan.working_days
        )
    },
    fields,
    // The scan of a paper letter is read in `give`.
    parse: |_, _| Err(Errors::default()),
    label: "受理",
    harm: false,
    files: true,
};

/// The application a page is about.
pub(super) fn application<'g>(ground: &'g Ground<'_>) -> Option<&'g Application> {
    match &ground.matter().detail {
        Detail::Application(application) => Some(application),
        _ => None,
    }
}

fn fields(ground: &Ground<'_>) -> Vec<Field> {
    let Some(application) = application(ground) else {
        return Vec::new();
    };
    let plan = &application.plan;
    let wished =
        |code: &str| (application.new.tolerance.iter()).any(|w| w.material.as_str() == code);
    let handed = |code: &str| {
        application
            .handed
            .iter()
            .find(|h| h.material.as_str() == code)
    };
    let mut present = Vec::new();
    let mut later = Vec::new();
    for material in plan.submitted() {
        let code = material.material.as_str();
        let hint = match handed(code) {
            Some(h) if !h.files.is_empty() => format!("申请人传了 {} 个文件", h.files.len()),
            Some(_) => "窗口收的纸质".to_owned(),
            None if wished(code) => "申请人选了容缺".to_owned(),
            None => "还没有交".to_owned(),
        };
        let kind = if material.principal {
            "主要材料 · "
        } else {
            ""
        };
        present.push(Choice {
            hint: format!("{kind}{hint}"),
            ..Choice::new(code, &material.name)
        });
        // What was handed in is judged as it is; only what is not there can come later.
        if let Some(days) = material.defer.filter(|_| handed(code).is_none()) {
            let chosen = if wished(code) {
                "申请人选了"
            } else {
                "申请人没有选，要签纸质承诺书"
            };
            later.push(Choice {
                hint: format!("受理后最长 {days} 个工作日补齐 · {chosen}"),
                ..Choice::new(code, &material.name)
            });
        }
    }
    let there: Vec<&str> = (plan.submitted())
        .map(|m| m.material.as_str())
        .filter(|code| handed(code).is_some())
        .collect();
    let mut fields = vec![
        Field::with("present", "齐全、合格的材料", Control::Checks(present))
            .hint("逐份核对后勾选。受理要求全部勾上，或者选了容缺、告知承诺")
            .value(there.join("\n")),
    ];
    if !later.is_empty() {
        let chosen: Vec<&str> = (later.iter().map(|c| c.value.as_str()))
            .filter(|code| wished(code) && handed(code).is_none())
            .collect();
        let chosen = chosen.join("\n");
        fields.push(
            Field::with("deferred", "容缺：以后补的材料", Control::Checks(later))
                .hint("只有次要材料可以，由申请人自愿选并签承诺书；审查照常进行，补齐以后才出结果")
                .value(chosen)
                .optional(),
        );
    }
    let promises: Vec<Choice> = (plan.items.iter())
        .filter_map(|i| {
            let (_, mode) = plan.promise_of(&i.item, ground.law.services)?;
            Some(Choice {
                hint: format!("承诺：{}；决定后 {} 个工作日内核查", mode.what, mode.check),
                ..Choice::new(i.item.as_str(), &i.name)
            })
        })
        .collect();
    if !promises.is_empty() {
        let chosen: Vec<&str> = application
            .new
            .promises
            .iter()
            .map(|p| p.as_str())
            .collect();
        let chosen = chosen.join("\n");
        fields.push(
            Field::with(
                "promises",
                "告知承诺：先决定、后核查的事项",
                Control::Checks(promises),
            )
            .value(chosen)
            .optional(),
        );
    }
    if fields.len() > 1 {
        fields.push(
            Field::text("signer", "在纸质承诺书上签名的人")
                .hint("申请人没有网上签名、现在当面签的，或者别的系统收的、承诺书在纸上的，才填：法定代表人，或持授权委托书的经办人")
                .optional(),
        );
        fields.push(attach::field("签好的承诺书扫描件").optional());
    }
    fields
}

/// Takes the scan first, since it need not be sent again; then accepts.
pub(super) async fn give(
    app: &App,
    viewer: &Viewer,
    mut course: Course,
    screen: &Screen,
    mut form: Form,
) -> Result<Response, Problem> {
    let ask = viewer.ask(app, form.key());
    let no = course.matter.no;
    let mut errors = Errors::default();
    let scans = files::take(app, &mut form, &mut errors).await?;
    let signer = form.line("signer");
    if scans.is_empty() && !signer.is_empty() && errors.is_empty() {
        errors.add(
            "files",
            "签好的承诺书扫描件：没有选。纸质签名要把承诺书扫描或拍照传上来",
        );
    }
    if !scans.is_empty() && signer.is_empty() {
        errors.add(
            "signer",
            "在纸质承诺书上签名的人：没有填。请写承诺书上的签名",
        );
    }
    if !errors.is_empty() {
        let ground = ground(app, viewer, &course).await?;
        return show_page(&ground, screen, &form, &errors, Shown::Again).await;
    }
    let scan = scans.first().map(|s| s.hash.clone());
    if !scans.is_empty() {
        let outcome = attach::add(app, &course, scans, &ask).await;
        if outcome.is_err() {
            let ground = ground(app, viewer, &course).await?;
            return settle(&ground, screen, &form, outcome).await;
        }
        let found = app.store().matter(&viewer.sight, no).await?;
        course = found.ok_or(Problem::NotFound)?;
    }
    let ground = ground(app, viewer, &course).await?;
    let deferred = form.all("deferred").map(|code| Wish {
        material: code.into(),
        days: None,
    });
    let command = Command::Admit {
        present: form.all("present").map(Into::into).collect(),
        deferred: deferred.collect(),
        promises: form.all("promises").map(Into::into).collect(),
        signature: scan.map(|scan| Signature::Paper { name: signer, scan }),
    };
    let outcome = app
        .store()
        .command(no, course.matter.version, command, ask)
        .await;
    settle(&ground, screen, &form, outcome).await
}
