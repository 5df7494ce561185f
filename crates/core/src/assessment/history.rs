//! What detectors and the look at conduct read: a matter with its events.

use crate::matter::{By, Event, Matter};
use crate::moment::Moment;

/// A matter and everything that happened to it.
#[derive(Clone, Debug)]
pub struct History {
    /// Its state.
    pub matter: Matter,
    /// What happened, oldest first.
    pub events: Vec<(Event, By, Moment)>,
}
