//! Published results of surveys, as their publisher gave them out, beside the municipality's own waves.

use super::say::{plain, share};
use super::{Section, Sight};
use crate::face::part::{Cell, Choice, Column, Field, Table};
use lofte_model::picture::{Direction, ResultCell};
use lofte_model::records::{Category, RecordKind, ResultMeasure};
use lofte_words::{SV, capital, number};
use std::collections::BTreeSet;

pub(super) const ID: &str = "matresultat";
const QUESTION: &str = "Vad säger de mätresultat som andra har publicerat?";
/// Years beside each other, the latest.
const MOST_YEARS: usize = 5;

/// Nothing where none were delivered.
pub(super) fn section(sight: &Sight<'_>) -> Option<Section> {
    let figures = sight.report.results.as_ref()?;
    let indicators: BTreeSet<&Category> = figures.cells.iter().map(|cell| &cell.indicator).collect();
    let asked = indicators.iter().find(|known| known.as_str() == sight.view.resultat);
    let indicator = *asked.or_else(|| indicators.first())?;
    let cells: Vec<&ResultCell> = figures.cells.iter().filter(|cell| cell.indicator == *indicator).collect();
    let choice = |known: &&Category| {
        Choice::new(known.as_str(), label(&figures.cells, known)).chosen_if(indicator.as_str())
    };
    let fields =
        vec![(Field::new("resultat", "Vad mäts?"), indicators.iter().map(choice).collect::<Vec<_>>())];
    let source = sight.source(
        &figures.provenance,
        &[RecordKind::SurveyResults],
        (cells.len() as u64, "publicerade tal"),
    );
    let said = answer(sight, &cells, &label(&figures.cells, indicator));
    let unsure = cells.iter().any(|cell| cell.interval.is_none());
    Some(Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: said,
        remarks: unsure
            .then(|| "Utan intervall går det inte att säga om en skillnad är mer än slump.".to_owned())
            .into_iter()
            .collect(),
        chooser: Some(sight.view.chooser(ID, fields)),
        tables: vec![(table(sight, &cells, label(&figures.cells, indicator)), source)],
        ..Section::default()
    })
}

fn label(cells: &[ResultCell], indicator: &Category) -> String {
    let found = cells.iter().rfind(|cell| cell.indicator == *indicator);
    capital(found.map_or(indicator.as_str(), |cell| cell.label.as_str()))
}

fn written(cell: &ResultCell) -> String {
    let answers = cell.answers.map(|n| format!(", {}", number::with_unit(&number::count(n), "svar")));
    let figure = match (cell.with_interval(), cell.measure) {
        (Some(figure), ResultMeasure::Share) => share(figure),
        (Some(figure), ResultMeasure::Mean) => plain(figure),
        (None, ResultMeasure::Share) => number::percent(cell.value, 0),
        (None, ResultMeasure::Mean) => number::decimal(cell.value, 2),
    };
    format!("{figure}{}", answers.unwrap_or_default())
}

/// The whole municipality in the latest year, against the year before that is known.
fn answer(sight: &Sight<'_>, cells: &[&ResultCell], label: &str) -> String {
    let whole = cells.iter().filter(|cell| cell.area.is_none() && cell.group.is_none());
    let mut whole: Vec<&&ResultCell> = whole.collect();
    whole.sort_by_key(|cell| cell.year);
    let Some((newest, earlier)) = whole.split_last() else {
        return format!("{label}: talen gäller delar av kommunen eller grupper, inte alla.");
    };
    let told = format!("{label}: {} under {}.", written(newest), newest.year);
    let before =
        earlier.iter().rev().find(|cell| cell.measure == newest.measure && cell.source == newest.source);
    let Some(before) = before else { return told };
    let then = format!("{}, {}", before.year, written(before));
    let compared = match newest.with_interval().zip(before.with_interval()) {
        None => format!("Det går inte att säga om det skiljer sig från {then}: intervall saknas."),
        Some((now, then_figure)) => match Direction::of(sight.report.rules().differ(now, then_figure)) {
            Some(Direction::Above) => format!("Talet är högre än {then}."),
            Some(Direction::Below) => format!("Talet är lägre än {then}."),
            None => format!("Talet går inte att skilja från {then}."),
        },
    };
    format!("{told} {compared}")
}

fn table(sight: &Sight<'_>, cells: &[&ResultCell], caption: String) -> Table {
    let years: BTreeSet<i16> = cells.iter().map(|cell| cell.year).collect();
    let years: Vec<i16> = years.into_iter().rev().take(MOST_YEARS).collect();
    let rows: BTreeSet<_> = cells
        .iter()
        .map(|cell| (cell.area.is_some(), &cell.area, &cell.group, &cell.source, cell.measure))
        .collect();
    let row =
        |(_, area, group, source, measure): (bool, &Option<_>, &Option<String>, &String, ResultMeasure)| {
            let place = area.as_ref().map_or_else(|| "Hela kommunen".to_owned(), |code| sight.area(code));
            let mut row = vec![
                Cell::text(place),
                Cell::text(group.clone().unwrap_or_else(|| "Alla".to_owned())),
                Cell::text(SV.known("source", source)),
            ];
            row.extend(years.iter().map(|year| {
                let found = cells.iter().find(|cell| {
                    (cell.year, &cell.area, &cell.group, &cell.source, cell.measure)
                        == (*year, area, group, source, measure)
                });
                Cell::text(found.map_or_else(|| number::MISSING.to_owned(), |cell| written(cell)))
            }));
            row
        };
    let mut columns = vec![Column::words("Område"), Column::words("Grupp"), Column::words("Mätning")];
    columns.extend(years.iter().map(|year| Column::numbers(year.to_string())));
    Table { caption, columns, rows: rows.into_iter().map(row).collect() }
}
