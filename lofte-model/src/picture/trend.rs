//! Whether the last whole months differ from as many before.
//!
//! Months that the rows do not cover whole are cut at the ends, and a source that fell silent in between makes the
//! comparison impossible: nought rows are then no fall. Left out: seasons (whole years are compared, so that they
//! cancel out) and clustering, which makes the true uncertainty larger; pages say so.

use super::{MonthlySeries, Rules, SituationReport};
use crate::coverage::{Gap, GapPlace};
use crate::records::RecordKind;
use jiff::civil::Date;
use lofte_analysis::incidents::rates::{CountIn, Ratio, rate_ratio};
use serde::{Deserialize, Serialize};

/// What can be said of how a kind of rows develops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Kind of row.
    pub kind: RecordKind,
    /// What.
    pub way: Way,
    /// The two periods, where they can be compared.
    pub compared: Option<Compared>,
}

/// Which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// More than chance gives.
    More,
    /// Fewer than chance gives.
    Fewer,
    /// Chance may give as much.
    Unsure,
    /// Not enough whole months.
    TooShort,
    /// The source fell silent within them.
    Silent,
}

/// The two periods.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Rows in the last months.
    pub last: u64,
    /// Rows in as many months before.
    pub before: u64,
    /// The one through the other; none where nothing came before.
    pub ratio: Option<f64>,
    /// Lower limit of the ratio, by Clopper and Pearson.
    pub lower: f64,
    /// Upper limit; none where nothing came before.
    pub upper: Option<f64>,
}

impl Trend {
    /// Of a series with the gaps of its picture.
    pub fn of(series: &MonthlySeries, gaps: &[Gap], rules: Rules) -> Self {
        let months = usize::from(rules.months);
        if silent(series, gaps, months) {
            return Self { kind: series.kind, way: Way::Silent, compared: None };
        }
        let (way, compared) = way_of(whole_months(series, gaps), months, rules.level);
        Self { kind: series.kind, way, compared }
    }
}

/// Which way the last so many counts go from as many before.
pub(super) fn way_of(counts: &[u64], months: usize, level: f64) -> (Way, Option<Compared>) {
    let compared = compared(counts, months, level);
    let way = match &compared {
        None => Way::TooShort,
        Some(compared) if compared.lower > 1.0 => Way::More,
        Some(compared) if compared.upper.is_some_and(|upper| upper < 1.0) => Way::Fewer,
        Some(_) => Way::Unsure,
    };
    (way, compared)
}

fn compared(counts: &[u64], months: usize, level: f64) -> Option<Compared> {
    let (before, last) = counts.split_at_checked(counts.len().checked_sub(months)?)?;
    let before = before.get(before.len().checked_sub(months)?..)?;
    let (last, before) = (last.iter().sum(), before.iter().sum());
    let whole = |count| CountIn { count, population: 1.0 };
    let ratio = rate_ratio(whole(last), whole(before), level).ok()?;
    let value = match ratio.ratio {
        Ratio::Finite(value) => Some(value),
        Ratio::Unbounded | Ratio::Undefined => None,
    };
    Some(Compared { last, before, ratio: value, lower: ratio.lower, upper: ratio.upper })
}

/// The months of a series that its rows cover whole, without those that are not over at its ends.
fn whole_months<'a>(series: &'a MonthlySeries, gaps: &[Gap]) -> &'a [u64] {
    let first = month_index(series.first);
    let cut = |place: GapPlace, at: usize| {
        let month = first + i32::try_from(at).unwrap_or(0);
        let mut own = SituationReport::gaps_of(gaps, series.kind);
        own.any(|gap| gap.place == place && gap.touches_month(numbered(month)))
    };
    let end = series.counts.len();
    let from = (0..end).take_while(|at| cut(GapPlace::Start, *at)).count();
    let late = (from..end).rev().take_while(|at| cut(GapPlace::End, *at)).count();
    series.counts.get(from..end - late).unwrap_or_default()
}

/// Whether the source fell silent within the months that are compared.
fn silent(series: &MonthlySeries, gaps: &[Gap], months: usize) -> bool {
    let compared = whole_months(series, gaps).len().min(2 * months);
    let of =
        |place: GapPlace| SituationReport::gaps_of(gaps, series.kind).filter(move |gap| gap.place == place);
    let first_late = of(GapPlace::End).map(|gap| month_of(gap.days.from())).min();
    let end = month_index(series.first) + i32::try_from(series.counts.len()).unwrap_or(0);
    let end = first_late.map_or(end, |late| end.min(late));
    let mut months = (end - i32::try_from(compared).unwrap_or(0))..end;
    months.any(|month| of(GapPlace::Middle).any(|gap| gap.touches_month(numbered(month))))
}

/// A month, year × 100 + month, counted from year 0.
pub fn month_index(month: i32) -> i32 {
    (month / 100) * 12 + month % 100 - 1
}

/// The month of a day, counted from year 0.
fn month_of(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// A month counted from year 0 as year × 100 + month.
pub fn numbered(month: i32) -> i32 {
    (month / 12) * 100 + month % 12 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Period;
    use jiff::civil::date;

    const YEAR: usize = 12;

    fn series(counts: &[u64]) -> MonthlySeries {
        MonthlySeries { kind: RecordKind::Offence, first: 202_301, counts: counts.to_vec() }
    }

    fn way(counts: &[u64], gaps: &[Gap]) -> Way {
        Trend::of(&series(counts), gaps, Rules::CURRENT).way
    }

    #[test]
    fn a_change_is_only_claimed_when_chance_does_not_give_it() {
        let year = |count: u64| vec![count; YEAR];
        assert_eq!(way(&[year(100), year(101)].concat(), &[]), Way::Unsure);
        assert_eq!(way(&[year(100), year(60)].concat(), &[]), Way::Fewer);
        assert_eq!(way(&[year(60), year(100)].concat(), &[]), Way::More);
        assert_eq!(way(&year(5), &[]), Way::TooShort);
        let all = series(&[year(7), year(100), year(101)].concat());
        let compared = Trend::of(&all, &[], Rules::CURRENT).compared.unwrap();
        assert_eq!((compared.last, compared.before), (1212, 1200));
        assert!((compared.ratio.unwrap() - 1.01).abs() < 1e-12);
    }

    #[test]
    fn the_months_that_are_compared_are_a_rule() {
        let counts = [vec![100; 6], vec![60; 6]].concat();
        let half_years = Rules { months: 6, ..Rules::CURRENT };
        assert_eq!(Trend::of(&series(&counts), &[], half_years).way, Way::Fewer);
        assert_eq!(way(&counts, &[]), Way::TooShort);
    }

    fn gap(from: Date, to: Date, place: GapPlace) -> Gap {
        Gap { kind: RecordKind::Offence, days: Period::new(from, to).unwrap(), place }
    }

    #[test]
    fn a_month_that_is_not_over_is_cut_and_a_silence_is_no_fall() {
        // Two like years, and nine days of the next month.
        let counts = [vec![100; 2 * YEAR], vec![30]].concat();
        let open = gap(date(2025, 1, 10), date(2025, 12, 31), GapPlace::End);
        let trend = Trend::of(&series(&counts), &[open], Rules::CURRENT);
        let compared = trend.compared.unwrap();
        assert_eq!((compared.last, compared.before, trend.way), (1200, 1200, Way::Unsure));
        assert_eq!(way(&counts[..2 * YEAR], &[open]), Way::Unsure);
        let mut silent = vec![100; 2 * YEAR];
        silent[14..18].fill(0);
        assert_eq!(way(&silent, &[]), Way::Fewer);
        let quiet = gap(date(2024, 3, 1), date(2024, 6, 30), GapPlace::Middle);
        assert_eq!(way(&silent, &[quiet]), Way::Silent);
        // A silence before the months that are compared does not matter.
        let long = [vec![0; 4], vec![100; 2 * YEAR]].concat();
        let early = gap(date(2023, 1, 1), date(2023, 4, 30), GapPlace::Middle);
        assert_eq!(way(&long, &[early]), Way::Unsure);
    }
}
