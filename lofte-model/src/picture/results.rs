//! Published results of surveys in the picture: each figure as its publisher gave it out, the latest known of it.
//!
//! They stand beside the municipality's own waves and are never mixed with them. Left out: estimating anything anew.

use super::WithInterval;
use crate::place::AreaCode;
use crate::records::{Category, ResultMeasure, SurveyResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A published figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResultCell {
    /// Whose survey.
    pub source: String,
    /// What is measured, as a slug.
    pub indicator: Category,
    /// What it is called where it comes from.
    pub label: String,
    /// Area; `None` for the whole municipality.
    pub area: Option<AreaCode>,
    /// Among whom; `None` for all who answered.
    pub group: Option<String>,
    /// Year.
    pub year: i16,
    /// What the figure is.
    pub measure: ResultMeasure,
    /// The figure: a share 0–1, or a mean.
    pub value: f64,
    /// 95 % interval, where it is published.
    pub interval: Option<(f64, f64)>,
    /// How many answered, where it is published.
    pub answers: Option<u64>,
}

impl ResultCell {
    /// The figures that stand, of results that come with their source in the order of delivery: of two that tell of the same,
    /// the one taken out later, then the one delivered later.
    pub fn of(results: impl IntoIterator<Item = (String, SurveyResult)>) -> Vec<Self> {
        let mut latest = BTreeMap::new();
        for (source, result) in results {
            let subject = (
                source,
                result.indicator.clone(),
                result.area.clone(),
                result.group.clone(),
                result.year,
                result.measure,
            );
            let older = |known: &SurveyResult| {
                result.retrieved.zip(known.retrieved).is_some_and(|(this, known)| this < known)
            };
            if latest.get(&subject).is_none_or(|known| !older(known)) {
                latest.insert(subject, result);
            }
        }
        latest.into_iter().map(|((source, ..), result)| Self::told(source, result)).collect()
    }

    fn told(source: String, result: SurveyResult) -> Self {
        let SurveyResult { indicator, label, area, group, year, measure, value, interval, answers, .. } =
            result;
        Self { source, indicator, label, area, group, year, measure, value, interval, answers }
    }

    /// The figure with its interval, where that is published.
    pub fn with_interval(&self) -> Option<WithInterval> {
        self.interval.map(|(lower, upper)| WithInterval { value: self.value, lower, upper })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::RowKey;
    use jiff::civil::{Date, date};

    fn result(year: i16, value: f64, retrieved: Option<Date>) -> (String, SurveyResult) {
        let (key, indicator) = (RowKey([0; 16]), Category::new("trygg"));
        let (label, measure) = ("Trygg".to_owned(), ResultMeasure::Share);
        let (area, group, interval, answers) = (None, None, Some((value - 0.1, value + 0.1)), Some(100));
        let result = SurveyResult {
            key,
            indicator,
            label,
            area,
            group,
            year,
            measure,
            value,
            interval,
            answers,
            retrieved,
        };
        ("polisen".to_owned(), result)
    }

    #[test]
    fn what_was_taken_out_later_stands() {
        let values = |given: [(String, SurveyResult); 2]| {
            ResultCell::of(given).into_iter().map(|cell| cell.value).collect::<Vec<_>>()
        };
        let (early, late) = (Some(date(2026, 1, 1)), Some(date(2026, 3, 1)));
        assert_eq!(values([result(2025, 0.6, late), result(2025, 0.5, early)]), [0.6]);
        assert_eq!(values([result(2025, 0.6, None), result(2025, 0.5, early)]), [0.5]);
        assert_eq!(values([result(2023, 0.6, None), result(2025, 0.5, None)]), [0.6, 0.5]);
    }
}
