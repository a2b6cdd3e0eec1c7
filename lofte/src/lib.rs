#![doc = include_str!("../README.md")]

pub mod assets;
pub mod cli;
pub mod demo;
pub mod face;
mod hand_over;
pub mod jobs;
pub mod pages;
pub mod practice;
pub mod public;
pub mod serving;
pub mod setup;
pub mod web;
