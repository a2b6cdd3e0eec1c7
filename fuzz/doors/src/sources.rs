//! Every source, with the settings of its card; and the settings themselves.

use crate::sink::{Flen, Sink};
use lofte_fuzz::scratch;
use lofte_import::sources::{self, Reader, Source};
use lofte_import::{ImportError, Told as _};
use std::path::Path;

/// A file of a source.
pub fn read(name: &str, input: &[u8]) {
    let source = sources::named(name).expect("a source");
    let settings = source.card().settings.unwrap_or_default();
    let reader = source.reader(settings).expect("the settings of the card");
    take(&reader, &scratch::file("delivery", input));
}

/// A file for every source that has no target of its own: the first byte says which.
pub fn others(input: &[u8]) {
    let Some((which, input)) = input.split_first() else { return };
    let known = [
        "incidents",
        "police",
        "rescue_service",
        "counts",
        "open311",
        "bra",
        "survey",
        "survey_results",
        "areas",
        "own_areas",
        "population",
    ];
    let others: Vec<&&dyn Source> =
        sources::all().iter().filter(|source| !known.contains(&source.card().name)).collect();
    if let Some(source) = others.get(usize::from(*which) % others.len().max(1)) {
        read(source.card().name, input);
    }
}

/// Settings of any source: the first byte says of which. What is understood reads the source's own sample.
pub fn settings(input: &[u8]) {
    let Some((which, input)) = input.split_first() else { return };
    let all = sources::all();
    let source = all[usize::from(*which) % all.len()];
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(reader) = source.reader(text) {
        take(&reader, &scratch::file("sample", source.card().sample.as_bytes()));
    }
}

/// Reads a file; a refusal must have words.
fn take(reader: &Reader, path: &Path) {
    let place = Flen::get();
    let refused = match reader {
        Reader::Rows(reader) => {
            let mut sink = Sink::default();
            let report = reader.read(path, &place.context(), &mut sink);
            report.map(|report| sink.agrees(&report)).err()
        }
        Reader::Places(reader) => {
            let report = reader.read(path, &place.context(), &mut |done, of| assert!(done <= of));
            report.map(|report| assert_eq!(report.counts.rejected(), report.rejects.len() as u64)).err()
        }
        Reader::Gazetteer(reader) => {
            let heard = &mut |done, of| assert!(done <= of);
            let report = reader.read(path, &place.context(), lofte_import::guess::form, heard);
            report.map(|report| assert_eq!(report.counts.rejected(), report.rejects.len() as u64)).err()
        }
    };
    if let Some(error) = refused {
        told(&error);
    }
}

/// What is refused is refused in words, and is never a fault of the sink, which takes everything.
pub fn told(error: &ImportError) {
    assert!(!error.to_string().is_empty() && error.code() != "not-stored", "{error:?}");
}
