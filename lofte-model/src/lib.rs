#![doc = include_str!("../README.md")]

pub mod access;
pub mod agreement;
pub mod coverage;
pub mod fingerprint;
pub mod followup;
pub mod id;
pub mod party;
pub mod period;
pub mod picture;
pub mod place;
pub mod plan;
pub mod problem;
pub mod promise;
pub mod publication;
pub mod records;
pub mod survey;
