//! Exports of the rescue service as systems write them; all rows are made up.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, file};
use lofte_import::sources::{Reader, named};
use lofte_import::{ImportError, Note, ReadReport, Told};
use lofte_model::records::Incident;

fn read(text: &str) -> Result<(ReadReport, Memory), ImportError> {
    let Reader::Rows(reader) = named("rescue_service").unwrap().reader("").unwrap() else { panic!("rows") };
    let (mut memory, file) = (Memory::default(), file(text));
    let report = reader.read(file.path(), &Place::flen().context(), &mut memory)?;
    Ok((report, memory))
}

fn categories(memory: &Memory) -> Vec<&str> {
    memory.incidents().iter().map(|incident| incident.category.as_str()).collect()
}

fn points(memory: &Memory) -> Vec<bool> {
    memory.incidents().iter().map(|incident| incident.position.is_some()).collect()
}

#[test]
fn the_cause_makes_a_fire_one_that_was_set_and_nothing_else() {
    let text = "Larmtid;Händelsetyp;Brandorsak\n\
        2026-03-01 10:00;Brand i byggnad;Anlagd med uppsåt\n\
        2026-03-02 10:00;Brand i byggnad;Ej anlagd\n\
        2026-03-03 10:00;Brand ej i byggnad;\n\
        2026-03-04 10:00;Automatlarm, ej brand;Anlagd brand\n\
        2026-03-05 10:00;Trafikolycka;Uppsåt\n";
    let (_, memory) = read(text).unwrap();
    let expected = ["fire_set", "fire_building", "fire_outdoors", "false_alarm", "traffic_accident"];
    assert_eq!(categories(&memory), expected);
}

#[test]
fn the_point_of_a_home_is_not_kept_and_its_area_is() {
    let text = "Larmtid;Händelsetyp;Objekttyp;N;E\n\
        2026-03-01 10:00;Brand i byggnad;Villa;6547480;590990\n\
        2026-03-02 10:00;Brand i byggnad;;6547490;590980\n\
        2026-03-03 10:00;Brand i byggnad;Skola;6547500;590970\n\
        2026-03-04 10:00;Brand ej i byggnad;;6547510;590960\n\
        2026-03-05 10:00;Brand ej i byggnad;Radhus;6547520;590950\n\
        2026-03-06 10:00;Nödställd person;;6547530;590940\n";
    let (report, memory) = read(text).unwrap();
    assert_eq!(points(&memory), [false, false, true, true, false, false]);
    assert!(memory.incidents().iter().all(|incident: &&Incident| incident.deso.is_some()));
    assert!(report.notes.contains(&Note::HomesWithoutPoint { rows: 4 }));
}

#[test]
fn an_address_of_a_home_leaves_no_trace() {
    let text = "Larmtid;Händelsetyp;Objekttyp;Adress;Händelsebeskrivning\n\
        2026-03-01 10:00;Brand i byggnad;Villa;Påhittade vägen 3;Anna Svensson ringde\n\
        2026-03-02 10:00;Brand i byggnad;Skola;Påhittade vägen 5;\n";
    let (report, memory) = read(text).unwrap();
    let told = format!("{:?} {:?} {:?}", memory.rows, memory.rejects, report.notes);
    assert!(!told.contains("Påhittade") && !told.contains("Anna"), "{told}");
    assert_eq!(points(&memory), [false, false]);
}

#[test]
fn health_is_rejected_and_other_municipalities_are_passed_over() {
    let text = "Larmtid;Händelsetyp;Kommun;N;E\n\
        2026-03-01 10:00;Sjukvårdslarm (IVPA);Flen;6547480;590990\n\
        2026-03-02 10:00;Brand ej i byggnad;Katrineholm;6541000;570000\n\
        2026-03-03 10:00;Brand ej i byggnad;0482;6547480;590990\n\
        2026-03-04 10:00;Brand ej i byggnad;Flen;6547480;590990\n";
    let (report, memory) = read(text).unwrap();
    assert_eq!((report.counts.read(), report.counts.stored(), report.counts.rejected()), (3, 2, 1));
    assert_eq!((memory.rejects[0].row, memory.rejects[0].code()), (2, "personal-care"));
    assert_eq!(memory.rejects[0].value, None);
    assert!(report.notes.contains(&Note::RowsOfOthers { rows: 1 }));
}

#[test]
fn date_and_clock_may_be_apart_and_x_may_be_either() {
    for (x, y) in [("6547480", "590990"), ("590990", "6547480")] {
        let text = format!(
            "Datum;Larmtid;Händelsetyp;Objekttyp;X-koordinat;Y-koordinat\n\
             2026-03-01;21:14;Brand i byggnad;Skola;{x};{y}\n2026-03-02;02:10;Trafikolycka;;{x};{y}\n"
        );
        let (_, memory) = read(&text).unwrap();
        let first = memory.incidents()[0].clone();
        assert_eq!(first.start.to_string(), "2026-03-01T21:14:00");
        assert!(first.position.is_some_and(|position| (58.9..59.2).contains(&position.lat)), "{first:?}");
    }
}

#[test]
fn a_year_that_is_delivered_again_corrects_by_number() {
    let before =
        "Händelsenummer;Larmtid;Händelsetyp;Brandorsak\n1;2026-03-01 10:00;Brand ej i byggnad;Okänd\n";
    let after = before.replace("Okänd", "Anlagd brand");
    let contents = |text: &str| {
        let incident = read(text).unwrap().1.incidents()[0].clone();
        (incident.key, incident.said.unwrap().contents)
    };
    let (one, other) = (contents(before), contents(&after));
    assert!(one.0 == other.0 && one.1 != other.1, "the same number, and other contents");
}

#[test]
fn what_is_missing_is_said() {
    let lacks = |text: &str| match read(text) {
        Err(ImportError::MissingColumn { column, .. } | ImportError::NoHeader { column, .. }) => column,
        other => panic!("{:?}", other.map(|(report, _)| report)),
    };
    assert_eq!(lacks("Larmtid;Brandorsak\n2026-03-01 10:00;Anlagd\n"), "Händelsetyp");
    assert_eq!(lacks("Händelsetyp;Brandorsak\nBrand i byggnad;Anlagd\n"), "Larmtid");
    // A whole file of a kind that is never taken is refused with that reason.
    let care = "Larmtid;Händelsetyp\n2026-03-01 10:00;IVPA\n2026-03-02 10:00;IVPA\n";
    assert!(matches!(read(care), Err(ImportError::EveryRow { .. })));
}
