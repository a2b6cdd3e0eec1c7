//! The page `/stil`: every part with its states, for those who build pages and those who review them.
//!
//! Everything on it says "Exempel". The figures are even numbers picked to show the parts, and describe nothing.

use super::part::{
    Cell, Choice, Column, Confirmation, Event, Field, Figure, KeyFigure, Pages, Progress, Source, Status,
    Step, StepState, Table, Tone,
};
use super::{Frame, NavItem, chart, map};
use askama::Template;

/// The page with every part.
#[derive(Clone, Debug, Template)]
#[template(path = "style.html")]
pub struct StylePage {
    /// What stands around the page.
    pub frame: Frame,
}

/// A frame for looking at the page outside the house.
#[cfg(test)]
pub(super) fn example_frame() -> Frame {
    Frame {
        municipality: "Exempelkommun".to_owned(),
        demo: true,
        user: Some("exempel".to_owned()),
        role_label: "Samordnare".to_owned(),
        nav: [
            "Lägesbild",
            "Problem",
            "Löften",
            "Handlingsplan",
            "Mätningar",
            "Uppföljning",
        ]
        .iter()
        .zip([
            "/lagesbild",
            "/problem",
            "/loften",
            "/plan",
            "/matningar",
            "/uppfoljning",
        ])
        .map(|(label, href)| NavItem::new(*label, href).at("/loften"))
        .collect(),
        footer: vec![NavItem::new("Tillgänglighet", "/tillganglighet")],
        public: false,
        lang: "sv".to_owned(),
    }
}

const DAYS: [&str; 7] = [
    "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag",
];

impl StylePage {
    fn tones() -> [(Tone, &'static str, &'static str); 6] {
        [
            (Tone::Good, "Hållet", "Nått, klart, publicerat"),
            (Tone::Bad, "Inte hållet", "Missat, avvisat"),
            (
                Tone::Unsure,
                "Går inte att avgöra",
                "Underlaget räcker inte för ett besked",
            ),
            (Tone::Active, "Pågår", "På väg, föreslaget"),
            (
                Tone::Idle,
                "Inte påbörjat",
                "I vila, utkast, avslutat utan resultat",
            ),
            (Tone::Warn, "Behöver ses över", "Någon behöver titta"),
        ]
    }

    fn status(tone: Tone, word: &str) -> Status {
        Status::new(tone, word)
    }

    fn crumbs() -> Vec<NavItem> {
        vec![
            NavItem::new("Löften", "#main"),
            NavItem::new("Exempel på löfte", "#main"),
            NavItem {
                current: true,
                ..NavItem::new("Stil", "#main")
            },
        ]
    }

    fn next() -> NavItem {
        NavItem::new("Lägg till det första exemplet", "#main")
    }

    fn steps() -> Vec<Step> {
        let step = |label: &str, state, note: &str, current| Step {
            label: label.to_owned(),
            href: (state != StepState::Waiting).then(|| "#steps".to_owned()),
            state,
            note: note.to_owned(),
            current,
        };
        vec![
            step("Överenskommelse", StepState::Done, "klar (exempel)", false),
            step("Lägesbild", StepState::Done, "klar (exempel)", false),
            step(
                "Orsaksanalys",
                StepState::Missing,
                "saknas: åtgärderna vilar på ingenting",
                false,
            ),
            step("Löfte", StepState::Ongoing, "utkast (exempel)", true),
            step("Plan", StepState::Waiting, "inte påbörjad", false),
            step("Uppföljning", StepState::Waiting, "inte påbörjad", false),
        ]
    }

    fn events() -> Vec<Event> {
        let event = |when: &str, title: &str, text: &str, expected| Event {
            when: when.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            expected,
        };
        vec![
            event(
                "Exempel, år 1",
                "Löftet publicerades",
                "Texten låstes och mätregeln med den.",
                false,
            ),
            event("Exempel, år 2", "Åtgärden blev klar", "", false),
            event(
                "Exempel, år 3",
                "Uppföljande mätning",
                "Då går det att säga om löftet hölls.",
                true,
            ),
        ]
    }

    fn key_figures() -> Vec<KeyFigure> {
        let figure = |label: &str, value: &str, between: &str, note: &str| KeyFigure {
            label: label.to_owned(),
            value: value.to_owned(),
            between: between.to_owned(),
            note: note.to_owned(),
        };
        vec![
            figure(
                "Exempel på andel",
                "50\u{a0}%",
                "mellan 44 och 56\u{a0}% (95\u{a0}% säkerhet)",
                "Exempel: 1\u{a0}000 svar",
            ),
            figure("Exempel på antal", "1\u{a0}000", "", "Exempel: ett år"),
            figure(
                "Exempel på dolt värde",
                "Visas inte",
                "",
                "Färre än fem: dolt för att ingen ska kunna pekas ut",
            ),
        ]
    }

    fn facts() -> Vec<(&'static str, &'static str)> {
        vec![
            ("Ansvarig", "Exempelnämnden"),
            ("Diarienummer", "EX 0000:0"),
            ("Gäller", "Exempelperioden"),
        ]
    }

    fn source() -> Source {
        Source {
            source: "Exempel, inga verkliga uppgifter".to_owned(),
            period: "Exempelår 1–8".to_owned(),
            how: "Jämna tal valda för att visa hur ett diagram ser ut; 95 % säkerhet ritas som band eller streck."
                .to_owned(),
        }
    }

    fn table() -> Table {
        let row = |name: &str, number: &str, state: Status| {
            vec![
                Cell::Link(NavItem::new(name, "#tables")),
                Cell::text(number),
                Cell::text("10,0"),
                Cell::Status(state),
            ]
        };
        let mut rows = vec![
            row("Exempel A", "10\u{a0}000", Status::new(Tone::Good, "Hållet")),
            row(
                "Exempel B",
                "2\u{a0}000",
                Status::new(Tone::Unsure, "Går inte att avgöra"),
            ),
            row("Exempel C", "300", Status::new(Tone::Bad, "Inte hållet")),
        ];
        rows.push(vec![
            Cell::text("Exempel D"),
            Cell::Withheld("dolt".to_owned()),
            Cell::Withheld("dolt".to_owned()),
            Cell::Status(Status::new(Tone::Idle, "Inte påbörjat")),
        ]);
        Table {
            caption: "Exempel på tabell".to_owned(),
            columns: vec![
                Column::words("Exempel"),
                Column::numbers("Antal"),
                Column::numbers("Per 1\u{a0}000"),
                Column::words("Läge"),
            ],
            rows,
        }
    }

    fn figure(title: &str, svg: String, head: [&str; 2], rows: &[(String, String)]) -> Figure {
        Figure {
            title: format!("Exempel: {title}"),
            subtitle: "Procent, påhittade tal".to_owned(),
            svg,
            table: Table {
                caption: format!("Exempel: {title}"),
                columns: vec![Column::words(head[0]), Column::numbers(head[1])],
                rows: rows
                    .iter()
                    .map(|(name, value)| vec![Cell::text(name), Cell::text(value)])
                    .collect(),
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
        let write = |value| super::number::percent(value / 100.0, 0);
        chart::ValueAxis::covering("Exempel på andel, procent", values.iter().copied(), write)
    }

    fn target() -> chart::Reference {
        chart::Reference {
            value: 60.0,
            label: "Exempelmål 60\u{a0}%".to_owned(),
        }
    }

    fn time_series() -> Figure {
        let values = [40.0, 42.0, f64::NAN, 46.0, 50.0, 48.0, 54.0, 56.0];
        let point = |value: &f64| {
            value.is_finite().then_some(chart::Point {
                value: *value,
                interval: Some((value - 5.0, value + 5.0)),
            })
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
            if value.is_finite() {
                format!("{value}\u{a0}%")
            } else {
                "ingen mätning".to_owned()
            }
        };
        let rows: Vec<(String, String)> = data
            .periods
            .iter()
            .cloned()
            .zip(values.iter().map(written))
            .collect();
        Self::figure(
            "en serie med band, lucka och mål",
            chart::time_series(&data),
            ["Period", "Andel"],
            &rows,
        )
    }

    fn many_series() -> Figure {
        let line = |label: &str, level: f64, slope: f64| chart::Series {
            label: label.to_owned(),
            points: (0..8_u8)
                .map(|year| {
                    Some(chart::Point {
                        value: level + slope * f64::from(year),
                        interval: None,
                    })
                })
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
        let last = |series: &chart::Series| {
            series
                .points
                .iter()
                .flatten()
                .last()
                .map_or(0.0, |point| point.value)
        };
        let rows: Vec<(String, String)> = data
            .series
            .iter()
            .map(|series| (series.label.clone(), super::number::decimal(last(series), 1)))
            .collect();
        Self::figure("fem serier", chart::time_series(&data), ["Serie", "År 8"], &rows)
    }

    fn intervals() -> Figure {
        let row = |label: &str, value: Option<f64>, emphasis| chart::IntervalRow {
            label: label.to_owned(),
            value,
            interval: value.map(|value| (value - 8.0, value + 8.0)),
            value_label: value.map_or_else(
                || "för få svar".to_owned(),
                |value| super::number::percent(value / 100.0, 0),
            ),
            emphasis,
        };
        let data = chart::Intervals {
            caption: Self::caption("style-intervals", "andelar med osäkerhet"),
            axis: Self::axis(&[0.0, 100.0]),
            rows: vec![
                row("Exempelområde A", Some(70.0), false),
                row("Exempelområde B", Some(50.0), true),
                row(
                    "Exempelområde C med ett namn som inte får plats på en rad",
                    Some(60.0),
                    false,
                ),
                row("Exempelområde D", None, false),
            ],
            reference: Some(Self::target()),
        };
        let rows: Vec<(String, String)> = data
            .rows
            .iter()
            .map(|row| (row.label.clone(), row.value_label.clone()))
            .collect();
        Self::figure(
            "andelar med osäkerhet",
            chart::intervals(&data),
            ["Område", "Andel"],
            &rows,
        )
    }

    fn bars() -> Figure {
        let row = |label: &str, value: Option<f64>, emphasis| chart::Bar {
            label: label.to_owned(),
            value,
            value_label: value.map_or_else(|| "dolt".to_owned(), |value| super::number::decimal(value, 0)),
            emphasis,
        };
        let data = chart::Bars {
            caption: Self::caption("style-bars", "antal per slag"),
            axis: chart::ValueAxis::covering("Exempel på antal", [0.0, 1200.0], |value| {
                super::number::decimal(value, 0)
            }),
            rows: vec![
                row("Exempelslag A", Some(1200.0), true),
                row("Exempelslag B", Some(800.0), false),
                row("Exempelslag C", Some(200.0), false),
                row("Exempelslag D", None, false),
            ],
        };
        let rows: Vec<(String, String)> = data
            .rows
            .iter()
            .map(|row| (row.label.clone(), row.value_label.clone()))
            .collect();
        Self::figure("antal per slag", chart::bars(&data), ["Slag", "Antal"], &rows)
    }

    fn week() -> Figure {
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
            classes: ["mycket få", "få", "medel", "många", "mycket många"]
                .map(str::to_owned)
                .to_vec(),
            hidden_label: "dolt, färre än fem".to_owned(),
            missing_label: "okänt".to_owned(),
        };
        let told = |cell: &chart::Cell| match cell {
            chart::Cell::Class(class) => data.classes.get(*class).cloned().unwrap_or_default(),
            chart::Cell::Hidden => data.hidden_label.clone(),
            chart::Cell::Missing => data.missing_label.clone(),
        };
        let rows: Vec<(String, String)> = DAYS
            .iter()
            .zip(&data.cells)
            .map(|(day, hours)| ((*day).to_owned(), told(&hours[20])))
            .collect();
        Self::figure(
            "veckans timmar",
            chart::week_grid(&data),
            ["Dag", "Klockan 20"],
            &rows,
        )
    }

    fn map() -> Figure {
        let square = |west: f64, south: f64, wide: f64, high: f64| {
            let (east, north) = (west + wide, south + high);
            let tip = (west + wide * 0.4, north + high * 0.12);
            vec![
                (west, south),
                (east, south),
                (east, north),
                tip,
                (west, north),
                (west, south),
            ]
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
        let classes = ["0–10", "10–20", "20–30", "30–40", "40 eller fler"]
            .map(str::to_owned)
            .to_vec();
        let told = |class: chart::Cell| match class {
            chart::Cell::Class(class) => classes.get(class).cloned().unwrap_or_default(),
            chart::Cell::Hidden | chart::Cell::Missing => "dolt".to_owned(),
        };
        let areas: Vec<map::Area> = places
            .into_iter()
            .zip(1..)
            .map(|((ring, class), number)| map::Area {
                key: number.to_string(),
                told: format!("Exempelområde {number}: {}", told(class)),
                polygons: vec![vec![ring]],
                class,
            })
            .collect();
        let rows: Vec<(String, String)> = areas
            .iter()
            .map(|area| (format!("{}. Exempelområde", area.key), told(area.class)))
            .collect();
        let data = map::AreaMap {
            caption: Self::caption("style-map", "karta över områden"),
            areas,
            classes,
            hidden_label: "dolt, färre än fem".to_owned(),
            missing_label: "okänt".to_owned(),
        };
        Self::figure(
            "karta över områden",
            map::area_map(&data),
            ["Område", "Per 1\u{a0}000"],
            &rows,
        )
    }

    fn pages() -> Pages {
        Pages {
            current: 6,
            last: 12,
            base: "#sida-".to_owned(),
        }
    }

    fn progress() -> Progress {
        Progress {
            label: "Exempel: läser in en leverans".to_owned(),
            said: "Rad 400 av 1\u{a0}000".to_owned(),
            part: Some((400, 1000)),
            href: String::new(),
            seconds: 5,
        }
    }

    fn unknown_progress() -> Progress {
        Progress {
            label: "Exempel: räknar".to_owned(),
            said: "Har hållit på i en minut".to_owned(),
            part: None,
            ..Self::progress()
        }
    }

    fn confirmation() -> Confirmation {
        Confirmation {
            question: "Ska exempelleveransen tas bort?".to_owned(),
            consequences: vec![
                "Alla rader i den försvinner ur lägesbilden.".to_owned(),
                "Det går inte att ångra.".to_owned(),
            ],
            action: "/stil".to_owned(),
            verb: "Ta bort leveransen".to_owned(),
            cancel: NavItem::new("Behåll den", "#main"),
        }
    }

    fn errors() -> Vec<(&'static str, &'static str)> {
        vec![("style-goal", "Skriv ett målvärde mellan 0 och 100.")]
    }

    fn plain_field() -> Field {
        Field::new("style-title", "Rubrik")
            .hint("En mening som en granne förstår.")
            .value("Exempel")
    }

    fn wrong_field() -> Field {
        Field::new("style-goal", "Målvärde")
            .hint("Procent, utan procenttecken.")
            .value("många")
            .error("Skriv ett målvärde mellan 0 och 100.")
    }

    fn optional_field() -> Field {
        Field::new("style-note", "Anteckning").optional()
    }

    fn choice_field(name: &str, label: &str) -> Field {
        Field::new(name, label)
    }

    fn choices() -> Vec<Choice> {
        ["Polisen", "Kommunen", "Gemensamt"]
            .iter()
            .zip(["police", "municipality", "joint"])
            .map(|(label, value)| Choice::new(value, *label).chosen_if("joint"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html() -> String {
        StylePage {
            frame: example_frame(),
        }
        .render()
        .unwrap()
    }

    #[test]
    fn every_part_is_on_the_page() {
        let html = html();
        for mark in [
            "class=\"answered\"",
            "class=\"steps\"",
            "class=\"timeline\"",
            "class=\"empty\"",
            "class=\"error-summary\"",
            "class=\"key-figures\"",
            "class=\"facts\"",
            "class=\"pagination\"",
            "class=\"confirm\"",
            "class=\"table-scroll\"",
            "class=\"source\"",
            "<progress",
            "aria-invalid=\"true\"",
            "Syntetiska uppgifter",
        ] {
            assert!(html.contains(mark), "{mark}");
        }
        for tone in StylePage::tones() {
            assert!(html.contains(&format!("status tone-{}", tone.0.name())));
        }
    }

    #[test]
    fn no_style_or_script_stands_in_the_markup_and_no_id_twice() {
        let html = html();
        assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains("onclick="));
        assert_eq!(html.matches("<script").count(), 1);
        let mut ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(all, ids.len());
    }

    #[test]
    fn the_page_reads_the_same_as_before() {
        let html = html();
        let (start, rest) = html.split_once("id=\"figures\"").unwrap();
        let (_, end) = rest.split_once("id=\"flow\"").unwrap();
        insta::assert_snapshot!(format!("{start}…{end}"));
    }
}
