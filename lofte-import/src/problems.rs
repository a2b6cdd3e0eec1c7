//! What could not be taken of a file, grouped by reason and column with counts: what a person mends is a kind of row, and
//! not ten thousand rows.

use lofte_model::message::Told;
use lofte_model::records::Reject;
use serde::Serialize;
use std::collections::BTreeMap;

/// Groups that are told apart; what comes beyond them is counted with the last.
const MOST_GROUPS: usize = 200;

/// Rows that could not be taken for the same reason in the same column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// The first of them, without its value.
    pub first: Reject,
    /// How many.
    pub rows: u64,
}

/// Counts rejects as they come.
#[derive(Clone, Debug, Default)]
pub struct Problems(BTreeMap<(String, &'static str), Problem>);

impl Problems {
    /// Counts one.
    pub fn count(&mut self, reject: &Reject) {
        let mut key = (reject.column.clone().unwrap_or_default(), reject.code());
        if self.0.len() >= MOST_GROUPS && !self.0.contains_key(&key) {
            key = self.0.keys().next_back().cloned().unwrap_or(key);
        }
        let first = || Problem { first: Reject { value: None, ..reject.clone() }, rows: 0 };
        self.0.entry(key).or_insert_with(first).rows += 1;
    }

    /// All of them, the most common first.
    pub fn told(self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = self.0.into_values().collect();
        problems.sort_by_key(|problem| (std::cmp::Reverse(problem.rows), problem.first.row));
        problems
    }
}
