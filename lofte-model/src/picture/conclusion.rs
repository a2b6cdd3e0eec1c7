//! What the figures of a picture allow to be said, and by which rules.
//!
//! The rule is plain and on the safe side: two figures differ when their intervals do not touch. Intervals that touch may
//! still hide a difference, so that it is "cannot be told apart", never "alike". A picture keeps its statements on the
//! newest figures together with the rules that made them: a frozen edition goes on saying what was adopted. What a
//! reader asks beyond that is concluded by the rules that the picture keeps. Wording is not here.

use super::trend::Trend;
use super::{MonthlySeries, OfficialCell, RateRule, ShareCell, SituationReport, WeekGrid, WithInterval};
use crate::coverage::Gap;
use crate::picture::cells::AreaCount;
use crate::place::AreaCode;
use crate::policy;
use crate::records::{Category, RecordKind};
use lofte_analysis::incidents::rates::garwood;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The rules that conclusions are drawn by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// When two figures differ.
    pub difference: Difference,
    /// Confidence level of intervals that are computed for a conclusion.
    pub level: f64,
    /// Months in each of the two periods that a trend compares.
    pub months: u16,
}

/// When two figures differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// When their intervals do not touch.
    IntervalsApart,
}

impl Rules {
    /// The rules of pictures that are computed now, and of those that kept none.
    pub const CURRENT: Self = Self {
        difference: Difference::IntervalsApart,
        level: policy::LEVEL,
        months: policy::MONTHS_COMPARED,
    };

    /// Whether one figure is surely above (`Greater`) or below the other; `None` when that cannot be told.
    pub fn differ(self, one: WithInterval, other: WithInterval) -> Option<Ordering> {
        match self.difference {
            Difference::IntervalsApart if one.lower > other.upper => Some(Ordering::Greater),
            Difference::IntervalsApart if one.upper < other.lower => Some(Ordering::Less),
            Difference::IntervalsApart => None,
        }
    }

    /// A count as a figure: the exact interval of its Poisson mean.
    pub fn counted(self, count: u64) -> Option<WithInterval> {
        let interval = garwood(count, self.level).ok()?;
        Some(WithInterval { value: count as f64, lower: interval.lower, upper: interval.upper })
    }

    /// Who is at an end of the order, and from whom it cannot be told apart; `None` of nobody.
    pub fn outermost<T: Clone>(self, figures: &[(T, WithInterval)], end: End) -> Option<Outermost<T>> {
        let further = |next: f64, best: f64| match end {
            End::Highest => next > best,
            End::Lowest => next < best,
        };
        let first = (0..figures.len()).reduce(|best, next| {
            if further(figures[next].1.value, figures[best].1.value) { next } else { best }
        })?;
        let (name, figure) = figures.get(first)?;
        let others = figures.iter().enumerate().filter(|(at, _)| *at != first).map(|(_, other)| other);
        let alike: Vec<&T> = others
            .filter(|(_, other)| self.differ(*figure, *other).is_none())
            .map(|(name, _)| name)
            .collect();
        Some(Outermost {
            first: name.clone(),
            figure: *figure,
            others: figures.len() - 1,
            alike: alike.len(),
            named: if alike.len() <= policy::MOST_NAMED_ALIKE {
                alike.into_iter().cloned().collect()
            } else {
                Vec::new()
            },
        })
    }
}

/// The end of an order that a reader asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The most.
    Highest,
    /// The least.
    Lowest,
}

/// Who is at the end of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outermost<T> {
    /// Who.
    pub first: T,
    /// Its figure.
    pub figure: WithInterval,
    /// How many there are beside it.
    pub others: usize,
    /// How many of those cannot be told apart from it.
    pub alike: usize,
    /// Which, where they are few ([`policy::MOST_NAMED_ALIKE`]).
    pub named: Vec<T>,
}

impl<T> Outermost<T> {
    /// The same of other names.
    pub fn map<U>(&self, name: impl Fn(&T) -> U) -> Outermost<U> {
        let Self { first, figure, others, alike, named } = self;
        let named = named.iter().map(&name).collect();
        Outermost { first: name(first), figure: *figure, others: *others, alike: *alike, named }
    }
}

/// Where most is counted per resident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HighestRate {
    /// Kind of row.
    pub kind: RecordKind,
    /// Category; `None` for all together.
    pub category: Option<Category>,
    /// Year.
    pub year: i16,
    /// The area.
    pub found: Outermost<AreaCode>,
}

/// When in the week most rows fall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekPeak {
    /// Kind of row.
    pub kind: RecordKind,
    /// The weekday, from Monday (0).
    pub weekday: Option<Outermost<u8>>,
    /// The quarter of a day, by its first hour.
    pub quarter: Option<Outermost<u8>>,
}

/// How the newest share of an indicator stands to the wave before, and which area is lowest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareStatement {
    /// Indicator, by code.
    pub indicator: String,
    /// The newest wave with a share of the whole municipality.
    pub wave: String,
    /// The wave before it that has one, and whether the newest is above or below; nothing where that cannot be told.
    pub before: Option<(String, Option<Direction>)>,
    /// The area with the lowest share in the newest wave.
    pub lowest: Option<Outermost<AreaCode>>,
}

/// A difference that intervals allow to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More than.
    Above,
    /// Less than.
    Below,
}

impl Direction {
    /// Of an order.
    pub fn of(order: Option<Ordering>) -> Option<Self> {
        match order {
            Some(Ordering::Greater) => Some(Self::Above),
            Some(Ordering::Less) => Some(Self::Below),
            _ => None,
        }
    }
}

/// What a picture states of its newest figures, and by which rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conclusions {
    /// The rules.
    pub rules: Rules,
    /// Where most is counted per resident in the newest year, by kind and category.
    pub highest: Vec<HighestRate>,
    /// Whether it becomes more or less, by kind.
    pub trends: Vec<Trend>,
    /// When in the week, by kind.
    pub weeks: Vec<WeekPeak>,
    /// How safe people feel, by indicator.
    pub shares: Vec<ShareStatement>,
}

impl Conclusions {
    /// Concludes from the figures of a picture that has none yet; `highest` comes from the counts, which are elsewhere.
    pub fn of(report: &SituationReport, highest: Vec<HighestRate>) -> Self {
        let rules = Rules::CURRENT;
        let series = report.monthly.iter().flat_map(|figures| &figures.cells);
        let grids = report.week.iter().flat_map(|figures| &figures.cells);
        let shares = report.shares.as_ref().map_or(&[][..], |figures| &figures.cells);
        let mut indicators: Vec<&str> = shares.iter().map(|cell| cell.indicator.as_str()).collect();
        indicators.sort_unstable();
        indicators.dedup();
        Self {
            rules,
            highest,
            trends: series.map(|series| Trend::of(series, &report.gaps, rules)).collect(),
            weeks: grids.map(|grid| WeekPeak::of(grid, rules)).collect(),
            shares: indicators
                .iter()
                .filter_map(|code| ShareStatement::of(shares, code, None, rules))
                .collect(),
        }
    }
}

/// The rates of statistical areas, by the rule of the picture.
pub fn rated(
    counts: &[AreaCount],
    rule: RateRule,
    is_compared: impl Fn(&AreaCode) -> bool,
) -> Vec<(&AreaCode, WithInterval)> {
    let rated = counts.iter().filter_map(|counted| {
        let area = counted.area.as_ref().filter(|area| is_compared(area))?;
        Some((area, rule.rate(counted.count, counted.residents)?))
    });
    rated.collect()
}

impl WeekPeak {
    /// When in the week most rows of a grid fall.
    pub fn of(grid: &WeekGrid, rules: Rules) -> Self {
        let figure = |(at, count): (usize, u64)| Some((u8::try_from(at).ok()?, rules.counted(count)?));
        let days: Vec<_> = grid.weekdays.iter().copied().enumerate().filter_map(figure).collect();
        let quarters = grid.hours.chunks(6).map(|hours| hours.iter().sum()).enumerate();
        let quarters: Vec<_> = quarters.filter_map(|(at, count)| figure((at * 6, count))).collect();
        Self {
            kind: grid.kind,
            weekday: rules.outermost(&days, End::Highest),
            quarter: rules.outermost(&quarters, End::Highest),
        }
    }
}

impl ShareStatement {
    /// Of the newest wave with a share, or of the areas of another wave; `None` where no share is known.
    pub fn of(cells: &[ShareCell], indicator: &str, areas_of: Option<&str>, rules: Rules) -> Option<Self> {
        let of_indicator = || cells.iter().filter(|cell| cell.indicator == indicator);
        let mut whole: Vec<(&ShareCell, WithInterval)> = of_indicator()
            .filter(|cell| cell.area.is_none())
            .filter_map(|cell| Some((cell, cell.share?)))
            .collect();
        whole.sort_by_key(|(cell, _)| (cell.year, cell.wave.to_string()));
        let (newest, now) = *whole.last()?;
        let before = whole.len().checked_sub(2).and_then(|at| whole.get(at));
        let wave = newest.wave.to_string();
        let areas: Vec<(AreaCode, WithInterval)> = of_indicator()
            .filter(|cell| cell.wave.to_string() == areas_of.unwrap_or(&wave))
            .filter_map(|cell| Some((cell.area.clone()?, cell.share?)))
            .collect();
        Some(Self {
            indicator: indicator.to_owned(),
            before: before
                .map(|(cell, then)| (cell.wave.to_string(), Direction::of(rules.differ(now, *then)))),
            lowest: rules.outermost(&areas, End::Lowest),
            wave,
        })
    }
}

impl OfficialCell {
    /// Whether the published figure is surely above or below another; nothing where that cannot be told.
    pub fn against(&self, other: &Self, rules: Rules) -> Option<Direction> {
        Direction::of(rules.differ(self.per_100_000?, other.per_100_000?))
    }
}

impl SituationReport {
    /// The rules that are concluded by.
    pub fn rules(&self) -> Rules {
        self.conclusions.as_ref().map_or(Rules::CURRENT, |conclusions| conclusions.rules)
    }

    /// Where most is counted per resident, as the picture states it; `None` where it does not.
    pub fn highest(&self, kind: RecordKind, category: Option<&Category>, year: i16) -> Option<&HighestRate> {
        let mut stated = self.conclusions.iter().flat_map(|conclusions| &conclusions.highest);
        stated.find(|known| (known.kind, known.category.as_ref(), known.year) == (kind, category, year))
    }

    /// Whether it becomes more or less: as the picture states it, or by its rules.
    pub fn trend(&self, series: &MonthlySeries) -> Trend {
        let mut stated = self.conclusions.iter().flat_map(|conclusions| &conclusions.trends);
        let stated = stated.find(|known| known.kind == series.kind).cloned();
        stated.unwrap_or_else(|| Trend::of(series, &self.gaps, self.rules()))
    }

    /// When in the week: as the picture states it, or by its rules.
    pub fn week_peak(&self, grid: &WeekGrid) -> WeekPeak {
        let mut stated = self.conclusions.iter().flat_map(|conclusions| &conclusions.weeks);
        let stated = stated.find(|known| known.kind == grid.kind).cloned();
        stated.unwrap_or_else(|| WeekPeak::of(grid, self.rules()))
    }

    /// How safe people feel, with the areas of a wave: as the picture states it, or by its rules.
    pub fn share_statement(&self, indicator: &str, areas_of: &str) -> Option<ShareStatement> {
        let mut stated = self.conclusions.iter().flat_map(|conclusions| &conclusions.shares);
        let stated = stated.find(|known| known.indicator == indicator && known.wave == areas_of).cloned();
        let cells = self.shares.as_ref().map_or(&[][..], |figures| &figures.cells);
        stated.or_else(|| ShareStatement::of(cells, indicator, Some(areas_of), self.rules()))
    }

    /// The gaps of one kind.
    pub(crate) fn gaps_of(gaps: &[Gap], kind: RecordKind) -> impl Iterator<Item = &Gap> {
        gaps.iter().filter(move |gap| gap.kind == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(all: &[(&'static str, f64, f64, f64)]) -> Vec<(&'static str, WithInterval)> {
        all.iter()
            .map(|(name, value, lower, upper)| {
                (*name, WithInterval { value: *value, lower: *lower, upper: *upper })
            })
            .collect()
    }

    #[test]
    fn only_an_interval_of_its_own_makes_somebody_highest() {
        let highest = |all: &[_]| Rules::CURRENT.outermost(&figures(all), End::Highest).unwrap();
        let apart = highest(&[("A", 98.0, 89.0, 108.0), ("B", 40.0, 30.0, 50.0)]);
        assert_eq!((apart.first, apart.others, apart.alike), ("A", 1, 0));
        let partly = highest(&[("B", 95.0, 80.0, 110.0), ("A", 98.0, 89.0, 108.0), ("C", 4.0, 3.0, 5.0)]);
        assert_eq!((partly.first, partly.others, partly.named), ("A", 2, vec!["B"]));
        let many: Vec<_> =
            ["A", "B", "C", "D", "E", "F"].into_iter().map(|name| (name, 9.0, 5.0, 13.0)).collect();
        let many = highest(&many);
        assert_eq!((many.first, many.others, many.alike, many.named.len()), ("A", 5, 5, 0));
        assert_eq!(Rules::CURRENT.outermost::<u8>(&[], End::Lowest), None);
    }

    #[test]
    fn the_lowest_is_looked_for_from_below() {
        let lowest = Rules::CURRENT
            .outermost(&figures(&[("A", 0.6, 0.55, 0.65), ("B", 0.4, 0.35, 0.45)]), End::Lowest);
        assert_eq!(lowest.map(|found| (found.first, found.alike)), Some(("B", 0)));
    }

    #[test]
    fn what_a_picture_states_is_told_again_whatever_the_rules_become() {
        let mut report = super::super::tests::report();
        let grid = WeekGrid::of(RecordKind::Offence, &[[1; 24]; 7], 0, false).unwrap();
        let peak = WeekPeak { weekday: None, ..WeekPeak::of(&grid, Rules::CURRENT) };
        assert_ne!(report.week_peak(&grid), peak);
        let mut stated = Conclusions::of(&report, Vec::new());
        stated.weeks = vec![peak.clone()];
        report.conclusions = Some(stated);
        assert_eq!(report.week_peak(&grid), peak);
    }
}
