//! What an analyst hands over: columns of files, events with time and place, and values written as options.
//!
//! Every fault is told with file, row and column ([`crate::input_error`]). Nothing is computed here.

pub(crate) mod columns;
pub(crate) mod crs;
pub(crate) mod days;
pub(crate) mod events;
pub(crate) mod expression;
pub(crate) mod given;
pub(crate) mod order;
pub(crate) mod records;
