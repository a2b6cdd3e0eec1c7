//! The documented model that the synthetic rows of the demo are drawn from.
//!
//! Everything is drawn from one seed, so the demo is the same on every machine. What is real stays real: the number of
//! offences in each year and group is Brå's count for Flen, the areas and their residents are SCB's. What is drawn:
//!
//! - **Offences.** For each year 2019–2025 and each group of Brå's table exactly as many rows as Brå counted; `theft`
//!   is written without the burglaries that Brå includes in it, `other` is the total less the groups. The day is even
//!   over the year, except that a fifth of the weekday rows of violence and damage are moved to the Saturday of their
//!   week; the hour follows three simple shapes
//!   (day, evening, night) by group. The area is drawn by residents, town areas twice as likely; 8 % of rows lie in
//!   the station area until 2023 and 6 % after; 4 % have no position, as when an address cannot be found.
//! - **EST reports** 2022–2025: 9 a week, **fault reports**: 12 a week, one in six at the station until October 2023
//!   and one in twelve after.
//! - **Survey waves** 2023 and 2025: 300 questionnaires in each DeSO, 2 % out of scope, each of the others answered
//!   with probability one half. The chance to feel safe is set by [`TRUE_SHARES`]; within "safe" and "unsafe" the
//!   degree is even. 3 % leave a question blank and 6 % answer "don't go out" or "don't know".
//!
//! A share of 60 or 68 % is thus our assumption, and no statement about Flen.

use lofte_model::place::{Area, AreaCode, AreaKind};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::fmt::Write as _;

/// The seed of everything.
const SEED: u64 = 482;
/// Years with offence rows.
pub const OFFENCE_YEARS: std::ops::RangeInclusive<i16> = 2019..=2025;
/// Questionnaires sent in each area.
pub const MAILED: u32 = 300;
/// Of those out of scope.
pub const OUT_OF_SCOPE: u32 = 6;

/// The assumed true shares by question: 2023, 2025 in the urban areas, 2025 elsewhere.
pub const TRUE_SHARES: [(&str, f64, f64, f64); 2] = [
    // Safe outdoors late in the evening, in one's own area: four points better in town, one elsewhere.
    ("ute_sent", 0.62, 0.66, 0.63),
    // Safe at the station in the evening: nine points better everywhere.
    ("stationen", 0.46, 0.55, 0.55),
];

/// One offence group in one year, as counted by Brå.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearCount {
    /// Year.
    pub year: i16,
    /// Group slug.
    pub group: &'static str,
    /// Offences.
    pub count: u32,
}

/// The groups that the rows are written in, with their word in the synthetic file.
pub const GROUPS: [(&str, &str); 6] = [
    ("burglary", "Inbrott"),
    ("theft", "Stöld"),
    ("person", "Brott mot person"),
    ("vandalism", "Skadegörelse"),
    ("drugs_weapons", "Narkotika och vapen"),
    ("other", "Övriga brott"),
];

/// Brå's counts for a municipality, split into groups that do not overlap.
pub fn year_counts(bra_csv: &str, municipality: &str) -> Vec<YearCount> {
    let count = |year: i16, key: &str| -> u32 {
        bra_csv
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .find(|cells| {
                cells.len() >= 4
                    && cells[0] == municipality
                    && cells[1] == year.to_string()
                    && cells[2] == key
            })
            .and_then(|cells| cells[3].parse().ok())
            .unwrap_or(0)
    };
    OFFENCE_YEARS
        .flat_map(|year| {
            let burglary = count(year, "burglary");
            let groups = ["person", "vandalism", "drugs_weapons"].map(|key| (key, count(year, key)));
            let listed: u32 = groups.iter().map(|(_, n)| n).sum::<u32>() + count(year, "theft");
            let theft = count(year, "theft").saturating_sub(burglary);
            let other = count(year, "total").saturating_sub(listed);
            [("burglary", burglary), ("theft", theft), ("other", other)]
                .into_iter()
                .chain(groups)
                .map(move |(group, count)| YearCount { year, group, count })
        })
        .collect()
}

/// Draws the files of the demo.
pub struct Drawing<'a> {
    areas: &'a [Area],
    station: &'a Area,
    weights: Vec<(usize, f64)>,
    random: Pcg64Mcg,
}

impl<'a> Drawing<'a> {
    /// From the real areas. `None` when there is no station among them.
    pub fn new(areas: &'a [Area], stream: u64) -> Option<Self> {
        let station = areas.iter().find(|area| area.kind == AreaKind::Own)?;
        let weights = areas
            .iter()
            .enumerate()
            .filter(|(_, area)| area.kind == AreaKind::Statistical)
            .map(|(i, area)| {
                let residents = area.population.as_ref().map_or(0, |population| population.residents);
                (i, f64::from(residents) * if is_urban(&area.code) { 2.0 } else { 1.0 })
            })
            .collect();
        Some(Self { areas, station, weights, random: Pcg64Mcg::seed_from_u64(SEED + stream) })
    }

    /// The offence rows of one year as a semicolon-separated table.
    pub fn offences(&mut self, counts: &[YearCount], year: i16) -> String {
        let mut rows = Vec::new();
        for group in counts.iter().filter(|group| group.year == year) {
            let word = GROUPS.iter().find(|(slug, _)| *slug == group.group).map_or("", |(_, word)| word);
            for _ in 0..group.count {
                let (month, day, weekday) = self.day(year);
                let weekend_crime = matches!(group.group, "person" | "vandalism");
                if weekend_crime && weekday < 5 && self.random.random_bool(0.2) {
                    // Weekdays are thinned by moving a fifth of them to the Saturday of the same week.
                    let (month, day) = saturday_after(year, month, day, weekday);
                    rows.push((month, day, word, group.group));
                } else {
                    rows.push((month, day, word, group.group));
                }
            }
        }
        rows.sort_unstable();
        let at_station = if year <= 2023 { 0.08 } else { 0.06 };
        let mut text = String::from("Ärende;Brottsdatum;Klockslag;Brottstyp;Latitud;Longitud\n");
        for (i, (month, day, word, group)) in rows.into_iter().enumerate() {
            let hour = hour_that_was((year, month, day), self.hour(group));
            let minute = self.random.random_range(0..12) * 5;
            let place = self.place(at_station);
            let _ = writeln!(
                text,
                "S{year}-{:05};{year}-{month:02}-{day:02};{hour:02}:{minute:02};{word};{place}",
                i + 1
            );
        }
        text
    }

    /// Reports of one year: EST or faults, `per_week` of them, in the given categories.
    pub fn reports(&mut self, year: i16, per_week: u32, categories: &[&str], station_until: i16) -> String {
        let mut rows: Vec<(i8, i8, &str)> = (0..per_week * 52)
            .map(|_| {
                let (month, day, _) = self.day(year);
                (month, day, categories[self.random.random_range(0..categories.len())])
            })
            .collect();
        rows.sort_unstable();
        let mut text = String::from("Nr;Tidpunkt;Typ;Latitud;Longitud\n");
        for (i, (month, day, category)) in rows.into_iter().enumerate() {
            let improved = year > station_until || (year == station_until && month > 10);
            let place = self.place(if improved { 1.0 / 12.0 } else { 1.0 / 6.0 });
            let hour = hour_that_was((year, month, day), self.hour("report"));
            let minute = self.random.random_range(0..60);
            let _ = writeln!(
                text,
                "R{year}-{:05};{year}-{month:02}-{day:02} {hour:02}:{minute:02};{category};{place}",
                i + 1
            );
        }
        text
    }

    /// The answers of a wave.
    pub fn answers(&mut self, later: bool) -> String {
        let mut text = String::from("omrade;ute_sent;stationen\n");
        let deso: Vec<&Area> = self.areas.iter().filter(|area| area.kind == AreaKind::Statistical).collect();
        for area in deso {
            for _ in 0..MAILED - OUT_OF_SCOPE {
                if !self.random.random_bool(0.5) {
                    continue;
                }
                let cells: Vec<String> = TRUE_SHARES
                    .iter()
                    .map(|(_, before, urban, rural)| {
                        let after = if is_urban(&area.code) { urban } else { rural };
                        self.answer(if later { *after } else { *before })
                    })
                    .collect();
                let _ = writeln!(text, "{};{}", area.code, cells.join(";"));
            }
        }
        text
    }

    /// 1 very safe, 2 fairly safe, 3 rather unsafe, 4 very unsafe, 5 does not go out or does not know.
    fn answer(&mut self, safe: f64) -> String {
        if self.random.random_bool(0.03) {
            return String::new();
        }
        if self.random.random_bool(0.06) {
            return "5".to_owned();
        }
        let degree = u8::from(self.random.random_bool(0.5));
        let code = if self.random.random_bool(safe) { 1 + degree } else { 3 + degree };
        code.to_string()
    }

    /// A day of the year: month, day and weekday 0 (Monday) to 6.
    fn day(&mut self, year: i16) -> (i8, i8, i8) {
        let first = jiff::civil::Date::new(year, 1, 1).unwrap_or_default();
        let date = first
            .checked_add(jiff::Span::new().days(self.random.random_range(0..i64::from(first.days_in_year()))))
            .unwrap_or(first);
        (date.month(), date.day(), date.weekday().to_monday_zero_offset())
    }

    fn hour(&mut self, group: &str) -> u32 {
        let (day, evening) = match group {
            "theft" | "other" => (0.7, 0.9),
            "burglary" => (0.5, 0.75),
            "person" | "vandalism" => (0.35, 0.75),
            _ => (0.4, 0.85),
        };
        let draw: f64 = self.random.random();
        if draw < day {
            self.random.random_range(7..17)
        } else if draw < evening {
            self.random.random_range(17..23)
        } else {
            (23 + self.random.random_range(0..8)) % 24
        }
    }

    /// `latitude;longitude` with decimal comma, or two empty cells.
    fn place(&mut self, at_station: f64) -> String {
        if self.random.random_bool(0.04) {
            return ";".to_owned();
        }
        let area = if self.random.random_bool(at_station) { self.station } else { self.area() };
        match point_in(area, &mut self.random) {
            Some([lon, lat]) => format!("{lat:.5};{lon:.5}").replace('.', ","),
            None => ";".to_owned(),
        }
    }

    fn area(&mut self) -> &'a Area {
        let total: f64 = self.weights.iter().map(|(_, weight)| weight).sum();
        let mut left = self.random.random::<f64>() * total;
        for (i, weight) in &self.weights {
            left -= weight;
            if left <= 0.0 {
                return &self.areas[*i];
            }
        }
        self.station
    }
}

/// The DeSO of Flen and the two larger localities: the promise's "housing areas".
pub fn is_urban(code: &AreaCode) -> bool {
    ["0482C1010", "0482C1020", "0482C1030", "0482C1040"].contains(&code.as_str())
}

/// The hour, or the next one where the clock was put forward over it: nothing happened in an hour that never was.
fn hour_that_was((year, month, day): (i16, i8, i8), hour: u32) -> u32 {
    let last_sunday = |month: i8| {
        let end = jiff::civil::Date::new(year, month, 31).ok()?;
        end.checked_sub(jiff::Span::new().days(i64::from(end.weekday().to_sunday_zero_offset()))).ok()
    };
    let forward = last_sunday(3).is_some_and(|sunday| (sunday.month(), sunday.day()) == (month, day));
    if forward && hour == 2 { 3 } else { hour }
}

fn saturday_after(year: i16, month: i8, day: i8, weekday: i8) -> (i8, i8) {
    jiff::civil::Date::new(year, month, day)
        .and_then(|date| date.checked_add(jiff::Span::new().days(i64::from(5 - weekday))))
        .ok()
        .filter(|date| date.year() == year)
        .map_or((month, day), |date| (date.month(), date.day()))
}

/// A point within the first polygon of an area, by drawing in its box until one falls inside.
fn point_in(area: &Area, random: &mut impl Rng) -> Option<[f64; 2]> {
    let polygon = area.border.first()?;
    let outer = polygon.first()?;
    let bound = |pick: fn(&[f64; 2]) -> f64| {
        outer.iter().map(pick).fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(x), high.max(x)))
    };
    let ((west, east), (south, north)) = (bound(|p| p[0]), bound(|p| p[1]));
    for _ in 0..1000 {
        let point = [random.random_range(west..=east), random.random_range(south..=north)];
        let inside = within(outer, point) && !polygon[1..].iter().any(|hole| within(hole, point));
        if inside {
            return Some(point);
        }
    }
    None
}

fn within(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    ring.windows(2).fold(false, |inside, edge| {
        let ([x1, y1], [x2, y2]) = (edge[0], edge[1]);
        let crosses = (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1;
        inside != crosses
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRA: &str = include_str!("../../data/flen/bra.csv");

    #[test]
    fn groups_add_up_to_bras_total() {
        let counts = year_counts(BRA, "0482");
        let total = |year| counts.iter().filter(|c| c.year == year).map(|c| c.count).sum::<u32>();
        assert_eq!((total(2019), total(2023), total(2025)), (1774, 2121, 1965));
        let burglaries = counts.iter().find(|c| c.year == 2025 && c.group == "burglary").unwrap();
        assert_eq!(burglaries.count, 83);
    }

    #[test]
    fn the_same_seed_draws_the_same_rows() {
        let areas = super::super::areas().unwrap();
        let counts = year_counts(BRA, "0482");
        let draw = || Drawing::new(&areas, 1).unwrap().offences(&counts, 2024);
        assert_eq!(draw(), draw());
        assert_eq!(draw().lines().count(), 1 + 1980);
    }
}
