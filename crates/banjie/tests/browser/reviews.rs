//! 好差评 from the slip at the window to the follow-up, without script (u01 for P8).

use crate::browser::{Browser, Script};
use crate::district::Served;
use crate::world::World;

/// A slip of 市场监管局; the path behind its code.
pub(crate) async fn slip(served: &Served, browser: &Browser<'_>) -> String {
    let (user, password) = served.who("市场监管局", "clerk");
    browser.sign_in(&user, password).await;
    browser.open("/desk/visits").await;
    browser.reads("不提醒好评").await;
    browser.press("出小票").await;
    browser.reads("刚办的是哪一项：没有选").await;
    browser.tick("企业设立登记").await;
    browser.press("出小票").await;
    browser.reads("请您评价这次服务").await;
    let text = browser.text().await;
    let (_, rest) = text.split_once("/reviews/").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(token.len(), 64);
    browser.forget().await;
    format!("/reviews/{token}")
}

/// The whole course of a bad review in a browser that runs no script.
pub(crate) async fn u01_a_visit_is_rated_without_script(world: &World) {
    let served = Served::new().await;
    let browser = world.browser(&served.site, Script::Off).await;
    let path = slip(&served, &browser).await;
    browser.open(&path).await;
    browser.reads("自愿评价，只评一次").await;
    browser.follow_to(&format!("{path}?level=2")).await;
    browser.reads("您选了“不满意”").await;
    browser.tick("等候时间长").await;
    browser.fill("想说的话", "等了两小时").await;
    browser.fill("手机号", "139").await;
    browser.press("提交评价").await;
    browser.reads("手机号少 8 位").await;
    let kept = browser.field("想说的话").await.prop("value").await.unwrap();
    assert_eq!(kept.unwrap_or_default(), "等了两小时");
    browser.fill("手机号", "13900000210").await;
    browser.press("提交评价").await;
    browser.reads("评价已收到").await;
    // One working day from Wednesday 11 February.
    browser.reads("2026年2月12日（周四）前回访").await;
    browser.open(&path).await;
    browser.hides("提交评价").await;

    served.district.set("2026-02-12 10:00");
    let (user, password) = served.who("市场监管局", "clerk");
    browser.sign_in(&user, password).await;
    browser.open("/desk").await;
    browser.follow("评价：企业设立登记").await;
    browser.hides("13900000210").await;
    browser.follow("记录回访").await;
    browser.tick("联系上了").await;
    browser.fill("回访记录", "上午只开了一个窗口").await;
    browser.press("记下回访").await;
    browser.reads("整改或说明，反馈评价人").await;
    browser.follow("反馈整改或说明").await;
    browser.tick("已经整改").await;
    browser.tick("第 3 条记录").await;
    browser.fill("反馈", "上午开两个窗口").await;
    browser.press("反馈评价人").await;
    browser.reads("已反馈，待评价人确认").await;

    browser.forget().await;
    browser.open(&path).await;
    browser.reads("上午开两个窗口").await;
    browser.tick("认可").await;
    browser.press("提交意见").await;
    browser.reads("已整改，您已认可").await;
    // Corrections count on the last day for them: 15 working days over the festival.
    served.district.set("2026-03-12 10:00");
    browser.open("/reviews").await;
    browser.reads("属实差评 1 条，整改 1 条").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    served.district.check().await;
}
