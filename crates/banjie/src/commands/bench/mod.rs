//! `banjie bench`: our own paths beside the limits of the machine, taken in the same run, since
//! only their ratio says something on a machine that others use, too.

mod appeals;
mod assessment;
mod district;
mod drafts;
mod list;
mod matter;
mod memory;
mod raw;
mod report;
mod rules;
mod server;
mod start;
mod wrk;

use crate::cli::BenchArgs;
use crate::output::{Outcome, say};
use district::District;
use report::{Report, Reports, load};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tokio::sync::OnceCell;

/// Names and what each measures.
const NAMES: [(&str, &str); 8] = [
    (
        "appeals",
        "经网络提交诉求并落盘，和 SQLite 单行落盘的极限比",
    ),
    ("drafts", "50 个申请人同时存草稿"),
    ("list", "十万件里按单位、状态、月份列 50 件"),
    ("matter", "打开一件"),
    ("start", "启动到第一页"),
    ("memory", "演示区占用的内存"),
    ("assessment", "算一个月的排名、出公文、按日志重算一年"),
    ("rules", "数到期日"),
];

/// What a bench works with.
struct Bench {
    folder: tempfile::TempDir,
    rounds: u32,
    seconds: u32,
    matters: u32,
    large: OnceCell<District>,
    demo: std::cell::OnceCell<PathBuf>,
}

impl Bench {
    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The large district, written when first asked for.
    async fn large(&self) -> Result<&District, String> {
        self.large
            .get_or_try_init(|| district::build(self.folder(), self.matters))
            .await
    }

    /// The folder of the demo district, built when first asked for.
    fn demo(&self) -> Result<&Path, String> {
        if let Some(data) = self.demo.get() {
            return Ok(data);
        }
        let data = self.folder().join("demo");
        let program = std::env::current_exe().map_err(|e| format!("找不到自己的程序文件：{e}"))?;
        let built = Command::new(program)
            .args(["demo", "--build-only", "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .map_err(|e| format!("演示区没有建成：{e}"))?;
        if !built.success() {
            return Err("演示区没有建成，请先单独运行 banjie demo --build-only".to_owned());
        }
        Ok(self.demo.get_or_init(|| data))
    }
}

/// Runs one bench or all.
pub(crate) async fn run(json: bool, args: BenchArgs) -> Outcome {
    let name = args.name.as_deref().unwrap_or("all");
    let chosen: Vec<&str> = NAMES
        .iter()
        .map(|(known, _)| *known)
        .filter(|known| name == "all" || name == *known)
        .collect();
    if chosen.is_empty() {
        let known: String = NAMES
            .iter()
            .map(|(n, what)| format!("\n  {n}  {what}"))
            .collect();
        return Err(format!(
            "没有叫“{name}”的性能测试。可用 all（全部）和：{known}"
        ));
    }
    if args.rounds == 0 || args.seconds == 0 || args.matters == 0 {
        return Err("--rounds、--seconds、--matters：都要至少是 1".to_owned());
    }
    let parent = args.dir.unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new()
        .prefix("banjie-bench-")
        .tempdir_in(&parent)
        .map_err(|e| format!("{}：建不了目录（{e}）", parent.display()))?;
    let bench = Bench {
        folder,
        rounds: args.rounds,
        seconds: args.seconds,
        matters: args.matters,
        large: OnceCell::new(),
        demo: std::cell::OnceCell::new(),
    };
    if cfg!(debug_assertions) {
        eprintln!("注意：这是未优化的程序，数字不算数。请用 ./dev bench");
    }
    let load = load();
    let mut reports: Vec<Report> = Vec::new();
    for name in chosen {
        eprintln!("正在测 {name}……");
        reports.push(match name {
            "appeals" => appeals::run(&bench).await?,
            "drafts" => drafts::run(&bench).await?,
            "list" => list::run(&bench).await?,
            "matter" => matter::run(&bench).await?,
            "start" => start::run(&bench).await?,
            "memory" => memory::run(&bench).await?,
            "assessment" => assessment::run(&bench).await?,
            _ => rules::run(&bench)?,
        });
    }
    let reports = Reports::new(bench.folder(), load, reports);
    say(json, &reports, &reports.words(), reports.met())
}
