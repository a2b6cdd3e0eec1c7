//! What every source must keep to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, file, told};
use insta::with_settings;
use lofte_import::sources::{self, Source};
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

/// Reads a file as the source does, with the settings of its card.
fn read(source: &dyn Source, path: &Path, memory: &mut Memory) -> Result<Outcome, ImportError> {
    let reader = source.reader(source.card().settings.unwrap_or_default()).unwrap();
    assert!(source.card().kinds.contains(&reader.kind()) && !reader.source().is_empty());
    let report = reader.read(path, &Place::flen().context(), memory)?;
    let text = told(memory);
    Ok(Outcome { counts: report.counts, text, rejects: memory.rejects.clone(), notes: report.notes })
}

#[test]
fn the_sample_becomes_what_is_expected() {
    for source in sources::all() {
        let card = source.card();
        let sample = file(card.sample);
        let outcome = read(*source, sample.path(), &mut Memory::default()).unwrap();
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
        let mut memory = Memory::default();
        let first = read(*source, sample.path(), &mut memory).unwrap();
        let mut memory = memory.next();
        let second = read(*source, sample.path(), &mut memory).unwrap();
        assert!(first.counts.stored() > 0 && first.counts.rejected() > 0, "{} shows both", card.name);
        assert_eq!(second.rejects, first.rejects, "{}", card.name);
        // Answers have no sameness: two people may answer alike.
        if card.name == "survey" {
            assert_eq!(second.text, first.text);
        } else {
            assert_eq!(second.counts.stored(), 0, "{}", card.name);
            assert_eq!(second.counts.duplicate(), first.counts.stored() + first.counts.duplicate());
        }
    }
}

#[test]
fn every_reject_has_its_row_and_reason() {
    for source in sources::all() {
        let card = source.card();
        let sample = file(card.sample);
        let rows = card.sample.lines().count() as u64;
        let outcome = read(*source, sample.path(), &mut Memory::default()).unwrap();
        assert_eq!(outcome.counts.rejected(), outcome.rejects.len() as u64);
        for reject in &outcome.rejects {
            assert!((2..=rows).contains(&reject.row), "{}: {reject:?}", card.name);
            let arguments = reject.args();
            assert!(!reject.code().is_empty() && arguments.iter().any(|(name, _)| *name == "row"));
        }
    }
}

#[test]
fn no_personal_number_survives() {
    for source in sources::all() {
        let card = source.card();
        // In every cell in turn.
        let header = card
            .sample
            .lines()
            .position(|line| line.matches(';').count() >= 2 && !line.starts_with(';'))
            .unwrap();
        let lines: Vec<&str> = card.sample.lines().collect();
        for column in 0..lines[header].split(';').count() {
            let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            for line in &mut changed[header + 1..] {
                let mut cells: Vec<&str> = line.split(';').collect();
                if let Some(cell) = cells.get_mut(column) {
                    *cell = "701063-2391";
                }
                *line = cells.join(";");
            }
            let sample = file(changed.join("\n"));
            let mut memory = Memory::default();
            let text = match read(*source, sample.path(), &mut memory) {
                Ok(outcome) => format!("{} {:?} {:?}", outcome.text, outcome.rejects, memory.rows),
                Err(error) => format!("{error} {:?}", error.args()),
            };
            assert!(!holds_identity_number(&text), "{} column {column}: {text}", card.name);
        }
    }
}

#[test]
fn every_card_is_filled_in() {
    for source in sources::all() {
        let card = source.card();
        assert_eq!(sources::named(card.name).map(Source::card), Some(card));
        assert!(card.readme.starts_with("# ") && card.readme.len() > 500, "{}", card.name);
        assert!(!card.kinds.is_empty() && !card.sample.is_empty(), "{}", card.name);
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
    let mut memory = Memory::default();
    let file = file(bytes);
    match read(source, file.path(), &mut memory) {
        Ok(outcome) => {
            let counts = outcome.counts;
            assert_eq!(counts.read(), counts.stored() + counts.duplicate() + counts.rejected());
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
