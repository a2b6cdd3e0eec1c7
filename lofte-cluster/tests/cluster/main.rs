//! The cluster from outside: what it answers is what the records answer in one process, whatever happens to it.
//!
//! Rows and questions are drawn as in the tests of the records themselves.
#![expect(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

#[path = "../../../lofte-records/tests/records/common.rs"]
#[expect(dead_code, reason = "shared with the tests of the records, which use all of it")]
mod common;
mod distributed;
#[path = "../../../lofte-records/tests/records/drawn.rs"]
mod drawn;
mod equal;
mod house;
mod objects;
mod programs;
mod waves;
