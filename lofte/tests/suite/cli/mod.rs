//! The built program, run as people run it: arguments in, text and exit code out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod aggregate;
mod analyse;
mod closed;
mod demo;
mod house;
mod import;
mod picture;
mod plain;
mod redelivery;
mod screen;
mod spreadsheets;
pub(crate) mod support;
