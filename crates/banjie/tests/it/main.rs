//! The one integration test binary: screens, API, assurance and command line, by folder.

mod portal;
mod smoke;
