//! A quarter rests on sealed months; two persons add and take off; units check it and object; two sign
//! it; what is published is the same on page, paper and API, and decides the coefficient.

use super::assess::february;
use banjie_core::assessment::{Month, Period, Quarter};
use banjie_store::reads::Issued;
use banjie_web::assess::{self, Format};
use banjie_web::testing::{Answer, Client, TestDistrict};

const DESK: &str = "/desk/assessments/2026-Q1";
const OWN: &str = "/desk/assess/2026-Q1";

fn quarter() -> Quarter {
    "2026-Q1".parse().unwrap()
}

async fn coordinator(district: &TestDistrict) -> Client {
    let user = district.user("区营商办", "coordinator");
    district.signed_in(&user).await
}

async fn organisation(district: &TestDistrict) -> Client {
    let user = district.user("组织部", "organisation");
    district.signed_in(&user).await
}

async fn head(district: &TestDistrict) -> Client {
    let user = district.user("住建局", "unit_head");
    district.signed_in(&user).await
}

async fn step(district: &TestDistrict, reason: &str) -> Answer {
    let mut desk = coordinator(district).await;
    let now = district.store().stand(Period::Quarter(quarter())).await;
    let seen = now.unwrap().map_or("", |(stand, _)| stand.step.code());
    let pairs = [("seen", seen), ("reason", reason)];
    desk.post(&format!("{DESK}/step"), &pairs).await
}

/// The ranking of a month as if it had gone its way.
async fn publish(district: &TestDistrict, month: Month, revision: u32) {
    let store = district.store();
    let values = store.ranking(month, month.last()).await.unwrap();
    let act = district.act(district.actor("区营商办", "coordinator"));
    let paper = Issued {
        kind: "ranking".to_owned(),
        period: month.to_string(),
        revision,
        state: "published".to_owned(),
        body: serde_json::to_string(&values).unwrap(),
        at: act.at,
    };
    store.issue(paper, act).await.unwrap();
}

/// The first quarter is over; 住建局 had 82.85 in February, alone in its group with a place.
async fn over() -> TestDistrict {
    let district = february().await;
    district.set("2026-04-01 09:00");
    district
}

async fn months(district: &TestDistrict) {
    for month in quarter().months() {
        publish(district, month, 1).await;
    }
}

#[tokio::test]
async fn what_cannot_be_is_said_in_words_and_the_quarter_stays_a_draft() {
    let district = over().await;
    let mut desk = coordinator(&district).await;
    for (path, words) in [
        ("/desk/assessments/2025-Q5", "季度“2025-Q5”不对"),
        ("/assessments/2025-Q5", "季度“2025-Q5”不对"),
        ("/api/v1/assessments/2025-Q5", "季度“2025-Q5”不对"),
        ("/desk/assessments/2026-Q4", "这一期还没有过完一天"),
    ] {
        let refused = desk.get(path).await;
        assert_eq!(refused.status, 422, "{path}");
        assert!(refused.text.contains(words), "{}", refused.text);
    }
    let future = desk.post("/desk/assessments/2026-Q4/step", &[]).await;
    assert!(
        future.text.contains("2026年第四季度还没有过完"),
        "{}",
        future.text
    );
    publish(&district, quarter().months()[1], 1).await;
    step(&district, "").await;
    let open = step(&district, "").await;
    assert_eq!(open.status, 422);
    assert!(
        open.text.contains("2026年1月、2026年3月的月排名还没有封存"),
        "{}",
        open.text
    );
    let stand = district.store().stand(Period::Quarter(quarter())).await;
    assert_eq!(stand.unwrap().unwrap().0.step.code(), "draft");
    let page = desk.get(DESK).await;
    assert!(page.text.contains("2026年1月排名还没有封存，不计入"));
    let mut other = head(&district).await;
    assert_eq!(other.get(OWN).await.status, 404, "a draft is not there yet");
    assert_eq!(other.get("/assessments/2026-Q1").await.status, 404);
    assert_eq!(other.get(DESK).await.status, 403);
}

#[tokio::test]
async fn two_persons_take_off_and_mistakes_stand_at_their_fields() {
    let district = over().await;
    months(&district).await;
    step(&district, "").await;
    let mut desk = coordinator(&district).await;
    let adjust = format!("{DESK}/adjust");
    let empty = desk.post(&adjust, &[]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("加还是减：没有选"), "{}", empty.text);
    let deduct = |points: &'static str, document: &'static str| {
        [
            ("unit", "住建局"),
            ("kind", "deduction"),
            ("points", points),
            ("reason", "推诿企业诉求被通报"),
            ("document", document),
        ]
    };
    let much = desk
        .post(&adjust, &deduct("21", "区委办通报〔2026〕7号"))
        .await;
    assert!(much.text.contains("不超过 20"), "{}", much.text);
    assert!(
        much.text.contains("推诿企业诉求被通报"),
        "nothing typed is lost"
    );
    let bare = desk.post(&adjust, &deduct("5", "")).await;
    assert!(bare.text.contains("依据文件：没有填"), "{}", bare.text);
    let right = deduct("5", "区委办通报〔2026〕7号");
    assert_eq!(desk.post(&adjust, &right).await.location(), DESK);
    desk.post(&adjust, &right).await;
    let all = district.store().adjustments(quarter()).await.unwrap();
    assert_eq!(all.len(), 1, "sent twice, proposed once");
    let waits = step(&district, "").await;
    assert!(
        waits
            .text
            .contains("还有 1 条加分、扣分或一票否决等第二个人定")
    );
    // The one who proposed is told why; the second one agrees.
    let own = desk.get("/desk/signing").await;
    assert!(
        own.text.contains("是您提出的，要由另一个人定"),
        "{}",
        own.text
    );
    let agree = "/desk/signing/adjustments/2026-Q1/1";
    let alone = desk.post(agree, &[("agree", "1")]).await;
    assert_eq!(alone.status, 422);
    let before = total(&district).await;
    let mut second = organisation(&district).await;
    let mute = second.post(agree, &[("agree", "0")]).await;
    assert!(mute.text.contains("不同意的理由：没有填"), "{}", mute.text);
    assert_eq!(total(&district).await, before);
    let done = second.post(agree, &[("agree", "1")]).await;
    assert_eq!(done.location(), "/desk/signing?done=adjusted");
    let again = second.post(agree, &[("agree", "1")]).await;
    assert_eq!(
        again.location(),
        "/desk/signing?done=adjusted",
        "sent twice"
    );
    let cents = |total: &str| total.replace('.', "").parse::<u32>().unwrap();
    assert_eq!(cents(&total(&district).await) + 500, cents(&before));
    let page = desk.get(DESK).await;
    assert!(page.text.contains("区委办通报〔2026〕7号") && page.text.contains("-5.00"));
    // Taken back with a reason, the points are there again.
    let back = format!("{adjust}/1");
    let mute = desk.post(&back, &[]).await;
    assert!(mute.text.contains("撤回的理由：没有填"), "{}", mute.text);
    desk.post(&back, &[("reason", "通报已撤销")]).await;
    assert_eq!(total(&district).await, before);
    district.check().await;
}

async fn total(district: &TestDistrict) -> String {
    let kept = district.store().issued_assessment(quarter()).await;
    let values = kept.unwrap().unwrap().values;
    let (_, row) = values.row(&"住建局".into()).unwrap();
    row.total.unwrap().to_string()
}

#[tokio::test]
async fn a_quarter_is_checked_objected_to_signed_and_decides_the_coefficient() {
    let district = over().await;
    months(&district).await;
    step(&district, "").await;
    step(&district, "").await;
    let mut unit = head(&district).await;
    let own = unit.get(OWN).await;
    assert!(
        own.text.contains("2026年第一季度季考核 · 第1版 · 核对中"),
        "{}",
        own.text
    );
    assert!(own.text.contains("82.85 分，第 1 名"), "opens to its month");
    assert!(
        unit.get("/desk/assess")
            .await
            .text
            .contains("核对2026年第一季度的数")
    );
    // An objection without any matter needs a file.
    let objection = format!("{OWN}/objection");
    let pairs = [
        ("revision", "1"),
        ("measure", "月度得分"),
        ("text", "二月有一件不该算。"),
    ];
    let bare = unit.post(&objection, &pairs).await;
    assert_eq!(bare.status, 422);
    assert!(
        bare.text.contains("请勾选有异议的办件，或传一份证明材料"),
        "{}",
        bare.text
    );
    let file = [("files", "说明.txt", "上级批复在途。".as_bytes())];
    let filed = unit.post_files(&objection, &pairs, &file).await;
    let matter = filed.location().to_owned();
    assert!(matter.starts_with("/desk/matters/"), "{}", filed.text);
    district.set("2026-04-10 09:00");
    let stopped = step(&district, "").await;
    assert_eq!(stopped.status, 422);
    assert!(
        stopped.text.contains("还有 1 件申诉没有裁定"),
        "{}",
        stopped.text
    );
    let mut desk = coordinator(&district).await;
    let page = desk.get(&format!("{matter}/rule")).await;
    let version = page.hidden("_version");
    let ruling = [
        ("_version", version.as_str()),
        ("ruling", "rejected"),
        ("reason", "批复在后，不影响时限。"),
    ];
    desk.post(&format!("{matter}/rule"), &ruling).await;

    let mut pay = organisation(&district).await;
    let estimate = pay.get("/desk/performance?quarter=2026-Q1").await;
    assert!(
        estimate.text.contains("季考核还没有封存"),
        "{}",
        estimate.text
    );
    step(&district, "").await;
    let unsigned = step(&district, "").await;
    assert!(
        unsigned.text.contains("定稿要由 2 个人签署"),
        "{}",
        unsigned.text
    );
    for mut signer in [coordinator(&district).await, organisation(&district).await] {
        assert!(
            signer
                .get("/desk/signing")
                .await
                .text
                .contains("2026年第一季度季考核 第1版")
        );
        signer.post("/desk/signing/2026-Q1", &[]).await;
    }
    step(&district, "").await;
    let mut public = district.client();
    assert_eq!(
        public.get("/assessments/2026-Q1").await.status,
        404,
        "sealed is not public"
    );
    let decided = pay.get("/desk/performance?quarter=2026-Q1").await;
    assert!(decided.text.contains("季考核已经封存"), "{}", decided.text);
    assert!(decided.text.contains(&total(&district).await));
    step(&district, "").await;
    same_everywhere(&district).await;

    // A month sealed anew is said beside the quarter.
    publish(&district, quarter().months()[1], 2).await;
    let stale = public.get("/assessments/2026-Q1").await;
    assert!(
        stale
            .text
            .contains("依据已更正：2026年2月排名已出第2版，这一版按第1版算"),
        "{}",
        stale.text
    );
    let mute = step(&district, "").await;
    assert!(mute.text.contains("更正的理由：没有填"), "{}", mute.text);
    step(&district, "二月排名已更正").await;
    let page = desk.get(&format!("{DESK}/revisions")).await;
    assert!(
        page.text.contains("第2版更正：二月排名已更正"),
        "{}",
        page.text
    );
    district.check().await;
}

/// Page, file and API print the same digits.
async fn same_everywhere(district: &TestDistrict) {
    let store = district.store();
    let today = district.app.today();
    let edition = assess::assessment(store, quarter(), today, "http://x").await;
    let edition = edition.unwrap().unwrap();
    let page = district.client().get("/assessments/2026-Q1").await;
    let html = assess::assessment_file(&edition, Format::Html).unwrap();
    let html = String::from_utf8(html).unwrap();
    let api = coordinator(district)
        .await
        .get("/api/v1/assessments/2026-Q1")
        .await;
    let values = &api.json()["values"];
    assert_eq!(values["quarter"], "2026-Q1");
    let (_, row) = edition.values.row(&"住建局".into()).unwrap();
    for digits in row
        .parts
        .iter()
        .map(|part| part.points_words())
        .chain(row.result_words())
    {
        assert!(page.text.contains(&digits), "{digits} is not on the page");
        assert!(html.contains(&digits), "{digits} is not on the paper");
        assert!(api.text.contains(&digits) || digits == "不计分" || row.grade.is_some());
    }
    for format in [Format::Docx, Format::Xlsx, Format::Json] {
        assert!(
            !assess::assessment_file(&edition, format)
                .unwrap()
                .is_empty()
        );
    }
    // Every number behind a part opens to as many cases as it says.
    for behind in edition
        .values
        .rows()
        .flat_map(|row| &row.parts)
        .flat_map(|p| &p.behind)
    {
        let sight = banjie_core::district::Sight::District;
        let cases = store.cases(&sight, &behind.cases.figure).await.unwrap();
        assert_eq!(cases.len() as u64, behind.cases.cases, "{}", behind.word);
    }
}

#[tokio::test]
async fn trends_draw_what_was_published_and_leave_gaps() {
    let district = over().await;
    let mut unit = head(&district).await;
    let housing = "/desk/trends/units/%E4%BD%8F%E5%BB%BA%E5%B1%80";
    let none = unit.get(housing).await;
    assert!(
        none.text.contains("这段时间没有公布过月排名"),
        "{}",
        none.text
    );
    months(&district).await;
    let page = unit.get(housing).await;
    assert!(
        page.text.contains("得分只有一个月有数，82.85 分"),
        "{}",
        page.text
    );
    assert!(page.text.contains("<svg") && page.text.contains("不排名次"));
    assert_eq!(unit.get("/desk/trends/units/none").await.status, 404);
    assert_eq!(unit.get("/desk/trends/indicators/99").await.status, 404);
    assert_eq!(unit.get("/desk/trends").await.status, 200);
}
