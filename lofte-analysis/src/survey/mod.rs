//! Survey statistics: estimates, confidence intervals, change and tests for stratified and clustered samples.
//!
//! A local safety survey is a stratified sample of persons with unequal weights. Printed shares without intervals turn
//! noise into trends; this module gives every number its standard error, degrees of freedom and interval, says what a
//! follow-up can show before it is carried out ([`power_analysis`]), and tests a change against a threshold ([`threshold_test`]).
//!
//! The variance engine is Taylor linearisation over the primary sampling units within strata (Wolter 2007; Särndal,
//! Swensson & Wretman 1992), the same as in R's `survey`, against which every statistic is tested (`oracle/survey`).
//!
//! Many questions in many groups are best asked of [`batches`], which goes through the rows once.
//!
//! It leaves out, on purpose: reading files, choosing indicators, words for residents, and any cause of a change.

pub mod auxiliary;
pub mod batches;
pub mod calibrate;
pub mod change;
pub mod columns;
pub mod design;
mod error;
pub mod estimate;
pub mod independence;
pub mod nonresponse;
pub mod power_analysis;
pub mod problem_index;
pub mod quantile;
pub mod reliability;
mod replicate_sums;
mod replicate_weights;
pub mod replication;
mod sample;
pub mod share_interval;
pub mod small_area;
pub mod square_and_add;
pub mod statistic;
mod taylor;
pub mod threshold_test;

pub use columns::DesignColumns;
pub use design::{Design, LonelyPsu, Stratum};
pub use error::SurveyError;
pub use estimate::{
    DegreesOfFreedom, Estimate, EstimateOptions, Variation, mean, means_by, ratio, share, shares_by, total,
};
pub use share_interval::IntervalMethod;
