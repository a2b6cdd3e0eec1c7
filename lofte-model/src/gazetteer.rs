//! A gazetteer: where places and addresses lie, by their names, so that rows which name a place can be put in an area without
//! asking anybody outside.
//!
//! The municipality loads its own, for example its register of addresses. Leaves out how names are compared, which is for
//! the door in, and whoever lives anywhere: an entry is a name and a point.

use serde::{Deserialize, Serialize};

/// A name and where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GazetteerEntry {
    /// As it is written in the register: “Storgatan 12 B”, “Stationen”.
    #[serde(rename = "n")]
    pub name: String,
    /// Five digits, where the register has them.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// The locality that it belongs to, where the register says it.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// Longitude in WGS 84.
    #[serde(rename = "x")]
    pub lon: f64,
    /// Latitude in WGS 84.
    #[serde(rename = "y")]
    pub lat: f64,
    /// Metres around the point that the name may mean, where the register says it.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<u32>,
}
