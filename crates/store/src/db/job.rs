//! A job: what a caller wants written, with the way to answer it.

use super::tx::{Work, WriteTx};
use super::{DbError, Failpoint};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};
use tokio::sync::oneshot;

/// A queued job of SQLite's writer, its types forgotten.
pub(super) trait Job: Send {
    /// Runs it, again when a neighbour's failure undid its group. True when its changes shall stay.
    fn run(&mut self, tx: &mut WriteTx) -> bool;
    /// Answers the caller: the job's own result, or the error that undid it with its group.
    fn answer(self: Box<Self>, outcome: Result<(), DbError>);
}

/// The one implementation of [`Job`].
pub(super) struct Task<I, T, E, F> {
    pub(super) input: I,
    pub(super) job: F,
    pub(super) result: Option<Result<T, E>>,
    pub(super) caller: oneshot::Sender<Result<T, E>>,
}

impl<I, T, E, F> Job for Task<I, T, E, F>
where
    I: Send + Sync,
    T: Send,
    E: From<DbError> + Send,
    F: for<'a> Fn(&'a mut WriteTx, &'a I) -> Work<'a, T, E> + Send + Sync,
{
    fn run(&mut self, tx: &mut WriteTx) -> bool {
        tx.failed = None;
        let result = at_once(|| (self.job)(tx, &self.input));
        let result = settle(result, tx.failed.clone());
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, outcome: Result<(), DbError>) {
        let answer = match (outcome, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(DbError::Closed.into()),
            (Err(error), _) => Err(error.into()),
        };
        // A caller that no longer waits is no reason to stop.
        let _ = self.caller.send(answer);
    }
}

/// A job that went on after a failed statement has not done what it was written to do.
pub(super) fn settle<T, E: From<DbError>>(
    result: Result<Result<T, E>, DbError>,
    failed: Option<DbError>,
) -> Result<T, E> {
    match (result, failed) {
        (Ok(Ok(_)), Some(error)) => Err(DbError::Failed(error.to_string()).into()),
        (Ok(result), _) => result,
        (Err(error), _) => Err(error.into()),
    }
}

/// Drives a job with a single poll. On SQLite its transaction never makes it wait, so a job that
/// is not ready then waits for something else, and is given up rather than letting every other
/// writer wait with it.
fn at_once<'a, T, E>(start: impl FnOnce() -> Work<'a, T, E>) -> Result<Result<T, E>, DbError> {
    let poll = catch_unwind(AssertUnwindSafe(|| {
        start()
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
    }));
    match poll {
        Ok(Poll::Ready(result)) => Ok(result),
        Ok(Poll::Pending) => Err(DbError::Waited),
        Err(panic) => Err(panicked(panic.as_ref())),
    }
}

/// Drives a job to its end on the runtime, a panic becoming an error.
pub(super) async fn to_the_end<'a, T, E>(
    start: impl FnOnce() -> Work<'a, T, E>,
) -> Result<Result<T, E>, DbError> {
    let caught = catch_unwind(AssertUnwindSafe(start));
    let mut work = match caught {
        Ok(work) => work,
        Err(panic) => return Err(panicked(panic.as_ref())),
    };
    std::future::poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panicked(panic.as_ref()))),
        }
    })
    .await
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> DbError {
    let words = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    DbError::Panicked(words.unwrap_or_else(|| "没有说明".to_owned()))
}

/// Stops here when a test has set this fail point: with an error, a panic or a delay.
#[cfg(feature = "failpoints")]
pub(super) fn failpoint(point: Failpoint) -> Result<(), DbError> {
    fail::fail_point!(point.name(), |_| Err(DbError::Lost(format!(
        "故障点 {}",
        point.name()
    ))));
    Ok(())
}

/// Nothing, outside tests.
#[cfg(not(feature = "failpoints"))]
pub(super) fn failpoint(_: Failpoint) -> Result<(), DbError> {
    Ok(())
}
