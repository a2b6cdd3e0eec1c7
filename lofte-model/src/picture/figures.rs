//! Figures made from what the rows answer: published counts, weeks, shares of waves.
//!
//! Rates of areas have a file and a rule of their own ([`super::cells`]).

use super::{OfficialCell, RateRule, ShareCell, WeekGrid, WithInterval};
use crate::followup::{design, wave_evidence};
use crate::place::AreaCode;
use crate::policy;
use crate::records::{RecordKind, Statistic};
use crate::survey::{Indicator, WaveAnswers};
use lofte_analysis::incidents::time::{
    TimeError, TimePattern, TimePatternParams, even_exposure, time_pattern,
};
use lofte_analysis::survey::batches::ShareTable;
use lofte_analysis::survey::{Estimate, EstimateOptions};
use std::collections::BTreeMap;

impl From<&Statistic> for OfficialCell {
    /// A published count with its interval. The publisher rounds its rate to whole numbers; the population that it implies
    /// is near enough for an interval, and the count itself is shown beside it.
    fn from(row: &Statistic) -> Self {
        let per = f64::from(policy::OFFICIAL_RESIDENTS);
        let population = match (row.count, row.per_100_000) {
            (Some(count), Some(rate)) if rate > 0.0 => Some(count as f64 / rate * per),
            _ => None,
        };
        let rule = RateRule { per: policy::OFFICIAL_RESIDENTS, level: policy::LEVEL };
        Self {
            region: row.region.clone(),
            category: row.category.clone(),
            year: row.year,
            count: row.count,
            per_100_000: row.count.and_then(|count| rule.rate(count, population)),
        }
    }
}

impl WeekGrid {
    /// Counts by weekday, from Monday, and hour; `untimed` rows have no clock time. Hours are left out where there are too
    /// few rows for 168 cells ([`policy::MIN_ROWS_FOR_HOURS`]).
    ///
    /// # Errors
    /// Counts that are no pattern at all: more rows than can be counted.
    pub fn of(
        kind: RecordKind,
        counts: &[[u64; 24]; 7],
        untimed: u64,
        midnight_heaped: bool,
    ) -> Result<Self, TimeError> {
        let params = TimePatternParams {
            min_events_for_cells: policy::MIN_ROWS_FOR_HOURS,
            min_events_for_marginals: policy::MIN_ROWS_FOR_DAYS,
            exposure: even_exposure(),
        };
        let enough = matches!(time_pattern(counts, &params)?, TimePattern::Full { .. });
        let hours = (0..24).map(|hour| counts.iter().map(|day| day[hour]).sum()).collect();
        Ok(Self {
            kind,
            cells: if enough { counts.iter().map(|day| day.to_vec()).collect() } else { Vec::new() },
            weekdays: counts.iter().map(|day| day.iter().sum()).collect(),
            hours,
            timed: counts.iter().flatten().sum(),
            untimed,
            midnight_heaped,
        })
    }
}

impl ShareCell {
    /// The shares of every indicator of a wave: of the whole municipality, and of each of these areas. The answers are gone
    /// through once for all areas together. Without figures where a share cannot be estimated (too few answers).
    pub fn of_wave(data: &WaveAnswers, areas: &[AreaCode]) -> Vec<Self> {
        let indicators = &data.wave.indicators;
        let whole = estimates(data, &[]).unwrap_or_default();
        let by_area = estimates(data, areas).unwrap_or_default();
        let mut cells = Vec::with_capacity(indicators.len() * (areas.len() + 1));
        for (at, indicator) in indicators.iter().enumerate() {
            let of_whole = whole.get(at).and_then(|groups| groups.first().copied().flatten());
            cells.push(Self::estimated(data, indicator, None, of_whole));
            let of_area =
                |place: usize| by_area.get(at).and_then(|groups| groups.get(place).copied().flatten());
            let each = areas.iter().enumerate();
            cells.extend(
                each.map(|(place, area)| Self::estimated(data, indicator, Some(area), of_area(place))),
            );
        }
        cells
    }

    fn estimated(
        data: &WaveAnswers,
        indicator: &Indicator,
        area: Option<&AreaCode>,
        estimate: Option<Estimate>,
    ) -> Self {
        Self {
            wave: data.wave.name.clone(),
            year: data.wave.year,
            indicator: indicator.code.clone(),
            name: indicator.name.clone(),
            area: area.cloned(),
            answers: estimate.map_or(0, |estimate| estimate.n),
            yes: estimate.and_then(|estimate| estimate.yes).unwrap_or(0),
            share: estimate.map(|estimate| WithInterval {
                value: estimate.value,
                lower: estimate.interval.lower,
                upper: estimate.interval.upper,
            }),
        }
    }
}

/// The share of each indicator in each of these areas, or in the whole municipality where none are given: by indicator and
/// area. Where one of them makes the table as a whole impossible, they are asked one by one.
fn estimates(data: &WaveAnswers, areas: &[AreaCode]) -> Option<Vec<Vec<Option<Estimate>>>> {
    let indicators = &data.wave.indicators;
    in_one_pass(data, areas).or_else(|| {
        let one = |indicator: &Indicator, areas: &[AreaCode]| {
            wave_evidence(data, indicator, areas).ok().map(|evidence| evidence.estimate)
        };
        let each = |indicator: &Indicator| match areas {
            [] => vec![one(indicator, areas)],
            areas => areas.iter().map(|area| one(indicator, std::slice::from_ref(area))).collect(),
        };
        Some(indicators.iter().map(each).collect())
    })
}

fn in_one_pass(data: &WaveAnswers, areas: &[AreaCode]) -> Option<Vec<Vec<Option<Estimate>>>> {
    let design = design(data).ok()?;
    let places: BTreeMap<&AreaCode, u32> =
        areas.iter().enumerate().filter_map(|(at, area)| Some((area, u32::try_from(at).ok()?))).collect();
    let of_stratum = |stratum: u32| {
        let stratum = data.wave.strata.get(usize::try_from(stratum).ok()?)?;
        if areas.is_empty() { Some(0) } else { places.get(&stratum.area).copied() }
    };
    let group_of_row: Vec<Option<u32>> = data.stratum.iter().map(|stratum| of_stratum(*stratum)).collect();
    let read = |indicator: &Indicator| -> Option<Vec<Option<bool>>> {
        Some(data.answers.get(&indicator.item)?.iter().map(|answer| indicator.reads(*answer)).collect())
    };
    let columns: Vec<Vec<Option<bool>>> = data.wave.indicators.iter().map(read).collect::<Option<_>>()?;
    let columns: Vec<&[Option<bool>]> = columns.iter().map(Vec::as_slice).collect();
    let mut table = ShareTable::new(&design, &group_of_row, areas.len().max(1), columns.len()).ok()?;
    table.add(&columns).ok()?;
    table.estimates(&EstimateOptions::default()).ok()
}
