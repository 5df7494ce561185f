//! Screens of the staff.

mod dispatch;
mod extract;
