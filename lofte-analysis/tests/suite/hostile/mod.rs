//! Nonsense for every public method: none panics, none gives what is not a number, none takes hours.
//!
//! `PROPTEST_CASES=20000 cargo test -p lofte-analysis --test suite hostile` asks more than the few of every day, and
//! `PROPTEST_RNG_SEED` others.

mod comparison;
mod effects;
mod events;
mod nonsense;
mod series;
mod tables;
