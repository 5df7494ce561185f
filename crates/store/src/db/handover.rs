//! What a caller read before its job, and hands over to it.

use std::sync::{Mutex, PoisonError};

/// A value that only the first run of a job takes: one that is run again, because a neighbour undid
/// its group, cannot rest on what was read before and reads anew.
pub(crate) struct Handover<T>(Mutex<Option<T>>);

impl<T> Handover<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(Some(value)))
    }

    /// The value; `None`: an earlier run has taken it.
    pub(crate) fn take(&self) -> Option<T> {
        let mut value = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        value.take()
    }
}
