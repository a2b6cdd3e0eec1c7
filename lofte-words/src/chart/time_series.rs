//! Development over time: one to five lines with their names beside them, gaps where nothing was measured,
//! bands or whiskers of uncertainty, and a level to compare with.
//!
//! A missing period is a gap, never a bridge. Series beyond the fifth are drawn grey, as background: more than
//! five colours cannot be told apart by everybody, and the table names them all.

use super::svg::{Anchor, Canvas, LINE, Room, both, px, series, spread, text_width, wrap};
use super::{Caption, Reference, Scale, ValueAxis};
use std::fmt::Write as _;

/// Lines over the same periods.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeSeries {
    /// Name and description.
    pub caption: Caption,
    /// The axis of values.
    pub axis: ValueAxis,
    /// The periods from left to right, as they are written on the axis.
    pub periods: Vec<String>,
    /// The lines.
    pub series: Vec<Series>,
    /// A level to compare with.
    pub reference: Option<Reference>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it shows; stands beside its last point.
    pub label: String,
    /// One point per period; `None` where there is none.
    pub points: Vec<Option<Point>>,
}

/// One measured value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The value, in the unit of the axis.
    pub value: f64,
    /// Its interval, low and high.
    pub interval: Option<(f64, f64)>,
}

/// Draws development over time.
pub fn time_series(data: &TimeSeries) -> String {
    both(&data.caption, |canvas| draw(canvas, data))
}

struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    values: Scale,
    periods: Scale,
}

impl Plot {
    fn at(&self, index: usize, value: f64) -> (f64, f64) {
        (self.periods.at(index as f64), self.values.at(value))
    }
}

fn draw(canvas: &mut Canvas, data: &TimeSeries) -> f64 {
    let plot = place(canvas, data);
    axes(canvas, data, &plot);
    for (index, line) in data.series.iter().enumerate() {
        band(canvas, &plot, line, index + 1);
    }
    for (index, line) in data.series.iter().enumerate().rev() {
        stroke(canvas, &plot, line, index + 1);
    }
    if let Some(reference) = &data.reference {
        let y = plot.values.at(reference.value);
        let dash = " stroke-width=\"1.5\" stroke-dasharray=\"6 4\"";
        canvas.line((plot.left, y), (plot.right, y), "reference", dash);
        canvas.text((plot.left + 4.0, y - 6.0), Anchor::Start, "halo", &reference.label);
    }
    names(canvas, data, &plot);
    plot.bottom + 30.0
}

fn place(canvas: &Canvas, data: &TimeSeries) -> Plot {
    let many = data.series.len() > 1;
    let ticks = data.axis.ticks.iter().map(|tick| text_width(&tick.label)).fold(0.0, f64::max);
    let beside = if canvas.room == Room::Wide && many {
        let widest = data.series.iter().flat_map(|line| wrap(&line.label, NAME));
        widest.map(|line| text_width(&line)).fold(0.0, f64::max) + 18.0
    } else {
        12.0
    };
    let above = if canvas.room == Room::Narrow && many { data.series.len() as f64 * LINE + 6.0 } else { 0.0 };
    let top = 34.0 + above + (wrap(&data.axis.label, canvas.width).len().max(1) - 1) as f64 * LINE;
    let height = if canvas.room == Room::Wide { 280.0 } else { 210.0 };
    let (left, right, bottom) = (ticks + 10.0, canvas.width - beside, top + height);
    let drawn = data.series.iter().flat_map(|line| line.points.iter().flatten()).flat_map(|point| {
        let (low, high) = point.interval.unwrap_or((point.value, point.value));
        [point.value, low, high]
    });
    let reference = data.reference.iter().map(|reference| reference.value);
    let last = data.periods.len().saturating_sub(1).max(1) as f64;
    Plot {
        left,
        right,
        top,
        bottom,
        values: Scale { domain: data.axis.domain(drawn.chain(reference)), ends: (bottom, top) },
        periods: Scale { domain: (0.0, last), ends: (left + 12.0, right - 12.0) },
    }
}

/// The widest name beside a line.
const NAME: f64 = 170.0;

fn axes(canvas: &mut Canvas, data: &TimeSeries, plot: &Plot) {
    for (row, line) in wrap(&data.axis.label, canvas.width).iter().enumerate() {
        canvas.text((0.0, 14.0 + row as f64 * LINE), Anchor::Start, "soft", line);
    }
    for tick in &data.axis.ticks {
        let y = plot.values.at(tick.value);
        canvas.line((plot.left, y), (plot.right, y), "grid", "");
        canvas.text((plot.left - 8.0, y + 5.0), Anchor::End, "soft", &tick.label);
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), "axis", "");
    let last = data.periods.len().saturating_sub(1);
    let every = label_step(&data.periods, plot.periods.ends.1 - plot.periods.ends.0);
    for (index, period) in
        data.periods.iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every))
    {
        let x = plot.periods.at(index as f64);
        canvas.line((x, plot.bottom), (x, plot.bottom + 5.0), "axis", "");
        let half = text_width(period) / 2.0;
        let anchor = if x + half > canvas.width { Anchor::End } else { Anchor::Middle };
        let x = if anchor == Anchor::End { canvas.width.min(x + 12.0) } else { x };
        canvas.text((x, plot.bottom + 22.0), anchor, "soft", period);
    }
}

/// How many periods apart the labels must stand to leave air between them.
fn label_step(periods: &[String], width: f64) -> usize {
    let widest = periods.iter().map(|period| text_width(period)).fold(0.0, f64::max) + 14.0;
    let apart = width / periods.len().saturating_sub(1).max(1) as f64;
    (1..=periods.len().max(1)).find(|every| *every as f64 * apart >= widest).unwrap_or(periods.len().max(1))
}

/// Runs of periods without a gap.
fn runs(points: &[Option<Point>]) -> Vec<Vec<(usize, Point)>> {
    let mut runs = vec![Vec::new()];
    for (index, point) in points.iter().enumerate() {
        match (point, runs.last_mut()) {
            (Some(point), Some(run)) => run.push((index, *point)),
            (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn band(canvas: &mut Canvas, plot: &Plot, line: &Series, number: usize) {
    for run in runs(&line.points) {
        let with: Vec<(usize, (f64, f64))> = run
            .iter()
            .filter_map(|(index, point)| point.interval.map(|interval| (*index, interval)))
            .collect();
        if with.len() == run.len() && run.len() > 1 {
            let upper = with.iter().map(|(index, (_, high))| plot.at(*index, *high));
            let lower = with.iter().rev().map(|(index, (low, _))| plot.at(*index, *low));
            let class = format!("fill-{}", series(number));
            let d = format!("{}z", through(upper.chain(lower)));
            canvas.path(&d, &class, "fill=\"gray\" fill-opacity=\"0.15\"");
        } else {
            for (index, (low, high)) in with {
                let class = format!("stroke-{}", series(number));
                canvas.line(plot.at(index, low), plot.at(index, high), &class, " stroke-width=\"2\"");
            }
        }
    }
}

fn stroke(canvas: &mut Canvas, plot: &Plot, line: &Series, number: usize) {
    let dash = match number {
        2 => " stroke-dasharray=\"9 4\"",
        3 => " stroke-dasharray=\"2 4\"",
        4 => " stroke-dasharray=\"12 4 2 4\"",
        5 => " stroke-dasharray=\"5 3\"",
        _ => "",
    };
    let marks = line.points.len() <= 24 && number <= 5;
    for run in runs(&line.points) {
        if run.len() > 1 {
            let d = through(run.iter().map(|(index, point)| plot.at(*index, point.value)));
            let look =
                format!("fill=\"none\" stroke=\"gray\" stroke-width=\"2.5\" stroke-linejoin=\"round\"{dash}");
            canvas.path(&d, &format!("stroke-{}", series(number)), &look);
        }
        for (place, (index, point)) in run.iter().enumerate() {
            if marks || run.len() == 1 || place + 1 == run.len() {
                canvas.marker(plot.at(*index, point.value), number);
            }
        }
    }
}

fn through(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut d = String::new();
    for (index, (x, y)) in points.enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(d, "{}{} {}", if index == 0 { 'M' } else { 'L' }, px(x), px(y));
    }
    d
}

/// The names of the lines: beside their last point where there is room, else above the plot.
fn names(canvas: &mut Canvas, data: &TimeSeries, plot: &Plot) {
    if data.series.len() < 2 {
        return;
    }
    if canvas.room == Room::Narrow {
        let top = plot.top - data.series.len() as f64 * LINE - 8.0;
        for (index, line) in data.series.iter().enumerate() {
            let y = top + (index as f64 + 0.5) * LINE;
            let class = format!("stroke-{}", series(index + 1));
            canvas.line((0.0, y), (22.0, y), &class, " stroke-width=\"2.5\"");
            canvas.marker((11.0, y), index + 1);
            canvas.text((30.0, y + 5.0), Anchor::Start, "", &line.label);
        }
        return;
    }
    let last = |line: &Series| {
        let found = line.points.iter().rev().flatten().next();
        plot.values.at(found.map_or(plot.values.domain.0, |point| point.value))
    };
    let wanted: Vec<(f64, f64)> =
        data.series.iter().map(|line| (last(line), wrap(&line.label, NAME).len() as f64 * LINE)).collect();
    let placed = spread(&wanted, plot.top, plot.bottom + LINE);
    for ((index, line), y) in data.series.iter().enumerate().zip(placed) {
        canvas.marker((plot.right + 4.0, y), index + 1);
        for (row, text) in wrap(&line.label, NAME).iter().enumerate() {
            canvas.text((plot.right + 16.0, y + 5.0 + row as f64 * LINE), Anchor::Start, "halo", text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    fn points<const N: usize>(values: [f64; N]) -> Vec<Option<Point>> {
        let point = |value: f64| Point { value, interval: Some((value - 4.0, value + 4.0)) };
        values.map(|value| value.is_finite().then(|| point(value))).to_vec()
    }

    fn example(series: Vec<Series>) -> TimeSeries {
        TimeSeries {
            caption: Caption {
                id: "t".to_owned(),
                title: "Titel".to_owned(),
                description: "Text".to_owned(),
            },
            axis: ValueAxis::covering("Andel", [0.0, 100.0], |value| format!("{value:.0} %")),
            periods: (2018..2024).map(|year: i32| year.to_string()).collect(),
            series,
            reference: Some(Reference { value: 60.0, label: "Mål: 60 %".to_owned() }),
        }
    }

    fn line(label: &str, points: Vec<Option<Point>>) -> Series {
        Series { label: label.to_owned(), points }
    }

    #[test]
    fn a_gap_is_never_bridged() {
        let points = points([50.0, 52.0, GAP, 55.0, GAP, 58.0]);
        let lengths: Vec<usize> = runs(&points).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1, 1]);
    }

    #[test]
    fn one_line_with_a_gap_a_band_and_a_target() {
        let data = example(vec![line("Trygg", points([50.0, 52.0, GAP, 55.0, 54.0, 58.0]))]);
        insta::assert_snapshot!(time_series(&data).replace('>', ">\n"));
    }

    #[test]
    fn names_stand_beside_lines_and_markup_in_them_is_text() {
        let flat = |value: f64| points([value; 6]);
        let data = example(vec![line("A & <b>", flat(50.0)), line("B", flat(51.0)), line("C", flat(20.0))]);
        let svg = time_series(&data);
        assert!(svg.contains("A &amp; &lt;b&gt;"));
        assert!(svg.contains("stroke-3"));
        assert_eq!(svg, time_series(&data));
    }

    #[test]
    fn the_sixth_line_is_background() {
        let flat = |value: f64| points([value; 6]);
        let data = example((0..6).map(|index: u8| line("x", flat(10.0 * f64::from(index) + 10.0))).collect());
        assert!(time_series(&data).contains("stroke-rest"));
    }

    #[test]
    fn nothing_to_draw_is_still_a_drawing() {
        let data = TimeSeries { periods: Vec::new(), reference: None, ..example(Vec::new()) };
        let svg = time_series(&data);
        assert!(svg.contains("role=\"img\"") && !svg.contains("NaN") && !svg.contains("inf"));
    }
}
