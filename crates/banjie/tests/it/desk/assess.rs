//! Bulletin and ranking from the desk to the public: the digits are the same everywhere, each
//! opens to as many cases as it says, and the public reads no number, title or name.

use banjie_core::assessment::Figure;
use banjie_core::district::{Sight, UnitId};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Evidence, MatterNo, NewAppeal, Verdict,
};
use banjie_store::Ask;
use banjie_web::testing::{TestDistrict, at};

const TITLE: &str = "反映拖欠外墙维修尾款";

pub(super) async fn give(
    district: &TestDistrict,
    no: MatterNo,
    seen: u64,
    command: Command,
    by: Actor,
    day: &str,
) {
    let ask = Ask {
        act: Act { at: at(day), by },
        key: None,
    };
    district
        .store()
        .command(no, seen, command, ask)
        .await
        .unwrap();
}

/// When an appeal was received and signed, when it was answered and confirmed, how it was rated.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) received: &'a str,
    pub(super) answered: Option<&'a str>,
    pub(super) level: u8,
}

/// An appeal to 住建局 received and signed on a day, answered on another if given.
pub(super) async fn appeal(
    district: &TestDistrict,
    received: &str,
    answered: Option<&str>,
) -> MatterNo {
    let told = Told {
        received,
        answered,
        level: 5,
    };
    appeal_to(district, "住建局", told).await
}

/// An appeal to a unit.
pub(super) async fn appeal_to(district: &TestDistrict, unit: &str, told: Told<'_>) -> MatterNo {
    let Told {
        received,
        answered,
        level,
    } = told;
    let new = NewAppeal {
        title: TITLE.to_owned(),
        text: "验收已过，还欠 42 万元。".to_owned(),
        enterprise: Enterprise {
            code: None,
            name: "宏远装饰有限公司".to_owned(),
        },
        topic: None,
        township: None,
        since: None,
        channel: Channel::Portal,
        contact: None,
        files: Vec::new(),
        external: None,
        parent: None,
    };
    let ask = Ask {
        act: Act {
            at: at(received),
            by: Actor::Enterprise,
        },
        key: None,
    };
    let opened = district
        .store()
        .open_appeal(new, None, None, ask)
        .await
        .unwrap();
    let no = opened.no;
    let dispatch = Command::Dispatch {
        unit: UnitId::from(unit),
        support: vec![],
        topic: None,
        reason: "职责范围".to_owned(),
    };
    let coordinator = district.actor("区营商办", "coordinator");
    let clerk = || district.actor(unit, "clerk");
    give(district, no, 1, dispatch, coordinator, received).await;
    give(district, no, 2, Command::Sign, clerk(), received).await;
    if let Some(day) = answered {
        let note = Command::Comment {
            words: "已与财务核对".to_owned(),
            public: false,
        };
        give(district, no, 3, note, clerk(), day).await;
        let answer = Command::Answer {
            reply: "3 月 20 日前付清。".to_owned(),
            evidence: vec![Evidence::Record(4)],
        };
        give(district, no, 4, answer, clerk(), day).await;
        let confirm = Command::Confirm {
            tags: Vec::new(),
            verdict: Verdict::Solved,
            level: Some(level),
            words: String::new(),
        };
        give(district, no, 5, confirm, Actor::Enterprise, day).await;
    }
    no
}

/// February 2026: five answered in time, one late and still open (due 02-09).
pub(super) async fn february() -> TestDistrict {
    let district = TestDistrict::new().await;
    for day in [
        "2026-02-02",
        "2026-02-03",
        "2026-02-04",
        "2026-02-05",
        "2026-02-06",
    ] {
        appeal(&district, day, Some(day)).await;
    }
    appeal(&district, "2026-02-02", None).await;
    district
}

/// Where the first link with this text on the page leads.
fn link(html: &str, text: &str) -> String {
    let end = html
        .find(&format!("\">{text}</a>"))
        .unwrap_or_else(|| panic!("no link {text}"));
    let start = html[..end].rfind("href=\"").unwrap() + 6;
    html[start..end].replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_bulletin_is_issued_and_read_by_everybody() {
    let district = february().await;
    district.set("2026-02-16 09:00");
    let mut desk = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    let mut public = district.client();
    assert_eq!(
        public.get("/bulletins/2026-W07").await.status,
        404,
        "a draft is not public"
    );

    let draft = desk.get("/desk/bulletins/2026-W07").await;
    assert!(
        draft.text.contains("逾期 1 件，都在住建局"),
        "{}",
        draft.text
    );
    assert!(draft.text.contains(TITLE));
    let confirm = desk.get("/desk/bulletins/2026-W07/issue").await;
    let seen = confirm.hidden("seen");
    let post = [("seen", seen.as_str())];
    let sent = desk.post("/desk/bulletins/2026-W07/issue", &post).await;
    assert_eq!(sent.location(), "/bulletins/2026-W07");
    let twice = desk.post("/desk/bulletins/2026-W07/issue", &post).await;
    assert_eq!(
        twice.location(),
        "/bulletins/2026-W07",
        "sent twice: issued once"
    );

    let page = public.get("/bulletins/2026-W07").await;
    assert!(page.text.contains("逾期 1 件，都在住建局"));
    for hidden in [TITLE, "BJ-2026-", "宏远", "李敏"] {
        assert!(!page.text.contains(hidden), "{hidden} is not public");
    }
    assert!(public.get("/bulletins").await.text.contains("2026年第7期"));

    // The figure opens to the same count for the public and for staff.
    let overdue = Figure::overdue(None, None, "2026-02-15".parse().unwrap());
    let cases = district
        .store()
        .cases(&Sight::District, &overdue)
        .await
        .unwrap();
    assert_eq!(cases.len(), 1);
    let href = "/figures?count=due&except=answered&from=2000-01-01&to=2026-02-15";
    let shown = public.get(href).await;
    assert!(shown.text.contains("：1 件</h1>"), "{}", shown.text);
    assert!(!shown.text.contains("BJ-2026-"));
    let staff = desk.get(href).await;
    assert!(staff.text.contains("：1 件</h1>") && staff.text.contains(TITLE));

    // A clerk of another unit sees the number, not the matter.
    let mut other = district.signed_in(&district.user("税务局", "clerk")).await;
    let elsewhere = other.get(href).await;
    assert!(elsewhere.text.contains("内容不在您的查看范围"));
    assert!(!elsewhere.text.contains(TITLE));

    for format in ["docx", "xlsx", "html", "json"] {
        let file = public
            .get(&format!("/bulletins/2026-W07/files/{format}"))
            .await;
        assert_eq!(file.status, 200, "{format}: {}", file.text);
        assert!(!file.text.contains(TITLE), "{format}");
    }
    let unknown = public.get("/bulletins/2026-W07/files/wps").await;
    assert!(
        unknown.text.contains("没有“wps”这种格式"),
        "{}",
        unknown.text
    );
    let api = desk.get("/api/v1/bulletins/2026-W07").await.json();
    assert_eq!(api["values"]["overdue"]["now"]["cases"], 1);
    assert!(
        api["values"]["overdue"]["now"]["href"]
            .as_str()
            .unwrap()
            .starts_with("/figures?")
    );
    assert!(
        desk.get("/desk/bulletins/2026-W07")
            .await
            .text
            .contains("一字不差")
    );
    district.check().await;
}

#[tokio::test]
async fn a_leaders_remark_becomes_a_directive() {
    let district = february().await;
    district.set("2026-02-16 09:00");
    let mut desk = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    desk.post("/desk/bulletins/2026-W07/issue", &[("seen", "0")])
        .await;
    let leader = banjie_web::testing::pack();
    let leader = (leader.people.iter())
        .find(|p| p.roles.iter().any(|r| r.code() == "leader"))
        .unwrap();
    let mut leader = district.signed_in(leader.user.as_str()).await;
    let path = "/bulletins/2026-W07/remarks";
    let missing = leader.post(path, &[("words", "请两日内回函")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.text.contains("交给哪个单位：没有选") && missing.text.contains("请两日内回函"));
    let pairs = [
        ("about", "1"),
        ("words", "请两日内回函"),
        ("unit", "财政局"),
        ("due", "2026.2.27"),
    ];
    let made = leader.post(path, &pairs).await;
    assert!(
        made.location().starts_with("/desk/matters/"),
        "{}",
        made.text
    );
    let page = leader.get("/bulletins/2026-W07").await;
    assert!(page.text.contains("已转为任务") && page.text.contains("请两日内回函"));
    let clerk = district
        .signed_in(&district.user("住建局", "clerk"))
        .await
        .post(path, &pairs)
        .await;
    assert_eq!(clerk.status, 403);
}

#[tokio::test]
async fn a_ranking_goes_from_draft_to_published() {
    let district = february().await;
    district.set("2026-03-02 09:00");
    let mut desk = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    let mut public = district.client();
    let page = desk.get("/desk/rankings/2026-02").await;
    // 5 of 6 in time, all solved and pleased, none reopened: (23.3333/38 × 40 + 25 + 20 + 5) ÷ 90.
    assert!(page.text.contains("82.85"), "{}", page.text);
    let cases = link(&page.text, "6");
    assert!(
        desk.get(&cases).await.text.contains("：6 件</h1>"),
        "{cases}"
    );

    let path = "/desk/rankings/2026-02/step";
    let step = async |desk: &mut banjie_web::testing::Client| {
        let seen = desk.get(path).await.hidden("seen");
        desk.post(path, &[("seen", &seen)]).await
    };
    step(&mut desk).await;
    assert_eq!(public.get("/rankings/2026-02").await.status, 404);
    step(&mut desk).await;
    // Three working days from 03-02: until 03-05.
    let early = desk.get(path).await;
    assert!(early.text.contains("2026年3月5日"), "{}", early.text);
    district.set("2026-03-06 09:00");
    let mut head = district.signed_in(&district.user("住建局", "clerk")).await;
    assert!(
        head.get("/rankings/2026-02").await.text.contains("82.85"),
        "units check their figures"
    );
    let mut desk = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    step(&mut desk).await;
    let unsigned = desk.post(path, &[("seen", "settled")]).await;
    assert_eq!(unsigned.status, 422);
    assert!(unsigned.text.contains("定稿要由 2 个人签署，现在签了 0 个"));
    for (unit, role) in [("区营商办", "coordinator"), ("组织部", "organisation")] {
        let mut signer = district.signed_in(&district.user(unit, role)).await;
        let waiting = signer.get("/desk/signing").await;
        assert!(
            waiting.text.contains("2026年2月月排名 第1版"),
            "{}",
            waiting.text
        );
        signer.post("/desk/signing/2026-02", &[]).await;
    }
    step(&mut desk).await;
    assert_eq!(
        public.get("/rankings/2026-02").await.status,
        404,
        "not published"
    );
    step(&mut desk).await;
    let sealed = public.get("/rankings/2026-02").await;
    assert!(sealed.text.contains("82.85") && sealed.text.contains("账本封存号"));
    // Sealed under a head of its own, which later ones do not replace.
    let number = |page: &str| {
        let at = page.find("账本封存号 ").unwrap() + "账本封存号 ".len();
        page[at..].chars().take(9).collect::<String>()
    };
    let first = number(&sealed.text);
    assert!(first.is_ascii() && first.contains('-'), "{first}");
    district.store().seal(district.app.now()).await.unwrap();
    district.submit("灯箱广告怎么报批").await;
    district.store().seal(district.app.now()).await.unwrap();
    let later = public.get("/rankings/2026-02").await;
    assert_eq!(number(&later.text), first);
    let api = desk.get("/api/v1/rankings/2026-02").await.json();
    assert_eq!(
        (api["state"].as_str(), api["revision"].as_u64()),
        (Some("published"), Some(1))
    );
    // The same digits on every way out.
    for format in ["html", "json"] {
        let file = public
            .get(&format!("/rankings/2026-02/files/{format}"))
            .await;
        assert!(file.text.contains("82.85"), "{format}");
    }
    let month = "2026-02".parse().unwrap();
    let kept = district
        .store()
        .sealed_ranking(month)
        .await
        .unwrap()
        .unwrap();
    let stamp = banjie_web::assess::stamp(district.store(), "http://localhost", "/", 1, None);
    let book = banjie_papers::ranking::book(&kept.values, &stamp.await.unwrap());
    assert!(
        book.sheets[0]
            .rows
            .iter()
            .flatten()
            .any(|cell| cell == "82.85")
    );
    let placed = &api["values"]["groups"][0]["placed"][0]["score"];
    assert_eq!(placed["score"], "82.85");
    let twice = desk.post(path, &[("seen", "sealed")]).await;
    assert_eq!(twice.location(), "/desk/rankings/2026-02");
    for bad in ["/rankings/2026-13", "/figures?count=due"] {
        assert!(public.get(bad).await.status.is_client_error(), "{bad}");
    }
    district.check().await;
}
