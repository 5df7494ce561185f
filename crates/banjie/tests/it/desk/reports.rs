//! 指标报送 on the desk: the lead department reports with evidence, another unit verifies or sends
//! back, everybody else sees what concerns them, and what is wrong is said with everything kept.

use banjie_core::pack::PackFile;
use banjie_web::testing::{Client, TestDistrict};

const PAGE: &str = "/desk/reports/2026-01/days";
const CHECK: &str = "/desk/reports/2026-01/days/check";
const LEDGER: &[u8] = "办件系统导出，截至 1 月 31 日".as_bytes();

/// Ten points of the shipped method go to a figure that 政务服务中心 reports and 区政府办 verifies.
pub(crate) fn with_days(file: &mut PackFile) {
    if file.path != "rulebook.toml" {
        return;
    }
    let measure = "
[[measure]]
id = \"days\"
title = \"平均用时\"
weight = 10
floor = 10
target = 0
groups = [\"审批服务组\"]
reported = { about = \"受理到办结的平均工作日\", unit = \"天\", better = \"less\", lead = \"政务服务中心\", verifier = \"区政府办\", least = 0, most = 365, indicator = \"17\" }

[[measure]]
id = \"other_on_time\"
metric = \"application_on_time\"
weight = 10
floor = 60
target = 98
minimum_cases = 5
groups = [\"综合保障组\", \"镇街组\"]
";
    file.text = file.text.replacen("weight = 40", "weight = 30", 1) + measure;
}

/// February 3: the second of three working days for January's figures.
pub(crate) async fn january() -> TestDistrict {
    let district = TestDistrict::new().await.repacked(with_days);
    district.set("2026-02-03 09:00");
    district
}

async fn clerk(district: &TestDistrict, unit: &str) -> Client {
    district.signed_in(&district.user(unit, "clerk")).await
}

/// The value of the checkbox of a unit's waiting figure.
fn waiting(page: &str, unit: &str) -> String {
    let start = page.find(&format!("value=\"{unit}|"));
    let rest = &page[start.unwrap_or_else(|| panic!("{unit} does not wait: {page}")) + 7..];
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_stands_with_its_day_on_the_first_page_of_whose_turn_it_is() {
    let district = january().await;
    let mut lead = clerk(&district, "政务服务中心").await;
    let mut second = clerk(&district, "区政府办").await;
    let first = lead.get("/desk").await;
    // Three working days after January 31, a Saturday.
    for words in [
        "指标报送 1 项",
        "2026年1月平均用时",
        "报送 8 个数",
        "2月4日 周三前",
    ] {
        assert!(first.text.contains(words), "{words}: {}", first.text);
    }
    assert!(
        !second.get("/desk").await.text.contains("平均用时"),
        "not their turn yet"
    );
    let other = clerk(&district, "工信局").await;
    assert!(!{ other }.get("/desk").await.text.contains("平均用时"));

    let form = [
        ("v-税务局", "2"),
        ("v-城管局", "0"),
        ("v-公安分局", "不适用：没有这类办件"),
    ];
    let file = [("files", "用时台账.txt", LEDGER)];
    lead.post_files(PAGE, &form, &file).await;
    assert!(lead.get("/desk").await.text.contains("报送 5 个数"));
    assert!(second.get("/desk").await.text.contains("核验 3 个数"));
    // The owner of the indicator is told whom to press.
    let pack = banjie_web::testing::pack();
    let owner = pack.district.indicator(&"17".into()).unwrap().owner.clone();
    let owner = pack.people.iter().find(|p| p.post.as_ref() == Some(&owner));
    let mut owner = district.signed_in(owner.unwrap().user.as_str()).await;
    let page = owner.get("/desk/leader").await;
    let words = "催政务服务中心报送 5 个数，催区政府办核验 3 个数";
    assert!(page.text.contains(words), "{}", page.text);
    district.set("2026-02-05 09:00");
    let mut lead = clerk(&district, "政务服务中心").await;
    assert!(
        lead.get("/desk")
            .await
            .text
            .contains("2月4日 周三，已经过了")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_unit_reports_with_evidence_and_another_verifies_or_sends_back() {
    let district = january().await;
    let mut lead = clerk(&district, "政务服务中心").await;
    let mut second = clerk(&district, "区政府办").await;
    let list = lead.get("/desk/reports").await;
    assert!(list.text.contains("2026年1月的指标报送"), "{}", list.text);
    assert!(list.text.contains("8 个数，未报 8 个"), "{}", list.text);
    assert!(list.text.contains("政务服务中心报送") && list.text.contains("2月4日"));
    assert!(lead.get(PAGE).await.text.contains("空着的不动"));
    assert!(!second.get(PAGE).await.text.contains("空着的不动"));

    let form = [
        ("v-税务局", "2"),
        ("v-公安分局", "不适用：本月没有这类办件"),
        ("v-城管局", "０"),
    ];
    let sent = lead
        .post_files(PAGE, &form, &[("files", "用时台账.txt", LEDGER)])
        .await;
    assert_eq!(sent.location(), PAGE, "{}", sent.text);
    let length = district.journal_length().await;
    let again = lead
        .post_files(PAGE, &form, &[("files", "用时台账.txt", LEDGER)])
        .await;
    assert_eq!(again.location(), PAGE, "{}", again.text);
    assert_eq!(district.journal_length().await, length, "sent twice");

    let page = second.get(PAGE).await.text;
    assert!(page.contains("8 个数，未报 5 个，待核 3 个"), "{page}");
    assert!(
        page.contains("不适用：本月没有这类办件；依据见附件"),
        "{page}"
    );
    let (tax, police, city) = (
        waiting(&page, "税务局"),
        waiting(&page, "公安分局"),
        waiting(&page, "城管局"),
    );
    let verify = [("act", "verify"), ("units", &tax), ("units", &police)];
    let done = second.post(CHECK, &verify).await;
    assert_eq!(done.location(), PAGE, "{}", done.text);
    let silent = second
        .post(CHECK, &[("act", "return"), ("units", &city)])
        .await;
    assert_eq!(silent.status, 422);
    assert!(silent.text.contains("没有写退回理由"), "{}", silent.text);
    let back = [
        ("act", "return"),
        ("units", &city),
        ("reason", "0 天是没有办件，请写不适用"),
    ];
    let done = second.post(CHECK, &back).await;
    assert_eq!(done.location(), PAGE, "{}", done.text);

    // Sent back, reported anew: the first version is not verified unread.
    let page = lead.get(PAGE).await.text;
    assert!(page.contains("退回：0 天是没有办件，请写不适用"), "{page}");
    district.set("2026-02-03 09:10");
    let anew = [("v-城管局", "1.5"), ("note", "补了一件")];
    assert_eq!(lead.post(PAGE, &anew).await.location(), PAGE);
    let old = second
        .post(CHECK, &[("act", "verify"), ("units", &city)])
        .await;
    assert_eq!(old.status, 422);
    assert!(old.text.contains("您打开以后又报过一次"), "{}", old.text);

    // Each sees what concerns it; the evidence opens to them and to nobody else.
    let mut measured = clerk(&district, "税务局").await;
    let own = measured.get(PAGE).await.text;
    assert!(
        own.contains("1 个数，已核 1 个") && !own.contains("公安分局"),
        "{own}"
    );
    let file = own.split(&format!("href=\"{PAGE}/files/")).nth(1).unwrap();
    let file = format!("{PAGE}/files/{}", file.split('"').next().unwrap());
    let opened = measured.get(&file).await;
    assert_eq!(
        (opened.status.as_u16(), opened.text.as_bytes()),
        (200, LEDGER)
    );
    let mut silent = clerk(&district, "住建局").await;
    assert_eq!(silent.get(PAGE).await.status, 200, "it is measured by it");
    assert_eq!(
        silent.get(&file).await.status,
        404,
        "nothing was said of it"
    );
    let mut stranger = clerk(&district, "工信局").await;
    assert_eq!(stranger.get(PAGE).await.status, 404);
    let none = stranger.get("/desk/reports").await.text;
    assert!(none.contains("没有和您有关的报送指标"), "{none}");

    // 区营商办 reads on the draft what is missing, and the list as a workbook.
    let mut desk = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    let draft = desk.get("/desk/rankings/2026-01").await.text;
    assert!(
        draft.contains("报送的指标：8 个数，已核 2 个，未报 5 个，待核 1 个"),
        "{draft}"
    );
    let owed = desk
        .get("/desk/reports?month=2026-01&state=owed&unit=住建局")
        .await
        .text;
    assert!(owed.contains("住建局") && !owed.contains("#c-"), "{owed}");
    let book = desk.get("/desk/reports/export?month=2026-01").await;
    assert_eq!(book.status, 200);
    // The owner of the indicator it belongs to finds it on the page that is dispatched from.
    let owned = desk.get("/desk/indicators/17").await.text;
    assert!(
        owned.contains("2026年1月平均用时：8 个数，已核 2 个"),
        "{owned}"
    );
    let head = district.user("政务服务中心", "unit_head");
    let unit = district.signed_in(&head).await.get("/desk/unit").await.text;
    assert!(unit.contains("5 个数等本单位报送"), "{unit}");
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_nothing_typed_is_lost() {
    let district = january().await;
    let mut lead = clerk(&district, "政务服务中心").await;
    let before = district.journal_length().await;
    for (fields, words) in [
        (vec![], "一个数也没有填"),
        (vec![("v-税务局", "3")], "没有写依据"),
        (
            vec![("v-税务局", "约三天"), ("note", "台账")],
            "“约三天”不是数",
        ),
        (
            vec![("v-税务局", "400"), ("note", "台账")],
            "“400天”不在0到365天之间",
        ),
        (
            vec![("v-税务局", "-1"), ("note", "台账")],
            "“-1天”不在0到365天之间",
        ),
        (
            vec![("v-税务局", "不适用"), ("note", "台账")],
            "没有写不适用的理由",
        ),
        (
            vec![("v-住建局", "4"), ("v-税务局", "许多"), ("note", "台账")],
            "“许多”不是数",
        ),
    ] {
        let refused = lead.post(PAGE, &fields).await;
        assert_eq!(refused.status, 422, "{fields:?}");
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
        for (_, typed) in fields.iter().filter(|(name, _)| name.starts_with("v-")) {
            let kept = format!("value=\"{typed}\"");
            assert!(refused.text.contains(&kept), "{typed} is gone");
        }
    }
    // A file of a kind that is not taken; one that is taken is kept over the refusal.
    let files = [
        ("files", "台账.txt", LEDGER),
        ("files", "程序.exe", b"MZ\x90\x00".as_slice()),
    ];
    let refused = lead.post_files(PAGE, &[("v-税务局", "3")], &files).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("程序.exe") && refused.text.contains("files-kept"),
        "{}",
        refused.text
    );
    assert_eq!(district.journal_length().await, before);

    // Neither the reporter verifies nor the verifier reports.
    let fine = [("v-税务局", "3"), ("note", "台账")];
    let mut second = clerk(&district, "区政府办").await;
    let wrong = second.post(PAGE, &fine).await;
    assert!(
        wrong.status == 422 && wrong.text.contains("由政务服务中心报送"),
        "{}",
        wrong.text
    );
    assert_eq!(lead.post(PAGE, &fine).await.location(), PAGE);
    let tax = waiting(&second.get(PAGE).await.text, "税务局");
    let check = [("act", "verify"), ("units", tax.as_str())];
    let own = lead.post(CHECK, &check).await;
    assert!(
        own.status == 422 && own.text.contains("由区政府办核验"),
        "{}",
        own.text
    );
    let none = second.post(CHECK, &[("act", "verify")]).await;
    assert!(
        none.status == 422 && none.text.contains("没有勾要核的数"),
        "{}",
        none.text
    );
    let odd = second
        .post(CHECK, &[("act", "verify"), ("units", "税务局|x")])
        .await;
    assert!(
        odd.status == 422 && odd.text.contains("认不出"),
        "{}",
        odd.text
    );
    // A month that runs is not reported yet; one without such a figure has no page.
    let early = lead.get("/desk/reports/2026-02/days").await;
    assert!(
        early.text.contains("还没有过完，3月1日起才能报送"),
        "{}",
        early.text
    );
    let early = lead.post("/desk/reports/2026-02/days", &fine).await;
    assert!(
        early.status == 422 && early.text.contains("还没有过完"),
        "{}",
        early.text
    );
    assert_eq!(lead.get("/desk/reports/2026-01/on_time").await.status, 404);
    assert_eq!(lead.get("/desk/reports/2026-13/days").await.status, 422);
    let list = lead.get("/desk/reports?month=许多&state=x").await;
    assert!(
        list.status == 200 && list.text.contains("认不出"),
        "{}",
        list.text
    );
    // After the third working day what is not verified is late.
    district.set("2026-02-05 09:00");
    let mut lead = clerk(&district, "政务服务中心").await;
    let list = lead.get("/desk/reports").await.text;
    assert!(list.contains("逾期"), "{list}");
    district.check().await;
}
