//! From rows to picture: which questions are asked of the rows, and where the answers go.
//!
//! What is made of the answers is in `lofte-model::picture`. The counts by area are asked year by year and packed into
//! their file as they come, so that a large city needs no more memory than one year of it.

use crate::error::AppError;
use crate::house::House;
use jiff::Timestamp;
use lofte_analysis::incidents::time::midnight_heaping;
use lofte_model::coverage::{Gap, gaps};
use lofte_model::period::Period;
use lofte_model::picture::{
    CellContents, CellFile, Cells, Conclusions, CountGrid, CountSeries, End, Figures, HighestRate, Method,
    MonthlySeries, OfficialCell, Provenance, RateRule, Rates, ResultCell, Rules, ShareCell, SituationReport,
    SourceProblemCell, Told, WeekGrid, rated, residents,
};
use lofte_model::place::{Area, AreaCode, AreaKind, MunicipalityCode};
use lofte_model::problem::{Priority, Problem};
use lofte_model::records::{Category, CountTable, Delivery, Dimension, Key, RecordKind, Selection};
use lofte_model::scheme::Labels;
use lofte_records::CellWriter;
use std::collections::{BTreeMap, BTreeSet};

/// The whole picture.
pub(super) async fn report(
    house: &House,
    municipality: &MunicipalityCode,
    areas: &[Area],
    problems: &[Problem],
) -> Result<SituationReport, AppError> {
    let deliveries = house.records().deliveries(municipality).await?;
    let asker = Asker { house, municipality, deliveries: &deliveries };
    let by_month = house.records().count(&asker.incidents(), &[Dimension::Kind, Dimension::Month]).await?;
    let computed_at = house.now();
    let (rates, highest) = asker.rates(areas, computed_at).await?.unzip();
    let mut report = SituationReport {
        municipality: municipality.clone(),
        computed_at,
        rates,
        official: asker.official().await?,
        tables: asker.tables(areas).await?,
        monthly: asker.monthly(&by_month),
        week: asker.week().await?,
        shares: asker.shares(areas).await?,
        results: asker.results().await?,
        matrix: asker.matrix(problems).await?,
        harm: asker.harm().await?,
        index: asker.index(areas).await?,
        gaps: asker.gaps(&by_month),
        conclusions: None,
        category_labels: Labels::default(),
    };
    report.category_labels = labels(house, municipality, &report).await?;
    report.conclusions = Some(Conclusions::of(&report, highest.unwrap_or_default()));
    Ok(report)
}

/// What the municipality calls the categories of its own that the report counts; those taken back keep their label.
async fn labels(
    house: &House,
    municipality: &MunicipalityCode,
    report: &SituationReport,
) -> Result<Labels, AppError> {
    let own = house.store().read(municipality).await?.own_categories().await?;
    let own = Labels::new(own.into_iter().map(|known| (known.value.slug, known.value.title)));
    let contents = report.rates.iter().flat_map(Rates::contents);
    let counted: BTreeSet<Category> = contents.flat_map(|kind| kind.categories).collect();
    Ok(own.only(&counted))
}

/// Who asks the rows.
pub(super) struct Asker<'a> {
    pub(super) house: &'a House,
    pub(super) municipality: &'a MunicipalityCode,
    deliveries: &'a [Delivery],
}

impl Asker<'_> {
    pub(super) fn incidents(&self) -> Selection {
        Selection::all(self.municipality.clone()).kinds(&RecordKind::INCIDENTS)
    }

    /// What figures on rows of these kinds rest on.
    pub(super) fn provenance(
        &self,
        kinds: &[RecordKind],
        geography: &str,
        n: u64,
        method: Method,
    ) -> Provenance {
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

    /// The counts in their file, and where most is counted per resident.
    async fn rates(
        &self,
        areas: &[Area],
        computed_at: Timestamp,
    ) -> Result<Option<(Rates, Vec<HighestRate>)>, AppError> {
        use Dimension::{Category as ByCategory, Kind, Year};
        let table = self.house.records().count(&self.incidents(), &[Kind, ByCategory, Year]).await?;
        let contents = contents(&table);
        if contents.is_empty() {
            return Ok(None);
        }
        let years: BTreeSet<i16> = contents.iter().flat_map(|kind| &kind.years).copied().collect();
        let mut writer = CellWriter::new(self.municipality, computed_at)?;
        let mut highest = Vec::new();
        for year in years {
            for grid in self.grids(areas, &contents, year).await? {
                writer.add(&grid)?;
                let newest = contents.iter().find(|kind| kind.kind == grid.kind);
                if newest.and_then(|kind| kind.years.last()) == Some(&year) {
                    highest.extend(highest_in(&grid, areas));
                }
            }
        }
        let kept = self.house.records().keep_cells(writer).await?;
        let cells = Cells::Kept(CellFile {
            fingerprint: kept.fingerprint,
            cells: kept.cells,
            bytes: kept.bytes,
            rule: RateRule::CURRENT,
            contents,
        });
        let n = table.total();
        let provenance = self.provenance(&RecordKind::INCIDENTS, "deso", n, Method::GarwoodRate);
        Ok(Some((Rates { provenance, cells }, highest)))
    }

    /// The counts of a year, one grid for each kind: in statistical areas, outside of them, and in the municipality's own.
    async fn grids(
        &self,
        areas: &[Area],
        contents: &[CellContents],
        year: i16,
    ) -> Result<Vec<CountGrid>, AppError> {
        use Dimension::{Category as ByCategory, Deso, Kind, OwnArea};
        let of_year = Selection { period: Some(Period::year(year)), ..self.incidents() };
        let own = areas.iter().any(|area| area.kind == AreaKind::Own);
        let mut tables = vec![self.house.records().count(&of_year, &[Kind, ByCategory, Deso]).await?];
        if own {
            let mut table = self.house.records().count(&of_year, &[Kind, ByCategory, OwnArea]).await?;
            // Rows outside of every own area are in the statistical areas already.
            table.rows.retain(|row| row.keys[2].text().is_some());
            tables.push(table);
        }
        // A place that was not used the whole year lacks rows of it, which would look like calm.
        let (first, last) = (Period::year(year).from(), Period::year(year).to());
        let used = |area: &&Area| area.is_used_throughout(first, last);
        let of_kind = |kind: AreaKind| areas.iter().filter(move |area| area.kind == kind).filter(used);
        let place = |area: &Area| (Some(area.code.clone()), residents(area, year));
        let mut places: Vec<_> = of_kind(AreaKind::Statistical).map(place).collect();
        places.push((None, None));
        places.extend(of_kind(AreaKind::Own).map(place));
        let grids = contents.iter().map(|known| {
            let subject = (known.kind, year);
            let mut grid = CountGrid::new(subject, known.categories.clone(), places.clone());
            for table in &tables {
                grid.add(counted(table, known.kind));
            }
            grid
        });
        Ok(grids.collect())
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
        let cells: Vec<OfficialCell> = latest.into_values().map(OfficialCell::from).collect();
        let n = cells.len() as u64;
        let provenance = self.provenance(&[RecordKind::Statistic], "kommun", n, Method::AsPublished);
        Ok(Some(Figures { provenance, cells }))
    }

    /// Tables of counts as they were handed over, a series for each source, category, area and length of period.
    async fn tables(&self, areas: &[Area]) -> Result<Option<Figures<CountSeries>>, AppError> {
        let stored = self.house.records().period_counts(self.municipality).await?;
        if stored.is_empty() {
            return Ok(None);
        }
        let cells = CountSeries::of(stored.into_iter().map(|row| (row.source, row.count)), areas);
        let n =
            cells.iter().flat_map(CountSeries::periods).filter(|(_, told)| *told != Told::Nothing).count();
        let provenance =
            self.provenance(&[RecordKind::Counts], "kommun, område", n as u64, Method::AsHandedOver);
        Ok(Some(Figures { provenance, cells }))
    }

    fn monthly(&self, table: &CountTable) -> Option<Figures<MonthlySeries>> {
        let mut cells = Vec::new();
        for kind in RecordKind::INCIDENTS {
            let counts = by_month(table, kind);
            let (Some(first), Some(last)) = (counts.keys().next(), counts.keys().next_back()) else {
                continue;
            };
            let counts_without_gaps =
                months(*first, *last).map(|month| counts.get(&month).copied().unwrap_or(0)).collect();
            cells.push(MonthlySeries { kind, first: *first, counts: counts_without_gaps });
        }
        let provenance = self.provenance(&RecordKind::INCIDENTS, "kommun", table.total(), Method::Count);
        (!cells.is_empty()).then_some(Figures { provenance, cells })
    }

    /// Days that the rows of a kind do not cover.
    fn gaps(&self, table: &CountTable) -> Vec<Gap> {
        let mut found = Vec::new();
        for kind in RecordKind::INCIDENTS {
            let counts = by_month(table, kind);
            let periods = || {
                let of_kind = self.deliveries.iter().filter(|delivery| delivery.kind == kind);
                of_kind.filter_map(|delivery| delivery.period)
            };
            let ends = periods().map(Period::from).min().zip(periods().map(Period::to).max());
            if let Some(days) = ends.and_then(|(from, to)| Period::new(from, to).ok()) {
                found.extend(gaps(kind, days, &counts, self.house.today()));
            }
        }
        found
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
                let grid = WeekGrid::of(kind, &counts, untimed, heaped);
                cells.push(grid.map_err(|error| AppError::Defect(error.to_string()))?);
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
            let asked = data.wave.strata.iter().map(|stratum| stratum.area.clone());
            let known: Vec<AreaCode> =
                asked.filter(|code| areas.iter().any(|area| area.code == *code)).collect();
            cells.extend(ShareCell::of_wave(&data, &known));
        }
        let provenance = self.provenance(&[RecordKind::Survey], "kommun, deso", n, Method::StratifiedShare);
        Ok((!cells.is_empty()).then_some(Figures { provenance, cells }))
    }

    /// Published results of surveys, as they were handed over.
    async fn results(&self) -> Result<Option<Figures<ResultCell>>, AppError> {
        let stored = self.house.records().survey_results(self.municipality).await?;
        if stored.is_empty() {
            return Ok(None);
        }
        let cells = ResultCell::of(stored.into_iter().map(|row| (row.source, row.result)));
        let n = cells.len() as u64;
        let kinds = [RecordKind::SurveyResults];
        let provenance = self.provenance(&kinds, "kommun, område", n, Method::AsPublished);
        Ok(Some(Figures { provenance, cells }))
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

/// What was counted: the categories of each kind, each in all years that any kind has.
fn contents(table: &CountTable) -> Vec<CellContents> {
    let mut kinds: BTreeMap<RecordKind, BTreeSet<Category>> = BTreeMap::new();
    let mut years = BTreeSet::new();
    for row in &table.rows {
        let kind = row.keys[0].text().and_then(RecordKind::from_word);
        let category = row.keys[1].text().map(Category::new);
        let year = row.keys[2].number().and_then(|year| i16::try_from(year).ok());
        if let (Some(kind), Some(category), Some(year)) = (kind, category, year) {
            kinds.entry(kind).or_default().insert(category);
            years.insert(year);
        }
    }
    let years: Vec<i16> = years.into_iter().collect();
    let contents = kinds.into_iter().map(|(kind, categories)| CellContents {
        kind,
        categories: categories.into_iter().collect(),
        years: years.clone(),
    });
    contents.collect()
}

/// The rows of a kind in a table by kind, category and area.
fn counted(table: &CountTable, kind: RecordKind) -> impl Iterator<Item = (Category, Option<AreaCode>, u64)> {
    let of_kind = table.rows.iter().filter(move |row| row.keys[0].text() == Some(kind.word()));
    of_kind.filter_map(|row| {
        let category = Category::new(row.keys[1].text()?);
        Some((category, row.keys[2].text().map(AreaCode::new), row.count))
    })
}

/// Where most is counted per resident: of all categories together, and of each.
fn highest_in(grid: &CountGrid, areas: &[Area]) -> Vec<HighestRate> {
    let statistical: BTreeSet<&AreaCode> =
        areas.iter().filter(|area| area.kind == AreaKind::Statistical).map(|area| &area.code).collect();
    let each = std::iter::once(None).chain(grid.categories().iter().map(Some));
    let highest = each.filter_map(|category| {
        let counts = grid.by_area(category);
        let rates = rated(&counts, RateRule::CURRENT, |area| statistical.contains(area));
        let found = Rules::CURRENT.outermost(&rates, End::Highest)?.map(|area| (*area).clone());
        Some(HighestRate { kind: grid.kind, category: category.cloned(), year: grid.year, found })
    });
    highest.collect()
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
