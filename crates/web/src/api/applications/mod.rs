//! 一件事的申请 from other systems.

mod promise;
pub(super) mod submit;
