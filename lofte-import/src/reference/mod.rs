//! What the program knows of Sweden from the start: the 290 municipalities with their county, police region and
//! neighbours, the borders of RegSO 2025, residents by year, and where localities lie.
//!
//! A municipality begins with its own areas on the map instead of with a search for files. Everything is open data, in the
//! folder `reference/` of this crate; its `SOURCES.md` says of each file who published it, under what licence, what was
//! checked and what is easy to get wrong. Tables are unpacked when they are first asked for, borders one municipality at a
//! time. Left out: what is newer than the program, which sources bring, and borders of DeSO, which would make the program
//! several times as large.

mod area;
mod group;
mod locality;
mod members;
mod municipality;
mod population;
mod statistical;

pub use area::{REGSO_2025, regso};
pub use group::{Kind, Neighbour, Similar, groups, neighbours, similar};
pub use locality::{Locality, PostalPlace, bordered_localities, localities, postal_places};
pub use municipality::{Asked, County, Municipality, asked, counties, municipalities, municipality};
pub use population::{MISSING_YEARS, population, years};
pub use statistical::{DESO_2018, DesoKey, Profile, deso_2018, profile, regso_2020_residents};

use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;

/// The rows of a bundled table. It comes with the program, so a row that could not be read would be a fault of the program:
/// the tests count the rows of every table.
fn table<T: DeserializeOwned>(packed: &'static [u8]) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(packed));
    reader.deserialize().filter_map(Result::ok).collect()
}
