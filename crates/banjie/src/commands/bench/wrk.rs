//! The load generator: Debian's `wrk`, told by a small script what to ask and how to answer us.

use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the clients ask for, in turn.
pub(super) enum Ask {
    /// These addresses with these headers.
    Get {
        /// Paths with their queries.
        paths: Vec<String>,
        /// Names and values.
        headers: Vec<(&'static str, String)>,
    },
    /// One body again and again, each time under an idempotency key of its own.
    Post {
        /// Path.
        path: &'static str,
        /// JSON.
        body: String,
    },
    /// Forms of our pages, each with its own cookie; a running number at the end of the body makes
    /// every one another.
    Forms {
        /// The beginning of the body, urlencoded.
        body: &'static str,
        /// Path and cookie of each.
        forms: Vec<(String, String)>,
    },
}

/// What a round gave.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    requests: f64,
    duration_us: f64,
    errors: u64,
    p99_us: f64,
}

impl Answer {
    /// Requests a second.
    pub(super) fn rate(&self) -> f64 {
        self.requests / (self.duration_us / 1e6)
    }

    /// The slowest hundredth begins here, in milliseconds.
    pub(super) fn p99_ms(&self) -> f64 {
        self.p99_us / 1e3
    }
}

const DONE: &str = r#"
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\n{"requests":%d,"duration_us":%d,"errors":%d,"p99_us":%d}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(99.0)))
end
"#;

/// One round of load.
pub(super) struct Load {
    script: PathBuf,
    url: String,
}

impl Load {
    /// Prepares it; the script lies in `folder`.
    pub(super) fn new(folder: &Path, name: &str, base: &str, ask: &Ask) -> Result<Self, String> {
        let script = folder.join(format!("{name}.lua"));
        std::fs::write(&script, lua(ask))
            .map_err(|e| format!("{}：写不进去（{e}）", script.display()))?;
        Ok(Self {
            script,
            url: base.to_owned(),
        })
    }

    /// So many clients for so many seconds, each asking as soon as it is answered.
    ///
    /// # Errors
    /// `wrk` is missing, or not every request was answered well: such figures say nothing.
    pub(super) fn round(&self, clients: u32, seconds: u32) -> Result<Answer, String> {
        let output = Command::new("wrk")
            .args(["-t1", &format!("-c{clients}"), &format!("-d{seconds}s")])
            .args(["--timeout", "30s", "-s"])
            .arg(&self.script)
            .arg(&self.url)
            .output()
            .map_err(|e| match e.kind() {
                std::io::ErrorKind::NotFound => {
                    "没有找到 wrk。请先安装：sudo apt-get install wrk".to_owned()
                }
                _ => format!("wrk 运行不了：{e}"),
            })?;
        let said = String::from_utf8_lossy(&output.stdout);
        let line = said.lines().rev().find(|l| l.starts_with('{'));
        let answer: Answer = line
            .and_then(|l| serde_json::from_str(l).ok())
            .ok_or_else(|| {
                format!(
                    "wrk 没有给出结果：{}{said}",
                    String::from_utf8_lossy(&output.stderr)
                )
            })?;
        if answer.errors > 0 || answer.requests < 1.0 {
            return Err(format!(
                "{} 个请求里有 {} 个没有得到正常答复，这一轮不算数",
                answer.requests, answer.errors
            ));
        }
        Ok(answer)
    }
}

fn lua(ask: &Ask) -> String {
    let script = match ask {
        Ask::Get { paths, headers } => {
            let headers: String = headers
                .iter()
                .map(|(name, value)| format!("wrk.headers[{}] = {}\n", quoted(name), quoted(value)))
                .collect();
            let paths: Vec<String> = paths.iter().map(|p| quoted(p)).collect();
            format!(
                "{headers}local paths = {{ {} }}\nlocal asked, n = {{}}, 0\n\
                 function init(args) for i, p in ipairs(paths) do asked[i] = wrk.format('GET', p) end end\n\
                 function request() n = n % #asked + 1 return asked[n] end\n",
                paths.join(", ")
            )
        }
        Ask::Post { path, body } => format!(
            "local body, n = {}, 0\n\
             local run = string.format('%d-%d', os.time(), math.floor(os.clock() * 1e6))\n\
             function request()\n  n = n + 1\n  return wrk.format('POST', {}, {{\n    \
             ['Content-Type'] = 'application/json',\n    \
             ['Idempotency-Key'] = run .. '-' .. n }}, body)\nend\n",
            quoted(body),
            quoted(path)
        ),
        Ask::Forms { body, forms } => {
            let forms: Vec<String> = (forms.iter())
                .map(|(path, cookie)| format!("{{ {}, {} }}", quoted(path), quoted(cookie)))
                .collect();
            format!(
                "local forms, n = {{ {} }}, 0\n\
                 function request()\n  n = n + 1\n  local f = forms[n % #forms + 1]\n  \
                 return wrk.format('POST', f[1], {{\n    \
                 ['Content-Type'] = 'application/x-www-form-urlencoded',\n    \
                 ['Sec-Fetch-Site'] = 'same-origin',\n    \
                 ['Cookie'] = f[2] }}, string.format('%s%08d', {}, n % 100000000))\nend\n",
                forms.join(", "),
                quoted(body)
            )
        }
    };
    script + DONE
}

/// A Lua string; our texts hold no line ends.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
