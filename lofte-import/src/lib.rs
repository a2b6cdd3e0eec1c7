#![doc = include_str!("../README.md")]

pub mod borders;
mod bytes;
pub mod civil;
mod coordinates;
mod delimiter;
mod error;
mod inspect;
mod key;
mod letters;
pub mod limits;
mod nearest;
mod number;
pub mod places;
pub mod plane;
mod rejects;
mod report;
mod row;
pub mod same;
pub mod sheet;
pub mod sources;
mod table;
pub mod text;
mod time;
mod told;

pub use error::{AreaFileError, Found, ImportError, Rule};
pub use inspect::{Format, Inspected, inspect};
pub use letters::Letters;
pub use lofte_model::message::Told;
pub use report::{AreaNote, Note, ReadReport};
pub use row::{Context, Earlier, Row, RowSink, SinkError, Taken};
pub use sources::incidents::{CoordinateSystem, IncidentMapping};
pub use sources::survey::{SurveyReport, WaveFile};
