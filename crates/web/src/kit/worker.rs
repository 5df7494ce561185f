//! The child process that parses uploads and lays out papers: what crashes or grows there costs
//! one request, not the district (assurance §3).

use super::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;

/// Longest time a job may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the child is started: `program worker JOB`, the request as JSON on its input, the answer as
/// JSON on its output. Two at a time, since the machine is small and each may take much memory.
#[derive(Clone, Debug)]
pub struct Worker {
    program: PathBuf,
    turns: Arc<Semaphore>,
}

impl Worker {
    /// A worker run by this program.
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            turns: Arc::new(Semaphore::new(2)),
        }
    }

    /// Runs a job.
    ///
    /// # Errors
    /// The child could not be started, took too long, died, or gave no answer.
    pub async fn run<A: DeserializeOwned>(
        &self,
        job: &str,
        request: &impl Serialize,
    ) -> Result<A, Problem> {
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|e| Problem::internal(&e))?;
        let input = serde_json::to_vec(request).map_err(|e| Problem::internal(&e))?;
        let mut child = tokio::process::Command::new(&self.program)
            .args(["worker", job])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| Problem::internal(&e))?;
        let stdin = child.stdin.take();
        let feed = async move {
            if let Some(mut stdin) = stdin {
                // A child that died early says so by its exit; the write error adds nothing.
                let _ = stdin.write_all(&input).await;
            }
        };
        let talk = async { tokio::join!(feed, child.wait_with_output()).1 };
        let output = tokio::time::timeout(PATIENCE, talk)
            .await
            .map_err(|_| Problem::Refused {
                sentence: "这个文件太复杂，30 秒内没有处理完。请拆成几份再试".to_owned(),
                code: "too_slow",
            })?
            .map_err(|e| Problem::internal(&e))?;
        if !output.status.success() {
            return Err(Problem::Refused {
                sentence: "这个文件处理不了，可能已损坏或过大。请重新保存一次，或拆成几份再传"
                    .to_owned(),
                code: "worker_failed",
            });
        }
        serde_json::from_slice(&output.stdout).map_err(|e| Problem::internal(&e))
    }
}
