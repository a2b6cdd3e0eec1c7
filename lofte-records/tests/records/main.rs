//! The memory of rows from outside: what is asked, what is visible, what goes wrong.
#![expect(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod asking;
mod cells;
mod common;
mod correcting;
mod drawn;
mod failing;
mod gateway;
mod integrity;
mod links;
mod retention;
mod shapes;
mod taking_in;
mod visibility;
mod watched;
