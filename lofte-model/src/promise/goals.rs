//! Effect goals of other kinds than the share of a survey: the mean of a survey, figures that exist only as a table,
//! published statistics, and counts of incidents before and after.
//!
//! Each is frozen with its rule, where it starts, what decides and when. The one that is named first decides for the
//! promise; the others are told beside it, adjusted for being many. Leaves out the judgement, which is the follow-up's.

use super::{Direction, EffectGoal, KnownWave, MOST_RISK, PromiseGap};
use crate::period::{PLAUSIBLE_YEARS, Period};
use crate::place::AreaCode;
use crate::records::{Category, RecordKind};
use crate::survey::{MeanOf, WaveName};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The rule of a goal. The threshold is in the unit of the goal: a share for shares and for counts (0.2 for 20 % fewer),
/// points for means and indices.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalRule {
    /// Way.
    pub direction: Direction,
    /// The change that must be exceeded in the promised direction; 0 means any change for the better.
    pub threshold: f64,
    /// Risk of calling the goal reached when it was not, and the other way round.
    pub alpha: f64,
}

/// Those among the answers that a goal is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What they are called.
    pub name: String,
    /// The question that tells them apart.
    pub item: String,
    /// Answers that belong.
    pub codes: Vec<i16>,
}

/// The mean of the answers to a question, or an index kept as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeanGoal {
    /// What the mean is of, in words.
    pub name: String,
    /// The question.
    pub item: String,
    /// The lowest answer that counts, 0 for an index of 0 to 6.
    pub lowest: i16,
    /// The highest; answers outside ("don't know") stand outside the mean.
    pub highest: i16,
    /// Among whom, where not among all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// Areas; empty for the whole municipality.
    pub areas: Vec<AreaCode>,
    /// The wave to compare with.
    pub baseline: WaveName,
    /// The wave that will tell.
    pub follow_up: WaveName,
    /// Its year.
    pub follow_up_year: i16,
    /// Rule.
    pub rule: GoalRule,
}

impl MeanGoal {
    /// What is measured, as a wave is asked for it.
    pub fn of(&self) -> MeanOf<'_> {
        MeanOf {
            item: &self.item,
            range: (self.lowest, self.highest),
            group: self.group.as_ref().map(|group| (group.item.as_str(), group.codes.as_slice())),
            areas: &self.areas,
        }
    }
}

/// What a figure in a table measures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "scale")]
pub enum StatedScale {
    /// A share, 0–1.
    Share,
    /// An index or a mean between two ends.
    Index {
        /// Lowest.
        lowest: f64,
        /// Highest.
        highest: f64,
    },
    /// A number of events in the year.
    Count,
}

/// How sure a figure in a table is, as far as the table says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "certainty")]
pub enum Certainty {
    /// So many answers; of a sample whose design is not known.
    Answers {
        /// How many.
        n: u64,
    },
    /// An interval with 95 % confidence.
    Interval {
        /// Lower end.
        lower: f64,
        /// Upper end.
        upper: f64,
    },
    /// A whole count: it varies by chance as counts do.
    Counted,
}

/// A figure as a table states it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatedFigure {
    /// Year.
    pub year: i16,
    /// The figure, in the unit of its scale.
    pub value: f64,
    /// How sure it is.
    #[serde(flatten)]
    pub certainty: Certainty,
    /// The first day of the measurement, where the table says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured_from: Option<Date>,
}

/// A goal whose figures exist only as a table, or as published statistics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatedGoal {
    /// What is measured, in words: "andelen som känner sig trygga ute sent".
    pub name: String,
    /// Where the figures are from: who publishes them, and which table.
    pub source: String,
    /// Where, as the table calls it.
    pub place: String,
    /// What the figures are.
    #[serde(flatten)]
    pub scale: StatedScale,
    /// Where it starts.
    pub baseline: StatedFigure,
    /// The year whose figure will tell.
    pub follow_up_year: i16,
    /// Rule.
    pub rule: GoalRule,
}

/// Incidents before and after, from the municipality's own deliveries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentGoal {
    /// What is counted, in words.
    pub name: String,
    /// Kind of rows.
    pub incidents: RecordKind,
    /// Categories; empty for all.
    pub categories: Vec<Category>,
    /// Areas together; empty for the whole municipality.
    pub areas: Vec<AreaCode>,
    /// Areas where nothing is done, to compare with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared_with: Vec<AreaCode>,
    /// The months that it starts from.
    pub before: Period,
    /// The months that will tell.
    pub after: Period,
    /// Rule.
    pub rule: GoalRule,
}

/// Counts by month: where something is done, and each area that it is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyCounts {
    /// Where something is done.
    pub treated: Vec<u64>,
    /// Where nothing is, an area each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Vec<u64>>,
}

/// An effect goal of any kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Goal {
    /// The share of a survey.
    Share(EffectGoal),
    /// The mean of a survey.
    Mean(MeanGoal),
    /// A table or published statistics.
    Stated(StatedGoal),
    /// Counts of incidents.
    Incidents(IncidentGoal),
}

/// Something that a goal lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoalGap {
    /// No name.
    #[error("say what is measured")]
    NoName,
    /// No source of figures.
    #[error("say where the figures are from")]
    NoSource,
    /// The ends of a scale are the wrong way round.
    #[error("the lowest answer must lie below the highest")]
    Scale,
    /// A figure outside its scale.
    #[error("the figure must lie on its scale")]
    OffScale,
    /// A figure that does not say how sure it is.
    #[error("the table must say how sure the figure is: an interval, or how many answered")]
    NoCertainty,
    /// An index known by its number of answers alone.
    #[error("an index needs an interval: the number of answers does not say how much they vary")]
    IndexNeedsInterval,
    /// An interval that does not hold its figure.
    #[error("the interval must hold the figure")]
    BadInterval,
    /// Too few answers or events for any verdict.
    #[error("there are too few answers or events for any verdict: at least {least}")]
    TooFew {
        /// The floor.
        least: u64,
    },
    /// What decides does not come after where it starts.
    #[error("what decides must come after where it starts")]
    NotAfter,
    /// Periods that are not the same months of the year.
    #[error("both periods must be whole months and the same months of the year")]
    OtherMonths,
    /// An area that is compared with itself.
    #[error("an area cannot be compared with itself")]
    ComparedWithItself,
    /// Threshold or risk out of range.
    #[error("the threshold must be 0 or more and fit the scale, and the risk above 0 and at most 0.2")]
    BadRule,
    /// Years that nobody can have meant.
    #[error("years must lie between 1990 and 2100")]
    ImplausibleYear,
}

/// Fewest answers that a figure of a table may rest on.
pub const LEAST_ANSWERS: u64 = 30;
/// Fewest events a year of which any change could be told.
pub const LEAST_EVENTS: u64 = 20;

impl Goal {
    /// What is measured, in words.
    pub fn name(&self) -> &str {
        match self {
            Self::Share(goal) => &goal.indicator.name,
            Self::Mean(goal) => &goal.name,
            Self::Stated(goal) => &goal.name,
            Self::Incidents(goal) => &goal.name,
        }
    }

    /// The rule.
    pub fn rule(&self) -> GoalRule {
        match self {
            Self::Share(goal) => {
                GoalRule { direction: goal.direction, threshold: goal.threshold, alpha: goal.alpha }
            }
            Self::Mean(goal) => goal.rule,
            Self::Stated(goal) => goal.rule,
            Self::Incidents(goal) => goal.rule,
        }
    }

    /// The year whose measurement tells.
    pub fn decided_in(&self) -> i16 {
        match self {
            Self::Share(goal) => goal.follow_up_year,
            Self::Mean(goal) => goal.follow_up_year,
            Self::Stated(goal) => goal.follow_up_year,
            Self::Incidents(goal) => goal.after.to().year(),
        }
    }

    /// Areas of the municipality that it names.
    pub fn areas(&self) -> impl Iterator<Item = &AreaCode> {
        let (areas, others): (&[AreaCode], &[AreaCode]) = match self {
            Self::Share(goal) => (&goal.areas, &[]),
            Self::Mean(goal) => (&goal.areas, &[]),
            Self::Stated(_) => (&[], &[]),
            Self::Incidents(goal) => (&goal.areas, &goal.compared_with),
        };
        areas.iter().chain(others)
    }

    /// The waves that it compares, where it compares waves.
    pub fn waves(&self) -> Option<(&WaveName, &WaveName)> {
        match self {
            Self::Share(goal) => Some((&goal.baseline, &goal.follow_up)),
            Self::Mean(goal) => Some((&goal.baseline, &goal.follow_up)),
            Self::Stated(_) | Self::Incidents(_) => None,
        }
    }

    /// What stands between the goal and a signature, given the waves that are delivered.
    pub fn gaps(&self, waves: &[KnownWave]) -> Vec<PromiseGap> {
        let of_waves = match self {
            Self::Share(goal) => return goal.gaps(waves),
            Self::Mean(goal) => mean_waves(goal, waves),
            Self::Stated(_) | Self::Incidents(_) => Vec::new(),
        };
        of_waves.into_iter().chain(self.own_gaps().into_iter().map(PromiseGap::Goal)).collect()
    }

    /// What is wrong in the goal itself.
    pub fn own_gaps(&self) -> Vec<GoalGap> {
        let mut gaps = match self {
            Self::Share(_) => return Vec::new(),
            Self::Mean(goal) if goal.lowest >= goal.highest => vec![GoalGap::Scale],
            Self::Mean(_) => Vec::new(),
            Self::Stated(goal) => goal.gaps(),
            Self::Incidents(goal) => goal.gaps(),
        };
        if self.name().trim().is_empty() {
            gaps.insert(0, GoalGap::NoName);
        }
        let rule = self.rule();
        let most = match self {
            Self::Mean(goal) => f64::from(goal.highest) - f64::from(goal.lowest),
            Self::Stated(StatedGoal { scale: StatedScale::Index { lowest, highest }, .. }) => {
                highest - lowest
            }
            _ => 1.0,
        };
        let fits = rule.threshold >= 0.0 && rule.threshold < most;
        if !(fits && rule.alpha > 0.0 && rule.alpha <= MOST_RISK) {
            gaps.push(GoalGap::BadRule);
        }
        if !PLAUSIBLE_YEARS.contains(&self.decided_in()) {
            gaps.push(GoalGap::ImplausibleYear);
        }
        gaps
    }
}

fn mean_waves(goal: &MeanGoal, waves: &[KnownWave]) -> Vec<PromiseGap> {
    let Some(wave) = waves.iter().find(|wave| wave.name == goal.baseline) else {
        return vec![PromiseGap::NoBaseline(goal.baseline.clone())];
    };
    let mut gaps = Vec::new();
    let asked = std::iter::once(&goal.item).chain(goal.group.iter().map(|group| &group.item));
    gaps.extend(
        asked.filter(|item| !wave.items.contains(item)).map(|item| PromiseGap::NoSuchItem(item.clone())),
    );
    let lacking: Vec<AreaCode> =
        goal.areas.iter().filter(|area| !wave.areas.contains(area)).cloned().collect();
    if !lacking.is_empty() {
        gaps.push(PromiseGap::NoSuchAreas(lacking));
    }
    if goal.baseline == goal.follow_up || goal.follow_up_year <= wave.year {
        gaps.push(PromiseGap::FollowUpNotAfter);
    }
    gaps
}

impl StatedGoal {
    fn gaps(&self) -> Vec<GoalGap> {
        let mut gaps = Vec::new();
        if self.source.trim().is_empty() {
            gaps.push(GoalGap::NoSource);
        }
        gaps.extend(figure_gaps(self.scale, &self.baseline));
        if self.follow_up_year <= self.baseline.year {
            gaps.push(GoalGap::NotAfter);
        }
        gaps
    }
}

/// What is wrong in a figure of a table: found when it is written, whether it starts a goal or decides it.
pub fn figure_gaps(scale: StatedScale, figure: &StatedFigure) -> Vec<GoalGap> {
    let mut gaps = Vec::new();
    let (lowest, highest) = match scale {
        StatedScale::Share => (0.0, 1.0),
        StatedScale::Index { lowest, highest } => (lowest, highest),
        StatedScale::Count => (0.0, f64::MAX),
    };
    if lowest.partial_cmp(&highest) != Some(std::cmp::Ordering::Less) {
        gaps.push(GoalGap::Scale);
    }
    let on_scale = |value: f64| (lowest..=highest).contains(&value);
    if !on_scale(figure.value) || scale == StatedScale::Count && figure.value.fract() != 0.0 {
        gaps.push(GoalGap::OffScale);
    }
    gaps.extend(match (scale, figure.certainty) {
        (StatedScale::Index { .. }, Certainty::Answers { .. }) => Some(GoalGap::IndexNeedsInterval),
        (StatedScale::Share, Certainty::Answers { n }) if n < LEAST_ANSWERS || few(figure.value, n) => {
            Some(GoalGap::TooFew { least: LEAST_ANSWERS })
        }
        (StatedScale::Share | StatedScale::Index { .. }, Certainty::Interval { lower, upper }) => {
            let holds = lower < upper && lower <= figure.value && figure.value <= upper;
            (!(holds && on_scale(lower) && on_scale(upper))).then_some(GoalGap::BadInterval)
        }
        (StatedScale::Count, Certainty::Counted) | (StatedScale::Share, Certainty::Answers { .. }) => None,
        _ => Some(GoalGap::NoCertainty),
    });
    if !PLAUSIBLE_YEARS.contains(&figure.year) {
        gaps.push(GoalGap::ImplausibleYear);
    }
    gaps
}

/// Whether a share has so few on one side that a table of it would tell of persons.
fn few(share: f64, n: u64) -> bool {
    let smallest = share.min(1.0 - share) * n as f64;
    (0.5..4.5).contains(&smallest)
}

impl IncidentGoal {
    fn gaps(&self) -> Vec<GoalGap> {
        let mut gaps = Vec::new();
        let whole = |period: Period| {
            period.from().day() == 1
                && period.to().day() == period.to().days_in_month()
                && period.is_plausible()
        };
        let start = |period: Period| (period.from().month(), months(period));
        if !(whole(self.before) && whole(self.after) && start(self.before) == start(self.after)) {
            gaps.push(GoalGap::OtherMonths);
        }
        if self.after.from() <= self.before.to() {
            gaps.push(GoalGap::NotAfter);
        }
        let itself = self.compared_with.iter().any(|area| self.areas.contains(area));
        if itself || self.areas.is_empty() && !self.compared_with.is_empty() {
            gaps.push(GoalGap::ComparedWithItself);
        }
        gaps
    }
}

/// Months that a period of whole months has.
pub fn months(period: Period) -> usize {
    let (from, to) = (period.from(), period.to());
    let months =
        (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month() - from.month()) + 1;
    usize::try_from(months).unwrap_or(0)
}

#[cfg(test)]
mod tests;
