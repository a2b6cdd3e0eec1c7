//! What is worth knowing of rows that name their place.

use lofte_model::message::Told;
use lofte_model::records::PlacePrecision;
use serde::Serialize;

/// Of names that were looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "about_names")]
pub enum NameNote {
    /// Rows whose place is known so exactly, and how many of them lie wholly in an area.
    Found {
        /// How exactly.
        precision: PlacePrecision,
        /// Rows.
        rows: u64,
        /// Of them, rows in an area.
        placed: u64,
    },
    /// Rows with a name that is nearly a known one. They were not placed by it.
    Nearly {
        /// Rows.
        rows: u64,
        /// The known name.
        nearest: String,
    },
    /// Rows with a name that several places have. They were not placed by it.
    Several {
        /// Rows.
        rows: u64,
    },
    /// Rows with a name that no gazetteer has.
    Unknown {
        /// Rows.
        rows: u64,
    },
}

impl Told for NameNote {
    fn code(&self) -> &'static str {
        match self {
            Self::Found { .. } => "name-found",
            Self::Nearly { .. } => "name-nearly",
            Self::Several { .. } => "name-several",
            Self::Unknown { .. } => "name-unknown",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Found { precision, rows, placed } => vec![
                ("precision", precision.word().to_owned()),
                ("rows", rows.to_string()),
                ("placed", placed.to_string()),
            ],
            Self::Nearly { rows, nearest } => {
                vec![("rows", rows.to_string()), ("nearest", nearest.clone())]
            }
            Self::Several { rows } | Self::Unknown { rows } => vec![("rows", rows.to_string())],
        }
    }
}
