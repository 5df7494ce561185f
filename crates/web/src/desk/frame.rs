//! The frame of a desk page: navigation by what the person may do, with counts of what they can
//! move forward now.

use crate::App;
use crate::desk::callbacks;
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, NavGroup, NavItem, Problem, text};
use banjie_core::district::Action;
use banjie_core::matter::Waiting;
use banjie_store::reads::Filter;

/// All matters, the newest on top: the oldest are long closed.
pub(super) const NEWEST: &str = "/desk/matters?sort=-age";

/// The frame for a page with this title at this path.
///
/// # Errors
/// The database fails.
pub(crate) async fn frame(
    app: &App,
    viewer: &Viewer,
    path: &str,
    title: &str,
) -> Result<Desk, Problem> {
    let today = app.today();
    let staff = viewer.staff();
    let todo = app
        .store()
        .count(&viewer.sight, &todo(viewer, app), today)
        .await?;
    let todo = todo + callbacks::owed(app, viewer).await?.len() as u64;
    let mut nav = Vec::new();
    // What somebody begins the day with stands first.
    let mine = [
        (Action::LeaderView, "需要我做的", "/desk/leader"),
        (Action::LeaderView, "我包抓的", "/desk/sponsored"),
        (Action::UnitView, "本单位", "/desk/unit"),
    ];
    let mut all = vec![NavItem::new("待办", "/desk").count(todo)];
    if viewer.may(Action::SeeMatters) {
        all.push(NavItem::new("全部办件", NEWEST));
        all.push(NavItem::new("三级责任", "/desk/responsibility"));
        all.push(NavItem::new("指标调度", "/desk/indicators"));
    }
    group(&mut nav, viewer, "", &mine, all);
    group(
        &mut nav,
        viewer,
        "办理",
        &[
            (Action::Dispatch, "派单", "/desk/dispatch"),
            (Action::Intake, "登记诉求", "/desk/intake"),
            (Action::Intake, "登记一件事", "/desk/intake/packages"),
            (Action::SeeMatters, "企业承诺", "/desk/promises"),
            (Action::InviteReview, "请人评价", "/desk/visits"),
            (Action::Import, "批量导入", "/desk/imports"),
            (Action::Direct, "会议任务提取", "/desk/directives/extract"),
        ],
        vec![],
    );
    group(
        &mut nav,
        viewer,
        "考核",
        &[
            (Action::SeeReviews, "好差评", "/desk/reviews"),
            (Action::Bulletin, "周通报", "/desk/bulletins"),
            (Action::ReportWeek, "本单位周报", "/desk/week"),
            (Action::Ranking, "月排名", "/desk/rankings"),
            (Action::SeeReports, "指标报送", "/desk/reports"),
            (Action::Assess, "季考核", "/desk/assessments"),
            (Action::Object, "核对本单位的数", "/desk/assess"),
            (Action::SignPeriod, "复核与签署", "/desk/signing"),
            (Action::SeeMarks, "异常线索和回访", "/desk/checks"),
            (Action::CallSample, "回访抽查", "/desk/callbacks"),
            (Action::SeeProposals, "处置建议", "/desk/proposals"),
            (Action::SeePerformance, "绩效系数", "/desk/performance"),
            (Action::SeeFigures, "趋势", "/desk/trends"),
            (Action::SeeRulebook, "考核办法", "/desk/rulebook"),
        ],
        vec![
            NavItem::new("已发布的通报", "/bulletins"),
            NavItem::new("已发布的排名", "/rankings"),
            NavItem::new("已公布的季考核", "/assessments"),
        ],
    );
    group(
        &mut nav,
        viewer,
        "我的",
        &[
            (Action::SeeRules, "规则和依据", "/desk/rules"),
            (Action::Tokens, "接口令牌", "/desk/tokens"),
        ],
        vec![],
    );
    Ok(Desk {
        district_name: app.site().district_name.clone(),
        title: title.to_owned(),
        errors: false,
        demo: app.site().demo,
        nav,
        who: staff.name.clone(),
        unit: staff.unit.to_string(),
        today: text::today(today),
        query: String::new(),
        shortcuts: true,
        body_class: "",
    }
    .at(path))
}

fn group(
    nav: &mut Vec<NavGroup>,
    viewer: &Viewer,
    title: &str,
    guarded: &[(Action, &str, &str)],
    open: Vec<NavItem>,
) {
    let allowed = guarded.iter().filter(|(action, _, _)| viewer.may(*action));
    let mut items: Vec<_> = allowed
        .map(|(_, label, href)| NavItem::new(label, href))
        .collect();
    items.extend(open);
    if !items.is_empty() {
        nav.push(NavGroup {
            title: title.to_owned(),
            items,
        });
    }
}

/// 待办: what this person can move forward now.
pub(crate) fn todo(viewer: &Viewer, app: &App) -> Filter {
    let staff = viewer.staff();
    if staff.unit == app.pack().district.coordinator {
        return Filter {
            waiting: Some(Waiting::Coordinator),
            // What is contested of itself 纪委监委 decides.
            not_reviews_of: Some(staff.unit.clone()),
            ..Filter::default()
        };
    }
    let handles = viewer.may(Action::Answer) && !viewer.may(Action::UnitView);
    let district = &app.pack().district;
    // 区营商办 cannot decide on reviews of itself: 纪委监委 does.
    let rules = staff.unit == district.discipline && viewer.may(Action::RuleReview);
    Filter {
        or_reviews_of: rules.then(|| district.coordinator.clone()),
        waiting: Some(Waiting::Unit),
        unit: Some(staff.unit.clone()),
        // A clerk's own matters and those nobody in the unit has signed yet.
        handler_or_none: handles.then(|| staff.person.clone()),
        ..Filter::default()
    }
}
