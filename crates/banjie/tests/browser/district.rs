//! Districts that answer on a port of loopback.

use banjie_core::matter::{Act, Actor, Channel, Command, Enterprise, Evidence, NewAppeal, Verdict};
use banjie_store::Ask;
use banjie_web::testing::{PASSWORD, TestDistrict, at};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A fresh district with its clock in the test's hand.
pub(crate) struct Served {
    pub(crate) district: TestDistrict,
    pub(crate) site: String,
    task: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Served {
    /// On 2026-02-11 09:00 until told otherwise.
    pub(crate) async fn new() -> Self {
        let district = TestDistrict::new().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        let router = district.router.clone();
        let task = tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await.unwrap();
        });
        Self {
            district,
            site,
            task,
        }
    }

    /// The user name and password of the first person with this unit and role.
    pub(crate) fn who(&self, unit: &str, role: &str) -> (String, &'static str) {
        (self.district.user(unit, role), PASSWORD)
    }
}

/// February before the journey begins: five appeals of the first week answered and solved on their day, and one
/// of 2 February that nobody answers, due on the 9th. All of them are 住建局's.
pub(crate) async fn background(district: &TestDistrict) {
    for (day, done) in [
        ("2026-02-02", true),
        ("2026-02-03", true),
        ("2026-02-04", true),
        ("2026-02-05", true),
        ("2026-02-06", true),
        ("2026-02-02", false),
    ] {
        let ask = |by: Actor| Ask {
            act: Act { at: at(day), by },
            key: None,
        };
        let appeal = NewAppeal {
            title: "反映拖欠外墙维修尾款".to_owned(),
            text: "验收已过，还欠尾款。".to_owned(),
            enterprise: Enterprise {
                code: None,
                name: "示例机械有限公司".to_owned(),
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
        let opened = store.open_appeal(appeal, None, None, ask(Actor::Enterprise));
        let no = opened.await.unwrap().no;
        let dispatch = Command::Dispatch {
            unit: "住建局".into(),
            support: Vec::new(),
            topic: None,
            reason: String::new(),
        };
        let clerk = || district.actor("住建局", "clerk");
        let mut course = vec![
            (dispatch, district.actor("区营商办", "coordinator")),
            (Command::Sign, clerk()),
        ];
        if done {
            let note = Command::Comment {
                words: "已与财务核对".to_owned(),
                public: false,
            };
            let answer = Command::Answer {
                reply: "3月20日前付清。".to_owned(),
                evidence: vec![Evidence::Record(4)],
            };
            let confirm = Command::Confirm {
                tags: Vec::new(),
                verdict: Verdict::Solved,
                level: Some(5),
                words: String::new(),
            };
            course.extend([
                (note, clerk()),
                (answer, clerk()),
                (confirm, Actor::Enterprise),
            ]);
        }
        for (seen, (command, by)) in (1..).zip(course) {
            store.command(no, seen, command, ask(by)).await.unwrap();
        }
    }
}
