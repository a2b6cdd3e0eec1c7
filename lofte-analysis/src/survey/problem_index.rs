//! The 0–6 problem index of the local safety surveys.
//!
//! The share of residents who see a problem becomes a whole step from 0 to 6 through cut points of its own, and the index
//! is the plain mean of the steps. The official cut points are not public, so none are built in: a table is data that the
//! user loads, with its version and whether it is only an example. Steps jump, so linearisation and the jackknife do not
//! apply; the interval comes from the rescaled bootstrap of all indicators together, and a smooth companion that moves
//! between the steps is shown beside it. Words and colours for the levels belong to the table, not to this code.

use super::design::Design;
use super::error::{SurveyError, require_length, require_open_unit};
use super::replication::{Centre, Replicated, Replication, replicate};
use crate::interval::Interval;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Highest step.
pub const TOP: usize = 6;

/// One indicator with its cut points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Stable identity.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The group it belongs to, for instance "traffic".
    pub group: String,
    /// The shares, 0–1 and rising, at which steps 1 to 6 begin.
    pub cut_points: [f64; TOP],
}

/// How one step is named and coloured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The step, 0–6.
    pub step: u8,
    /// What people read.
    pub label: String,
    /// The colour, as the table gives it.
    pub colour: String,
}

/// A table of indicators, cut points and levels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexTable {
    /// Version of the table.
    pub version: String,
    /// Where it comes from.
    pub source: String,
    /// An example with invented cut points, to be marked wherever its numbers are shown.
    pub example: bool,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// Names and colours of the steps.
    pub levels: Vec<Level>,
}

/// An index with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexValue {
    /// The value, 0–6; for a change the difference.
    pub value: f64,
    /// Percentile interval of the bootstrap.
    pub interval: Interval,
}

/// The index of a whole table or of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexPart {
    /// The group; `None` for all indicators together.
    pub group: Option<String>,
    /// Mean of the whole steps.
    pub stepped: IndexValue,
    /// Mean of the smooth companion.
    pub smooth: IndexValue,
}

/// The index of one wave, or the change between two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexResult {
    /// Version of the table.
    pub version: String,
    /// The table is only an example.
    pub example: bool,
    /// All indicators, then each group in the order of the table.
    pub parts: Vec<IndexPart>,
    /// Replicates.
    pub replicates: usize,
    /// Seed.
    pub seed: u64,
}

/// How the interval is made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexParams {
    /// Bootstrap replicates; at least 1 000 for a published interval.
    pub replicates: usize,
    /// Seed.
    pub seed: u64,
    /// Level.
    pub level: f64,
}

/// The answers of one wave: one column per indicator, in the order of the table.
#[derive(Clone, Copy, Debug)]
pub struct IndexWave<'a> {
    /// The design.
    pub design: &'a Design,
    /// `answers[j][k]`: whether respondent k sees problem j.
    pub answers: &'a [Vec<Option<bool>>],
    /// The respondents counted, for instance one area.
    pub domain: Option<&'a [bool]>,
}

impl IndexTable {
    /// Checks a table that was read from a file.
    ///
    /// # Errors
    /// No indicators, an identity that occurs twice, or cut points that are not rising shares from 0 to 1; each names
    /// the indicator.
    pub fn check(&self) -> Result<(), SurveyError> {
        if self.indicators.is_empty() {
            return Err(SurveyError::EmptyIndex);
        }
        let mut known = BTreeSet::new();
        for indicator in &self.indicators {
            if !known.insert(&indicator.id) {
                return Err(SurveyError::RepeatedIndicator { indicator: indicator.id.clone() });
            }
            let points = &indicator.cut_points;
            let within = points.iter().all(|c| *c > 0.0 && *c <= 1.0);
            if !within || points.windows(2).any(|pair| pair[0] >= pair[1]) {
                return Err(SurveyError::CutPoints { indicator: indicator.id.clone() });
            }
        }
        Ok(())
    }

    /// The groups in the order of the table.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for indicator in &self.indicators {
            if !groups.contains(&indicator.group.as_str()) {
                groups.push(&indicator.group);
            }
        }
        groups
    }
}

/// A share this close below a cut point has reached it: 1 of 10 shall not depend on the order of a sum.
const ROUNDING: f64 = 1e-12;

/// The whole step of a share: how many cut points it has reached.
///
/// ```
/// use lofte_analysis::survey::problem_index::{smooth_step, step};
///
/// let cuts = [0.05, 0.10, 0.15, 0.20, 0.25, 0.30];
/// assert_eq!((step(0.099, &cuts), step(0.10, &cuts)), (1, 2));
/// assert!((smooth_step(0.099, &cuts) - 1.98).abs() < 1e-12);
/// ```
pub fn step(share: f64, cut_points: &[f64; TOP]) -> usize {
    cut_points.iter().filter(|cut| share >= **cut - ROUNDING).count()
}

/// The smooth companion: the step plus the way already gone towards the next cut point, 6 from the last one on.
pub fn smooth_step(share: f64, cut_points: &[f64; TOP]) -> f64 {
    let reached = step(share, cut_points);
    if reached == TOP {
        return TOP as f64;
    }
    let from = if reached == 0 { 0.0 } else { cut_points[reached - 1] };
    reached as f64 + (share.max(0.0) - from) / (cut_points[reached] - from)
}

/// The index of one wave.
///
/// # Errors
/// A bad table, a column per indicator missing, an indicator that nobody answered (also within a replicate), or a
/// stratum with one unit.
pub fn problem_index(
    table: &IndexTable,
    wave: &IndexWave<'_>,
    params: &IndexParams,
) -> Result<IndexResult, SurveyError> {
    table.check()?;
    let replicated = bootstrap(table, wave, params, params.seed)?;
    let values = |i: usize| replicated.values[i];
    let parts = parts(table, params, values, |i| replicated.percentile_interval(i, params.level))?;
    Ok(result(table, params, parts))
}

/// The change of the index, follow-up minus baseline, from the difference in every replicate.
///
/// Waves with designs of their own get independent draws. If both point to the *same* design (a stacked panel with the
/// person as primary unit and one domain per wave), they share the draws, and with them the people.
///
/// # Errors
/// As [`problem_index`].
pub fn problem_index_change(
    table: &IndexTable,
    before: &IndexWave<'_>,
    after: &IndexWave<'_>,
    params: &IndexParams,
) -> Result<IndexResult, SurveyError> {
    table.check()?;
    let same_people = std::ptr::eq(before.design, after.design);
    let first = bootstrap(table, before, params, params.seed)?;
    let second_seed = if same_people { params.seed } else { params.seed ^ 0x5851_f42d_4c95_7f2d };
    let second = bootstrap(table, after, params, second_seed)?;
    let difference = first.difference(&second);
    let values = |i: usize| difference.values[i];
    let parts = parts(table, params, values, |i| difference.percentile_interval(i, params.level))?;
    Ok(result(table, params, parts))
}

fn result(table: &IndexTable, params: &IndexParams, parts: Vec<IndexPart>) -> IndexResult {
    IndexResult {
        version: table.version.clone(),
        example: table.example,
        parts,
        replicates: params.replicates,
        seed: params.seed,
    }
}

fn parts(
    table: &IndexTable,
    params: &IndexParams,
    value: impl Fn(usize) -> f64,
    interval: impl Fn(usize) -> Result<Interval, SurveyError>,
) -> Result<Vec<IndexPart>, SurveyError> {
    require_open_unit("level", params.level)?;
    let names = std::iter::once(None).chain(table.groups().into_iter().map(|g| Some(g.to_owned())));
    names
        .enumerate()
        .map(|(place, group)| {
            let at = |i: usize| Ok::<_, SurveyError>(IndexValue { value: value(i), interval: interval(i)? });
            Ok(IndexPart { group, stepped: at(2 * place)?, smooth: at(2 * place + 1)? })
        })
        .collect()
}

fn bootstrap(
    table: &IndexTable,
    wave: &IndexWave<'_>,
    params: &IndexParams,
    seed: u64,
) -> Result<Replicated, SurveyError> {
    require_length("indicators", table.indicators.len(), wave.answers.len())?;
    for (indicator, column) in table.indicators.iter().zip(wave.answers) {
        require_length(&indicator.label, wave.design.rows(), column.len())?;
    }
    if let Some(domain) = wave.domain {
        require_length("domain", wave.design.rows(), domain.len())?;
    }
    let groups = table.groups();
    let replication = Replication::RaoWu { replicates: params.replicates, seed };
    let statistic = |weights: &[f64]| {
        let shares: Option<Vec<f64>> =
            wave.answers.iter().map(|column| weighted_share(weights, column, wave.domain)).collect();
        shares.map(|shares| index_values(table, &groups, &shares))
    };
    replicate(wave.design, replication, Centre::FullSample, statistic)
}

fn weighted_share(weights: &[f64], answers: &[Option<bool>], domain: Option<&[bool]>) -> Option<f64> {
    let (mut size, mut yes) = (0.0, 0.0);
    for (row, (weight, answer)) in weights.iter().zip(answers).enumerate() {
        if let Some(answer) = answer
            && domain.is_none_or(|d| d[row])
        {
            size += weight;
            if *answer {
                yes += weight;
            }
        }
    }
    (size > 0.0).then(|| yes / size)
}

/// Stepped and smooth mean of all indicators, then of each group.
fn index_values(table: &IndexTable, groups: &[&str], shares: &[f64]) -> Vec<f64> {
    let mut values = Vec::with_capacity(2 * groups.len() + 2);
    for group in std::iter::once(None).chain(groups.iter().map(|g| Some(*g))) {
        let (mut count, mut stepped, mut smooth) = (0.0, 0.0, 0.0);
        for (indicator, share) in table.indicators.iter().zip(shares) {
            if group.is_none_or(|g| indicator.group == g) {
                count += 1.0;
                stepped += step(*share, &indicator.cut_points) as f64;
                smooth += smooth_step(*share, &indicator.cut_points);
            }
        }
        values.extend([stepped / count, smooth / count]);
    }
    values
}
