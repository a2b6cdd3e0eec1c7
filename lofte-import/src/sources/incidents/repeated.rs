//! Rows that stand for several incidents, as their source says in a column: each becomes one of its own.

use super::rows::{Found, Read, ReadRow, Rows};
use crate::number::whole;
use crate::table::{Line, Record};
use lofte_model::records::RejectReason;

/// Incidents that one row may stand for; more is a sum.
const MOST_IN_A_ROW: u64 = 1_000;

/// How many incidents a row stands for; an empty cell says one.
fn times(text: &str) -> Option<u64> {
    if text.is_empty() { Some(1) } else { whole(text).filter(|times| (1..=MOST_IN_A_ROW).contains(times)) }
}

impl Rows<'_> {
    /// Reads one row, as often as it stands for an incident; whether it is one, and not a sum of others.
    pub(super) fn read(&self, line: &Line<'_>, found: &mut Found) -> bool {
        let Some(column) = self.count else { return self.read_once(line, found) };
        match times(line.cell(column)) {
            Some(1) => self.read_once(line, found),
            Some(times) => {
                let mut one = Found::default();
                let any = self.read_once(line, &mut one);
                found.add(one, times);
                any
            }
            None if self.is_passed_over(line) => self.read_once(line, found),
            None => {
                let refused =
                    Read::Refused(Box::new(Record::from(line)), Some(column), RejectReason::BadNumber);
                found.rows.push(ReadRow { row: line.row, times: 1, read: refused });
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lofte_model::records::Position;

    #[test]
    fn a_row_stands_for_one_unless_it_says_more() {
        assert_eq!(["", "1", "12", "1,0"].map(times), [Some(1), Some(1), Some(12), Some(1)]);
        assert_eq!(["0", "-1", "många", "1001", "2,5"].map(times), [None; 5]);
    }

    #[test]
    fn a_row_that_stands_for_many_is_kept_once() {
        let refused = Read::Refused(Box::default(), None, RejectReason::BadNumber);
        let mut one = Found::default();
        one.points.push((Position { lon: 16.5, lat: 59.0 }, true, 1));
        one.rows.push(ReadRow { row: 7, times: 1, read: refused });
        one.seen.positions = 1;
        let mut found = Found::default();
        found.add(one, MOST_IN_A_ROW);
        assert_eq!((found.rows.len(), found.rows[0].times, found.rows[0].row), (1, MOST_IN_A_ROW, 7));
        assert_eq!((found.points.len(), found.points[0].2), (1, MOST_IN_A_ROW));
        assert_eq!(found.seen.positions, MOST_IN_A_ROW);
    }
}
