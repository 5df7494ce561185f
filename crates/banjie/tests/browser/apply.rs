//! P2, P3, P4: an application from the first screen to its receipt, and the new screens under axe.

use crate::browser::{Browser, Script};
use crate::district::Served;
use crate::world::World;

/// 信用修复 of one penalty on 信用中国: what is asked, by page.
const PAGES: [(&str, &[(&str, &str)]); 5] = [
    (
        "谁来办",
        &[
            ("agent_name", "张三"),
            ("agent_id", "11010519491231002X"),
            ("agent_phone", "13900000210"),
        ],
    ),
    ("企业是谁", &[("uscc", "914403001922038216")]),
    (
        "企业名称和类型",
        &[("enterprise_name", "X区晨光商贸有限公司")],
    ),
    (
        "负责的人",
        &[
            ("legal_rep_name", "张三"),
            ("legal_rep_id", "11010519491231002X"),
            ("legal_rep_phone", "13900000210"),
        ],
    ),
    (
        "要修复的记录",
        &[
            ("decision_no", "X市监罚〔2025〕12号"),
            ("decided_by", "X区市场监督管理局"),
            ("decision_date", "2025-3-1"),
            ("duty_proof", "2025年3月5日缴清罚款，当月改正。"),
        ],
    ),
];

/// With script, as most people have it.
pub(crate) async fn an_application_from_the_first_screen_to_its_receipt(world: &World) {
    whole(world, Script::On).await;
}

/// u01: the same in a browser that runs no script.
pub(crate) async fn u01_an_application_without_script(world: &World) {
    whole(world, Script::Off).await;
}

async fn choose(browser: &Browser<'_>, name: &str, value: &str) {
    let input = format!("//input[@name='{name}' and @value='{value}']");
    browser.see(&input).await.click().await.unwrap();
}

async fn typed(browser: &Browser<'_>, name: &str, value: &str) {
    let input = format!("//*[@name='{name}'][self::input or self::textarea]");
    let field = browser.see(&input).await;
    field.clear().await.unwrap();
    field.send_keys(value).await.unwrap();
}

async fn whole(world: &World, script: Script) {
    let served = Served::new().await;
    let browser = world.browser(&served.site, script).await;
    browser.open("/").await;
    browser.follow_to("/packages/repair-credit").await;
    browser.press("开始填写").await;
    browser.reads("续填码").await;
    let code = browser.see("//*[@id='code']").await.text().await.unwrap();
    browser.follow("您的情况").await;
    choose(&browser, "repair_kinds", "信用中国公示的行政处罚").await;
    choose(&browser, "duties_done", "是").await;
    choose(&browser, "abnormal_reason", "其他").await;
    browser.press("保存并继续").await;
    browser.reads("要办 2 件事").await;
    // Half a page: told at its field, kept, and gone on with on another device.
    browser.follow("谁来办").await;
    typed(&browser, "agent_name", "张三").await;
    browser.press("保存并继续").await;
    let summary = browser.see("//*[@id='errors']").await.text().await.unwrap();
    assert!(summary.contains("有 2 处要改"), "{summary}");
    browser.forget().await;
    browser.open("/apply/resume").await;
    browser.fill("续填码", &code).await;
    browser.press("接着填").await;
    browser.reads("填写中").await;
    for (heading, fields) in PAGES {
        browser.follow(heading).await;
        for (name, value) in fields {
            typed(&browser, name, value).await;
        }
        if heading == "要修复的记录" {
            choose(&browser, "repair_promise", "是").await;
        }
        browser.press("保存并继续").await;
        // On to the next page by itself; back to the list to go by its names.
        let id = code[..9].replace('-', "");
        browser.open(&format!("/apply/{id}")).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("缴款书.pdf");
    std::fs::write(&file, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n").unwrap();
    browser.follow("已履行义务、已改正的证明").await;
    let input = browser.see("//input[@type='file']").await;
    input.send_keys(file.to_str().unwrap()).await.unwrap();
    browser.press("保存并继续").await;
    browser.reads("核对：信用修复").await;
    browser.reads("X市监罚〔2025〕12号").await;
    // One answer is changed from here and comes back here.
    let change = "//a[contains(@href,'back=check#decision_no')]";
    browser.go(browser.see(change).await).await;
    typed(&browser, "decision_no", "X市监罚〔2025〕13号").await;
    browser.press("保存并继续").await;
    browser.reads("X市监罚〔2025〕13号").await;
    browser.press("确认并提交").await;
    browser.reads("签名：没有填").await;
    browser.fill("签名：打上您的姓名", "张三").await;
    browser.tick("我已逐项核对").await;
    browser.press("确认并提交").await;
    browser.reads("收到了，这是您的回执").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    served.district.check().await;
}
