//! What the whole door promises, tried from outside its modules.

mod attack;
mod build;
pub(crate) mod fixture;
mod folder;
mod series;
mod series_attack;
