//! Rows that were not taken, each with its reason, so that whoever sent the file can mend it.
//!
//! Left out: how a reason is worded, and what of a cell may be told; the import decides that.

use crate::message::Told;
use serde::{Deserialize, Serialize};

/// Why one row was not taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum RejectReason {
    /// A cell that must have a value is empty.
    MissingValue,
    /// The row has fewer or more cells than the header.
    WrongNumberOfCells {
        /// Cells in the header.
        expected: u64,
        /// Cells in the row.
        found: u64,
    },
    /// The time is in none of the known forms.
    BadTime,
    /// The time does not exist (31 February).
    ImpossibleTime,
    /// The clock skipped this hour when summer time began.
    SkippedHour,
    /// A year so long ago that it must be a slip of the pen.
    ImplausibleYear,
    /// Only a week or a quarter is known.
    TooCoarse,
    /// The spreadsheet has an error where a value is needed (#N/A).
    ErrorCell,
    /// A questionnaire that was never sent in.
    NotSubmitted,
    /// The end lies before the beginning.
    EndBeforeStart,
    /// The time lies after the day of the delivery.
    InTheFuture,
    /// Not a number where one is needed.
    BadNumber,
    /// Not a coordinate.
    BadCoordinate,
    /// A coordinate far outside the municipality.
    FarAway,
    /// Longitude and latitude (or north and east) have changed places.
    SwappedCoordinates,
    /// A category that the mapping does not name.
    UnknownCategory,
    /// An area that the municipality does not have.
    UnknownArea,
    /// A municipality code that is not one.
    UnknownRegion,
    /// The group of offences is none of those that are read.
    UnknownGroup,
    /// An answer that is not in the code book.
    UnknownAnswer,
    /// A weight that is missing, negative or not a number.
    BadWeight,
    /// The row holds what looks like a personal identity number.
    PersonalNumber,
    /// An operation for one person's health, which is never taken.
    PersonalCare,
    /// The number of an earlier row of the file, with other contents.
    SameNumberOtherContents,
    /// A figure for a part (a month, one sex), where figures for the whole are taken.
    PartOfWhole,
    /// A figure for a year that is not over.
    YearNotOver,
    /// A figure for a month, quarter or other period that is not over.
    PeriodNotOver,
    /// Which month, quarter or year a figure is for cannot be told.
    BadPeriod,
    /// Another row of the file gives another figure for the same thing.
    ContradictsRow {
        /// That row.
        other: u64,
    },
}

/// One line of the reject list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Row in the file as a spreadsheet counts it: the header is row 1.
    pub row: u64,
    /// Column, by its name in the file.
    pub column: Option<String>,
    /// What may be told of the cell: its shape, or a code that many rows share. Never what may name somebody.
    pub value: Option<String>,
    /// Why.
    #[serde(flatten)]
    pub reason: RejectReason,
}

impl Told for Reject {
    fn code(&self) -> &'static str {
        match self.reason {
            RejectReason::MissingValue => "missing-value",
            RejectReason::WrongNumberOfCells { .. } => "wrong-number-of-cells",
            RejectReason::BadTime => "bad-time",
            RejectReason::ImpossibleTime => "impossible-time",
            RejectReason::SkippedHour => "skipped-hour",
            RejectReason::ImplausibleYear => "implausible-year",
            RejectReason::TooCoarse => "too-coarse",
            RejectReason::ErrorCell => "error-cell",
            RejectReason::NotSubmitted => "not-submitted",
            RejectReason::EndBeforeStart => "end-before-start",
            RejectReason::InTheFuture => "in-the-future",
            RejectReason::BadNumber => "bad-number",
            RejectReason::BadCoordinate => "bad-coordinate",
            RejectReason::FarAway => "far-away",
            RejectReason::SwappedCoordinates => "swapped-coordinates",
            RejectReason::UnknownCategory => "unknown-category",
            RejectReason::UnknownArea => "unknown-area",
            RejectReason::UnknownRegion => "unknown-region",
            RejectReason::UnknownGroup => "unknown-group",
            RejectReason::UnknownAnswer => "unknown-answer",
            RejectReason::BadWeight => "bad-weight",
            RejectReason::PersonalNumber => "personal-number",
            RejectReason::PersonalCare => "personal-care",
            RejectReason::SameNumberOtherContents => "same-number-other-contents",
            RejectReason::PartOfWhole => "part-of-whole",
            RejectReason::YearNotOver => "year-not-over",
            RejectReason::PeriodNotOver => "period-not-over",
            RejectReason::BadPeriod => "bad-period",
            RejectReason::ContradictsRow { .. } => "contradicts-row",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        let mut args = vec![
            ("row", self.row.to_string()),
            ("column", self.column.clone().unwrap_or_default()),
            ("value", self.value.clone().unwrap_or_else(|| "none".to_owned())),
        ];
        if let RejectReason::WrongNumberOfCells { expected, found } = self.reason {
            args.extend([("expected", expected.to_string()), ("found", found.to_string())]);
        }
        if let RejectReason::ContradictsRow { other } = self.reason {
            args.push(("other", other.to_string()));
        }
        args
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reject_is_one_flat_line() {
        let reject = Reject {
            row: 7,
            column: Some("tid".into()),
            value: Some("99/9".into()),
            reason: RejectReason::BadTime,
        };
        assert_eq!(
            serde_json::to_string(&reject).unwrap(),
            r#"{"row":7,"column":"tid","value":"99/9","reason":"bad_time"}"#
        );
    }
}
