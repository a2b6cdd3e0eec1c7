//! What the dates of a whole file say about how they are to be read: the order of day and month, numbers of days, and
//! what a spreadsheet has made of dates in the order of another country.
//!
//! Rows are remembered by where they stand; what stands in them is not told.

use crate::error::ImportError;
use crate::time::{Order, Slashed, day_after_year, serial_number, short_year, slashed};

/// Dates of each sort from which on it is no chance that they are all such.
const NO_CHANCE: u64 = 3;

/// The dates of a file.
#[derive(Debug, Default)]
pub(super) struct Dates {
    /// First rows of dates with slashes: those that can be read both ways, and those that say the order.
    unsaid: Option<u64>,
    day_first: Option<u64>,
    month_first: Option<u64>,
    said: u64,
    /// Dates with the year first: the first whose day could be a month, how many such, and how many others.
    turned: Option<u64>,
    turnable: u64,
    not_turnable: u64,
    short_years: bool,
    serials: u64,
    others: u64,
}

impl Dates {
    /// Looks at a cell of a row.
    pub(super) fn look(&mut self, row: u64, text: &str) {
        if text.is_empty() {
            return;
        }
        let serial = serial_number(text).is_some();
        self.serials += u64::from(serial);
        self.others += u64::from(!serial);
        let place = match slashed(text) {
            Some(Slashed::Says(Order::DayFirst)) => &mut self.day_first,
            Some(Slashed::Says(Order::MonthFirst)) => &mut self.month_first,
            Some(Slashed::SaysNothing) => &mut self.unsaid,
            None => {
                self.short_years |= short_year(text);
                match day_after_year(text) {
                    Some(..=12) => {
                        self.turnable += 1;
                        self.turned.get_or_insert(row);
                    }
                    Some(_) => self.not_turnable += 1,
                    None => {}
                }
                return;
            }
        };
        place.get_or_insert(row);
        self.said += 1;
    }

    /// Whether years have two digits.
    pub(super) fn short_years(&self) -> bool {
        self.short_years
    }

    /// Whether all times are numbers of days, as a spreadsheet counts them.
    pub(super) fn all_serial(&self) -> bool {
        self.serials > 0 && self.others == 0
    }

    /// The order of day and month, from the dates that can only be read in one way.
    pub(super) fn order(&self, column: &str) -> Result<Option<Order>, ImportError> {
        let column = || column.to_owned();
        match (self.unsaid, self.day_first, self.month_first) {
            (_, Some(day_first), Some(month_first)) => {
                Err(ImportError::DatesBothWays { column: column(), day_first, month_first })
            }
            (Some(row), None, None) => Err(ImportError::AmbiguousDates { column: column(), row }),
            (None, None, None) => Ok(None),
            (unsaid, day_first, month_first) => {
                let text = day_first.or(month_first);
                let all_turned = unsaid.is_none() && self.said >= NO_CHANCE;
                if let (Some(date), Some(text)) = (self.turned, text)
                    && all_turned
                    && self.turnable >= NO_CHANCE
                    && self.not_turnable == 0
                {
                    return Err(ImportError::HalfConverted { column: column(), date, text });
                }
                Ok(Some(if day_first.is_some() { Order::DayFirst } else { Order::MonthFirst }))
            }
        }
    }
}
