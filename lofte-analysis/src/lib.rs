#![doc = include_str!("../README.md")]

pub mod disclosure;
pub mod effect;
mod generalised_linear;
pub mod incidents;
pub mod interval;
mod linear_algebra;
pub mod survey;

pub use interval::Interval;
