//! Alerts: is this week, or this day, more than usual?
//!
//! Four rules, from the one a municipality should use to those it may be asked to compare with:
//!
//! - [`weekly`]: one rule for all categories and areas at once, from trend and season, with the false alarms of many
//!   comparisons held down. This is the rule to use.
//! - [`farrington`]: the flexible Farrington algorithm of disease surveillance, for long weekly series.
//! - [`ears`]: C1, C2 and C3 for daily counts without history.
//! - [`window`]: the last weeks against the weeks before, for a table that people can check by hand.
//!
//! Left out on purpose: CUSUM (its parameters mean nothing to a municipality), and rules that look for clusters in
//! space (see Knox and the space-time scan).

pub mod ears;
pub mod farrington;
mod levels;
mod reference;
pub mod weekly;
pub mod window;
