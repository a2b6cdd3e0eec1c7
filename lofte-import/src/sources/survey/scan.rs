//! A look at the answers before the first row is taken: a column in which nothing is an answer has another code book.

use super::Questionnaires;
use crate::error::ImportError;
use crate::rejects::Codes;
use crate::table::header::Header;
use crate::table::{Fault, Line, Table};
use std::ops::ControlFlow;

/// What a column holds.
#[derive(Clone, Default)]
struct Column {
    answered: u64,
    unknown: u64,
    codes: Codes,
    unstored: u64,
}

/// Refuses what would be wrong for all rows alike.
pub(super) fn look(
    table: &mut Table,
    header: &Header,
    questionnaires: &Questionnaires<'_>,
) -> Result<(), ImportError> {
    let mut columns = vec![Column::default(); questionnaires.item_columns.len()];
    table.each(header.row, &mut |line| {
        for (number, seen) in columns.iter_mut().enumerate() {
            seen.look(line, number, questionnaires);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    for ((seen, place), item) in
        columns.into_iter().zip(&questionnaires.item_columns).zip(&questionnaires.wave.items)
    {
        let column = header.names.get(*place).cloned().unwrap_or_default();
        if seen.unstored > 0 {
            return Err(ImportError::FormulasWithoutValues { column, cells: seen.unstored });
        }
        if seen.unknown > 1 && seen.unknown == seen.answered {
            let (found, item) = (seen.codes.told(), item.code.clone());
            return Err(ImportError::UnknownCodes { column, found, item });
        }
    }
    Ok(())
}

impl Column {
    fn look(&mut self, line: &Line<'_>, number: usize, questionnaires: &Questionnaires<'_>) {
        let (Some(column), Some(written)) =
            (questionnaires.item_columns.get(number), questionnaires.written.get(number))
        else {
            return;
        };
        self.unstored += u64::from(line.fault(*column) == Some(Fault::NoStoredValue));
        let answer = questionnaires.answer(written, line, *column);
        self.answered += u64::from(!matches!(answer, Ok(None)));
        if answer.is_err() {
            self.unknown += 1;
            self.codes.count(line.text(*column));
        }
    }
}
