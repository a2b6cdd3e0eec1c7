//! Readers of files, format by format.

use crate::sink::{Flen, Sink, TODAY};
use crate::sources::told;
use lofte_fuzz::{archive as parts, scratch};
use lofte_import::borders::{Vicinity, shapes};
use lofte_import::guess::wave::draft;
use lofte_import::guess::{Hints, guess, trial};
use lofte_import::sources::RowReader;
use lofte_import::sources::survey::structure::Structure;
use lofte_import::{IncidentMapping, WaveFile, inspect};
use std::path::Path;
use std::sync::OnceLock;

/// Everything that a mapping can name is in it.
const MAPPING: &str = r#"
source = "test"
kind = "offence"
categories_default = "other"
[columns]
id = "Nr"
time = "Tid"
end = "Till"
category = "Typ"
latitude = "Lat"
longitude = "Lon"
[categories]
"Inbrott" = "burglary"
"#;

/// An export with columns that a structure may know.
const ANSWERS: &str = "id;submitdate;lastpage;startlanguage;G01Q01;G01Q02[SQ001];Q1\n1;2026-01-02 10:00:00;1;sv;A1;A2;Y\n2;;1;sv;A2;A1;N\n";

fn incidents(path: &Path) {
    static READ: OnceLock<IncidentMapping> = OnceLock::new();
    let mapping = READ.get_or_init(|| IncidentMapping::parse(MAPPING).expect("a mapping"));
    let mut sink = Sink::default();
    match mapping.read(path, &Flen::get().context(), &mut sink) {
        Ok(report) => sink.agrees(&report),
        Err(error) => told(&error),
    }
}

/// Text with separated columns, or whatever the bytes are taken for.
pub fn separated(input: &[u8]) {
    incidents(&scratch::file("table.csv", input));
}

/// A table that somebody keeps by hand.
pub fn sheet(input: &[u8]) {
    let path = scratch::file("table", input);
    match lofte_import::sheet::sheet(&path, &["löfte", "antal"]) {
        Ok(sheet) => assert!(sheet.rows.iter().all(|(_, cells)| cells.len() == sheet.names.len())),
        Err(error) => told(&error),
    }
}

/// What a file is, seen from outside, and its text.
pub fn letters(input: &[u8]) {
    let path = scratch::file("letters", input);
    if let Ok(inspected) = inspect(&path) {
        assert_eq!(inspected.bytes, input.len() as u64);
    }
    let (text, _) = lofte_import::text::decoded(input);
    let _ = lofte_import::text::named_separator(&text);
}

/// The bytes of an archive: a workbook, a document, borders, or none of them.
pub fn archive(input: &[u8]) {
    incidents(&scratch::file("archive", input));
    let _ = shapes(input, Vicinity::Sweden);
}

/// The parts of a workbook of Excel.
pub fn workbook(input: &[u8]) {
    let found = parts::parts(input, 5);
    let part = |number: usize| found.get(number).copied().unwrap_or_default();
    let archive = parts::of(&[
        ("_rels/.rels", br#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", part(0)),
        ("xl/sharedStrings.xml", part(1)),
        ("xl/styles.xml", part(2)),
        ("xl/workbook.xml", if part(3).is_empty() { BOOK } else { part(3) }),
        ("xl/_rels/workbook.xml.rels", if part(4).is_empty() { RELATIONS } else { part(4) }),
    ]);
    incidents(&scratch::file("book.xlsx", &archive));
}

const BOOK: &[u8] = br#"<workbook><sheets><sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships>
<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>"#;

/// The contents of an OpenDocument spreadsheet.
pub fn document(input: &[u8]) {
    let found = parts::parts(input, 2);
    let mut files = vec![
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
        ("content.xml", found[0]),
    ];
    files.extend(found.get(1).map(|manifest| ("META-INF/manifest.xml", *manifest)));
    incidents(&scratch::file("document.ods", &parts::of(&files)));
}

/// The container of an old workbook.
pub fn old_workbook(input: &[u8]) {
    let magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    incidents(&scratch::file("old.xls", &[magic, input.get(magic.len()..).unwrap_or_default()].concat()));
}

/// The records of an old workbook: the container is sound, and the input stands where its stream stood, behind the head.
pub fn records(input: &[u8]) {
    const FILE: &[u8] = include_bytes!("../../../lofte-import/tests/data/formats/workbook.xls");
    const HEAD: usize = 512;
    const ROOM: usize = 4096;
    let mut file = FILE.to_vec();
    file[HEAD..HEAD + ROOM].fill(0);
    let taken = input.len().min(ROOM);
    file[HEAD..HEAD + taken].copy_from_slice(&input[..taken]);
    incidents(&scratch::file("records.xls", &file));
}

/// The bytes of a Parquet file, from its first four to its last.
pub fn parquet(input: &[u8]) {
    incidents(&scratch::file("columns.parquet", &[b"PAR1", input.get(4..).unwrap_or_default()].concat()));
}

/// Lists of objects: JSON, or the XML of service requests.
pub fn objects(input: &[u8]) {
    let beginning: &[u8] = match input.first() {
        Some(b'[' | b'{' | b'<') => b"",
        _ => b"[",
    };
    incidents(&scratch::file("objects.json", &[beginning, input].concat()));
}

/// A guess at a file, and what would come of it.
pub fn guessed(input: &[u8]) {
    let path = scratch::file("guess", input);
    let place = Flen::get();
    let hints = Hints { areas: &place.areas, today: TODAY, file_name: "guess.csv", ..Hints::default() };
    let Ok(proposal) = guess(&path, &hints) else { return };
    assert!(proposal.texts.len() as u64 <= proposal.rows);
    let (mut mapping, open) = (proposal.mapping.clone(), proposal.open().count());
    mapping.source = "test".to_owned();
    if mapping.kind.is_empty() {
        mapping.kind = "offence".to_owned();
    }
    let text = lofte_import::guess::written(&mapping).expect("a mapping that can be written");
    match IncidentMapping::parse(&text) {
        Ok(mapping) => match trial(&path, &mapping, &place.context(), 10) {
            Ok(trial) => assert!(trial.first.len() <= 10),
            Err(error) => told(&error),
        },
        // What is proposed and leaves nothing open can be used.
        Err(error) => assert!(open > 0 || proposal.elsewhere.is_some(), "{error}\n{text}"),
    }
}

/// Answers to a survey, and the structure of one: a draft is made of any table, and what it holds is a mapping or refused.
pub fn survey(input: &[u8]) {
    let structure = match Structure::parse(input, "survey.lss") {
        Ok(structure) => Some(structure),
        Err(error) => {
            told(&error);
            None
        }
    };
    let answers = if structure.is_some() { ANSWERS.as_bytes() } else { input };
    let (path, place) = (scratch::file("answers", answers), Flen::get());
    let hints = Hints { areas: &place.areas, today: TODAY, ..Hints::default() };
    match draft(&path, structure.as_ref(), &hints) {
        Ok(draft) => {
            let filled = draft.text.replace("# ", "");
            if let Err(error) = WaveFile::parse(&filled) {
                told(&error);
            }
        }
        Err(error) => told(&error),
    }
}

/// Borders, whatever the first bytes say that they are.
pub fn borders(input: &[u8]) {
    if let Ok(shapes) = shapes(input, Vicinity::Sweden) {
        let corners =
            shapes.shapes.iter().flat_map(|shape| shape.border.iter().flatten().flatten().flatten());
        assert!(corners.clone().all(|part| part.is_finite() && part.abs() <= 180.0), "{shapes:?}");
    }
}

/// The pages of a GeoPackage, as borders and as layers of points.
pub fn geopackage(input: &[u8]) {
    let magic = b"SQLite format 3\0";
    let file = [magic.as_slice(), input.get(magic.len()..).unwrap_or_default()].concat();
    borders(&file);
    incidents(&scratch::file("layers.gpkg", &file));
}

/// A geometry of a GeoPackage: the rest of the file is sound, and the input stands where one of its geometries stood.
pub fn geometry(input: &[u8]) {
    const FILE: &[u8] = include_bytes!("../../seeds/geometry.gpkg");
    static ROOM: OnceLock<(usize, usize)> = OnceLock::new();
    let (at, room) = *ROOM.get_or_init(|| {
        let at = FILE.windows(8).position(|window| window == [0xaa; 8]).expect("room for a geometry");
        (at, FILE[at..].iter().take_while(|byte| **byte == 0xaa).count())
    });
    let mut file = FILE.to_vec();
    file[at..at + room].fill(0);
    let taken = input.len().min(room);
    file[at..at + taken].copy_from_slice(&input[..taken]);
    borders(&file);
}

/// The files of a shapefile.
pub fn shapefile(input: &[u8]) {
    let found = parts::parts(input, 4);
    let names = ["a.shp", "a.dbf", "a.prj", "a.cpg"];
    let mut files: Vec<(&str, &[u8])> = names.into_iter().zip(found).collect();
    if files.len() == 1 {
        files.push(("a.dbf", b""));
    }
    borders(&parts::of(&files));
}
