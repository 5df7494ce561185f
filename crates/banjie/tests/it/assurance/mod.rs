//! The promises of the district, kept under attack: who may do what, nothing lost when the process
//! is killed, nothing altered unseen, nothing shown to whom it does not concern.

mod cast;
mod crawl;
mod forgery;
mod guesses;
mod headers;
mod hidden;
mod injection;
mod kill;
mod plans;
mod replay;
mod routes;
mod tamper;
