//! A quarter rests on sealed months; two persons add and take off; units check it and object; two sign
//! it; what is published is the same on page, paper and API, and decides the coefficient.

use super::assess::february;
use crate::reading;
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

    // A month links to the revision the quarter rests on; sealed anew, it is said beside the quarter.
    let fresh = public.get("/assessments/2026-Q1").await;
    let href = "/rankings/2026-02?revision=";
    assert!(
        fresh.text.contains(&format!("\"{href}1\"")),
        "{}",
        fresh.text
    );
    publish(&district, quarter().months()[1], 2).await;
    let stale = public.get("/assessments/2026-Q1").await;
    assert!(stale.text.contains(&format!("\"{href}1\"")));
    assert!(stale.text.contains(&format!("\"{href}2\"")));
    assert!(
        stale
            .text
            .contains("只换新版月排名重算，各单位的总分、名次、等次都不变"),
        "{}",
        stale.text
    );
    let old = public.get(&format!("{href}1")).await;
    assert!(
        old.text.contains("这是第1版，已由第2版更正"),
        "{}",
        old.text
    );
    assert!(old.text.contains("files/docx?revision=1"));
    assert!(
        !public
            .get(&format!("{href}2"))
            .await
            .text
            .contains("已由第")
    );
    assert_eq!(public.get(&format!("{href}3")).await.status, 404);
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

/// 住建局 loses five points, is under check, and objects to that with a file; gives the objection.
async fn objects_to_a_deduction(district: &TestDistrict) -> String {
    months(district).await;
    step(district, "").await;
    let adjust = format!("{DESK}/adjust");
    let deduct = [
        ("unit", "住建局"),
        ("kind", "deduction"),
        ("points", "5"),
        ("reason", "推诿企业诉求被通报"),
        ("document", "区委办通报〔2026〕7号"),
    ];
    coordinator(district).await.post(&adjust, &deduct).await;
    let agree = "/desk/signing/adjustments/2026-Q1/1";
    let mut second = organisation(district).await;
    second.post(agree, &[("agree", "1")]).await;
    step(district, "").await;
    let mut unit = head(district).await;
    let objection = format!("{OWN}/objection");
    let form = unit.get(&objection).await;
    assert!(form.text.contains("扣分 5 分（第 1 条）"), "{}", form.text);
    let pairs = [
        ("revision", "1"),
        ("measure", "扣分 5 分（第 1 条）"),
        ("text", "通报点名的是另一家。"),
    ];
    let file = [("files", "更正通知.txt", "点名有误。".as_bytes())];
    let filed = unit.post_files(&objection, &pairs, &file).await;
    let matter = filed.location().to_owned();
    assert!(matter.starts_with("/desk/matters/"), "{}", filed.text);
    matter
}

/// The other coordinator, who did not propose it.
async fn other_coordinator(district: &TestDistrict) -> Client {
    let first = district.user("区营商办", "coordinator");
    let pack = banjie_web::testing::pack();
    let mut people = pack.people.iter();
    let other = people.find(|p| {
        p.roles.contains(&banjie_core::district::Role::Coordinator) && p.user.as_str() != first
    });
    district.signed_in(other.unwrap().user.as_str()).await
}

async fn rule(client: &mut Client, matter: &str, ruling: &[(&str, &str)]) -> Answer {
    let path = format!("{matter}/rule");
    let version = client.get(&path).await.hidden("_version");
    let mut pairs = vec![("_version", version.as_str())];
    pairs.extend(ruling);
    client.post(&path, &pairs).await
}

#[tokio::test]
async fn an_objection_to_a_deduction_that_is_upheld_takes_it_back_with_a_trace() {
    let district = over().await;
    let matter = objects_to_a_deduction(&district).await;
    let before = total(&district).await;
    let mut desk = coordinator(&district).await;
    let no = [("ruling", "rejected"), ("reason", "通报没有错")];
    let judge = rule(&mut desk, &matter, &no).await;
    assert_eq!(judge.status, 422);
    assert!(
        judge.text.contains("这一条加减分是您提出的"),
        "{}",
        judge.text
    );
    let mut other = other_coordinator(&district).await;
    let part = [("ruling", "partly"), ("reason", "只有一件属实")];
    let mute = rule(&mut other, &matter, &part).await;
    assert!(mute.text.contains("改为：没有填"), "{}", mute.text);
    let yes = [("ruling", "upheld"), ("reason", "通报已更正")];
    let done = rule(&mut desk, &matter, &yes).await;
    assert_eq!(
        done.location(),
        format!("{matter}?done=rule"),
        "{}",
        done.text
    );
    let cents = |total: &str| total.replace('.', "").parse::<u32>().unwrap();
    assert_eq!(cents(&total(&district).await), cents(&before) + 500);
    let page = desk.get(DESK).await;
    let number = matter.rsplit('/').next().unwrap();
    assert!(
        page.text
            .contains(&format!("申诉 {number} 裁定申诉成立：通报已更正")),
        "{}",
        page.text
    );
    let own = head(&district).await.get(OWN).await;
    assert!(own.text.contains("申诉成立：通报已更正"), "{}", own.text);
    district.check().await;
}

#[tokio::test]
async fn an_objection_upheld_in_part_is_corrected_by_two_persons() {
    let district = over().await;
    let matter = objects_to_a_deduction(&district).await;
    let before = total(&district).await;
    let mut other = other_coordinator(&district).await;
    let harder = [
        ("ruling", "partly"),
        ("kind", "deduction"),
        ("points", "9"),
        ("reason", "查过了"),
    ];
    let refused = rule(&mut other, &matter, &harder).await;
    assert!(
        refused.text.contains("只能改得对单位有利"),
        "{}",
        refused.text
    );
    let part = [
        ("ruling", "partly"),
        ("kind", "deduction"),
        ("points", "2"),
        ("reason", "两件里一件属实"),
    ];
    let done = rule(&mut other, &matter, &part).await;
    assert_eq!(
        done.location(),
        format!("{matter}?done=rule"),
        "{}",
        done.text
    );
    assert_eq!(
        total(&district).await,
        before,
        "one person alone changes nothing"
    );
    district.set("2026-04-10 09:00");
    let stopped = step(&district, "").await;
    assert!(
        stopped
            .text
            .contains("还有 1 条加分、扣分或一票否决等第二个人定"),
        "{}",
        stopped.text
    );
    let mut second = organisation(&district).await;
    let waiting = second.get("/desk/signing").await;
    assert!(
        waiting.text.contains("更正：扣分 5 分改为扣分 2 分"),
        "{}",
        waiting.text
    );
    let agree = "/desk/signing/adjustments/2026-Q1/1";
    let agreed = second.post(agree, &[("agree", "1")]).await;
    assert_eq!(
        agreed.location(),
        "/desk/signing?done=adjusted",
        "{}",
        agreed.text
    );
    let cents = |total: &str| total.replace('.', "").parse::<u32>().unwrap();
    assert_eq!(cents(&total(&district).await), cents(&before) + 300);
    let mut desk = coordinator(&district).await;
    let page = desk.get(DESK).await;
    assert!(page.text.contains("原为扣分 5 分"), "{}", page.text);
    // 区营商办 corrects without an objection, too; what it is already is said at its field.
    let correct = format!("{DESK}/adjust/1/correct");
    let same = [("kind", "deduction"), ("points", "2"), ("reason", "再核")];
    let same = desk.post(&correct, &same).await;
    assert_eq!(same.status, 422);
    assert!(
        same.text.contains("改为：现在就是扣分 2 分"),
        "{}",
        same.text
    );
    let less = [("kind", "deduction"), ("points", "1"), ("reason", "再核")];
    assert_eq!(desk.post(&correct, &less).await.location(), DESK);
    district.check().await;
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
    // The years beside: three months published, one with a score; nothing before is not zero.
    let years = reading::html(&page.text);
    let year = |year: &str, cells: &[&str]| {
        let found = reading::row(&years, &[year], 6);
        assert_eq!(found[1..], *cells, "{year}");
    };
    let now = "3 个月有数（1–3月），今年还没有过完";
    // 5 of 6 on time, 5 solved, 5 pleased, in the three months together.
    year(
        "2026年",
        &[now, "82.85（1 个月）", "83.33%", "100.00%", "100.00%"],
    );
    for before in ["2025年", "2024年"] {
        year(before, &["没有数据", "—", "—", "—", "—"]);
    }
    assert_eq!(unit.get("/desk/trends/units/none").await.status, 404);
    assert_eq!(unit.get("/desk/trends/indicators/99").await.status, 404);
    assert_eq!(unit.get("/desk/trends").await.status, 200);
}
