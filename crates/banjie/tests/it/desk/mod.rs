//! Screens of the staff.

mod assess;
mod dispatch;
mod extract;
mod list;
mod matter;
