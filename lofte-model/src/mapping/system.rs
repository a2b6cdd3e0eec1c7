//! Systems of coordinates that Swedish files come in, by the words that mappings use.
//!
//! Leaves out what the systems are: that is for whoever turns metres into degrees, by the code of EPSG.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What the coordinates of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CoordinateSystem {
    /// Longitude and latitude in degrees (EPSG:4326).
    Wgs84,
    /// East and north in metres (EPSG:3006).
    Sweref99tm,
    /// RT 90 2.5 gon V, what maps had before 2007 (EPSG:3021).
    Rt90,
    /// A local zone of SWEREF 99, by its code of EPSG (3007 to 3018).
    Zone(u32),
}

/// The local zones of SWEREF 99: code, and central meridian in degrees and minutes, as they are named.
const ZONES: [(u32, &str); 12] = [
    (3007, "sweref99-1200"),
    (3012, "sweref99-1415"),
    (3008, "sweref99-1330"),
    (3009, "sweref99-1500"),
    (3013, "sweref99-1545"),
    (3010, "sweref99-1630"),
    (3014, "sweref99-1715"),
    (3011, "sweref99-1800"),
    (3015, "sweref99-1845"),
    (3016, "sweref99-2015"),
    (3017, "sweref99-2145"),
    (3018, "sweref99-2315"),
];

impl CoordinateSystem {
    /// Every system, the most usual first.
    pub fn all() -> impl Iterator<Item = Self> {
        let zones = ZONES.iter().map(|(code, _)| Self::Zone(*code));
        [Self::Wgs84, Self::Sweref99tm, Self::Rt90].into_iter().chain(zones)
    }

    /// Its word in mappings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Sweref99tm => "sweref99tm",
            Self::Rt90 => "rt90",
            Self::Zone(code) => {
                ZONES.iter().find(|(zone, _)| *zone == code).map_or("sweref99tm", |(_, word)| word)
            }
        }
    }

    /// The system that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|system| system.word() == word)
    }

    /// Its code of EPSG.
    pub fn epsg(self) -> u32 {
        match self {
            Self::Wgs84 => 4326,
            Self::Sweref99tm => 3006,
            Self::Rt90 => 3021,
            Self::Zone(code) => code,
        }
    }

    /// Whether it counts in degrees.
    pub fn is_degrees(self) -> bool {
        self == Self::Wgs84
    }
}

impl fmt::Display for CoordinateSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl From<CoordinateSystem> for String {
    fn from(system: CoordinateSystem) -> Self {
        system.word().to_owned()
    }
}

impl TryFrom<String> for CoordinateSystem {
    type Error = String;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        Self::from_word(&word).ok_or_else(|| {
            let words: Vec<&str> = Self::all().map(Self::word).collect();
            format!("unknown system `{word}`, expected one of {}", words.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_has_a_word_of_its_own_that_names_it() {
        let words: std::collections::BTreeSet<&str> =
            CoordinateSystem::all().map(CoordinateSystem::word).collect();
        assert_eq!(words.len(), 15);
        for system in CoordinateSystem::all() {
            assert_eq!(CoordinateSystem::from_word(system.word()), Some(system));
        }
        assert!(CoordinateSystem::try_from("rt 90".to_owned()).unwrap_err().contains("rt90"));
    }
}
