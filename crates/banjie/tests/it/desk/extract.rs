//! O2: the real speech becomes directives, and only after every one has been confirmed.

use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::matter::{Detail, Kind, MatterNo};
use banjie_store::reads::Filter;
use banjie_web::testing::{Answer, Client, TestDistrict};

const SPEECH: &str = include_str!("../../../../core/tests/speeches/speech-2025q3.txt");
const HOME: &str = "/desk/directives/extract";

async fn coordinator(district: &TestDistrict) -> Client {
    let user = district.user("区营商办", "coordinator");
    district.signed_in(&user).await
}

/// Hands in the speech; the address of its working page.
async fn read(client: &mut Client) -> String {
    let key = client.get(HOME).await.hidden("_key");
    let pairs = [
        ("_key", key.as_str()),
        ("meeting", "三季度优化营商环境工作推进会"),
        ("held_on", "2026年2月10日"),
        ("text", SPEECH),
    ];
    let answer = client.post(HOME, &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let address = answer.location().to_owned();
    let again = client.post(HOME, &pairs).await;
    assert_eq!(again.location(), address, "sent twice, one draft");
    address
}

async fn directives(district: &TestDistrict) -> u64 {
    let filter = Filter {
        kind: Some(Kind::Directive),
        ..Filter::default()
    };
    let today = district.app.today();
    let count = district.store().count(&Sight::District, &filter, today);
    count.await.unwrap()
}

/// The numbers of the items whose line says these words.
fn items(page: &Answer, words: &str) -> Vec<String> {
    page.text
        .split("<li id=\"i")
        .skip(1)
        .filter(|li| li.contains(words))
        .map(|li| li.split('"').next().unwrap().to_owned())
        .collect()
}

/// Confirms an item with these fields over the version on the page.
async fn confirm(client: &mut Client, address: &str, item: &str, lead: &str) -> Answer {
    let page = client.get(&format!("{address}?item={item}")).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let what = format!("任务 {item}");
    client
        .post(
            address,
            &[
                ("_key", &key),
                ("_version", &version),
                ("item", item),
                ("act", "confirm"),
                ("what", &what),
                ("lead", lead),
                ("support", ""),
                ("cadence", "once"),
                ("due", "2026-3-6"),
            ],
        )
        .await
}

async fn drop_rest(client: &mut Client, address: &str) {
    loop {
        let page = client.get(&format!("{address}?show=open")).await;
        let open = page.text.split("<li id=\"i").nth(1);
        let Some(item) = open.and_then(|li| li.split('"').next()) else {
            return;
        };
        let page = client.get(&format!("{address}?item={item}")).await;
        let (key, version) = (page.hidden("_key"), page.hidden("_version"));
        let pairs = [
            ("_key", key.as_str()),
            ("_version", version.as_str()),
            ("item", item),
            ("act", "drop"),
        ];
        let answer = client.post(address, &pairs).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_speech_becomes_directives_only_after_it_has_been_confirmed() {
    let district = TestDistrict::new().await;
    let mut client = coordinator(&district).await;
    let address = read(&mut client).await;
    let page = client.get(&address).await;
    assert!(page.text.contains("原文缺 4,062 字，没有识别"));
    assert!(page.text.contains("还不能全部下发"), "says why not yet");
    assert!(page.text.contains("<mark"), "sentences are marked");
    let method = items(&page, "营商环境专项考核办法");
    let pledges = items(&page, "17 家各发一件");
    let reflections = items(&page, "报送反思");
    assert_eq!((method.len(), pledges.len(), reflections.len()), (1, 1, 5));

    let form = client.get(&format!("{address}?item={}", method[0])).await;
    assert!(form.text.contains("已经过了"), "why the date is pre-filled");
    assert_eq!(
        confirm(&mut client, &address, &method[0], "组织部")
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    confirm(&mut client, &address, &pledges[0], "17个部门").await;
    confirm(&mut client, &address, &reflections[0], "市场监管局").await;
    drop_rest(&mut client, &address).await;
    assert_eq!(
        directives(&district).await,
        0,
        "nothing before the confirmation"
    );

    let ask = client.get(&format!("{address}/confirm")).await;
    assert!(ask.text.contains("19 件任务"), "{}", ask.text);
    assert_eq!(directives(&district).await, 0);
    let version = ask.hidden("_version");
    let send = format!("{address}/confirm");
    let done = client.post(&send, &[("_version", &version)]).await;
    assert_eq!(done.location(), format!("{address}/sent"), "{}", done.text);
    assert_eq!(directives(&district).await, 19);
    let again = client.post(&send, &[("_version", &version)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(directives(&district).await, 19, "sent twice, done once");

    let sent = client.get(&format!("{address}/sent")).await;
    let numbers: Vec<MatterNo> = sent
        .text
        .split("/desk/matters/BJ")
        .skip(1)
        .map(|t| {
            format!("BJ{}", t.split('"').next().unwrap())
                .parse()
                .unwrap()
        })
        .collect();
    assert_eq!(numbers.len(), 19);
    let chars: Vec<char> = SPEECH.chars().collect();
    let mut owed = 0;
    for no in numbers {
        let course = district.store().matter(&Sight::District, no).await.unwrap();
        let Detail::Directive(directive) = course.unwrap().matter.detail else {
            panic!("{no} is a directive");
        };
        let order = directive.order;
        let (start, end) = order.at.unwrap();
        let there: String = chars[start as usize..end as usize].iter().collect();
        assert_eq!(there, order.sentence, "offsets count the text's characters");
        assert_eq!(order.source, "三季度优化营商环境工作推进会");
        owed += u32::from(directive.reflection);
    }
    assert_eq!(owed, 1);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_editors_is_told_and_keeps_the_text() {
    let district = TestDistrict::new().await;
    let mut first = coordinator(&district).await;
    let address = read(&mut first).await;
    let mut second = district.signed_in("yingshang.head").await;
    let seen = second.get(&format!("{address}?item=1")).await;
    let (key, version) = (seen.hidden("_key"), seen.hidden("_version"));
    confirm(&mut first, &address, "1", "发改局").await;
    let pairs = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("item", "1"),
        ("act", "confirm"),
        ("what", "我写的另一句话"),
        ("lead", "财政局"),
        ("cadence", "once"),
        ("due", "2026-3-9"),
    ];
    let told = second.post(&address, &pairs).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.text.contains("刚被别人改过"));
    assert!(told.text.contains("我写的另一句话"), "typed text is kept");
    assert!(told.text.contains("任务 1"), "the present state is shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_in_words_and_the_rest_is_kept() {
    let district = TestDistrict::new().await;
    let mut client = coordinator(&district).await;
    let head = [("meeting", "推进会"), ("held_on", "2026-2-10")];
    let docx = a_word_file();
    let cases: [(&[u8], &str); 3] = [
        (&docx, "Word 文件"),
        (b"%PDF-1.7 x", "PDF"),
        (b"", "文件是空的"),
    ];
    for (bytes, words) in cases {
        let files = [("file", "讲话", bytes)];
        let answer = client.post_files(HOME, &head, &files).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
        assert!(answer.text.contains("value=\"推进会\""));
    }
    let long = "发改局要建立台账。".repeat(60_000);
    let pairs = [head[0], head[1], ("text", long.as_str())];
    let answer = client.post(HOME, &pairs).await;
    assert!(
        answer.text.contains("请按章节分成几份"),
        "{}",
        answer.status
    );
    let clerk = district.user("住建局", "clerk");
    let refused = district.signed_in(&clerk).await.get(HOME).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

/// The smallest thing that an office suite would call a document.
fn a_word_file() -> Vec<u8> {
    let paper = banjie_papers::Paper::default();
    banjie_papers::docx::docx(&paper).unwrap()
}
