//! `banjie bench` as a command, and the addresses a supervisor asks.

use axum::http::StatusCode;
use banjie_web::testing::TestDistrict;
use std::process::{Command, Output};

fn banjie(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_banjie"))
        .args(words)
        .output()
        .unwrap()
}

#[test]
fn an_unknown_name_lists_the_known_ones() {
    let output = banjie(&["bench", "lists"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty());
    for name in [
        "appeals", "drafts", "list", "matter", "start", "memory", "rules", "all",
    ] {
        assert!(said.contains(name), "{name} is missing: {said}");
    }
}

#[test]
fn a_bench_prints_one_json_value_with_the_limit_of_the_same_run() {
    let output = banjie(&[
        "bench",
        "rules",
        "--rounds",
        "1",
        "--seconds",
        "1",
        "--json",
    ]);
    assert!(output.status.success(), "{:?}", output.status);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let row = &value["reports"][0]["rows"][0];
    let (ours, limit) = (
        row["value"].as_f64().unwrap(),
        row["limit"].as_f64().unwrap(),
    );
    assert!(ours > 0.0 && limit > 0.0, "{row}");
    assert!((row["ratio"].as_f64().unwrap() - ours / limit).abs() < 1e-9);
    assert_eq!(value["met"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_hears_that_the_server_lives_and_can_serve() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    for (path, answer) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let heard = client.get(path).await;
        assert_eq!(
            (heard.status, heard.text.as_str()),
            (StatusCode::OK, answer)
        );
    }
}
