//! Reading speeches, plans and minutes: the real speech and hand-made texts of the genre.

#[path = "speech/district.rs"]
mod district;
#[path = "speech/real.rs"]
mod real;
