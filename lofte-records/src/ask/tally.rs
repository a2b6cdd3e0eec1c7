//! Counts of one file, dense while the codes are few and known, sparse where they are not.
//!
//! The kernel of `lofte-analysis` counts into a dense table. Texts turn up while a file is read, so that the table may
//! have to grow: it is then put aside and a larger one is begun. Groupings too large for any table are counted sparsely row
//! by row.

use lofte_analysis::incidents::counts::{CodedColumn, CountError, GroupedCounts, MISSING};
use std::collections::HashMap;

/// The largest dense table, 16 MiB of counts for each file that is being read.
const MOST_CELLS: u64 = 1 << 21;

/// Grouped counts by code.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    dense: Option<GroupedCounts>,
    /// Tables that had become too small: each is half as large as the next, or less.
    outgrown: Vec<GroupedCounts>,
    sparse: HashMap<Vec<u32>, u64>,
}

/// Codes of one batch, with the number of codes that have turned up so far.
#[derive(Debug)]
pub(crate) struct Codes {
    pub(crate) codes: Vec<u32>,
    pub(crate) size: u32,
}

impl Tally {
    /// Adds a batch. Without columns all rows are one group.
    pub(crate) fn add(
        &mut self,
        columns: &[Codes],
        rows: usize,
        keep: Option<&[bool]>,
    ) -> Result<(), CountError> {
        if columns.is_empty() {
            let kept = keep.map_or(rows, |keep| keep.iter().filter(|keep| **keep).count());
            self.add_group(Vec::new(), kept as u64);
            return Ok(());
        }
        let sizes: Vec<u32> = columns.iter().map(|column| column.size.max(1).next_power_of_two()).collect();
        let cells = sizes.iter().fold(1_u64, |cells, size| cells.saturating_mul(u64::from(*size) + 1));
        if cells > MOST_CELLS {
            self.add_sparsely(columns, rows, keep);
            return Ok(());
        }
        if self.dense.as_ref().is_none_or(|dense| dense.sizes() != sizes) {
            self.outgrown.extend(self.dense.take());
        }
        let dense = match &mut self.dense {
            Some(dense) => dense,
            none => none.insert(GroupedCounts::empty(&sizes)?),
        };
        let coded: Vec<CodedColumn<'_>> = columns
            .iter()
            .zip(&sizes)
            .map(|(column, size)| CodedColumn { codes: column.codes.as_slice().into(), size: *size })
            .collect();
        dense.add(&coded, keep)
    }

    /// Every group with rows, some more than once: their rows are to be added.
    pub(crate) fn each(&self, mut visit: impl FnMut(&[u32], u64)) {
        for dense in self.outgrown.iter().chain(&self.dense) {
            let sizes = dense.sizes();
            let mut group = vec![0; sizes.len()];
            for (cell, rows) in dense.cells().iter().enumerate().filter(|(_, rows)| **rows > 0) {
                let mut rest = cell as u64;
                for (code, size) in group.iter_mut().zip(sizes).rev() {
                    let width = u64::from(*size) + 1;
                    let place = u32::try_from(rest % width).unwrap_or(MISSING);
                    *code = if place == *size { MISSING } else { place };
                    rest /= width;
                }
                visit(&group, *rows);
            }
        }
        self.sparse.iter().for_each(|(group, rows)| visit(group, *rows));
    }

    fn add_sparsely(&mut self, columns: &[Codes], rows: usize, keep: Option<&[bool]>) {
        for row in (0..rows).filter(|row| keep.is_none_or(|keep| keep[*row])) {
            let group = columns.iter().map(|column| column.codes[row]).collect();
            self.add_group(group, 1);
        }
    }

    fn add_group(&mut self, group: Vec<u32>, rows: u64) {
        if rows > 0 {
            *self.sparse.entry(group).or_default() += rows;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(tally: &Tally) -> HashMap<Vec<u32>, u64> {
        let mut groups = HashMap::new();
        tally.each(|group, rows| *groups.entry(group.to_vec()).or_default() += rows);
        groups
    }

    fn batch(columns: &[(&[u32], u32)]) -> Vec<Codes> {
        columns.iter().map(|(codes, size)| Codes { codes: codes.to_vec(), size: *size }).collect()
    }

    #[test]
    fn a_growing_code_list_loses_nothing() {
        let mut tally = Tally::default();
        tally.add(&batch(&[(&[0, 0, MISSING], 1)]), 3, None).unwrap();
        tally.add(&batch(&[(&[0, 8, 4], 9)]), 3, Some(&[true, true, false])).unwrap();
        assert_eq!(groups(&tally), [(vec![0], 3), (vec![8], 1), (vec![MISSING], 1)].into());
    }

    #[test]
    fn dense_and_sparse_agree() {
        let codes: Vec<u32> = (0..1000).map(|row| if row % 11 == 0 { MISSING } else { row % 7 }).collect();
        let others: Vec<u32> = (0..1000).map(|row| row % 5).collect();
        let keep: Vec<bool> = (0..1000).map(|row| row % 3 != 0).collect();
        let count = |size: u32| {
            let mut tally = Tally::default();
            tally.add(&batch(&[(&codes, size), (&others, size)]), 1000, Some(&keep)).unwrap();
            (tally.dense.is_some(), groups(&tally))
        };
        let (dense, sparse) = (count(7), count(1 << 20));
        assert!(dense.0 && !sparse.0);
        assert_eq!(dense.1, sparse.1);
    }

    #[test]
    fn no_columns_is_one_group_and_no_rows_is_none() {
        let mut tally = Tally::default();
        tally.add(&[], 3, Some(&[true, false, true])).unwrap();
        assert_eq!(groups(&tally), [(Vec::new(), 2)].into());
        let mut tally = Tally::default();
        tally.add(&[], 2, Some(&[false, false])).unwrap();
        assert!(groups(&tally).is_empty());
    }
}
