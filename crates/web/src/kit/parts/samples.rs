//! One sample of each part, as the look shows it; the gallery and tests render them.

use jiff::civil::date;

use super::*;
use crate::kit::layout::{Desk, NavGroup, NavItem, Portal};

/// The frame of the public pages.
pub fn portal(title: &str, path: &str) -> Portal {
    Portal {
        district_name: "X区".into(),
        title: title.into(),
        demo: true,
        path: path.into(),
        telephone: "0000-000100".into(),
        ..Portal::default()
    }
}

/// The frame of the desk with the full menu.
pub fn desk(title: &str, path: &str, unit: &str, who: &str) -> Desk {
    let group = |title: &str, items| NavGroup {
        title: title.into(),
        items,
    };
    let item = NavItem::new;
    Desk {
        district_name: "X区".into(),
        title: title.into(),
        demo: true,
        nav: vec![
            group(
                "",
                vec![
                    item("待办", "/desk").count(12),
                    item("全部办件", "/desk/matters").count(312),
                    item("我关注的", "/desk/followed").count(4),
                ],
            ),
            group(
                "办理",
                vec![
                    item("登记诉求", "/desk/intake"),
                    item("批量导入", "/desk/imports"),
                    item("会议任务", "/desk/directives").count(14),
                    item("政策日历", "/desk/policies").count(3),
                ],
            ),
            group(
                "考核",
                vec![
                    item("周通报", "/desk/bulletins").tag("第7期"),
                    item("月排名", "/desk/rankings").tag("核对中"),
                    item("季考核", "/desk/assess"),
                ],
            ),
            group(
                "台账",
                vec![
                    item("清欠台账", "/desk/arrears").count(38),
                    item("走访计划", "/desk/visits").count(6),
                    item("中梗阻", "/desk/bottlenecks"),
                    item("服务承诺", "/desk/pledge"),
                ],
            ),
        ],
        who: who.into(),
        unit: unit.into(),
        today: "2026年2月26日 周四".into(),
        shortcuts: true,
        ..Desk::default()
    }
    .at(path)
}

fn row(
    light: LightKind,
    number: &str,
    title: &str,
    from_kind: (&str, &str),
    person: &str,
    due_rest: (&str, &str),
    next: &str,
) -> MatterRow {
    MatterRow {
        number: format!("BJ-2026-{number}"),
        href: format!("/desk/matters/BJ-2026-{number}"),
        title: title.into(),
        from: from_kind.0.into(),
        kind: from_kind.1.into(),
        light,
        unit: "住建局".into(),
        person: person.into(),
        due: due_rest.0.into(),
        rest: due_rest.1.into(),
        next: next.into(),
        next_href: format!("/desk/matters/BJ-2026-{number}/next"),
        selected: false,
    }
}

/// The clerk's list in three groups.
pub fn matters() -> MatterList {
    use LightKind::{Normal, Overdue, Paused, Soon};
    let overdue = vec![
        row(
            Overdue,
            "004488-M",
            "反映城东街道办拖欠外墙维修尾款 42 万元",
            ("宏远建筑装饰", "诉求"),
            "李敏",
            ("2月25日 周三", "逾期 1 个工作日"),
            "答复企业",
        ),
        row(
            Overdue,
            "004401-B",
            "二次供水改造施工许可补正后未回",
            ("安居物业", "申请"),
            "王珂",
            ("2月25日 周三", "逾期 1 个工作日"),
            "出审查意见",
        ),
    ];
    let mut soon = vec![
        row(
            Soon,
            "004512-K",
            "开饭店：门头牌匾设置意见",
            ("小南国餐饮店", "一件事"),
            "李敏",
            ("2月26日 周四", "今天 17:30 前"),
            "出意见",
        ),
        row(
            Soon,
            "004530-T",
            "工业厂房开工：施工许可并联审查",
            ("启明精密制造", "一件事"),
            "王珂",
            ("2月27日 周五", "还剩 1 个工作日"),
            "出意见",
        ),
        row(
            Soon,
            "004533-C",
            "会签：工程款还款安排（工信局发起）",
            ("城东街道办", "会签"),
            "李敏",
            ("2月27日 周五", "还剩 1 个工作日"),
            "会签",
        ),
    ];
    for r in soon.iter_mut().take(2) {
        r.selected = true;
    }
    let later = vec![
        row(
            Normal,
            "004561-D",
            "三季度会议任务：城建领域欠款清零计划",
            ("区营商办", "会议任务"),
            "李敏",
            ("3月6日 周五", "还剩 7 个工作日"),
            "报进展",
        ),
        row(
            Normal,
            "004570-R",
            "走访发现：园区道路夜间照明不足",
            ("汇川电子", "走访"),
            "王珂",
            ("3月9日 周一", "还剩 8 个工作日"),
            "签收",
        ),
        row(
            Paused,
            "004455-H",
            "竣工验收备案：等消防检测报告",
            ("瑞丰置业", "申请"),
            "王珂",
            ("时钟已停", "2月24日起，等企业补件"),
            "看补件",
        ),
        row(
            Normal,
            "004583-W",
            "对检查频次的意见",
            ("金石混凝土", "诉求"),
            "李敏",
            ("3月11日 周三", "还剩 10 个工作日"),
            "签收",
        ),
        row(
            Normal,
            "004588-N",
            "租金减免材料反复要，希望一次说清",
            ("和顺便利店", "诉求"),
            "",
            ("3月12日 周四", "还剩 11 个工作日"),
            "答复企业",
        ),
    ];
    let group = |title: &str, told: &str, rows: Vec<MatterRow>| MatterGroup {
        title: title.into(),
        count: rows.len() as u64,
        told: told.into(),
        rows,
    };
    MatterList {
        groups: vec![
            group("逾期", "第 1 件 2月27日将报包抓区领导", overdue),
            group("今天和明天到期", "", soon),
            group("以后", "", later),
        ],
        select: true,
        beside: false,
        caption: "待办，按时限排".into(),
    }
}

/// The filters above the clerk's list.
pub fn filters() -> FilterBar {
    let chip = |label: &str, count, light| Chip {
        label: label.into(),
        href: "#".into(),
        count: Some(count),
        light,
        on: false,
    };
    FilterBar {
        lights: vec![
            chip("逾期", 2, Some(LightKind::Overdue)),
            chip("临期", 4, Some(LightKind::Soon)),
            chip("正常", 5, Some(LightKind::Normal)),
            chip("暂停", 1, Some(LightKind::Paused)),
        ],
        own: vec![
            chip("今天到期", 1, None),
            chip("未签收", 2, None),
            chip("企业有新留言", 1, None),
        ],
        sort: "时限最近在前".into(),
        sort_href: "#".into(),
        save_href: "#".into(),
        ..FilterBar::default()
    }
}

/// The tabs above the clerk's list.
pub fn tabs() -> Tabs {
    let tab = |label: &str, count| Tab {
        label: label.into(),
        href: "#".into(),
        count: Some(count),
        current: label == "待办",
    };
    Tabs {
        tabs: vec![
            tab("待办", 12),
            tab("在办", 31),
            tab("关注", 4),
            tab("已办", 265),
            tab("全部", 312),
        ],
    }
}

/// Acts on ticked matters.
pub fn bulk() -> BulkBar {
    BulkBar {
        acts: [
            ("sign", "签收"),
            ("transfer", "转办"),
            ("urge", "催办"),
            ("slip", "打印转办单"),
            ("export", "导出"),
        ]
        .map(|(v, l)| Choice::new(v, l))
        .into(),
        not_here: "办结、退回、延期须逐件办".into(),
        total: 12,
        selected: 2,
    }
}

/// A page of a long list.
pub fn pager() -> Pager {
    Pager {
        total: 312,
        size: 50,
        page: 1,
        base: "/desk/matters?page=".into(),
        noun: "件",
    }
}

/// The head of an overdue appeal.
pub fn identity() -> IdentityBar {
    IdentityBar {
        crumb: ("待办".into(), "/desk".into()),
        number: "BJ-2026-004488-M".into(),
        tags: vec!["诉求".into(), "拖欠账款".into()],
        title: "反映城东街道办拖欠外墙维修尾款 42 万元".into(),
        subtitle: "宏远建筑装饰有限公司（小型企业） · 2月11日门户提交".into(),
        place: "第 1 件，共 12 件".into(),
        next_href: "#".into(),
        acts: vec![
            Act::primary("答复并办结", "#"),
            Act::link("转办", "#"),
            Act::refused("延期", "逾期后不能再延，《X区诉求办理规则》第 12 条"),
            Act::link("更多", "#"),
        ]
        .into(),
        light: LightView::new(LightKind::Overdue, "1 个工作日"),
        told: "2月27日报包抓领导".into(),
        due: "2026年2月25日（周三）".into(),
        limit: "5 个工作日内".into(),
        why_href: "#why".into(),
        owner: "住建局 · 李敏".into(),
        telephone: "0000-000014".into(),
        signed: "2月12日签收".into(),
        next: "给企业书面还款安排".into(),
        next_detail: "城东街道办已回函，见“往来”第 5 条".into(),
    }
}

/// Five working days over the spring festival of 2026.
pub fn why(late: bool) -> WhyView {
    let mut days = Vec::new();
    let (start, today) = if late { (11, 26) } else { (13, 26) };
    let mut counted = 0;
    for day in start..=28 {
        let mark = match day {
            d if d == start => DayMark::From,
            15..=23 => DayMark::Off,
            _ if counted == 5 => DayMark::Plain,
            _ => {
                counted += 1;
                if counted == 5 {
                    DayMark::Due(5)
                } else {
                    DayMark::Counted(counted)
                }
            }
        };
        let note = match day {
            14 | 28 => "补班",
            17 => "春节",
            _ => "",
        };
        days.push(WhyDay {
            date: date(2026, 2, day),
            mark,
            note: note.into(),
        });
    }
    WhyView {
        sentence: if late {
            "2月11日 16:40 受理，次日起算，限 5 个工作日。".into()
        } else {
            "2月13日受理，限 5 个工作日，受理次日起算。".into()
        },
        days,
        today: date(2026, 2, today),
        late,
        source: if late {
            "斜纹是春节放假。依据：X区诉求办理规则第 9 条。".into()
        } else {
            "2月15日–23日春节放假，不计。依据：一件事一次办时限表第 8 项。".into()
        },
        rule_href: String::new(),
        open: true,
    }
}

/// The stages of an application.
pub fn stages() -> Stages {
    let stage = |word: &str, date: &str, reach| Stage {
        word: word.into(),
        date: date.into(),
        reach,
    };
    Stages {
        stages: vec![
            stage("提交", "2月13日", Reach::Past),
            stage("受理", "2月13日", Reach::Past),
            stage("审查", "进行中", Reach::Current),
            stage("出件", "", Reach::Next),
        ],
    }
}

/// What happened to the overdue appeal, and what will.
pub fn timeline() -> Timeline {
    let event = |what: &str, detail: &str, meta: &str| TimelineEvent {
        what: what.into(),
        detail: detail.into(),
        meta: meta.into(),
        ..TimelineEvent::default()
    };
    let mut reply = event(
        "城东街道办回函",
        "资金已列入 3 月预算，拟 3月20日前付 42 万元",
        "2月25日 16:52 · 城东街道办 吴霞",
    );
    reply.links = vec![
        ("看回函".into(), "#".into()),
        ("引作办结依据".into(), "#".into()),
    ];
    let mut ahead = event(
        "2月27日 09:00 如仍未答复，报包抓区领导、抄送单位负责人",
        "",
        "",
    );
    ahead.future = true;
    Timeline {
        events: vec![
            ahead,
            event("转红灯，已通知单位负责人", "", "2月26日 08:30 · 规则"),
            reply,
            event("催办第 1 次", "", "2月24日 10:10 · 住建局 李敏"),
            event("转黄灯", "", "2月24日 08:30 · 规则"),
        ],
        total: 11,
        all_href: "#".into(),
    }
}

/// The card of an application that is nearly due.
pub fn track_card() -> TrackCard {
    TrackCard {
        light: LightKind::Soon.into(),
        stage: "审查阶段".into(),
        rest: "还剩 1 个工作日".into(),
        due: "2026年2月27日（周五）到期".into(),
        limit: "限 5 个工作日，周末和放假不算".into(),
        why: Some(why(false)),
    }
}

/// A closed identity.
pub fn lock() -> IdentityLock {
    IdentityLock {
        who_sees: "查看须选理由，企业会看到是谁看的".into(),
        view_href: "#".into(),
        slip_href: "#".into(),
    }
}

/// Figures of a bulletin.
pub fn kpis() -> KpiRow {
    let kpi = |label: &str, value: &str, unit: &str, compare: &str| Kpi {
        label: label.into(),
        value: value.into(),
        unit: unit.into(),
        compare: compare.into(),
        href: "#".into(),
    };
    KpiRow {
        kpis: vec![
            kpi("收到诉求", "146", "件", "比上期多 12 件"),
            kpi("按时办结率", "91.3", "%", "126 ÷ 138 件"),
            kpi("现在逾期", "12", "件", "比上期少 3 件"),
            kpi("清欠余额", "3,412", "万元", "本期还 268 万元"),
        ],
    }
}

/// Overdue matters by unit.
pub fn table() -> DataTable {
    let row = |unit: &str, n: u64, open: &str, where_: &str| {
        vec![
            Cell::link(unit, "#"),
            Cell::link(n.to_string(), "#"),
            Cell::Bar(HBar::of(n, 5)),
            Cell::link(open, "#"),
            where_.into(),
        ]
    };
    DataTable {
        caption: "各单位现在逾期".into(),
        columns: vec![
            Column::text("单位"),
            Column::number("现在逾期"),
            Column::text(""),
            Column::number("在办"),
            Column::text("卡在哪"),
        ],
        rows: vec![
            row("工信局", 5, "64", "等欠款单位回函，中位 9 个工作日"),
            row("住建局", 3, "121", "工程款答复 2 件，施工许可 1 件"),
            row("人社局", 2, "176", "排庭已满到 3月12日"),
        ],
    }
}

/// A month's ranking.
pub fn ranking() -> RankTable {
    let row = |place,
               unit: &str,
               score: &str,
               moved,
               range: (u32, u32),
               last,
               cases: &str,
               loss: &str| RankRow {
        place,
        unit: unit.into(),
        href: "#".into(),
        score: score.into(),
        score_href: "#".into(),
        moved: Some(moved),
        low: range.0,
        high: range.1,
        last_permille: last,
        last_href: "#".into(),
        cases: cases.into(),
        cases_href: "#".into(),
        loss: loss.into(),
        loss_href: "#".into(),
    };
    RankTable {
        rows: vec![
            row(1, "行政审批局", "94.6", 1, (1, 2), 0, "612", ""),
            row(2, "税务局", "94.1", -1, (1, 3), 0, "540", "2 件超时"),
            row(3, "市场监管局", "92.8", 0, (2, 4), 1, "488", "3 件补正超一次"),
            row(4, "自然资源局", "90.2", 2, (4, 5), 1, "203", "规划许可 5 件超时"),
            row(5, "公安分局", "89.7", -1, (4, 6), 2, "341", "满意度 -0.8"),
            row(6, "人社局", "86.9", 1, (5, 7), 5, "176", "仲裁积压 31 件"),
            row(7, "住建局", "84.1", -2, (6, 9), 150, "121", "工程款答复 6 件超时"),
            row(8, "工信局", "82.9", 0, (7, 9), 350, "64", "清欠进度 79.4%"),
            row(9, "生态环境分局", "82.3", 0, (6, 9), 500, "38", "差评回访 3 件未做"),
        ],
        method: "圆点是名次，横线是 90% 范围：按办件数随机重抽 20,000 次，种子 2026。办件少于 20 件的指标不计分，权重摊给其余指标。依据：专项考核办法第 2 版第 9 条。".into(),
    }
}

/// A form with two faults.
pub fn appeal_fields() -> (ErrorSummary, Vec<Field>) {
    let mut errors = crate::kit::Errors::default();
    errors.add(
        "since",
        "“从什么时候开始”里的 2026年11月晚于今天，请改成已经发生的日期",
    );
    errors.add("phone", "手机号少 1 位，请填 11 位号码");
    let form = crate::kit::Form::from_pairs([
        (
            "what",
            "我公司 2024 年给城东街道办做办公楼外墙维修，验收已过，还欠 42 万元尾款，去要了三次都说等预算。希望给个还款日期。",
        ),
        ("topic", "arrears"),
        ("since", "2026年11月"),
        ("phone", "1390000210"),
    ]);
    let mut owed = Choice::new("arrears", "被拖欠账款");
    owed.hint = "按《保障中小企业款项支付条例》办".into();
    let topics = vec![
        owed,
        Choice::new("licence", "审批、办证"),
        Choice::new("check", "检查、处罚"),
        Choice::new("other", "别的事，或说不清"),
    ];
    let kept = vec![KeptFile {
        reference: "f1".into(),
        name: "维修合同.pdf".into(),
        size: "1.2 MB".into(),
    }];
    let fields = vec![
        Field::with("what", "遇到了什么事", Control::TextArea(1000))
            .hint("一两句话就行：谁、什么事、希望怎样"),
        Field::with("topic", "涉及哪一类", Control::Radio(topics)),
        Field::with("since", "从什么时候开始", Control::Date)
            .hint("例如 2024年11月5日，记不清写到月也行")
            .width("w18"),
        Field::with(
            "file",
            "合同、验收单",
            Control::File {
                accept: ".pdf,.jpg,.png".into(),
                many: true,
                kept,
            },
        )
        .hint("手机拍照即可，每个不超过 20 MB")
        .optional(),
        Field::text("phone", "手机号")
            .hint("用来收办理短信，答复前不给被反映单位看")
            .width("w11")
            .typed("tel", "tel"),
    ];
    let fields = fields
        .into_iter()
        .map(|f| f.filled(&form, &errors))
        .collect();
    (
        ErrorSummary::from_errors(&errors, "其他内容和文件都还在。"),
        fields,
    )
}

/// Nothing to do.
pub fn empty() -> Empty {
    Empty {
        why: "都办完了。".into(),
        next: "在办 31 件，最近的 3月2日到期。".into(),
        act: Some(Act::link("看在办的", "#")),
    }
}

/// An act that cannot be undone.
pub fn confirm() -> Confirm {
    Confirm {
        title: "撤回这件申请？".into(),
        consequence: "撤回后不能恢复，承办单位会收到通知。".into(),
        facts: vec![
            ("编号".into(), "BJ-2026-004512-K".into()),
            ("事项".into(), "开饭店（4 件事一次办）".into()),
        ],
        action: "#".into(),
        hidden: vec![],
        label: "确认撤回".into(),
        harm: true,
        back: "#".into(),
    }
}

/// An import that runs.
pub fn job() -> Job {
    Job {
        title: "正在导入热线工单".into(),
        done: 140,
        total: 209,
        noun: "行".into(),
        again_href: "#".into(),
    }
}
