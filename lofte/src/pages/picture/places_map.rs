//! The map of the areas, and where it is: beside the chart, or on a page of its own where there are many areas.

use super::rates::Row;
use super::say::plain;
use lofte_model::place::Area;
use lofte_words::chart::{Area as MapArea, AreaMap, Caption, Cell as Shade, ValueAxis};
use lofte_words::number;

/// Most shades on a map.
const SHADES: usize = 5;
/// With more areas than this a map has no numbers and a page of its own.
pub(super) const MOST_NUMBERED: usize = 60;

/// Whether the areas are too many for a map among other things.
pub(super) fn is_large(areas: usize) -> bool {
    areas > MOST_NUMBERED
}

pub(super) fn map(caption: Caption, rows: &[Row<'_>]) -> AreaMap {
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
    let numbered = !is_large(rows.len());
    let areas = rows.iter().map(|row| MapArea {
        key: if numbered { row.number.to_string() } else { String::new() },
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
