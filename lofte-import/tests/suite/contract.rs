//! What every source must keep to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, file, told, told_area};
use insta::with_settings;
use lofte_import::sources::{self, Reader, Source, Yields};
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

/// The sample with a personal number in every place in turn: cells of a column, or a text of every area.
fn with_personal_numbers(sample: &str) -> Vec<String> {
    const NUMBER: &str = "701063-2391";
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(sample) {
        let names = ["desokod", "code", "name", "source", "place_type", "population", "colour"];
        let with = |name: &&str| {
            let mut json = json.clone();
            for feature in json["features"].as_array_mut().unwrap() {
                feature["properties"][name] = NUMBER.into();
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
