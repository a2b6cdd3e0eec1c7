//! What became of a measure: before and after, here and where nothing was done.
//!
//! One file for each method. [`displacement`] needs only eight counts; [`interrupted_series`] one long series;
//! [`difference_in_differences`] and [`synthetic_control`] the same series for many untreated areas;
//! [`point_pattern`] compares two maps. [`conclusion`] says in typed parts what may be said of the result, and most often
//! that is less than one would wish.
//!
//! Left out on purpose: matching of areas, several treated areas that begin at different times, and every statement
//! about cause. A difference that these methods show may have another reason than the measure.

pub mod conclusion;
pub mod difference_in_differences;
pub mod displacement;
pub mod interrupted_series;
pub mod minimum_detectable_effect;
mod nearest_point;
pub mod panel;
pub mod point_pattern;
pub mod pre_trend;
pub mod synthetic_control;
pub mod weighted_displacement_quotient;

pub use panel::{Panel, PanelError};
