//! The drawings on the page `/stil`, each with its table: even numbers that describe nothing.

use super::super::part::{Cell, Column, Figure, Table};
use super::StylePage;
use lofte_words::{chart, number};

const DAYS: [&str; 7] = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"];

impl StylePage {
    fn figure(title: &str, svg: String, head: [&str; 2], rows: &[(String, String)]) -> Figure {
        Figure {
            title: format!("Exempel: {title}"),
            subtitle: "Procent, påhittade tal".to_owned(),
            svg,
            table: Table {
                caption: format!("Exempel: {title}"),
                columns: vec![Column::words(head[0]), Column::numbers(head[1])],
                rows: rows.iter().map(|(name, value)| vec![Cell::text(name), Cell::text(value)]).collect(),
            },
            source: Self::source(),
        }
    }

    fn caption(id: &str, title: &str) -> chart::Caption {
        chart::Caption {
            id: id.to_owned(),
            title: format!("Exempel: {title}"),
            description: "Påhittade tal som visar hur ett diagram ser ut. Samma tal står i tabellen under."
                .to_owned(),
        }
    }

    fn axis(values: &[f64]) -> chart::ValueAxis {
        let write = |value| number::percent(value / 100.0, 0);
        chart::ValueAxis::covering("Exempel på andel, procent", values.iter().copied(), write)
    }

    fn target() -> chart::Reference {
        chart::Reference { value: 60.0, label: "Exempelmål 60\u{a0}%".to_owned() }
    }

    pub(super) fn time_series() -> Figure {
        let values = [40.0, 42.0, f64::NAN, 46.0, 50.0, 48.0, 54.0, 56.0];
        let point = |value: &f64| {
            value
                .is_finite()
                .then_some(chart::Point { value: *value, interval: Some((value - 5.0, value + 5.0)) })
        };
        let data = chart::TimeSeries {
            caption: Self::caption("style-time", "en serie med band, lucka och mål"),
            axis: Self::axis(&[0.0, 80.0]),
            periods: (1..=8).map(|year| format!("År {year}")).collect(),
            series: vec![chart::Series {
                label: "Exempel".to_owned(),
                points: values.iter().map(point).collect(),
            }],
            reference: Some(Self::target()),
        };
        let written = |value: &f64| {
            if value.is_finite() { format!("{value}\u{a0}%") } else { "ingen mätning".to_owned() }
        };
        let rows: Vec<(String, String)> =
            data.periods.iter().cloned().zip(values.iter().map(written)).collect();
        Self::figure(
            "en serie med band, lucka och mål",
            chart::time_series(&data),
            ["Period", "Andel"],
            &rows,
        )
    }

    pub(super) fn many_series() -> Figure {
        let line = |label: &str, level: f64, slope: f64| chart::Series {
            label: label.to_owned(),
            points: (0..8_u8)
                .map(|year| Some(chart::Point { value: level + slope * f64::from(year), interval: None }))
                .collect(),
        };
        let data = chart::TimeSeries {
            caption: Self::caption("style-many", "fem serier"),
            axis: Self::axis(&[0.0, 100.0]),
            periods: (1..=8).map(|year| format!("År {year}")).collect(),
            series: vec![
                line("Exempel A", 80.0, -1.0),
                line("Exempel B med ett längre namn", 60.0, 1.5),
                line("Exempel C", 45.0, 0.0),
                line("Exempel D", 30.0, 2.0),
                line("Exempel E", 10.0, 2.0),
            ],
            reference: None,
        };
        let last =
            |series: &chart::Series| series.points.iter().flatten().last().map_or(0.0, |point| point.value);
        let rows: Vec<(String, String)> = data
            .series
            .iter()
            .map(|series| (series.label.clone(), number::decimal(last(series), 1)))
            .collect();
        Self::figure("fem serier", chart::time_series(&data), ["Serie", "År 8"], &rows)
    }

    pub(super) fn intervals() -> Figure {
        let row = |label: &str, value: Option<f64>, emphasis| chart::IntervalRow {
            label: label.to_owned(),
            value,
            interval: value.map(|value| (value - 8.0, value + 8.0)),
            value_label: value
                .map_or_else(|| "för få svar".to_owned(), |value| number::percent(value / 100.0, 0)),
            emphasis,
        };
        let data = chart::Intervals {
            caption: Self::caption("style-intervals", "andelar med osäkerhet"),
            axis: Self::axis(&[0.0, 100.0]),
            rows: vec![
                row("Exempelområde A", Some(70.0), false),
                row("Exempelområde B", Some(50.0), true),
                row("Exempelområde C med ett namn som inte får plats på en rad", Some(60.0), false),
                row("Exempelområde D", None, false),
            ],
            reference: Some(Self::target()),
        };
        let rows: Vec<(String, String)> =
            data.rows.iter().map(|row| (row.label.clone(), row.value_label.clone())).collect();
        Self::figure("andelar med osäkerhet", chart::intervals(&data), ["Område", "Andel"], &rows)
    }

    pub(super) fn bars() -> Figure {
        let row = |label: &str, value: Option<f64>, emphasis| chart::Bar {
            label: label.to_owned(),
            value,
            value_label: value.map_or_else(|| "dolt".to_owned(), |value| number::decimal(value, 0)),
            emphasis,
        };
        let data = chart::Bars {
            caption: Self::caption("style-bars", "antal per slag"),
            axis: chart::ValueAxis::covering("Exempel på antal", [0.0, 1200.0], |value| {
                number::decimal(value, 0)
            }),
            rows: vec![
                row("Exempelslag A", Some(1200.0), true),
                row("Exempelslag B", Some(800.0), false),
                row("Exempelslag C", Some(200.0), false),
                row("Exempelslag D", None, false),
            ],
        };
        let rows: Vec<(String, String)> =
            data.rows.iter().map(|row| (row.label.clone(), row.value_label.clone())).collect();
        Self::figure("antal per slag", chart::bars(&data), ["Slag", "Antal"], &rows)
    }

    pub(super) fn week() -> Figure {
        let cell = |day: usize, hour: usize| match (day, hour) {
            (_, 3..=5) => chart::Cell::Hidden,
            (0, 0) => chart::Cell::Missing,
            _ => chart::Cell::Class((day + hour / 5) % 5),
        };
        let cells: [[chart::Cell; 24]; 7] =
            std::array::from_fn(|day| std::array::from_fn(|hour| cell(day, hour)));
        let data = chart::WeekGrid {
            caption: Self::caption("style-week", "veckans timmar"),
            days: DAYS.map(str::to_owned),
            cells,
            classes: ["mycket få", "få", "medel", "många", "mycket många"].map(str::to_owned).to_vec(),
            hidden_label: "dolt, färre än fem".to_owned(),
            missing_label: "okänt".to_owned(),
        };
        let told = |cell: &chart::Cell| match cell {
            chart::Cell::Class(class) => data.classes.get(*class).cloned().unwrap_or_default(),
            chart::Cell::Hidden => data.hidden_label.clone(),
            chart::Cell::Missing => data.missing_label.clone(),
        };
        let rows: Vec<(String, String)> =
            DAYS.iter().zip(&data.cells).map(|(day, hours)| ((*day).to_owned(), told(&hours[20]))).collect();
        Self::figure("veckans timmar", chart::week_grid(&data), ["Dag", "Klockan 20"], &rows)
    }

    pub(super) fn map() -> Figure {
        let square = |west: f64, south: f64, wide: f64, high: f64| {
            let (east, north) = (west + wide, south + high);
            let tip = (west + wide * 0.4, north + high * 0.12);
            vec![(west, south), (east, south), (east, north), tip, (west, north), (west, south)]
        };
        let places = [
            (square(16.0, 59.0, 0.30, 0.12), chart::Cell::Class(0)),
            (square(16.3, 59.0, 0.25, 0.12), chart::Cell::Class(1)),
            (square(16.0, 59.12, 0.20, 0.10), chart::Cell::Class(2)),
            (square(16.2, 59.12, 0.22, 0.10), chart::Cell::Class(3)),
            (square(16.42, 59.12, 0.13, 0.08), chart::Cell::Class(4)),
            (square(16.55, 59.02, 0.12, 0.14), chart::Cell::Hidden),
            (square(16.56, 59.17, 0.012, 0.006), chart::Cell::Class(2)),
            (square(16.575, 59.17, 0.012, 0.006), chart::Cell::Class(4)),
        ];
        let classes = ["0–10", "10–20", "20–30", "30–40", "40 eller fler"].map(str::to_owned).to_vec();
        let told = |class: chart::Cell| match class {
            chart::Cell::Class(class) => classes.get(class).cloned().unwrap_or_default(),
            chart::Cell::Hidden | chart::Cell::Missing => "dolt".to_owned(),
        };
        let areas: Vec<chart::Area> = places
            .into_iter()
            .zip(1..)
            .map(|((ring, class), number)| chart::Area {
                key: number.to_string(),
                told: format!("Exempelområde {number}: {}", told(class)),
                polygons: vec![vec![ring]],
                class,
            })
            .collect();
        let rows: Vec<(String, String)> =
            areas.iter().map(|area| (format!("{}. Exempelområde", area.key), told(area.class))).collect();
        let data = chart::AreaMap {
            caption: Self::caption("style-map", "karta över områden"),
            areas,
            classes,
            hidden_label: "dolt, färre än fem".to_owned(),
            missing_label: "okänt".to_owned(),
        };
        Self::figure("karta över områden", chart::area_map(&data), ["Område", "Per 1\u{a0}000"], &rows)
    }
}
