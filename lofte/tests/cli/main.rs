//! The built program, run as people run it: arguments in, text and exit code out.

mod demo;
mod house;
mod plain;
mod support;
