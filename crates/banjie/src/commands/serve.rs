//! `banjie serve`: the server, until it is told to stop; then it drains.

use crate::cli::Place;
use crate::output::Outcome;
use crate::{clock, jobs, wiring};
use axum::Router;
use banjie_core::moment::Moment;
use banjie_web::app::{App, Settings, SignIn};
use banjie_web::kit::passwords::Passwords;
use banjie_web::kit::security::Transport;
use banjie_web::kit::worker::Worker;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Serves a real district.
pub(crate) async fn run(
    place: &Place,
    listen: SocketAddr,
    url: Option<String>,
    proxies: Vec<IpAddr>,
) -> Outcome {
    let home = wiring::existing(place).await?;
    let demo = home.store.is_demo().await.map_err(|e| e.to_string())? == Some(true);
    // Cookies without `Secure` only where nobody else can listen.
    let secure = !listen.ip().is_loopback()
        || !proxies.is_empty()
        || url.as_deref().is_some_and(|u| u.starts_with("https:"));
    let transport = if secure {
        Transport::Https
    } else {
        Transport::PlainHttp
    };
    let url = url.unwrap_or_else(|| format!("http://{listen}"));
    let now = clock::shifted(None);
    let app = app(
        home,
        now.clone(),
        transport,
        demo,
        Vec::new(),
        url.clone(),
        proxies,
    )?;
    eprintln!("{url}");
    until_stopped(app, now, listen).await
}

/// Puts the application together.
pub(crate) fn app(
    home: wiring::Home,
    now: impl Fn() -> Moment + Send + Sync + 'static,
    transport: Transport,
    demo: bool,
    demo_sign_ins: Vec<SignIn>,
    url: String,
    proxies: Vec<IpAddr>,
) -> Result<App, String> {
    let program = std::env::current_exe().map_err(|e| format!("找不到自己的程序文件：{e}"))?;
    App::new(Settings {
        store: home.store,
        now: Box::new(now),
        transport,
        demo,
        demo_sign_ins,
        url,
        secret: home.secret,
        worker: Worker::new(program),
        proxies,
        passwords: Passwords::default(),
    })
}

/// Serves until SIGTERM or an interrupt, with the jobs beside it.
pub(crate) async fn until_stopped(
    app: App,
    now: impl Fn() -> Moment + Send + Sync + Clone + 'static,
    listen: SocketAddr,
) -> Outcome {
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|e| format!("{listen}：不能监听（{e}）。换一个端口：--listen 127.0.0.1:8081"))?;
    let jobs = jobs::start(app.store().clone(), now);
    let router: Router = banjie_web::router(app.clone());
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await;
    jobs.abort();
    app.store().db().close().await;
    served.map_err(|e| e.to_string())?;
    eprintln!("已停止，收到的请求都办完了");
    Ok(ExitCode::SUCCESS)
}

async fn stopped() {
    let (Ok(mut term), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        // Without signals the process ends the hard way; the journal survives that, too.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
}
