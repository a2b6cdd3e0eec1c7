//! Standard errors from replicates in place of linearisation.
//!
//! The estimates stay; standard error, degrees of freedom, interval and design effect are those of the replicates. Of two
//! waves in one design, a replicate holds the estimates of both, so that the change has its own standard error.

use crate::input::columns::{Frame, names_of};
use crate::input_error::InputError;
use crate::survey::estimates::{Found, Source};
use crate::survey::question::{Df, Groups, QuestionArgs, StatisticKind, Values};
use clap::{Args, ValueEnum};
use lofte_analysis::survey::quantile::InOrder;
use lofte_analysis::survey::replication::{
    Centre, Replicated, Replication, from_given_weights, replicate, replicate_shares,
};
use lofte_analysis::survey::share_interval::interval_from_standard_error;
use lofte_analysis::survey::{Estimate, Variation};
use serde::Serialize;
use std::path::Path;
use std::str::FromStr;

/// The options of replication.
#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "Variance from replicates")]
pub(crate) struct ReplicateArgs {
    /// Replicates instead of linearisation: jkn, brr, fay:RHO or raowu:NUMBER
    #[arg(long, value_name = "METHOD", conflicts_with = "replicate_weights")]
    pub(crate) replicates: Option<Method>,
    /// Seed of the bootstrap
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Columns of replicate weights, or what their names begin with
    #[arg(long, value_name = "PREFIX|COLUMNS", value_delimiter = ',')]
    pub(crate) replicate_weights: Vec<String>,
    /// Factor of each squared deviation; 1/R around the full sample, 1/(R-1) around the mean
    #[arg(long, requires = "replicate_weights")]
    pub(crate) scale: Option<f64>,
    /// What replicates are compared with
    #[arg(long, value_enum, default_value = "full")]
    pub(crate) centre: Around,
}

/// What replicates are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Around {
    /// The estimate from the whole sample (mse = TRUE in R)
    Full,
    /// The mean of the replicates
    Mean,
}

/// How replicates are made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Method {
    Jkn,
    Brr,
    Fay { rho: f64 },
    Raowu { replicates: usize },
}

impl FromStr for Method {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, number) = text.split_once(':').map_or((text, None), |(name, number)| (name, Some(number)));
        let wanted = || "give jkn, brr, fay:RHO (fay:0.3) or raowu:NUMBER (raowu:500)".to_owned();
        match (name, number) {
            ("jkn", None) => Ok(Self::Jkn),
            ("brr", None) => Ok(Self::Brr),
            ("fay", Some(rho)) => rho.parse().map(|rho| Self::Fay { rho }).map_err(|_| wanted()),
            ("raowu", None) => Ok(Self::Raowu { replicates: 500 }),
            ("raowu", Some(number)) => {
                number.parse().map(|replicates| Self::Raowu { replicates }).map_err(|_| wanted())
            }
            _ => Err(wanted()),
        }
    }
}

/// What was done.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReplicateFacts {
    replicates: usize,
    scale: Option<f64>,
}

impl ReplicateArgs {
    pub(crate) fn is_wanted(&self) -> bool {
        self.replicates.is_some() || !self.replicate_weights.is_empty()
    }

    /// The columns of replicate weights: as named, or all whose names are the prefix and a number.
    pub(crate) fn columns(&self, path: &Path) -> Result<Vec<String>, InputError> {
        let [prefix] = self.replicate_weights.as_slice() else {
            return Ok(self.replicate_weights.clone());
        };
        let number =
            |name: &String| name.strip_prefix(prefix.as_str()).and_then(|rest| rest.parse::<u64>().ok());
        let mut columns: Vec<String> =
            names_of(path)?.into_iter().filter(|name| number(name).is_some()).collect();
        columns.sort_by_key(number);
        if columns.is_empty() { Ok(self.replicate_weights.clone()) } else { Ok(columns) }
    }

    /// Puts the replicates' standard errors in place of those of linearisation.
    pub(crate) fn replace(
        &self,
        source: Source<'_>,
        question: &QuestionArgs,
        (values, groups): (&Values, &Groups),
        columns: &[String],
        found: &mut [Found],
    ) -> Result<ReplicateFacts, InputError> {
        let table = Table::new(values, groups, found);
        let replicated = match (self.replicates, values) {
            // The commonest table needs no replicate's weights.
            (Some(method), Values::Shares(answers)) if answers.len() == 1 && table.is_full() => {
                let (of_row, groups) = (&groups.of_row, groups.names.len());
                let method = self.replication(method);
                replicate_shares(source.design, &answers[0].1, of_row, groups, method, self.centre())
                    .map_err(|error| source.names.told(error, source.frame))?
            }
            _ => self.replicate(source, columns, std::slice::from_ref(&table))?,
        };
        let df = self.degrees_of_freedom(question, &replicated);
        replace_cells(found, &replicated, 0, df, question)?;
        Ok(self.facts(&replicated))
    }

    /// Refuses what replicates cannot give.
    pub(crate) fn check(&self, statistic: StatisticKind) -> Result<(), InputError> {
        if self.replicates == Some(Method::Jkn) && statistic == StatisticKind::Quantile {
            let needed = "--statistic mean, total, share or ratio";
            return Err(InputError::Needs { option: "--replicates jkn", needed });
        }
        Ok(())
    }

    /// The estimates of all tables, one after the other, with their replicates.
    pub(crate) fn replicate(
        &self,
        source: Source<'_>,
        columns: &[String],
        tables: &[Table<'_>],
    ) -> Result<Replicated, InputError> {
        let statistic =
            |weights: &[f64]| Some(tables.iter().flat_map(|table| table.estimates(weights)).collect());
        match self.replicates {
            Some(method) => replicate(source.design, self.replication(method), self.centre(), statistic)
                .map_err(|error| source.names.told(error, source.frame)),
            None => self.given(source, columns, statistic),
        }
    }

    fn centre(&self) -> Centre {
        match self.centre {
            Around::Full => Centre::FullSample,
            Around::Mean => Centre::ReplicateMean,
        }
    }

    fn replication(&self, method: Method) -> Replication {
        match method {
            Method::Jkn => Replication::Jackknife,
            Method::Brr => Replication::BalancedHalfSamples,
            Method::Fay { rho } => Replication::Fay { rho },
            Method::Raowu { replicates } => Replication::RaoWu { replicates, seed: self.seed },
        }
    }

    /// Given replicate weights do not tell how many units they were made from: then one less than there are replicates.
    pub(crate) fn degrees_of_freedom(&self, question: &QuestionArgs, replicated: &Replicated) -> Option<f64> {
        let own = self.replicates.is_none() && question.df == Df::Domain;
        own.then_some(replicated.replicates.len() as f64 - 1.0)
    }

    pub(crate) fn facts(&self, replicated: &Replicated) -> ReplicateFacts {
        let replicates = replicated.replicates.len();
        let scale = self.replicates.is_none().then(|| self.factor(replicates));
        ReplicateFacts { replicates, scale }
    }

    /// The factor of each squared deviation of given replicates.
    fn factor(&self, replicates: usize) -> f64 {
        let count = replicates as f64;
        self.scale.unwrap_or(match self.centre {
            Around::Full => 1.0 / count,
            Around::Mean => 1.0 / (count - 1.0).max(1.0),
        })
    }

    fn given(
        &self,
        source: Source<'_>,
        columns: &[String],
        statistic: impl Fn(&[f64]) -> Option<Vec<f64>>,
    ) -> Result<Replicated, InputError> {
        let weights: Result<Vec<Vec<f64>>, InputError> =
            columns.iter().map(|column| weights(source.frame, column)).collect();
        let factors = vec![self.factor(columns.len()); columns.len()];
        Ok(from_given_weights(source.design.weights(), &weights?, &factors, self.centre(), statistic)?)
    }
}

fn weights(frame: &Frame, column: &str) -> Result<Vec<f64>, InputError> {
    let cells = frame.numbers(column)?.into_iter().enumerate();
    cells
        .map(|(row, weight)| match weight {
            Some(weight) if weight >= 0.0 => Ok(weight),
            Some(weight) => Err(InputError::BadWeight {
                at: frame.at(row),
                column: column.to_owned(),
                value: weight.to_string(),
            }),
            None => Err(InputError::MissingWeight { at: frame.at(row), column: column.to_owned() }),
        })
        .collect()
}

/// A table of estimates that can be made again with other weights.
pub(crate) struct Table<'a> {
    values: &'a Values,
    groups: &'a Groups,
    /// Which cells have an estimate.
    wanted: Vec<bool>,
    /// The answers of each group in order, for quantiles.
    in_order: Vec<InOrder>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(values: &'a Values, groups: &'a Groups, found: &[Found]) -> Self {
        let in_order = match values {
            Values::Quantiles(values, _) => (0..groups.names.len())
                .map(|group| {
                    let is_member = |row: usize| groups.of_row[row].is_some_and(|of| of as usize == group);
                    InOrder::new(values, is_member)
                })
                .collect(),
            _ => Vec::new(),
        };
        let wanted = found.iter().map(|found| found.estimate.is_some()).collect();
        Self { values, groups, wanted, in_order }
    }

    /// The estimates of all wanted cells, in the order of the cells. What cannot be computed is not a number, which the
    /// replication refuses.
    fn estimates(&self, weights: &[f64]) -> Vec<f64> {
        let mut all = Vec::with_capacity(self.wanted.len());
        let yes = |answer: bool| f64::from(u8::from(answer));
        let groups = self.groups;
        match self.values {
            Values::Mean(values) => sums(weights, groups, |row| values[row].map(|y| (y, 1.0)))
                .for_each(|(above, below)| all.push(above / below)),
            Values::Total(values) => {
                sums(weights, groups, |row| values[row].map(|y| (y, 1.0)))
                    .for_each(|(above, _)| all.push(above));
            }
            Values::Ratio(above, below) => sums(weights, groups, |row| above[row].zip(below[row]))
                .for_each(|(above, below)| all.push(above / below)),
            Values::Shares(answers) => {
                for (_, answers) in answers {
                    sums(weights, groups, |row| answers[row].map(|answer| (yes(answer), 1.0)))
                        .for_each(|(above, below)| all.push(above / below));
                }
            }
            Values::Quantiles(_, probabilities) => {
                for &probability in probabilities {
                    let quantile = |answers: &InOrder| answers.quantile(weights, probability);
                    all.extend(self.in_order.iter().map(|answers| quantile(answers).unwrap_or(f64::NAN)));
                }
            }
        }
        all.into_iter().zip(&self.wanted).filter(|(_, wanted)| **wanted).map(|(value, _)| value).collect()
    }

    fn is_full(&self) -> bool {
        self.wanted.iter().all(|wanted| *wanted)
    }

    /// How many cells have an estimate.
    pub(crate) fn count(&self) -> usize {
        self.wanted.iter().filter(|wanted| **wanted).count()
    }
}

/// Puts the replicates' standard errors into the cells that have an estimate; theirs begin at `first`.
pub(crate) fn replace_cells(
    found: &mut [Found],
    replicated: &Replicated,
    first: usize,
    df: Option<f64>,
    question: &QuestionArgs,
) -> Result<(), InputError> {
    let cells = found.iter_mut().filter(|found| found.estimate.is_some());
    for (place, cell) in (first..).zip(cells) {
        if let Some(estimate) = cell.estimate {
            let new = replaced(estimate, replicated, place, df, question)?;
            *cell = Found::new(cell.cell.clone(), Some(new));
        }
    }
    Ok(())
}

/// `Σ w y` and `Σ w x` of each group.
fn sums(
    weights: &[f64],
    groups: &Groups,
    pair: impl Fn(usize) -> Option<(f64, f64)>,
) -> impl Iterator<Item = (f64, f64)> {
    let mut sums = vec![(0.0, 0.0); groups.names.len()];
    for (row, (weight, group)) in weights.iter().zip(&groups.of_row).enumerate() {
        if let (Some(group), Some((y, x))) = (group, pair(row)) {
            let (above, below) = &mut sums[*group as usize];
            *above += weight * y;
            *below += weight * x;
        }
    }
    sums.into_iter()
}

fn replaced(
    old: Estimate,
    replicated: &Replicated,
    place: usize,
    df: Option<f64>,
    question: &QuestionArgs,
) -> Result<Estimate, InputError> {
    let se = replicated.standard_error(place);
    let df = df.unwrap_or(old.df);
    let options = question.options();
    let (interval, interval_method) = if old.yes.is_some() {
        interval_from_standard_error(old.value, se, old.n, df, options.interval, options.level)?
    } else {
        (replicated.interval(place, options.level, df)?, old.interval_method)
    };
    let larger = if old.se > 0.0 { (se / old.se).powi(2) } else { f64::NAN };
    let design_effect = old.design_effect.map(|effect| effect * larger).filter(|effect| effect.is_finite());
    let variation = match old.variation {
        // Against the rounding of the replicates' values.
        Variation::Seen | Variation::NotSeen if se > 1e-12 * old.value.abs() => Variation::Seen,
        Variation::Seen => Variation::NotSeen,
        other => other,
    };
    Ok(Estimate { se, df, variation, df_satterthwaite: df, interval, interval_method, design_effect, ..old })
}
