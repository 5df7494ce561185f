//! `banjie`: one binary for the server, the demo, the papers and the proofs.

mod cli;
mod clock;
mod commands;
mod demo;
mod jobs;
mod output;
mod wiring;
mod worker;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    // A child that parses hostile files must not carry the server's runtime with it.
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some("worker") {
        return worker::main(&words.next().unwrap_or_default());
    }
    let cli = cli::Cli::parse();
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .finish();
    if tracing::subscriber::set_global_default(log).is_err() {
        eprintln!("日志没有启动，继续运行");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("不能启动：{e}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
