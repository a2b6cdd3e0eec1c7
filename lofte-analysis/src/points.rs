//! Many positions as two columns, and what the methods ask of them.
//!
//! Columns, as data frames and Arrow keep them, so that a million events are handed over without a copy; a single position
//! is a [`Coord`](geo::Coord). Metres in a projected system (SWEREF 99 TM): a degree is not a distance. Whether the system
//! is the right one cannot be seen from the numbers, so that is left to whoever reads the file; here only numbers that
//! cannot be metres on Earth are refused.

/// No projected coordinate on Earth is larger, in metres.
pub const MAX_COORDINATE: f64 = 1e8;

/// Positions as two columns of one length: each method checks that, and says which row is at fault.
///
/// # Examples
/// ```
/// use lofte_analysis::points::Points;
/// let points = Points::new(&[1.0, 2.0], &[5.0, 6.0]);
/// assert_eq!((points.x[1], points.y[1]), (2.0, 6.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Points<'a> {
    /// Eastings, or longitudes where a method says so.
    pub x: &'a [f64],
    /// Northings, or latitudes.
    pub y: &'a [f64],
}

impl<'a> Points<'a> {
    /// From the two columns.
    pub const fn new(x: &'a [f64], y: &'a [f64]) -> Self {
        Self { x, y }
    }
}

/// Why points cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PointError {
    /// The columns have different length.
    #[error("there are {expected} rows but {rows} values of {column}; give one value for each row")]
    Length {
        /// The column.
        column: &'static str,
        /// Its length.
        rows: usize,
        /// The length of the first column.
        expected: usize,
    },
    /// A coordinate is not a number, or larger than the Earth.
    #[error(
        "row {row} has no usable coordinates ({x}, {y}); give metres in a projected system, or leave the row out"
    )]
    Coordinate {
        /// Position of the row, from 0.
        row: usize,
        /// Its first coordinate.
        x: f64,
        /// Its second coordinate.
        y: f64,
    },
    /// There are more rows than can be numbered.
    #[error("{rows} rows are more than can be handled at once; choose a shorter period or a smaller area")]
    TooMany {
        /// Number of rows.
        rows: usize,
    },
}

/// All coordinates are finite and of one length, and so is a third column.
pub(crate) fn check(xs: &[f64], ys: &[f64], column: &'static str, rows: usize) -> Result<(), PointError> {
    let expected = xs.len();
    for (column, rows) in [("y", ys.len()), (column, rows)] {
        if rows != expected {
            return Err(PointError::Length { column, rows, expected });
        }
    }
    if u32::try_from(expected).is_err() {
        return Err(PointError::TooMany { rows: expected });
    }
    let usable = |value: f64| value.abs() <= MAX_COORDINATE;
    match xs.iter().zip(ys).position(|(&x, &y)| !(usable(x) && usable(y))) {
        Some(row) => Err(PointError::Coordinate { row, x: xs[row], y: ys[row] }),
        None => Ok(()),
    }
}
