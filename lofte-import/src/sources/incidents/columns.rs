//! Which column of the file each part of the mapping means.

use crate::error::ImportError;
use crate::sources::incidents::mapping::{IncidentMapping, TimeColumns};
use crate::table::Columns;
use crate::table::header::Header;

/// Where the mapped columns are in this file.
pub(super) struct ColumnIndexes {
    pub(super) time: usize,
    pub(super) clock: Option<usize>,
    pub(super) end: Option<usize>,
    pub(super) end_clock: Option<usize>,
    pub(super) category: Option<usize>,
    pub(super) id: Option<usize>,
    /// East and north; the same where both stand in one cell.
    pub(super) place: Option<(usize, usize)>,
    pub(super) area: Option<usize>,
    /// Address, place, postcode and locality.
    pub(super) named: [Option<usize>; 4],
    /// All of them, for the key.
    pub(super) all: Vec<usize>,
}

impl ColumnIndexes {
    pub(super) fn new(mapping: &IncidentMapping, header: &Header) -> Result<Self, ImportError> {
        let place = |name: &str| Columns::place(name, &header.names);
        let maybe = |name: &Option<String>| name.as_deref().map(place).transpose();
        let (time, clock) = match &mapping.time {
            TimeColumns::One(time) => (place(time)?, None),
            TimeColumns::DateAndClock(date, clock) => (place(date)?, Some(place(clock)?)),
        };
        let pair = mapping.place.as_ref().map(|pair| Ok((place(&pair.first)?, place(&pair.second)?)));
        Ok(Self {
            time,
            clock,
            end: maybe(&mapping.end)?,
            end_clock: maybe(&mapping.end_clock)?,
            category: maybe(&mapping.category)?,
            id: maybe(&mapping.id)?,
            place: pair.transpose().map_err(|error: ImportError| error)?,
            area: maybe(&mapping.area)?,
            named: [
                maybe(&mapping.named.address)?,
                maybe(&mapping.named.place)?,
                maybe(&mapping.named.postcode)?,
                maybe(&mapping.named.locality)?,
            ],
            all: mapping.columns().into_iter().map(place).collect::<Result<_, _>>()?,
        })
    }

    /// Whether a column holds times or coordinates.
    pub(super) fn is_plain(&self, column: usize) -> bool {
        let times = [Some(self.time), self.clock, self.end, self.end_clock];
        let place = self.place.map_or([usize::MAX; 2], |(first, second)| [first, second]);
        times.contains(&Some(column)) || place.contains(&column)
    }
}
