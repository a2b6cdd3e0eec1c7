//! Questions and how they are answered in this process: files are streamed through the counting kernel.
//!
//! One file at a time and thread, one batch at a time and file; only the columns that the question needs are read,
//! and files and row groups that cannot hold an answer are skipped.

pub(crate) mod corrections;
pub(crate) mod count;
pub(crate) mod filter;
mod groups;
pub(crate) mod incidents;
pub(crate) mod links;
pub(crate) mod points;
pub(crate) mod scan;
mod tally;
