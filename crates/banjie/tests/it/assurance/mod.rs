//! The promises of the district, kept under attack: who may do what, nothing lost when the process
//! is killed, nothing altered unseen, nothing shown to whom it does not concern.

mod cast;
mod kill;
mod routes;
mod tamper;
