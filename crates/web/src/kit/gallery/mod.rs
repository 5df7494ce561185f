//! Pages made of samples, to be held beside the pictures of the look and to test the parts together.

use std::error::Error;
use std::path::Path;

use super::parts::{self, Act, Acts, samples};
use super::{Desk, Icon, Paper, Portal, assets};
use askama::Template;

#[derive(Template)]
#[template(path = "kit/gallery/home.html")]
struct Home {
    portal: Portal,
    entries: Vec<(Icon, &'static str, &'static str)>,
    packages: Vec<(&'static str, &'static str, &'static str)>,
    troubles: Vec<(&'static str, &'static str)>,
    people: Vec<(&'static str, &'static str, &'static str)>,
    kpis: parts::KpiRow,
}

#[derive(Template)]
#[template(path = "kit/gallery/track.html")]
struct Track {
    portal: Portal,
    card: parts::TrackCard,
    stages: parts::Stages,
    note: parts::Note,
    acts: Acts,
    timeline: parts::Timeline,
}

#[derive(Template)]
#[template(path = "kit/gallery/appeal.html")]
struct Appeal {
    portal: Portal,
    summary: parts::ErrorSummary,
    fields: Vec<parts::Field>,
}

#[derive(Template)]
#[template(path = "kit/gallery/list.html")]
struct List {
    desk: Desk,
    acts: Acts,
    tabs: parts::Tabs,
    filters: parts::FilterBar,
    list: parts::MatterList,
    bulk: parts::BulkBar,
    pager: parts::Pager,
}

#[derive(Template)]
#[template(path = "kit/gallery/matter.html")]
struct Matter {
    desk: Desk,
    identity: parts::IdentityBar,
    tabs: parts::Tabs,
    files: Vec<&'static str>,
    lock: parts::IdentityLock,
    note: parts::Note,
    timeline: parts::Timeline,
    why: parts::WhyView,
}

#[derive(Template)]
#[template(path = "kit/gallery/ranking.html")]
struct Ranking {
    desk: Desk,
    acts: Acts,
    stages: parts::Stages,
    table: parts::RankTable,
    light: parts::LightView,
}

#[derive(Template)]
#[template(path = "kit/gallery/states.html")]
struct States {
    desk: Desk,
    empty: parts::Empty,
    job: parts::Job,
    kpis: parts::KpiRow,
    table: parts::DataTable,
}

#[derive(Template)]
#[template(path = "kit/gallery/confirm.html")]
struct ConfirmPage {
    portal: Portal,
    confirm: parts::Confirm,
}

#[derive(Template)]
#[template(path = "kit/gallery/bulletin.html")]
struct Bulletin {
    paper: Paper,
    kpis: parts::KpiRow,
    table: parts::DataTable,
}

fn home(elder: bool) -> Home {
    let mut kpis = samples::kpis();
    kpis.kpis.remove(2);
    kpis.kpis.iter_mut().for_each(|k| k.compare.clear());
    Home {
        portal: Portal {
            elder,
            ..samples::portal("首页", "/")
        },
        entries: vec![
            (Icon::Document, "我要办", "找套餐、填表"),
            (Icon::Ask, "我要问", "政策和材料"),
            (Icon::Clock, "我要查", "用编号和手机尾号"),
            (Icon::Star, "我要评", "对办完的事打分"),
        ],
        packages: vec![
            (
                "开办企业",
                "执照、公章、税务、社保等 6 件事，一张表",
                "3 个工作日",
            ),
            (
                "开饭店",
                "执照、食品经营许可、门头牌匾、消防检查 4 件事，一张表",
                "8 个工作日",
            ),
            (
                "工业厂房开工",
                "用地规划、工程规划、施工许可等 7 件事，并联办",
                "26 个工作日",
            ),
            (
                "企业信用修复",
                "查公示期、算最早申请日、在线提交",
                "3 个工作日受理",
            ),
        ],
        troubles: vec![
            ("公家单位欠我的钱", "政府部门、国企拖欠工程款、货款"),
            ("劳动争议仲裁", "查排期、补材料、约调解"),
            ("不懂能不能这样做", "反垄断、广告、价格，先问不罚"),
            ("检查太多、反复要材料", "说清哪家单位、哪一天"),
        ],
        people: vec![
            ("市场监管局", "周明 · 本月按时 97.2%", "0000-000021"),
            ("住建局", "李敏 · 本月按时 88.6%", "0000-000014"),
            ("人社局", "陈国强 · 本月按时 91.0%", "0000-000009"),
            ("税务局", "何静 · 本月按时 99.1%", "0000-000017"),
        ],
        kpis,
    }
}

fn track(elder: bool) -> Track {
    let mut timeline = samples::timeline();
    timeline.events.remove(0);
    Track {
        portal: Portal {
            elder,
            ..samples::portal("开饭店", "/track/BJ-2026-004512-K")
        },
        card: samples::track_card(),
        stages: samples::stages(),
        note: parts::Note::new(
            parts::Tone::Plain,
            "现在不用您做什么",
            "食品科正在看现场照片。下一步：2月27日前出证，短信通知您一窗领取。",
        ),
        acts: Acts {
            acts: vec![
                Act::primary("给经办人留言", "#"),
                Act::link("催办", "#"),
                Act::link("补充材料", "#"),
                Act::link("撤回申请", "#"),
            ],
            pairs: true,
        },
        timeline,
    }
}

/// Writes every page as static HTML with the assets beside, for a browser to open from disk.
///
/// # Errors
/// When a file cannot be written.
pub fn write_all(out: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(out.join("assets"))?;
    for asset in [&assets::CSS, &assets::JS, &assets::ICON] {
        std::fs::write(out.join(asset.url.trim_start_matches('/')), asset.body)?;
    }
    for (name, html) in pages()? {
        let html = html.replace("\"/assets/", "\"assets/");
        std::fs::write(out.join(name).with_extension("html"), html)?;
    }
    Ok(())
}

/// Every page: its name and HTML.
///
/// # Errors
/// When a template fails, which only happens when the formatter does.
pub fn pages() -> askama::Result<Vec<(&'static str, String)>> {
    let mut pages = vec![
        ("P1", home(false).render()?),
        ("P1-elder", home(true).render()?),
        ("P6", track(false).render()?),
        ("P6-elder", track(true).render()?),
    ];
    let (summary, fields) = samples::appeal_fields();
    let portal = Portal {
        errors: true,
        ..samples::portal("提交诉求", "/appeals/new")
    };
    pages.push((
        "P7",
        Appeal {
            portal,
            summary,
            fields,
        }
        .render()?,
    ));
    let list = List {
        desk: samples::desk("待办", "/desk", "住建局", "李敏"),
        acts: vec![Act::link("导出本页", "#"), Act::primary("打开下一件", "#")].into(),
        tabs: samples::tabs(),
        filters: samples::filters(),
        list: samples::matters(),
        bulk: samples::bulk(),
        pager: samples::pager(),
    };
    pages.push(("C1", list.render()?));
    let tab = |label: &str, count, current| parts::Tab {
        label: label.into(),
        href: "#".into(),
        count,
        current,
    };
    let matter = Matter {
        desk: samples::desk("BJ-2026-004488-M", "/desk/matters", "住建局", "李敏"),
        identity: samples::identity(),
        tabs: parts::Tabs {
            tabs: vec![
                tab("办理", None, true),
                tab("材料", Some(3), false),
                tab("往来", Some(5), false),
                tab("会签", Some(1), false),
                tab("经过", Some(11), false),
            ],
        },
        files: vec!["维修合同.pdf", "验收单.jpg", "催款函.pdf"],
        lock: samples::lock(),
        note: parts::Note {
            tone: parts::Tone::Ask,
            title: "像是同一件事".into(),
            text: String::new(),
            links: vec![
                (
                    "BJ-2026-003910-Q 城东街道办欠防水工程款（办结，2025年12月）".into(),
                    "#".into(),
                ),
                ("并到一起".into(), "#".into()),
            ],
        },
        timeline: samples::timeline(),
        why: samples::why(true),
    };
    pages.push(("C3", matter.render()?));
    let ranking = Ranking {
        desk: samples::desk("月排名", "/desk/rankings", "区营商办", "方晴"),
        acts: vec![
            Act::link("打印", "#"),
            Act::link("导出", "#"),
            Act::link("重算命令", "#"),
        ]
        .into(),
        stages: samples::stages(),
        table: samples::ranking(),
        light: parts::LightKind::Normal.into(),
    };
    pages.push(("L4", ranking.render()?));
    let states = States {
        desk: samples::desk("各种状态", "/desk/states", "住建局", "李敏"),
        empty: samples::empty(),
        job: samples::job(),
        kpis: samples::kpis(),
        table: samples::table(),
    };
    pages.push(("states", states.render()?));
    let confirm = ConfirmPage {
        portal: samples::portal("撤回申请", "/track"),
        confirm: samples::confirm(),
    };
    pages.push(("confirm", confirm.render()?));
    let paper = Paper {
        district_name: "X区".into(),
        title: "营商环境周通报".into(),
        demo: true,
        number: "ZTB-2026-07".into(),
        seal: "7F3K-20A9".into(),
        code_does: "扫码核验",
        url: "/seals".into(),
        ..Paper::default()
    };
    let bulletin = Bulletin {
        paper,
        kpis: samples::kpis(),
        table: samples::table(),
    };
    pages.push(("L3", bulletin.render()?));
    pages.extend(crate::portal::reviews::samples()?);
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules that hold for every page: one h1, language, title, nothing inline that the policy
    /// would block, nothing from another host.
    #[test]
    fn every_page_keeps_the_rules_of_the_house() {
        for (name, html) in pages().unwrap() {
            assert_eq!(html.matches("<h1").count(), 1, "{name}: one h1");
            assert!(html.contains("<html lang=\"zh-CN\">"), "{name}");
            assert!(html.contains("class=\"skip\""), "{name}");
            for banned in [
                " style=",
                "<style",
                " onclick",
                "javascript:",
                "http://",
                "https://",
            ] {
                assert!(!html.contains(banned), "{name} holds {banned}");
            }
            let title = html
                .split_once("<title>")
                .unwrap()
                .1
                .split_once("</title>")
                .unwrap()
                .0;
            assert_eq!(title.starts_with("错误："), name == "P7", "{title}");
            assert!(html.len() < 60_000, "{name}: {} bytes", html.len());
        }
    }

    #[test]
    fn the_demo_is_marked_on_every_page() {
        for (name, html) in pages().unwrap() {
            assert!(html.contains("演示数据"), "{name}");
        }
    }
}
