//! L1 and L2: own reds first, lights by unit and kind, a note that urges or becomes a directive.

use axum::http::StatusCode;
use banjie_core::district::{Sight, UnitId};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Detail, Enterprise, Event, MatterNo, NewAppeal,
};
use banjie_store::Ask;
use banjie_web::testing::{TestDistrict, pack};

/// An appeal dispatched to a unit on the day the clock shows.
pub(super) async fn dispatched(district: &TestDistrict, title: &str, unit: &str) -> MatterNo {
    let by = |by| Ask {
        act: Act {
            at: district.app.now(),
            by,
        },
        key: None,
    };
    let appeal = NewAppeal {
        title: title.to_owned(),
        text: title.to_owned(),
        enterprise: Enterprise {
            code: None,
            name: "甲公司".to_owned(),
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
    let store = district.store();
    let opened = store.open_appeal(appeal, None, None, by(Actor::Enterprise));
    let no = opened.await.unwrap().no;
    let command = Command::Dispatch {
        unit: unit.into(),
        support: Vec::new(),
        topic: None,
        reason: String::new(),
    };
    let coordinator = district.actor("区营商办", "coordinator");
    let done = store.command(no, 1, command, by(coordinator));
    done.await.unwrap();
    no
}

/// The user who holds the post that answers for a unit.
fn sponsor(unit: &str) -> String {
    let pack = pack();
    let post = pack.district.sponsor_of(&UnitId::from(unit)).unwrap();
    let person = pack
        .people
        .iter()
        .find(|p| p.post.as_ref() == Some(&post.id));
    person.unwrap().user.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_sees_own_reds_urges_and_instructs() {
    let district = TestDistrict::new().await;
    let red = dispatched(&district, "外墙维修尾款没有付", "住建局").await;
    dispatched(&district, "别人包抓的一件", "组织部").await;
    let mut leader = district.signed_in(&sponsor("住建局")).await;
    let calm = leader.get("/desk/leader").await;
    assert!(calm.text.contains("现在没有需要您做的"), "{}", calm.text);
    district.set("2026-04-10 09:00");
    let mut leader = district.signed_in(&sponsor("住建局")).await;
    let page = leader.get("/desk/leader").await;
    assert!(page.text.contains("需要您做的 1 件") && page.text.contains("外墙维修尾款没有付"));
    assert!(
        !page.text.contains("别人包抓的一件"),
        "only what the post answers for"
    );
    let grid = leader.get("/desk/sponsored").await;
    assert!(grid.text.contains("逾期 1") && grid.text.contains("light=overdue"));

    let act = format!("/desk/sponsored/act?no={red}");
    let no = red.to_string();
    let key = leader.get(&act).await.hidden("_key");
    let empty = [("_key", key.as_str()), ("no", no.as_str()), ("act", "urge")];
    let refused = leader.post("/desk/sponsored/act", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("您的话：没有填"));
    let note = [
        empty[0],
        empty[1],
        empty[2],
        ("words", "请周五前拿出还款安排"),
    ];
    let urged = leader.post("/desk/sponsored/act", &note).await;
    let said = leader.get(urged.location()).await;
    assert!(said.text.contains("已催办 1 件"), "{}", said.text);
    let course = district
        .store()
        .matter(&Sight::District, red)
        .await
        .unwrap();
    let events = course.unwrap().events;
    assert!(events.iter().any(|e| matches!(&e.event,
        Event::Urged { words } if words == "请周五前拿出还款安排")));

    let key = leader.get(&act).await.hidden("_key");
    let instruct = [
        ("_key", key.as_str()),
        ("no", no.as_str()),
        ("act", "instruct"),
        ("words", "月底前付清尾款"),
        ("due", "2026年4月30日"),
    ];
    let done = leader.post("/desk/sponsored/act", &instruct).await;
    let again = leader.post("/desk/sponsored/act", &instruct).await;
    assert_eq!(done.location(), again.location(), "one directive");
    let directive: MatterNo = done.location().rsplit('/').next().unwrap().parse().unwrap();
    let course = district.store().matter(&Sight::District, directive).await;
    let matter = course.unwrap().unwrap().matter;
    assert_eq!((matter.parent, matter.lead.as_str()), (Some(red), "住建局"));
    let Detail::Directive(detail) = &matter.detail else {
        panic!("a directive");
    };
    assert_eq!(detail.order.sentence, "月底前付清尾款");
    assert_eq!(matter.clock.granted(), 20, "to the day that was named");
    let clerk = district.user("住建局", "clerk");
    let hidden = district.signed_in(&clerk).await.get("/desk/leader").await;
    assert_eq!(hidden.status, StatusCode::FORBIDDEN);
    district.check().await;
}

/// Each leader's page: the units of the post with their lights, the orders and the reds; a unit finds
/// on it only itself, and nothing on a post that does not answer for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_post_has_a_page_of_what_it_answers_for() {
    let district = TestDistrict::new().await;
    let no = dispatched(&district, "路灯不亮", "住建局").await;
    let page = |post: &str| {
        let post: String = form_urlencoded::byte_serialize(post.as_bytes()).collect();
        format!("/desk/responsibility/posts/{post}")
    };
    // units.toml: 住建局 and 城管局 among those of this post, 工信局 not.
    let (own, other) = (page("分管城建副区长"), page("分管工业副区长"));
    district.set("2026-03-20 10:00");
    let mut leader = district.signed_in(&sponsor("住建局")).await;
    let shown = leader.get(&own).await.text;
    for words in ["分管城建副区长的责任", "住建局", "城管局", "路灯不亮"] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert!(!shown.contains(">工信局<"), "{shown}");
    let list = leader.get("/desk/responsibility").await.text;
    assert!(list.contains(&own), "linked from the list");
    let mut clerk = district.signed_in("zhujian.1").await;
    let shown = clerk.get(&own).await.text;
    assert!(
        shown.contains("住建局") && !shown.contains("城管局"),
        "{shown}"
    );
    assert!(shown.contains(&no.to_string()) || shown.contains("路灯不亮"));
    assert_eq!(clerk.get(&other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        leader.get(&page("没有的职务")).await.status,
        StatusCode::NOT_FOUND
    );
}
