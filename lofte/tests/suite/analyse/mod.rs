//! `lofte analyse` through the binary: R's published figures, bad input, and the shapes of its answers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod bench;
mod change;
mod effect;
mod effect_trouble;
mod estimates;
mod hostile;
mod incidents;
mod inputs;
mod parquet;
mod places;
mod places_trouble;
mod protection;
mod replicates;
mod series;
mod shapes;
mod support;
mod surfaces;
mod trouble;
mod trust;
