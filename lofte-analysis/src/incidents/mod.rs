//! What happened, where and when: counts, rates, time patterns and places.
//!
//! One file for each method. Inputs are plain slices; where events have been cleaned, geocoded and dated is
//! not known here, and neither is the time now.

pub mod alerts;
pub mod aoristic;
pub mod clusters;
pub mod concentration;
pub mod counts;
pub mod density;
pub mod dispersion;
pub mod emerging;
pub mod exposure;
pub mod funnel;
pub mod harm;
pub mod linkage;
pub mod local_getis_ord;
pub mod local_moran;
pub mod local_statistics;
pub mod near_repeat;
pub mod neighbours;
pub mod point_in_area;
pub mod rank_uncertainty;
pub mod rates;
pub mod repeat_places;
pub mod shrinkage;
mod shuffle;
pub mod similar;
pub mod space_time_scan;
pub mod standardise;
pub mod stl;
mod strips;
pub mod three_year;
pub mod time;
pub mod trend;
pub mod trend_test;
pub mod twelve_month;
