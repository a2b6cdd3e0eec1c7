//! OpenDocument spreadsheets as programs write them, and as nobody should.

use super::*;
use crate::inspect::{Format, inspect};
use crate::table::Table;
use std::io::Write as _;
use std::ops::ControlFlow;
use zip::write::{SimpleFileOptions, ZipWriter};

fn document(body: &str) -> tempfile::NamedTempFile {
    with_parts(&[(
        "content.xml",
        &format!("<o:document-content xmlns:o='o' xmlns:t='t' xmlns:x='x'>{body}</o:document-content>"),
    )])
}

fn with_parts(parts: &[(&str, &str)]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut archive = ZipWriter::new(file.reopen().unwrap());
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("mimetype", stored).unwrap();
    archive.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    file
}

fn lines(file: &tempfile::NamedTempFile) -> Result<Vec<String>, ImportError> {
    let inspected = inspect(file.path())?;
    assert_eq!(inspected.format, Format::Ods);
    let mut table = Table::open(file.path(), &inspected)?;
    let mut out = Vec::new();
    table.each(0, &mut |line| {
        let cells: Vec<&str> = line.cells.iter().collect();
        out.push(format!("{} {} {:?}", line.row, cells.join("|"), line.faults));
        Ok(if out.len() < 20 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(out)
}

#[test]
fn values_errors_formulas_and_repetitions_are_told_apart() {
    let rows = "<t:table t:name='Blad1'><t:table-row t:number-rows-repeated='2'><t:table-cell t:number-columns-repeated='16384'/></t:table-row>\
        <t:table-row><t:table-cell o:value-type='string'><x:p>a &amp; b</x:p><x:p>c</x:p></t:table-cell>\
        <t:table-cell o:value-type='float' o:value='482'><x:p>0482</x:p></t:table-cell>\
        <t:table-cell o:value-type='float' o:value='1234.5'><x:p>1 234,5</x:p></t:table-cell>\
        <t:table-cell o:value-type='date' o:date-value='2025-03-01T10:00:00'><x:p>1/3</x:p></t:table-cell>\
        <t:table-cell o:value-type='date' o:date-value='2025-03-01'><x:p>mars</x:p></t:table-cell>\
        <t:table-cell o:value-type='time' o:time-value='PT13H05M00S'><x:p>13.05</x:p></t:table-cell>\
        <t:table-cell o:value-type='string' c:value-type='error' o:string-value=''><x:p>#N/A</x:p></t:table-cell>\
        <t:table-cell t:formula='of:=NOW()'/>\
        <t:table-cell o:value-type='string'><o:annotation><x:p>Anna Berg</x:p></o:annotation><x:p>x<x:s/>y</x:p></t:table-cell></t:table-row>\
        <t:table-row t:number-rows-repeated='3'><t:table-cell t:number-columns-repeated='2' o:value-type='float' o:value='7'><x:p>7</x:p></t:table-cell></t:table-row></t:table>";
    insta::assert_snapshot!(lines(&document(rows)).unwrap().join("\n"), @r##"
    3 a & b
    c|0482|1234.5|2025-03-01 10:00:00|2025-03-01|13:05:00|||x y [(6, Error("#N/A")), (7, NoStoredValue)]
    4 7|7 []
    5 7|7 []
    6 7|7 []
    "##);
}

#[test]
fn what_repeats_without_end_is_refused() {
    let row = "<t:table-row t:number-rows-repeated='1048576'><t:table-cell t:number-columns-repeated='16384' o:value-type='float' o:value='7'/></t:table-row>";
    let file = document(&format!("<t:table t:name='B'>{row}</t:table>"));
    let error = lines(&file).unwrap_err();
    assert!(matches!(error, ImportError::TooMuchText { .. }), "{error}");
}

#[test]
fn passwords_damage_and_emptiness_are_called_what_they_are() {
    let locked = with_parts(&[("content.xml", "??"), ("META-INF/manifest.xml", "<m><encryption-data/></m>")]);
    assert!(matches!(lines(&locked), Err(ImportError::NotATable { found: Found::LockedWorkbook, .. })));
    let cut = document("<t:table t:name='B'><t:table-row><t:table-cell>");
    assert!(matches!(lines(&cut), Err(ImportError::Damaged { .. })));
    assert!(matches!(lines(&document("")), Err(ImportError::Empty { .. })));
    assert!(matches!(lines(&with_parts(&[])), Err(ImportError::NotATable { .. })));
}

#[test]
fn hidden_sheets_and_merged_cells_are_as_in_a_workbook() {
    let cell = |text: &str| format!("<t:table-cell o:value-type='string'><x:p>{text}</x:p></t:table-cell>");
    let row = |cells: &str| format!("<t:table-row>{cells}</t:table-row>");
    let head = row(&(cell("Område") + &cell("Antal")));
    let merged =
        "<t:table-cell t:number-rows-spanned='2' o:value-type='string'><x:p>Centrum</x:p></t:table-cell>";
    let shown = format!(
        "<t:table t:name='Siffror'>{head}{}{}</t:table>",
        row(&(merged.to_owned() + &cell("1"))),
        row(&("<t:covered-table-cell/>".to_owned() + &cell("2"))),
    );
    let style = "<s:style s:name='ta2'><s:table-properties t:display='false'/></s:style>";
    let hidden = format!("<t:table t:name='Gammalt' t:style-name='ta2'>{head}</t:table>");
    let file =
        document(&format!("<o:automatic-styles xmlns:s='s'>{style}</o:automatic-styles>{hidden}{shown}"));
    let inspected = inspect(file.path()).unwrap();
    let mut table = Table::open(file.path(), &inspected).unwrap();
    let header = table.header(&crate::table::Columns(vec!["område", "antal"]), None, None).unwrap();
    assert_eq!((table.sheet().as_deref(), table.notes().len()), (Some("Siffror"), 2));
    let mut seen = Vec::new();
    table
        .each(header.row, &mut |line| {
            seen.push((line.cell(0).to_owned(), line.cell(1).to_owned(), line.filled));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    let of = |area: &str, n: &str, filled| (area.to_owned(), n.to_owned(), filled);
    assert_eq!(seen, [of("Centrum", "1", 0), of("Centrum", "2", 1)]);
}

#[test]
fn a_number_in_per_cent_is_what_people_see() {
    let rows = "<t:table t:name='Blad1'><t:table-row><t:table-cell o:value-type='percentage' o:value='0.635'><x:p>63,5 %</x:p></t:table-cell>\
        <t:table-cell o:value-type='percentage' o:value='0.07'><x:p>7 %</x:p></t:table-cell></t:table-row></t:table>";
    assert_eq!(lines(&document(rows)).unwrap(), ["1 63.5%|7% []"]);
}
