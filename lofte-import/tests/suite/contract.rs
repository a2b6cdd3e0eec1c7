//! What every source must keep to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, file, told, told_area};
use insta::with_settings;
use lofte_import::sources::{self, Reader, Source, SourceCard, Yields};
use lofte_import::{ImportError, Note, Told};
use lofte_model::records::{Reject, RowCounts};
use lofte_model::screening::holds_identity_number;
use proptest::prelude::*;
use std::path::Path;

/// What came of a file, whatever the source.
struct Outcome {
    counts: RowCounts,
    text: String,
    rejects: Vec<Reject>,
    notes: Vec<Note>,
}

/// Who receives a file: rows that were stored, and areas.
struct Known {
    memory: Memory,
    place: Place,
}

impl Known {
    fn nothing() -> Self {
        Self { memory: Memory::default(), place: Place::flen() }
    }
}

/// Reads a file as the source does, with the settings of its card, and keeps what comes of it.
fn read(source: &dyn Source, path: &Path, known: &mut Known) -> Result<Outcome, ImportError> {
    let card = source.card();
    match (source.reader(card.settings.unwrap_or_default()).unwrap(), card.yields) {
        (Reader::Rows(reader), Yields::Rows(kinds)) => {
            assert!(kinds.contains(&reader.kind()) && !reader.source().is_empty());
            let report = reader.read(path, &known.place.context(), &mut known.memory)?;
            let (text, rejects) = (told(&known.memory), known.memory.rejects.clone());
            Ok(Outcome { counts: report.counts, text, rejects, notes: report.notes })
        }
        (Reader::Places(reader), Yields::Places) => {
            let mut last = (0, 0);
            let report = reader.read(path, &known.place.context(), &mut |done, of| last = (done, of))?;
            assert!(last.1 > 0 && last.0 == last.1, "it is told how far the reading has come");
            let text = report.areas.iter().map(told_area).collect();
            for area in report.areas {
                known.place.areas.retain(|before| before.code != area.code);
                known.place.areas.push(area);
            }
            Ok(Outcome { counts: report.counts, text, rejects: report.rejects, notes: report.notes })
        }
        (Reader::Gazetteer(reader), Yields::Gazetteer) => {
            let mut last = (0, 0);
            let look = lofte_import::guess::form;
            let report =
                reader.read(path, &known.place.context(), look, &mut |done, of| last = (done, of))?;
            assert!(last.1 > 0 && last.0 == last.1, "it is told how far the reading has come");
            let lines: Vec<String> = report.entries.iter().map(|entry| format!("{entry:?}")).collect();
            let text = lines.join("\n") + "\n";
            known.place.gazetteer = report.entries;
            Ok(Outcome { counts: report.counts, text, rejects: report.rejects, notes: report.notes })
        }
        (reader, yields) => panic!("{} yields other than its card says: {reader:?} {yields:?}", card.name),
    }
}

#[test]
fn the_sample_becomes_what_is_expected() {
    for source in sources::all() {
        let card = source.card();
        let sample = file(card.sample);
        let outcome = read(*source, sample.path(), &mut Known::nothing()).unwrap();
        let notes: Vec<String> =
            outcome.notes.iter().map(|note| format!("{} {:?}", note.code(), note.args())).collect();
        let text = format!("{}\n{:?}\n{}\n", outcome.text, outcome.counts, notes.join("\n"));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sources").join(card.name);
        with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("expected", text);
        });
    }
}

/// The cells of a sample that is a table; nothing where it is one of polygons.
fn cells(sample: &str) -> Option<Vec<Vec<String>>> {
    let text = sample.trim_start_matches('\u{feff}');
    if text.starts_with(['{', '[']) {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(b';');
    let mut reader = reader.from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    let mut rows: Vec<Vec<String>> = rows.collect();
    // A sheet has no rows that are too short.
    let width = rows.iter().map(Vec::len).max().unwrap();
    for row in &mut rows {
        row.resize(width, String::new());
    }
    Some(rows)
}

fn as_text(rows: &[Vec<String>]) -> tempfile::NamedTempFile {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    file(writer.into_inner().unwrap())
}

fn as_workbook(rows: &[Vec<String>]) -> tempfile::NamedTempFile {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    file(book.save_to_buffer().unwrap())
}

fn as_document(rows: &[Vec<String>]) -> tempfile::NamedTempFile {
    let plain = |cell: &String| cell.replace('&', "&amp;").replace('<', "&lt;");
    let cell = |cell: &String| match cell.as_str() {
        "" => "<t:table-cell/>".to_owned(),
        _ => format!("<t:table-cell o:value-type='string'><x:p>{}</x:p></t:table-cell>", plain(cell)),
    };
    let row = |row: &Vec<String>| {
        format!("<t:table-row>{}</t:table-row>", row.iter().map(cell).collect::<String>())
    };
    let rows: String = rows.iter().map(row).collect();
    let content =
        format!("<o:document-content><t:table t:name='Blad1'>{rows}</t:table></o:document-content>");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in
        [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_str())]
    {
        archive.start_file(name, stored).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    }
    file(archive.finish().unwrap().into_inner())
}

/// Objects need a name for every column; nothing where titles stand above the header.
fn as_objects(rows: &[Vec<String>]) -> Option<tempfile::NamedTempFile> {
    let (names, rows) = rows.split_first()?;
    let different: std::collections::BTreeSet<&String> = names.iter().collect();
    if names.iter().any(String::is_empty) || different.len() < names.len() {
        return None;
    }
    let object = |row: &Vec<String>| -> serde_json::Value {
        let fields = names.iter().zip(row).map(|(name, cell)| (name.clone(), cell.as_str().into()));
        serde_json::Value::Object(fields.collect())
    };
    let objects: Vec<serde_json::Value> = rows.iter().map(object).collect();
    Some(file(serde_json::to_vec(&objects).unwrap()))
}

#[test]
fn a_sample_says_the_same_in_every_form_of_a_table() {
    let mut objects = 0;
    for source in sources::all() {
        let card = source.card();
        let Some(rows) = cells(card.sample) else { continue };
        let text = read(*source, as_text(&rows).path(), &mut Known::nothing()).unwrap();
        let as_objects = as_objects(&rows);
        objects += usize::from(as_objects.is_some());
        for form in [as_workbook(&rows), as_document(&rows)].into_iter().chain(as_objects) {
            let outcome = read(*source, form.path(), &mut Known::nothing()).unwrap();
            assert_eq!((outcome.counts, &outcome.text), (text.counts, &text.text), "{}", card.name);
        }
    }
    assert!(objects >= 3, "{objects}");
}

#[test]
fn the_same_file_again_is_all_duplicates() {
    for source in sources::all() {
        let card = source.card();
        let sample = file(card.sample);
        let mut known = Known::nothing();
        let first = read(*source, sample.path(), &mut known).unwrap();
        known.memory = known.memory.next();
        let second = read(*source, sample.path(), &mut known).unwrap();
        assert!(first.counts.kept() > 0, "{}", card.name);
        // A file of borders is taken whole or refused.
        let whole = ["areas", "own_areas"].contains(&card.name);
        assert!(whole || first.counts.rejected() > 0, "{} shows both", card.name);
        assert_eq!(second.rejects, first.rejects, "{}", card.name);
        // Answers have no sameness: two people may answer alike.
        if card.name == "survey" {
            assert_eq!(second.text, first.text);
        } else {
            assert_eq!(second.counts.stored(), 0, "{}", card.name);
            assert_eq!(second.counts.kept(), 0, "{}", card.name);
            assert_eq!(second.counts.duplicate(), first.counts.kept() + first.counts.duplicate());
        }
    }
}

#[test]
fn every_reject_has_its_row_and_reason() {
    for source in sources::all() {
        let card = source.card();
        let sample = file(card.sample);
        let rows = card.sample.lines().count() as u64;
        let outcome = read(*source, sample.path(), &mut Known::nothing()).unwrap();
        assert_eq!(outcome.counts.rejected(), outcome.rejects.len() as u64);
        for reject in &outcome.rejects {
            assert!((2..=rows).contains(&reject.row), "{}: {reject:?}", card.name);
            let arguments = reject.args();
            assert!(!reject.code().is_empty() && arguments.iter().any(|(name, _)| *name == "row"));
        }
    }
}

/// An answer with a text in the place of each of its values in turn.
fn in_every_place(answer: &serde_json::Value, text: &str) -> Vec<String> {
    let (mut open, mut places) = (vec![String::new()], Vec::new());
    while let Some(place) = open.pop() {
        match answer.pointer(&place).unwrap() {
            serde_json::Value::Object(fields) => {
                open.extend(fields.keys().map(|name| format!("{place}/{name}")));
            }
            serde_json::Value::Array(list) => open.extend((0..list.len()).map(|at| format!("{place}/{at}"))),
            _ => places.push(place),
        }
    }
    assert!(places.len() > 10);
    let with = |place: &String| {
        let mut changed = answer.clone();
        *changed.pointer_mut(place).unwrap() = text.into();
        changed.to_string()
    };
    places.iter().map(with).collect()
}

/// The sample with a personal number in every place in turn: cells of a column, or a text of every area.
fn with_personal_numbers(sample: &str) -> Vec<String> {
    const NUMBER: &str = "701063-2391";
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(sample) {
        let is_list = json.is_array();
        if !is_list && json.get("features").is_none() {
            return in_every_place(&json, NUMBER);
        }
        let names: Vec<String> = match json.as_array().and_then(|list| list[0].as_object()) {
            Some(object) => object.keys().cloned().collect(),
            None => ["desokod", "code", "name", "source", "place_type", "population", "colour"]
                .map(str::to_owned)
                .to_vec(),
        };
        let with = |name: &String| {
            let mut json = json.clone();
            let rows = if is_list { &mut json } else { &mut json["features"] };
            for row in rows.as_array_mut().unwrap() {
                let fields = if is_list { row } else { &mut row["properties"] };
                fields[name.as_str()] = NUMBER.into();
            }
            json.to_string()
        };
        return names.iter().map(with).collect();
    }
    let lines: Vec<&str> = sample.lines().collect();
    let is_header = |line: &&str| line.matches(';').count() >= 2 && !line.starts_with(';');
    let header = lines.iter().position(is_header).unwrap();
    let with = |column: usize| {
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for line in &mut changed[header + 1..] {
            let mut cells: Vec<&str> = line.split(';').collect();
            if let Some(cell) = cells.get_mut(column) {
                *cell = NUMBER;
            }
            *line = cells.join(";");
        }
        changed.join("\n")
    };
    (0..lines[header].split(';').count()).map(with).collect()
}

#[test]
fn no_personal_number_survives() {
    for source in sources::all() {
        let card = source.card();
        for (place, text) in with_personal_numbers(card.sample).into_iter().enumerate() {
            let sample = file(text);
            let mut known = Known::nothing();
            let text = match read(*source, sample.path(), &mut known) {
                Ok(outcome) => {
                    let notes: Vec<_> = outcome.notes.iter().map(Told::args).collect();
                    format!("{} {:?} {:?} {notes:?}", outcome.text, outcome.rejects, known.memory.rows)
                }
                Err(error) => format!("{error} {:?}", error.args()),
            };
            assert!(!holds_identity_number(&text), "{} place {place}: {text}", card.name);
        }
    }
}

#[test]
fn every_card_is_filled_in() {
    for source in sources::all() {
        let card = source.card();
        assert_eq!(sources::named(card.name).map(Source::card), Some(card));
        assert!(card.readme.starts_with("# ") && card.readme.len() > 500, "{}", card.name);
        let told = card.told();
        let headings: Vec<&str> = told.iter().map(|(heading, _)| *heading).collect();
        assert_eq!(headings, SourceCard::HEADINGS, "{}", card.name);
        assert!(told.iter().all(|(_, text)| !text.is_empty()), "{} leaves a heading empty", card.name);
        assert!(card.settings.is_some() || !card.needs_settings, "{}", card.name);
        assert!(card.needs_settings || source.reader("").is_ok(), "{} needs instructions", card.name);
        assert!(card.yields != Yields::Rows(&[]) && !card.sample.is_empty(), "{}", card.name);
    }
}

/// A table that is nearly one.
fn nearly() -> impl Strategy<Value = (usize, String)> {
    let source = 0..sources::all().len();
    source.prop_flat_map(|number| {
        let sample: Vec<char> = sources::all()[number].card().sample.chars().collect();
        let changes = prop::collection::vec((0..sample.len(), prop::char::any()), 0..40);
        (Just(number), Just(sample), changes, 0..2usize).prop_map(|(number, sample, changes, removed)| {
            let mut text = sample;
            for (place, letter) in changes {
                text[place] = letter;
                if removed == 1 {
                    text.remove(place.min(text.len() - 1));
                    text.push('\n');
                }
            }
            (number, text.into_iter().collect())
        })
    })
}

/// Reads, and asks what must hold of anything that was read.
fn survives(source: &dyn Source, bytes: &[u8]) {
    let file = file(bytes);
    match read(source, file.path(), &mut Known::nothing()) {
        Ok(outcome) => {
            let counts = outcome.counts;
            assert_eq!(counts.read(), counts.kept() + counts.duplicate() + counts.rejected());
            assert_eq!(counts.rejected(), outcome.rejects.len() as u64);
            assert!(!holds_identity_number(&outcome.text));
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.code().is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for source in sources::all() {
            survives(*source, &bytes);
        }
    }

    #[test]
    fn damaged_samples_never_panic((number, text) in nearly()) {
        survives(sources::all()[number], text.as_bytes());
    }
}
