#![doc = include_str!("../README.md")]

pub mod chart;
pub mod fulfilment;
pub mod goal;
pub mod icalendar;
mod language;
pub mod law;
pub mod lint;
mod message;
mod moment;
pub mod number;
pub mod plan;
pub mod promise;
pub mod signature;
pub mod thread;
mod tone;
pub mod verdict;
pub mod waves;
mod words;

pub use language::Language;
pub use message::Message;
pub use moment::swedish;
pub use tone::{Status, Tone};
pub use words::{EASY, SV, Words, capital};
