//! The one question that crosses municipalities, and the only form its answer has.
//!
//! A selection names one municipality, so that no question can wander into another's rows. Whoever follows the whole
//! country has another question: one kind, one year, every municipality that keeps rows there, by category. The answer is
//! a table that disclosure control has been through; there is no way to get the counts themselves.
//!
//! Left out on purpose: periods, lists of municipalities and further dimensions. Tables that overlap can be subtracted
//! from each other, and what was suppressed in one would stand in the difference; these do not overlap.

use super::{Category, CountTable, RecordKind};
use crate::place::MunicipalityCode;
use crate::publication::Limits;
use lofte_analysis::disclosure::table::{PublishedTable, protect_table};
use lofte_analysis::disclosure::{Disclosed, DisclosureError, DisclosureParams};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Counts of every municipality by category: one kind, one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalSelection {
    /// Kind of rows.
    pub kind: RecordKind,
    /// Year.
    pub year: i16,
}

/// The answer: municipality × category, with small counts suppressed and what would give them away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NationalTable {
    /// What was asked.
    pub selection: NationalSelection,
    /// The rows of the table.
    pub municipalities: Vec<MunicipalityCode>,
    /// The columns of the table.
    pub categories: Vec<Category>,
    /// The cells and their sums; `None` where nobody has such rows.
    pub table: Option<Disclosed<PublishedTable>>,
}

impl NationalTable {
    /// Suppresses what must be suppressed. `counts` are the municipalities' own counts by category, each once.
    pub fn disclose(
        selection: NationalSelection,
        counts: &[(MunicipalityCode, CountTable)],
    ) -> Result<Self, DisclosureError> {
        let of = |table: &CountTable| {
            let rows = table.rows.iter();
            rows.filter_map(|row| Some((row.keys.first()?.text()?.to_owned(), row.count))).collect::<Vec<_>>()
        };
        let counted: Vec<_> = counts.iter().map(|(code, table)| (code.clone(), of(table))).collect();
        let known: BTreeSet<&String> =
            counted.iter().flat_map(|(_, rows)| rows.iter().map(|(name, _)| name)).collect();
        let places: Vec<_> = counted.iter().filter(|(_, rows)| !rows.is_empty()).collect();
        let count = |rows: &[(String, u64)], name: &String| {
            rows.iter().filter(|(category, _)| category == name).map(|(_, count)| count).sum::<u64>()
        };
        let cells: Vec<u64> =
            places.iter().flat_map(|(_, rows)| known.iter().map(|name| count(rows, name))).collect();
        let Limits { threshold, protect } = Limits::LOWEST;
        let params = DisclosureParams { threshold, protect };
        let table = if cells.is_empty() {
            None
        } else {
            Some(protect_table(places.len(), known.len(), &cells, &params)?.published().clone())
        };
        Ok(Self {
            selection,
            municipalities: places.iter().map(|(code, _)| code.clone()).collect(),
            categories: known.into_iter().map(Category::new).collect(),
            table,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{CountRow, Dimension, Key};

    fn counted(rows: &[(&str, u64)]) -> CountTable {
        let row =
            |(name, count): &(&str, u64)| CountRow { keys: vec![Key::Text((*name).into())], count: *count };
        CountTable { dimensions: vec![Dimension::Category], rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn small_counts_are_suppressed_and_cannot_be_worked_out_from_the_sums() {
        let selection = NationalSelection { kind: RecordKind::Offence, year: 2024 };
        let code = |text: &str| text.parse::<MunicipalityCode>().unwrap();
        let counts = [
            (code("0481"), counted(&[("burglary", 20), ("litter", 3), ("violence", 40)])),
            (code("0482"), counted(&[("burglary", 11), ("litter", 12), ("violence", 9)])),
            (code("0483"), counted(&[("burglary", 30), ("violence", 17)])),
            (code("0484"), counted(&[])),
        ];
        let answer = NationalTable::disclose(selection, &counts).unwrap();
        assert_eq!(answer.municipalities, ["0481", "0482", "0483"].map(code));
        assert_eq!(answer.categories.len(), 3);
        let table = answer.table.as_ref().unwrap().get();
        assert_eq!(table.cells[1].shown(), None, "three is too few");
        assert!(table.cells.iter().filter(|cell| cell.shown().is_none()).count() >= 4, "others go with it");
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<NationalTable>(&text).unwrap(), answer);
        assert_eq!(NationalTable::disclose(selection, &counts[3..]).unwrap().table, None);
    }
}
