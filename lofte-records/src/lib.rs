#![doc = include_str!("../README.md")]

mod ask;
mod cells;
mod depot;
pub mod engine;
mod error;
mod held;
mod integrity;
mod left_out;
mod manifest;
mod packing;
pub mod plan;
mod prune;
mod records;
mod rows;
mod spool;
mod stored;
pub mod table;
mod visibility;
mod withhold;
mod writer;

pub use ask::incidents::{KeyedIncident, StoredIncident};
pub use ask::points::Point;
pub use cells::{CellWriter, KeptCells};
pub use depot::Home;
pub use engine::gateway::Gateway;
pub use error::RecordsError;
pub use integrity::Integrity;
pub use prune::PrunedYear;
pub use records::{Records, SourceSummary};
pub use stored::{StoredCount, StoredResult, StoredStatistic};
pub use visibility::{Decided, Recovery};
pub use writer::{DeliveryDraft, DeliveryFacts, DeliveryWriter, Pushed};
