//! C5: a package registered at the counter on one screen.

use axum::http::StatusCode;
use banjie_core::matter::MatterNo;
use banjie_web::testing::{Answer, Client, TestDistrict};

const HOME: &str = "/desk/intake/packages";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

const FORM: [(&str, &str); 16] = [
    ("repair_kinds", "信用中国公示的行政处罚"),
    ("duties_done", "是"),
    ("abnormal_reason", "其他"),
    ("agent_name", "张三"),
    ("agent_id", "11010519491231002X"),
    ("agent_phone", "13900000210"),
    ("uscc", "914403001922038216"),
    ("enterprise_name", "X区晨光商贸有限公司"),
    ("legal_rep_name", "张三"),
    ("legal_rep_id", "11010519491231002X"),
    ("legal_rep_phone", "13900000210"),
    ("decision_no", "X市监罚〔2025〕12号"),
    ("decided_by", "X区市场监督管理局"),
    ("decision_date", "2025-03-01"),
    ("duty_proof", "2025年3月5日缴清罚款，当月改正。"),
    ("repair_promise", "是"),
];

async fn begun(client: &mut Client) -> String {
    let id = format!("{HOME}/repair-credit");
    let asked = client.post(&id, &FORM[..2]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.text.contains("还没有答"), "{}", asked.text);
    let begun = client.post(&id, &FORM[..3]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.location().to_owned()
}

fn with<'a>(step: &'a str, pairs: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = pairs.to_vec();
    all.push(("step", step));
    all
}

fn number(answer: &Answer) -> MatterNo {
    answer
        .location()
        .rsplit('/')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_package_is_one_screen_read_back_and_registered_once() {
    let district = TestDistrict::new().await;
    let mut clerk = district.signed_in(&district.user("发改局", "clerk")).await;
    assert!(clerk.get(HOME).await.text.contains("信用修复"));
    let draft = begun(&mut clerk).await;
    let form = clerk.get(&draft).await;
    for said in ["申请人的情况", "谁来办", "要修复的记录", "材料", "为什么问"]
    {
        assert!(form.text.contains(said), "{said}: {}", form.text);
    }
    // Half a form can be kept; what is missing is told only when it is to be read back.
    let half = clerk.post(&draft, &with("keep", &FORM[..6])).await;
    assert_eq!(half.location(), format!("{draft}?saved=1"));
    let told = clerk.post(&draft, &with("check", &FORM[..6])).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.text.contains("处罚决定书文号") || told.text.contains("还没有填"),
        "{}",
        told.text
    );
    assert!(told.text.contains("还没有文件"), "{}", told.text);
    let files: [(&str, &str, &[u8]); 1] = [("m-duty_evidence", "缴款书.pdf", PDF)];
    let read = clerk
        .post_files(&draft, &with("check", &FORM), &files)
        .await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    for said in ["念给申请人听", "X市监罚〔2025〕12号", "缴款书.pdf"] {
        assert!(read.text.contains(said), "{said}: {}", read.text);
    }
    let pdf = clerk.get(&format!("{draft}/form.pdf")).await;
    assert!(pdf.bytes.starts_with(b"%PDF"));
    // A colleague does not see a draft that is not theirs.
    let mut other = district
        .signed_in(&district.user("市场监管局", "clerk"))
        .await;
    assert_eq!(other.get(&draft).await.status, StatusCode::NOT_FOUND);
    let done = clerk.post(&draft, &[("step", "register")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let again = clerk.post(&draft, &[("step", "register")]).await;
    assert_eq!(number(&again), number(&done));
    let slip = clerk.get(done.location()).await;
    assert!(
        slip.text.contains(&number(&done).to_string()),
        "{}",
        slip.text
    );
    assert!(!clerk.get(HOME).await.text.contains("您没登记完的"));
    let line = district.store().line(number(&done)).await.unwrap().unwrap();
    assert_eq!(line.enterprise.as_deref(), Some("X区晨光商贸有限公司"));
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_counter_takes_counts_when_the_clerk_has_ticked_it() {
    let district = TestDistrict::new().await;
    let mut clerk = district
        .signed_in(&district.user("市场监管局", "clerk"))
        .await;
    let services = &district.app.pack().services;
    // 企业变更 of a name takes the old licence back.
    let counter = |form: &banjie_core::packages::MergedForm<'_>| {
        let mut all = form.materials.iter();
        let found = all.find(|m| {
            m.handover == banjie_core::packages::Handover::Submitted
                && m.material.given == banjie_core::packages::Given::Counter
        });
        found.map(|m| m.material.code.to_string())
    };
    let package = services.package(&"change-enterprise".into()).unwrap();
    let answers: Vec<(String, String)> = (services.questions(package))
        .map(|q| (q.code.to_string(), q.choices[0].clone()))
        .collect();
    let pairs: Vec<(&str, &str)> = answers
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let (picks, _) = services.picks(package, pairs.iter().copied());
    let code = counter(&services.merge(package, &picks)).expect("something for the counter");
    let begun = clerk.post(&format!("{HOME}/{}", package.id), &pairs).await;
    let draft = begun.location().to_owned();
    let form = clerk.get(&draft).await;
    assert!(form.text.contains("当面收到的原件、实物"), "{}", form.text);
    let ticked = format!("value=\"{code}\" checked");
    assert!(!form.text.contains(&ticked), "nobody has it in hand yet");
    let mut kept = pairs.clone();
    kept.push(("received", &code));
    clerk.post(&draft, &with("keep", &kept)).await;
    assert!(clerk.get(&draft).await.text.contains(&ticked));
    clerk.post(&draft, &with("keep", &pairs)).await;
    assert!(!clerk.get(&draft).await.text.contains(&ticked));
}
