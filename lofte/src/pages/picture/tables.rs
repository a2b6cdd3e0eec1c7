//! The tables of counts: what the police and others have counted themselves, per area, category and period.
//!
//! One source, one thing counted and one length of period at a time: nothing here is added to incidents, to another source or
//! over areas. What is withheld is shown as that.

use super::say::plain;
use super::{Section, Sight};
use crate::face::part::{Cell, Choice, Column, Field, Figure, Source, Table};
use lofte_model::picture::{Compared, CountSeries, Rules, Told, Way};
use lofte_model::records::{CalendarSpan, Category, RecordKind, SpanLength};
use lofte_words::chart::{Caption, Point, Series, TimeSeries, ValueAxis, time_series};
use lofte_words::{SV, capital, number};
use std::collections::BTreeSet;

pub(super) const ID: &str = "tabeller";
const QUESTION: &str = "Vad säger de tabeller med antal som vi har fått?";
/// What the whole municipality is called.
const WHOLE: &str = "Hela kommunen";
/// Lines that a chart can tell apart.
const MOST_LINES: usize = 5;
/// Periods that are shown, the latest.
const SHOWN: usize = 36;
/// Columns of a table that fit beside each other.
const MOST_COLUMNS: usize = 6;

/// A table that was handed over: who counted what, in periods of which length.
type Handed<'a> = (&'a str, RecordKind, SpanLength);

fn of(series: &CountSeries) -> Handed<'_> {
    (&series.source, series.of, series.length)
}

fn word((source, of, length): Handed<'_>) -> String {
    format!("{source}.{of}.{}", length.word())
}

fn name((source, of, length): Handed<'_>) -> String {
    format!("{}, {} per {}", SV.known("source", source), SV.word("kind", &of), length_name(length))
}

fn length_name(length: SpanLength) -> &'static str {
    match length {
        SpanLength::Month => "månad",
        SpanLength::Quarter => "kvartal",
        SpanLength::Tertial => "tertial",
        SpanLength::HalfYear => "halvår",
        SpanLength::Year => "år",
    }
}

fn span_name(span: CalendarSpan) -> String {
    match span.length() {
        SpanLength::Month => number::month(span.days().from()),
        SpanLength::Year => span.year().to_string(),
        length => format!("{} {} {}", length_name(length), span.number(), span.year()),
    }
}

/// Nothing where no table of counts was delivered: most municipalities have rows.
pub(super) fn section(sight: &Sight<'_>) -> Option<Section> {
    let figures = sight.report.tables.as_ref()?;
    let tables: BTreeSet<Handed<'_>> = figures.cells.iter().map(of).collect();
    let asked = tables.iter().find(|table| word(**table) == sight.view.tabell);
    let table = *asked.or_else(|| tables.first())?;
    let of_table: Vec<&CountSeries> = figures.cells.iter().filter(|series| of(series) == table).collect();
    let categories: BTreeSet<&Category> = of_table.iter().map(|series| &series.category).collect();
    let asked = categories.iter().find(|category| category.as_str() == sight.view.antal);
    let total = Category::new("total");
    let category = *asked.or_else(|| categories.get(&total)).or_else(|| categories.first())?;
    let mut shown: Vec<&CountSeries> =
        of_table.iter().copied().filter(|series| series.category == *category).collect();
    shown.sort_by_key(|series| (series.area.is_some(), place(sight, series)));
    let label = label(&of_table, category);
    let said = answer(sight, &shown, &label);
    let n =
        shown.iter().flat_map(|series| series.periods()).filter(|(_, told)| *told != Told::Nothing).count();
    let source = sight.source(&figures.provenance, &[RecordKind::Counts], (n as u64, "antal i tabellen"));
    let source = Source { source: name(table), ..source };
    let choices = tables.iter().map(|known| Choice::new(word(*known), name(*known)).chosen_if(&word(table)));
    let of_category = |known: &&Category| {
        Choice::new(known.as_str(), self::label(&of_table, known)).chosen_if(category.as_str())
    };
    let fields = vec![
        (Field::new("tabell", "Tabell"), choices.collect()),
        (Field::new("antal", "Kategori"), categories.iter().map(of_category).collect()),
    ];
    Some(Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: said.clone(),
        remarks: remarks(sight, &shown, table),
        chooser: Some(sight.view.chooser(ID, fields)),
        figures: vec![figure(sight, &shown, (&label, table.2), said, &source)],
        tables: vec![(changes(sight, &shown, &label), source)],
        ..Section::default()
    })
}

/// What a category is called: by us, or where it comes from.
fn label(series: &[&CountSeries], category: &Category) -> String {
    let known = SV.known("category", category.as_str());
    let own = series.iter().find(|series| series.category == *category).map(|series| series.label.clone());
    capital(&if known == category.as_str() { own.unwrap_or(known) } else { known })
}

fn place(sight: &Sight<'_>, series: &CountSeries) -> String {
    series.area.as_ref().map_or_else(|| WHOLE.to_owned(), |code| sight.area(code))
}

fn answer(sight: &Sight<'_>, shown: &[&CountSeries], label: &str) -> String {
    let rules = sight.report.rules();
    let said = |wanted: Way| -> Vec<String> {
        let found = shown.iter().filter(|series| series.trend(rules).0 == wanted);
        found.map(|series| place(sight, series)).collect()
    };
    let told = [
        (Way::More, "Fler i {}, mer än slumpen ger."),
        (Way::Fewer, "Färre i {}, mer än slumpen ger."),
        (Way::Unsure, "Ingen skillnad som går att skilja från slumpen i {}."),
        (Way::Silent, "För {} är antal dolda, saknas eller är preliminära, så det går inte att jämföra."),
        (Way::TooShort, "För {} finns inte två år av slutliga antal, så det går inte att jämföra."),
    ];
    let parts = told.into_iter().filter_map(|(way, text)| {
        let places = said(way);
        if places.is_empty() {
            return None;
        }
        let few = places.len() <= MOST_LINES;
        let places = if few { SV.list(&places) } else { format!("{} områden", places.len()) };
        Some(text.replace("{}", &places.replace(WHOLE, "hela kommunen")))
    });
    let parts: Vec<String> = parts.collect();
    format!("{label}: {} Jämförelsen är de senaste tolv månaderna mot de tolv före.", parts.join(" "))
}

fn remarks(sight: &Sight<'_>, shown: &[&CountSeries], (_, of, _): Handed<'_>) -> Vec<String> {
    let mut remarks = vec![
        "Antalen visas som källan har räknat dem. De läggs aldrig ihop, varken över områden eller med annat."
            .to_owned(),
    ];
    let rows = sight
        .report
        .rates
        .iter()
        .flat_map(lofte_model::picture::Rates::contents)
        .any(|known| known.kind == of);
    if rows {
        remarks.push(format!(
            "Samma {} kan finnas också bland de rader som levererats. Räkna dem inte två gånger.",
            SV.word("kind", &of)
        ));
    }
    let withheld =
        shown.iter().flat_map(|series| &series.counts).any(|told| matches!(told, Told::Withheld(_)));
    if withheld {
        remarks.push("”..” är ett antal som källan inte visar. Det är okänt, inte noll.".to_owned());
    }
    if shown.iter().any(|series| !series.preliminary.is_empty()) {
        remarks.push("* är ett preliminärt antal. Leverera tabellen igen när det är slutligt.".to_owned());
    }
    remarks
}

/// The latest places that any of the series has.
fn places(shown: &[&CountSeries]) -> Vec<i32> {
    let first = shown.iter().map(|series| series.first).min().unwrap_or(0);
    let end = shown.iter().map(|series| series.end()).max().unwrap_or(0);
    let from = first.max(end.saturating_sub(i32::try_from(SHOWN).unwrap_or(0)));
    (from..end).collect()
}

fn figure(
    sight: &Sight<'_>,
    shown: &[&CountSeries],
    (label, length): (&str, SpanLength),
    told: String,
    source: &Source,
) -> Figure {
    let places = places(shown);
    let drawn = shown.get(..MOST_LINES.min(shown.len())).unwrap_or_default();
    let point = |series: &CountSeries, at: i32| {
        series.at(at).count().map(|count| Point { value: count as f64, interval: None })
    };
    let series = drawn.iter().map(|series| Series {
        label: place(sight, series),
        points: places.iter().map(|at| point(series, *at)).collect(),
    });
    let numbers = drawn.iter().flat_map(|series| series.counts.iter().filter_map(|told| told.count()));
    let highest: Vec<f64> = numbers.map(|count| count as f64).chain([0.0]).collect();
    let title = format!("{label} per {}", length_name(length));
    let spans = places.iter().map(|at| CalendarSpan::at(length, *at));
    let named = |span: Option<CalendarSpan>| match span {
        Some(span) if length == SpanLength::Month => number::short_month(span.days().from()),
        span => span.map(span_name).unwrap_or_default(),
    };
    let svg = time_series(&TimeSeries {
        caption: Caption { id: "tabeller-med-antal".into(), title: title.clone(), description: told },
        axis: ValueAxis::covering(format!("antal per {}", length_name(length)), highest, |value| {
            number::decimal(value, 0)
        }),
        periods: spans.map(named).collect(),
        series: series.collect(),
        reference: None,
    });
    let subtitle = match shown.len().checked_sub(drawn.len()) {
        Some(0) | None => "Antal som källan lämnat dem".to_owned(),
        Some(more) => format!("Antal som källan lämnat dem; {more} områden till står i tabellen"),
    };
    Figure {
        title: title.clone(),
        subtitle,
        svg,
        table: table(sight, shown, &title, &places),
        source: source.clone(),
    }
}

/// A cell as its source told it.
fn cell(series: &CountSeries, at: i32) -> Cell {
    match series.at(at) {
        Told::Count(count) => {
            let mark = if series.preliminary.contains(&at) { "*" } else { "" };
            Cell::text(format!("{}{mark}", number::count(count)))
        }
        Told::Withheld(_) => Cell::text(".."),
        Told::Nothing => Cell::text(number::MISSING),
    }
}

/// Periods downwards where the areas fit beside each other, else areas downwards with the latest periods.
fn table(sight: &Sight<'_>, shown: &[&CountSeries], title: &str, all: &[i32]) -> Table {
    let span = |series: &CountSeries, at: i32| {
        CalendarSpan::at(series.length, at).map(span_name).unwrap_or_default()
    };
    let Some(first) = shown.first() else {
        return Table { caption: title.to_owned(), columns: Vec::new(), rows: Vec::new() };
    };
    if shown.len() <= MOST_COLUMNS {
        let mut columns = vec![Column::words(capital(length_name(first.length)))];
        columns.extend(shown.iter().map(|series| Column::numbers(place(sight, series))));
        let row = |at: &i32| {
            let counts = shown.iter().map(|series| cell(series, *at));
            std::iter::once(Cell::text(span(first, *at))).chain(counts).collect()
        };
        return Table { caption: title.to_owned(), columns, rows: all.iter().rev().map(row).collect() };
    }
    let latest = all.get(all.len().saturating_sub(MOST_COLUMNS)..).unwrap_or(all);
    let mut columns = vec![Column::words("Område")];
    columns.extend(latest.iter().map(|at| Column::numbers(span(first, *at))));
    let row = |series: &&CountSeries| {
        let counts = latest.iter().map(|at| cell(series, *at));
        std::iter::once(Cell::text(place(sight, series))).chain(counts).collect()
    };
    Table { caption: format!("{title}, de senaste"), columns, rows: shown.iter().map(row).collect() }
}

/// The last twelve months beside the twelve before, and the last whole year per resident.
fn changes(sight: &Sight<'_>, shown: &[&CountSeries], label: &str) -> Table {
    let rules: Rules = sight.report.rules();
    let count =
        |count: Option<u64>| Cell::text(count.map_or_else(|| number::MISSING.to_owned(), number::count));
    let row = |series: &&CountSeries| {
        let (_, compared) = series.trend(rules);
        let compared: Option<&Compared> = compared.as_ref();
        let year = series.years.last();
        let rate = year.and_then(|year| year.per_1000.map(|rate| format!("{} ({})", plain(rate), year.year)));
        vec![
            Cell::text(place(sight, series)),
            count(compared.map(|compared| compared.last)),
            count(compared.map(|compared| compared.before)),
            Cell::text(compared.map_or_else(|| number::MISSING.to_owned(), super::monthly::change)),
            Cell::text(rate.unwrap_or_else(|| number::MISSING.to_owned())),
        ]
    };
    Table {
        caption: format!(
            "{label}: de senaste tolv månaderna mot de tolv före, och senaste hela året per invånare"
        ),
        columns: vec![
            Column::words("Område"),
            Column::numbers("Senaste tolv"),
            Column::numbers("Tolv före"),
            Column::numbers("Förändring; 95 % intervall"),
            Column::numbers(format!("Per 1{}000 invånare (95 %)", number::SPACE)),
        ],
        rows: shown.iter().map(row).collect(),
    }
}
