//! Papers of the district: values in, bytes out.
//!
//! Official papers as docx and pdf ([`docx`], [`pdf`]), tables as xlsx and csv ([`xlsx`],
//! [`csv`]), and the way back in: uploaded sheets ([`sheet`]) and attachments ([`upload`]).
//! Nothing here reads a clock, the network or a database; dates are arguments, so the same value
//! gives the same bytes. Only [`pdf`] reads files: the fonts installed on the machine.

pub mod application;
pub mod assessment;
pub mod bulletin;
pub mod csv;
pub mod docx;
pub mod grid;
pub mod html;
pub mod paper;
pub mod pdf;
pub mod plain;
pub mod qr;
pub mod ranking;
pub mod rulebook;
pub mod sheet;
pub mod template;
pub mod upload;
pub mod xlsx;
mod zipguard;

pub use paper::{Align, Block, Paper, PaperError, Verify};
