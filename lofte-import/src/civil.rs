//! Civil times of one column, read by the same rules as a delivery's.
//!
//! The order of day and month is decided for the column as a whole; where nothing tells, such a date is refused cell by
//! cell. Leaves out workbooks' serial numbers: this is for columns of text.

use jiff::civil::{Date, DateTime};
use lofte_model::records::{RejectReason, TimePrecision};

use crate::time::{Order, Shape, Slashed, Times, shape_of};

/// Reads the times of one column.
#[derive(Clone, Debug)]
pub struct CivilTimes {
    times: Times,
}

impl CivilTimes {
    /// For the cells of a column; with `formats` (as in `strftime`) no other form is read.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>, formats: Vec<String>) -> Self {
        let mut times = Times::new(formats, TimePrecision::Minute, Date::MAX);
        // Analyses may look further back than a delivery, and say themselves what they make of a skipped hour.
        times.checked = false;
        let (mut month_first, mut said) = (false, Vec::new());
        for cell in cells {
            match shape_of(cell) {
                Shape::Dotted(says) => month_first |= says == Slashed::Says(Order::MonthFirst),
                Shape::Slashed(Slashed::Says(order)) => said.push(order),
                _ => {}
            }
        }
        // A column that says both orders says none; nor does one whose dots are not those of dates with the day first.
        times.order = said.first().copied().filter(|first| said.iter().all(|other| other == first));
        times.dotted = times.dotted.filter(|_| !month_first);
        Self { times }
    }

    /// The Swedish civil time in a cell, and whether the hour is known.
    pub fn read(&self, cell: &str) -> Result<(DateTime, bool), RejectReason> {
        let moment = self.times.moment(cell)?;
        Ok((moment.at, moment.precision == TimePrecision::Minute))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_date_tells_the_order_of_all() {
        let cells = ["1/5/2023 10:00", "31/5/2023"];
        let times = CivilTimes::of(cells.into_iter(), Vec::new());
        assert_eq!(times.read(cells[0]).unwrap(), (date(2023, 5, 1).at(10, 0, 0, 0), true));
        assert_eq!(times.read(cells[1]).unwrap(), (date(2023, 5, 31).at(0, 0, 0, 0), false));
        assert!(CivilTimes::of(["1/5/2023"].into_iter(), Vec::new()).read("1/5/2023").is_err());
        let cells = ["03.05.2025", "03.14.2025"];
        assert!(CivilTimes::of(cells.into_iter(), Vec::new()).read(cells[0]).is_err());
        assert!(CivilTimes::of(cells[..1].iter().copied(), Vec::new()).read(cells[0]).is_ok());
    }
}
