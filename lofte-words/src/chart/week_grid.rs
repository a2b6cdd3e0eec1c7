//! When in the week things happen: seven days by twenty-four hours in up to five shades. Hidden cells are
//! hatched, unknown ones empty. In a narrow column the week stands on end: hours downwards, days across.

use super::Caption;
use super::svg::{Anchor, Canvas, Room, Swatch, both, shade};

/// The hours of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekGrid {
    /// Name and description.
    pub caption: Caption,
    /// The names of the days, from Monday.
    pub days: [String; 7],
    /// Day by day, hour by hour.
    pub cells: [[Cell; 24]; 7],
    /// What the shades mean, from the lightest; at most five.
    pub classes: Vec<String>,
    /// What hatching means.
    pub hidden_label: String,
    /// What an empty cell means.
    pub missing_label: String,
}

/// What is known of an hour or an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Its class, from 0.
    Class(usize),
    /// Hidden for the sake of confidentiality.
    Hidden,
    /// Nothing known.
    Missing,
}

impl Cell {
    pub(super) fn swatch(self, classes: usize) -> Swatch {
        match self {
            Self::Class(class) => shade(class, classes),
            Self::Hidden => Swatch::Hidden,
            Self::Missing => Swatch::Missing,
        }
    }
}

/// The legend of classes, with hatching and emptiness only when they occur.
pub(in super::super) fn keys<'a>(
    classes: &'a [String],
    cells: &[Cell],
    hidden: &'a str,
    missing: &'a str,
) -> Vec<(Swatch, &'a str)> {
    let mut keys: Vec<(Swatch, &str)> = classes
        .iter()
        .take(5)
        .enumerate()
        .map(|(class, label)| (shade(class, classes.len()), label.as_str()))
        .collect();
    if cells.contains(&Cell::Hidden) {
        keys.push((Swatch::Hidden, hidden));
    }
    if cells.contains(&Cell::Missing) {
        keys.push((Swatch::Missing, missing));
    }
    keys
}

/// Draws the hours of a week.
pub fn week_grid(data: &WeekGrid) -> String {
    both(&data.caption, |canvas| draw(canvas, data))
}

fn draw(canvas: &mut Canvas, data: &WeekGrid) -> f64 {
    let upright = canvas.room == Room::Narrow;
    let (left, top) = if upright { (30.0, 24.0) } else { (78.0, 24.0) };
    let (across, down): (usize, usize) = if upright { (7, 24) } else { (24, 7) };
    let width = (canvas.width - left) / across as f64;
    let height = if upright { 17.0 } else { 28.0 };
    for (day, name) in data.days.iter().enumerate() {
        if upright {
            let short: String = name.chars().take(3).collect();
            canvas.text((left + (day as f64 + 0.5) * width, 15.0), Anchor::Middle, "", &short);
        } else {
            canvas.text((0.0, top + (day as f64 + 0.5) * height + 5.0), Anchor::Start, "", name);
        }
    }
    for hour in (0_u8..24).step_by(3) {
        let label = format!("{hour:02}");
        if upright {
            let y = top + (f64::from(hour) + 0.5) * height + 5.0;
            canvas.text((left - 8.0, y), Anchor::End, "soft", &label);
        } else {
            canvas.text((left + (f64::from(hour) + 0.5) * width, 15.0), Anchor::Middle, "soft", &label);
        }
    }
    for (day, hours) in data.cells.iter().enumerate() {
        for (hour, cell) in hours.iter().enumerate() {
            let (column, row) = if upright { (day, hour) } else { (hour, day) };
            let at = (left + column as f64 * width, top + row as f64 * height);
            let (class, attributes) = canvas.swatch(cell.swatch(data.classes.len()));
            canvas.rect(at, (width, height), &format!("cell {class}"), &attributes);
        }
    }
    let bottom = top + down as f64 * height + 16.0;
    let all = data.cells.concat();
    bottom + canvas.legend(bottom, &keys(&data.classes, &all, &data.hidden_label, &data.missing_label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hour_has_a_cell_and_the_legend_names_what_occurs() {
        let mut cells = [[Cell::Class(0); 24]; 7];
        cells[5][23] = Cell::Hidden;
        let data = WeekGrid {
            caption: Caption {
                id: "w".to_owned(),
                title: "Titel".to_owned(),
                description: "Text".to_owned(),
            },
            days: ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"].map(str::to_owned),
            cells,
            classes: vec!["få".to_owned(), "många".to_owned()],
            hidden_label: "dold".to_owned(),
            missing_label: "okänd".to_owned(),
        };
        let svg = week_grid(&data);
        let (wide, narrow) = svg.split_once("drawing-narrow").unwrap_or_default();
        for half in [wide, narrow] {
            assert_eq!(half.matches("<rect class=\"cell ").count(), 7 * 24);
            assert_eq!(half.matches("<rect class=\"cell hidden-class").count(), 1);
            assert!(half.contains(">dold</text>") && !half.contains(">okänd</text>"));
        }
    }
}
