//! What weighs most: the sum of harm of the newest year, with what one grave event makes of it.

use super::say::plain;
use super::{Section, Sight};
use crate::face::NavItem;
use crate::face::part::{Cell, Column, Source, Table};
use lofte_model::picture::{Harm, HarmYear, WithInterval};
use lofte_model::records::RecordKind;
use lofte_words::{SV, capital, number};

pub(super) const ID: &str = "vager";
const QUESTION: &str = "Vad väger tyngst?";
/// From which share on one event is told to be most of the sum.
const MOST: f64 = 0.2;

/// Nothing where no weights are loaded.
pub(super) fn section(sight: &Sight<'_>) -> Option<Section> {
    let harm = sight.report.harm.as_ref()?;
    let newest = |kind: RecordKind| {
        harm.years.iter().filter(move |year| year.kind == kind).max_by_key(|year| year.year)
    };
    let years: Vec<&HarmYear> = RecordKind::INCIDENTS.into_iter().filter_map(newest).collect();
    let first = years.first()?;
    let mut remarks = vec![
        "Vikterna är någon annans bedömning av hur allvarligt ett brott är. De är till för att jämföra och prioritera, inte för att följa över många år.".to_owned(),
    ];
    remarks.extend(years.iter().filter_map(|year| unweighted(sight, year)));
    let tables = years.iter().map(|year| (table(sight, year), source(sight, harm, year))).collect();
    Some(Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: answer(sight, first),
        remarks,
        tables,
        elsewhere: Some(NavItem::new("Vikterna och varifrån de kommer", "/kategorier/vikter")),
        ..Section::default()
    })
}

fn label(sight: &Sight<'_>, slug: &str) -> String {
    sight.report.category_labels.own(slug).map_or_else(|| SV.known("category", slug), str::to_owned)
}

fn figure(year: &HarmYear) -> WithInterval {
    let interval = year.sum.interval;
    WithInterval { value: year.sum.sum, lower: interval.lower, upper: interval.upper }
}

fn answer(sight: &Sight<'_>, year: &HarmYear) -> String {
    let Some(most) = year.parts.first() else { return String::new() };
    let share = most.adds() / year.sum.sum;
    let told = format!(
        "{} väger tyngst: {} av summan för {} {}.",
        capital(&label(sight, most.category.as_str())),
        number::percent(share, 0),
        SV.word("kind", &year.kind),
        year.year
    );
    match (year.sum.largest_event_share, &year.sum.largest_event_category) {
        (Some(share), Some(category)) if share >= MOST => format!(
            "{told} En enda händelse ({}) är {} av allt, så summan beror mycket på den.",
            label(sight, category),
            number::percent(share, 0)
        ),
        _ => told,
    }
}

fn unweighted(sight: &Sight<'_>, year: &HarmYear) -> Option<String> {
    let sum = &year.sum;
    (sum.unweighted > 0).then(|| {
        let names: Vec<String> = sum.unweighted_categories.iter().map(|slug| label(sight, slug)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        format!(
            "{} {} har ingen vikt i tabellen och är inte med i summan för {}: {}.",
            number::count(sum.unweighted),
            SV.word("kind", &year.kind),
            year.year,
            SV.list(&names)
        )
    })
}

fn table(sight: &Sight<'_>, year: &HarmYear) -> Table {
    let rows = year.parts.iter().map(|part| {
        vec![
            Cell::text(capital(&label(sight, part.category.as_str()))),
            Cell::text(number::count(part.count)),
            Cell::text(number::decimal(part.weight, 1)),
            Cell::text(number::decimal(part.adds(), 0)),
            Cell::text(number::percent(part.adds() / year.sum.sum, 0)),
        ]
    });
    let largest = year
        .sum
        .largest_event_share
        .map_or_else(|| number::MISSING.to_owned(), |share| number::percent(share, 0));
    let caption = format!(
        "{} {}. Summa: {} {}. Den allvarligaste enskilda händelsen är {largest} av summan.",
        capital(&SV.word("kind", &year.kind)),
        year.year,
        plain(figure(year)),
        year.sum.table.unit,
    );
    Table {
        caption,
        columns: vec![
            Column::words("Kategori"),
            Column::numbers("Antal"),
            Column::numbers("Vikt"),
            Column::numbers("Väger"),
            Column::numbers("Andel"),
        ],
        rows: rows.collect(),
    }
}

fn source(sight: &Sight<'_>, harm: &Harm, year: &HarmYear) -> Source {
    let told = sight.source(&harm.provenance, &[year.kind], (year.sum.events, "händelser"));
    let table = &year.sum.table;
    let weights =
        format!("Vikter: {}, {}. {}.", table.name, table.version, table.source.trim_end_matches('.'));
    Source { how: format!("{} {weights}", told.how), ..told }
}
