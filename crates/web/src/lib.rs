//! The two faces of Banjie: portal (enterprises, public) and desk (staff), server-rendered, and
//! the JSON API. Every route stands in [`routes`] with its row of the role × action table.

pub mod api;
pub mod app;
mod apply;
pub mod assess;
pub mod desk;
mod health;
pub mod kit;
pub mod portal;
pub mod routes;
mod rules;
pub mod testing;

pub use app::{App, Settings};
pub use routes::router;
