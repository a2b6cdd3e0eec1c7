//! Amounts by category: one bar per row from zero, negative ones to the left. A row without a value keeps its
//! name and says why. Bars always start at zero, because their length is the message.

use super::rows::{Row, Rows};
use super::svg::{Canvas, both};
use super::{Caption, ValueAxis};

/// Rows of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Name and description.
    pub caption: Caption,
    /// The axis of values; zero is always part of it.
    pub axis: ValueAxis,
    /// The rows from the top.
    pub rows: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The category.
    pub label: String,
    /// The amount; `None` when it is hidden or unknown.
    pub value: Option<f64>,
    /// The amount in writing, or why there is none.
    pub value_label: String,
    /// Whether this is the row to look at.
    pub emphasis: bool,
}

/// Draws bars.
pub fn bars(data: &Bars) -> String {
    both(&data.caption, |canvas| draw(canvas, data))
}

fn draw(canvas: &mut Canvas, data: &Bars) -> f64 {
    let rows: Vec<Row<'_>> = data
        .rows
        .iter()
        .map(|row| Row { label: &row.label, value_label: &row.value_label, emphasis: row.emphasis })
        .collect();
    let domain = data.axis.domain(data.rows.iter().filter_map(|row| row.value).chain([0.0]));
    let placed = Rows::place(canvas, &rows, domain, 6.0);
    let height = placed.draw(canvas, &rows, &data.axis);
    let zero = placed.scale.at(0.0);
    for (row, middle) in data.rows.iter().zip(&placed.middles) {
        let Some(value) = row.value.filter(|value| value.is_finite()) else {
            continue;
        };
        let end = placed.scale.at(value);
        let class = if row.emphasis { "fill-2" } else { "fill-1" };
        canvas.rect((zero.min(end), middle - 8.0), ((end - zero).abs(), 16.0), class, "fill=\"gray\"");
    }
    placed.upright(canvas, zero, "axis", " stroke-width=\"1.5\"");
    height
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(values: &[Option<f64>]) -> Bars {
        Bars {
            caption: Caption {
                id: "b".to_owned(),
                title: "Titel".to_owned(),
                description: "Text".to_owned(),
            },
            axis: ValueAxis::covering("Antal", values.iter().copied().flatten(), |value| {
                format!("{value:.0}")
            }),
            rows: values
                .iter()
                .map(|value| Bar {
                    label: "Rad".to_owned(),
                    value: *value,
                    value_label: value.map_or_else(|| "dolt".to_owned(), |value| format!("{value:.0}")),
                    emphasis: false,
                })
                .collect(),
        }
    }

    #[test]
    fn bars_start_at_zero_and_a_hidden_one_has_no_length() {
        let svg = bars(&example(&[Some(40.0), Some(20.0), None]));
        let wide = svg.split("drawing-narrow").next().unwrap_or_default();
        assert_eq!(wide.matches("<rect class=\"fill-1\"").count(), 2);
        assert!(wide.contains(">dolt</text>"));
        insta::assert_snapshot!(wide.replace('>', ">\n"));
    }

    #[test]
    fn a_negative_bar_goes_the_other_way() {
        let svg = bars(&example(&[Some(-10.0), Some(10.0)]));
        assert!(!svg.contains("width=\"-"));
    }
}
