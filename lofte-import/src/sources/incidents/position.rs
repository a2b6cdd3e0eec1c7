//! Where a row lies: its coordinates, the areas of its position, and the one that it names.

use super::rows::{NotPlaces, Refusal, Rows, coded};
use super::seen::Seen;
use crate::coordinates::{is_coarse, pair};
use crate::places::Placed;
use crate::table::Line;
use jiff::civil::Date;
use lofte_model::mapping::PositionMeaning;
use lofte_model::records::{Position, RejectReason};

impl Rows<'_> {
    /// The position of a row, and whether it is of round numbers; none where it cannot be read, is empty or (0, 0).
    pub(super) fn point(&self, line: &Line<'_>) -> Option<(Position, bool)> {
        let numbers = self.numbers(line).ok()?;
        let position = self.position_of(numbers).ok()??;
        Some((position, self.is_coarse(numbers)))
    }

    /// The position that two numbers are.
    pub(super) fn position_of(&self, numbers: Option<(f64, f64)>) -> Result<Option<Position>, RejectReason> {
        let (Some((first, second)), Some(coordinates)) = (numbers, &self.coordinates) else {
            return Ok(None);
        };
        if first == 0.0 && second == 0.0 {
            return Ok(None);
        }
        coordinates.checked(first, second, self.places.near()).map(Some)
    }

    /// The two numbers of a position, east first; none where the cells are empty.
    pub(super) fn numbers(&self, line: &Line<'_>) -> Result<Option<(f64, f64)>, RejectReason> {
        let Some((first, second)) = self.places_of.place else {
            return Ok(None);
        };
        if first == second {
            let text = self.cell(line, first);
            if text.is_empty() {
                return Ok(None);
            }
            let (one, other, named) = pair(text).ok_or(RejectReason::BadCoordinate)?;
            return Ok(Some(if named || self.east_first { (one, other) } else { (other, one) }));
        }
        let (first, second) = (self.cell(line, first), self.cell(line, second));
        if first.is_empty() && second.is_empty() {
            return Ok(None);
        }
        if first.is_empty() || second.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        self.mapping
            .number(first)
            .zip(self.mapping.number(second))
            .map(Some)
            .ok_or(RejectReason::BadCoordinate)
    }

    /// Whether the numbers of a row's position are so round that it may have happened a kilometre away.
    pub(super) fn is_coarse(&self, numbers: Option<(f64, f64)>) -> bool {
        let system = self.mapping.place.as_ref().map(|place| place.system);
        system.zip(numbers).is_some_and(|(system, (one, other))| is_coarse(system, one, other))
    }

    /// A position that is the middle of a town or county says nothing of where within it.
    pub(super) fn where_it_happened(
        &self,
        position: Option<Position>,
        round: bool,
        seen: &mut Seen,
    ) -> Option<Position> {
        let position = position?;
        let how = &self.how;
        let centre =
            how.not_places == NotPlaces::All || self.mapping.position == Some(PositionMeaning::Centroid);
        if centre || (how.coarse && round) || how.not_places.has(position) {
            seen.centres += u64::from(centre);
            return None;
        }
        Some(position)
    }

    /// The column to name for a bad pair.
    pub(super) fn bad_coordinate(&self, line: &Line<'_>, reason: &RejectReason) -> Option<usize> {
        let (first, second) = self.places_of.place?;
        let number = |column| self.mapping.number(line.cell(column));
        let second_is_bad = match reason {
            RejectReason::MissingValue => self.cell(line, second).is_empty(),
            _ => number(first).is_some() && number(second).is_none(),
        };
        Some(if second_is_bad { second } else { first })
    }

    /// The area that the row names.
    pub(super) fn named(&self, line: &Line<'_>) -> Result<Placed, Refusal> {
        let Some(column) = self.places_of.area else {
            return Ok(Placed::default());
        };
        let text = coded(self.cell(line, column)).map_err(|reason| (Some(column), reason))?;
        if text.is_empty() {
            return Ok(Placed::default());
        }
        self.places.named(text).ok_or((Some(column), RejectReason::UnknownArea))
    }

    /// The areas of a row: those of its position on its day, and where it lies in none, the one that it names.
    pub(super) fn placed(
        &self,
        position: Option<Position>,
        named: Placed,
        day: Date,
        seen: &mut Seen,
    ) -> Placed {
        let Some(position) = position else {
            return named;
        };
        let placed = self.places.locate(position, day);
        seen.outside += u64::from(self.places.near().is_some() && placed == Placed::default());
        seen.elsewhere += u64::from(self.places.contradicts(position, &named));
        placed.or(named)
    }
}
