//! The real speech, handed in as a file, becomes tasks; nothing goes out before each has been looked at; a unit that
//! was named finds the reflection it owes on its own pages.

use crate::browser::{Browser, Script};
use crate::district::Served;
use crate::world::World;
use std::path::Path;

/// Hands in the speech; ends on the page with text left and tasks right.
pub(crate) async fn read(browser: &Browser<'_>) {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/speeches/speech-2025q3.txt");
    browser.open("/desk/directives/extract").await;
    browser
        .fill("会议或文件名称", "三季度优化营商环境工作推进会")
        .await;
    browser.fill("会议日期", "2026年2月10日").await;
    let upload = browser.see("//input[@type='file']").await;
    let path = file.canonicalize().unwrap();
    upload.send_keys(&path.to_string_lossy()).await.unwrap();
    browser.press("识别任务").await;
}

/// O2 to C1 and H1.
pub(crate) async fn the_speech_becomes_tasks(world: &World) {
    let served = Served::new().await;
    let browser = world.browser(&served.site, Script::On).await;
    let (user, password) = served.who("区营商办", "coordinator");
    browser.sign_in(&user, password).await;
    read(&browser).await;
    browser.reads("识别出 33 项").await;
    browser.reads("还不能全部下发").await;
    // The sentence behind the first task is marked in the text.
    let marked = browser.see("//mark").await.text().await.unwrap();
    assert!(marked.contains("反思"), "{marked}");

    let reflection = "就“反垄断行动”报送反思";
    browser.follow(reflection).await;
    browser.reads("为什么算任务").await;
    browser.fill("期限", "2026年3月6日").await;
    browser.press("确认这一项").await;
    browser.follow("制定《营商环境专项考核办法》").await;
    browser.fill("期限", "2026-3-6").await;
    browser.press("确认这一项").await;
    // No task: the speech asks for no act there.
    browser.follow("对于不同层级的工作人员").await;
    browser.press("不是任务").await;

    browser.follow("先下发已确认的 2 项").await;
    browser.reads("2 家单位会收到 2 件任务").await;
    browser.press("下发 2 件").await;
    browser.reads("已下发 2 件，2 家单位").await;

    let (user, password) = served.who("市场监管局", "clerk");
    browser.sign_in(&user, password).await;
    browser.open("/desk").await;
    browser.reads(reflection).await;
    browser.hides("营商环境专项考核办法").await;
    browser.follow(reflection).await;
    browser.reads("三季度优化营商环境工作推进会").await;
    browser.reads("2026年3月6日").await;
    let (user, password) = served.who("市场监管局", "unit_head");
    browser.sign_in(&user, password).await;
    browser.open("/desk/unit").await;
    browser.reads("反思").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    served.district.check().await;
}
