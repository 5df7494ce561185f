//! The child process: reads a request as JSON, answers as JSON, with limits on memory and time.
//! It opens no network and no database.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::process::ExitCode;

/// Address space of the child.
const MEMORY: u64 = 1 << 30;
/// Processor seconds of the child.
const SECONDS: u64 = 25;

/// Runs one job and ends.
pub(crate) fn main(job: &str) -> ExitCode {
    let limited = rlimit::Resource::AS
        .set(MEMORY, MEMORY)
        .and_then(|()| rlimit::Resource::CPU.set(SECONDS, SECONDS))
        .and_then(|()| rlimit::Resource::CORE.set(0, 0));
    if limited.is_err() {
        return ExitCode::FAILURE;
    }
    let done = match job {
        "pdf" => run(|paper: banjie_papers::Paper| {
            banjie_papers::pdf::pdf(&paper).map_err(|e| e.to_string())
        }),
        "sheet" => run(|request: SheetRequest| {
            let bytes = std::fs::read(&request.path).map_err(|e| e.to_string())?;
            banjie_papers::sheet::read(&bytes, &request.name, &request.template)
                .map_err(|e| e.to_string())
        }),
        "upload" => run(|request: UploadRequest| {
            let bytes = std::fs::read(&request.path).map_err(|e| e.to_string())?;
            banjie_papers::upload::check(&bytes, &request.name, request.limit)
                .map_err(|e| e.to_string())
        }),
        _ => return ExitCode::from(2),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

/// A sheet to be read.
#[derive(serde::Deserialize)]
struct SheetRequest {
    /// Where the upload lies.
    path: std::path::PathBuf,
    /// Its name as the sender knows it.
    name: String,
    template: banjie_papers::template::Template,
}

/// An attachment to be known by its bytes.
#[derive(serde::Deserialize)]
struct UploadRequest {
    /// Where the upload lies.
    path: std::path::PathBuf,
    /// Its name as the sender knows it.
    name: String,
    /// Most bytes.
    limit: usize,
}

/// A refusal in words is an answer, too: only crashes and limits end the child with a failure.
fn run<Q: DeserializeOwned, A: Serialize>(
    job: impl FnOnce(Q) -> Result<A, String>,
) -> Result<(), String> {
    let request: Q = serde_json::from_reader(std::io::stdin().lock()).map_err(|e| e.to_string())?;
    let answer = job(request);
    serde_json::to_writer(std::io::stdout().lock(), &answer).map_err(|e| e.to_string())
}
