//! Every test of the door in as one program, because each program of its own costs a link and a start.
//!
//! A new file needs its line here. `cargo test -p lofte-import --test suite contract` runs the tests of one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod area_files;
mod bad_input;
mod contract;
mod formats;
mod guess;
mod hostile;
mod kinds;
mod kinds_more;
mod kinds_sameness;
mod limesurvey;
mod long_files;
mod named_places;
mod old_workbooks;
mod persons;
mod real_files;
mod rescue_service;
mod rows;
mod support;
mod workbooks;
