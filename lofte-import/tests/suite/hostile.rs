//! Files that somebody has made to do harm: small, and meant to become very much. Each is refused for what it is, or read in
//! the memory that any file may take; a file that is only unusual is read as ever.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Memory, Place, file};
use lofte_import::guess::{Hints, guess};
use lofte_import::sources::incidents;
use lofte_import::{ImportError, IncidentMapping, Told};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MAPPING: &str =
    "source = \"a\"\nkind = \"offence\"\nfixed_category = \"assault\"\n[columns]\ntime = \"Tid\"\n";

/// What comes of a file: rows that were stored, or the code of what was refused.
fn read(bytes: &[u8]) -> Result<u64, String> {
    let mapping = IncidentMapping::parse(MAPPING).unwrap();
    let (file, place) = (file(bytes), Place::elsewhere());
    let report = incidents::read(file.path(), &mapping, &place.context(), &mut Memory::default());
    report.map(|report| report.counts.stored()).map_err(|error| told(&error))
}

/// The code of a refusal, which has words without a gap.
fn told(error: &ImportError) -> String {
    assert!(!error.to_string().is_empty() && !error.to_string().contains('{'), "{error}");
    error.code().to_owned()
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        // By this part a document is known, so it is never packed.
        let method =
            if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        archive.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of one sheet.
fn workbook(rows: &str, strings: &str, after: &str) -> Vec<u8> {
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                     <Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";
    let (strings, sheet) = (
        format!("<sst>{strings}</sst>"),
        format!("<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"),
    );
    archive(&[
        ("[Content_Types].xml", "spreadsheetml.sheet.main+xml"),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"Blad1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/sharedStrings.xml", strings.as_str()),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ])
}

fn shared(number: usize) -> String {
    format!("<c t=\"s\"><v>{number}</v></c>")
}

fn document(rows: &str) -> Vec<u8> {
    let content =
        format!("<o:document-content><t:table t:name='Blad1'>{rows}</t:table></o:document-content>");
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_str()),
    ])
}

/// One text of four megabytes in every column of a row would be sixty gigabytes, out of a file of some kilobytes.
#[test]
fn a_shared_text_in_every_cell_of_a_row() {
    let texts = format!("<si><t>Tid</t></si><si><t>{}</t></si>", "x".repeat(4 << 20));
    let head = format!("<row>{}</row>", shared(0));
    let wide = format!("<row>{}</row>", shared(1).repeat(16_384));
    assert_eq!(read(&workbook(&(head.clone() + &wide), &texts, "")), Err("long-row".to_owned()));
    let text_beside = format!("<row><c t=\"inlineStr\"><is><t>2025-03-01</t></is></c>{}</row>", shared(1));
    assert_eq!(read(&workbook(&(head + &text_beside), &texts, "")), Ok(1), "long, and no bomb");
}

/// The same through a merged cell, whose text every row below it has.
#[test]
fn merged_cells_with_long_texts() {
    let texts = format!("<si><t>Tid</t></si><si><t>{}</t></si>", "x".repeat(5 << 20));
    let day = "<c t=\"inlineStr\"><is><t>2025-03-01</t></is></c>";
    let head = format!("<row>{}<c t=\"inlineStr\"><is><t>Ort</t></is></c></row>", shared(0));
    let rows = format!("{head}<row>{day}{}</row>{}", shared(1), format!("<row>{day}</row>").repeat(3_000));
    let merged = "<mergeCells><mergeCell ref=\"B2:B9999\"/></mergeCells>";
    assert_eq!(read(&workbook(&rows, &texts, merged)), Err("long-row".to_owned()));
    let short = texts.replace(&"x".repeat(5 << 20), "Centrum");
    assert_eq!(read(&workbook(&rows, &short, merged)), Ok(3_001));
}

#[test]
fn a_cell_that_says_it_is_repeated() {
    let cell = |text: &str, times: u32| {
        format!(
            "<t:table-cell t:number-columns-repeated='{times}' o:value-type='string'><x:p>{text}</x:p></t:table-cell>"
        )
    };
    let row = |cells: &str| format!("<t:table-row>{cells}</t:table-row>");
    let long = "x".repeat(4 << 20);
    let head = row(&cell("Tid", 1));
    for hostile in [row(&cell(&long, 16_384)), row(&(cell("2025-03-01", 1) + &cell(&long, 1_000_000)))] {
        let refused = read(&document(&(head.clone() + &hostile))).unwrap_err();
        assert_eq!(refused, "long-row");
    }
    let error = "<t:table-cell t:number-columns-repeated='16384' c:value-type='error'><x:p>";
    let hostile = row(&format!("{error}{long}</x:p></t:table-cell>"));
    assert_eq!(
        read(&document(&(head.clone() + &hostile))),
        Ok(0),
        "what an error says is no text of the cell"
    );
    let plain = row(&(cell("2025-03-01", 1) + &cell("Ort", 900)));
    assert_eq!(read(&document(&(head + &plain))), Ok(1));
}

/// Every format bounds how wide a table may be: a million columns are a wrong separator, or meant to fill the memory.
#[test]
fn a_million_columns() {
    let text = format!("Tid{}\n2025-03-01\n", ";x".repeat(1_000_000));
    assert_eq!(read(text.as_bytes()), Err("file-too-many-columns".to_owned()));
    let late = format!("Tid;Ort\n2025-03-01;x\n2025-03-02{}\n", ";".repeat(1_000_000));
    assert_eq!(read(late.as_bytes()), Err("file-too-many-columns".to_owned()));
    let cells = "<c r=\"BCNLZ1\" t=\"inlineStr\"><is><t>x</t></is></c>".repeat(1_000);
    let day = "<c t=\"inlineStr\"><is><t>2025-03-01</t></is></c>";
    let rows = format!("<row r=\"1\">{}{cells}</row><row r=\"2\">{day}</row>", shared(0));
    assert_eq!(
        read(&workbook(&rows, "<si><t>Tid</t></si>", "")),
        Ok(1),
        "columns that no sheet has are none"
    );
    let objects =
        format!("[{{{}}}]", (0..100_000).map(|name| format!("\"k{name}\":1")).collect::<Vec<_>>().join(","));
    assert_eq!(read(objects.as_bytes()), Err("not-a-table".to_owned()));
}

/// A formula without a stored value is no value, in whatever number they come.
#[test]
fn formulas_without_values() {
    let row = |number: u32, more: &str| {
        format!("<row><c t=\"inlineStr\"><is><t>2025-03-{number:02}</t></is></c>{more}</row>")
    };
    let head = format!("<row>{}</row>", shared(0));
    let many = "<c t=\"str\"><f>A1</f></c>".repeat(16_383);
    let unused = row(1, &many).repeat(20);
    assert_eq!(read(&workbook(&(head.clone() + &unused), "<si><t>Tid</t></si>", "")), Ok(20));
    let needed = "<row><c><f>NOW()</f></c></row>".repeat(3);
    let all = workbook(&(head + &needed), "<si><t>Tid</t></si>", "");
    assert_eq!(read(&all), Err("formulas-without-values".to_owned()));
}

/// As wide as a table can be, and every heading asked for: what is done for each column is not done for each pair of them.
#[test]
fn a_guess_at_the_widest_table_there_can_be() {
    let names =
        (0..16_380).fold("Tid;Typ;Nr".to_owned(), |names, number| names + &format!(";Fråga {number}"));
    let row = |number: u32| {
        format!("2025-03-0{number} 10:15;Klotter;{number}{}\n", format!(";{number}").repeat(16_380))
    };
    let text = format!("{names}\n{}", (1..8).map(row).collect::<String>());
    let file = file(text);
    let proposal = guess(file.path(), &Hints { file_name: "bred.csv", ..Hints::default() }).unwrap();
    assert_eq!((proposal.columns.len(), proposal.rows), (16_383, 7));
    // A form with thousands of questions, or a table of incidents with them beside: either way the columns are known.
    assert!(proposal.elsewhere.is_some() || proposal.mapping.columns.time.as_deref() == Some("Tid"));
    let many = format!("{}\n{}", "x;".repeat(40_000), "1;".repeat(40_000));
    let refused = guess(crate::support::file(many).path(), &Hints::default()).unwrap_err();
    assert_eq!(told(&refused), "file-too-many-columns");
}
