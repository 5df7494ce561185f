//! 一件事的申请 from other systems.

pub(super) mod submit;
