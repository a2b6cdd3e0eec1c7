//! What a publication holds back, and why: for whoever publishes, never for residents.

use lofte_model::place::AreaCode;
use lofte_model::records::{Category, RecordKind};
use lofte_model::survey::WaveName;
use serde::{Deserialize, Serialize};

/// What is held back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Held {
    /// The counts of a whole table.
    Table {
        /// Kind of row.
        kind: RecordKind,
        /// Year.
        year: i16,
    },
    /// The counts of a category in a table.
    Category {
        /// Kind of row.
        kind: RecordKind,
        /// Year.
        year: i16,
        /// Category.
        category: Category,
    },
    /// A survey share of the picture.
    Share {
        /// Wave.
        wave: WaveName,
        /// Indicator, by code.
        indicator: String,
        /// Area; `None` for the whole municipality.
        area: Option<AreaCode>,
    },
    /// The figures of a verdict from one wave; its answer stands.
    Verdict {
        /// Number of the promise.
        promise: u32,
        /// Wave.
        wave: WaveName,
    },
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Too few in themselves.
    TooFew,
    /// So few rows have come since that the difference would tell of them; the earlier figures stand.
    FewNew,
    /// New figures would hide more than they show; the earlier ones stand.
    CostsMore,
    /// No pattern of hidden cells protects the areas; the total is shown alone.
    NoAreas,
    /// Rows have been corrected or undone, and the difference would tell of few: the figures are taken away.
    Corrected,
    /// Together with what is or was published it would tell of too few.
    Beside,
    /// The answers are not those that the wave was first published with; what was published stands.
    AnswersChanged,
    /// The answers behind it cannot be looked at: the wave is not delivered any more, or was published before it was kept.
    Unknown,
}

/// One thing that is held back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HeldBack {
    /// What.
    #[serde(flatten)]
    pub held: Held,
    /// Why.
    pub why: Why,
    /// The publication whose figures are shown instead, where any are.
    pub kept_from: Option<u32>,
}
