//! Shares or rates with their intervals, one row per area or wave: a dot with whiskers, and a level to compare
//! with. A row without a value keeps its name and says why, so that nobody takes silence for zero.

use super::rows::{Row, Rows};
use super::svg::{Canvas, both, printed};
use super::{Caption, Reference, ValueAxis};

/// Rows of dots with whiskers.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervals {
    /// Name and description.
    pub caption: Caption,
    /// The axis of values.
    pub axis: ValueAxis,
    /// The rows from the top.
    pub rows: Vec<IntervalRow>,
    /// A level to compare with.
    pub reference: Option<Reference>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalRow {
    /// The area or wave.
    pub label: String,
    /// The value; `None` when it is hidden or cannot be told.
    pub value: Option<f64>,
    /// Its interval, low and high.
    pub interval: Option<(f64, f64)>,
    /// The value in writing, or why there is none.
    pub value_label: String,
    /// Whether this is the row to look at.
    pub emphasis: bool,
}

/// Draws rows of values with intervals.
pub fn intervals(data: &Intervals) -> String {
    both(&data.caption, |canvas| draw(canvas, data))
}

/// Draws the same for paper, set in these fonts.
pub fn printed_intervals(data: &Intervals, fonts: &[&str]) -> String {
    printed(&data.caption, fonts, |canvas| draw(canvas, data))
}

fn draw(canvas: &mut Canvas, data: &Intervals) -> f64 {
    let rows: Vec<Row<'_>> = data
        .rows
        .iter()
        .map(|row| Row { label: &row.label, value_label: &row.value_label, emphasis: row.emphasis })
        .collect();
    let drawn = data.rows.iter().flat_map(|row| {
        let (low, high) = row.interval.unwrap_or((f64::NAN, f64::NAN));
        [row.value.unwrap_or(f64::NAN), low, high]
    });
    let domain = data.axis.domain(drawn.chain(data.reference.iter().map(|reference| reference.value)));
    let heading = if data.reference.is_some() { 30.0 } else { 6.0 };
    let placed = Rows::place(canvas, &rows, domain, heading);
    let height = placed.draw(canvas, &rows, &data.axis);
    if let Some(reference) = &data.reference {
        placed.reference(canvas, reference);
    }
    for (row, middle) in data.rows.iter().zip(&placed.middles) {
        let number = if row.emphasis { 2 } else { 1 };
        if let Some((low, high)) = row.interval {
            let (from, to) = (placed.scale.at(low), placed.scale.at(high));
            let class = format!("stroke-{number}");
            canvas.line((from, *middle), (to, *middle), &class, " stroke-width=\"3\"");
            for end in [from, to] {
                canvas.line((end, middle - 5.0), (end, middle + 5.0), &class, " stroke-width=\"3\"");
            }
        }
        if let Some(value) = row.value {
            canvas.marker((placed.scale.at(value), *middle), number);
        }
    }
    height
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_row_says_why_and_has_no_dot() {
        let row = |label: &str, value: Option<f64>, said: &str| IntervalRow {
            label: label.to_owned(),
            value,
            interval: value.map(|value| (value - 6.0, value + 6.0)),
            value_label: said.to_owned(),
            emphasis: label == "B",
        };
        let data = Intervals {
            caption: Caption {
                id: "i".to_owned(),
                title: "Titel".to_owned(),
                description: "Text".to_owned(),
            },
            axis: ValueAxis::covering("Andel", [0.0, 100.0], |value| format!("{value:.0} %")),
            rows: vec![
                row("A", Some(61.0), "61 %"),
                row("B", Some(48.0), "48 %"),
                row("C", None, "för få svar"),
            ],
            reference: Some(Reference { value: 55.0, label: "Hela kommunen 55 %".to_owned() }),
        };
        insta::assert_snapshot!(intervals(&data).replace('>', ">\n"));
    }
}
