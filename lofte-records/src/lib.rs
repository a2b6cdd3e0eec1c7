#![doc = include_str!("../README.md")]

mod ask;
mod cells;
mod depot;
mod error;
mod held;
mod integrity;
mod manifest;
mod prune;
mod records;
mod rows;
mod spool;
pub mod table;
mod visibility;
mod withhold;
mod writer;

pub use ask::incidents::StoredIncident;
pub use ask::points::Point;
pub use cells::{CellWriter, KeptCells};
pub use error::RecordsError;
pub use integrity::Integrity;
pub use prune::PrunedYear;
pub use records::{Records, SourceSummary, StoredStatistic};
pub use visibility::{Decided, Recovery};
pub use writer::{DeliveryDraft, DeliveryFacts, DeliveryWriter, Pushed};
