//! C4, C3, P5 and P6 of an application: told once, supplied, accepted, followed, without a script.

use super::matter::ask;
use axum::http::StatusCode;
use banjie_core::kinds::application::{Handed, NewApplication};
use banjie_core::matter::{Actor, Channel, Enterprise, MatterNo};
use banjie_core::packages::{Handover, Picks};
use banjie_store::{Beside, Contact};
use banjie_web::testing::{Client, TestDistrict};

/// 开办餐饮店 of a new one-person business, every material handed in on paper but one.
pub(super) fn restaurant(district: &TestDistrict, without: &str) -> NewApplication {
    let picks: Picks = [
        ("licence_status", "还没有，开个体户"),
        ("dining_area_band", "不足300平方米"),
        ("food_categories", "热食类"),
        ("has_signboard", "是"),
        ("discharges_wastewater", "是"),
        ("premises_right", "租用"),
    ]
    .map(|(field, choice)| (field.into(), vec![choice.to_owned()]))
    .into();
    let pack = district.store().pack().clone();
    let package = pack.services.package(&"open-restaurant".into()).unwrap();
    let form = pack.services.merge(package, &picks);
    let handed = (form.materials.iter())
        .filter(|m| m.handover == Handover::Submitted && m.material.code.as_str() != without)
        .map(|m| Handed {
            material: m.material.code.clone(),
            files: Vec::new(),
        });
    NewApplication {
        package: package.id.clone(),
        revision: package.revision.to_string(),
        enterprise: Enterprise {
            code: None,
            name: "某小吃店".to_owned(),
        },
        township: None,
        channel: Channel::Window,
        handed: handed.collect(),
        files: Vec::new(),
        tolerance: Vec::new(),
        promises: Vec::new(),
        signed: None,
        may_commit: false,
        contact: None,
        form: None,
        external: None,
        picks,
    }
}

/// One principal material was not handed in.
async fn apply(district: &TestDistrict) -> MatterNo {
    apply_without(district, "kitchen_layout").await
}

async fn apply_without(district: &TestDistrict, material: &str) -> MatterNo {
    let new = restaurant(district, material);
    let beside = Beside {
        contact: Some(Contact {
            name: "王小明".to_owned(),
            phone: "13900000210".to_owned(),
            salt: "00".repeat(16),
        }),
        ..Beside::default()
    };
    let by = ask(district, Actor::Enterprise);
    let opened = district.store().open_application(new, beside, by);
    opened.await.unwrap().no
}

/// The form of a command with what its page holds besides.
pub(super) async fn give(
    client: &mut Client,
    path: &str,
    pairs: &[(&str, &str)],
) -> banjie_web::testing::Answer {
    let page = client.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let own = [("_version", version.as_str()), ("_key", key.as_str())];
    client.post(path, &[&own[..], pairs].concat()).await
}

#[tokio::test]
async fn an_application_is_told_once_supplied_accepted_and_followed() {
    let district = TestDistrict::new().await;
    let no = apply(&district).await;
    let clerk = district.user("市场监管局", "clerk");
    let mut desk = district.signed_in(&clerk).await;
    let matter = format!("/desk/matters/{no}");
    let page = desk.get(&matter).await;
    for words in [
        "受理",
        "一次告知",
        "设备布局和操作流程图",
        "没有交",
        "全程",
        "一项一项办要 13 个工作日",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let admit = format!("{matter}/admit");
    // Everything that might come later is there: nothing is offered to come later.
    let offered = "容缺：以后补的材料";
    assert!(!desk.get(&admit).await.text.contains(offered));
    let other = apply_without(&district, super::promises::LATER).await;
    let other = desk.get(&format!("/desk/matters/{other}/admit")).await;
    assert!(other.text.contains(offered), "{}", other.text);
    assert_eq!(
        other.text.matches("name=\"deferred\"").count(),
        1,
        "only that one"
    );
    let lacking = give(&mut desk, &admit, &[]).await;
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        lacking.text.contains("请一次告知申请人补齐"),
        "{}",
        lacking.text
    );
    let told = [
        ("missing", "kitchen_layout"),
        ("what.kitchen_layout", "请标尺寸"),
    ];
    let told = give(&mut desk, &format!("{matter}/tell-missing"), &told).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);

    // The applicant sees what to supply and by when.
    let mut client = district.client();
    let number = no.to_string();
    client
        .post("/track", &[("no", &number), ("tail", "0210")])
        .await;
    let track = client.get(&format!("/track/{no}")).await;
    assert_eq!(track.status, StatusCode::OK);
    for words in [
        "请补齐下面的材料",
        "请标尺寸",
        "补交材料",
        "撤回申请",
        "各个事项",
    ] {
        assert!(track.text.contains(words), "{words}: {}", track.text);
    }
    let receipt = client.get(&format!("/receipts/{no}")).await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert!(receipt.text.contains("市场监管局"));
    let paper = give(
        &mut desk,
        &format!("{matter}/supply"),
        &[("handed", "kitchen_layout")],
    )
    .await;
    assert_eq!(paper.status, StatusCode::SEE_OTHER, "{}", paper.text);

    let plan = district.store().pack().clone();
    let package = plan.services.package(&"open-restaurant".into()).unwrap();
    let course = district
        .store()
        .matter(&banjie_core::district::Sight::District, no)
        .await;
    let banjie_core::matter::Detail::Application(state) = course.unwrap().unwrap().matter.detail
    else {
        panic!("an application of {}", package.id);
    };
    let codes: Vec<String> = (state.plan.submitted())
        .map(|m| m.material.to_string())
        .collect();
    let all: Vec<(&str, &str)> = codes.iter().map(|c| ("present", c.as_str())).collect();
    let accepted = give(&mut desk, &admit, &all).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.text);
    let page = desk.get(&matter).await;
    for words in ["各个事项和承诺", "个体工商户登记", "分给各部门，共 4 项"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let track = client.get(&format!("/track/{no}")).await;
    for words in [
        "门店招牌设置备案",
        "等“个体工商户登记”办成后开始",
        "全程 6 个工作日",
    ] {
        assert!(track.text.contains(words), "{words}: {}", track.text);
    }
    let list = desk.get("/desk/matters?kind=application").await;
    assert!(list.text.contains(&number) && list.text.contains("某小吃店"));
    district.check().await;
}
