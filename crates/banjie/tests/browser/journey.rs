//! The main journey: an enterprise's appeal, from the portal over desk and enterprise to the bulletin.

use crate::browser::{Browser, Script};
use crate::district::{Served, background};
use crate::world::World;

const SAID: &str =
    "城东街道办欠我公司外墙维修尾款 42 万元，去要了三次都说等预算。希望给个还款日期。";
const TITLE: &str = "城东街道办欠我公司外墙维修尾款 42 万元";
const REPLY: &str = "城东街道办已签还款计划，3月底前付清 42 万元。";

/// With script, as most people have it.
pub(crate) async fn an_appeal_from_the_portal_to_the_bulletin(world: &World) {
    whole(world, Script::On).await;
}

/// u01: the same course in a browser that runs no script.
pub(crate) async fn u01_the_same_without_script(world: &World) {
    whole(world, Script::Off).await;
}

async fn whole(world: &World, script: Script) {
    let served = Served::new().await;
    background(&served.district).await;
    let browser = world.browser(&served.site, script).await;
    let no = submitted(&browser, script).await;
    dispatched(&served, &browser, &no).await;
    answered(&served, &browser, &no).await;
    confirmed(&browser, &no).await;
    bulletin(&served, &browser).await;
    ranking(&served, &browser).await;
    // Six of seven in time: (85.714 − 60) ÷ 38 of 40 points, 50 for the rest that has cases, of 90.
    browser.reads("住建局 85.63").await;
    browser.reads("1 件超时").await;
    let cases = browser.see("//table//a[starts-with(@href,'/figures?') and .='7']");
    browser.go(cases.await).await;
    browser.reads("：7 件").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    served.district.check().await;
}

/// P1, P7, P5: without signing in. Returns the number that the receipt shows.
async fn submitted(browser: &Browser<'_>, script: Script) -> String {
    browser.open("/").await;
    browser.follow("提交诉求").await;
    browser.reads("您的身份默认不公开").await;
    let counted = "城东";
    browser.fill("遇到了什么事", counted).await;
    // The counter under the field is script: it tells whether this browser runs any.
    let runs = browser.text().await.contains("已写 2 字");
    assert_eq!(runs, script == Script::On);
    browser.fill("遇到了什么事", SAID).await;
    browser.fill("企业名称", "宏远建筑装饰有限公司").await;
    browser.fill("联系人", "王女士").await;
    browser.fill("手机号", "13900000210").await;
    browser.press("提交诉求").await;
    browser.reads("收到了，这是您的回执").await;
    // Two working days from Wednesday 11 February: the 12th and the 13th.
    browser.reads("区营商办2月13日前派给负责单位").await;
    browser.reads("2 个工作日内，还剩 2 个工作日").await;
    let no = browser.see("//p[contains(@class,'big')]").await;
    no.text().await.unwrap()
}

/// O1.
async fn dispatched(served: &Served, browser: &Browser<'_>, no: &str) {
    let (user, password) = served.who("区营商办", "coordinator");
    browser.sign_in(&user, password).await;
    browser.open("/desk/dispatch").await;
    browser.reads("1 件等区营商办定").await;
    browser.reads(TITLE).await;
    browser.hides("13900000210").await;
    browser.pick("主责", "住建局").await;
    browser.press("派单").await;
    // Five working days: 12, 13, 14 (made up), 24, 25 February; the festival lies between.
    let done = format!("{no} 已派给住建局，2026年2月25日（周三）前答复企业");
    browser.reads(&done).await;
}

/// C1, C3, C7.
async fn answered(served: &Served, browser: &Browser<'_>, no: &str) {
    served.district.set("2026-02-12 10:00");
    let (user, password) = served.who("住建局", "clerk");
    browser.sign_in(&user, password).await;
    browser.open("/desk").await;
    browser.follow(TITLE).await;
    browser.reads(no).await;
    browser.reads("联系人身份已隐藏").await;
    browser.hides("王女士").await;
    browser.press("签收").await;
    browser.reads("办好了：签收").await;
    browser.follow("答复并办结").await;
    browser.reads("由企业在").await;
    // Nothing to rest on yet: refused at the field, and all that was typed is still there.
    browser.tick("已按诉求办好").await;
    browser.fill("答复", REPLY).await;
    browser.press("答复并办结").await;
    let summary = browser.see("//*[@id='errors']").await.text().await.unwrap();
    assert!(summary.contains("依据"), "{summary}");
    let kept = browser.field("答复").await.prop("value").await.unwrap();
    assert!(kept.unwrap_or_default().ends_with(REPLY));
    let record = "2月12日电话联系街道财政所，当天收到还款计划。";
    browser.fill("现在写一条办理记录作依据", record).await;
    browser.press("答复并办结").await;
    browser.reads("办好了：答复并办结").await;
    browser.reads(REPLY).await;
}

/// P6, with number and the tail of the telephone.
async fn confirmed(browser: &Browser<'_>, no: &str) {
    browser.forget().await;
    browser.open("/track").await;
    browser.fill("编号", no).await;
    browser.fill("手机", "9999").await;
    browser.press("查").await;
    browser.hides(REPLY).await;
    browser.fill("编号", no).await;
    browser.fill("手机", "0210").await;
    browser.press("查").await;
    browser.reads(REPLY).await;
    browser.reads("您的身份信息没有人看过").await;
    browser.hides("电话联系街道财政所").await;
    browser.follow("确认是否解决").await;
    browser.tick("已解决").await;
    browser.tick("非常满意").await;
    browser.press("提交确认").await;
    browser.reads("您的确认已记下").await;
    browser.reads("已解决").await;
}

/// O3, then what everybody reads, and the way from a figure to its matters.
pub(crate) async fn bulletin(served: &Served, browser: &Browser<'_>) {
    served.district.set("2026-02-24 09:00");
    let (user, password) = served.who("区营商办", "coordinator");
    browser.sign_in(&user, password).await;
    browser.open("/desk/bulletins").await;
    browser.follow("2026年第7期").await;
    browser.reads("逾期 1 件，都在住建局").await;
    browser.follow("印发").await;
    browser.reads("印发后公开，内容不再改动").await;
    browser.press("印发周通报").await;
    browser.reads("营商环境周通报").await;
    // A figure is one click from its matters.
    browser
        .follow_to("/figures?count=due&except=answered")
        .await;
    browser.reads("：1 件").await;
    browser.reads("反映拖欠外墙维修尾款").await;

    browser.forget().await;
    browser.open("/").await;
    browser.follow("全部通报").await;
    browser.follow("营商环境周通报").await;
    browser.reads("逾期 1 件，都在住建局").await;
    // Due in the week: five of the background answered in time, one not.
    browser.reads("83.33").await;
    browser.hides("反映拖欠外墙维修尾款").await;
    browser
        .follow_to("/figures?count=due&except=answered")
        .await;
    browser.reads("：1 件").await;
    browser.reads("办件内容不公开").await;
}

/// O4 from draft to published, two signing in between, then the public page.
pub(crate) async fn ranking(served: &Served, browser: &Browser<'_>) {
    let steps = [
        ("2026-03-02 09:00", "生成草稿"),
        ("2026-03-02 09:30", "发给各单位核对"),
        ("2026-03-06 09:00", "定稿"),
    ];
    for (moment, step) in steps {
        ranking_step(served, browser, moment, step).await;
    }
    for who in [("区营商办", "coordinator"), ("组织部", "organisation")] {
        let (user, password) = served.who(who.0, who.1);
        browser.sign_in(&user, password).await;
        browser.open("/desk/signing").await;
        browser.press("核对无误，签署").await;
    }
    for (moment, step) in [("2026-03-06 10:00", "封存"), ("2026-03-06 10:10", "公布")] {
        ranking_step(served, browser, moment, step).await;
    }
    browser.forget().await;
    browser.open("/").await;
    browser.follow("月排名").await;
    browser.follow("营商环境月排名 2026年2月").await;
    browser
        .reads("综合保障组：本期没有单位够最低件数，不排名次")
        .await;
}

/// One step of O4, with its page of consequences.
async fn ranking_step(served: &Served, browser: &Browser<'_>, moment: &str, step: &str) {
    served.district.set(moment);
    // A session outlives a working day, not four.
    let (user, password) = served.who("区营商办", "coordinator");
    browser.sign_in(&user, password).await;
    browser.open("/desk/rankings/2026-02").await;
    browser.follow_to("/desk/rankings/2026-02/step").await;
    browser.press(step).await;
}
