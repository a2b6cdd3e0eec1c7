//! The answer of a method as a drawing: the same rows as its table.
//!
//! Where a row has no shape or number to draw, there is no drawing and the table stands alone. Left out: a map that can be moved;
//! this one serves without a script, on paper and as a file.

use super::known::Drawn;
use super::told::{figure, label, rows_by_count, week_name, weeks_of};
use lofte_analyse::output::{ValueRow, Values};
use lofte_model::place::{Area, AreaKind};
use lofte_words::chart::{
    Area as MapArea, AreaMap, Caption, Cell as Shade, IntervalRow, Intervals, Point, Reference, Series,
    TimeSeries, ValueAxis, WeekGrid, area_map, intervals, time_series, week_grid,
};
use lofte_words::{SV, capital, number};
use serde_json::Value;

/// Most rows of a drawing; the table has them all.
const MOST_ROWS: usize = 25;
/// Shades of a week or a map.
const SHADES: usize = 5;

/// Draws the rows of an answer; nothing where there is nothing to draw.
pub(super) fn drawn(drawn: Drawn, values: &Values, areas: &[Area], caption: Caption) -> Option<String> {
    if values.rows.is_empty() {
        return None;
    }
    match drawn {
        Drawn::Counts(column) => counts(values, column, caption),
        Drawn::Changes => Some(changes(values, caption)),
        Drawn::Months => Some(months(values, caption)),
        Drawn::Weeks => Some(weeks(values, caption)),
        Drawn::Week => week(values, caption),
        Drawn::HotSpots | Drawn::Clusters => map(values, areas, caption),
        Drawn::Alerts | Drawn::Concentration | Drawn::NearRepeats | Drawn::Scan | Drawn::Table => None,
    }
}

fn interval(values: &Values, row: &ValueRow) -> Option<(f64, f64)> {
    figure(values, row, "lower").zip(figure(values, row, "upper"))
}

fn counts(values: &Values, column: &str, caption: Caption) -> Option<String> {
    // With two columns of words a row is no single name.
    let words = values.columns.iter().filter(|name| !["count", "lower", "upper"].contains(&name.as_str()));
    if words.count() > 1 {
        return None;
    }
    let rows = rows_by_count(values).take(MOST_ROWS).map(|row| {
        let count = figure(values, row, "count");
        IntervalRow {
            label: capital(&label(values, row, column)),
            value: count,
            interval: interval(values, row),
            value_label: count.map_or_else(String::new, |count| number::decimal(count, 0)),
            emphasis: false,
        }
    });
    Some(dots(rows.collect(), "antal rader", None, caption))
}

fn changes(values: &Values, caption: Caption) -> String {
    let mut rows: Vec<&ValueRow> = values.rows.iter().collect();
    let change = |row: &ValueRow| figure(values, row, "percent_per_year").unwrap_or(0.0);
    rows.sort_by(|one, other| change(other).total_cmp(&change(one)));
    let rows = rows.into_iter().take(MOST_ROWS).map(|row| {
        let limits = interval(values, row);
        IntervalRow {
            label: capital(&label(values, row, "category")),
            value: Some(change(row)),
            interval: limits,
            value_label: number::with_unit(&number::signed(change(row), 0), "%"),
            emphasis: limits.is_some_and(|(lower, upper)| lower > 0.0 || upper < 0.0),
        }
    });
    let none = Reference { value: 0.0, label: "oförändrat".to_owned() };
    dots(rows.collect(), "procent per år", Some(none), caption)
}

fn dots(rows: Vec<IntervalRow>, unit: &str, reference: Option<Reference>, caption: Caption) -> String {
    let ends = rows
        .iter()
        .flat_map(|row| row.interval.into_iter().flat_map(|(lower, upper)| [lower, upper]).chain(row.value));
    let axis = ValueAxis::covering(unit, ends.chain([0.0]), |value| number::decimal(value, 0));
    intervals(&Intervals { caption, axis, rows, reference })
}

fn months(values: &Values, caption: Caption) -> String {
    let points = |column: &str| {
        let point = |row: &ValueRow| figure(values, row, column).map(|value| Point { value, interval: None });
        values.rows.iter().map(point).collect::<Vec<_>>()
    };
    let (counts, trend) = (points("count"), points("trend"));
    let highest = counts.iter().flatten().map(|point| point.value);
    let axis =
        ValueAxis::covering("antal per månad", highest.chain([0.0]), |value| number::decimal(value, 0));
    let period = |row: &ValueRow| {
        let day = label(values, row, "period").parse::<jiff::civil::Date>();
        day.map(number::short_month).unwrap_or_default()
    };
    time_series(&TimeSeries {
        caption,
        axis,
        periods: values.rows.iter().map(period).collect(),
        series: vec![
            Series { label: "antal".to_owned(), points: counts },
            Series { label: "trend".to_owned(), points: trend },
        ],
        reference: None,
    })
}

/// A line for each of the categories with most events.
fn weeks(values: &Values, caption: Caption) -> String {
    let weeks = weeks_of(values);
    let mut categories: Vec<(String, f64)> = Vec::new();
    for row in &values.rows {
        let (name, count) = (label(values, row, "category"), figure(values, row, "count").unwrap_or(0.0));
        match categories.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += count,
            None => categories.push((name, count)),
        }
    }
    categories.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let count = |category: &str, week: &str| {
        let mut rows = values.rows.iter();
        let row =
            rows.find(|row| label(values, row, "category") == category && label(values, row, "week") == week);
        // A week without rows of a category has none: the days are covered by its source.
        Some(Point { value: row.and_then(|row| figure(values, row, "count")).unwrap_or(0.0), interval: None })
    };
    let series: Vec<Series> = categories
        .iter()
        .take(SHADES)
        .map(|(category, _)| Series {
            label: category.clone(),
            points: weeks.iter().map(|week| count(category, week)).collect(),
        })
        .collect();
    let highest = series.iter().flat_map(|line| line.points.iter().flatten()).map(|point| point.value);
    let axis =
        ValueAxis::covering("antal per vecka", highest.chain([0.0]), |value| number::decimal(value, 0));
    let periods = weeks.iter().map(|week| week_name(week)).collect();
    time_series(&TimeSeries { caption, axis, periods, series, reference: None })
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Seven days by twenty-four hours; nothing where days and hours are told apart.
fn week(values: &Values, caption: Caption) -> Option<String> {
    let (day, hour) = (values.column("weekday")?, values.column("hour")?);
    let column = if values.column("observed").is_some() { "observed" } else { "weight" };
    let mut found = [[None; 24]; 7];
    for row in &values.rows {
        let day = row.text(day).and_then(|day| DAYS.iter().position(|known| *known == day))?;
        let hour = row.text(hour).and_then(|hour| hour.parse::<usize>().ok())?;
        *found.get_mut(day)?.get_mut(hour)? = figure(values, row, column);
    }
    let highest = found.iter().flatten().flatten().copied().fold(0.0, f64::max);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of a week, from 0")]
    let step = ((highest / SHADES as f64).ceil() as usize).max(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of a week, from 0")]
    let shade = |value: f64| Shade::Class((value as usize / step).min(SHADES - 1));
    let classes = (0..SHADES).map(|class| (class * step, class * step + step - 1));
    let classes = classes.take_while(|(from, _)| (*from as f64) <= highest);
    Some(week_grid(&WeekGrid {
        caption,
        days: std::array::from_fn(|day| SV.say(&format!("weekday-{}", day + 1))),
        cells: found.map(|hours| hours.map(|value| value.map_or(Shade::Missing, shade))),
        classes: classes
            .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") })
            .collect(),
        hidden_label: String::new(),
        missing_label: "ingen uppgift".to_owned(),
    }))
}

/// Cells or hulls over the municipality's areas, shaded by how many events they hold.
fn map(values: &Values, areas: &[Area], caption: Caption) -> Option<String> {
    let column = if values.column("count").is_some() { "count" } else { "events" };
    let highest = values.rows.iter().filter_map(|row| figure(values, row, column)).fold(0.0, f64::max);
    let step = (highest / SHADES as f64).ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a class is one of five")]
    let shade = |count: f64| Shade::Class(((count / step) as usize).min(SHADES - 1));
    let found = values.rows.iter().filter_map(|row| {
        let count = figure(values, row, column)?;
        Some(MapArea {
            key: String::new(),
            told: format!("{} händelser", number::decimal(count, 0)),
            polygons: polygons(row.geometry.as_ref()?)?,
            class: shade(count),
        })
    });
    let found: Vec<MapArea> = found.collect();
    let window = Window::around(&found)?;
    let ground = areas.iter().filter(|area| area.kind == AreaKind::Statistical).filter_map(|area| {
        let rings = |rings: &Vec<Vec<[f64; 2]>>| rings.iter().map(|ring| window.cut(&points(ring))).collect();
        let mut polygons: Vec<Vec<Ring>> = area.border.iter().map(rings).collect();
        for rings in &mut polygons {
            rings.retain(|ring| ring.len() > 2);
        }
        polygons.retain(|rings| !rings.is_empty());
        let (key, told, class) = (String::new(), SV.area(area), Shade::Missing);
        (!polygons.is_empty()).then_some(MapArea { key, told, polygons, class })
    });
    let classes = (0..SHADES).map(|class| class as f64 * step).take_while(|from| *from <= highest);
    let class = |from: f64| {
        let to = from + step - 1.0;
        let (from, to) = (number::decimal(from.max(1.0), 0), number::decimal(to, 0));
        if from == to { format!("{from} händelser") } else { format!("{from}–{to} händelser") }
    };
    Some(area_map(&AreaMap {
        caption,
        areas: ground.chain(found).collect(),
        classes: classes.map(class).collect(),
        hidden_label: String::new(),
        missing_label: "kommunens områden".to_owned(),
    }))
}

/// Points in degrees, east first.
type Ring = Vec<(f64, f64)>;

/// The part of the ground that is drawn: around what was found, so that a town is not a speck in its municipality.
struct Window {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

/// Room on each side of what was found, as a share of its extent, and at least so many degrees.
const ROOM: (f64, f64) = (0.15, 0.01);

impl Window {
    fn around(found: &[MapArea]) -> Option<Self> {
        let mut points = found.iter().flat_map(|area| area.polygons.iter().flatten().flatten());
        let (lon, lat) = *points.next()?;
        let whole = Self { west: lon, east: lon, south: lat, north: lat };
        let whole = points.fold(whole, |seen, (lon, lat)| Self {
            west: seen.west.min(*lon),
            east: seen.east.max(*lon),
            south: seen.south.min(*lat),
            north: seen.north.max(*lat),
        });
        let room = |extent: f64| (extent * ROOM.0).max(ROOM.1);
        let (wide, high) = (room(whole.east - whole.west), room(whole.north - whole.south));
        Some(Self {
            west: whole.west - wide,
            east: whole.east + wide,
            south: whole.south - high,
            north: whole.north + high,
        })
    }

    /// What of a ring lies within (Sutherland and Hodgman 1974): cut at one side after the other.
    fn cut(&self, ring: &[(f64, f64)]) -> Ring {
        let west = cut_at(ring, |point| point.0 - self.west);
        let east = cut_at(&west, |point| self.east - point.0);
        let south = cut_at(&east, |point| point.1 - self.south);
        cut_at(&south, |point| self.north - point.1)
    }
}

/// What of a ring is not beyond a side; `inside` is how far within it a point is.
fn cut_at(ring: &[(f64, f64)], inside: impl Fn((f64, f64)) -> f64) -> Ring {
    let mut kept = Vec::with_capacity(ring.len());
    let before = ring.last().into_iter().chain(ring);
    for (one, other) in before.zip(ring) {
        let (from, to) = (inside(*one), inside(*other));
        if (from < 0.0) != (to < 0.0) {
            let share = from / (from - to);
            kept.push((one.0 + (other.0 - one.0) * share, one.1 + (other.1 - one.1) * share));
        }
        if to >= 0.0 {
            kept.push(*other);
        }
    }
    kept
}

fn points(ring: &[[f64; 2]]) -> Vec<(f64, f64)> {
    ring.iter().map(|[lon, lat]| (*lon, *lat)).collect()
}

/// The polygons of a GeoJSON geometry; a line or a point has none.
fn polygons(geometry: &Value) -> Option<Vec<Vec<Ring>>> {
    let coordinates = geometry.get("coordinates")?;
    let polygons = match geometry.get("type")?.as_str()? {
        "Polygon" => vec![serde_json::from_value::<Vec<Vec<[f64; 2]>>>(coordinates.clone()).ok()?],
        "MultiPolygon" => serde_json::from_value(coordinates.clone()).ok()?,
        _ => return None,
    };
    Some(polygons.iter().map(|rings| rings.iter().map(|ring| points(ring)).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Ring {
        vec![
            (west, south),
            (west + side, south),
            (west + side, south + side),
            (west, south + side),
            (west, south),
        ]
    }

    #[test]
    fn the_ground_ends_at_the_window() {
        let window = Window { west: 0.0, east: 2.0, south: 0.0, north: 2.0 };
        let cut = window.cut(&square(1.0, 1.0, 4.0));
        let area: f64 =
            cut.iter().zip(cut.iter().cycle().skip(1)).map(|(a, b)| (a.0 * b.1 - b.0 * a.1) / 2.0).sum();
        assert!((area - 1.0).abs() < 1e-12, "{cut:?}");
        assert!(cut.iter().all(|(x, y)| (0.0..=2.0).contains(x) && (0.0..=2.0).contains(y)));
        assert!(window.cut(&square(5.0, 5.0, 1.0)).is_empty());
        assert!(window.cut(&square(-1.0, -1.0, 9.0)).len() >= 4, "a window within an area is all of it");
        assert_eq!(window.cut(&square(0.5, 0.5, 1.0)).len(), 5);
    }

    #[test]
    fn a_window_has_room_around_what_was_found() {
        let found =
            |polygons| MapArea { key: String::new(), told: String::new(), polygons, class: Shade::Missing };
        assert!(Window::around(&[]).is_none());
        let window = Window::around(&[found(vec![vec![square(16.0, 59.0, 1.0)]])]).unwrap();
        assert!(window.west < 15.9 && window.north > 60.1);
    }
}
