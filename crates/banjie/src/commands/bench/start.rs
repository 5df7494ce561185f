//! From starting the program to the first page, on databases that exist.

use super::Bench;
use super::report::{Report, Row, Target};
use super::server::Server;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Measures.
pub(super) async fn run(bench: &Bench) -> Result<Report, String> {
    let demo = bench.demo()?;
    let large = bench.large().await?;
    let (mut limit, mut on_demo, mut on_large) = (vec![], vec![], vec![]);
    for _ in 0..bench.rounds {
        limit.push(nothing()?);
        on_demo.push(Server::start("demo", demo)?.started.as_secs_f64());
        on_large.push(Server::start("serve", &large.data)?.started.as_secs_f64());
    }
    let target = Target::AtMost(1.0);
    let many = format!("{} 件的区：启动到第一页", bench.matters);
    Ok(Report {
        bench: "start",
        rows: vec![
            Row::new("演示区：启动到第一页", "秒", on_demo, &limit, target),
            Row::new(many, "秒", on_large, &limit, target),
        ],
    })
}

/// How long the same program takes to start and end without doing anything, in seconds.
fn nothing() -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|e| format!("找不到自己的程序文件：{e}"))?;
    let began = Instant::now();
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .map_err(|e| format!("程序运行不了：{e}"))?;
    Ok(began.elapsed().as_secs_f64())
}
