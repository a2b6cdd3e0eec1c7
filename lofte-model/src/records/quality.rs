//! How good the rows of a delivery are: how exactly times and places are known, what is missing, and how the delivery
//! differs from the one before it of the same source.
//!
//! Made of the rows that are kept, while they pass by, and kept with the delivery. Counts only: nothing in it is about
//! anybody. Leaves out rows that could not be taken, which the reject list tells, and survey answers and statistics,
//! which know no time or place of their own.

use crate::period::Period;
use crate::records::{Incident, PlacePrecision, Position, TimePrecision};
use crate::spread::Spread;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Different points that are counted; beyond them none is new.
const MOST_POINTS: usize = 200_000;
/// Different categories that are kept.
const MOST_CATEGORIES: usize = 1_000;
/// Hundredths by which a delivery must differ from an earlier one before it is said.
const TOLD: u64 = 20;

/// What is known of the rows of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Rows that were kept.
    pub rows: u64,
    /// Rows whose time is known to the minute.
    pub minutes: u64,
    /// Rows whose time is known to the day.
    pub days: u64,
    /// Rows whose time is known to the month.
    pub months: u64,
    /// Of those known to the minute, rows at a full hour.
    pub full_hours: u64,
    /// Of those, rows at midnight.
    pub midnights: u64,
    /// Rows with an end.
    pub ends: u64,
    /// Rows with a position.
    pub positions: u64,
    /// Different positions; at most some hundred thousand are counted.
    pub points: u64,
    /// Rows at the most common position.
    pub commonest: u64,
    /// Rows whose position has at most three decimals of a degree: a hundred metres, at best.
    pub coarse: u64,
    /// Rows in an area.
    pub placed: u64,
    /// Rows with a position that lies in no area.
    pub outside: u64,
    /// Rows whose place was found by its name, by how exactly it is known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub named: BTreeMap<PlacePrecision, u64>,
    /// Rows by category.
    pub categories: BTreeMap<String, u64>,
}

/// Makes a [`Quality`] of rows that pass by.
#[derive(Clone, Debug, Default)]
pub struct Observer {
    seen: Quality,
    points: HashMap<(u64, u64), u64, Spread>,
    categories: HashMap<String, u64, Spread>,
}

impl Observer {
    /// Sees a row that is kept.
    pub fn see(&mut self, row: &Incident) {
        let seen = &mut self.seen;
        seen.rows += 1;
        match row.precision {
            TimePrecision::Minute => {
                seen.minutes += 1;
                seen.full_hours += u64::from(row.start.minute() == 0);
                seen.midnights += u64::from(row.start.time() == Time::midnight());
            }
            TimePrecision::Day => seen.days += 1,
            TimePrecision::Month => seen.months += 1,
        }
        seen.ends += u64::from(row.end.is_some());
        let placed = row.deso.is_some() || row.own_area.is_some();
        seen.placed += u64::from(placed);
        if let Some(precision) = row.place {
            *seen.named.entry(precision).or_insert(0) += 1;
        }
        let category = row.category.as_str();
        if let Some(rows) = self.categories.get_mut(category) {
            *rows += 1;
        } else if self.categories.len() < MOST_CATEGORIES {
            self.categories.insert(category.to_owned(), 1);
        }
        if let Some(position) = row.position {
            seen.positions += 1;
            seen.outside += u64::from(!placed);
            seen.coarse += u64::from(is_coarse(position));
            let point = (position.lon.to_bits(), position.lat.to_bits());
            if let Some(rows) = self.points.get_mut(&point) {
                *rows += 1;
            } else if self.points.len() < MOST_POINTS {
                self.points.insert(point, 1);
            }
        }
    }

    /// What was seen; nothing where no row was.
    pub fn told(self) -> Option<Quality> {
        let points = self.points.len() as u64;
        let commonest = self.points.values().copied().max().unwrap_or(0);
        let categories = self.categories.into_iter().collect();
        (self.seen.rows > 0).then_some(Quality { points, commonest, categories, ..self.seen })
    }
}

fn is_coarse(position: Position) -> bool {
    let round = |degrees: f64| ((degrees * 1000.0).round() / 1000.0 - degrees).abs() < 1e-9;
    round(position.lon) && round(position.lat)
}

/// How a delivery differs from an earlier one of its source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// Rows a week, in hundredths of those of the earlier one; nothing where they are about as many.
    pub volume: Option<u64>,
    /// Categories that the earlier one did not have.
    pub new: Vec<String>,
    /// Categories that it had.
    pub gone: Vec<String>,
}

impl Quality {
    /// How it differs from an earlier one. Each comes with the days that its rows cover.
    ///
    /// ```
    /// use lofte_model::period::Period;
    /// use lofte_model::records::quality::Quality;
    /// let of = |rows| Quality { rows, ..Quality::default() };
    /// let drift = of(60).against(Period::year(2026), (&of(100), Period::year(2025)));
    /// assert_eq!(drift.volume, Some(60));
    /// ```
    pub fn against(&self, period: Period, (earlier, before): (&Self, Period)) -> Drift {
        let days = |period: Period| u64::try_from(period.days()).unwrap_or(1).max(1);
        let volume = (self.rows.saturating_mul(days(before)).saturating_mul(100))
            .checked_div(earlier.rows.saturating_mul(days(period)));
        let differs = |share: &u64| share.abs_diff(100) >= TOLD;
        let missing = |one: &Self, other: &Self| {
            let all = one.categories.keys().filter(|category| !other.categories.contains_key(*category));
            all.cloned().collect::<Vec<_>>()
        };
        Drift { volume: volume.filter(differs), new: missing(self, earlier), gone: missing(earlier, self) }
    }

    /// Hundredths of the rows.
    pub fn share(&self, rows: u64) -> u64 {
        (rows * 100).checked_div(self.rows).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Category, RowKey};
    use jiff::civil::date;

    fn row(hour: i8, position: Option<(f64, f64)>, category: &str) -> Incident {
        Incident {
            key: RowKey([0; 16]),
            category: Category::new(category),
            start: date(2026, 3, 1).at(hour, if hour == 9 { 30 } else { 0 }, 0, 0),
            end: None,
            precision: if hour == 7 { TimePrecision::Day } else { TimePrecision::Minute },
            position: position.map(|(lon, lat)| Position { lon, lat }),
            deso: None,
            own_area: None,
            place: None,
            said: None,
        }
    }

    #[test]
    fn heaps_repeated_points_and_coarse_positions_are_counted() {
        let mut observer = Observer::default();
        for row in [
            row(0, Some((16.588, 59.058)), "theft"),
            row(9, Some((16.588, 59.058)), "theft"),
            row(12, Some((16.588_123_4, 59.058_432_1)), "burglary"),
            row(7, None, "theft"),
        ] {
            observer.see(&row);
        }
        let seen = observer.told().unwrap();
        assert_eq!((seen.rows, seen.minutes, seen.days, seen.full_hours, seen.midnights), (4, 3, 1, 2, 1));
        assert_eq!((seen.positions, seen.points, seen.commonest, seen.coarse, seen.outside), (3, 2, 2, 2, 3));
        assert_eq!((seen.categories["theft"], seen.share(seen.positions)), (3, 75));
        assert_eq!(Observer::default().told(), None);
    }

    #[test]
    fn a_delivery_is_held_against_the_one_before_it_week_for_week() {
        let of = |rows, categories: &[&str]| Quality {
            rows,
            categories: categories.iter().map(|slug| ((*slug).to_owned(), 1)).collect(),
            ..Quality::default()
        };
        let half = Period::new(date(2026, 1, 1), date(2026, 6, 30)).unwrap();
        let same = of(50, &["theft"]).against(half, (&of(100, &["theft"]), Period::year(2025)));
        assert_eq!(same, Drift::default(), "half the rows in half the time");
        let drift = of(30, &["theft", "x"]).against(half, (&of(100, &["theft", "y"]), Period::year(2025)));
        assert_eq!(
            (drift.volume, drift.new, drift.gone),
            (Some(60), vec!["x".to_owned()], vec!["y".to_owned()])
        );
        assert_eq!(of(1, &[]).against(half, (&of(0, &[]), half)).volume, None);
    }
}
