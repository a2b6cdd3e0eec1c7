//! A table for the problem index of 0 to 6: which questions are indicators, in which group, and at which shares their
//! points begin.
//!
//! The police have such a table for their local safety surveys; it is not published whole, so none comes with the program:
//! a municipality loads the one that it was given, with its name, edition and source. Shares are of those with the
//! problem, in percent. What an area gets by a table is [`crate::picture::SurveyIndex`].
//!
//! Leaves out how the index is computed, which is `lofte_analysis::survey::problem_index`.

mod rows;

pub use rows::{Headings, QUESTION, of_rows, pasted};

use crate::survey::{Indicator, Wave};
use lofte_analysis::survey::problem_index::{CutPointError, CutPoints};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Levels of the index, 0 to 6.
pub const LEVELS: usize = 7;
/// Most indicators that a table has.
pub const MOST_INDICATORS: usize = 200;
/// Longest text in a table.
const LONGEST: usize = 300;

/// The part of a table that a fault is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexColumn {
    /// Question.
    Question,
    /// Group of indicators.
    Group,
    /// A cut point, from 1.
    Cut(u8),
    /// Answers that are the problem.
    Problem,
    /// Answers that are not.
    NoProblem,
    /// What the levels are called.
    Levels,
    /// The colours of the levels.
    Colours,
}

/// What is wrong in a table.
#[derive(Clone, Debug, PartialEq)]
pub enum IndexFaultKind {
    /// Nothing stands there.
    Missing,
    /// No number.
    NoNumber(String),
    /// No share above 0 and at most 100 percent.
    OutsideRange(f64),
    /// Not larger than the cut point before it.
    NotIncreasing {
        /// The number.
        value: f64,
        /// The one before.
        before: f64,
    },
    /// The same question twice.
    Twice(String),
    /// No whole numbers with commas between.
    NoCodes(String),
    /// An answer both is the problem and is not.
    Both(i16),
    /// Neither none nor seven.
    NotSeven(usize),
    /// No colour as `#1a7f37`.
    NoColour(String),
    /// Longer than any name.
    TooLong,
    /// More indicators than a table has.
    TooMany,
}

/// A fault with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexFault {
    /// The row as a spreadsheet counts, or which indicator of a file that has no rows; `None` for the table as a whole.
    pub row: Option<u64>,
    /// The column.
    pub column: IndexColumn,
    /// What is wrong.
    pub kind: IndexFaultKind,
}

/// One indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexIndicator {
    /// The question, by the code or words that the waves of the municipality have.
    pub question: String,
    /// The group that it is told in; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Percent at which 1, 2, … 6 points begin.
    pub cuts: [f64; 6],
    /// Answer codes that are the problem; empty where the wave's own indicator says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problem: Vec<i16>,
    /// Answer codes that are not. Codes in neither stand outside the share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_problem: Vec<i16>,
}

/// What stands in a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexTable {
    /// The indicators, in the order of the table.
    pub indicators: Vec<IndexIndicator>,
    /// What the levels 0 to 6 are called; none or seven.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Their colours as `#1a7f37`; none or seven.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub colours: Vec<String>,
}

/// What a table is called, and who answers for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexHead {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Edition.
    #[serde(default)]
    pub version: String,
    /// Who publishes it, and where.
    #[serde(default)]
    pub source: String,
}

/// A table with its name, as a file of TOML or JSON has it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexFile {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Edition.
    #[serde(default)]
    pub version: String,
    /// Source.
    #[serde(default)]
    pub source: String,
    /// The indicators.
    pub indicators: Vec<IndexIndicator>,
    /// Names of the levels.
    #[serde(default)]
    pub levels: Vec<String>,
    /// Colours of the levels.
    #[serde(default)]
    pub colours: Vec<String>,
}

impl IndexFile {
    /// The head and the table, each on its own.
    pub fn parted(self) -> (IndexHead, IndexTable) {
        let Self { name, version, source, indicators, levels, colours } = self;
        (IndexHead { name, version, source }, IndexTable { indicators, levels, colours })
    }
}

/// Why a wave says nothing about an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// The question is not in the wave.
    NotAsked,
    /// It is, and neither the table nor the wave says which answers are the problem.
    NoAnswersSaid,
}

impl IndexIndicator {
    /// How the answers of a wave are read: what the table says of answers, else what the wave's own indicator says.
    ///
    /// # Errors
    /// Why the wave says nothing about it.
    pub fn read_in(&self, wave: &Wave) -> Result<Indicator, Unread> {
        let wanted = folded(&self.question);
        let named =
            wave.indicators.iter().find(|one| folded(&one.code) == wanted || folded(&one.name) == wanted);
        let asked = wave
            .items
            .iter()
            .find(|item| folded(&item.code) == wanted)
            .or_else(|| wave.items.iter().find(|item| folded(&item.question) == wanted));
        let Some(item) = asked.or_else(|| named.and_then(|one| wave.item(&one.item))) else {
            return Err(Unread::NotAsked);
        };
        if !self.problem.is_empty() {
            return Ok(Indicator {
                code: self.question.clone(),
                name: self.question.clone(),
                item: item.code.clone(),
                yes: self.problem.clone(),
                no: self.no_problem.clone(),
            });
        }
        named.cloned().ok_or(Unread::NoAnswersSaid)
    }

    /// The cut points as shares.
    ///
    /// # Errors
    /// The first that is none.
    pub fn cut_points(&self) -> Result<CutPoints, CutPointError> {
        CutPoints::new(self.cuts.map(|percent| percent / 100.0))
    }
}

/// Large and small letters and spaces do not tell two questions apart.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl IndexTable {
    /// Everything that is wrong; `rows` are the rows that the indicators came from, where they came from rows.
    pub fn faults(&self, rows: Option<&[u64]>) -> Vec<IndexFault> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        let of_all = |kind| IndexFault { row: None, column: IndexColumn::Question, kind };
        if self.indicators.is_empty() {
            faults.push(of_all(IndexFaultKind::Missing));
        }
        if self.indicators.len() > MOST_INDICATORS {
            faults.push(of_all(IndexFaultKind::TooMany));
            return faults;
        }
        for (at, indicator) in self.indicators.iter().enumerate() {
            let row = rows.and_then(|rows| rows.get(at).copied()).unwrap_or(at as u64 + 1);
            let known = !seen.insert(folded(&indicator.question));
            let of_indicator = indicator.faults(known);
            faults.extend(of_indicator.into_iter().map(|(column, kind)| IndexFault {
                row: Some(row),
                column,
                kind,
            }));
        }
        faults.extend(self.faults_of_levels());
        faults
    }

    fn faults_of_levels(&self) -> Vec<IndexFault> {
        let mut faults = Vec::new();
        let mut fault = |column, kind| faults.push(IndexFault { row: None, column, kind });
        for (column, texts) in [(IndexColumn::Levels, &self.levels), (IndexColumn::Colours, &self.colours)] {
            if !texts.is_empty() && texts.len() != LEVELS {
                fault(column, IndexFaultKind::NotSeven(texts.len()));
            } else if texts.iter().any(|text| text.chars().count() > LONGEST) {
                fault(column, IndexFaultKind::TooLong);
            } else if texts.iter().any(|text| text.trim().is_empty()) {
                fault(column, IndexFaultKind::Missing);
            }
        }
        let is_colour = |text: &&String| {
            let digits = text.strip_prefix('#').unwrap_or_default();
            digits.len() == 6 && digits.chars().all(|sign| sign.is_ascii_hexdigit())
        };
        if let Some(none) = self.colours.iter().find(|text| !is_colour(text)) {
            let shown = none.chars().take(LONGEST).collect();
            fault(IndexColumn::Colours, IndexFaultKind::NoColour(shown));
        }
        faults
    }
}

impl IndexIndicator {
    /// The first cut point that is none, in per cent as the table has them.
    fn fault_of_cuts(&self) -> Option<(IndexColumn, IndexFaultKind)> {
        let error = self.cut_points().err()?;
        let (CutPointError::OutsideRange { at, .. } | CutPointError::NotIncreasing { at, .. }) = error;
        let (number, value) = (1..).zip(self.cuts).nth(at)?;
        let kind = match error {
            CutPointError::OutsideRange { .. } => IndexFaultKind::OutsideRange(value),
            CutPointError::NotIncreasing { .. } => {
                let before = self.cuts.iter().take(at).next_back().copied().unwrap_or(0.0);
                IndexFaultKind::NotIncreasing { value, before }
            }
        };
        Some((IndexColumn::Cut(number), kind))
    }

    fn faults(&self, known: bool) -> Vec<(IndexColumn, IndexFaultKind)> {
        let mut faults = Vec::new();
        if self.question.trim().is_empty() {
            faults.push((IndexColumn::Question, IndexFaultKind::Missing));
        } else if known {
            let shown = self.question.chars().take(LONGEST).collect();
            faults.push((IndexColumn::Question, IndexFaultKind::Twice(shown)));
        }
        for (column, text) in [(IndexColumn::Question, &self.question), (IndexColumn::Group, &self.group)] {
            if text.chars().count() > LONGEST {
                faults.push((column, IndexFaultKind::TooLong));
            }
        }
        faults.extend(self.fault_of_cuts());
        if self.problem.is_empty() != self.no_problem.is_empty() {
            let column = if self.problem.is_empty() { IndexColumn::Problem } else { IndexColumn::NoProblem };
            faults.push((column, IndexFaultKind::Missing));
        }
        if let Some(both) = self.problem.iter().find(|code| self.no_problem.contains(code)) {
            faults.push((IndexColumn::NoProblem, IndexFaultKind::Both(*both)));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::tests::wave;

    fn indicator(question: &str) -> IndexIndicator {
        IndexIndicator {
            question: question.into(),
            group: String::new(),
            cuts: [5.0, 10.0, 15.0, 20.0, 30.0, 40.0],
            problem: vec![2],
            no_problem: vec![1],
        }
    }

    #[test]
    fn every_fault_is_told_with_its_row_and_column() {
        let mut turned = indicator("b");
        turned.cuts[2] = 10.0;
        let mut outside = indicator("c");
        outside.cuts[5] = 101.0;
        let mut nought = indicator("d");
        nought.cuts[0] = 0.0;
        let mut half = indicator(" A ");
        half.no_problem.clear();
        let mut both = indicator("e");
        both.no_problem.push(2);
        let table = IndexTable {
            indicators: vec![indicator("a"), turned, outside, nought, half, both, indicator("")],
            levels: vec!["en".into()],
            colours: vec!["rött".into(); 7],
        };
        let told: Vec<(Option<u64>, IndexColumn)> = table
            .faults(Some(&[3, 4, 5, 6, 7, 8, 9]))
            .into_iter()
            .map(|fault| (fault.row, fault.column))
            .collect();
        assert_eq!(
            told,
            [
                (Some(4), IndexColumn::Cut(3)),
                (Some(5), IndexColumn::Cut(6)),
                (Some(6), IndexColumn::Cut(1)),
                (Some(7), IndexColumn::Question),
                (Some(7), IndexColumn::NoProblem),
                (Some(8), IndexColumn::NoProblem),
                (Some(9), IndexColumn::Question),
                (None, IndexColumn::Levels),
                (None, IndexColumn::Colours),
            ]
        );
        assert!(matches!(
            IndexTable::default().faults(None).as_slice(),
            [IndexFault { row: None, column: IndexColumn::Question, kind: IndexFaultKind::Missing }]
        ));
        let mut nan = indicator("a");
        nan.cuts[3] = f64::NAN;
        assert_eq!(IndexTable { indicators: vec![nan], ..IndexTable::default() }.faults(None).len(), 1);
    }

    #[test]
    fn a_question_is_found_by_code_or_words_and_read_as_the_table_or_the_wave_says() {
        let mut wave = wave("2023", 2023);
        wave.indicators = vec![Indicator {
            code: "otrygg".into(),
            name: "känner sig otrygga".into(),
            item: "ute_sent".into(),
            yes: vec![2],
            no: vec![1],
        }];
        let read = |question: &str| indicator(question).read_in(&wave).map(|found| (found.item, found.yes));
        for question in ["UTE_SENT", "hur  trygg?", "otrygg", "Känner sig otrygga"] {
            assert_eq!(read(question), Ok(("ute_sent".into(), vec![2])), "{question}");
        }
        assert_eq!(read("nedskräpning"), Err(Unread::NotAsked));
        let unsaid = |question: &str| {
            let bare = IndexIndicator { problem: vec![], no_problem: vec![], ..indicator(question) };
            bare.read_in(&wave).map(|found| found.code)
        };
        assert_eq!(unsaid("otrygg"), Ok("otrygg".into()));
        assert_eq!(unsaid("ute_sent"), Err(Unread::NoAnswersSaid));
    }
}
