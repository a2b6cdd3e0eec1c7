//! Which column of a register holds the name, and which the point.

use crate::error::ImportError;
use crate::sources::incidents::{PlaceColumns, place_columns};
use crate::table::Columns;
use crate::table::header::{fold, missing};
use lofte_model::mapping::MappingFile;

const NAME: [&str; 10] = [
    "adress",
    "adressplats",
    "gatuadress",
    "belägenhetsadress",
    "platsnamn",
    "namn",
    "plats",
    "address",
    "place",
    "name",
];
const STREET: [&str; 6] = ["gatunamn", "gata", "vägnamn", "adressområde", "adressomrade", "street"];
const NUMBER: [&str; 7] =
    ["gatunummer", "adressplatsnummer", "adressnummer", "husnummer", "nummer", "nr", "number"];
const LETTER: [&str; 5] = ["bokstavstillägg", "bokstav", "littera", "litt", "letter"];
const POSTCODE: [&str; 4] = ["postnummer", "postnr", "postcode", "zipcode"];
const LOCALITY: [&str; 6] = ["postort", "tätort", "tatort", "ort", "kommundel", "locality"];
const METRES: [&str; 5] = ["noggrannhet", "osäkerhet", "radie", "meter", "metres"];

/// Where everything is in this file.
pub(super) struct Places {
    /// The columns that make the name, in their order.
    pub(super) name: Vec<usize>,
    pub(super) postcode: Option<usize>,
    pub(super) locality: Option<usize>,
    pub(super) metres: Option<usize>,
    pub(super) point: PlaceColumns,
    /// East and north.
    pub(super) pair: (usize, usize),
}

impl Places {
    pub(super) fn new(names: &[String], mapping: &MappingFile) -> Result<Self, ImportError> {
        let find = |known: &[&str]| {
            known.iter().find_map(|known| names.iter().position(|name| fold(name) == *known))
        };
        let name = match (find(&STREET), find(&NUMBER), find(&NAME)) {
            (Some(street), Some(number), _) => {
                [Some(street), Some(number), find(&LETTER)].into_iter().flatten().collect()
            }
            (_, _, Some(name)) => vec![name],
            (Some(street), None, None) => vec![street],
            (None, _, None) => return Err(missing("adress", names)),
        };
        let point = place_columns(&mapping.columns, mapping.coordinates)?;
        let point = point.ok_or_else(|| missing("lat", names))?;
        let pair = (Columns::place(&point.first, names)?, Columns::place(&point.second, names)?);
        Ok(Self {
            name,
            postcode: find(&POSTCODE),
            locality: find(&LOCALITY),
            metres: find(&METRES),
            point,
            pair,
        })
    }
}
