//! An application while it is written: the draft and the form it makes, shared by the applicant's
//! pages, the window and the printed form.

pub(crate) mod answers;
pub(crate) mod fields;
pub(crate) mod materials;
pub(crate) mod paper;
pub(crate) mod promise;
pub(crate) mod signing;
pub(crate) mod submit;
pub(crate) mod work;

pub(crate) use work::Work;
