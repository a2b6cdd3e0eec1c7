#![doc = include_str!("../README.md")]

pub mod disclosure;
mod distribution;
pub mod effect;
mod generalised_linear;
pub mod incidents;
pub mod interval;
mod linear_algebra;
pub mod methods;
pub mod multiple_testing;
pub mod points;
pub mod sample_size;
pub mod survey;

pub use interval::ConfidenceInterval;
pub use points::Points;
pub use sample_size::{InsufficientData, Sufficiency};
