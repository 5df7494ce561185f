//! The staff's face.

mod frame;

pub(crate) use frame::frame;

use crate::routes::Route;

/// The routes of the desk.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
