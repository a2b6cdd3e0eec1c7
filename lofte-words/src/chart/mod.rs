//! Drawings of figures: [`time_series`], [`intervals`], [`bars`], [`week_grid`], [`area_map`], [`plan_time`] and [`year_wheel`].
//!
//! Each is a pure function from a plain struct to markup: the same struct gives the same bytes. Texts and
//! numbers on the drawing are written by the caller; nothing is rounded, hidden or translated here. A drawing
//! never stands alone: the page shows the same figures in a table, and the description says in words what is to
//! be seen. Each is drawn for a wide and for a narrow column, and the style sheet shows the one that fits.

mod bars;
mod intervals;
mod map;
mod plan_time;
mod rows;
mod svg;
mod time_series;
mod week_grid;

pub use bars::{Bar, Bars, bars};
pub use intervals::{IntervalRow, Intervals, intervals, printed_intervals};
pub use map::{Area, AreaMap, area_map};
pub use plan_time::{PlanTime, Span, YearWheel, plan_time, year_wheel};
pub use svg::standing_alone;
pub use time_series::{Point, Series, TimeSeries, time_series};
pub use week_grid::{Cell, WeekGrid, week_grid};

/// What a drawing is called and says, for those who do not see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// Unique on the page; the start of every id in the drawing.
    pub id: String,
    /// The name of the drawing.
    pub title: String,
    /// What is to be seen, in a sentence or two.
    pub description: String,
}

/// A level to compare with: a target, a threshold, the whole municipality.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The level, in the unit of the axis.
    pub value: f64,
    /// What it is, `"Mål: 65 %"`.
    pub label: String,
}

/// The axis of values with its marks.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAxis {
    /// What is measured and in which unit.
    pub label: String,
    /// The marks, from low to high.
    pub ticks: Vec<Tick>,
}

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The value.
    pub value: f64,
    /// The value in writing.
    pub label: String,
}

impl ValueAxis {
    /// An axis with about five even marks that cover the values; values that are not finite are left out.
    pub fn covering(
        label: impl Into<String>,
        values: impl IntoIterator<Item = f64>,
        write: impl Fn(f64) -> String,
    ) -> Self {
        let (low, high) = range(values).unwrap_or((0.0, 1.0));
        let (low, high) = if high > low { (low, high) } else { (low.min(0.0), high.max(low.min(0.0) + 1.0)) };
        let step = even_step((high - low) / 4.0);
        let first = (low / step).floor();
        let marks = ((high / step).ceil() - first).clamp(1.0, 12.0);
        let ticks = (0_u32..=12)
            .map(f64::from)
            .take_while(|mark| *mark <= marks)
            .map(|mark| (first + mark) * step)
            .map(|value| Tick { value, label: write(value) })
            .collect();
        Self { label: label.into(), ticks }
    }

    /// Lowest and highest value to make room for: the marks and everything drawn.
    fn domain(&self, drawn: impl IntoIterator<Item = f64>) -> (f64, f64) {
        let (low, high) = range(self.ticks.iter().map(|tick| tick.value).chain(drawn)).unwrap_or((0.0, 1.0));
        if high > low { (low, high) } else { (low, low + 1.0) }
    }
}

/// Where values fall between two ends of the drawing.
#[derive(Clone, Copy, Debug)]
struct Scale {
    domain: (f64, f64),
    ends: (f64, f64),
}

impl Scale {
    fn at(self, value: f64) -> f64 {
        let share = (value - self.domain.0) / (self.domain.1 - self.domain.0);
        self.ends.0 + share * (self.ends.1 - self.ends.0)
    }
}

fn range(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|value| value.is_finite()).fold(None, |seen, value| match seen {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    })
}

/// The nearest step upwards among 1, 2, 2,5 and 5 times a power of ten.
fn even_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|part| part * power)
        .find(|step| *step >= rough)
        .unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(values: &[f64]) -> Vec<String> {
        ValueAxis::covering("x", values.iter().copied(), |value| format!("{value:.2}"))
            .ticks
            .into_iter()
            .map(|tick| tick.label)
            .collect()
    }

    #[test]
    fn marks_are_even_and_cover_the_values() {
        assert_eq!(marks(&[0.0, 0.73]), ["0.00", "0.20", "0.40", "0.60", "0.80"]);
        assert_eq!(marks(&[41.0, 63.0]), ["40.00", "50.00", "60.00", "70.00"]);
        assert_eq!(marks(&[-3.0, 4.0]), ["-4.00", "-2.00", "0.00", "2.00", "4.00"]);
    }

    #[test]
    fn an_axis_without_spread_or_values_still_has_marks() {
        assert_eq!(marks(&[]), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
        assert_eq!(marks(&[5.0, f64::NAN, 5.0]), ["0.00", "2.00", "4.00", "6.00"]);
        assert_eq!(marks(&[0.0]), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
    }
}
