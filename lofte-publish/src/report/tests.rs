//! Reports are read back from both forms, for whatever people write.

use super::*;
use crate::tests::fixture::town;
use jiff::Timestamp;
use jiff::civil::date;
use lofte_model::coordination::{Occasion, OnRecord};
use lofte_model::id::UserId;
use lofte_model::law::Facts;
use proptest::prelude::*;
use std::io::{Cursor, Read};

const ON: Date = date(2025, 11, 20);

fn coordination() -> Coordination {
    let told = OnRecord {
        what: Occasion::CouncilMeeting,
        on: date(2025, 3, 4),
        registry_number: "KS 2025/7".into(),
        note: "Ny lägesbild".into(),
    };
    Coordination::default().put(told, (Timestamp::UNIX_EPOCH, UserId::named("one")), ON).unwrap()
}

/// The reports of the town of the other tests, as they are made.
fn report(kind: ReportKind) -> Report {
    let mut town = town();
    // What stands in them is for the report; the notes of reports are not.
    for problem in &mut town.problems {
        problem.description = "Mörkt".into();
        problem.priority = lofte_model::problem::Priority::Prioritised { reason: "Vanligt".into() };
    }
    for measure in &mut town.measures {
        (measure.function, measure.operative_goal) = ("driftchef".into(), "Ljus överallt".into());
    }
    let (snapshot, coordination) = (town.snapshot(), coordination());
    let facts = Facts { measures: 1, coordination: coordination.clone(), ..Facts::default() };
    let (shown, clocks) = (facts.shown(ON), facts.clocks(ON));
    let input = ReportInput {
        municipality: &town.municipality,
        on: ON,
        shown: &shown,
        clocks: &clocks,
        coordination: &coordination,
        problems: &town.problems,
        measures: &town.measures,
        parties: &town.parties,
        edition: Some((2, date(2025, 4, 1))),
        published: Some(&snapshot),
    };
    Report::new(kind, &input)
}

fn small(blocks: Vec<Block>) -> Report {
    Report {
        kind: ReportKind::Council,
        title: "Rapport".into(),
        municipality: "Flens kommun".into(),
        on: ON,
        synthetic: false,
        blocks: blocks.into_iter().filter(Block::says_something).collect(),
    }
}

/// A file of the archive.
fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The paragraphs of a DOCX, as a reader of the file has them.
fn paragraphs(docx: &[u8]) -> Vec<String> {
    let document = part(docx, "word/document.xml");
    let runs = document.split("<w:t xml:space=\"preserve\">").skip(1);
    let text = |run: &str| {
        let text = run.split_once("</w:t>").unwrap().0;
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    };
    runs.map(text).collect()
}

/// Letters without what line breaks do to them.
fn squeezed(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '\u{ad}' | '•' | '‐')).collect()
}

#[test]
fn both_forms_say_the_same() {
    let table = Table {
        caption: "Åtgärderna".into(),
        columns: vec!["Nr".into(), "Åtgärd".into()],
        rows: vec![vec!["1".into(), "Byt lampor & klipp <buskage>".into()], vec!["2".into(), String::new()]],
    };
    let report = small(vec![
        Block::Section { text: "Läget".into() },
        Block::Text { text: "Två \"ord\" om läget.".into() },
        Block::Part { text: "En del".into() },
        Block::List { items: vec!["ett".into(), "två".into()] },
        Block::Table(table),
    ]);
    let docx = report.docx().unwrap();
    assert_eq!(paragraphs(&docx), report.texts());
    let pdf = squeezed(&report.pdf_text(&Fonts::default()).unwrap());
    let said = squeezed(&report.texts().concat());
    assert!(pdf.contains(&said), "{pdf}\n{said}");
}

#[test]
fn every_report_says_the_same_in_both_forms_and_as_they_are_made() {
    for kind in ReportKind::ALL {
        let report = report(kind);
        assert_eq!(paragraphs(&report.docx().unwrap()), report.texts(), "{kind:?}");
        let pdf = squeezed(&report.pdf_text(&Fonts::default()).unwrap());
        for text in report.texts().iter().filter(|text| text.chars().count() < 40) {
            assert!(pdf.contains(&squeezed(text)), "{kind:?}: {text}");
        }
        insta::assert_snapshot!(format!("report_{}", kind.word()), report.texts().join("\n"));
    }
}

#[test]
fn a_docx_has_headings_heading_rows_and_its_language() {
    let docx = report(ReportKind::Grant).docx().unwrap();
    let document = part(&docx, "word/document.xml");
    for mark in
        ["w:val=\"Title\"", "w:val=\"Heading1\"", "w:val=\"Heading2\"", "<w:tblHeader/>", "<w:tblCaption"]
    {
        assert!(document.contains(mark), "{mark}");
    }
    assert_eq!(document.matches("<w:tbl>").count(), document.matches("<w:tblHeader/>").count());
    let styles = part(&docx, "word/styles.xml");
    assert!(styles.contains("w:lang w:val=\"sv-SE\"") && part(&docx, "docProps/core.xml").contains("sv-SE"));
    // Every style that is used is there.
    for style in document.split("Style w:val=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0) {
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
}

#[test]
fn no_figure_of_few_and_nothing_internal_is_in_a_report() {
    for kind in ReportKind::ALL {
        let text = report(kind).texts().join("\n");
        assert!(!text.contains(crate::tests::fixture::SECRET_NOTE), "{kind:?}: a note of the working side");
        assert!(!text.contains("utkast som ingen"), "{kind:?}: a draft");
        assert!(!text.contains("777001") && !text.contains("987654"), "{kind:?}: a count of rows");
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let (one, other) = (report(ReportKind::Bra), report(ReportKind::Bra));
    assert_eq!(one.docx().unwrap(), other.docx().unwrap());
    assert_eq!(one.pdf(&Fonts::default()).unwrap(), other.pdf(&Fonts::default()).unwrap());
}

#[test]
fn made_up_data_are_said_to_be() {
    let made_up = Report { synthetic: true, ..small(Vec::new()) };
    assert!(paragraphs(&made_up.docx().unwrap())[2].contains("syntetiska"));
    assert!(made_up.pdf_text(&Fonts::default()).unwrap().contains("syntetiska"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Whatever people write makes a document, and no mark of theirs becomes one of ours.
    #[test]
    fn whatever_is_written_makes_a_document(text in ".{0,40}", cell in "[<>&\"'#$*_`\\[\\]{}=-]{0,12}") {
        let row = vec![cell.clone(), text.clone()];
        let table = Table { caption: "Tabell".into(), columns: vec!["a".into(), "b".into()], rows: vec![row] };
        let made = small(vec![Block::Section { text: cell }, Block::Text { text }, Block::Table(table)]);
        prop_assert!(made.pdf(&Fonts::default()).is_ok());
        let document = part(&made.docx().unwrap(), "word/document.xml");
        prop_assert_eq!(document.matches("<w:tbl>").count(), 1);
        prop_assert_eq!(document.matches("<w:p>").count(), document.matches("</w:p>").count());
    }
}
