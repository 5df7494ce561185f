//! The two faces of Banjie: portal (enterprises, public) and desk (staff), server-rendered.

pub mod kit;
