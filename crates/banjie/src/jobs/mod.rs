//! What runs by the clock: the rules of the day, sealing the log, removing leftovers. Each may run twice without
//! harm, so a restart or a second node needs no bookkeeping.

use banjie_core::moment::Moment;
use banjie_store::Store;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often the rules look; they change something only when a day has turned.
const RULES_EVERY: Duration = Duration::from_secs(60);
/// How often leftovers are looked for.
const TIDY_EVERY: Duration = Duration::from_secs(24 * 3_600);
/// How often the rule looks whether something is to be proposed; the same is never proposed twice.
const PROPOSE_EVERY: Duration = Duration::from_secs(6 * 3_600);
/// How often the log is sealed: a receipt's event stands under a public head after at most this.
const SEAL_EVERY: Duration = Duration::from_secs(300);

/// Starts the jobs.
pub(crate) fn start(
    store: Store,
    now: impl Fn() -> Moment + Send + Sync + 'static,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut rules = tokio::time::interval(RULES_EVERY);
        let mut seal = tokio::time::interval(SEAL_EVERY);
        // Not in the first minutes, when everybody comes to work.
        let first = tokio::time::Instant::now() + TIDY_EVERY / 24;
        let mut propose = tokio::time::interval(PROPOSE_EVERY);
        let mut tidy = tokio::time::interval_at(first, TIDY_EVERY);
        loop {
            tokio::select! {
                _ = rules.tick() => match store.run_rules(now()).await {
                    Ok(ran) if ran != Default::default() => tracing::info!(
                        escalated = ran.escalated,
                        lapsed = ran.lapsed,
                        recomputed = ran.recomputed,
                        deemed = ran.deemed,
                        reminded = ran.reminded,
                        "rules of the day"
                    ),
                    Ok(_) => {}
                    Err(e) => tracing::error!(error = %e, "rules of the day failed"),
                },
                _ = tidy.tick() => match store.tidy(now()).await {
                    Ok(tidied) => tracing::info!(
                        drafts = tidied.drafts,
                        files = tidied.files,
                        replies = tidied.replies,
                        "leftovers removed"
                    ),
                    Err(e) => tracing::error!(error = %e, "removing leftovers failed"),
                },
                _ = propose.tick() => match store.propose(now()).await {
                    Ok(opened) if opened.is_empty() => {}
                    Ok(opened) => tracing::info!(opened = opened.len(), "proposals opened"),
                    Err(e) => tracing::error!(error = %e, "proposing failed"),
                },
                _ = seal.tick() => if let Err(e) = store.seal(now()).await {
                    tracing::error!(error = %e, "sealing failed");
                },
            }
        }
    })
}
