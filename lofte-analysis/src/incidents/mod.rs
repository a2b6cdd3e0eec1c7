//! What happened, where and when: counts, rates, time patterns and places.
//!
//! One file for each method. Inputs are plain slices; where events have been cleaned, geocoded and dated is
//! not known here, and neither is the time now.

pub mod alerts;
pub mod aoristic;
pub mod counts;
pub mod dispersion;
pub mod exposure;
pub mod concentration;
pub mod counts;
pub mod density;
pub mod floor;
pub mod harm;
pub mod hot_spots;
pub mod local_moran;
pub mod local_test;
pub mod neighbours;
pub mod place;
pub mod rates;
pub mod standardise;
pub mod stl;
mod tails;
pub mod time;
pub mod trend;
