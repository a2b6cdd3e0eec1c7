//! The page `/stil`: every part with its states, for those who build pages and those who review them.
//!
//! Everything on it says "Exempel". The figures are even numbers picked to show the parts, and describe nothing.

mod figures;

use super::part::{
    Cell, Choice, Column, Confirmation, Event, Field, KeyFigure, Pages, Progress, Source, Status, Step,
    StepState, Table, Tone,
};
use super::{Frame, NavItem};
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
        practice: false,
        user: Some("exempel".to_owned()),
        role_label: "Samordnare".to_owned(),
        nav: ["Lägesbild", "Problem", "Löften", "Handlingsplan", "Mätningar", "Uppföljning"]
            .iter()
            .zip(["/lagesbild", "/problem", "/loften", "/plan", "/matningar", "/uppfoljning"])
            .map(|(label, href)| NavItem::new(*label, href).at("/loften"))
            .collect(),
        footer: vec![NavItem::new("Tillgänglighet", "/tillganglighet")],
        public: false,
        lang: "sv".to_owned(),
        other_way: None,
        help: None,
    }
}

impl StylePage {
    fn tones() -> [(Tone, &'static str, &'static str); 6] {
        [
            (Tone::Good, "Hållet", "Nått, klart, publicerat"),
            (Tone::Bad, "Inte hållet", "Missat, avvisat"),
            (Tone::Unsure, "Går inte att avgöra", "Underlaget räcker inte för ett besked"),
            (Tone::Active, "Pågår", "På väg, föreslaget"),
            (Tone::Idle, "Inte påbörjat", "I vila, utkast, avslutat utan resultat"),
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
            NavItem { current: true, ..NavItem::new("Stil", "#main") },
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
            step("Orsaksanalys", StepState::Missing, "saknas: åtgärderna vilar på ingenting", false),
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
            event("Exempel, år 1", "Löftet publicerades", "Texten låstes och mätregeln med den.", false),
            event("Exempel, år 2", "Åtgärden blev klar", "", false),
            event("Exempel, år 3", "Uppföljande mätning", "Då går det att säga om löftet hölls.", true),
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
        vec![("Ansvarig", "Exempelnämnden"), ("Diarienummer", "EX 0000:0"), ("Gäller", "Exempelperioden")]
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
            row("Exempel B", "2\u{a0}000", Status::new(Tone::Unsure, "Går inte att avgöra")),
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

    fn pages() -> Pages {
        Pages { current: 6, last: 12, base: "#sida-".to_owned(), anchor: String::new() }
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
            seen: String::new(),
            refusal: String::new(),
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
        Field::new("style-title", "Rubrik").hint("En mening som en granne förstår.").value("Exempel")
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
        StylePage { frame: example_frame() }.render().unwrap()
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
        let mut ids: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
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
