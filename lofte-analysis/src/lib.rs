#![doc = include_str!("../README.md")]

pub mod interval;
pub mod survey;
