//! `lofte analyse` through the binary: R's published figures, bad input, and the shapes of its answers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod change;
mod effect;
mod effect_trouble;
mod estimates;
mod incidents;
mod parquet;
mod protection;
mod replicates;
mod shapes;
mod support;
mod trouble;
