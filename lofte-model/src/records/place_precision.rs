//! How exactly a place is known that a source names instead of giving coordinates.

use serde::{Deserialize, Serialize};

/// What a name was found as, the finest first. Only an address is a point; everything else is known to lie somewhere within
/// its extent, and counts in an area only where that extent lies wholly inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacePrecision {
    /// A house with its number.
    Address,
    /// A street, with no number or one that is not known.
    Street,
    /// A named place, within so many metres as the gazetteer says.
    Place,
    /// A postcode.
    Postcode,
    /// A built-up locality.
    Locality,
    /// An area of the municipality, by its name or code.
    Area,
}

impl PlacePrecision {
    /// All, the finest first.
    pub const ALL: [Self; 6] =
        [Self::Address, Self::Street, Self::Place, Self::Postcode, Self::Locality, Self::Area];

    /// The word that files and texts have.
    pub fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Street => "street",
            Self::Place => "place",
            Self::Postcode => "postcode",
            Self::Locality => "locality",
            Self::Area => "area",
        }
    }

    /// The precision that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_has_one_word() {
        assert!(PlacePrecision::ALL.is_sorted());
        for precision in PlacePrecision::ALL {
            assert_eq!(PlacePrecision::from_word(precision.word()), Some(precision));
            assert_eq!(serde_json::to_value(precision).unwrap(), precision.word());
        }
        assert_eq!(PlacePrecision::from_word("punkt"), None);
    }
}
