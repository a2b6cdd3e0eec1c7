//! Grouped counts: how many events for every combination of coded columns, in one pass.
//!
//! The kernel under every table, map and curve. Rows come as columns of small whole-number codes (category, month,
//! weekday, area); the result is a dense table. A missing code is counted in a cell of its own in each dimension,
//! so the cells always add up to the rows that were kept. Counting is exact and commutative: batches may come
//! in any order and be merged in any order.
//!
//! Left out on purpose: threads (the caller already has one batch per row group and merges), sparse tables, and
//! sums of anything but ones.

use serde::{Deserialize, Serialize};

/// The code for "not known". It is counted in the last cell of its dimension.
pub const MISSING: u32 = u32::MAX;

/// The largest table that is made: 512 MiB of counts.
pub const MOST_CELLS: u64 = 1 << 26;

/// Rows handled at a time, small enough that the cell numbers stay in the first-level cache.
const BLOCK: usize = 2048;

/// Why a table could not be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// No columns were given, so there is nothing to group by.
    #[error("give at least one column to count by")]
    NoColumns,
    /// The table would be too large.
    #[error("the table would have more than {MOST_CELLS} cells; count by fewer or coarser columns")]
    TooManyCells,
    /// A column, or the filter, does not have as many rows as the first column.
    #[error("column {column} has {rows} rows where {expected} were expected; give columns of equal length")]
    Length {
        /// Position of the column; the filter comes after the last column.
        column: usize,
        /// Its number of rows.
        rows: usize,
        /// The number of rows of the first column.
        expected: usize,
    },
    /// A code is not in the code list of its column.
    #[error("row {row} of column {column} has the code {code}, but the column has only {size} codes")]
    UnknownCode {
        /// Position of the column.
        column: usize,
        /// Position of the row in the batch.
        row: usize,
        /// The code.
        code: u32,
        /// Number of codes of the column.
        size: u32,
    },
    /// The columns, or the other table, do not have the code lists of this table.
    #[error("the columns do not have the code lists this table was made for")]
    Shape,
}

/// One column of codes: 0 to `size` - 1, or [`MISSING`].
#[derive(Debug, Clone, Copy)]
pub struct CodedColumn<'a> {
    /// A code for each row.
    pub codes: &'a [u32],
    /// Number of codes in the code list.
    pub size: u32,
}

/// A dense table of counts, row-major, with one extra cell for [`MISSING`] last in each dimension.
///
/// Columns of sizes a and b give (a + 1) x (b + 1) cells; the cell of codes (i, j) is number i (b + 1) + j.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct GroupedCounts {
    sizes: Vec<u32>,
    cells: Vec<u64>,
}

/// The written form; reading it back checks that the parts belong together.
#[derive(Serialize, Deserialize)]
struct Parts {
    sizes: Vec<u32>,
    cells: Vec<u64>,
}

impl From<GroupedCounts> for Parts {
    fn from(GroupedCounts { sizes, cells }: GroupedCounts) -> Self {
        Self { sizes, cells }
    }
}

impl TryFrom<Parts> for GroupedCounts {
    type Error = CountError;

    fn try_from(Parts { sizes, cells }: Parts) -> Result<Self, CountError> {
        Self::from_cells(&sizes, cells)
    }
}

/// Count the rows of one batch.
///
/// `keep`, where given, has one entry for each row; rows with `false` are left out. Cells are events; their sum is
/// the number of kept rows.
///
/// Errors: columns of different length, a code outside its code list (also in a row that is not kept), a table
/// of more than [`MOST_CELLS`] cells, or no column.
///
/// ```
/// use lofte_analysis::incidents::counts::{CodedColumn, MISSING, grouped_counts};
/// let category = CodedColumn { codes: &[0, 1, 1, MISSING], size: 2 };
/// let area = CodedColumn { codes: &[0, 0, 2, 2], size: 3 };
/// let table = grouped_counts(&[category, area], None)?;
/// assert_eq!((table.get(&[1, 2]), table.get(&[MISSING, 2]), table.total()), (Some(1), Some(1), 4));
/// # Ok::<(), lofte_analysis::incidents::counts::CountError>(())
/// ```
pub fn grouped_counts(
    columns: &[CodedColumn<'_>],
    keep: Option<&[bool]>,
) -> Result<GroupedCounts, CountError> {
    let sizes: Vec<u32> = columns.iter().map(|column| column.size).collect();
    let mut counts = GroupedCounts::empty(&sizes)?;
    counts.add(columns, keep)?;
    Ok(counts)
}

impl GroupedCounts {
    /// A table of zeros for columns of these sizes.
    ///
    /// Errors: [`CountError::NoColumns`], [`CountError::TooManyCells`].
    pub fn empty(sizes: &[u32]) -> Result<Self, CountError> {
        let cells = vec![0; cell_count(sizes)?];
        Ok(Self { sizes: sizes.to_vec(), cells })
    }

    /// A table from counts that were made elsewhere, in the order of [`GroupedCounts::cells`].
    ///
    /// Errors: as [`GroupedCounts::empty`], and [`CountError::Shape`] when the number of cells is wrong.
    pub fn from_cells(sizes: &[u32], cells: Vec<u64>) -> Result<Self, CountError> {
        if cell_count(sizes)? == cells.len() {
            Ok(Self { sizes: sizes.to_vec(), cells })
        } else {
            Err(CountError::Shape)
        }
    }

    /// Add one more batch. On an error nothing has been added.
    ///
    /// Errors: as [`grouped_counts`], and [`CountError::Shape`] when the columns have other sizes than the table.
    pub fn add(&mut self, columns: &[CodedColumn<'_>], keep: Option<&[bool]>) -> Result<(), CountError> {
        let rows = self.check(columns, keep)?;
        let mut numbers = [0_u32; BLOCK];
        for start in (0..rows).step_by(BLOCK) {
            let end = rows.min(start + BLOCK);
            let block = &mut numbers[..end - start];
            block.fill(0);
            for column in columns {
                let width = column.size + 1;
                for (number, code) in block.iter_mut().zip(&column.codes[start..end]) {
                    *number = *number * width + (*code).min(column.size);
                }
            }
            match keep {
                None => block.iter().for_each(|number| self.cells[*number as usize] += 1),
                Some(keep) => {
                    for (number, keep) in block.iter().zip(&keep[start..end]) {
                        self.cells[*number as usize] += u64::from(*keep);
                    }
                }
            }
        }
        Ok(())
    }

    /// Add the counts of another table of the same shape.
    ///
    /// Errors: [`CountError::Shape`].
    pub fn merge(&mut self, other: &Self) -> Result<(), CountError> {
        if self.sizes != other.sizes {
            return Err(CountError::Shape);
        }
        self.cells.iter_mut().zip(&other.cells).for_each(|(cell, more)| *cell += more);
        Ok(())
    }

    /// The number of codes of each column, without the cell for missing.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// All cells, row-major, the cell for missing last in each dimension.
    pub fn cells(&self) -> &[u64] {
        &self.cells
    }

    /// The number of rows counted.
    pub fn total(&self) -> u64 {
        self.cells.iter().sum()
    }

    /// The count for one code in each dimension ([`MISSING`] allowed); none when there is no such cell.
    pub fn get(&self, codes: &[u32]) -> Option<u64> {
        if codes.len() != self.sizes.len() {
            return None;
        }
        let mut number = 0;
        for (code, size) in codes.iter().zip(&self.sizes) {
            if *code >= *size && *code != MISSING {
                return None;
            }
            number = number * (*size as usize + 1) + (*code).min(*size) as usize;
        }
        self.cells.get(number).copied()
    }

    /// The table over some of the dimensions, in the order asked for, summed over the others.
    ///
    /// Errors: [`CountError::NoColumns`] for an empty list, [`CountError::Shape`] for a dimension that does not
    /// exist or is named twice.
    pub fn margin(&self, dimensions: &[usize]) -> Result<Self, CountError> {
        let mut wanted = Vec::new();
        for (i, dimension) in dimensions.iter().enumerate() {
            let size = self.sizes.get(*dimension).ok_or(CountError::Shape)?;
            if dimensions[..i].contains(dimension) {
                return Err(CountError::Shape);
            }
            wanted.push(*size);
        }
        let mut margin = Self::empty(&wanted)?;
        let mut position = vec![0_u32; self.sizes.len()];
        for cell in &self.cells {
            let number = dimensions.iter().zip(&wanted).fold(0, |number, (dimension, size)| {
                number * (*size as usize + 1) + position[*dimension] as usize
            });
            margin.cells[number] += cell;
            for (place, size) in position.iter_mut().zip(&self.sizes).rev() {
                if *place < *size {
                    *place += 1;
                    break;
                }
                *place = 0;
            }
        }
        Ok(margin)
    }

    /// Check the whole batch before anything is counted; the number of rows.
    fn check(&self, columns: &[CodedColumn<'_>], keep: Option<&[bool]>) -> Result<usize, CountError> {
        if !columns.iter().map(|column| column.size).eq(self.sizes.iter().copied()) {
            return Err(CountError::Shape);
        }
        let expected = columns.first().map_or(0, |column| column.codes.len());
        let lengths = columns.iter().map(|column| column.codes.len()).chain(keep.map(<[bool]>::len));
        for (column, rows) in lengths.enumerate() {
            if rows != expected {
                return Err(CountError::Length { column, rows, expected });
            }
        }
        for (column, CodedColumn { codes, size }) in columns.iter().enumerate() {
            // Missing wraps to 0, so that one comparison tests both rules and the loop stays branch-free.
            let highest = codes.iter().fold(0, |highest, code| code.wrapping_add(1).max(highest));
            if highest > *size {
                let bad = |code: &u32| *code >= *size && *code != MISSING;
                let row = codes.iter().position(bad).unwrap_or(0);
                return Err(CountError::UnknownCode { column, row, code: codes[row], size: *size });
            }
        }
        Ok(expected)
    }
}

fn cell_count(sizes: &[u32]) -> Result<usize, CountError> {
    if sizes.is_empty() {
        return Err(CountError::NoColumns);
    }
    let mut cells = 1_u64;
    for size in sizes {
        cells = cells.saturating_mul(u64::from(*size) + 1);
    }
    usize::try_from(cells).ok().filter(|_| cells <= MOST_CELLS).ok_or(CountError::TooManyCells)
}
