//! The arithmetic between rows and picture: which questions are asked, and which kernels judge the answers.

use crate::error::AppError;
use crate::house::House;
use lofte_analysis::incidents::rates::rate;
use lofte_analysis::incidents::time::{
    TimePattern, TimePatternParams, even_exposure, midnight_heaping, time_pattern,
};
use lofte_model::coverage::{Gap, gaps};
use lofte_model::followup::wave_evidence;
use lofte_model::period::Period;
use lofte_model::picture::{
    Figures, Method, MonthlySeries, OfficialCell, Provenance, RateCell, ShareCell, SituationReport,
    SourceProblemCell, WeekGrid, WithInterval,
};
use lofte_model::place::{Area, AreaCode, AreaKind, MunicipalityCode};
use lofte_model::problem::{Priority, Problem};
use lofte_model::records::{
    Category, CountTable, Delivery, Dimension, Key, RecordKind, Selection, Statistic,
};
use lofte_model::survey::{Indicator, WaveAnswers};
use std::collections::{BTreeMap, BTreeSet};

/// Level of every interval in the picture.
const LEVEL: f64 = 0.95;
/// A population is used for rates of its own year and so many years on either side.
const POPULATION_REACH: i16 = 2;

/// The whole picture.
pub(super) async fn report(
    house: &House,
    municipality: &MunicipalityCode,
    areas: &[Area],
    problems: &[Problem],
) -> Result<SituationReport, AppError> {
    let deliveries = house.records().deliveries(municipality).await?;
    let asker = Asker { house, municipality, deliveries: &deliveries };
    Ok(SituationReport {
        municipality: municipality.clone(),
        computed_at: house.now(),
        rates: asker.rates(areas).await?,
        official: asker.official().await?,
        monthly: asker.monthly().await?,
        week: asker.week().await?,
        shares: asker.shares(areas).await?,
        matrix: asker.matrix(problems).await?,
        gaps: asker.gaps().await?,
    })
}

struct Asker<'a> {
    house: &'a House,
    municipality: &'a MunicipalityCode,
    deliveries: &'a [Delivery],
}

impl Asker<'_> {
    fn incidents(&self) -> Selection {
        Selection::all(self.municipality.clone()).kinds(&RecordKind::INCIDENTS)
    }

    /// What figures on rows of these kinds rest on.
    fn provenance(&self, kinds: &[RecordKind], geography: &str, n: u64, method: Method) -> Provenance {
        let used: Vec<&Delivery> =
            self.deliveries.iter().filter(|delivery| kinds.contains(&delivery.kind)).collect();
        let sources: BTreeSet<&str> = used.iter().map(|delivery| delivery.source.as_str()).collect();
        let from = used.iter().filter_map(|delivery| delivery.period).map(Period::from).min();
        let to = used.iter().filter_map(|delivery| delivery.period).map(Period::to).max();
        Provenance {
            sources: sources.into_iter().map(str::to_owned).collect(),
            by_kind: kinds.iter().map(|kind| (*kind, sources_of(&used, *kind))).collect(),
            deliveries: used.iter().map(|delivery| delivery.id).collect(),
            period: from.zip(to).and_then(|(from, to)| Period::new(from, to).ok()),
            geography: geography.to_owned(),
            n,
            method,
            synthetic: used.iter().any(|delivery| delivery.synthetic),
        }
    }

    async fn rates(&self, areas: &[Area]) -> Result<Option<Figures<RateCell>>, AppError> {
        use Dimension::{Category as ByCategory, Deso, Kind, OwnArea, Year};
        let by_deso = self.house.records().count(&self.incidents(), &[Kind, ByCategory, Deso, Year]).await?;
        if by_deso.rows.is_empty() {
            return Ok(None);
        }
        let by_own =
            self.house.records().count(&self.incidents(), &[Kind, ByCategory, OwnArea, Year]).await?;
        let n = by_deso.total();
        let mut cells = Vec::new();
        let counts = Counted::from_rows(&by_deso.rows);
        let deso: Vec<&Area> = areas.iter().filter(|area| area.kind == AreaKind::Deso).collect();
        counts.cells(&deso, true, &mut cells);
        let own: Vec<&Area> = areas.iter().filter(|area| area.kind == AreaKind::Own).collect();
        Counted::from_rows(&by_own.rows).cells(&own, false, &mut cells);
        let provenance = self.provenance(&RecordKind::INCIDENTS, "deso", n, Method::GarwoodRate);
        Ok(Some(Figures { provenance, cells }))
    }

    async fn official(&self) -> Result<Option<Figures<OfficialCell>>, AppError> {
        let statistics = self.house.records().statistics(self.municipality).await?;
        if statistics.is_empty() {
            return Ok(None);
        }
        // Statistics come in the order of delivery, and a revised figure is a row of its own: the latest counts.
        let latest: BTreeMap<_, _> = statistics
            .iter()
            .map(|row| &row.statistic)
            .map(|row| ((&row.region, &row.category, row.year), row))
            .collect();
        let cells: Vec<OfficialCell> = latest.into_values().map(official_cell).collect();
        let n = cells.len() as u64;
        let provenance = self.provenance(&[RecordKind::Statistic], "kommun", n, Method::AsPublished);
        Ok(Some(Figures { provenance, cells }))
    }

    async fn monthly(&self) -> Result<Option<Figures<MonthlySeries>>, AppError> {
        let table =
            self.house.records().count(&self.incidents(), &[Dimension::Kind, Dimension::Month]).await?;
        let mut cells = Vec::new();
        for kind in RecordKind::INCIDENTS {
            let counts = by_month(&table, kind);
            let (Some(first), Some(last)) = (counts.keys().next(), counts.keys().next_back()) else {
                continue;
            };
            let counts_without_gaps =
                months(*first, *last).map(|month| counts.get(&month).copied().unwrap_or(0)).collect();
            cells.push(MonthlySeries { kind, first: *first, counts: counts_without_gaps });
        }
        let provenance = self.provenance(&RecordKind::INCIDENTS, "kommun", table.total(), Method::Count);
        Ok((!cells.is_empty()).then_some(Figures { provenance, cells }))
    }

    /// Days that the rows of a kind do not cover.
    async fn gaps(&self) -> Result<Vec<Gap>, AppError> {
        let by = [Dimension::Kind, Dimension::Month];
        let table = self.house.records().count(&self.incidents(), &by).await?;
        let mut found = Vec::new();
        for kind in RecordKind::INCIDENTS {
            let counts = by_month(&table, kind);
            let periods = || {
                let of_kind = self.deliveries.iter().filter(|delivery| delivery.kind == kind);
                of_kind.filter_map(|delivery| delivery.period)
            };
            let ends = periods().map(Period::from).min().zip(periods().map(Period::to).max());
            if let Some(days) = ends.and_then(|(from, to)| Period::new(from, to).ok()) {
                found.extend(gaps(kind, days, &counts, self.house.today()));
            }
        }
        Ok(found)
    }

    async fn week(&self) -> Result<Option<Figures<WeekGrid>>, AppError> {
        use Dimension::{Hour, Kind, Weekday};
        let table = self.house.records().count(&self.incidents(), &[Kind, Weekday, Hour]).await?;
        let struck = self.on_the_stroke().await?;
        let mut cells = Vec::new();
        for kind in RecordKind::INCIDENTS {
            let mut counts = [[0_u64; 24]; 7];
            let (mut timed, mut untimed) = (0, 0);
            for row in table.rows.iter().filter(|row| row.keys[0].text() == Some(kind.word())) {
                let place = |key: &Key, from: i32| {
                    key.number().and_then(|number| usize::try_from(number - from).ok())
                };
                match (place(&row.keys[1], 1), place(&row.keys[2], 0)) {
                    (Some(day), Some(hour)) if day < 7 && hour < 24 => {
                        counts[day][hour] += row.count;
                        timed += row.count;
                    }
                    _ => untimed += row.count,
                }
            }
            if timed > 0 {
                let at = |hour: i32| struck.get(&(kind, hour)).copied().unwrap_or(0);
                let heaped = midnight_heaping(at(0), at(1), timed).heaped;
                cells.push(week_grid(kind, &counts, (timed, untimed), heaped)?);
            }
        }
        let provenance =
            self.provenance(&RecordKind::INCIDENTS, "kommun", table.total(), Method::WeekdayHour);
        Ok((!cells.is_empty()).then_some(Figures { provenance, cells }))
    }

    /// Rows at exactly 00:00 and at exactly 01:00, by kind and hour. Where an unknown time is written as midnight, only
    /// the minute tells it from a night with much to do.
    async fn on_the_stroke(&self) -> Result<BTreeMap<(RecordKind, i32), u64>, AppError> {
        use Dimension::{Hour, Kind, Minute};
        let first_hours = Selection { hours: Some((0, 1)), ..self.incidents() };
        let table = self.house.records().count(&first_hours, &[Kind, Hour, Minute]).await?;
        let struck = table.rows.iter().filter(|row| row.keys[2].number() == Some(0));
        let by_hour = struck.filter_map(|row| {
            let kind = row.keys[0].text().and_then(RecordKind::from_word)?;
            Some(((kind, row.keys[1].number()?), row.count))
        });
        Ok(by_hour.collect())
    }

    async fn shares(&self, areas: &[Area]) -> Result<Option<Figures<ShareCell>>, AppError> {
        let mut cells = Vec::new();
        let mut n = 0;
        for wave in self.house.records().waves(self.municipality).await? {
            let Some(data) = self.house.records().answers(self.municipality, &wave.name).await? else {
                continue;
            };
            n += data.returned() as u64;
            for indicator in &data.wave.indicators {
                cells.push(share_cell(&data, indicator, None));
                let asked = data.wave.strata.iter().map(|stratum| &stratum.area);
                let known: Vec<&AreaCode> =
                    asked.filter(|code| areas.iter().any(|area| area.code == **code)).collect();
                cells.extend(known.into_iter().map(|area| share_cell(&data, indicator, Some(area))));
            }
        }
        let provenance = self.provenance(&[RecordKind::Survey], "kommun, deso", n, Method::StratifiedShare);
        Ok((!cells.is_empty()).then_some(Figures { provenance, cells }))
    }

    async fn matrix(&self, problems: &[Problem]) -> Result<Option<Figures<SourceProblemCell>>, AppError> {
        let mut cells = Vec::new();
        let prioritised =
            problems.iter().filter(|problem| matches!(problem.priority, Priority::Prioritised { .. }));
        for problem in prioritised {
            let selection = Selection {
                categories: problem.categories.clone(),
                areas: problem.areas.clone(),
                ..self.incidents()
            };
            let table = self.house.records().count(&selection, &[Dimension::Source]).await?;
            cells.extend(table.rows.iter().filter_map(|row| {
                let source = row.keys[0].text()?.to_owned();
                Some(SourceProblemCell { source, problem: problem.number, count: row.count })
            }));
        }
        let n = cells.iter().map(|cell| cell.count).sum();
        let provenance = self.provenance(&RecordKind::INCIDENTS, "problem", n, Method::Count);
        Ok((!cells.is_empty()).then_some(Figures { provenance, cells }))
    }
}

/// A published count with its interval. The publisher rounds its rate to whole numbers; the population that it implies
/// is near enough for an interval, and the count itself is shown beside it.
fn official_cell(row: &Statistic) -> OfficialCell {
    let population = match (row.count, row.per_100_000) {
        (Some(count), Some(per)) if per > 0.0 => Some(count as f64 / per * 100_000.0),
        _ => None,
    };
    OfficialCell {
        region: row.region.clone(),
        category: row.category.clone(),
        year: row.year,
        count: row.count,
        per_100_000: row.count.and_then(|count| interval(count, population, 100_000.0)),
    }
}

/// Rows of a kind by month, in a table by kind and month.
fn by_month(table: &CountTable, kind: RecordKind) -> BTreeMap<i32, u64> {
    let of_kind = table.rows.iter().filter(|row| row.keys[0].text() == Some(kind.word()));
    of_kind.filter_map(|row| Some((row.keys[1].number()?, row.count))).collect()
}

/// The names of the sources that delivered rows of a kind.
fn sources_of(deliveries: &[&Delivery], kind: RecordKind) -> Vec<String> {
    let of_kind = deliveries.iter().filter(|delivery| delivery.kind == kind);
    let names: BTreeSet<&str> = of_kind.map(|delivery| delivery.source.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Counts by area and year; no area where a row lies outside all of them or has no place.
type CountsByPlace = BTreeMap<(Option<AreaCode>, i16), u64>;

/// Counts by kind and category, then by area and year, so that zeros can be written out.
#[derive(Default)]
struct Counted {
    groups: BTreeMap<(RecordKind, Category), CountsByPlace>,
    years: BTreeSet<i16>,
}

impl Counted {
    fn from_rows(rows: &[lofte_model::records::CountRow]) -> Self {
        let mut counted = Self::default();
        for row in rows {
            let kind = row.keys[0].text().and_then(RecordKind::from_word);
            let category = row.keys[1].text().map(Category::new);
            let year = row.keys[3].number().and_then(|year| i16::try_from(year).ok());
            if let (Some(kind), Some(category), Some(year)) = (kind, category, year) {
                let area = row.keys[2].text().map(AreaCode::new);
                counted.years.insert(year);
                *counted.groups.entry((kind, category)).or_default().entry((area, year)).or_default() +=
                    row.count;
            }
        }
        counted
    }

    /// One cell for every area and year of a category, also where nothing happened.
    fn cells(&self, areas: &[&Area], outside_too: bool, cells: &mut Vec<RateCell>) {
        for ((kind, category), counts) in &self.groups {
            let cell = |area: Option<&Area>, year: i16| {
                let code = area.map(|area| area.code.clone());
                let count = counts.get(&(code.clone(), year)).copied().unwrap_or(0);
                let residents = area.and_then(|area| residents(area, year));
                let per_1000 = interval(count, residents.map(f64::from), 1000.0);
                let category = category.clone();
                RateCell { kind: *kind, category, area: code, year, count, residents, per_1000 }
            };
            for year in &self.years {
                cells.extend(areas.iter().map(|area| cell(Some(area), *year)));
                if outside_too {
                    cells.push(cell(None, *year));
                }
            }
        }
    }
}

/// The residents that a rate of this year may be computed on.
fn residents(area: &Area, year: i16) -> Option<u32> {
    let population = area.population.as_ref().filter(|_| area.place_type.has_residents())?;
    (population.year.abs_diff(year) <= POPULATION_REACH.unsigned_abs()).then_some(population.residents)
}

/// A rate with its exact Poisson interval, where there is a population.
fn interval(count: u64, population: Option<f64>, per: f64) -> Option<WithInterval> {
    let rate = rate(count, population, per, LEVEL)?;
    Some(WithInterval { value: rate.value, lower: rate.interval.lower, upper: rate.interval.upper })
}

fn week_grid(
    kind: RecordKind,
    counts: &[[u64; 24]; 7],
    (timed, untimed): (u64, u64),
    midnight_heaped: bool,
) -> Result<WeekGrid, AppError> {
    let params = TimePatternParams {
        min_events_for_cells: 100,
        min_events_for_marginals: 30,
        exposure: even_exposure(),
    };
    let pattern = time_pattern(counts, &params).map_err(|error| AppError::Defect(error.to_string()))?;
    let enough = matches!(pattern, TimePattern::Full { .. });
    let hours: Vec<u64> = (0..24).map(|hour| counts.iter().map(|day| day[hour]).sum()).collect();
    Ok(WeekGrid {
        kind,
        cells: if enough { counts.iter().map(|day| day.to_vec()).collect() } else { Vec::new() },
        weekdays: counts.iter().map(|day| day.iter().sum()).collect(),
        hours,
        timed,
        untimed,
        midnight_heaped,
    })
}

/// The share of an indicator; without figures where it cannot be estimated (too few answers).
fn share_cell(data: &WaveAnswers, indicator: &Indicator, area: Option<&AreaCode>) -> ShareCell {
    let areas: Vec<AreaCode> = area.into_iter().cloned().collect();
    let estimate = wave_evidence(data, indicator, &areas).ok().map(|evidence| evidence.estimate);
    ShareCell {
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

/// Months as year × 100 + month, from the first to the last.
fn months(first: i32, last: i32) -> impl Iterator<Item = i32> {
    let index = |month: i32| (month / 100) * 12 + month % 100 - 1;
    (index(first)..=index(last)).map(|index| (index / 12) * 100 + index % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::months;

    #[test]
    fn months_run_over_the_new_year() {
        assert_eq!(months(202_311, 202_402).collect::<Vec<_>>(), [202_311, 202_312, 202_401, 202_402]);
    }
}
