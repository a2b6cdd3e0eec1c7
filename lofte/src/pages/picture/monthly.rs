//! How it goes month by month, and whether the last twelve months differ from the twelve before.

use lofte_words::SV;
use lofte_words::capital;

use super::{Section, Sight};
use crate::face::part::{Cell, Column, Figure, Source, Table};
use jiff::civil::Date;
use lofte_model::coverage::{Gap, GapPlace};
use lofte_model::picture::trend::month_index;
use lofte_model::picture::{Compared, Figures, MonthlySeries, Trend, Way};
use lofte_model::records::RecordKind;
use lofte_words::chart::{Caption, Point, Series, TimeSeries, ValueAxis, time_series};
use lofte_words::number;

pub(super) const ID: &str = "manader";
const QUESTION: &str = "Blir det fler eller färre?";

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
    let trends: Vec<Trend> = figures.cells.iter().map(|series| sight.report.trend(series)).collect();
    let answer = answer(&trends);
    Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: answer.clone(),
        remarks: remarks(&sight.report.gaps),
        figures: vec![figure(figures, answer, &source)],
        tables: vec![(years(&trends), source)],
        ..Section::default()
    }
}

fn answer(trends: &[Trend]) -> String {
    let kinds = |wanted: Way| {
        let kinds: Vec<String> = trends
            .iter()
            .filter(|trend| trend.way == wanted)
            .map(|trend| SV.word("kind", &trend.kind))
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
pub(super) fn change(ratio: &Compared) -> String {
    let Some(value) = ratio.ratio else { return number::MISSING.to_owned() };
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

fn years(trends: &[Trend]) -> Table {
    let row = |trend: &Trend| {
        let compared = trend.compared.as_ref();
        let text = |count: Option<u64>| count.map_or_else(|| number::MISSING.to_owned(), number::count);
        vec![
            Cell::text(capital(&SV.word("kind", &trend.kind))),
            Cell::text(text(compared.map(|compared| compared.last))),
            Cell::text(text(compared.map(|compared| compared.before))),
            Cell::text(compared.map_or_else(|| number::MISSING.to_owned(), change)),
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
        rows: trends.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_go_the_same_way_are_told_together() {
        let compared =
            Compared { last: 1212, before: 1200, ratio: Some(1.01), lower: 0.93, upper: Some(1.09) };
        let fewer = |kind| Trend { kind, way: Way::Fewer, compared: Some(compared) };
        assert_eq!(
            answer(&[fewer(RecordKind::Offence), fewer(RecordKind::Fault)]),
            "Färre anmälda brott och felanmälningar, mer än slumpen ger. Jämförelsen är de senaste tolv hela månaderna \
             mot de tolv före."
        );
        assert_eq!(change(&compared).replace(number::SPACE, " "), "+1 %; −7 till 9 %");
    }

    #[test]
    fn months_are_written_out() {
        assert_eq!(named(2023 * 12 + 11, number::month), "december 2023");
    }
}
