//! Counts of the picture as a table: cells, sums and official statistics, one row each.

use super::promises::note;
use super::{names, number, text};
use crate::picture::{CountTable, PublicProvenance};
use crate::snapshot::Snapshot;
use crate::wording::code;
use lofte_analysis::disclosure::Cell;
use lofte_model::period::Period;
use lofte_model::picture::{OfficialCell, WithInterval};
use lofte_model::place::AreaCode;

pub(super) const HEADER: [&str; 22] = [
    "municipality_code",
    "synthetic",
    "note",
    "edition",
    "kind",
    "year",
    "category",
    "level",
    "area_code",
    "area",
    "count",
    "hidden",
    "per",
    "rate",
    "rate_lower",
    "rate_upper",
    "sources",
    "method",
    "threshold",
    "protect",
    "months_without_rows",
    "category_label",
];

/// What one row is about.
struct Place<'a> {
    kind: String,
    year: i16,
    category: &'a str,
    level: &'static str,
    area_code: &'a str,
    area: &'a str,
    /// The edition that the figure is from.
    edition: u32,
    /// Months of the year that the rows do not cover.
    uncovered: &'a [Period],
}

pub(super) fn rows(snapshot: &Snapshot) -> Vec<[String; 22]> {
    let Some(picture) = &snapshot.picture else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    if let Some(figures) = &picture.counts {
        for table in &figures.figures {
            table_rows(snapshot, table, &figures.provenance, &mut rows);
        }
    }
    if let Some(figures) = &picture.official {
        rows.extend(figures.figures.iter().map(|cell| official_row(snapshot, cell, &figures.provenance)));
    }
    rows
}

fn table_rows(
    snapshot: &Snapshot,
    table: &CountTable,
    provenance: &PublicProvenance,
    rows: &mut Vec<[String; 22]>,
) {
    let newest = table.rows.iter().map(|row| row.as_of.edition).max().unwrap_or_default();
    let mut push = |category,
                    level,
                    edition: u32,
                    area: &Option<AreaCode>,
                    count: &Cell<u64>,
                    rate: Option<&WithInterval>| {
        let place = Place {
            kind: table.kind.to_string(),
            year: table.year,
            category,
            level,
            area_code: area.as_ref().map(AreaCode::as_str).unwrap_or_default(),
            area: area.as_ref().map(|code| snapshot.area_name(code)).unwrap_or_default(),
            edition,
            uncovered: &table.uncovered,
        };
        let rate = rate.map(|rate| (1000, rate));
        rows.push(row(snapshot, &place, (number(count), count.shown().is_none()), rate, provenance));
    };
    for line in &table.rows {
        let (category, edition) = (line.category.as_str(), line.as_of.edition);
        for (area, cell) in table.areas.iter().zip(&line.cells) {
            let level = if area.is_some() { "area" } else { "outside_areas" };
            let rate = cell.per_1000.as_ref().and_then(|rate| rate.get().shown());
            push(category, level, edition, area, cell.count.get(), rate);
        }
        push(category, "category_total", edition, &None, line.total.get(), None);
    }
    for (area, total) in table.areas.iter().zip(&table.area_totals) {
        let level = if area.is_some() { "area_total" } else { "outside_areas_total" };
        push("", level, newest, area, total.get(), None);
    }
    push("", "total", newest, &None, table.total.get(), None);
}

fn official_row(snapshot: &Snapshot, cell: &OfficialCell, provenance: &PublicProvenance) -> [String; 22] {
    let place = Place {
        kind: "statistic".to_owned(),
        year: cell.year,
        category: cell.category.as_str(),
        level: "municipality",
        area_code: cell.region.as_str(),
        area: "",
        edition: snapshot.picture.as_ref().map(|picture| picture.edition).unwrap_or_default(),
        uncovered: &[],
    };
    let count = cell.count.map(|count| count.to_string()).unwrap_or_default();
    let rate = cell.per_100_000.as_ref().map(|rate| (100_000, rate));
    row(snapshot, &place, (count, cell.count.is_none()), rate, provenance)
}

fn row(
    snapshot: &Snapshot,
    place: &Place,
    (count, hidden): (String, bool),
    rate: Option<(u32, &WithInterval)>,
    provenance: &PublicProvenance,
) -> [String; 22] {
    let [per, value, lower, upper] = rate.map_or_else(Default::default, |(per, rate)| {
        [per.to_string(), rate.value.to_string(), rate.lower.to_string(), rate.upper.to_string()]
    });
    let limits = snapshot.protection.counts;
    [
        snapshot.municipality.code.to_string(),
        provenance.synthetic.to_string(),
        note(provenance.synthetic),
        place.edition.to_string(),
        place.kind.clone(),
        place.year.to_string(),
        text(place.category),
        place.level.to_owned(),
        text(place.area_code),
        text(place.area),
        count,
        hidden.to_string(),
        per,
        value,
        lower,
        upper,
        names(provenance.sources_of(&place.kind).iter().map(String::as_str)),
        code(&provenance.method),
        limits.threshold.to_string(),
        limits.protect.to_string(),
        place.uncovered.iter().copied().map(interval).collect::<Vec<_>>().join("; "),
        text(&label(snapshot, place.category)),
    ]
}

/// A period as ISO 8601 writes it, from day to day.
fn interval(period: Period) -> String {
    format!("{}/{}", period.from(), period.to())
}

/// How a category is written; sums over all of them have none.
fn label(snapshot: &Snapshot, category: &str) -> String {
    let labels = snapshot.picture.as_ref().map(|picture| picture.category_labels.clone()).unwrap_or_default();
    if category.is_empty() { String::new() } else { labels.swedish(category) }
}
