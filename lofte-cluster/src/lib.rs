#![doc = include_str!("../README.md")]

pub mod callers;
pub mod corrected;
pub mod engine;
pub mod gateway;
pub mod members;
pub mod place;
mod query;
mod rows;
