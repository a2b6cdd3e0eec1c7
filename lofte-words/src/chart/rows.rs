//! Rows with a name, a drawing and a written value: what [`super::intervals`] and [`super::bars`] share.
//!
//! In a narrow column the name and the value stand above the drawing, so that the drawing keeps its width.

use super::svg::{Anchor, Canvas, LINE, Room, text_width, wrap};
use super::{Reference, Scale, ValueAxis};

/// One row: its name, its written value, and whether it is the one to look at.
pub(super) struct Row<'a> {
    pub(super) label: &'a str,
    pub(super) value_label: &'a str,
    pub(super) emphasis: bool,
}

/// Where everything goes.
pub(super) struct Rows {
    pub(super) scale: Scale,
    /// The middle of each row's drawing.
    pub(super) middles: Vec<f64>,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    names: Vec<Vec<String>>,
}

impl Rows {
    /// Finds room for rows over an axis with this domain.
    pub(super) fn place(canvas: &Canvas, rows: &[Row<'_>], domain: (f64, f64), heading: f64) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let room = if canvas.room == Room::Wide { 200.0 } else { canvas.width };
        let values = widest(&mut rows.iter().map(|row| text_width(row.value_label)));
        let names: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let beside =
                    if canvas.room == Room::Narrow { text_width(row.value_label) + 16.0 } else { 0.0 };
                wrap(row.label, room - beside)
            })
            .collect();
        let (left, right) = if canvas.room == Room::Wide {
            let wide = widest(&mut names.iter().flatten().map(|line| text_width(line)));
            (wide + 24.0, canvas.width - values - 24.0)
        } else {
            (14.0, canvas.width - 18.0)
        };
        let mut y = heading;
        let mut middles = Vec::with_capacity(rows.len());
        for lines in &names {
            let text = lines.len().max(1) as f64 * LINE;
            if canvas.room == Room::Wide {
                let height = text + 15.0;
                middles.push(y + height / 2.0);
                y += height;
            } else {
                middles.push(y + text + 14.0);
                y += text + 32.0;
            }
        }
        Self {
            scale: Scale { domain, ends: (left, right) },
            middles,
            left,
            right,
            top: heading,
            bottom: y,
            names,
        }
    }

    /// Draws axis, names and written values; gives the height of the drawing.
    pub(super) fn draw(&self, canvas: &mut Canvas, rows: &[Row<'_>], axis: &ValueAxis) -> f64 {
        let label_width = axis.ticks.iter().map(|tick| text_width(&tick.label)).fold(0.0, f64::max) + 10.0;
        let apart = (self.right - self.left) / axis.ticks.len().saturating_sub(1).max(1) as f64;
        let every = if apart < label_width { 2 } else { 1 };
        for (index, tick) in axis.ticks.iter().enumerate() {
            let x = self.scale.at(tick.value);
            self.upright(canvas, x, "grid", "");
            if index.is_multiple_of(every) {
                canvas.text((x, self.bottom + 20.0), Anchor::Middle, "soft", &tick.label);
            }
        }
        for ((row, lines), middle) in rows.iter().zip(&self.names).zip(&self.middles) {
            let class = if row.emphasis { "strong" } else { "" };
            let over = (lines.len().max(1) - 1) as f64 * LINE;
            let first =
                if canvas.room == Room::Wide { middle - over / 2.0 + 5.0 } else { middle - 14.0 - over };
            for (place, line) in lines.iter().enumerate() {
                let at = (0.0, first + place as f64 * LINE);
                canvas.text(at, Anchor::Start, &format!("halo {class}"), line);
            }
            let value = if canvas.room == Room::Wide { middle + 5.0 } else { first };
            canvas.text((canvas.width, value), Anchor::End, &format!("halo {class}"), row.value_label);
        }
        let lines = wrap(&axis.label, canvas.width - self.left.min(60.0));
        let mut y = self.bottom + 42.0;
        for line in &lines {
            canvas.text((self.left, y), Anchor::Start, "soft", line);
            y += LINE;
        }
        y - LINE + 8.0
    }

    /// A line across all rows; in a narrow column it leaves out the names, which stand in its way there.
    pub(super) fn upright(&self, canvas: &mut Canvas, x: f64, class: &str, extra: &str) {
        if canvas.room == Room::Wide {
            canvas.line((x, self.top), (x, self.bottom), class, extra);
            return;
        }
        for middle in &self.middles {
            canvas.line((x, middle - 10.0), (x, middle + 12.0), class, extra);
        }
    }

    /// The level to compare with, named above the rows.
    pub(super) fn reference(&self, canvas: &mut Canvas, reference: &Reference) {
        let x = self.scale.at(reference.value);
        let dash = " stroke-width=\"1.5\" stroke-dasharray=\"6 4\"";
        canvas.line((x, self.top - 4.0), (x, self.top), "reference", dash);
        self.upright(canvas, x, "reference", dash);
        let half = text_width(&reference.label) / 2.0;
        let x = x.clamp(half.min(canvas.width / 2.0), (canvas.width - half).max(canvas.width / 2.0));
        canvas.text((x, self.top - 9.0), Anchor::Middle, "", &reference.label);
    }
}
