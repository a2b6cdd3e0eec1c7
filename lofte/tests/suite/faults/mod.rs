//! What befalls a house from outside: the program is killed at any moment, a store is away for a while, the clock goes back,
//! and files come that somebody has made to do harm. Nothing is lost, nothing is half there, and it is said plainly.

mod bucket;
mod clock;
mod kills;
mod stores;
