//! Figures of delivered tables that a goal can start from, so that nobody has to type them off a paper.
//!
//! A goal keeps the figure as it was when it was chosen: a later delivery changes no baseline. Left out: figures without a word
//! on how sure they are, and counts of a part of a year.

use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::picture::{CountSeries, ResultCell};
use lofte_model::place::{Area, AreaCode};
use lofte_model::promise::{Certainty, StatedFigure};
use lofte_model::records::ResultMeasure;
use lofte_words::SV;

/// What a delivered figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A share of those who answered.
    Share,
    /// A mean or an index.
    Mean,
    /// A count of a whole year.
    Count,
}

/// A figure of a delivered table.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveredFigure {
    /// What it is known by.
    pub key: String,
    /// What is measured, as the table calls it; with the group, where it is of one.
    pub name: String,
    /// Where the figure is from, a slug.
    pub source: String,
    /// The area by name; empty for the whole municipality.
    pub place: String,
    /// What it is.
    pub measure: Measure,
    /// The figure.
    pub figure: StatedFigure,
}

/// Every figure of delivered tables that a goal of a kind can start from, the latest year first.
pub async fn figures(
    actor: &Actor,
    house: &House,
    measure: Measure,
) -> Result<Vec<DeliveredFigure>, AppError> {
    actor.require(Action::DraftPromise)?;
    // Whoever may not read small counts writes the figure as it is published.
    if !actor.may(Action::ReadSmallCounts) {
        return Ok(Vec::new());
    }
    let areas = house.store().read(&actor.municipality).await?.areas().await?;
    let mut found = match measure {
        Measure::Count => counts(actor, house, &areas).await?,
        Measure::Share | Measure::Mean => results(actor, house, &areas).await?,
    };
    found.retain(|figure| figure.measure == measure);
    found.sort_by_cached_key(|figure| {
        (std::cmp::Reverse(figure.figure.year), figure.name.clone(), figure.place.clone())
    });
    Ok(found)
}

async fn counts(actor: &Actor, house: &House, areas: &[Area]) -> Result<Vec<DeliveredFigure>, AppError> {
    let stored = house.records().period_counts(&actor.municipality).await?;
    let series = CountSeries::of(stored.into_iter().map(|row| (row.source, row.count)), areas);
    let of_series = |series: &CountSeries| -> Vec<DeliveredFigure> {
        let known = SV.known("category", series.category.as_str());
        let name = if known == series.category.as_str() { series.label.clone() } else { known };
        let is_final = |year: i16| {
            let may_change =
                |place: &i32| place.div_euclid(i32::from(series.length.in_a_year())) == i32::from(year);
            !series.preliminary.iter().any(may_change)
        };
        let years = series.years.iter().filter(|year| is_final(year.year));
        let figure = |year: &lofte_model::picture::CountYear| DeliveredFigure {
            key: key(
                "count",
                series.category.as_str(),
                (&series.source, series.area.as_ref(), None),
                year.year,
            ),
            name: name.clone(),
            source: series.source.clone(),
            place: place(areas, series.area.as_ref()),
            measure: Measure::Count,
            figure: stated(year.year, year.count as f64, Certainty::Counted),
        };
        years.map(figure).collect()
    };
    // A year that is told by months and whole is one figure: that of the months, which are there to be looked at.
    let mut figures: Vec<DeliveredFigure> = series.iter().flat_map(of_series).collect();
    let mut seen = std::collections::BTreeSet::new();
    figures.retain(|figure| seen.insert(figure.key.clone()));
    Ok(figures)
}

async fn results(actor: &Actor, house: &House, areas: &[Area]) -> Result<Vec<DeliveredFigure>, AppError> {
    let stored = house.records().survey_results(&actor.municipality).await?;
    let cells = ResultCell::of(stored.into_iter().map(|row| (row.source, row.result)));
    let figure = |cell: &ResultCell| {
        let (measure, certainty) = match (cell.measure, cell.interval, cell.answers) {
            (ResultMeasure::Share, Some((lower, upper)), _) => {
                (Measure::Share, Certainty::Interval { lower, upper })
            }
            (ResultMeasure::Share, None, Some(n)) => (Measure::Share, Certainty::Answers { n }),
            (ResultMeasure::Mean, Some((lower, upper)), _) => {
                (Measure::Mean, Certainty::Interval { lower, upper })
            }
            _ => return None,
        };
        let group = cell.group.as_ref().map(|group| format!(" ({group})")).unwrap_or_default();
        let of = (cell.source.as_str(), cell.area.as_ref(), cell.group.as_deref());
        Some(DeliveredFigure {
            key: key(cell.measure.word(), cell.indicator.as_str(), of, cell.year),
            name: format!("{}{group}", cell.label),
            source: cell.source.clone(),
            place: place(areas, cell.area.as_ref()),
            measure,
            figure: stated(cell.year, cell.value, certainty),
        })
    };
    Ok(cells.iter().filter_map(figure).collect())
}

fn stated(year: i16, value: f64, certainty: Certainty) -> StatedFigure {
    StatedFigure { year, value, certainty, measured_from: None }
}

fn place(areas: &[Area], code: Option<&AreaCode>) -> String {
    let Some(code) = code else { return String::new() };
    areas.iter().find(|area| area.code == *code).map_or_else(|| code.to_string(), |area| SV.area(area))
}

fn key(
    measure: &str,
    of: &str,
    (source, area, group): (&str, Option<&AreaCode>, Option<&str>),
    year: i16,
) -> String {
    let area = area.map_or("", AreaCode::as_str);
    [measure, of, source, area, group.unwrap_or(""), &year.to_string()].join("|")
}
