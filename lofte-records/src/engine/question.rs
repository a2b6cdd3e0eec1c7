//! Questions and answers as they travel between the records of a house and a gateway: JSON, one line for each row.
//!
//! Every answer ends with a line that counts the others. An answer that was cut off on the way is therefore an error
//! and never a smaller number.

use crate::{Point, RecordsError, StoredIncident, StoredStatistic};
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{CountRow, Dimension, NationalSelection, NationalTable, RecordKind, Selection};
use lofte_model::survey::{Wave, WaveName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error as _;

/// Where questions are put, after the address of the gateway.
pub const PATH: &str = "v1/ask";
/// What an answer is, in its `content-type`.
pub const CONTENT_TYPE: &str = "application/x-ndjson";

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Question {
    /// [`crate::Records::count`].
    Count {
        /// Which rows.
        selection: Selection,
        /// What they are grouped by.
        dimensions: Vec<Dimension>,
    },
    /// [`crate::Records::points`].
    Points {
        /// Which rows.
        selection: Selection,
    },
    /// [`crate::Records::fold_incidents`].
    Incidents {
        /// Which rows.
        selection: Selection,
    },
    /// [`crate::Records::statistics`].
    Statistics {
        /// Whose.
        municipality: MunicipalityCode,
    },
    /// [`crate::Records::answers`].
    Answers {
        /// Whose.
        municipality: MunicipalityCode,
        /// Which wave.
        wave: WaveName,
    },
    /// The question across municipalities, for a national role only.
    National {
        /// Which table.
        selection: NationalSelection,
    },
}

impl Question {
    /// The municipality whose rows are asked; `None` for the question that crosses municipalities.
    pub fn municipality(&self) -> Option<&MunicipalityCode> {
        match self {
            Self::Count { selection, .. } | Self::Points { selection } | Self::Incidents { selection } => {
                Some(&selection.municipality)
            }
            Self::Statistics { municipality } | Self::Answers { municipality, .. } => Some(municipality),
            Self::National { .. } => None,
        }
    }
}

/// One line of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// The rows of the next file begin.
    File {
        /// What its rows tell of.
        kind: RecordKind,
        /// Its source.
        source: String,
    },
    /// A group with its count.
    Count(CountRow),
    /// A row on the map.
    Point(Point),
    /// An incident; its source stands in the line of its file.
    Incident(Box<StoredIncident>),
    /// A published count.
    Statistic(Box<StoredStatistic>),
    /// Design and code book of the wave whose answers follow.
    Wave(Box<Wave>),
    /// Some questionnaires of the wave.
    Answers(AnswerPart),
    /// The table of the country.
    National(Box<NationalTable>),
    /// Something went wrong under way: no more lines follow.
    Failed(Failure),
    /// The answer is whole.
    End {
        /// Lines before this one.
        lines: u64,
    },
}

/// Columns of some questionnaires, as in [`lofte_model::survey::WaveAnswers`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnswerPart {
    /// Stratum of each.
    pub stratum: Vec<u32>,
    /// Weight of each, where the wave has weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<f64>>,
    /// Answers by question.
    pub answers: BTreeMap<String, Vec<Option<i16>>>,
}

/// What went wrong on the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its kind.
    pub what: Failed,
    /// The file, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// For whoever looks after the machines.
    pub why: String,
}

/// Kinds of failures that make a difference to whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failed {
    /// The secret is not known.
    Unknown,
    /// Whoever has the secret may not ask this.
    Forbidden,
    /// The question is not understood.
    Question,
    /// A file is missing.
    Missing,
    /// A file is damaged.
    Damaged,
    /// A file was written by a later version.
    LaterFormat,
    /// The place of the files does not answer.
    Store,
    /// The cluster behind the gateway does not answer.
    Engine,
}

impl Failure {
    /// The status of an answer that begins with it.
    pub fn status(&self) -> u16 {
        match self.what {
            Failed::Unknown => 401,
            Failed::Forbidden => 403,
            Failed::Question => 422,
            Failed::Store | Failed::Engine | Failed::Missing => 503,
            Failed::Damaged | Failed::LaterFormat => 500,
        }
    }

    /// What the gateway's own reading of the records said.
    pub fn of(error: &RecordsError) -> Self {
        let (what, path) = match error {
            RecordsError::Missing { path } => (Failed::Missing, Some(path.clone())),
            RecordsError::Damaged { path, .. } => (Failed::Damaged, Some(path.clone())),
            RecordsError::LaterFormat { path, .. } => (Failed::LaterFormat, Some(path.clone())),
            RecordsError::EngineAway(_) | RecordsError::EngineAnswer(_) | RecordsError::Stopping => {
                (Failed::Engine, None)
            }
            _ => (Failed::Store, None),
        };
        // Whoever asked says by itself that the engine is away.
        let first = if what == Failed::Engine { error.source() } else { None };
        let mut causes = vec![first.map_or_else(|| error.to_string(), ToString::to_string)];
        let mut next = first.map_or_else(|| error.source(), std::error::Error::source);
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        Self { what, path, why: causes.join(": ") }
    }

    /// The same failure to whoever asked.
    pub(crate) fn told(self) -> RecordsError {
        let Self { what, path, why } = self;
        let path = path.unwrap_or_default();
        match what {
            Failed::Unknown | Failed::Forbidden => RecordsError::EngineRefused(why.into()),
            Failed::Question => RecordsError::EngineAnswer(why.into()),
            Failed::Missing => RecordsError::Missing { path },
            Failed::Damaged | Failed::LaterFormat => RecordsError::Damaged { path, source: why.into() },
            Failed::Store => RecordsError::Store(why.into()),
            Failed::Engine => RecordsError::EngineAway(why.into()),
        }
    }
}
