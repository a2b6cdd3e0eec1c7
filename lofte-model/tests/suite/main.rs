//! Tests of the model from outside, in one program.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod real_promises;
mod screening;
