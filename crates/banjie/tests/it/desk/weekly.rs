//! A week as the bulletin gathers it: the unit's own words, highlights and problems changed with a
//! trace, tasks by who ordered them, an indicator's dispatch list.

use super::assess::february;
use banjie_core::district::{Role, Sight};
use banjie_core::matter::{Detail, Kind, MatterNo};
use banjie_web::assess::{Format, bulletin, bulletin_file};
use banjie_web::testing::{Answer, TestDistrict, pack};
use std::process::Command;

const WEEK: &str = "/desk/week/2026-W07";
const DRAFT: &str = "/desk/bulletins/2026-W07";

async fn given(district: &TestDistrict, page: &Answer) -> banjie_core::matter::Matter {
    let no: MatterNo = (page.location().rsplit('/').next().unwrap())
        .parse()
        .unwrap();
    let course = district.store().matter(&Sight::Sealed, no).await.unwrap();
    course.unwrap().matter
}

#[tokio::test]
async fn a_unit_reports_on_its_week_until_the_bulletin_is_issued() {
    let district = february().await;
    let pack = pack();
    district.set("2026-02-16 09:00");
    let mut head = (district.signed_in(&district.user("住建局", "unit_head"))).await;
    let home = head.get("/desk/week").await;
    assert_eq!(home.location(), WEEK, "the last whole week comes first");
    let page = head.get(WEEK).await;
    // Due 02-09 and not answered; the five others are answered.
    assert!(page.text.contains("逾期 1 件，在办 1 件"), "{}", page.text);

    let long = "办".repeat(205);
    let refused = head.post(WEEK, &[("words", &long)]).await;
    assert_eq!(refused.status, 422);
    let words = "本周情况：最多 200 字，现在 205 字，请删去 5 字";
    assert!(refused.text.contains(words), "{}", refused.text);
    assert!(refused.text.contains(&long), "nothing typed is lost");
    let undated = [
        ("words", "逐件包干。"),
        ("what0", "补一名窗口人员"),
        ("due0", "下周"),
    ];
    let refused = head.post(WEEK, &undated).await;
    assert!(refused.text.contains("第 1 条的完成日期：写成“下周”认不出"));

    let note = [
        ("words", "欠付的一件已列入 3 月预算。"),
        ("what0", "超时办件逐件包干"),
        ("due0", "2026-03-20"),
    ];
    let sent = head.post(WEEK, &note).await;
    assert_eq!(sent.location(), WEEK, "{}", sent.text);
    let length = district.journal_length().await;
    head.post(WEEK, &note).await;
    assert_eq!(district.journal_length().await, length, "sent twice");
    let page = head.get(WEEK).await;
    assert!(page.text.contains("已报送") && page.text.contains("列入 3 月预算"));
    let changed = [("words", "欠付的一件已列入 3 月预算，3 月 10 日付。")];
    head.post(WEEK, &changed).await;
    assert!(head.get(WEEK).await.text.contains("改过 1 次"));

    for role in ["clerk"] {
        let mut other = district.signed_in(&district.user("住建局", role)).await;
        assert_eq!(other.post(WEEK, &note).await.status, 403);
    }

    let mut desk = (district.signed_in(&district.user("区营商办", "coordinator"))).await;
    let draft = desk.get(DRAFT).await;
    assert!(
        draft.text.contains("1 家单位报送了本周情况"),
        "{}",
        draft.text
    );
    assert!(draft.text.contains("没有报送的"), "who has not is named");
    desk.post(&format!("{DRAFT}/issue"), &[("seen", "0")]).await;

    let late = head.post(WEEK, &note).await;
    assert_eq!(late.status, 422);
    assert!(
        late.text
            .contains("2026年第7期通报已于2月16日印发，这一期的周报不能再改"),
        "{}",
        late.text
    );
    let mut public = district.client();
    let page = public.get("/bulletins/2026-W07").await;
    assert!(page.text.contains("3 月 10 日付"), "{}", page.text);
    let name = &pack
        .people
        .iter()
        .find(|p| p.unit.as_str() == "住建局" && p.roles.contains(&Role::UnitHead));
    let name = &name.unwrap().name;
    assert!(!page.text.contains(name), "who wrote it is not public");
    let own = desk.get("/bulletins/2026-W07").await;
    assert!(own.text.contains(&format!("{name} 2月16日报送，改过 1 次")));

    // The same words in every format.
    let store = district.store();
    let week = "2026-W07".parse().unwrap();
    let edition = bulletin(store, week, "2026-02-16".parse().unwrap(), "http://x").await;
    let edition = edition.unwrap().unwrap();
    let json = bulletin_file(&edition, Format::Json).unwrap();
    assert!(String::from_utf8(json).unwrap().contains("3 月 10 日付"));
    let html = bulletin_file(&edition, Format::Html).unwrap();
    assert!(String::from_utf8(html).unwrap().contains("3 月 10 日付"));
    let pdf = bulletin_file(&edition, Format::Pdf).unwrap();
    let file = district.folder().join("bulletin.pdf");
    std::fs::write(&file, pdf).unwrap();
    match Command::new("pdftotext").arg(&file).arg("-").output() {
        Ok(read) => {
            let text: String = String::from_utf8(read.stdout).unwrap();
            let text: String = text.split_whitespace().collect();
            assert!(text.contains("住建局：欠付的一件已列入3月预算"), "{text}");
            assert!(text.contains("没有报送的单位："), "{text}");
        }
        Err(_) => eprintln!("skipped: pdftotext is missing"),
    }
    district.check().await;
}

#[tokio::test]
async fn what_a_unit_names_to_mend_becomes_its_directive_once_the_bulletin_is_issued() {
    let district = february().await;
    district.set("2026-02-16 09:00");
    let mut head = (district.signed_in(&district.user("住建局", "unit_head"))).await;
    // A blank first row: the sentence, its number and its field speak of the same row.
    let gap = [
        ("words", "逾期的一件卡在会签。"),
        ("what0", ""),
        ("due0", ""),
        ("what1", "会签三天内回复"),
        ("due1", "2026-02-16"),
    ];
    let refused = head.post(WEEK, &gap).await;
    assert_eq!(refused.status, 422);
    let sentence = "整改措施：第 1 条的日期 2026-02-16 不在今天以后，请改日期";
    assert!(refused.text.contains(sentence), "{}", refused.text);
    let page = &refused.text;
    assert!(page.contains("value=\"会签三天内回复\"") && page.contains("id=\"what0\""));
    let field = page.find("id=\"due0\"").unwrap();
    let wrong = page.find("aria-invalid=\"true\"").unwrap();
    assert!(
        wrong.abs_diff(field) < 300,
        "the error stands at the first date"
    );

    let right = [gap[0], gap[1], gap[2], gap[3], ("due1", "2026-03-20")];
    assert_eq!(head.post(WEEK, &right).await.location(), WEEK);
    let week: banjie_core::assessment::Week = "2026-W07".parse().unwrap();
    let opened = async |week| district.store().week_directives(week).await.unwrap();
    assert!(opened(week).await.is_empty(), "nothing before the issue");
    let mut desk = (district.signed_in(&district.user("区营商办", "coordinator"))).await;
    desk.post(&format!("{DRAFT}/issue"), &[("seen", "0")]).await;
    let directives = opened(week).await;
    let [one] = directives.as_slice() else {
        panic!("{directives:?}");
    };
    assert_eq!((one.kind(), one.lead.as_str()), (Kind::Directive, "住建局"));
    assert_eq!(one.title, "会签三天内回复");
    let due = one
        .clock
        .due(pack().law().calendar, "2026-02-16".parse().unwrap());
    assert_eq!(due.latest().to_string(), "2026-03-20");
    assert!(matches!(&one.detail, Detail::Directive(d)
        if d.order.source == "2026年第7期周报整改" && d.order.sentence == "会签三天内回复"));

    // The next week shows how far it is; while it is open, the same words are not ordered again.
    district.set("2026-02-24 09:00");
    let mut head = (district.signed_in(&district.user("住建局", "unit_head"))).await;
    let mut desk = (district.signed_in(&district.user("区营商办", "coordinator"))).await;
    let next = "/desk/week/2026-W08";
    let page = head.get(next).await;
    assert!(
        page.text.contains(&format!("任务 {} 待签收", one.no)),
        "{}",
        page.text
    );
    let again = [
        gap[0],
        ("what0", "会签三天内回复"),
        ("due0", "2026-03-27"),
        ("what1", "增一名会签专员"),
        ("due1", "2026-03-27"),
    ];
    assert_eq!(head.post(next, &again).await.location(), next);
    desk.post("/desk/bulletins/2026-W08/issue", &[("seen", "0")])
        .await;
    let titles: Vec<String> = (opened("2026-W08".parse().unwrap()).await.iter())
        .map(|matter| matter.title.clone())
        .collect();
    assert_eq!(titles, ["增一名会签专员"]);
    district.check().await;
}

#[tokio::test]
async fn highlights_and_problems_are_changed_with_a_trace() {
    let district = february().await;
    let pack = pack();
    district.set("2026-02-16 09:00");
    let mut desk = (district.signed_in(&district.user("区营商办", "coordinator"))).await;
    let path = format!("{DRAFT}/points");
    let add = [
        ("do", "add"),
        ("side", "problem"),
        ("words", "两个窗口午间无人值守"),
    ];
    let refused = desk.post(&path, &add).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("理由：没有填"), "{}", refused.text);
    assert!(refused.text.contains("两个窗口午间无人值守"), "kept");
    let mut with = add.to_vec();
    with.push(("reason", "2 月 12 日明察发现"));
    let sent = desk.post(&path, &with).await;
    assert_eq!(sent.location(), DRAFT, "{}", sent.text);
    let form = desk.get(&format!("{path}?key=added/1")).await;
    assert!(form.text.contains("两个窗口午间无人值守"));
    let reword = [
        ("do", "reword"),
        ("key", "added/1"),
        ("words", "政务大厅两个窗口午间无人值守"),
        ("reason", "写明地点"),
    ];
    desk.post(&path, &reword).await;
    let draft = desk.get(DRAFT).await;
    assert!(draft.text.contains("政务大厅两个窗口午间无人值守"));
    assert!(
        draft
            .text
            .contains("原文：两个窗口午间无人值守。理由：写明地点")
    );
    let gone = [
        ("do", "drop"),
        ("key", "overdue_most/住建局"),
        ("reason", "重复"),
    ];
    let gone = desk.post(&path, &gone).await;
    assert!(gone.text.contains("这一条现在不在草稿里"), "{}", gone.text);

    desk.post(&format!("{DRAFT}/issue"), &[("seen", "0")]).await;
    let late = desk.post(&path, &reword).await;
    assert_eq!(late.status, 422);
    assert!(
        late.text.contains("已经印发，亮点和问题不能再改"),
        "{}",
        late.text
    );
    let staff = desk.get("/bulletins/2026-W07").await;
    assert!(staff.text.contains("编辑过") && staff.text.contains("原文：两个窗口午间"));
    let public = district.client().get("/bulletins/2026-W07").await;
    assert!(public.text.contains("政务大厅两个窗口午间无人值守"));
    assert!(!public.text.contains("编辑过") && !public.text.contains("写明地点"));

    // A leader remarks on that very point.
    let leader = pack.people.iter().find(|p| p.roles.contains(&Role::Leader));
    let mut leader = district.signed_in(leader.unwrap().user.as_str()).await;
    let page = leader.get("/bulletins/2026-W07?about=1.1").await;
    assert!(
        page.text.contains("value=\"1.1\" selected"),
        "{}",
        page.text
    );
    let remark = [
        ("about", "1.1"),
        ("words", "请安排轮班，两日内报办法"),
        ("unit", "政务服务中心"),
        ("due", "2026-02-27"),
    ];
    let made = leader.post("/bulletins/2026-W07/remarks", &remark).await;
    let matter = given(&district, &made).await;
    assert_eq!(
        (matter.kind(), matter.lead.as_str()),
        (Kind::Directive, "政务服务中心")
    );
    assert!(
        matter.text.contains("政务大厅两个窗口午间无人值守"),
        "{}",
        matter.text
    );
    assert!(matches!(&matter.detail, Detail::Directive(d)
        if d.order.source == "2026年第7期周通报批示" && d.order.sentence == "请安排轮班，两日内报办法"));
    district.check().await;
}

#[tokio::test]
async fn an_owner_dispatches_the_own_indicator() {
    let district = TestDistrict::new().await;
    let pack = pack();
    let indicator = (pack.district.indicators.iter())
        .find(|i| i.id.as_str() == "01")
        .unwrap();
    let person = |post: &str| {
        let mut people = pack.people.iter();
        let found = people.find(|p| p.post.as_ref().is_some_and(|p| p.as_str() == post));
        found.unwrap().user.to_string()
    };
    let mut owner = district.signed_in(&person(indicator.owner.as_str())).await;
    let page = owner.get("/desk/indicators/01").await;
    assert!(page.text.contains("下发调度任务") && page.text.contains("没有数据"));
    let list = owner.get("/desk/indicators").await;
    for one in &pack.district.indicators {
        assert!(list.text.contains(&one.name), "{}", one.name);
    }
    let path = "/desk/indicators/01";
    let refused = owner
        .post(path, &[("what", "逐件办完"), ("due", "下周五")])
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("责任单位：没有选"));
    assert!(refused.text.contains("完成日期：写成“下周五”认不出"));
    let action = [
        ("what", "设立登记当天办结，报未办清单"),
        ("unit", "市场监管局"),
        ("due", "2026-02-27"),
    ];
    let made = owner.post(path, &action).await;
    assert_eq!(
        made.location(),
        "/desk/indicators/01#actions",
        "{}",
        made.text
    );
    let page = owner.get(path).await;
    assert!(page.text.contains("设立登记当天办结，报未办清单"));
    // Somebody else's indicator shows no form and takes none.
    let foreign = (pack.district.indicators.iter()).find(|i| i.owner != indicator.owner);
    let foreign = format!("/desk/indicators/{}", foreign.unwrap().id);
    assert!(!owner.get(&foreign).await.text.contains("下发调度任务"));
    assert_eq!(owner.post(&foreign, &action).await.status, 403);
    let mut clerk = district.signed_in(&district.user("住建局", "clerk")).await;
    assert_eq!(clerk.post(path, &action).await.status, 403);
    let seen = clerk.get(path).await;
    assert!(
        !seen.text.contains("设立登记当天办结"),
        "another unit's task"
    );

    // It stands in the bulletin, and its number opens to it.
    district.set("2026-02-24 09:00");
    let mut desk = (district.signed_in(&district.user("区营商办", "coordinator"))).await;
    let draft = desk.get(DRAFT).await;
    let words = "18 项指标有 1 项在调度，本周新交办 1 项、办结 0 项，没有逾期";
    assert!(draft.text.contains(words), "{}", draft.text);
    let opened = desk.get(&format!("{DRAFT}/tasks?row=i01&part=open")).await;
    assert!(
        opened.text.contains("开办企业：未办结 1 项"),
        "{}",
        opened.text
    );
    assert!(opened.text.contains("设立登记当天办结，报未办清单"));
    let sources = desk
        .get(&format!("{DRAFT}/tasks?row=s0&part=ordered"))
        .await;
    assert!(
        sources
            .text
            .contains("“开办企业”指标调度（2026年第7周）：交办 1 项")
    );
    desk.post(&format!("{DRAFT}/issue"), &[("seen", "0")]).await;
    let public = district.client();
    let mut public = public;
    let opened = public
        .get("/bulletins/2026-W07/tasks?row=i01&part=open")
        .await;
    assert!(opened.text.contains("市场监管局") && !opened.text.contains("设立登记当天"));
    district.check().await;
}
