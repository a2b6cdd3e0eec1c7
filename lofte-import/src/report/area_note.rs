//! What is worth knowing about a file of areas or residents that was taken.

use jiff::civil::Date;
use lofte_model::place::AreaCode;
use serde::Serialize;

/// What is worth knowing about a file of areas that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "about_areas")]
pub enum AreaNote {
    /// The borders came in metres.
    Reprojected {
        /// From this system.
        system: String,
    },
    /// An area came in several features.
    PartsJoined {
        /// Code.
        area: AreaCode,
        /// How many.
        parts: usize,
    },
    /// A property that could not be read.
    NotUnderstood {
        /// Code.
        area: AreaCode,
        /// Property.
        property: &'static str,
        /// Its value.
        value: String,
    },
    /// Residents of no known year.
    PopulationWithoutYear {
        /// Code.
        area: AreaCode,
    },
    /// Properties that nothing reads.
    Unread {
        /// Their names.
        properties: Vec<String>,
    },
    /// Areas without residents, and so without rates.
    WithoutPopulation {
        /// Their codes.
        areas: Vec<AreaCode>,
        /// Areas in the file.
        of: usize,
    },
    /// Areas of other municipalities, which were passed over.
    OfOthers {
        /// How many.
        count: usize,
    },
    /// Residents of several years, of which the latest counts.
    LatestYear {
        /// The year.
        year: i16,
    },
    /// Areas whose known residents are of a later year than those of the file, and stay.
    OlderPopulation {
        /// Their codes.
        areas: Vec<AreaCode>,
    },
    /// Areas that the file does not name; what is known of their residents stays.
    Unnamed {
        /// Their codes.
        areas: Vec<AreaCode>,
        /// Areas where people live.
        of: usize,
    },
    /// Statistical areas of another division or edition than the file's, which are no longer used.
    DivisionReplaced {
        /// Their codes.
        areas: Vec<AreaCode>,
    },
    /// Own places that came when rows had been placed already: they are used for what happens from this day.
    UsedFrom {
        /// Their codes.
        areas: Vec<AreaCode>,
        /// The first day.
        day: Date,
    },
}
