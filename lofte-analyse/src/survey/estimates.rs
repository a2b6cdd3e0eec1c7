//! Estimates for every group and answer, from one design.

use crate::input::columns::Frame;
use crate::input_error::InputError;
use crate::survey::design::Names;
use crate::survey::question::{Groups, Values};
use lofte_analysis::survey::quantile::quantile;
use lofte_analysis::survey::reliability::{Reliability, ReliabilityLimits, reliability};
use lofte_analysis::survey::statistic::Statistic;
use lofte_analysis::survey::{
    Design, Estimate, EstimateOptions, SurveyError, Variation, mean, means_by, ratio, share, shares_by, total,
};
use serde::ser::Error;
use serde::{Serialize, Serializer};

/// What an estimate is of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Cell {
    /// The labels of the group, in the order of `--by`.
    pub(crate) group: Vec<String>,
    /// The answer, where the share of each is asked for.
    pub(crate) answer: Option<String>,
    /// The probability of a quantile.
    pub(crate) probability: Option<f64>,
}

/// An estimate; none where nobody in the group answered or nothing can be said of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    #[serde(flatten)]
    pub(crate) cell: Cell,
    #[serde(serialize_with = "without_empty_interval")]
    pub(crate) estimate: Option<Estimate>,
    pub(crate) design_effect_with_replacement: Option<f64>,
    /// The mark of NCHS for shares; of anything else only that nothing says how uncertain it is.
    pub(crate) reliability: Option<Reliability>,
}

impl Found {
    pub(crate) fn new(cell: Cell, estimate: Option<Estimate>) -> Self {
        let mark = |estimate: &Estimate| {
            let share = estimate.yes.is_some() && estimate.variation != Variation::OneUnit;
            if share {
                return Some(reliability(estimate, &ReliabilityLimits::NCHS));
            }
            (!has_interval(estimate)).then_some(Reliability::Suppress)
        };
        Self {
            cell,
            design_effect_with_replacement: estimate.and_then(|e| e.design_effect_with_replacement()),
            reliability: estimate.as_ref().and_then(mark),
            estimate,
        }
    }
}

/// Whether anything says how uncertain an estimate is: an interval of no width, or of everything, is none.
pub(crate) fn has_interval(estimate: &Estimate) -> bool {
    match estimate.variation {
        Variation::Seen | Variation::Census => true,
        Variation::NotSeen => estimate.yes.is_some(),
        Variation::OneUnit => false,
    }
}

#[expect(clippy::ref_option, reason = "serde hands the field over as it is")]
fn without_empty_interval<S: Serializer>(
    estimate: &Option<Estimate>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(estimate).map_err(S::Error::custom)?;
    if estimate.is_some_and(|estimate| !has_interval(&estimate)) {
        value["interval"] = serde_json::Value::Null;
    }
    value.serialize(serializer)
}

/// Where estimates come from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) design: &'a Design,
    pub(crate) names: &'a Names,
    pub(crate) frame: &'a Frame,
    pub(crate) options: &'a EstimateOptions,
}

impl Source<'_> {
    fn told(&self, error: SurveyError) -> InputError {
        self.names.told(error, self.frame)
    }

    /// All estimates: answer by answer, and for each the groups in order.
    pub(crate) fn estimates(&self, values: &Values, groups: &Groups) -> Result<Vec<Found>, InputError> {
        let mut found = Vec::new();
        match values {
            Values::Shares(answers) => {
                for (code, answers) in answers {
                    let estimates = self.shares(answers, groups)?;
                    collect(&mut found, groups, estimates, code.as_ref(), None);
                }
            }
            Values::Quantiles(values, probabilities) => {
                for &probability in probabilities {
                    let one = |domain: Option<&[bool]>| {
                        quantile(self.design, values, probability, domain, self.options)
                    };
                    let estimates = self.by_domain(groups, one)?;
                    collect(&mut found, groups, estimates, None, Some(probability));
                }
            }
            Values::Mean(values) => {
                let estimates = self.means(values, groups)?;
                collect(&mut found, groups, estimates, None, None);
            }
            Values::Total(values) => {
                let one = |domain: Option<&[bool]>| total(self.design, values, domain, self.options);
                let estimates = self.by_domain(groups, one)?;
                collect(&mut found, groups, estimates, None, None);
            }
            Values::Ratio(above, below) => {
                let one = |domain: Option<&[bool]>| ratio(self.design, above, below, domain, self.options);
                let estimates = self.by_domain(groups, one)?;
                collect(&mut found, groups, estimates, None, None);
            }
        }
        Ok(found)
    }

    fn shares(&self, answers: &[Option<bool>], groups: &Groups) -> Result<Vec<Option<Estimate>>, InputError> {
        if groups.is_whole() {
            let domain = groups.domain(0);
            return Ok(vec![Some(
                share(self.design, answers, Some(&domain), self.options).map_err(|e| self.told(e))?,
            )]);
        }
        shares_by(self.design, answers, &groups.of_row, groups.names.len(), self.options)
            .map_err(|e| self.told(e))
    }

    fn means(&self, values: &[Option<f64>], groups: &Groups) -> Result<Vec<Option<Estimate>>, InputError> {
        if groups.is_whole() {
            let domain = groups.domain(0);
            return Ok(vec![Some(
                mean(self.design, values, Some(&domain), self.options).map_err(|e| self.told(e))?,
            )]);
        }
        means_by(self.design, values, &groups.of_row, groups.names.len(), self.options)
            .map_err(|e| self.told(e))
    }

    /// One group after the other. With a single group the refusal is told, in a table the cell stays empty.
    fn by_domain(
        &self,
        groups: &Groups,
        one: impl Fn(Option<&[bool]>) -> Result<Estimate, SurveyError>,
    ) -> Result<Vec<Option<Estimate>>, InputError> {
        (0..groups.names.len())
            .map(|group| match one(Some(&groups.domain(group))) {
                Ok(estimate) => Ok(Some(estimate)),
                Err(
                    SurveyError::NoAnswers
                    | SurveyError::NoDegreesOfFreedom { .. }
                    | SurveyError::ZeroDenominator,
                ) if !groups.is_whole() => Ok(None),
                Err(error) => Err(self.told(error)),
            })
            .collect()
    }

    /// The statistics behind the estimates of one wave, in the same order, for changes within one design. A quantile has no
    /// linearised variable: the mean of the same answers stands for it, so that the degrees of freedom are right, and the
    /// variance must come from replicates.
    pub(crate) fn statistics(
        &self,
        values: &Values,
        groups: &Groups,
    ) -> Result<Vec<Option<Statistic>>, InputError> {
        let mut statistics = Vec::new();
        let answers = match values {
            Values::Shares(answers) => answers.len(),
            Values::Quantiles(_, probabilities) => probabilities.len(),
            Values::Mean(_) | Values::Total(_) | Values::Ratio(..) => 1,
        };
        for answer in 0..answers {
            for group in 0..groups.names.len() {
                let domain = groups.domain(group);
                let domain = Some(domain.as_slice());
                let statistic = match values {
                    Values::Mean(values) | Values::Quantiles(values, _) => {
                        Statistic::mean(self.design, values, domain)
                    }
                    Values::Total(values) => Statistic::total(self.design, values, domain),
                    Values::Ratio(above, below) => Statistic::ratio(self.design, above, below, domain),
                    Values::Shares(answers) => Statistic::share(self.design, &answers[answer].1, domain),
                };
                statistics.push(match statistic {
                    Ok(statistic) => Some(statistic),
                    Err(SurveyError::NoAnswers | SurveyError::ZeroDenominator) if !groups.is_whole() => None,
                    Err(error) => return Err(self.told(error)),
                });
            }
        }
        Ok(statistics)
    }
}

fn collect(
    found: &mut Vec<Found>,
    groups: &Groups,
    estimates: Vec<Option<Estimate>>,
    answer: Option<&String>,
    probability: Option<f64>,
) {
    let cells =
        groups.names.iter().map(|group| Cell { group: group.clone(), answer: answer.cloned(), probability });
    found.extend(cells.zip(estimates).map(|(cell, estimate)| Found::new(cell, estimate)));
}

impl Groups {
    /// Whether there is one group without a name.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.names.as_slice(), [name] if name.is_empty())
    }

    /// The rows of a group.
    pub(crate) fn domain(&self, group: usize) -> Vec<bool> {
        self.of_row.iter().map(|of_row| of_row.is_some_and(|of_row| of_row as usize == group)).collect()
    }
}
