//! The change between two waves of one design, from replicates that hold the estimates of both.
//!
//! The covariance of people asked twice is in the replicates, so nothing is added for it. Degrees of freedom are those of
//! the linearised change, unless the replicate weights came with the data.

use crate::input_error::InputError;
use crate::survey::change::Compared;
use crate::survey::estimates::{Found, Source};
use crate::survey::question::{Groups, QuestionArgs, Values};
use crate::survey::replication::{ReplicateArgs, ReplicateFacts, Table, replace_cells};
use lofte_analysis::survey::change::Change;

impl ReplicateArgs {
    /// Puts the replicates' standard errors in place of those of linearisation, in both waves and in their change.
    pub(crate) fn replace_changes(
        &self,
        source: Source<'_>,
        question: &QuestionArgs,
        (values, waves): (&Values, &[Groups; 2]),
        columns: &[String],
        changes: &mut [Compared],
    ) -> Result<ReplicateFacts, InputError> {
        let wave = |pick: fn(&Compared) -> &Option<Found>| -> Vec<Found> {
            changes.iter().filter_map(|compared| pick(compared).clone()).collect()
        };
        let (mut before, mut after) = (wave(|c| &c.before), wave(|c| &c.after));
        let tables = [Table::new(values, &waves[0], &before), Table::new(values, &waves[1], &after)];
        let replicated = self.replicate(source, columns, &tables)?;
        let df = self.degrees_of_freedom(question, &replicated);
        let half = tables[0].count();
        replace_cells(&mut before, &replicated, 0, df, question)?;
        replace_cells(&mut after, &replicated, half, df, question)?;
        let (mut first, mut second) = (0, half);
        for (compared, (before, after)) in changes.iter_mut().zip(before.into_iter().zip(after)) {
            let waves = before.estimate.as_ref().zip(after.estimate.as_ref());
            if let (Some(old), Some((one, other))) = (&compared.change, waves) {
                let covariance = |i: usize, j: usize| replicated.covariance(i, j);
                let variance =
                    covariance(first, first) + covariance(second, second) - 2.0 * covariance(first, second);
                let delta = replicated.values[second] - replicated.values[first];
                let df = df.unwrap_or(old.df);
                let change = Change::new(delta, variance.max(0.0).sqrt(), df, question.level)?;
                compared.change = Some(change.between(one, other));
            }
            first += usize::from(before.estimate.is_some());
            second += usize::from(after.estimate.is_some());
            (compared.before, compared.after) = (Some(before), Some(after));
        }
        Ok(self.facts(&replicated))
    }
}
