//! Grouped counts: how many events for every combination of coded columns, in one pass.
//!
//! The kernel under every table, map and curve. Rows come as columns of small whole-number codes (category, month,
//! weekday, area); the result is a dense table. A missing code is counted in a cell of its own in each dimension,
//! so the cells always add up to the rows that were kept. Counting is exact and commutative: batches may come
//! in any order and be merged in any order. A caller that has batches counts each and merges; a caller that has all rows
//! in memory takes [`count_together`], which makes several groupings in one pass on all threads. Codes may be 8, 16 or 32
//! bits wide: counting is bound by memory, so narrow codes are fast codes.
//!
//! Left out on purpose: sparse tables, and sums of anything but ones.

mod codes;

pub use codes::{CodedColumn, Codes};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// The code for "not known". It is counted in the last cell of its dimension. In narrow columns it is the largest number
/// of the type: [`u8::MAX`], [`u16::MAX`].
pub const MISSING: u32 = u32::MAX;

/// The largest table that is made: 512 MiB of counts.
pub const MAX_CELLS: u64 = 1 << 26;

/// Rows handled at a time, small enough that the cell numbers stay in the first-level cache.
const BLOCK: usize = 2048;

/// Rows that all groupings count before the next rows are read.
const STRETCH: usize = 8 * BLOCK;

/// Fewest rows that are worth a thread and a table of its own.
const ROWS_FOR_A_THREAD: usize = 1 << 16;

/// Why a table could not be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// No columns were given, so there is nothing to group by.
    #[error("give at least one column to count by")]
    NoColumns,
    /// The table would be too large.
    #[error("the table would have more than {MAX_CELLS} cells; count by fewer or coarser columns")]
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

/// A dense table of counts, row-major, with one extra cell for [`MISSING`] last in each dimension.
///
/// Columns of sizes a and b give (a + 1) x (b + 1) cells; the cell of codes (i, j) is number i (b + 1) + j.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::counts::{CodedColumn, Codes, GroupedCounts};
/// let kind = CodedColumn { codes: Codes::Narrow(&[0, 1, 1]), size: 2 };
/// let month = CodedColumn { codes: Codes::Narrow(&[0, 0, 2]), size: 3 };
/// let mut table = GroupedCounts::empty(&[2, 3])?;
/// table.add(&[kind, month], None)?;
/// assert_eq!((table.sizes(), table.total(), table.get(&[1, 2])), ([2, 3].as_slice(), 3, Some(1)));
/// assert_eq!(table.margin(&[0])?.cells(), [1, 2, 0]);
/// table.merge(&table.clone())?;
/// assert_eq!(table.total(), 6);
/// # Ok::<(), lofte_analysis::incidents::counts::CountError>(())
/// ```
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
/// # Errors
/// Columns of different length, a code outside its code list (also in a row that is not kept), a table of more than
/// [`MAX_CELLS`] cells, or no column.
///
/// # References
/// A cross-tabulation, as R's `xtabs`; the layout is that of `GROUP BY` over all combinations.
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::counts::{CodedColumn, Codes, MISSING, grouped_counts};
/// let category = CodedColumn { codes: Codes::Wide(&[0, 1, 1, MISSING]), size: 2 };
/// let area = CodedColumn { codes: Codes::Wide(&[0, 0, 2, 2]), size: 3 };
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

/// Count the same rows by several groupings in one pass, on the threads of the current rayon pool.
///
/// Each grouping is a list of columns as for [`grouped_counts`]; all columns, and `keep` where given, have the same
/// number of rows. The tables are those that [`grouped_counts`] gives, whatever the number of threads; each thread needs
/// memory for tables of its own, so large tables are counted on fewer threads.
///
/// # Errors
/// As [`grouped_counts`]; the columns in the message are those of the grouping. Of several unknown codes one near the
/// first is named, the same for any number of threads.
///
/// # References
/// As [`grouped_counts`].
///
/// # Examples
/// ```
/// use lofte_analysis::incidents::counts::{CodedColumn, Codes, count_together};
/// let category = CodedColumn { codes: Codes::Narrow(&[0, 1, 1]), size: 2 };
/// let month = CodedColumn { codes: Codes::Narrow(&[0, 0, 11]), size: 12 };
/// let cell = CodedColumn { codes: Codes::Medium(&[400, 7, 7]), size: 900 };
/// let tables = count_together(&[&[category, month], &[cell]], None)?;
/// assert_eq!((tables[0].get(&[1, 11]), tables[1].get(&[7])), (Some(1), Some(2)));
/// # Ok::<(), lofte_analysis::incidents::counts::CountError>(())
/// ```
pub fn count_together(
    groupings: &[&[CodedColumn<'_>]],
    keep: Option<&[bool]>,
) -> Result<Vec<GroupedCounts>, CountError> {
    let Some(first) = groupings.first() else { return Ok(Vec::new()) };
    let expected = first.first().map_or(0, |column| column.codes.len());
    let mut empty = Vec::new();
    for grouping in groupings {
        let sizes: Vec<u32> = grouping.iter().map(|column| column.size).collect();
        let table = GroupedCounts::empty(&sizes)?;
        let rows = table.check(grouping, keep)?;
        if rows != expected {
            return Err(CountError::Length { column: 0, rows, expected });
        }
        empty.push(table);
    }
    let cells: usize = empty.iter().map(|table| table.cells.len()).sum();
    let parts = (expected / cells.max(ROWS_FOR_A_THREAD)).clamp(1, rayon::current_num_threads());
    // Parts begin where stretches do, so that the same code is the first unknown one for any number of threads.
    let begin = |part: usize| (expected.div_ceil(STRETCH) * part / parts * STRETCH).min(expected);
    let bounds: Vec<_> = (0..parts).map(|part| begin(part)..begin(part + 1)).collect();
    let counted = bounds.into_par_iter().map(|rows| count_part(groupings, keep, &empty, rows));
    let mut counted = counted.collect::<Vec<_>>().into_iter();
    let mut tables = counted.next().unwrap_or(Ok(empty))?;
    for part in counted {
        for (table, part) in tables.iter_mut().zip(part?) {
            table.merge(&part)?;
        }
    }
    Ok(tables)
}

/// All groupings of some rows, a stretch at a time, so that the codes are still in the cache for the next grouping.
fn count_part(
    groupings: &[&[CodedColumn<'_>]],
    keep: Option<&[bool]>,
    empty: &[GroupedCounts],
    rows: std::ops::Range<usize>,
) -> Result<Vec<GroupedCounts>, CountError> {
    let mut tables = empty.to_vec();
    for start in rows.clone().step_by(STRETCH) {
        let stretch = start..rows.end.min(start + STRETCH);
        for (grouping, table) in groupings.iter().zip(&mut tables) {
            check_codes(grouping, stretch.clone())?;
            table.count(grouping, keep, stretch.clone());
        }
    }
    Ok(tables)
}

impl GroupedCounts {
    /// A table of zeros for columns of these sizes.
    ///
    /// # Errors
    /// [`CountError::NoColumns`], [`CountError::TooManyCells`].
    pub fn empty(sizes: &[u32]) -> Result<Self, CountError> {
        let cells = vec![0; cell_count(sizes)?];
        Ok(Self { sizes: sizes.to_vec(), cells })
    }

    /// A table from counts that were made elsewhere, in the order of [`GroupedCounts::cells`].
    ///
    /// Errors: as [`GroupedCounts::empty`], and [`CountError::Shape`] when the number of cells is wrong.
    fn from_cells(sizes: &[u32], cells: Vec<u64>) -> Result<Self, CountError> {
        if cell_count(sizes)? == cells.len() {
            Ok(Self { sizes: sizes.to_vec(), cells })
        } else {
            Err(CountError::Shape)
        }
    }

    /// Add one more batch. On an error nothing has been added.
    ///
    /// # Errors
    /// As [`grouped_counts`], and [`CountError::Shape`] when the columns have other sizes than the table.
    pub fn add(&mut self, columns: &[CodedColumn<'_>], keep: Option<&[bool]>) -> Result<(), CountError> {
        let rows = self.check(columns, keep)?;
        check_codes(columns, 0..rows)?;
        self.count(columns, keep, 0..rows);
        Ok(())
    }

    /// Count rows that have been checked.
    fn count(&mut self, columns: &[CodedColumn<'_>], keep: Option<&[bool]>, rows: std::ops::Range<usize>) {
        let mut numbers = [0_u32; BLOCK];
        for start in rows.clone().step_by(BLOCK) {
            let end = rows.end.min(start + BLOCK);
            let block = &mut numbers[..end - start];
            block.fill(0);
            for column in columns {
                column.codes.add_dimension(start..end, column.size, block);
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
    }

    /// Add the counts of another table of the same shape.
    ///
    /// # Errors
    /// [`CountError::Shape`].
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
    /// # Errors
    /// [`CountError::NoColumns`] for an empty list, [`CountError::Shape`] for a dimension that does not exist or is
    /// named twice.
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

    /// Check the shape of a batch; the number of rows.
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
        Ok(expected)
    }
}

/// Check the codes of some rows before they are counted.
fn check_codes(columns: &[CodedColumn<'_>], rows: std::ops::Range<usize>) -> Result<(), CountError> {
    for (column, CodedColumn { codes, size }) in columns.iter().enumerate() {
        if let Some(row) = codes.unknown(rows.clone(), *size) {
            return Err(CountError::UnknownCode { column, row, code: codes.get(row), size: *size });
        }
    }
    Ok(())
}

fn cell_count(sizes: &[u32]) -> Result<usize, CountError> {
    if sizes.is_empty() {
        return Err(CountError::NoColumns);
    }
    let mut cells = 1_u64;
    for size in sizes {
        cells = cells.saturating_mul(u64::from(*size) + 1);
    }
    usize::try_from(cells).ok().filter(|_| cells <= MAX_CELLS).ok_or(CountError::TooManyCells)
}
