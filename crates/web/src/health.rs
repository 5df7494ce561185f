//! What a supervisor or a proxy asks: does the process answer, and can it serve.

use crate::App;
use crate::kit::Problem;
use crate::routes::{Access, Route, get};
use axum::extract::State;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/healthz", Access::Public, alive),
        get("/readyz", Access::Public, ready),
    ]
}

/// The process answers; nothing else is touched.
async fn alive() -> &'static str {
    "ok\n"
}

/// The district can be read.
async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    match app.store().is_demo().await {
        Ok(Some(_)) => Ok("ready\n"),
        Ok(None) => Err(Problem::Busy),
        Err(e) => {
            tracing::error!(error = %e, "not ready");
            Err(Problem::Busy)
        }
    }
}
