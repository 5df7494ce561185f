//! P4: what is handed in, once, by whom, and with what promised for later.

use super::{PAGES, PDF, QUESTIONS, begun};
use crate::portal::{number, refs};
use axum::http::StatusCode;
use banjie_web::testing::{Client, TestDistrict};

/// A draft of 信用修复 with everything filled in.
async fn ready(client: &mut Client) -> String {
    let draft = begun(client, "repair-credit", &QUESTIONS).await;
    let name = (
        "naming/1",
        &[("enterprise_name", "X区晨光商贸有限公司")][..],
    );
    for (place, fields) in PAGES.into_iter().chain([name]) {
        let answer = client.post(&format!("{draft}/{place}"), fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{place}: {}",
            answer.text
        );
    }
    let files: [(&str, &str, &[u8]); 1] = [("files", "缴款书.pdf", PDF)];
    let material = format!("{draft}/materials/duty_evidence");
    client.post_files(&material, &[], &files).await;
    draft
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_handed_in_once_and_its_answers_stay_beside_the_journal() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = ready(&mut client).await;
    let check = format!("{draft}/check");
    // Not signed, not confirmed: told at the fields, nothing handed in.
    let before = district.journal_length().await;
    let refused = client.post(&check, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["签名：没有填", "确认：没有勾"] {
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
    }
    let stranger = [("signer", "王五"), ("truth", "1")];
    let refused = client.post(&check, &stranger).await;
    assert!(
        refused
            .text
            .contains("作出承诺的人不是法定代表人，也没有授权"),
        "{}",
        refused.text
    );
    assert_eq!(district.journal_length().await, before);
    let signed = [("signer", "张三"), ("truth", "1")];
    let done = client.post(&check, &signed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let no = number(done.location());
    // A second click, Back and the old address all lead to the same matter.
    assert_eq!(number(client.post(&check, &signed).await.location()), no);
    assert_eq!(number(client.get(&draft).await.location()), no);
    assert_eq!(number(client.get(&check).await.location()), no);
    let receipt = client.get(done.location()).await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.text);
    assert!(receipt.text.contains(&no.to_string()));
    // Whoever holds the key prints the form again; a stranger is asked for the key.
    let form = format!("/track/{no}/form.pdf");
    assert!(client.get(&form).await.bytes.starts_with(b"%PDF"));
    let stranger = district.client().get(&form).await;
    assert_eq!(stranger.location(), format!("/track/{no}"));
    // The journal knows neither name nor number nor answer; what was filled in lies beside it.
    let mut tx = district.store().db().read().await.unwrap();
    let lines = tx.all("select line from journal", &[]).await.unwrap();
    for line in &lines {
        let line = line.text("line").unwrap();
        for personal in ["11010519491231002X", "13900000210", "X市监罚"] {
            assert!(!line.contains(personal), "{personal} in {line}");
        }
    }
    drop(tx);
    let kept = district.store().filled_form(no).await.unwrap().unwrap();
    assert_eq!(kept.typed["decision_no"], ["X市监罚〔2025〕12号"]);
    let left = district.store().drafts("public", "apply").await.unwrap();
    assert!(left.is_empty(), "the draft is gone with its answers");
    district.check().await;
}

/// 企业开办 of a company whose appointment papers come a day later.
const OPENING: [(&str, &str); 5] = [
    ("enterprise_type", "有限责任公司"),
    ("has_employees", "否"),
    ("needs_invoice", "否"),
    ("wants_bank_account", "否"),
    ("premises_right", "租用"),
];

/// A value that suits any field of a type, for forms whose content does not matter.
fn suits(field: &banjie_core::packages::MergedField<'_>) -> Vec<(String, String)> {
    use banjie_core::packages::FieldType as T;
    let name = field.field.code.to_string();
    let most = field.bounds.max.map_or(usize::MAX, |most| most as usize);
    let of = |kind: T, choices: &[&str]| match kind {
        T::Choice | T::Choices => choices[0].to_owned(),
        T::YesNo => "是".to_owned(),
        T::Money | T::Number => field.bounds.min.unwrap_or(10).max(10).to_string(),
        T::Date => "2026-03-02".to_owned(),
        T::Phone => "13900000210".to_owned(),
        T::Uscc => "914403001922038216".to_owned(),
        T::CitizenId | T::Identity => "11010519491231002X".to_owned(),
        _ => "晨光商贸示例内容".chars().take(most).collect(),
    };
    if field.field.kind == T::People {
        let cells = field.field.columns.iter().map(|c| {
            let choices: Vec<&str> = c.choices.iter().map(String::as_str).collect();
            (format!("{name}.0.{}", c.code), of(c.kind, &choices))
        });
        return cells.collect();
    }
    vec![(name, of(field.field.kind, &field.choices))]
}

/// Fills in every page of a draft and every material but those named.
async fn fill(district: &TestDistrict, client: &mut Client, draft: &str, without: &[&str]) {
    fill_in(
        district,
        client,
        draft,
        ("open-enterprise", &OPENING),
        without,
    )
    .await;
}

async fn fill_in(
    district: &TestDistrict,
    client: &mut Client,
    draft: &str,
    (package, questions): (&str, &[(&str, &str)]),
    without: &[&str],
) {
    let services = &district.app.pack().services;
    let package = services.package(&package.into()).unwrap();
    let pairs = questions.iter().map(|(n, v)| (*n, *v));
    let (picks, _) = services.picks(package, pairs);
    let form = services.merge(package, &picks);
    for page in &form.pages {
        let fields = form.fields[page.fields.clone()].iter();
        let asked = fields.filter(|f| !form.is_question(&f.field.code));
        let pairs: Vec<(String, String)> = asked.flat_map(suits).collect();
        let place = format!("{draft}/{}/{}", page.group.id, page.part);
        let answer = client.post(&place, &refs(&pairs)).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{place}: {}",
            answer.text
        );
    }
    for merged in &form.materials {
        let code = merged.material.code.as_str();
        let upload = merged.handover == banjie_core::packages::Handover::Submitted
            && merged.material.given == banjie_core::packages::Given::Upload;
        if upload && !without.contains(&code) {
            let files: [(&str, &str, &[u8]); 1] = [("files", "材料.pdf", PDF)];
            client
                .post_files(&format!("{draft}/materials/{code}"), &[], &files)
                .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_an_enterprise_asks_each_fact_exactly_once() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "open-enterprise", &[]).await;
    let all = [
        ("has_employees", "是"),
        ("needs_invoice", "是"),
        ("wants_bank_account", "是"),
    ];
    let questions: Vec<(&str, &str)> = OPENING
        .iter()
        .map(|(n, v)| {
            all.iter()
                .find(|(a, _)| a == n)
                .copied()
                .unwrap_or((*n, *v))
        })
        .collect();
    client
        .post(&format!("{draft}/questions/1"), &questions)
        .await;
    let services = &district.app.pack().services;
    let package = services.package(&"open-enterprise".into()).unwrap();
    let (picks, _) = services.picks(package, questions.iter().map(|(n, v)| (*n, *v)));
    let form = services.merge(package, &picks);
    // Every page of the draft as the applicant meets it; every name that can be answered.
    let list = client.get(&draft).await;
    let mut names: Vec<String> = Vec::new();
    for link in list.text.split("href=\"").skip(1) {
        let link = link.split('"').next().unwrap();
        let page = link.strip_prefix(&format!("{draft}/")).unwrap_or_default();
        if page.contains('/') && !page.starts_with("materials") {
            let shown = client.get(link).await;
            let mut own: Vec<String> = shown
                .text
                .split(" name=\"")
                .skip(1)
                .map(|n| n.split(['"', '.']).next().unwrap().to_owned())
                .filter(|n| !n.starts_with('_') && !matches!(n.as_str(), "viewport" | "referrer"))
                .collect();
            own.sort();
            own.dedup();
            names.extend(own);
        }
    }
    let mut once = names.clone();
    once.sort();
    once.dedup();
    assert_eq!(
        once.len(),
        names.len(),
        "a fact is asked on two pages: {names:?}"
    );
    assert_eq!(names.len(), form.asked(), "{names:?}");
    // At most 60 % of what the items ask when each is applied for by itself.
    assert!(form.fields.len() * 100 <= form.separate_field_count * 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_material_may_come_later_against_a_promise_signed_with_a_code() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "open-enterprise", &OPENING).await;
    fill(&district, &mut client, &draft, &["appointment"]).await;
    let material = format!("{draft}/materials/appointment");
    let page = client.get(&material).await;
    // One working day from Wednesday 11 February.
    assert!(page.text.contains("2026年2月12日（周四）"), "{}", page.text);
    let principal = client.get(&format!("{draft}/materials/articles")).await;
    assert!(
        !principal.text.contains("容缺"),
        "a principal material is never offered"
    );
    client
        .post_files(&material, &[("files-when", "later")], &[])
        .await;
    let check = format!("{draft}/check");
    let shown = client.get(&check).await;
    for said in [
        "信用承诺书：1 样材料晚点补",
        "2月12日前",
        "容缺办理终止",
        "本区没有短信平台",
    ] {
        assert!(shown.text.contains(said), "{said}: {}", shown.text);
    }
    let name = "晨光商贸示例内容";
    let sign = |code: &str| {
        let pairs = [
            ("signer", name),
            ("truth", "1"),
            ("way", "code"),
            ("otp", code),
        ];
        pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec()
    };
    // Nobody has called: no code fits.
    let refused = client.post(&check, &refs(&sign("123456"))).await;
    assert!(
        refused.text.contains("窗口还没有给这位签名人打电话"),
        "{}",
        refused.text
    );
    let asked = client
        .post(&format!("{draft}/code"), &[("signer", name)])
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    assert!(client.get(&check).await.text.contains("139****0210"));
    // The window calls, and the code stands on its screen for half an hour.
    let mut window = district
        .signed_in(&district.user("市场监管局", "clerk"))
        .await;
    let list = window.get("/desk/intake/codes").await;
    assert!(list.text.contains(name), "{}", list.text);
    let call = format!("/desk/intake/codes/{}", draft.rsplit('/').next().unwrap());
    assert!(!window.get(&call).await.text.contains("id=\"digits\""));
    window.post(&call, &[]).await;
    let shown = window.get(&call).await;
    assert!(shown.text.contains("13900000210"), "{}", shown.text);
    let digits = shown.text.split_once("id=\"digits\">").unwrap().1[..6].to_owned();
    let other = if digits == "000000" {
        "000001"
    } else {
        "000000"
    };
    let refused = client.post(&check, &refs(&sign(other))).await;
    assert!(refused.text.contains("还可以试 4 次"), "{}", refused.text);
    let done = client.post(&check, &refs(&sign(&digits))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let no = number(done.location());
    let sight = banjie_core::district::Sight::Sealed;
    let matter = district
        .store()
        .matter(&sight, no)
        .await
        .unwrap()
        .unwrap()
        .matter;
    let banjie_core::matter::Detail::Application(application) = &matter.detail else {
        panic!("an application");
    };
    assert_eq!(application.new.tolerance.len(), 1);
    assert!(application.new.may_commit);
    assert!(!window.get("/desk/intake/codes").await.text.contains(name));
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_half_an_hour_and_after_five_tries() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "open-enterprise", &OPENING).await;
    fill(&district, &mut client, &draft, &["appointment"]).await;
    let material = format!("{draft}/materials/appointment");
    client
        .post_files(&material, &[("files-when", "later")], &[])
        .await;
    let name = "晨光商贸示例内容";
    client
        .post(&format!("{draft}/code"), &[("signer", name)])
        .await;
    let mut window = district
        .signed_in(&district.user("市场监管局", "clerk"))
        .await;
    let call = format!("/desk/intake/codes/{}", draft.rsplit('/').next().unwrap());
    window.post(&call, &[]).await;
    let shown = window.get(&call).await;
    let digits = shown.text.split_once("id=\"digits\">").unwrap().1[..6].to_owned();
    let wrong = if digits == "000000" {
        "000001"
    } else {
        "000000"
    };
    let check = format!("{draft}/check");
    let sign = |code| {
        [
            ("signer", name),
            ("truth", "1"),
            ("way", "code"),
            ("otp", code),
        ]
    };
    for _ in 0..5 {
        assert_eq!(
            client.post(&check, &sign(wrong)).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let late = client.post(&check, &sign(&digits)).await;
    assert!(
        late.text.contains("已过期，或者试得太多了"),
        "{}",
        late.text
    );
    // Without a code the paper letter at the window is still a way.
    let paper = [("signer", name), ("truth", "1"), ("way", "paper")];
    let done = client.post(&check, &paper).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

/// 开办餐饮店 of at least 300 m²: the fire check may be decided on a promise.
const LARGE: [(&str, &str); 6] = [
    ("licence_status", "还没有，开个体户"),
    ("dining_area_band", "300平方米及以上"),
    ("food_categories", "热食类"),
    ("has_signboard", "是"),
    ("discharges_wastewater", "是"),
    ("premises_right", "租用"),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_decided_at_once_on_a_promise_that_the_applicant_chose_and_signed() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "open-restaurant", &LARGE).await;
    let large = ("open-restaurant", &LARGE[..]);
    let without = ["fire_rules"];
    fill_in(&district, &mut client, &draft, large, &without).await;
    let choice = format!("{draft}/promise/1");
    let list = client.get(&draft).await;
    assert!(list.text.contains(&choice), "{}", list.text);
    let page = client.get(&choice).await;
    for said in ["由您自己选", "当场决定", "20 个工作日内核查", "撤销决定"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    // Nobody chooses for the applicant: an answer is asked, either way.
    let unsaid = client.post(&choice, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text.contains("没有选。请选一样"), "{}", unsaid.text);
    let said = client.post(&choice, &[("promise-fire_check", "yes")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    // 容缺 and 告知承诺 stand side by side and are never mixed.
    let rules = format!("{draft}/materials/fire_rules");
    client
        .post_files(&rules, &[("files-when", "later")], &[])
        .await;
    let list = client.get(&draft).await;
    assert!(list.text.contains("1 件事凭承诺办"), "{}", list.text);
    let check = format!("{draft}/check");
    let shown = client.get(&check).await;
    for said in [
        "告知承诺书：1 件事凭承诺决定",
        "消防设施完好",
        "信用承诺书：1 样材料晚点补",
        "承诺书怎么签",
    ] {
        assert!(shown.text.contains(said), "{said}: {}", shown.text);
    }
    let paper = client.get(&format!("{draft}/letter.pdf")).await;
    assert!(paper.bytes.starts_with(b"%PDF"), "{}", paper.text);

    let name = "晨光商贸示例内容";
    client
        .post(&format!("{draft}/code"), &[("signer", name)])
        .await;
    let clerk = district.user("市场监管局", "clerk");
    let mut window = district.signed_in(&clerk).await;
    let call = format!("/desk/intake/codes/{}", draft.rsplit('/').next().unwrap());
    window.post(&call, &[]).await;
    let called = window.get(&call).await;
    let digits = called.text.split_once("id=\"digits\">").unwrap().1[..6].to_owned();
    let pairs = [
        ("signer", name),
        ("truth", "1"),
        ("way", "code"),
        ("otp", &digits),
    ];
    let done = client.post(&check, &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let no = number(done.location());
    let sight = banjie_core::district::Sight::Sealed;
    let course = district.store().matter(&sight, no).await.unwrap().unwrap();
    let banjie_core::matter::Detail::Application(application) = &course.matter.detail else {
        panic!("an application");
    };
    let new = &application.new;
    assert_eq!(new.promises, ["fire_check".into()]);
    assert_eq!(new.tolerance.len(), 1);
    assert!(new.signed.is_some() && new.may_commit);
    // The window sees the choice ready to be accepted, and takes the form away after a reason.
    let admit = window.get(&format!("/desk/matters/{no}/admit")).await;
    assert!(
        admit.text.contains("告知承诺：先决定、后核查的事项"),
        "{}",
        admit.text
    );
    let identity = format!("/desk/matters/{no}/identity");
    let asked = window.get(&identity).await;
    assert!(asked.text.contains("下载申请表 pdf"), "{}", asked.text);
    let refused = window.post(&identity, &[("as", "pdf")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [("reason", "核实情况，联系企业"), ("as", "pdf")];
    let pdf = window.post(&identity, &why).await;
    assert!(pdf.bytes.starts_with(b"%PDF"), "{}", pdf.text);
    assert_eq!(district.store().looks(no).await.unwrap().len(), 1);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_promise_takes_the_offer_away_and_says_why_and_how_to_repair() {
    let district = TestDistrict::new().await;
    let (_, commitment) = crate::desk::promises::promised(&district, "13900000210").await;
    crate::desk::promises::broken(&district, commitment).await;
    let mut client = district.client();
    let draft = begun(&mut client, "open-restaurant", &LARGE).await;
    let choice = format!("{draft}/promise/1");
    let rules = format!("{draft}/materials/fire_rules");
    // Nobody knows yet who applies.
    assert!(client.get(&choice).await.text.contains("value=\"yes\""));
    client.post(&choice, &[("promise-fire_check", "yes")]).await;
    let large = ("open-restaurant", &LARGE[..]);
    fill_in(&district, &mut client, &draft, large, &["fire_rules"]).await;
    let services = &district.app.pack().services;
    let package = services.package(&"open-restaurant".into()).unwrap();
    let (picks, _) = services.picks(package, LARGE);
    let form = services.merge(package, &picks);
    let named = form.pages.iter().find(|page| {
        let fields = &form.fields[page.fields.clone()];
        fields
            .iter()
            .any(|f| f.field.code.as_str() == "enterprise_name")
    });
    let named = named.unwrap();
    let mut pairs: Vec<(String, String)> = (form.fields[named.fields.clone()].iter())
        .filter(|f| !form.is_question(&f.field.code))
        .flat_map(suits)
        .collect();
    for (name, value) in &mut pairs {
        if name == "enterprise_name" {
            "某小吃店".clone_into(value);
        }
    }
    let place = format!("{draft}/{}/{}", named.group.id, named.part);
    client.post(&place, &refs(&pairs)).await;
    for place in [&choice, &rules] {
        let page = client.get(place).await;
        for said in [
            "没有履行，已记入承诺记录",
            "要修复",
            &commitment.to_string(),
        ] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        for offer in ["value=\"later\"", "value=\"yes\""] {
            assert!(!page.text.contains(offer), "{offer}: {}", page.text);
        }
    }
    // The choice made before is taken back, and cannot be forced.
    let list = client.get(&draft).await;
    assert!(!list.text.contains("凭承诺办"), "{}", list.text);
    let forced = client.post(&choice, &[("promise-fire_check", "yes")]).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(forced.text.contains("修复以前不能容缺"), "{}", forced.text);
    let forced = client
        .post_files(&rules, &[("files-when", "later")], &[])
        .await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(forced.text.contains("修复以前不能容缺"), "{}", forced.text);
}
