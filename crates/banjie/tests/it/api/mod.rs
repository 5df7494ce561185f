//! The JSON API: what programs rely on, by noun and verb.

mod appeals;
mod applications;
mod commands;
mod journal;
mod matters;
mod open311;
mod openapi;
mod packages;
mod reports;
mod tokens;

use banjie_core::district::PersonId;
use banjie_core::matter::Actor;
use banjie_web::api::tokens::{Scope, make};
use banjie_web::testing::{Answer, Client, TestDistrict};
use serde_json::Value;

/// A program with somebody's token.
struct Program {
    client: Client,
    bearer: String,
}

impl Program {
    /// With a token of the first user of this unit and role.
    async fn of(district: &TestDistrict, unit: &str, role: &str, scope: Scope) -> Self {
        let actor = district.actor(unit, role);
        let person = PersonId(district.user(unit, role));
        let act = district.act(actor);
        let token = make(district.store(), person, "测试", scope, act)
            .await
            .unwrap();
        Self {
            client: district.client(),
            bearer: format!("Bearer {}", token.reveal()),
        }
    }

    async fn get(&mut self, path: &str) -> Answer {
        let request = axum::http::Request::builder()
            .uri(path)
            .header("authorization", &self.bearer);
        self.client.send(request, axum::body::Body::empty()).await
    }

    async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.client
            .post_json(path, body, &[("authorization", &self.bearer)])
            .await
    }
}

/// The sentence at a field of problem details.
fn said(answer: &Answer, field: &str) -> String {
    let errors = answer.json()["errors"].clone();
    let found = errors
        .as_array()
        .and_then(|all| all.iter().find(|e| e["field"] == field).cloned());
    found.map_or_else(
        || panic!("nothing said at {field}: {}", answer.text),
        |e| e["detail"].as_str().unwrap_or_default().to_owned(),
    )
}

/// 区营商办, to whom everything is visible.
async fn coordinator(district: &TestDistrict) -> Program {
    Program::of(district, &office(district), "coordinator", Scope::Act).await
}

fn office(district: &TestDistrict) -> String {
    district.app.pack().district.coordinator.to_string()
}

fn coordinating(district: &TestDistrict) -> Actor {
    district.actor(&office(district), "coordinator")
}
