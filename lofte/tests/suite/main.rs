//! Every test of the house in one program, because each program of its own costs a link and a start.
//!
//! A new file needs its line here. `cargo test -p lofte --test suite robust::files` runs the tests of one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod access;
mod accounts;
mod activities;
mod analyse;
mod axes;
mod bending;
mod calendar;
mod cli;
mod corrections;
mod delivery_states;
mod demo;
mod drafting;
mod endpoints;
mod engines;
mod faults;
mod feedback;
mod fixture;
mod goals;
mod joint;
mod old;
mod operation;
mod pages;
mod picture;
mod plan_table;
mod practice;
mod public;
mod reading;
mod retention;
mod rhythm;
mod robust;
mod screening;
mod serving;
mod setup;
mod signatures;
mod taking_back;
mod tenancy;
mod texts;
mod wording;
