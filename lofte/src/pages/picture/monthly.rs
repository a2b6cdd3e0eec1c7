//! How it goes month by month, and whether the last twelve months differ from the twelve before.

use lofte_words::SV;
use lofte_words::capital;

use super::{Section, Sight};
use crate::face::part::{Cell, Column, Figure, Source, Table};
use jiff::civil::Date;
use lofte_analysis::incidents::rates::{CountIn, RateRatio, Ratio, rate_ratio};
use lofte_model::coverage::{Gap, GapPlace};
use lofte_model::picture::{Figures, MonthlySeries};
use lofte_model::records::RecordKind;
use lofte_words::chart::{Caption, Point, Series, TimeSeries, ValueAxis, time_series};
use lofte_words::number;

const ID: &str = "manader";
const QUESTION: &str = "Blir det fler eller färre?";
const LEVEL: f64 = 0.95;
/// Months in the periods that are compared.
const YEAR: usize = 12;

pub(super) fn section(sight: &Sight<'_>) -> Section {
    let Some(figures) = &sight.report.monthly else {
        return Section::empty(
            ID,
            QUESTION,
            "Det går inte att säga: lägesbilden bygger inte på några händelser.",
        );
    };
    let n = figures.provenance.n;
    let source = sight.source(&figures.provenance, &RecordKind::INCIDENTS, (n, "rader"));
    let answer = answer(&figures.cells, &sight.report.gaps);
    Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: answer.clone(),
        remarks: remarks(&sight.report.gaps),
        figures: vec![figure(figures, answer, &source)],
        tables: vec![(years(figures, &sight.report.gaps), source)],
        ..Section::default()
    }
}

/// The months of a series that its rows cover whole, without those that are not over at its ends.
fn whole_months<'a>(series: &'a MonthlySeries, gaps: &[Gap]) -> &'a [u64] {
    let first = month_index(series.first);
    let cut = |place: GapPlace, at: usize| {
        let month = first + i32::try_from(at).unwrap_or(0);
        let touched =
            |gap: &Gap| gap.kind == series.kind && gap.place == place && gap.touches_month(numbered(month));
        gaps.iter().any(touched)
    };
    let end = series.counts.len();
    let from = (0..end).take_while(|at| cut(GapPlace::Start, *at)).count();
    let late = (from..end).rev().take_while(|at| cut(GapPlace::End, *at)).count();
    &series.counts[from..end - late]
}

/// Whether the source fell silent within the months that are compared.
fn silent(series: &MonthlySeries, gaps: &[Gap]) -> bool {
    let compared = whole_months(series, gaps).len().min(2 * YEAR);
    let late = gaps.iter().filter(|gap| gap.kind == series.kind && gap.place == GapPlace::End);
    let first_late = late.map(|gap| month_of(gap.days.from())).min();
    let end = month_index(series.first) + i32::try_from(series.counts.len()).unwrap_or(0);
    let end = first_late.map_or(end, |late| end.min(late));
    let months = (end - i32::try_from(compared).unwrap_or(0))..end;
    let middle = gaps.iter().filter(|gap| gap.kind == series.kind && gap.place == GapPlace::Middle);
    middle.clone().any(|gap| months.clone().any(|month| gap.touches_month(numbered(month))))
}

/// The last twelve months against the twelve before: both counts, and their ratio where there are 24 months that the
/// rows cover.
fn halves(series: &MonthlySeries, gaps: &[Gap]) -> Option<(u64, u64, RateRatio)> {
    if silent(series, gaps) {
        return None;
    }
    let sum = |counts: &[u64]| counts.iter().sum::<u64>();
    let counts = whole_months(series, gaps);
    let (before, last) = counts.split_at_checked(counts.len().checked_sub(YEAR)?)?;
    let before = &before[before.len().checked_sub(YEAR)?..];
    let (last, before) = (sum(last), sum(before));
    let whole = |count| CountIn { count, population: 1.0 };
    Some((last, before, rate_ratio(whole(last), whole(before), LEVEL).ok()?))
}

/// A month counted from year 0.
fn month_index(month: i32) -> i32 {
    (month / 100) * 12 + month % 100 - 1
}

/// The month of a day, counted from year 0.
fn month_of(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// A month counted from year 0 as year × 100 + month.
fn numbered(month: i32) -> i32 {
    (month / 12) * 100 + month % 12 + 1
}

/// What can be said of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    More,
    Fewer,
    Unsure,
    TooShort,
    Silent,
}

fn way(series: &MonthlySeries, gaps: &[Gap]) -> Way {
    match halves(series, gaps) {
        None if silent(series, gaps) => Way::Silent,
        None => Way::TooShort,
        Some((_, _, ratio)) if ratio.lower > 1.0 => Way::More,
        Some((_, _, ratio)) if ratio.upper.is_some_and(|upper| upper < 1.0) => Way::Fewer,
        Some(_) => Way::Unsure,
    }
}

fn answer(all: &[MonthlySeries], gaps: &[Gap]) -> String {
    let kinds = |wanted: Way| {
        let kinds: Vec<String> = all
            .iter()
            .filter(|series| way(series, gaps) == wanted)
            .map(|series| SV.word("kind", &series.kind))
            .collect();
        SV.list(&kinds.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let told = [
        (Way::More, "Fler {}, mer än slumpen ger."),
        (Way::Fewer, "Färre {}, mer än slumpen ger."),
        (Way::Unsure, "Det går inte att se någon skillnad för {}: så mycket kan slumpen ge."),
        (Way::Silent, "För {} saknas rader för en del av tiden, så det går inte att jämföra."),
        (Way::TooShort, "För {} är underlaget kortare än två år, så det går inte att jämföra."),
    ];
    let said = told.into_iter().filter_map(|(way, text)| {
        let kinds = kinds(way);
        (!kinds.is_empty()).then(|| text.replace("{}", &kinds))
    });
    let said = said.collect::<Vec<_>>().join(" ");
    format!("{said} Jämförelsen är de senaste tolv hela månaderna mot de tolv före.")
}

/// The change in per cent with its interval.
fn change(ratio: &RateRatio) -> String {
    let Ratio::Finite(value) = ratio.ratio else { return number::MISSING.to_owned() };
    let percent = |ratio: f64| (ratio - 1.0) * 100.0;
    let upper = ratio.upper.map_or(f64::NAN, percent);
    let value = number::with_unit(&number::signed(percent(value), 0), "%");
    let interval = number::with_unit(&number::interval(percent(ratio.lower), upper, 0), "%");
    format!("{value}; {interval}")
}

fn remarks(gaps: &[Gap]) -> Vec<String> {
    let mut remarks = vec![
        "Jämförelsen räknar som om händelser kom oberoende av varandra. Kommer de i klungor är osäkerheten större."
            .to_owned(),
    ];
    let told = |gap: &Gap| {
        let (kind, days) = (capital(&SV.word("kind", &gap.kind)), SV.period(gap.days));
        let what = match gap.place {
            GapPlace::Start => "underlaget börjar senare, så de månaderna är inte noll",
            GapPlace::Middle => "källan kan ha varit tyst, så de månaderna är inte noll",
            GapPlace::End => "underlaget slutar tidigare, så de månaderna är inte noll",
        };
        format!("{kind}: inga rader för {days}; {what}.")
    };
    remarks.extend(gaps.iter().map(told));
    remarks
}

fn figure(figures: &Figures<MonthlySeries>, told: String, source: &Source) -> Figure {
    let index = month_index;
    let first = figures.cells.iter().map(|series| index(series.first)).min().unwrap_or(0);
    let length = |series: &MonthlySeries| {
        index(series.first) - first + i32::try_from(series.counts.len()).unwrap_or(0)
    };
    let months: Vec<i32> = (first..first + figures.cells.iter().map(length).max().unwrap_or(0)).collect();
    let count = |series: &MonthlySeries, month: i32| {
        let at = usize::try_from(month - index(series.first)).ok()?;
        series.counts.get(at).copied()
    };
    let series = figures.cells.iter().map(|series| Series {
        label: SV.word("kind", &series.kind),
        points: months
            .iter()
            .map(|month| count(series, *month).map(|count| Point { value: count as f64, interval: None }))
            .collect(),
    });
    let highest = figures.cells.iter().flat_map(|series| series.counts.iter().map(|count| *count as f64));
    let title = "Rader per månad".to_owned();
    let svg = time_series(&TimeSeries {
        caption: Caption { id: "rader-per-manad".into(), title: title.clone(), description: told },
        axis: ValueAxis::covering("antal per månad", highest.chain([0.0]), |value| {
            number::decimal(value, 0)
        }),
        periods: months.iter().map(|month| named(*month, number::short_month)).collect(),
        series: series.collect(),
        reference: None,
    });
    let mut columns = vec![Column::words("Månad")];
    columns.extend(figures.cells.iter().map(|series| Column::numbers(SV.word("kind", &series.kind))));
    let row = |month: &i32| {
        let counts = figures.cells.iter().map(|series| count(series, *month));
        let cells = counts.map(|count| count.map_or_else(|| number::MISSING.to_owned(), number::count));
        std::iter::once(named(*month, number::month)).chain(cells).map(Cell::text).collect()
    };
    let table = Table { caption: title.clone(), columns, rows: months.iter().rev().map(row).collect() };
    Figure {
        title,
        subtitle: "Antal levererade rader efter när det hände".into(),
        svg,
        table,
        source: source.clone(),
    }
}

/// A month counted from year 0, written out.
fn named(month: i32, write: impl Fn(Date) -> String) -> String {
    let parts = i16::try_from(month / 12).ok().zip(i8::try_from(month % 12 + 1).ok());
    let date = parts.and_then(|(year, month)| Date::new(year, month, 1).ok());
    date.map(write).unwrap_or_default()
}

fn years(figures: &Figures<MonthlySeries>, gaps: &[Gap]) -> Table {
    let row = |series: &MonthlySeries| {
        let halves = halves(series, gaps);
        let text = |count: Option<u64>| count.map_or_else(|| number::MISSING.to_owned(), number::count);
        vec![
            Cell::text(capital(&SV.word("kind", &series.kind))),
            Cell::text(text(halves.as_ref().map(|(last, _, _)| *last))),
            Cell::text(text(halves.as_ref().map(|(_, before, _)| *before))),
            Cell::text(
                halves.as_ref().map_or_else(|| number::MISSING.to_owned(), |(_, _, ratio)| change(ratio)),
            ),
        ]
    };
    Table {
        caption: "De senaste tolv hela månaderna mot de tolv före".into(),
        columns: vec![
            Column::words("Slag"),
            Column::numbers("Senaste tolv"),
            Column::numbers("Tolv före"),
            Column::numbers("Förändring; 95 % intervall"),
        ],
        rows: figures.cells.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(counts: &[u64]) -> MonthlySeries {
        MonthlySeries { kind: RecordKind::Offence, first: 202_301, counts: counts.to_vec() }
    }

    #[test]
    fn a_change_is_only_claimed_when_chance_does_not_give_it() {
        let year = |count: u64| vec![count; YEAR];
        assert_eq!(way(&series(&[year(100), year(101)].concat()), &[]), Way::Unsure);
        assert_eq!(way(&series(&[year(100), year(60)].concat()), &[]), Way::Fewer);
        assert_eq!(way(&series(&[year(60), year(100)].concat()), &[]), Way::More);
        assert_eq!(way(&series(&year(5)), &[]), Way::TooShort);
        let (last, before, ratio) = halves(&series(&[year(7), year(100), year(101)].concat()), &[]).unwrap();
        assert_eq!((last, before), (1212, 1200));
        assert_eq!(change(&ratio).replace(number::SPACE, " "), "+1 %; −7 till 9 %");
    }

    #[test]
    fn kinds_that_go_the_same_way_are_told_together() {
        let same = [vec![100; YEAR], vec![60; YEAR]].concat();
        let two = [series(&same), MonthlySeries { kind: RecordKind::Fault, ..series(&same) }];
        assert_eq!(
            answer(&two, &[]),
            "Färre anmälda brott och felanmälningar, mer än slumpen ger. Jämförelsen är de senaste tolv hela månaderna \
             mot de tolv före."
        );
    }

    fn gap(from: Date, to: Date, place: GapPlace) -> Gap {
        let days = lofte_model::period::Period::new(from, to).unwrap();
        Gap { kind: RecordKind::Offence, days, place }
    }

    #[test]
    fn a_month_that_is_not_over_is_cut_and_a_silence_is_no_fall() {
        use jiff::civil::date;
        // Two like years, and nine days of the next month.
        let counts = [vec![100; 2 * YEAR], vec![30]].concat();
        let open = gap(date(2025, 1, 10), date(2025, 12, 31), GapPlace::End);
        let (last, before, _) = halves(&series(&counts), &[open]).unwrap();
        assert_eq!((last, before, way(&series(&counts), &[open])), (1200, 1200, Way::Unsure));
        assert_eq!(way(&series(&counts[..2 * YEAR]), &[open]), Way::Unsure);
        let mut silent = vec![100; 2 * YEAR];
        silent[14..18].fill(0);
        assert_eq!(way(&series(&silent), &[]), Way::Fewer);
        let quiet = gap(date(2024, 3, 1), date(2024, 6, 30), GapPlace::Middle);
        assert_eq!(way(&series(&silent), &[quiet]), Way::Silent);
        // A silence before the months that are compared does not matter.
        let long = [vec![0; 4], vec![100; 2 * YEAR]].concat();
        let early = gap(date(2023, 1, 1), date(2023, 4, 30), GapPlace::Middle);
        assert_eq!(way(&series(&long), &[early]), Way::Unsure);
    }

    #[test]
    fn months_are_written_out() {
        assert_eq!(named(2023 * 12 + 11, number::month), "december 2023");
    }
}
