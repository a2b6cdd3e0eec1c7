//! Cells and texts: how times, numbers and coordinates are written, what names a person, and files that are understood as one
//! text.

use crate::sink::{Flen, Sink};
use crate::sources::told;
use lofte_fuzz::scratch;
use lofte_import::IncidentMapping;
use lofte_import::sources::{self, Reader, RowReader};
use lofte_model::index_table::{IndexFile, IndexIndicator, IndexTable, pasted};
use lofte_model::promise::JointDocument;
use lofte_model::screening::{find, holds_identity_number, mask, mask_free, screen, shape};
use std::sync::OnceLock;

/// The lines of the input below a header, each a row.
fn rows(header: &str, input: &[u8], reader: &dyn RowReader) {
    let file = [header.as_bytes(), b"\n", input].concat();
    let mut sink = Sink::default();
    match reader.read(&scratch::file("cells.csv", &file), &Flen::get().context(), &mut sink) {
        Ok(report) => sink.agrees(&report),
        Err(error) => told(&error),
    }
}

fn mapped(cell: &'static OnceLock<IncidentMapping>, text: &str) -> &'static IncidentMapping {
    cell.get_or_init(|| IncidentMapping::parse(text).expect("a mapping"))
}

/// Times: a column for all of it, and one each for day and clock.
pub fn times(input: &[u8]) {
    static ONE: OnceLock<IncidentMapping> = OnceLock::new();
    static TWO: OnceLock<IncidentMapping> = OnceLock::new();
    let begin = "source = \"a\"\nkind = \"offence\"\nfixed_category = \"assault\"\n[columns]\n";
    let one = mapped(&ONE, &format!("{begin}time = \"Tid\"\nend = \"Till\"\n"));
    let two = mapped(&TWO, &format!("{begin}date = \"Tid\"\nclock = \"Till\"\n"));
    rows("Tid;Till", input, one);
    rows("Tid;Till", input, two);
}

/// Numbers: counts of areas and months, and whatever else stands in such a cell.
pub fn numbers(input: &[u8]) {
    static COUNTS: OnceLock<Reader> = OnceLock::new();
    let counts = COUNTS.get_or_init(|| {
        let source = sources::named("counts").expect("a source");
        source.reader(source.card().settings.unwrap_or_default()).expect("the settings of the card")
    });
    if let Reader::Rows(reader) = counts {
        rows("Område;Månad;Antal", input, reader.as_ref());
    }
}

/// Tables of the problem index, pasted and as one value: what is taken has no fault, and cut points that can be used.
pub fn index_table(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let taken = |indicators: Vec<IndexIndicator>| {
        let table = IndexTable { indicators, ..IndexTable::default() };
        assert!(table.faults(None).is_empty(), "a table with faults was taken");
        assert!(table.indicators.iter().all(|one| one.cut_points().is_ok()), "cut points that are none");
    };
    if let Ok(indicators) = pasted(&text) {
        taken(indicators);
    }
    if let Ok(file) = serde_json::from_slice::<IndexFile>(input) {
        let (_, table) = file.parted();
        if table.faults(None).is_empty() {
            taken(table.indicators);
        }
    }
}

/// Coordinates: two columns of them, in degrees, in metres, and without a word about it.
pub fn coordinates(input: &[u8]) {
    static DEGREES: OnceLock<IncidentMapping> = OnceLock::new();
    static METRES: OnceLock<IncidentMapping> = OnceLock::new();
    let begin =
        "source = \"a\"\nkind = \"offence\"\nfixed_category = \"assault\"\n[columns]\ntime = \"Tid\"\n";
    let degrees = mapped(&DEGREES, &format!("{begin}latitude = \"N\"\nlongitude = \"E\"\n"));
    let system = "[coordinates]\nsystem = \"sweref99tm\"\n";
    let metres = mapped(&METRES, &format!("{begin}north = \"N\"\neast = \"E\"\n{system}"));
    let dated: Vec<u8> = input
        .split(|byte| *byte == b'\n')
        .flat_map(|line| [b"2025-03-04 05:06;", line, b"\n"].concat())
        .collect();
    rows("Tid;N;E", &dated, degrees);
    rows("Tid;N;E", &dated, metres);
}

/// The text of a mapping; what is understood can be written, and is then the same.
pub fn mapping(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match IncidentMapping::parse(text) {
        Ok(mapping) => rows("Nr;Tid;Typ;Lat;Lon", b"1;2025-03-04 05:06;Inbrott;59,05;16,58\n", &mapping),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// What names a person: in order, inside the text, without overlaps, and gone when it is masked.
pub fn screening(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let pieces = find(&text);
    assert!(pieces.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{pieces:?}");
    assert!(pieces.iter().all(|piece| text.get(piece.range.clone()).is_some_and(|piece| !piece.is_empty())));
    let masked = mask(&text);
    assert!(!holds_identity_number(&masked), "{text:?} {masked:?}");
    let spans = screen(&text);
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{spans:?}");
    assert!(spans.iter().all(|span| span.start < span.end));
    let (masked, counts) = mask_free(&text);
    assert_eq!(counts.values().sum::<u64>(), spans.len() as u64, "{masked}");
    let _ = shape(&text);
}

/// The file of a promise of several municipalities.
pub fn joint(input: &[u8]) {
    if let Ok(file) = JointDocument::read(input) {
        let _ = file.draft(&Flen::get().code, 1);
    }
}

/// How texts are compared and numbers are told, by those who read tables elsewhere in the house.
pub fn plain(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let form = lofte_import::same::same_form(&text);
    assert_eq!(form, lofte_import::same::same_form(&form), "{text:?}");
    let _ = lofte_import::text::without_spaces(&text);
    let composed = lofte_import::text::composed(&text);
    assert_eq!(composed, lofte_import::text::composed(&composed));
    let _ = lofte_import::Letters::named(&text);
}
