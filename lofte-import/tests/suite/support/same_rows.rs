//! The rows of `tests/data/formats/rows.*`, which are the same in every format, and how they are read.

use super::{Memory, Place};
use lofte_import::sources::incidents;
use lofte_import::{ImportError, IncidentMapping, ReadReport};
use std::path::Path;

pub const MAPPING: &str = r#"
source = "est"
kind = "disturbance"
[columns]
time = "Tid"
category = "Typ"
id = "Nr"
longitude = "Lon"
latitude = "Lat"
[categories]
"Klotter" = "vandalism"
"Bråk" = "fight"
"Sång" = "other"
"#;

pub fn read(mapping: &str, path: &Path) -> (Result<ReadReport, ImportError>, Memory) {
    let mut memory = Memory::default();
    let mapping = IncidentMapping::parse(mapping).unwrap();
    (incidents::read(path, &mapping, &Place::flen().context(), &mut memory), memory)
}
