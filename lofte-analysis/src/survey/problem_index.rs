//! The problem index of 0 to 6: the share with a problem becomes points by six cut points, and the index is the plain mean
//! of the points of all indicators.
//!
//! The cut points are the caller's: they come from a published table that somebody answers for, and none are shipped. The
//! index moves in steps, so that a share going from 9.9 to 10.1 percent can change it by a whole point of an indicator, and
//! no formula gives its variance. Its interval is therefore of the rescaled bootstrap of all shares together, and a
//! companion without steps, linear between the cut points, stands beside it.
//!
//! Leaves out which questions are indicators, and what the levels are called.

use super::design::Design;
use super::error::{SurveyError, require_length, require_open_unit};
use super::replication::{Centre, Replication, replicate};
use crate::interval::ConfidenceInterval;
use serde::Serialize;

/// Points that an indicator can have at most.
pub const MOST_POINTS: u8 = 6;
/// Answers that each indicator needs in a group before the group has an index.
pub const MIN_ANSWERS: u64 = 30;
/// How far below a cut point a share may lie by the rounding of its sums.
const ROUNDING: f64 = 1e-12;
/// Replicates that the percentile interval needs.
pub const MIN_REPLICATES: usize = 1_000;

/// Why six numbers are no cut points; the first that is wrong, from 0.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum CutPointError {
    /// Not a share above 0 and at most 1.
    #[error("cut point {} is {value}; it must lie above 0 and at most at 1", .at + 1)]
    OutsideRange {
        /// Which.
        at: usize,
        /// The number.
        value: f64,
    },
    /// Not larger than the one before.
    #[error("cut point {} is {value}, and the one before it is {before}; they must increase", .at + 1)]
    NotIncreasing {
        /// Which.
        at: usize,
        /// The number.
        value: f64,
        /// The one before.
        before: f64,
    },
}

/// The shares at which 1, 2, … 6 points begin.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::problem_index::CutPoints;
/// let cuts = CutPoints::new([0.05, 0.10, 0.15, 0.20, 0.30, 0.40])?;
/// assert_eq!([0.049, 0.05, 0.12, 0.95].map(|share| cuts.step(share)), [0, 1, 2, 6]);
/// assert_eq!([0.0, 0.025, 0.125, 0.95].map(|share| cuts.smooth(share)), [0.0, 0.5, 2.5, 6.0]);
/// assert!(CutPoints::new([0.05, 0.05, 0.15, 0.20, 0.30, 0.40]).is_err());
/// # Ok::<(), lofte_analysis::survey::problem_index::CutPointError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct CutPoints([f64; 6]);

impl CutPoints {
    /// Cut points as shares, 0–1.
    ///
    /// # Errors
    /// The first that is not above 0 and at most 1, or not larger than the one before.
    pub fn new(cuts: [f64; 6]) -> Result<Self, CutPointError> {
        let mut before = 0.0;
        for (at, value) in cuts.into_iter().enumerate() {
            if !(value > 0.0 && value <= 1.0) {
                return Err(CutPointError::OutsideRange { at, value });
            }
            if value <= before {
                return Err(CutPointError::NotIncreasing { at, value, before });
            }
            before = value;
        }
        Ok(Self(cuts))
    }

    /// The points of a share: how many cut points it has reached. A share that lies at one but for the last bits of a sum has
    /// reached it.
    pub fn step(&self, share: f64) -> u8 {
        self.0.iter().fold(0, |points, cut| points + u8::from(share >= *cut - ROUNDING))
    }

    /// The same without steps: linear between the cut points and from no share at all to the first; at a cut point what
    /// [`CutPoints::step`] gives.
    pub fn smooth(&self, share: f64) -> f64 {
        let points = self.step(share);
        let reached = usize::from(points);
        let Some(above) = self.0.get(reached) else { return f64::from(points) };
        let below = reached.checked_sub(1).and_then(|at| self.0.get(at)).copied().unwrap_or(0.0);
        f64::from(points) + ((share - below) / (above - below)).clamp(0.0, 1.0)
    }
}

/// What is asked for beside the answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ProblemIndexParams {
    /// Replicates of the bootstrap, at least [`MIN_REPLICATES`].
    pub replicates: usize,
    /// Seed of its draws.
    pub seed: u64,
    /// Level of the interval.
    pub level: f64,
}

/// The share and the points of an indicator in a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct IndicatorPoints {
    /// Share with the problem.
    pub share: f64,
    /// Its points.
    pub points: u8,
}

/// The index of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProblemIndex {
    /// Answers to the indicator that fewest answered.
    pub answers: u64,
    /// The mean of the points, 0–6; lower is better.
    pub index: f64,
    /// The mean of the points without steps.
    pub smooth: f64,
    /// Percentile interval of the index; none where the design has a stratum with a single unit. As the index moves in steps
    /// it can lie at an end of its interval.
    pub interval: Option<ConfidenceInterval>,
    /// Percentile interval of the companion.
    pub smooth_interval: Option<ConfidenceInterval>,
    /// Each indicator, in the order given.
    pub parts: Vec<IndicatorPoints>,
}

/// The index of each group, from answers to some indicators: yes where somebody has the problem. Nothing for a group in which
/// an indicator has fewer than [`MIN_ANSWERS`] answers.
///
/// Groups are given as [`super::replication::replicate_shares`] takes them, and have the same draws.
///
/// # Errors
/// No indicators or not one column for each, columns of another length than the design, a group number that is not below
/// `groups`, fewer than [`MIN_REPLICATES`] replicates, or a level outside 0–1.
///
/// # References
/// J. N. K. Rao, C. F. J. Wu, *Resampling inference with complex survey data*, JASA 83 (1988); B. Efron, R. J. Tibshirani, *An
/// Introduction to the Bootstrap* (1993), chapter 13.
///
/// # Examples
/// ```
/// use lofte_analysis::survey::problem_index::{CutPoints, ProblemIndexParams, problem_index};
/// use lofte_analysis::survey::{Design, Stratum};
///
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 100], &area)?;
/// let littering: Vec<Option<bool>> = (0..100).map(|row| Some(row % 4 == 0)).collect();
/// let fights: Vec<Option<bool>> = (0..100).map(|row| Some(row % 50 == 0)).collect();
/// let cuts = CutPoints::new([0.05, 0.10, 0.15, 0.20, 0.30, 0.40])?;
/// let params = ProblemIndexParams { replicates: 1000, seed: 1, level: 0.95 };
/// let found = problem_index(&design, &[&littering, &fights], &[cuts, cuts], &[Some(0); 100], 1, &params)?;
/// let flen = found[0].as_ref().expect("enough answers");
/// // 25 percent gives 4 points and 2 percent none.
/// assert_eq!((flen.index, flen.parts[0].points, flen.parts[1].points), (2.0, 4, 0));
/// assert!(flen.interval.expect("more than one answer").lower < 2.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn problem_index(
    design: &Design,
    answers: &[&[Option<bool>]],
    cuts: &[CutPoints],
    group_of_row: &[Option<u32>],
    groups: usize,
    params: &ProblemIndexParams,
) -> Result<Vec<Option<ProblemIndex>>, SurveyError> {
    check(design, answers, cuts, group_of_row, groups, params)?;
    let counts = counted(answers, group_of_row, groups);
    let fewest = |group: usize| counts.iter().filter_map(|of_item| of_item.get(group)).min().copied();
    let kept: Vec<(usize, u64)> =
        (0..groups).filter_map(|group| Some((group, fewest(group).filter(|n| *n >= MIN_ANSWERS)?))).collect();
    if kept.is_empty() {
        return Ok(vec![None; groups]);
    }
    let mut slots = vec![None; groups];
    for (slot, (group, _)) in kept.iter().enumerate() {
        slots[*group] = Some(slot);
    }
    let slot_of_row: Vec<Option<usize>> =
        group_of_row.iter().map(|group| group.and_then(|group| slots[group as usize])).collect();
    let table = Columns { answers, cuts, slot_of_row: &slot_of_row, slots: kept.len() };
    let method = Replication::RaoWu { replicates: params.replicates, seed: params.seed };
    let indices = |weights: &[f64]| Some(table.indices(&table.shares(weights)?));
    let replicates = match replicate(design, method, Centre::FullSample, indices) {
        Ok(found) => found.replicates,
        // Without a second unit in a stratum nothing is known of how much the index varies.
        Err(SurveyError::OneRespondent { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    let shares = table.shares(&design.weights).ok_or(SurveyError::NoAnswers)?;
    let mut found = vec![None; groups];
    for (slot, (group, answers)) in kept.into_iter().enumerate() {
        found[group] = Some(table.told(slot, answers, &shares, &replicates, params.level));
    }
    Ok(found)
}

fn check(
    design: &Design,
    answers: &[&[Option<bool>]],
    cuts: &[CutPoints],
    group_of_row: &[Option<u32>],
    groups: usize,
    params: &ProblemIndexParams,
) -> Result<(), SurveyError> {
    require_open_unit("level", params.level)?;
    if params.replicates < MIN_REPLICATES {
        return Err(SurveyError::parameter(
            "number of replicates",
            params.replicates as f64,
            "at least 1000 for a percentile interval",
        ));
    }
    if answers.is_empty() {
        return Err(SurveyError::parameter("number of indicators", 0.0, "at least 1"));
    }
    require_length("cut points", answers.len(), cuts.len())?;
    for column in answers {
        require_length("answers", design.rows(), column.len())?;
    }
    require_length("group", design.rows(), group_of_row.len())?;
    let unknown = |group: &Option<u32>| group.is_some_and(|group| group as usize >= groups);
    match group_of_row.iter().position(unknown) {
        None => Ok(()),
        Some(row) => {
            let code = group_of_row[row].unwrap_or_default();
            Err(SurveyError::UnknownCode { row, column: "group".to_owned(), code })
        }
    }
}

/// Answers to each indicator in each group.
fn counted(answers: &[&[Option<bool>]], group_of_row: &[Option<u32>], groups: usize) -> Vec<Vec<u64>> {
    let of_item = |column: &&[Option<bool>]| {
        let mut counts = vec![0; groups];
        for (answer, group) in column.iter().zip(group_of_row) {
            if let (Some(_), Some(group)) = (answer, group) {
                counts[*group as usize] += 1;
            }
        }
        counts
    };
    answers.iter().map(of_item).collect()
}

/// The answers of the groups that have an index.
struct Columns<'a> {
    answers: &'a [&'a [Option<bool>]],
    cuts: &'a [CutPoints],
    slot_of_row: &'a [Option<usize>],
    slots: usize,
}

impl Columns<'_> {
    /// The share of each indicator in each group, group by group within an indicator.
    fn shares(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let mut shares = Vec::with_capacity(self.answers.len() * self.slots);
        let mut sums = vec![(0.0, 0.0); self.slots];
        for column in self.answers {
            sums.fill((0.0, 0.0));
            for ((weight, answer), slot) in weights.iter().zip(*column).zip(self.slot_of_row) {
                if let (Some(answer), Some(slot)) = (answer, slot) {
                    let (size, yes) = &mut sums[*slot];
                    *size += weight;
                    *yes += weight * f64::from(u8::from(*answer));
                }
            }
            for (size, yes) in &sums {
                shares.push((*size > 0.0).then(|| yes / size)?);
            }
        }
        Some(shares)
    }

    /// For each group the index, and after all of them the companions.
    fn indices(&self, shares: &[f64]) -> Vec<f64> {
        let mut indices = vec![0.0; 2 * self.slots];
        for (of_item, cuts) in shares.chunks(self.slots).zip(self.cuts) {
            for (slot, share) in of_item.iter().enumerate() {
                indices[slot] += f64::from(cuts.step(*share));
                indices[self.slots + slot] += cuts.smooth(*share);
            }
        }
        let items = self.answers.len() as f64;
        for sum in &mut indices {
            *sum /= items;
        }
        indices
    }

    fn told(
        &self,
        slot: usize,
        answers: u64,
        shares: &[f64],
        replicates: &[Vec<f64>],
        level: f64,
    ) -> ProblemIndex {
        let of_slot = shares.iter().skip(slot).step_by(self.slots);
        let part =
            |(share, cuts): (&f64, &CutPoints)| IndicatorPoints { share: *share, points: cuts.step(*share) };
        let whole = self.indices(shares);
        let interval = |at: usize| percentiles(replicates.iter().map(|replicate| replicate[at]), level);
        ProblemIndex {
            answers,
            index: whole[slot],
            smooth: whole[self.slots + slot],
            interval: interval(slot),
            smooth_interval: interval(self.slots + slot),
            parts: of_slot.zip(self.cuts).map(part).collect(),
        }
    }
}

/// The percentile interval: of R replicates in order, those at (R + 1) times half the risk from either end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 <= outside <= half of the replicates"
)]
fn percentiles(replicates: impl Iterator<Item = f64>, level: f64) -> Option<ConfidenceInterval> {
    let mut values: Vec<f64> = replicates.collect();
    values.sort_by(f64::total_cmp);
    let outside = ((values.len() + 1) as f64 * (1.0 - level) / 2.0).floor() as usize;
    let lower = values.get(outside.saturating_sub(1))?;
    let upper = values.get(values.len().checked_sub(outside.max(1))?)?;
    Some(ConfidenceInterval { lower: *lower, upper: *upper, level })
}
