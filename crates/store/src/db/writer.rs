//! SQLite's one writer: a thread that owns the only connection that writes.
//!
//! Making a commit durable costs far more than the statements in it, so all jobs that queued up
//! meanwhile share one commit. Behind a savepoint SQLite copies each page before it is changed, so
//! a group runs without them; when one of its jobs fails, the group is undone and run again with a
//! savepoint around each job, and the failed one takes nothing with it. Nobody is answered before
//! the commit.

use super::job::{Job, failpoint};
use super::sqlite::{SqliteConn, command, connect, refused};
use super::tx::{Conn, Tx, WriteTx};
use super::{DbError, Failpoint, WriteCounts};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{mpsc, oneshot};

/// Jobs in one commit at most: keeps the last one's wait and the write-ahead log short.
const GROUP: usize = 128;
/// Jobs that may wait; more callers wait to queue.
const QUEUE: usize = 1024;

pub(super) enum Order {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

#[derive(Default)]
pub(super) struct Counters {
    pub(super) commits: AtomicU64,
    pub(super) jobs: AtomicU64,
}

impl Counters {
    pub(super) fn read(&self) -> WriteCounts {
        WriteCounts {
            commits: self.commits.load(Ordering::Relaxed),
            jobs: self.jobs.load(Ordering::Relaxed),
        }
    }
}

/// Starts the writer on a file, creating it when absent.
pub(super) fn start(
    path: PathBuf,
    counters: Arc<Counters>,
) -> Result<mpsc::Sender<Order>, DbError> {
    let conn = connect(&path, true)?;
    let (sender, orders) = mpsc::channel(QUEUE);
    let target = path.display().to_string();
    let writer = Writer {
        path,
        tx: transaction(conn),
        counters,
    };
    std::thread::Builder::new()
        .name("banjie-writer".to_owned())
        .spawn(move || writer.run(orders))
        .map_err(|error| DbError::Open {
            target,
            reason: error.to_string(),
        })?;
    Ok(sender)
}

fn transaction(conn: rusqlite::Connection) -> WriteTx {
    WriteTx(Tx::new(Conn::Sqlite(SqliteConn::writer(conn))))
}

struct Writer {
    path: PathBuf,
    tx: WriteTx,
    counters: Arc<Counters>,
}

impl Writer {
    fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut taken = Vec::with_capacity(GROUP);
        while orders.blocking_recv_many(&mut taken, GROUP) > 0 {
            let mut jobs = Vec::with_capacity(taken.len());
            let mut closing = None;
            for order in taken.drain(..) {
                match order {
                    Order::Job(job) => jobs.push(job),
                    Order::Close(done) => closing = Some(done),
                }
            }
            if !jobs.is_empty() {
                // Jobs catch their own panics; one that arrives here is a defect of this file or a
                // fail point. The callers' channels are dropped with the group, which reads as
                // "unknown", and the writer lives on.
                if catch_unwind(AssertUnwindSafe(|| self.group(jobs))).is_err() {
                    // Tried again before the next group.
                    let _ = self.clear();
                }
            }
            if let Some(done) = closing {
                // The connection goes first, so that the file is quiet when the caller hears of it.
                drop(self);
                drop(orders);
                let _ = done.send(());
                return;
            }
        }
    }

    /// One transaction with all jobs, then the answers.
    fn group(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let outcome = self.carry_out(&mut jobs);
        for job in jobs {
            job.answer(outcome.clone());
        }
    }

    fn carry_out(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), DbError> {
        self.clear()?;
        failpoint(Failpoint::Begin)?;
        let kept = match self.run_all(jobs) {
            Ok(kept) => kept,
            Err(error) => {
                self.clear()?;
                return Err(error);
            }
        };
        if kept == 0 {
            return self.command("rollback");
        }
        let committed = failpoint(Failpoint::Commit).and_then(|()| self.command("commit"));
        if let Err(error) = committed {
            self.clear()?;
            return Err(match error {
                // Refused before anything reached the disk.
                DbError::Full(_) | DbError::Busy(_) | DbError::Lost(_) => error,
                other => DbError::Unknown(other.to_string()),
            });
        }
        self.counters.commits.fetch_add(1, Ordering::Relaxed);
        self.counters.jobs.fetch_add(kept, Ordering::Relaxed);
        failpoint(Failpoint::Answer).map_err(|error| DbError::Unknown(error.to_string()))
    }

    /// Runs the jobs in a transaction that it leaves open; how many shall stay.
    fn run_all(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<u64, DbError> {
        // Immediate: a transaction that reads first and writes later could be refused half-way.
        self.command("begin immediate")?;
        if self.run_together(jobs)? {
            return Ok(jobs.len() as u64);
        }
        if jobs.len() == 1 {
            return Ok(0);
        }
        self.command("rollback")?;
        self.command("begin immediate")?;
        self.run_apart(jobs)
    }

    /// Runs jobs until one fails; whether all shall stay.
    fn run_together(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<bool, DbError> {
        for job in jobs {
            if !self.run_one(job)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Each job in its savepoint; how many shall stay.
    fn run_apart(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<u64, DbError> {
        let mut kept = 0;
        for job in jobs {
            self.command("savepoint job")?;
            if self.run_one(job)? {
                kept += 1;
            } else {
                self.command("rollback to job")?;
            }
            self.command("release job")?;
        }
        Ok(kept)
    }

    fn run_one(&mut self, job: &mut Box<dyn Job>) -> Result<bool, DbError> {
        let keep = job.run(&mut self.tx);
        if self.is_over()? {
            // A full disk can make SQLite end the whole transaction, other jobs with it.
            return Err(self
                .tx
                .failed
                .take()
                .unwrap_or_else(|| DbError::Lost("事务已被数据库撤销".to_owned())));
        }
        failpoint(Failpoint::Job)?;
        Ok(keep)
    }

    /// Ends a transaction that an earlier group left open. When even that fails, the connection
    /// is replaced, which ends it too.
    fn clear(&mut self) -> Result<(), DbError> {
        if !self.is_over()? && self.command("rollback").is_err() {
            self.tx = transaction(connect(&self.path, true)?);
        }
        Ok(())
    }

    fn is_over(&self) -> Result<bool, DbError> {
        Ok(self.conn()?.conn()?.is_autocommit())
    }

    fn command(&self, sql: &str) -> Result<(), DbError> {
        command(self.conn()?.conn()?, sql).map_err(|error| refused(sql, &error))
    }

    fn conn(&self) -> Result<&SqliteConn, DbError> {
        match &self.tx.0.conn {
            Conn::Sqlite(conn) => Ok(conn),
            Conn::Postgres(_) => Err(DbError::Closed),
        }
    }
}
