//! Where it happens: rates per area, as far as there are residents to count on.

use super::say::{End, Named, decimals, outermost, plain};
use super::{Section, Sight};
use crate::face::part::{Cell, Choice, Column, Field, Figure, Source, Table};
use lofte_analysis::incidents::rates::rate;
use lofte_model::period::Period;
use lofte_model::picture::{Figures, RateCell, WithInterval};
use lofte_model::place::{Area, AreaCode, AreaKind};
use lofte_model::records::{Category, RecordKind};
use lofte_words::SV;
use lofte_words::capital;
use lofte_words::chart::{
    Area as MapArea, AreaMap, Caption, Cell as Shade, IntervalRow, Intervals, ValueAxis, area_map, intervals,
};
use lofte_words::number;
use std::collections::BTreeSet;

const ID: &str = "platser";
/// Level of the intervals, the same as in the picture.
const LEVEL: f64 = 0.95;
/// Most shades on a map.
const SHADES: usize = 5;

/// What is looked at.
struct Chosen {
    kind: RecordKind,
    category: Option<Category>,
    year: i16,
}

impl Chosen {
    fn new(sight: &Sight<'_>, cells: &[RateCell]) -> Option<Self> {
        let (word, category) = sight.view.slag.split_once('.').unwrap_or((&sight.view.slag, ""));
        let asked = RecordKind::from_word(word).filter(|kind| cells.iter().any(|cell| cell.kind == *kind));
        let kind = asked.or_else(|| cells.iter().map(|cell| cell.kind).min())?;
        let of_kind = || cells.iter().filter(|cell| cell.kind == kind);
        let category = of_kind().map(|cell| &cell.category).find(|known| known.as_str() == category).cloned();
        let year = sight.view.ar.parse().ok().filter(|year| of_kind().any(|cell| cell.year == *year));
        let year = year.or_else(|| of_kind().map(|cell| cell.year).max())?;
        Some(Self { kind, category, year })
    }

    fn holds(&self, cell: &RateCell) -> bool {
        cell.kind == self.kind
            && cell.year == self.year
            && self.category.as_ref().is_none_or(|category| cell.category == *category)
    }

    /// What is counted, in words.
    fn what(&self) -> String {
        let kind = SV.word("kind", &self.kind);
        self.category
            .as_ref()
            .map_or(kind.clone(), |category| format!("{kind}: {}", SV.known("category", category.as_str())))
    }

    fn value(&self) -> String {
        self.category.as_ref().map_or_else(|| self.kind.word().to_owned(), |c| format!("{}.{c}", self.kind))
    }

    fn question(&self) -> &'static str {
        match self.kind {
            RecordKind::Disturbance => "Var rapporteras flest ordningsstörningar per invånare?",
            RecordKind::Fault => "Var felanmäls mest per invånare?",
            _ => "Var anmäls flest brott per invånare?",
        }
    }
}

/// One area with what was counted there.
struct Row<'a> {
    number: usize,
    code: AreaCode,
    name: String,
    area: Option<&'a Area>,
    count: u64,
    residents: Option<f64>,
    per_1000: Option<WithInterval>,
}

impl Row<'_> {
    fn label(&self) -> String {
        format!("{}. {}", self.number, self.name)
    }
}

pub(super) fn section(sight: &Sight<'_>) -> Section {
    let question = "Var anmäls flest brott per invånare?";
    let Some(figures) = &sight.report.rates else {
        return Section::empty(
            ID,
            question,
            "Det går inte att säga: lägesbilden bygger inte på några händelser.",
        );
    };
    let Some(chosen) = Chosen::new(sight, &figures.cells) else {
        return Section::empty(
            ID,
            question,
            "Det går inte att säga: lägesbilden bygger inte på några händelser.",
        );
    };
    let rows = rows(sight, figures, &chosen);
    let source = rate_source(sight, figures, &chosen, &rows);
    Section {
        id: ID,
        question: chosen.question().to_owned(),
        answer: answer(&chosen, &rows),
        remarks: remarks(sight, figures, &chosen),
        chooser: Some(sight.view.chooser(ID, choices(figures, &chosen))),
        figures: drawn(&chosen, &rows, &source),
        open: true,
        tables: if rows.iter().any(|row| row.per_1000.is_some()) {
            Vec::new()
        } else {
            vec![(table(&chosen, &rows), source)]
        },
        missing: false,
    }
}

fn rate_source(sight: &Sight<'_>, figures: &Figures<RateCell>, chosen: &Chosen, rows: &[Row<'_>]) -> Source {
    let n = everywhere(sight, figures, chosen);
    let source = sight.source(&figures.provenance, &[chosen.kind], (n, "rader"));
    // The areas of today say where their population comes from; a frozen edition may rest on an older one.
    let used = rows.iter().filter(|row| row.per_1000.is_some()).find_map(|row| {
        let population = row.area?.population.as_ref()?;
        ((row.residents? - f64::from(population.residents)).abs() < 0.5).then_some(population)
    });
    let population = used.map_or_else(String::new, |population| {
        format!(" Folkmängd den 31 december {}: {}.", population.year, population.source)
    });
    Source { period: chosen.year.to_string(), how: format!("{}{population}", source.how), ..source }
}

/// All rows that were chosen, each counted once: the municipality's own areas lie over the statistical ones.
fn everywhere(sight: &Sight<'_>, figures: &Figures<RateCell>, chosen: &Chosen) -> u64 {
    let own: Vec<&AreaCode> =
        sight.areas.iter().filter(|area| area.kind == AreaKind::Own).map(|area| &area.code).collect();
    let once = |cell: &&RateCell| cell.area.as_ref().is_none_or(|area| !own.contains(&area));
    figures.cells.iter().filter(|cell| chosen.holds(cell)).filter(once).map(|cell| cell.count).sum()
}

/// The statistical areas, numbered by their codes, the highest rate first.
fn rows<'a>(sight: &Sight<'a>, figures: &Figures<RateCell>, chosen: &Chosen) -> Vec<Row<'a>> {
    let known = |code: &AreaCode| sight.areas.iter().find(|area| area.code == *code);
    let codes: BTreeSet<&AreaCode> = figures.cells.iter().filter_map(|cell| cell.area.as_ref()).collect();
    let deso = codes.into_iter().filter(|code| known(code).is_none_or(|area| area.kind == AreaKind::Deso));
    let mut rows: Vec<Row<'a>> = deso
        .enumerate()
        .map(|(index, code)| {
            let Counted { count, residents, per_1000 } = counted(&figures.cells, chosen, code);
            Row {
                number: index + 1,
                code: code.clone(),
                name: sight.area(code),
                area: known(code),
                count,
                residents,
                per_1000,
            }
        })
        .collect();
    let height = |row: &Row<'_>| row.per_1000.map_or(-1.0, |rate| rate.value);
    rows.sort_by(|one, other| height(other).total_cmp(&height(one)));
    rows
}

/// What was counted in an area, and on which residents.
struct Counted {
    count: u64,
    residents: Option<f64>,
    per_1000: Option<WithInterval>,
}

/// The count and rate of an area. All categories together have their rate computed here, on the residents that the
/// cells of the picture themselves hold, also where nothing happened: a frozen edition always gives the same numbers.
fn counted(cells: &[RateCell], chosen: &Chosen, area: &AreaCode) -> Counted {
    let here = |cell: &&RateCell| cell.area.as_ref() == Some(area);
    let count = cells.iter().filter(here).filter(|cell| chosen.holds(cell)).map(|cell| cell.count).sum();
    let mut of_year = cells.iter().filter(here).filter(|cell| cell.year == chosen.year);
    let residents = of_year.find_map(RateCell::denominator);
    if chosen.category.is_some() {
        let cell = cells.iter().filter(here).find(|cell| chosen.holds(cell));
        return Counted { count, residents, per_1000: cell.and_then(|cell| cell.per_1000) };
    }
    let per_1000 = rate(count, residents, 1000.0, LEVEL).map(|rate| WithInterval {
        value: rate.value,
        lower: rate.interval.lower,
        upper: rate.interval.upper,
    });
    Counted { count, residents, per_1000 }
}

fn answer(chosen: &Chosen, rows: &[Row<'_>]) -> String {
    let named: Vec<Named> =
        rows.iter().filter_map(|row| Some(Named { name: row.name.clone(), number: row.per_1000? })).collect();
    let write = |number: WithInterval| {
        let decimals = decimals(number.value);
        format!(
            "{} per 1{}000 invånare ({}) under {}",
            number::decimal(number.value, decimals),
            number::SPACE,
            number::interval(number.lower, number.upper, decimals),
            chosen.year
        )
    };
    outermost(&named, End::Highest, ("", "områden"), write).unwrap_or_else(|| {
        format!(
            "Det går inte att räkna per invånare för {}: inget antal invånare från de åren är känt. Antalen står i tabellen.",
            chosen.year
        )
    })
}

/// Rows without an area, and areas where a rate would mean nothing.
fn remarks(sight: &Sight<'_>, figures: &Figures<RateCell>, chosen: &Chosen) -> Vec<String> {
    let counted = |code: Option<&AreaCode>| -> u64 {
        let cells = figures.cells.iter().filter(|cell| chosen.holds(cell) && cell.area.as_ref() == code);
        cells.map(|cell| cell.count).sum()
    };
    let own = |area: &&Area| area.kind == AreaKind::Own;
    let outside = counted(None);
    let everywhere = everywhere(sight, figures, chosen);
    let mut remarks = incomplete(sight, chosen);
    if outside > 0 {
        let (outside, all) = (number::count(outside), number::count(everywhere));
        remarks.push(format!(
            "{outside} av {all} rader saknar plats eller ligger utanför områdena. De är inte med här."
        ));
    }
    remarks.extend(stale_population(sight, figures, chosen));
    for area in sight.areas.iter().filter(own) {
        let count = number::count(counted(Some(&area.code)));
        let why = if area.place_type.has_residents() {
            String::new()
        } else {
            " Där räknas inget per invånare, eftersom de som är där inte bor där.".to_owned()
        };
        remarks.push(format!("{}: {count} rader, som också ingår i områdena runt omkring.{why}", area.name));
    }
    remarks
}

/// A year that the rows do not cover whole is named, with the days that lack.
fn incomplete(sight: &Sight<'_>, chosen: &Chosen) -> Vec<String> {
    let missing: Vec<String> =
        sight.report.gaps_in(chosen.kind, Period::year(chosen.year)).map(|gap| SV.period(gap.days)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "Året {} är inte helt: underlaget saknar rader för {}. Antalen och talen gäller bara resten av året och kan inte jämföras med hela år.",
        chosen.year,
        SV.list(&missing.iter().map(String::as_str).collect::<Vec<_>>())
    )]
}

/// Areas whose residents are known, but for a year too far away to count on.
fn stale_population(sight: &Sight<'_>, figures: &Figures<RateCell>, chosen: &Chosen) -> Option<String> {
    let of = |area: &&Area| {
        let mut cells = figures.cells.iter().filter(|cell| chosen.holds(cell));
        let mut here = cells.by_ref().filter(|cell| cell.area.as_ref() == Some(&area.code)).peekable();
        let lives =
            area.kind == AreaKind::Deso && area.place_type.has_residents() && area.population.is_some();
        lives && here.peek().is_some() && here.all(|cell| cell.per_1000.is_none())
    };
    let areas: Vec<&Area> = sight.areas.iter().filter(of).collect();
    let years: BTreeSet<String> =
        areas.iter().filter_map(|area| Some(area.population.as_ref()?.year.to_string())).collect();
    let years: Vec<&str> = years.iter().map(String::as_str).collect();
    (!areas.is_empty()).then(|| {
        format!(
            "För {} områden är invånarna kända för {}, för långt från {} för att räkna per invånare.",
            number::count(areas.len() as u64),
            SV.list(&years),
            chosen.year
        )
    })
}

fn choices(figures: &Figures<RateCell>, chosen: &Chosen) -> Vec<(Field, Vec<Choice>)> {
    let pairs: BTreeSet<(RecordKind, &Category)> =
        figures.cells.iter().map(|cell| (cell.kind, &cell.category)).collect();
    let mut what = Vec::new();
    for kind in RecordKind::INCIDENTS {
        let of_kind: Vec<&Category> = pairs.iter().filter(|(k, _)| *k == kind).map(|(_, c)| *c).collect();
        if of_kind.is_empty() {
            continue;
        }
        let name = SV.word("kind", &kind);
        what.push(Choice::new(kind.word(), format!("{name}, alla")));
        what.extend(of_kind.into_iter().map(|category| {
            Choice::new(
                format!("{kind}.{category}"),
                format!("{name}: {}", SV.known("category", category.as_str())),
            )
        }));
    }
    let years: BTreeSet<i16> =
        figures.cells.iter().filter(|cell| cell.kind == chosen.kind).map(|cell| cell.year).collect();
    let year =
        |year: &i16| Choice::new(year.to_string(), year.to_string()).chosen_if(&chosen.year.to_string());
    vec![
        (
            Field::new("slag", "Vad"),
            what.into_iter().map(|choice| choice.chosen_if(&chosen.value())).collect(),
        ),
        (Field::new("ar", "År"), years.iter().rev().map(year).collect()),
    ]
}

fn drawn(chosen: &Chosen, rows: &[Row<'_>], source: &Source) -> Vec<Figure> {
    let rated: Vec<(&Row<'_>, WithInterval)> =
        rows.iter().filter_map(|row| Some((row, row.per_1000?))).collect();
    if rated.is_empty() {
        return Vec::new();
    }
    let title = format!("{} {}, per 1{}000 invånare", capital(&chosen.what()), chosen.year, number::SPACE);
    let told: Vec<String> =
        rated.iter().map(|(row, rate)| format!("{} {}", row.name, plain(*rate))).collect();
    let caption =
        |id: &str| Caption { id: id.to_owned(), title: title.clone(), description: told.join(", ") };
    let chart = Intervals {
        caption: caption("tal-per-omrade"),
        axis: ValueAxis::covering(
            format!("per 1{}000 invånare", number::SPACE),
            rated.iter().flat_map(|(_, rate)| [0.0, rate.upper]),
            |value| number::decimal(value, usize::from(value.fract() != 0.0)),
        ),
        rows: rows.iter().map(interval_row).collect(),
        reference: None,
    };
    let figure = |title: &str, subtitle: &str, svg: String| Figure {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        svg,
        // Each table is a landmark on the page, and needs a name of its own.
        table: Table { caption: title.to_owned(), ..table(chosen, rows) },
        source: source.clone(),
    };
    let mut figures =
        vec![figure(&title, "Punkten är talet, strecket dess 95-procentiga osäkerhet", intervals(&chart))];
    let map = map(caption("karta-per-omrade"), rows);
    if map.areas.iter().any(|area| !area.polygons.is_empty()) {
        let subtitle = "Numren är de i tabellen. Kartan visar inte osäkerheten; den står i diagrammet.";
        figures.push(figure(&format!("{title}: karta"), subtitle, area_map(&map)));
    }
    figures
}

fn interval_row(row: &Row<'_>) -> IntervalRow {
    IntervalRow {
        label: row.label(),
        value: row.per_1000.map(|rate| rate.value),
        interval: row.per_1000.map(|rate| (rate.lower, rate.upper)),
        value_label: row.per_1000.map_or_else(
            || "inget antal invånare".to_owned(),
            |rate| number::decimal(rate.value, decimals(rate.value)),
        ),
        emphasis: false,
    }
}

fn map(caption: Caption, rows: &[Row<'_>]) -> AreaMap {
    let values = rows.iter().filter_map(|row| Some(row.per_1000?.value));
    let ticks =
        ValueAxis::covering("", values, |value| number::decimal(value, usize::from(value.fract() != 0.0)))
            .ticks;
    let steps: Vec<_> = ticks.windows(2).take(SHADES).collect();
    let last = steps.len().saturating_sub(1);
    let classes = steps.iter().enumerate().map(|(index, step)| {
        if index == last && ticks.len() > SHADES + 1 {
            format!("{} eller mer", step[0].label)
        } else {
            format!("{}–{}", step[0].label, step[1].label)
        }
    });
    let class =
        |value: f64| Shade::Class(steps.iter().position(|step| value < step[1].value).unwrap_or(last));
    let areas = rows.iter().map(|row| MapArea {
        key: row.number.to_string(),
        told: row.per_1000.map_or_else(|| row.label(), |rate| format!("{}: {}", row.label(), plain(rate))),
        polygons: row.area.map(polygons).unwrap_or_default(),
        class: row.per_1000.map_or(Shade::Missing, |rate| class(rate.value)),
    });
    AreaMap {
        caption,
        areas: areas.collect(),
        classes: classes.collect(),
        hidden_label: String::new(),
        missing_label: "inget antal invånare".into(),
    }
}

fn polygons(area: &Area) -> Vec<Vec<Vec<(f64, f64)>>> {
    let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|[lon, lat]| (*lon, *lat)).collect();
    area.border.iter().map(|rings| rings.iter().map(ring).collect()).collect()
}

fn table(chosen: &Chosen, rows: &[Row<'_>]) -> Table {
    let missing = || number::MISSING.to_owned();
    let row = |row: &Row<'_>| {
        let rate = row.per_1000;
        vec![
            Cell::text(format!("{} ({})", row.label(), row.code)),
            Cell::text(number::count(row.count)),
            Cell::text(row.residents.map_or_else(missing, |residents| number::decimal(residents, 0))),
            Cell::text(rate.map_or_else(missing, |rate| number::decimal(rate.value, 1))),
            Cell::text(rate.map_or_else(missing, |rate| number::interval(rate.lower, rate.upper, 1))),
        ]
    };
    Table {
        caption: format!("{} {} per område", capital(&chosen.what()), chosen.year),
        columns: vec![
            Column::words("Område"),
            Column::numbers("Antal"),
            Column::numbers("Invånare"),
            Column::numbers(format!("Per 1{}000", number::SPACE)),
            Column::numbers("95 % intervall"),
        ],
        rows: rows.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_without_rows_in_a_year_has_the_rate_nought_with_its_interval() {
        let area = AreaCode::new("0482A0010");
        let cell = |category: &str, year, count| {
            let per_1000 = rate(count, Some(1620.0), 1000.0, LEVEL).map(|rate| WithInterval {
                value: rate.value,
                lower: rate.interval.lower,
                upper: rate.interval.upper,
            });
            RateCell {
                kind: RecordKind::Offence,
                category: Category::new(category),
                area: Some(area.clone()),
                year,
                count,
                residents: Some(1620),
                per_1000,
            }
        };
        let cells = [cell("burglary", 2025, 0), cell("vandalism", 2025, 0), cell("burglary", 2024, 5)];
        let chosen = Chosen { kind: RecordKind::Offence, category: None, year: 2025 };
        let counted = counted(&cells, &chosen, &area);
        let rate = counted.per_1000.unwrap();
        assert_eq!((counted.count, counted.residents, rate.value), (0, Some(1620.0), 0.0));
        assert!((rate.upper - 3.688_879 / 1.62).abs() < 1e-4, "{rate:?}");
    }
}
