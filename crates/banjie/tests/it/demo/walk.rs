//! The ten steps of the first screen, with the sign-ins it offers.

use super::{Demo, SLOW, built};
use axum::http::StatusCode;
use banjie_web::testing::Client;

const SPEECH: &str = include_str!("../../../../core/tests/speeches/speech-2025q3.txt");

#[tokio::test(flavor = "multi_thread")]
async fn every_page_says_that_the_data_are_made_up() {
    let demo = Demo::over(built().folder.path()).await;
    let mut client = demo.client();
    let public = [
        "/",
        "/sign-in",
        "/appeals/new",
        "/track",
        "/bulletins",
        "/rankings",
        "/pledges",
        "/seals",
        "/privacy",
        "/search?q=%E6%AC%A0",
        "/bulletins/2026-W11",
        "/rankings/2026-02",
    ];
    for path in public {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains("演示数据"), "{path}");
    }
    let home = client.get("/").await.text;
    let (mut client, _) = walk(&demo, &home, 0).await;
    for path in [
        "/desk",
        "/desk/matters",
        "/desk/dispatch",
        "/desk/bulletins",
        "/desk/rankings",
        "/desk/reports",
        "/desk/reviews",
    ] {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains("演示数据"), "{path}");
    }
    // Staff read what each measure really weighs and what would have changed a place.
    let ranking = client.get("/rankings/2026-02").await.text;
    for words in ["名义权重和有效权重", "失分", "别的单位不变，少"] {
        assert!(ranking.contains(words), "{words}");
    }
}

/// Does step `n` (from 0) of the path as its line on the first screen offers it: signs in with the
/// form there, or follows the link. Returns the client and the page it ends on.
async fn walk(demo: &Demo, home: &str, n: usize) -> (Client, String) {
    let path = home.split("id=\"path\"").nth(1).unwrap();
    let path = path.split("</ol>").next().unwrap();
    assert_eq!(path.matches("<li>").count(), 10);
    let line = path.split("<li>").nth(n + 1).unwrap();
    let mut client = demo.client();
    let value = |name: &str| {
        let from = format!("name=\"{name}\" value=\"");
        let rest = line.split(&from).nth(1)?;
        Some(rest.split('"').next()?.to_owned())
    };
    let to = match value("user") {
        Some(user) => {
            let password = value("password").unwrap();
            let next = value("next").unwrap();
            let pairs = [
                ("user", user.as_str()),
                ("password", &password),
                ("next", &next),
            ];
            let signed = client.post("/sign-in", &pairs).await;
            assert_eq!(
                signed.status,
                StatusCode::SEE_OTHER,
                "step {}: {}",
                n + 1,
                signed.text
            );
            signed.location().to_owned()
        }
        None => {
            let href = line.split("href=\"").nth(1).unwrap();
            href.split('"').next().unwrap().to_owned()
        }
    };
    let page = client.get(&to).await;
    assert_eq!(page.status, StatusCode::OK, "step {}: {to}", n + 1);
    (client, page.text)
}

/// The link to a matter in the line of a page that says some words.
fn matter(page: &str, words: &str) -> String {
    let mut rows = page
        .split("<tr")
        .filter_map(|row| row.split("</tr>").next());
    let line = rows.find(|row| row.contains(words) && row.contains("/desk/matters/"));
    let line = line.unwrap_or_else(|| panic!("no matter with {words}"));
    let rest = line.split("/desk/matters/").nth(1).unwrap();
    rest.split(['"', '/', '?']).next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ten_steps_can_be_walked() {
    let demo = Demo::over(built().spare.path()).await;
    let home = demo.client().get("/").await.text;

    // 1. The speech gives tasks, and nothing is sent yet.
    let (mut desk, page) = walk(&demo, &home, 0).await;
    assert!(
        page.contains("明确政策的重点内容"),
        "the speech is there to be read"
    );
    let key = page.split("name=\"_key\" value=\"").nth(1).unwrap();
    let key = key.split('"').next().unwrap();
    let pairs = [
        ("_key", key),
        ("meeting", "三季度优化营商环境工作推进会"),
        ("held_on", "2026-3-17"),
        ("text", SPEECH),
    ];
    let read = desk
        .post_files("/desk/directives/extract", &pairs, &[])
        .await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.text);
    let found = desk.get(read.location()).await;
    assert!(found.text.contains("政策日历"));

    // 2. A leader's instruction of yesterday waits for the clerk's signature.
    let (mut clerk, page) = walk(&demo, &home, 1).await;
    let no = matter(&page, "批示");
    let act = clerk.get(&format!("/desk/matters/{no}")).await;
    assert!(act.text.contains("签收"), "{no} can be signed for");

    // 3. The head sees reds and the reflection owed.
    let (_, page) = walk(&demo, &home, 2).await;
    assert!(page.contains("逾期") && !page.contains("没有逾期的办件"));
    assert!(
        page.contains("反思"),
        "the reflection owed is on the unit's page"
    );

    // 4. An enterprise submits and gets a receipt.
    let (mut firm, page) = walk(&demo, &home, 3).await;
    let key = page.split("name=\"_key\" value=\"").nth(1).unwrap();
    let pairs = [
        ("_key", key.split('"').next().unwrap()),
        (
            "text",
            "区里一家单位欠我公司设备货款 42 万元，去要了三次都说等预算。希望给个还款日期。",
        ),
        ("enterprise", "演示用机械有限公司"),
        ("name", "王女士"),
        ("phone", "13900000210"),
        ("different", "1"),
    ];
    let sent = firm.post("/appeals", &pairs).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let rest = sent.location().strip_prefix("/receipts/").unwrap();
    let no = rest.split('?').next().unwrap().to_owned();
    let receipt = firm.get(sent.location()).await;
    assert_eq!(receipt.status, StatusCode::OK);

    // 5. It waits for dispatch, and so do others of yesterday.
    let (_, page) = walk(&demo, &home, 4).await;
    assert!(page.contains(&no), "{no} waits for dispatch");

    // 6. The clerk's desk has appeals to sign for and to answer.
    let (_, page) = walk(&demo, &home, 5).await;
    assert!(page.contains("待签收") || page.contains("签收"));
    assert!(page.contains("/desk/matters/"));

    // 7. The enterprise follows its own appeal with number and telephone tail.
    let (mut firm, _) = walk(&demo, &home, 6).await;
    let own = firm.post("/track", &[("no", &no), ("tail", "0210")]).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text);
    let own = firm.get(own.location()).await;
    assert!(own.text.contains(&no));

    // 8. The leader in charge finds the slow department among what needs doing.
    let (_, page) = walk(&demo, &home, 7).await;
    assert!(page.contains(SLOW), "{SLOW} is on the leader's page");

    // 9. and 10. Twelve months of papers.
    let (mut public, page) = walk(&demo, &home, 8).await;
    assert!(page.contains("/bulletins/2026-W11"), "last week's bulletin");
    let bulletin = public.get("/bulletins/2026-W11").await;
    assert!(bulletin.text.contains("/figures?"), "its digits open");
    let (mut public, page) = walk(&demo, &home, 9).await;
    assert!(page.contains("/rankings/2026-02"), "last month's ranking");
    let ranking = public.get("/rankings/2026-02").await;
    assert!(ranking.text.contains("末位"));
}
