//! The server under test: a child process of this same program on a free port of loopback.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for the first answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; stopped when dropped.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    /// From starting the program to its first page.
    pub(super) started: Duration,
}

impl Server {
    /// Runs `banjie VERB --data DATA` and waits until it answers `/` with a page.
    pub(super) fn start(verb: &str, data: &Path) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|e| format!("找不到自己的程序文件：{e}"))?;
        let address = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .map_err(|e| format!("找不到空闲端口：{e}"))?;
        let began = Instant::now();
        let child = Command::new(program)
            .args([verb, "--listen", &address.to_string(), "--data"])
            .arg(data)
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("服务没有启动：{e}"))?;
        let mut server = Self {
            child,
            address,
            started: Duration::ZERO,
        };
        while !server.answers() {
            let ended = server.child.try_wait().map_err(|e| e.to_string())?;
            if ended.is_some() || began.elapsed() > PATIENCE {
                return Err(format!(
                    "服务没有启动。请先试一下：banjie {verb} --data {}",
                    data.display()
                ));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        server.started = began.elapsed();
        Ok(server)
    }

    /// Its address.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends a form as a page of ours would; the answer with its head.
    pub(super) fn post(&self, path: &str, body: &str) -> Result<String, String> {
        let send = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect(self.address)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            write!(
                stream,
                "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
                 Sec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
                self.address,
                body.len()
            )?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer)?;
            Ok(String::from_utf8_lossy(&answer).into_owned())
        };
        send().map_err(|e| format!("{path}：没有得到答复（{e}）"))
    }

    /// Resident memory, in megabytes (10⁶ bytes).
    pub(super) fn memory(&self) -> Result<f64, String> {
        let path = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{path}：{e}"))?;
        text.lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().strip_suffix(" kB"))
            .and_then(|kb| kb.trim().parse::<f64>().ok())
            .map(|kb| kb * 1024.0 / 1e6)
            .ok_or_else(|| format!("{path}：没有 VmRSS"))
    }

    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<bool> {
            let mut stream = TcpStream::connect(self.address)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            write!(
                stream,
                "GET / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                self.address
            )?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer)?;
            Ok(answer.starts_with(b"HTTP/1.1 200"))
        };
        ask().unwrap_or(false)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killing is enough: the journal survives it, and the folder goes with the bench.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
