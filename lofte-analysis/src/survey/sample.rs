//! From columns and groups to the rows a statistic is made of.
//!
//! Kept apart from the statistics so that one place decides what counts as a member of a group and as an answer. Rows
//! with weight zero are in no count. Leaves out any weighting: the design has done that.

use super::design::Design;
use super::error::{SurveyError, require_length, require_open_unit};
use super::estimate::{DegreesOfFreedom, EstimateOptions, Size, Variation};
use super::taylor::{Spread, Workspace};
use rayon::prelude::*;

/// Primary units and strata that hold members of a group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Members {
    pub(crate) units: usize,
    pub(crate) strata: usize,
    design_df: f64,
    census: bool,
}

impl Members {
    pub(crate) fn new(design: &Design, units: usize, strata: usize) -> Self {
        Self { units, strata, design_df: design.degrees_of_freedom(), census: design.is_census() }
    }

    /// What a standard error of these members rests on, whatever rule the degrees of freedom follow.
    pub(crate) fn variation(self, spread: Spread) -> Variation {
        if self.census {
            Variation::Census
        } else if self.units <= self.strata {
            Variation::OneUnit
        } else if spread.variance > 0.0 {
            Variation::Seen
        } else {
            Variation::NotSeen
        }
    }

    pub(crate) fn degrees_of_freedom(self, rule: DegreesOfFreedom, spread: Spread) -> f64 {
        let own = self.units as f64 - self.strata as f64;
        match rule {
            DegreesOfFreedom::Domain => own,
            DegreesOfFreedom::Design => self.design_df,
            DegreesOfFreedom::Satterthwaite => spread.df_satterthwaite.unwrap_or(own),
            DegreesOfFreedom::Given(df) => df,
        }
    }
}

/// The rows of a group with a number to average: weight not zero, answer present.
pub(crate) struct Sample {
    pub(crate) rows: Vec<u32>,
    pub(crate) values: Vec<f64>,
    pub(crate) weight_sum: f64,
    pub(crate) weighted_sum: f64,
    /// `Σ w (y - ȳ)² / Σ w`.
    spread_within: f64,
}

impl Sample {
    /// A sample of which only the rows matter.
    pub(crate) fn of_rows(rows: Vec<u32>, values: Vec<f64>, weight_sum: f64) -> Self {
        Self { rows, values, weight_sum, weighted_sum: 0.0, spread_within: 0.0 }
    }

    pub(crate) fn size(&self) -> Size {
        Size { n: self.rows.len() as u64, weight_sum: self.weight_sum, squares: 0.0 }
    }

    /// `s²` of the population as the weighted sample shows it, with the divisor n - 1.
    pub(crate) fn srs_variance(&self) -> f64 {
        let n = self.rows.len() as f64;
        if n < 2.0 { 0.0 } else { self.spread_within * n / (n - 1.0) }
    }
}

/// Collects the rows that answered; `None` when there are none or their weights add up to nothing.
pub(crate) fn answered(design: &Design, rows: &[u32], column: &[Option<f64>]) -> Option<Sample> {
    let (mut kept, mut values) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    let (mut weight_sum, mut weighted_sum) = (0.0, 0.0);
    for &row in rows {
        let weight = design.weights[row as usize];
        if let Some(value) = column[row as usize]
            && weight != 0.0
        {
            kept.push(row);
            values.push(value);
            weight_sum += weight;
            weighted_sum += weight * value;
        }
    }
    if kept.is_empty() || weight_sum <= 0.0 {
        return None;
    }
    let mean = weighted_sum / weight_sum;
    let squares: f64 =
        kept.iter().zip(&values).map(|(&r, y)| design.weights[r as usize] * (y - mean) * (y - mean)).sum();
    Some(Sample { rows: kept, values, weight_sum, weighted_sum, spread_within: squares / weight_sum })
}

/// The rows of a domain, in order.
pub(crate) fn domain_rows(design: &Design, domain: Option<&[bool]>) -> Result<Vec<u32>, SurveyError> {
    let rows = 0..row_count(design)?;
    match domain {
        None => Ok(rows.collect()),
        Some(domain) => {
            require_length("domain", design.rows(), domain.len())?;
            Ok(rows.filter(|&r| domain[r as usize]).collect())
        }
    }
}

fn row_count(design: &Design) -> Result<u32, SurveyError> {
    u32::try_from(design.rows())
        .map_err(|_| SurveyError::parameter("rows", design.rows() as f64, "below 4 294 967 296"))
}

pub(crate) fn count_members(design: &Design, rows: &[u32], work: &mut Workspace) -> Members {
    let rows = rows.iter().copied().filter(|&r| design.weights[r as usize] != 0.0);
    let (units, strata) = work.count_units(design, rows);
    Members::new(design, units, strata)
}

/// Runs a statistic on the rows of each group. Groups are independent, so threads change nothing in the result.
pub(crate) fn by_group<T: Send>(
    design: &Design,
    group_of_row: &[Option<u32>],
    groups: usize,
    statistic: impl Fn(&[u32], &mut Workspace) -> Result<T, SurveyError> + Sync,
) -> Result<Vec<T>, SurveyError> {
    require_length("group", design.rows(), group_of_row.len())?;
    let rows = row_count(design)?;
    let mut starts = vec![0_usize; groups + 1];
    for (row, group) in group_of_row.iter().enumerate() {
        if let Some(group) = *group {
            match starts.get_mut(group as usize + 1) {
                Some(count) => *count += 1,
                None => {
                    return Err(SurveyError::UnknownCode { row, column: "group".to_owned(), code: group });
                }
            }
        }
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut sorted = vec![0_u32; starts[groups]];
    for row in 0..rows {
        if let Some(group) = group_of_row[row as usize] {
            let place = &mut next[group as usize];
            sorted[*place] = row;
            *place += 1;
        }
    }
    (0..groups)
        .into_par_iter()
        .map_init(Workspace::default, |work, group| {
            statistic(&sorted[starts[group]..starts[group + 1]], work)
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

pub(crate) fn check_options(options: &EstimateOptions) -> Result<(), SurveyError> {
    require_open_unit("level", options.level)?;
    match options.df {
        DegreesOfFreedom::Given(df) if !(df.is_finite() && df > 0.0) => {
            Err(SurveyError::parameter("degrees of freedom", df, "a positive number"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn check_column(design: &Design, column: &str, values: &[Option<f64>]) -> Result<(), SurveyError> {
    require_length(column, design.rows(), values.len())?;
    match values.iter().position(|v| v.is_some_and(|v| !v.is_finite())) {
        Some(row) => Err(SurveyError::NotFinite { row, column: column.to_owned() }),
        None => Ok(()),
    }
}
