//! Files as they really come: wrong in every way that we know of, each with its plain answer.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, file, told};
use lofte_import::sources::incidents;
use lofte_import::{ImportError, IncidentMapping, Note, ReadReport, Row, RowSink, SinkError, Taken, Told};
use lofte_model::records::{Reject, RejectReason};
use std::fmt::Write as _;

const MAPPING: &str = r#"
source = "polisen"
kind = "offence"
fixed_category = "assault"
position = "exact"
[columns]
time = "Tid"
longitude = "Longitud"
latitude = "Latitud"
"#;

fn read_with(mapping: &str, bytes: impl AsRef<[u8]>) -> (Result<ReadReport, ImportError>, Memory) {
    let file = file(bytes);
    let mut memory = Memory::default();
    let mapping = IncidentMapping::parse(mapping).unwrap();
    (incidents::read(file.path(), &mapping, &Place::flen().context(), &mut memory), memory)
}

fn read(bytes: impl AsRef<[u8]>) -> (Result<ReadReport, ImportError>, Memory) {
    read_with(MAPPING, bytes)
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    let error = read(bytes).0.unwrap_err();
    format!("{}: {error}", error.code())
}

#[test]
fn any_delimiter_and_encoding_just_works() {
    let text =
        "Tid;Longitud;Latitud;Område\n2023-05-01 13:45;16,589;59,057;Öja\n2023-05-02 14:00;16,6;59,1;Mälby\n";
    let tab = text.replace(';', "\t");
    let comma = text.replace(',', ".").replace(';', ",");
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let plain = told(&read(text).1);
    assert!(plain.contains("16.58900 59.05700 | 0482"), "{plain}");
    for bytes in [
        tab.into_bytes(),
        comma.into_bytes(),
        windows.into_owned(),
        wide,
        marked,
        text.replace('\n', "\r\n").into_bytes(),
    ] {
        let (report, memory) = read(&bytes);
        assert_eq!(report.unwrap().counts.stored(), 2);
        assert_eq!(told(&memory), plain);
    }
}

#[test]
fn columns_with_swedish_names_are_found_in_windows_1252() {
    let mapping = MAPPING.replace("\"Tid\"", "\"Händelsetid\"");
    let text = "Händelsetid;Longitud;Latitud\n2023-05-01;16,589;59,057\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let report = read_with(&mapping, &bytes).0.unwrap();
    assert_eq!(report.inspected.encoding, "windows-1252");
    assert_eq!(report.notes, [Note::EncodingGuessed { encoding: "windows-1252".into() }]);
}

#[test]
fn files_that_are_no_tables_are_refused_in_plain_words() {
    let all = [
        refusal("Tid#Longitud#Latitud\n2023-05-01#16,6#59,1\n"),
        refusal("Tid;Longitude;Latitud\n2023-05-01;16,6;59,1\n"),
        refusal("Tid;Longitud;Latitud;tid\n2023-05-01;16,6;59,1;x\n"),
        refusal("2023-05-01;16,6;640823-3234\n2023-05-01;16,6;59,1\n"),
        refusal(""),
        refusal("\n\n \n"),
        refusal("%PDF-1.7\n"),
        refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        refusal(b"PK\x03\x04 and then nothing"),
        refusal(b"\x1f\x8b\x08 and then nothing"),
        refusal("Tid;Longitud;Latitud\n2023-05-01;16,6;59,1\n2023-05-02;\"16,6;59,1\n"),
        refusal("Tid;Longitud;Latitud\n1/5/2023;16,6;59,1\n2/5/2023;16,6;59,1\n"),
    ];
    let all = all
        .join("\n")
        .lines()
        .map(|line| line.split(" .tmp").next().unwrap_or(line).to_owned())
        .collect::<Vec<_>>();
    insta::assert_snapshot!(all.join("\n"), @r#"
    one-column: all of the file seems to be one column (“Tid#Longitud#Latitud”): separate the columns by semicolon, comma or tab
    missing-column: there is no column “Longitud”; the columns are: Tid, Longitude, Latitud; did you mean “Longitude”?
    ambiguous-column: there are two columns “Tid”: rename one of them in the file
    no-header: there is no header with the column “Tid”: row 1 has none of the columns but 3 cells (9999-99-99, 99,9, 999999-9999); put a row with the names of the columns first, or correct the names in the mapping
    file-empty:
    file-empty:
    not-a-table:
    file-damaged:
    file-damaged:
    file-damaged:
    endless-row: the row after row 2 does not end: look for a quotation mark that is opened and not closed
    ambiguous-dates: it cannot be told whether the date in row 2 of column “Tid” is day/month or month/day: write [time] formats = ["%d/%m/%Y"] (or "%m/%d/%Y") in the mapping
    "#);
}

#[test]
fn a_file_of_three_gigabytes_is_refused_before_it_is_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(3 << 30).unwrap();
    let mut memory = Memory::default();
    let mapping = IncidentMapping::parse(MAPPING).unwrap();
    let error = incidents::read(file.path(), &mapping, &Place::flen().context(), &mut memory).unwrap_err();
    assert_eq!(error.code(), "file-too-large");
    assert!(memory.progress.is_empty());
}

#[test]
fn a_file_that_is_not_there_or_a_folder_is_said_so() {
    let mapping = IncidentMapping::parse(MAPPING).unwrap();
    for path in ["/nowhere/a.csv", "/"] {
        let error =
            incidents::read(path.as_ref(), &mapping, &Place::flen().context(), &mut Memory::default())
                .unwrap_err();
        assert_eq!(error.code(), "file-unreadable", "{path}");
    }
}

#[test]
fn dates_in_four_forms() {
    let file = |dates: &[&str]| {
        dates.iter().fold("Tid;Longitud;Latitud\n".to_owned(), |mut text, date| {
            writeln!(text, "{date};16,589;59,057").unwrap();
            text
        })
    };
    let starts = |dates: &[&str]| {
        let (report, memory) = read(file(dates));
        let starts: Vec<String> =
            memory.incidents().iter().map(|incident| incident.start.to_string()).collect();
        (report.unwrap().notes, starts)
    };
    let (notes, one) =
        starts(&["2023-05-01 13:45", "01.05.2023 13:45", "2023-05-01T13:45:00", "20230501 1345"]);
    let equal = [Note::EqualRows { rows: 3 }];
    assert_eq!((notes.as_slice(), one), (&equal[..], vec!["2023-05-01T13:45:00".to_owned(); 4]));
    let guessed =
        |format: &str| vec![Note::TimeFormatGuessed { column: "Tid".into(), format: format.into() }];
    let (notes, two) = starts(&["1/5/2023 10:00", "31/5/2023 10:00"]);
    assert_eq!((notes, two[0].as_str()), (guessed("day-month-year"), "2023-05-01T10:00:00"));
    let (notes, three) = starts(&["5/1/2023 1:45 PM", "5/31/2023 1:45 PM"]);
    assert_eq!((notes, three[0].as_str()), (guessed("month-day-year"), "2023-05-01T13:45:00"));
    let (notes, four) = starts(&["230501", "230502"]);
    assert_eq!((notes, four[0].as_str()), (guessed("yymmdd"), "2023-05-01T00:00:00"));
}

#[test]
fn the_order_of_dates_is_looked_for_through_the_whole_file() {
    let mut text = "Tid;Longitud;Latitud\n".to_owned();
    (0..3000).for_each(|_| text.push_str("1/5/2023;16,589;59,057\n"));
    assert_eq!(read(&text).0.unwrap_err().code(), "ambiguous-dates");
    text.push_str("13/5/2023;16,589;59,057\n");
    let (report, memory) = read(&text);
    assert_eq!((report.unwrap().counts.stored(), memory.incidents()[0].start.month()), (3001, 5));
}

#[test]
fn midnight_is_a_date_or_a_heap() {
    let file = |rows: &[(&str, usize)]| {
        let mut text = "Tid;Longitud;Latitud\n".to_owned();
        for (time, times) in rows {
            (0..*times).for_each(|_| writeln!(text, "{time};16,589;59,057").unwrap());
        }
        read(text)
    };
    let (report, memory) = file(&[("2023-05-01 00:00:00", 30)]);
    assert!(report.unwrap().notes.contains(&Note::MidnightReadAsDate { rows: 30 }));
    assert_eq!(format!("{:?}", memory.incidents()[0].precision), "Day");
    let (report, memory) = file(&[("2023-05-01 00:00:00", 30), ("2023-05-01 10:00:00", 70)]);
    assert!(report.unwrap().notes.contains(&Note::MidnightHeaping { rows: 30, of: 100 }));
    assert_eq!(format!("{:?}", memory.incidents()[0].precision), "Minute");
}

#[test]
fn a_source_that_knows_full_hours_only_has_no_heap() {
    let mut text = "Tid;Longitud;Latitud\n".to_owned();
    for hour in 0..24 {
        for _ in 0..30 {
            writeln!(text, "2023-05-01 {hour:02}:00;16,589;59,057").unwrap();
        }
    }
    let notes = read(text).0.unwrap().notes;
    assert_eq!(notes, [Note::EqualRows { rows: 24 * 29 }]);
}

#[test]
fn swapped_columns_are_refused_and_single_rows_rejected() {
    let file = |good: usize, swapped: usize| {
        let mut text = "Tid;Longitud;Latitud\n".to_owned();
        (0..good).for_each(|_| text.push_str("2023-05-01;16,589;59,057\n"));
        (0..swapped).for_each(|_| text.push_str("2023-05-01;59,057;16,589\n"));
        read(text)
    };
    let (report, memory) = file(1, 9);
    insta::assert_snapshot!(report.unwrap_err(), @"“Longitud” and “Latitud” seem to have changed places in 9 of the first 10 rows: swap the two columns in the mapping");
    assert!(memory.rows.is_empty() && memory.rejects.is_empty());
    let (report, memory) = file(9, 1);
    let expected = Reject {
        row: 11,
        column: Some("Longitud".into()),
        value: Some("99,999".into()),
        reason: RejectReason::SwappedCoordinates,
    };
    assert_eq!(memory.rejects, [expected]);
    assert!(report.unwrap().notes.contains(&Note::ColumnsSwappedSuspected { rows: 1, of: 10 }));
}

#[test]
fn equal_rows_are_kept_and_come_again_as_duplicates() {
    let text = "Tid;Longitud;Latitud\n2023-05-01;16,589;59,057\n2023-05-01;16,589;59,057\n";
    let file = file(text);
    let mapping = IncidentMapping::parse(MAPPING).unwrap();
    let place = Place::flen();
    let mut memory = Memory::default();
    let report = incidents::read(file.path(), &mapping, &place.context(), &mut memory).unwrap();
    assert_eq!((report.counts.stored(), report.notes), (2, vec![Note::EqualRows { rows: 1 }]));
    let report = incidents::read(file.path(), &mapping, &place.context(), &mut memory.next()).unwrap();
    assert_eq!((report.counts.stored(), report.counts.duplicate()), (0, 2));
}

#[test]
fn a_full_disk_stops_the_reading() {
    struct Full(u32);
    impl RowSink for Full {
        fn take(&mut self, _: Row) -> Result<Taken, SinkError> {
            self.0 += 1;
            if self.0 > 2 {
                Err(Box::new(std::io::Error::from(std::io::ErrorKind::StorageFull)))
            } else {
                Ok(Taken::Stored)
            }
        }
        fn reject(&mut self, _: Reject) -> Result<(), SinkError> {
            Ok(())
        }
        fn begin_again(&mut self) -> Result<(), SinkError> {
            self.0 = 0;
            Ok(())
        }
        fn progress(&mut self, _: u64, _: u64) {}
    }
    let text = "Tid;Longitud;Latitud\n".to_owned() + &"2023-05-01;16,589;59,057\n".repeat(5);
    let (file, mut sink) = (file(text), Full(0));
    let mapping = IncidentMapping::parse(MAPPING).unwrap();
    let error = incidents::read(file.path(), &mapping, &Place::flen().context(), &mut sink).unwrap_err();
    assert_eq!((error.code(), sink.0), ("not-stored", 3));
    let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<std::io::Error>());
    assert_eq!(source.map(std::io::Error::kind), Some(std::io::ErrorKind::StorageFull));
}

#[test]
fn progress_rises_to_the_end() {
    let text = "Tid;Longitud;Latitud\n".to_owned() + &"2023-05-01;16,589;59,057\n".repeat(20_000);
    let (report, memory) = read(&text);
    assert_eq!(report.unwrap().counts.read(), 20_000);
    let total = 2 * text.len() as u64;
    assert!(memory.progress.iter().all(|(done, of)| *of == total && *done <= total));
    assert!(memory.progress.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    assert!(memory.progress.len() > 6 && memory.progress.last() == Some(&(total, total)));
}
