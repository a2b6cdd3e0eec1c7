//! Where it happens: rates per area, as far as there are residents to count on.

use super::places_map::{is_large, map};
use super::say::{decimals, outermost, plain};
use super::view::{AREAS, MAP, Part, View};
use super::{Section, Sight};
use crate::face::NavItem;
use crate::face::part::{Cell, Choice, Column, Field, Figure, Source, Table};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture;
use lofte_model::access::Actor;
use lofte_model::period::Period;
use lofte_model::picture::{
    AreaCount, CellContents, CellSlice, End, Outermost, RateRule, Rates, WithInterval,
};
use lofte_model::place::{Area, AreaCode, AreaKind};
use lofte_model::records::{Category, RecordKind};
use lofte_model::scheme::Labels;
use lofte_words::SV;
use lofte_words::capital;
use lofte_words::chart::{Caption, IntervalRow, Intervals, ValueAxis, area_map, intervals};
use lofte_words::number;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ID: &str = "platser";

/// What is looked at: one slice of the counts.
pub(super) struct Counted {
    slice: CellSlice,
    rule: RateRule,
    contents: Vec<CellContents>,
    areas: Vec<AreaCount>,
    labels: Labels,
}

impl Counted {
    /// Asks for the slice that a reader has chosen; the first kind, all of it and the newest year where nothing is.
    pub(super) async fn ask(
        actor: &Actor,
        house: &House,
        (rates, labels): (&Rates, &Labels),
        view: &View,
    ) -> Result<Option<Self>, AppError> {
        let contents = rates.contents();
        let Some(slice) = chosen(view, &contents) else { return Ok(None) };
        let areas = picture::area_counts(actor, house, rates, &slice).await?;
        Ok(Some(Self { slice, rule: rates.rule(), contents, areas, labels: labels.clone() }))
    }

    fn of(&self, area: Option<&AreaCode>) -> Option<&AreaCount> {
        self.areas.iter().find(|known| known.area.as_ref() == area)
    }

    fn count(&self, area: Option<&AreaCode>) -> u64 {
        self.of(area).map_or(0, |known| known.count)
    }
}

fn chosen(view: &View, contents: &[CellContents]) -> Option<CellSlice> {
    let (word, category) = view.slag.split_once('.').unwrap_or((&view.slag, ""));
    let asked = RecordKind::from_word(word);
    let of = contents.iter().find(|known| Some(known.kind) == asked).or_else(|| contents.first())?;
    let category = of.categories.iter().find(|known| known.as_str() == category).cloned();
    let asked = view.ar.parse().ok().filter(|year| of.years.contains(year));
    let year = asked.or_else(|| of.years.last().copied())?;
    Some(CellSlice { kind: of.kind, category, year })
}

/// What is counted, in words.
fn what(slice: &CellSlice, labels: &Labels) -> String {
    let kind = SV.word("kind", &slice.kind);
    let named = |category: &Category| format!("{kind}: {}", SV.category(labels, category.as_str()));
    slice.category.as_ref().map_or_else(|| kind.clone(), named)
}

/// The value of the choice.
fn value(slice: &CellSlice) -> String {
    slice.category.as_ref().map_or_else(|| slice.kind.word().to_owned(), |c| format!("{}.{c}", slice.kind))
}

fn question(slice: &CellSlice) -> &'static str {
    match slice.kind {
        RecordKind::Disturbance => "Var rapporteras flest ordningsstörningar per invånare?",
        RecordKind::Fault => "Var felanmäls mest per invånare?",
        _ => "Var anmäls flest brott per invånare?",
    }
}

/// One area with what was counted there.
pub(super) struct Row<'a> {
    pub(super) number: usize,
    code: AreaCode,
    name: String,
    pub(super) area: Option<&'a Area>,
    count: u64,
    residents: Option<f64>,
    pub(super) per_1000: Option<WithInterval>,
}

impl Row<'_> {
    pub(super) fn label(&self) -> String {
        format!("{}. {}", self.number, self.name)
    }
}

pub(super) fn section(sight: &Sight<'_>) -> Section {
    let (Some(rates), Some(counted)) = (&sight.report.rates, &sight.counted) else {
        return Section::empty(
            ID,
            "Var anmäls flest brott per invånare?",
            "Det går inte att säga: lägesbilden bygger inte på några händelser.",
        );
    };
    let rows = rows(sight, counted);
    let source = rate_source(sight, rates, counted, &rows);
    let answer = answer(sight, counted, &rows);
    let rated = rows.iter().any(|row| row.per_1000.is_some());
    let part = sight.view.part("sida", rows.len(), ID);
    let on_map = sight.view.is_map() && rated;
    let mut remarks = remarks(sight, counted);
    remarks.extend(part.told().filter(|_| !on_map));
    Section {
        id: ID,
        question: question(&counted.slice).to_owned(),
        answer: answer.clone(),
        remarks,
        chooser: Some(sight.view.chooser(ID, choices(counted))),
        figures: if rated { drawn(counted, &rows, (&part, &source, &answer), on_map) } else { Vec::new() },
        open: true,
        tables: if rated {
            Vec::new()
        } else {
            vec![(table(counted, rows.get(part.rows.clone()).unwrap_or_default()), source)]
        },
        pages: (!on_map).then_some(part.pages),
        elsewhere: elsewhere(sight.view, &rows),
        missing: false,
    }
}

/// From the list to the map and back, where the map has a page of its own.
fn elsewhere(view: &View, rows: &[Row<'_>]) -> Option<NavItem> {
    let drawn =
        rows.iter().any(|row| row.per_1000.is_some() && row.area.is_some_and(|area| !area.border.is_empty()));
    let address = view.address("visa");
    if view.is_map() {
        // An address of nothing but a question mark is the same page without any choice.
        Some(NavItem::new("Visa hela lägesbilden", format!("{}#{ID}", address.trim_end_matches('&'))))
    } else {
        (drawn && is_large(rows.len()))
            .then(|| NavItem::new("Visa områdena på en karta", format!("{address}visa={MAP}#{ID}")))
    }
}

fn rate_source(sight: &Sight<'_>, rates: &Rates, counted: &Counted, rows: &[Row<'_>]) -> Source {
    let n = everywhere(sight, counted);
    let source = sight.source(&rates.provenance, &[counted.slice.kind], (n, "rader"));
    // The areas of today say where their population comes from; a frozen edition may rest on an older one.
    let used = rows.iter().filter(|row| row.per_1000.is_some()).find_map(|row| {
        let population = row.area?.population.as_ref()?;
        ((row.residents? - f64::from(population.residents)).abs() < 0.5).then_some(population)
    });
    let population = used.map_or_else(String::new, |population| {
        format!(" Folkmängd den 31 december {}: {}.", population.year, population.source)
    });
    let how = format!("{}{population}", source.how);
    Source { period: counted.slice.year.to_string(), how, ..source }
}

/// All rows that were chosen, each counted once: the municipality's own areas lie over the statistical ones.
fn everywhere(sight: &Sight<'_>, counted: &Counted) -> u64 {
    let own: BTreeSet<&AreaCode> =
        sight.areas.iter().filter(|area| area.kind == AreaKind::Own).map(|area| &area.code).collect();
    let once = |known: &&AreaCount| known.area.as_ref().is_none_or(|area| !own.contains(area));
    counted.areas.iter().filter(once).map(|known| known.count).sum()
}

/// The statistical areas, numbered by their codes, the highest rate first.
fn rows<'a>(sight: &Sight<'a>, counted: &Counted) -> Vec<Row<'a>> {
    let areas: BTreeMap<&AreaCode, &'a Area> = sight.areas.iter().map(|area| (&area.code, area)).collect();
    let mut found: Vec<(&AreaCode, &AreaCount)> =
        counted.areas.iter().filter_map(|known| Some((known.area.as_ref()?, known))).collect();
    found.sort_by_key(|(code, _)| *code);
    found.retain(|(code, _)| areas.get(code).is_none_or(|area| area.kind == AreaKind::Statistical));
    let row = |(index, (code, known)): (usize, (&AreaCode, &AreaCount))| {
        let area = areas.get(code).copied();
        Row {
            number: index + 1,
            code: code.clone(),
            name: area.map_or_else(|| code.to_string(), |area| area.name.clone()),
            area,
            count: known.count,
            residents: known.residents,
            per_1000: counted.rule.rate(known.count, known.residents),
        }
    };
    let mut rows: Vec<Row<'a>> = found.into_iter().enumerate().map(row).collect();
    let height = |row: &Row<'_>| row.per_1000.map_or(-1.0, |rate| rate.value);
    rows.sort_by(|one, other| height(other).total_cmp(&height(one)));
    rows
}

fn answer(sight: &Sight<'_>, counted: &Counted, rows: &[Row<'_>]) -> String {
    let CellSlice { kind, category, year } = &counted.slice;
    let stated =
        sight.report.highest(*kind, category.as_ref(), *year).map(|stated| sight.named(&stated.found));
    let concluded = || -> Option<Outermost<String>> {
        let rates: Vec<(String, WithInterval)> =
            rows.iter().filter_map(|row| Some((row.name.clone(), row.per_1000?))).collect();
        sight.report.rules().outermost(&rates, End::Highest)
    };
    let write = |number: WithInterval| {
        let decimals = decimals(number.value);
        format!(
            "{} per 1{}000 invånare ({}) under {year}",
            number::decimal(number.value, decimals),
            number::SPACE,
            number::interval(number.lower, number.upper, decimals),
        )
    };
    let found = stated.or_else(concluded);
    match found {
        Some(found) => outermost(&found, End::Highest, ("", "områden"), write),
        None => format!(
            "Det går inte att räkna per invånare för {year}: inget antal invånare från de åren är känt. Antalen står i tabellen."
        ),
    }
}

/// Rows without an area, and areas where a rate would mean nothing.
fn remarks(sight: &Sight<'_>, counted: &Counted) -> Vec<String> {
    let own = |area: &&Area| area.kind == AreaKind::Own;
    let outside = counted.count(None);
    let everywhere = everywhere(sight, counted);
    let mut remarks = incomplete(sight, &counted.slice);
    remarks.extend(SV.category_notes(counted.slice.category.iter().map(Category::as_str)));
    if outside > 0 {
        let (outside, all) = (number::count(outside), number::count(everywhere));
        remarks.push(format!(
            "{outside} av {all} rader saknar plats eller ligger utanför områdena. De är inte med här."
        ));
    }
    remarks.extend(stale_population(sight, counted));
    for area in sight.areas.iter().filter(own).take(AREAS) {
        let count = number::count(counted.count(Some(&area.code)));
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
fn incomplete(sight: &Sight<'_>, chosen: &CellSlice) -> Vec<String> {
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
fn stale_population(sight: &Sight<'_>, counted: &Counted) -> Option<String> {
    let unrated: BTreeSet<&AreaCode> = counted
        .areas
        .iter()
        .filter(|known| counted.rule.rate(known.count, known.residents).is_none())
        .filter_map(|known| known.area.as_ref())
        .collect();
    let of = |area: &&Area| {
        area.kind == AreaKind::Statistical
            && area.place_type.has_residents()
            && area.population.is_some()
            && unrated.contains(&area.code)
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
            counted.slice.year
        )
    })
}

fn choices(counted: &Counted) -> Vec<(Field, Vec<Choice>)> {
    let chosen = &counted.slice;
    let mut what = Vec::new();
    for CellContents { kind, categories, .. } in &counted.contents {
        let name = SV.word("kind", kind);
        what.push(Choice::new(kind.word(), format!("{name}, alla")));
        what.extend(categories.iter().map(|category| {
            Choice::new(
                format!("{kind}.{category}"),
                format!("{name}: {}", SV.category(&counted.labels, category.as_str())),
            )
        }));
    }
    let of_kind = counted.contents.iter().filter(|known| known.kind == chosen.kind);
    let years: BTreeSet<i16> = of_kind.flat_map(|known| &known.years).copied().collect();
    let year =
        |year: &i16| Choice::new(year.to_string(), year.to_string()).chosen_if(&chosen.year.to_string());
    vec![
        (
            Field::new("slag", "Vad"),
            what.into_iter().map(|choice| choice.chosen_if(&value(chosen))).collect(),
        ),
        (Field::new("ar", "År"), years.iter().rev().map(year).collect()),
    ]
}

/// The chart of a part of the areas, or the map of all; both where they are few.
fn drawn(
    counted: &Counted,
    rows: &[Row<'_>],
    (part, source, answer): (&Part, &Source, &str),
    on_map: bool,
) -> Vec<Figure> {
    let chosen = &counted.slice;
    let shown = rows.get(part.rows.clone()).unwrap_or_default();
    let title = format!(
        "{} {}, per 1{}000 invånare",
        capital(&what(chosen, &counted.labels)),
        chosen.year,
        number::SPACE
    );
    let told = shown.iter().filter_map(|row| Some(format!("{} {}", row.name, plain(row.per_1000?))));
    let told = told.collect::<Vec<_>>().join(", ");
    let caption = |id: &str, description: &str| Caption {
        id: id.to_owned(),
        title: title.clone(),
        description: description.to_owned(),
    };
    let figure = |title: &str, subtitle: &str, svg: String| Figure {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        svg,
        // Each table is a landmark on the page, and needs a name of its own.
        table: Table { caption: title.to_owned(), ..table(counted, shown) },
        source: source.clone(),
    };
    let mut figures = Vec::new();
    if !on_map {
        let chart = Intervals {
            caption: caption("tal-per-omrade", &told),
            axis: ValueAxis::covering(
                format!("per 1{}000 invånare", number::SPACE),
                rows.iter().filter_map(|row| row.per_1000).flat_map(|rate| [0.0, rate.upper]),
                |value| number::decimal(value, usize::from(value.fract() != 0.0)),
            ),
            rows: shown.iter().map(interval_row).collect(),
            reference: None,
        };
        let subtitle = "Punkten är talet, strecket dess 95-procentiga osäkerhet";
        figures.push(figure(&title, subtitle, intervals(&chart)));
    }
    let large = is_large(rows.len());
    if !large || on_map {
        let map = map(caption("karta-per-omrade", if large { answer } else { &told }), rows);
        if map.areas.iter().any(|area| !area.polygons.is_empty()) {
            let subtitle = if large {
                "Kartan visar inte osäkerheten; den står i diagrammet över områdena."
            } else {
                "Numren är de i tabellen. Kartan visar inte osäkerheten; den står i diagrammet."
            };
            figures.push(figure(&format!("{title}: karta"), subtitle, area_map(&map)));
        }
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

fn table(counted: &Counted, rows: &[Row<'_>]) -> Table {
    let chosen = &counted.slice;
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
        caption: format!("{} {} per område", capital(&what(chosen, &counted.labels)), chosen.year),
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
