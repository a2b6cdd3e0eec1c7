#![doc = include_str!("../README.md")]

pub mod chart;
mod language;
mod message;
mod moment;
pub mod number;
mod words;

pub use language::Language;
pub use message::Message;
pub use moment::swedish;
pub use words::{Words, capital};
