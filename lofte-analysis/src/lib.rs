#![doc = include_str!("../README.md")]

pub mod disclosure;
pub mod incidents;
pub mod interval;
pub mod survey;

pub use interval::Interval;
