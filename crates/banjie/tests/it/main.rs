//! The one integration test binary: screens, API, assurance and command line, by folder.

mod desk;
mod portal;
mod smoke;
