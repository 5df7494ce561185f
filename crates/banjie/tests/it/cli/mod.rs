//! The command line, as somebody at a prompt sees it.

mod rules;
