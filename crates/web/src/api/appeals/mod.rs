//! 诉求 from other systems.

pub(super) mod submit;
