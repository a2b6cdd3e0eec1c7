#![doc = include_str!("../README.md")]

pub mod app;
pub mod archive;
pub mod assets;
pub mod cli;
pub mod closed;
pub mod config;
pub mod demo;
pub mod error;
pub mod face;
pub mod halt;
pub mod house;
pub mod jobs;
pub mod kept;
pub mod limits;
mod machine;
pub mod pages;
pub mod public;
pub mod serving;
pub mod throttle;
pub mod tickets;
mod verdict_parts;
