#![doc = include_str!("../README.md")]

pub mod access;
pub mod agreement;
pub mod fingerprint;
// followup
pub mod id;
pub mod party;
pub mod period;
// picture
pub mod place;
// plan
pub mod problem;
// promise
// publication
pub mod records;
pub mod survey;
