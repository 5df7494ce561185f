//! The JSON API (interfaces.md §5).

use crate::routes::Route;

/// The routes of the API.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
