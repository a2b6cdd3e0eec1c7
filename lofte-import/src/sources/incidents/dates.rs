//! What the dates of a whole file say about how they are to be read: the order of day and month, numbers of days, and
//! what a spreadsheet has made of dates in the order of another country.
//!
//! Rows are remembered by where they stand; what stands in them is not told.

use crate::error::ImportError;
use crate::time::{Order, Shape, Slashed, serial_number, shape_of, short_year};

/// Dates of each sort from which on it is no chance that they are all such.
const NO_CHANCE: u64 = 3;

/// First rows of dates that can be read both ways, and of those that say the order; and how many they are.
#[derive(Debug, Default)]
struct Orders {
    unsaid: Option<u64>,
    day_first: Option<u64>,
    month_first: Option<u64>,
    said: u64,
}

impl Orders {
    fn count(&mut self, row: u64, says: Slashed) {
        let place = match says {
            Slashed::Says(Order::DayFirst) => &mut self.day_first,
            Slashed::Says(Order::MonthFirst) => &mut self.month_first,
            Slashed::SaysNothing => &mut self.unsaid,
        };
        place.get_or_insert(row);
        self.said += 1;
    }

    fn add(&mut self, later: &Self) {
        self.unsaid = self.unsaid.or(later.unsaid);
        self.day_first = self.day_first.or(later.day_first);
        self.month_first = self.month_first.or(later.month_first);
        self.said += later.said;
    }
}

/// The dates of a file.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    /// Dates with slashes or hyphens.
    slashes: Orders,
    /// The same of dates with dots: they have the day first, unless one of them cannot.
    dots: Orders,
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
    pub(crate) fn look(&mut self, row: u64, text: &str) {
        if text.is_empty() {
            return;
        }
        let serial = serial_number(text).is_some();
        self.serials += u64::from(serial);
        self.others += u64::from(!serial);
        match shape_of(text) {
            Shape::Slashed(says) => self.slashes.count(row, says),
            Shape::Dotted(says) => self.dots.count(row, says),
            Shape::YearFirst(..=12) => {
                self.turnable += 1;
                self.turned.get_or_insert(row);
            }
            Shape::YearFirst(_) => self.not_turnable += 1,
            Shape::Other => self.short_years |= short_year(text),
        }
    }

    /// Adds the dates of the rows that follow.
    pub(crate) fn add(&mut self, later: &Self) {
        self.slashes.add(&later.slashes);
        self.dots.add(&later.dots);
        self.turned = self.turned.or(later.turned);
        self.turnable += later.turnable;
        self.not_turnable += later.not_turnable;
        self.short_years |= later.short_years;
        self.serials += later.serials;
        self.others += later.others;
    }

    /// The first row with a date that can be read both ways.
    pub(crate) fn first_unsaid(&self) -> Option<u64> {
        self.slashes.unsaid.or(self.dots.unsaid)
    }

    /// Whether years have two digits.
    pub(crate) fn short_years(&self) -> bool {
        self.short_years
    }

    /// Whether all times are numbers of days, as a spreadsheet counts them.
    pub(crate) fn all_serial(&self) -> bool {
        self.serials > 0 && self.others == 0
    }

    /// The order of day and month, from the dates that can only be read in one way.
    pub(crate) fn order(&self, column: &str) -> Result<Option<Order>, ImportError> {
        self.refuse_dots(column)?;
        for orders in [&self.slashes, &self.dots] {
            self.refuse_half_converted(column, orders)?;
        }
        let column = || column.to_owned();
        match (self.slashes.unsaid, self.slashes.day_first, self.slashes.month_first) {
            (_, Some(day_first), Some(month_first)) => {
                Err(ImportError::DatesBothWays { column: column(), day_first, month_first })
            }
            (Some(row), None, None) => Err(ImportError::AmbiguousDates { column: column(), row }),
            (_, Some(_), _) => Ok(Some(Order::DayFirst)),
            (_, _, Some(_)) => Ok(Some(Order::MonthFirst)),
            (None, None, None) => Ok(None),
        }
    }

    /// Whether dates with dots have the month first: those that say the order all say so.
    pub(crate) fn dots_month_first(&self) -> bool {
        self.dots.month_first.is_some() && self.dots.day_first.is_none()
    }

    /// Where one date with dots can only have the month first, the others need not have the day first.
    fn refuse_dots(&self, column: &str) -> Result<(), ImportError> {
        let column = || column.to_owned();
        match (self.dots.month_first, self.dots.day_first, self.dots.unsaid) {
            (Some(month_first), Some(day_first), _) => {
                Err(ImportError::DatesBothWays { column: column(), day_first, month_first })
            }
            (Some(_), None, Some(row)) => Err(ImportError::AmbiguousDates { column: column(), row }),
            _ => Ok(()),
        }
    }

    /// Where no text could be turned round and every date could, a spreadsheet has turned those that it could.
    fn refuse_half_converted(&self, column: &str, texts: &Orders) -> Result<(), ImportError> {
        let one_order = texts.day_first.xor(texts.month_first);
        match (self.turned, one_order) {
            (Some(date), Some(text))
                if texts.unsaid.is_none()
                    && texts.said >= NO_CHANCE
                    && self.turnable >= NO_CHANCE
                    && self.not_turnable == 0 =>
            {
                Err(ImportError::HalfConverted { column: column.to_owned(), date, text })
            }
            _ => Ok(()),
        }
    }
}
