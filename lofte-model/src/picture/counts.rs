//! Tables of counts in the picture: one series for each source, category, area and length of period.
//!
//! A series never mixes sources or lengths of periods, and nothing is summed over areas: what a table does not say is not
//! concluded from it. A period that the table leaves out is told from one whose count is withheld, and neither is nought.
//! Left out: incidents, which have their own figures.

use super::trend::{Compared, Way, way_of};
use super::{RateRule, Rules, WithInterval, residents};
use crate::place::{Area, AreaCode};
use crate::records::{CalendarSpan, Category, PeriodCount, RecordKind, SpanLength};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a table says of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// So many.
    Count(u64),
    /// That it does not say how many.
    Withheld(Mark),
    /// Nothing.
    Nothing,
}

/// The mark of a figure that is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// As statistics write it.
    #[serde(rename = "..")]
    Withheld,
}

impl Told {
    /// The count, where there is one.
    pub fn count(self) -> Option<u64> {
        if let Self::Count(count) = self { Some(count) } else { None }
    }
}

/// The counts of a category in an area, one for each period from the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountSeries {
    /// Who counted.
    pub source: String,
    /// What was counted.
    pub of: RecordKind,
    /// Category.
    pub category: Category,
    /// What the category is called where it comes from.
    pub label: String,
    /// Area; `None` for the whole municipality.
    pub area: Option<AreaCode>,
    /// How long its periods are.
    pub length: SpanLength,
    /// The place of the first period among all of its length ([`CalendarSpan::place`]).
    pub first: i32,
    /// What is told of each period.
    pub counts: Vec<Told>,
    /// Places of the periods whose count may still change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preliminary: Vec<i32>,
    /// Years that are told whole, with the rate where people live.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<CountYear>,
}

/// A whole year of a series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountYear {
    /// Year.
    pub year: i16,
    /// All of its periods together.
    pub count: u64,
    /// Residents that the rate is computed on.
    pub residents: Option<u32>,
    /// Per 1 000 residents with 95 % interval; `None` where nobody lives or nobody knows.
    pub per_1000: Option<WithInterval>,
}

/// What a series is of, apart from its periods.
type Subject = (String, RecordKind, SpanLength, Category, Option<AreaCode>);

impl CountSeries {
    /// The series of counts that come with their source in the order of delivery. Of two that tell of the same period the
    /// one that is [later known](PeriodCount::later_known) counts.
    pub fn of(counts: impl IntoIterator<Item = (String, PeriodCount)>, areas: &[Area]) -> Vec<Self> {
        let mut subjects: BTreeMap<Subject, BTreeMap<i32, PeriodCount>> = BTreeMap::new();
        for (source, count) in counts {
            let subject = (source, count.of, count.span.length(), count.category.clone(), count.area.clone());
            let periods = subjects.entry(subject).or_default();
            let place = count.span.place();
            let stands = |known: &PeriodCount| count.later_known(known) != Ordering::Less;
            if periods.get(&place).is_none_or(stands) {
                periods.insert(place, count);
            }
        }
        let series = subjects.into_iter().filter_map(|(subject, periods)| Self::joined(subject, &periods));
        series.map(|series| series.with_years(areas)).collect()
    }

    fn joined(subject: Subject, periods: &BTreeMap<i32, PeriodCount>) -> Option<Self> {
        let (source, of, length, category, area) = subject;
        let (first, _) = periods.first_key_value()?;
        let (last, newest) = periods.last_key_value()?;
        let told = |place| match periods.get(&place).map(|known| known.count) {
            None => Told::Nothing,
            Some(None) => Told::Withheld(Mark::Withheld),
            Some(Some(count)) => Told::Count(count),
        };
        let may_change = periods.iter().filter(|(_, known)| known.preliminary);
        Some(Self {
            source,
            of,
            category,
            label: newest.label.clone(),
            area,
            length,
            first: *first,
            counts: (*first..=*last).map(told).collect(),
            preliminary: may_change.map(|(place, _)| *place).collect(),
            years: Vec::new(),
        })
    }

    fn with_years(mut self, areas: &[Area]) -> Self {
        let area = self.area.as_ref().and_then(|code| areas.iter().find(|area| area.code == *code));
        let mut years: BTreeMap<i16, Vec<Option<u64>>> = BTreeMap::new();
        for (span, told) in self.periods() {
            years.entry(span.year()).or_default().push(told.count());
        }
        let in_a_year = usize::from(self.length.in_a_year());
        let whole = years.into_iter().filter(|(_, counts)| counts.len() == in_a_year);
        let whole = whole.filter_map(|(year, counts)| {
            let count = counts.into_iter().sum::<Option<u64>>()?;
            let residents = area.and_then(|area| residents(area, year));
            let per_1000 = RateRule::CURRENT.rate(count, residents.map(f64::from));
            Some(CountYear { year, count, residents, per_1000 })
        });
        self.years = whole.collect();
        self
    }

    /// Its periods with what is told of each, the earliest first.
    pub fn periods(&self) -> impl DoubleEndedIterator<Item = (CalendarSpan, Told)> {
        let place = |at: usize| self.first.saturating_add(i32::try_from(at).unwrap_or(i32::MAX));
        let told = self.counts.iter().enumerate();
        told.filter_map(move |(at, told)| Some((CalendarSpan::at(self.length, place(at))?, *told)))
    }

    /// What is told of one period.
    pub fn at(&self, place: i32) -> Told {
        let at = place.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.counts.get(at)).copied().unwrap_or(Told::Nothing)
    }

    /// The place after its last period.
    pub fn end(&self) -> i32 {
        self.first.saturating_add(i32::try_from(self.counts.len()).unwrap_or(i32::MAX))
    }

    /// Whether the last twelve months differ from the twelve before: figures that may still change are left out at the end, and
    /// a period that is not told in between makes the comparison impossible.
    pub fn trend(&self, rules: Rules) -> (Way, Option<Compared>) {
        let final_end = (self.first..self.end()).rev().find(|place| !self.preliminary.contains(place));
        let length = i32::from(rules.months).div_euclid(i32::from(self.length.months()));
        let Some(end) = final_end.map(|place| place + 1).filter(|_| length > 0) else {
            return (Way::TooShort, None);
        };
        if end - 2 * length < self.first {
            return (Way::TooShort, None);
        }
        let places = end - 2 * length..end;
        if places.clone().any(|place| self.preliminary.contains(&place)) {
            return (Way::Silent, None);
        }
        let Some(counts) = places.map(|place| self.at(place).count()).collect::<Option<Vec<u64>>>() else {
            return (Way::Silent, None);
        };
        way_of(&counts, usize::try_from(length).unwrap_or(0), rules.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{AreaDetails, AreaKind, PlaceType, Population};
    use crate::records::RowKey;

    fn count(month: i32, count: Option<u64>, preliminary: bool) -> (String, PeriodCount) {
        let span = CalendarSpan::at(SpanLength::Month, 2024 * 12 + month).unwrap();
        let area = Some(AreaCode::new("a"));
        let (key, category) = (RowKey([0; 16]), Category::new("hot"));
        let (of, label, retrieved) = (RecordKind::Offence, "Hot".to_owned(), None);
        let count = PeriodCount { key, of, area, category, label, span, count, preliminary, retrieved };
        ("polisen".to_owned(), count)
    }

    fn areas() -> [Area; 1] {
        [Area {
            code: AreaCode::new("a"),
            name: "A".into(),
            kind: AreaKind::Own,
            place_type: PlaceType::Residential,
            population: Some(Population {
                residents: 1000,
                aged_16_85: None,
                year: 2024,
                source: "x".into(),
            }),
            border: Vec::new(),
            source: "test".into(),
            details: AreaDetails::default(),
        }]
    }

    #[test]
    fn a_month_that_is_not_told_is_no_withheld_one_and_neither_is_nought() {
        let given = [count(0, Some(3), false), count(1, None, false), count(3, Some(0), true)];
        let series = CountSeries::of(given, &areas());
        assert_eq!(series.len(), 1);
        let withheld = Told::Withheld(Mark::Withheld);
        assert_eq!(series[0].counts, [Told::Count(3), withheld, Told::Nothing, Told::Count(0)]);
        assert_eq!((series[0].at(2024 * 12 + 3), series[0].at(0)), (Told::Count(0), Told::Nothing));
        assert!(series[0].years.is_empty());
        let text = serde_json::to_string(&series).unwrap();
        assert!(text.contains(r#""counts":[3,"..",null,0]"#), "{text}");
        assert_eq!(serde_json::from_str::<Vec<CountSeries>>(&text).unwrap(), series);
    }

    #[test]
    fn a_later_delivery_stands_and_a_preliminary_figure_never_over_a_final_one() {
        let of = |given: [(String, PeriodCount); 2]| CountSeries::of(given, &[])[0].counts.clone();
        assert_eq!(of([count(0, Some(3), false), count(0, Some(4), false)]), [Told::Count(4)]);
        assert_eq!(of([count(0, Some(3), false), count(0, Some(4), true)]), [Told::Count(3)]);
    }

    #[test]
    fn sources_and_lengths_are_never_mixed() {
        let mut other = count(0, Some(9), false);
        other.0 = "vaktbolaget".into();
        let mut quarter = count(0, Some(9), false);
        quarter.1.span = CalendarSpan::new(SpanLength::Quarter, 2024, 1).unwrap();
        assert_eq!(CountSeries::of([count(0, Some(1), false), other, quarter], &[]).len(), 3);
    }

    #[test]
    fn a_whole_year_has_a_rate_and_two_have_a_trend() {
        let year = |from: i32, each: u64| (from..from + 12).map(move |month| count(month, Some(each), false));
        let series =
            CountSeries::of(year(0, 10).chain(year(12, 4)).chain([count(24, Some(1), true)]), &areas());
        let [first, second] = series[0].years.as_slice() else { panic!("{:?}", series[0].years) };
        assert_eq!((first.count, first.residents, second.count), (120, Some(1000), 48));
        assert!((first.per_1000.unwrap().value - 120.0).abs() < 1e-9);
        let (way, compared) = series[0].trend(Rules::CURRENT);
        let compared = compared.unwrap();
        assert_eq!((way, compared.before, compared.last), (Way::Fewer, 120, 48));
        let short = CountSeries::of(year(0, 10), &areas());
        assert_eq!(short[0].trend(Rules::CURRENT).0, Way::TooShort);
        let hidden = year(0, 10).chain([count(12, None, false)]).chain(year(13, 10));
        assert_eq!(CountSeries::of(hidden, &areas())[0].trend(Rules::CURRENT).0, Way::Silent);
    }
}
